//! The lines of a source text on their way to a script.
//!
//! A [`Draft`] keeps every non-blank line with its number; each step of the reading says what a
//! line is by setting its [`Part`]. A line that no step has claimed stays speech.

use super::{Dropped, Metadata, rules, slug};
use crate::language::{Language, Localized};

/// A source text as numbered lines.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The non-blank lines, in order.
    pub lines: Vec<DraftLine>,
}

/// One non-blank line of the source. A line that holds several things (`Ann: Good evening.`) is
/// several of these with the same number.
#[derive(Debug, Clone)]
pub struct DraftLine {
    /// The line's number in the source, from 1; in a source without lines, the block's number.
    pub at: usize,
    /// The numbers of further source lines that it holds or stands for, as the time of a subtitle.
    pub also_at: Vec<usize>,
    /// The text, without white space at its ends.
    pub text: String,
    /// Whether a blank line, or the start of the file, comes before it.
    pub after_blank: bool,
    /// The language that it is written in.
    pub language: Language,
    /// What the line is.
    pub part: Part,
    /// What the source's own markup says of it.
    pub marked: Marked,
}

/// The language of a line before it is known (BCP 47: undetermined).
pub(super) const UNKNOWN: &str = "und";

/// What a source's own markup says of a line: nothing, in plain text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marked {
    /// It is a heading of that level, 1 to 6. A higher number is that of a heading inside of a
    /// chapter, by the source's own table of contents.
    pub heading: Option<u8>,
    /// Who says it.
    pub speaker: Option<String>,
    /// Its language.
    pub language: Option<Language>,
    /// The column of a table that it stands in, from 0.
    pub column: Option<usize>,
    /// The whole of it is emphasised.
    pub emphasis: Option<Emphasis>,
    /// What stands in bold type at its beginning, before the rest of it.
    pub lead: Option<Box<str>>,
    /// A document of the source begins with it, as a chapter of a book.
    pub begins_document: bool,
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
pub enum Emphasis {
    /// In italics.
    Light,
    /// In bold type.
    Strong,
}

/// How a line that is being read is emphasised so far, from its first word on.
#[derive(Debug, Clone, Default)]
pub struct EmphasisSoFar {
    whole: Option<Option<Emphasis>>,
    /// What is in bold type at its beginning.
    lead: String,
    lead_is_over: bool,
    /// What is in italics, piece by piece, and whether the last of them goes on.
    light: Vec<String>,
    is_light: bool,
}

impl EmphasisSoFar {
    /// Takes in a piece of the line; one without a word says nothing.
    pub fn add(&mut self, text: &str, emphasis: Option<Emphasis>) {
        let has_words = text.contains(char::is_alphanumeric);
        match (emphasis == Some(Emphasis::Light), self.light.last_mut()) {
            (true, Some(last)) if self.is_light => last.push_str(text),
            (true, _) => self.light.push(text.to_string()),
            (false, _) => {}
        }
        self.is_light = emphasis == Some(Emphasis::Light);
        if has_words {
            let whole = self.whole.get_or_insert(emphasis);
            *whole = whole.filter(|whole| Some(*whole) == emphasis);
        }
        if emphasis == Some(Emphasis::Strong) && !self.lead_is_over {
            self.lead.push_str(text);
        } else if has_words {
            self.lead_is_over = true;
        }
    }

    /// Takes in what follows on the line.
    pub fn join(&mut self, next: &Self) {
        self.whole = match (self.whole, next.whole) {
            (Some(own), Some(next)) => Some(own.filter(|own| Some(*own) == next)),
            (own, next) => own.or(next),
        };
        if !self.lead_is_over {
            self.lead.push(' ');
            self.lead.push_str(&next.lead);
            self.lead_is_over = next.lead_is_over;
        }
        self.light.extend_from_slice(&next.light);
    }

    /// What is in italics, in order.
    pub fn light(&self) -> &[String] {
        &self.light
    }

    /// Says it of the line.
    pub fn mark(&self, marked: &mut Marked) {
        marked.emphasis = self.whole.flatten();
        let lead = self.lead.trim();
        let is_lead = self.lead_is_over && !lead.is_empty();
        marked.lead = is_lead.then(|| lead.into());
    }
}

impl DraftLine {
    /// A line that nothing is known of yet.
    pub fn new(at: usize, text: &str, after_blank: bool) -> Self {
        Self {
            at,
            also_at: Vec::new(),
            text: text.trim_matches(is_blank).to_string(),
            after_blank,
            language: Language::new(UNKNOWN),
            part: Part::Speech,
            marked: Marked::default(),
        }
    }

