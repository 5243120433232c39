//! Any program, by a template of its arguments.
//!
//! ```toml
//! [recogniser.vosk]
//! kind = "command"
//! program = "vosk-transcriber"
//! args = ["-i", "{file}", "-l", "{language}", "-o", "{folder}/heard.txt"]
//! ```
//!
//! Places in the arguments: `{file}` (the sound: a WAV file of one channel, 16 bits, 16 kHz; else it goes to
//! standard input), `{language}`, `{model}`, `{folder}` (an empty folder, in which the answer is looked for; else
//! it is read from standard output), and `{threads}` (how many cores each process has).
//!
//! A process that stays is sent a line for each sound, by default the file, and answers with one line: JSON or
//! text.

use super::config::Common;
use super::{Hearing, Recogniser, answer, whisper_base};
use crate::hearing::whisper::Whisper;
use crate::language::Language;
use crate::speech::SpeechError;
use crate::speech::engine::command::Files;
use crate::speech::engine::program::{Bounds, Program};
use crate::speech::engine::stayer::{self, Stayer};
use crate::speech::engine::{http, seconds, template};
use crate::speech::secret::keys_among;
use async_trait::async_trait;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Mutex as Turn;

/// What faster-whisper is asked by; it stands for `{faster_whisper}`.
const FASTER_WHISPER: &str = include_str!("faster_whisper.py");
/// How long an answer may take: a slow machine needs a minute for half a minute of sound.
const TIME_LIMIT: Duration = Duration::from_secs(300);
/// How large an answer may be, in bytes.
const LARGEST: usize = 8 << 20;

/// Settings of this kind.
#[derive(Debug, Clone, Deserialize)]
pub struct Settings {
    /// The program.
    pub program: PathBuf,
    /// Its arguments, with places.
    #[serde(default)]
    pub args: Vec<String>,
    /// Whether a process stays and is given a line at a time.
    #[serde(default)]
    pub stays: bool,
    /// What a process that stays is sent for a sound, with places.
    pub line: Option<String>,
    /// What stands for `{model}`.
    pub model: Option<String>,
    /// The variables of the environment that the program gets beside the usual ones.
    #[serde(default)]
    pub env: Vec<String>,
}

/// A program, by a template.
pub struct Command {
    program: Program,
    settings: Settings,
    threads: usize,
    /// Processes that stay and have nothing to do.
    idle: Mutex<Vec<Stayer>>,
    /// One process starts at a time: each reads its model.
    start: Turn<()>,
}

impl Command {
    /// A recogniser as set up, each of whose processes has so many cores.
    pub fn new(settings: &Settings, common: &Common, threads: usize) -> Self {
        let name = settings.program.file_name().unwrap_or_default();
        Self {
            program: Program {
                path: settings.program.clone(),
                name: name.to_string_lossy().into_owned(),
                how: "Correct `program` of this recogniser in diglot.toml, or install it.".into(),
                time_limit: seconds(common.timeout_seconds, TIME_LIMIT),
                env: settings.env.clone(),
                keys: keys_among(&settings.args),
            },
            settings: settings.clone(),
            threads,
            idle: Mutex::default(),
            start: Turn::default(),
        }
    }

    fn has(&self, place: &str) -> bool {
        let all = self.settings.args.iter().chain(&self.settings.line);
        all.into_iter().any(|text| template::has(text, place))
    }

    fn is_faster_whisper(&self) -> bool {
        self.has("faster_whisper")
    }

    /// What stands for `{model}`.
    fn model(&self) -> Option<String> {
        let own = self.settings.model.clone();
        let usual = || {
            let folder = whisper_base();
            let is_here = self.is_faster_whisper() && folder.join(Whisper::WEIGHTS).is_file();
            is_here.then(|| folder.display().to_string())
        };
        own.or_else(usual)
    }

    fn fill(
        &self,
        text: &str,
        file: &Path,
        folder: &Path,
        language: &Language,
    ) -> Result<String, SpeechError> {
        let value = |name: &str| match name {
            "file" => Some(file.display().to_string()),
            "folder" => Some(folder.display().to_string()),
            "language" => Some(language.base().to_string()),
            "model" => self.model(),
            "threads" => Some(self.threads.to_string()),
            "faster_whisper" => Some(FASTER_WHISPER.into()),
            _ => None,
        };
        let is_json = text.starts_with("{\"");
        let escape = |text: &str| {
            if is_json {
                http::in_json(text)
            } else {
                text.into()
            }
        };
        template::fill(text, value, escape)
    }

    fn args(
        &self,
        file: &Path,
        folder: &Path,
        language: &Language,
    ) -> Result<Vec<String>, SpeechError> {
        let args = self.settings.args.iter();
        args.map(|arg| self.fill(arg, file, folder, language))
            .collect()
    }

