//! What a person has said about how one line is spoken.

use crate::language::{Language, Localized};
use crate::voice::VoiceId;
use indexmap::IndexMap;
use std::ops::Deref;
use std::sync::LazyLock;

/// The longest pause before a line, in seconds.
pub const LONGEST_PAUSE: f64 = 60.0;

/// The highest number of a take.
pub const MOST_TAKES: u32 = 99;

/// How one line is spoken, where that is not as `book.toml` has it. Of most lines nothing is said, and
/// that takes hardly any memory.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Direction(Option<Box<Directions>>);

/// What is said of how a line is spoken. Empty by default.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Directions {
    /// What is spoken in place of the text that is shown.
    pub say: Localized,
    /// The voice that speaks the line in place of its speaker's.
    pub voice: Option<LineVoice>,
    /// Which take of a language is heard, for engines that speak a line differently each time. The first where
    /// nothing is said.
    pub take: IndexMap<Language, u32>,
    /// Seconds of silence before the line, from 0 to [`LONGEST_PAUSE`].
    pub pause: Option<f64>,
    /// Whether the line is left unspoken.
    pub skip: bool,
}

impl Deref for Direction {
    type Target = Directions;

    fn deref(&self) -> &Directions {
        static NOTHING: LazyLock<Directions> = LazyLock::new(Directions::default);
        self.0.as_deref().unwrap_or(&NOTHING)
    }
}

impl From<Directions> for Direction {
    fn from(said: Directions) -> Self {
        Self((said != Directions::default()).then(|| Box::new(said)))
    }
}

/// The voice of one line.
#[derive(Debug, Clone, PartialEq)]
pub enum LineVoice {
    /// One for all of the line's languages.
    All(VoiceId),
    /// One for each language that is named.
    Each(IndexMap<Language, VoiceId>),
}

impl LineVoice {
    /// The voice in a language.
    pub fn in_language(&self, language: &Language) -> Option<&VoiceId> {
        match self {
            Self::All(voice) => Some(voice),
            Self::Each(voices) => voices.get(language),
        }
    }

    /// All voices that are named.
    pub fn voices(&self) -> Vec<&VoiceId> {
        match self {
            Self::All(voice) => vec![voice],
            Self::Each(voices) => voices.values().collect(),
        }
    }
}
