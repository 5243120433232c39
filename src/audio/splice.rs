//! Joining the sounds of the parts of one text, which an engine could not take as a whole.

use super::resample::Resampler;
use super::{AudioError, decode, trim};
use std::io::Cursor;

/// How much of its own silence a part keeps where it meets another, in seconds: with that of the
/// other it makes the pause between two sentences.
const KEPT_SILENCE: f64 = 0.15;

/// One sound of several, as a WAV file: silence that an engine puts around each part goes where two
/// meet, so that nobody hears that the text was cut. At the outer ends everything stays.
///
/// # Errors
/// If a part cannot be decoded or is silent.
pub fn splice(parts: &[Vec<u8>]) -> Result<Vec<u8>, AudioError> {
    let mut rate = 0;
    let mut samples: Vec<f32> = Vec::new();
    for (i, bytes) in parts.iter().enumerate() {
        let sound = decode::decode(bytes)?;
        let speech = trim::speech(&sound.samples, sound.rate).ok_or(AudioError::Silent)?;
        let kept = (KEPT_SILENCE * f64::from(sound.rate)) as usize;
        let is_last = i + 1 == parts.len();
        let from = if i == 0 {
            0
        } else {
            speech.start.saturating_sub(kept)
        };
        let to = if is_last {
            usize::MAX
        } else {
            speech.end + kept
        };
        let part = &sound.samples[from..to.min(sound.samples.len())];
        if rate == 0 {
            rate = sound.rate;
        }
        samples.extend_from_slice(Resampler::new(rate).resample(part, sound.rate)?);
    }
    let failed = |error: hound::Error| AudioError::Processing(error.to_string());
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: rate,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut file = Cursor::new(Vec::with_capacity(samples.len() * 2 + 64));
    let mut writer = hound::WavWriter::new(&mut file, spec).map_err(failed)?;
    for sample in samples {
        let whole = (sample * 32768.0).round().clamp(-32768.0, 32767.0);
        writer.write_sample(whole as i16).map_err(failed)?;
    }
    writer.finalize().map_err(failed)?;
    Ok(file.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Silence, a tone, silence.
    fn part(rate: u32, seconds: [f64; 3]) -> Vec<u8> {
        let mut file = Cursor::new(Vec::new());
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: rate,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut writer = hound::WavWriter::new(&mut file, spec).unwrap();
        for (i, seconds) in seconds.iter().enumerate() {
            for n in 0..(seconds * f64::from(rate)) as usize {
                let tone = (n as f32 * 0.1).sin() * 8000.0;
                let sample = if i == 1 { tone as i16 } else { 0 };
                writer.write_sample(sample).unwrap();
            }
        }
        writer.finalize().unwrap();
        file.into_inner()
    }

    #[test]
    fn silence_goes_where_parts_meet_and_stays_at_the_ends() {
        let parts = [
            part(24000, [0.5, 1.0, 0.9]),
            part(24000, [0.8, 1.0, 0.05]),
            part(12000, [0.0, 1.0, 0.4]),
        ];
        let whole = decode::decode(&splice(&parts).unwrap()).unwrap();
        let seconds = whole.samples.len() as f64 / f64::from(whole.rate);
        let expected = 0.5 + 1.0 + 0.15 + 0.15 + 1.0 + 0.05 + 0.0 + 1.0 + 0.4;
        assert_eq!(whole.rate, 24000);
        assert!((seconds - expected).abs() < 0.05, "{seconds} {expected}");
        // The tone of the first part, to the sample.
        let first = decode::decode(&parts[0]).unwrap();
        assert_eq!(whole.samples[..36000], first.samples[..36000]);
        assert!(splice(&[part(24000, [1.0, 0.0, 0.0])]).is_err());
    }
}
