//! Voices that single lines of `script.toml` are given.

use super::{Catalogs, PipelineError};
use crate::language::Language;
use crate::script::direction::LineVoice;
use crate::script::{Line, Script};
use crate::voice::{Voice, VoiceId};
use std::collections::HashMap;
use std::path::Path;

/// The voices of single lines, with the settings of the catalogs.
#[derive(Debug, Default)]
pub struct LineVoices {
    /// By the voice that is written and, where it is for all languages of a line, the language.
    voices: HashMap<(VoiceId, Option<Language>), LineVoiceAt>,
}

#[derive(Debug)]
struct LineVoiceAt {
    voice: Voice,
    /// The first line of `script.toml` that has it.
    at: usize,
}

impl LineVoices {
    /// Looks up all voices of a script's lines. `only` is the engine that alone may speak.
    pub(super) fn load(
        script: &Script,
        folder: &Path,
        only: Option<&str>,
        catalogs: &mut Catalogs,
    ) -> Result<Self, PipelineError> {
        let mut voices = HashMap::new();
        for line in script.turns().flat_map(|turn| &turn.lines) {
            let Line::Speech {
                text,
                direction,
                at,
            } = line
            else {
                continue;
            };
            let Some(given) = direction.voice.as_ref().filter(|_| !direction.skip) else {
                continue;
            };
            let at = at.first().copied().unwrap_or(0);
            for language in text.keys() {
                let Some((id, key)) = key(given, language) else {
                    continue;
                };
                if voices.contains_key(&key) || only.is_some_and(|only| only != id.engine) {
                    continue;
                }
                let catalog = catalogs.of(&id.engine).map_err(|error| PipelineError::At {
                    place: format!("{}:{at}", folder.join("script.toml").display()),
                    source: Box::new(error),
                })?;
                let mut id = id.clone();
                if let Some(name) = key
                    .1
                    .as_ref()
                    .and_then(|to| catalog.name_in_other(&id.name, &script.languages, to))
                {
                    id.name = name;
                }
                let settings = catalog.settings_of(&id.name).cloned().unwrap_or_default();
                let voice = Voice { id, settings };
                voices.insert(key, LineVoiceAt { voice, at });
            }
        }
        Ok(Self { voices })
    }

    /// The voice of a line in a language.
    pub fn of(&self, given: &LineVoice, language: &Language) -> Option<&Voice> {
        let (_, key) = key(given, language)?;
        Some(&self.voices.get(&key)?.voice)
    }

    /// The first line of `script.toml` that a voice of that name is given to.
    pub fn line_of(&self, name: &str) -> Option<usize> {
        let named = self.voices.values().filter(|v| v.voice.id.name == name);
        named.map(|voice| voice.at).min()
    }
}

type Key = (VoiceId, Option<Language>);

fn key<'a>(given: &'a LineVoice, language: &Language) -> Option<(&'a VoiceId, Key)> {
    let id = given.in_language(language)?;
    let for_all = matches!(given, LineVoice::All(_)).then(|| language.clone());
    Some((id, (id.clone(), for_all)))
}
