//! Having a finished book heard by a recogniser.

use super::ledger::{self, State};
use super::plan::{Plan, PlannedLine};
use super::{Book, PipelineError, Workshop, findings, length};
use crate::audio::decode;
use crate::audio::resample::Resampler;
use crate::book::timeline::{Timeline, TimelineChapter, TimelineLine};
use crate::disk;
use crate::hearing::compare::{Line, compare};
use crate::hearing::kept::{self, Kept, Sound};
use crate::hearing::listen::{self, Asking, Job};
use crate::hearing::recogniser::{Hearing, RATE, Recogniser, RecogniserConfig, Recognisers};
use crate::hearing::report::{HeardLine, Listening, Share};
use crate::hearing::verdict::{Heard, Judged, Verdict, judge};
use crate::hearing::words::{self, Names};
use crate::speech::SpeechError;
use indexmap::IndexMap;
use std::collections::HashMap;
use std::io::Cursor;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How much silence is put before and after a line, in seconds: recognisers lose what begins at once.
const AROUND: f64 = 0.2;

/// Who hears.
pub struct Ears {
    /// The name of the recogniser.
    pub name: String,
    /// How it is set up.
    pub config: RecogniserConfig,
}

impl Ears {
    /// Those of a recogniser by its name in `diglot.toml`; without a name the first there, or else Whisper in this program.
    ///
    /// # Errors
    /// If there is none, or `diglot.toml` is not as it should be.
    pub fn named(name: Option<&str>) -> Result<Self, PipelineError> {
        let (name, config) = Recognisers::load(Path::new(""))?.named(name)?;
        Ok(Self { name, config })
    }
}

/// A line of the book with what is known of it.
struct Place<'a> {
    chapter: &'a TimelineChapter,
    line: &'a TimelineLine,
    planned: Option<&'a PlannedLine>,
    /// The key that what is heard of it is kept under.
    key: String,
}

/// Where a sound lies in a chapter's file, in samples.
type Stretch = (PathBuf, Range<u64>);

