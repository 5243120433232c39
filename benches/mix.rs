//! What mixing costs, step by step: `cargo bench --bench mix`. `benches/peers` compares the whole
//! with other programs, `cargo bench --bench memory` looks at memory over 100 hours.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use diglot::audio::decode::decode;
use diglot::audio::join::{Master, Treatment, Work, place, render};
use diglot::audio::limiter::limit;
use diglot::audio::resample::Resampler;
use diglot::audio::wav::{Format, Writer};
use diglot::audio::{Sound, measure};
use std::hint::black_box;
use std::io::{Cursor, sink};

const RATE: u32 = 22_050;
const MASTER: Master = Master {
    format: Format {
        rate: 44_100,
        channels: 1,
        bits: 16,
    },
    ceiling: -1.5,
    room_tone: None,
};

/// Something like speech: a tone with overtones whose level goes with syllables, of 5 s.
fn speech() -> Vec<f32> {
    (0..5 * RATE)
        .map(|i| {
            let t = i as f32 / RATE as f32 * std::f32::consts::TAU;
            let syllable = (t * 3.3).sin().max(0.02);
            let voice: f32 = (1..12)
                .map(|n| (t * 117.0 * n as f32).sin() / n as f32)
                .sum();
            voice * syllable * 0.3
        })
        .collect()
}

fn wav() -> Vec<u8> {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: RATE,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut bytes = Cursor::new(Vec::new());
    let mut writer = hound::WavWriter::new(&mut bytes, spec).expect("a writer");
    for sample in speech() {
        writer
            .write_sample((sample * 32_767.0) as i16)
            .expect("a sample");
    }
    writer.finalize().expect("a file");
    bytes.into_inner()
}

fn steps(criterion: &mut Criterion) {
    let (bytes, samples) = (wav(), speech());
    let mut group = criterion.benchmark_group("a clip of 5 s");
    group.throughput(Throughput::Elements(5 * 44_100));
    group.bench_function("decode", |b| b.iter(|| decode(black_box(&bytes))));
    let sound = Sound {
        rate: RATE,
        samples: samples.clone(),
    };
    group.bench_function("measure", |b| b.iter(|| measure(black_box(&sound))));
    let mut resampler = Resampler::new(44_100);
    group.bench_function("resample", |b| {
        b.iter(|| {
            black_box(
                resampler
                    .resample(black_box(&samples), RATE)
                    .map(|s| s.len()),
            )
        });
    });
    let full = resampler
        .resample(&samples, RATE)
        .expect("a sound")
        .to_vec();
    group.bench_function("limit", |b| {
        b.iter_batched_ref(
            || full.clone(),
            |sound| limit(sound, 44_100, -1.5),
            criterion::BatchSize::LargeInput,
        );
    });
    group.bench_function("dither and round", |b| {
        b.iter(|| {
            let mut writer = Writer::new(sink(), MASTER.format, full.len() as u64, None)?;
            writer.sound(black_box(&full))?;
            writer.finish()
        });
    });
    group.finish();
}

/// An hour from 700 clips, on one core.
fn an_hour(criterion: &mut Criterion) {
    let bytes = wav();
    let measured = measure(&decode(&bytes).expect("a sound")).expect("a clip");
    let treatment = Treatment {
        gain: -2.0,
        speed: 1.0,
    };
    let clips: Vec<_> = (0..700)
        .map(|i| place("a".into(), &measured, treatment, i * 226_800, 0, 44_100).placed)
        .collect();
    let mut group = criterion.benchmark_group("a book");
    group.sample_size(10);
    group.bench_function("an hour from 700 clips", |b| {
        b.iter(|| {
            let load = |_: &str| Ok(bytes.clone());
            render(
                sink(),
                &MASTER,
                700 * 226_800,
                &clips,
                Work {
                    load: &load,
                    stop: &|| false,
                    beside: 0,
                    kept: None,
                },
            )
        });
    });
    group.finish();
}

criterion_group!(benches, steps, an_hour);
criterion_main!(benches);
