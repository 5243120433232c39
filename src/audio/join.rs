//! Joining clips into a WAV file: decode, resample, gain, limit, fade, pauses, write.
//!
//! One clip at a time is in memory. What a chapter sounds like is said by its list of [`Placed`]
//! clips alone, so the same list gives the same bytes.

use super::resample::{Resampler, resampled_len};
use super::{AudioError, Measurement, decode, limiter};
use crate::disk;
use hound::{SampleFormat, WavSpec, WavWriter};
use serde::Serialize;
use std::io::{Seek, Write};
use std::ops::Range;
use std::path::Path;

/// What is kept before the speech of a clip, in seconds, for a soft beginning.
const BEFORE: f64 = 0.025;
/// What is kept after it, in seconds, for a soft end.
const AFTER: f64 = 0.060;
/// How long a clip fades in and out, in seconds, inside of what is kept around the speech.
const FADE: f64 = 0.020;
/// The ceiling for true peaks, in dBTP (EBU R 128 allows -1; lossy encoders need room).
pub const CEILING: f64 = -1.5;

/// A clip at its place in a chapter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Placed {
    /// Which clip: a name by which its bytes can be had.
    pub clip: String,
    /// The clip's own rate, in Hz.
    pub rate: u32,
    /// What of it is used, in samples at its own rate.
    pub cut: Range<usize>,
    /// Where the cut begins in the chapter, in samples at the chapter's rate.
    pub at: u64,
    /// The gain, in dB.
    pub gain: f64,
}

/// Where a clip's speech lies once it is placed, in samples at the chapter's rate.
#[derive(Debug, Clone, PartialEq)]
pub struct Placement {
    /// The clip at its place.
    pub placed: Placed,
    /// The speech itself.
    pub speech: Range<u64>,
}

/// Places a clip so that its speech begins at `start`, or as soon after `free_from` as its soft
/// beginning allows. What is kept around the speech lies in the pauses.
pub fn place(
    clip: String,
    measured: &Measurement,
    gain: f64,
    start: u64,
    free_from: u64,
    rate: u32,
) -> Placement {
    let own = |seconds: f64| (seconds * f64::from(measured.rate)) as usize;
    let speech = &measured.speech;
    let cut =
        speech.start.saturating_sub(own(BEFORE))..(speech.end + own(AFTER)).min(measured.samples);
    let ahead = resampled_len(speech.start - cut.start, measured.rate, rate) as u64;
    let at = start.saturating_sub(ahead).max(free_from);
    let length = resampled_len(cut.len(), measured.rate, rate) as u64;
    let begins = at + ahead;
    let spoken = resampled_len(speech.len(), measured.rate, rate) as u64;
    Placement {
        speech: begins..(begins + spoken).min(at + length),
        placed: Placed {
            clip,
            rate: measured.rate,
            cut,
            at,
            gain,
        },
    }
}

impl Placed {
    /// Where the clip ends in the chapter, in samples at the chapter's rate.
    pub fn end(&self, rate: u32) -> u64 {
        self.at + resampled_len(self.cut.len(), self.rate, rate) as u64
    }
}

