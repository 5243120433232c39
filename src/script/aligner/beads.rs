//! Which numbers of lines go together, and how often.

use std::ops::Range;

/// How many lines of a side are in a pair at most.
pub(crate) const MOST: usize = 5;
/// The kinds of pairs, lines of the first side and of the second; the most frequent first.
pub(super) const KINDS: [(usize, usize); 19] = [
    (1, 1),
    (1, 2),
    (2, 1),
    (2, 2),
    (1, 3),
    (3, 1),
    (2, 3),
    (3, 2),
    (1, 4),
    (4, 1),
    (3, 3),
    (1, 5),
    (5, 1),
    (2, 4),
    (4, 2),
    (2, 5),
    (5, 2),
    (3, 4),
    (4, 3),
];
/// How often each is one, before anything is known.
const OFTEN: [f64; 19] = [
    0.72, 0.09, 0.09, 0.02, 0.025, 0.02, 0.006, 0.006, 0.008, 0.004, 0.002, 0.003, 0.002, 0.0008,
    0.0008, 0.0008, 0.0008, 0.0008, 0.0008,
];
/// What the kinds as they were before anything is known count.
const WEIGHT: f64 = 20.0;
/// By how much the logarithm of a kind's frequency counts: what the other scores say is not quite independent of it.
const SHARE: f64 = 0.85;

/// Lines of both sides that say the same; one side is empty where lines stand alone.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Bead {
    /// The lines of the first side.
    pub first: Range<usize>,
    /// The lines of the second side.
    pub second: Range<usize>,
    /// How likely it is that just these belong together, from 0 to 1.
    pub certainty: f32,
}

/// The score of each kind: the logarithm of its frequency, in nats.
#[derive(Clone)]
pub(super) struct Kinds {
    /// In the order of [`KINDS`].
    pub scores: [f32; 19],
}

impl Kinds {
    /// Before anything is known.
    pub(crate) fn new() -> Self {
        Self::of(&[0.0; 19], 0.0)
    }

    /// Of how many pairs of each kind there are, and how many lines alone.
    pub(crate) fn of(counts: &[f64; 19], alone: f64) -> Self {
        let all = counts.iter().sum::<f64>() + alone + WEIGHT;
        Self {
            scores: std::array::from_fn(|kind| {
                let often = (counts[kind] + WEIGHT * OFTEN[kind]) / all;
                (SHARE * often.ln()) as f32
            }),
        }
    }
}
