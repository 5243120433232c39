//! What is chosen on the command line for a book: it goes into a new `book.toml`, and for one that is
//! there it holds for one run.

use super::super::loudness::Loudness;
use super::BookSettings;
use super::reading::ReadingSettings;
use crate::book::pattern::PatternError;
use serde::{Deserialize, Serialize};

/// What is chosen for a book; nothing by default.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choices {
    /// The engine for all voices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engine: Option<String>,
    /// The order of listening.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// The loudness.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loudness: Option<Loudness>,
    /// Whether the whole book is written in one file as well.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub single: bool,
    /// What is made of the book. Of a book that is there it is made now, whatever else is.
    #[serde(skip)]
    pub formats: Vec<String>,
    /// How the text is read.
    #[serde(skip)]
    pub reading: ReadingSettings,
}

impl Choices {
    /// Has a book spoken and mixed as it is chosen; the engine is for whoever gives the voices.
    ///
    /// # Errors
    /// With what is wrong in the pattern.
    pub fn apply(&self, settings: &mut BookSettings) -> Result<(), PatternError> {
        if let Some(loudness) = self.loudness {
            settings.sound.loudness = loudness;
        }
        settings.sound.single |= self.single;
        match &self.pattern {
            Some(pattern) => settings.set_pattern(pattern),
            None => Ok(()),
        }
    }

    /// What is chosen that is not as `settings` has it, as it is written on the command line.
    pub fn beside(&self, settings: &BookSettings) -> Vec<String> {
        let mut beside = Vec::new();
        if let Some(engine) = &self.engine
            && settings.engine.to_string() != *engine
        {
            beside.push(format!("--engine {engine}"));
        }
        if let Some(pattern) = &self.pattern {
            let mut other = settings.clone();
            if other.set_pattern(pattern).is_err() || other.pattern != settings.pattern {
                beside.push(format!("--pattern \"{pattern}\""));
            }
        }
        if let Some(loudness) = self.loudness.filter(|l| *l != settings.sound.loudness) {
            beside.push(format!("--loudness {loudness}"));
        }
        if self.single && !settings.sound.single {
            beside.push("--single".into());
        }
        beside
    }
}
