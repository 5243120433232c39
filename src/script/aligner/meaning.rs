//! What the meaning of lines says, where a sentence encoder is at hand: how near the vectors of a pair are.
//!
//! Nearer than chance is worth something for each line of the pair. So is it that the pair is nearer than it would
//! be with one line less or one line more: a line too many takes little from the cosine, but it takes.

use super::Unit;
use super::band::Band;
use super::beads::{KINDS, MOST};
use crate::encoder::{Encoder, SIZE, Vector, dot};
use rayon::prelude::*;
use std::ops::Range;

/// What a cosine is worth, for a line.
const WORTH: f32 = 5.0;
/// How much nearer than chance a pair is that is worth nothing.
const NOTHING: f32 = 0.2;
/// What it is worth that a pair is nearer than it would be with a line less, and than with a line more.
const LESS: f32 = 12.0;
const MORE: f32 = 8.0;
/// The most that it takes that a pair is farther than one of those.
const FARTHER: f32 = -0.3;
/// What is outside the band, which is far from all that is likely.
const OUTSIDE: f32 = -5.0;
/// How many lines chance is measured by.
const SAMPLE: usize = 100;
/// How many rows are looked at at once.
const ROWS: usize = 512;

/// How near two texts are, within a band.
pub(super) struct Meaning {
    band: Band,
    /// Row by row; in a row kind by kind, all columns of the row.
    values: Vec<f32>,
}

/// Two texts and who encodes them.
#[derive(Clone, Copy)]
pub(super) struct Encoding<'e> {
    pub(crate) encoder: &'e Encoder,
    pub(crate) a: &'e [Unit<'e>],
    pub(crate) b: &'e [Unit<'e>],
}

impl Encoding<'_> {
    /// Compares all pairs within a band.
    pub(crate) fn compare(&self, band: &Band) -> Meaning {
        let mut values = vec![0.0; band.before(band.rows()) * KINDS.len()];
        let mut parts: Vec<(Range<usize>, &mut [f32])> = Vec::new();
        let mut rest = &mut values[..];
        for first in (0..band.rows()).step_by(ROWS) {
            let rows = first..(first + ROWS).min(band.rows());
            let size = (band.before(rows.end) - band.before(rows.start)) * KINDS.len();
            let (own, after) = rest.split_at_mut(size);
            parts.push((rows, own));
            rest = after;
        }
        let chance = [self.mean(self.a), self.mean(self.b)];
        parts
            .into_par_iter()
            .for_each(|(rows, values)| self.rows(band, rows, &chance, values));
        Meaning {
            band: band.clone(),
            values,
        }
    }

    /// The mean of the vectors of a text.
    fn mean(&self, units: &[Unit]) -> Vector {
        let step = units.len().div_ceil(SAMPLE);
        let lines: Vec<&str> = units.iter().step_by(step).map(|unit| unit.text).collect();
        let each: Vec<Range<usize>> = (0..lines.len()).map(|line| line..line + 1).collect();
        let vectors = self.encoder.vectors(&self.encoder.lines(&lines), &each);
        let mut mean = [0.0; SIZE];
        for vector in &vectors {
            mean.iter_mut()
                .zip(vector)
                .for_each(|(mean, own)| *mean += own / vectors.len() as f32);
        }
        mean
    }

    fn rows(&self, band: &Band, rows: Range<usize>, chance: &[Vector; 2], mut values: &mut [f32]) {
        // A row and a column more on all sides, which pairs of a line more or less end in.
        let around = rows.start.saturating_sub(1)..(rows.end + 1).min(band.rows());
        let columns = |row: usize| {
            let near = row.saturating_sub(1)..(row + 2).min(band.rows());
            let start = band.columns(near.start).start.saturating_sub(1);
            start..(band.columns(near.end - 1).end + 1).min(self.b.len() + 1)
        };
        let all_columns = columns(around.start).start..columns(around.end - 1).end;
        let ours = Blocks::of(self.encoder, self.a, around.clone(), &chance[1]);
        let theirs = Blocks::of(self.encoder, self.b, all_columns, &chance[0]);
        let cosines: Vec<Cosines> = around
            .clone()
            .map(|row| Cosines::of(row, columns(row), &ours, &theirs))
            .collect();
        let near = |row: usize, column: usize, a: usize, b: usize| {
            let row = row.checked_sub(around.start)?;
            cosines.get(row)?.at(column, a, b)
        };
        for row in rows {
            for &(a, b) in &KINDS {
                let columns = band.columns(row);
                let (own, after) = values.split_at_mut(columns.len());
                values = after;
                for (value, column) in own.iter_mut().zip(columns) {
                    let Some(cosine) = near(row, column, a, b) else {
                        continue;
                    };
                    let least = |others: [Option<f32>; 4]| {
                        let gains = others.into_iter().flatten().map(|other| cosine - other);
                        gains
                            .min_by(f32::total_cmp)
                            .map_or(0.0, |gain| gain.max(FARTHER))
                    };
                    let less = least([
                        near(row, column, a - 1, b),
                        row.checked_sub(1)
                            .and_then(|row| near(row, column, a - 1, b)),
                        near(row, column, a, b - 1),
                        column
                            .checked_sub(1)
                            .and_then(|column| near(row, column, a, b - 1)),
                    ]);
                    let more = least([
                        near(row, column, a + 1, b),
                        near(row + 1, column, a + 1, b),
                        near(row, column, a, b + 1),
                        near(row, column + 1, a, b + 1),
                    ]);
                    let by_chance = 0.5 * (ours.chance(row, a) + theirs.chance(column, b));
                    let lines = (a + b) as f32 / 2.0;
                    *value =
                        WORTH * lines * (cosine - by_chance - NOTHING) + LESS * less + MORE * more;
                }
            }
        }
    }
}

