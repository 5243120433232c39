//! Checking a finished book: its files are read again, apart from all that made them, and compared
//! with what the script says and with `book.json`.
//!
//! [`sheet`] looks at the order of lines and the cue sheet, [`listen`] at the sound of a chapter, `pace` at
//! whether each line is as long as its text lets expect, [`heard`] shows what a recogniser heard,
//! [`html`] makes a page of it all for people.

pub mod heard;
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
use std::collections::HashMap;
use std::path::Path;

/// How far a voice may be from the target, in LU: its gain stays where it was for half of that, and
/// the limiter takes a little.
const VOICE_TOLERANCE: f64 = 1.0;
/// How far a chapter may be from the target, in LU: it holds some voices more than others.
const CHAPTER_TOLERANCE: f64 = 1.5;
/// How far a chapter that is further may be from what those who speak in it are over the book, in LU:
/// of two who share a voice, one may be softer.
const SPEAKERS_TOLERANCE: f64 = 0.75;
/// How near to the ceiling a voice comes that is held under it, in dB: peaks between samples are higher than
/// those of samples.
const HELD: f64 = 1.0;
/// What is shorter than this has no loudness to speak of, in seconds.
const SHORT: f64 = 3.0;
/// How far true peaks may be above the ceiling, in dB: meters differ by that much.
const PEAK_TOLERANCE: f64 = 0.1;
/// What ACX allows as noise, in dB RMS.
const MOST_NOISE: f64 = -60.0;

/// A line that the script wants to be heard.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted<'a> {
    /// The speaker's id.
    pub speaker: &'a str,
    /// The language.
    pub language: &'a Language,
    /// The text.
    pub text: &'a str,
    /// The line of `script.toml`.
    pub at: usize,
    /// How long it takes to say at a common pace, in seconds; none if its sound may be of any length.
    pub usual: Option<f64>,
    /// The clip's key.
    pub clip: &'a str,
    /// The voice with its settings: what has one gain over the book.
    pub voice: &'a str,
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
    /// The lowest loudness of what would be as loud, were its peaks not held under the ceiling, in LUFS; none
    /// if all is as loud as it should be.
    pub held: Option<f64>,
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
    let wanted = wanted.iter().flatten();
    let voice_of: HashMap<&str, &str> = wanted.map(|want| (want.clip, want.voice)).collect();
    let mut voices: IndexMap<Said, Voice> = IndexMap::new();
    let mut chapters = Vec::new();
    // For each chapter, for how many samples it is said by whom.
    let mut shares: Vec<IndexMap<usize, u64>> = Vec::new();
    for chapter in &timeline.chapters {
        let file = chapter.file.as_str();
        let mut share = IndexMap::new();
        let mut each = |i: usize, samples: &[f32]| {
            let line = &chapter.lines[i];
            let said = Said {
                voice: voice_of.get(&*line.clip).copied(),
                speaker: &line.speaker,
                language: &line.language,
            };
            let entry = voices.entry(said);
            *share.entry(entry.index()).or_default() += samples.len() as u64;
            let voice = entry.or_default();
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
        shares.push(share);
    }
    let channels = timeline.channels;
    let mut held: Vec<f64> = Vec::new();
    if let Some(target) = target {
        let nearly = loudness.ceiling() - HELD;
        for (chapter, share) in chapters.iter().zip(&shares) {
            let Some(is) = chapter.loudness.filter(|_| chapter.seconds >= SHORT) else {
                continue;
            };
            let is_off = |from: f64, most: f64| (is - from).abs() > most;
            let of_speakers = mean(share.iter().filter_map(|(&who, samples)| {
                Some((lufs_of([&voices[who]], channels)?, *samples))
            }));
            if !is_off(target, CHAPTER_TOLERANCE) {
                continue;
            }
            if is < target && chapter.true_peak > nearly {
                held.push(is);
            } else if is_off(of_speakers, SPEAKERS_TOLERANCE) {
                let what = format!("its loudness is {is:.1} LUFS, not {target:.1}");
                problems.push(Problem::new(&chapter.file, what));
            }
        }
        for voice in off_voices(&voices, target, timeline) {
            match voice.is < target && voice.peak > nearly {
                true => held.push(voice.is),
                false => problems.push(voice.problem),
            }
        }
    }
    let mut of_speakers: IndexMap<(&str, &Language), Vec<&Voice>> = IndexMap::new();
    for (said, voice) in &voices {
        let entry = of_speakers.entry((said.speaker, said.language));
        entry.or_default().push(voice);
    }
    let voices = of_speakers
        .into_iter()
        .map(|((speaker, language), voices)| {
            let of = timeline.speakers.iter().find(|s| s.id == speaker);
            let name = of.and_then(|s| s.voices.get(language)).cloned();
            let samples: u64 = voices.iter().map(|voice| voice.samples).sum();
            VoiceReport {
                speaker: speaker.into(),
                language: language.clone(),
                voice: name.unwrap_or_default(),
                seconds: samples as f64 / f64::from(timeline.sample_rate),
                loudness: lufs_of(voices, channels),
                pace: paces.of_voice(speaker, language),
            }
        });
    Report {
        target,
        held: held.into_iter().min_by(f64::total_cmp),
        chapters,
        voices: voices.collect(),
        problems,
    }
}

