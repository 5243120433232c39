//! Where models lie: `$XDG_DATA_HOME/diglot/models`, a folder for each engine.

use super::super::SpeechError;
use std::path::PathBuf;

/// The folder of an engine's models: `~/.local/share/diglot/models/piper`, or what the system has in its
/// place.
pub fn of(engine: &str) -> PathBuf {
    crate::models::folder().join(engine)
}

/// The names of an engine's files that end in `ending`, without it, in alphabetical order.
pub(super) fn names(folder: &std::path::Path, ending: &str) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some(entry.file_name().to_str()?.strip_suffix(ending)?.into()))
        .collect();
    names.sort_unstable();
    names
}

/// Reads a file of a model.
///
/// # Errors
/// [`SpeechError::Setup`] if it is not there or cannot be read.
pub(super) fn read(path: &std::path::Path) -> Result<Vec<u8>, SpeechError> {
    std::fs::read(path).map_err(|error| {
        SpeechError::Setup(format!(
            "{}: {}",
            path.display(),
            crate::disk::explain(&error)
        ))
    })
}
