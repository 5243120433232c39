//! A look-ahead limiter for true peaks.
//!
//! The true peak between samples is estimated by four-fold oversampling with the interpolation
//! filter of ITU-R BS.1770-4, Annex 2. Where it is over the ceiling, the gain goes down before the
//! peak comes and up after it, both smoothly, so that nothing is clipped.

/// The interpolation filter of BS.1770-4, Annex 2, table: phases 0 and 1. Phases 2 and 3 are these
/// in reverse.
const PHASES: [[f32; 12]; 2] = [
    [
        0.001_708_984_4,
        0.010_986_328,
        -0.019_653_32,
        0.033_203_125,
        -0.059_448_242,
        0.137_329_1,
        0.972_167_97,
        -0.102_294_92,
        0.047_607_422,
        -0.026_611_328,
        0.014_892_578,
        -0.008_300_781,
    ],
    [
        -0.029_174_805,
        0.029_296_875,
        -0.051_757_812,
        0.089_111_33,
        -0.166_503_9,
        0.465_087_9,
        0.779_785_16,
        -0.200_317_38,
        0.101_562_5,
        -0.058_227_54,
        0.033_081_055,
        -0.018_920_898,
    ],
];
/// What the filter can make of samples at most: the largest sum of the absolute values of a phase.
const MOST: f32 = 2.023;
/// How far the limiter looks ahead, in seconds.
const LOOK_AHEAD: f64 = 0.005;
/// How fast the gain comes back, in seconds to 63 %.
const RELEASE: f64 = 0.060;
/// What the gain stays below the ceiling, in dB: the gain moves between the oversampled points.
const MARGIN: f64 = 0.1;

/// Limits a sound to a ceiling in dBTP. Returns whether anything was over it.
pub fn limit(samples: &mut [f32], rate: u32, ceiling: f64) -> bool {
    let most = super::from_db(ceiling - MARGIN);
    let sample_peak = samples.iter().fold(0f32, |peak, x| peak.max(x.abs()));
    if sample_peak * MOST <= most {
        return false;
    }
    let peaks = true_peaks(samples);
    if peaks.iter().all(|peak| *peak <= most) {
        return false;
    }
    let ahead = (LOOK_AHEAD * f64::from(rate)) as usize + 1;
    let wanted: Vec<f32> = peaks.iter().map(|peak| (most / peak.max(most)).min(1.0)).collect();
    let lowest = lowest_around(&wanted, ahead);
    let back = (-1.0 / (RELEASE * f64::from(rate))).exp();
    let mut gain = 1f64;
    let held: Vec<f32> = lowest
        .iter()
        .map(|low| {
            gain = f64::from(*low).min(1.0 - (1.0 - gain) * back);
            gain as f32
        })
        .collect();
    for (sample, gain) in samples.iter_mut().zip(mean_around(&held, ahead)) {
        *sample *= gain;
    }
    true
}

/// The true peak around each sample: the largest of the sample itself and the four interpolated
/// points between it and the next.
fn true_peaks(samples: &[f32]) -> Vec<f32> {
    let mut padded = vec![0.0; samples.len() + 12];
    padded[6..6 + samples.len()].copy_from_slice(samples);
    samples
        .iter()
        .enumerate()
        .map(|(i, sample)| {
            // The filter's middle lies between taps 5 and 6: between this sample and the next.
            let window = &padded[i + 1..i + 13];
            let mut peak = sample.abs();
            for phase in &PHASES {
                let (mut ahead, mut back) = (0f32, 0f32);
                for k in 0..12 {
                    ahead += window[k] * phase[k];
                    back += window[k] * phase[11 - k];
                }
                peak = peak.max(ahead.abs()).max(back.abs());
            }
            peak
        })
        .collect()
}

/// The largest true peak of a sound, as a factor of full scale.
pub fn true_peak(samples: &[f32]) -> f32 {
    true_peaks(samples).into_iter().fold(0.0, f32::max)
}

/// The lowest value within `reach` of each place.
fn lowest_around(values: &[f32], reach: usize) -> Vec<f32> {
    let mut lowest = Vec::with_capacity(values.len());
    let mut queue: std::collections::VecDeque<usize> = Default::default();
    for i in 0..values.len() + reach {
        if i < values.len() {
            while queue.back().is_some_and(|&b| values[b] >= values[i]) {
                queue.pop_back();
            }
            queue.push_back(i);
        }
        if i >= reach {
            let centre = i - reach;
            while queue.front().is_some_and(|&f| f + reach < centre) {
                queue.pop_front();
            }
            lowest.push(queue.front().map_or(1.0, |&f| values[f]));
        }
    }
    lowest
}

/// The mean of the values within `reach` of each place; beyond the ends the gain is the end's.
fn mean_around(values: &[f32], reach: usize) -> Vec<f32> {
    let at = |i: isize| f64::from(values[i.clamp(0, values.len() as isize - 1) as usize]);
    let reach = reach as isize;
    let count = (2 * reach + 1) as f64;
    let mut sum: f64 = (-reach..=reach).map(at).sum();
    (0..values.len() as isize)
        .map(|i| {
            let mean = (sum / count) as f32;
            sum += at(i + reach + 1) - at(i - reach);
            mean
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::{from_db, to_db};

    #[test]
    fn the_filter_is_the_standards() {
        for phase in &PHASES {
            let sum: f32 = phase.iter().sum();
            assert!((sum - 1.0).abs() < 0.03, "{sum}");
            let most: f32 = phase.iter().map(|x| x.abs()).sum();
            assert!(most <= MOST, "{most}");
        }
        // A sine at a quarter of the rate, sampled 45 degrees off its peaks.
        let sine: Vec<f32> = (0..4000)
            .map(|i| (std::f32::consts::FRAC_PI_2 * (i as f32 + 0.5)).sin())
            .collect();
        let peak = to_db(true_peak(&sine[100..3900]));
        assert!(peak.abs() < 0.3, "{peak}");
    }

    #[test]
    fn peaks_stay_under_the_ceiling_and_quiet_parts_as_they_are() {
        let rate = 44100;
        let level = |i: usize| if (20_000..24_000).contains(&i) { 1.6 } else { 0.3 };
        let mut sound: Vec<f32> = (0..66_150)
            .map(|i| (i as f32 * 1234.5 * std::f32::consts::TAU / rate as f32).sin() * level(i))
            .collect();
        let before = sound.clone();
        assert!(limit(&mut sound, rate, -1.5));
        assert!(to_db(true_peak(&sound)) <= -1.5, "{}", to_db(true_peak(&sound)));
        assert_eq!(sound[..19_000], before[..19_000]);
        let late: f32 = sound[60_000..].iter().zip(&before[60_000..]).map(|(a, b)| (a - b).abs()).sum();
        assert!(late < 1e-2, "{late}");
    }

    #[test]
    fn what_is_under_the_ceiling_is_left_alone() {
        let arch = |i: usize| (i as f32 * std::f32::consts::PI / 5000.0).sin() * from_db(-2.0);
        let mut sound: Vec<f32> = (0..5000).map(|i| (i as f32 * 0.05).sin() * arch(i)).collect();
        let before = sound.clone();
        assert!(!limit(&mut sound, 44100, -1.5));
        assert_eq!(sound, before);
    }
}
