//! `engine = "auto"`: the best engine that is on this machine, language by language.

use super::Workshop;
use crate::book::settings::{AUTO, CastEntry, Engines};
use crate::language::Language;
use crate::models::catalog;
use crate::script::Script;

/// The engines that need nothing but this machine and a model, the better one first.
const NEURAL: &[&str] = &["kokoro", "piper"];
/// The engine that is always there.
const ALWAYS: &str = "espeak";
/// So many voices are enough for any book: more speakers share them.
const ENOUGH: usize = 3;

impl Workshop {
    /// The best engine on this machine for a language, or for any, with voices for so many speakers.
    pub fn best_engine(&self, language: Option<&Language>, speakers: usize) -> &'static str {
        let has_voices = |engine: &&&str| {
            let config = self.config.engine(engine);
            let is_here = config.is_ok_and(|config| !config.installed().is_empty());
            let Some(catalog) = self.catalog(engine).ok().filter(|_| is_here) else {
                return false;
            };
            let speaks = |l: &Language| {
                let voices = catalog.voices.iter();
                voices.filter(|v| v.name_in(&catalog, l).is_some()).count()
            };
            let count = language.map_or(catalog.voices.len(), speaks);
            count >= speakers.clamp(1, ENOUGH)
        };
        NEURAL.iter().find(has_voices).copied().unwrap_or(ALWAYS)
    }

    /// Engines with the best in place of `auto`, for a book in several languages. A language that has
    /// voices of an engine of this machine in `cast` keeps that engine.
    pub(super) fn resolved(
        &self,
        engines: &Engines,
        script: &Script,
        cast: &[CastEntry],
    ) -> Engines {
        if !engines.has_auto() {
            return engines.clone();
        }
        let of = |language: &Language| -> String {
            let named = engines.of(language);
            if named != AUTO {
                return named.into();
            }
            let own = cast.iter().filter(|entry| entry.language == *language);
            let mut engines = own.map(|entry| entry.voice.engine.as_str());
            let kept = engines.find(|engine| NEURAL.contains(engine) || *engine == ALWAYS);
            kept.unwrap_or_else(|| self.best_engine(Some(language), script.speakers.len()))
                .into()
        };
        let languages = &script.languages;
        let each: Vec<String> = languages.iter().map(of).collect();
        match each.first() {
            Some(first) if each.iter().all(|engine| engine == first) => Engines::One(first.clone()),
            _ => Engines::Each(languages.iter().cloned().zip(each).collect()),
        }
    }

    /// Says which engines a new book has got, and why.
    pub(super) fn say_best(&self, engines: &Engines, languages: &[Language]) {
        let tags: Vec<&str> = languages.iter().map(Language::tag).collect();
        let tags = tags.join(" and ");
        let is_neural = |language: &Language| NEURAL.contains(&engines.of(language));
        if languages.iter().any(is_neural) {
            let best = format!("voices: {engines}, the best for {tags} on this machine");
            return self.progress.say(&best);
        }
        let here = self.best_engine(None, 1);
        let mut needed = languages.iter();
        let needed = needed.find_map(|language| catalog::reads_for(here, language));
        self.progress.say(&match needed {
            Some(model) => format!(
                "voices: espeak-ng for {tags}. {here} is here, and reads that with what `diglot get {model}` brings"
            ),
            None => format!(
                "voices: espeak-ng, as no model is on this machine for {tags}. `diglot get kokoro` \
                 brings voices that sound like people"
            ),
        });
    }
}
