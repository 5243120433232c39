//! What Whisper is given of a sound: how loud it is in each of 80 bands, a hundred times a second.
//!
//! As `log_mel_spectrogram` in `audio.py` of OpenAI's Whisper: windows of 25 ms (Hann), the power of 201 frequencies,
//! 80 bands of the mel scale as librosa has it by default (Slaney's: linear below 1 kHz, each band of the same area),
//! the logarithm, and what is more than 80 dB below the loudest is raised to that.

use realfft::{RealFftPlanner, RealToComplex};
use std::sync::Arc;

/// The bands.
pub(super) const BANDS: usize = 80;
/// How many samples one row is after another.
pub(super) const HOP: usize = 160;
/// The samples of a window.
const WINDOW: usize = 400;
const FREQUENCIES: usize = WINDOW / 2 + 1;
/// How far below the loudest the least is, in powers of ten.
const RANGE: f32 = 8.0;
/// The least power that a logarithm is taken of.
const LEAST: f32 = 1e-10;

/// Makes rows of bands.
pub(super) struct Mel {
    fft: Arc<dyn RealToComplex<f32>>,
    window: Vec<f32>,
    /// For each band, the first frequency of it, and how much of it and those behind it counts.
    bands: Vec<(usize, Vec<f32>)>,
}

/// The mel scale of Slaney's Auditory Toolbox: 15 steps to 1 kHz, then 27 for each factor of 6.4.
fn hz(mel: f64) -> f64 {
    match mel < 15.0 {
        true => mel * 200.0 / 3.0,
        false => 1000.0 * ((mel - 15.0) * 6.4f64.ln() / 27.0).exp(),
    }
}

/// [`hz`] the other way round, from 1 kHz on.
fn mel(hz: f64) -> f64 {
    15.0 + (hz / 1000.0).ln() * 27.0 / 6.4f64.ln()
}

impl Mel {
    pub fn new() -> Self {
        let rate = f64::from(super::super::recogniser::RATE);
        let edge = |n: usize| hz(mel(rate / 2.0) * n as f64 / (BANDS + 1) as f64);
        let bands = (0..BANDS).map(|band| {
            let (low, middle, high) = (edge(band), edge(band + 1), edge(band + 2));
            let weight = |n: usize| {
                let at = n as f64 * rate / WINDOW as f64;
                let slope = ((at - low) / (middle - low)).min((high - at) / (high - middle));
                (slope.max(0.0) * 2.0 / (high - low)) as f32
            };
            let all: Vec<f32> = (0..FREQUENCIES).map(weight).collect();
            let first = all.iter().position(|w| *w > 0.0).unwrap_or_default();
            let end = all.iter().rposition(|w| *w > 0.0).map_or(first, |n| n + 1);
            (first, all[first..end].to_vec())
        });
        let turn = std::f64::consts::TAU / WINDOW as f64;
        let window = (0..WINDOW).map(|n| (0.5 - 0.5 * (turn * n as f64).cos()) as f32);
        Self {
            fft: RealFftPlanner::new().plan_fft_forward(WINDOW),
            window: window.collect(),
            bands: bands.collect(),
        }
    }

    /// So many rows of [`BANDS`] of a sound, with silence behind it.
    pub fn rows(&self, samples: &[f32], rows: usize) -> Vec<f32> {
        let mut input = self.fft.make_input_vec();
        let mut output = self.fft.make_output_vec();
        let mut scratch = self.fft.make_scratch_vec();
        let mut out = vec![LEAST.log10(); rows * BANDS];
        for (row, out) in out.chunks_exact_mut(BANDS).enumerate() {
            let first = row * HOP;
            if first >= samples.len() + WINDOW / 2 {
                break;
            }
            for (n, (input, window)) in input.iter_mut().zip(&self.window).enumerate() {
                // Before its beginning, the sound is mirrored.
                let at = (first + n).abs_diff(WINDOW / 2);
                *input = window * samples.get(at).copied().unwrap_or_default();
            }
            let done = self
                .fft
                .process_with_scratch(&mut input, &mut output, &mut scratch);
            debug_assert!(done.is_ok(), "buffers that the plan made");
            for (out, (first, weights)) in out.iter_mut().zip(&self.bands) {
                let power = output[*first..].iter().zip(weights);
                let power: f32 = power
                    .map(|(number, weight)| number.norm_sqr() * weight)
                    .sum();
                *out = power.max(LEAST).log10();
            }
        }
        let loudest = out.iter().copied().fold(f32::MIN, f32::max);
        for number in &mut out {
            *number = (number.max(loudest - RANGE) + 4.0) / 4.0;
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The band of a tone is the loudest; silence behind it is 80 dB below, two after the logarithm and its scale.
    #[test]
    fn a_tone_is_in_its_band() {
        let mel = Mel::new();
        let tone = |hz: f32| -> Vec<f32> {
            let turn = std::f32::consts::TAU * hz / 16_000.0;
            (0..16_000).map(|n| (turn * n as f32).sin() * 0.5).collect()
        };
        let loudest = |hz: f32| {
            let rows = mel.rows(&tone(hz), 200);
            let row = &rows[50 * BANDS..51 * BANDS];
            (0..BANDS)
                .max_by(|a, b| row[*a].total_cmp(&row[*b]))
                .unwrap()
        };
        // The middles of the bands as librosa's `mel_frequencies(82, fmax=8000)` has them: the 26th is at 968 Hz.
        assert_eq!(loudest(968.0), 25);
        assert_eq!(loudest(149.0), 3);
        let rows = mel.rows(&tone(968.0), 200);
        let (sound, silence) = rows.split_at(105 * BANDS);
        let most = sound.iter().copied().fold(f32::MIN, f32::max);
        assert!(silence.iter().all(|n| (most - n - 2.0).abs() < 1e-4));
        assert!(mel.rows(&[], 2).iter().all(|n| n.is_finite()));
    }
}
