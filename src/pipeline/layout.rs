//! Where each line lies: from the plan, what was measured and the pauses to the timeline.
//!
//! No sound is needed for this: the length of a clip at the book's rate follows from its own.

use super::Book;
use super::ledger::{Measured, Measurements};
use super::order::Step;
use super::plan::{Plan, PlannedLine};
use crate::audio::join::{Placed, Treatment, place};
use crate::book::file_name;
use crate::book::pattern::Pause;
use crate::book::settings::Pauses;
use crate::book::timeline::{
    Kind, SCHEMA, Timeline, TimelineChapter, TimelineLine, TimelinePart, TimelineSpeaker,
};
use crate::language::{Localized, preferred};
use crate::speech::key::ClipKey;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// A book laid out.
pub struct Layout {
    /// Where each line lies.
    pub timeline: Timeline,
    /// The clips at their places, of the chapters of which they are wanted.
    pub clips: Vec<Option<Vec<Placed>>>,
    /// The mean level of each chapter, in dB RMS, from what was measured of its clips.
    pub levels: Vec<f64>,
}

impl Layout {
    /// The chapters of which the clips are wanted, by their numbers from 0.
    pub fn wanted(&self) -> Vec<usize> {
        let chapters = 0..self.clips.len();
        chapters.filter(|&i| self.clips[i].is_some()).collect()
    }
}

/// Lays out a book. Lines that have not been measured, and those in `absent`, have no clip: they
/// are left out. `gains` are those of each voice, in dB. A long book has many clips: they stay only of
/// chapters that `is_wanted`.
pub fn lay_out(
    book: &Book,
    plan: &Plan,
    measured: &Measurements,
    absent: &HashSet<ClipKey>,
    gains: &BTreeMap<String, f64>,
    is_wanted: &(dyn Fn(&TimelineChapter, &[Placed]) -> bool + Sync),
) -> Layout {
    let languages = book.settings.languages.clone();
    let speakers = speakers(book);
    let of = plan.chapters.len();
    let measured = measured.all();
    let chapters = plan.chapters.par_iter().zip(&book.script.chapters);
    let laid_out = chapters.enumerate().map(|(i, (planned, chapter))| {
        let number = i + 1;
        let title = written(&chapter.title);
        let name = preferred(&title, &languages).unwrap_or_default();
        let laid_out = lay_out_chapter(book, planned, &measured, absent, gains);
        let chapter = TimelineChapter {
            number,
            level: chapter.level,
            parts: (chapter.parts.iter())
                .map(|part| TimelinePart {
                    title: written(&part.title),
                    level: part.level,
                })
                .collect(),
            file: file_name::chapter(number, of, name),
            title,
            samples: laid_out.samples,
            lines: laid_out.lines,
        };
        let clips = is_wanted(&chapter, &laid_out.clips).then_some(laid_out.clips);
        (chapter, (clips, laid_out.level))
    });
    let (chapters, (clips, levels)) = laid_out.unzip();
    let timeline = Timeline {
        schema: SCHEMA,
        title: written(&book.script.title),
        languages,
        sample_rate: book.settings.sound.sample_rate,
        channels: book.settings.sound.channels,
        bits: book.settings.sound.bits,
        loudness: book.settings.sound.loudness,
        speakers,
        chapters,
    };
    Layout {
        timeline,
        clips,
        levels,
    }
}

/// What lies where in a chapter.
struct LaidOut {
    lines: Vec<TimelineLine>,
    clips: Vec<Placed>,
    samples: u64,
    /// The mean level, in dB RMS.
    level: f64,
}

