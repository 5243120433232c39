//! The way from a text to a book, stage by stage; each does only what is missing.
//!
//! [`source`] reads a text into a book's folder; [`Book::open`] loads the folder and settles the
//! cast; [`plan`] lists what is to be spoken, in
//! the order of listening ([`order`]); [`speak`] has it spoken; [`mix`] measures, lays out
//! ([`layout`]) and writes the chapters that changed; [`publish`] makes the formats for players. [`ledger`] is what is remembered between
//! runs in `.diglot/`, all of which can be derived again.

pub mod announce;
pub mod cost;
mod ear;
mod error;
pub mod fallback;
pub mod gains;
pub mod layout;
pub mod ledger;
pub mod lexicon;
pub mod line_voices;
pub mod mix;
pub mod order;
pub mod plan;
pub mod publish;
mod room;
pub mod sample;
mod side_by_side;
pub mod single;
pub mod source;
pub mod speak;

pub use error::PipelineError;

use crate::book::settings::{self, BookSettings, Engines, Notes};
use crate::cast::{self, Role, catalog, catalog::Catalog};
use crate::disk;
use crate::language::{Language, Localized};
use crate::lexicon::Lexicon;
use crate::script::{self, Direction, NARRATOR, Script, Speaker};
use crate::speech::config::Config;
use crate::speech::purse::Purse;
use crate::speech::store::ClipStore;
use crate::voice::{Settings, Voice, VoiceId};
use line_voices::LineVoices;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// What all stages work with.
pub struct Workshop {
    /// The engines that are set up.
    pub config: Config,
    /// Where clips are kept.
    pub store: ClipStore,
    /// The folder of the person's own voice catalogs.
    pub catalogs: PathBuf,
    /// How many things may be done at once.
    pub jobs: usize,
    /// The engine for all voices, if one was asked for.
    pub engine: Option<String>,
    /// The order of listening, if one was asked for.
    pub pattern: Option<String>,
    /// Whether to do again what need not be done.
    pub force: bool,
    /// The most that may be spent, in US dollars.
    pub max_cost: Option<f64>,
    /// What of it is left.
    pub purse: Arc<Purse>,
    /// Is cancelled when a person stops the run.
    pub stop: CancellationToken,
    /// Is told how far things are.
    pub progress: Arc<dyn Progress>,
    /// What the client runs on.
    pub runtime: tokio::runtime::Handle,
}

