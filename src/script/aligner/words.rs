//! What the words of lines say: how much likelier they are beside each other than anywhere.
//!
//! For each token `w` of a line, `ln(λ + (1 − λ) · (Σ lift(w, s) + Σ rest(s)) / L)` over the `L` tokens `s` of
//! the lines beside it: a word that is not known counts nothing, and a line too many makes `L` greater.
//! Most words are known to be no translation of most others, so that only those that are are looked at.

use super::beads::MOST;
use super::lexicon::{Lexicon, Lifts};
use super::logs::ln;
use super::text::Text;
use std::ops::Range;

/// The share of words that are there by chance.
const CHANCE: f32 = 0.1;

/// What a token counts beside lines of the other side that do not know it, and how much more beside
/// those that do: `log + ln(1 + more · lift)`.
#[derive(Clone, Copy, Default)]
struct Beside {
    log: f32,
    more: f32,
}

impl Beside {
    /// So many tokens, whose translations are unknown to that amount.
    fn of(tokens: f32, rest: f32) -> Self {
        let share = (1.0 - CHANCE) / tokens.max(1.0);
        let base = if tokens == 0.0 {
            1.0
        } else {
            CHANCE + share * rest
        };
        Self {
            log: ln(base),
            more: share / base,
        }
    }
}

/// For each line, beside the lines that end with it, by how many they are.
fn beside(text: &Text, rest: &[f32]) -> Vec<[Beside; MOST]> {
    let lines: Vec<(f32, f32)> = (0..text.len())
        .map(|line| {
            let tokens = &text.tokens[text.tokens_of(line..line + 1)];
            (
                tokens.len() as f32,
                tokens.iter().map(|token| rest[*token as usize]).sum(),
            )
        })
        .collect();
    (0..lines.len())
        .map(|line| {
            let (mut tokens, mut unknown) = (0.0, 0.0);
            std::array::from_fn(|count| {
                if let Some(one) = line.checked_sub(count) {
                    tokens += lines[one].0;
                    unknown += lines[one].1;
                }
                Beside::of(tokens, unknown)
            })
        })
        .collect()
}

/// The words of two texts with what is known of them.
pub(super) struct Words<'t> {
    a: &'t Text,
    b: &'t Text,
    forth: Lifts,
    /// By the word of the first text that they translate.
    back: Lifts,
    beside_first: Vec<[Beside; MOST]>,
    beside_second: Vec<[Beside; MOST]>,
    /// What all tokens of each line count.
    weights: Vec<f32>,
}

impl<'t> Words<'t> {
    /// Of two texts and their lexicon.
    pub(crate) fn new(a: &'t Text, b: &'t Text, lexicon: Lexicon) -> Self {
        let weight = |line| b.weights[b.tokens_of(line..line + 1)].iter().sum();
        Self {
            beside_first: beside(a, &lexicon.forth.rest),
            beside_second: beside(b, &lexicon.back.rest),
            weights: (0..b.len()).map(weight).collect(),
            back: lexicon.back.turned(a.vocabulary.len()),
            forth: lexicon.forth,
            a,
            b,
        }
    }

    /// The tokens of the second text, within some lines, that a line of the first may be translated by.
    pub(crate) fn hits(&self, line: usize, within: Range<usize>, found: &mut Hits) {
        let tokens = self.b.tokens_of(within);
        found.clear(tokens.len());
        for token in &self.a.tokens[self.a.tokens_of(line..line + 1)] {
            for (word, lift) in self.forth.of(*token) {
                for at in self.b.places(word, &tokens) {
                    found.add(*at as usize - tokens.start, lift);
                }
            }
        }
        found.begin = tokens.start;
    }

    /// The score of each line of the second text, within a range, as a translation of the `1..=most` lines of the first
    /// that end with `line`; `hits` of these lines, the last first. `scores[count - 1][line - within.start]`.
    pub(crate) fn forth(
        &self,
        line: usize,
        within: Range<usize>,
        hits: &[&Hits],
        scores: &mut [Vec<f32>],
        scratch: &mut Scratch,
    ) {
        let beside = &self.beside_first[line];
        for (beside, scores) in beside.iter().zip(scores.iter_mut()) {
            scores.clear();
            scores.extend(
                self.weights[within.clone()]
                    .iter()
                    .map(|weight| weight * beside.log),
            );
        }
        let tokens = self.b.tokens_of(within.clone());
        scratch
            .lifts
            .resize(scratch.lifts.len().max(tokens.len()), [0.0; MOST]);
        for (back, hits) in hits.iter().enumerate() {
            for at in &hits.found {
                let token = *at as usize + hits.begin;
                if tokens.contains(&token) {
                    let lifts = &mut scratch.lifts[token - tokens.start];
                    if lifts.iter().all(|lift| *lift == 0.0) {
                        scratch.touched.push((token - tokens.start) as u32);
                    }
                    lifts[back] = hits.lifts[*at as usize];
                }
            }
        }
        for at in scratch.touched.drain(..) {
            let lifts = std::mem::take(&mut scratch.lifts[at as usize]);
            let token = at as usize + tokens.start;
            let (weight, column) = (
                self.b.weights[token],
                self.b.lines[token] as usize - within.start,
            );
            let mut lift = 0.0;
            for ((own, beside), scores) in lifts.iter().zip(beside).zip(scores.iter_mut()) {
                lift += own;
                if lift > 0.0 {
                    scores[column] += weight * ln(1.0 + beside.more * lift);
                }
            }
        }
    }

