//! The cast of `book.toml` when a book is opened: voices that are chosen anew because the engine is
//! another, settings that no engine takes, and what a person should know of it.

use super::{Book, PipelineError, Workshop};
use crate::book::settings::{CastEntry, Engines};
use crate::cast::Role;
use crate::disk::place;
use crate::language::{Language, preferred};
use crate::mistake::key_at;
use crate::script::NARRATOR;
use crate::speech::{SpeechError, voice_settings};
use crate::spelling::closest;
use crate::voice::VoiceId;
use indexmap::IndexMap;
use std::collections::BTreeMap;

/// The voices that diglot itself has chosen, by speaker and language, and the engine that it has
/// chosen them for.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Given {
    /// `engine` of `book.toml`; none if that is not known.
    pub engine: Option<String>,
    /// The voices, by `speaker language`.
    pub voices: BTreeMap<String, String>,
}

impl Given {
    /// Remembers voices that diglot has chosen.
    pub fn remember(&mut self, roles: &[Role], engines: &Engines) {
        self.engine = Some(engines.to_string());
        for Role {
            speaker,
            language,
            voice,
        } in roles
        {
            let who = format!("{speaker} {language}");
            self.voices.insert(who, voice.id.to_string());
        }
    }

    /// Whether diglot has chosen a voice that stands in `book.toml`, and nobody has changed it.
    fn has(&self, entry: &CastEntry) -> bool {
        let who = format!("{} {}", entry.speaker, entry.language);
        entry.settings.is_empty() && self.voices.get(&who) == Some(&entry.voice.to_string())
    }

    /// The entries of `book.toml` whose voices are to be chosen anew: those that diglot has chosen for
    /// another engine than the one that is named now.
    pub fn outdated(&self, book: &Book) -> Vec<(String, Language)> {
        let engines = &book.settings.engine;
        let is_same = self.engine.as_ref() == Some(&engines.to_string());
        if self.engine.is_none() || is_same {
            return Vec::new();
        }
        let entries = book.settings.cast.iter();
        entries
            .filter(|entry| entry.voice.engine != engines.of(&entry.language) && self.has(entry))
            .map(|entry| (entry.speaker.clone(), entry.language.clone()))
            .collect()
    }
}

impl Book {
    /// A place in `book.toml`, by the path of a key: `output/ferry/book.toml:12:1`.
    pub fn place_of_key(&self, path: &[&str]) -> String {
        let (line, column) = place(&self.toml, key_at(&self.toml, path));
        let file = self.folder.join("book.toml");
        format!("{}:{line}:{column}", file.display())
    }

    /// The place of a settled voice.
    pub(super) fn place_of_entry(&self, entry: &CastEntry) -> String {
        self.place_of_key(&["cast", &entry.speaker, entry.language.tag()])
    }

    /// Whether somebody of that id may speak.
    fn knows(&self, speaker: &str) -> bool {
        speaker == NARRATOR || self.script.speaker(speaker).is_some()
    }

    /// What to do about an id that is nobody's.
    fn meant(&self, speaker: &str) -> String {
        let ids = || self.script.speakers.iter().map(|s| s.id.as_str());
        match closest(speaker, ids()) {
            Some(like) => format!("Did you mean `{like}`?"),
            None => format!("There are {}", ids().collect::<Vec<_>>().join(", ")),
        }
    }

    /// Says which entries of `book.toml` are for nobody.
    pub(super) fn warn_of_strangers(&self, workshop: &Workshop) {
        let mut last = None;
        for entry in &self.settings.cast {
            let speaker = entry.speaker.as_str();
            if !self.knows(speaker) {
                if last.replace(speaker) != Some(speaker) {
                    workshop.progress.warn(&format!(
                        "{}: under [cast], nobody has the id `{speaker}`. {}",
                        self.place_of_key(&["cast", speaker]),
                        self.meant(speaker)
                    ));
                }
            } else if !self.script.languages.contains(&entry.language) {
                workshop.progress.warn(&format!(
                    "{}: the script has no language `{}`",
                    self.place_of_key(&["cast", speaker, entry.language.tag()]),
                    entry.language
                ));
            }
        }
        for host in &self.settings.podcast.hosts {
            if !self.knows(host) {
                workshop.progress.warn(&format!(
                    "{}: nobody has the id `{host}`. {}",
                    self.place_of_key(&["podcast", "hosts"]),
                    self.meant(host)
                ));
            }
        }
    }

