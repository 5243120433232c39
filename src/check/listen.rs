//! Listening to a chapter's file: what is heard where, how loud, and what should not be there.

use super::{ChapterReport, Problem, of_channels};
use crate::book::timeline::{Timeline, TimelineChapter};
use ebur128::{EbuR128, Mode};
use hound::{SampleFormat, WavReader};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// A line that is softer than this is not heard, in dBFS.
const SILENT: f64 = -50.0;
/// A pause that is louder than this is none, in dBFS.
const QUIET: f64 = -50.0;
/// How much of a line's beginning and end must be heard, in seconds, and how loud, in dBFS.
const EDGE: (f64, f64) = (0.1, -75.0);
/// What lies around a line and may be heard: its soft beginning and end, in seconds.
const AROUND: f64 = 0.1;
/// Digital silence inside of a line that is longer than this is a hole, in seconds: what diglot
/// writes of a clip is never quite silent, for it is dithered.
const HOLE: f64 = 0.02;
/// How many columns a picture has.
pub const COLUMNS: usize = 1200;

/// What was heard.
pub struct Heard {
    /// The chapter's measures.
    pub report: ChapterReport,
    /// What is not as it should be.
    pub problems: Vec<Problem>,
}

/// What is needed to draw a chapter.
#[derive(Debug, Clone, Default)]
pub struct Picture {
    /// The lowest and the highest sample in each of [`COLUMNS`] stretches.
    pub wave: Vec<(f32, f32)>,
    /// The short-term loudness (EBU Tech 3341: of 3 s) after each second, in LUFS.
    pub loudness: Vec<f64>,
}

/// A stretch of a chapter: a line, or what is between lines.
struct Stretch {
    /// Which line it is.
    line: Option<usize>,
    start: u64,
    end: u64,
}

/// Listens to a chapter. `each` is given the samples of each line.
///
/// # Errors
/// What is wrong with the file, if it is not what `book.json` says as a whole.
pub fn chapter(
    path: &Path,
    timeline: &Timeline,
    chapter: &TimelineChapter,
    each: &mut dyn FnMut(usize, &[f32]),
) -> Result<Heard, String> {
    let mut reader = WavReader::open(path).map_err(|error| match error {
        hound::Error::IoError(error) => crate::disk::explain(&error),
        error => format!("it is no WAV file that can be read ({error})"),
    })?;
    let spec = reader.spec();
    if (
        spec.sample_rate,
        spec.channels,
        spec.bits_per_sample,
        spec.sample_format,
    ) != (
        timeline.sample_rate,
        timeline.channels,
        timeline.bits,
        SampleFormat::Int,
    ) {
        return Err(format!(
            "it has {} Hz, {} channels, {} bits, and book.json says {} Hz, {} channels, {} bits",
            spec.sample_rate,
            spec.channels,
            spec.bits_per_sample,
            timeline.sample_rate,
            timeline.channels,
            timeline.bits
        ));
    }
    let samples = u64::from(reader.duration());
    let header = reader.len() as u64 * u64::from(spec.bits_per_sample / 8);
    let bytes = std::fs::metadata(path).map_or(0, |file| file.len());
    if samples != chapter.samples || bytes < header {
        return Err(format!(
            "it is {} long, and book.json says {}",
            seconds(
                samples.min(bytes / u64::from(spec.channels * spec.bits_per_sample / 8)),
                spec.sample_rate
            ),
            seconds(chapter.samples, spec.sample_rate)
        ));
    }
    let stretches = stretches(chapter)?;
    let mut ear = Ear::new(timeline, chapter)?;
    let mut sound = Vec::new();
    for stretch in &stretches {
        ear.same &= read(
            &mut reader,
            (stretch.end - stretch.start) as usize,
            &mut sound,
        )?;
        ear.stretch(stretch, &sound);
        if let Some(line) = stretch.line {
            each(line, &sound);
        }
    }
    ear.finish()
}

fn seconds(samples: u64, rate: u32) -> String {
    format!("{:.2} s", samples as f64 / f64::from(rate))
}

/// The chapter from its beginning to its end, line by line.
fn stretches(chapter: &TimelineChapter) -> Result<Vec<Stretch>, String> {
    let mut stretches = Vec::new();
    let mut last = 0;
    for (i, line) in chapter.lines.iter().enumerate() {
        if line.start < last || line.end <= line.start || line.end > chapter.samples {
            return Err(format!(
                "book.json has line {} of {} at samples {} to {}, which is not after the line before or \
                 beyond the end",
                i + 1,
                chapter.lines.len(),
                line.start,
                line.end
            ));
        }
        let pause = Stretch {
            line: None,
            start: last,
            end: line.start,
        };
        let spoken = Stretch {
            line: Some(i),
            start: line.start,
            end: line.end,
        };
        stretches.extend([pause, spoken]);
        last = line.end;
    }
    stretches.push(Stretch {
        line: None,
        start: last,
        end: chapter.samples,
    });
    Ok(stretches)
}

