//! Changing the sample rate, by rubato's synchronous FFT resampler.
//!
//! The ratio is fixed and a clip is there as a whole, which is what that resampler is for. Blocks
//! of about 2048 samples put the edge of the anti-alias filter near the Nyquist frequency; rubato
//! compensates the delay, so that the first sample stays the first.

use super::AudioError;
use rubato::audioadapter::Adapter;
use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Resampler as _, WindowFunction};
use std::collections::HashMap;

/// The size of a block at least, in samples of the input.
const BLOCK: usize = 2048;

/// Changes sample rates to one rate; keeps what it set up for each rate that it has met.
pub struct Resampler {
    to: u32,
    from: HashMap<u32, Fft<f32>>,
}

/// The number of samples that `samples` become: rounded up.
pub fn resampled_len(samples: usize, from: u32, to: u32) -> usize {
    (samples as u64 * u64::from(to)).div_ceil(u64::from(from)) as usize
}

/// The size of a block, in samples of the input: an even multiple of the shortest stretch in which
/// both rates have whole numbers of samples. The delay is half a block, so with an odd one it
/// would be half a sample off.
fn block(from: u32, to: u32) -> usize {
    let (mut a, mut b) = (from, to);
    while b > 0 {
        (a, b) = (b, a % b);
    }
    let shortest = 2 * (from / a) as usize;
    BLOCK.div_ceil(shortest) * shortest
}

impl Resampler {
    /// A resampler to a rate in Hz.
    pub fn new(to: u32) -> Self {
        let from = HashMap::new();
        Self { to, from }
    }

    /// Changes the rate of a mono sound. The result has [`resampled_len`] samples.
    ///
    /// # Errors
    /// If the rates cannot be used.
    pub fn resample(&mut self, samples: &[f32], from: u32) -> Result<Vec<f32>, AudioError> {
        if from == self.to {
            return Ok(samples.to_vec());
        }
        if samples.is_empty() {
            return Ok(Vec::new());
        }
        let failed =
            |error: &dyn std::fmt::Display| AudioError::Processing(format!("resampling: {error}"));
        if !self.from.contains_key(&from) {
            let fft = Fft::new_custom(
                from as usize,
                self.to as usize,
                block(from, self.to),
                1,
                1,
                WindowFunction::BlackmanHarris2,
                FixedSync::Input,
            );
            self.from.insert(from, fft.map_err(|e| failed(&e))?);
        }
        let fft = self.from.get_mut(&from).ok_or(AudioError::Rate(from))?;
        fft.reset();
        let input = InterleavedSlice::new(samples, 1, samples.len()).map_err(|e| failed(&e))?;
        let output = fft
            .process_all(&input, samples.len(), None)
            .map_err(|e| failed(&e))?;
        let mut resampled = vec![0.0; resampled_len(samples.len(), from, self.to)];
        let count = resampled.len().min(output.frames());
        output.copy_from_channel_to_slice(0, 0, &mut resampled[..count]);
        Ok(resampled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(hz: f64, rate: u32, samples: usize) -> Vec<f32> {
        (0..samples)
            .map(|i| ((i as f64 * hz / f64::from(rate) * std::f64::consts::TAU).sin() * 0.5) as f32)
            .collect()
    }

    #[test]
    fn length_and_place_are_exact_and_the_tone_is_the_same() {
        for (from, to) in [
            (22050, 44100),
            (24000, 44100),
            (48000, 44100),
            (16000, 48000),
            (44100, 48000),
            (11025, 16000),
        ] {
            for samples in [1, 100, 5000, 30_001] {
                let out = Resampler::new(to)
                    .resample(&tone(440.0, from, samples), from)
                    .unwrap();
                assert_eq!(
                    out.len(),
                    resampled_len(samples, from, to),
                    "{from} {to} {samples}"
                );
            }
            let out = Resampler::new(to)
                .resample(&tone(440.0, from, 30_000), from)
                .unwrap();
            let want = tone(440.0, to, out.len());
            let inner = 3000..out.len() - 3000;
            let error = out[inner.clone()]
                .iter()
                .zip(&want[inner])
                .map(|(a, b)| (a - b).abs());
            let worst = error.fold(0.0, f32::max);
            assert!(worst < 1e-4, "{from} to {to}: {worst}");
        }
    }

    #[test]
    fn one_resampler_serves_clip_after_clip() {
        let mut resampler = Resampler::new(44100);
        let clip = tone(300.0, 22050, 7000);
        let first = resampler.resample(&clip, 22050).unwrap();
        resampler
            .resample(&tone(2000.0, 22050, 999), 22050)
            .unwrap();
        assert_eq!(resampler.resample(&clip, 22050).unwrap(), first);
    }
}
