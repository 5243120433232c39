//! What is to be spoken: every line of the script in every language of the book, with its voice.

use super::announce::{self, Speakers};
use super::cost::Tariff;
use super::order::{self, Step};
use super::words::{self, Source, Words};
use super::{Book, PipelineError, Workshop, voice_label};
use crate::book::pattern::Pattern;
use crate::book::settings::Notes;
use crate::book::timeline::Kind;
use crate::language::Language;
use crate::script::{Direction, Line, NARRATOR, Turn};
use crate::speech::Utterance;
use crate::speech::config::EngineConfig;
use crate::speech::engine::Engine;
use crate::speech::key::{ClipKey, KeyMaker};
use crate::speech::queue::engine::Queued;
use crate::spelling::closest;
use crate::tempo::{set_speed, usual_seconds};
use crate::voice::Voice;
use indexmap::IndexMap;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
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
    pub speaker: Arc<str>,
    /// The language.
    pub language: Language,
    /// What kind of line.
    pub kind: Kind,
    /// The text, as it is shown.
    pub text: Arc<str>,
    /// The text, as it is spoken: without markup of the engine, and in words if the engine needs that.
    pub said: Arc<str>,
    /// The text, as it may be spoken.
    pub(super) words: Words,
    /// The text, as the engine is sent it.
    pub sent: Arc<str>,
    /// The number of the turn in the book, from 0.
    pub turn: usize,
    /// The number of the line in the book, from 0.
    pub pair: usize,
    /// The line of `script.toml` that it stands in.
    pub at: usize,
    /// The clip's key.
    pub key: ClipKey,
    /// Which take of it.
    pub take: u32,
    /// The voice that speaks it.
    pub voice: Arc<PlannedVoice>,
    /// Its place in the order of listening.
    pub step: Step,
    /// Seconds of silence before the line, if it has its own.
    pub pause: Option<f64>,
}

/// A voice as it speaks lines of a book.
#[derive(Debug)]
pub struct PlannedVoice {
    /// The voice, at its speed as far as the engine can do that.
    pub voice: Voice,
    /// How its loudness is remembered.
    pub label: String,
    /// How much faster its clips are to be than the engine spoke them.
    pub speed: f64,
    /// Whether its engine is sent numbers and the like in words.
    spoken_forms: bool,
    /// The keys of its clips.
    keys: KeyMaker,
}

impl PlannedVoice {
    /// A voice of an engine at so many times its pace.
    pub(super) fn new(planned: &PlannedEngine, voice: &Voice, speed: f64) -> Self {
        let engine = planned.engine.as_ref();
        let (voice, speed) = match speed == 1.0 {
            true => (voice.clone(), 1.0),
            false => engine.at_speed(voice, speed),
        };
        Self {
            label: voice_label(&voice.id, &voice.settings),
            speed,
            spoken_forms: planned.config.spoken_forms(),
            keys: KeyMaker::new(&engine.identity_of(&voice.id), &voice),
            voice,
        }
    }

    /// The voice so many times faster still.
    pub(super) fn faster(&self, planned: &PlannedEngine, speed: f64) -> Self {
        let faster = Self::new(planned, &self.voice, speed);
        let speed = self.speed * faster.speed;
        Self { speed, ..faster }
    }
}

impl PlannedLine {
    /// What the engine is asked for.
    pub fn utterance(&self) -> Utterance {
        Utterance {
            text: self.sent.to_string(),
            voice: self.voice.voice.clone(),
        }
    }

    /// The name of the engine that speaks it.
    pub fn engine(&self) -> &str {
        &self.voice.voice.id.engine
    }

    /// Has it spoken by another voice.
    pub(super) fn give(&mut self, voice: Arc<PlannedVoice>, engine: &dyn Engine) {
        self.said = self.words.of(voice.spoken_forms).clone();
        self.sent = shared(&self.said, &engine.text_for(&self.said, &voice.voice));
        self.key = voice.keys.key(&self.sent).of_take(self.take);
        self.voice = voice;
    }
}

/// A text, which is that of another if they are the same.
pub(super) fn shared(other: &Arc<str>, text: &str) -> Arc<str> {
    match text == &**other {
        true => other.clone(),
        false => text.into(),
    }
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

impl Said<'_> {
    /// Which take of it is heard.
    fn take(&self) -> u32 {
        let chosen = self
            .direction
            .and_then(|direction| direction.take.get(self.language));
        chosen.copied().unwrap_or(1)
    }

    /// The text, and what the script says to speak in its place.
    fn source(&self) -> Source<'_> {
        let say = self
            .direction
            .and_then(|direction| direction.say.get(self.language));
        Source {
            text: self.text,
            say: say.map(String::as_str),
            language: self.language,
        }
    }
}

