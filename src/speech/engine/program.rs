//! Programs that speak: started, watched, and killed when they hang.

use super::super::SpeechError;
use super::super::config::Common;
use super::super::secret::Secrets;
use super::server;
use crate::characters;
use crate::process::{self, Group};
use std::ffi::OsStr;
use std::fs::File;
use std::io::{ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

/// After how long a process that hangs is killed.
const TIME_LIMIT: Duration = Duration::from_secs(60);
/// How often it is looked at how much a program has written.
const LOOK: Duration = Duration::from_millis(50);
/// How much a program may say on standard error, in bytes.
pub const MOST_SAID: usize = 8 << 20;
/// How much of what a program said is looked at, in bytes.
const MOST_READ: usize = 16 << 10;
/// What the environment tells a program and is no shorter may be a key, in bytes.
const SHORTEST_KEY: usize = 8;
/// How much of a program's words an error repeats, in characters.
const LONGEST_WORDS: usize = 300;
/// What to do about a program that a person has named and that is not there.
pub const CORRECT_IT: &str = "Correct `program` of this engine in diglot.toml.";

/// A program.
#[derive(Debug, Clone)]
pub struct Program {
    /// Where it is, or its name on the path.
    pub path: PathBuf,
    /// What errors call it.
    pub name: String,
    /// How to get it, if it is missing.
    pub how: String,
    /// After how long a process that hangs is killed.
    pub time_limit: Duration,
    /// The variables of the environment that it gets beside the usual ones.
    pub env: Vec<String>,
    /// Keys that a person has put among its arguments.
    pub keys: Vec<String>,
}

/// How much a program may write.
#[derive(Debug, Clone, Copy)]
pub struct Bounds<'a> {
    /// On standard output, and into `file`, in bytes.
    pub most: usize,
    /// The file that it is to write.
    pub file: Option<&'a Path>,
}

impl Bounds<'_> {
    /// For the sound of a text, on standard output.
    pub fn of(text: &str) -> Self {
        let most = server::largest(text);
        Self { most, file: None }
    }
}

/// The time limit that a person has set, or the usual one.
pub fn time_limit(common: &Common) -> Duration {
    server::seconds(common.timeout_seconds, TIME_LIMIT)
}

impl Program {
    /// The program with arguments, in a process group of its own: Ctrl-C is for diglot, which stops
    /// its engines itself.
    pub fn command(&self, args: &[impl AsRef<OsStr>]) -> Command {
        let mut command = Command::new(&self.path);
        command.args(args).kill_on_drop(true);
        process::confine(command.as_std_mut(), &self.env);
        #[cfg(unix)]
        command.process_group(0);
        command
    }