    /// One process for one sound.
    async fn run(&self, sound: &[u8], language: &Language) -> Result<Hearing, SpeechError> {
        let files = self.files()?;
        let (file, folder) = (files.path_of("line.wav"), files.path_of("heard"));
        let broke = |error: std::io::Error| self.program.broke_off(&error);
        std::fs::create_dir(&folder).map_err(broke)?;
        std::fs::write(&file, sound).map_err(broke)?;
        let args = self.args(&file, &folder, language)?;
        let bounds = Bounds {
            most: LARGEST,
            file: None,
        };
        let input = if self.has("file") { &[][..] } else { sound };
        let output = self.program.run(&args, input, bounds).await?;
        self.program.succeeded(&output)?;
        if !self.has("folder") {
            return Ok(answer::read(&output.stdout));
        }
        let answer = std::fs::read_dir(&folder).map_err(broke)?.flatten().next();
        let answer = answer.and_then(|file| std::fs::read(file.path()).ok());
        let answer = answer.ok_or_else(|| {
            let (name, said) = (&self.program.name, self.program.words(&output.stderr));
            SpeechError::Line(format!(
                "{name} ended well and wrote no file into {{folder}}: {said}"
            ))
        })?;
        Ok(answer::read(&answer))
    }

    /// A line to a process that stays.
    async fn tell(&self, sound: &[u8], language: &Language) -> Result<Hearing, SpeechError> {
        let idle = self.idle().pop();
        let mut stayer = match idle {
            Some(stayer) => stayer,
            None => {
                let _turn = self.start.lock().await;
                let files = self.files()?;
                let args = self.args(Path::new(""), files.folder(), language)?;
                Stayer::start(&self.program, &args, files)?
            }
        };
        let file = stayer.files.path_of("line.wav");
        std::fs::write(&file, sound).map_err(|error| self.program.broke_off(&error))?;
        let pattern = self.settings.line.as_deref().unwrap_or("{file}");
        let line = self.fill(pattern, &file, stayer.files.folder(), language)?;
        // If it fails, the process goes with it; a new one is started for the next sound.
        let answer = stayer.ask(&self.program, &line).await?;
        self.idle().push(stayer);
        Ok(answer::read(answer.as_bytes()))
    }

    fn files(&self) -> Result<Files, SpeechError> {
        Files::new().map_err(|error| self.program.broke_off(&error))
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Stayer>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Recogniser for Command {
    fn identity(&self) -> String {
        let Settings {
            program,
            args,
            line,
            ..
        } = &self.settings;
        let script = self.is_faster_whisper().then_some(FASTER_WHISPER);
        let script = script.map(|script| blake3::hash(script.as_bytes()).to_hex().to_string());
        // Where Python lies changes nothing.
        let program = script.is_none().then_some(program);
        serde_json::json!(["command", program, args, line, self.model(), script]).to_string()
    }

    async fn prepare(&self) -> Result<(), SpeechError> {
        self.program.is_here()?;
        if self.has("model") && self.model().is_none() {
            return Err(SpeechError::Setup(match self.is_faster_whisper() {
                true => "faster-whisper has no model here. Get one: diglot get whisper-base".into(),
                false => {
                    "this recogniser needs a model: write model = \"…\" under it in diglot.toml"
                        .into()
                }
            }));
        }
        if self.is_faster_whisper() {
            let find = "import importlib.util, sys; sys.exit(importlib.util.find_spec('faster_whisper') is None)";
            let bounds = Bounds {
                most: LARGEST,
                file: None,
            };
            let output = self.program.run(&["-c", find], &[], bounds).await?;
            if !output.status.success() {
                let python = self.settings.program.display();
                return Err(SpeechError::Setup(format!(
                    "faster-whisper is not installed for {python}. Install it: {python} -m pip install \
                     faster-whisper. If it is installed for another Python, name that in diglot.toml: \
                     [recogniser.faster-whisper] and program = \"/path/to/python\""
                )));
            }
        }
        Ok(())
    }

    async fn hear(&self, sound: &[u8], language: &Language) -> Result<Hearing, SpeechError> {
        if self.settings.stays {
            self.tell(sound, language).await
        } else {
            self.run(sound, language).await
        }
    }
}

impl Settings {
    /// Whether the settings go together.
    ///
    /// # Errors
    /// [`SpeechError::Setup`] with what does not.
    pub fn check(&self) -> Result<(), SpeechError> {
        stayer::check(
            self.stays,
            &self.args,
            self.line.as_deref(),
            &["file"],
            &format!("the recogniser of {}", self.program.display()),
        )
    }
}
