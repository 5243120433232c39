//! Sound as other programs write it, decoded.

use crate::support::Desk;
use diglot::audio::decode::decode;
use std::path::Path;
use std::process::Command;

const RATE: u32 = 24_000;

/// A sweep of a second that begins and ends at once, so that a shift shows; of 16 bits.
fn original() -> Vec<f32> {
    (0..RATE)
        .map(|i| {
            let t = i as f32 / RATE as f32;
            let sweep = (200.0 * t + 900.0 * t * t) * std::f32::consts::TAU;
            (sweep.sin() * 16_000.0).round() / 32_768.0
        })
        .collect()
}

fn write_original(path: &Path) {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: RATE,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(path, spec).unwrap();
    for sample in original() {
        writer.write_sample((sample * 32_768.0) as i16).unwrap();
    }
    writer.finalize().unwrap();
}

fn run(program: &str, args: &[&str]) {
    let output = Command::new(program).args(args).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {args:?}: {said}");
}

/// Decodes a file and says how far it is from the original: the error's level in dB relative to
/// the sound's.
fn error(path: &Path, name: &str) -> f64 {
    let sound = decode(&std::fs::read(path).unwrap()).unwrap_or_else(|e| panic!("{name}: {e}"));
    let want = original();
    assert_eq!(sound.rate, RATE, "{name}");
    assert_eq!(sound.samples.len(), want.len(), "{name}");
    let power =
        |values: &mut dyn Iterator<Item = f32>| values.map(|v| f64::from(v * v)).sum::<f64>();
    let error = power(&mut want.iter().zip(&sound.samples).map(|(a, b)| a - b));
    10.0 * (error / power(&mut want.iter().copied())).log10()
}

#[test]
fn every_kind_of_wav_is_decoded() {
    let desk = Desk::new();
    let original = desk.path("original.wav");
    write_original(&original);
    for (codec, most) in [
        ("pcm_u8", -35.0),
        ("pcm_s16le", -85.0),
        ("pcm_s24le", -110.0),
        ("pcm_s32le", -110.0),
        ("pcm_f32le", -140.0),
        ("pcm_f64le", -140.0),
        ("pcm_alaw", -30.0),
        ("pcm_mulaw", -30.0),
    ] {
        for channels in ["1", "2"] {
            let path = desk.path(&format!("{codec}-{channels}.wav"));
            let args = [
                "-v",
                "error",
                "-i",
                original.to_str().unwrap(),
                "-af",
                if channels == "2" {
                    "pan=stereo|c0=c0|c1=c0"
                } else {
                    "anull"
                },
                "-c:a",
                codec,
                path.to_str().unwrap(),
            ];
            run("ffmpeg", &args);
            let error = error(&path, codec);
            assert!(error < most, "{codec} {channels}: {error}");
        }
    }
}

/// The same, with the format's name in a GUID, as programs write it for more than two channels or
/// 16 bits; ffmpeg and sox do not do so for all of these.
#[test]
fn every_kind_of_extensible_wav_is_decoded() {
    let desk = Desk::new();
    let plain = desk.path("original.wav");
    write_original(&plain);
    for (codec, tag, bits, valid, most) in [
        ("pcm_u8", 1u8, 8u16, 8u16, -35.0),
        ("pcm_s16le", 1, 16, 16, -85.0),
        ("pcm_s24le", 1, 24, 20, -85.0),
        ("pcm_s32le", 1, 32, 24, -110.0),
        ("pcm_f32le", 3, 32, 32, -140.0),
        ("pcm_f64le", 3, 64, 64, -140.0),
        ("pcm_alaw", 6, 8, 8, -30.0),
        ("pcm_mulaw", 7, 8, 8, -30.0),
    ] {
        let raw = desk.path("samples.raw");
        let format = codec.trim_start_matches("pcm_");
        run(
            "ffmpeg",
            &[
                "-v",
                "error",
                "-y",
                "-i",
                plain.to_str().unwrap(),
                "-c:a",
                codec,
                "-f",
                format,
                raw.to_str().unwrap(),
            ],
        );
        let samples = std::fs::read(&raw).unwrap();
        let block = bits / 8;
        let mut file = Vec::new();
        file.extend_from_slice(b"RIFF");
        file.extend_from_slice(&(60 + samples.len() as u32).to_le_bytes());
        file.extend_from_slice(b"WAVEfmt \x28\0\0\0\xFE\xFF\x01\0");
        file.extend_from_slice(&RATE.to_le_bytes());
        file.extend_from_slice(&(RATE * u32::from(block)).to_le_bytes());
        file.extend_from_slice(&block.to_le_bytes());
        file.extend_from_slice(&bits.to_le_bytes());
        file.extend_from_slice(&22u16.to_le_bytes());
        file.extend_from_slice(&valid.to_le_bytes());
        file.extend_from_slice(&4u32.to_le_bytes());
        file.extend_from_slice(&[tag, 0]);
        file.extend_from_slice(b"\0\0\0\0\x10\0\x80\0\0\xAA\0\x38\x9B\x71");
        file.extend_from_slice(b"data");
        file.extend_from_slice(&(samples.len() as u32).to_le_bytes());
        file.extend_from_slice(&samples);
        let error = error(&desk.write("extensible.wav", file), codec);
        assert!(error < most, "{codec}: {error}");
    }
}

