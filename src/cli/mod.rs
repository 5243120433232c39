//! The command line: one file per command, and what a person sees.
//!
//! Results go to standard output, everything else to standard error. Exit codes: 0 done, 1 failed,
//! 2 wrong usage, 3 done with gaps, 130 interrupted.

mod build;
mod cache;
mod cast;
mod check;
mod completions;
mod doctor;
mod man;
mod mix;
mod progress;
mod publish;
mod script;
mod speak;
mod voices;

use crate::book::loudness::Loudness;
use crate::language::Language;
use crate::pipeline::speak::Gap;
use crate::pipeline::{Book, PipelineError, Progress, Workshop, length};
use crate::script::chapters::Chapters;
use crate::script::{Options, Pairs};
use crate::speech::config::Config;
#[cfg(unix)]
use crate::speech::engine::{espeak_library, espeak_worker};
use crate::speech::purse::Purse;
use crate::speech::store::ClipStore;
use anyhow::Result;
use clap::{Args, Parser, Subcommand};
use progress::Screen;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

/// The exit code of what is done but for some lines or formats.
const WITH_GAPS: u8 = 3;

/// Turns a text with several speakers, in one language or two, into a chaptered audiobook.
#[derive(Debug, Parser)]
#[command(name = "diglot", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make an audiobook of a text: chapters as WAV files, a cue sheet, book.json
    Build(build::Build),
    /// Read a text into script.toml and book.toml, which you may edit
    Script(script::Script),
    /// Show who speaks with which voice
    Cast(cast::Cast),
    /// Speak what has not been spoken yet
    Speak(speak::Speak),
    /// Write the chapters, the cue sheet and book.json from what was spoken
    Mix(mix::Mix),
    /// Read a finished book again and say whether it holds what the script says
    Check(check::Check),
    /// Make of a finished book what players and readers want: M4B, EPUB, subtitles, a player …
    Publish(publish::Publish),
    /// List voices
    Voices(voices::Voices),
    /// Say which engines and tools are here, and how to get what is missing
    Doctor(doctor::Doctor),
    /// The store of spoken clips: its size, what is old, what is damaged
    Cache(cache::Cache),
    /// Print completions for a shell
    Completions(completions::Completions),
    /// Write manual pages
    Man(man::Man),
    /// Speak lines with espeak-ng's library, for diglot itself
    #[cfg(unix)]
    #[command(hide = true)]
    EspeakWorker,
}

/// Options that every command takes.
#[derive(Debug, Args)]
struct Common {
    /// Say only what went wrong
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Say more of what is done, and why
    #[arg(short, long, global = true, overrides_with = "verbose")]
    verbose: bool,
    /// Plain lines at a terminal too, for screen readers (or set DIGLOT_PLAIN=1)
    #[arg(long, global = true)]
    plain: bool,
    /// How many things to do at once [default: the number of cores]
    #[arg(short, long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,
    /// The engine for all voices, by its name in diglot.toml
    #[arg(long, global = true, value_name = "NAME")]
    engine: Option<String>,
    /// The order of listening: learn, shadow, en-only, or as "en, pause 1.2x, zh@0.8, zh"
    #[arg(long, global = true, value_name = "PATTERN")]
    pattern: Option<String>,
    /// Where spoken clips are kept [default: diglot/clips in your cache folder]
    #[arg(long, global = true, value_name = "DIR")]
    cache: Option<PathBuf>,
    /// Stop before more than so many US dollars are spent
    #[arg(long, global = true, value_name = "USD", value_parser = dollars)]
    max_cost: Option<f64>,
    /// Do it again though nothing has changed
    #[arg(long, global = true)]
    force: bool,
}

/// How a text is read.
#[derive(Debug, Args)]
struct Reading {
    /// The text's languages, as en,zh; by default those that its writing shows
    #[arg(long, value_name = "TAGS", value_delimiter = ',', value_parser = language)]
    languages: Vec<Language>,
    /// Where chapters begin: auto (headings, else questions), headings, questions:8 or minutes:10
    /// (near that many minutes of sound), none
    #[arg(long, value_name = "HOW", default_value = "auto")]
    chapters: Chapters,
    /// What is paired: a line with its translation, or a sentence
    #[arg(long, value_name = "WHAT", default_value = "line", value_parser = ["line", "sentence"])]
    pairs: String,
    /// Read the text again though script.toml was edited; your script is kept beside the new one
    #[arg(long)]
    rescript: bool,
}

/// How the sound is written, where it is not to be as book.toml says.
#[derive(Debug, Args)]
struct Mastering {
    /// How loud: podcast, acx, ebu, none, or a number of LUFS [default: as book.toml says]
    #[arg(long, value_name = "LEVEL", allow_hyphen_values = true)]
    loudness: Option<Loudness>,
    /// Write the whole book in one WAV file as well, with a cue point a chapter
    #[arg(long)]
    single: bool,
}

impl Mastering {
    fn apply(&self, book: &mut Book) {
        let sound = &mut book.settings.sound;
        sound.loudness = self.loudness.unwrap_or(sound.loudness);
        sound.single |= self.single;
    }
}

impl Reading {
    /// The options as they are written, with a space before each.
    fn as_args(&self) -> String {
        let mut args = String::new();
        if !self.languages.is_empty() {
            let tags: Vec<&str> = self.languages.iter().map(Language::tag).collect();
            args += &format!(" --languages {}", tags.join(","));
        }
        if self.chapters != Chapters::default() {
            args += &format!(" --chapters {}", self.chapters);
        }
        if self.pairs != "line" {
            args += &format!(" --pairs {}", self.pairs);
        }
        args
    }

