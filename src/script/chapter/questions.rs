//! Chapters at questions: cut so that they come as near to the wanted length as the questions allow. Of all ways to cut,
//! the one with the smallest sum of squared relative differences from that length and of what speaks against each question
//! as a title, found by dynamic programming.
//!
//! A title made from a question is a whole question: the one that says most of what is answered. In two languages the two
//! titles are the same sentence of the same line.

mod titles;

use super::{Cut, chapter, long, turn_seconds};
use crate::language::Localized;
use crate::script::{Chapter, Line, Turn};
use rayon::prelude::*;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;
use titles::{has_good_question, title_of};

/// How many times the wanted length a chapter may be before a cut is forced to the next place.
const LONGEST: f64 = 4.0;
/// How many places are passed over at once where none of them can be the best.
const BLOCK: usize = 32;
/// What a place costs whose question is no good title, beside the square of a relative difference in length.
const POOR: f64 = 0.12;

#[derive(Debug, Deserialize)]
struct Beginnings {
    begins: Vec<String>,
}

/// See `words/questions.toml`.
#[derive(Debug, Deserialize)]
struct Words {
    asks: Beginnings,
    hangs: Beginnings,
}

fn words() -> &'static Words {
    static WORDS: LazyLock<Words> = LazyLock::new(|| {
        toml::from_str(include_str!("../words/questions.toml"))
            .expect("words/questions.toml is as its type says")
    });
    &WORDS
}

impl Beginnings {
    fn fit(&self, lower: &str) -> bool {
        self.begins.iter().any(|word| match word.strip_suffix('*') {
            Some(stem) => lower.starts_with(stem),
            None => lower.strip_prefix(word.as_str()).is_some_and(|rest| {
                let unspaced = word.chars().next_back().is_some_and(|c| c >= '\u{2E80}');
                unspaced || !rest.starts_with(char::is_alphanumeric)
            }),
        })
    }
}

/// Chapters of about `minutes`, at questions or at any turn.
pub(super) fn cut(turns: Vec<Turn>, minutes: f64, at_questions: bool) -> Cut {
    let (turns, mut goes_on) = long::divide(turns, minutes);
    let seconds: Vec<f64> = turns.par_iter().map(turn_seconds).collect();
    let interviewer = interviewer(&turns).filter(|_| at_questions);
    let asks = |turn: &Turn| Some(&turn.speaker) == interviewer.as_ref() && turn_asks(turn);
    let places: Vec<usize> = (0..turns.len())
        .filter(|&i| i == 0 || interviewer.is_none() || goes_on[i] || asks(&turns[i]))
        .collect();
    let poor = |i: usize| {
        if interviewer.is_some() && !has_good_question(&turns, i) {
            POOR
        } else {
            0.0
        }
    };
    let costs: Vec<f64> = places.par_iter().map(|&i| poor(i)).collect();
    let begins = best_cut(&places, &costs, &seconds, minutes * 60.0);
    let mut ends = begins.clone();
    ends.push(turns.len());
    let titles: Vec<Localized> = ends
        .par_windows(2)
        .map(|pair| title_of(&turns[pair[0]..pair[1]], interviewer.as_deref()))
        .collect();
    let mut rest = turns;
    let mut chapters: Vec<Chapter> = Vec::with_capacity(begins.len());
    for (&begin, title) in begins.iter().zip(titles).rev() {
        let turns = long::join(rest.split_off(begin), &goes_on.split_off(begin));
        chapters.push(chapter(title, turns, false));
    }
    chapters.reverse();
    Cut {
        chapters,
        empty: Vec::new(),
    }
}

/// A title for turns that have none.
pub(super) fn title(turns: &[Turn]) -> Localized {
    title_of(turns, interviewer(turns).as_deref())
}

/// Who asks: of the speakers with at least two asking turns, the one with the largest share of them; nobody if that share
/// is under a third or there is only one speaker.
fn interviewer(turns: &[Turn]) -> Option<String> {
    let mut count: HashMap<&str, (usize, usize)> = HashMap::new();
    for turn in turns {
        let (asking, all) = count.entry(&turn.speaker).or_default();
        *asking += usize::from(turn_asks(turn));
        *all += 1;
    }
    if count.len() < 2 {
        return None;
    }
    let share = |&(asking, all): &(usize, usize)| asking as f64 / all as f64;
    count
        .into_iter()
        .filter(|(_, n)| n.0 >= 2 && share(n) > 1.0 / 3.0)
        .max_by(|(a, n), (b, m)| share(n).total_cmp(&share(m)).then(b.cmp(a)))
        .map(|(speaker, _)| speaker.to_string())
}

