//! What is heard against what is written.
//!
//! Both are made alike first: numbers, dates and the like in words ([`spoken`]), case, accents and signs left
//! away, words by their sounds ([`super::sounds`]). What the script shows and what the engine was sent are both
//! accepted.

use super::align::{Step, align, apart};
use super::words::{Names, Word, words};
use crate::language::Language;
use crate::{characters, spoken};
use serde::Serialize;
use std::ops::Range;

/// How many words in a row make a repetition, at least.
const REPEATED: usize = 3;
/// How far apart the words of a repetition may be.
const ALIKE: f64 = 0.4;

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether it is only in this text and not in the other.
    pub only: bool,
}

/// What is written and what is heard, laid beside each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// How many words are written; of Chinese and Japanese, characters.
    pub words: usize,
    /// How many were heard.
    pub heard_words: usize,
    /// What share of what is written was heard otherwise, with what was heard beside it: 0 if all is the same,
    /// over 1 if more was added than is written.
    pub error: f64,
    /// The most words in a row for which nothing was heard.
    pub lost: usize,
    /// The most words in a row that were heard and are not written.
    pub added: usize,
    /// How many words at the end were not heard.
    pub lost_at_end: usize,
    /// How many words at the beginning were not heard.
    pub lost_at_begin: usize,
    /// How many words that are written were heard twice.
    pub repeated: usize,
    /// What is written, in pieces.
    pub written: Vec<Piece>,
    /// What was heard, in pieces.
    pub heard: Vec<Piece>,
}

/// A line as it may be said.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// As it is shown.
    pub text: &'a str,
    /// As the engine was sent it, in words if it was.
    pub said: &'a str,
    /// Its language.
    pub language: &'a Language,
}

/// Lays what was heard beside what is written.
pub fn compare(line: Line, heard: &str, names: &Names) -> Comparison {
    let in_words = |text: &str| {
        let text = characters::spoken(text);
        spoken::written_out(&text, line.language).into_owned()
    };
    let mut written = vec![
        in_words(line.said),
        in_words(line.text),
        line.said.to_string(),
    ];
    written.dedup();
    let mut heard = vec![in_words(heard), heard.to_string()];
    heard.dedup();
    let mut best: Option<Comparison> = None;
    for written in &written {
        for heard in &heard {
            let found = of_texts(written, heard, line.language, names);
            if best.as_ref().is_none_or(|best| found.error < best.error) {
                best = Some(found);
            }
            if best.as_ref().is_some_and(|best| best.error == 0.0) {
                return best.unwrap_or_default();
            }
        }
    }
    best.unwrap_or_default()
}

impl Default for Comparison {
    fn default() -> Self {
        of_texts("", "", &Language::new("en"), &Names::new())
    }
}

fn of_texts(written: &str, heard: &str, language: &Language, names: &Names) -> Comparison {
    let own = words(written, language, names);
    let others = words(heard, language, names);
    let steps = align(&own, &others);
    let all: f64 = own.iter().map(|word| word.weight).sum();
    let mut comparison = Comparison {
        words: own.len(),
        heard_words: others.len(),
        error: 0.0,
        lost: 0,
        added: 0,
        lost_at_end: 0,
        lost_at_begin: 0,
        repeated: 0,
        written: pieces(
            written,
            &own,
            steps.iter().map(|step| (step.written.clone(), step.same)),
        ),
        heard: pieces(
            heard,
            &others,
            steps.iter().map(|step| (step.heard.clone(), step.same)),
        ),
    };
    let mut wrong = 0.0;
    for block in blocks(&steps) {
        let weight = |words: &[Word]| words.iter().map(|word| word.weight).sum::<f64>();
        let (lost, added) = (&own[block.written.clone()], &others[block.heard.clone()]);
        wrong += weight(lost).max(weight(added));
        let missing = count(lost).saturating_sub(count(added));
        comparison.lost = comparison.lost.max(missing);
        comparison.added = comparison
            .added
            .max(count(added).saturating_sub(count(lost)));
        if block.written.end == own.len() {
            comparison.lost_at_end = missing;
        }
        if block.written.start == 0 {
            comparison.lost_at_begin = missing;
        }
        comparison.repeated = comparison.repeated.max(repeated(&own, added));
    }
    comparison.error = if wrong == 0.0 {
        0.0
    } else {
        wrong / all.max(1.0)
    };
    comparison
}

/// How many of words count as such.
fn count(words: &[Word]) -> usize {
    words.iter().filter(|word| word.weight >= 0.5).count()
}

/// Stretches in which nothing is the same.
fn blocks(steps: &[Step]) -> Vec<Step> {
    let mut blocks: Vec<Step> = Vec::new();
    let mut goes_on = false;
    for step in steps {
        match blocks.last_mut() {
            Some(block) if goes_on && !step.same => {
                block.written.end = step.written.end;
                block.heard.end = step.heard.end;
            }
            _ if !step.same => blocks.push(step.clone()),
            _ => {}
        }
        goes_on = !step.same;
    }
    blocks
}

/// How many words of what was added are written in a row somewhere in the line: they were said twice.
fn repeated(written: &[Word], added: &[Word]) -> usize {
    let mut most = 0;
    for from in 0..added.len() {
        for start in 0..written.len() {
            let pairs = added[from..].iter().zip(&written[start..]);
            let alike = pairs.take_while(|(a, b)| apart(a, b) <= ALIKE).count();
            most = most.max(alike);
        }
    }
    if most >= REPEATED { most } else { 0 }
}

/// A text in pieces: what is the same in both, and what is only in this one. Signs go with the words before
/// them.
fn pieces(
    text: &str,
    words: &[Word],
    steps: impl Iterator<Item = (Range<usize>, bool)>,
) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut from = 0;
    for (range, same) in steps.filter(|(range, _)| !range.is_empty()) {
        let next = words
            .get(range.end)
            .map_or(text.len(), |word| word.at.start);
        let own = &text[from..next];
        from = next;
        match pieces.last_mut() {
            Some(piece) if piece.only != same => piece.text.push_str(own),
            _ => pieces.push(Piece {
                text: own.into(),
                only: !same,
            }),
        }
    }
    pieces
}

#[cfg(test)]
mod tests;
