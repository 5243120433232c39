//! A process that stays and is given a line at a time.

use super::super::SpeechError;
use super::command::Files;
use super::program::Program;
use super::template;
use crate::process::Group;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout};
use tokio::task::JoinHandle;

/// How often the folder is looked at.
const LOOK: Duration = Duration::from_millis(20);
/// For how many looks a file that is no whole WAV must have stayed the same to count as whole.
const SETTLED: usize = 50;
/// The longest line of an answer, in bytes.
const LONGEST_LINE: usize = 64 << 10;
/// How much of what it says on standard error is kept, in bytes.
const KEPT_WORDS: usize = 16 << 10;
/// How long the last words of a process that has ended are waited for.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// A process that waits for lines.
#[derive(Debug)]
pub struct Stayer {
    child: Child,
    _group: Group,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    /// A line of its output that has not come to its end yet.
    line: Vec<u8>,
    words: Words,
    /// Its folder.
    pub files: Files,
}

/// Whether the settings of a program go together: one that stays is started before its first line is known, so that the
/// places of a line are not among its arguments. `whose`: `the engine of /bin/say`.
///
/// # Errors
/// [`SpeechError::Setup`] with what does not go together.
pub fn check(
    stays: bool,
    args: &[String],
    line: Option<&str>,
    of_a_line: &[&str],
    whose: &str,
) -> Result<(), SpeechError> {
    let has = |place: &&&str| args.iter().any(|arg| template::has(arg, place));
    let wrong = match (stays, of_a_line.iter().find(has), line) {
        (true, Some(place), _) => format!(
            "a process that stays cannot have {{{place}}} among its args; put it into `line`"
        ),
        (false, _, Some(_)) => "`line` is for a process that stays (stays = true)".into(),
        _ => return Ok(()),
    };
    Err(SpeechError::Setup(format!(
        "{wrong} ({whose} in diglot.toml)"
    )))
}

