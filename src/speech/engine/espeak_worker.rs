//! espeak-ng's library, in processes of its own.
//!
//! A start of the program takes longer than speaking a short line. A worker is diglot itself, started
//! as `diglot espeak-worker`: it loads the library once and forks for each line. The fork speaks its
//! line with the library as it was after loading, and ends. That is more than speaking line after
//! line in one process would take, but the library carries state from one line to the next, so that
//! a line would sound otherwise after another one (seen with 1.51: 199 of 200 lines differed).
//! Forked, all 200 had the bytes of the program.
//!
//! Where there is no library, speaking does without. What a worker does is in [`super::espeak_library`].
//!
//! A worker also tells how a text is pronounced, for neural voices: they run in this process, where
//! espeak-ng, which is under the GPL, is not to be.

use super::program::Program;
use super::server;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStdin, ChildStdout};

/// The argument that makes diglot a worker.
pub const ARGUMENT: &str = "espeak-worker";
/// The diglot that can be started as a worker, if this process is one.
static DIGLOT: OnceLock<PathBuf> = OnceLock::new();

/// What a worker is asked for.
#[derive(Debug, Serialize, Deserialize)]
pub enum Request {
    /// The sound of a line.
    Say(Line),
    /// How a text is pronounced.
    Pronounce(Words),
}

impl Request {
    /// The text that it is about.
    fn text(&self) -> &str {
        match self {
            Self::Say(line) => &line.text,
            Self::Pronounce(words) => &words.text,
        }
    }

    /// After how many seconds the fork is to give up.
    pub fn seconds(&self) -> u32 {
        match self {
            Self::Say(line) => line.seconds,
            Self::Pronounce(words) => words.seconds,
        }
    }
}

/// A text whose pronunciation is wanted.
#[derive(Debug, Serialize, Deserialize)]
pub struct Words {
    /// The voice, as `en-us`.
    pub voice: String,
    /// The text, without markup.
    pub text: String,
    /// After how many seconds the fork is to give up.
    pub seconds: u32,
}

/// A clause as espeak-ng has cut it out of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clause {
    /// Its sounds in IPA; those that belong together, as of an affricate or a diphthong, are joined by
    /// `^`.
    pub sounds: String,
    /// What of the text it is, with the sign at its end.
    pub written: String,
}

/// What a worker is asked to say.
#[derive(Debug, Serialize, Deserialize)]
pub struct Line {
    /// The voice, as `en-us+m3`.
    pub voice: String,
    /// Parameters by the library's number (`espeak_PARAMETER`), and their values.
    pub parameters: Vec<(i32, i32)>,
    /// SSML.
    pub text: String,
    /// After how many seconds the fork is to give up.
    pub seconds: u32,
}

/// Says that this program becomes a worker when it is started with [`ARGUMENT`].
pub fn offer(diglot: PathBuf) {
    let _ = DIGLOT.set(diglot);
}

/// Workers that wait for lines.
#[derive(Debug)]
pub struct Workers {
    diglot: Program,
    idle: Mutex<Vec<Worker>>,
}

#[derive(Debug)]
struct Worker {
    _child: Child,
    lines: ChildStdin,
    sounds: ChildStdout,
}

impl Workers {
    /// None if this process cannot be started as a worker.
    pub fn new(time_limit: Duration) -> Option<Self> {
        let diglot = Program {
            path: DIGLOT.get()?.clone(),
            name: "espeak-ng".into(),
            how: String::new(),
            time_limit,
            env: Vec::new(),
            keys: Vec::new(),
        };
        let idle = Mutex::new(Vec::new());
        Some(Self { diglot, idle })
    }

    /// The sound of a line, as a WAV file; `None` if there is no library, or it fails. The program is
    /// to be asked then, which also says why.
    pub async fn speak(&self, line: Line) -> Option<Vec<u8>> {
        let (rate, samples) = self.ask(&Request::Say(line)).await?;
        super::pcm::wav(rate, 1, 2, &samples).ok()
    }

    /// How a voice pronounces a text, clause by clause; `None` as for [`Workers::speak`].
    pub async fn pronounce(&self, voice: &str, text: &str) -> Option<Vec<Clause>> {
        let request = Request::Pronounce(Words {
            voice: voice.into(),
            text: text.into(),
            seconds: self.seconds(),
        });
        let (_, clauses) = self.ask(&request).await?;
        serde_json::from_slice(&clauses).ok()
    }

    fn seconds(&self) -> u32 {
        self.diglot.time_limit.as_secs() as u32 + 1
    }

    async fn ask(&self, request: &Request) -> Option<(u32, Vec<u8>)> {
        let idle = self.lock().pop();
        let mut worker = match idle {
            Some(worker) => worker,
            None => self.start()?,
        };
        let answer = tokio::time::timeout(self.diglot.time_limit, worker.ask(request));
        let answer = answer.await.ok()?.ok()?;
        self.lock().push(worker);
        Some(answer)
    }

    fn start(&self) -> Option<Worker> {
        let mut command = self.diglot.command(&[ARGUMENT]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.stderr(Stdio::null()).spawn().ok()?;
        Some(Worker {
            lines: child.stdin.take()?,
            sounds: child.stdout.take()?,
            _child: child,
        })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Worker>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Worker {
    /// After an error it is of no use any more.
    async fn ask(&mut self, request: &Request) -> std::io::Result<(u32, Vec<u8>)> {
        let mut text = serde_json::to_string(request)?;
        text.push('\n');
        self.lines.write_all(text.as_bytes()).await?;
        let rate = self.sounds.read_u32_le().await?;
        let length = self.sounds.read_u32_le().await? as usize;
        if length > server::largest(request.text()) {
            return Err(std::io::ErrorKind::InvalidData.into());
        }
        let mut samples = vec![0; length];
        self.sounds.read_exact(&mut samples).await?;
        Ok((rate, samples))
    }
}