    fn options(&self) -> Options {
        Options {
            languages: self.languages.clone(),
            chapters: self.chapters,
            pairs: match self.pairs.as_str() {
                "sentence" => Pairs::Sentence,
                _ => Pairs::Line,
            },
        }
    }
}

fn language(tag: &str) -> Result<Language, String> {
    if Language::is_tag(&tag.trim().replace('_', "-")) {
        Ok(Language::new(tag))
    } else {
        Err("a language is written as en, zh or pt-br".into())
    }
}

fn dollars(text: &str) -> Result<f64, String> {
    match text.trim_start_matches('$').parse() {
        Ok(dollars) if (0.0..1e9).contains(&dollars) => Ok(dollars),
        _ => Err("give a number of US dollars, as 2.50".into()),
    }
}

/// Runs the command that the arguments name.
///
/// # Errors
/// What went wrong, for [`explain`].
pub fn run() -> Result<ExitCode> {
    let Cli { command, common } = Cli::parse();
    match &command {
        Command::Completions(command) => return command.run(),
        Command::Man(command) => return command.run(),
        #[cfg(unix)]
        Command::EspeakWorker => return Ok(espeak_library::serve()),
        _ => {}
    }
    #[cfg(unix)]
    if let Ok(diglot) = std::env::current_exe() {
        espeak_worker::offer(diglot);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let workshop = workshop(&common, &runtime)?;
    match command {
        Command::Build(command) => command.run(&workshop),
        Command::Script(command) => command.run(&workshop),
        Command::Cast(command) => command.run(&workshop),
        Command::Speak(command) => command.run(&workshop),
        Command::Mix(command) => command.run(&workshop),
        Command::Check(command) => command.run(&workshop, progress::is_plain(common.plain)),
        Command::Publish(command) => command.run(&workshop),
        Command::Voices(command) => command.run(&workshop),
        Command::Doctor(command) => command.run(&workshop),
        Command::Cache(command) => command.run(&workshop),
        Command::Completions(command) => command.run(),
        Command::Man(command) => command.run(),
        #[cfg(unix)]
        Command::EspeakWorker => Ok(espeak_library::serve()),
    }
}

fn workshop(common: &Common, runtime: &Runtime) -> Result<Workshop> {
    let screen = Arc::new(Screen::new(common.quiet, common.verbose, common.plain));
    let stop = CancellationToken::new();
    runtime.spawn(watch_for_stop(stop.clone(), screen.clone()));
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let cache = common
        .cache
        .clone()
        .unwrap_or_else(ClipStore::default_folder);
    Ok(Workshop {
        config: Config::load(Path::new("")).map_err(PipelineError::from)?,
        store: ClipStore::new(cache),
        catalogs: Config::folder().join("voices"),
        jobs: common.jobs.map_or(cores, usize::from),
        engine: common.engine.clone(),
        pattern: common.pattern.clone(),
        force: common.force,
        max_cost: common.max_cost,
        purse: Arc::new(Purse::new(common.max_cost)),
        stop,
        progress: screen,
        runtime: runtime.handle().clone(),
    })
}

/// The first Ctrl-C (or SIGTERM) asks to stop, the second does it at once.
async fn watch_for_stop(stop: CancellationToken, screen: Arc<Screen>) {
    asked_to_stop().await;
    screen.warn("stopping; what is finished is kept");
    stop.cancel();
    asked_to_stop().await;
    std::process::exit(130);
}

async fn asked_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// Prints an error and says with which code to exit.
pub fn explain(error: &anyhow::Error) -> ExitCode {
    for cause in error.chain() {
        let broken_pipe = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
        if cause.downcast_ref::<io::Error>().is_some_and(broken_pipe) {
            // Whoever read our output has had enough.
            return ExitCode::SUCCESS;
        }
        let interrupted = |error: &PipelineError| {
            use crate::book::formats::FormatError::Interrupted;
            matches!(
                error,
                PipelineError::Interrupted
                    | PipelineError::Format {
                        source: Interrupted,
                        ..
                    }
            )
        };
        if cause.downcast_ref().is_some_and(interrupted) {
            eprintln!("interrupted. Run the same command again to go on");
            return ExitCode::from(130);
        }
    }
    // One line for each cause that says something new.
    let mut said = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if !said.contains(&cause) {
            said = if said.is_empty() {
                cause
            } else {
                format!("{said}: {cause}")
            };
        }
    }
    eprintln!("error: {said}");
    ExitCode::FAILURE
}

/// Lists what could not be spoken, and gives the exit code for it.
fn report_gaps(gaps: &[Gap], book: &Path) -> ExitCode {
    if gaps.is_empty() {
        return ExitCode::SUCCESS;
    }
    let script = book.join("script.toml");
    let lines = if gaps.len() == 1 { "line" } else { "lines" };
    eprintln!("{} {lines} could not be spoken:", gaps.len());
    for gap in gaps {
        let text = beginning(&gap.text, 60);
        let place = format!("{}:{}", script.display(), gap.at);
        eprintln!("  {place}: ({}) {text}\n    {}", gap.language, gap.why);
    }
    eprintln!(
        "Everything else is finished and kept. Run the same command again to try these again."
    );
    ExitCode::from(WITH_GAPS)
}

/// The beginning of a text, of at most so many characters, with an ellipsis if it goes on.
fn beginning(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_string(),
    }
}

/// A number of things: `1 line`, `3 lines`.
fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_beginning_shows_that_more_follows() {
        assert_eq!(beginning("灯亮了", 3), "灯亮了");
        assert_eq!(beginning("It was dark", 7), "It was…");
    }

    #[test]
    fn lengths_read_well() {
        assert_eq!(length(7.2), "7 s");
        assert_eq!(length(271.0), "4 min 31 s");
        assert_eq!(length(6000.0), "1 h 40 min");
    }
}
