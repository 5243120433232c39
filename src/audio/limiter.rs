//! A look-ahead limiter for true peaks.
//!
//! The true peak between samples is estimated by four-fold oversampling with the interpolation
//! filter of ITU-R BS.1770-4, Annex 2. Where it is over the ceiling, the gain goes down before the
//! peak comes and up after it, both smoothly, so that nothing is clipped.

/// The length of a phase of the filter.
const TAPS: usize = 12;
/// The interpolation filter of BS.1770-4, Annex 2, table: phases 0 and 1. Phases 2 and 3 are these
/// in reverse.
const PHASES: [[f32; TAPS]; 2] = [
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
/// How many samples have one gain, before it is smoothed.
const BLOCK: usize = 32;
/// How far the limiter looks ahead, in seconds.
const LOOK_AHEAD: f64 = 0.005;
/// How fast the gain comes back, in seconds to 63 %.
const RELEASE: f64 = 0.060;
/// What the gain stays below the ceiling, in dB: the gain moves between the oversampled points.
const MARGIN: f64 = 0.1;

/// Limits a sound to a ceiling in dBTP. Returns whether anything was over it.
pub fn limit(samples: &mut [f32], rate: u32, ceiling: f64) -> bool {
    let most = super::from_db(ceiling - MARGIN);
    let Some(wanted) = wanted_gains(samples, most) else {
        return false;
    };
    // A block is as good a step for a gain that moves over milliseconds. The mean reaches a block
    // less far than the minimum: what is drawn between two means is low enough for both blocks.
    let ahead = ((LOOK_AHEAD * f64::from(rate)) as usize).div_ceil(BLOCK) + 1;
    let lowest = lowest_around(&wanted, ahead);
    let back = (-(BLOCK as f64) / (RELEASE * f64::from(rate))).exp();
    let mut gain = 1f64;
    let held: Vec<f32> = lowest
        .iter()
        .map(|low| {
            gain = f64::from(*low).min(1.0 - (1.0 - gain) * back);
            gain as f32
        })
        .collect();
    let gains = mean_around(&held, ahead - 1);
    let last = gains.len() - 1;
    for (k, block) in samples.chunks_mut(BLOCK).enumerate() {
        // from half way to the block before, over the own gain, to half way to the next
        let (before, own, after) = (
            gains[k.saturating_sub(1)],
            gains[k],
            gains[(k + 1).min(last)],
        );
        if before == 1.0 && own == 1.0 && after == 1.0 {
            continue;
        }
        for (i, sample) in block.iter_mut().enumerate() {
            let at = (i as f32 + 0.5) / BLOCK as f32 - 0.5;
            let other = if at < 0.0 { before } else { after };
            *sample *= own + (other - own) * at.abs();
        }
    }
    true
}

/// The gain that each block of samples needs to stay under `most`; `None` if none needs any.
/// Blocks whose samples are so small that no point between them can reach `most` are not looked
/// into.
fn wanted_gains(samples: &[f32], most: f32) -> Option<Vec<f32>> {
    let peaks: Vec<f32> = samples.chunks(BLOCK).map(super::peak).collect();
    let mut wanted: Option<Vec<f32>> = None;
    for k in 0..peaks.len() {
        // The filter reaches less than a block beyond the block.
        let around = &peaks[k.saturating_sub(1)..(k + 2).min(peaks.len())];
        if around.iter().fold(0.0, |a: f32, b| a.max(*b)) * MOST <= most {
            continue;
        }
        let peak = true_peak_of_block(samples, k * BLOCK);
        if peak > most {
            wanted.get_or_insert_with(|| vec![1.0; peaks.len()])[k] = most / peak;
        }
    }
    wanted
}

/// The true peak of the block from `start` on: the largest of its samples and of the interpolated
/// points between them and up to the next sample.
fn true_peak_of_block(samples: &[f32], start: usize) -> f32 {
    // The filter's middle lies between taps 5 and 6: between a sample and the next.
    let mut window = [0f32; BLOCK + TAPS];
    let from = start.saturating_sub(5);
    let to = (start + BLOCK + 7).min(samples.len());
    let at = 5 - (start - from);
    window[at..at + to - from].copy_from_slice(&samples[from..to]);
    let mut highest = super::peak(&samples[start..(start + BLOCK).min(samples.len())]);
    for phase in &PHASES {
        let (mut ahead, mut back) = ([0f32; BLOCK], [0f32; BLOCK]);
        for k in 0..TAPS {
            let taps = &window[k..k + BLOCK];
            for i in 0..BLOCK {
                ahead[i] += taps[i] * phase[k];
                back[i] += taps[i] * phase[TAPS - 1 - k];
            }
        }
        highest = highest.max(super::peak(&ahead)).max(super::peak(&back));
    }
    highest
}

/// The largest true peak of a sound, as a factor of full scale.
pub fn true_peak(samples: &[f32]) -> f32 {
    let blocks = (0..samples.len()).step_by(BLOCK);
    blocks
        .map(|start| true_peak_of_block(samples, start))
        .fold(0.0, f32::max)
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
        let level = |i: usize| {
            if (20_000..24_000).contains(&i) {
                1.6
            } else {
                0.3
            }
        };
        let mut sound: Vec<f32> = (0..66_150)
            .map(|i| (i as f32 * 1234.5 * std::f32::consts::TAU / rate as f32).sin() * level(i))
            .collect();
        let before = sound.clone();
        assert!(limit(&mut sound, rate, -1.5));
        assert!(
            to_db(true_peak(&sound)) <= -1.5,
            "{}",
            to_db(true_peak(&sound))
        );
        assert_eq!(sound[..19_000], before[..19_000]);
        let late: f32 = sound[60_000..]
            .iter()
            .zip(&before[60_000..])
            .map(|(a, b)| (a - b).abs())
            .sum();
        assert!(late < 1e-2, "{late}");
    }

    #[test]
    fn what_is_under_the_ceiling_is_left_alone() {
        let arch = |i: usize| (i as f32 * std::f32::consts::PI / 5000.0).sin() * from_db(-2.0);
        let mut sound: Vec<f32> = (0..5000)
            .map(|i| (i as f32 * 0.05).sin() * arch(i))
            .collect();
        let before = sound.clone();
        assert!(!limit(&mut sound, 44100, -1.5));
        assert_eq!(sound, before);
    }
}
