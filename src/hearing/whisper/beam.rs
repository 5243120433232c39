//! Finding the words that are most likely: beam search (as CTranslate2 does it, with patience 1).

use super::network::{Sound, Written};
use super::{Whisper, log_sum};

/// How many texts are followed side by side.
const BEAM: usize = 5;
/// The most tokens of a stretch of sound, as Whisper was trained.
pub(super) const MOST: usize = 224;

/// A text that is followed.
#[derive(Default)]
pub(super) struct Text {
    /// Its tokens, without those before the words and without its end.
    pub tokens: Vec<u32>,
    /// The logarithm of how likely it is.
    pub sum: f64,
}

impl Text {
    /// The mean of the logarithm of each token, its end included.
    pub fn mean(&self) -> f64 {
        self.sum / (self.tokens.len() + 1) as f64
    }
}

impl Whisper {
    /// The most likely text, where `begun` is written and `next` says what comes next; none if it is halted.
    pub(super) fn most_likely(
        &self,
        sound: &Sound,
        begun: Written,
        mut next: Vec<f32>,
        is_halted: &dyn Fn() -> bool,
    ) -> Option<Text> {
        let mut texts = vec![Text::default()];
        let mut written = vec![begun];
        let mut ended: Vec<Text> = Vec::new();
        let tokens = self.network.tokens();
        for length in 0..MOST {
            if is_halted() {
                return None;
            }
            let never = if length == 0 {
                &self.never_first
            } else {
                &self.never
            };
            let rows = next.chunks_exact_mut(tokens).zip(&texts).enumerate();
            let mut ways = Vec::new();
            for (nth, (row, text)) in rows {
                add_ways(&mut ways, nth, text.sum, row, never);
            }
            let mut longer: Vec<(Text, Written, u32)> = Vec::new();
            for (sum, nth, token) in ways {
                let mut own = texts[nth].tokens.clone();
                if token == self.special.end {
                    ended.push(Text { tokens: own, sum });
                } else if longer.len() < BEAM {
                    own.push(token);
                    longer.push((Text { tokens: own, sum }, written[nth].clone(), token));
                }
                if longer.len() == BEAM {
                    break;
                }
            }
            let last: Vec<u32> = longer.iter().map(|(_, _, token)| *token).collect();
            (texts, written) = longer.into_iter().map(|(text, own, _)| (text, own)).unzip();
            if ended.len() >= BEAM || length + 1 == MOST {
                break;
            }
            next = self.network.write(sound, &mut written, &last);
        }
        let best = |texts: Vec<Text>| {
            texts
                .into_iter()
                .max_by(|a, b| a.mean().total_cmp(&b.mean()))
        };
        best(ended).or_else(|| best(texts))
    }
}

/// Adds how a text can go on to the ways that are followed at most, the likeliest first: how likely the longer text is,
/// which text it is, and the token. `row` says how likely each token is, as logarithms that are not normed.
fn add_ways(
    ways: &mut Vec<(f64, usize, u32)>,
    text: usize,
    sum: f64,
    row: &mut [f32],
    never: &[bool],
) {
    for (logit, never) in row.iter_mut().zip(never) {
        if *never {
            *logit = f32::NEG_INFINITY;
        }
    }
    let norm = log_sum(row);
    // Enough for as many texts to go on as are followed, if each of them may end as well.
    let wanted = 2 * BEAM;
    for (token, logit) in (0..).zip(row.iter()) {
        let sum = sum + f64::from(*logit) - norm;
        let is_full = ways.len() == wanted;
        if is_full && ways.last().is_some_and(|way| way.0 >= sum) {
            continue;
        }
        ways.truncate(wanted - 1);
        let at = ways.partition_point(|way| way.0 >= sum);
        ways.insert(at, (sum, text, token));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likeliest_ways_come_first_and_what_is_never_written_not_at_all() {
        let mut row: Vec<f32> = (0..40u8).map(f32::from).collect();
        let never: Vec<bool> = (0..40).map(|token| token == 38).collect();
        let mut ways = Vec::new();
        add_ways(&mut ways, 0, -1.0, &mut row.clone(), &never);
        add_ways(&mut ways, 1, -1.5, &mut row, &never);
        let found: Vec<(usize, u32)> = ways.iter().map(|way| (way.1, way.2)).collect();
        assert_eq!(found[..5], [(0, 39), (1, 39), (0, 37), (1, 37), (0, 36)]);
        assert_eq!(ways.len(), 2 * BEAM);
        // Without the token that is never written, the first is e² / (e² + 1 / (1 - e⁻¹)) likely.
        let likely = (ways[0].0 + 1.0).exp();
        let e = std::f64::consts::E;
        assert!(
            (likely - e * e / (e * e + 1.0 / (1.0 - 1.0 / e))).abs() < 1e-6,
            "{likely}"
        );
    }
}
