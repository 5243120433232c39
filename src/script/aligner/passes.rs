//! Ways through the table of both texts: how likely each pair is (forward-backward).
//!
//! Lines that stand alone cost, and to begin with such lines costs once more: after a pair is one state, among lines
//! alone another.

use super::beads::{Bead, KINDS};
use super::logs::{exp, ln, sum};
use super::scores::{NEVER, Scores};

/// What a line alone costs, in nats; what it costs to begin with such lines, the scores know.
pub(super) const ALONE: f32 = -2.5;
/// What it costs before and behind all that the other text says: prefaces and notes have many lines.
const OUTSIDE: f32 = -1.0;
/// At most one line in so many of a text stands before what the other says, and as many behind it: two texts are never all alone.
const MOST_OUTSIDE: usize = 3;
/// How likely something must be to be looked at, as a logarithm: one in a million.
pub(super) const LEAST: f32 = -13.8;

/// A step on a way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// A pair, of this one of [`KINDS`].
    Pair(u8),
    /// A line of the first text alone.
    First,
    /// A line of the second text alone.
    Second,
}

impl Step {
    /// How many lines of both sides it takes.
    pub(crate) fn size(self) -> (usize, usize) {
        match self {
            Self::Pair(kind) => KINDS[usize::from(kind)],
            Self::First => (1, 0),
            Self::Second => (0, 1),
        }
    }
}

/// What a line alone costs that leads to a place.
fn alone_to(scores: &Scores, row: usize, column: usize, step: Step) -> f32 {
    let last = scores.band.rows() - 1;
    let (rows, columns) = ((row, last), (column, scores.band.columns(last).end - 1));
    let (own, other) = match step {
        Step::First => (rows, columns),
        _ => (columns, rows),
    };
    let is_before = other.0 == 0 && own.0 <= own.1 / MOST_OUTSIDE;
    let is_behind = other.0 == other.1 && own.1 - own.0 < own.1 / MOST_OUTSIDE;
    if scores.are_lines && (is_before || is_behind) {
        OUTSIDE
    } else {
        ALONE
    }
}

/// What leads to each place: after anything, and after anything with a line alone begun; each row relative to its offset.
struct Forward {
    any: Vec<f32>,
    alone: Vec<f32>,
    offsets: Vec<f64>,
    /// The logarithm of the sum of all ways.
    all: f64,
}

/// The columns of a row from which a pair leads to another row, and where they are in both.
fn overlap(
    from: std::ops::Range<usize>,
    to: std::ops::Range<usize>,
    b: usize,
) -> Option<(usize, usize, usize)> {
    let begin = to.start.max(from.start + b);
    let end = to.end.min(from.end + b);
    (begin < end).then(|| (begin - b - from.start, begin - to.start, end - begin))
}

fn forward(scores: &Scores, share: f32) -> Forward {
    let band = scores.band;
    let (rows, size) = (band.rows(), band.before(band.rows()));
    let mut ways = Forward {
        any: vec![NEVER; size],
        alone: vec![NEVER; size],
        offsets: vec![0.0; rows],
        all: 0.0,
    };
    let (mut best, mut sums, mut values) = (Vec::new(), Vec::new(), Vec::new());
    for row in 0..rows {
        let columns = band.columns(row);
        let width = columns.len();
        let base = if row > 0 { ways.offsets[row - 1] } else { 0.0 };
        best.clear();
        best.resize(width, NEVER);
        sums.clear();
        sums.resize(width, 0.0f32);
        values.clear();
        let mut parts: Vec<(usize, usize, usize)> = Vec::new();
        for (kind, &(a, b)) in KINDS[..scores.kinds].iter().enumerate() {
            let Some(from) = row.checked_sub(a) else {
                continue;
            };
            let Some((source, target, count)) = overlap(band.columns(from), columns.clone(), b)
            else {
                continue;
            };
            let shift = (ways.offsets[from] - base) as f32;
            let source = &ways.any[band.before(from) + source..][..count];
            let own = &scores.of(row, kind)[target..target + count];
            parts.push((values.len(), target, count));
            values.extend(
                source
                    .iter()
                    .zip(own)
                    .map(|(way, score)| way + share * score + shift),
            );
            for (best, value) in best[target..target + count]
                .iter_mut()
                .zip(&values[values.len() - count..])
            {
                *best = best.max(*value);
            }
        }
        for (begin, target, count) in parts {
            let own = sums[target..target + count]
                .iter_mut()
                .zip(&best[target..target + count]);
            for ((sum, best), value) in own.zip(&values[begin..begin + count]) {
                *sum += exp(value - best);
            }
        }
        let places = band.places(row);
        let mut before: f32 = NEVER;
        let mut most = NEVER;
        for at in 0..width {
            let mut pair = if sums[at] > 0.0 {
                best[at] + ln(sums[at])
            } else {
                NEVER
            };
            if row == 0 && at == 0 {
                pair = 0.0;
            }
            let column = columns.start + at;
            let mut alone = before + share * alone_to(scores, row, column, Step::Second);
            if row > 0 && band.columns(row - 1).contains(&column) {
                let above = band.before(row - 1) + column - band.columns(row - 1).start;
                let cost = share * alone_to(scores, row, column, Step::First);
                alone = sum(alone, ways.alone[above] + cost);
            }
            let any = sum(pair, alone);
            before = sum(pair + share * scores.begin, alone);
            most = most.max(any);
            ways.any[places.start + at] = any;
            ways.alone[places.start + at] = before;
        }
        for way in ways.any[places.clone()]
            .iter_mut()
            .chain(&mut ways.alone[places])
        {
            *way -= most;
        }
        ways.offsets[row] = base + f64::from(most);
    }
    let last = ways.any.last().copied().unwrap_or(NEVER);
    ways.all = ways.offsets[rows - 1] + f64::from(last);
    ways
}

