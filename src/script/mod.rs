//! From a source text to a [`Script`]: what is said, by whom, in which languages.
//!
//! The way of a text:
//!
//! ```text
//! bytes ─readers─▶ Document ─facts─▶ LineFacts ─claims─▶ nats ─lattice─▶ the cheapest reading ─resolve─▶ Script
//! ```
//!
//! - [`sources`] and [`readers`]: bytes to numbered lines ([`document`]), which nothing changes after that;
//! - [`copies`]: where a text stands in its source twice, and [`parts`]: where it begins anew in another language;
//! - [`facts`]: what every line shows by itself, above all the labels that it could carry;
//! - [`claims`]: rules, each of which says of some lines what else they may be, and how surely;
//! - [`lattice`]: which role each line has, by the cheapest code of the whole text: who speaks;
//! - [`tongues`]: which language each piece of what is said is in;
//! - [`people`]: which names are one person's;
//! - [`resolve`]: from roles and languages to turns and pairs ([`aligner`]); every byte of every line has one role, so
//!   nothing can be lost;
//! - [`chapter`]: where chapters begin and what they are called.
//!
//! [`reading`] walks this way. `docs/reading.md` tells it with an example.
//!
//! ```
//! use diglot::script::{read, Options};
//!
//! let text = "The Lamp\n\nAnn Reed:\nGood evening.\n安·里德:\n晚上好。\n";
//! let script = read(text.as_bytes(), "lamp.txt", &Options::default()).unwrap();
//! assert_eq!(script.chapters[0].turns.len(), 1);
//! assert_eq!(script.speakers[0].id, "ann-reed");
//! ```

mod aligner;
mod broken;
pub mod certainty;
pub mod chapter;
pub(crate) mod claims;
pub(crate) mod copies;
pub mod direction;
pub(crate) mod document;
mod doubts;
pub(crate) mod encoding;
mod error;
pub mod explain;
pub(crate) mod facts;
pub mod file;
mod hyphens;
pub mod json;
pub(crate) mod languages;
pub(crate) mod lattice;
mod left_out;
pub(crate) mod name_shape;
pub(crate) mod parts;
mod people;
pub mod readers;
mod reading;
mod resolve;
pub(crate) mod rules;
pub mod sentences;
pub mod sources;
pub(crate) mod stamp;
pub(crate) mod tongues;

pub use certainty::Certainty;
pub use direction::Direction;
pub use error::ScriptError;
pub use sources::SourceText;

use crate::encoder::Shelved;
use crate::language::{Language, Localized};
use serde::Serialize;
use std::sync::Arc;

/// The id of the speaker of text that nobody is named for.
pub const NARRATOR: &str = "narrator";

/// What is said in a book, by whom, in which languages.
#[derive(Debug, Clone, PartialEq)]
pub struct Script {
    /// The book's title in each language that the source gives it in.
    pub title: Localized,
    /// Line numbers of the title.
    pub title_at: Vec<usize>,
    /// Whether the text or a person has given it that title. One that was made of the file's name is
    /// for lists and for names of files.
    pub is_titled: bool,
    /// The languages, in the order in which the text uses them: a translation's comes after.
    pub languages: Vec<Language>,
    /// What the script was made from.
    pub sources: Vec<Source>,
    /// Everyone who speaks, in order of first appearance.
    pub speakers: Vec<Speaker>,
    /// The chapters, in order.
    pub chapters: Vec<Chapter>,
    /// Facts about the text that are not spoken, as its date.
    pub metadata: Vec<Metadata>,
    /// Lines of the source that are not in the book, each with the reason.
    pub dropped: Vec<Dropped>,
    /// Where the reading is not sure, or has guessed.
    pub doubts: Vec<Doubt>,
    /// How sure the pairing of the languages is.
    pub certainty: Certainty,
}

/// A file that a script was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file's name, without its folder.
    pub file: String,
    /// BLAKE3 of the file's bytes, in hexadecimal.
    pub blake3: String,
    /// How many places (`at`) belong to the files before it: the third line of a file with 100 of
    /// them before it is place 103.
    pub before: usize,
}

/// Someone who speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speaker {
    /// A short name that turns refer to: `jane-doe`.
    pub id: String,
    /// The name in each language that the source gives it in.
    pub names: Localized,
    /// `female` or `male`, where a person has said so in the script.
    pub gender: Option<Gender>,
}

/// A voice's or a speaker's gender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Gender {
    /// A woman's voice.
    Female,
    /// A man's voice.
    Male,
}

/// A chapter: a title and turns.
#[derive(Debug, Clone, PartialEq)]
pub struct Chapter {
    /// The title in each language.
    pub title: Localized,
    /// How deep it stands, from 1. A chapter belongs to the last heading before it that is higher.
    pub level: u8,
    /// The parts of the book that begin with it, the highest first.
    pub parts: Vec<PartTitle>,
    /// Whether the title is a heading of the text. One that was made of a line is for lists and for
    /// names of files.
    pub is_heading: bool,
    /// Line numbers of the heading, empty where the title was made from a question.
    pub at: Vec<usize>,
    /// The turns, in order.
    pub turns: Vec<Turn>,
}

