//! Checking a finished book: its files are read again, apart from all that made them, and compared
//! with what the script says and with `book.json`.
//!
//! [`sheet`] looks at the order of lines and the cue sheet, [`listen`] at the sound of a chapter, `pace` at
//! whether each line is as long as its text lets expect,
//! [`html`] makes a page of it all for people.

pub mod html;
pub mod listen;
mod pace;
pub mod sheet;

use crate::book::loudness::TWO_CHANNELS;
use crate::book::timeline::Timeline;
use crate::language::Language;
use ebur128::{EbuR128, Mode};
use indexmap::IndexMap;
use listen::Heard;
use serde::Serialize;
use std::path::Path;

/// How far a voice may be from the target, in LU: its gain stays where it was for half of that, and
/// the limiter takes a little.
const VOICE_TOLERANCE: f64 = 1.0;
/// How far a chapter may be from the target, in LU: it holds some voices more than others.
const CHAPTER_TOLERANCE: f64 = 1.5;
/// What is shorter than this has no loudness to speak of, in seconds.
const SHORT: f64 = 3.0;
/// How far true peaks may be above the ceiling, in dB: meters differ by that much.
const PEAK_TOLERANCE: f64 = 0.1;
/// What ACX allows as noise, in dB RMS.
const MOST_NOISE: f64 = -60.0;

/// A line that the script wants to be heard.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// The speaker's id.
    pub speaker: String,
    /// The language.
    pub language: Language,
    /// The text.
    pub text: String,
    /// The line of `script.toml`.
    pub at: usize,
    /// How long it takes to say at a common pace, in seconds; none if its sound may be of any length.
    pub usual: Option<f64>,
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Problem {
    /// The file, from the book's folder on.
    pub file: String,
    /// Where in it, in seconds, if it is at a place in the sound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
    /// What is wrong.
    pub what: String,
}

impl Problem {
    fn new(file: impl Into<String>, what: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            seconds: None,
            what: what.into(),
        }
    }
}

/// What a chapter's file holds.
#[derive(Debug, Clone, Serialize)]
pub struct ChapterReport {
    /// The chapter's number.
    pub number: usize,
    /// The file.
    pub file: String,
    /// Its length, in seconds.
    pub seconds: f64,
    /// How many lines are in it.
    pub lines: usize,
    /// Its loudness, in LUFS; none if it is silent.
    pub loudness: Option<f64>,
    /// Its highest true peak, in dBTP.
    pub true_peak: f64,
    /// Its mean level, in dB RMS.
    pub rms: f64,
    /// The level of the loudest pause, in dB RMS; none if all are digital silence.
    pub noise: Option<f64>,
    /// The shortest and the longest pause between lines, in seconds.
    pub pauses: Option<(f64, f64)>,
    /// What is needed to draw it.
    #[serde(skip)]
    pub picture: listen::Picture,
}

/// What a voice sounds like over the book.
#[derive(Debug, Clone, Serialize)]
pub struct VoiceReport {
    /// The speaker's id.
    pub speaker: String,
    /// The language.
    pub language: Language,
    /// The voice, as `engine:voice`.
    pub voice: String,
    /// How long it speaks, in seconds.
    pub seconds: f64,
    /// Its loudness, in LUFS; none if it is silent.
    pub loudness: Option<f64>,
    /// How many characters a second it speaks; none if that cannot be judged.
    pub pace: Option<f64>,
}

/// What was found.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The loudness that files should have, in LUFS, if that is said.
    pub target: Option<f64>,
    /// Each chapter.
    pub chapters: Vec<ChapterReport>,
    /// Each voice.
    pub voices: Vec<VoiceReport>,
    /// All that is not as it should be; nothing if the book is whole.
    pub problems: Vec<Problem>,
}

