use super::*;
use hound::{SampleFormat, WavSpec, WavWriter};

const MASTER: Master = Master {
    format: Format {
        rate: 44100,
        channels: 1,
        bits: 16,
    },
    ceiling: -1.5,
    room_tone: None,
};

fn one(load: &(dyn Fn(&str) -> Result<Vec<u8>, AudioError> + Sync)) -> Work<'_> {
    Work {
        load,
        stop: &|| false,
        beside: 0,
        kept: None,
    }
}

fn as_it_is(gain: f64) -> Treatment {
    Treatment { gain, speed: 1.0 }
}

fn clip(rate: u32, hz: f32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let spec = WavSpec {
        channels: 1,
        sample_rate: rate,
        bits_per_sample: 16,
        sample_format: SampleFormat::Int,
    };
    let mut writer = WavWriter::new(&mut bytes, spec).unwrap();
    for i in 0..rate {
        let speech = (rate / 4..3 * rate / 4).contains(&i);
        let value = (i as f32 * hz * std::f32::consts::TAU / rate as f32).sin() * 8000.0;
        writer
            .write_sample(if speech { value as i16 } else { 0 })
            .unwrap();
    }
    writer.finalize().unwrap();
    bytes.into_inner()
}

#[test]
fn clips_lie_where_they_were_placed_with_silence_between() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("one/chapter.wav");
    let clips = [clip(22050, 300.0), clip(24000, 500.0)];
    let mut at = 4410;
    let mut free = 0;
    let mut placed = Vec::new();
    let mut speech = Vec::new();
    for (i, bytes) in clips.iter().enumerate() {
        let measured = crate::audio::measure(&decode::decode(bytes).unwrap()).unwrap();
        let placement = place(
            i.to_string().into(),
            &measured,
            as_it_is(6.0),
            at,
            free,
            44100,
        );
        assert_eq!(placement.speech.start, at);
        at = placement.speech.end + 22050;
        free = placement.placed.end(44100);
        speech.push(placement.speech);
        placed.push(placement.placed);
    }
    let load = |name: &str| Ok(clips[name.parse::<usize>().unwrap()].clone());
    write_chapter(&path, &MASTER, at, &placed, one(&load)).unwrap();
    let first = std::fs::read(&path).unwrap();
    write_chapter(&path, &MASTER, at, &placed, one(&load)).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), first);
    for beside in [1, 2, 3] {
        let work = Work {
            beside,
            ..one(&load)
        };
        write_chapter(&path, &MASTER, at, &placed, work).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), first, "{beside}");
    }

    let samples: Vec<i16> = hound::WavReader::open(&path)
        .unwrap()
        .samples()
        .map(Result::unwrap)
        .collect();
    assert_eq!(samples.len() as u64, at);
    let peak = |range: Range<usize>| {
        samples[range]
            .iter()
            .map(|s| s.unsigned_abs())
            .max()
            .unwrap()
    };
    for range in &speech {
        let (start, end) = (range.start as usize, range.end as usize);
        assert!(peak(start + 500..end - 500) > 15_000);
    }
    assert!(peak(0..4000) <= 2);
    assert!(peak(speech[0].end as usize + 3000..speech[1].start as usize - 1500) <= 2);
}

#[test]
fn what_stays_is_taken_over_from_the_chapter_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chapter.wav");
    let clips = [
        clip(22050, 300.0),
        clip(22050, 400.0),
        clip(24000, 500.0),
        clip(22050, 600.0),
    ];
    let placed = |names: &[usize]| -> Vec<Placed> {
        let place = |(i, name): (usize, &usize)| {
            let sound = decode::decode(&clips[*name]).unwrap();
            let measured = crate::audio::measure(&sound).unwrap();
            let start = i as u64 * 44_100;
            place(
                name.to_string().into(),
                &measured,
                as_it_is(3.0),
                start,
                start,
                44_100,
            )
            .placed
        };
        names.iter().enumerate().map(place).collect()
    };
    let load = |name: &str| Ok(clips[name.parse::<usize>().unwrap()].clone());
    let mut master = MASTER;
    master.format.bits = 24;
    let pieces = write_chapter(&path, &master, 180_000, &placed(&[0, 1, 2]), one(&load)).unwrap();
    assert_eq!(pieces.len(), 3);
    let mut wanted = Vec::new();
    let later = placed(&[3, 0, 2, 1]);
    let all = render(&mut wanted, &master, 180_000, &later, one(&load)).unwrap();
    for beside in [0, 2] {
        let only_new = |name: &str| match name {
            "3" => load(name),
            _ => Err(AudioError::Silent),
        };
        let kept = Kept::open(&path, pieces.clone());
        let work = Work {
            beside,
            kept: kept.as_ref(),
            ..one(&only_new)
        };
        let mut out = Vec::new();
        let there = render(&mut out, &master, 180_000, &later, work).unwrap();
        assert!(out == wanted && there == all, "{beside}");

        // Nothing is taken over that was mastered in another way.
        let work = Work {
            kept: kept.as_ref(),
            ..one(&only_new)
        };
        let result = render(&mut Vec::new(), &MASTER, 180_000, &later[1..], work);
        assert!(matches!(result, Err(AudioError::Silent)));
    }

    // Nor what is damaged.
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = pieces[1].at as usize + 1000;
    bytes[middle] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let kept = Kept::open(&path, pieces.clone()).unwrap();
    assert!(kept.get(&pieces[0].recipe).is_some());
    assert!(kept.get(&pieces[1].recipe).is_none());
}

