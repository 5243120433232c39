//! Programs that speak: started, watched, and killed when they hang.

use super::super::SpeechError;
use super::super::config::Common;
use super::server;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{ErrorKind, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::process::{Output, Stdio};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

/// After how long a process that hangs is killed.
const TIME_LIMIT: Duration = Duration::from_secs(60);
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

    /// Runs the program to its end, or kills it after the time limit.
    ///
    /// # Errors
    /// If it does not start or does not end.
    pub async fn run(
        &self,
        args: &[impl AsRef<OsStr>],
        input: &str,
    ) -> Result<Output, SpeechError> {
        let broke = |error: std::io::Error| self.broke_off(&error);
        let (stdout, stderr) = (catcher().map_err(broke)?, catcher().map_err(broke)?);
        let mut command = self.command(args);
        command
            .stdin(Stdio::piped())
            .stdout(stdout.try_clone().map_err(broke)?)
            .stderr(stderr.try_clone().map_err(broke)?);
        let mut child = command.spawn().map_err(|error| self.no_start(&error))?;
        let work = async {
            if let Some(mut stdin) = child.stdin.take() {
                // A program that ends before it has read everything says why on stderr.
                let _ = stdin.write_all(input.as_bytes()).await;
            }
            let status = child.wait().await?;
            std::io::Result::Ok(Output {
                status,
                stdout: caught(stdout)?,
                stderr: caught(stderr)?,
            })
        };
        match tokio::time::timeout(self.time_limit, work).await {
            Ok(output) => output.map_err(broke),
            Err(_) => Err(self.late()),
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
        let why = words(&String::from_utf8_lossy(&output.stderr));
        let (name, status) = (&self.name, output.status);
        Err(SpeechError::Line(format!(
            "{name} failed ({status}): {why}"
        )))
    }
}

/// What a program said, on one line and kept short: the end, where the reason stands.
pub fn words(stderr: &str) -> String {
    let words = stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    let from = words.chars().count().saturating_sub(LONGEST_WORDS);
    match words.char_indices().nth(from) {
        None => "it does not say why".into(),
        Some((0, _)) => words,
        Some((at, _)) => format!("…{}", &words[at..]),
    }
}

/// What a program writes goes into a file in memory, or where there is none into a file without a
/// name: through a pipe we would be woken for every 4 kB of sound.
pub fn catcher() -> std::io::Result<File> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{MemfdFlags, memfd_create};
        Ok(memfd_create("diglot", MemfdFlags::CLOEXEC)?.into())
    }
    #[cfg(not(target_os = "linux"))]
    tempfile::tempfile()
}

/// All that was written to a [`catcher`].
pub fn caught(mut file: File) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}
