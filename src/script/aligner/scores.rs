//! The score of every pair within a band: the sum of what all evidence says, in nats.

use super::band::Band;
use super::beads::{KINDS, Kinds, MOST};
use super::classes::Meetings;
use super::layout::Layout;
use super::lengths::Lengths;
use super::meaning::Meaning;
use super::text::Text;
use super::words::{Hits, Scratch, Words};
use rayon::prelude::*;
use std::ops::Range;

/// The score of what cannot be.
pub(super) const NEVER: f32 = -1e30;
/// How many rows are scored at once.
const ROWS: usize = 64;

/// All that the scores are made of.
pub(super) struct Evidence<'t> {
    pub a: &'t Text,
    pub b: &'t Text,
    pub kinds: Kinds,
    /// What it costs to begin with lines that stand alone, in nats.
    pub begin: f32,
    pub lengths: Lengths,
    pub ends: Meetings,
    pub starts: Meetings,
    /// Of lines; blocks have none.
    pub layout: Option<Layout>,
    pub words: Words<'t>,
    /// Where a sentence encoder is at hand.
    pub meaning: Option<Meaning>,
}

/// The scores of all pairs that end in a place of a band.
pub(super) struct Scores<'t> {
    pub band: &'t Band,
    /// Of how many [`KINDS`].
    pub kinds: usize,
    /// What it costs to begin with lines that stand alone, in nats.
    pub begin: f32,
    /// Of lines, and not of blocks of them.
    pub are_lines: bool,
    /// Row by row; in a row kind by kind, all columns of the row.
    values: Vec<f32>,
}

impl Scores<'_> {
    /// Those of a kind that end in a row, by column.
    pub(crate) fn of(&self, row: usize, kind: usize) -> &[f32] {
        let places = self.band.places(row);
        let begin = places.start * self.kinds + kind * places.len();
        &self.values[begin..begin + places.len()]
    }
}

impl Evidence<'_> {
    /// Scores the first so many [`KINDS`] of pairs.
    pub(crate) fn scores<'t>(&self, band: &'t Band, kinds: usize) -> Scores<'t> {
        let rows = band.rows();
        let mut values = vec![NEVER; band.before(rows) * kinds];
        let mut parts: Vec<(Range<usize>, &mut [f32])> = Vec::new();
        let mut rest = &mut values[..];
        for first in (0..rows).step_by(ROWS) {
            let range = first..(first + ROWS).min(rows);
            let size = (band.before(range.end) - band.before(range.start)) * kinds;
            let (own, after) = rest.split_at_mut(size);
            parts.push((range, own));
            rest = after;
        }
        parts
            .into_par_iter()
            .for_each(|(rows, values)| self.rows(band, rows, kinds, values));
        Scores {
            band,
            kinds,
            begin: self.begin,
            are_lines: self.layout.is_some(),
            values,
        }
    }

    fn rows(&self, band: &Band, rows: Range<usize>, kinds: usize, mut values: &mut [f32]) {
        let most =
            |side: fn(&(usize, usize)) -> usize| KINDS[..kinds].iter().map(side).max().unwrap_or(1);
        let (most_a, most_b) = (most(|kind| kind.0), most(|kind| kind.1));
        let mut scratch = Scratch::default();
        let mut hits: [Hits; MOST] = Default::default();
        let mut back: [(usize, Vec<Vec<f32>>); MOST] =
            std::array::from_fn(|_| (0, vec![Vec::new(); most_b]));
        let mut forth: Vec<Vec<f32>> = vec![Vec::new(); most_a];
        if rows.start == 0 {
            values = &mut values[band.places(0).len() * kinds..];
        }
        for line in rows.start.saturating_sub(most_a)..rows.end.saturating_sub(1) {
            // What this line may be in a pair with: up to the row that is so many lines on.
            let last = (line + most_a).min(band.rows() - 1);
            let columns = band.columns(line + 1).start..band.columns(last).end;
            let lines = columns.start.saturating_sub(most_b)..columns.end - 1;
            self.words.hits(line, lines, &mut hits[line % MOST]);
            let slot = &mut back[line % MOST];
            slot.0 = columns.start;
            self.words.back(line, columns, &mut slot.1, &mut scratch);
            let row = line + 1;
            if row < rows.start {
                continue;
            }
            let columns = band.columns(row);
            let lines = columns.start.saturating_sub(most_b)..columns.end - 1;
            let above: Vec<&Hits> = (0..most_a.min(row))
                .map(|up| &hits[(line - up) % MOST])
                .collect();
            self.words
                .forth(line, lines.clone(), &above, &mut forth, &mut scratch);
            let (own, after) = values.split_at_mut(columns.len() * kinds);
            values = after;
            self.row(row, columns, kinds, lines.start, &forth, &back, own);
        }
    }

    /// Fills in the scores of one row.
    #[allow(clippy::too_many_arguments)]
    fn row(
        &self,
        row: usize,
        columns: Range<usize>,
        kinds: usize,
        first_line: usize,
        forth: &[Vec<f32>],
        back: &[(usize, Vec<Vec<f32>>); MOST],
        values: &mut [f32],
    ) {
        let ends = self.ends.row(self.a.ends[row - 1]);
        for ((kind, &(a, b)), values) in KINDS[..kinds]
            .iter()
            .enumerate()
            .zip(values.chunks_exact_mut(columns.len()))
        {
            let begin = columns.start.max(b);
            if row < a || begin >= columns.end {
                continue;
            }
            let values = &mut values[begin - columns.start..];
            values.fill(0.0);
            let mut add = |scores: &[f32]| {
                values
                    .iter_mut()
                    .zip(scores)
                    .for_each(|(value, score)| *value += score)
            };
            for before in 1..=b {
                add(&forth[a - 1][begin - before - first_line..]);
            }
            for line in row - a..row {
                let (first, scores) = &back[line % MOST];
                add(&scores[b - 1][begin - first..]);
            }
            let often = self.kinds.scores[kind];
            let starts = self.starts.row(self.a.starts[row - a]);
            let edges = self.b.ends[begin - 1..]
                .iter()
                .zip(&self.b.starts[begin - b..]);
            for (value, (end, start)) in values.iter_mut().zip(edges) {
                *value =
                    0.5 * *value + often + ends[usize::from(*end)] + starts[usize::from(*start)];
            }
            self.lengths.add((a, row - 1), (b, begin - 1), values);
            if let Some(layout) = &self.layout {
                layout.add((a, row - 1), (b, begin - 1), values);
            }
            if let Some(meaning) = &self.meaning {
                meaning.add(row, kind, begin, values);
            }
        }
    }
}