/// Checks a book in its folder. `wanted` are the lines of each chapter by the script; `heard` is
/// called after each chapter.
pub fn check(
    folder: &Path,
    timeline: &Timeline,
    wanted: &[Vec<Wanted>],
    heard: &dyn Fn(),
) -> Report {
    let mut problems = sheet::lines(timeline, wanted);
    let paces = pace::Paces::of(timeline, wanted);
    problems.extend(paces.problems(timeline));
    problems.extend(sheet::cues(folder, timeline));
    let loudness = timeline.loudness;
    let target = loudness.target(timeline.channels);
    let mut voices: IndexMap<(&str, &Language), Voice> = IndexMap::new();
    let mut chapters = Vec::new();
    for chapter in &timeline.chapters {
        let file = chapter.file.as_str();
        let mut each = |i: usize, samples: &[f32]| {
            let line = &chapter.lines[i];
            let voice = voices.entry((&line.speaker, &line.language)).or_default();
            voice.add(samples, timeline.sample_rate);
        };
        let found = listen::chapter(&folder.join(file), timeline, chapter, &mut each);
        heard();
        let Heard {
            report,
            problems: in_sound,
        } = match found {
            Ok(found) => found,
            Err(what) => {
                problems.push(Problem::new(file, what));
                continue;
            }
        };
        problems.extend(in_sound);
        let mut off = |what: String| problems.push(Problem::new(file, what));
        if let (Some(target), Some(is)) = (target, report.loudness)
            && report.seconds >= SHORT
            && (is - target).abs() > CHAPTER_TOLERANCE
        {
            off(format!("its loudness is {is:.1} LUFS, not {target:.1}"));
        }
        if report.true_peak > loudness.ceiling() + PEAK_TOLERANCE {
            off(format!(
                "its peaks reach {:.1} dBTP, above {:.1}",
                report.true_peak,
                loudness.ceiling()
            ));
        }
        if let Some(range) = loudness.rms_range() {
            if !range.contains(&report.rms) {
                off(format!(
                    "its mean level is {:.1} dB RMS, not between {} and {}",
                    report.rms,
                    range.start(),
                    range.end()
                ));
            }
            if report.noise.is_some_and(|noise| noise > MOST_NOISE) {
                off(format!(
                    "its noise is {:.1} dB RMS, above {MOST_NOISE}",
                    report.noise.unwrap_or_default()
                ));
            }
        }
        chapters.push(report);
    }
    let voices: Vec<VoiceReport> = voices
        .into_iter()
        .map(|((speaker, language), voice)| {
            let of = timeline.speakers.iter().find(|s| s.id == speaker);
            let name = of.and_then(|s| s.voices.get(language)).cloned();
            VoiceReport {
                speaker: speaker.into(),
                language: language.clone(),
                voice: name.unwrap_or_default(),
                seconds: voice.samples as f64 / f64::from(timeline.sample_rate),
                loudness: voice.loudness(timeline.channels),
                pace: paces.of_voice(speaker, language),
            }
        })
        .collect();
    for voice in &voices {
        let (Some(target), Some(is)) = (target, voice.loudness) else {
            continue;
        };
        if voice.seconds >= SHORT && (is - target).abs() > VOICE_TOLERANCE {
            problems.push(Problem::new(
                "book.json",
                format!(
                    "the voice of {} in {} ({}) has a loudness of {is:.1} LUFS, not {target:.1}",
                    voice.speaker, voice.language, voice.voice
                ),
            ));
        }
    }
    Report {
        target,
        chapters,
        voices,
        problems,
    }
}

/// A voice's lines, one after the other.
#[derive(Default)]
struct Voice {
    meter: Option<EbuR128>,
    samples: u64,
}

impl Voice {
    fn add(&mut self, samples: &[f32], rate: u32) {
        if self.meter.is_none() {
            self.meter = EbuR128::new(1, rate, Mode::I | Mode::HISTOGRAM).ok();
        }
        if let Some(meter) = &mut self.meter {
            // A mono meter takes any samples.
            let _ = meter.add_frames_f32(samples);
        }
        self.samples += samples.len() as u64;
    }

    fn loudness(&self, channels: u16) -> Option<f64> {
        let lufs = self.meter.as_ref()?.loudness_global().ok()?;
        lufs.is_finite().then_some(lufs + of_channels(channels))
    }
}

/// What is to be added to the loudness of one channel, in LU.
fn of_channels(channels: u16) -> f64 {
    if channels == 2 { TWO_CHANNELS } else { 0.0 }
}