    /// Says so if the engine of `book.toml` speaks nothing, because all voices are settled otherwise.
    /// The one that a new book has says nothing.
    pub(super) fn warn_of_idle_engine(&self, given: &Given, workshop: &Workshop) {
        let engines = &self.settings.engine;
        let is_changed = match &given.engine {
            Some(before) => *before != engines.to_string(),
            None => *engines != Engines::default(),
        };
        if !is_changed {
            return;
        }
        let mut idle: IndexMap<&str, Vec<&Role>> = IndexMap::new();
        for language in &self.settings.languages {
            let engine = engines.of(language);
            let mut roles = self.roles.iter().filter(|r| r.language == *language);
            let first = roles.clone().next();
            if roles.all(|role| role.voice.id.engine != engine) {
                idle.entry(engine).or_default().extend(first);
            }
        }
        for (engine, roles) in idle {
            let Some(first) = roles.first() else {
                continue;
            };
            let languages: Vec<&str> = roles.iter().map(|role| role.language.tag()).collect();
            workshop.progress.warn(&format!(
                "{}: `{engine}` speaks nothing in {}, because everyone has a voice of another engine \
                 under [cast], as in {}. Take those voices out that it is to choose",
                self.place_of_key(&["engine"]),
                languages.join(" and "),
                self.place_of_key(&["cast", &first.speaker, first.language.tag()]),
            ));
        }
    }

    /// Says who shares a voice, of those who have just been given one.
    pub(super) fn warn_of_shared_voices(&self, new: &[Role], workshop: &Workshop) {
        let mut said: Vec<(&VoiceId, &Language)> = Vec::new();
        for role in new {
            let what = (&role.voice.id, &role.language);
            let same = |other: &&Role| other.voice == role.voice && other.language == role.language;
            let sharers: Vec<&Role> = self.roles.iter().filter(same).collect();
            if sharers.len() < 2 || said.contains(&what) {
                continue;
            }
            said.push(what);
            let names: Vec<&str> = sharers
                .iter()
                .map(|role| self.name(&role.speaker))
                .collect();
            workshop.progress.warn(&format!(
                "{}: {} have one voice in {}, {}, because {} has no more that fit. `diglot voices \
                 --language {}` lists others",
                self.place_of_key(&["cast", &role.speaker, role.language.tag()]),
                list(&names),
                role.language,
                role.voice.id,
                role.voice.id.engine,
                role.language,
            ));
        }
    }

    /// A speaker's name in the first language that has it, or the id.
    fn name<'a>(&'a self, speaker: &'a str) -> &'a str {
        let known = self.script.speaker(speaker);
        let name = known.and_then(|s| preferred(&s.names, &self.script.languages));
        name.unwrap_or(speaker)
    }

    /// Makes sure that every setting of a voice under `[cast]` is one that its engine takes.
    pub(super) fn check_settings(&self, workshop: &Workshop) -> Result<(), PipelineError> {
        for entry in &self.settings.cast {
            // An engine that is not set up is missed where its voices are looked up.
            let Ok(config) = workshop.config.engine(&entry.voice.engine) else {
                continue;
            };
            if let Some(wrong) = voice_settings::wrong(&config, &entry.settings) {
                let path = ["cast", &entry.speaker, entry.language.tag(), &wrong.name];
                return Err(PipelineError::At {
                    place: self.place_of_key(&path),
                    source: Box::new(SpeechError::Setup(wrong.what).into()),
                });
            }
        }
        Ok(())
    }
}

/// Names as one says them: `Ann, Bo and Cleo`.
fn list(names: &[&str]) -> String {
    match names {
        [first @ .., before, last] => [first, &[&format!("{before} and {last}")]]
            .concat()
            .join(", "),
        names => names.concat(),
    }
}