impl Plan {
    /// Lists what is to be spoken in a book. Nothing is asked of any engine.
    ///
    /// # Errors
    /// If an engine is not set up as it should be.
    pub fn new(book: &Book, workshop: &Workshop) -> Result<Self, PipelineError> {
        warn_of_speeds(book, workshop);
        Self::of(
            &all_said(book),
            book.settings.pattern.as_ref(),
            false,
            book,
            workshop,
        )
    }

    /// Lists what is to be spoken in one turn of the script, line by line; the number of a line (`pair`) is that in the
    /// turn. Nothing is asked of any engine.
    ///
    /// # Errors
    /// If an engine is not set up as it should be.
    pub fn of_turn(book: &Book, turn: &Turn, workshop: &Workshop) -> Result<Self, PipelineError> {
        // Any voice may be given to it then, also one whose engine needs words.
        Self::of(&[in_order(book, turn, 0, 0)], None, true, book, workshop)
    }

    /// Has all lines spoken by one voice.
    ///
    /// # Errors
    /// If its engine is not set up as it should be.
    pub fn give(&mut self, voice: &Voice, workshop: &Workshop) -> Result<(), PipelineError> {
        let planned = Self::engine_of(&mut self.engines, &voice.id.engine, workshop)?;
        let voice = Arc::new(PlannedVoice::new(&planned, voice, 1.0));
        for line in self.chapters.iter_mut().flatten() {
            line.give(voice.clone(), planned.engine.as_ref());
        }
        Ok(())
    }

    fn of(
        said: &[Vec<Said>],
        pattern: Option<&Pattern>,
        in_words: bool,
        book: &Book,
        workshop: &Workshop,
    ) -> Result<Self, PipelineError> {
        let mut engines = IndexMap::new();
        let voices = Voices::of(said, book, workshop, &mut engines)?;
        // Another engine may have to speak what one could not.
        let needs_words = |engine: &PlannedEngine| {
            engine.config.spoken_forms() || engine.config.common.fallback.is_some()
        };
        let in_words = in_words || engines.values().any(needs_words);
        let planned: Vec<(Vec<PlannedLine>, Vec<usize>)> = said
            .par_iter()
            .map(|said| {
                let mut mute = Vec::new();
                let mut lines = Vec::with_capacity(said.len());
                for said in said {
                    let written = words::written(book, said.source());
                    if written.chars().any(char::is_alphanumeric) {
                        let words = || Words::new(book, said.source(), &written, in_words);
                        lines.extend(voices.line(said, words, book, &engines));
                    } else if said.kind != Kind::Title {
                        mute.push(said.at);
                    }
                }
                if let Some(pattern) = pattern {
                    lines = order::arrange(lines, pattern, &engines);
                }
                (lines, mute)
            })
            .collect();
        let (chapters, mute): (Vec<_>, Vec<_>) = planned.into_iter().unzip();
        Ok(Self {
            chapters,
            engines,
            mute: mute.concat(),
            stand_ins: HashSet::new(),
        })
    }

    /// The engine of that name, which joins those of the plan if it is new.
    pub(super) fn engine_of(
        engines: &mut IndexMap<String, PlannedEngine>,
        name: &str,
        workshop: &Workshop,
    ) -> Result<PlannedEngine, PipelineError> {
        if let Some(planned) = engines.get(name) {
            return Ok(planned.clone());
        }
        let config = workshop.config.engine(name)?;
        let engine = config.engine()?;
        let planned = match &workshop.queue {
            None => PlannedEngine { config, engine },
            Some(coordinator) => {
                let (queued, config) = Queued::new(name, engine, &config, coordinator.clone());
                let engine: Arc<dyn Engine> = Arc::new(queued);
                PlannedEngine { config, engine }
            }
        };
        engines.insert(name.into(), planned.clone());
        Ok(planned)
    }

    /// How long a line takes to say in the book at a common pace, in seconds; none if the sounds of its
    /// engine may be of any length.
    pub fn usual_seconds(&self, line: &PlannedLine) -> Option<f64> {
        let engine = self.engines.get(line.engine())?;
        let is_free = engine.config.common.check_length == Some(false);
        let speed = set_speed(&line.voice.voice) * line.voice.speed;
        let usual = || usual_seconds(&line.said) / speed;
        (!is_free).then(usual)
    }

    /// All lines of all chapters, in order.
    pub fn lines(&self) -> impl Iterator<Item = &PlannedLine> {
        self.chapters.iter().flatten()
    }
}

