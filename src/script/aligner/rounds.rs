//! The rounds of an alignment.

use super::Unit;
use super::band::Band;
use super::beads::{Bead, KINDS, Kinds};
use super::classes;
use super::layout::Layout;
use super::lengths::Lengths;
use super::lexicon;
use super::meaning::Encoding;
use super::passes::{self, Step};
use super::scores::Evidence;
use super::seeds::{Seed, Side, seeds};
use super::steps::{Steps, surest};
use super::text::Text;
use super::whole::{self, Cuts};
use super::words::Words;
use crate::encoder::Encoder;
use crate::language::Language;
use std::ops::Range;

/// How often all scores are fitted.
const ROUNDS: usize = 3;
/// How many kinds of pairs are enough to find where the way leads.
const FREQUENT: usize = 4;
/// What it costs to begin with lines that stand alone, before anything is known, in nats.
const BEGIN: f32 = -2.0;
/// What that counts, in pairs.
const BEGIN_WEIGHT: f64 = 20.0;
/// The share of lines alone that are the first of such lines.
const BEGUN: f64 = 0.7;
/// How often lines alone begin at most, as a logarithm.
const MOST_OFTEN: f64 = -3.0;
/// How likely a pair must be to be learnt from.
const LEARNT: f32 = 0.05;
/// By how much scores count where it is asked how sure a pair is: they are not independent of each other.
const SHARE: f32 = 0.5;
/// Up to how many places a table is gone through whole.
const MOST_PLACES: usize = 1_500_000;
/// How many scores of pairs are kept at once: 400 MB of them.
const MOST_SCORES: usize = 100_000_000;
/// How many lines make a block, where it has more.
const BLOCK: usize = 8;
/// How far from the way of the blocks the way of the lines may be, in lines.
const AROUND_BLOCKS: usize = 16;
/// How far from what is likely with the most frequent kinds alone all kinds are looked for.
const AROUND_FREQUENT: usize = 5;
/// How far from what was likely so far later rounds look.
const AROUND_LIKELY: usize = 2;

/// Aligns two texts: every unit of both is in exactly one bead, in order. If lines stay whole, units that begin nothing go with the
/// one before them. An encoder, if there is one, knows both languages.
pub(crate) fn align(
    a: &[Unit],
    b: &[Unit],
    languages: [&Language; 2],
    are_whole: bool,
    encoder: Option<&Encoder>,
) -> Vec<Bead> {
    let cuts = [a, b].map(if are_whole {
        Cuts::between_lines
    } else {
        Cuts::everywhere
    });
    if a.is_empty() || b.is_empty() {
        let alone = |first: Range<usize>, second: Range<usize>| Bead {
            first,
            second,
            certainty: 1.0,
        };
        let ours = (0..a.len()).map(|i| alone(i..i + 1, 0..0));
        let all = ours.chain((0..b.len()).map(|j| alone(0..0, j..j + 1)));
        let mut beads = whole::joined(&all.collect::<Vec<_>>(), [a, b], &cuts);
        beads.iter_mut().for_each(|bead| bead.certainty = 1.0);
        return beads;
    }
    let (first, second) = (Text::of(a, languages[0]), Text::of(b, languages[1]));
    let seeds = seeds(
        Side {
            units: a,
            text: &first,
        },
        Side {
            units: b,
            text: &second,
        },
    );
    let lines = Lines {
        layout: Some(Layout::new(a, b)),
        encoding: encoder.map(|encoder| Encoding { encoder, a, b }),
    };
    let (band, evidence) = rounds(&first, &second, &seeds, lines, ROUNDS);
    let scores = evidence.scores(&band, KINDS.len());
    let mut beads = whole::joined(&surest(&scores), [a, b], &cuts);
    // How sure they are: less than the scores say, which are not independent of each other.
    let steps = Steps::of(&scores, SHARE);
    for bead in &mut beads {
        bead.certainty =
            steps.certainty(bead, |row, column| cuts[0].has(row) && cuts[1].has(column));
    }
    beads
}

/// What is known of lines; of blocks of them, nothing.
#[derive(Default)]
struct Lines<'t> {
    layout: Option<Layout>,
    encoding: Option<Encoding<'t>>,
}