    /// Makes sure that the program is at its path, or on the search path.
    ///
    /// # Errors
    /// [`SpeechError::Missing`] if it is not.
    pub fn is_here(&self) -> Result<(), SpeechError> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let is_here = match self.path.components().count() {
            1 => std::env::split_paths(&path).any(|folder| folder.join(&self.path).is_file()),
            _ => self.path.is_file(),
        };
        match is_here {
            true => Ok(()),
            false => Err(self.no_start(&ErrorKind::NotFound.into())),
        }
    }

    /// Why the program does not start.
    pub fn no_start(&self, error: &std::io::Error) -> SpeechError {
        match error.kind() {
            ErrorKind::NotFound => SpeechError::Missing {
                program: self.path.display().to_string(),
                how: self.how.clone(),
            },
            _ => SpeechError::Setup(format!("{} does not start: {error}", self.path.display())),
        }
    }

    /// It broke off.
    pub fn broke_off(&self, error: &std::io::Error) -> SpeechError {
        SpeechError::passing(format!("{} broke off: {error}", self.name))
    }

    /// It took too long.
    pub fn late(&self) -> SpeechError {
        let seconds = self.time_limit.as_secs_f64();
        let name = &self.name;
        SpeechError::passing(format!(
            "{name} gave no answer within {seconds} s and was killed"
        ))
    }

    /// It writes more than any sound of its text takes.
    pub fn endless(&self, most: usize) -> SpeechError {
        let (name, most) = (&self.name, most >> 20);
        SpeechError::Doubtful(format!(
            "{name} wrote over {most} MiB for one line and was killed"
        ))
    }

    /// Runs the program to its end, or kills it, with all that it has started, after the time limit or
    /// when it has written too much.
    ///
    /// # Errors
    /// If it does not start, does not end or writes without end.
    pub async fn run(
        &self,
        args: &[impl AsRef<OsStr>],
        input: &[u8],
        bounds: Bounds<'_>,
    ) -> Result<Output, SpeechError> {
        let broke = |error: std::io::Error| self.broke_off(&error);
        let (stdout, stderr) = (catcher().map_err(broke)?, catcher().map_err(broke)?);
        let mut command = self.command(args);
        command
            .stdin(Stdio::piped())
            .stdout(stdout.try_clone().map_err(broke)?)
            .stderr(stderr.try_clone().map_err(broke)?);
        let mut child = command.spawn().map_err(|error| self.no_start(&error))?;
        let mut group = Group::of(child.id());
        let written = |file: &File| file.metadata().map_or(0, |about| about.len());
        let most_of_all = || {
            let file = bounds.file.and_then(|path| path.metadata().ok());
            let file = file.map_or(0, |about| about.len());
            match bounds.most.max(written(&stdout).max(file) as usize) {
                most if most > bounds.most => Some(bounds.most),
                _ if written(&stderr) > MOST_SAID as u64 => Some(MOST_SAID),
                _ => None,
            }
        };
        let work = async {
            if let Some(mut stdin) = child.stdin.take() {
                // A program that ends before it has read everything says why on stderr.
                let _ = stdin.write_all(input).await;
            }
            child.wait().await
        };
        let too_much = async {
            loop {
                tokio::time::sleep(LOOK).await;
                if let Some(most) = most_of_all() {
                    return most;
                }
            }
        };
        let status = tokio::select! {
            status = work => status.map_err(broke)?,
            most = too_much => return Err(self.endless(most)),
            () = tokio::time::sleep(self.time_limit) => return Err(self.late()),
        };
        if let Some(most) = most_of_all() {
            return Err(self.endless(most));
        }
        group.ended();
        Ok(Output {
            status,
            stdout: caught(stdout).map_err(broke)?,
            stderr: caught(stderr).map_err(broke)?,
        })
    }

    /// What it said, on one line and kept short: the end, where the reason stands. What the environment
    /// tells it alone is not repeated, nor are keys among its arguments.
    pub fn words(&self, stderr: &[u8]) -> String {
        let mut secrets = Secrets::default();
        let told = self.env.iter().filter_map(|name| std::env::var(name).ok());
        for value in told.chain(self.keys.iter().cloned()) {
            if value.len() >= SHORTEST_KEY {
                secrets.add(value);
            }
        }
        let from = stderr.len().saturating_sub(MOST_READ);
        let words = String::from_utf8_lossy(&stderr[from..]);
        let words = characters::clean(&words);
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let words = secrets.redact(&words);
        let from = words.chars().count().saturating_sub(LONGEST_WORDS);
        match words.char_indices().nth(from) {
            None => "it does not say why".into(),
            Some((0, _)) => words,
            Some((at, _)) => format!("…{}", &words[at..]),
        }
    }

    /// Whether the program ended well.
    ///
    /// # Errors
    /// [`SpeechError::Line`] with its exit status and what it said on standard error.
    pub fn succeeded(&self, output: &Output) -> Result<(), SpeechError> {
        if output.status.success() {
            return Ok(());
        }
        let why = self.words(&output.stderr);
        let (name, status) = (&self.name, output.status);
        Err(SpeechError::Line(format!(
            "{name} failed ({status}): {why}"
        )))
    }
}

/// What a program writes goes into a file in memory, or where there is none into a file without a
/// name: through a pipe we would be woken for every 4 kB of sound.
pub fn catcher() -> std::io::Result<File> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{MemfdFlags, memfd_create};
        let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
        Ok(memfd_create("diglot", flags)?.into())
    }
    #[cfg(not(target_os = "linux"))]
    tempfile::tempfile()
}

/// All that was written to a [`catcher`]. Nothing more can be written to it after that, should the
/// program have left something behind that still does.
pub fn caught(mut file: File) -> std::io::Result<Vec<u8>> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{SealFlags, fcntl_add_seals};
        let _ = fcntl_add_seals(&file, SealFlags::GROW | SealFlags::WRITE);
    }
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}