/// What is said in each chapter, in the order of the script.
fn all_said(book: &Book) -> Vec<Vec<Said<'_>>> {
    let (mut turn_number, mut pair) = (0, 0);
    let mut all = Vec::with_capacity(book.script.chapters.len());
    for (i, chapter) in book.script.chapters.iter().enumerate() {
        let mut lines = Vec::new();
        for title in announce::titles(book, i) {
            for language in &book.settings.languages {
                let Some(text) = title.get(language) else {
                    continue;
                };
                lines.push(Said {
                    speaker: NARRATOR,
                    language,
                    kind: Kind::Title,
                    text,
                    direction: None,
                    turn: turn_number,
                    pair,
                    at: chapter.at.first().copied().unwrap_or(1),
                });
            }
            pair += 1;
            turn_number += 1;
        }
        let mut speakers = Speakers::new(book);
        for turn in &chapter.turns {
            if let Some((language, text)) = speakers.before(&turn.speaker, &turn.lines) {
                lines.push(Said {
                    speaker: NARRATOR,
                    language,
                    kind: Kind::Title,
                    text,
                    direction: None,
                    turn: turn_number,
                    pair,
                    at: turn.at.first().copied().unwrap_or(1),
                });
                pair += 1;
            }
            lines.extend(in_order(book, turn, turn_number, pair));
            pair += turn.lines.len();
            turn_number += 1;
        }
        all.push(lines);
    }
    all
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

/// Who usually speaks a language with which voice; nobody who has none.
struct Voices<'a>(HashMap<(&'a str, &'a Language), Option<Speaks>>);

/// A speaker's id, to be shared by lines, with the voice and its engine.
type Speaks = (Arc<str>, Arc<PlannedVoice>, Arc<dyn Engine>);

impl<'a> Voices<'a> {
    /// The voices that are needed; their engines join `engines`.
    fn of(
        said: &[Vec<Said<'a>>],
        book: &Book,
        workshop: &Workshop,
        engines: &mut IndexMap<String, PlannedEngine>,
    ) -> Result<Self, PipelineError> {
        let mut voices = HashMap::new();
        for said in said.iter().flatten() {
            let own = said
                .direction
                .and_then(|direction| direction.voice.as_ref());
            let who = (said.speaker, said.language);
            if own.is_none() && voices.contains_key(&who) {
                continue;
            }
            // What nothing is said with needs no engine.
            if book.lexicon.words.is_empty()
                && !words::written(book, said.source())
                    .chars()
                    .any(char::is_alphanumeric)
            {
                continue;
            }
            let voice = book.voice(said.speaker, said.language, said.direction);
            let engine = voice.map(|voice| Plan::engine_of(engines, &voice.id.engine, workshop));
            let speaks = match (voice, engine.transpose()?) {
                (Some(voice), Some(planned)) => {
                    let speed = book.settings.speed(said.speaker, said.language);
                    let voice = PlannedVoice::new(&planned, voice, speed);
                    Some((said.speaker.into(), Arc::new(voice), planned.engine))
                }
                _ => None,
            };
            if own.is_none() {
                voices.insert(who, speaks);
            }
        }
        Ok(Self(voices))
    }

    /// A line as it is spoken; none if there is nobody to speak it.
    fn line(
        &self,
        said: &Said,
        words: impl Fn() -> Words,
        book: &Book,
        engines: &IndexMap<String, PlannedEngine>,
    ) -> Option<PlannedLine> {
        let own = said
            .direction
            .and_then(|direction| direction.voice.as_ref());
        let single;
        let (speaker, voice, engine) = match own {
            None => self.0.get(&(said.speaker, said.language))?.as_ref()?,
            Some(_) => {
                let voice = book.voice(said.speaker, said.language, said.direction)?;
                let planned = engines.get(&voice.id.engine)?;
                let speed = book.settings.speed(said.speaker, said.language);
                let voice = PlannedVoice::new(planned, voice, speed);
                single = (said.speaker.into(), Arc::new(voice), planned.engine.clone());
                &single
            }
        };
        let words = words();
        let text = shared(&words.written, said.text);
        let spoken = words.of(voice.spoken_forms).clone();
        let sounded = match engine.speaks_sounds() {
            true => book.lexicon.sounds.apply(&spoken, said.language),
            false => Cow::Borrowed(&*spoken),
        };
        let sent = shared(&spoken, &engine.text_for(&sounded, &voice.voice));
        Some(PlannedLine {
            speaker: speaker.clone(),
            language: said.language.clone(),
            kind: said.kind,
            text,
            turn: said.turn,
            pair: said.pair,
            at: said.at,
            key: voice.keys.key(&sent).of_take(said.take()),
            take: said.take(),
            said: spoken,
            words,
            sent,
            voice: voice.clone(),
            step: Step::default(),
            pause: said.direction.and_then(|direction| direction.pause),
        })
    }
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
