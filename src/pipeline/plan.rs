//! What is to be spoken: every line of the script in every language of the book, with its voice.

use super::announce::{self, Speakers};
use super::cost::Tariff;
use super::order::{self, Step};
use super::{Book, PipelineError, Workshop, voice_label};
use crate::book::settings::Notes;
use crate::book::timeline::Kind;
use crate::language::Language;
use crate::script::{Direction, Line, NARRATOR, Turn};
use crate::speech::Utterance;
use crate::speech::config::EngineConfig;
use crate::speech::engine::Engine;
use crate::speech::key::ClipKey;
use crate::spelling::closest;
use crate::voice::Voice;
use indexmap::IndexMap;
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

/// All that is to be spoken, chapter by chapter.
#[derive(Clone)]
pub struct Plan {
    /// The lines of each chapter, in order of speaking.
    pub chapters: Vec<Vec<PlannedLine>>,
    /// The engines that speak, by name.
    pub engines: IndexMap<String, PlannedEngine>,
    /// Lines of `script.toml` that have nothing in them that can be pronounced.
    pub mute: Vec<usize>,
    /// Clips of lines that an engine speaks in place of their own.
    pub stand_ins: HashSet<ClipKey>,
}

/// An engine that speaks.
#[derive(Clone)]
pub struct PlannedEngine {
    /// How it is set up.
    pub config: EngineConfig,
    /// The engine.
    pub engine: Arc<dyn Engine>,
}

impl PlannedEngine {
    /// What it takes for lines.
    ///
    /// # Errors
    /// If its catalog cannot be read.
    pub fn tariff(&self, workshop: &Workshop) -> Result<Tariff, PipelineError> {
        let address = self.engine.identity().address;
        Tariff::of(&self.config, address.as_deref(), workshop)
    }
}

/// A line in one language.
#[derive(Debug, Clone)]
pub struct PlannedLine {
    /// The speaker's id.
    pub speaker: String,
    /// The language.
    pub language: Language,
    /// What kind of line.
    pub kind: Kind,
    /// The text, as it is shown.
    pub text: String,
    /// The text, as it is spoken: without markup of the engine.
    pub said: String,
    /// The number of the turn in the book, from 0.
    pub turn: usize,
    /// The number of the line in the book, from 0.
    pub pair: usize,
    /// The line of `script.toml` that it stands in.
    pub at: usize,
    /// The clip's key.
    pub key: ClipKey,
    /// What the engine is asked for.
    pub utterance: Utterance,
    /// The voice as its loudness is remembered.
    pub voice: String,
    /// How much faster the clip is to be than the engine spoke it.
    pub speed: f64,
    /// Its place in the order of listening.
    pub step: Step,
    /// Seconds of silence before the line, if it has its own.
    pub pause: Option<f64>,
}

/// Something to be said, before it is known with which voice.
struct Said<'a> {
    speaker: &'a str,
    language: &'a Language,
    kind: Kind,
    text: &'a str,
    /// What the script says of how it is spoken.
    direction: Option<&'a Direction>,
    turn: usize,
    pair: usize,
    at: usize,
}

impl Plan {
    /// Lists what is to be spoken in a book. Nothing is asked of any engine.
    ///
    /// # Errors
    /// If an engine is not set up as it should be.
    pub fn new(book: &Book, workshop: &Workshop) -> Result<Self, PipelineError> {
        let mut plan = Self {
            chapters: Vec::new(),
            engines: IndexMap::new(),
            mute: Vec::new(),
            stand_ins: HashSet::new(),
        };
        warn_of_speeds(book, workshop);
        let (mut turn_number, mut pair) = (0, 0);
        for (i, chapter) in book.script.chapters.iter().enumerate() {
            let mut lines = Vec::new();
            for title in announce::titles(book, i) {
                for language in &book.settings.languages {
                    let Some(text) = title.get(language) else {
                        continue;
                    };
                    let said = Said {
                        speaker: NARRATOR,
                        language,
                        kind: Kind::Title,
                        text,
                        direction: None,
                        turn: turn_number,
                        pair,
                        at: chapter.at.first().copied().unwrap_or(1),
                    };
                    lines.extend(plan.line(book, workshop, said)?);
                }
                pair += 1;
                turn_number += 1;
            }
            let mut speakers = Speakers::new(book);
            for turn in &chapter.turns {
                if let Some((language, text)) = speakers.before(&turn.speaker, &turn.lines) {
                    let said = Said {
                        speaker: NARRATOR,
                        language,
                        kind: Kind::Title,
                        text,
                        direction: None,
                        turn: turn_number,
                        pair,
                        at: turn.at.first().copied().unwrap_or(1),
                    };
                    lines.extend(plan.line(book, workshop, said)?);
                    pair += 1;
                }
                for said in in_order(book, turn, turn_number, pair) {
                    lines.extend(plan.line(book, workshop, said)?);
                }
                pair += turn.lines.len();
                turn_number += 1;
            }
            if let Some(pattern) = &book.settings.pattern {
                lines = order::arrange(lines, pattern, &plan.engines);
            }
            plan.chapters.push(lines);
        }
        Ok(plan)
    }

