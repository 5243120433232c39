use std::path::PathBuf;
use thiserror::Error;

/// Why a sound could not be read or written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum AudioError {
    /// The bytes are no sound that can be decoded.
    #[error(
        "this is no sound that diglot can decode ({0}). It reads WAV, MP3, FLAC, AAC, Ogg Vorbis and \
         Opus; ask the engine for one of these"
    )]
    Format(String),
    /// A clip of a chapter is damaged.
    #[error("the clip {clip} is damaged: {source}")]
    Clip {
        /// The clip's name.
        clip: String,
        /// What is wrong with it.
        source: Box<AudioError>,
    },
    /// There is no sample in it, or none that can be heard.
    #[error("the sound is silent")]
    Silent,
    /// It is longer than it may be, in seconds.
    #[error("the sound is longer than {0} s")]
    TooLong(f64),
    /// A rate that nothing can be done with.
    #[error("a sample rate of {0} Hz cannot be used")]
    Rate(u32),
    /// A library could not do its work.
    #[error("{0}")]
    Processing(String),
    /// A file could not be written.
    #[error("{}: {what}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What is wrong and what to do.
        what: String,
    },
    /// A person stopped the run.
    #[error("interrupted")]
    Interrupted,
}