fn turn_asks(turn: &Turn) -> bool {
    turn.lines.iter().any(|line| match line {
        Line::Speech { text, .. } => text.values().any(|text| asks(text)),
        Line::Note { .. } => false,
    })
}

fn asks(text: &str) -> bool {
    text.contains('?') || !text.is_ascii() && text.contains(['？', '؟', '⸮', '\u{37E}'])
}

/// The places to begin a chapter at, from `places` (the first of which is always one), each with what it costs.
fn best_cut(places: &[usize], costs: &[f64], seconds: &[f64], target: f64) -> Vec<usize> {
    let mut before = vec![0.0; seconds.len() + 1];
    for (i, s) in seconds.iter().enumerate() {
        before[i + 1] = before[i] + s;
    }
    // best[k]: the cost of the text before place k, and where the chapter before it begins
    let ends: Vec<usize> = places.iter().copied().chain([seconds.len()]).collect();
    let mut best: Vec<(f64, usize)> = vec![(f64::INFINITY, 0); ends.len()];
    best[0] = (0.0, 0);
    // The least that a chapter costs that begins in each block of places, and all before it.
    let mut least: Vec<f64> = vec![f64::INFINITY; ends.len().div_ceil(BLOCK)];
    least[0] = 0.0;
    let off = |length: f64| ((length - target) / target).powi(2);
    for k in 1..ends.len() {
        let length = |j: usize| before[ends[k]] - before[ends[j]];
        let mut j = k;
        while j > 0 {
            j -= 1;
            // No chapter that begins in a whole block is off by less than the one that comes nearest to the wanted length.
            if (j + 1).is_multiple_of(BLOCK) {
                let nearest = target.clamp(length(j), length(j + 1 - BLOCK));
                let is_within = length(j + 1 - BLOCK) <= LONGEST * target;
                if is_within && least[j / BLOCK] + off(nearest) >= best[k].0 {
                    j -= BLOCK - 1;
                    continue;
                }
            }
            let place = if j > 0 { costs[j] } else { 0.0 };
            let cost = best[j].0 + off(length(j)) + place;
            if cost < best[k].0 {
                best[k] = (cost, j);
            }
            if length(j) > LONGEST * target {
                break;
            }
        }
        least[k / BLOCK] = least[k / BLOCK].min(best[k].0);
    }
    let mut begins = Vec::new();
    let mut k = ends.len() - 1;
    while k > 0 {
        k = best[k].1;
        begins.push(ends[k]);
    }
    begins.reverse();
    begins
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same by weighing every way to cut.
    fn of_all(places: &[usize], costs: &[f64], seconds: &[f64], target: f64) -> f64 {
        let ends: Vec<usize> = places.iter().copied().chain([seconds.len()]).collect();
        let mut best = vec![0.0; ends.len()];
        for k in 1..ends.len() {
            let cost = |j: usize| {
                let length: f64 = seconds[ends[j]..ends[k]].iter().sum();
                let place = if j > 0 { costs[j] } else { 0.0 };
                best[j] + ((length - target) / target).powi(2) + place
            };
            best[k] = (0..k).map(cost).fold(f64::INFINITY, f64::min);
        }
        best[ends.len() - 1]
    }

    #[test]
    fn places_are_passed_over_only_where_none_is_the_best() {
        let mut random = fastrand::Rng::with_seed(7);
        for turns in [1, 31, 32, 33, 64, 700] {
            let seconds: Vec<f64> = (0..turns).map(|_| f64::from(random.u8(1..60))).collect();
            let is_place: Vec<usize> = (1..turns).filter(|_| random.bool()).collect();
            let places: Vec<usize> = std::iter::once(0).chain(is_place).collect();
            let poor = |_| if random.bool() { POOR } else { 0.0 };
            let costs: Vec<f64> = places.iter().map(poor).collect();
            for target in [30.0, 480.0, 1e6] {
                let begins = best_cut(&places, &costs, &seconds, target);
                let ends = begins[1..].iter().copied().chain([turns]);
                let cut = begins.iter().zip(ends).map(|(&begin, end)| {
                    let length: f64 = seconds[begin..end].iter().sum();
                    let place = places.iter().position(|place| *place == begin);
                    let own = place.filter(|nth| *nth > 0).map_or(0.0, |nth| costs[nth]);
                    ((length - target) / target).powi(2) + own
                });
                let (cut, best) = (cut.sum::<f64>(), of_all(&places, &costs, &seconds, target));
                assert!((cut - best).abs() < 1e-6, "{turns} {target}: {cut} {best}");
            }
        }
    }
}
