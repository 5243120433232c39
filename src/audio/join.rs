//! Joining clips into a WAV file: decode, resample, gain, limit, fade, pauses, write.
//!
//! A few clips at a time are in memory. What a chapter sounds like is said by its list of [`Placed`]
//! clips and its [`Master`] alone, so the same gives the same bytes.

use super::resample::{Resampler, resampled_len};
use super::stretch::{stretch, stretched_len};
use super::wav::{Format, Writer};
use super::{AudioError, Measurement, decode, limiter};
use crate::disk;
use serde::Serialize;
use std::io::Write;
use std::ops::Range;
use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};

/// What is kept before the speech of a clip, in seconds, for a soft beginning.
const BEFORE: f64 = 0.025;
/// What is kept after it, in seconds, for a soft end.
const AFTER: f64 = 0.060;
/// How long a clip fades in and out, in seconds, inside of what is kept around the speech.
const FADE: f64 = 0.020;
/// How long it does so where nothing is there around the speech: too short to be heard, and long
/// enough not to click.
const SHORTEST_FADE: f64 = 0.003;

/// How a chapter is mastered.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Master {
    /// What the samples of the file are.
    pub format: Format,
    /// The ceiling for true peaks, in dBTP.
    pub ceiling: f64,
    /// The level of a faint noise under everything, in dBFS; none if the pauses are to be silent.
    pub room_tone: Option<f64>,
}

/// A clip at its place in a chapter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Placed {
    /// Which clip: a name by which its bytes can be had.
    pub clip: String,
    /// The clip's own rate, in Hz.
    pub rate: u32,
    /// What of it is used, in samples at its own rate.
    pub cut: Range<usize>,
    /// Where in the clip the speech is, in samples at its own rate.
    pub speech: Range<usize>,
    /// How much faster it is than it was spoken.
    pub speed: f64,
    /// Where the cut begins in the chapter, in samples at the chapter's rate.
    pub at: u64,
    /// The gain, in dB.
    pub gain: f64,
}

/// How a chapter is worked on.
#[derive(Clone, Copy)]
pub struct Work<'a> {
    /// Gives a clip's bytes.
    pub load: &'a (dyn Fn(&str) -> Result<Vec<u8>, AudioError> + Sync),
    /// Is asked between clips whether to stop.
    pub stop: &'a (dyn Fn() -> bool + Sync),
    /// How many threads prepare clips beside the one that writes; with none that one does all.
    pub beside: usize,
}

/// Where a clip's speech lies once it is placed, in samples at the chapter's rate.
#[derive(Debug, Clone, PartialEq)]
pub struct Placement {
    /// The clip at its place.
    pub placed: Placed,
    /// The speech itself.
    pub speech: Range<u64>,
}

/// What becomes of a clip.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Treatment {
    /// The gain, in dB.
    pub gain: f64,
    /// How much faster it is to be than it was spoken.
    pub speed: f64,
}

/// Places a clip so that its speech begins at `start`, or as soon after `free_from` as its soft
/// beginning allows. What is kept around the speech lies in the pauses.
pub fn place(
    clip: String,
    measured: &Measurement,
    treatment: Treatment,
    start: u64,
    free_from: u64,
    rate: u32,
) -> Placement {
    let own = |seconds: f64| (seconds * f64::from(measured.rate)) as usize;
    let speech = &measured.speech;
    let cut =
        speech.start.saturating_sub(own(BEFORE))..(speech.end + own(AFTER)).min(measured.samples);
    let placed = Placed {
        clip,
        rate: measured.rate,
        speech: speech.clone(),
        cut,
        speed: treatment.speed,
        at: 0,
        gain: treatment.gain,
    };
    let ahead = placed.becomes(speech.start - placed.cut.start, rate);
    let spoken = placed.becomes(speech.len(), rate);
    let at = start.saturating_sub(ahead).max(free_from);
    let begins = at + ahead;
    let placed = Placed { at, ..placed };
    Placement {
        speech: begins..(begins + spoken).min(placed.end(rate)),
        placed,
    }
}

impl Placed {
    /// Where the clip ends in the chapter, in samples at the chapter's rate.
    pub fn end(&self, rate: u32) -> u64 {
        self.at + self.becomes(self.cut.len(), rate)
    }

    /// How many samples of the chapter a number of the clip's own samples become.
    fn becomes(&self, samples: usize, rate: u32) -> u64 {
        resampled_len(stretched_len(samples, self.speed), self.rate, rate) as u64
    }

    /// How long the clip fades in and out, in samples at the chapter's rate.
    fn fades(&self, rate: u32) -> (usize, usize) {
        let length = |around: usize| {
            let seconds = around as f64 / f64::from(self.rate) / self.speed;
            (seconds.clamp(SHORTEST_FADE, FADE) * f64::from(rate)) as usize
        };
        (
            length(self.speech.start - self.cut.start),
            length(self.cut.end - self.speech.end),
        )
    }
}

