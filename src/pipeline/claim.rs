//! One run at a time builds a book.

use super::{PipelineError, Workshop};
use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::Duration;

/// How often it is looked whether another run is done.
const AGAIN: Duration = Duration::from_millis(200);

/// A book that this run alone builds, until this is dropped. The system lets go of it when a run is killed.
#[derive(Debug)]
pub struct Claim {
    /// None on file systems without locks.
    _file: Option<File>,
}

impl Claim {
    /// Claims the book of a folder, and waits for another run that builds it.
    ///
    /// # Errors
    /// If the folder cannot be written to, or a person stops the run.
    pub fn wait(folder: &Path, workshop: &Workshop) -> Result<Self, PipelineError> {
        let path = folder.join(".diglot").join("lock");
        let failed = |error: std::io::Error| PipelineError::file(&path, &error);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(failed)?;
        }
        let mut options = OpenOptions::new();
        let file = options.write(true).create(true).truncate(false).open(&path);
        let file = file.map_err(failed)?;
        let mut has_said = false;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: Some(file) }),
                Err(TryLockError::Error(_)) => return Ok(Self { _file: None }),
                Err(TryLockError::WouldBlock) => {}
            }
            if workshop.stop.is_cancelled() {
                return Err(PipelineError::Interrupted);
            }
            if !has_said {
                workshop.progress.say(&format!(
                    "another run of diglot is building {}; waiting for it",
                    folder.display()
                ));
                has_said = true;
            }
            std::thread::sleep(AGAIN);
        }
    }
}
