//! The clip store: what engines have spoken, kept for every book of this person.

use super::SpeechError;
use super::key::ClipKey;
use etcetera::BaseStrategy;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A folder of clips, one file each, named by key. The files hold the engine's own bytes.
#[derive(Debug, Clone)]
pub struct ClipStore {
    folder: PathBuf,
}

impl ClipStore {
    /// The store in that folder, which is made when something is first put there.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        let folder = folder.into();
        Self { folder }
    }

    /// The folder of this person's store: `$XDG_CACHE_HOME/diglot/clips`, or what the system has
    /// in its place.
    pub fn default_folder() -> PathBuf {
        match etcetera::choose_base_strategy() {
            Ok(base) => base.cache_dir().join("diglot").join("clips"),
            Err(_) => std::env::temp_dir().join("diglot").join("clips"),
        }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where the clip of a key is, or would be.
    pub fn path(&self, key: &ClipKey) -> PathBuf {
        let name = key.as_str();
        self.folder.join(&name[..2]).join(format!("{name}.clip"))
    }

    /// Whether the clip is there.
    pub fn has(&self, key: &ClipKey) -> bool {
        std::fs::metadata(self.path(key)).is_ok_and(|file| file.len() > 0)
    }

    /// The clip's bytes; `None` if it is not there.
    ///
    /// # Errors
    /// [`SpeechError::Store`] if it is there and cannot be read.
    pub fn get(&self, key: &ClipKey) -> Result<Option<Vec<u8>>, SpeechError> {
        let path = self.path(key);
        match std::fs::read(&path) {
            Ok(bytes) if bytes.is_empty() => Ok(None),
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(SpeechError::store(path, &error)),
        }
    }

    /// Keeps a clip: written to a temporary file, synced, renamed.
    ///
    /// # Errors
    /// [`SpeechError::Store`], with a hint if the disk is full.
    pub fn put(&self, key: &ClipKey, bytes: &[u8]) -> Result<(), SpeechError> {
        let path = self.path(key);
        crate::disk::write_whole(&path, bytes).map_err(|error| SpeechError::store(path, &error))
    }

    /// Takes out a clip that turned out to be damaged.
    ///
    /// # Errors
    /// [`SpeechError::Store`] if it is there and cannot be removed.
    pub fn remove(&self, key: &ClipKey) -> Result<(), SpeechError> {
        let path = self.path(key);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(SpeechError::store(path, &error))
            }
            _ => Ok(()),
        }
    }
}
