use crate::disk;
use std::path::PathBuf;
use thiserror::Error;

/// Why a format could not be made.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FormatError {
    /// There is no such format.
    #[error("there is no format `{name}`; there are {known}")]
    Unknown {
        /// What was asked for.
        name: String,
        /// The formats that there are.
        known: String,
    },
    /// ffmpeg is not there.
    #[error(
        "ffmpeg is needed for this and is not installed. `make setup` gets it, or: \
         apt install ffmpeg (Debian, Ubuntu), dnf install ffmpeg-free (Fedora), \
         brew install ffmpeg (macOS), winget install ffmpeg (Windows)"
    )]
    NoFfmpeg,
    /// ffmpeg could not do it.
    #[error("ffmpeg could not write this. It says: {0}")]
    Ffmpeg(String),
    /// A chapter is not as `book.json` has it.
    #[error(
        "{}: {what}. Make the chapters again: diglot mix {}",
        path.display(),
        // the folder that `chapters/` is in
        path.ancestors().nth(2).unwrap_or(path).display()
    )]
    Chapter {
        /// The chapter's file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// The cover could not be read or drawn.
    #[error("{}: {what}", path.display())]
    Cover {
        /// The picture.
        path: PathBuf,
        /// What is wrong and what to do.
        what: String,
    },
    /// `book.toml` does not say something that the format needs.
    #[error("{0}")]
    Setting(String),
    /// A file could not be read or written.
    #[error("{}: {what}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong and what to do.
        what: String,
    },
    /// A person stopped the run.
    #[error("interrupted")]
    Interrupted,
}

impl FormatError {
    /// An error of the file system.
    pub(super) fn file(path: impl Into<PathBuf>, error: &std::io::Error) -> Self {
        Self::File {
            path: path.into(),
            what: disk::explain(error),
        }
    }
}