/// Is told how far things are, and shows it to a person.
pub trait Progress: Send + Sync {
    /// A stage of `total` steps begins.
    fn begin(&self, stage: &'static str, total: u64);
    /// A step of it is done.
    fn step(&self);
    /// The stage is over.
    fn end(&self);
    /// Something that a person may want to know.
    fn note(&self, text: &str);
    /// Something that a person should know.
    fn say(&self, text: &str);
    /// Something that a person should look at.
    fn warn(&self, text: &str);
}

/// A book's folder, loaded.
#[derive(Debug)]
pub struct Book {
    /// The folder.
    pub folder: PathBuf,
    /// What is said.
    pub script: Script,
    /// How it is said.
    pub settings: BookSettings,
    /// Who speaks with which voice.
    pub roles: Vec<Role>,
    /// The voices of single lines.
    pub line_voices: LineVoices,
    /// How words are said.
    pub lexicon: Lexicon,
}

impl Book {
    /// Loads a book's folder: reads `script.toml`, reads or writes `book.toml`, and adds voices to
    /// it for those who have none.
    ///
    /// # Errors
    /// If a file is missing or is not as it should be, or there is no voice for someone.
    pub fn open(folder: &Path, workshop: &Workshop) -> Result<Self, PipelineError> {
        let script_path = folder.join("script.toml");
        let text = match std::fs::read_to_string(&script_path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(PipelineError::NoBook {
                    folder: folder.into(),
                });
            }
            Err(error) => return Err(PipelineError::file(script_path, &error)),
        };
        for written in ["", "chapters", "samples", ".diglot", ".diglot/chapters"] {
            disk::sweep(&folder.join(written));
        }
        let script = script::file::parse(&text, &script_path)?;
        drop(text);
        let settings_path = folder.join("book.toml");
        let (text, is_new) = match std::fs::read_to_string(&settings_path) {
            Ok(text) => (text, false),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let engine = workshop.engine.as_deref().unwrap_or("espeak");
                let facts = ledger::State::load(folder).facts;
                let text = settings::template(&script.languages, engine);
                (settings::add_facts(text, &facts), true)
            }
            Err(error) => return Err(PipelineError::file(settings_path, &error)),
        };
        let mut settings = settings::parse(&text, &settings_path, &script.languages)?;
        if let Some(pattern) = &workshop.pattern {
            settings
                .set_pattern(pattern)
                .map_err(|error| PipelineError::File {
                    path: "--pattern".into(),
                    what: error.to_string(),
                })?;
        }
        let lexicon = lexicon::load(&settings, folder, &text, workshop.progress.as_ref())?;
        let mut book = Self {
            folder: folder.into(),
            script,
            settings,
            roles: Vec::new(),
            line_voices: LineVoices::default(),
            lexicon,
        };
        let mut catalogs = Catalogs::new(workshop);
        let settled = book.settled(&mut catalogs)?;
        let asked_for = workshop.engine.clone().map(Engines::One);
        let others = asked_for
            .as_ref()
            .is_some_and(|e| *e != book.settings.engine);
        let engines = asked_for.unwrap_or_else(|| book.settings.engine.clone());
        let is_kept = |role: &Role| !others || role.voice.id.engine == engines.of(&role.language);
        let kept: Vec<Role> = settled.into_iter().filter(is_kept).collect();
        book.roles = book.assign(kept.clone(), &engines, &mut catalogs)?;
        let only = workshop.engine.as_deref().filter(|_| others);
        book.line_voices = LineVoices::load(&book.script, folder, only, &mut catalogs)?;
        // Voices of an engine that was asked for just now are not settled.
        if !others {
            let new: Vec<Role> = book
                .roles
                .iter()
                .filter(|role| !kept.contains(role))
                .cloned()
                .collect();
            let text = settings::add_roles(&text, &new).map_err(|error| {
                PipelineError::file(&settings_path, &std::io::Error::other(error.to_string()))
            })?;
            if is_new || !new.is_empty() {
                disk::write_whole(&settings_path, text.as_bytes())
                    .map_err(|error| PipelineError::file(&settings_path, &error))?;
            }
        }
        Ok(book)
    }

    /// Gives a voice to all who have none, in each language one of its engine.
    fn assign(
        &self,
        kept: Vec<Role>,
        engines: &Engines,
        catalogs: &mut Catalogs,
    ) -> Result<Vec<Role>, PipelineError> {
        let mut script = self.cast_script();
        let languages = std::mem::take(&mut script.languages);
        let mut names: Vec<&str> = languages.iter().map(|l| engines.of(l)).collect();
        names.dedup();
        let mut roles = kept;
        for (i, name) in names.iter().enumerate() {
            if names[..i].contains(name) {
                continue;
            }
            let own = languages.iter().filter(|l| engines.of(l) == *name);
            script.languages = own.cloned().collect();
            let catalog = catalogs.of(name)?;
            roles = cast::assign(&script, roles, name, &catalog)?;
            // A person is of one gender, whichever engine speaks.
            for speaker in &mut script.speakers {
                let mut own = roles.iter().filter(|role| role.speaker == speaker.id);
                let of_voice = own.find_map(|role| catalog.gender_of(&role.voice.id.name));
                speaker.gender = speaker.gender.or(of_voice);
            }
        }
        let place = |role: &Role| {
            let speaker = script.speakers.iter().position(|s| s.id == role.speaker);
            (speaker, languages.iter().position(|l| *l == role.language))
        };
        roles.sort_by_key(place);
        Ok(roles)
    }

    /// A script of nothing but those who need a voice: the narrator only if there is something to
    /// narrate.
    fn cast_script(&self) -> Script {
        let mut script = Script {
            title: self.script.title.clone(),
            title_at: Vec::new(),
            languages: self.script.languages.clone(),
            sources: Vec::new(),
            speakers: self.script.speakers.clone(),
            chapters: Vec::new(),
            metadata: Vec::new(),
            dropped: Vec::new(),
            doubts: Vec::new(),
            certainty: Default::default(),
        };
        let narrates = self.settings.notes == Notes::Read || self.settings.announce.anything();
        if narrates && script.speaker(NARRATOR).is_none() {
            script.speakers.push(Speaker {
                id: NARRATOR.into(),
                names: Localized::new(),
                gender: None,
            });
        }
        script
    }

    /// The roles that `book.toml` settles, with the settings of the catalogs under its own.
    fn settled(&self, catalogs: &mut Catalogs) -> Result<Vec<Role>, PipelineError> {
        let mut roles = Vec::new();
        for entry in &self.settings.cast {
            let catalog = catalogs
                .of(&entry.voice.engine)
                .map_err(|error| PipelineError::At {
                    place: format!("{}:{}", self.folder.join("book.toml").display(), entry.line),
                    source: Box::new(error),
                })?;
            let mut all = catalog
                .settings_of(&entry.voice.name)
                .cloned()
                .unwrap_or_default();
            all.extend(entry.settings.clone());
            roles.push(Role {
                speaker: entry.speaker.clone(),
                language: entry.language.clone(),
                voice: Voice {
                    id: entry.voice.clone(),
                    settings: all,
                },
            });
        }
        Ok(roles)
    }

    /// The role of a speaker in a language.
    pub fn role(&self, speaker: &str, language: &Language) -> Option<&Role> {
        self.roles
            .iter()
            .find(|role| role.speaker == speaker && role.language == *language)
    }

    /// The voice of a speaker in a language, unless the line has one of its own.
    pub fn voice(
        &self,
        speaker: &str,
        language: &Language,
        direction: Option<&Direction>,
    ) -> Option<&Voice> {
        let own = direction.and_then(|direction| direction.voice.as_ref());
        own.and_then(|given| self.line_voices.of(given, language))
            .or_else(|| Some(&self.role(speaker, language)?.voice))
    }

    /// Where in `book.toml` a voice is given to someone, as `book.toml:12`.
    pub fn place_of(&self, voice: &VoiceId) -> Option<String> {
        let entry = self
            .settings
            .cast
            .iter()
            .find(|entry| entry.voice == *voice)?;
        Some(format!(
            "{}:{}",
            self.folder.join("book.toml").display(),
            entry.line
        ))
    }
}

