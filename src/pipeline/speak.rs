//! Having spoken what has not been spoken yet.

use super::ledger::Measurements;
use super::plan::{Plan, PlannedLine};
use super::{Book, PipelineError, Workshop};
use crate::audio::{decode, measure};
use crate::speech::SpeechError;
use crate::speech::key::ClipKey;
use crate::speech::pool::{self, Inspect, Job, Queue, Tell};
use crate::voice::VoiceId;
use std::collections::HashSet;
use std::sync::Arc;

/// A line that could not be spoken.
#[derive(Debug, Clone)]
pub struct Gap {
    /// The clip's key.
    pub key: ClipKey,
    /// The line of `script.toml`.
    pub at: usize,
    /// The language.
    pub language: crate::language::Language,
    /// The text.
    pub text: String,
    /// Why.
    pub why: String,
}

/// What came of speaking.
#[derive(Debug, Default)]
pub struct Spoken {
    /// How many clips were made.
    pub new: usize,
    /// What could not be spoken.
    pub gaps: Vec<Gap>,
}

/// The lines whose clips are wanted and not there, each clip once.
pub fn missing<'a>(
    plan: &'a Plan,
    workshop: &Workshop,
    wanted: impl Fn(&PlannedLine) -> bool,
) -> Vec<&'a PlannedLine> {
    let mut seen: HashSet<&ClipKey> = HashSet::new();
    plan.lines()
        .filter(|line| wanted(line) && seen.insert(&line.key) && !workshop.store.has(&line.key))
        .collect()
}

/// Speaks lines, measures what comes, and keeps both.
///
/// # Errors
/// If an engine is not there, a disk is full, or a person stops the run.
pub fn speak(
    book: &Book,
    plan: &Plan,
    lines: &[&PlannedLine],
    measured: &Arc<Measurements>,
    workshop: &Workshop,
) -> Result<Spoken, PipelineError> {
    if lines.is_empty() {
        return Ok(Spoken::default());
    }
    let mut queues = Vec::new();
    for (name, planned) in &plan.engines {
        let own: Vec<&PlannedLine> = lines
            .iter()
            .copied()
            .filter(|line| line.utterance.voice.id.engine == *name)
            .collect();
        if own.is_empty() {
            continue;
        }
        let mut voices: Vec<VoiceId> = own.iter().map(|l| l.utterance.voice.id.clone()).collect();
        voices.sort_unstable();
        voices.dedup();
        workshop
            .runtime
            .block_on(planned.engine.prepare(&voices, own.len()))
            .map_err(|error| with_place(error, book))?;
        queues.push(Queue {
            engine: planned.engine.clone(),
            concurrency: planned.config.concurrency(workshop.jobs),
            retry: planned.config.retry(),
            jobs: own
                .iter()
                .map(|line| Job {
                    key: line.key.clone(),
                    utterance: line.utterance.clone(),
                })
                .collect(),
        });
    }
    workshop.progress.begin("speaking", lines.len() as u64);
    let measurements = measured.clone();
    let inspect: Inspect = Arc::new(move |key, bytes| {
        let measurement = decode::decode(bytes).and_then(|sound| measure(&sound));
        let measurement = measurement.map_err(|error| error.to_string())?;
        measurements
            .add(key, measurement)
            .map_err(|error| error.to_string())
    });
    let progress = workshop.progress.clone();
    let tell: Tell = Arc::new(move |_, _| progress.step());
    let speaking = pool::speak(queues, &workshop.store, inspect, tell, &workshop.stop);
    let outcome = workshop.runtime.block_on(speaking);
    workshop.progress.end();
    let outcome = outcome.map_err(|error| with_place(error, book))?;
    let gaps = gaps(plan, outcome.failed);
    Ok(Spoken {
        new: outcome.spoken,
        gaps,
    })
}

/// Measures clips that are in the store and were not measured for this book. A clip that cannot be
/// decoded is taken out of the store, to be spoken again.
///
/// # Errors
/// If a file cannot be read or written.
pub fn measure_kept(
    plan: &Plan,
    measured: &Arc<Measurements>,
    workshop: &Workshop,
) -> Result<(), PipelineError> {
    let mut seen: HashSet<&ClipKey> = HashSet::new();
    let unknown: Vec<&ClipKey> = plan
        .lines()
        .map(|line| &line.key)
        .filter(|key| !measured.has(key) && seen.insert(key) && workshop.store.has(key))
        .collect();
    super::mix::side_by_side(workshop.jobs, &unknown, |key| {
        if workshop.stop.is_cancelled() {
            return Err(PipelineError::Interrupted);
        }
        let Some(bytes) = workshop.store.get(key)? else {
            return Ok(());
        };
        match decode::decode(&bytes).and_then(|sound| measure(&sound)) {
            Ok(measurement) => measured.add(key, measurement),
            Err(error) => {
                workshop.progress.warn(&format!(
                    "a kept clip is damaged and is spoken again: {} ({error})",
                    workshop.store.path(key).display()
                ));
                Ok(workshop.store.remove(key)?)
            }
        }
    })
}

fn gaps(plan: &Plan, failed: Vec<(ClipKey, SpeechError)>) -> Vec<Gap> {
    let mut gaps = Vec::new();
    for line in plan.lines() {
        if let Some((_, error)) = failed.iter().find(|(key, _)| *key == line.key) {
            gaps.push(Gap {
                key: line.key.clone(),
                at: line.at,
                language: line.language.clone(),
                text: line.text.clone(),
                why: error.to_string(),
            });
        }
    }
    gaps
}

/// Says where an unknown voice was given to someone.
fn with_place(error: SpeechError, book: &Book) -> PipelineError {
    let place = match &error {
        SpeechError::UnknownVoice { voice, .. } => {
            let role = book.roles.iter().find(|role| role.voice.id.name == *voice);
            let in_cast = role.and_then(|role| book.place_of(&role.voice.id));
            in_cast.or_else(|| {
                let line = book.line_voices.line_of(voice)?;
                Some(format!(
                    "{}:{line}",
                    book.folder.join("script.toml").display()
                ))
            })
        }
        _ => None,
    };
    match place {
        Some(place) => PipelineError::At {
            place,
            source: Box::new(error.into()),
        },
        None => error.into(),
    }
}