/// Writes a chapter: `samples` samples at `rate` Hz, mono, 16 bits, with the clips at their places
/// and silence between. The file appears only when it is whole.
///
/// `load` gives a clip's bytes; `stop` is asked between clips.
///
/// # Errors
/// If a clip cannot be loaded or decoded, the file cannot be written, or `stop` says so.
pub fn write_chapter(
    path: &Path,
    rate: u32,
    samples: u64,
    clips: &[Placed],
    load: &mut dyn FnMut(&str) -> Result<Vec<u8>, AudioError>,
    stop: &dyn Fn() -> bool,
) -> Result<(), AudioError> {
    let failed = |error: std::io::Error| AudioError::Write {
        path: path.into(),
        what: disk::explain(&error),
    };
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(failed)?;
    let mut file = disk::temporary(folder).map_err(failed)?;
    {
        let mut resampler = Resampler::new(rate);
        let mut wav = Wav::new(file.as_file_mut(), rate).map_err(|e| failed(io(e)))?;
        for clip in clips {
            if stop() {
                return Err(AudioError::Interrupted);
            }
            wav.silence_to(clip.at).map_err(|e| failed(io(e)))?;
            let damaged = |source| AudioError::Clip {
                clip: clip.clip.clone(),
                source: Box::new(source),
            };
            let sound = decode::decode(&load(&clip.clip)?).map_err(damaged)?;
            let cut = (sound.rate == clip.rate)
                .then(|| sound.samples.get(clip.cut.clone()))
                .flatten();
            let cut =
                cut.ok_or_else(|| damaged(AudioError::Format("it was longer before".into())))?;
            let mut sound = resampler.resample(cut, sound.rate)?;
            let gain = super::from_db(clip.gain);
            for sample in &mut sound {
                *sample *= gain;
            }
            limiter::limit(&mut sound, rate, CEILING);
            fade(&mut sound, (FADE * f64::from(rate)) as usize);
            wav.sound(&sound).map_err(|e| failed(io(e)))?;
        }
        wav.silence_to(samples).map_err(|e| failed(io(e)))?;
        wav.writer.finalize().map_err(|e| failed(io(e)))?;
    }
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

fn io(error: hound::Error) -> std::io::Error {
    match error {
        hound::Error::IoError(error) => error,
        error => std::io::Error::other(error),
    }
}

/// A WAV file in the making.
struct Wav<W: Write + Seek> {
    writer: WavWriter<W>,
    written: u64,
    dither: Dither,
}

impl<W: Write + Seek> Wav<W> {
    fn new(writer: W, rate: u32) -> Result<Self, hound::Error> {
        let spec = WavSpec {
            channels: 1,
            sample_rate: rate,
            bits_per_sample: 16,
            sample_format: SampleFormat::Int,
        };
        Ok(Self {
            writer: WavWriter::new(writer, spec)?,
            written: 0,
            dither: Dither::new(),
        })
    }

    fn silence_to(&mut self, to: u64) -> Result<(), hound::Error> {
        while self.written < to {
            let count = (to - self.written).min(1 << 16) as u32;
            let mut writer = self.writer.get_i16_writer(count);
            for _ in 0..count {
                writer.write_sample(0);
            }
            writer.flush()?;
            self.written += u64::from(count);
        }
        Ok(())
    }

    fn sound(&mut self, samples: &[f32]) -> Result<(), hound::Error> {
        for chunk in samples.chunks(1 << 16) {
            let mut writer = self.writer.get_i16_writer(chunk.len() as u32);
            for lanes in chunk.chunks(LANES) {
                let noise = self.dither.next();
                let mut values = [0i16; LANES];
                for ((value, sample), noise) in values.iter_mut().zip(lanes).zip(noise) {
                    // Clamped, so that the cast rounds as it should: half up from -32768.
                    let above = (sample * 32767.0 + noise + 32768.5).clamp(0.0, 65535.0);
                    *value = (above as i32 - 32768) as i16;
                }
                for value in &values[..lanes.len()] {
                    writer.write_sample(*value);
                }
            }
            writer.flush()?;
        }
        self.written += samples.len() as u64;
        Ok(())
    }
}

/// How many samples are dithered at once.
const LANES: usize = 8;

/// Triangular dither of two least significant bits, peak to peak, from linear congruential
/// generators side by side (multiplier and increment of Numerical Recipes, section 7.1) with fixed
/// seeds: noise instead of distortion, and the same bytes every time.
struct Dither([u32; LANES]);

impl Dither {
    fn new() -> Self {
        Self(std::array::from_fn(|lane| {
            (lane as u32 + 1).wrapping_mul(0x9E37_79B9)
        }))
    }

    fn next(&mut self) -> [f32; LANES] {
        for state in &mut self.0 {
            *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        }
        self.0
            .map(|state| ((state >> 20) as i32 - (state >> 8 & 0xFFF) as i32) as f32 / 4096.0)
    }
}

/// Raised-cosine edges.
fn fade(samples: &mut [f32], length: usize) {
    let length = length.min(samples.len() / 2);
    for i in 0..length {
        let gain = 0.5 - 0.5 * (std::f32::consts::PI * (i as f32 + 0.5) / length as f32).cos();
        samples[i] *= gain;
        let last = samples.len() - 1 - i;
        samples[last] *= gain;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            let placement = place(i.to_string(), &measured, 6.0, at, free, 44100);
            assert_eq!(placement.speech.start, at);
            at = placement.speech.end + 22050;
            free = placement.placed.end(44100);
            speech.push(placement.speech);
            placed.push(placement.placed);
        }
        let mut load = |name: &str| Ok(clips[name.parse::<usize>().unwrap()].clone());
        write_chapter(&path, 44100, at, &placed, &mut load, &|| false).unwrap();
        let first = std::fs::read(&path).unwrap();
        write_chapter(&path, 44100, at, &placed, &mut load, &|| false).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), first);

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
        let placed = [place("a".into(), &measured, 0.0, 0, 0, 44100).placed];
        let mut load = |_: &str| Ok(bytes.clone());
        let result = write_chapter(&path, 44100, 44100, &placed, &mut load, &|| true);
        assert!(matches!(result, Err(AudioError::Interrupted)));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
