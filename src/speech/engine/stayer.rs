//! A process that stays and is given a line at a time.

use super::super::SpeechError;
use super::command::Files;
use super::program::{self, Program};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout};

/// How often the folder is looked at.
const LOOK: Duration = Duration::from_millis(20);
/// For how many looks a file that is no whole WAV must have stayed the same to count as whole.
const SETTLED: usize = 50;

/// A process that waits for lines.
#[derive(Debug)]
pub struct Stayer {
    child: Child,
    stdin: ChildStdin,
    stdout: Lines<BufReader<ChildStdout>>,
    stderr: File,
    /// Its folder.
    pub files: Files,
}

impl Stayer {
    /// Starts a process.
    ///
    /// # Errors
    /// If it does not start.
    pub fn start(program: &Program, args: &[String], files: Files) -> Result<Self, SpeechError> {
        let broke = |error: std::io::Error| program.broke_off(&error);
        let stderr = program::catcher().map_err(broke)?;
        let mut child = program
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(stderr.try_clone().map_err(broke)?)
            .spawn()
            .map_err(|error| program.no_start(&error))?;
        let pipes = (child.stdin.take(), child.stdout.take());
        let (Some(stdin), Some(stdout)) = pipes else {
            return Err(SpeechError::passing(format!(
                "{} has no standard input or output",
                program.name
            )));
        };
        Ok(Self {
            child,
            stdin,
            stdout: BufReader::new(stdout).lines(),
            stderr,
            files,
        })
    }

    /// Gives it a line and waits for the sound. After an error it is of no use any more.
    ///
    /// # Errors
    /// If it ends, or does not answer in time.
    pub async fn tell(&mut self, program: &Program, line: &str) -> Result<Vec<u8>, SpeechError> {
        let answer = async {
            // If it has ended, that is seen below, with its reason.
            let _ = self.stdin.write_all(format!("{line}\n").as_bytes()).await;
            let _ = self.stdin.flush().await;
            self.answer(program).await
        };
        let path = tokio::time::timeout(program.time_limit, answer)
            .await
            .map_err(|_| program.late())??;
        let sound = std::fs::read(&path).map_err(|error| program.broke_off(&error))?;
        // What stays in the folder would be taken for the next answer.
        let _ = std::fs::remove_file(path);
        Ok(sound)
    }

    /// The file with the sound: one that it names, or one that has appeared and is whole.
    async fn answer(&mut self, program: &Program) -> Result<PathBuf, SpeechError> {
        let mut looks = tokio::time::interval(LOOK);
        let mut seen: Option<(PathBuf, u64, usize)> = None;
        loop {
            tokio::select! {
                line = self.stdout.next_line() => {
                    let line = line.map_err(|error| program.broke_off(&error))?;
                    let Some(line) = line else {
                        return Err(self.ended(program).await);
                    };
                    let named = self.files.folder().join(line.trim());
                    if named.is_file() {
                        return Ok(named);
                    }
                }
                _ = looks.tick() => {
                    let Some((path, size)) = newest(self.files.folder()) else {
                        continue;
                    };
                    let same = match &seen {
                        Some((old, of, same)) if *old == path && *of == size => same + 1,
                        _ => 0,
                    };
                    if same > 1 && is_whole_wav(&path, size) || same >= SETTLED {
                        return Ok(path);
                    }
                    seen = Some((path, size, same));
                }
            }
        }
    }

    /// Why it has ended.
    async fn ended(&mut self, program: &Program) -> SpeechError {
        let status = match self.child.wait().await {
            Ok(status) => status.to_string(),
            Err(error) => error.to_string(),
        };
        let said = self.stderr.try_clone().and_then(program::caught);
        let said = program::words(&String::from_utf8_lossy(&said.unwrap_or_default()));
        SpeechError::passing(format!("{} ended ({status}): {said}", program.name))
    }
}

/// The file in a folder that has something in it, with its size.
fn newest(folder: &Path) -> Option<(PathBuf, u64)> {
    let files = std::fs::read_dir(folder).ok()?.flatten();
    files
        .filter_map(|file| {
            let about = file.metadata().ok()?;
            let has_something = about.is_file() && about.len() > 0;
            has_something.then(|| (about.modified().ok(), file.path(), about.len()))
        })
        .max()
        .map(|(_, path, size)| (path, size))
}

/// Whether a file is a WAV that says it is as long as it is: writers set the length at the end.
fn is_whole_wav(path: &Path, size: u64) -> bool {
    use std::io::Read;
    let mut start = [0; 8];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut start));
    let said = u32::from_le_bytes([start[4], start[5], start[6], start[7]]);
    read.is_ok() && start.starts_with(b"RIFF") && u64::from(said) + 8 == size && size > 44
}