/// Reads samples of the first channel; returns whether the others are the same.
fn read(
    reader: &mut WavReader<BufReader<File>>,
    count: usize,
    sound: &mut Vec<f32>,
) -> Result<bool, String> {
    let spec = reader.spec();
    let scale = 1.0 / (1i64 << (spec.bits_per_sample - 1)) as f32;
    let channels = usize::from(spec.channels);
    let mut same = true;
    sound.clear();
    for (i, sample) in reader.samples::<i32>().take(count * channels).enumerate() {
        let value = sample.map_err(|error| format!("it cannot be read: {error}"))? as f32 * scale;
        if i % channels == 0 {
            sound.push(value);
        } else {
            same &= sound.last() == Some(&value);
        }
    }
    if sound.len() < count {
        return Err("it is shorter than its header says".into());
    }
    Ok(same)
}

/// What is heard, while it is heard.
struct Ear<'a> {
    timeline: &'a Timeline,
    chapter: &'a TimelineChapter,
    meter: EbuR128,
    until_second: usize,
    picture: Picture,
    power: f64,
    noise: Option<f64>,
    pauses: Option<(f64, f64)>,
    same: bool,
    clicks: Clicks,
    problems: Vec<Problem>,
}

impl<'a> Ear<'a> {
    fn new(timeline: &'a Timeline, chapter: &'a TimelineChapter) -> Result<Self, String> {
        let rate = timeline.sample_rate;
        let modes = Mode::I | Mode::S | Mode::TRUE_PEAK | Mode::HISTOGRAM;
        let meter = EbuR128::new(1, rate, modes).map_err(|error| error.to_string())?;
        Ok(Self {
            timeline,
            chapter,
            meter,
            until_second: rate as usize,
            picture: Picture {
                wave: vec![(0.0, 0.0); COLUMNS],
                loudness: Vec::new(),
            },
            power: 0.0,
            noise: None,
            pauses: None,
            same: true,
            clicks: Clicks::new(rate),
            problems: Vec::new(),
        })
    }

    fn rate(&self) -> f64 {
        f64::from(self.timeline.sample_rate)
    }

    fn problem(&mut self, at: u64, what: String) {
        self.problems.push(Problem {
            file: self.chapter.file.clone(),
            seconds: Some((at as f64 / self.rate() * 1000.0).round() / 1000.0),
            what,
        });
    }

    fn stretch(&mut self, stretch: &Stretch, sound: &[f32]) {
        self.measure(stretch.start, sound);
        match stretch.line {
            Some(i) => self.line(i, sound),
            None => self.pause(stretch, sound),
        }
        for at in self.clicks.find(stretch.start, sound) {
            self.problem(at, "a click".into());
        }
    }

    fn measure(&mut self, start: u64, sound: &[f32]) {
        let mut rest = sound;
        while !rest.is_empty() {
            let (now, later) = rest.split_at(self.until_second.min(rest.len()));
            // A mono meter takes any samples.
            let _ = self.meter.add_frames_f32(now);
            rest = later;
            self.until_second -= now.len();
            if self.until_second == 0 {
                self.until_second = self.timeline.sample_rate as usize;
                let lufs = self.meter.loudness_shortterm().unwrap_or(f64::NEG_INFINITY);
                self.picture
                    .loudness
                    .push(lufs + of_channels(self.timeline.channels));
            }
        }
        for (i, x) in sound.iter().enumerate() {
            let at = (start + i as u64) * COLUMNS as u64 / self.chapter.samples.max(1);
            let (low, high) = &mut self.picture.wave[at as usize];
            *low = low.min(*x);
            *high = high.max(*x);
        }
        self.power += sound.iter().map(|x| f64::from(x * x)).sum::<f64>();
    }

    fn line(&mut self, i: usize, sound: &[f32]) {
        let line = &self.chapter.lines[i];
        let short: String = line.text.chars().take(30).collect();
        let named = format!("({}) {short}", line.language);
        if level(sound) < SILENT {
            self.problem(line.start, format!("a line is not heard: {named}"));
            return;
        }
        let edge = ((EDGE.0 * self.rate()) as usize).min(sound.len());
        for (part, at, what) in [
            (&sound[..edge], line.start, "begins"),
            (&sound[sound.len() - edge..], line.end, "ends"),
        ] {
            if level(part) < EDGE.1 {
                self.problem(at, format!("nothing is heard where a line {what}: {named}"));
            }
        }
        let longest = (HOLE * self.rate()) as usize;
        let mut run = 0;
        for (at, x) in sound.iter().enumerate() {
            run = if *x == 0.0 { run + 1 } else { 0 };
            if run == longest {
                let at = line.start + (at + 1 - longest) as u64;
                self.problem(at, format!("there is a hole in a line: {named}"));
            }
        }
    }

