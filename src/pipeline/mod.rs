//! The way from a text to a book, stage by stage; each does only what is missing.
//!
//! [`source`] reads a text into a book's folder; [`Book::open`] loads the folder and settles the
//! cast; [`plan`] lists what is to be spoken, in
//! the order of listening ([`order`]); [`speak`] has it spoken; [`mix`] measures, lays out
//! ([`layout`]) and writes the chapters that changed; [`publish`] makes the formats for players. [`ledger`] is what is remembered between
//! runs in `.diglot/`, all of which can be derived again.

pub mod again;
pub mod announce;
pub mod audition;
mod best;
pub mod casting;
mod claim;
pub mod cost;
pub mod doubts;
pub(crate) mod ear;
mod error;
pub mod fallback;
pub mod findings;
pub mod finish;
pub mod gains;
pub mod layout;
pub mod ledger;
pub mod lexicon;
pub mod line_voices;
pub mod listen;
mod loud;
pub mod mix;
pub mod order;
pub(crate) mod pace;
pub mod plan;
pub mod publish;
mod room;
pub mod sample;
pub mod series;
mod side_by_side;
pub mod single;
pub mod source;
pub mod speak;
pub mod stretch;
mod web;
mod words;

pub use error::{PipelineError, in_words};

use crate::book::pattern::{Pattern, PatternError};
use crate::book::settings::{self, BookSettings, Choices, Engines, Notes};
use crate::cast::{self, Role, catalog, catalog::Catalog};
use crate::disk;
use crate::language::{Language, Localized};
use crate::script::{self, Direction, NARRATOR, Script, Speaker};
use crate::speech::config::{Config, EngineConfig};
use crate::speech::desk::Turns;
use crate::speech::purse::Purse;
use crate::speech::queue::coordinator::Coordinator;
use crate::speech::store::ClipStore;
use crate::voice::{Settings, Voice, VoiceId};
use line_voices::LineVoices;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tokio_util::sync::CancellationToken;

/// What all stages work with.
pub struct Workshop {
    /// The engines that are set up.
    pub config: Config,
    /// The queue that lines go to, if others are to speak them.
    pub queue: Option<Arc<Coordinator>>,
    /// How much each engine may be asked for, by all books that are made at once.
    pub turns: Arc<Mutex<HashMap<String, Arc<Turns>>>>,
    /// Where clips are kept.
    pub store: ClipStore,
    /// The folder of the person's own voice catalogs.
    pub catalogs: PathBuf,
    /// How many things may be done at once.
    pub jobs: usize,
    /// What is chosen on the command line for a book.
    pub chosen: Choices,
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
    /// A stage of `total` steps begins, which are `work` in all.
    fn begin_work(&self, stage: &'static str, total: u64, work: u64);
    /// A step of it is done, which was so much work.
    fn step_of(&self, work: u64);
    /// A stage of `total` steps begins, each as long as another.
    fn begin(&self, stage: &'static str, total: u64) {
        self.begin_work(stage, total, total);
    }
    /// A step of it is done.
    fn step(&self) {
        self.step_of(1);
    }
    /// The stage is over.
    fn end(&self);
    /// Something that a person may want to know.
    fn note(&self, text: &str);
    /// Something that a person should know.
    fn say(&self, text: &str);
    /// Something that a person should look at.
    fn warn(&self, text: &str);
    /// Something that a person should look at, if `important`, or may want to know.
    fn tell(&self, text: &str, important: bool) {
        match important {
            true => self.warn(text),
            false => self.note(text),
        }
    }
    /// A line of what was asked for, for standard output.
    fn result(&self, text: &str);
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
    pub lexicon: lexicon::Lexicons,
    /// What is chosen for this run.
    pub chosen: Choices,
    /// What of it is not as `book.toml` says, as it is written on the command line.
    pub beside: Vec<String>,
    /// The text of `book.toml`.
    pub toml: String,
}

impl Book {
    /// Loads a book's folder: reads `script.toml`, reads or writes `book.toml`, and adds voices to
    /// it for those who have none. What the command line chooses goes into a new `book.toml`, and holds
    /// for this run if there is one.
    ///
    /// # Errors
    /// If a file is missing or is not as it should be, or there is no voice for someone.
    pub fn open(folder: &Path, workshop: &Workshop) -> Result<Self, PipelineError> {
        let book = Self::open_as(folder, &workshop.chosen, workshop)?;
        if !book.beside.is_empty() {
            workshop.progress.say(&format!(
                "{} for this run only: later ones go by {}",
                book.beside.join(" "),
                book.folder.join("book.toml").display()
            ));
        }
        Ok(book)
    }

