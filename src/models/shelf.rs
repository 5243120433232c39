//! The shelf: the folder of a person's models, what lies there, and what could.

use super::catalog::{self, Wanted};
use super::download::part_of;
use super::{Model, ModelError};
use crate::disk;
use std::path::{Path, PathBuf};

/// The folder of Piper's voices on the shelf.
pub const PIPER: &str = "piper";

/// The folder of models, and the catalogs.
#[derive(Debug)]
pub struct Shelf {
    folder: PathBuf,
    models: Vec<Model>,
}

/// Whether a model is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    /// All its files are, in their lengths.
    Here,
    /// Some are; so many bytes are missing.
    Partly(u64),
    /// None is.
    Absent,
}

/// A voice of Piper that a person has put there and no catalog has.
#[derive(Debug, PartialEq, Eq)]
pub struct OwnVoice {
    /// The name of its files, without `.onnx` and `.onnx.json`.
    pub name: String,
    /// How long they are together.
    pub bytes: u64,
}

impl Shelf {
    /// A shelf in a folder, with the built-in catalogs and those in `own`.
    ///
    /// # Errors
    /// If one of those is no valid catalog.
    pub fn open(folder: PathBuf, own: &Path) -> Result<Self, ModelError> {
        let models = catalog::load(own)?;
        Ok(Self { folder, models })
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What can be brought.
    pub fn models(&self) -> &[Model] {
        &self.models
    }

    /// The model of a name, as `kokoro`, or as a voice of it is written: `piper:en_US-joe-medium`. The name of a
    /// folder will do where one model alone lies in it.
    ///
    /// # Errors
    /// If there is none.
    pub fn model(&self, name: &str) -> Result<&Model, ModelError> {
        let bare = name.strip_prefix("piper:").unwrap_or(name);
        let named = self.models.iter().find(|model| model.name == bare);
        let mut inside = self.models.iter().filter(|model| model.folder == name);
        let only = inside.next().filter(|_| inside.next().is_none());
        named.or(only).ok_or_else(|| ModelError::Unknown {
            name: name.into(),
            known: self.models.iter().map(|m| m.name.clone()).collect(),
        })
    }

    /// Where a file of a model lies, or is to lie.
    pub fn path(&self, model: &Model, wanted: &Wanted) -> PathBuf {
        self.folder.join(&model.folder).join(&wanted.path)
    }

    /// Whether a model is there, by the lengths of its files.
    pub fn stand(&self, model: &Model) -> Stand {
        let missing = |wanted: &&Wanted| {
            let about = std::fs::metadata(self.path(model, wanted));
            !about.is_ok_and(|about| about.is_file() && about.len() == wanted.bytes)
        };
        let wanted = || model.wanted().map(|(wanted, _)| wanted);
        let left: u64 = wanted().filter(missing).map(|wanted| wanted.bytes).sum();
        match left {
            0 => Stand::Here,
            left if left == model.bytes() => Stand::Absent,
            left => Stand::Partly(left),
        }
    }

    /// The voices of Piper that a person has put there: each `.onnx` with its `.onnx.json` that no catalog has.
    pub fn own_voices(&self) -> Vec<OwnVoice> {
        let folder = self.folder.join(PIPER);
        let known = |name: &str| {
            let mut models = self.models.iter().filter(|model| model.folder == PIPER);
            models.any(|model| model.wanted().any(|(wanted, _)| wanted.path == name))
        };
        let mut voices: Vec<OwnVoice> = std::fs::read_dir(&folder)
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| {
                let file = entry.file_name().into_string().ok()?;
                let name = file.strip_suffix(".onnx")?;
                let length = |file: &str| std::fs::metadata(folder.join(file)).ok()?.len().into();
                let bytes: Option<u64> = length(&file);
                let settings: Option<u64> = length(&format!("{file}.json"));
                (!known(&file)).then_some(OwnVoice {
                    name: name.into(),
                    bytes: bytes? + settings?,
                })
            })
            .collect();
        voices.sort_by(|a, b| a.name.cmp(&b.name));
        voices
    }

    /// Removes a model, also what has come of one that is not finished, or a voice that a person has put there. How
    /// many bytes that were.
    ///
    /// # Errors
    /// If there is none of that name, or nothing of it is there.
    pub fn remove(&self, name: &str) -> Result<u64, ModelError> {
        let bare = name.strip_prefix("piper:").unwrap_or(name);
        let own = self.own_voices();
        let (folder, paths) = if own.iter().any(|voice| voice.name == bare) {
            let paths = [".onnx", ".onnx.json"].map(|ending| format!("{bare}{ending}"));
            (self.folder.join(PIPER), paths.to_vec())
        } else {
            let model = self.model(name)?;
            let paths = model.wanted().flat_map(|(wanted, _)| {
                let path = PathBuf::from(&wanted.path);
                let part = part_of(&path, wanted).to_string_lossy().into_owned();
                [wanted.path.clone(), part]
            });
            (self.folder.join(&model.folder), paths.collect())
        };
        let mut bytes = 0;
        for path in &paths {
            let whole = folder.join(path);
            let before = std::fs::metadata(&whole).map_or(0, |about| about.len());
            disk::remove_inside(&folder, path);
            if before > 0 && whole.exists() {
                let denied = std::io::ErrorKind::PermissionDenied.into();
                return Err(ModelError::at(&whole)(denied));
            }
            bytes += before;
        }
        // Folders go if nothing else is in them.
        let inner = paths
            .iter()
            .filter_map(|path| folder.join(path).parent().map(Path::to_path_buf));
        for emptied in inner.chain([folder.clone()]) {
            if emptied.starts_with(&folder) {
                let _ = std::fs::remove_dir(emptied);
            }
        }
        match bytes {
            0 => Err(ModelError::Given {
                place: folder,
                what: format!("nothing of {bare} is here"),
            }),
            bytes => Ok(bytes),
        }
    }
}