/// Has all lines of a finished book heard that were not heard before, and judges them.
///
/// # Errors
/// If the recogniser is not there or refuses us, a file cannot be read, or a person stops the run. What was heard
/// until then is kept.
pub fn listen(
    book: &Book,
    plan: &Plan,
    timeline: &Timeline,
    ears: &Ears,
    workshop: &Workshop,
) -> Result<Listening, PipelineError> {
    let recogniser = ears.config.recogniser(workshop.jobs)?;
    let kept = Kept::beside(workshop.store.folder());
    let places = places(book, plan, timeline, recogniser.as_ref(), workshop)?;
    let mut heard: HashMap<String, Hearing> = HashMap::new();
    let mut wanted: IndexMap<&str, &Place> = IndexMap::new();
    for place in &places {
        let known = (!workshop.force).then(|| kept.get(&place.key)).flatten();
        match known {
            Some(hearing) => drop(heard.insert(place.key.clone(), hearing)),
            None => drop(wanted.entry(&place.key).or_insert(place)),
        }
    }
    let jobs: Vec<Job<Stretch>> = wanted
        .into_values()
        .map(|place| Job {
            key: place.key.clone(),
            language: place.line.language.clone(),
            place: (
                book.folder.join(&place.chapter.file),
                place.line.start..place.line.end,
            ),
        })
        .collect();
    let mut failed = Vec::new();
    let heard_now = jobs.len();
    if !jobs.is_empty() {
        let samples: u64 = jobs
            .iter()
            .map(|job| job.place.1.end - job.place.1.start)
            .sum();
        let seconds = samples as f64 / f64::from(timeline.sample_rate);
        let load = |(path, range): &Stretch| sound(path, range.clone());
        let outcome = hear(jobs, seconds, load, ears, recogniser, &kept, workshop)?;
        heard.extend(outcome.heard);
        failed = outcome.failed;
    }
    let why: HashMap<&str, &SpeechError> = failed
        .iter()
        .map(|(key, error)| (key.as_str(), error))
        .collect();
    let rate = f64::from(timeline.sample_rate);
    let failed_lines = places.iter().filter_map(|place| {
        let error = why.get(place.key.as_str())?;
        let at = place.line.start as f64 / rate;
        Some(format!("{} at {}: {error}", place.chapter.file, length(at)))
    });
    let names = names_of(book);
    let known: Vec<(&Place, &Hearing)> = places
        .iter()
        .filter_map(|place| Some((place, heard.get(&place.key)?)))
        .collect();
    let lines: Vec<Heard> = known
        .iter()
        .map(|(place, hearing)| Heard {
            line: Line {
                text: &place.line.text,
                said: place
                    .planned
                    .map_or(&place.line.text, |planned| &planned.said),
                language: &place.line.language,
            },
            voice: place
                .planned
                .map_or(&place.line.speaker, |planned| &planned.voice.label),
            speed: place.planned.map_or(1.0, |planned| planned.voice.speed),
            is_free: place
                .planned
                .is_some_and(|planned| plan.usual_seconds(planned).is_none()),
            seconds: (place.line.end - place.line.start) as f64 / rate,
            hearing,
        })
        .collect();
    let judged = judge(&lines, &names);
    let voices = shares(&lines, &judged);
    let mut signs: Vec<(_, usize)> = Vec::new();
    for sign in judged.iter().filter_map(|judged| judged.signs.first()) {
        match signs.iter_mut().find(|(known, _)| known == sign) {
            Some((_, count)) => *count += 1,
            None => signs.push((*sign, 1)),
        }
    }
    signs.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let mut all: Vec<HeardLine> = known
        .iter()
        .zip(&lines)
        .zip(judged)
        .map(|(((place, hearing), line), judged)| HeardLine {
            verdict: judged.verdict,
            signs: judged.signs,
            file: place.chapter.file.clone(),
            start: place.line.start as f64 / rate,
            end: place.line.end as f64 / rate,
            at: place.planned.map(|planned| planned.at),
            speaker: place.line.speaker.to_string(),
            language: place.line.language.clone(),
            voice: line.voice.into(),
            clip: place.line.clip.to_string(),
            text: place.line.text.to_string(),
            heard: (*hearing).clone(),
            error: (judged.comparison.error * 1000.0).round() / 1000.0,
            written_pieces: judged.comparison.written,
            heard_pieces: judged.comparison.heard,
            pace: judged.pace.map(|pace| (pace * 1000.0).round() / 1000.0),
        })
        .collect();
    all.sort_by(|a, b| a.verdict.cmp(&b.verdict).then(b.error.total_cmp(&a.error)));
    let listening = Listening {
        recogniser: ears.name.clone(),
        heard_now,
        seconds: lines.iter().map(|line| line.seconds).sum(),
        voices,
        signs,
        failed: failed_lines.collect(),
        lines: all,
    };
    findings::keep(&listening, &book.folder, &workshop.store);
    Ok(listening)
}

/// Has sounds heard, so many seconds in all, within what may be spent.
fn hear<P: Send + Sync + 'static>(
    jobs: Vec<Job<P>>,
    seconds: f64,
    load: impl Fn(&P) -> Result<Vec<u8>, SpeechError> + Send + Sync + 'static,
    ears: &Ears,
    recogniser: Arc<dyn Recogniser>,
    kept: &Kept,
    workshop: &Workshop,
) -> Result<listen::Outcome, PipelineError> {
    if let Some(price) = ears.config.common.usd_per_minute {
        let usd = price * seconds / 60.0;
        workshop.progress.say(&format!(
            "{}: {} of sound, about ${usd:.2}",
            ears.name,
            length(seconds)
        ));
        workshop.purse.take(usd)?;
    }
    workshop.runtime.block_on(recogniser.prepare())?;
    workshop
        .progress
        .begin_work("listening", jobs.len() as u64, jobs.len() as u64);
    let asking = Asking {
        recogniser,
        concurrency: ears.config.concurrency(workshop.jobs),
        limits: ears.config.limits(),
        retry: ears.config.retry(),
    };
    let progress = workshop.progress.clone();
    let done = move || progress.step();
    let hearing = listen::hear(jobs, asking, kept, load, done, &workshop.stop);
    let outcome = workshop.runtime.block_on(hearing);
    workshop.progress.end();
    Ok(outcome?)
}

