//! Voices as the rooms speak of them: an engine, a name, settings.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// What a voice's sound depends on beside its name: `pitch`, `rate`, `speed`, `instructions` …
/// An engine says in its documentation which it knows.
pub type Settings = BTreeMap<String, Setting>;

/// The value of a setting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Setting {
    /// Yes or no.
    Switch(bool),
    /// A whole number.
    Whole(i64),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
}

/// A voice by its engine and the name that the engine calls it: `espeak:en-us+m3`.
///
/// ```
/// let voice: diglot::voice::VoiceId = "espeak:en-us+m3".parse().unwrap();
/// assert_eq!((voice.engine.as_str(), voice.name.as_str()), ("espeak", "en-us+m3"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VoiceId {
    /// The engine's name in `diglot.toml`.
    pub engine: String,
    /// The voice's name, as the engine knows it.
    pub name: String,
}

/// A voice with its settings.
#[derive(Debug, Clone, PartialEq)]
pub struct Voice {
    /// Which voice.
    pub id: VoiceId,
    /// How it is set.
    pub settings: Settings,
}

/// A voice is not written `engine:voice`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{voice}` is no voice: write engine:voice, as in \"espeak:en-us+m3\"")]
pub struct VoiceFormError {
    /// What was written.
    pub voice: String,
}

impl FromStr for VoiceId {
    type Err = VoiceFormError;

    fn from_str(text: &str) -> Result<Self, VoiceFormError> {
        match text.split_once(':') {
            Some((engine, name)) if !engine.trim().is_empty() && !name.trim().is_empty() => {
                Ok(Self {
                    engine: engine.trim().into(),
                    name: name.trim().into(),
                })
            }
            _ => Err(VoiceFormError { voice: text.into() }),
        }
    }
}

impl fmt::Display for VoiceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.engine, self.name)
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Switch(value) => value.fmt(f),
            Self::Whole(value) => value.fmt(f),
            Self::Number(value) => value.fmt(f),
            Self::Text(value) => value.fmt(f),
        }
    }
}
