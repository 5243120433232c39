//! How often classes of lines meet in pairs, against chance: how lines end, how they begin.

/// What a table as it was before anything is known counts.
const WEIGHT: f64 = 20.0;
/// The bounds of a score, in nats.
const LEAST: f64 = -2.5;
const MOST: f64 = 3.0;

/// Scores of two classes that meet: `ln P(x, y) / (P(x) P(y))`, in nats.
#[derive(Clone)]
pub(super) struct Meetings {
    /// How many classes each side has.
    size: usize,
    before: Vec<f64>,
    scores: Vec<f32>,
}

impl Meetings {
    /// Of so many classes, with what is known before.
    pub(crate) fn new(size: usize, before: impl Fn(usize, usize) -> f64) -> Self {
        let before: Vec<f64> = (0..size * size)
            .map(|at| before(at / size, at % size))
            .collect();
        let scores = before.iter().map(|score| *score as f32).collect();
        Self {
            size,
            before,
            scores,
        }
    }

    /// The scores of a class of the first side with each of the second.
    pub(crate) fn row(&self, class: u8) -> &[f32] {
        &self.scores[usize::from(class) * self.size..][..self.size]
    }

    /// Counts again: the classes of all lines, and of those that meet with how sure that is.
    pub(crate) fn refit(
        &mut self,
        first: &[u8],
        second: &[u8],
        met: impl Iterator<Item = (u8, u8, f32)>,
    ) {
        let size = self.size;
        let share = |classes: &[u8]| {
            let mut share = vec![0.0; size];
            for class in classes {
                share[usize::from(*class)] += 1.0 / classes.len() as f64;
            }
            share
        };
        let (first, second) = (share(first), share(second));
        let mut counts = vec![0.0; size * size];
        for (a, b, sure) in met {
            counts[usize::from(a) * size + usize::from(b)] += f64::from(sure);
        }
        let all: f64 = counts.iter().sum();
        let chance = |at: usize| first[at / size] * second[at % size];
        // What was known before, as a distribution over the classes that there are.
        let before = |at: usize| chance(at) * self.before[at].exp();
        let sum: f64 = (0..size * size).map(before).sum();
        let expected: Vec<f64> = (0..size * size)
            .map(|at| WEIGHT * before(at) / sum)
            .collect();
        for (at, score) in self.scores.iter_mut().enumerate() {
            let (chance, expected) = (chance(at), expected[at]);
            *score = if chance == 0.0 {
                0.0
            } else {
                let likely = (counts[at] + expected) / (all + WEIGHT);
                (likely / chance).ln().clamp(LEAST, MOST) as f32
            };
        }
    }
}

/// How ends meet before anything is known: questions with questions, quotations with quotations.
pub(super) fn ends() -> Meetings {
    Meetings::new(super::tokens::ENDS, |a, b| {
        let marks = match (a / 2, b / 2) {
            (x, y) if x == y && matches!(x, 1 | 2) => 1.5,
            (x, y) if (x == 1) != (y == 1) => -1.0,
            _ => 0.0,
        };
        let closes = match (a % 2, b % 2) {
            (1, 1) => 0.7,
            (x, y) if x != y => -0.4,
            _ => 0.0,
        };
        marks + closes
    })
}

/// How beginnings meet before anything is known.
pub(super) fn starts() -> Meetings {
    Meetings::new(super::tokens::STARTS, |a, b| match (a, b) {
        (1, 1) => 0.7,
        (1, 0) | (0, 1) => -0.4,
        (3, 3) => 0.5,
        _ => 0.0,
    })
}
