//! Any program, by a template of its arguments.
//!
//! ```toml
//! [engine.festival]
//! kind = "command"
//! program = "text2wave"
//! args = ["-eval", "(voice_{voice})", "-o", "{output}"]   # text on stdin, sound in a file
//!
//! [engine.piper]
//! kind = "command"
//! program = "piper"
//! args = ["--model", "{voice}.onnx", "--output_dir", "{folder}"]
//! stays = true                # one process a voice, which is given a line at a time
//! env = ["PIPER_HOME"]        # variables of the environment that it needs beside the usual ones
//! ```
//!
//! Places in the arguments: `{text}` (else the text goes to standard input), `{input}` (the path of
//! a file with the text), `{output}` (the path for the sound; else it is read from standard
//! output), `{folder}` (an empty folder), `{voice}`, and the settings of the voice.
//!
//! A process that stays is sent a line for each text, by default the text, or as `line` says
//! (`'{"text": "{text}", "output_file": "{output}"}'`; places are escaped for JSON if it begins with a
//! brace). It has answered when it prints the path of a file in `{folder}`, or when a file that is whole
//! has appeared there. A file elsewhere is neither read nor removed, whatever the process prints.
//!
//! A program sees the usual variables of the environment (`PATH`, `HOME`, `LANG` and the like), and
//! those that `env` names: it has no need of other services' keys.

use super::super::config::Common;
use super::super::key::Identity;
use super::super::secret::keys_among;
use super::super::{SpeechError, Utterance};
use super::program::{self, Bounds, Program};
use super::stayer::{self, Stayer};
use super::{Around, Engine, Limit, server, template};
use crate::voice::VoiceId;
use async_trait::async_trait;
use serde::Deserialize;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use tempfile::TempDir;

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
    /// What a process that stays is sent for a text, with places.
    pub line: Option<String>,
    /// The variables of the environment that the program gets beside the usual ones.
    #[serde(default)]
    pub env: Vec<String>,
}

/// A program, by a template.
#[derive(Debug)]
pub struct Command {
    program: Program,
    settings: Settings,
    limit: Limit,
    /// Processes that stay and have nothing to do, by their arguments.
    idle: Mutex<HashMap<Vec<String>, Vec<Stayer>>>,
}

impl Command {
    /// An engine as set up.
    ///
    /// # Errors
    /// [`SpeechError::Setup`] if the settings contradict each other.
    pub fn new(settings: &Settings, common: &Common) -> Result<Self, SpeechError> {
        stayer::check(
            settings.stays,
            &settings.args,
            settings.line.as_deref(),
            &["text", "input", "output"],
            &format!("the engine of {}", settings.program.display()),
        )?;
        let name = settings.program.file_name().unwrap_or_default();
        Ok(Self {
            program: Program {
                path: settings.program.clone(),
                name: name.to_string_lossy().into_owned(),
                how: program::CORRECT_IT.into(),
                time_limit: program::time_limit(common),
                env: settings.env.clone(),
                keys: keys_among(&settings.args),
            },
            settings: settings.clone(),
            limit: Limit::or(common.longest_text, Limit::None),
            idle: Mutex::default(),
        })
    }

    /// The arguments for an utterance, with files in a folder of its own.
    fn args(&self, utterance: &Utterance, files: &Files) -> Result<Vec<String>, SpeechError> {
        let args = self.settings.args.iter();
        args.map(|arg| {
            let value = |name: &str| {
                let value = files
                    .path(name)
                    .or(template::of_utterance(utterance, name))?;
                // A text that begins like an option is none.
                let is_option = name == "text" && value.starts_with('-') && arg.starts_with('{');
                Some(if is_option {
                    format!(" {value}")
                } else {
                    value
                })
            };
            template::fill(arg, value, str::to_string)
        })
        .collect()
    }

