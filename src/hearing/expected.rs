//! How long lines should take, by the pace of their own voice.

use crate::tempo::usual_seconds;

/// The fewest lines of a voice that its pace can be learnt from, with its pauses, and without.
const FEWEST: (usize, usize) = (10, 4);
/// How many times the pace is learnt anew, without the lines that do not go with it.
const ROUNDS: usize = 20;
/// Signs at which a voice pauses.
const PAUSES: &[char] = &[
    ',', ';', ':', '.', '!', '?', '—', '–', '…', '，', '、', '；', '：', '。', '！', '？',
];

/// A line: its text in words, how many times faster than usual it is set to be, how long it took in seconds.
#[derive(Debug, Clone)]
pub struct Timed<'a> {
    /// The text.
    pub text: &'a str,
    /// How many times faster it is to be.
    pub speed: f64,
    /// How long it took, in seconds.
    pub seconds: f64,
}

/// How a voice speaks: seconds for each second at a common pace, for each pause, and for each line.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    terms: [f64; 3],
    /// How far lines are from it, as a share: half of them are within two thirds of this.
    pub spread: f64,
}

impl Timed<'_> {
    fn terms(&self) -> [f64; 3] {
        let text = self.text.trim_end_matches(PAUSES);
        let pauses = text.matches(PAUSES).count();
        let letters: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
        [usual_seconds(&letters), pauses as f64, 1.0].map(|term| term / self.speed)
    }
}

impl Pace {
    /// Learns it from lines; none if there are too few. The lines that do not go with the others count little
    /// (iteratively reweighted least squares, with Cauchy's weights).
    pub fn of(lines: &[Timed]) -> Option<Self> {
        if lines.len() < FEWEST.1 {
            return None;
        }
        let terms: Vec<[f64; 3]> = lines.iter().map(Timed::terms).collect();
        let factors = terms
            .iter()
            .zip(lines)
            .map(|(terms, line)| line.seconds / terms[0].max(0.2));
        let mut pace = Self {
            terms: [middle(factors)?, 0.0, 0.0],
            spread: 0.3,
        };
        for _ in 0..ROUNDS {
            let off: Vec<f64> = lines.iter().map(|line| pace.off(line)).collect();
            pace.spread = (1.5 * middle(off.iter().map(|off| off.abs()))?).max(0.02);
            if lines.len() < FEWEST.0 {
                break;
            }
            let spread = pace.spread;
            let weigh = |off: &f64| 1.0 / (1.0 + (off / spread).powi(2));
            let weights: Vec<f64> = off.iter().map(weigh).collect();
            let Some(terms) = solved(&terms, lines, &weights).filter(|terms| terms[0] > 0.0) else {
                break;
            };
            pace.terms = terms;
        }
        Some(pace)
    }

    /// How long a line should take, in seconds.
    pub fn seconds(&self, line: &Timed) -> f64 {
        let terms = line.terms();
        let sum: f64 = terms
            .iter()
            .zip(self.terms)
            .map(|(term, own)| term * own)
            .sum();
        sum.max(0.1)
    }

    /// How much longer than that it took, as a share of it.
    fn off(&self, line: &Timed) -> f64 {
        line.seconds / self.seconds(line) - 1.0
    }
}

fn middle(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.filter(|value| value.is_finite()).collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

/// Weighted least squares in three terms, by Cramer's rule; each line counts by its share, not by its seconds.
fn solved(terms: &[[f64; 3]], lines: &[Timed], weights: &[f64]) -> Option<[f64; 3]> {
    let mut a = [[0.0; 3]; 3];
    let mut b = [0.0; 3];
    for ((terms, line), weight) in terms.iter().zip(lines).zip(weights) {
        let weight = weight / (0.3 + line.seconds).powi(2);
        for i in 0..3 {
            for j in 0..3 {
                a[i][j] += weight * terms[i] * terms[j];
            }
            b[i] += weight * terms[i] * line.seconds;
        }
    }
    // Where no line has a pause, its length is of no matter.
    for (i, row) in a.iter_mut().enumerate() {
        row[i] += 1e-6;
    }
    let determinant = |m: &[[f64; 3]; 3]| {
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
            - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
            + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    };
    let whole = determinant(&a);
    let mut solution = [0.0; 3];
    for (column, value) in solution.iter_mut().enumerate() {
        let mut other = a;
        for row in 0..3 {
            other[row][column] = b[row];
        }
        *value = determinant(&other) / whole;
    }
    solution
        .iter()
        .all(|value| value.is_finite())
        .then_some(solution)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: [&str; 6] = [
        "We had been out for two hours, and the lamp went dark.",
        "Nobody spoke.",
        "It was late; the harbour was shut, the pilot asleep, and the tide low.",
        "Who lit the lamp that night on the pier?",
        "I did.",
        "She keeps a ledger of every boat that leaves before dawn.",
    ];

    /// A voice that takes so long for each second, each pause and each line; some lines are otherwise.
    fn lines(voice: [f64; 3], wrong: &[(usize, f64)]) -> Vec<Timed<'static>> {
        (0..24)
            .map(|i| {
                let mut line = Timed {
                    text: TEXTS[i % 6],
                    speed: 1.0,
                    seconds: 0.0,
                };
                let own: f64 = line
                    .terms()
                    .iter()
                    .zip(voice)
                    .map(|(term, own)| term * own)
                    .sum();
                let factor = wrong
                    .iter()
                    .find(|(at, _)| *at == i)
                    .map_or(1.0, |(_, factor)| *factor);
                line.seconds = own * factor * (1.0 + 0.01 * (i % 3) as f64);
                line
            })
            .collect()
    }

    #[test]
    fn a_voice_is_known_by_its_lines_though_some_are_wrong() {
        for voice in [[1.0, 0.3, 0.2], [0.6, 0.0, 0.1], [1.8, 0.8, 0.0]] {
            let wrong = [
                (3, 0.5),
                (8, 0.8),
                (13, 1.5),
                (16, 2.0),
                (22, 0.5),
                (23, 0.2),
            ];
            let lines = lines(voice, &wrong);
            let pace = Pace::of(&lines).unwrap();
            for (i, line) in lines.iter().enumerate() {
                let factor = wrong
                    .iter()
                    .find(|(at, _)| *at == i)
                    .map_or(1.0, |(_, factor)| *factor);
                let ratio = line.seconds / pace.seconds(line);
                assert!(
                    (ratio / factor - 1.0).abs() < 0.08,
                    "{voice:?} {i} {ratio} {factor}"
                );
            }
        }
    }

    #[test]
    fn a_voice_of_few_lines_has_a_pace_or_none() {
        let few = lines([1.2, 0.2, 0.1], &[]);
        assert!(Pace::of(&few[..3]).is_none());
        let pace = Pace::of(&few[..6]).unwrap();
        assert!((0.5..1.6).contains(&(few[0].seconds / pace.seconds(&few[0]))));
    }

    #[test]
    fn a_line_that_is_set_to_be_faster_takes_less() {
        let mut all = lines([1.0, 0.3, 0.2], &[]);
        let pace = Pace::of(&all).unwrap();
        let own = pace.seconds(&all[0]);
        all[0].speed = 2.0;
        assert!((pace.seconds(&all[0]) - own / 2.0).abs() < 1e-9);
    }
}