#[test]
fn an_interruption_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chapter.wav");
    let bytes = clip(22050, 300.0);
    let measured = crate::audio::measure(&decode::decode(&bytes).unwrap()).unwrap();
    let placed = [place("a".into(), &measured, as_it_is(0.0), 0, 0, 44100).placed];
    let load = |_: &str| Ok(bytes.clone());
    let result = write_chapter(
        &path,
        &MASTER,
        44100,
        &placed,
        Work {
            stop: &|| true,
            ..one(&load)
        },
    );
    assert!(matches!(result, Err(AudioError::Interrupted)));
    let gone = |_: &str| Err(AudioError::Silent);
    let work = Work {
        beside: 2,
        ..one(&gone)
    };
    let result = write_chapter(&path, &MASTER, 44100, &placed, work);
    assert!(matches!(result, Err(AudioError::Silent)));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// A clip of a steady offset that begins and ends in the middle of the speech.
#[test]
fn a_clip_without_silence_around_begins_and_ends_softly() {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let spec = WavSpec {
        channels: 1,
        sample_rate: 44100,
        bits_per_sample: 16,
        sample_format: SampleFormat::Int,
    };
    let mut writer = WavWriter::new(&mut bytes, spec).unwrap();
    for i in 0..44100 {
        let value = (i as f32 * 0.05).cos() * 8000.0 + 3000.0;
        writer.write_sample(value as i16).unwrap();
    }
    writer.finalize().unwrap();
    let bytes = bytes.into_inner();
    let measured = crate::audio::measure(&decode::decode(&bytes).unwrap()).unwrap();
    assert_eq!(measured.speech, 0..44100);
    let placed = [place("a".into(), &measured, as_it_is(0.0), 1000, 0, 44100).placed];
    assert_eq!(placed[0].fades(44100), (132, 132));
    let mut file = Vec::new();
    let load = |_: &str| Ok(bytes.clone());
    render(&mut file, &MASTER, 50_000, &placed, one(&load)).unwrap();
    let samples: Vec<i16> = hound::WavReader::new(&file[..])
        .unwrap()
        .samples()
        .map(Result::unwrap)
        .collect();
    let step = |at: usize| (samples[at] - samples[at - 1]).unsigned_abs();
    for at in (990..1140).chain(45_000..45_110) {
        assert!(step(at) < 500, "a step of {} at {at}", step(at));
    }
    let mean = samples.iter().map(|s| f64::from(*s)).sum::<f64>() / 44_100.0;
    assert!(mean.abs() < 30.0, "{mean}");
}

#[test]
fn a_clip_that_is_to_be_faster_is_shorter_and_still_in_its_place() {
    let bytes = clip(22050, 200.0);
    let measured = crate::audio::measure(&decode::decode(&bytes).unwrap()).unwrap();
    for speed in [0.7, 1.25] {
        let treatment = Treatment { gain: 0.0, speed };
        let placement = place("a".into(), &measured, treatment, 10_000, 0, 44100);
        let spoken = (placement.speech.end - placement.speech.start) as f64 / 22_050.0;
        assert!((spoken - 1.0 / speed).abs() < 0.02, "{spoken}");
        let mut file = Vec::new();
        let load = |_: &str| Ok(bytes.clone());
        let clips = [placement.placed];
        render(&mut file, &MASTER, 60_000, &clips, one(&load)).unwrap();
        let samples: Vec<i16> = hound::WavReader::new(&file[..])
            .unwrap()
            .samples()
            .map(Result::unwrap)
            .collect();
        let (start, end) = (
            placement.speech.start as usize,
            placement.speech.end as usize,
        );
        let peak = |range: Range<usize>| samples[range].iter().map(|s| s.abs()).max().unwrap();
        assert!(peak(start + 700..start + 1400) > 7000 && peak(end - 1400..end - 700) > 7000);
        assert!(peak(0..start - 1700) == 0 && peak(end + 4000..60_000) == 0);
        // The pitch is the same: 200 Hz crosses zero upwards 200 times a second.
        let inner = &samples[start + 2000..end - 2000];
        let crossings = inner.windows(2).filter(|w| w[0] < 0 && w[1] >= 0).count();
        let hz = crossings as f64 * 44_100.0 / inner.len() as f64;
        assert!((hz - 200.0).abs() < 6.0, "{speed}: {hz}");
    }
}
