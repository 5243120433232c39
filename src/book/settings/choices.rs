//! What a book.toml can choose from, table by table, with the defaults.

use super::super::loudness::Loudness;
use crate::language::Language;
use indexmap::IndexMap;
use serde::Deserialize;
use std::fmt;

/// What happens to editors' notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Notes {
    /// They are not spoken.
    #[default]
    Skip,
    /// The narrator reads them.
    Read,
}

/// Silence between things, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Pauses {
    /// Between the languages of a line.
    pub pair: f64,
    /// Between the lines of a turn.
    pub line: f64,
    /// Between turns.
    pub turn: f64,
    /// After a title that is announced.
    pub title: f64,
    /// Before the first line of a chapter.
    pub head: f64,
    /// After the last line of a chapter.
    pub tail: f64,
}

impl Default for Pauses {
    fn default() -> Self {
        Self {
            pair: 0.4,
            line: 0.7,
            turn: 1.0,
            title: 1.2,
            head: 0.5,
            tail: 1.5,
        }
    }
}

/// The sound of the files.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SoundSettings {
    /// Samples a second, in Hz.
    pub sample_rate: u32,
    /// Channels: 1, or 2 that are the same, for players that want them.
    pub channels: u16,
    /// Bits of a sample: 16 or 24.
    pub bits: u16,
    /// The loudness of every voice over the book.
    pub loudness: Loudness,
    /// Whether the whole book is written in one file as well.
    pub single: bool,
}

impl Default for SoundSettings {
    fn default() -> Self {
        Self {
            sample_rate: 44_100,
            channels: 1,
            bits: 16,
            loudness: Loudness::Podcast,
            single: false,
        }
    }
}

/// What the narrator announces.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Announce {
    /// The book's title, each part's and each chapter's.
    pub titles: AnnounceTitles,
    /// Who speaks next.
    pub speakers: AnnounceSpeakers,
}

impl Default for Announce {
    fn default() -> Self {
        Self {
            titles: AnnounceTitles::default(),
            speakers: AnnounceSpeakers::Never,
        }
    }
}

impl Announce {
    /// Whether there is anything for the narrator to say.
    pub fn anything(&self) -> bool {
        self.titles != AnnounceTitles::None || self.speakers != AnnounceSpeakers::Never
    }
}

/// Which titles the narrator says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(from = "TitlesEntry")]
pub enum AnnounceTitles {
    /// Those that the text has: not one that was made of a chapter's line.
    #[default]
    Headings,
    /// All.
    All,
    /// None.
    None,
}

/// What stands in `book.toml` for [`AnnounceTitles`].
#[derive(Deserialize)]
#[serde(untagged, expecting = "`titles` is \"headings\", \"all\" or \"none\"")]
enum TitlesEntry {
    Word(TitlesWord),
    /// As books of before have it.
    Flag(bool),
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum TitlesWord {
    Headings,
    All,
    None,
}

impl From<TitlesEntry> for AnnounceTitles {
    fn from(entry: TitlesEntry) -> Self {
        match entry {
            TitlesEntry::Word(TitlesWord::Headings) | TitlesEntry::Flag(true) => Self::Headings,
            TitlesEntry::Word(TitlesWord::All) => Self::All,
            TitlesEntry::Word(TitlesWord::None) | TitlesEntry::Flag(false) => Self::None,
        }
    }
}

/// When the narrator says who speaks next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AnnounceSpeakers {
    /// Never: the voices tell.
    #[default]
    Never,
    /// Before the first turn of each speaker in a chapter.
    First,
    /// Before every turn.
    Always,
}

/// As the name of an engine: the best that is on this machine.
pub const AUTO: &str = "auto";

/// The engine that gives voices: one, or one for each language.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Engines {
    /// For all languages.
    One(String),
    /// For each.
    Each(IndexMap<Language, String>),
}

impl Default for Engines {
    fn default() -> Self {
        Self::One("espeak".into())
    }
}

impl fmt::Display for Engines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(engine) => f.write_str(engine),
            Self::Each(engines) => {
                let each = engines.iter().map(|(l, engine)| format!("{l} {engine}"));
                f.write_str(&each.collect::<Vec<_>>().join(", "))
            }
        }
    }
}

impl Engines {
    /// Whether one of them is to be the best that is on this machine.
    pub fn has_auto(&self) -> bool {
        match self {
            Self::One(engine) => engine == AUTO,
            Self::Each(engines) => engines.values().any(|engine| engine == AUTO),
        }
    }

    /// The engine for a language; espeak for one that is not named.
    pub fn of(&self, language: &Language) -> &str {
        match self {
            Self::One(engine) => engine,
            Self::Each(engines) => engines.get(language).map_or("espeak", String::as_str),
        }
    }
}

impl SoundSettings {
    /// The first thing that cannot be so: the key that it stands under, and what is wrong with it.
    pub fn mistake(&self) -> Option<(&'static str, String)> {
        let wrong = if !(8_000..=192_000).contains(&self.sample_rate) {
            ("sample_rate", "sample_rate is between 8000 and 192000 Hz")
        } else if !matches!(self.channels, 1 | 2) {
            ("channels", "channels is 1, or 2 that are the same")
        } else if !matches!(self.bits, 16 | 24) {
            ("bits", "bits is 16 or 24")
        } else {
            return None;
        };
        Some((wrong.0, wrong.1.into()))
    }
}

impl Pauses {
    /// The first thing that cannot be so: the key that it stands under, and what is wrong with it.
    pub fn mistake(&self) -> Option<(&'static str, String)> {
        let all = [
            ("pair", self.pair),
            ("line", self.line),
            ("turn", self.turn),
            ("title", self.title),
            ("head", self.head),
            ("tail", self.tail),
        ];
        let wrong = all
            .iter()
            .find(|(_, pause)| !(0.0..=60.0).contains(pause))?;
        Some((wrong.0, "a pause is between 0 and 60 seconds".into()))
    }

    /// A pause in samples.
    pub fn samples(seconds: f64, rate: u32) -> u64 {
        (seconds * f64::from(rate)).round() as u64
    }
}
