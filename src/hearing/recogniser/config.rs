//! `[recogniser.NAME]` in `diglot.toml`, read from the same files as engines ([`crate::speech::config`]). Some
//! need no entry ([`BUILT_IN`]); what an entry of their name says goes before what they have.

use super::{Recogniser, command, openai, whisper};
use crate::speech::SpeechError;
use crate::speech::config::{self, Config, Web};
use crate::speech::entry::{self, Entry, Wrong, fields_of, table};
use crate::speech::pool::{Limits, RetryPolicy};
use indexmap::IndexMap;
use serde::Deserialize;
use std::path::Path;
use std::sync::Arc;
use toml::de::DeTable;

/// The recognisers that need no entry, each with what stands for one.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("whisper", r#"kind = "whisper""#),
    (
        "faster-whisper",
        r#"kind = "command"
program = "python3"
args = ["-u", "-c", "{faster_whisper}", "{model}", "{threads}"]
line = '{"file": "{file}", "language": "{language}"}'
stays = true"#,
    ),
    (
        "whisper-cpp",
        r#"kind = "command"
program = "whisper-cli"
args = ["-m", "{model}", "-l", "{language}", "-t", "{threads}", "-np", "-ojf", "-of", "{folder}/heard", "-f", "{file}"]"#,
    ),
    (
        "openai",
        r#"kind = "openai"
url = "https://api.openai.com/v1"
model = "whisper-1"
key_env = "OPENAI_API_KEY"
usd_per_minute = 0.006"#,
    ),
];
/// The kinds.
const KINDS: [&str; 3] = ["command", "openai", "whisper"];
/// The most processes of a program by default: each has a model in memory.
const MOST_PROCESSES: usize = 4;

/// The recognisers that a person has set up.
#[derive(Debug, Default)]
pub struct Recognisers {
    /// Each by its name.
    pub own: IndexMap<String, RecogniserConfig>,
}

/// How a recogniser is set up.
#[derive(Debug, Clone)]
pub struct RecogniserConfig {
    /// What every recogniser has.
    pub common: Common,
    /// What those over HTTP have.
    pub web: Web,
    /// What its kind has.
    pub kind: Kind,
}

/// Settings that every recogniser has.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Common {
    /// How many lines at once. By default 4; for programs as `-j`, 4 at most; in this process as `-j`.
    pub concurrency: Option<usize>,
    /// The most requests in any minute.
    pub requests_per_minute: Option<f64>,
    /// After how many seconds without an answer a line is given up (and tried again).
    pub timeout_seconds: Option<f64>,
    /// How often what may pass is tried again.
    pub retries: Option<usize>,
    /// What a minute of sound costs, in US dollars.
    pub usd_per_minute: Option<f64>,
}

impl Common {
    /// The same settings for the client of engines.
    pub(super) fn for_engine(&self) -> config::Common {
        config::Common {
            timeout_seconds: self.timeout_seconds,
            ..config::Common::default()
        }
    }
}

/// The kinds of recognisers, each with its own settings.
#[derive(Debug, Clone)]
pub enum Kind {
    /// Any program.
    Command(command::Settings),
    /// A server that speaks OpenAI's transcription API.
    OpenAi(openai::Settings),
    /// Whisper, in this process.
    Whisper(whisper::Settings),
}

impl Recognisers {
    /// Reads `diglot.toml` from `working_folder` and from the person's configuration folder.
    ///
    /// # Errors
    /// [`SpeechError::Setup`] with file, line and column if one of them is not as it should be.
    pub fn load(working_folder: &Path) -> Result<Self, SpeechError> {
        let parse = |text: &str, path: &Path| Ok(Self::parse(text, path)?.own);
        let own = entry::load(&[working_folder, &Config::folder()], parse)?;
        Ok(Self { own })
    }

    fn parse(text: &str, path: &Path) -> Result<Self, SpeechError> {
        read(text).map_err(|wrong| wrong.within(text, path))
    }

