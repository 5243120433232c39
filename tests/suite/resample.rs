//! The resampler beside sox, which is known for its own: how far a sweep through each is from the same
//! sweep made at the other rate.

use diglot::audio::resample::Resampler;
use std::path::Path;
use std::process::Command;

/// A sweep from 20 Hz to `high`, at -6 dBFS, with soft ends, 4 s long.
fn sweep(high: f64, rate: u32) -> Vec<f32> {
    let rate = f64::from(rate);
    let (low, seconds, edge) = (20.0, 4.0, 0.1);
    let value = |i: usize| {
        let t = i as f64 / rate;
        let phase = low * t + (high - low) * t * t / (2.0 * seconds);
        let nearest = t.min(seconds - t);
        let soft = 0.5 - 0.5 * (std::f64::consts::PI * (nearest / edge).min(1.0)).cos();
        (0.5 * soft * (std::f64::consts::TAU * phase).sin()) as f32
    };
    (0..(seconds * rate) as usize).map(value).collect()
}

fn write(path: &Path, rate: u32, samples: &[f32]) {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: rate,
        bits_per_sample: 32,
        sample_format: hound::SampleFormat::Float,
    };
    let mut writer = hound::WavWriter::create(path, spec).unwrap();
    for sample in samples {
        writer.write_sample(*sample).unwrap();
    }
    writer.finalize().unwrap();
}

/// By `sox rate -v`, in floating point, so that nothing is rounded.
fn by_sox(samples: &[f32], from: u32, to: u32) -> Vec<f32> {
    let folder = tempfile::tempdir().unwrap();
    let (before, after) = (folder.path().join("in.wav"), folder.path().join("out.wav"));
    write(&before, from, samples);
    let status = Command::new("sox")
        .arg("-V1")
        .arg(&before)
        .args(["-e", "floating-point", "-b", "32"])
        .arg(&after)
        .args(["rate", "-v", &to.to_string()])
        .status()
        .unwrap();
    assert!(status.success());
    let mut reader = hound::WavReader::open(&after).unwrap();
    reader.samples().map(Result::unwrap).collect()
}

#[test]
fn a_sweep_is_what_it_was_at_the_other_rate() {
    for (from, to) in [
        (22_050, 44_100),
        (24_000, 44_100),
        (16_000, 44_100),
        (48_000, 44_100),
        (44_100, 24_000),
        (24_000, 48_000),
    ] {
        // To 0.9 of the lower Nyquist frequency.
        let high = f64::from(from.min(to)) / 2.0 * 0.9;
        let (before, wanted) = (sweep(high, from), sweep(high, to));
        // How far a sound is from the sweep as it would be at that rate, in dB.
        let off = |sound: &[f32]| {
            assert!(sound.len().abs_diff(wanted.len()) <= 1, "{from} to {to}");
            let power = |x: f32| f64::from(x) * f64::from(x);
            let off: f64 = sound.iter().zip(&wanted).map(|(a, b)| power(a - b)).sum();
            10.0 * (off / wanted.iter().map(|x| power(*x)).sum::<f64>()).log10()
        };
        let sox = off(&by_sox(&before, from, to));
        let ours = off(Resampler::new(to).resample(&before, from).unwrap());
        println!("{from} to {to}: {ours:.1} dB, sox {sox:.1} dB");
        assert!(
            ours < -110.0,
            "{from} to {to}: {ours:.1} dB, sox {sox:.1} dB"
        );
    }
}
