//! Which lines of a turn's languages say the same.
//!
//! The layout decides where it can (`groups`): lines or paragraphs that take turns, cells of
//! one row, as many lines of each language in a block. Where it cannot, the lengths do
//! ([`super::align`]).

use super::align::align;
use super::certainty::Findings;
use super::draft::DraftLine;
use super::groups::{self, Lengths, Run, Stretch};
use super::sentences;
use super::turns::Section;
use super::{Doubt, Line, Turn};
use crate::language::{Language, Localized};
use std::collections::HashSet;

/// Below which share of the lines another language is no translation, but some words.
const INCIDENTAL: f64 = 0.1;

fn note(line: &DraftLine, at: Vec<usize>) -> Line {
    Line::Note {
        text: line.text.clone(),
        language: line.language.clone(),
        at,
    }
}

/// The pairing of a turn's lines, which come one after the other.
pub(super) struct Pairing<'a, 'd> {
    languages: &'d [Language],
    lengths: &'d Lengths<'a>,
    /// What has come since the last note.
    stretches: Vec<Stretch<'a>>,
    /// Stage directions among the stretches, each with how many of them begin before it.
    directions: Vec<(usize, &'a DraftLine)>,
    /// Whether a name in another language has come since the last line.
    is_named: bool,
    lines: Vec<Line>,
    findings: &'d mut Findings,
}

/// A text with its line numbers.
type Said = (String, Vec<usize>);

impl<'a, 'd> Pairing<'a, 'd> {
    /// A pairing of no lines yet; what it is not sure of it adds to the findings.
    pub fn new(
        languages: &'d [Language],
        lengths: &'d Lengths<'a>,
        findings: &'d mut Findings,
    ) -> Self {
        Self {
            languages,
            lengths,
            stretches: Vec::new(),
            directions: Vec::new(),
            is_named: false,
            lines: Vec::new(),
            findings,
        }
    }

    /// The turn's lines, each with its translation.
    pub fn finish(mut self) -> Vec<Line> {
        self.flush();
        self.lines
    }

    /// Adds a note, which ends a block.
    pub fn note(&mut self, line: &DraftLine, at: Vec<usize>) {
        self.flush();
        self.lines.push(note(line, at));
    }

    /// Says that the speaker is named, in another language, before the next line.
    pub fn name(&mut self) {
        self.is_named = true;
    }

    /// Adds a line; `begins` if a block begins with it.
    pub fn place(&mut self, line: &'a DraftLine, begins: bool) {
        let is_named = std::mem::take(&mut self.is_named);
        match self.stretches.last_mut() {
            Some(last) if !begins && !is_named && last.takes(line) => last.run.lines.push(line),
            _ => self.stretches.push(Stretch {
                run: Run {
                    language: &line.language,
                    lines: vec![line],
                },
                begins: begins || is_named,
                is_named,
            }),
        }
    }

    /// Pairs what has come.
    pub fn flush(&mut self) {
        let stretches = std::mem::take(&mut self.stretches);
        let mut directions = std::mem::take(&mut self.directions).into_iter().peekable();
        let mut taken = 0;
        for group in groups::of(stretches, self.languages, self.lengths) {
            taken += group.stretches;
            let (before, is_by_length) = (self.lines.len(), group.is_by_length);
            for runs in group.runs {
                self.pair(runs);
            }
            if is_by_length && let Some(Line::Speech { text, at, .. }) = self.lines.get(before) {
                self.findings.by_length += 1;
                self.findings.doubts.push(Doubt {
                    at: at.clone(),
                    text: format!("joined, as their lengths say, “{}…”", beginning(text)),
                });
            }
            while let Some((_, line)) = directions.next_if(|(before, _)| *before <= taken) {
                self.lines.push(note(line, line.places()));
            }
        }
    }

