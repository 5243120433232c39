//! The resampler beside sox, which is known for its own: a sweep comes out of both the same.

use diglot::audio::resample::Resampler;
use std::path::Path;
use std::process::Command;

/// A sweep from 20 Hz to 0.9 of the lower Nyquist frequency, at -6 dBFS, with soft ends, 4 s long.
fn sweep(from: u32, to: u32) -> Vec<f32> {
    let rate = f64::from(from);
    let (low, high) = (20.0, f64::from(from.min(to)) / 2.0 * 0.9);
    let (seconds, edge) = (4.0, 0.1);
    let length = (seconds * rate) as usize;
    let value = |i: usize| {
        let t = i as f64 / rate;
        let phase = low * t + (high - low) * t * t / (2.0 * seconds);
        let nearest = t.min(seconds - t);
        let soft = 0.5 - 0.5 * (std::f64::consts::PI * (nearest / edge).min(1.0)).cos();
        (0.5 * soft * (std::f64::consts::TAU * phase).sin()) as f32
    };
    (0..length).map(value).collect()
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
fn a_sweep_is_the_same_as_from_sox() {
    for (from, to) in [
        (22_050, 44_100),
        (24_000, 44_100),
        (16_000, 44_100),
        (48_000, 44_100),
        (44_100, 24_000),
        (24_000, 48_000),
    ] {
        let before = sweep(from, to);
        let sox = by_sox(&before, from, to);
        let mut resampler = Resampler::new(to);
        let ours = resampler.resample(&before, from).unwrap();
        assert!(ours.len().abs_diff(sox.len()) <= 1, "{from} to {to}");
        let power = |values: &mut dyn Iterator<Item = f64>| values.map(|x| x * x).sum::<f64>();
        let off = power(&mut ours.iter().zip(&sox).map(|(a, b)| f64::from(a - b)));
        let all = power(&mut sox.iter().map(|x| f64::from(*x)));
        let difference = 10.0 * (off / all).log10();
        println!("{from} to {to}: {difference:.1} dB");
        assert!(difference < -90.0, "{from} to {to}: {difference} dB");
    }
}