/// A voice that is not as loud as it should be.
struct OffVoice {
    /// Its loudness, in LUFS.
    is: f64,
    /// Its highest sample, in dBFS.
    peak: f64,
    problem: Problem,
}

/// The voices that are not as loud as they should be: each over all that it says, whoever says it, for
/// that is what has one gain.
fn off_voices(voices: &IndexMap<Said, Voice>, target: f64, timeline: &Timeline) -> Vec<OffVoice> {
    let mut by_voice: IndexMap<String, Vec<(&Said, &Voice)>> = IndexMap::new();
    for (said, voice) in voices {
        let of = timeline.speakers.iter().find(|s| s.id == said.speaker);
        let usual = || of.and_then(|s| s.voices.get(said.language)).cloned();
        let name = said.voice.map(String::from).or_else(usual);
        by_voice
            .entry(name.unwrap_or_default())
            .or_default()
            .push((said, voice));
    }
    let mut off = Vec::new();
    for (name, said) in by_voice {
        let samples: u64 = said.iter().map(|(_, voice)| voice.samples).sum();
        let seconds = samples as f64 / f64::from(timeline.sample_rate);
        let meters = said.iter().map(|(_, voice)| *voice);
        let Some(is) = lufs_of(meters, timeline.channels).filter(|_| seconds >= SHORT) else {
            continue;
        };
        if (is - target).abs() > VOICE_TOLERANCE {
            let whose = said
                .iter()
                .map(|(said, _)| format!("{} in {}", said.speaker, said.language));
            let whose = whose.collect::<Vec<_>>().join(", ");
            let what = format!(
                "the voice of {whose} ({name}) has a loudness of {is:.1} LUFS, not {target:.1}"
            );
            let peak = said
                .iter()
                .fold(0f32, |peak, (_, voice)| peak.max(voice.peak));
            off.push(OffVoice {
                is,
                peak: 20.0 * f64::from(peak).log10(),
                problem: Problem::new("book.json", what),
            });
        }
    }
    off
}

/// Who says something, with which voice; none if the script does not tell.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Said<'a> {
    voice: Option<&'a str>,
    speaker: &'a str,
    language: &'a Language,
}

/// Lines, one after the other.
#[derive(Default)]
struct Voice {
    meter: Option<EbuR128>,
    samples: u64,
    /// The highest sample, 1 being full scale.
    peak: f32,
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
        self.peak = samples.iter().fold(self.peak, |peak, s| peak.max(s.abs()));
    }
}

/// The loudness of all that was said, as if it were one programme, in LUFS; none if it is silent.
fn lufs_of<'a>(said: impl IntoIterator<Item = &'a Voice>, channels: u16) -> Option<f64> {
    let meters = said.into_iter().filter_map(|voice| voice.meter.as_ref());
    let lufs = EbuR128::loudness_global_multiple(meters).ok()?;
    lufs.is_finite().then_some(lufs + of_channels(channels))
}

/// The mean of levels in dB, each for so many samples.
fn mean(levels: impl Iterator<Item = (f64, u64)>) -> f64 {
    let (power, samples) = levels.fold((0.0, 0.0), |(power, all), (level, samples)| {
        let samples = samples as f64;
        (power + samples * 10f64.powf(level / 10.0), all + samples)
    });
    10.0 * (power / samples.max(1.0)).max(1e-12).log10()
}

/// What is to be added to the loudness of one channel, in LU.
fn of_channels(channels: u16) -> f64 {
    if channels == 2 { TWO_CHANNELS } else { 0.0 }
}