    /// Whether it is text that runs on: not yet known as something else, and neither in a table nor
    /// a subtitle.
    pub fn is_text(&self) -> bool {
        self.part == Part::Speech && self.marked.column.is_none() && !self.marked.is_subtitle
    }

    /// A line that a reader is sure of.
    pub fn preset(at: usize, text: &str, after_blank: bool, part: Part) -> Self {
        Self {
            part,
            ..Self::new(at, text, after_blank)
        }
    }

    /// The numbers of all source lines that it stands for, in order.
    pub fn places(&self) -> Vec<usize> {
        let mut places = vec![self.at];
        places.extend(&self.also_at);
        places.sort_unstable();
        places.dedup();
        places
    }
}

/// What a line of the source is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Something said.
    Speech,
    /// The book's title.
    Title {
        /// What of the line is the title.
        text: String,
        /// A date that stood before it.
        date: Option<String>,
    },
    /// A fact about the text.
    Metadata {
        /// What kind of fact.
        key: &'static str,
    },
    /// A speaker's name.
    Heading {
        /// The speaker's id.
        speaker: String,
    },
    /// A line that says that a note follows.
    NoteMark,
    /// An editor's note.
    Note,
    /// Told, and said by nobody of the text: code.
    Told,
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

impl Draft {
    /// Splits a text into lines; `\n`, `\r\n` and a lone `\r` end a line.
    pub fn new(text: &str) -> Self {
        let mut lines = Vec::new();
        let mut after_blank = true;
        for (i, line) in unify_line_ends(text).split('\n').enumerate() {
            let trimmed = line.trim_matches(is_blank);
            if trimmed.is_empty() {
                after_blank = true;
                continue;
            }
            let mut line = DraftLine::new(i + 1, trimmed, after_blank);
            after_blank = rules::is_rule(trimmed);
            if after_blank {
                line.part = Part::Dropped {
                    reason: rules::REASON,
                };
            }
            lines.push(line);
        }
        Self { lines }
    }

    /// Drops the lines of speech that a step has left nothing of.
    pub fn drop_empty(&mut self) {
        let is_empty =
            |line: &&mut DraftLine| line.part == Part::Speech && line.text.chars().all(is_blank);
        for line in self.lines.iter_mut().filter(is_empty) {
            line.part = Part::Dropped { reason: "markup" };
        }
    }

    /// The title in each language with its line numbers; without one, the file's name.
    pub fn title(&self, file: &str) -> (Localized, Vec<usize>) {
        let mut title = Localized::new();
        let mut at = Vec::new();
        for line in &self.lines {
            if let Part::Title { text, .. } = &line.part {
                title
                    .entry(line.language.clone())
                    .or_insert_with(|| text.clone());
                at.extend(line.places());
            }
        }
        if title.is_empty() {
            let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
            let is_said = |line: &&DraftLine| line.part == Part::Speech;
            let first = self.lines.iter().find(is_said).or(self.lines.first());
            let language = first.map(|line| line.language.clone());
            title.insert(
                language.unwrap_or_else(|| Language::new("und")),
                stem.replace(['_', '-'], " "),
            );
        }
        (title, at)
    }

    /// The facts about the text.
    pub fn metadata(&self) -> Vec<Metadata> {
        self.lines
            .iter()
            .filter_map(|line| match &line.part {
                Part::Metadata { key } => Some((*key, line.text.clone(), line.places())),
                Part::Title {
                    date: Some(date), ..
                } => Some(("date", date.clone(), line.places())),
                _ => None,
            })
            .map(|(key, text, at)| Metadata {
                at,
                key: key.into(),
                text,
            })
            .collect()
    }

    /// The lines that are not in the book.
    pub fn dropped(&self) -> Vec<Dropped> {
        self.lines
            .iter()
            .filter_map(|line| match &line.part {
                Part::Dropped { reason } => Some(Dropped {
                    at: line.places(),
                    text: line.text.clone(),
                    reason: (*reason).into(),
                }),
                _ => None,
            })
            .collect()
    }
}

/// A speaker's id from a name.
pub(super) fn speaker_id(name: &str) -> String {
    let id = slug(name);
    if id.is_empty() || id == super::NARRATOR {
        format!("speaker-{id}").trim_end_matches('-').to_string()
    } else {
        id
    }
}

/// The text with `\n` at the end of every line.
pub(super) fn unify_line_ends(text: &str) -> std::borrow::Cow<'_, str> {
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