    /// The names of all recognisers, those of `diglot.toml` first.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.own.keys().map(String::as_str).collect();
        let built_in = BUILT_IN.iter().map(|(name, _)| *name);
        names.extend(built_in.filter(|name| !self.own.contains_key(*name)));
        names
    }

    /// The recogniser of that name; without a name the first of `diglot.toml`, or else Whisper in this program.
    ///
    /// # Errors
    /// [`SpeechError::Setup`] if there is none, with those that there are.
    pub fn named(&self, name: Option<&str>) -> Result<(String, RecogniserConfig), SpeechError> {
        let names = self.names();
        let name = name.or_else(|| names.first().copied()).unwrap_or_default();
        if let Some(own) = self.own.get(name) {
            return Ok((name.into(), own.clone()));
        }
        if let Some((_, entry)) = BUILT_IN.iter().find(|(built_in, _)| *built_in == name) {
            let text = format!("[recogniser.{name}]\n{entry}\n");
            let mut all = Self::parse(&text, Path::new("diglot.toml"))?;
            if let Some(found) = all.own.swap_remove(name) {
                return Ok((name.into(), found));
            }
        }
        Err(SpeechError::Setup(format!(
            "there is no recogniser `{name}`. There are: {}. Set up others in diglot.toml, under \
             [recogniser.{name}]",
            names.join(", ")
        )))
    }
}

impl RecogniserConfig {
    /// How many lines may be heard at once.
    pub fn concurrency(&self, jobs: usize) -> usize {
        let usual = match self.kind {
            Kind::Command(_) => jobs.min(MOST_PROCESSES),
            Kind::OpenAi(_) => 4,
            Kind::Whisper(_) => jobs,
        };
        self.common.concurrency.unwrap_or(usual).max(1)
    }

    /// How much it may be asked for in a minute.
    pub fn limits(&self) -> Limits {
        Limits {
            requests: self.common.requests_per_minute,
            characters: None,
        }
    }

    /// How often what may pass is tried again.
    pub fn retry(&self) -> RetryPolicy {
        let own = RetryPolicy::default();
        let usual = match self.kind {
            Kind::Command(_) => 1,
            Kind::OpenAi(_) => own.retries,
            Kind::Whisper(_) => 0,
        };
        RetryPolicy {
            retries: self.common.retries.unwrap_or(usual),
            ..own
        }
    }

    /// Makes the recogniser, where `jobs` is what the person asked for with `-j`, or the number of cores.
    ///
    /// # Errors
    /// [`SpeechError::Setup`] if it is set up in a way that cannot work.
    pub fn recogniser(&self, jobs: usize) -> Result<Arc<dyn Recogniser>, SpeechError> {
        Ok(match &self.kind {
            Kind::Command(own) => {
                own.check()?;
                let threads = (jobs / self.concurrency(jobs)).max(1);
                Arc::new(command::Command::new(own, &self.common, threads))
            }
            Kind::OpenAi(own) => Arc::new(openai::OpenAi::new(own, &self.web, &self.common)?),
            Kind::Whisper(own) => Arc::new(whisper::Listener::new(own)),
        })
    }

    /// What it is, in a few words.
    pub fn about(&self) -> String {
        match &self.kind {
            Kind::Command(own) => format!("command, {}", own.program.display()),
            Kind::OpenAi(own) => format!("openai, {}", own.model),
            Kind::Whisper(_) => "in this process".into(),
        }
    }
}

fn read(text: &str) -> Result<Recognisers, Wrong> {
    let mut all = Recognisers::default();
    for (section, value) in DeTable::parse(text)?.into_inner() {
        if section.get_ref() != "recogniser" {
            continue;
        }
        for (name, entry) in table(value)? {
            let at = name.span().start;
            let name = name.into_inner();
            let mut entry = table(entry)?;
            let usual = BUILT_IN.iter().find(|(built_in, _)| *built_in == name);
            // An entry that says no kind says what is otherwise than built in.
            if let Some((_, usual)) = usual.filter(|_| !entry.contains_key("kind")) {
                let mut whole = DeTable::parse(usual)?.into_inner();
                whole.extend(entry);
                entry = whole;
            }
            all.own.insert(name.into(), read_recogniser(at, entry)?);
        }
    }
    Ok(all)
}

