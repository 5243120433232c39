//! Joining clips into a WAV file: decode, resample, gain, limit, fade, pauses, write.
//!
//! A few clips at a time are in memory. What a chapter sounds like is said by its list of [`Placed`]
//! clips and its [`Master`] alone, so the same gives the same bytes; and what a clip sounds like does
//! not depend on its place, so a chapter takes over from its file of before what has stayed ([`super::kept`]).

use super::kept::{Kept, Piece};
use super::resample::{Resampler, resampled_len};
use super::stretch::{stretch, stretched_len};
use super::wav::{Format, HEADER, Writer};
use super::{AudioError, Measurement, decode, limiter};
use crate::disk;
use serde::Serialize;
use std::io::Write;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};

/// Changes whenever the same clips and places would give other bytes.
pub const RENDERING: u32 = 3;

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
    pub clip: Arc<str>,
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
    /// The chapter as it was, to take over what stays.
    pub kept: Option<&'a Kept>,
}

/// A clip as it is written.
enum Ready {
    /// Samples that lie over room tone, which goes on through the chapter.
    Sound(Vec<f32>),
    /// Samples as they stand in the file, and what to remember of them.
    Bytes(Vec<u8>, Piece),
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
    clip: Arc<str>,
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

    /// All that its samples in a file depend on, as a hash.
    fn recipe(&self, master: &Master) -> String {
        let anywhere = Self {
            at: 0,
            ..self.clone()
        };
        let text = serde_json::to_string(&(RENDERING, master, anywhere)).unwrap_or_default();
        blake3::hash(text.as_bytes()).to_hex()[..40].to_string()
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
/// appears only when it is whole. Returns where the clips lie in it, as [`Kept`] takes them; nothing
/// where room tone is mixed with them.
///
/// # Errors
/// If a clip cannot be loaded or decoded, the file cannot be written, or it is to stop.
pub fn write_chapter(
    path: &Path,
    master: &Master,
    samples: u64,
    clips: &[Placed],
    work: Work,
) -> Result<Vec<Piece>, AudioError> {
    let failed = |error: std::io::Error| AudioError::Write {
        path: path.into(),
        what: disk::explain(&error),
    };
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(failed)?;
    let mut file = disk::temporary(folder).map_err(failed)?;
    let pieces = match render(file.as_file_mut(), master, samples, clips, work) {
        Err(AudioError::Write { what, .. }) => {
            let path = path.into();
            return Err(AudioError::Write { path, what });
        }
        result => result?,
    };
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(pieces)
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
) -> Result<Vec<Piece>, AudioError> {
    let failed = |error: std::io::Error| AudioError::Write {
        path: Default::default(),
        what: disk::explain(&error),
    };
    let mut wav = Writer::new(out, master.format, samples, master.room_tone).map_err(failed)?;
    let mut pieces = Vec::new();
    let mut write = |clip: &Placed, ready: Ready| {
        wav.silence_to(clip.at).map_err(failed)?;
        match ready {
            Ready::Sound(sound) => wav.sound(&sound),
            Ready::Bytes(bytes, piece) => {
                pieces.push(piece);
                wav.bytes(&bytes)
            }
        }
        .map_err(failed)
    };
    if work.beside == 0 {
        let mut resampler = Resampler::new(master.format.rate);
        for clip in clips {
            write(clip, ready(clip, master, &mut resampler, work)?)?;
        }
        wav.finish().map_err(failed)?;
        return Ok(pieces);
    }
    std::thread::scope(|scope| {
        // Each thread prepares every so-manieth clip, so that they come in order.
        let lanes: Vec<Receiver<Result<Ready, AudioError>>> = (0..work.beside)
            .map(|lane| {
                let (send, receive) = sync_channel(1);
                scope.spawn(move || {
                    let mut resampler = Resampler::new(master.format.rate);
                    for clip in clips.iter().skip(lane).step_by(work.beside) {
                        let ready = ready(clip, master, &mut resampler, work);
                        let is_last = ready.is_err();
                        // If nobody wants it any more, writing has failed.
                        if send.send(ready).is_err() || is_last {
                            return;
                        }
                    }
                });
                receive
            })
            .collect();
        for (i, clip) in clips.iter().enumerate() {
            let ended = |_| AudioError::Processing("a thread ended early".into());
            write(clip, lanes[i % work.beside].recv().map_err(ended)??)?;
        }
        Ok(())
    })?;
    wav.finish().map_err(failed)?;
    Ok(pieces)
}

/// A clip as it is written: taken over from the chapter as it was, or made.
fn ready(
    clip: &Placed,
    master: &Master,
    resampler: &mut Resampler,
    work: Work,
) -> Result<Ready, AudioError> {
    if (work.stop)() {
        return Err(AudioError::Interrupted);
    }
    if master.room_tone.is_some() {
        return Ok(Ready::Sound(
            prepare(clip, master, resampler, work)?.to_vec(),
        ));
    }
    let recipe = clip.recipe(master);
    let at = HEADER + clip.at * master.format.frame();
    if let Some((bytes, piece)) = work.kept.and_then(|kept| kept.get(&recipe)) {
        let piece = Piece {
            at,
            ..piece.clone()
        };
        return Ok(Ready::Bytes(bytes, piece));
    }
    let bytes = master.format.bytes(prepare(clip, master, resampler, work)?);
    let piece = Piece::of(recipe, at, &bytes);
    Ok(Ready::Bytes(bytes, piece))
}

/// The samples of a clip as they are heard.
fn prepare<'a>(
    clip: &Placed,
    master: &Master,
    resampler: &'a mut Resampler,
    work: Work,
) -> Result<&'a [f32], AudioError> {
    let damaged = |source| AudioError::Clip {
        clip: clip.clip.to_string(),
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
#[path = "join_tests.rs"]
mod tests;
