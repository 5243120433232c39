//! The timeline: where each spoken line lies, in samples. Written as `book.json`.

use super::loudness::Loudness;
use crate::language::{Language, Localized, preferred};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use std::io::{self, Write};
use std::sync::Arc;

/// The version of the format of `book.json`.
pub const SCHEMA: u32 = 1;
/// The id of who reads what nobody says.
const NARRATOR: &str = "narrator";

/// What lies where in a book.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Timeline {
    /// The version of the format.
    pub schema: u32,
    /// The book's title.
    pub title: Localized,
    /// The languages that are spoken, in the order of speaking.
    pub languages: Vec<Language>,
    /// Samples a second of every file, in Hz.
    pub sample_rate: u32,
    /// Channels of every file.
    pub channels: u16,
    /// Bits of a sample of every file.
    #[serde(default = "sixteen")]
    pub bits: u16,
    /// How loud the files were made.
    #[serde(default)]
    pub loudness: Loudness,
    /// Who speaks with which voice.
    pub speakers: Vec<TimelineSpeaker>,
    /// The chapters, in order.
    pub chapters: Vec<TimelineChapter>,
}

/// Who speaks with which voice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TimelineSpeaker {
    /// The speaker's id.
    pub id: String,
    /// The name in each language.
    pub names: Localized,
    /// The voice in each language, as `engine:voice`.
    pub voices: IndexMap<Language, String>,
}

/// A chapter and its file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TimelineChapter {
    /// The chapter's number, from 1.
    pub number: usize,
    /// The title.
    pub title: Localized,
    /// How deep it stands, from 1.
    #[serde(default = "highest", skip_serializing_if = "is_highest")]
    pub level: u8,
    /// The parts of the book that begin with it, the highest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<TimelinePart>,
    /// The file, from the book's folder on, with `/`.
    pub file: String,
    /// The file's length in samples (of one channel).
    pub samples: u64,
    /// What is spoken in it, in order.
    pub lines: Vec<TimelineLine>,
}

/// A part of a book that has no text of its own: chapters stand in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TimelinePart {
    /// The title.
    pub title: Localized,
    /// How deep it stands, from 1.
    pub level: u8,
}

/// A spoken line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TimelineLine {
    /// The speaker's id.
    pub speaker: Arc<str>,
    /// The language.
    pub language: Language,
    /// What kind of line.
    pub kind: Kind,
    /// The text, as it is shown.
    pub text: Arc<str>,
    /// The number of the turn in the book, from 0.
    pub turn: usize,
    /// The number of the line in the book, from 0: the same for what says the same in several
    /// languages.
    pub pair: usize,
    /// The key of the clip.
    pub clip: Arc<str>,
    /// Where the speech itself begins in the chapter's file, in samples.
    pub start: u64,
    /// Where it ends.
    pub end: u64,
}

/// What kind of line is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Someone says something.
    Speech,
    /// A title is announced.
    Title,
    /// A note is read.
    Note,
}

/// The bits of files of which it is not said.
fn sixteen() -> u16 {
    16
}

/// The level of a chapter of which it is not said.
fn highest() -> u8 {
    1
}

fn is_highest(level: &u8) -> bool {
    *level == highest()
}

/// What parts the title of a part from that of a chapter in it.
const IN: &str = " · ";

impl Timeline {
    /// Writes the text of `book.json`.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write_json(&self, mut out: impl Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut out, self)?;
        out.write_all(b"\n")
    }

    /// The length of all chapters, in seconds.
    pub fn seconds(&self) -> f64 {
        let samples: u64 = self.chapters.iter().map(|chapter| chapter.samples).sum();
        samples as f64 / f64::from(self.sample_rate)
    }

    /// A speaker's name as it is shown, with its language; of who has no name the id, but nothing of
    /// a narrator without one.
    pub fn shown_name(&self, speaker: &str) -> Option<(Option<&Language>, String)> {
        let entry = self.speakers.iter().find(|s| s.id == speaker);
        let names = entry.map(|s| &s.names).filter(|names| !names.is_empty());
        match names {
            Some(names) => {
                let mut languages = self.languages.iter();
                let known = languages.find_map(|language| names.get_key_value(language));
                let (language, name) = known.or_else(|| names.iter().next())?;
                Some((Some(language), name.clone()))
            }
            None if speaker == NARRATOR => None,
            None => Some((None, speaker.to_string())),
        }
    }

    /// A speaker's name in the first of the book's languages that has one; else the id.
    pub fn name_of(&self, speaker: &str) -> String {
        let entry = self.speakers.iter().find(|s| s.id == speaker);
        entry
            .and_then(|s| preferred(&s.names, &self.languages))
            .unwrap_or(speaker)
            .to_string()
    }

    /// The title of each chapter where chapters stand in a flat list: after the titles that it stands
    /// under, as `Part One · The Window`.
    pub fn flat_titles(&self) -> Vec<Localized> {
        let mut above: Vec<(u8, &Localized)> = Vec::new();
        let chapters = self.chapters.iter().map(|chapter| {
            let parts = chapter.parts.iter().map(|part| (part.level, &part.title));
            for (level, title) in parts.chain([(chapter.level, &chapter.title)]) {
                above.retain(|(higher, _)| *higher < level);
                above.push((level, title));
            }
            let mut flat = Localized::new();
            for (language, own) in &chapter.title {
                let titles = above.iter().filter_map(|(_, title)| title.get(language));
                let titles: Vec<&str> = titles.map(String::as_str).collect();
                let whole = if own.is_empty() {
                    own.clone()
                } else {
                    titles.join(IN)
                };
                flat.insert(language.clone(), whole);
            }
            flat
        });
        chapters.collect()
    }

    /// A title in all languages, the book's first one first, as `The lamp / 灯`.
    pub fn full_title(&self, title: &Localized) -> String {
        let first = self.languages.iter().filter_map(|l| title.get(l));
        let rest = title
            .iter()
            .filter(|(l, _)| !self.languages.contains(l))
            .map(|(_, t)| t);
        first.chain(rest).cloned().collect::<Vec<_>>().join(" / ")
    }
}
