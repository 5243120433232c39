//! Changing the sample rate, by rubato's synchronous FFT resampler.
//!
//! The ratio is fixed and a clip is there as a whole, which is what that resampler is for. Blocks
//! of about 2048 samples put the edge of the anti-alias filter near the Nyquist frequency; rubato
//! compensates the delay, so that the first sample stays the first.

use super::AudioError;
use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Resampler as _, WindowFunction};
use std::collections::HashMap;

/// The size of a block at least, in samples of the input.
const BLOCK: usize = 2048;

/// Changes sample rates to one rate; keeps what it set up for each rate that it has met, and the
/// room for what comes out.
pub struct Resampler {
    to: u32,
    from: HashMap<u32, Fft<f32>>,
    out: Vec<f32>,
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
        Self {
            to,
            from: HashMap::new(),
            out: Vec::new(),
        }
    }

    /// Changes the rate of a mono sound. The result has [`resampled_len`] samples.
    ///
    /// # Errors
    /// If the rates cannot be used.
    pub fn resample(&mut self, samples: &[f32], from: u32) -> Result<&mut [f32], AudioError> {
        let wanted = resampled_len(samples.len(), from, self.to);
        if from == self.to || samples.is_empty() {
            self.out.clear();
            self.out.extend_from_slice(samples);
            return Ok(&mut self.out);
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
        let room = fft.process_all_needed_output_len(samples.len()).max(wanted);
        self.out.resize(room, 0.0);
        let input = InterleavedSlice::new(samples, 1, samples.len()).map_err(|e| failed(&e))?;
        let mut output =
            InterleavedSlice::new_mut(&mut self.out, 1, room).map_err(|e| failed(&e))?;
        let (_, written) = fft
            .process_all_into_buffer(&input, &mut output, samples.len(), None)
            .map_err(|e| failed(&e))?;
        self.out[written.min(wanted)..wanted].fill(0.0);
        Ok(&mut self.out[..wanted])
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
            let mut resampler = Resampler::new(to);
            for samples in [1, 100, 5000, 30_001] {
                let out = resampler
                    .resample(&tone(440.0, from, samples), from)
                    .unwrap();
                assert_eq!(
                    out.len(),
                    resampled_len(samples, from, to),
                    "{from} {to} {samples}"
                );
            }
            let out = resampler
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
        let first = resampler.resample(&clip, 22050).unwrap().to_vec();
        resampler
            .resample(&tone(2000.0, 22050, 999), 22050)
            .unwrap();
        assert_eq!(resampler.resample(&clip, 22050).unwrap(), first);
    }

    /// The level of a tone in a sound, in dB of full scale, and of all that is there beside it.
    /// Half a second in the middle is looked at, through a Hann window.
    fn tone_and_rest(sound: &[f32], hz: f64, rate: u32) -> (f64, f64) {
        let middle = sound.len() / 2;
        let half = rate as usize / 4;
        let part = &sound[middle - half..middle + half];
        let window =
            |i: usize| 0.5 - 0.5 * (std::f64::consts::TAU * i as f64 / part.len() as f64).cos();
        let angle = |i: usize| hz * std::f64::consts::TAU * i as f64 / f64::from(rate);
        let (mut s, mut c, mut weight) = (0.0, 0.0, 0.0);
        for (i, x) in part.iter().enumerate() {
            s += f64::from(*x) * angle(i).sin() * window(i);
            c += f64::from(*x) * angle(i).cos() * window(i);
            weight += window(i) / 2.0;
        }
        let (s, c) = (s / weight, c / weight);
        let mut rest = 0.0;
        for (i, x) in part.iter().enumerate() {
            rest += (f64::from(*x) - s * angle(i).sin() - c * angle(i).cos()).powi(2) * window(i);
        }
        let db = |power: f64| 10.0 * power.max(1e-20).log10();
        (db(s * s + c * c), db(2.0 * rest / (2.0 * weight)))
    }

    /// Tones all over the band: to 0.9 of the lower Nyquist frequency they keep their level to
    /// 0.1 dB, and nowhere is an image or an alias above -90 dB of the tone, which is at -6 dBFS.
    #[test]
    fn a_sweep_keeps_its_level_and_has_no_images() {
        for (from, to) in [
            (22050, 44100),
            (24000, 44100),
            (16000, 44100),
            (48000, 44100),
            (44100, 24000),
        ] {
            let mut resampler = Resampler::new(to);
            let nyquist = f64::from(from.min(to)) / 2.0;
            for step in 1..=18 {
                let hz = nyquist * f64::from(step) / 20.0;
                let out = resampler
                    .resample(&tone(hz, from, from as usize), from)
                    .unwrap();
                let (level, rest) = tone_and_rest(out, hz, to);
                assert!(
                    (level + 6.02).abs() < 0.1,
                    "{from} to {to}, {hz} Hz: {level} dB"
                );
                assert!(
                    rest < level - 90.0,
                    "{from} to {to}, {hz} Hz: {rest} dB beside"
                );
            }
            // Between the band and the Nyquist frequency of the input.
            for part in [0.93, 0.96, 0.99] {
                let hz = f64::from(from) / 2.0 * part;
                let out = resampler
                    .resample(&tone(hz, from, from as usize), from)
                    .unwrap();
                let heard = if hz < f64::from(to) / 2.0 {
                    hz
                } else {
                    f64::from(to) - hz
                };
                let (level, rest) = tone_and_rest(out, heard, to);
                assert!(rest < -96.0, "{from} to {to}, {hz} Hz: {rest} dB beside");
                if hz > f64::from(to) / 2.0 * 1.05 {
                    assert!(
                        level < -96.0,
                        "{from} to {to}, {hz} Hz: an alias at {level} dB"
                    );
                }
            }
        }
    }
}
