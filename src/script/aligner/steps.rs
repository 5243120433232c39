//! The likely steps of all ways: the way on which most lines are likely to be right, and how certain a bead is.

use super::beads::Bead;
use super::passes::{LEAST, Step, bead, likely};
use super::scores::Scores;

/// How many steps are remembered: 16 bytes each. Texts whose lines cannot be told apart have more, and then the least likely
/// of them are left out.
const MOST_STEPS: usize = 16_000_000;
/// By how much likelier a step must be each time that there are too many.
const LIKELIER: f32 = 4.0;

/// A likely step: the row and column that it leads to, and how likely it is.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Likely {
    row: u32,
    column: u32,
    p: f32,
    step: Step,
}

impl Likely {
    fn place(&self) -> (usize, usize) {
        (self.row as usize, self.column as usize)
    }
}

/// The likeliest steps, so many at most.
struct Likeliest {
    steps: Vec<Likely>,
    least: f32,
    most: usize,
}

impl Likeliest {
    fn of(most: usize) -> Self {
        Self {
            steps: Vec::new(),
            least: 0.0,
            most,
        }
    }

    fn add(&mut self, step: Likely) {
        if step.p < self.least {
            return;
        }
        self.steps.push(step);
        while self.steps.len() > self.most {
            self.least = LIKELIER * self.least.max(LEAST.exp());
            self.steps.retain(|step| step.p >= self.least);
        }
    }
}

/// The likely steps of all ways.
pub(super) struct Steps {
    /// In the order of the places that they lead to.
    all: Vec<Likely>,
    /// Where those of each row begin; one more than rows.
    begins: Vec<usize>,
}

impl Steps {
    /// `share` is by how much the scores count.
    pub(crate) fn of(scores: &Scores, share: f32) -> Self {
        let mut likeliest = Likeliest::of(MOST_STEPS);
        likely(scores, share, |row, column, step, p| {
            let (row, column) = (row as u32, column as u32);
            likeliest.add(Likely {
                row,
                column,
                p,
                step,
            });
        });
        let mut all = likeliest.steps;
        all.sort_unstable_by_key(Likely::place);
        let begins = (0..=scores.band.rows())
            .map(|row| all.partition_point(|step| step.place().0 < row))
            .collect();
        Self { all, begins }
    }

    fn of_row(&self, row: usize) -> &[Likely] {
        &self.all[self.begins[row]..self.begins[row + 1]]
    }

    /// How likely it is that a way leads through a place.
    fn through(&self, row: usize, column: usize) -> f32 {
        if (row, column) == (0, 0) {
            return 1.0;
        }
        let steps = self.of_row(row);
        let first = steps.partition_point(|step| step.place().1 < column);
        let here = steps[first..].iter();
        let here = here.take_while(|step| step.place().1 == column);
        here.map(|step| step.p).sum()
    }

    /// How likely it is that a way leads from where a bead begins to where it ends, and between them through no place where
    /// it could be cut.
    pub(crate) fn certainty(&self, bead: &Bead, is_cut: impl Fn(usize, usize) -> bool) -> f32 {
        let Bead { first, second, .. } = bead;
        let width = second.len() + 1;
        // What of the ways through the beginning leads to each place.
        let mut shares = vec![0.0f32; (first.len() + 1) * width];
        shares[0] = 1.0;
        for row in first.start..=first.end {
            for likely in self.of_row(row) {
                let (a, b) = likely.step.size();
                let column = likely.place().1;
                if row < first.start + a || column < second.start + b || column > second.end {
                    continue;
                }
                let (above, before) = (row - a, column - b);
                let from = (above - first.start) * width + before - second.start;
                if shares[from] == 0.0 || from > 0 && is_cut(above, before) {
                    continue;
                }
                let to = (row - first.start) * width + column - second.start;
                shares[to] += shares[from] * likely.p / self.through(above, before);
            }
        }
        let share = shares.last().copied().unwrap_or_default();
        (self.through(first.start, second.start) * share).min(1.0)
    }
}

/// The way on which most lines of both sides can be expected to be right.
pub(super) fn surest(scores: &Scores) -> Vec<Bead> {
    let band = scores.band;
    let steps = Steps::of(scores, 1.0).all;
    let place = |row: usize, column: usize| band.before(row) + column - band.columns(row).start;
    // For each place, how many lines are right on the best way to it, and the number of its last step.
    let mut ways = vec![(f64::NEG_INFINITY, usize::MAX); band.before(band.rows())];
    ways[0].0 = 0.0;
    for (number, likely) in steps.iter().enumerate() {
        let ((row, column), (a, b)) = (likely.place(), likely.step.size());
        let right = ways[place(row - a, column - b)].0 + (a + b) as f64 * f64::from(likely.p);
        let way = &mut ways[place(row, column)];
        if right > way.0 {
            *way = (right, number);
        }
    }
    let mut beads = Vec::new();
    let last = band.rows() - 1;
    let mut at = (last, band.columns(last).end - 1);
    while let Some(likely) = steps.get(ways[place(at.0, at.1)].1) {
        let ((row, column), (a, b)) = (likely.place(), likely.step.size());
        beads.push(bead((row, column, likely.step), likely.p));
        at = (row - a, column - b);
    }
    // Where no way is likely enough to be looked at, lines stand alone.
    let seconds = (1..=at.1).rev().map(|column| (at.0, column, Step::Second));
    let firsts = (1..=at.0).rev().map(|row| (row, 0, Step::First));
    beads.extend(seconds.chain(firsts).map(|step| bead(step, 0.0)));
    beads.reverse();
    beads
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_too_many_steps_the_likeliest_stay() {
        let mut likeliest = Likeliest::of(100);
        for row in 0..1000 {
            let p = if row % 50 == 0 { 0.9 } else { 1e-5 };
            let step = Step::First;
            likeliest.add(Likely {
                row,
                column: 0,
                p,
                step,
            });
            assert!(likeliest.steps.len() <= 100);
        }
        let sure = likeliest.steps.iter().filter(|step| step.p > 0.5);
        assert_eq!(sure.count(), 20);
    }
}