/// Goes through the rounds; where the way is at the end, and all that is known then.
fn rounds<'t>(
    a: &'t Text,
    b: &'t Text,
    seeds: &[Seed],
    lines: Lines,
    count: usize,
) -> (Band, Evidence<'t>) {
    let mut band = first_band(a, b, seeds);
    let Lines { layout, encoding } = lines;
    let mut evidence = Evidence {
        a,
        b,
        kinds: Kinds::new(),
        begin: BEGIN,
        lengths: Lengths::new(a, b),
        ends: classes::ends(),
        starts: classes::starts(),
        layout,
        words: Words::new(a, b, lexicon::learn(a, b, &[], seeds)),
        meaning: None,
    };
    // Where the way may lead at all, the kinds of pairs that are most frequent show.
    let most = MOST_SCORES / KINDS.len();
    let seen = Seen::of(&evidence, &band, FREQUENT, SHARE);
    band = Band::around(&seen.columns, b.len(), AROUND_FREQUENT, most);
    evidence.meaning = encoding.map(|encoding| encoding.compare(&band));
    for _ in 0..count {
        let seen = Seen::of(&evidence, &band, KINDS.len(), 1.0);
        band = Band::around(&seen.columns, b.len(), AROUND_LIKELY, most);
        evidence.refit(&seen, seeds);
    }
    (band, evidence)
}

/// Where to look first: everywhere in short texts, else along the way of the blocks.
fn first_band(a: &Text, b: &Text, seeds: &[Seed]) -> Band {
    if (a.len() + 1) * (b.len() + 1) <= MOST_PLACES {
        return Band::full(a.len(), b.len());
    }
    let (blocks_a, blocks_b) = (a.in_blocks(BLOCK), b.in_blocks(BLOCK));
    let (band, evidence) = rounds(&blocks_a, &blocks_b, seeds, Lines::default(), 1);
    let mut known: Vec<Option<(usize, usize)>> = vec![None; a.len() + 1];
    let scores = evidence.scores(&band, KINDS.len());
    passes::likely(&scores, SHARE, |row, column, step, _| {
        let (n, m) = step.size();
        let line = |block: usize, text: &Text| (block * BLOCK).min(text.len());
        let columns = (line(column - m, b), line(column, b));
        for known in &mut known[line(row - n, a)..=line(row, a)] {
            let (first, last) = known.unwrap_or(columns);
            *known = Some((first.min(columns.0), last.max(columns.1)));
        }
    });
    Band::around(&known, b.len(), AROUND_BLOCKS, MOST_SCORES / FREQUENT)
}

/// What was likely in a round.
struct Seen {
    /// Pairs to learn from.
    beads: Vec<Bead>,
    /// How many pairs there are of each kind.
    kinds: [f64; KINDS.len()],
    /// How many lines alone.
    alone: f64,
    /// The first and last column of each row that a way may lead through.
    columns: Vec<Option<(usize, usize)>>,
}

impl Seen {
    /// What is likely by all that is known, of the first so many [`KINDS`].
    fn of(evidence: &Evidence, band: &Band, kinds: usize, share: f32) -> Self {
        let mut seen = Self {
            beads: Vec::new(),
            kinds: [0.0; KINDS.len()],
            alone: 0.0,
            columns: vec![None; band.rows()],
        };
        let scores = evidence.scores(band, kinds);
        passes::likely(&scores, share, |row, column, step, p| {
            seen.add(row, column, step, p)
        });
        seen
    }

    fn add(&mut self, row: usize, column: usize, step: Step, certainty: f32) {
        match step {
            Step::Pair(kind) => {
                self.kinds[usize::from(kind)] += f64::from(certainty);
                if certainty > LEARNT {
                    self.beads
                        .push(passes::bead((row, column, step), certainty));
                }
            }
            Step::First | Step::Second => self.alone += f64::from(certainty),
        }
        let (first, last) = self.columns[row].unwrap_or((column, column));
        self.columns[row] = Some((first.min(column), last.max(column)));
    }
}

impl Evidence<'_> {
    fn refit(&mut self, seen: &Seen, seeds: &[Seed]) {
        let (a, b) = (self.a, self.b);
        self.kinds = Kinds::of(&seen.kinds, seen.alone);
        let pairs: f64 = seen.kinds.iter().sum();
        let often = (BEGUN * seen.alone + BEGIN_WEIGHT * f64::from(BEGIN + passes::ALONE).exp())
            / (pairs + seen.alone + BEGIN_WEIGHT);
        self.begin = often
            .ln()
            .clamp(f64::from(BEGIN + passes::ALONE), MOST_OFTEN) as f32
            - passes::ALONE;
        self.lengths.refit(a, b, &seen.beads);
        let met = |bead: &Bead| {
            (
                a.ends[bead.first.end - 1],
                b.ends[bead.second.end - 1],
                bead.certainty,
            )
        };
        self.ends
            .refit(&a.ends, &b.ends, seen.beads.iter().map(met));
        let met = |bead: &Bead| {
            (
                a.starts[bead.first.start],
                b.starts[bead.second.start],
                bead.certainty,
            )
        };
        self.starts
            .refit(&a.starts, &b.starts, seen.beads.iter().map(met));
        if let Some(layout) = &mut self.layout {
            layout.refit(&seen.beads);
        }
        self.words = Words::new(a, b, lexicon::learn(a, b, &seen.beads, seeds));
    }
}
