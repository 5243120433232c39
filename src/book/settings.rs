//! `book.toml`: how a book is said. A person edits it; diglot writes it once and after that only
//! adds voices for speakers who have none.

mod bit_rates;
mod choices;
mod chosen;
mod reading;
mod template;
#[cfg(test)]
mod tests;

pub use bit_rates::BitRates;
pub use choices::{
    AUTO, Announce, AnnounceSpeakers, AnnounceTitles, Engines, Notes, Pauses, SoundSettings,
};
pub use chosen::Choices;
pub use reading::{PAIRS, ReadingSettings};
pub use template::{add_entries, add_facts, add_roles, template};

use super::about::{About, Subtitles};
use super::formats;
use super::lexicon::LexiconSettings;
use super::pattern::{Pattern, PatternError};
use super::podcast::Podcast;
use crate::disk::place;
use crate::language::Language;
use crate::mistake;
use crate::voice::{Settings, VoiceId};
use indexmap::IndexMap;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use thiserror::Error;
use toml::Spanned;

/// How slow and how fast a voice can be, as a share of its own pace.
pub const SPEEDS: std::ops::RangeInclusive<f64> = 0.25..=4.0;

/// How a book is said.
#[derive(Debug, Clone, PartialEq)]
pub struct BookSettings {
    /// The languages to speak, in the order in which those of a line are spoken.
    pub languages: Vec<Language>,
    /// The languages that a pattern may name, in the book's order.
    pub known: Vec<Language>,
    /// What happens to editors' notes.
    pub notes: Notes,
    /// The engine that gives voices to speakers who have none.
    pub engine: Engines,
    /// What is made of the book beside the chapters, by the names of the formats.
    pub formats: Vec<String>,
    /// How subtitles show several languages.
    pub subtitles: Subtitles,
    /// The order of listening, if it is another than line by line in the order of `languages`.
    pub pattern: Option<Pattern>,
    /// How the text is read, when it is read again.
    pub reading: ReadingSettings,
    /// Silence between things.
    pub pauses: Pauses,
    /// The sound of the files.
    pub sound: SoundSettings,
    /// How many bits a second the formats take.
    pub bit_rates: BitRates,
    /// What the narrator announces.
    pub announce: Announce,
    /// How much faster than its own pace each speaker or language is spoken.
    pub speed: IndexMap<String, f64>,
    /// Facts about the book.
    pub about: About,
    /// The podcast feed.
    pub podcast: Podcast,
    /// How words are said.
    pub lexicon: LexiconSettings,
    /// The voices that are settled.
    pub cast: Vec<CastEntry>,
}

/// A settled voice.
#[derive(Debug, Clone, PartialEq)]
pub struct CastEntry {
    /// The speaker's id.
    pub speaker: String,
    /// The language.
    pub language: Language,
    /// The voice.
    pub voice: VoiceId,
    /// Settings that go before those of the catalog.
    pub settings: Settings,
}

/// What is wrong in `book.toml`.
#[derive(Debug, Error)]
#[error("{}:{line}:{column}: {what}", file.display())]
pub struct SettingsError {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong and how to put it right.
    pub what: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    languages: Option<Spanned<Vec<Language>>>,
    #[serde(default)]
    notes: Notes,
    #[serde(default)]
    engine: Engines,
    #[serde(default)]
    formats: Vec<Spanned<String>>,
    #[serde(default)]
    subtitles: Subtitles,
    #[serde(default)]
    pattern: Option<Spanned<String>>,
    #[serde(default)]
    reading: ReadingSettings,
    #[serde(default)]
    book: About,
    #[serde(default)]
    podcast: Podcast,
    #[serde(default)]
    pauses: Pauses,
    #[serde(default)]
    sound: SoundSettings,
    #[serde(default)]
    bit_rates: BitRates,
    #[serde(default)]
    announce: Announce,
    #[serde(default)]
    speed: IndexMap<Spanned<String>, Spanned<f64>>,
    #[serde(default)]
    lexicon: LexiconSettings,
    #[serde(default)]
    cast: IndexMap<Spanned<String>, IndexMap<Language, Spanned<VoiceEntry>>>,
}

#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "a voice is written \"engine:voice\", or with settings { voice = \"engine:voice\", pitch = 40 }"
)]
enum VoiceEntry {
    Name(String),
    Full {
        voice: String,
        #[serde(flatten)]
        settings: Settings,
    },
}