    /// Pairs runs with each other: as many lines in each, one by one; one line against several, the
    /// several are one line; else by length, against the first language's.
    fn pair(&mut self, mut runs: Vec<Run<'a>>) {
        runs.sort_by_key(|run| self.languages.iter().position(|l| l == run.language));
        let count = runs.first().map_or(0, |run| run.lines.len());
        let as_many = runs.iter().all(|run| run.lines.len() == count);
        let one = runs.iter().any(|run| run.lines.len() == 1);
        if as_many || runs.len() == 1 {
            for i in 0..count {
                let parts = runs.iter().map(|run| (run.language, &run.lines[i..=i]));
                self.lines.push(speech(parts));
            }
        } else if one {
            let parts = runs.iter().map(|run| (run.language, &run.lines[..]));
            self.lines.push(speech(parts));
        } else {
            self.align(&runs);
        }
    }

    /// Adds a stage direction: where it stands, unless it would part a pair.
    pub fn direction(&mut self, line: &'a DraftLine) {
        if self.languages.len() == 1 {
            self.flush();
        }
        if self.stretches.is_empty() {
            self.lines.push(note(line, line.places()));
        } else {
            self.directions.push((self.stretches.len(), line));
        }
    }

    fn align(&mut self, runs: &[Run<'a>]) {
        let Some((first, others)) = runs.split_first() else {
            return;
        };
        let texts = |run: &Run<'a>| -> Vec<&'a str> {
            run.lines.iter().map(|line| line.text.as_str()).collect()
        };
        let first_texts = texts(first);
        let mut paired: Vec<Line> = Vec::new();
        for (k, other) in others.iter().enumerate() {
            let beads = align(&first_texts, &texts(other));
            if k > 0 {
                // A third language goes beside the lines of the first that are there already.
                for bead in beads {
                    add_to(&mut paired, first, other, &bead);
                }
                continue;
            }
            for bead in beads {
                let parts = [
                    (first.language, &first.lines[bead.first.clone()]),
                    (other.language, &other.lines[bead.second.clone()]),
                ];
                let line = speech(parts.into_iter().filter(|(_, lines)| !lines.is_empty()));
                let is_pair = !bead.first.is_empty() && !bead.second.is_empty();
                self.findings.by_length += usize::from(is_pair);
                if !bead.is_sure
                    && let Line::Speech { text, at, .. } = &line
                {
                    let why = match (bead.first.len(), bead.second.len()) {
                        (0, _) | (_, 0) => "no translation was found for",
                        (1, 1) => "lengths or numbers differ in",
                        _ => "joined, as their lengths say,",
                    };
                    let shown: String = text.values().flat_map(|t| t.chars()).take(40).collect();
                    self.findings.doubts.push(Doubt {
                        at: at.clone(),
                        text: format!("{why} “{shown}…”"),
                    });
                }
                paired.push(line);
            }
        }
        self.lines.extend(paired);
    }
}

/// Adds the lines of a further language to the lines that hold the same of the first.
fn add_to(paired: &mut Vec<Line>, first: &Run, other: &Run, bead: &super::align::Bead) {
    let lines = &other.lines[bead.second.clone()];
    if lines.is_empty() {
        return;
    }
    let Line::Speech { text, at, .. } = speech([(other.language, lines)].into_iter()) else {
        return;
    };
    let holds = |line: &Line| match line {
        Line::Speech { at, .. } => first.lines[bead.first.clone()]
            .iter()
            .any(|line| at.contains(&line.at)),
        Line::Note { .. } => false,
    };
    match paired.iter().position(holds) {
        Some(i) if !bead.first.is_empty() => {
            if let Line::Speech {
                text: own,
                at: lines,
                ..
            } = &mut paired[i]
            {
                for (language, words) in text {
                    own.insert(language, words);
                }
                lines.extend(at);
                lines.sort_unstable();
            }
        }
        _ => paired.push(Line::speech(text, at)),
    }
}

/// A line of what is said in each language; several lines of one are joined.
fn speech<'l, 'a: 'l>(parts: impl Iterator<Item = (&'l Language, &'l [&'a DraftLine])>) -> Line {
    let mut text = Localized::new();
    let mut at: Vec<usize> = Vec::new();
    for (language, lines) in parts {
        let (words, numbers) = joined(language, lines);
        text.insert(language.clone(), words);
        at.extend(numbers);
    }
    at.sort_unstable();
    at.dedup();
    Line::speech(text, at)
}

