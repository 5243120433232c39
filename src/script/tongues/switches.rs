//! How the language changes from piece to piece: one table of rates, by place and language before,
//! that is fitted to the text. All layouts are such tables: lines in turn change at every line, halves
//! once in a whole text, columns at every cell.

use super::pieces::Place;

type Priors = [(f64, f64, f64); 3];

/// Priors of the rate of a change: weight, pseudo-counts of changes and of stays.
/// The language stays; it takes turns; anything may be.
const PRIORS: Priors = [(0.45, 0.5, 50.0), (0.3, 30.0, 1.0), (0.25, 1.0, 1.0)];
/// The same of cells: a column is in one language.
const CELL_PRIORS: Priors = [(0.45, 0.5, 50.0), (0.5, 100.0, 0.2), (0.05, 1.0, 1.0)];
/// Rounds of fitting at most.
const ROUNDS: usize = 8;

/// What each piece costs in each language, in nats: a row a piece.
#[derive(Debug, Clone)]
pub(crate) struct Costs {
    pub(crate) languages: usize,
    pub(crate) nats: Vec<f32>,
}

impl Costs {
    pub(crate) fn row(&self, piece: usize) -> &[f32] {
        &self.nats[piece * self.languages..][..self.languages]
    }

    pub(crate) fn rows(&self) -> std::slice::Chunks<'_, f32> {
        self.nats.chunks(self.languages)
    }
}

/// A path through the languages, what it costs, and how often it changes.
#[derive(Debug, Clone)]
pub(crate) struct Path {
    pub(crate) languages: Vec<u8>,
    /// The nats of the changes and of the pieces.
    pub(crate) cost: f64,
    pub(crate) counts: Counts,
}

/// Of each place and language before: how often each language followed.
#[derive(Debug, Clone)]
pub(crate) struct Counts {
    languages: usize,
    counts: Vec<f64>,
}

impl Counts {
    fn of(path: &[u8], places: &[Place], languages: usize) -> Self {
        let mut counts = vec![0.0; Place::COUNT * languages * languages];
        for (i, pair) in path.windows(2).enumerate() {
            let row = places[i + 1].index() * languages + pair[0] as usize;
            counts[row * languages + pair[1] as usize] += 1.0;
        }
        Self { languages, counts }
    }

    fn row(&self, place: usize, before: usize) -> &[f64] {
        let start = (place * self.languages + before) * self.languages;
        &self.counts[start..start + self.languages]
    }

    /// How often the language changed at a place, and how often it could have.
    pub(crate) fn rate(&self, place: Place) -> (f64, f64) {
        let (mut changes, mut all) = (0.0, 0.0);
        for before in 0..self.languages {
            let row = self.row(place.index(), before);
            let sum: f64 = row.iter().sum();
            changes += sum - row[before];
            all += sum;
        }
        (changes, all)
    }
}

/// The rates of change, at every place, that the fit begins with, besides the languages of the pieces alone.
const STARTS: [f64; 3] = [0.02, 0.5, 0.95];

/// The cheapest path, fitted to the text. `stays` is what it costs each piece to be in the language of the one before it, in nats,
/// beyond how often the language changes.
pub(crate) fn fitted(costs: &Costs, places: &[Place], stays: &[f32]) -> Path {
    let languages = costs.languages;
    let cheapest = |c: &[f32]| {
        (0..languages)
            .min_by(|a, b| c[*a].total_cmp(&c[*b]))
            .unwrap_or(0) as u8
    };
    let mut best = fit(costs.rows().map(cheapest).collect(), costs, places, stays);
    if languages > 1 {
        for rate in STARTS {
            let others = rate / (languages - 1) as f64;
            let cell = |at: usize| {
                let stays = at / languages % languages == at % languages;
                -if stays {
                    (1.0 - rate).ln()
                } else {
                    others.ln()
                }
            };
            let table: Vec<f64> = (0..best.counts.counts.len()).map(cell).collect();
            let other = fit(viterbi(costs, places, stays, &table), costs, places, stays);
            if other.cost < best.cost - 1e-6 {
                best = other;
            }
        }
    }
    best
}