/// Reads a `book.toml`. `known` are the languages of the script.
///
/// # Errors
/// With line and column of what is wrong.
pub fn parse(text: &str, path: &Path, known: &[Language]) -> Result<BookSettings, SettingsError> {
    let fail = |at: usize, what: String| {
        let (line, column) = place(text, at);
        let file = path.to_path_buf();
        SettingsError {
            file,
            line,
            column,
            what,
        }
    };
    let file: File = toml::from_str(text).map_err(|error| {
        let (at, what) = mistake::explain(text, &error);
        fail(at, what)
    })?;
    if let Some((at, what)) = mistake::no_text(text) {
        return Err(fail(at, what));
    }
    let languages = match file.languages {
        Some(languages) => {
            let at = languages.span().start;
            let languages = languages.into_inner();
            if let Some(other) = languages.iter().find(|l| !known.contains(l)) {
                return Err(fail(at, no_language(other, known)));
            }
            if languages.is_empty() {
                return Err(fail(at, "name at least one language to speak".into()));
            }
            languages
        }
        None => known.to_vec(),
    };
    let mistakes = [
        ("reading", file.reading.mistake()),
        ("book", file.book.mistake()),
        ("podcast", file.podcast.mistake()),
        ("pauses", file.pauses.mistake()),
        ("sound", file.sound.mistake()),
        ("bit_rates", file.bit_rates.mistake()),
    ];
    for (table, mistake) in mistakes {
        if let Some((key, what)) = mistake {
            return Err(fail(mistake::key_at(text, &[table, key]), what));
        }
    }
    if let Engines::Each(engines) = &file.engine
        && let Some(other) = engines.keys().find(|l| !known.contains(l))
    {
        let at = mistake::key_at(text, &["engine", other.tag()]);
        return Err(fail(at, no_language(other, known)));
    }
    let mut speed = IndexMap::new();
    for (who, factor) in file.speed {
        if !SPEEDS.contains(factor.get_ref()) {
            let what = "a speed is between 0.25 and 4; 1 is the voice's own";
            return Err(fail(factor.span().start, what.into()));
        }
        speed.insert(who.into_inner(), factor.into_inner());
    }
    let pattern_at = file
        .pattern
        .as_ref()
        .map_or(0, |pattern| pattern.span().start);
    let pattern = file.pattern.map(Spanned::into_inner);
    let formats: Vec<String> = file
        .formats
        .into_iter()
        .map(|format| match formats::named(format.get_ref()) {
            Ok(known) => Ok(known.name().to_string()),
            Err(error) => Err(fail(format.span().start, error.to_string())),
        })
        .collect::<Result<_, _>>()?;
    if let Some((at, what)) = file.lexicon.mistake(known) {
        return Err(fail(at, what));
    }
    let mut cast = Vec::new();
    for (speaker, voices) in file.cast {
        for (language, voice) in voices {
            let at = voice.span().start;
            let (name, settings) = match voice.into_inner() {
                VoiceEntry::Name(name) => (name, Settings::new()),
                VoiceEntry::Full { voice, settings } => (voice, settings),
            };
            cast.push(CastEntry {
                speaker: speaker.get_ref().clone(),
                language,
                voice: name
                    .parse()
                    .map_err(|e: crate::voice::VoiceFormError| fail(at, e.to_string()))?,
                settings,
            });
        }
    }
    let mut settings = BookSettings {
        known: languages.clone(),
        languages,
        notes: file.notes,
        engine: file.engine,
        formats,
        subtitles: file.subtitles,
        pattern: None,
        reading: file.reading,
        pauses: file.pauses,
        sound: file.sound,
        bit_rates: file.bit_rates,
        announce: file.announce,
        speed,
        about: file.book,
        podcast: file.podcast,
        lexicon: file.lexicon,
        cast,
    };
    if let Some(pattern) = pattern {
        settings
            .set_pattern(&pattern)
            .map_err(|error| fail(pattern_at, error.to_string()))?;
    }
    Ok(settings)
}

fn no_language(other: &Language, known: &[Language]) -> String {
    let tags: Vec<&str> = known.iter().map(Language::tag).collect();
    format!(
        "the script has no language `{other}`; it has {}",
        tags.join(", ")
    )
}

impl BookSettings {
    /// Has the book spoken by a pattern; languages that are not in it are not spoken.
    ///
    /// # Errors
    /// With what is wrong in the pattern.
    pub fn set_pattern(&mut self, pattern: &str) -> Result<(), PatternError> {
        let pattern = Pattern::parse(pattern, &self.known)?;
        self.languages = pattern.languages();
        self.pattern = Some(pattern);
        Ok(())
    }
}

impl BookSettings {
    /// How much faster than its own pace a speaker is spoken in a language: the product of what is
    /// said for both, within [`SPEEDS`].
    pub fn speed(&self, speaker: &str, language: &Language) -> f64 {
        self.wanted_speed(speaker, language)
            .clamp(*SPEEDS.start(), *SPEEDS.end())
    }

    /// As [`BookSettings::speed`], whatever comes of the product.
    pub fn wanted_speed(&self, speaker: &str, language: &Language) -> f64 {
        let of = |who: &str| self.speed.get(who).copied().unwrap_or(1.0);
        of(speaker) * of(language.tag())
    }
}
