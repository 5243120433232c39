//! Lines as they sound: from the store, or spoken now.

use super::desk::Desk;
use super::edit::Place;
use super::trouble::Trouble;
use crate::language::Language;
use crate::lexicon::Lexicon;
use crate::pipeline::ledger::State;
use crate::pipeline::plan::{Plan, PlannedLine};
use crate::pipeline::{Book, Workshop, sample, speak};
use crate::script::direction::Directions;
use crate::script::{Line, Turn};
use crate::speech::SpeechError;
use crate::voice::{Voice, VoiceFormError, VoiceId};
use serde::Deserialize;

/// The silence before and after a line, in seconds.
const LEAD: f64 = 0.03;

/// Which line is to be heard, and in which way other than the book has it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    chapter: usize,
    turn: usize,
    line: usize,
    language: Language,
    /// Another voice than its own; empty for the speaker's usual one.
    voice: Option<String>,
    /// Another text. It is said as it is written, unless `say` says otherwise.
    text: Option<String>,
    /// What is said in place of the other text.
    say: Option<String>,
    /// Another take.
    take: Option<u32>,
    /// A word that is said as `said`, to hear that before it goes into the lexicon.
    word: Option<String>,
    said: Option<String>,
    /// Whether it may cost something.
    #[serde(default)]
    pub pay: bool,
}

impl Wanted {
    /// Another take of the same line.
    pub fn with_take(&self, number: u32) -> Self {
        Self {
            take: Some(number),
            ..self.clone()
        }
    }

    /// Where the line stands.
    pub fn place(&self) -> Place {
        Place {
            chapter: self.chapter,
            turn: self.turn,
            line: self.line,
        }
    }
}

/// A line as a WAV file.
///
/// # Errors
/// If there is no such line, it cannot be spoken, or that would cost something and may not.
pub fn hear(desk: &Desk, wanted: &Wanted, workshop: &Workshop) -> Result<Vec<u8>, Trouble> {
    let book = desk.book(workshop)?;
    let (plan, at) = planned(&book, wanted, workshop)?;
    let line = &plan.chapters[0][at];
    have_spoken(desk, &book, &plan, line, wanted.pay, workshop)?;
    let bytes = workshop.store.get(&line.key).map_err(said)?;
    let clip = desk.measured().get(&line.key);
    let (Some(clip), Some(bytes)) = (clip, bytes) else {
        let what = "the clip is gone from the store again";
        return Err(Trouble::unfit(what));
    };
    let known = State::load(&desk.folder).loudness;
    let lufs = known.get(&line.voice.label).copied();
    Ok(sample::sound(
        &book, line, &clip, bytes, lufs, LEAD, workshop,
    )?)
}

/// The plan of the turn that a line is in, and the line's number in its only chapter.
///
/// # Errors
/// If there is no such line, or nothing in it that is spoken.
pub fn planned(
    book: &Book,
    wanted: &Wanted,
    workshop: &Workshop,
) -> Result<(Plan, usize), Trouble> {
    let gone = || Trouble::missing("that line is not there any more; look again");
    let turn = turn(book, wanted.place()).ok_or_else(gone)?;
    let mut plan = Plan::of_turn(book, &as_wanted(turn, wanted), workshop)?;
    if let Some(voice) = wanted.voice.as_ref().filter(|voice| !voice.is_empty()) {
        plan.give(&named(voice, workshop)?, workshop)?;
    }
    let at = plan
        .lines()
        .position(|l| l.pair == wanted.line && l.language == wanted.language);
    let at = at.ok_or_else(|| {
        Trouble::unfit(
            "this line is not spoken in that language: it is skipped, a note, or there is no word in it",
        )
    })?;
    Ok((plan, at))
}

/// The turn with the line as it is wanted.
fn as_wanted(turn: &Turn, wanted: &Wanted) -> Turn {
    let mut turn = turn.clone();
    let Some(Line::Speech {
        text, direction, ..
    }) = turn.lines.get_mut(wanted.line)
    else {
        return turn;
    };
    let language = &wanted.language;
    let mut own: Directions = (**direction).clone();
    if let Some(new) = &wanted.text {
        text.insert(language.clone(), new.clone());
        own.say.remove(language);
        own.take.shift_remove(language);
        own.skip = false;
    }
    if let Some(say) = wanted.say.as_ref().filter(|say| !say.trim().is_empty()) {
        own.say.insert(language.clone(), say.clone());
    }
    if let Some(voice) = &wanted.voice {
        own.take.shift_remove(language);
        if voice.is_empty() {
            own.voice = None;
        }
    }
    if let Some(take) = wanted.take {
        own.take.insert(language.clone(), take);
    }
    if let (Some(word), Some(said)) = (&wanted.word, &wanted.said) {
        let mut trial = Lexicon::default();
        trial.add(language, word, said);
        let words = own.say.get(language).or(text.get(language));
        if let Some(words) = words {
            let words = trial.apply(words, language).into_owned();
            own.say.insert(language.clone(), words);
        }
    }
    *direction = own.into();
    turn
}

/// A voice by its name, with the settings of its catalog.
pub fn named(name: &str, workshop: &Workshop) -> Result<Voice, Trouble> {
    let id: VoiceId = name
        .parse()
        .map_err(|error: VoiceFormError| Trouble::unfit(error.to_string()))?;
    let catalog = workshop.catalog(&id.engine)?;
    let settings = catalog.settings_of(&id.name).cloned().unwrap_or_default();
    Ok(Voice { id, settings })
}

/// The number in the script of a chapter of `script.toml`, where the title of a part is a chapter too.
pub fn chapter(book: &Book, wanted: usize) -> Option<usize> {
    let mut number = 0;
    book.script.chapters.iter().position(|chapter| {
        number += chapter.parts.len();
        let is_it = number == wanted;
        number += 1;
        is_it
    })
}

/// The turn at a place of `script.toml`.
pub fn turn(book: &Book, at: Place) -> Option<&Turn> {
    book.script.chapters[chapter(book, at.chapter)?]
        .turns
        .get(at.turn)
}

/// Sees to it that the clip of a planned line is in the store and measured; it is spoken now if it is not.
///
/// # Errors
/// If it cannot be spoken, or that would cost something and may not.
pub fn have_spoken(
    desk: &Desk,
    book: &Book,
    plan: &Plan,
    line: &PlannedLine,
    pay: bool,
    workshop: &Workshop,
) -> Result<(), Trouble> {
    let measured = desk.measured();
    speak::measure_kept([line], &measured, workshop)?;
    if measured.has(&line.key) && workshop.store.has(&line.key) {
        return Ok(());
    }
    let tariff = plan.engines.get(line.engine()).map(|e| e.tariff(workshop));
    let cost = tariff.transpose()?.and_then(|tariff| tariff.cost(line));
    let cost = cost.filter(|cost| cost.usd > 0.0);
    if let (Some(cost), false) = (cost, pay) {
        let what = format!("to speak this line costs {}", cost.describe());
        return Err(Trouble::costs(cost.usd, what));
    }
    let spoken = speak::speak(book, plan, &[line], &measured, workshop)?;
    match spoken.gaps.first() {
        None => Ok(()),
        Some(gap) => Err(Trouble::unfit(gap.why.clone())),
    }
}

fn said(error: SpeechError) -> Trouble {
    crate::pipeline::PipelineError::from(error).into()
}