/// Counts the changes of a path and finds the cheapest path for them, until that costs no less.
fn fit(mut path: Vec<u8>, costs: &Costs, places: &[Place], stays: &[f32]) -> Path {
    let languages = costs.languages;
    let mut best: Option<Path> = None;
    for _ in 0..ROUNDS {
        let counts = Counts::of(&path, places, languages);
        let (nats, table) = table(&counts);
        let emitted = path
            .iter()
            .zip(costs.rows())
            .map(|(l, c)| c[*l as usize] as f64)
            .sum::<f64>();
        let stayed = path.windows(2).zip(&stays[1.min(stays.len())..]);
        let stayed: f64 = stayed
            .filter(|(pair, _)| pair[0] == pair[1])
            .map(|(_, nats)| f64::from(*nats))
            .sum();
        let cost = nats + emitted + stayed;
        if best.as_ref().is_some_and(|best| best.cost <= cost + 1e-6) {
            break;
        }
        let next = viterbi(costs, places, stays, &table);
        best = Some(Path {
            languages: path,
            cost,
            counts,
        });
        path = next;
    }
    best.unwrap_or(Path {
        languages: Vec::new(),
        cost: 0.0,
        counts: Counts::of(&[], places, languages),
    })
}

/// The nats of all changes, and −ln p of each language after each at each place.
fn table(counts: &Counts) -> (f64, Vec<f64>) {
    let languages = counts.languages;
    let mut nats = (languages as f64).ln();
    let mut table = vec![0.0; counts.counts.len()];
    if languages < 2 {
        return (nats, table);
    }
    for place in 0..Place::COUNT {
        for before in 0..languages {
            let row = counts.row(place, before);
            let stays = row[before];
            let changes = row.iter().sum::<f64>() - stays;
            let priors = if place < Place::Cell(1).index() {
                PRIORS
            } else {
                CELL_PRIORS
            };
            let (cost, weights) = mixture(&priors, changes, stays);
            nats += cost;
            let rate: f64 = priors
                .iter()
                .zip(weights)
                .map(|((_, a, b), w)| w * (a + changes) / (a + b + changes + stays))
                .sum();
            for (after, seen) in row.iter().enumerate() {
                let at = (place * languages + before) * languages + after;
                // to which of the others, by what was seen
                let share = (seen + 0.5) / (changes + 0.5 * (languages - 1) as f64);
                table[at] = -if after == before {
                    (1.0 - rate).ln()
                } else {
                    (rate * share).ln()
                };
                if after != before && languages > 2 {
                    nats -= seen * share.ln();
                }
            }
        }
    }
    (nats, table)
}

/// −ln p of so many changes and stays under the mixture of Beta priors, and the weights of these after.
fn mixture(priors: &Priors, changes: f64, stays: f64) -> (f64, [f64; 3]) {
    let parts =
        priors.map(|(weight, a, b)| weight.ln() + ln_beta(a + changes, b + stays) - ln_beta(a, b));
    let most = parts.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = parts.iter().map(|p| (p - most).exp()).sum();
    (-(most + sum.ln()), parts.map(|p| (p - most).exp() / sum))
}

fn ln_beta(a: f64, b: f64) -> f64 {
    ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b)
}

/// ln Γ(x) for x > 0 by Stirling's series after raising x (Abramowitz & Stegun 6.1.41).
fn ln_gamma(x: f64) -> f64 {
    let (mut x, mut shift) = (x, 0.0);
    while x < 8.0 {
        shift -= x.ln();
        x += 1.0;
    }
    let i = 1.0 / (x * x);
    let series = (1.0 / 12.0 - i * (1.0 / 360.0 - i * (1.0 / 1260.0 - i / 1680.0))) / x;
    shift + (x - 0.5) * x.ln() - x + 0.5 * std::f64::consts::TAU.ln() + series
}

