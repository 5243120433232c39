//! Finding the words that are most likely: beam search (as CTranslate2 does it, with patience 1).

use super::network::{Sound, Written};
use super::{Whisper, highest};

/// How many texts are followed side by side.
const BEAM: usize = 5;
/// The most tokens of a stretch of sound, as Whisper was trained.
pub(super) const MOST: usize = 224;

/// A text that is followed.
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
    /// The most likely text, where `begun` is written and `next` says what comes next.
    pub(super) fn most_likely(&self, sound: &Sound, begun: Written, mut next: Vec<f32>) -> Text {
        let mut texts = vec![Text {
            tokens: Vec::new(),
            sum: 0.0,
        }];
        let mut written = vec![begun];
        let mut ended: Vec<Text> = Vec::new();
        let tokens = self.network.tokens();
        for length in 0..MOST {
            let never = if length == 0 {
                &self.never_first
            } else {
                &self.never
            };
            let mut ways: Vec<(f64, usize, u32)> = Vec::new();
            for (nth, (row, text)) in next.chunks_exact_mut(tokens).zip(&texts).enumerate() {
                for (logit, never) in row.iter_mut().zip(never) {
                    if *never {
                        *logit = f32::NEG_INFINITY;
                    }
                }
                let most = highest(row);
                let all: f32 = row.iter().map(|logit| (logit - most).exp()).sum();
                let norm = f64::from(most) + f64::from(all).ln();
                for (token, logit) in (0..).zip(row.iter()) {
                    let sum = text.sum + f64::from(*logit) - norm;
                    let full = ways.len() == 2 * BEAM;
                    if full && ways.last().is_some_and(|way| way.0 >= sum) {
                        continue;
                    }
                    let at = ways.partition_point(|way| way.0 >= sum);
                    if full {
                        ways.pop();
                    }
                    ways.insert(at, (sum, nth, token));
                }
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
        let none = Text {
            tokens: Vec::new(),
            sum: 0.0,
        };
        best(ended).or_else(|| best(texts)).unwrap_or(none)
    }
}
