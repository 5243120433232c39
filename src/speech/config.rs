//! `diglot.toml`: which engines there are. Read from the working folder and from the person's
//! configuration folder (`~/.config/diglot/diglot.toml`); the nearer one goes first, engine by
//! engine. Some engines need no entry: `espeak`, and those of the big providers with the key in
//! their usual environment variable ([`BUILT_IN`]).
//!
//! An entry holds settings that every engine has ([`Common`]), those of engines that are reached
//! over HTTP ([`Web`]), and those of its kind, which stand in the kind's own file.

use super::SpeechError;
use super::engine::{
    Engine, azure, command, elevenlabs, espeak, google, http, openai, seconds, wyoming,
};
use super::entry::{self, Entry, Wrong, fields_of, table};
use super::neural::{kokoro, piper};
use super::pool::{Limits, RetryPolicy};
use super::queue::settings as queue;
use crate::language::Language;
use etcetera::BaseStrategy;
use indexmap::IndexMap;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use toml::de::DeTable;

/// The engines that need no entry, each with what stands for one.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("espeak", "kind = \"espeak\""),
    ("kokoro", "kind = \"kokoro\""),
    ("piper", "kind = \"piper\""),
    (
        "openai",
        "kind = \"openai\"\nurl = \"https://api.openai.com/v1\"\nmodel = \"gpt-4o-mini-tts\"\n\
         key_env = \"OPENAI_API_KEY\"",
    ),
    ("elevenlabs", "kind = \"elevenlabs\""),
    ("google", "kind = \"google\""),
];

/// The engines that a person has set up.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// Each engine by its name.
    pub engines: IndexMap<String, EngineConfig>,
    /// The queue that lines go to, or come from.
    pub queue: Option<queue::Settings>,
}

/// How an engine is set up.
#[derive(Debug, Clone)]
pub struct EngineConfig {
    /// What every engine has.
    pub common: Common,
    /// What engines that are reached over HTTP have.
    pub web: Web,
    /// What its kind has.
    pub kind: Kind,
}

/// Settings that every engine has.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Common {
    /// How many lines at once. By default 4; for programs as `-j`, which is one a core.
    pub concurrency: Option<usize>,
    /// The most requests in any minute.
    pub requests_per_minute: Option<f64>,
    /// The most characters of text in any minute.
    pub characters_per_minute: Option<f64>,
    /// After how many seconds without an answer a line is given up (and tried again).
    pub timeout_seconds: Option<f64>,
    /// How often what may pass is tried again.
    pub retries: Option<usize>,
    /// For how many seconds an engine is waited for that is not ready, as a server that loads its
    /// model; 300 by default.
    pub patience: Option<f64>,
    /// The voice catalog; by default that of the kind.
    pub catalog: Option<String>,
    /// The voices for each language, for an engine without a catalog.
    pub voices: IndexMap<Language, Vec<String>>,
    /// The engine that speaks what this one cannot.
    pub fallback: Option<String>,
    /// The longest text of one request, in characters; longer ones are cut at sentence ends.
    pub longest_text: Option<usize>,
    /// Whether a sound is to be of a length that fits its text; yes by default.
    pub check_length: Option<bool>,
    /// Whether numbers, dates and the like are sent in words; by default only to engines of neural models that
    /// misread them.
    pub spoken_forms: Option<bool>,
    /// What a million characters cost, in US dollars; by default what the catalog says.
    pub usd_per_million_characters: Option<f64>,
}

/// Settings of engines that are reached over HTTP.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Web {
    /// The environment variable that holds the key.
    pub key_env: Option<String>,
    /// The file that holds the key.
    pub key_file: Option<PathBuf>,
    /// Certificates (PEM) of authorities to trust beside the system's.
    pub ca_file: Option<PathBuf>,
}

