//! Sound: decode, resample, trim, measure, limit, join, write. Nothing here knows of text.
//!
//! Samples are `f32` between -1 and 1, mono; levels are in dB relative to full scale (dBFS),
//! loudness in LUFS (ITU-R BS.1770-4, EBU R 128), peaks in dBTP where they are true peaks.
//!
//! ```
//! use diglot::audio::{Sound, measure};
//!
//! let tone = |i| (i as f32 * 440.0 * std::f32::consts::TAU / 22050.0).sin() * 0.1;
//! let mut samples = vec![0.0; 11025];
//! samples.extend((0..22050).map(tone));
//! let measured = measure(&Sound { rate: 22050, samples }).unwrap();
//! assert!((measured.speech.start as i64 - 11025).abs() < 300);
//! ```

pub mod decode;
mod error;
pub mod join;
pub mod kept;
pub mod limiter;
pub mod loudness;
pub mod resample;
pub mod riff;
pub mod splice;
pub mod stretch;
pub mod trim;
pub mod wav;

pub use error::AudioError;

use std::ops::Range;

/// Decoded sound: one channel.
#[derive(Debug, Clone, PartialEq)]
pub struct Sound {
    /// Samples a second, in Hz.
    pub rate: u32,
    /// The samples.
    pub samples: Vec<f32>,
}

impl Sound {
    /// Its length, in seconds.
    pub fn seconds(&self) -> f64 {
        self.samples.len() as f64 / f64::from(self.rate)
    }
}

/// What is known of a clip without decoding it again.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Measurement {
    /// The clip's own sample rate, in Hz.
    pub rate: u32,
    /// Its length, in samples at that rate.
    pub samples: usize,
    /// Where in it the speech is, in samples at that rate.
    pub speech: Range<usize>,
    /// The loudness of each gating block of the speech, in hundredths of LUFS.
    pub blocks: Vec<i16>,
    /// The mean level of the speech, in dBFS (a sine at full scale is -3).
    pub level: f64,
}

impl Measurement {
    /// How long the speech in it is, in seconds.
    pub fn seconds(&self) -> f64 {
        self.speech.len() as f64 / f64::from(self.rate)
    }
}

/// Measures a clip.
///
/// # Errors
/// [`AudioError::Silent`] if nothing is to be heard in it.
pub fn measure(sound: &Sound) -> Result<Measurement, AudioError> {
    let speech = trim::speech(&sound.samples, sound.rate).ok_or(AudioError::Silent)?;
    let blocks = loudness::blocks(&sound.samples[speech.clone()], sound.rate)?;
    let power = trim::power(&sound.samples[speech.clone()]);
    Ok(Measurement {
        rate: sound.rate,
        samples: sound.samples.len(),
        speech,
        blocks,
        // Hundredths, so that the number reads well.
        level: (1000.0 * f64::from(power).log10()).round() / 100.0,
    })
}

/// The largest absolute value of samples, eight at a time.
fn peak(samples: &[f32]) -> f32 {
    let mut lanes = [0f32; 8];
    let (eights, rest) = samples.as_chunks::<8>();
    for eight in eights {
        for (lane, x) in lanes.iter_mut().zip(eight) {
            let x = x.abs();
            *lane = if x > *lane { x } else { *lane };
        }
    }
    rest.iter()
        .map(|x| x.abs())
        .chain(lanes)
        .fold(0.0, f32::max)
}

/// Sum and sum of squares of samples, eight at a time.
fn sums(samples: &[f32]) -> (f32, f32) {
    let (mut sum, mut squares) = ([0f32; 8], [0f32; 8]);
    let (eights, rest) = samples.as_chunks::<8>();
    for eight in eights {
        for i in 0..8 {
            sum[i] += eight[i];
            squares[i] += eight[i] * eight[i];
        }
    }
    (
        sum.iter().chain(rest).sum(),
        squares.iter().sum::<f32>() + rest.iter().map(|x| x * x).sum::<f32>(),
    )
}

/// A level in dB as a factor.
pub fn from_db(db: f64) -> f32 {
    10f64.powf(db / 20.0) as f32
}

/// A factor as a level in dB.
pub fn to_db(factor: f32) -> f64 {
    20.0 * f64::from(factor).log10()
}