/// What an encoder puts before and after the sound is gone, so the sound is where it was.
#[test]
fn compressed_sound_is_decoded_in_its_place() {
    let desk = Desk::new();
    let original = desk.path("original.wav");
    write_original(&original);
    for (name, codec, most) in [
        ("a.flac", "flac", -140.0),
        ("in-ogg.oga", "flac", -140.0),
        ("a.aiff", "pcm_s16be", -140.0),
        ("a.mp3", "libmp3lame", -20.0),
        ("a.ogg", "libvorbis", -20.0),
    ] {
        let path = desk.path(name);
        run(
            "ffmpeg",
            &[
                "-v",
                "error",
                "-i",
                original.to_str().unwrap(),
                "-c:a",
                codec,
                path.to_str().unwrap(),
            ],
        );
        let error = error(&path, name);
        assert!(error < most, "{name}: {error}");
    }
    // These carry a delay that trimming takes away; Opus has a rate of its own.
    for (name, codec, rate) in [
        ("a.m4a", "aac", RATE),
        ("a.aac", "aac", RATE),
        ("a.opus", "libopus", 48_000),
    ] {
        let path = desk.path(name);
        run(
            "ffmpeg",
            &[
                "-v",
                "error",
                "-i",
                original.to_str().unwrap(),
                "-c:a",
                codec,
                "-b:a",
                "64k",
                path.to_str().unwrap(),
            ],
        );
        let sound = decode(&std::fs::read(&path).unwrap()).unwrap();
        assert_eq!(sound.rate, rate, "{name}");
        let measured = diglot::audio::measure(&sound).unwrap();
        let seconds = measured.speech.len() as f64 / f64::from(rate);
        assert!((seconds - 1.0).abs() < 0.05, "{name}: {seconds}");
        // As ffmpeg decodes it.
        let wav = desk.path("decoded.wav");
        run(
            "ffmpeg",
            &[
                "-v",
                "error",
                "-y",
                "-i",
                path.to_str().unwrap(),
                "-c:a",
                "pcm_f32le",
                wav.to_str().unwrap(),
            ],
        );
        let theirs = decode(&std::fs::read(&wav).unwrap()).unwrap();
        // ffmpeg leaves out the delay that the m4a tells of.
        let shift = if name == "a.m4a" { 1024 } else { 0 };
        let ours = &sound.samples[shift..];
        let power =
            |values: &mut dyn Iterator<Item = f32>| values.map(|v| f64::from(v * v)).sum::<f64>();
        let error = power(&mut ours.iter().zip(&theirs.samples).map(|(a, b)| a - b));
        let error = 10.0 * (error / power(&mut theirs.samples.iter().copied())).log10();
        assert!(error < -50.0, "{name}: {error}");
    }
}

#[test]
fn a_format_that_is_not_read_says_which_are() {
    let desk = Desk::new();
    let original = desk.path("original.wav");
    write_original(&original);
    let path = desk.path("a.webm");
    run(
        "ffmpeg",
        &[
            "-v",
            "error",
            "-i",
            original.to_str().unwrap(),
            "-c:a",
            "libopus",
            path.to_str().unwrap(),
        ],
    );
    let error = decode(&std::fs::read(&path).unwrap())
        .unwrap_err()
        .to_string();
    assert!(
        error.ends_with("ask the engine for one of these"),
        "{error}"
    );
}