impl Meaning {
    /// Adds what it is worth to scores of pairs of a kind that end in a row, in columns from `begin` on.
    pub(crate) fn add(&self, row: usize, kind: usize, begin: usize, scores: &mut [f32]) {
        let (columns, places) = (self.band.columns(row), self.band.places(row));
        let own =
            &self.values[places.start * KINDS.len() + kind * columns.len()..][..columns.len()];
        for (score, column) in scores.iter_mut().zip(begin..) {
            let value = column.checked_sub(columns.start).and_then(|at| own.get(at));
            *score += value.unwrap_or(&OUTSIDE);
        }
    }
}

/// The vectors of up to [`MOST`] lines of a side that end before each place, and how near they are to any line of the other.
struct Blocks {
    first: usize,
    vectors: Vec<[Option<(Vector, f32)>; MOST]>,
}

impl Blocks {
    fn of(encoder: &Encoder, units: &[Unit], places: Range<usize>, chance: &Vector) -> Self {
        let begin = places.start.saturating_sub(MOST);
        let texts: Vec<&str> = units[begin..places.end - 1]
            .iter()
            .map(|unit| unit.text)
            .collect();
        let lines = encoder.lines(&texts);
        let mut blocks: Vec<Range<usize>> = Vec::new();
        for place in places.clone() {
            let end = place - begin;
            blocks.extend((1..=MOST.min(end)).map(|count| end - count..end));
        }
        let mut encoded = encoder.vectors(&lines, &blocks).into_iter();
        let vectors = places.clone().map(|place| {
            std::array::from_fn(|count| {
                let vector = (count < MOST.min(place - begin))
                    .then(|| encoded.next())
                    .flatten();
                vector.map(|vector| (vector, dot(&vector, chance)))
            })
        });
        Self {
            first: places.start,
            vectors: vectors.collect(),
        }
    }

    fn at(&self, place: usize, count: usize) -> Option<&(Vector, f32)> {
        self.vectors[place - self.first][count - 1].as_ref()
    }

    fn chance(&self, place: usize, count: usize) -> f32 {
        self.at(place, count).map_or(0.0, |(_, chance)| *chance)
    }
}

/// The cosines of all pairs that end in a row.
struct Cosines {
    columns: Range<usize>,
    /// By lines of both sides, both from 0.
    values: [[Vec<Option<f32>>; MOST]; MOST],
}

impl Cosines {
    fn of(row: usize, columns: Range<usize>, ours: &Blocks, theirs: &Blocks) -> Self {
        let mut values: [[Vec<Option<f32>>; MOST]; MOST] = Default::default();
        for &(a, b) in &KINDS {
            let own = ours.at(row, a);
            let cosines = columns.clone().map(|column| {
                let (own, other) = (own?, theirs.at(column, b)?);
                Some(dot(&own.0, &other.0))
            });
            values[a - 1][b - 1] = cosines.collect();
        }
        Self { columns, values }
    }

    fn at(&self, column: usize, a: usize, b: usize) -> Option<f32> {
        let kind = self.values.get(a.checked_sub(1)?)?.get(b.checked_sub(1)?)?;
        *kind.get(column.checked_sub(self.columns.start)?)?
    }
}
