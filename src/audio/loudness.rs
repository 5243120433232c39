//! Loudness by EBU R 128: the blocks of many clips, gated together.
//!
//! A clip is measured once, as the loudness of its gating blocks (ITU-R BS.1770-4, Annex 1:
//! K-weighted, 400 ms long, overlapping by 75 %; `ebur128` does the weighting). The loudness of a
//! voice is that of all blocks of all its clips through the two gates, as if the clips were one
//! programme, and can be had again without decoding anything.

use super::AudioError;
use ebur128::{EbuR128, Mode};

/// What a K-weighted power in dB is more than its loudness (BS.1770-4, Annex 1, equation 2).
const OFFSET: f64 = 0.691;
/// The absolute gate, in LUFS (BS.1770-4, Annex 1, equation 5).
const ABSOLUTE_GATE: f64 = -70.0;
/// The relative gate, in LU (equation 6).
const RELATIVE_GATE: f64 = -10.0;

/// The loudness of each gating block of a mono sound, in hundredths of LUFS. What is shorter than
/// one block is one block of its own length.
///
/// # Errors
/// If the sample rate is outside of what the meter can do.
pub fn blocks(samples: &[f32], rate: u32) -> Result<Vec<i16>, AudioError> {
    let failed = |error: ebur128::Error| AudioError::Processing(format!("loudness: {error}"));
    let mut meter = EbuR128::new(1, rate, Mode::M).map_err(failed)?;
    let hundredths = |power: f64| (lufs(power).clamp(-120.0, 100.0) * 100.0).round() as i16;
    let step = rate as usize / 10;
    let mut powers = Vec::with_capacity(samples.len() / step + 4);
    let mut add = |chunk: &[f32]| -> Result<(), ebur128::Error> {
        meter.add_frames_f32(chunk)?;
        powers.push(10f64.powf((meter.loudness_window(100)? + OFFSET) / 10.0));
        Ok(())
    };
    for chunk in samples.chunks_exact(step) {
        add(chunk).map_err(failed)?;
    }
    if samples.len() < 4 * step {
        // What is left, and the silence in which the filter rings out.
        let mut rest = samples.chunks_exact(step).remainder().to_vec();
        rest.resize(2 * step, 0.0);
        rest.chunks_exact(step).try_for_each(add).map_err(failed)?;
        let length = samples.len().max(1) as f64 / step as f64;
        return Ok(vec![hundredths(powers.iter().sum::<f64>() / length)]);
    }
    let block = |four: &[f64]| hundredths(four.iter().sum::<f64>() / 4.0);
    Ok(powers.windows(4).map(block).collect())
}

/// The loudness of a mean power of K-weighted samples, in LUFS (BS.1770-4, Annex 1, equation 2).
fn lufs(power: f64) -> f64 {
    10.0 * power.log10() - OFFSET
}

/// The gated loudness of blocks, in LUFS (BS.1770-4, Annex 1, equation 7); `None` if all of them
/// are below the absolute gate.
pub fn gated<'a>(blocks: impl Iterator<Item = &'a i16> + Clone) -> Option<f64> {
    let lufs = blocks.map(|block| f64::from(*block) / 100.0);
    let mean = |gate: f64| {
        let (mut sum, mut count) = (0.0, 0u64);
        for block in lufs.clone().filter(|block| *block > gate) {
            sum += 10f64.powf(block / 10.0);
            count += 1;
        }
        (count > 0).then(|| 10.0 * (sum / count as f64).log10())
    };
    let relative = mean(ABSOLUTE_GATE)? + RELATIVE_GATE;
    mean(relative.max(ABSOLUTE_GATE))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(seconds: f64, db: f64, rate: u32) -> Vec<f32> {
        let level = super::super::from_db(db);
        (0..(seconds * f64::from(rate)) as usize)
            .map(|i| (i as f32 * 997.0 * std::f32::consts::TAU / rate as f32).sin() * level)
            .collect()
    }

    /// EBU Tech 3341, case 1: a 1 kHz sine at -23 dBFS in both channels is -23 LUFS; in one
    /// channel it is 3 LU less.
    #[test]
    fn a_sine_has_the_standards_loudness() {
        for rate in [16000, 22050, 44100] {
            let blocks = blocks(&tone(5.0, -20.0, rate), rate).unwrap();
            let lufs = gated(blocks.iter()).unwrap();
            assert!((lufs + 23.0).abs() < 0.1, "{rate}: {lufs}");
        }
    }

    /// EBU Tech 3341, case 3: quiet parts do not count.
    #[test]
    fn gates_leave_out_what_is_quiet() {
        let mut all = blocks(&tone(10.0, -36.0, 48000), 48000).unwrap();
        all.extend(blocks(&tone(60.0, -20.0, 48000), 48000).unwrap());
        all.extend(blocks(&tone(10.0, -36.0, 48000), 48000).unwrap());
        let lufs = gated(all.iter()).unwrap();
        assert!((lufs + 23.0).abs() < 0.1, "{lufs}");
    }

    #[test]
    fn the_whole_meter_agrees() {
        let mut samples = tone(3.0, -12.0, 44100);
        samples.extend(tone(4.0, -25.0, 44100));
        let mut meter = EbuR128::new(1, 44100, Mode::I).unwrap();
        meter.add_frames_f32(&samples).unwrap();
        let whole = meter.loudness_global().unwrap();
        let ours = gated(blocks(&samples, 44100).unwrap().iter()).unwrap();
        assert!((whole - ours).abs() < 0.05, "{whole} {ours}");
    }

    #[test]
    fn a_short_clip_is_not_diluted() {
        let blocks = blocks(&tone(0.2, -20.0, 22050), 22050).unwrap();
        assert_eq!(blocks.len(), 1);
        assert!((blocks[0] + 2300).abs() < 40, "{blocks:?}");
        assert_eq!(gated([-9000i16].iter()), None);
    }
}
