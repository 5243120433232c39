//! How often each n-gram of one to five letters is in a language. `EDGE` stands before a word's first letter and behind its last.

use std::collections::HashMap;

/// The edge of a word.
pub const EDGE: char = ' ';
/// The longest n-gram.
pub const LONGEST: usize = 5;

pub type Counts = HashMap<Vec<char>, f64>;

/// Counts of the words of a text.
pub fn of_text(text: &str) -> Counts {
    let mut counts = Counts::new();
    let is_letter =
        |c: char| c.is_alphabetic() && !unicode_normalization::char::is_combining_mark(c);
    for word in text.to_lowercase().split(|c| !is_letter(c)).filter(|w| !w.is_empty()) {
        let mut letters = vec![EDGE];
        letters.extend(word.chars());
        letters.push(EDGE);
        for n in 1..=LONGEST {
            for ngram in letters.windows(n).filter(|ngram| *ngram != [EDGE]) {
                *counts.entry(ngram.to_vec()).or_default() += 1.0;
            }
        }
    }
    let words = counts.iter().filter(|(g, _)| g.len() == 2 && g[0] == EDGE).map(|(_, n)| n).sum();
    counts.insert(vec![EDGE], words);
    counts
}

/// Adds the counts at the edges of words to those within words: what no letter stands before or
/// behind is at an edge. An n-gram of five letters has no longer one that would tell.
pub fn with_edges(within: HashMap<Vec<char>, f64>) -> Counts {
    let sums = |part: fn(&[char]) -> &[char], of: &HashMap<Vec<char>, f64>| {
        let mut sums: HashMap<Vec<char>, f64> = HashMap::new();
        for (ngram, n) in of.iter().filter(|(ngram, _)| ngram.len() > 1) {
            *sums.entry(part(ngram).to_vec()).or_default() += n;
        }
        sums
    };
    let rest = |ngram: &[char], n: f64, sums: &HashMap<Vec<char>, f64>| {
        let rest = (n - sums.get(ngram).copied().unwrap_or_default()).round();
        (rest > 0.0).then_some(rest)
    };
    let short = |ngram: &&Vec<char>| ngram.len() < LONGEST;
    let after = sums(|ngram| &ngram[1..], &within);
    let before = sums(|ngram| &ngram[..ngram.len() - 1], &within);
    let mut counts = Counts::new();
    let mut at_start = HashMap::new();
    for ngram in within.keys().filter(short) {
        if let Some(n) = rest(ngram, within[ngram], &after) {
            at_start.insert([&[EDGE], &ngram[..]].concat(), n);
        }
        if let Some(n) = rest(ngram, within[ngram], &before) {
            counts.insert([&ngram[..], &[EDGE]].concat(), n);
        }
    }
    let before = sums(|ngram| &ngram[..ngram.len() - 1], &at_start);
    for (ngram, n) in at_start.iter().filter(|(ngram, _)| ngram.len() < LONGEST) {
        if let Some(n) = rest(ngram, *n, &before) {
            counts.insert([&ngram[..], &[EDGE]].concat(), n);
        }
    }
    let words = at_start.iter().filter(|(g, _)| g.len() == 2).map(|(_, n)| n).sum();
    counts.extend(at_start);
    counts.extend(within);
    counts.insert(vec![EDGE], words);
    counts
}
