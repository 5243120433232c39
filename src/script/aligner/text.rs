//! One side of an alignment, ready to be compared: its tokens as numbers, lengths and edges.

use super::Unit;
use super::tokens;
use crate::language::Language;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// The words of a side; a word's number is its place.
pub(super) struct Vocabulary {
    /// The words.
    pub words: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Vocabulary {
    /// The number of a word.
    pub(crate) fn number(&self, word: &str) -> Option<u32> {
        self.numbers.get(word).copied()
    }

    /// How many words there are.
    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }
}

/// The lines of a side, or blocks of them.
pub(super) struct Text {
    /// What the tokens stand for.
    pub vocabulary: Arc<Vocabulary>,
    /// The tokens of all lines.
    pub tokens: Vec<u32>,
    /// What each of them counts.
    pub weights: Vec<f32>,
    /// Where each line's tokens begin; one more than lines.
    begins: Vec<u32>,
    /// Letters and digits of the lines before each line; one more than lines.
    lengths: Vec<f64>,
    /// How each line ends ([`tokens::end`]).
    pub ends: Vec<u8>,
    /// How each line begins ([`tokens::start`]).
    pub starts: Vec<u8>,
    /// The line of each token.
    pub lines: Vec<u32>,
    /// Where each word stands: its tokens, in order.
    postings: Vec<u32>,
    posting_begins: Vec<u32>,
}

impl Text {
    /// A side of an alignment.
    pub(crate) fn of(units: &[Unit], language: &Language) -> Self {
        let mut said: Vec<Vec<tokens::Token>> = units
            .iter()
            .map(|unit| tokens::tokens(unit.text, language))
            .collect();
        drop_rare_pairs(&mut said);
        let mut words: Vec<String> = Vec::new();
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let (mut all, mut weights, mut begins) = (Vec::new(), Vec::new(), vec![0]);
        for line in said {
            for (word, weight) in line {
                let number = match numbers.get(&word) {
                    Some(number) => *number,
                    None => {
                        let number = words.len() as u32;
                        words.push(word.clone());
                        numbers.insert(word, number);
                        number
                    }
                };
                all.push(number);
                weights.push(weight);
            }
            begins.push(all.len() as u32);
        }
        let mut lengths = vec![0.0];
        let mut sum = 0.0;
        for unit in units {
            sum += f64::from(tokens::length(unit.text));
            lengths.push(sum);
        }
        Self::indexed(Self {
            vocabulary: Arc::new(Vocabulary { words, numbers }),
            tokens: all,
            weights,
            begins,
            lengths,
            ends: units.iter().map(|unit| tokens::end(unit.text)).collect(),
            starts: units.iter().map(|unit| tokens::start(unit.text)).collect(),
            lines: Vec::new(),
            postings: Vec::new(),
            posting_begins: Vec::new(),
        })
    }

    /// The same text in blocks of so many lines.
    pub(crate) fn in_blocks(&self, size: usize) -> Self {
        let firsts = || (0..self.len()).step_by(size);
        let end = |first: usize| (first + size).min(self.len());
        Self::indexed(Self {
            vocabulary: Arc::clone(&self.vocabulary),
            tokens: self.tokens.clone(),
            weights: self.weights.clone(),
            begins: [0]
                .into_iter()
                .chain(firsts().map(|i| self.begins[end(i)]))
                .collect(),
            lengths: [0.0]
                .into_iter()
                .chain(firsts().map(|i| self.lengths[end(i)]))
                .collect(),
            ends: firsts().map(|i| self.ends[end(i) - 1]).collect(),
            starts: firsts().map(|i| self.starts[i]).collect(),
            lines: Vec::new(),
            postings: Vec::new(),
            posting_begins: Vec::new(),
        })
    }

    /// With the line of each token, and the tokens of each word.
    fn indexed(mut self) -> Self {
        self.lines = vec![0; self.tokens.len()];
        for line in 0..self.len() {
            let tokens = self.tokens_of(line..line + 1);
            self.lines[tokens].fill(line as u32);
        }
        let mut begins = vec![0u32; self.vocabulary.len() + 1];
        for &word in &self.tokens {
            begins[word as usize + 1] += 1;
        }
        for word in 1..begins.len() {
            begins[word] += begins[word - 1];
        }
        let mut next = begins.clone();
        self.postings = vec![0; self.tokens.len()];
        for (at, &word) in self.tokens.iter().enumerate() {
            self.postings[next[word as usize] as usize] = at as u32;
            next[word as usize] += 1;
        }
        self.posting_begins = begins;
        self
    }

    /// How many lines there are.
    pub(crate) fn len(&self) -> usize {
        self.begins.len() - 1
    }

    /// Where the tokens of some lines stand.
    pub(crate) fn tokens_of(&self, lines: Range<usize>) -> Range<usize> {
        self.begins[lines.start] as usize..self.begins[lines.end] as usize
    }

    /// Letters and digits of some lines.
    pub(crate) fn length(&self, lines: Range<usize>) -> f64 {
        self.lengths[lines.end] - self.lengths[lines.start]
    }

    /// The mean of the lengths of lines, and their standard deviation.
    pub(crate) fn mean_length(&self) -> (f64, f64) {
        let count = self.len().max(1) as f64;
        let mean = self.length(0..self.len()) / count;
        let lengths = (0..self.len()).map(|line| self.length(line..line + 1));
        let variance = lengths.map(|length| (length - mean).powi(2)).sum::<f64>() / count;
        (mean, variance.sqrt())
    }

    /// How often a word stands in the text.
    pub(crate) fn count(&self, word: u32) -> u32 {
        self.posting_begins[word as usize + 1] - self.posting_begins[word as usize]
    }

    /// The tokens that are a word, within a range of tokens.
    pub(crate) fn places(&self, word: u32, within: &Range<usize>) -> &[u32] {
        let word = word as usize;
        let all = &self.postings
            [self.posting_begins[word] as usize..self.posting_begins[word + 1] as usize];
        let first = all.partition_point(|&at| (at as usize) < within.start);
        let last = all.partition_point(|&at| (at as usize) < within.end);
        &all[first..last.max(first)]
    }
}

/// Two signs that stand together in one line only say nothing.
fn drop_rare_pairs(said: &mut [Vec<tokens::Token>]) {
    let is_pair = |(word, weight): &tokens::Token| *weight == tokens::TWO_HAN && !word.is_empty();
    let mut lines_with: HashMap<String, (usize, usize)> = HashMap::new();
    for (at, line) in said.iter().enumerate() {
        for (word, _) in line.iter().filter(|token| is_pair(token)) {
            match lines_with.get_mut(word) {
                Some((count, last)) if *last != at => (*count, *last) = (*count + 1, at),
                Some(_) => {}
                None => {
                    lines_with.insert(word.clone(), (1, at));
                }
            }
        }
    }
    let is_rare = |word: &str| lines_with.get(word).is_some_and(|(count, _)| *count < 2);
    for line in said {
        line.retain(|token| !(is_pair(token) && is_rare(&token.0)));
    }
}
