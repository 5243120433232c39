//! A short sample of each voice: what each speaker says first, in each language.

use super::ledger::Measurements;
use super::plan::{Plan, PlannedLine};
use super::speak::{self, Gap};
use super::{Book, PipelineError, Workshop, gains};
use crate::audio::Measurement;
use crate::audio::join::{Master, Treatment, Work, place, render};
use crate::audio::loudness;
use crate::audio::wav::Format;
use crate::book::file_name;
use crate::disk;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A line longer than this is no short sample, in characters.
const LONGEST: usize = 160;
/// The silence before and after a sample, in seconds.
const LEAD: f64 = 0.2;

/// What came of it: a file a voice, and what could not be spoken.
pub struct Samples {
    /// The files, with whose voice in which language they hold.
    pub files: Vec<(PathBuf, PlannedLine)>,
    /// What could not be spoken.
    pub gaps: Vec<Gap>,
}

/// Writes a sample of each voice of the cast to a folder.
///
/// # Errors
/// As [`speak::speak`], or if a file cannot be written.
pub fn write(
    book: &Book,
    plan: &Plan,
    folder: &Path,
    workshop: &Workshop,
) -> Result<Samples, PipelineError> {
    let lines = first_lines(book, plan);
    let measured = Arc::new(Measurements::load(&book.folder));
    speak::measure_kept(plan.lines(), &measured, workshop)?;
    let keys: HashSet<&str> = lines.iter().map(|line| line.key.as_str()).collect();
    let wanted = speak::wanted(plan, |line| keys.contains(line.key.as_str()));
    let missing = speak::missing(&wanted, workshop);
    let gaps = speak::speak(book, plan, &missing, &measured, workshop)?.gaps;
    let mut files = Vec::new();
    for line in lines {
        let (Some(clip), Some(bytes)) = (measured.get(&line.key), workshop.store.get(&line.key)?)
        else {
            continue;
        };
        let wav = sound(book, line, &clip, bytes, None, LEAD, workshop)?;
        let name = file_name::safe(&format!("{}-{}", line.speaker, line.language));
        let path = folder.join(format!("{name}.wav"));
        disk::write_whole(&path, &wav).map_err(|error| PipelineError::file(&path, &error))?;
        files.push((path, line.clone()));
    }
    Ok(Samples { files, gaps })
}

/// A line as a WAV file, as it sounds in the book. `clip` is what was measured of its clip, `bytes` is the clip,
/// `lufs` the loudness of its voice if that is known, `lead` the silence before and after it in seconds.
///
/// # Errors
/// If the clip cannot be decoded.
pub fn sound(
    book: &Book,
    line: &PlannedLine,
    clip: &Measurement,
    bytes: Vec<u8>,
    lufs: Option<f64>,
    lead: f64,
    workshop: &Workshop,
) -> Result<Vec<u8>, PipelineError> {
    let sound = &book.settings.sound;
    let rate = sound.sample_rate;
    let master = Master {
        format: Format {
            rate,
            channels: sound.channels,
            bits: sound.bits,
        },
        ceiling: sound.loudness.ceiling(),
        room_tone: sound.loudness.room_tone(),
    };
    let lufs = lufs.or_else(|| loudness::gated(clip.blocks.iter()));
    let treatment = Treatment {
        gain: lufs.map_or(0.0, |lufs| gains::of_sample(sound, lufs)),
        speed: line.voice.speed,
    };
    let start = (lead * f64::from(rate)) as u64;
    let placement = place(line.key.as_str().into(), clip, treatment, start, 0, rate);
    let samples = placement.placed.end(rate) + start;
    let work = Work {
        load: &|_| Ok(bytes.clone()),
        stop: &|| workshop.stop.is_cancelled(),
        beside: 0,
        kept: None,
    };
    let mut wav = Vec::new();
    render(&mut wav, &master, samples, &[placement.placed], work)?;
    Ok(wav)
}

/// The first line of each speaker in each language that is of a good length, else the first.
fn first_lines<'a>(book: &Book, plan: &'a Plan) -> Vec<&'a PlannedLine> {
    let mut lines: Vec<&PlannedLine> = Vec::new();
    let good = |line: &PlannedLine| (12..=LONGEST).contains(&line.text.chars().count());
    for line in plan.lines() {
        let own = book.role(&line.speaker, &line.language);
        if own.is_some_and(|role| role.voice.id != line.voice.voice.id) {
            // This line alone has another voice.
            continue;
        }
        let same = |l: &&&PlannedLine| l.speaker == line.speaker && l.language == line.language;
        match lines.iter().position(|l| same(&l)) {
            None => lines.push(line),
            Some(i) if !good(lines[i]) && good(line) => lines[i] = line,
            Some(_) => {}
        }
    }
    lines
}
