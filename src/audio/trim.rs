//! Where in a clip the speech is.

use std::ops::Range;

/// How far below the clip's own speech level a sound still counts, in dB.
const BELOW_SPEECH: f64 = 40.0;
/// What is quieter than this is never speech, in dBFS.
const FLOOR: f64 = -85.0;
/// A clip with nothing louder than this is silent, in dBFS.
const SILENT: f64 = -60.0;

/// The part of a clip from the first to the last sound that belongs to the speech, or `None` if
/// the clip is silent. The level is taken in windows of 5 ms and compared with the clip's own
/// speech level (the 90th percentile), so that quiet engines are trimmed as well as loud ones;
/// a soft consonant 40 dB below that still counts.
pub fn speech(samples: &[f32], rate: u32) -> Option<Range<usize>> {
    let window = (rate as usize / 200).max(1);
    let powers: Vec<f32> = samples.chunks(window).map(power).collect();
    let mut sorted = powers.clone();
    sorted.sort_unstable_by(f32::total_cmp);
    let power_of = |db: f64| 10f64.powf(db / 10.0) as f32;
    if *sorted.last()? <= power_of(SILENT) {
        return None;
    }
    // Of what is not silence, so that a clip with a long tail is not measured by its tail.
    let heard = sorted.partition_point(|p| *p <= power_of(FLOOR));
    let level = sorted[heard + (sorted.len() - heard) * 9 / 10];
    let threshold = (level * power_of(-BELOW_SPEECH)).max(power_of(FLOOR));
    let first = powers.iter().position(|p| *p > threshold)?;
    let last = powers.iter().rposition(|p| *p > threshold)?;
    Some(first * window..((last + 1) * window).min(samples.len()))
}

/// The mean power of samples beside a steady offset.
pub(super) fn power(samples: &[f32]) -> f32 {
    let count = samples.len() as f32;
    let (sum, squares) = super::sums(samples);
    (squares / count - (sum / count) * (sum / count)).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(seconds: f64, level: f32, rate: u32) -> Vec<f32> {
        (0..(seconds * f64::from(rate)) as usize)
            .map(|i| (i as f32 * 300.0 * std::f32::consts::TAU / rate as f32).sin() * level)
            .collect()
    }

    #[test]
    fn silence_around_goes_and_a_soft_end_stays() {
        let rate = 22050;
        for level in [0.5f32, 0.02] {
            let mut clip = vec![0.0; 4410];
            clip.extend(tone(0.5, level, rate));
            clip.extend(tone(0.1, level / 56.0, rate)); // 35 dB softer
            let end = clip.len();
            clip.extend(vec![0.0; 22050]);
            let speech = speech(&clip, rate).unwrap();
            assert!(speech.start.abs_diff(4410) <= 110, "{speech:?}");
            assert!(speech.end.abs_diff(end) <= 110, "{speech:?} {end}");
        }
    }

    #[test]
    fn a_steady_offset_is_no_speech() {
        let mut clip = vec![0.1; 2000];
        clip.extend(tone(0.2, 0.5, 8000).iter().map(|x| x + 0.1));
        let speech = speech(&clip, 8000).unwrap();
        assert!(speech.start.abs_diff(2000) <= 40, "{speech:?}");
    }

    #[test]
    fn silence_is_none() {
        assert_eq!(speech(&[], 8000), None);
        assert_eq!(speech(&[0.0; 8000], 8000), None);
        assert_eq!(speech(&[0.0005; 8000], 8000), None);
    }
}