fn viterbi(costs: &Costs, places: &[Place], stays: &[f32], table: &[f64]) -> Vec<u8> {
    let languages = costs.languages;
    let Some(first) = costs.rows().next() else {
        return Vec::new();
    };
    let mut best: Vec<f64> = first.iter().map(|c| *c as f64).collect();
    let mut back = vec![0_u8; places.len() * languages];
    let mut next = best.clone();
    for i in 1..places.len() {
        let place = places[i].index() * languages;
        for after in 0..languages {
            let cost = |before: usize| {
                let stay = if before == after {
                    f64::from(stays[i])
                } else {
                    0.0
                };
                best[before] + table[(place + before) * languages + after] + stay
            };
            let from = (0..languages)
                .min_by(|a, b| cost(*a).total_cmp(&cost(*b)))
                .unwrap_or(0);
            next[after] = cost(from) + costs.row(i)[after] as f64;
            back[i * languages + after] = from as u8;
        }
        std::mem::swap(&mut best, &mut next);
    }
    let mut path = vec![0; places.len()];
    let mut at = (0..languages)
        .min_by(|a, b| best[*a].total_cmp(&best[*b]))
        .unwrap_or(0);
    for i in (0..places.len()).rev() {
        path[i] = at as u8;
        at = back[i * languages + at] as usize;
    }
    path
}

/// By how many nats each piece is in its language rather than in another, all else as cheap as can be
/// (min-marginals of the path's table).
pub(crate) fn margins(costs: &Costs, places: &[Place], stays: &[f32], path: &Path) -> Vec<f32> {
    let languages = path.counts.languages;
    if languages < 2 {
        return vec![f32::INFINITY; places.len()];
    }
    let (_, table) = table(&path.counts);
    let step = |i: usize, before: usize, after: usize| {
        let stay = if before == after {
            f64::from(stays[i])
        } else {
            0.0
        };
        table[(places[i].index() * languages + before) * languages + after] + stay
    };
    let n = places.len();
    let least = |costs: &mut dyn Iterator<Item = f64>| costs.fold(f64::INFINITY, f64::min);
    let mut behind = vec![0.0_f64; n * languages];
    for i in (0..n.saturating_sub(1)).rev() {
        for before in 0..languages {
            behind[i * languages + before] = least(&mut (0..languages).map(|after| {
                step(i + 1, before, after)
                    + costs.row(i + 1)[after] as f64
                    + behind[(i + 1) * languages + after]
            }));
        }
    }
    let mut ahead: Vec<f64> = vec![0.0; languages];
    let mut margins = Vec::with_capacity(n);
    for i in 0..n {
        if i > 0 {
            let before = ahead.clone();
            for (after, ahead) in ahead.iter_mut().enumerate() {
                *ahead = least(
                    &mut (0..languages)
                        .map(|l| before[l] + costs.row(i - 1)[l] as f64 + step(i, l, after)),
                );
            }
        }
        let own = path.languages[i] as usize;
        let whole = |l: usize| ahead[l] + costs.row(i)[l] as f64 + behind[i * languages + l];
        let other = least(&mut (0..languages).filter(|l| *l != own).map(whole));
        margins.push((other - whole(own)) as f32);
    }
    margins
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gamma_function() {
        for (x, factorial) in [(1.0, 1.0_f64), (2.0, 1.0), (5.0, 24.0), (11.0, 3_628_800.0)] {
            assert!((ln_gamma(x) - factorial.ln()).abs() < 1e-9, "{x}");
        }
        assert!((ln_gamma(0.5) - std::f64::consts::PI.sqrt().ln()).abs() < 1e-9);
    }

    /// Costs of pieces that are surely in a language (`0`, `1`) or say nothing (`?`).
    fn read(pieces: &str) -> String {
        let nats = pieces.chars().flat_map(|c| match c {
            '0' => [0.0, 9.0],
            '1' => [9.0, 0.0],
            _ => [0.0, 0.0],
        });
        let costs = Costs {
            languages: 2,
            nats: nats.collect(),
        };
        let places = vec![Place::Line; pieces.len()];
        let path = fitted(&costs, &places, &vec![0.0; pieces.len()]);
        path.languages
            .iter()
            .map(|l| char::from(b'0' + *l))
            .collect()
    }

    #[test]
    fn a_piece_that_says_nothing_follows_the_layout() {
        assert_eq!(read("010101?10101"), "010101010101");
        assert_eq!(read("000000?111111").trim_matches(['0', '1']), "");
        assert_eq!(read("000?00000111?11111"), "000000000111111111");
    }
}