    fn pause(&mut self, stretch: &Stretch, sound: &[f32]) {
        let is_between = stretch.start > 0 && stretch.end < self.chapter.samples;
        if is_between {
            let length = sound.len() as f64 / self.rate();
            let (shortest, longest) = self.pauses.unwrap_or((length, length));
            self.pauses = Some((shortest.min(length), longest.max(length)));
        }
        let around = (AROUND * self.rate()) as usize;
        let from = if stretch.start == 0 { 0 } else { around };
        let to = if is_between || stretch.start == 0 {
            sound.len().saturating_sub(around)
        } else {
            sound.len()
        };
        let Some(inner) = sound.get(from..to).filter(|inner| inner.len() > around / 2) else {
            return;
        };
        let noise = level(inner);
        if noise > QUIET {
            let what = format!("something is heard in a pause ({noise:.0} dB)");
            self.problem(stretch.start + from as u64, what);
        }
        if noise > -119.0 {
            self.noise = Some(self.noise.map_or(noise, |loudest| loudest.max(noise)));
        }
    }

    fn finish(mut self) -> Result<Heard, String> {
        for at in self.clicks.finish() {
            self.problem(at, "a click".into());
        }
        if !self.same {
            let what = "its channels are not the same";
            self.problems.push(Problem::new(&self.chapter.file, what));
        }
        let hundredths = |value: f64| (value * 100.0).round() / 100.0;
        let lufs = self.meter.loudness_global().unwrap_or(f64::NEG_INFINITY);
        let peak = self.meter.true_peak(0).unwrap_or(0.0).max(1e-6);
        let samples = self.chapter.samples.max(1) as f64;
        Ok(Heard {
            report: ChapterReport {
                number: self.chapter.number,
                file: self.chapter.file.clone(),
                seconds: hundredths(samples / self.rate()),
                lines: self.chapter.lines.len(),
                loudness: lufs
                    .is_finite()
                    .then(|| hundredths(lufs + of_channels(self.timeline.channels))),
                true_peak: hundredths(20.0 * peak.log10()),
                rms: hundredths(10.0 * (self.power / samples).max(1e-12).log10()),
                noise: self.noise.map(hundredths),
                pauses: self.pauses.map(|(a, b)| (hundredths(a), hundredths(b))),
                picture: self.picture,
            },
            problems: self.problems,
        })
    }
}

/// The level of samples, in dBFS; -120 at least.
fn level(sound: &[f32]) -> f64 {
    let power = sound.iter().map(|x| f64::from(x * x)).sum::<f64>() / sound.len().max(1) as f64;
    10.0 * power.max(1e-12).log10()
}

/// Finds clicks: places where the sound bends far more sharply than anywhere around them.
struct Clicks {
    /// How far "around" reaches, in samples.
    reach: usize,
    /// The end of what came before, for what lies around its last samples.
    kept: Vec<f32>,
    /// Where `kept` begins.
    at: u64,
}

impl Clicks {
    /// A bend smaller than this is not heard as a click (full scale is 1).
    const LEAST: f32 = 0.03;
    /// How many times sharper than the mean around it a bend must be: the plosives of espeak-ng come
    /// to 16.
    const SHARPER: f64 = 25.0;
    /// What is looked at as one click, in samples.
    const WIDTH: usize = 8;

    fn new(rate: u32) -> Self {
        Self {
            reach: rate as usize / 80,
            kept: Vec::new(),
            at: 0,
        }
    }

    /// The clicks in what is known by now; those so near to its end that more must be heard first
    /// come with the next call.
    fn find(&mut self, start: u64, sound: &[f32]) -> Vec<u64> {
        if self.kept.is_empty() {
            self.at = start;
        }
        self.kept.extend_from_slice(sound);
        let found = self.look(self.kept.len().saturating_sub(self.reach));
        let keep = self.kept.len().saturating_sub(2 * self.reach + 1);
        self.kept.drain(..keep);
        self.at += keep as u64;
        found
    }

    fn finish(&mut self) -> Vec<u64> {
        self.look(self.kept.len())
    }

    /// The clicks between [`Self::reach`] after the beginning of what is kept and `to`.
    fn look(&self, to: usize) -> Vec<u64> {
        let bends: Vec<f32> = self
            .kept
            .windows(3)
            .map(|w| w[0] - 2.0 * w[1] + w[2])
            .collect();
        let from = if self.at == 0 { 0 } else { self.reach };
        let mut found: Vec<u64> = Vec::new();
        let mut free = from;
        for i in from..to.min(bends.len()) {
            if i < free || bends[i].abs() < Self::LEAST {
                continue;
            }
            let before = &bends[i.saturating_sub(self.reach)..i.saturating_sub(Self::WIDTH)];
            let behind = (i + Self::WIDTH).min(bends.len());
            let after = &bends[behind..(i + self.reach).min(bends.len())];
            let mean = |bends: &[f32]| {
                let power: f64 = bends.iter().map(|b| f64::from(b * b)).sum();
                (power / bends.len().max(1) as f64).sqrt()
            };
            if f64::from(bends[i].abs()) > Self::SHARPER * mean(before).max(mean(after)) {
                found.push(self.at + i as u64 + 1);
                free = i + self.reach;
            }
        }
        found
    }
}