/// Voice catalogs, loaded once each.
struct Catalogs<'a> {
    workshop: &'a Workshop,
    loaded: HashMap<String, Arc<Catalog>>,
}

impl<'a> Catalogs<'a> {
    fn new(workshop: &'a Workshop) -> Self {
        let loaded = HashMap::new();
        Self { workshop, loaded }
    }

    /// The catalog of an engine that is set up.
    fn of(&mut self, engine: &str) -> Result<Arc<Catalog>, PipelineError> {
        if let Some(catalog) = self.loaded.get(engine) {
            return Ok(catalog.clone());
        }
        let catalog = Arc::new(self.workshop.catalog(engine)?);
        self.loaded.insert(engine.into(), catalog.clone());
        Ok(catalog)
    }
}

impl Workshop {
    /// The voices of an engine: those of its catalog, or those that `diglot.toml` lists.
    ///
    /// # Errors
    /// If there is no such engine or catalog.
    pub fn catalog(&self, engine: &str) -> Result<Catalog, PipelineError> {
        let config = self.config.engine(engine)?;
        let listed = &config.common.voices;
        match config.catalog() {
            Some(name) if listed.is_empty() => Ok(catalog::load(name, &self.catalogs)?),
            _ => Ok(Catalog::of_voices(config.kind(), listed)),
        }
    }
}

/// How a voice is told from others when its loudness is remembered: its name and its settings.
fn voice_label(id: &VoiceId, settings: &Settings) -> String {
    if settings.is_empty() {
        id.to_string()
    } else {
        format!("{id} ({})", catalog::describe(settings))
    }
}

/// A length as a person says it: `1 h 02 min`, `4 min 31 s`.
pub(crate) fn length(seconds: f64) -> String {
    let all = seconds.round() as u64;
    let (hours, minutes, seconds) = (all / 3600, all / 60 % 60, all % 60);
    match (hours, minutes) {
        (0, 0) => format!("{seconds} s"),
        (0, _) => format!("{minutes} min {seconds:02} s"),
        _ => format!("{hours} h {minutes:02} min"),
    }
}
