//! Lines as they sound: from the store, or spoken now.

use super::desk::Desk;
use super::edit::Place;
use super::trouble::Trouble;
use crate::language::Language;
use crate::pipeline::ledger::State;
use crate::pipeline::plan::{Plan, PlannedLine};
use crate::pipeline::{Book, Workshop, sample, speak};
use crate::script::Turn;
use crate::speech::SpeechError;
use crate::voice::{Voice, VoiceId};
use axum::http::StatusCode;
use serde::Deserialize;

/// The silence before and after a line, in seconds.
const LEAD: f64 = 0.03;

/// Which line is to be heard.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    chapter: usize,
    turn: usize,
    line: usize,
    language: Language,
    /// Another voice than its own, to hear it.
    voice: Option<String>,
    /// Another text, to hear it before it is written.
    text: Option<String>,
    /// Whether it may cost something.
    #[serde(default)]
    pay: bool,
}

/// A line as a WAV file.
///
/// # Errors
/// If there is no such line, it cannot be spoken, or that would cost something and may not.
pub fn hear(desk: &Desk, wanted: &Wanted, workshop: &Workshop) -> Result<Vec<u8>, Trouble> {
    let book = desk.book(workshop)?;
    let at = Place {
        chapter: wanted.chapter,
        turn: wanted.turn,
        line: wanted.line,
    };
    let gone = || Trouble::missing("that line is not there any more; look again");
    let turn = turn(&book, at).ok_or_else(gone)?;
    let plan = plan(&book, turn, wanted, workshop)?;
    let mut lines = plan.lines();
    let line = lines.find(|l| l.pair == at.line && l.language == wanted.language);
    let line = line.ok_or_else(|| {
        Trouble::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "this line is not spoken in that language: it is skipped, a note, or there is no word in it",
        )
    })?;
    sound(desk, &book, &plan, line, wanted.pay, workshop)
}

fn plan(book: &Book, turn: &Turn, wanted: &Wanted, workshop: &Workshop) -> Result<Plan, Trouble> {
    let other;
    let turn = match &wanted.text {
        Some(text) => {
            other = with_text(turn, wanted, text);
            &other
        }
        None => turn,
    };
    let mut plan = Plan::of_turn(book, turn, workshop)?;
    if let Some(voice) = &wanted.voice {
        let voice = named(voice, workshop)?;
        plan.give(&voice, workshop)?;
    }
    Ok(plan)
}

/// The turn with another text in one line.
fn with_text(turn: &Turn, wanted: &Wanted, new: &str) -> Turn {
    let mut turn = turn.clone();
    if let Some(crate::script::Line::Speech {
        text, direction, ..
    }) = turn.lines.get_mut(wanted.line)
    {
        text.insert(wanted.language.clone(), new.into());
        let directions = crate::script::direction::Directions {
            voice: direction.voice.clone(),
            ..Default::default()
        };
        *direction = directions.into();
    }
    turn
}

/// A voice by its name, with the settings of its catalog.
pub fn named(name: &str, workshop: &Workshop) -> Result<Voice, Trouble> {
    let id: VoiceId = name
        .parse()
        .map_err(|error: crate::voice::VoiceFormError| {
            Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, error.to_string())
        })?;
    let catalog = workshop.catalog(&id.engine)?;
    let settings = catalog.settings_of(&id.name).cloned().unwrap_or_default();
    Ok(Voice { id, settings })
}

/// The turn at a place of `script.toml`, where the title of a part is a chapter too.
pub fn turn(book: &Book, at: Place) -> Option<&Turn> {
    let mut number = 0;
    for chapter in &book.script.chapters {
        number += chapter.parts.len();
        if number == at.chapter {
            return chapter.turns.get(at.turn);
        }
        number += 1;
    }
    None
}

/// The sound of a planned line, spoken now if it is not in the store.
fn sound(
    desk: &Desk,
    book: &Book,
    plan: &Plan,
    line: &PlannedLine,
    pay: bool,
    workshop: &Workshop,
) -> Result<Vec<u8>, Trouble> {
    let measured = desk.measured();
    let is_here = || measured.has(&line.key) && workshop.store.has(&line.key);
    if !is_here() && workshop.store.has(&line.key) {
        let mut own = plan.clone();
        for lines in &mut own.chapters {
            lines.retain(|other| other.key == line.key);
        }
        speak::measure_kept(&own, &measured, workshop)?;
    }
    if !is_here() {
        let tariff = plan.engines.get(line.engine()).map(|e| e.tariff(workshop));
        let cost = tariff.transpose()?.and_then(|tariff| tariff.cost(line));
        if let (Some(cost), false) = (cost, pay) {
            let what = format!("to speak this line costs {}", cost.describe());
            return Err(Trouble::costs(cost.usd, what));
        }
        let spoken = speak::speak(book, plan, &[line], &measured, workshop)?;
        if let Some(gap) = spoken.gaps.first() {
            return Err(Trouble::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                gap.why.clone(),
            ));
        }
    }
    let bytes = workshop.store.get(&line.key).map_err(said)?;
    let (Some(clip), Some(bytes)) = (measured.get(&line.key), bytes) else {
        let what = "the clip is gone from the store again";
        return Err(Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, what));
    };
    let known = State::load(&desk.folder).loudness;
    let lufs = known.get(&line.voice.label).copied();
    Ok(sample::sound(
        book, line, &clip, bytes, lufs, LEAD, workshop,
    )?)
}

fn said(error: SpeechError) -> Trouble {
    crate::pipeline::PipelineError::from(error).into()
}
