//! What a person sees while diglot works: a bar with the time left at a terminal, plain lines
//! elsewhere, all on standard error; and results on standard output.

use crate::characters::{visible, visible_in_json};
use crate::pipeline::Progress;
use crate::pipeline::pace::Pace;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
use std::borrow::Cow;
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a log stays without a word, at least.
const QUIET_FOR: Duration = Duration::from_secs(5);
/// Standard output: control characters that a text holds are shown by their numbers.
pub struct Out {
    stdout: StdoutLock<'static>,
    show: fn(&str) -> Cow<'_, str>,
}

/// Standard output for people.
pub fn out() -> Out {
    Out {
        stdout: io::stdout().lock(),
        show: visible,
    }
}

/// Prints a value as JSON, for programs.
///
/// # Errors
/// If it cannot be written.
pub fn print_json(value: &impl Serialize) -> io::Result<()> {
    let mut out = BufWriter::new(Out {
        stdout: io::stdout().lock(),
        show: visible_in_json,
    });
    serde_json::to_writer_pretty(&mut out, value)?;
    writeln!(out)?;
    out.flush()
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    /// Of whole texts, as `write!` gives them.
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match std::str::from_utf8(bytes) {
            Ok(text) => self.stdout.write_all((self.show)(text).as_bytes()),
            Err(_) => self.stdout.write_all(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stdout.flush()
    }
}

/// Shows progress.
pub struct Screen {
    quiet: bool,
    verbose: bool,
    terminal: bool,
    stage: Mutex<Option<Stage>>,
}

struct Stage {
    name: &'static str,
    total: u64,
    done: u64,
    pace: Pace,
    begun: Instant,
    said: Instant,
    bar: Option<ProgressBar>,
}

/// Whether plain lines are wanted at a terminal too: asked for, or said by the environment.
pub fn is_plain(asked: bool) -> bool {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    asked
        || set("DIGLOT_PLAIN").is_some_and(|value| value != "0")
        || set("TERM").is_some_and(|value| value == "dumb")
}

impl Screen {
    /// A screen as asked for on the command line.
    pub fn new(quiet: bool, verbose: bool, plain: bool) -> Self {
        Self {
            quiet,
            verbose,
            terminal: !is_plain(plain) && std::io::stderr().is_terminal(),
            stage: Mutex::new(None),
        }
    }

    fn stage(&self) -> std::sync::MutexGuard<'_, Option<Stage>> {
        self.stage.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A line above the bar, if there is one.
    fn line(&self, text: &str) {
        let text = visible(text);
        match self.stage().as_ref().and_then(|stage| stage.bar.as_ref()) {
            Some(bar) => bar.suspend(|| eprintln!("{text}")),
            None => eprintln!("{text}"),
        }
    }
}

impl Progress for Screen {
    fn begin_work(&self, name: &'static str, total: u64, work: u64) {
        if self.quiet {
            return;
        }
        let bar = self.terminal.then(|| {
            let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
            let style = "{prefix:9} {wide_bar} {pos} of {len}{msg}";
            bar.set_style(
                ProgressStyle::with_template(style)
                    .unwrap_or_else(|_| ProgressStyle::default_bar()),
            );
            bar.set_prefix(name);
            bar
        });
        if bar.is_none() {
            eprintln!("{name}: {total} to do");
        }
        let now = Instant::now();
        let pace = Pace::of(work);
        *self.stage() = Some(Stage {
            name,
            total,
            done: 0,
            pace,
            begun: now,
            said: now,
            bar,
        });
    }

    fn step_of(&self, work: u64) {
        let mut stage = self.stage();
        let Some(stage) = stage.as_mut() else {
            return;
        };
        stage.done += 1;
        let now = stage.begun.elapsed();
        stage.pace.step(now, work);
        let left = stage.pace.left(now);
        let left = left.map_or_else(String::new, |left| {
            format!(", about {} left", super::length(left.as_secs_f64()))
        });
        if let Some(bar) = &stage.bar {
            bar.set_message(left);
            bar.set_position(stage.done);
        } else if stage.said.elapsed() >= QUIET_FOR && stage.done < stage.total {
            stage.said = Instant::now();
            eprintln!("{}: {} of {}{left}", stage.name, stage.done, stage.total);
        }
    }

    fn end(&self) {
        if let Some(Stage { bar: Some(bar), .. }) = self.stage().take() {
            bar.finish_and_clear();
        }
    }

    fn note(&self, text: &str) {
        if self.verbose {
            self.line(text);
        }
    }

    fn say(&self, text: &str) {
        if !self.quiet {
            self.line(text);
        }
    }

    fn warn(&self, text: &str) {
        self.line(&format!("warning: {text}"));
    }

    fn result(&self, text: &str) {
        if !self.quiet {
            // Whoever reads it may have had enough.
            let _ = writeln!(out(), "{text}");
        }
    }
}
