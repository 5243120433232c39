//! What a person has, on a machine without a network: files, folders, and packages that pip or npm fetched elsewhere.

use super::ModelError;
use super::archive;
use super::catalog::Part;
use super::catalog::Wanted;
use super::place::sum_of;
use super::shelf::PIPER;
use crate::disk;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// How deep folders are looked through, and how many files.
const DEEPEST: usize = 8;
const MOST_FILES: usize = 100_000;
/// The largest settings and the largest graph of a voice, in bytes.
const LARGEST_SETTINGS: u64 = 4 << 20;
const LARGEST_VOICE: u64 = 4 << 30;

/// What a person has.
#[derive(Debug)]
pub struct Given {
    place: PathBuf,
    files: Vec<PathBuf>,
    /// Archives, with the names of the files in them.
    archives: Vec<(PathBuf, Vec<String>)>,
}

/// Where a file is.
#[derive(Debug, Clone)]
enum Spot {
    Plain(PathBuf),
    Inside(PathBuf, String),
}

/// A voice of Piper among what a person has.
#[derive(Debug)]
pub struct GivenVoice {
    /// The name of its files, without `.onnx` and `.onnx.json`.
    pub name: String,
    graph: Spot,
    settings: Spot,
}

impl Given {
    /// Looks through a file, a folder or a package.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn open(place: &Path) -> Result<Self, ModelError> {
        let about = std::fs::metadata(place).map_err(ModelError::at(place))?;
        let mut files = Vec::new();
        if about.is_dir() {
            look_through(place, DEEPEST, &mut files).map_err(ModelError::at(place))?;
        } else {
            files.push(place.to_path_buf());
            // A voice's settings lie beside it.
            if let Some(name) = place.file_name().and_then(|name| name.to_str()) {
                let beside = match name.strip_suffix(".json") {
                    Some(graph) if graph.ends_with(".onnx") => graph.to_string(),
                    _ => format!("{name}.json"),
                };
                files.extend(Some(place.with_file_name(beside)).filter(|path| path.is_file()));
            }
        }
        files.sort();
        let mut archives = Vec::new();
        for path in files.iter().filter(|path| archive::is_archive(path)) {
            match archive::names(path) {
                Ok(names) => archives.push((path.clone(), names)),
                // In a folder it may be anything.
                Err(_) if about.is_dir() => {}
                Err(error) => return Err(ModelError::at(path)(error)),
            }
        }
        Ok(Self {
            place: place.to_path_buf(),
            files,
            archives,
        })
    }

    /// What was given.
    pub fn place(&self) -> &Path {
        &self.place
    }

    /// The files that have the name of what is wanted; of a single file, its length will do.
    pub fn named(&self, wanted: &Wanted) -> impl Iterator<Item = &Path> {
        let length = wanted.bytes;
        let is_alone = move |path: &Path| {
            let about = std::fs::metadata(path);
            path == self.place && about.is_ok_and(|about| about.len() == length)
        };
        let name = Path::new(&wanted.path).file_name();
        let paths = self.files.iter().map(PathBuf::as_path);
        paths.filter(move |path| path.file_name() == name || is_alone(path))
    }

    /// The archive that holds a file.
    pub fn archive_with(&self, file: &str) -> Option<&Path> {
        let holds = |(_, names): &&(PathBuf, Vec<String>)| names.iter().any(|name| name == file);
        self.archives
            .iter()
            .find(holds)
            .map(|(path, _)| path.as_path())
    }

    /// The archives with a file of the name of what is wanted, and what it is called in them.
    pub fn within(&self, wanted: &Wanted) -> Vec<(&Path, &str)> {
        let name = wanted.path.rsplit('/').next().unwrap_or_default();
        let mut found = Vec::new();
        for (archive, names) in &self.archives {
            let same = names.iter().filter(|file| last_step(file) == name);
            found.extend(same.map(|file| (archive.as_path(), file.as_str())));
        }
        found
    }

    /// A part of a file that lies unpacked.
    pub fn unpacked(&self, part: &Part, wanted: &Wanted) -> Option<&Path> {
        let file = part.file_for(wanted);
        let found = self.files.iter().find(|path| path.ends_with(&file));
        found.map(PathBuf::as_path)
    }

    /// The voices of Piper: each `.onnx` with its `.onnx.json`.
    pub fn voices(&self) -> Vec<GivenVoice> {
        let plain = self.files.iter().map(|path| {
            let name = path.to_string_lossy().into_owned();
            (name, Spot::Plain(path.clone()))
        });
        let inside = self.archives.iter().flat_map(|(archive, names)| {
            let spot = |name: &String| (name.clone(), Spot::Inside(archive.clone(), name.clone()));
            names.iter().map(spot)
        });
        let spots: Vec<(String, Spot)> = plain.chain(inside).collect();
        let voice = |(file, graph): &(String, Spot)| {
            let name = last_step(file).strip_suffix(".onnx")?;
            let beside = |other: &&(String, Spot)| {
                other.0.strip_suffix(".json") == Some(file) && same_place(graph, &other.1)
            };
            let (_, settings) = spots.iter().find(beside)?;
            let is_plain = !name.is_empty()
                && !name.starts_with(['.', '-'])
                && !name.contains([':', '#'])
                && !name.chars().any(char::is_control);
            is_plain.then(|| GivenVoice {
                name: name.into(),
                graph: graph.clone(),
                settings: settings.clone(),
            })
        };
        let mut voices: Vec<GivenVoice> = spots.iter().filter_map(voice).collect();
        voices.sort_by(|a, b| a.name.cmp(&b.name));
        voices.dedup_by(|a, b| a.name == b.name);
        voices
    }
}

