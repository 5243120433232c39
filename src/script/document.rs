//! The source text as it stands: numbered lines, never changed after the readers have made them.
//!
//! A reader makes the lines and says what the source's own markup shows of them. What a line *means* is decided
//! later, by the facts, the lattice and the rules, which read the document and never write to it.

use super::rules;
use crate::language::Language;
use std::ops::{Deref, DerefMut};
use std::sync::LazyLock;

/// A source text, or several of one book, as lines.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// The lines that are not blank, in order.
    pub(crate) lines: Vec<SourceLine>,
}

/// One line of the source that is not blank.
#[derive(Debug, Clone)]
pub(crate) struct SourceLine {
    /// Its number in the source, from 1, counted through all files; of a source without lines, the block's number.
    pub(crate) at: usize,
    /// The numbers of further source lines that it stands for, as that of a subtitle's time.
    pub(crate) also_at: Vec<usize>,
    /// The text without white space at its ends, and without the signs of emphasis of a source that has markup.
    pub(crate) text: String,
    /// Whether a blank line, the start of a block or the start of a file comes before it.
    pub(crate) blank_before: bool,
    /// What the source's own markup says of it.
    pub(crate) markup: Markup,
    /// What the reader knows it to be; of most lines, nothing.
    pub(crate) preset: Option<Preset>,
}

impl Document {
    /// Splits a text into lines; `\n`, `\r\n` and a lone `\r` end a line.
    pub(crate) fn of_text(text: &str) -> Self {
        let mut lines = Vec::new();
        let mut blank_before = true;
        for (i, line) in unify_line_ends(text).split('\n').enumerate() {
            let trimmed = line.trim_matches(is_blank);
            if trimmed.is_empty() {
                blank_before = true;
                continue;
            }
            let mut line = SourceLine::new(i + 1, trimmed, blank_before);
            blank_before = rules::is_rule(trimmed);
            if blank_before {
                line.preset = Some(Preset::Dropped {
                    reason: rules::REASON,
                });
            }
            lines.push(line);
        }
        Self { lines }
    }

    /// The texts of its lines.
    #[cfg(test)]
    pub(crate) fn texts(&self) -> Vec<&str> {
        self.lines.iter().map(|line| line.text.as_str()).collect()
    }
}

impl SourceLine {
    /// A line that nothing is known of yet.
    pub(crate) fn new(at: usize, text: &str, blank_before: bool) -> Self {
        Self {
            at,
            also_at: Vec::new(),
            text: text.trim_matches(is_blank).to_string(),
            blank_before,
            markup: Markup::default(),
            preset: None,
        }
    }

    /// A line that a reader is sure of.
    pub(crate) fn preset(at: usize, text: &str, blank_before: bool, preset: Preset) -> Self {
        Self {
            preset: Some(preset),
            ..Self::new(at, text, blank_before)
        }
    }

    /// Whether it is text that runs on: not known as something else, and neither in a table nor a subtitle.
    pub(crate) fn is_text(&self) -> bool {
        self.preset.is_none() && self.markup.column.is_none() && !self.markup.is_subtitle
    }

    /// Whether it is nothing but the tag of an element that begins: `<p class="gray">`.
    pub(crate) fn opens_element(&self) -> bool {
        self.preset.is_some() && self.text.starts_with('<') && !self.text.starts_with("</")
    }

    /// The numbers of all source lines that it stands for, in order.
    pub(crate) fn places(&self) -> Vec<usize> {
        let mut places = vec![self.at];
        if self.also_at.is_empty() {
            return places;
        }
        places.extend(&self.also_at);
        places.sort_unstable();
        places.dedup();
        places
    }
}

/// What a source's own markup says of a line. Of most lines that is nothing, and takes hardly any memory.
#[derive(Debug, Clone, Default)]
pub(crate) struct Markup(Option<Box<Marks>>);

impl Markup {
    /// Keeps nothing where nothing is said.
    pub(crate) fn tidy(&mut self) {
        self.0.take_if(|marks| **marks == Marks::default());
    }
}

impl Deref for Markup {
    type Target = Marks;

    fn deref(&self) -> &Marks {
        static NOTHING: LazyLock<Marks> = LazyLock::new(Marks::default);
        self.0.as_deref().unwrap_or(&NOTHING)
    }
}

impl DerefMut for Markup {
    fn deref_mut(&mut self) -> &mut Marks {
        self.0.get_or_insert_default()
    }
}

/// What a source's own markup can say of a line: nothing, in plain text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Marks {
    /// It is a heading of that level, 1 to 6. A higher number is that of a heading inside of a
    /// chapter, by the source's own table of contents.
    pub heading: Option<u8>,
    /// Who says it.
    pub speaker: Option<String>,
    /// It goes on with what that one says in the line before.
    pub says_more: bool,
    /// It is said by nobody, and begins with the name of who says the lines below it.
    pub is_cue: bool,
    /// Its language.
    pub language: Option<Language>,
    /// The column of a table that it stands in, from 0.
    pub column: Option<usize>,
    /// The whole of it is emphasised.
    pub emphasis: Option<Emphasis>,
    /// What stands in italics within it, piece by piece, where not all of it does.
    pub italics: Box<[Box<str>]>,
    /// What stands in bold type at its beginning, before the rest of it.
    pub lead: Option<Box<str>>,
    /// A document of the source begins with it, as a chapter of a book.
    pub begins_document: bool,
    /// A part of the source in a language of its own begins with it: a file, or the second half.
    pub begins_part: bool,
    /// It begins an item of a list.
    pub begins_item: bool,
    /// It is a subtitle: said, and neither title nor heading.
    pub is_subtitle: bool,
    /// From when until when it is shown, in milliseconds.
    pub shown: Option<(u32, u32)>,
    /// The line before was broken at the margin in mid sentence, and this one looks like something of its own all the same.
    pub goes_on: bool,
}

/// How a line is emphasised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Emphasis {
    /// In italics.
    Light,
    /// In bold type.
    Strong,
}

/// What a reader knows a line to be by the format alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Preset {
    /// The book's title.
    Title {
        /// What of the line is the title.
        text: String,
    },
    /// A fact about the text.
    Metadata {
        /// What kind of fact.
        key: &'static str,
    },
    /// An editor's note.
    Note,
    /// Told, and said by nobody of the text.
    Told,
    /// Code: told, and in no language of the book.
    Code,
    /// A stage direction, which parts no pair: `(laughs)`.
    Direction,
    /// Not in the book.
    Dropped {
        /// Why.
        reason: &'static str,
    },
    /// A chapter's heading.
    Chapter {
        /// Its level, from 1 for the highest.
        level: u8,
    },
}

/// The text with `\n` at the end of every line.
pub(crate) fn unify_line_ends(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n").into()
    } else {
        text.into()
    }
}

/// White space, and characters that show nothing: zero-width space and joiners, BOM, soft hyphen.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(
            c,
            '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}'
        )
}