/// The kinds of engines, each with its own settings.
#[derive(Debug, Clone)]
pub enum Kind {
    /// The system's espeak-ng.
    Espeak(espeak::Settings),
    /// Kokoro, in this process.
    Kokoro(kokoro::Settings),
    /// Piper's voices, in this process.
    Piper(piper::Settings),
    /// Any program.
    Command(command::Settings),
    /// A server that speaks OpenAI's speech API.
    OpenAi(openai::Settings),
    /// ElevenLabs.
    ElevenLabs(elevenlabs::Settings),
    /// Azure AI Speech.
    Azure(azure::Settings),
    /// Google Cloud Text-to-Speech.
    Google(google::Settings),
    /// A server that speaks the Wyoming protocol.
    Wyoming(wyoming::Settings),
    /// Any HTTP server.
    Http(http::Settings),
}

/// The names of the kinds in `diglot.toml`.
const KINDS: &[&str] = &[
    "espeak",
    "kokoro",
    "piper",
    "command",
    "openai",
    "elevenlabs",
    "azure",
    "google",
    "wyoming",
    "http",
];

impl Config {
    /// Reads `diglot.toml` from `working_folder` and from the person's configuration folder.
    ///
    /// # Errors
    /// [`SpeechError::Setup`] with file, line and column if one of them is not as it should be.
    pub fn load(working_folder: &Path) -> Result<Self, SpeechError> {
        let mut queue = None;
        let engines = entry::load(&[working_folder, &Self::folder()], |text, path| {
            let config = Self::parse(text, path)?;
            queue = queue.take().or(config.queue);
            Ok(config.engines)
        })?;
        Ok(Self { engines, queue })
    }

    fn parse(text: &str, path: &Path) -> Result<Self, SpeechError> {
        read(text).map_err(|wrong| wrong.within(text, path))
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
        if let Some((_, entry)) = BUILT_IN.iter().find(|(built_in, _)| *built_in == name) {
            let text = format!("[engine.{name}]\n{entry}\n");
            let mut built_in = Self::parse(&text, Path::new("diglot.toml"))?;
            if let Some(engine) = built_in.engines.swap_remove(name) {
                return Ok(engine);
            }
        }
        Err(SpeechError::Setup(format!(
            "there is no engine `{name}`. There are: {}. Set up others in diglot.toml, under \
             [engine.{name}]",
            self.names().join(", ")
        )))
    }

    /// The names of all engines, set up or built in, in alphabetical order.
    pub fn names(&self) -> Vec<&str> {
        let mut known: Vec<&str> = self.engines.keys().map(String::as_str).collect();
        known.extend(BUILT_IN.iter().map(|(name, _)| *name));
        known.sort_unstable();
        known.dedup();
        known
    }
}