fn joined(language: &Language, lines: &[&DraftLine]) -> Said {
    let glue = if language.is_unspaced() { "" } else { " " };
    let words: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    (
        words.join(glue),
        lines.iter().flat_map(|line| line.places()).collect(),
    )
}

/// Splits pairs into pairs of sentences, where each language has as many.
pub fn split_sentences(sections: &mut [Section]) {
    for turn in sections.iter_mut().flat_map(|section| &mut section.turns) {
        let mut lines = Vec::with_capacity(turn.lines.len());
        for line in std::mem::take(&mut turn.lines) {
            let Line::Speech { text, at, .. } = &line else {
                lines.push(line);
                continue;
            };
            let parts: Vec<Vec<&str>> = text.values().map(|t| sentences::split(t)).collect();
            let count = parts.first().map_or(0, Vec::len);
            if count < 2 || text.len() < 2 || parts.iter().any(|p| p.len() != count) {
                lines.push(line);
                continue;
            }
            for i in 0..count {
                let said = text.keys().zip(&parts);
                let said = said.map(|(language, parts)| (language.clone(), parts[i].to_string()));
                lines.push(Line::speech(said.collect(), at.clone()));
            }
        }
        turn.lines = lines;
    }
}

/// Lines without a translation, in a text that is in several languages throughout; and how many
/// they are. Where most have none, one doubt holds them all. Those that are doubted already are not
/// among them.
pub fn without_partner(
    turns: &[&Turn],
    languages: &[Language],
    doubts: &[Doubt],
) -> (Vec<Doubt>, usize) {
    let known: HashSet<usize> = doubts.iter().flat_map(|doubt| &doubt.at).copied().collect();
    let said = || {
        let lines = turns.iter().flat_map(|turn| &turn.lines);
        lines.filter_map(|line| match line {
            Line::Speech { text, .. } => Some((text, line)),
            Line::Note { .. } => None,
        })
    };
    let all = said().count();
    let is_incidental = |language: &Language| {
        let own = said().filter(|(text, _)| text.contains_key(language));
        (own.count() as f64) < INCIDENTAL * all as f64
    };
    let alone = || said().filter(|(text, _)| text.len() < languages.len());
    let count = alone().count();
    if count * 2 < all {
        let is_new = |(_, line): &(_, &Line)| !line.at().iter().any(|at| known.contains(at));
        let doubts = alone().filter(is_new).map(|(text, line)| Doubt {
            at: line.at().to_vec(),
            text: format!("no translation stands beside “{}…”", beginning(text)),
        });
        let doubts: Vec<Doubt> = doubts.collect();
        let count = doubts.len();
        return (doubts, count);
    }
    if count == 0 || languages.iter().any(is_incidental) {
        return (Vec::new(), 0);
    }
    let doubt = Doubt {
        at: alone().flat_map(|(_, line)| line.at()).copied().collect(),
        text: format!("no translation stands beside {count} of {all} lines"),
    };
    (vec![doubt], count)
}

fn beginning(text: &Localized) -> String {
    let first = text.values().next();
    first.map_or("", String::as_str).chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::super::turns::tests::{HEAD, paired};

    #[test]
    fn as_many_lines_pair_one_by_one_in_either_layout() {
        for block in ["Two.\nThree.\n二。\n三。", "Two.\n二。\nThree.\n三。"] {
            assert_eq!(
                paired(&format!("{HEAD}{block}")),
                ["One. | 一。", "Two. | 二。", "Three. | 三。"]
            );
        }
    }

    #[test]
    fn one_line_takes_several() {
        assert_eq!(
            paired(&format!("{HEAD}Two,\nand three.\n二和三。")),
            ["One. | 一。", "Two, and three. | 二和三。"]
        );
    }
}
