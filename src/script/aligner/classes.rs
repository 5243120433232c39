//! How often classes of lines meet in pairs, against chance: how lines end, how they begin.

/// What a table as it was before anything is known counts.
const WEIGHT: f64 = 20.0;
/// How often the sums of rows and columns are mended.
const BALANCING: usize = 10;
/// The bounds of a score, in nats.
const LEAST: f64 = -2.5;
const MOST: f64 = 3.0;
/// What two cost that hardly meet.
const APART: f32 = 3.0;

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

    /// Makes it less likely that two classes meet, though one of them must meet something.
    pub(super) fn part(&mut self, one: usize, other: usize) {
        self.scores[one * self.size + other] -= APART;
        self.scores[other * self.size + one] -= APART;
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
        let mut expected: Vec<f64> = (0..size * size)
            .map(|at| chance(at) * self.before[at].exp())
            .collect();
        balance(&mut expected, &first, &second);
        expected.iter_mut().for_each(|one| *one *= WEIGHT);
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

/// Makes the sums of a table's rows and columns what they should be (Deming & Stephan 1940): what meets says nothing of how
/// often each class is.
fn balance(table: &mut [f64], rows: &[f64], columns: &[f64]) {
    let size = rows.len();
    for _ in 0..BALANCING {
        for (row, wanted) in table.chunks_exact_mut(size).zip(rows) {
            let sum: f64 = row.iter().sum();
            if sum > 0.0 {
                row.iter_mut().for_each(|one| *one *= wanted / sum);
            }
        }
        for (column, wanted) in columns.iter().enumerate() {
            let sum: f64 = table.iter().skip(column).step_by(size).sum();
            if sum > 0.0 {
                table
                    .iter_mut()
                    .skip(column)
                    .step_by(size)
                    .for_each(|one| *one *= wanted / sum);
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_says_nothing_of_how_often_a_class_is() {
        let mut meetings = Meetings::new(2, |a, b| if a == b { 1.0 } else { -1.0 });
        // One class is rare on both sides: that it meets its like is worth more, and the frequent ones lose nothing by it.
        let lines = [0, 0, 0, 0, 0, 0, 0, 1];
        meetings.refit(&lines, &lines, std::iter::empty());
        let (frequent, rare) = (meetings.row(0), meetings.row(1));
        assert!(
            frequent[0] > 0.0 && rare[1] > frequent[0],
            "{frequent:?} {rare:?}"
        );
        assert!(frequent[1] < 0.0 && rare[0] < 0.0);
    }
}