    /// The score of a line of the first text as a translation of the `1..=most` lines of the second text that end before each
    /// column. `scores[count - 1][column - columns.start]`.
    pub(crate) fn back(
        &self,
        line: usize,
        columns: Range<usize>,
        scores: &mut [Vec<f32>],
        scratch: &mut Scratch,
    ) {
        let own = self.a.tokens_of(line..line + 1);
        let mut tokens: Vec<(u32, f32)> = self.a.tokens[own.clone()]
            .iter()
            .copied()
            .zip(self.a.weights[own].iter().copied())
            .collect();
        tokens.sort_by_key(|(token, _)| *token);
        let weight: f32 = tokens.iter().map(|(_, weight)| weight).sum();
        for (count, scores) in scores.iter_mut().enumerate() {
            scores.clear();
            scores.extend(columns.clone().map(|column| match column {
                0 => 0.0,
                _ => weight * self.beside_second[column - 1][count].log,
            }));
        }
        let most = scores.len();
        let first = columns.start.saturating_sub(most);
        let within = self
            .b
            .tokens_of(first..columns.end.saturating_sub(1).max(first));
        scratch.line_lifts.clear();
        scratch.line_lifts.resize(columns.end - first, 0.0);
        scratch.is_done.clear();
        scratch.is_done.resize(columns.len(), false);
        for same in tokens.chunk_by(|a, b| a.0 == b.0) {
            let weight: f32 = same.iter().map(|(_, weight)| weight).sum();
            for (word, lift) in self.back.of(same[0].0) {
                for at in self.b.places(word, &within) {
                    let line = self.b.lines[*at as usize] as usize - first;
                    if scratch.line_lifts[line] == 0.0 {
                        scratch.touched.push(line as u32);
                    }
                    scratch.line_lifts[line] += lift;
                }
            }
            for line in &scratch.touched {
                let line = *line as usize + first;
                for column in (line + 1).max(columns.start)..(line + 1 + most).min(columns.end) {
                    if std::mem::replace(&mut scratch.is_done[column - columns.start], true) {
                        continue;
                    }
                    let mut lift = 0.0;
                    let beside = self.beside_second[column - 1].iter().zip(scores.iter_mut());
                    for (count, (beside, scores)) in beside.enumerate() {
                        let Some(line) = (column - 1).checked_sub(first + count) else {
                            break;
                        };
                        lift += scratch.line_lifts[line];
                        if lift > 0.0 {
                            scores[column - columns.start] += weight * ln(1.0 + beside.more * lift);
                        }
                    }
                }
            }
            for line in scratch.touched.drain(..) {
                let line = line as usize;
                scratch.line_lifts[line] = 0.0;
                let done = (line + first + 1).max(columns.start)
                    ..(line + first + 1 + most).min(columns.end);
                if !done.is_empty() {
                    scratch.is_done[done.start - columns.start..done.end - columns.start]
                        .fill(false);
                }
            }
        }
    }
}

/// Tokens of the second text that a line may be translated by, with the sum of the lifts.
#[derive(Default)]
pub(super) struct Hits {
    begin: usize,
    found: Vec<u32>,
    lifts: Vec<f32>,
}

impl Hits {
    fn clear(&mut self, size: usize) {
        for at in self.found.drain(..) {
            self.lifts[at as usize] = 0.0;
        }
        self.lifts.resize(self.lifts.len().max(size), 0.0);
    }

    fn add(&mut self, at: usize, lift: f32) {
        if self.lifts[at] == 0.0 {
            self.found.push(at as u32);
        }
        self.lifts[at] += lift;
    }
}

/// Room to reckon in, used again from line to line.
#[derive(Default)]
pub(super) struct Scratch {
    lifts: Vec<[f32; MOST]>,
    touched: Vec<u32>,
    line_lifts: Vec<f32>,
    is_done: Vec<bool>,
}