impl GivenVoice {
    /// Puts the voice onto a shelf.
    ///
    /// # Errors
    /// If it is no voice of Piper, or another of that name is there and is not to be replaced.
    pub fn put(&self, shelf: &Path, replace: bool) -> Result<(), ModelError> {
        let folder = shelf.join(PIPER);
        let mut text = Vec::new();
        read(&self.settings, LARGEST_SETTINGS, &mut |from| {
            from.read_to_end(&mut text).map(drop)
        })?;
        let json: serde_json::Value = serde_json::from_slice(&text).unwrap_or_default();
        if !json["phoneme_id_map"].is_object() || !json["audio"]["sample_rate"].is_u64() {
            return Err(ModelError::Given {
                place: self.settings.path().into(),
                what: format!(
                    "the settings of {} are not those of a voice of Piper (phoneme_id_map, audio.sample_rate)",
                    self.name
                ),
            });
        }
        // The settings come last: a voice is one when it has both.
        for (spot, ending, most) in [
            (&self.graph, ".onnx", LARGEST_VOICE),
            (&self.settings, ".onnx.json", LARGEST_SETTINGS),
        ] {
            let path = folder.join(format!("{}{ending}", self.name));
            let here = |error| ModelError::at(&path)(error);
            std::fs::create_dir_all(&folder).map_err(here)?;
            let temporary = disk::temporary(&folder).map_err(here)?;
            let mut file = temporary.as_file();
            read(spot, most, &mut |from| io::copy(from, &mut file).map(drop))?;
            if path.exists() && !replace {
                let is_same =
                    sum_of(&path).map_err(here)? == sum_of(temporary.path()).map_err(here)?;
                match is_same {
                    true => continue,
                    false => return Err(ModelError::Other { path }),
                }
            }
            file.sync_all().map_err(here)?;
            temporary
                .persist(&path)
                .map_err(|error| here(error.error))?;
        }
        Ok(())
    }
}

impl Spot {
    fn path(&self) -> &Path {
        match self {
            Self::Plain(path) | Self::Inside(path, _) => path,
        }
    }
}

/// Reads what is at a spot, of so many bytes at most.
fn read(
    spot: &Spot,
    most: u64,
    each: &mut dyn FnMut(&mut dyn Read) -> io::Result<()>,
) -> Result<(), ModelError> {
    let mut bounded = |from: &mut dyn Read| {
        let mut from = from.take(most);
        each(&mut from)?;
        match from.limit() {
            0 => Err(io::Error::other("it is larger than any file of a voice")),
            _ => Ok(()),
        }
    };
    let done = match spot {
        Spot::Plain(path) => File::open(path).and_then(|mut file| bounded(&mut file)),
        Spot::Inside(archive, name) => {
            let names = std::slice::from_ref(name);
            archive::visit(archive, names, &mut |_, from| bounded(from))
        }
    };
    done.map_err(ModelError::at(spot.path()))
}

/// Whether two files lie in the same archive, or in none.
fn same_place(one: &Spot, other: &Spot) -> bool {
    match (one, other) {
        (Spot::Inside(one, _), Spot::Inside(other, _)) => one == other,
        (Spot::Plain(_), Spot::Plain(_)) => true,
        _ => false,
    }
}

/// What a file is called without its folders.
fn last_step(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or_default()
}

/// Lists the plain files in a folder and in those within.
fn look_through(folder: &Path, deep: usize, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if files.len() >= MOST_FILES {
            return Err(io::Error::other(format!(
                "it holds more than {MOST_FILES} files; name a smaller folder"
            )));
        }
        if kind.is_dir() && deep > 0 {
            look_through(&entry.path(), deep - 1, files)?;
        } else if entry.path().is_file() {
            files.push(entry.path());
        }
    }
    Ok(())
}
