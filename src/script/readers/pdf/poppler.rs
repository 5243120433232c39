//! Poppler's programs: run beside diglot, with bounds on what they say and how long they take.

use super::super::super::ScriptError;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use tempfile::NamedTempFile;

/// The longest that a document may take.
const LONGEST: Duration = Duration::from_secs(300);
/// The most that is read of what a program says, in bytes: some sixty times the longest text.
const MOST: u64 = 4 << 30;
/// The longest line of it, in bytes.
const LONGEST_LINE: u64 = 1 << 20;
/// How much of a program's complaints is read, in bytes.
const COMPLAINT: u64 = 4096;

/// The document as a file that programs can read.
///
/// # Errors
/// If there is no room for it.
pub(crate) fn copy(bytes: &[u8], file: &str) -> Result<NamedTempFile, ScriptError> {
    let copy = NamedTempFile::with_suffix(".pdf").and_then(|mut copy| {
        copy.write_all(bytes)?;
        copy.flush()?;
        Ok(copy)
    });
    copy.map_err(|error| {
        failed(
            file,
            &format!("there is no room for a copy of it ({error})"),
        )
    })
}

/// Runs a program over a document, and hands on what it says line by line.
///
/// # Errors
/// If it is not installed or cannot read the document, or what it says is beyond the bounds.
pub(crate) fn run(
    program: &'static str,
    options: &[&str],
    document: &Path,
    file: &str,
    line: &mut dyn FnMut(&str),
) -> Result<(), ScriptError> {
    let mut command = Command::new(program);
    command.args(options).arg(document);
    if program == "pdftotext" {
        command.arg("-");
    }
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| match error.kind() {
        ErrorKind::NotFound => ScriptError::NoProgram {
            file: file.into(),
            program,
        },
        _ => failed(file, &format!("{program} does not start ({error})")),
    })?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let (done, waits) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        let listener = scope.spawn(move || complaint(stderr));
        let watch = scope.spawn(move || {
            let is_late = waits.recv_timeout(LONGEST) == Err(mpsc::RecvTimeoutError::Timeout);
            if is_late {
                let _ = child.kill();
            }
            (child.wait(), is_late)
        });
        let read = stdout.map_or(Ok(()), |stdout| hand_on(stdout, line));
        // Closed, the channel says that nothing more is read.
        drop(done);
        let (status, is_late) = match watch.join() {
            Ok((status, is_late)) => (status, is_late),
            Err(_) => return Err(failed(file, &format!("{program} was lost"))),
        };
        let words = listener.join().unwrap_or_default();
        if is_late {
            let what = format!("{program} has not read it within {} s", LONGEST.as_secs());
            return Err(ScriptError::TooLarge {
                file: file.into(),
                what,
            });
        }
        read.map_err(|what| ScriptError::TooLarge {
            file: file.into(),
            what,
        })?;
        match status {
            Ok(status) if status.success() => Ok(()),
            _ if words.contains("password") => Err(ScriptError::Encrypted { file: file.into() }),
            _ => Err(failed(
                file,
                &match words.trim() {
                    "" => format!("{program} cannot read it, and does not say why"),
                    words => format!("{program} cannot read it: {words}"),
                },
            )),
        }
    })
}

fn complaint(stderr: Option<impl Read>) -> String {
    let mut words = Vec::new();
    if let Some(mut stderr) = stderr {
        let _ = stderr.by_ref().take(COMPLAINT).read_to_end(&mut words);
        // The rest is let go, so that the program does not wait.
        let _ = std::io::copy(&mut stderr, &mut std::io::sink());
    }
    String::from_utf8_lossy(&words).into_owned()
}

/// Hands on lines; `Err` says which bound they are beyond.
fn hand_on(stdout: impl Read, line: &mut dyn FnMut(&str)) -> Result<(), String> {
    let mut from = BufReader::new(stdout.take(MOST));
    let mut bytes = Vec::new();
    let mut all = 0;
    loop {
        bytes.clear();
        match from
            .by_ref()
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut bytes)
        {
            Ok(0) | Err(_) => break,
            Ok(read) => all += read as u64,
        }
        line(String::from_utf8_lossy(&bytes).trim());
    }
    match all < MOST {
        true => Ok(()),
        false => Err(format!("the text in it is beyond {} MB", MOST >> 26)),
    }
}

fn failed(file: &str, what: &str) -> ScriptError {
    ScriptError::Damaged {
        file: file.into(),
        what: what.trim_end_matches('.').into(),
    }
}
