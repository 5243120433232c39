//! Edits of `script.toml`: each is a function from a document to a document, which keeps a person's comments and loses
//! nothing that is said. What comes of an edit is read again before it is kept, so that a mistake is told in the
//! words of the command line.

mod document;
mod line;
mod lines;
mod pairs;
mod people;
mod replace;
#[cfg(test)]
mod tests;
mod turns;

pub use document::put;
pub use replace::{Found, Search, preview};

use crate::language::Language;
use document::Document;
use indexmap::IndexMap;
use serde::Deserialize;
use std::collections::BTreeMap;
use thiserror::Error;

/// Where a line stands: numbers from 0, as `script.toml` has its chapters, turns and lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
pub struct Place {
    /// The chapter; the title of a part is one too.
    pub chapter: usize,
    /// The turn in the chapter.
    pub turn: usize,
    /// The line in the turn.
    pub line: usize,
}

/// A text in some languages, by their tags.
pub type Texts = IndexMap<Language, String>;

/// What is to be another way.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Edit {
    /// A line says something else, or is spoken otherwise. What is not named stays.
    Line {
        /// The line.
        at: Place,
        /// Texts by language; an empty one takes the language out.
        #[serde(default)]
        text: Texts,
        /// What is spoken in place of the text; an empty one takes it out.
        #[serde(default)]
        say: Texts,
        /// The line's own voice by language; an empty one takes it out.
        #[serde(default)]
        voice: Texts,
        /// Which take is heard, by language; the first is not named in the file.
        #[serde(default)]
        take: BTreeMap<Language, u32>,
        /// Seconds of silence before it; a negative number takes it out.
        pause: Option<f64>,
        /// Whether it is left unspoken.
        skip: Option<bool>,
    },
    /// A line becomes an editor's note, or a note becomes a line.
    Note {
        /// The line.
        at: Place,
        /// Whether it is to be a note.
        note: bool,
    },
    /// Another speaks: the turn, or this line of it alone.
    Speaker {
        /// The line.
        at: Place,
        /// The speaker's id.
        speaker: String,
        /// Only this line.
        #[serde(default)]
        alone: bool,
    },
    /// A line becomes two.
    Split {
        /// The line.
        at: Place,
        /// How many characters of each language stay in the first; a language that is not named stays whole.
        keep: IndexMap<Language, usize>,
    },
    /// A line and the next one of the turn become one.
    Join {
        /// The first of them.
        at: Place,
    },
    /// A line is taken out.
    Remove {
        /// The line.
        at: Place,
    },
    /// A turn begins here.
    TurnHere {
        /// Its first line.
        at: Place,
    },
    /// The turn joins the one before.
    JoinTurn {
        /// A line of it.
        at: Place,
    },
    /// One language's line goes one line down, and those after it in the turn follow.
    Down {
        /// The line.
        at: Place,
        /// The language that moves.
        language: Language,
    },
    /// One language's next line comes up to this one, and those after it in the turn follow. If this line has that
    /// language, the two are joined.
    Up {
        /// The line.
        at: Place,
        /// The language that moves.
        language: Language,
    },
    /// One language's line is cut in two, and what follows goes one line down.
    Cut {
        /// The line.
        at: Place,
        /// The language.
        language: Language,
        /// How many characters stay.
        keep: usize,
    },
    /// One language's line changes places with that of the next line.
    Swap {
        /// The first of them.
        at: Place,
        /// The language.
        language: Language,
    },
    /// A chapter begins with this line.
    ChapterHere {
        /// Its first line.
        at: Place,
        /// Its title.
        #[serde(default)]
        title: Texts,
    },
    /// A chapter joins the one before.
    JoinChapter {
        /// The chapter.
        chapter: usize,
    },
    /// A chapter is called otherwise.
    Title {
        /// The chapter; none for the book.
        chapter: Option<usize>,
        /// Its title; an empty one takes the language out.
        title: Texts,
        /// Whether the title is a heading, which is announced; as it was if nothing is said.
        #[serde(default)]
        heading: Option<bool>,
    },
    /// A speaker is called otherwise.
    Rename {
        /// The speaker's id, which stays.
        speaker: String,
        /// The names.
        names: Texts,
        /// The gender; `None` leaves it.
        #[serde(default)]
        gender: Option<Gendered>,
    },
    /// Two speakers are one person.
    JoinPeople {
        /// The one who is no longer there.
        speaker: String,
        /// Who speaks in their place.
        into: String,
    },
    /// A turn, and those like it from there on, are someone else's.
    SplitOff {
        /// A line of the first turn.
        at: Place,
        /// The name of the new speaker.
        name: String,
        /// Whether later turns of the same speaker go along.
        #[serde(default)]
        rest: bool,
    },
    /// Words are replaced.
    Replace {
        /// Which words.
        search: Search,
        /// What stands in their place.
        with: String,
        /// The lines; all if none is named.
        #[serde(default)]
        lines: Vec<Place>,
    },
}