/// All lines of the book.
fn places<'a>(
    book: &Book,
    plan: &'a Plan,
    timeline: &'a Timeline,
    recogniser: &dyn Recogniser,
    workshop: &Workshop,
) -> Result<Vec<Place<'a>>, PipelineError> {
    let identity = recogniser.identity();
    let planned: HashMap<(&str, &str), &PlannedLine> = plan
        .lines()
        .map(|line| ((line.key.as_str(), &*line.text), line))
        .collect();
    let state = State::load(&book.folder);
    let mut places = Vec::new();
    for chapter in &timeline.chapters {
        let known = state
            .chapters
            .get(&chapter.file)
            .filter(|known| !known.key.is_empty());
        let as_mixed =
            known.is_some_and(|known| ledger::is_whole(&book.folder, &chapter.file, known));
        let path = book.folder.join(&chapter.file);
        for line in &chapter.lines {
            let planned = planned.get(&(&*line.clip, &*line.text)).copied();
            let clip = planned.filter(|_| as_mixed).and_then(|planned| {
                let sum = workshop.store.sum(&planned.key)?;
                let sound = Sound::Clip(planned.key.as_str(), &sum, planned.voice.speed);
                Some(kept::key(&identity, line.language.tag(), sound))
            });
            let key = match clip {
                Some(key) => key,
                None => {
                    let samples = stretch(&path, line.start..line.end).map_err(|what| {
                        PipelineError::File {
                            path: path.clone(),
                            what,
                        }
                    })?;
                    let bytes: Vec<u8> = samples.0.iter().flat_map(|x| x.to_le_bytes()).collect();
                    let sum = ledger::hash(&bytes);
                    kept::key(&identity, line.language.tag(), Sound::Samples(&sum))
                }
            };
            places.push(Place {
                chapter,
                line,
                planned,
                key,
            });
        }
    }
    Ok(places)
}

/// The samples of the first channel of a stretch, and their rate.
fn stretch(path: &Path, range: Range<u64>) -> Result<(Vec<f32>, u32), String> {
    let explain = |error: hound::Error| match error {
        hound::Error::IoError(error) => disk::explain(&error),
        error => format!("it is no WAV file that can be read ({error})"),
    };
    let mut reader = hound::WavReader::open(path).map_err(explain)?;
    let spec = reader.spec();
    let start = u32::try_from(range.start)
        .unwrap_or(u32::MAX)
        .min(reader.duration());
    reader.seek(start).map_err(|error| disk::explain(&error))?;
    let count = (range.end - range.start) as usize * usize::from(spec.channels);
    let scale = 1.0 / (1i64 << (spec.bits_per_sample - 1)) as f32;
    let samples = reader
        .samples::<i32>()
        .take(count)
        .step_by(usize::from(spec.channels));
    let samples: Result<Vec<f32>, _> = samples
        .map(|sample| sample.map(|x| x as f32 * scale))
        .collect();
    Ok((samples.map_err(explain)?, spec.sample_rate))
}

/// A stretch of a chapter as recognisers are given it.
fn sound(path: &Path, range: Range<u64>) -> Result<Vec<u8>, SpeechError> {
    let wrong = |what: String| SpeechError::Store {
        path: path.into(),
        what,
    };
    let (samples, rate) = stretch(path, range).map_err(wrong)?;
    wav(&samples, rate).map_err(wrong)
}

/// A sound as recognisers are given it: a WAV file of one channel, 16 bits and [`RATE`].
fn wav(samples: &[f32], rate: u32) -> Result<Vec<u8>, String> {
    let mut resampler = Resampler::new(RATE);
    let samples = resampler
        .resample(samples, rate)
        .map_err(|error| error.to_string())?;
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: RATE,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let silence = vec![0.0; (AROUND * f64::from(RATE)) as usize];
    let mut bytes = Cursor::new(Vec::new());
    let written = hound::WavWriter::new(&mut bytes, spec).and_then(|mut writer| {
        for x in silence.iter().chain(&*samples).chain(&silence) {
            writer.write_sample((x.clamp(-1.0, 1.0) * 32767.0) as i16)?;
        }
        writer.finalize()
    });
    written.map_err(|error| error.to_string())?;
    Ok(bytes.into_inner())
}

/// The names of a book: of those who speak, and of its lexicon.
fn names_of(book: &Book) -> Names {
    let speakers = book
        .script
        .speakers
        .iter()
        .flat_map(|speaker| speaker.names.values());
    words::names(speakers.map(String::as_str))
}