impl Stayer {
    /// Starts a process.
    ///
    /// # Errors
    /// If it does not start.
    pub fn start(program: &Program, args: &[String], files: Files) -> Result<Self, SpeechError> {
        let mut child = program
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| program.no_start(&error))?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(stdin), Some(stdout), Some(stderr)) = pipes else {
            return Err(SpeechError::passing(format!(
                "{} has no standard input or output",
                program.name
            )));
        };
        Ok(Self {
            _group: Group::of(child.id()),
            child,
            stdin,
            stdout: BufReader::new(stdout),
            line: Vec::new(),
            words: Words::of(stderr),
            files,
        })
    }

    /// Gives it a line and waits for the sound, of at most so many bytes. After an error it is of no use
    /// any more.
    ///
    /// # Errors
    /// If it ends, does not answer in time, or writes without end.
    pub async fn tell(
        &mut self,
        program: &Program,
        line: &str,
        most: usize,
    ) -> Result<Vec<u8>, SpeechError> {
        let mut elsewhere = false;
        let answer = async {
            // If it has ended, that is seen below, with its reason.
            let _ = self.stdin.write_all(format!("{line}\n").as_bytes()).await;
            let _ = self.stdin.flush().await;
            self.answer(program, most, &mut elsewhere).await
        };
        let answered = tokio::time::timeout(program.time_limit, answer).await;
        let path = match answered {
            Ok(path) => path?,
            Err(_) if elsewhere => {
                let name = &program.name;
                return Err(SpeechError::passing(format!(
                    "{name} gave no answer in time. It named a file outside of {{folder}}, and files are \
                     taken from there only"
                )));
            }
            Err(_) => return Err(program.late()),
        };
        let sound = std::fs::read(&path).map_err(|error| program.broke_off(&error))?;
        // What stays in the folder would be taken for the next answer.
        let _ = std::fs::remove_file(path);
        Ok(sound)
    }

    /// Gives it a line and waits for a line in answer. After an error it is of no use any more.
    ///
    /// # Errors
    /// If it ends or does not answer in time.
    pub async fn ask(&mut self, program: &Program, line: &str) -> Result<String, SpeechError> {
        let answer = async {
            // If it has ended, that is seen below, with its reason.
            let _ = self.stdin.write_all(format!("{line}\n").as_bytes()).await;
            let _ = self.stdin.flush().await;
            next_line(&mut self.stdout, &mut self.line).await
        };
        match tokio::time::timeout(program.time_limit, answer).await {
            Ok(Ok(Some(answer))) => Ok(answer),
            Ok(Ok(None)) => Err(self.ended(program).await),
            Ok(Err(error)) => Err(program.broke_off(&error)),
            Err(_) => Err(program.late()),
        }
    }

    /// The file with the sound: one of its folder that it names, or one that has appeared there and is
    /// whole. `elsewhere` is set if it names a file that is somewhere else.
    async fn answer(
        &mut self,
        program: &Program,
        most: usize,
        elsewhere: &mut bool,
    ) -> Result<PathBuf, SpeechError> {
        let mut looks = tokio::time::interval(LOOK);
        let mut seen: Option<(PathBuf, u64, usize)> = None;
        loop {
            tokio::select! {
                line = next_line(&mut self.stdout, &mut self.line) => {
                    let line = line.map_err(|error| program.broke_off(&error))?;
                    let Some(line) = line else {
                        return Err(self.ended(program).await);
                    };
                    match self.files.named_by(line.trim()) {
                        Some(path) => return Ok(path),
                        None => *elsewhere |= Path::new(line.trim()).is_absolute()
                            && Path::new(line.trim()).is_file(),
                    }
                }
                _ = looks.tick() => {
                    let Some((path, size)) = newest(self.files.folder()) else {
                        continue;
                    };
                    if size > most as u64 {
                        return Err(program.endless(most));
                    }
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
        let said = program.words(&self.words.last().await);
        SpeechError::passing(format!("{} ended ({status}): {said}", program.name))
    }
}

/// The last words on a process's standard error.
#[derive(Debug)]
struct Words {
    kept: Arc<Mutex<Vec<u8>>>,
    reader: JoinHandle<()>,
}

impl Words {
    fn of(mut stderr: ChildStderr) -> Self {
        let kept = Arc::new(Mutex::new(Vec::new()));
        let all = kept.clone();
        let reader = tokio::spawn(async move {
            let mut part = [0; 4096];
            while let Ok(count @ 1..) = stderr.read(&mut part).await {
                let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
                all.extend_from_slice(&part[..count]);
                let old = all.len().saturating_sub(KEPT_WORDS);
                all.drain(..old);
            }
        });
        Self { kept, reader }
    }

    async fn last(&mut self) -> Vec<u8> {
        let _ = tokio::time::timeout(LAST_WORDS, &mut self.reader).await;
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.clone()
    }
}

impl Drop for Words {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

/// The next line of an output, of which `line` holds the beginning; nothing at its end. Of a line that is
/// too long only the beginning is kept.
async fn next_line(
    output: &mut (impl tokio::io::AsyncBufRead + Unpin),
    line: &mut Vec<u8>,
) -> std::io::Result<Option<String>> {
    loop {
        let part = output.fill_buf().await?;
        let end = part.iter().position(|b| *b == b'\n');
        let is_over = end.is_some() || part.is_empty();
        let text = &part[..end.unwrap_or(part.len())];
        let room = LONGEST_LINE.saturating_sub(line.len());
        line.extend_from_slice(&text[..text.len().min(room)]);
        let used = text.len() + usize::from(end.is_some());
        output.consume(used);
        if is_over {
            let whole = std::mem::take(line);
            let is_end = end.is_none() && whole.is_empty();
            return Ok((!is_end).then(|| String::from_utf8_lossy(&whole).into_owned()));
        }
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
