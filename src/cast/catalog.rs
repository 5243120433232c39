//! Voice catalogs: which voices an engine has, with gender and languages, as data.
//!
//! A catalog is a TOML file in `voices/`, built into the program, or a person's own in the
//! configuration folder (`diglot/voices/NAME.toml`), which goes before a built-in one:
//!
//! ```
//! let catalog = diglot::cast::catalog::parse("mine", r#"
//!     engine = "mine"
//!     [languages]
//!     en = "en-us"
//!     [[voice]]
//!     id = "{}+m3"
//!     gender = "male"
//!     settings = { pitch = 40 }
//! "#).unwrap();
//! let english = diglot::language::Language::new("en");
//! assert_eq!(catalog.voices[0].name_in(&catalog, &english).as_deref(), Some("en-us+m3"));
//! ```

use super::CastError;
use crate::language::Language;
use crate::script::Gender;
use crate::voice::{Setting, Settings};
use indexmap::IndexMap;
use serde::Deserialize;
use std::path::Path;

/// The catalogs that come with diglot.
const BUILT_IN: &[(&str, &str)] = &[
    ("espeak", include_str!("../../voices/espeak.toml")),
    ("openai", include_str!("../../voices/openai.toml")),
    ("elevenlabs", include_str!("../../voices/elevenlabs.toml")),
    ("azure", include_str!("../../voices/azure.toml")),
    ("google", include_str!("../../voices/google.toml")),
    ("kokoro", include_str!("../../voices/kokoro.toml")),
    ("piper", include_str!("../../voices/piper.toml")),
];

/// The voices of an engine.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalog {
    /// The kind of engine that the voices belong to.
    pub engine: String,
    /// The id of the voice for text that nobody is named for.
    pub narrator: Option<String>,
    /// What the engine calls each language; empty where its voices speak all.
    #[serde(default)]
    pub languages: IndexMap<Language, String>,
    /// What the engine costs; the first that fits counts. Empty for engines that cost nothing.
    #[serde(default, rename = "price")]
    pub prices: Vec<Price>,
    /// The voices, in the order of casting.
    #[serde(rename = "voice")]
    pub voices: Vec<CatalogVoice>,
}

/// What an engine costs, as its maker said on a day.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// The models that it is for, as the beginning of their names; all by default.
    #[serde(default)]
    pub model: String,
    /// The voices that it is for, as a part of their names; all by default.
    #[serde(default)]
    pub voice: String,
    /// The host of the maker's server, where others speak the same API and cost nothing.
    pub host: Option<String>,
    /// A million characters, in US dollars.
    pub usd_per_million_characters: Option<f64>,
    /// A minute of sound, in US dollars.
    pub usd_per_minute: Option<f64>,
    /// As how many characters a Chinese one counts.
    #[serde(default = "one")]
    pub chinese_counts: f64,
    /// When it was so, as `2026-11`.
    pub date: String,
}

fn one() -> f64 {
    1.0
}

/// A voice of a catalog.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogVoice {
    /// The voice's name; `{}` in it stands for what the engine calls the language.
    pub id: String,
    /// How it sounds.
    pub gender: Option<Gender>,
    /// The languages that it speaks; by default those of the catalog.
    pub languages: Option<Vec<Language>>,
    /// Settings that belong to it.
    #[serde(default)]
    pub settings: Settings,
    /// Where its speech is from, as `American`.
    pub accent: Option<String>,
    /// How old it sounds, where that is no grown person between youth and age: `old`, `young`, `child`.
    pub age: Option<String>,
    /// How good its makers say it is: `A` to `F`, or the size of its model: `x_low`, `low`, `medium`, `high`.
    pub grade: Option<String>,
    /// How high it speaks: the median of its fundamental, in Hz.
    pub pitch: Option<f32>,
    /// A sentence on how it sounds.
    pub description: Option<String>,
}

impl CatalogVoice {
    /// A voice of which nothing is known but its name and languages.
    fn unknown(id: String, languages: Vec<Language>) -> Self {
        Self {
            id,
            gender: None,
            languages: Some(languages),
            settings: Settings::new(),
            accent: None,
            age: None,
            grade: None,
            pitch: None,
            description: None,
        }
    }

