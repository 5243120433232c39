use std::path::PathBuf;
use std::time::Duration;
use thiserror::Error;

/// An error in a line: each of its causes that says something new.
pub(crate) fn in_full(error: &dyn std::error::Error) -> String {
    let mut said = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let text = cause.to_string();
        if said.is_empty() {
            said = text;
        } else if !said.contains(&text) {
            said = format!("{said}: {text}");
        }
        next = cause.source();
    }
    said
}

/// Why something could not be spoken.
#[derive(Debug, Clone, Error)]
#[non_exhaustive]
pub enum SpeechError {
    /// The engine's program is not on this machine.
    #[error("{program} is not installed, and it is what speaks here.\n{how}")]
    Missing {
        /// The program.
        program: String,
        /// How to get it.
        how: String,
    },
    /// The engine is set up in a way that cannot work.
    #[error("{0}")]
    Setup(String),
    /// The engine has no such voice.
    #[error("{engine} has no voice `{voice}`.{hint}")]
    UnknownVoice {
        /// The engine.
        engine: String,
        /// The voice.
        voice: String,
        /// What to do.
        hint: String,
    },
    /// The engine will not serve us at all: a wrong key, a wrong address. Where it has served us before,
    /// that may pass.
    #[error("{0}")]
    Refused(String),
    /// The engine knows nothing of what was asked for: a wrong voice, a wrong address. As for
    /// [`SpeechError::Refused`], but another voice may do.
    #[error("{0}")]
    Unknown(String),
    /// The engine serves us no more, and will not for a long time: the money is gone.
    #[error("{0}")]
    Spent(String),
    /// This line cannot be spoken; others can.
    #[error("{0}")]
    Line(String),
    /// It did not work now, but may later.
    #[error("{what}")]
    Passing {
        /// What happened.
        what: String,
        /// How long the engine asks us to wait.
        wait: Option<Duration>,
    },
    /// An answer came, and it cannot be right. It may have been paid for, so it is asked for once
    /// more only.
    #[error("{0}")]
    Doubtful(String),
    /// A kept clip is not as it was when it was kept.
    #[error("a kept clip is damaged: {}", path.display())]
    Damaged {
        /// The clip's file.
        path: PathBuf,
    },
    /// Going on would cost more than is allowed.
    #[error("{0}")]
    Costs(String),
    /// The clip store cannot be read or written.
    #[error("{}: {what}", path.display())]
    Store {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong and what to do.
        what: String,
    },
    /// A person stopped the run.
    #[error("interrupted")]
    Interrupted,
}

impl SpeechError {
    /// Something that may pass, without a time to wait.
    pub(crate) fn passing(what: impl Into<String>) -> Self {
        Self::Passing {
            what: what.into(),
            wait: None,
        }
    }

    /// Whether no other line can succeed either, so that the run must end.
    pub fn ends_run(&self) -> bool {
        !matches!(
            self,
            Self::Line(_) | Self::Unknown(_) | Self::Passing { .. } | Self::Doubtful(_)
        )
    }

    /// A clip store error with a hint for the usual causes.
    pub(crate) fn store(path: impl Into<PathBuf>, error: &std::io::Error) -> Self {
        Self::Store {
            path: path.into(),
            what: crate::disk::explain(error),
        }
    }
}
