//! What models give, as a file.

use super::super::SpeechError;
use super::super::engine::pcm;

/// A WAV file of 16-bit samples, of numbers from -1 to 1.
///
/// # Errors
/// [`SpeechError::Line`] if there is no sound, or some of it is no number.
pub fn wav(rate: u32, samples: &[f32]) -> Result<Vec<u8>, SpeechError> {
    if samples.is_empty() {
        return Err(SpeechError::Line("nothing came of this text".into()));
    }
    if samples.iter().any(|sample| !sample.is_finite()) {
        return Err(SpeechError::Line(
            "the model gave no sound, but what is no number".into(),
        ));
    }
    let bytes: Vec<u8> = samples
        .iter()
        .flat_map(|sample| ((sample.clamp(-1.0, 1.0) * 32767.0).round() as i16).to_le_bytes())
        .collect();
    pcm::wav(rate, 1, 2, &bytes)
}

/// So many seconds of silence.
pub fn silence(seconds: f64, rate: u32, out: &mut Vec<f32>) {
    let count = (seconds * f64::from(rate)).round() as usize;
    out.resize(out.len() + count, 0.0);
}

/// Takes a narrow band around a frequency, both in Hz, out of a sound: a second-order notch, as in Robert
/// Bristow-Johnson's "Cookbook formulae for audio equalizer biquad filter coefficients".
pub fn notch(frequency: f64, width: f64, rate: u32, samples: &mut [f32]) {
    let turn = std::f64::consts::TAU * frequency / f64::from(rate);
    let alpha = turn.sin() * width / frequency / 2.0;
    let (middle, scale) = (-2.0 * turn.cos(), 1.0 / (1.0 + alpha));
    let (mut one, mut two) = (0.0, 0.0);
    for sample in samples {
        let now = f64::from(*sample) * scale;
        let out = now + one;
        one = (now - out * scale) * middle + two;
        two = now - out * scale * (1.0 - alpha);
        *sample = out as f32;
    }
}

/// What counts as silence.
const SILENT: f32 = 0.003;
/// The seconds of silence that are left on either side of a joint.
const BESIDE: f64 = 0.15;

/// Puts a text's sound behind another's. Silence at the joint is cut to what is usual between sentences.
pub fn join(mut next: Vec<f32>, rate: u32, all: &mut Vec<f32>) {
    if all.is_empty() {
        *all = next;
        return;
    }
    let beside = (BESIDE * f64::from(rate)) as usize;
    let is_loud = |sample: &f32| sample.abs() > SILENT;
    let end = all.iter().rposition(is_loud).map_or(0, |last| last + 1);
    all.truncate(end + beside);
    let start = next.iter().position(is_loud).unwrap_or(next.len());
    all.extend(next.drain(start.saturating_sub(beside)..));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_at_a_joint_is_cut_to_what_is_usual() {
        let mut all = Vec::new();
        join([vec![0.5; 10], vec![0.0; 900]].concat(), 1000, &mut all);
        assert_eq!(all.len(), 910);
        join(
            [vec![0.0; 400], vec![0.5; 10], vec![0.0; 30]].concat(),
            1000,
            &mut all,
        );
        assert_eq!(all.len(), 10 + 150 + 150 + 10 + 30);
    }

    #[test]
    fn a_notch_takes_a_tone_and_leaves_others() {
        let wave = |hz: f32, i: usize| (std::f32::consts::TAU * hz * i as f32 / 24_000.0).sin();
        let level = |hz: f32| {
            let mut sound: Vec<f32> = (0..24_000).map(|i| wave(hz, i)).collect();
            notch(4800.0, 60.0, 24_000, &mut sound);
            let late = &sound[12_000..];
            let power: f32 = late.iter().map(|s| s * s).sum::<f32>() / late.len() as f32;
            10.0 * (2.0 * power).log10()
        };
        assert!(level(4800.0) < -60.0, "{}", level(4800.0));
        for hz in [200.0, 4000.0, 5600.0] {
            assert!(level(hz).abs() < 0.1, "{hz}: {}", level(hz));
        }
    }

    #[test]
    fn what_is_no_number_is_no_sound() {
        assert!(wav(24_000, &[0.0, f32::NAN]).is_err());
        assert!(wav(24_000, &[]).is_err());
        assert_eq!(wav(24_000, &[0.0, 1.5]).unwrap().len(), 48);
    }
}
