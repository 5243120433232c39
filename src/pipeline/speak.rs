//! Having spoken what has not been spoken yet.

use super::ear::Ear;
use super::ledger::{self, Measurements, State};
use super::plan::{Plan, PlannedLine, PlannedVoice};
use super::side_by_side::side_by_side;
use super::{Book, PipelineError, Workshop, room};
use crate::audio::{decode, measure};
use crate::speech::engine::Around;
use crate::speech::key::ClipKey;
use crate::speech::pool::{self, Job, Outcome, Queue};
use crate::speech::{SpeechError, Utterance};
use crate::voice::VoiceId;
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

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

/// The lines of a plan that are wanted, each clip once.
pub fn wanted(plan: &Plan, is_wanted: impl Fn(&PlannedLine) -> bool) -> Vec<&PlannedLine> {
    let mut seen: HashSet<&ClipKey> = HashSet::new();
    plan.lines()
        .filter(|line| is_wanted(line) && seen.insert(&line.key))
        .collect()
}

/// Those of the lines whose clips are not there.
pub fn missing<'a>(lines: &[&'a PlannedLine], workshop: &Workshop) -> Vec<&'a PlannedLine> {
    let is_missing = |line: &&&PlannedLine| !workshop.store.has(&line.key);
    lines.par_iter().filter(is_missing).copied().collect()
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
    speak_lines(book, plan, lines, measured, false, workshop)
}

/// As [`speak`], also what has been spoken before: a clip that comes takes the place of the old one, and
/// chapters that hold it are to be written again.
///
/// # Errors
/// As [`speak`].
pub fn speak_anew(
    book: &Book,
    plan: &Plan,
    lines: &[&PlannedLine],
    measured: &Arc<Measurements>,
    workshop: &Workshop,
) -> Result<Spoken, PipelineError> {
    // Before anything is spoken, so that a run that is cut off leaves no chapter that seems finished.
    let mut state = State::load(&book.folder);
    state.finished = None;
    for (file, chapter) in &mut state.chapters {
        chapter.key.clear();
        ledger::forget_pieces(&book.folder, file);
    }
    state.save(&book.folder)?;
    speak_lines(book, plan, lines, measured, true, workshop)
}

fn speak_lines(
    book: &Book,
    plan: &Plan,
    lines: &[&PlannedLine],
    measured: &Arc<Measurements>,
    anew: bool,
    workshop: &Workshop,
) -> Result<Spoken, PipelineError> {
    if lines.is_empty() {
        return Ok(Spoken::default());
    }
    let mut all_cost = 0.0;
    // Lines of engines that are not here at all, and for which another may stand in.
    let mut absent: HashSet<&str> = HashSet::new();
    let mut failed: Vec<(ClipKey, SpeechError)> = Vec::new();
    for (name, planned) in &plan.engines {
        let own = of_engine(lines, name);
        if own.is_empty() {
            continue;
        }
        let mut voices: Vec<VoiceId> = own
            .iter()
            .map(|l| &l.voice.voice.id)
            .collect::<HashSet<_>>()
            .into_iter()
            .cloned()
            .collect();
        voices.sort_unstable();
        if let Some(place) = planned.config.key_place()
            && let Some(warning) = place.warning()
        {
            workshop.progress.warn(&warning);
        }
        let amount = planned.tariff(workshop)?.amount(own.iter().copied());
        if let Some(cost) = &amount.cost {
            all_cost += cost.usd;
            workshop
                .progress
                .say(&format!("{name}: {}", amount.describe()));
        }
        match workshop
            .runtime
            .block_on(planned.engine.prepare(&voices, own.len()))
        {
            Ok(()) => {}
            Err(error @ SpeechError::Missing { .. })
                if planned.config.common.fallback.is_some() =>
            {
                failed.extend(own.iter().map(|line| (line.key.clone(), error.clone())));
                absent.insert(name);
            }
            Err(error) => return Err(with_place(error, book)),
        }
    }
    if let Some(most) = workshop.max_cost
        && all_cost > most
    {
        return Err(SpeechError::Costs(format!(
            "what is to be spoken would cost about ${all_cost:.2}, and --max-cost is {most}. Nothing \
             was spoken and nothing spent"
        ))
        .into());
    }
    let is_here = |line: &&&PlannedLine| !absent.contains(line.engine());
    let lines: Vec<&PlannedLine> = lines.iter().filter(is_here).copied().collect();
    room::check(book, plan, &lines, workshop)?;
    let ear = Arc::new(ear(plan, &lines, measured, workshop));
    let round = |lines: &[&PlannedLine]| -> Result<Outcome, PipelineError> {
        let work = lines.iter().map(|line| work(line)).sum();
        workshop
            .progress
            .begin_work("speaking", lines.len() as u64, work);
        let queues = queues(plan, lines, anew, workshop)?;
        let (listener, purse) = (ear.clone(), workshop.purse.clone());
        let speaking = pool::speak(queues, &workshop.store, listener, purse, &workshop.stop);
        let outcome = workshop.runtime.block_on(speaking);
        workshop.progress.end();
        outcome.map_err(|error| with_place(error, book))
    };
    let mut outcome = round(&lines)?;
    // The first lines came before the pace of their voices was known.
    let does_not_fit = |line: &&&PlannedLine| {
        let clip = measured
            .get(&line.key)
            .filter(|_| workshop.store.has(&line.key));
        clip.is_some_and(|clip| !ear.fits(&line.utterance(), &clip))
    };
    let odd: Vec<&PlannedLine> = lines.iter().filter(does_not_fit).copied().collect();
    if !odd.is_empty() {
        for line in &odd {
            workshop.store.remove(&line.key)?;
        }
        outcome.spoken -= odd.len().min(outcome.spoken);
        let again = round(&odd)?;
        outcome.spoken += again.spoken;
        outcome.failed.extend(again.failed);
    }
    ear.warn_of_voices();
    failed.extend(outcome.failed);
    let gaps = gaps(plan, failed);
    Ok(Spoken {
        new: outcome.spoken,
        gaps,
    })
}