/// How each voice was heard, the worst first.
fn shares(lines: &[Heard], judged: &[Judged]) -> Vec<Share> {
    let mut shares: IndexMap<_, (Share, f64, usize)> = IndexMap::new();
    for (line, judged) in lines.iter().zip(judged) {
        let key = (line.voice, line.line.language);
        let (share, errors, words) = shares.entry(key).or_insert_with(|| {
            let share = Share {
                voice: line.voice.into(),
                language: line.line.language.clone(),
                lines: 0,
                wrong: 0,
                unsure: 0,
                error: 0.0,
            };
            (share, 0.0, 0)
        });
        share.lines += 1;
        share.wrong += usize::from(judged.verdict == Verdict::Wrong);
        share.unsure += usize::from(judged.verdict == Verdict::Unsure);
        *errors += judged.comparison.error * judged.comparison.words as f64;
        *words += judged.comparison.words;
    }
    let mut shares: Vec<Share> = shares
        .into_values()
        .map(|(share, errors, words)| Share {
            error: (errors / words.max(1) as f64 * 1000.0).round() / 1000.0,
            ..share
        })
        .collect();
    shares.sort_by(|a, b| b.error.total_cmp(&a.error));
    shares
}

/// Hears takes of lines, to tell which is the best.
pub struct Takes<'a> {
    ears: &'a Ears,
    recogniser: Arc<dyn Recogniser>,
    names: Names,
    kept: Kept,
    workshop: &'a Workshop,
}

impl<'a> Takes<'a> {
    /// Takes of lines of a book.
    ///
    /// # Errors
    /// If the recogniser is set up in a way that cannot work.
    pub fn new(book: &Book, ears: &'a Ears, workshop: &'a Workshop) -> Result<Self, PipelineError> {
        Ok(Self {
            ears,
            recogniser: ears.config.recogniser(workshop.jobs)?,
            names: names_of(book),
            kept: Kept::beside(workshop.store.folder()),
            workshop,
        })
    }

    /// How much of each take is heard otherwise: 0 if nothing is, infinite if it cannot be heard.
    ///
    /// # Errors
    /// As [`listen`].
    pub fn errors(&self, takes: &[(&PlannedLine, &[u8])]) -> Result<Vec<f64>, PipelineError> {
        let identity = self.recogniser.identity();
        let key = |line: &PlannedLine, sound: &[u8]| {
            let sum = ledger::hash(sound);
            kept::key(
                &identity,
                line.language.tag(),
                Sound::Clip(line.key.as_str(), &sum, line.voice.speed),
            )
        };
        let keys: Vec<String> = takes.iter().map(|(line, sound)| key(line, sound)).collect();
        let mut heard: HashMap<String, Hearing> = keys
            .iter()
            .filter_map(|key| Some((key.clone(), self.kept.get(key)?)))
            .collect();
        let mut jobs: Vec<Job<Arc<[u8]>>> = Vec::new();
        let mut seconds = 0.0;
        for ((line, sound), key) in takes.iter().zip(&keys) {
            if heard.contains_key(key) || jobs.iter().any(|job| job.key == *key) {
                continue;
            }
            let Ok(sound) = decode::decode(sound) else {
                continue;
            };
            seconds += sound.samples.len() as f64 / f64::from(sound.rate);
            let wav = wav(&sound.samples, sound.rate).map_err(SpeechError::Line)?;
            jobs.push(Job {
                key: key.clone(),
                language: line.language.clone(),
                place: wav.into(),
            });
        }
        if !jobs.is_empty() {
            let load = |wav: &Arc<[u8]>| Ok(wav.to_vec());
            let outcome = hear(
                jobs,
                seconds,
                load,
                self.ears,
                self.recogniser.clone(),
                &self.kept,
                self.workshop,
            )?;
            heard.extend(outcome.heard);
        }
        let error = |(line, key): (&PlannedLine, &String)| {
            let line = Line {
                text: &line.text,
                said: &line.said,
                language: &line.language,
            };
            let hearing = heard.get(key);
            hearing.map_or(f64::INFINITY, |hearing| {
                compare(line, &hearing.text, &self.names).error
            })
        };
        Ok(takes
            .iter()
            .map(|(line, _)| *line)
            .zip(&keys)
            .map(error)
            .collect())
    }
}