/// Writes a chapter: `samples` samples with the clips at their places and silence between. The file
/// appears only when it is whole.
///
/// # Errors
/// If a clip cannot be loaded or decoded, the file cannot be written, or it is to stop.
pub fn write_chapter(
    path: &Path,
    master: &Master,
    samples: u64,
    clips: &[Placed],
    work: Work,
) -> Result<(), AudioError> {
    let failed = |error: std::io::Error| AudioError::Write {
        path: path.into(),
        what: disk::explain(&error),
    };
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(failed)?;
    let mut file = disk::temporary(folder).map_err(failed)?;
    match render(file.as_file_mut(), master, samples, clips, work) {
        Err(AudioError::Write { what, .. }) => {
            let path = path.into();
            return Err(AudioError::Write { path, what });
        }
        result => result?,
    }
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// As [`write_chapter`], to any place.
///
/// # Errors
/// As [`write_chapter`]; an error of writing names no path.
pub fn render(
    out: impl Write,
    master: &Master,
    samples: u64,
    clips: &[Placed],
    work: Work,
) -> Result<(), AudioError> {
    let failed = |error: std::io::Error| AudioError::Write {
        path: Default::default(),
        what: disk::explain(&error),
    };
    let mut wav = Writer::new(out, master.format, samples, master.room_tone).map_err(failed)?;
    let mut write = |clip: &Placed, sound: &[f32]| {
        wav.silence_to(clip.at).map_err(failed)?;
        wav.sound(sound).map_err(failed)
    };
    if work.beside == 0 {
        let mut resampler = Resampler::new(master.format.rate);
        for clip in clips {
            write(clip, prepare(clip, master, &mut resampler, work)?)?;
        }
        return wav.finish().map_err(failed);
    }
    std::thread::scope(|scope| {
        // Each thread prepares every so-manieth clip, so that they come in order.
        let lanes: Vec<Receiver<Result<Vec<f32>, AudioError>>> = (0..work.beside)
            .map(|lane| {
                let (send, receive) = sync_channel(1);
                scope.spawn(move || {
                    let mut resampler = Resampler::new(master.format.rate);
                    for clip in clips.iter().skip(lane).step_by(work.beside) {
                        let sound = prepare(clip, master, &mut resampler, work);
                        let sound = sound.map(|sound| sound.to_vec());
                        let is_last = sound.is_err();
                        // If nobody wants it any more, writing has failed.
                        if send.send(sound).is_err() || is_last {
                            return;
                        }
                    }
                });
                receive
            })
            .collect();
        for (i, clip) in clips.iter().enumerate() {
            let ended = |_| AudioError::Processing("a thread ended early".into());
            let sound = lanes[i % work.beside].recv().map_err(ended)??;
            write(clip, &sound)?;
        }
        Ok(())
    })?;
    wav.finish().map_err(failed)
}

/// The samples of a clip as they stand in the file.
fn prepare<'a>(
    clip: &Placed,
    master: &Master,
    resampler: &'a mut Resampler,
    work: Work,
) -> Result<&'a [f32], AudioError> {
    if (work.stop)() {
        return Err(AudioError::Interrupted);
    }
    let damaged = |source| AudioError::Clip {
        clip: clip.clip.clone(),
        source: Box::new(source),
    };
    let rate = master.format.rate;
    let mut sound = decode::decode(&(work.load)(&clip.clip)?).map_err(damaged)?;
    if sound.rate != clip.rate || sound.samples.len() < clip.cut.end {
        return Err(damaged(AudioError::Format("it was longer before".into())));
    }
    let cut = &mut sound.samples[clip.cut.clone()];
    centre(cut, super::from_db(clip.gain));
    let stretched;
    let cut = if clip.speed == 1.0 {
        &*cut
    } else {
        stretched = stretch(cut, clip.rate, clip.speed)?;
        &stretched
    };
    let sound = resampler.resample(cut, clip.rate)?;
    limiter::limit(sound, rate, master.ceiling);
    fade(sound, clip.fades(rate));
    Ok(sound)
}

/// Takes away a steady offset, which would thump where the clip begins and ends, and amplifies.
fn centre(samples: &mut [f32], gain: f32) {
    let offset = super::sums(samples).0 / samples.len().max(1) as f32;
    for sample in samples {
        *sample = (*sample - offset) * gain;
    }
}

/// Raised-cosine edges.
fn fade(samples: &mut [f32], (before, after): (usize, usize)) {
    let gain = |i: usize, length: usize| {
        0.5 - 0.5 * (std::f32::consts::PI * (i as f32 + 0.5) / length as f32).cos()
    };
    let before = before.min(samples.len() / 2);
    let after = after.min(samples.len() / 2);
    for (i, sample) in samples.iter_mut().take(before).enumerate() {
        *sample *= gain(i, before);
    }
    for (i, sample) in samples.iter_mut().rev().take(after).enumerate() {
        *sample *= gain(i, after);
    }
}

#[cfg(test)]
mod tests {
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
        let (stop, beside) = (&|| false, 0);
        Work { load, stop, beside }
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
            let placement = place(i.to_string(), &measured, as_it_is(6.0), at, free, 44100);
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
}
