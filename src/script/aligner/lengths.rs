//! What lengths say: how much likelier those of a pair are than those of any lines.
//!
//! `y`, the length of the second side, is log-normal about `c·x` if it translates `x` (Gale & Church 1993
//! have it normal), and log-normal about the mean of so many lines if it does not.

use super::Bead;
use super::logs::{exp, ln};
use super::text::Text;

/// The share of pairs whose lengths tell nothing.
const ANY: f32 = 0.005;
/// The variance of the logarithm of a length: what all pairs have, and what short ones have beside it.
const START: (f64, f64) = (0.06, 4.0);
const LEAST_SPREAD: f64 = 0.01;
const SHORT: (f64, f64) = (0.3, 12.0);
/// What counts as far as anything does, as a squared difference of logarithms.
const FAR: f64 = 1.5;
/// From how many pairs on the variances are fitted.
const ENOUGH: f64 = 10.0;
/// How many lines of a side are in a pair at most.
const MOST: usize = super::beads::MOST;

/// The lengths of two texts.
pub(super) struct Lengths {
    /// How long the second side is for each letter of the first.
    ratio: f64,
    spread: (f64, f64),
    /// For each number of lines, those that end with each line.
    first: [Measures; MOST],
    second: [Measures; MOST],
}

/// The lengths of so many lines, by the last of them.
#[derive(Default)]
struct Measures {
    /// The logarithm of the length, in letters of the second side.
    logs: Vec<f32>,
    /// One over the square root of the length.
    roots: Vec<f32>,
    /// One over the density of that length among any lines.
    rare: Vec<f32>,
}

impl Lengths {
    /// Of two texts about which nothing is known.
    pub(crate) fn new(a: &Text, b: &Text) -> Self {
        let ratio = b.length(0..b.len()) / a.length(0..a.len()).max(1.0);
        let mut lengths = Self {
            ratio,
            spread: START,
            first: Default::default(),
            second: Default::default(),
        };
        lengths.measure(a, b);
        lengths
    }

    fn measure(&mut self, a: &Text, b: &Text) {
        self.first = measured(a, self.ratio);
        self.second = measured(b, 1.0);
    }

    /// Fits ratio and variances to what is aligned so far.
    pub(crate) fn refit(&mut self, a: &Text, b: &Text, beads: &[Bead]) {
        let both = beads.iter().map(|bead| {
            let (x, y) = (a.length(bead.first.clone()), b.length(bead.second.clone()));
            (x, y, f64::from(bead.certainty))
        });
        let both: Vec<(f64, f64, f64)> = both.filter(|(x, y, _)| *x > 0.0 && *y > 0.0).collect();
        let all: f64 = both.iter().map(|(.., p)| p).sum();
        if all > ENOUGH {
            let sum = |side: fn(&(f64, f64, f64)) -> f64| both.iter().map(side).sum::<f64>();
            self.ratio = sum(|(_, y, p)| p * y) / sum(|(x, _, p)| p * x);
            // Least squares of the squared difference on one over the root of both lengths.
            let (mut u1, mut u2, mut d1, mut ud) = (0.0, 0.0, 0.0, 0.0);
            for (x, y, p) in &both {
                let d = (y.ln() - (self.ratio * x).ln()).powi(2).min(FAR);
                let u = 1.0 / (self.ratio * x * y).sqrt();
                u1 += p * u;
                u2 += p * u * u;
                d1 += p * d;
                ud += p * u * d;
            }
            let det = all * u2 - u1 * u1;
            let short = if det > 1e-9 {
                (all * ud - u1 * d1) / det
            } else {
                START.1
            };
            let short = short.clamp(SHORT.0, SHORT.1);
            self.spread = (((d1 - short * u1) / all).max(LEAST_SPREAD), short);
        }
        self.measure(a, b);
    }

    /// Adds the scores of `a` lines of the first text that end with `line` beside `b` lines of the second that end with `last` and the
    /// lines after it: the mean of how much likelier each is beside the other, in nats.
    pub(crate) fn add(
        &self,
        (a, line): (usize, usize),
        (b, last): (usize, usize),
        scores: &mut [f32],
    ) {
        let (x, y) = (&self.first[a - 1], &self.second[b - 1]);
        let (log, root, rare) = (x.logs[line], x.roots[line], x.rare[line]);
        let (spread, short) = (self.spread.0 as f32, self.spread.1 as f32 * root);
        let range = last..last + scores.len();
        let lengths = y.logs[range.clone()]
            .iter()
            .zip(&y.roots[range.clone()])
            .zip(&y.rare[range]);
        for (score, ((y_log, y_root), y_rare)) in scores.iter_mut().zip(lengths) {
            let precision = 1.0 / (spread + short * y_root);
            let d = y_log - log;
            let density = (1.0 - ANY) * exp(-0.5 * d * d * precision) * precision.sqrt();
            *score += 0.5 * ln((density * rare + ANY) * (density * y_rare + ANY));
        }
    }
}

fn measured(text: &Text, ratio: f64) -> [Measures; MOST] {
    let (mean, spread) = text.mean_length();
    let (mean, spread) = (mean.max(0.1), spread + 1.0);
    std::array::from_fn(|count| {
        let mut measures = Measures::default();
        let n = (count + 1) as f64;
        let variance = (1.0 + spread * spread / (n * mean * mean)).ln();
        for line in 0..text.len() {
            let length = (ratio * text.length(line.saturating_sub(count)..line + 1)).max(1.0);
            let d = length.ln() - (n * mean * ratio).ln() + variance / 2.0;
            let density = (-d * d / (2.0 * variance)).exp() / variance.sqrt();
            measures.logs.push(length.ln() as f32);
            measures.roots.push((1.0 / length.sqrt()) as f32);
            measures.rare.push((1.0 / (density + 1e-9)) as f32);
        }
        measures
    })
}