impl EngineConfig {
    /// The name of the kind, as in `diglot.toml`.
    pub fn kind(&self) -> &'static str {
        match &self.kind {
            Kind::Espeak(_) => "espeak",
            Kind::Kokoro(_) => "kokoro",
            Kind::Piper(_) => "piper",
            Kind::Command(_) => "command",
            Kind::OpenAi(_) => "openai",
            Kind::ElevenLabs(_) => "elevenlabs",
            Kind::Azure(_) => "azure",
            Kind::Google(_) => "google",
            Kind::Wyoming(_) => "wyoming",
            Kind::Http(_) => "http",
        }
    }

    /// The name of the engine's voice catalog; `None` for kinds that have none, where nothing else
    /// is said.
    pub fn catalog(&self) -> Option<&str> {
        let own = match &self.kind {
            Kind::Command(_) | Kind::Http(_) => None,
            Kind::Wyoming(_) => Some("piper"),
            _ => Some(self.kind()),
        };
        self.common.catalog.as_deref().or(own)
    }

    /// The model, for kinds that have several.
    pub fn model(&self) -> Option<&str> {
        match &self.kind {
            Kind::OpenAi(settings) => Some(&settings.model),
            Kind::ElevenLabs(settings) => Some(settings.model()),
            _ => None,
        }
    }

    /// Whether the engine is sent numbers, dates and the like in words. Models that say letters as they come need
    /// it: those of the catalogs of Kokoro and Piper. espeak-ng and the big providers read them by themselves.
    pub fn spoken_forms(&self) -> bool {
        let usual = matches!(self.catalog(), Some("kokoro" | "piper"));
        self.common.spoken_forms.unwrap_or(usual)
    }

    /// Whether the engine is a program on this machine, or a part of this one.
    pub fn is_program(&self) -> bool {
        matches!(
            self.kind,
            Kind::Espeak(_) | Kind::Command(_) | Kind::Kokoro(_) | Kind::Piper(_)
        )
    }

    /// The voices that are on this machine, with their languages, for kinds whose models lie there. Empty
    /// for others, and if there are none.
    pub fn installed(&self) -> Vec<(String, Language)> {
        match &self.kind {
            Kind::Kokoro(own) => kokoro::Kokoro::new(own).installed(),
            Kind::Piper(own) => piper::Piper::new(own).installed(),
            _ => Vec::new(),
        }
    }

    /// How many utterances the engine may be asked for at once, where `jobs` is what the person
    /// asked for with `-j`, or the number of cores.
    pub fn concurrency(&self, jobs: usize) -> usize {
        let own = if self.is_program() { jobs } else { 4 };
        self.common.concurrency.unwrap_or(own).max(1)
    }

    /// How much the engine may be asked for in a minute.
    pub fn limits(&self) -> Limits {
        Limits {
            requests: self.common.requests_per_minute,
            characters: self.common.characters_per_minute,
        }
    }

    /// How often what may pass is tried again: a server may recover, a program hardly.
    pub fn retry(&self) -> RetryPolicy {
        let own = RetryPolicy::default();
        let usual = if self.is_program() { 1 } else { own.retries };
        RetryPolicy {
            retries: self.common.retries.unwrap_or(usual),
            patience: seconds(self.common.patience, own.patience),
            ..own
        }
    }

    /// Makes the engine. No program is started and no server asked; a missing key is missed only
    /// when something is to be spoken.
    ///
    /// # Errors
    /// [`SpeechError::Setup`] if an address is wrong or a file of certificates cannot be read.
    pub fn engine(&self) -> Result<Arc<dyn Engine>, SpeechError> {
        let (common, web) = (&self.common, &self.web);
        Ok(match &self.kind {
            Kind::Espeak(own) => Arc::new(espeak::Espeak::new(own, common)),
            Kind::Kokoro(own) => Arc::new(kokoro::Kokoro::new(own)),
            Kind::Piper(own) => Arc::new(piper::Piper::new(own)),
            Kind::Command(own) => Arc::new(command::Command::new(own, common)?),
            Kind::OpenAi(own) => Arc::new(openai::OpenAi::new(own, web, common)?),
            Kind::ElevenLabs(own) => Arc::new(elevenlabs::ElevenLabs::new(own, web, common)?),
            Kind::Azure(own) => Arc::new(azure::Azure::new(own, web, common)?),
            Kind::Google(own) => Arc::new(google::Google::new(own, web, common)?),
            Kind::Wyoming(own) => Arc::new(wyoming::Wyoming::new(own, common)?),
            Kind::Http(own) => Arc::new(http::Http::new(own, web, common)?),
        })
    }

    /// Where the key of the engine is to be, for kinds that have one: an environment variable or a
    /// file.
    pub fn key_place(&self) -> Option<super::secret::Place> {
        let usual = match &self.kind {
            Kind::ElevenLabs(_) => Some(elevenlabs::KEY_ENV),
            Kind::Azure(_) => Some(azure::KEY_ENV),
            Kind::Google(_) => Some(google::KEY_ENV),
            _ => None,
        };
        self.web.key_place(usual)
    }
}

impl Web {
    /// Where the key is to be: as set up, else in the environment variable that is usual.
    pub fn key_place(&self, usual: Option<&str>) -> Option<super::secret::Place> {
        use super::secret::Place;
        let own = Place::said(self.key_env.as_deref(), self.key_file.as_deref());
        own.or_else(|| usual.map(|usual| Place::Variable(usual.into())))
    }
}