    /// What the catalog says of how it sounds: `female, American, grade A, 197 Hz: soft and lively`.
    pub fn portrait(&self) -> String {
        let gender = match self.gender {
            Some(Gender::Female) => "female",
            Some(Gender::Male) => "male",
            None => "either",
        };
        let mut said = vec![gender.to_string()];
        said.extend(self.age.clone());
        said.extend(self.accent.clone());
        said.extend(self.grade.as_ref().map(|grade| format!("grade {grade}")));
        said.extend(self.pitch.map(|pitch| format!("{pitch:.0} Hz")));
        let settings = describe(&self.settings);
        said.extend((!settings.is_empty()).then_some(settings));
        let said = said.join(", ");
        match &self.description {
            Some(description) => format!("{said}: {description}"),
            None => said,
        }
    }

    /// The name to ask the engine for in a language; `None` if the voice does not speak it. A
    /// regional language (`de-at`) falls back to its base (`de`).
    pub fn name_in(&self, catalog: &Catalog, language: &Language) -> Option<String> {
        let base = Language::new(language.tag().split('-').next().unwrap_or_default());
        if let Some(own) = &self.languages
            && !own.contains(language)
            && !own.contains(&base)
        {
            return None;
        }
        let called = [language, &base]
            .into_iter()
            .find_map(|l| catalog.languages.get(l));
        match called {
            Some(called) => Some(self.id.replace("{}", called)),
            None if catalog.languages.is_empty() => Some(self.id.clone()),
            None => None,
        }
    }
}

impl Catalog {
    /// A catalog of voices that are only named, for each language.
    pub fn of_voices(engine: &str, voices: &IndexMap<Language, Vec<String>>) -> Self {
        let mut all: IndexMap<&str, Vec<Language>> = IndexMap::new();
        for (language, names) in voices {
            for name in names {
                all.entry(name).or_default().push(language.clone());
            }
        }
        let voice = |(id, languages): (&str, _)| CatalogVoice::unknown(id.into(), languages);
        Self {
            engine: engine.into(),
            narrator: None,
            languages: IndexMap::new(),
            prices: Vec::new(),
            voices: all.into_iter().map(voice).collect(),
        }
    }

    /// Keeps only voices that are `installed`, and adds those of them that it does not know.
    pub fn keep(&mut self, installed: Vec<(String, Language)>) {
        (self.voices).retain(|voice| installed.iter().any(|(name, _)| *name == voice.id));
        for (id, language) in installed {
            if self.voices.iter().all(|voice| voice.id != id) {
                self.voices.push(CatalogVoice::unknown(id, vec![language]));
            }
        }
    }

    /// The voice that goes by a name in any language.
    pub fn voice(&self, name: &str) -> Option<&CatalogVoice> {
        let goes_by = |voice: &&CatalogVoice| {
            let mut names = self.languages.keys().filter_map(|l| voice.name_in(self, l));
            voice.id == name || names.any(|n| n == name)
        };
        self.voices.iter().find(goes_by)
    }

    /// The gender of the voice that goes by a name in any language.
    pub fn gender_of(&self, name: &str) -> Option<Gender> {
        self.voice(name)?.gender
    }

    /// What the voice that is called `name` in one of the languages `from` is called in `to`:
    /// `name` itself if a voice is called so there. `None` if the catalog does not know it.
    pub fn name_in_other(&self, name: &str, from: &[Language], to: &Language) -> Option<String> {
        let called = |voice: &&CatalogVoice, languages: &[Language]| {
            let regions = self.languages.keys();
            let kin = regions.filter(|region| languages.iter().any(|l| l.is_kin_of(region)));
            kin.chain(languages)
                .any(|language| voice.name_in(self, language).as_deref() == Some(name))
        };
        let own = std::slice::from_ref(to);
        if self.voices.iter().any(|voice| called(&voice, own)) {
            return Some(name.into());
        }
        let voice = self.voices.iter().find(|voice| called(voice, from))?;
        voice.name_in(self, to)
    }

    /// The voice that goes by a name in any language, and its settings.
    pub fn settings_of(&self, name: &str) -> Option<&Settings> {
        self.voices
            .iter()
            .find(|voice| match voice.id.split_once("{}") {
                None => voice.id == name,
                Some((before, after)) => name
                    .strip_prefix(before)
                    .and_then(|rest| rest.strip_suffix(after))
                    .is_some_and(|middle| self.languages.values().any(|l| l == middle)),
            })
            .map(|voice| &voice.settings)
    }
}