/// The title of a part of a book that has no text of its own: chapters stand in it.
#[derive(Debug, Clone, PartialEq)]
pub struct PartTitle {
    /// The title in each language.
    pub title: Localized,
    /// How deep it stands, from 1.
    pub level: u8,
    /// Line numbers of the heading.
    pub at: Vec<usize>,
}

/// What one speaker says until another begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// The speaker's id.
    pub speaker: String,
    /// Line numbers of the headings.
    pub at: Vec<usize>,
    /// The lines, in order.
    pub lines: Vec<Line>,
}

/// One line of a turn.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    /// Something said, in each language that it is there in.
    Speech {
        /// The text in each language.
        text: Localized,
        /// How it is spoken, if a person has said so.
        direction: Direction,
        /// Line numbers.
        at: Vec<usize>,
    },
    /// An editor's note, which is not spoken unless asked for.
    Note {
        /// The text.
        text: String,
        /// Its language.
        language: Language,
        /// Line numbers.
        at: Vec<usize>,
    },
}

/// A fact about the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Metadata {
    /// Line numbers.
    pub at: Vec<usize>,
    /// What kind of fact: `date`, `source`, `author`.
    pub key: String,
    /// The fact.
    pub text: String,
}

/// A line of the source that is not in the book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dropped {
    /// Line numbers.
    pub at: Vec<usize>,
    /// The line.
    pub text: String,
    /// Why it was dropped.
    pub reason: String,
}

/// A place where the reading of the source is not sure, or has guessed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Doubt {
    /// Line numbers.
    pub at: Vec<usize>,
    /// What it is about.
    pub text: String,
}

/// What makes a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pairs {
    /// A line and its translation; a paragraph, where a line is one.
    #[default]
    Line,
    /// A paragraph, all lines of it, and its translation.
    Paragraph,
    /// A sentence and its translation.
    Sentence,
}

/// What a person may decide about the reading of a text.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The text's languages; by default those that its writing shows.
    pub languages: Vec<Language>,
    /// Where chapters begin.
    pub chapters: chapter::Chapters,
    /// What makes a pair.
    pub pairs: Pairs,
    /// The names of those who speak, if a person knows them.
    pub speakers: Vec<String>,
    /// The layout to read the text by, as `diglot script --explain` calls it.
    pub layout: Option<String>,
    /// What compares the meaning of lines, where it knows their languages.
    pub encoder: Option<Arc<Shelved>>,
}

impl Options {
    /// What a person knows of who speaks.
    fn wishes(&self) -> lattice::Wishes {
        lattice::Wishes {
            speakers: self.speakers.clone(),
            layout: self.layout.clone(),
        }
    }
}

impl Line {
    /// The line numbers.
    pub fn at(&self) -> &[usize] {
        match self {
            Self::Speech { at, .. } | Self::Note { at, .. } => at,
        }
    }
}

impl Line {
    /// A line of speech, spoken as the book has it.
    pub fn speech(text: Localized, at: Vec<usize>) -> Self {
        Self::Speech {
            text,
            direction: Direction::default(),
            at,
        }
    }

    /// How it is spoken, for a line of speech.
    pub fn direction(&self) -> Option<&Direction> {
        match self {
            Self::Speech { direction, .. } => Some(direction),
            Self::Note { .. } => None,
        }
    }
}

impl Script {
    /// All turns of all chapters, in order.
    pub fn turns(&self) -> impl Iterator<Item = &Turn> {
        self.chapters.iter().flat_map(|chapter| &chapter.turns)
    }

    /// The speaker of that id.
    pub fn speaker(&self, id: &str) -> Option<&Speaker> {
        self.speakers.iter().find(|speaker| speaker.id == id)
    }
}

/// Reads a source text. `file` is the name that errors and the script call it by.
///
/// # Errors
/// If the bytes are no text that diglot can read, or nothing in it can be spoken.
pub fn read(bytes: &[u8], file: &str, options: &Options) -> Result<Script, ScriptError> {
    let text = SourceText {
        bytes: bytes.to_vec(),
        file: file.into(),
        path: file.into(),
    };
    read_all(&[text], options)
}

/// Reads the source texts of one book: consecutive chapters, or one text in several languages.
///
/// # Errors
/// If one of them is no text that diglot can read, or nothing in them can be spoken.
pub fn read_all(texts: &[SourceText], options: &Options) -> Result<Script, ScriptError> {
    reading::read_all(texts, options)
}

/// Says why texts are read as they are: the readings that were weighed, and the role of each line.
///
/// # Errors
/// If one of them is no text that diglot can read, or a layout is asked for that it does not have.
pub fn explain(
    texts: &[SourceText],
    options: &Options,
) -> Result<explain::Explanation, ScriptError> {
    reading::explain(texts, options)
}

/// A short name for files and ids: lower case, words joined by hyphens; letters of any script stay.
///
/// ```
/// assert_eq!(diglot::script::slug("The Night Ferry: 夜渡"), "the-night-ferry-夜渡");
/// ```
pub fn slug(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let mut slug = String::new();
    for c in text.nfkc().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if matches!(
            c,
            '\'' | '’' | '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}'
        ) {
            // an apostrophe does not part a word, nor does what is not seen
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_string()
}

#[cfg(test)]
mod tests;