fn read(text: &str) -> Result<Config, Wrong> {
    let mut config = Config::default();
    for (section, value) in DeTable::parse(text)?.into_inner() {
        let at = section.span().start;
        // Those of recognisers are read by whoever needs them.
        if section.get_ref() == "recogniser" {
            continue;
        }
        if section.get_ref() == "queue" {
            let rest = table(value)?;
            let mut entry = Entry { at, rest };
            config.queue = Some(entry.take()?);
            entry.finish("the queue", fields_of::<queue::Settings>())?;
            continue;
        }
        if section.get_ref() != "engine" {
            let what = format!(
                "unknown section `{}`; engines stand under [engine.NAME], recognisers under [recogniser.NAME], and \
                 the queue under [queue]",
                section.get_ref()
            );
            return Err(Wrong { at, what });
        }
        for (name, entry) in table(value)? {
            let at = name.span().start;
            let engine = read_engine(at, table(entry)?)?;
            config.engines.insert(name.into_inner().into(), engine);
        }
    }
    Ok(config)
}

/// Reads an entry that begins at a byte: sorts its settings by what has them, and reads each sort.
fn read_engine(at: usize, entry: DeTable<'_>) -> Result<EngineConfig, Wrong> {
    let kinds = KINDS.join(", ");
    let (kind, kind_at, mut entry) = Entry::of_kind(at, entry, "an engine", &kinds)?;
    let common = entry.take::<Common>()?;
    let is_web = !matches!(
        kind.as_str(),
        "espeak" | "command" | "wyoming" | "kokoro" | "piper"
    );
    let web = if is_web {
        entry.take()?
    } else {
        Web::default()
    };
    let shared = |own: &[&'static str]| {
        let web: &[&str] = if is_web { fields_of::<Web>() } else { &[] };
        [own, fields_of::<Common>(), web].concat()
    };
    let (kind, own) = match kind.as_str() {
        "espeak" => (Kind::Espeak(entry.take()?), fields_of::<espeak::Settings>()),
        "kokoro" => (Kind::Kokoro(entry.take()?), fields_of::<kokoro::Settings>()),
        "piper" => (Kind::Piper(entry.take()?), fields_of::<piper::Settings>()),
        "command" => (
            Kind::Command(entry.take()?),
            fields_of::<command::Settings>(),
        ),
        "openai" => (Kind::OpenAi(entry.take()?), fields_of::<openai::Settings>()),
        "elevenlabs" => (
            Kind::ElevenLabs(entry.take()?),
            fields_of::<elevenlabs::Settings>(),
        ),
        "azure" => (Kind::Azure(entry.take()?), fields_of::<azure::Settings>()),
        "google" => (Kind::Google(entry.take()?), fields_of::<google::Settings>()),
        "wyoming" => (
            Kind::Wyoming(entry.take()?),
            fields_of::<wyoming::Settings>(),
        ),
        "http" => (Kind::Http(entry.take()?), fields_of::<http::Settings>()),
        other => {
            let hint = crate::spelling::closest(other, KINDS.iter().copied());
            let hint = hint.map_or_else(String::new, |like| format!(" Did you mean `{like}`?"));
            let what = format!("there is no kind `{other}` of engines; there are {kinds}.{hint}");
            return Err(Wrong { at: kind_at, what });
        }
    };
    entry.finish("this kind of engine", &[vec!["kind"], shared(own)].concat())?;
    Ok(EngineConfig { common, web, kind })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> String {
        let path = Path::new("diglot.toml");
        Config::parse(text, path).unwrap_err().to_string()
    }

    #[test]
    fn an_engine_is_read() {
        let text = "[engine.home]\nkind = \"openai\"\nurl = \"http://127.0.0.1:1/v1\"\n\
                    model = \"kokoro\"\nconcurrency = 8\nkey_env = \"K\"\n";
        let config = Config::parse(text, Path::new("diglot.toml")).unwrap();
        let home = config.engine("home").unwrap();
        assert_eq!((home.catalog(), home.kind()), (Some("openai"), "openai"));
        assert_eq!((home.concurrency(9), home.model()), (8, Some("kokoro")));
        assert_eq!(home.web.key_env.as_deref(), Some("K"));
        let espeak = config.engine("espeak").unwrap();
        assert_eq!(espeak.concurrency(2), 2);
        let error = config.engine("hom").unwrap_err();
        assert!(
            error
                .to_string()
                .contains("elevenlabs, espeak, google, home, kokoro, openai, piper"),
            "{error}"
        );
    }

    #[test]
    fn built_in_engines_are_set_up_as_they_should_be() {
        for (name, _) in BUILT_IN {
            Config::default().engine(name).unwrap().engine().unwrap();
        }
    }

    #[test]
    fn a_slip_is_shown_with_its_place() {
        let entry = "[engine.home]\nkind = \"openai\"\nurl = \"http://127.0.0.1:1/v1\"\n";
        assert_eq!(
            wrong(&format!("{entry}modle = \"m\"\n")),
            "diglot.toml:1:9: missing field `model`"
        );
        assert_eq!(
            wrong(&format!("{entry}model = \"m\"\nconcurency = 3\n")),
            "diglot.toml:5:1: this kind of engine has no setting `concurency`. Did you mean \
             `concurrency`?"
        );
        let said = wrong(&format!(
            "{entry}model = \"m\"\n  concurrency = \"three\"\n"
        ));
        assert!(said.starts_with("diglot.toml:5:17: invalid type"), "{said}");
        let said = wrong("[engine.e]\nkind = \"espeak\"\nkey_env = \"K\"\n");
        assert!(said.starts_with("diglot.toml:3:1: this kind of"), "{said}");
        let said = wrong("[engine.e]\nkind = \"openia\"\n");
        assert!(said.ends_with("Did you mean `openai`?"), "{said}");
        let said = wrong("[engines.e]\nkind = \"openai\"\n");
        assert!(
            said.starts_with("diglot.toml:1:2: unknown section"),
            "{said}"
        );
        assert!(wrong("[engine.e]\n").contains("needs a kind"));
    }

    #[test]
    fn the_documents_show_every_setting_and_no_other() {
        let text = include_str!("../../docs/engines.md");
        let mut shown = 0;
        for block in text.split("```toml\n# diglot.toml\n").skip(1) {
            let block = block.split("```").next().unwrap();
            let config = Config::parse(block, Path::new("engines.md")).unwrap();
            shown += config.engines.len();
            for engine in config.engines.values() {
                // The file of authorities is not there.
                let mut engine = engine.clone();
                engine.web.ca_file = None;
                engine.engine().unwrap();
            }
        }
        assert_eq!(shown, 14);
        let all = [
            fields_of::<Common>(),
            fields_of::<Web>(),
            fields_of::<espeak::Settings>(),
            fields_of::<kokoro::Settings>(),
            fields_of::<piper::Settings>(),
            fields_of::<command::Settings>(),
            fields_of::<openai::Settings>(),
            fields_of::<elevenlabs::Settings>(),
            fields_of::<azure::Settings>(),
            fields_of::<google::Settings>(),
            fields_of::<wyoming::Settings>(),
            fields_of::<http::Settings>(),
        ];
        for field in all.concat() {
            assert!(text.contains(&format!("\n{field} = ")), "{field}");
        }
        let text = include_str!("../../docs/fleet.md");
        let (_, block) = text.split_once("```toml\n# diglot.toml\n").unwrap();
        let block = block.split("```").next().unwrap();
        Config::parse(block, Path::new("fleet.md")).unwrap();
        for field in fields_of::<queue::Settings>() {
            let is_shown =
                ["\n{} = ", "`{}`", "`{} = "].map(|form| text.contains(&form.replace("{}", field)));
            assert!(is_shown.contains(&true), "{field}");
        }
        let example = include_str!("../../examples/fleet/diglot.toml");
        Config::parse(example, Path::new("diglot.toml")).unwrap();
        let readme = include_str!("../../README.md");
        let (_, block) = readme.split_once("```toml\n[engine.").unwrap();
        let block = format!("[engine.{}", block.split("```").next().unwrap());
        Config::parse(&block, Path::new("README.md")).unwrap();
    }
}
