//! Which stretches of two texts say the same, by their lengths.
//!
//! Gale & Church, "A Program for Aligning Sentences in Bilingual Corpora", Computational Linguistics
//! 19 (1993): the lengths of what says the same go together, so the cheapest way through both texts,
//! found by dynamic programming, is most likely the right one. The ratio of the lengths is taken
//! from the texts themselves; numbers and questions that stand on both sides hold the alignment.

use std::ops::Range;

/// The variance of the length of a translation for each character of the text (section 3.2).
const VARIANCE: f64 = 6.8;
/// What stretches are joined, and how often (table 5): lines of the one, lines of the other.
const KINDS: [(usize, usize, f64); 6] = [
    (1, 1, 0.89),
    (1, 0, 0.00495),
    (0, 1, 0.00495),
    (2, 1, 0.0445),
    (1, 2, 0.0445),
    (2, 2, 0.011),
];
/// What it costs if the numbers of both sides differ, and what it saves if they are the same; in
/// nats.
const NUMBERS: f64 = 3.0;
/// What it costs if one side asks and the other does not, in nats.
const QUESTIONS: f64 = 2.0;
/// What it costs if another speaks on the other side, in nats: less than to leave both alone.
const SPEAKERS: f64 = 4.0;
/// Several speakers at once, who are nobody on the other side.
const SEVERAL: usize = usize::MAX;
/// Beyond which deviation a pair is not sure, in standard deviations.
const SURE: f64 = 2.5;
/// How far from the diagonal an alignment is looked for at least, in lines: a text of many lines
/// would take time and memory by the square otherwise.
const BAND: usize = 200;

/// The most places that are looked at for one alignment; a long text is looked at nearer the
/// diagonal.
const MOST_PLACES: usize = 1 << 26;

/// No way leads here.
const UNREACHED: u8 = u8::MAX;

/// Lines of two texts that say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bead {
    /// The lines of the first text.
    pub first: Range<usize>,
    /// The lines of the second text.
    pub second: Range<usize>,
    /// Whether lengths and numbers bear it out.
    pub is_sure: bool,
}

/// What is said, and by whom if that is known.
#[derive(Debug, Clone)]
pub struct Said {
    /// The words.
    pub text: String,
    /// The number of the speaker.
    pub speaker: Option<usize>,
}

/// Aligns the lines of two texts. Every line of both is in exactly one bead, in order.
pub fn align(first: &[impl AsRef<str>], second: &[impl AsRef<str>]) -> Vec<Bead> {
    let first: Vec<Measure> = first.iter().map(|t| Measure::of(t.as_ref())).collect();
    let second: Vec<Measure> = second.iter().map(|t| Measure::of(t.as_ref())).collect();
    align_measures(&first, &second).0
}

/// Aligns the sentences of a line and its translation, which may ask what the other only says.
pub fn align_sentences(first: &[&str], second: &[&str]) -> Vec<Bead> {
    let measure = |text: &&str| Measure {
        asks: false,
        ..Measure::of(text)
    };
    let first: Vec<Measure> = first.iter().map(measure).collect();
    let second: Vec<Measure> = second.iter().map(measure).collect();
    align_measures(&first, &second).0
}

/// Aligns what is said in two texts, where one speaker does not translate another. Returns what
/// goes together, and how badly it does, in nats.
pub fn align_said(first: &[Said], second: &[Said]) -> (Vec<Bead>, f64) {
    let measure = |said: &Said| Measure {
        speaker: said.speaker,
        ..Measure::of(&said.text)
    };
    let first: Vec<Measure> = first.iter().map(measure).collect();
    let second: Vec<Measure> = second.iter().map(measure).collect();
    align_measures(&first, &second)
}

