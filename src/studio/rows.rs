//! A script as the page shows it: one row a title, a line or a note, in order.

use super::edit::Place;
use crate::language::{Language, Localized};
use crate::script::direction::LineVoice;
use crate::script::{Line, Script};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// A row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Row {
    /// The title of a chapter, or of a part, which has no lines.
    Chapter {
        /// The title.
        title: Localized,
        /// How deep it stands, from 1.
        level: u8,
        /// Whether it is a heading, which is announced.
        heading: bool,
        /// Whether it is the title of a part.
        part: bool,
    },
    /// Something said.
    Line {
        /// The speaker's id.
        speaker: String,
        /// Whether a turn begins with it.
        first: bool,
        /// The text in each language.
        text: Localized,
        /// What is spoken in place of it.
        #[serde(default, skip_serializing_if = "Localized::is_empty")]
        say: Localized,
        /// The line's own voices, by language.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        voice: BTreeMap<Language, String>,
        /// Which take is heard, by language.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        take: BTreeMap<Language, u32>,
        /// Seconds of silence before it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pause: Option<f64>,
        /// Whether it is left unspoken.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        skip: bool,
    },
    /// An editor's note.
    Note {
        /// The speaker of the turn that it stands in.
        speaker: String,
        /// Whether the turn begins with it.
        first: bool,
        /// The text.
        note: String,
        /// Its language.
        language: Language,
    },
}

impl Row {
    /// Whether it says the same as another in the same way, wherever the turns begin.
    pub fn says(&self, other: &Self) -> bool {
        let mut own = self.clone();
        if let (
            Self::Line { first, .. } | Self::Note { first, .. },
            Self::Line { first: theirs, .. } | Self::Note { first: theirs, .. },
        ) = (&mut own, other)
        {
            *first = *theirs;
        }
        own == *other
    }
}

/// The rows of a script.
pub fn rows(script: &Script) -> Vec<Row> {
    let mut rows = Vec::new();
    for chapter in &script.chapters {
        rows.extend(chapter.parts.iter().map(|part| Row::Chapter {
            title: part.title.clone(),
            level: part.level,
            heading: true,
            part: true,
        }));
        rows.push(Row::Chapter {
            title: chapter.title.clone(),
            level: chapter.level,
            heading: chapter.is_heading,
            part: false,
        });
        for turn in &chapter.turns {
            let lines = turn.lines.iter().enumerate();
            rows.extend(lines.map(|(i, line)| row(&turn.speaker, i == 0, line)));
        }
    }
    rows
}

fn row(speaker: &str, first: bool, line: &Line) -> Row {
    let speaker = speaker.to_string();
    match line {
        Line::Speech {
            text, direction, ..
        } => Row::Line {
            speaker,
            first,
            say: direction.say.clone(),
            voice: match &direction.voice {
                None => BTreeMap::new(),
                Some(LineVoice::Each(each)) => {
                    let each = each.iter().map(|(l, v)| (l.clone(), v.to_string()));
                    each.collect()
                }
                Some(LineVoice::All(all)) => {
                    let each = text.keys().map(|l| (l.clone(), all.to_string()));
                    each.collect()
                }
            },
            text: text.clone(),
            take: direction.take.clone().into_iter().collect(),
            pause: direction.pause,
            skip: direction.skip,
        },
        Line::Note { text, language, .. } => Row::Note {
            speaker,
            first,
            note: text.clone(),
            language: language.clone(),
        },
    }
}

/// The number of the row of each line of `script.toml` that a line of the book stands in.
pub fn numbers(script: &Script) -> HashMap<usize, usize> {
    let mut row = 0;
    let mut numbers = HashMap::new();
    for chapter in &script.chapters {
        row += chapter.parts.len() + 1;
        for line in chapter.turns.iter().flat_map(|turn| &turn.lines) {
            for at in line.at() {
                numbers.entry(*at).or_insert(row);
            }
            row += 1;
        }
    }
    numbers
}

/// Rows with the places that `script.toml` has them at.
pub fn placed(rows: &[Row]) -> impl Iterator<Item = (Option<Place>, &Row)> {
    let (mut chapter, mut turn, mut line) = (0usize, 0usize, 0usize);
    let mut chapters = 0;
    rows.iter().map(move |row| match row {
        Row::Chapter { .. } => {
            chapter = chapters;
            chapters += 1;
            (turn, line) = (0, 0);
            (None, row)
        }
        Row::Line { first, .. } | Row::Note { first, .. } => {
            if *first && line > 0 {
                turn += 1;
                line = 0;
            }
            let place = Place {
                chapter,
                turn,
                line,
            };
            line += 1;
            (Some(place), row)
        }
    })
}

/// What has become of rows: so many from a number on are others now.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Splice {
    /// The first row that is another.
    pub at: usize,
    /// How many are gone.
    pub remove: usize,
    /// What stands in their place.
    pub rows: Vec<Row>,
}

impl Splice {
    /// The difference of rows.
    pub fn between(old: &[Row], new: &[Row]) -> Self {
        let at = old.iter().zip(new).take_while(|(a, b)| a == b).count();
        let ends = old[at..].iter().rev().zip(new[at..].iter().rev());
        let end = ends.take_while(|(a, b)| a == b).count();
        Self {
            at,
            remove: old.len() - at - end,
            rows: new[at..new.len() - end].to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, first: bool) -> Row {
        Row::Note {
            speaker: "ann".into(),
            first,
            note: text.into(),
            language: Language::new("en"),
        }
    }

    fn chapter() -> Row {
        Row::Chapter {
            title: Localized::new(),
            level: 1,
            heading: true,
            part: false,
        }
    }

    #[test]
    fn places_are_those_of_the_file() {
        let rows = [
            chapter(),
            line("a", true),
            line("b", false),
            line("c", true),
            chapter(),
            line("d", true),
        ];
        let places: Vec<_> = placed(&rows)
            .filter_map(|(place, _)| place.map(|p| (p.chapter, p.turn, p.line)))
            .collect();
        assert_eq!(places, [(0, 0, 0), (0, 0, 1), (0, 1, 0), (1, 0, 0)]);
    }

    #[test]
    fn a_splice_is_no_longer_than_it_must_be() {
        let old = [
            line("a", true),
            line("b", true),
            line("b", true),
            line("c", true),
        ];
        let new = [line("a", true), line("b", true), line("c", true)];
        let splice = Splice::between(&old, &new);
        assert_eq!((splice.at, splice.remove, splice.rows.len()), (2, 1, 0));
        let splice = Splice::between(&new, &new);
        assert_eq!((splice.remove, splice.rows.len()), (0, 0));
    }
}
