//! What is to be spoken: every line of the script in every language of the book, with its voice.

use super::{Book, PipelineError, Workshop, voice_label};
use crate::book::settings::Notes;
use crate::book::timeline::Kind;
use crate::language::Language;
use crate::script::{Direction, Line, NARRATOR};
use crate::speech::Utterance;
use crate::speech::config::EngineConfig;
use crate::speech::engine::Engine;
use crate::speech::key::ClipKey;
use indexmap::IndexMap;
use std::borrow::Cow;
use std::sync::Arc;

/// All that is to be spoken, chapter by chapter.
pub struct Plan {
    /// The lines of each chapter, in order of speaking.
    pub chapters: Vec<Vec<PlannedLine>>,
    /// The engines that speak, by name.
    pub engines: IndexMap<String, PlannedEngine>,
    /// Lines of `script.toml` that have nothing in them that can be pronounced.
    pub mute: Vec<usize>,
}

/// An engine that speaks.
pub struct PlannedEngine {
    /// How it is set up.
    pub config: EngineConfig,
    /// The engine.
    pub engine: Arc<dyn Engine>,
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
    /// Seconds of silence before the line, if it has its own.
    pub pause: Option<f64>,
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
        };
        let (mut turn_number, mut pair) = (0, 0);
        for chapter in &book.script.chapters {
            let mut lines = Vec::new();
            for turn in &chapter.turns {
                for line in &turn.lines {
                    let (speaker, kind, texts, at) = spoken(book, &turn.speaker, line);
                    let direction = line.direction();
                    for (language, text) in texts {
                        let said = said(book, direction, language, text);
                        if !said.chars().any(char::is_alphanumeric) {
                            plan.mute.push(at);
                            continue;
                        }
                        let Some(voice) = book.voice(speaker, language, direction) else {
                            continue;
                        };
                        let engine = plan.engine(&voice.id.engine, workshop)?;
                        let utterance = Utterance {
                            text: engine.text_for(&said, voice),
                            voice: voice.clone(),
                        };
                        lines.push(PlannedLine {
                            speaker: speaker.to_string(),
                            language: language.clone(),
                            kind,
                            text: text.to_string(),
                            said: said.into_owned(),
                            turn: turn_number,
                            pair,
                            at,
                            key: ClipKey::of(&engine.identity(), &utterance),
                            utterance,
                            voice: voice_label(&voice.id, &voice.settings),
                            pause: direction.and_then(|direction| direction.pause),
                        });
                    }
                    pair += 1;
                }
                turn_number += 1;
            }
            plan.chapters.push(lines);
        }
        Ok(plan)
    }

    fn engine(
        &mut self,
        name: &str,
        workshop: &Workshop,
    ) -> Result<Arc<dyn Engine>, PipelineError> {
        if let Some(planned) = self.engines.get(name) {
            return Ok(planned.engine.clone());
        }
        let config = workshop.config.engine(name)?;
        let engine = config.engine()?;
        let planned = PlannedEngine {
            config,
            engine: engine.clone(),
        };
        self.engines.insert(name.into(), planned);
        Ok(engine)
    }

    /// All lines of all chapters, in order.
    pub fn lines(&self) -> impl Iterator<Item = &PlannedLine> {
        self.chapters.iter().flatten()
    }
}

/// A text as it is spoken: what the line says to speak, or the text itself, after the lexicon.
fn said<'a>(
    book: &Book,
    direction: Option<&'a Direction>,
    language: &Language,
    text: &'a str,
) -> Cow<'a, str> {
    let own = direction.and_then(|direction| direction.say.get(language));
    book.lexicon
        .apply(own.map_or(text, String::as_str), language)
}

/// Who speaks a line, as what, and what of it in the book's order of languages.
fn spoken<'a>(
    book: &'a Book,
    speaker: &'a str,
    line: &'a Line,
) -> (&'a str, Kind, Vec<(&'a Language, &'a str)>, usize) {
    let first = |at: &[usize]| at.first().copied().unwrap_or(0);
    match line {
        Line::Speech { direction, at, .. } if direction.skip => {
            (speaker, Kind::Speech, vec![], first(at))
        }
        Line::Speech { text, at, .. } => {
            let languages = book.settings.languages.iter();
            let texts = languages.filter_map(|l| text.get(l).map(|t| (l, t.as_str())));
            (speaker, Kind::Speech, texts.collect(), first(at))
        }
        Line::Note { text, language, at } => {
            let read = book.settings.notes == Notes::Read;
            let texts = if read {
                vec![(language, text.as_str())]
            } else {
                vec![]
            };
            (NARRATOR, Kind::Note, texts, first(at))
        }
    }
}