fn lay_out_chapter(
    book: &Book,
    planned: &[PlannedLine],
    measured: &Measured,
    absent: &HashSet<ClipKey>,
    gains: &BTreeMap<String, f64>,
) -> LaidOut {
    let pauses = &book.settings.pauses;
    let rate = book.settings.sound.sample_rate;
    let mut lines = Vec::with_capacity(planned.len());
    let mut placed: Vec<Placed> = Vec::with_capacity(planned.len());
    let mut power = 0.0;
    let mut before: Option<(&PlannedLine, u64)> = None;
    // Where what is spoken for one item of the pattern begins.
    let mut item = 0;
    for line in planned {
        let clip = measured
            .get(&line.key)
            .filter(|_| !absent.contains(&line.key));
        let Some(clip) = clip else {
            continue;
        };
        let (pause, from) = match before {
            None => (pauses.head, 0),
            Some((last, end)) if last.turn != line.turn && last.kind == Kind::Title => {
                (pauses.title, end)
            }
            Some((last, end)) if last.step.pause.is_some() => {
                (silence(last.step, end - item, rate, 0.0), end)
            }
            Some((last, end)) if last.turn != line.turn => (pauses.turn, end),
            Some((last, end)) if last.pair != line.pair => (pauses.line, end),
            Some((_, end)) => (pauses.pair, end),
        };
        let begins = before.is_none_or(|(last, _)| last.pair != line.pair);
        let pause = line.pause.filter(|_| begins).unwrap_or(pause);
        let start = from + Pauses::samples(pause, rate);
        let free_from = placed.last().map_or(0, |last| last.end(rate));
        let treatment = Treatment {
            gain: gains.get(&line.voice.label).copied().unwrap_or(0.0),
            speed: line.voice.speed,
        };
        let key: Arc<str> = line.key.as_str().into();
        let placement = place(key.clone(), clip, treatment, start, free_from, rate);
        if before.is_none_or(|(last, _)| last.step.number != line.step.number) {
            item = placement.speech.start;
        }
        before = Some((line, placement.speech.end));
        let length = placement.speech.end - placement.speech.start;
        power += 10f64.powf((clip.level + treatment.gain) / 10.0) * length as f64;
        lines.push(TimelineLine {
            speaker: line.speaker.clone(),
            language: line.language.clone(),
            kind: line.kind,
            text: line.text.clone(),
            turn: line.turn,
            pair: line.pair,
            clip: key,
            start: placement.speech.start,
            end: placement.speech.end,
        });
        placed.push(placement.placed);
    }
    let end = before.map_or(0, |(last, end)| {
        end + Pauses::samples(silence(last.step, end - item, rate, pauses.tail), rate)
    });
    let samples = end.max(placed.last().map_or(0, |last| last.end(rate)));
    LaidOut {
        lines,
        clips: placed,
        samples,
        level: 10.0 * (power / samples.max(1) as f64).max(1e-12).log10(),
    }
}

/// What the pattern wants to be silent after a step that was `spoken` samples long, in seconds; at
/// least `least`.
fn silence(step: Step, spoken: u64, rate: u32, least: f64) -> f64 {
    let wanted = match step.pause {
        None => 0.0,
        Some(Pause::Seconds(seconds)) => seconds,
        Some(Pause::Times(times)) => times * spoken as f64 / f64::from(rate),
    };
    wanted.max(least)
}

/// A title or a name in the languages in which something is written of it.
fn written(text: &Localized) -> Localized {
    let written = text.iter().filter(|(_, text)| !text.trim().is_empty());
    written.map(|(l, text)| (l.clone(), text.clone())).collect()
}

fn speakers(book: &Book) -> Vec<TimelineSpeaker> {
    let mut speakers: Vec<TimelineSpeaker> = Vec::new();
    for role in &book.roles {
        if !book.settings.languages.contains(&role.language) {
            continue;
        }
        let known = speakers
            .iter()
            .position(|speaker| speaker.id == role.speaker);
        let at = known.unwrap_or_else(|| {
            let names = book.script.speaker(&role.speaker).map(|s| &s.names);
            speakers.push(TimelineSpeaker {
                id: role.speaker.clone(),
                names: names.map(written).unwrap_or_default(),
                voices: Default::default(),
            });
            speakers.len() - 1
        });
        let voice = role.voice.id.to_string();
        speakers[at].voices.insert(role.language.clone(), voice);
    }
    speakers
}