fn read_recogniser(at: usize, entry: DeTable<'_>) -> Result<RecogniserConfig, Wrong> {
    let kinds = KINDS.join(", ");
    let (kind, kind_at, mut entry) = Entry::of_kind(at, entry, "a recogniser", &kinds)?;
    let common = entry.take::<Common>()?;
    let (kind, web, own) = match kind.as_str() {
        "command" => {
            let own = fields_of::<command::Settings>();
            (Kind::Command(entry.take()?), Web::default(), own.to_vec())
        }
        "openai" => {
            let own = [fields_of::<openai::Settings>(), fields_of::<Web>()].concat();
            let web = entry.take()?;
            (Kind::OpenAi(entry.take()?), web, own)
        }
        "whisper" => {
            let own = fields_of::<whisper::Settings>();
            (Kind::Whisper(entry.take()?), Web::default(), own.to_vec())
        }
        other => {
            let what = format!("there is no kind `{other}` of recognisers; there are {kinds}");
            return Err(Wrong { at: kind_at, what });
        }
    };
    entry.finish(
        "this kind of recogniser",
        &[vec!["kind"], own, fields_of::<Common>().to_vec()].concat(),
    )?;
    Ok(RecogniserConfig { common, web, kind })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Recognisers, String> {
        let path = Path::new("diglot.toml");
        Recognisers::parse(text, path).map_err(|error| error.to_string())
    }

    #[test]
    fn built_in_recognisers_are_set_up_as_they_should_be() {
        for (name, _) in BUILT_IN {
            let (_, config) = Recognisers::default().named(Some(name)).unwrap();
            config.recogniser(2).unwrap();
        }
        assert_eq!(Recognisers::default().named(None).unwrap().0, "whisper");
    }

    #[test]
    fn an_entry_may_say_only_what_is_otherwise() {
        let all =
            parse("[recogniser.faster-whisper]\nprogram = \"/opt/python\"\nconcurrency = 3\n")
                .unwrap();
        let (name, config) = all.named(None).unwrap();
        assert_eq!(
            (name.as_str(), config.concurrency(1)),
            ("faster-whisper", 3)
        );
        let Kind::Command(own) = &config.kind else {
            panic!("{config:?}")
        };
        assert!(own.program == Path::new("/opt/python") && own.stays && own.args.len() == 5);
    }

    #[test]
    fn a_slip_is_shown_with_its_place() {
        let wrong = |text: &str| parse(text).unwrap_err();
        let entry = "[recogniser.a]\nkind = \"openai\"\nurl = \"http://127.0.0.1:1/v1\"\n";
        assert_eq!(wrong(entry), "diglot.toml:1:13: missing field `model`");
        let said = wrong(&format!("{entry}model = \"m\"\nconcurency = 3\n"));
        assert!(
            said.starts_with("diglot.toml:5:1: ") && said.ends_with("Did you mean `concurrency`?"),
            "{said}"
        );
        assert!(
            wrong("[recogniser.a]\nkind = \"azure\"\n")
                .contains("there are command, openai, whisper")
        );
        assert!(wrong("[recogniser.a]\nprogram = \"x\"\n").contains("needs a kind"));
        let error = Recognisers::default()
            .named(Some("x"))
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("whisper, faster-whisper, whisper-cpp, openai"),
            "{error}"
        );
        let stays = "[recogniser.a]\nkind = \"command\"\nprogram = \"x\"\nargs = [\"{file}\"]\nstays = true\n";
        let config = parse(stays).unwrap().named(None).unwrap().1;
        assert!(
            config
                .recogniser(1)
                .err()
                .unwrap()
                .to_string()
                .contains("put it into `line`")
        );
    }

    #[test]
    fn the_documents_show_every_setting_and_no_other() {
        let text = include_str!("../../../docs/listening.md");
        let (_, block) = text.split_once("```toml\n# diglot.toml\n").unwrap();
        let all = parse(block.split("```").next().unwrap()).unwrap();
        assert_eq!(all.own.len(), 6);
        for config in all.own.values() {
            config.recogniser(2).unwrap();
        }
        let fields = [
            fields_of::<Common>(),
            fields_of::<Web>(),
            fields_of::<command::Settings>(),
            fields_of::<openai::Settings>(),
            fields_of::<whisper::Settings>(),
        ];
        for field in fields.concat() {
            let is_shown = text.contains(&format!("\n{field} = "))
                || text.contains(&format!("{field} for"))
                || text.contains(&format!("{field};"));
            assert!(is_shown, "{field}");
        }
    }
}