/// A gender as a person says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Gendered {
    /// A woman.
    Female,
    /// A man.
    Male,
    /// Nothing is said.
    Unsaid,
}

/// Why an edit cannot be done.
#[derive(Debug, Clone, Error, PartialEq)]
pub enum EditError {
    /// There is no such place.
    #[error("that line is not there any more; look again")]
    Gone,
    /// The document is written in a form that cannot be edited here.
    #[error(
        "{0} is written in another form than diglot's own; edit it there, or write it as diglot does"
    )]
    Form(&'static str),
    /// The document is no TOML.
    #[error("script.toml: {0}")]
    Toml(String),
    /// What was asked for makes no sense.
    #[error("{0}")]
    Senseless(String),
}

impl EditError {
    fn senseless(what: impl Into<String>) -> Self {
        Self::Senseless(what.into())
    }
}

impl Edit {
    /// The line that it is about.
    pub fn place(&mut self) -> Option<&mut Place> {
        match self {
            Self::Line { at, .. }
            | Self::Note { at, .. }
            | Self::Speaker { at, .. }
            | Self::Split { at, .. }
            | Self::Join { at }
            | Self::Remove { at }
            | Self::TurnHere { at }
            | Self::JoinTurn { at }
            | Self::Down { at, .. }
            | Self::Up { at, .. }
            | Self::Cut { at, .. }
            | Self::Swap { at, .. }
            | Self::ChapterHere { at, .. }
            | Self::SplitOff { at, .. } => Some(at),
            Self::JoinChapter { .. }
            | Self::Title { .. }
            | Self::Rename { .. }
            | Self::JoinPeople { .. }
            | Self::Replace { .. } => None,
        }
    }

    /// What it does, for the name of an undo: `undo: edit a line`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Line { .. } => "edit a line",
            Self::Note { note: true, .. } => "make a line a note",
            Self::Note { note: false, .. } => "make a note a line",
            Self::Speaker { .. } => "change who speaks",
            Self::Split { .. } => "split a line",
            Self::Join { .. } => "join lines",
            Self::Remove { .. } => "take a line out",
            Self::TurnHere { .. } => "begin a turn",
            Self::JoinTurn { .. } => "join turns",
            Self::Down { .. } | Self::Up { .. } => "move one language",
            Self::Cut { .. } => "cut a line of one language",
            Self::Swap { .. } => "swap lines of one language",
            Self::ChapterHere { .. } => "begin a chapter",
            Self::JoinChapter { .. } => "join chapters",
            Self::Title { .. } => "change a title",
            Self::Rename { .. } => "rename a speaker",
            Self::JoinPeople { .. } => "join speakers",
            Self::SplitOff { .. } => "split off a speaker",
            Self::Replace { .. } => "replace words",
        }
    }
}

/// The text of a `script.toml` after an edit.
///
/// # Errors
/// If the edit cannot be done; what it says of the text is for its reader to judge.
pub fn apply(text: &str, edit: &Edit) -> Result<String, EditError> {
    let mut document = Document::parse(text)?;
    let d = &mut document;
    match edit {
        Edit::Line {
            at,
            text,
            say,
            voice,
            take,
            pause,
            skip,
        } => lines::set(d, *at, text, say, voice, take, *pause, *skip)?,
        Edit::Note { at, note: true } => lines::to_note(d, *at)?,
        Edit::Note { at, note: false } => lines::to_speech(d, *at)?,
        Edit::Split { at, keep } => lines::split(d, *at, keep)?,
        Edit::Join { at } => lines::join(d, *at)?,
        Edit::Remove { at } => lines::remove(d, *at)?,
        Edit::Speaker { at, speaker, alone } => turns::give(d, *at, speaker, *alone)?,
        Edit::TurnHere { at } => turns::begin(d, *at)?,
        Edit::JoinTurn { at } => turns::join(d, *at)?,
        Edit::ChapterHere { at, title } => turns::begin_chapter(d, *at, title)?,
        Edit::JoinChapter { chapter } => turns::join_chapter(d, *chapter)?,
        Edit::Title {
            chapter,
            title,
            heading,
        } => turns::entitle(d, *chapter, title, *heading)?,
        Edit::Down { at, language } => pairs::down(d, *at, language)?,
        Edit::Up { at, language } => pairs::up(d, *at, language)?,
        Edit::Cut { at, language, keep } => pairs::cut(d, *at, language, *keep)?,
        Edit::Swap { at, language } => pairs::swap(d, *at, language)?,
        Edit::Rename {
            speaker,
            names,
            gender,
        } => people::rename(d, speaker, names, *gender)?,
        Edit::JoinPeople { speaker, into } => people::join(d, speaker, into)?,
        Edit::SplitOff { at, name, rest } => people::split_off(d, *at, name, *rest)?,
        Edit::Replace {
            search,
            with,
            lines,
        } => replace::replace(d, search, with, lines)?,
    }
    Ok(document.to_string())
}