/// Visits each step that is likely enough: the row and column that it leads to, and how likely it is. `share` is by how much
/// the scores count.
pub(super) fn likely(scores: &Scores, share: f32, mut visit: impl FnMut(usize, usize, Step, f32)) {
    let band = scores.band;
    let ways = forward(scores, share);
    let rows = band.rows();
    // What leads on from each place after a pair, and after a line alone; of this row and the next five.
    let mut pairs: Vec<Vec<f32>> = vec![Vec::new(); super::beads::MOST + 1];
    let mut offsets = [0.0f64; super::beads::MOST + 1];
    let mut alone_below: Vec<f32> = Vec::new();
    let (mut best, mut sums, mut values) = (Vec::new(), Vec::new(), Vec::new());
    for row in (0..rows).rev() {
        let columns = band.columns(row);
        let width = columns.len();
        let base = if row + 1 < rows {
            offsets[(row + 1) % offsets.len()]
        } else {
            0.0
        };
        best.clear();
        best.resize(width, NEVER);
        sums.clear();
        sums.resize(width, 0.0f32);
        values.clear();
        let mut parts: Vec<(usize, usize, usize)> = Vec::new();
        for (kind, &(a, b)) in KINDS[..scores.kinds].iter().enumerate() {
            let to = row + a;
            if to >= rows {
                continue;
            }
            let Some((here, there, count)) = overlap(columns.clone(), band.columns(to), b) else {
                continue;
            };
            let shift = (offsets[to % offsets.len()] - base) as f32;
            let target = &pairs[to % pairs.len()][there..there + count];
            let own = &scores.of(to, kind)[there..there + count];
            parts.push((values.len(), here, count));
            values.extend(
                target
                    .iter()
                    .zip(own)
                    .map(|(way, score)| way + share * score + shift),
            );
            for (best, value) in best[here..here + count]
                .iter_mut()
                .zip(&values[values.len() - count..])
            {
                *best = best.max(*value);
            }
        }
        for (begin, here, count) in parts {
            let own = sums[here..here + count]
                .iter_mut()
                .zip(&best[here..here + count]);
            for ((sum, best), value) in own.zip(&values[begin..begin + count]) {
                *sum += exp(value - best);
            }
        }
        let below = (row + 1 < rows).then(|| band.columns(row + 1));
        let (mut after_pair, mut after_alone) = (vec![NEVER; width], vec![NEVER; width]);
        let mut next = NEVER;
        let mut most = NEVER;
        for at in (0..width).rev() {
            let pair = if sums[at] > 0.0 {
                best[at] + ln(sums[at])
            } else {
                NEVER
            };
            let column = columns.start + at;
            let mut alone = next + share * alone_to(scores, row, column, Step::Second);
            if let Some(below) = below.as_ref().filter(|below| below.contains(&column)) {
                let cost = share * alone_to(scores, row, column, Step::First);
                alone = sum(alone, alone_below[column - below.start] + cost);
            }
            let is_end = row + 1 == rows && at + 1 == width;
            after_pair[at] = if is_end {
                0.0
            } else {
                sum(pair, alone + share * scores.begin)
            };
            after_alone[at] = if is_end { 0.0 } else { sum(pair, alone) };
            next = after_alone[at];
            most = most.max(after_alone[at]);
        }
        for way in after_pair.iter_mut().chain(&mut after_alone) {
            *way -= most;
        }
        let offset = base + f64::from(most);
        // Now how likely each step to this row is.
        for (kind, &(a, b)) in KINDS[..scores.kinds].iter().enumerate() {
            let Some(from) = row.checked_sub(a) else {
                continue;
            };
            let Some((source, target, count)) = overlap(band.columns(from), columns.clone(), b)
            else {
                continue;
            };
            let shift = (ways.offsets[from] + offset - ways.all) as f32;
            let source = &ways.any[band.before(from) + source..][..count];
            let own = &scores.of(row, kind)[target..target + count];
            let steps = source
                .iter()
                .zip(own)
                .zip(&after_pair[target..target + count]);
            for (at, ((way, score), on)) in steps.enumerate() {
                let log = way + share * score + on + shift;
                if log > LEAST {
                    let step = Step::Pair(kind as u8);
                    visit(row, columns.start + target + at, step, exp(log));
                }
            }
        }
        let mut alone = |from: usize, at: usize, offset_from: f64, step: Step| {
            let log = ways.alone[from]
                + share * alone_to(scores, row, columns.start + at, step)
                + after_alone[at]
                + (offset_from + offset - ways.all) as f32;
            if log > LEAST {
                visit(row, columns.start + at, step, exp(log));
            }
        };
        for at in 1..width {
            alone(
                band.before(row) + at - 1,
                at,
                ways.offsets[row],
                Step::Second,
            );
        }
        if row > 0
            && let Some((source, target, count)) =
                overlap(band.columns(row - 1), columns.clone(), 0)
        {
            for at in 0..count {
                alone(
                    band.before(row - 1) + source + at,
                    target + at,
                    ways.offsets[row - 1],
                    Step::First,
                );
            }
        }
        let slot = row % pairs.len();
        pairs[slot] = after_pair;
        offsets[slot] = offset;
        alone_below = after_alone;
    }
}

/// A step as a bead.
pub(super) fn bead((row, column, step): (usize, usize, Step), certainty: f32) -> Bead {
    let (a, b) = step.size();
    Bead {
        first: row - a..row,
        second: column - b..column,
        certainty,
    }
}
