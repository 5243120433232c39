//! Chapters: where they begin, and what they are called.
//!
//! Headings begin chapters if the text has any ([`headings`]); else the interviewer's questions do, near a wanted length
//! ([`questions`]). A chapter begins between turns, or within one that is much longer than a chapter ([`long`]). [`titles`] has
//! the book's own title.

mod headings;
mod long;
mod questions;
pub(crate) mod titles;

use super::{Chapter, Dropped, Line, Turn};
use crate::language::Localized;
use std::fmt;
use std::str::FromStr;

/// About how long a chapter is if nothing else is said, in minutes.
const MINUTES: f64 = 8.0;
/// Seconds of pause that a line brings with it, in the estimate.
const PAUSE: f64 = 0.6;

/// Where chapters begin.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Chapters {
    /// At headings if the text has any, else at questions.
    #[default]
    Auto,
    /// At headings.
    Headings,
    /// At an interviewer's questions, near that many minutes.
    Questions(f64),
    /// Wherever a turn begins, near that many minutes.
    Minutes(f64),
    /// Nowhere: the book is one chapter.
    None,
}

/// As it is written on the command line.
impl fmt::Display for Chapters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::Headings => f.write_str("headings"),
            Self::Questions(minutes) => write!(f, "questions:{minutes}"),
            Self::Minutes(minutes) => write!(f, "minutes:{minutes}"),
            Self::None => f.write_str("none"),
        }
    }
}

impl FromStr for Chapters {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (kind, minutes) = match text.split_once(':') {
            Some((kind, minutes)) => (kind, Some(minutes)),
            None => (text, None),
        };
        let minutes = match minutes.map(str::parse::<f64>) {
            None => MINUTES,
            Some(Ok(minutes)) if (0.5..=600.0).contains(&minutes) => minutes,
            Some(_) => return Err("give a number of minutes from 0.5 to 600".into()),
        };
        match (kind, text.contains(':')) {
            ("auto", false) => Ok(Self::Auto),
            ("headings", false) => Ok(Self::Headings),
            ("none", false) => Ok(Self::None),
            ("questions", _) => Ok(Self::Questions(minutes)),
            ("minutes", _) => Ok(Self::Minutes(minutes)),
            _ => Err("write auto, headings, questions:8, minutes:10 or none".into()),
        }
    }
}

/// What stands under one heading.
#[derive(Debug, Clone, Default)]
pub(crate) struct Section {
    /// The heading's level, from 1 for the highest; 0 before the first heading.
    pub(crate) level: u8,
    /// The heading in each language; empty before the first one.
    pub(crate) title: Localized,
    /// Line numbers of the heading.
    pub(crate) at: Vec<usize>,
    /// A document of the source begins with it, as a file of an EPUB.
    pub(crate) begins_document: bool,
    /// The turns under it, up to the next heading.
    pub(crate) turns: Vec<Turn>,
}

/// The chapters of a text.
#[derive(Debug, Default)]
pub(crate) struct Cut {
    /// The chapters, in order.
    pub(crate) chapters: Vec<Chapter>,
    /// Headings that nothing stands under, and that belong to no chapter.
    pub(crate) empty: Vec<Dropped>,
}

/// Makes chapters of the sections of a text, of which `title` is the title. `is_titled`: the text has it, and not its file alone.
pub(crate) fn cut(
    mut sections: Vec<Section>,
    chapters: Chapters,
    title: &Localized,
    is_titled: bool,
) -> Cut {
    let turns = sections.iter_mut().flat_map(|section| &mut section.turns);
    turns.for_each(long::part_lines);
    let has_headings = sections
        .iter()
        .any(|section| section.level > 0 && !section.title.is_empty());
    match chapters {
        Chapters::Auto | Chapters::Headings if has_headings => headings::cut(sections),
        Chapters::Auto => {
            let mut cut = questions::cut(headings::told(sections), MINUTES, true);
            // One chapter is the whole book.
            if let [whole] = &mut cut.chapters[..]
                && is_titled
                && whole
                    .title
                    .keys()
                    .all(|language| title.contains_key(language))
            {
                whole.title = title.clone();
            }
            cut
        }
        Chapters::Questions(minutes) => questions::cut(headings::told(sections), minutes, true),
        Chapters::Minutes(minutes) => questions::cut(headings::told(sections), minutes, false),
        Chapters::None | Chapters::Headings => Cut {
            chapters: vec![chapter(title.clone(), headings::told(sections), true)],
            empty: Vec::new(),
        },
    }
}

/// A chapter of the highest level. `is_heading`: its title is one of the text.
fn chapter(title: Localized, turns: Vec<Turn>, is_heading: bool) -> Chapter {
    Chapter {
        title,
        level: 1,
        parts: Vec::new(),
        is_heading,
        at: Vec::new(),
        turns,
    }
}

/// How long a text takes to say, in seconds: about 16 characters a second, 4 for scripts whose characters are syllables.
pub fn estimate_seconds(text: &str) -> f64 {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' => 0.25,
            _ => 0.074,
        })
        .sum()
}

fn turn_seconds(turn: &Turn) -> f64 {
    let texts = turn.lines.iter().filter_map(|line| match line {
        Line::Speech { text, .. } => Some(text.values()),
        Line::Note { .. } => None,
    });
    texts
        .flatten()
        .map(|text| estimate_seconds(text) + PAUSE)
        .sum()
}

#[cfg(test)]
mod tests;