    /// Plans a line; none if there is nothing in it to pronounce, or nobody to speak it.
    fn line(
        &mut self,
        book: &Book,
        workshop: &Workshop,
        said: Said,
    ) -> Result<Option<PlannedLine>, PipelineError> {
        let words = words_of(book, &said);
        if !words.chars().any(char::is_alphanumeric) {
            if said.kind != Kind::Title {
                self.mute.push(said.at);
            }
            return Ok(None);
        }
        let Some(voice) = book.voice(said.speaker, said.language, said.direction) else {
            return Ok(None);
        };
        let engine = Self::engine_of(&mut self.engines, &voice.id.engine, workshop)?;
        let (voice, speed) = at_speed(
            engine.as_ref(),
            voice,
            book.settings.speed(said.speaker, said.language),
        );
        let label = voice_label(&voice.id, &voice.settings);
        let utterance = Utterance {
            text: engine.text_for(&words, &voice),
            voice,
        };
        Ok(Some(PlannedLine {
            speaker: said.speaker.to_string(),
            language: said.language.clone(),
            kind: said.kind,
            text: said.text.to_string(),
            said: words.into_owned(),
            turn: said.turn,
            pair: said.pair,
            at: said.at,
            key: ClipKey::of(&engine.identity(), &utterance),
            utterance,
            voice: label,
            speed,
            step: Step::default(),
            pause: said.direction.and_then(|direction| direction.pause),
        }))
    }

    /// The engine of that name, which joins those of the plan if it is new.
    pub(super) fn engine_of(
        engines: &mut IndexMap<String, PlannedEngine>,
        name: &str,
        workshop: &Workshop,
    ) -> Result<Arc<dyn Engine>, PipelineError> {
        if let Some(planned) = engines.get(name) {
            return Ok(planned.engine.clone());
        }
        let config = workshop.config.engine(name)?;
        let engine = config.engine()?;
        let planned = PlannedEngine {
            config,
            engine: engine.clone(),
        };
        engines.insert(name.into(), planned);
        Ok(engine)
    }

    /// All lines of all chapters, in order.
    pub fn lines(&self) -> impl Iterator<Item = &PlannedLine> {
        self.chapters.iter().flatten()
    }
}

/// What a turn says, in order: a line in each language, and after each the notes to it in that
/// language, which are read if that is wanted. `pair` is the number of its first line.
fn in_order<'a>(book: &'a Book, turn: &'a Turn, number: usize, pair: usize) -> Vec<Said<'a>> {
    let mut all = Vec::new();
    let mut pair = pair;
    // A line and the notes that follow it.
    let is_note = |_: &Line, next: &Line| matches!(next, Line::Note { .. });
    for lines in turn.lines.chunk_by(is_note) {
        for language in &book.settings.languages {
            for (i, line) in lines.iter().enumerate() {
                let (speaker, kind, text) = match line {
                    Line::Speech { direction, .. } if direction.skip => continue,
                    Line::Speech { text, .. } => {
                        (turn.speaker.as_str(), Kind::Speech, text.get(language))
                    }
                    Line::Note {
                        text,
                        language: own,
                        ..
                    } => {
                        let is_read = book.settings.notes == Notes::Read && own == language;
                        (NARRATOR, Kind::Note, is_read.then_some(text))
                    }
                };
                all.extend(text.map(|text| Said {
                    speaker,
                    language,
                    kind,
                    text,
                    direction: line.direction(),
                    turn: number,
                    pair: pair + i,
                    at: line.at().first().copied().unwrap_or(0),
                }));
            }
        }
        pair += lines.len();
    }
    all
}

/// Says whose speed is set that is nobody's, and which speeds are more than there is.
fn warn_of_speeds(book: &Book, workshop: &Workshop) {
    let languages = &book.script.languages;
    let speakers = || book.script.speakers.iter().map(|s| s.id.as_str());
    for who in book.settings.speed.keys() {
        let is_language = languages.iter().any(|l| l.tag() == who);
        if !is_language && who != NARRATOR && book.script.speaker(who).is_none() {
            let known = || languages.iter().map(Language::tag).chain(speakers());
            let hint = match closest(who, known()) {
                Some(like) => format!("Did you mean `{like}`?"),
                None => format!("There are {}", known().collect::<Vec<_>>().join(", ")),
            };
            workshop.progress.warn(&format!(
                "{}: `{who}` is neither a language of the book nor a speaker's id. {hint}",
                book.place_of_key(&["speed", who])
            ));
        }
    }
    for speaker in speakers() {
        for language in &book.settings.languages {
            let (wanted, is) = (
                book.settings.wanted_speed(speaker, language),
                book.settings.speed(speaker, language),
            );
            if wanted != is {
                workshop.progress.warn(&format!(
                    "{}: with the speed of `{language}` this comes to {wanted:.2}, and a voice can be \
                     {is} times as fast as it is",
                    book.place_of_key(&["speed", speaker])
                ));
            }
        }
    }
}

/// The voice set to a speed as far as the engine can do that itself, and the speed that its clips are
/// still to be given.
pub(super) fn at_speed(engine: &dyn Engine, voice: &Voice, speed: f64) -> (Voice, f64) {
    if speed == 1.0 {
        return (voice.clone(), 1.0);
    }
    engine.at_speed(voice, speed)
}

/// A text as it is spoken: what the line says to speak, or the text itself, after the lexicon.
fn words_of<'a>(book: &Book, said: &Said<'a>) -> Cow<'a, str> {
    let own = said
        .direction
        .and_then(|direction| direction.say.get(said.language));
    book.lexicon
        .apply(own.map_or(said.text, String::as_str), said.language)
}
