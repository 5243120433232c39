//! How many sentences the lines of a pair hold: a line that holds two belongs to two of the other side sooner than to one.

use super::Unit;
use super::beads::{Bead, KINDS, MOST};
use crate::script::sentences;

/// How many sentences more than lines are told apart, with none of them.
const CLASSES: usize = 3;
/// How much rarer a pair is for each sentence that one side has more than the other, before anything is known, as a logarithm.
const UNEQUAL: f64 = 1.0;
/// What the tables as they were before anything is known count, in pairs.
const WEIGHT: f64 = 60.0;
/// By how much this counts: lengths say some of the same.
const SHARE: f64 = 0.7;
/// The bounds of a score, in nats.
const BOUND: f64 = 3.0;

/// What the sentences of two texts say.
pub(super) struct Held {
    first: Side,
    second: Side,
    /// For each of [`KINDS`], by the classes of both sides, in nats.
    scores: Vec<Table<f32>>,
}

type Table<T> = [[T; CLASSES]; CLASSES];

/// The sentences of one text.
struct Side {
    /// For each number of lines, by the last of them: how many sentences more than lines they hold.
    more: [Vec<u8>; MOST],
    /// How often each class is, by number of lines.
    often: [[f64; CLASSES]; MOST],
}

impl Side {
    fn of(units: &[Unit]) -> Self {
        let held: Vec<usize> = units
            .iter()
            .map(|unit| sentences::split(unit.text).len().saturating_sub(1))
            .collect();
        let more: [Vec<u8>; MOST] = std::array::from_fn(|count| {
            let class = |line: usize| {
                let lines = &held[line.saturating_sub(count)..=line];
                lines.iter().sum::<usize>().min(CLASSES - 1) as u8
            };
            (0..held.len()).map(class).collect()
        });
        let often = std::array::from_fn(|count| {
            let mut often = [1.0 / CLASSES as f64; CLASSES];
            for class in &more[count] {
                often[usize::from(*class)] += 1.0;
            }
            often.map(|one| one / (held.len() + 1) as f64)
        });
        Self { more, often }
    }
}

impl Held {
    /// Of two texts about whose pairs nothing is known.
    pub(crate) fn new(a: &[Unit], b: &[Unit]) -> Self {
        let mut held = Self {
            first: Side::of(a),
            second: Side::of(b),
            scores: Vec::new(),
        };
        held.refit(&[]);
        held
    }

    /// Fits the tables to what is aligned so far.
    pub(crate) fn refit(&mut self, beads: &[Bead]) {
        let mut counts = [[[0.0; CLASSES]; CLASSES]; KINDS.len()];
        for bead in beads {
            let size = (bead.first.len(), bead.second.len());
            let Some(kind) = KINDS.iter().position(|kind| *kind == size) else {
                continue;
            };
            let x = self.first.more[size.0 - 1][bead.first.end - 1];
            let y = self.second.more[size.1 - 1][bead.second.end - 1];
            counts[kind][usize::from(x)][usize::from(y)] += f64::from(bead.certainty);
        }
        let tables = KINDS.iter().zip(&counts);
        self.scores = tables
            .map(|(kind, counts)| self.table(*kind, counts))
            .collect();
    }

    /// The scores of a kind: `ln P(x, y | kind) / (P(x) P(y))`.
    fn table(&self, (a, b): (usize, usize), counts: &Table<f64>) -> Table<f32> {
        let chance = |x: usize, y: usize| self.first.often[a - 1][x] * self.second.often[b - 1][y];
        let before =
            |x: usize, y: usize| chance(x, y) * (-UNEQUAL * (a + x).abs_diff(b + y) as f64).exp();
        let places = || (0..CLASSES).flat_map(|x| (0..CLASSES).map(move |y| (x, y)));
        let weight = WEIGHT / places().map(|(x, y)| before(x, y)).sum::<f64>();
        let all = counts.iter().flatten().sum::<f64>() + WEIGHT;
        let mut scores = [[0.0; CLASSES]; CLASSES];
        for (x, y) in places() {
            let likely = (counts[x][y] + weight * before(x, y)) / all;
            let score = SHARE * (likely / chance(x, y)).ln().clamp(-BOUND, BOUND);
            scores[x][y] = score as f32;
        }
        scores
    }

    /// Adds what sentences say to the scores of lines of a kind: those of the first side that end with `line` beside those of the
    /// second that end with `last` and the lines after it.
    pub(crate) fn add(&self, kind: usize, line: usize, last: usize, scores: &mut [f32]) {
        let (a, b) = KINDS[kind];
        let own = &self.scores[kind][usize::from(self.first.more[a - 1][line])];
        for (score, class) in scores.iter_mut().zip(&self.second.more[b - 1][last..]) {
            *score += own[usize::from(*class)];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_two_sentences_belongs_to_two_lines() {
        let a = ["It rained. Nobody came."; 4].map(Unit::new);
        let b = ["Es regnete.", "Niemand kam."].repeat(4);
        let b: Vec<Unit> = b.into_iter().map(Unit::new).collect();
        let held = Held::new(&a, &b);
        let score = |size: (usize, usize)| {
            let kind = KINDS.iter().position(|kind| *kind == size).unwrap();
            let mut score = [0.0];
            held.add(kind, 3, 7, &mut score);
            score[0]
        };
        assert!(
            score((1, 2)) > score((1, 1)),
            "{} {}",
            score((1, 2)),
            score((1, 1))
        );
    }
}