/// The catalog of that name: a person's own in `folder`, else a built-in one.
///
/// # Errors
/// If there is none, or it is no valid catalog.
pub fn load(name: &str, folder: &Path) -> Result<Catalog, CastError> {
    let own = folder.join(format!("{name}.toml"));
    if let Ok(text) = std::fs::read_to_string(&own) {
        return parse(&own.display().to_string(), &text);
    }
    match BUILT_IN.iter().find(|(built_in, _)| *built_in == name) {
        Some((name, text)) => parse(name, text),
        None => Err(CastError::NoCatalog {
            name: name.into(),
            built_in: BUILT_IN.iter().map(|(name, _)| *name).collect(),
            folder: folder.into(),
        }),
    }
}

/// Reads a catalog. `name` is what errors call it.
///
/// # Errors
/// With the parser's words, line and column if it is no valid catalog.
pub fn parse(name: &str, text: &str) -> Result<Catalog, CastError> {
    toml::from_str(text).map_err(|error| CastError::BadCatalog {
        name: name.into(),
        message: error.to_string().trim_end().to_string(),
    })
}

/// The settings as a person reads them: `pitch 40, rate 165`.
pub fn describe(settings: &Settings) -> String {
    let each = |(name, value): (&String, &Setting)| format!("{name} {value}");
    settings.iter().map(each).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_voice_has_its_name_in_each_language() {
        let catalog = load("espeak", Path::new("/nonexistent")).unwrap();
        let (en, zh) = (Language::new("en"), Language::new("zh"));
        let both = [en.clone(), zh.clone()];
        let name = |name, to| catalog.name_in_other(name, &both, to);
        let pinyin = Some("cmn-latn-pinyin+f5".into());
        assert_eq!(name("en-gb+f5", &en), Some("en-gb+f5".into()));
        assert_eq!(name("en-gb+f5", &zh), pinyin);
        assert_eq!(name("cmn-latn-pinyin+f5", &zh), pinyin);
        assert_eq!(name("de+f5", &en), None);
        let openai = load("openai", Path::new("/nonexistent")).unwrap();
        let any = openai.name_in_other("nova", &both, &zh);
        assert_eq!(any, Some("nova".into()));
    }

    #[test]
    fn built_in_catalogs_are_whole() {
        for (name, text) in BUILT_IN {
            let catalog = parse(name, text).unwrap();
            for gender in [Gender::Female, Gender::Male] {
                let of_gender = catalog.voices.iter().filter(|v| v.gender == Some(gender));
                assert!(of_gender.count() >= 4, "{name}: {gender:?}");
                let of_gender = |v: &&CatalogVoice| v.gender == Some(gender);
                for language in ["en", "zh"].map(Language::new) {
                    let speaks = |v: &CatalogVoice| v.name_in(&catalog, &language).is_some();
                    let mut voices = catalog.voices.iter().filter(of_gender);
                    // Piper's voices of Chinese are all of one gender.
                    assert!(voices.any(speaks) || *name == "piper", "{name}: {language}");
                }
            }
            let mut ids: Vec<&str> = catalog.voices.iter().map(|v| v.id.as_str()).collect();
            assert!(
                ids.contains(&catalog.narrator.as_deref().unwrap()),
                "{name}"
            );
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(
                ids.len(),
                catalog.voices.len(),
                "{name}: an id is there twice"
            );
        }
    }

    #[test]
    fn chinese_is_pinyin_and_regions_fall_back() {
        let catalog = load("espeak", Path::new("/nonexistent")).unwrap();
        let name = |language| catalog.voices[0].name_in(&catalog, &Language::new(language));
        assert_eq!(name("zh").as_deref(), Some("cmn-latn-pinyin+m3"));
        assert_eq!(name("zh-hant").as_deref(), Some("cmn-latn-pinyin+m3"));
        assert_eq!(name("de-at").as_deref(), Some("de+m3"));
        assert_eq!(name("tlh"), None);
        assert!(catalog.settings_of("cmn-latn-pinyin+m3").is_some());
        assert!(catalog.settings_of("cmn-latn-pinyin+m99").is_none());
    }
}
