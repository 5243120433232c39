use crate::audio::AudioError;
use crate::book::formats::FormatError;
use crate::book::settings::SettingsError;
use crate::cast::CastError;
use crate::characters::visible;
use crate::disk;
use crate::lexicon::pls::PlsError;
use crate::script::ScriptError;
use crate::speech::{SpeechError, in_full};
use std::path::PathBuf;
use thiserror::Error;

/// Why a stage could not be done.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PipelineError {
    /// The text or the script could not be read.
    #[error(transparent)]
    Script(#[from] ScriptError),
    /// `book.toml` could not be read.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// There is no cast.
    #[error(transparent)]
    Cast(#[from] CastError),
    /// Something could not be spoken.
    #[error(transparent)]
    Speech(SpeechError),
    /// A chapter could not be made.
    #[error(transparent)]
    Audio(AudioError),
    /// A file or folder could not be read or written.
    #[error("{}: {what}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong and what to do.
        what: String,
    },
    /// A text cannot be fetched from the web.
    #[error("{address}: {what}")]
    Web {
        /// The address, without what may be secret in it.
        address: String,
        /// What is wrong.
        what: String,
    },
    /// A lexicon that `book.toml` names could not be read.
    #[error("{}:{error}", path.display())]
    Lexicon {
        /// The file.
        path: PathBuf,
        /// What is wrong in it.
        error: PlsError,
    },
    /// The folder holds no book.
    #[error(
        "{}: there is no book here (no script.toml). Make one with `diglot build TEXT` or \
         `diglot script TEXT`",
        folder.display()
    )]
    NoBook {
        /// The folder.
        folder: PathBuf,
    },
    /// A file is named where the folder of a book is wanted.
    #[error(
        "{}: this is a file, and a book is a folder (with script.toml in it, in output/ unless you said \
         otherwise). `diglot build {}` makes one of a text",
        path.display(),
        path.display()
    )]
    NoFolder {
        /// The file.
        path: PathBuf,
    },
    /// A format cannot be made of this book.
    #[error(transparent)]
    Edition(FormatError),
    /// A file of a format could not be made.
    #[error("{file}: {source}")]
    Format {
        /// The file.
        file: String,
        /// Why.
        source: FormatError,
    },
    /// Nothing at all could be spoken.
    #[error("none of the lines could be spoken. The first one: {0}")]
    NothingSpoken(String),
    /// A chapter's file would be longer than a WAV file can be.
    #[error(
        "chapter {number} is {hours:.1} hours long, and a WAV file holds 4 GiB. Cut it into several \
         chapters in script.toml, or lower sample_rate, channels or bits in book.toml"
    )]
    ChapterTooLong {
        /// The chapter's number, from 1.
        number: usize,
        /// Its length.
        hours: f64,
    },
    /// Another error, with the place that it comes from.
    #[error("{place}: {source}")]
    At {
        /// The place, as `book.toml:12`.
        place: String,
        /// The error.
        source: Box<PipelineError>,
    },
    /// A person stopped the run.
    #[error("interrupted")]
    Interrupted,
}

/// An error in a line, with its causes, as a person reads it.
pub fn in_words(error: &dyn std::error::Error) -> String {
    visible(&in_full(error)).into_owned()
}

impl PipelineError {
    /// A file system error with a hint for the usual causes.
    pub(crate) fn file(path: impl Into<PathBuf>, error: &std::io::Error) -> Self {
        Self::File {
            path: path.into(),
            what: disk::explain(error),
        }
    }
}

impl From<SpeechError> for PipelineError {
    fn from(error: SpeechError) -> Self {
        match error {
            SpeechError::Interrupted => Self::Interrupted,
            error => Self::Speech(error),
        }
    }
}

impl From<AudioError> for PipelineError {
    fn from(error: AudioError) -> Self {
        match error {
            AudioError::Interrupted => Self::Interrupted,
            error => Self::Audio(error),
        }
    }
}