    /// One process for one text.
    async fn run(&self, utterance: &Utterance) -> Result<Vec<u8>, SpeechError> {
        let files = Files::new().map_err(|error| self.program.broke_off(&error))?;
        let has = |name: &str| {
            let mut args = self.settings.args.iter();
            args.any(|arg| template::has(arg, name))
        };
        if has("input") {
            std::fs::write(files.input(), &utterance.text)
                .map_err(|error| self.program.broke_off(&error))?;
        }
        let by_stdin = !has("text") && !has("input");
        let input = if by_stdin {
            utterance.text.as_str()
        } else {
            ""
        };
        let args = self.args(utterance, &files)?;
        let file = files.output();
        let bounds = Bounds {
            file: has("output").then_some(&file),
            ..Bounds::of(&utterance.text)
        };
        let output = self.program.run(&args, input.as_bytes(), bounds).await?;
        self.program.succeeded(&output)?;
        if !has("output") {
            return Ok(output.stdout);
        }
        std::fs::read(files.output()).map_err(|_| {
            let (name, said) = (&self.program.name, self.program.words(&output.stderr));
            SpeechError::Line(format!("{name} ended well and wrote no file: {said}"))
        })
    }

    /// A line to a process that stays.
    async fn tell(&self, utterance: &Utterance) -> Result<Vec<u8>, SpeechError> {
        // Processes are told apart by what their arguments are but for the folder.
        let key = self.args(utterance, &Files::named(Path::new("")))?;
        let idle = self.idle().get_mut(&key).and_then(Vec::pop);
        let mut stayer = match idle {
            Some(stayer) => stayer,
            None => {
                let files = Files::new().map_err(|error| self.program.broke_off(&error))?;
                let args = self.args(utterance, &files)?;
                Stayer::start(&self.program, &args, files)?
            }
        };
        let pattern = self.settings.line.as_deref().unwrap_or("{text}");
        let is_json = pattern.trim_start().starts_with('{') && !pattern.starts_with("{text}");
        let escape = |text: &str| match is_json {
            true => super::http::in_json(text),
            false => template::one_line(text),
        };
        let value = |name: &str| {
            let path = stayer.files.path(name);
            path.or(template::of_utterance(utterance, name))
        };
        let line = template::fill(pattern, value, escape)?;
        // If it fails, the process goes with it; a new one is started for the next text.
        let most = server::largest(&utterance.text);
        let sound = stayer.tell(&self.program, &line, most).await?;
        self.idle().entry(key).or_default().push(stayer);
        Ok(sound)
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, HashMap<Vec<String>, Vec<Stayer>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Engine for Command {
    fn identity(&self) -> Identity {
        let Settings {
            program,
            args,
            line,
            ..
        } = &self.settings;
        let all = serde_json::json!([program, args, line]);
        Identity {
            kind: "command",
            address: None,
            model: Some(all.to_string()),
        }
    }

    fn limit(&self) -> Limit {
        self.limit
    }

    /// Which voices a program has, only the first line will tell.
    async fn prepare(&self, _voices: &[VoiceId], _lines: usize) -> Result<(), SpeechError> {
        self.program.is_here()
    }

    async fn speak(&self, utterance: &Utterance, _: &Around) -> Result<Vec<u8>, SpeechError> {
        if self.settings.stays {
            self.tell(utterance).await
        } else {
            self.run(utterance).await
        }
    }
}

/// A folder for the files of a process, which goes away with it.
#[derive(Debug)]
pub struct Files {
    path: PathBuf,
    _folder: Option<TempDir>,
}

impl Files {
    /// A new folder.
    ///
    /// # Errors
    /// If none can be made.
    pub fn new() -> std::io::Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("diglot-command-")
            .tempdir()?;
        Ok(Self {
            path: folder.path().into(),
            _folder: Some(folder),
        })
    }

    /// Files in a folder that is only named.
    fn named(path: &Path) -> Self {
        Self {
            path: path.into(),
            _folder: None,
        }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.path
    }

    /// A file of that name in the folder.
    pub fn path_of(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The file with a text.
    pub fn input(&self) -> PathBuf {
        self.path.join("text.txt")
    }

    /// The file for the sound.
    pub fn output(&self) -> PathBuf {
        self.path.join("sound.wav")
    }

    /// The file of the folder that a program names; none if it is anywhere else, also by a link.
    pub fn named_by(&self, name: &str) -> Option<PathBuf> {
        let folder = self.path.canonicalize().ok()?;
        let path = folder.join(name);
        let is_file = path.symlink_metadata().ok()?.is_file();
        let path = path.canonicalize().ok()?;
        (is_file && path.starts_with(&folder)).then_some(path)
    }

    /// What stands in a place of that name.
    fn path(&self, name: &str) -> Option<String> {
        let path = match name {
            "input" => self.input(),
            "output" => self.output(),
            "folder" => self.path.clone(),
            _ => return None,
        };
        Some(path.display().to_string())
    }
}
