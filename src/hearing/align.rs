//! Two rows of words beside each other: which of what is written was heard, which was not, and what was heard
//! beside it. The alignment of least cost (Needleman and Wunsch 1970), where also several words may stand for
//! one, as `can not` for `cannot`, or the characters of a name for a name.

use super::sounds::distance;
use super::words::Word;
use std::ops::Range;

/// Words that are no further apart than this are the same word.
const SAME: f64 = 0.36;
/// As [`SAME`], for several words that stand for one: a small word that is swallowed is not one of them.
const JOINED: f64 = 0.19;
/// How many times as long as the other the sounds of such words may be, of names and others: what is only joined is
/// about as long. One sound more is always right, as in `is not` for `isn't`.
const LONGER: (f64, f64) = (2.0, 1.1);
/// How much nearer names are than other words.
const NAMES: f64 = 0.6;
/// What words that are the same cost beside that, if they do not sound the same: among several the nearest is taken.
const SPELT_OTHERWISE: f64 = 0.1;
/// How many words of each row may stand for each other.
const GROUPS: [(usize, usize); 7] = [(2, 1), (1, 2), (3, 1), (1, 3), (4, 1), (1, 4), (2, 2)];
/// How far from the diagonal words may lie, in words, and as a share of the longer row.
const BAND: (usize, f64) = (40, 0.25);

/// A step along both rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The words that are written.
    pub written: Range<usize>,
    /// The words that were heard for them.
    pub heard: Range<usize>,
    /// Whether they are the same.
    pub same: bool,
}

/// How far apart two words are, from 0 to 1.
pub fn apart(a: &Word, b: &Word) -> f64 {
    let pairs = a
        .sounds
        .iter()
        .flat_map(|a| b.sounds.iter().map(move |b| (a, b)));
    let nearest = pairs.map(|(a, b)| distance(a, b)).fold(1.0, f64::min);
    if a.is_name || b.is_name {
        nearest * NAMES
    } else {
        nearest
    }
}

/// How far apart several words and one are, or several and several, said without a pause.
fn group_apart(a: &[Word], b: &[Word]) -> f64 {
    let joined = |words: &[Word]| -> Vec<char> {
        let first = words.iter().filter_map(|word| word.sounds.first());
        first.flatten().copied().collect()
    };
    let (x, y) = (joined(a), joined(b));
    let is_name = a.iter().chain(b).any(|word| word.is_name);
    let (shorter, longer) = (x.len().min(y.len()), x.len().max(y.len()));
    let most = shorter as f64 * if is_name { LONGER.0 } else { LONGER.1 };
    if longer > shorter + 1 && longer as f64 > most {
        return 1.0;
    }
    distance(&x, &y) * if is_name { NAMES } else { 1.0 }
}

fn weight(words: &[Word]) -> f64 {
    words.iter().map(|word| word.weight).sum()
}

/// What it costs that two words are the same that are so far apart.
fn alike(far: f64) -> f64 {
    if far == 0.0 {
        0.0
    } else {
        far + SPELT_OTHERWISE
    }
}

/// Lays two rows beside each other.
pub fn align(written: &[Word], heard: &[Word]) -> Vec<Step> {
    let (n, m) = (written.len(), heard.len());
    let band = BAND.0 + (BAND.1 * n.max(m) as f64) as usize;
    let is_near =
        |i: usize, j: usize| (i * m.max(1) / n.max(1)).abs_diff(j) <= band.max(n.abs_diff(m) / 2);
    // The cost of the best way to a place, with the step that leads there: how many words of each row.
    let mut best = vec![(f64::INFINITY, 0usize, 0usize, false); (n + 1) * (m + 1)];
    let at = |i: usize, j: usize| i * (m + 1) + j;
    best[0].0 = 0.0;
    for i in 0..=n {
        for j in 0..=m {
            let here = best[at(i, j)].0;
            if here.is_infinite() || !(is_near(i, j) || i == 0 || j == 0 || i == n || j == m) {
                continue;
            }
            let mut reach = |a: usize, b: usize, cost: f64, same: bool| {
                let place = &mut best[at(i + a, j + b)];
                if here + cost < place.0 - 1e-9 {
                    *place = (here + cost, a, b, same);
                }
            };
            if i < n {
                reach(1, 0, written[i].weight, false);
            }
            if j < m {
                reach(0, 1, heard[j].weight, false);
            }
            if i == n || j == m {
                continue;
            }
            let far = apart(&written[i], &heard[j]);
            let heavier = written[i].weight.max(heard[j].weight);
            match far <= SAME {
                true => reach(1, 1, alike(far) * heavier, true),
                false => reach(1, 1, heavier * (0.5 + 0.5 * far), false),
            }
            for (a, b) in GROUPS {
                let (Some(some), Some(others)) = (written.get(i..i + a), heard.get(j..j + b))
                else {
                    continue;
                };
                // Each Chinese character is heard for one.
                if some.iter().chain(others).all(|word| word.is_han) {
                    continue;
                }
                let far = group_apart(some, others);
                if far <= JOINED {
                    let heavier = weight(some).max(weight(others));
                    reach(a, b, alike(far) * heavier + 0.01, true);
                }
            }
        }
    }
    let (mut i, mut j) = (n, m);
    let mut steps = Vec::new();
    while (i, j) != (0, 0) {
        let (_, a, b, same) = best[at(i, j)];
        if (a, b) == (0, 0) {
            // Beyond the band: nothing leads there.
            let rest = Step {
                written: 0..i,
                heard: 0..j,
                same: false,
            };
            steps.push(rest);
            break;
        }
        steps.push(Step {
            written: i - a..i,
            heard: j - b..j,
            same,
        });
        (i, j) = (i - a, j - b);
    }
    steps.reverse();
    steps
}
