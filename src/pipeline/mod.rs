//! The way from a text to a book, stage by stage; each does only what is missing.
//!
//! [`source`] reads a text into a book's folder; [`Book::open`] loads the folder and settles the
//! cast; [`plan`] lists what is to be spoken, in
//! the order of listening ([`order`]); [`speak`] has it spoken; [`mix`] measures, lays out
//! ([`layout`]) and writes the chapters that changed; [`publish`] makes the formats for players. [`ledger`] is what is remembered between
//! runs in `.diglot/`, all of which can be derived again.

pub mod announce;
mod error;
pub mod gains;
pub mod layout;
pub mod ledger;
pub mod mix;
pub mod order;
pub mod plan;
pub mod publish;
pub mod sample;
pub mod single;
pub mod source;
pub mod speak;

pub use error::PipelineError;

use crate::book::settings::{self, BookSettings, Notes};
use crate::cast::{self, Role, catalog, catalog::Catalog};
use crate::disk;
use crate::language::Localized;
use crate::script::{self, NARRATOR, Script, Speaker};
use crate::speech::config::Config;
use crate::speech::store::ClipStore;
use crate::voice::{Settings, Voice, VoiceId};
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
    /// Something that a person should know.
    fn note(&self, text: &str);
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
        let script = script::file::parse(&text, &script_path)?;
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
        let mut book = Self {
            folder: folder.into(),
            script,
            settings,
            roles: Vec::new(),
        };
        let mut catalogs = Catalogs::new(workshop);
        let settled = book.settled(&mut catalogs)?;
        let engine = workshop
            .engine
            .clone()
            .unwrap_or_else(|| book.settings.engine.clone());
        let others = engine != book.settings.engine;
        let kept: Vec<Role> = settled
            .into_iter()
            .filter(|role| !others || role.voice.id.engine == engine)
            .collect();
        let catalog = catalogs.of(&engine)?;
        book.roles = cast::assign(&book.cast_script(), kept.clone(), &engine, &catalog)?;
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

    /// The script with those in it who need a voice: the narrator only if there is something to
    /// narrate.
    fn cast_script(&self) -> Script {
        let mut script = self.script.clone();
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
    pub fn role(&self, speaker: &str, language: &crate::language::Language) -> Option<&Role> {
        self.roles
            .iter()
            .find(|role| role.speaker == speaker && role.language == *language)
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
        let config = self.workshop.config.engine(engine)?;
        let catalog = Arc::new(catalog::load(config.catalog(), &self.workshop.catalogs)?);
        self.loaded.insert(engine.into(), catalog.clone());
        Ok(catalog)
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
