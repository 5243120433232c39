//! The n-grams of a language that are worth their place, and what each costs.
//!
//! p(letter | letters before) by Witten and Bell's smoothing ("The zero-frequency problem", 1991,
//! method C). An n-gram is kept if it is often far from what the shorter one says (entropy
//! pruning: Stolcke, "Entropy-based pruning of backoff language models", 1998); for one that is
//! not, the shorter one's probability counts, times the weight of the letters before.

use crate::counts::Counts;
use std::collections::{HashMap, HashSet};

/// Costs are −ln p in this many nats.
const STEP: f64 = 1.0 / 16.0;
/// As many letters are possible at least.
const ALPHABET: f64 = 200.0;
/// No letter is less likely, even if it was never seen.
const RAREST: f64 = 1e-5;

pub struct Model {
    /// n-gram → its cost and the weight of its letters as a context, both in steps; the weight is
    /// −ln w + 32, or 0 if nothing that is kept begins with the n-gram.
    pub kept: HashMap<Vec<char>, (u8, u8)>,
}

impl Model {
    pub fn new(counts: &Counts, kept: usize) -> Self {
        let mut contexts: HashMap<&[char], (f64, f64)> = HashMap::new();
        for (ngram, n) in counts {
            let (sum, kinds) = contexts.entry(&ngram[..ngram.len() - 1]).or_default();
            *sum += n;
            *kinds += 1.0;
        }
        let mut full: HashMap<&[char], f64> = HashMap::new();
        let mut by_length: Vec<&[char]> = counts.keys().map(|ngram| &ngram[..]).collect();
        by_length.sort_unstable_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
        let mut worth: Vec<(f64, &[char])> = Vec::new();
        for &ngram in &by_length {
            let (sum, kinds) = contexts[&ngram[..ngram.len() - 1]];
            let shorter = match ngram.len() {
                1 => 1.0 / ALPHABET,
                _ => full.get(&ngram[1..]).copied().unwrap_or(RAREST),
            };
            let p = ((counts[ngram] + kinds * shorter) / (sum + kinds)).max(RAREST);
            full.insert(ngram, p);
            worth.push((counts[ngram] * (p / shorter).ln().abs(), ngram));
        }
        worth.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        let chosen: HashSet<&[char]> = worth
            .iter()
            .enumerate()
            .filter(|(i, (_, ngram))| *i < kept || ngram.len() == 1)
            .map(|(_, (_, ngram))| *ngram)
            .collect();
        Self { kept: weighed(&by_length, &chosen, &full) }
    }
}

/// The chosen n-grams with the weights that make the probabilities after each context sum to 1.
fn weighed(
    by_length: &[&[char]],
    chosen: &HashSet<&[char]>,
    full: &HashMap<&[char], f64>,
) -> HashMap<Vec<char>, (u8, u8)> {
    let mut weights: HashMap<&[char], f64> = HashMap::new();
    // context → the sums of what is kept, and of what the shorter n-grams say of the same letters
    let mut sums: HashMap<&[char], (f64, f64)> = HashMap::new();
    for ngram in by_length.iter().filter(|ngram| ngram.len() > 1 && chosen.contains(*ngram)) {
        let context = &ngram[..ngram.len() - 1];
        let (kept, shorter) = sums.entry(context).or_default();
        *kept += full[*ngram];
        *shorter += pruned(&ngram[1..], chosen, full, &weights);
        let weight = (1.0 - *kept).max(1e-3) / (1.0 - *shorter).max(1e-3);
        weights.insert(context, weight.clamp(1e-4, 7.0));
    }
    let steps = |nats: f64| (nats / STEP).round();
    by_length
        .iter()
        .filter(|ngram| chosen.contains(*ngram) || weights.contains_key(*ngram))
        .map(|ngram| {
            let p = if chosen.contains(ngram) { full[ngram] } else { pruned(ngram, chosen, full, &weights) };
            let weight = match weights.get(ngram) {
                Some(weight) => (steps(-weight.ln()) + 32.0).clamp(1.0, 255.0) as u8,
                None => 0,
            };
            (ngram.to_vec(), (steps(-p.ln()).clamp(0.0, 255.0) as u8, weight))
        })
        .collect()
}

/// p of the n-gram's last letter after the others, by what is kept.
fn pruned(
    ngram: &[char],
    chosen: &HashSet<&[char]>,
    full: &HashMap<&[char], f64>,
    weights: &HashMap<&[char], f64>,
) -> f64 {
    if chosen.contains(ngram) {
        return full[ngram];
    }
    if ngram.len() == 1 {
        return RAREST;
    }
    let weight = weights.get(&ngram[..ngram.len() - 1]).copied().unwrap_or(1.0);
    weight * pruned(&ngram[1..], chosen, full, weights)
}