fn align_measures(a: &[Measure], b: &[Measure]) -> (Vec<Bead>, f64) {
    let total = |m: &[Measure]| m.iter().map(|m| m.length).sum::<f64>().max(1.0);
    let ratio = total(b) / total(a);
    let (n, m) = (a.len(), b.len());
    if n == 0 || m == 0 {
        let one = |i: usize| Bead {
            first: if m == 0 { i..i + 1 } else { 0..0 },
            second: if n == 0 { i..i + 1 } else { 0..0 },
            is_sure: false,
        };
        return ((0..n.max(m)).map(one).collect(), 0.0);
    }
    let widest = MOST_PLACES / (2 * (n + 1));
    let band = BAND.max((n.abs_diff(m) + BAND / 2).min(widest));
    let width = 2 * band + 1;
    // Where in the row of `i` the place of `j` is.
    let column = |i: usize, j: usize| -> Option<usize> {
        let middle = i * m / n;
        (j + band >= middle && j <= middle + band).then(|| j + band - middle)
    };
    // The costs of three rows are enough to go on; the kinds of all lead back.
    let mut costs = vec![vec![f64::INFINITY; width]; 3];
    let mut kinds = vec![UNREACHED; (n + 1) * width];
    for i in 0..=n {
        costs[i % 3].fill(f64::INFINITY);
        if i == 0 {
            costs[0][band] = 0.0;
        }
        let middle = i * m / n;
        for j in middle.saturating_sub(band)..=(middle + band).min(m) {
            let Some(here) = column(i, j) else { continue };
            for (kind, &(x, y, often)) in KINDS.iter().enumerate() {
                if i < x || j < y {
                    continue;
                }
                let Some(from) = column(i - x, j - y).map(|at| costs[(i - x) % 3][at]) else {
                    continue;
                };
                if from.is_infinite() {
                    continue;
                }
                let (p, q) = (Measure::sum(&a[i - x..i]), Measure::sum(&b[j - y..j]));
                let cost = from - often.ln() + p.cost(&q, ratio);
                if cost < costs[i % 3][here] {
                    costs[i % 3][here] = cost;
                    kinds[i * width + here] = kind as u8;
                }
            }
        }
    }
    let misfit = costs[n % 3][column(n, m).unwrap_or(band)];
    let mut beads = Vec::new();
    let (mut i, mut j) = (n, m);
    while i + j > 0 {
        let kind = column(i, j).map(|at| kinds[i * width + at]);
        let Some(&(x, y, _)) = kind.and_then(|kind| KINDS.get(usize::from(kind))) else {
            // Out of the band: what is left goes together.
            beads.push(Bead {
                first: 0..i,
                second: 0..j,
                is_sure: false,
            });
            break;
        };
        let (p, q) = (Measure::sum(&a[i - x..i]), Measure::sum(&b[j - y..j]));
        let is_sure = (x, y) == (1, 1) && p.deviation(&q, ratio).abs() <= SURE && !p.differs(&q);
        beads.push(Bead {
            first: i - x..i,
            second: j - y..j,
            is_sure,
        });
        (i, j) = (i - x, j - y);
    }
    beads.reverse();
    (beads, misfit)
}

/// What of a text the alignment goes by.
#[derive(Debug, Clone, Default)]
struct Measure {
    /// Characters, without white space.
    length: f64,
    /// The numbers in it, sorted.
    numbers: Vec<u64>,
    /// Whether it holds a question.
    asks: bool,
    /// Who says it.
    speaker: Option<usize>,
}

impl Measure {
    fn of(text: &str) -> Self {
        let length = text.chars().filter(|c| !c.is_whitespace()).count() as f64;
        let mut numbers: Vec<u64> = text
            .split(|c: char| !c.is_ascii_digit())
            .filter(|n| (1..18).contains(&n.len()))
            .filter_map(|n| n.parse().ok())
            .collect();
        numbers.sort_unstable();
        Self {
            length,
            numbers,
            asks: text.contains(['?', '？', '؟']),
            speaker: None,
        }
    }

    fn sum(measures: &[Self]) -> Self {
        if let [one] = measures {
            return one.clone();
        }
        let mut sum = Self {
            speaker: measures.first().and_then(|first| first.speaker),
            ..Self::default()
        };
        for one in measures {
            if one.speaker != sum.speaker {
                sum.speaker = Some(SEVERAL);
            }
            sum.length += one.length;
            sum.asks |= one.asks;
            sum.numbers.extend(&one.numbers);
        }
        sum.numbers.sort_unstable();
        sum
    }

    /// How far the other's length is from what is expected, in standard deviations (section 3.1).
    fn deviation(&self, other: &Self, ratio: f64) -> f64 {
        let mean = (self.length + other.length / ratio) / 2.0;
        (other.length - self.length * ratio) / (mean.max(1.0) * VARIANCE * ratio).sqrt()
    }

    fn differs(&self, other: &Self) -> bool {
        !self.numbers.is_empty() && !other.numbers.is_empty() && self.numbers != other.numbers
    }

    /// How unlikely it is that the other says the same, in nats: twice the tail of the normal
    /// distribution beyond the deviation, and the numbers.
    fn cost(&self, other: &Self, ratio: f64) -> f64 {
        let numbers = match (self.numbers.is_empty(), other.numbers.is_empty()) {
            (false, false) if self.numbers == other.numbers => -NUMBERS,
            (false, false) => NUMBERS,
            _ => 0.0,
        };
        let speakers = match (self.speaker, other.speaker) {
            (Some(a), Some(b)) if a != b || a == SEVERAL => SPEAKERS,
            _ => 0.0,
        };
        let is_none = self.length == 0.0 || other.length == 0.0;
        let questions = if self.asks == other.asks || is_none {
            0.0
        } else {
            QUESTIONS
        };
        -ln_two_tails(self.deviation(other, ratio).abs()) + numbers + questions + speakers
    }
}