fn of_engine<'a>(lines: &[&'a PlannedLine], name: &str) -> Vec<&'a PlannedLine> {
    let is_own = |line: &&PlannedLine| line.engine() == name;
    lines.iter().copied().filter(is_own).collect()
}

/// How much there is to speak of a line, in characters.
fn work(line: &PlannedLine) -> u64 {
    line.sent.chars().count() as u64
}

/// What each engine is to speak; `anew`, also what has been spoken before.
fn queues(
    plan: &Plan,
    lines: &[&PlannedLine],
    anew: bool,
    workshop: &Workshop,
) -> Result<Vec<Queue>, PipelineError> {
    let mut queues = Vec::new();
    for (name, planned) in &plan.engines {
        let own = of_engine(lines, name);
        if own.is_empty() {
            continue;
        }
        let tariff = planned.tariff(workshop)?;
        queues.push(Queue {
            name: name.clone(),
            engine: planned.engine.clone(),
            turns: workshop.turns(name, &planned.config),
            retry: planned.config.retry(),
            jobs: {
                let to_speak = |line: &&PlannedLine| {
                    let cost = tariff.cost(line).map_or(0.0, |cost| cost.usd);
                    ToSpeak::new(plan, line, cost)
                };
                let lines: Vec<ToSpeak> = own.iter().map(to_speak).collect();
                Box::new(lines.into_iter().map(move |line| line.job(anew)))
            },
        });
    }
    Ok(queues)
}

/// Who listens to what comes, with what is known of the voices from lines that were spoken before.
fn ear(
    plan: &Plan,
    lines: &[&PlannedLine],
    measured: &Arc<Measurements>,
    workshop: &Workshop,
) -> Ear {
    let ear = Ear {
        measured: measured.clone(),
        progress: workshop.progress.clone(),
        work: (lines.iter())
            .map(|line| (line.key.clone(), work(line)))
            .collect(),
        free_length: plan
            .engines
            .iter()
            .filter(|(_, planned)| planned.config.common.check_length == Some(false))
            .map(|(name, _)| name.clone())
            .collect(),
        tempi: Mutex::default(),
    };
    let spoken_now: HashSet<&ClipKey> = lines.iter().map(|line| &line.key).collect();
    let mut seen = HashSet::new();
    for line in plan.lines() {
        if !spoken_now.contains(&line.key)
            && seen.insert(&line.key)
            && let Some(clip) = measured.get(&line.key)
        {
            ear.learn(&line.utterance(), &clip);
        }
    }
    ear
}