    /// As [`Book::open`], by what was chosen when the chapters were made, unless `book.toml` has changed
    /// since or something else is chosen now.
    ///
    /// # Errors
    /// As [`Book::open`].
    pub fn open_as_made(folder: &Path, workshop: &Workshop) -> Result<Self, PipelineError> {
        let folder = &folder_of(folder);
        if workshop.chosen != Choices::default() {
            return Self::open_as(folder, &workshop.chosen, workshop);
        }
        let toml = std::fs::read(folder.join("book.toml")).unwrap_or_default();
        let made = ledger::State::load(folder).chosen;
        let made = made.filter(|made| made.settings == ledger::hash(&toml));
        let chosen = made.map(|made| made.choices).unwrap_or_default();
        Self::open_as(folder, &chosen, workshop)
    }

    fn open_as(
        folder: &Path,
        chosen: &Choices,
        workshop: &Workshop,
    ) -> Result<Self, PipelineError> {
        let folder = &folder_of(folder);
        let script_path = folder.join("script.toml");
        let text = match std::fs::read_to_string(&script_path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(PipelineError::NoBook {
                    folder: folder.into(),
                });
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => {
                return Err(PipelineError::NoFolder {
                    path: folder.into(),
                });
            }
            Err(error) => return Err(PipelineError::file(script_path, &error)),
        };
        disk::sweep_book(folder);
        let script = script::file::parse(&text, &script_path)?;
        drop(text);
        let settings_path = folder.join("book.toml");
        let wrong = |error: PatternError| PipelineError::File {
            path: "--pattern".into(),
            what: error.to_string(),
        };
        let mut state = ledger::State::load(folder);
        let (mut text, is_new) = match std::fs::read_to_string(&settings_path) {
            Ok(text) => (text, false),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                if let Some(pattern) = &chosen.pattern {
                    Pattern::parse(pattern, &script.languages).map_err(wrong)?;
                }
                let text = settings::template(&script.languages, chosen);
                (settings::add_facts(text, &state.facts), true)
            }
            Err(error) => return Err(PipelineError::file(settings_path, &error)),
        };
        let mut settings = settings::parse(&text, &settings_path, &script.languages)?;
        let is_auto = settings.engine.has_auto();
        settings.engine = workshop.resolved(&settings.engine, &script, &settings.cast);
        let asked_for = chosen.engine.clone().map(Engines::One);
        let asked_for = asked_for.map(|engines| workshop.resolved(&engines, &script, &[]));
        let chosen = &Choices {
            engine: asked_for.as_ref().map(Engines::to_string),
            ..chosen.clone()
        };
        if is_new && is_auto {
            workshop.say_best(&settings.engine, &script.languages);
        }
        let beside = chosen.beside(&settings);
        chosen.apply(&mut settings).map_err(wrong)?;
        let lexicon = lexicon::load(&settings, folder, &text, workshop.progress.as_ref())?;
        let mut book = Self {
            folder: folder.into(),
            script,
            settings,
            roles: Vec::new(),
            line_voices: LineVoices::default(),
            lexicon,
            chosen: chosen.clone(),
            beside,
            toml: text.clone(),
        };
        book.warn_of_strangers(workshop);
        book.check_settings(workshop)?;
        let mut catalogs = Catalogs::new(workshop);
        let settled = book.settled(&mut catalogs)?;
        let others = asked_for
            .as_ref()
            .is_some_and(|e| *e != book.settings.engine);
        let engines = asked_for.unwrap_or_else(|| book.settings.engine.clone());
        let outdated = match others {
            true => Vec::new(),
            false => state.given.outdated(&book),
        };
        let is_kept = |role: &Role| match others {
            true => role.voice.id.engine == *engines.of(&role.language),
            false => !outdated.contains(&(role.speaker.clone(), role.language.clone())),
        };
        let kept: Vec<Role> = settled.into_iter().filter(is_kept).collect();
        book.roles = book.assign(kept.clone(), &engines, &mut catalogs)?;
        let only = chosen.engine.as_deref().filter(|_| others);
        book.line_voices = LineVoices::load(&book.script, folder, only, &mut catalogs)?;
        // Voices of an engine that was asked for just now are not settled.
        if others {
            return Ok(book);
        }
        let is_new_role = |role: &&Role| !kept.contains(role);
        let new: Vec<Role> = book.roles.iter().filter(is_new_role).cloned().collect();
        if is_new || !new.is_empty() {
            text = settings::add_roles(&text, &new).map_err(|error| {
                PipelineError::file(&settings_path, &std::io::Error::other(error.to_string()))
            })?;
            disk::write_whole(&settings_path, text.as_bytes())
                .map_err(|error| PipelineError::file(&settings_path, &error))?;
            book.toml = text;
        }
        if !outdated.is_empty() {
            workshop.progress.say(&format!(
                "{}: the engine is `{engines}` now, so voices are chosen anew: {} in all",
                book.place_of_key(&["engine"]),
                outdated.len()
            ));
        }
        book.warn_of_idle_engine(&state.given, workshop);
        book.warn_of_shared_voices(&new, workshop);
        if is_new || !new.is_empty() || state.given.engine.is_none() {
            state.given.remember(&new, &engines);
            state.save(folder)?;
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
            is_titled: self.script.is_titled,
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
                    place: self.place_of_entry(entry),
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

    /// Where in `book.toml` a voice is given to someone, as `book.toml:12:8`.
    pub fn place_of(&self, voice: &VoiceId) -> Option<String> {
        let entry = self
            .settings
            .cast
            .iter()
            .find(|entry| entry.voice == *voice)?;
        Some(self.place_of_entry(entry))
    }
}

/// The folder of a book, which may be named by one of the files in it.
fn folder_of(path: &Path) -> PathBuf {
    let own = ["script.toml", "book.toml", "book.json"].map(Some);
    let name = path.file_name().and_then(|name| name.to_str());
    match path.parent() {
        Some(folder) if own.contains(&name) && path.is_file() => match folder.as_os_str() {
            here if here.is_empty() => ".".into(),
            folder => folder.into(),
        },
        _ => path.into(),
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
    /// The same workshop, with someone else who is told how far things are, and its own way to be stopped.
    pub fn with(&self, progress: Arc<dyn Progress>, stop: CancellationToken) -> Self {
        Self {
            config: self.config.clone(),
            queue: self.queue.clone(),
            turns: self.turns.clone(),
            store: self.store.clone(),
            catalogs: self.catalogs.clone(),
            jobs: self.jobs,
            chosen: self.chosen.clone(),
            force: self.force,
            max_cost: self.max_cost,
            purse: self.purse.clone(),
            stop,
            progress,
            runtime: self.runtime.clone(),
        }
    }

    /// How much an engine may be asked for, by all books that are made at once.
    fn turns(&self, engine: &str, config: &EngineConfig) -> Arc<Turns> {
        let mut all = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || Arc::new(Turns::new(config.concurrency(self.jobs), config.limits()));
        all.entry(engine.into()).or_insert_with(new).clone()
    }

    /// The voices of an engine: those of its catalog, or those that `diglot.toml` lists.
    ///
    /// # Errors
    /// If there is no such engine or catalog.
    pub fn catalog(&self, engine: &str) -> Result<Catalog, PipelineError> {
        let config = self.config.engine(engine)?;
        let listed = &config.common.voices;
        let mut catalog = match config.catalog() {
            Some(name) if listed.is_empty() => catalog::load(name, &self.catalogs)?,
            _ => return Ok(Catalog::of_voices(config.kind(), listed)),
        };
        let installed = config.installed();
        if !installed.is_empty() {
            catalog.keep(installed);
        }
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

/// A number of things: `1 line`, `3 lines`.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
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
