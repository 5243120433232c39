//! Memory over an hour and over 100 hours of sound, in chapters of half an hour into nothing, on two
//! threads: `cargo bench --bench memory [-- HOURS]`. Linux tells the peak.

use diglot::audio::decode::decode;
use diglot::audio::join::{Master, Treatment, Work, place, render};
use diglot::audio::measure;
use diglot::audio::wav::Format;
use std::io::{Cursor, sink};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

const RATE: u32 = 22_050;

fn wav(seconds: u32) -> Vec<u8> {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: RATE,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut bytes = Cursor::new(Vec::new());
    let mut writer = hound::WavWriter::new(&mut bytes, spec).expect("a writer");
    for i in 0..seconds * RATE {
        let t = i as f32 / RATE as f32 * std::f32::consts::TAU;
        let sample = (t * 180.0).sin() * (t * 3.3).sin().max(0.02) * 16_000.0;
        writer.write_sample(sample as i16).expect("a sample");
    }
    writer.finalize().expect("a file");
    bytes.into_inner()
}

/// The most memory that this process has had, in MB.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    let kb = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    kb.unwrap_or(f64::NAN) / 1024.0
}

fn main() {
    let hours: Vec<u64> = std::env::args()
        .skip(1)
        .filter_map(|arg| arg.parse().ok())
        .collect();
    let hours = if hours.is_empty() {
        vec![1, 100]
    } else {
        hours
    };
    // Clips of 3 to 30 s.
    let clips: Vec<Vec<u8>> = (1..=10).map(|i| wav(3 * i)).collect();
    let measured: Vec<_> = clips
        .iter()
        .map(|clip| measure(&decode(clip).expect("a sound")).expect("a clip"))
        .collect();
    let master = Master {
        format: Format {
            rate: 44_100,
            channels: 1,
            bits: 16,
        },
        ceiling: -1.5,
        room_tone: None,
    };
    let treatment = Treatment {
        gain: 3.0,
        speed: 1.0,
    };
    for hours in hours {
        let begun = Instant::now();
        let next = AtomicU64::new(0);
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    while next.fetch_add(1, Ordering::Relaxed) < hours * 2 {
                        let samples = 1800 * 44_100;
                        let (mut at, mut placed) = (0, Vec::new());
                        for i in 0.. {
                            let clip = i % clips.len();
                            let one = place(
                                clip.to_string().into(),
                                &measured[clip],
                                treatment,
                                at,
                                0,
                                44_100,
                            );
                            if one.placed.end(44_100) > samples {
                                break;
                            }
                            at = one.speech.end + 30_000;
                            placed.push(one.placed);
                        }
                        let load =
                            |clip: &str| Ok(clips[clip.parse::<usize>().unwrap_or(0)].clone());
                        render(
                            sink(),
                            &master,
                            samples,
                            &placed,
                            Work {
                                load: &load,
                                stop: &|| false,
                                beside: 0,
                                kept: None,
                            },
                        )
                        .expect("a chapter");
                    }
                });
            }
        });
        println!(
            "{hours} h of sound: {:.1} s, at most {:.1} MB of memory",
            begun.elapsed().as_secs_f64(),
            peak()
        );
    }
}