/// A line that is to be spoken: what a job is made of, shared with the plan as far as it can be.
struct ToSpeak {
    key: ClipKey,
    sent: Arc<str>,
    voice: Arc<PlannedVoice>,
    before: Option<Arc<str>>,
    after: Option<Arc<str>>,
    cost: f64,
}

impl ToSpeak {
    fn new(plan: &Plan, line: &PlannedLine, cost: f64) -> Self {
        let (before, after) = around(plan, line);
        Self {
            key: line.key.clone(),
            sent: line.sent.clone(),
            voice: line.voice.clone(),
            before,
            after,
            cost,
        }
    }

    fn job(self, anew: bool) -> Job {
        let text = |text: Arc<str>| text.to_string();
        Job {
            key: self.key,
            utterance: Utterance {
                text: text(self.sent),
                voice: self.voice.voice.clone(),
            },
            around: Around {
                before: self.before.map(text),
                after: self.after.map(text),
                ..Around::default()
            },
            anew,
            cost: self.cost,
        }
    }
}

/// What the same voice says before and after a line in its turn, in the same language.
fn around(plan: &Plan, line: &PlannedLine) -> (Option<Arc<str>>, Option<Arc<str>>) {
    let place = std::ptr::from_ref(line);
    let mut chapters = plan.chapters.iter();
    let Some(chapter) = chapters.find(|chapter| chapter.as_ptr_range().contains(&place)) else {
        return (None, None);
    };
    let at = (place as usize - chapter.as_ptr() as usize) / size_of::<PlannedLine>();
    let in_turn = |l: &&PlannedLine| l.turn == line.turn;
    let same = |l: &&PlannedLine| l.voice.label == line.voice.label && l.language == line.language;
    let said = |l: &PlannedLine| l.said.clone();
    let before = chapter[..at].iter().rev().take_while(in_turn).find(same);
    let after = chapter[at + 1..].iter().take_while(in_turn).find(same);
    (before.map(said), after.map(said))
}

/// Measures clips of lines that are in the store and were not measured for this book. A clip that cannot be
/// decoded is taken out of the store, to be spoken again.
///
/// # Errors
/// If a file cannot be read or written.
pub fn measure_kept<'a>(
    lines: impl IntoIterator<Item = &'a PlannedLine>,
    measured: &Arc<Measurements>,
    workshop: &Workshop,
) -> Result<(), PipelineError> {
    let mut seen: HashSet<&ClipKey> = HashSet::new();
    let known = measured.all();
    let unknown: Vec<&ClipKey> = lines
        .into_iter()
        .map(|line| &line.key)
        .filter(|key| !known.has(key) && seen.insert(key) && workshop.store.has(key))
        .collect();
    drop(known);
    side_by_side(workshop.jobs, &unknown, |key| {
        if workshop.stop.is_cancelled() {
            return Err(PipelineError::Interrupted);
        }
        let measurement = match workshop.store.get(key) {
            Ok(None) => return Ok(()),
            Ok(Some(bytes)) => decode::decode(&bytes)
                .and_then(|sound| measure(&sound))
                .ok(),
            Err(SpeechError::Damaged { .. }) => None,
            Err(error) => return Err(error.into()),
        };
        match measurement {
            Some(measurement) => measured.add(key, measurement),
            None => {
                workshop.progress.warn(&format!(
                    "a kept clip is damaged and is spoken again: {}",
                    workshop.store.path(key).display()
                ));
                Ok(workshop.store.remove(key)?)
            }
        }
    })
}

fn gaps(plan: &Plan, failed: Vec<(ClipKey, SpeechError)>) -> Vec<Gap> {
    let failed: HashMap<ClipKey, SpeechError> = failed.into_iter().collect();
    let mut gaps = Vec::new();
    for line in plan.lines() {
        if let Some(error) = failed.get(&line.key) {
            gaps.push(Gap {
                key: line.key.clone(),
                at: line.at,
                language: line.language.clone(),
                text: line.text.to_string(),
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