/// How far the length of some lines is from that of those that translate them, where the texts' lengths
/// are as `ratio`, in standard deviations.
pub fn deviation<'a>(
    first: impl Iterator<Item = &'a str>,
    second: impl Iterator<Item = &'a str>,
    ratio: f64,
) -> f64 {
    let first: Vec<Measure> = first.map(Measure::of).collect();
    let second: Vec<Measure> = second.map(Measure::of).collect();
    Measure::sum(&first)
        .deviation(&Measure::sum(&second), ratio)
        .abs()
}

/// How badly pairs of texts go together by their lengths and numbers, on average, in nats; `None`
/// for no pairs.
pub fn misfit(pairs: &[(&str, &str)]) -> Option<f64> {
    let measures: Vec<(Measure, Measure)> = pairs
        .iter()
        .map(|(a, b)| (Measure::of(a), Measure::of(b)))
        .collect();
    let total = |length: fn(&(Measure, Measure)) -> f64| -> f64 {
        measures.iter().map(length).sum::<f64>().max(1.0)
    };
    let ratio = total(|pair| pair.1.length) / total(|pair| pair.0.length);
    let costs = measures.iter().map(|(a, b)| a.cost(b, ratio));
    (!pairs.is_empty()).then(|| costs.sum::<f64>() / pairs.len() as f64)
}

/// The logarithm of twice the tail of the standard normal distribution beyond `x` (Abramowitz &
/// Stegun, Handbook of Mathematical Functions, 26.2.17; beyond 5, the first term of 26.2.12).
fn ln_two_tails(x: f64) -> f64 {
    let density = -x * x / 2.0 - (std::f64::consts::TAU).sqrt().ln();
    if x > 5.0 {
        return density - x.ln() + std::f64::consts::LN_2;
    }
    let t = 1.0 / (1.0 + 0.231_641_9 * x);
    let terms = [
        0.319_381_530,
        -0.356_563_782,
        1.781_477_937,
        -1.821_255_978,
        1.330_274_429,
    ];
    let series = terms.iter().rev().fold(0.0, |sum, term| (sum + term) * t);
    (2.0 * series).ln() + density
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn beads(first: &[&str], second: &[&str]) -> Vec<(usize, usize)> {
        align(first, second)
            .iter()
            .map(|b| (b.first.len(), b.second.len()))
            .collect()
    }

    #[test]
    fn the_tail_is_the_normal_distributions() {
        for (x, p) in [
            (0.0, 1.0),
            (1.0, 0.317_31),
            (1.96, 0.05),
            (3.0, 0.0027),
            (6.0, 1.97e-9),
        ] {
            let ours = ln_two_tails(x).exp();
            assert!((ours / p - 1.0f64).abs() < 0.03, "{x}: {ours}");
        }
    }

    #[test]
    fn a_line_that_became_two_and_one_without_a_translation() {
        let first = [
            "The last lorry is on board and the ramp is up.",
            "We have a few minutes before we cast off, so sit down, and tell me what you would like to know.",
            "Good.",
        ];
        let second = [
            "Der letzte Lastwagen ist an Bord, die Rampe ist oben.",
            "Wir haben noch ein paar Minuten, bis wir ablegen.",
            "Setzen Sie sich und sagen Sie mir, was Sie wissen wollen.",
            "Gut.",
        ];
        assert_eq!(beads(&first, &second), [(1, 1), (1, 2), (1, 1)]);
    }

    #[test]
    fn numbers_hold_the_alignment() {
        let first = [
            "In 1987 it burned.",
            "Nobody was hurt.",
            "In 1991 it was built again.",
        ];
        let second = ["1987年失火。", "1991年重建。"];
        let aligned = align(&first, &second);
        let last = aligned.last().unwrap();
        assert_eq!((last.first.end, last.second.clone()), (3, 1..2));
        assert_eq!(aligned[0].first.start, 0);
        assert_eq!(aligned[0].second, 0..1);
    }

    proptest! {
        #[test]
        fn every_line_is_in_one_bead_in_order(
            a in prop::collection::vec("[a-z0-9 ]{0,30}", 0..12),
            b in prop::collection::vec("[灯人来去0-9]{0,12}", 0..12),
        ) {
            let first: Vec<&str> = a.iter().map(String::as_str).collect();
            let second: Vec<&str> = b.iter().map(String::as_str).collect();
            let (mut i, mut j) = (0, 0);
            for bead in align(&first, &second) {
                prop_assert_eq!((bead.first.start, bead.second.start), (i, j));
                (i, j) = (bead.first.end, bead.second.end);
            }
            prop_assert_eq!((i, j), (a.len(), b.len()));
        }
    }
}
