//! `diglot.toml`: which engines there are. Read from the working folder and from the person's
//! configuration folder (`~/.config/diglot/diglot.toml`); the nearer one goes first, engine by
//! engine. Two engines need no entry: `espeak`, and `openai` with the key in `OPENAI_API_KEY`.

use super::SpeechError;
use super::engine::{Engine, espeak::Espeak, openai::OpenAi};
use super::pool::RetryPolicy;
use etcetera::BaseStrategy;
use indexmap::IndexMap;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The engines that a person has set up.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Each engine by its name.
    #[serde(default, rename = "engine")]
    pub engines: IndexMap<String, EngineConfig>,
}

/// How an engine is set up.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum EngineConfig {
    /// The system's espeak-ng.
    Espeak {
        /// The program; `espeak-ng` by default.
        program: Option<PathBuf>,
        /// How many processes at once; by default one more than `-j`, which is one a core.
        concurrency: Option<usize>,
        /// After how many seconds a process that hangs is killed.
        timeout_seconds: Option<f64>,
        /// The voice catalog; `espeak` by default.
        catalog: Option<String>,
    },
    /// A server that speaks OpenAI's speech API.
    OpenAi {
        /// The address up to `/v1`.
        url: String,
        /// The model.
        model: String,
        /// The environment variable that holds the key.
        key_env: Option<String>,
        /// The file that holds the key.
        key_file: Option<PathBuf>,
        /// The format to ask for: `wav` by default.
        response_format: Option<String>,
        /// How many requests at once; 4 by default.
        concurrency: Option<usize>,
        /// After how many seconds without an answer a request is given up.
        timeout_seconds: Option<f64>,
        /// The voice catalog; `openai` by default.
        catalog: Option<String>,
    },
}

impl Config {
    /// Reads `diglot.toml` from `working_folder` and from the person's configuration folder.
    ///
    /// # Errors
    /// [`SpeechError::Setup`] with file, line and column if one of them is not as it should be.
    pub fn load(working_folder: &Path) -> Result<Self, SpeechError> {
        let mut config = Self::default();
        for folder in [working_folder.to_path_buf(), Self::folder()] {
            let path = folder.join("diglot.toml");
            let Ok(text) = std::fs::read_to_string(&path) else {
                continue;
            };
            for (name, engine) in Self::parse(&text, &path)?.engines {
                config.engines.entry(name).or_insert(engine);
            }
        }
        Ok(config)
    }

    fn parse(text: &str, path: &Path) -> Result<Self, SpeechError> {
        toml::from_str(text).map_err(|error| {
            let place = error.span().map_or(0, |span| span.start);
            let (line, column) = crate::disk::place(text, place);
            let message = error.message();
            SpeechError::Setup(format!("{}:{line}:{column}: {message}", path.display()))
        })
    }

    /// The person's configuration folder: `~/.config/diglot`, or what the system has in its place.
    pub fn folder() -> PathBuf {
        etcetera::choose_base_strategy()
            .map(|base| base.config_dir().join("diglot"))
            .unwrap_or_default()
    }

    /// The engine of that name as it is set up.
    ///
    /// # Errors
    /// [`SpeechError::Setup`] if there is none, with those that there are.
    pub fn engine(&self, name: &str) -> Result<EngineConfig, SpeechError> {
        if let Some(engine) = self.engines.get(name) {
            return Ok(engine.clone());
        }
        match name {
            "espeak" => Ok(EngineConfig::Espeak {
                program: None,
                concurrency: None,
                timeout_seconds: None,
                catalog: None,
            }),
            "openai" => Ok(EngineConfig::OpenAi {
                url: "https://api.openai.com/v1".into(),
                model: "gpt-4o-mini-tts".into(),
                key_env: Some("OPENAI_API_KEY".into()),
                key_file: None,
                response_format: None,
                concurrency: None,
                timeout_seconds: None,
                catalog: None,
            }),
            _ => {
                let mut known: Vec<&str> = self.engines.keys().map(String::as_str).collect();
                known.extend(["espeak", "openai"]);
                known.sort_unstable();
                known.dedup();
                Err(SpeechError::Setup(format!(
                    "there is no engine `{name}`. There are: {}. Set up others in diglot.toml, \
                     under [engine.{name}]",
                    known.join(", ")
                )))
            }
        }
    }
}

impl EngineConfig {
    /// The name of the engine's voice catalog.
    pub fn catalog(&self) -> &str {
        match self {
            Self::Espeak { catalog, .. } => catalog.as_deref().unwrap_or("espeak"),
            Self::OpenAi { catalog, .. } => catalog.as_deref().unwrap_or("openai"),
        }
    }

    /// How many utterances the engine may be asked for at once, where `jobs` is what the person
    /// asked for with `-j`, or the number of cores.
    pub fn concurrency(&self, jobs: usize) -> usize {
        match self {
            // One more than there are cores: while a clip is synced, another is spoken.
            Self::Espeak { concurrency, .. } => concurrency.unwrap_or(jobs + 1).max(1),
            Self::OpenAi { concurrency, .. } => concurrency.unwrap_or(4).max(1),
        }
    }

    /// How often what may pass is tried again: a server may recover, a program hardly.
    pub fn retry(&self) -> RetryPolicy {
        match self {
            Self::Espeak { .. } => RetryPolicy {
                retries: 1,
                ..RetryPolicy::default()
            },
            Self::OpenAi { .. } => RetryPolicy::default(),
        }
    }

    /// Makes the engine. No program is started and no server asked; a missing key is missed only
    /// when something is to be spoken.
    ///
    /// # Errors
    /// [`SpeechError::Setup`] if an address is wrong.
    pub fn engine(&self) -> Result<Arc<dyn Engine>, SpeechError> {
        Ok(match self {
            Self::Espeak { .. } => Arc::new(Espeak::new(self)),
            Self::OpenAi { .. } => Arc::new(OpenAi::new(self)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engine_is_read_and_a_slip_is_shown() {
        let path = Path::new("diglot.toml");
        let text = "[engine.home]\nkind = \"openai\"\nurl = \"http://127.0.0.1:1/v1\"\nmodel = \"kokoro\"\n";
        let config = Config::parse(text, path).unwrap();
        assert_eq!(config.engine("home").unwrap().catalog(), "openai");
        assert_eq!(config.engine("home").unwrap().concurrency(9), 4);
        let error = Config::parse(&format!("{text}modle = 1\n"), path).unwrap_err();
        assert!(error.to_string().starts_with("diglot.toml:"), "{error}");
        let error = config.engine("hom").unwrap_err();
        assert!(
            error.to_string().contains("espeak, home, openai"),
            "{error}"
        );
    }
}
