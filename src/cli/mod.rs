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
mod each;
mod get;
mod listen;
mod man;
mod mix;
mod options;
mod progress;
mod publish;
mod script;
mod speak;
mod spoken;
mod studio;
mod voices;
mod worker;

use crate::book::settings::Choices;
use crate::characters::visible;
use crate::pipeline::speak::Gap;
use crate::pipeline::{PipelineError, Progress, Workshop, count, in_words, length};
use crate::speech::config::Config;
#[cfg(unix)]
use crate::speech::engine::{espeak_library, espeak_worker};
use crate::speech::purse::Purse;
use crate::speech::store::ClipStore;
use anyhow::Result;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use options::{Queueing, dollars};
use progress::Screen;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

/// The exit code of what is done but for some lines or formats.
const WITH_GAPS: u8 = 3;
/// The exit code of what was asked to stop.
const WAS_INTERRUPTED: u8 = 130;
/// What is said then.
const INTERRUPTED: &str = "interrupted. Run the same command again to go on";
/// How long what is asked to stop may take to do so.
const GRACE: Duration = Duration::from_secs(2);
/// How long a worker may take to finish the lines that it speaks.
const WORKER_GRACE: Duration = Duration::from_secs(25);

/// Turns a text with several speakers, in one language or two, into a chaptered audiobook.
///
/// To begin: diglot build TEXT. It reads the text, gives each speaker a voice, speaks every line, and
/// writes the chapters into output/.
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
    /// Make an audiobook of a text, or make a book anew after an edit
    ///
    /// Of a text, everything is made: script.toml, book.toml, the spoken lines, the chapters. What you
    /// choose here stands in the new book.toml, so that later commands go by it. Of the folder of a
    /// book, only what has changed is made anew.
    Build(build::Build),
    /// Read a text into script.toml and book.toml, which you may edit
    Script(script::Script),
    /// Show who speaks with which voice
    Cast(cast::Cast),
    /// Speak what has not been spoken yet
    ///
    /// With --force all lines are spoken again, also those that are there. This may cost money.
    Speak(speak::Speak),
    /// Hear, mend and finish books on a page in the browser
    ///
    /// The page is for this machine alone. It works on the same files as the other commands: what you do there
    /// is written at once.
    Studio(studio::Studio),
    /// Write the chapters, the cue sheet and book.json from what was spoken
    Mix(mix::Mix),
    /// Read a finished book again and say whether it holds what the script says
    Check(check::Check),
    /// Make what players and readers want: M4B, MP3, EPUB, subtitles, a player, a podcast
    Publish(publish::Publish),
    /// Print lines as an engine is sent them: numbers, dates and the like in words
    ///
    /// Engines that misread them are sent them so (spoken_forms in diglot.toml). Lines come from standard
    /// input, or are arguments.
    Spoken(spoken::Spoken),
    /// Speak for others: take lines from a queue that they are put into by diglot build --queue
    ///
    /// It takes lines for the engines that are ready here, and only those that are exactly the same: kind, address, model.
    /// On SIGTERM it finishes the lines that it speaks and gives back the rest.
    Worker(worker::Worker),
    /// List voices
    Voices(voices::Voices),
    /// Get a model: voices that sound like people, a recogniser
    ///
    /// Its licences are shown before it is fetched, and what came is known by its sum. The same command again goes on
    /// where the last one stopped.
    Get(get::Get),
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
#[command(next_help_heading = "Options of all commands")]
struct Common {
    /// Say only what went wrong
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Say more of what is done, and why
    #[arg(short, long, global = true, overrides_with = "verbose")]
    verbose: bool,
    /// Plain lines, for screen readers
    ///
    /// At a terminal there is a bar otherwise. DIGLOT_PLAIN=1 in the environment does the same for
    /// always.
    #[arg(long, global = true)]
    plain: bool,
    /// How many things to do at once [default: the number of cores]
    #[arg(short, long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,
    /// The engine for all voices, by its name in diglot.toml
    ///
    /// A new book keeps it in its book.toml; for one that is there it is for this run.
    #[arg(long, global = true, value_name = "NAME")]
    engine: Option<String>,
    /// The order of listening, for learners: learn, shadow, en-only
    ///
    /// Or one of your own, as "en, pause 1.2x, zh@0.8, zh". A new book keeps it in its book.toml; for
    /// one that is there it is for this run.
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

/// What the help of a command says of the options that all commands take.
const SHARED: &str = "All commands take -q, -v, -j, --plain, --engine, --pattern, --cache, --max-cost \
                      and --force: see diglot -h.";

/// The command line, in which the help of a command does not say again what all of them take.
fn command_line() -> clap::Command {
    let cli = Cli::command();
    let shared = cli.get_arguments().filter(|arg| arg.is_global_set());
    let hidden: Vec<clap::Arg> = shared.map(|arg| arg.clone().hide(true)).collect();
    cli.mut_subcommands(|command| {
        let own = command.get_after_help();
        let own = own.map_or_else(String::new, |own| format!("{own}\n\n"));
        command.args(&hidden).after_help(own + SHARED)
    })
}

/// Runs the command that the arguments name.
///
/// # Errors
/// What went wrong, for [`explain`].
pub fn run() -> Result<ExitCode> {
    let matches = command_line().get_matches();
    let Cli { command, common } = Cli::from_arg_matches(&matches).unwrap_or_else(|e| e.exit());
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
    let mut chosen = Choices {
        engine: common.engine.clone(),
        pattern: common.pattern.clone(),
        ..Choices::default()
    };
    match &command {
        Command::Build(command) => command.choose(&mut chosen),
        Command::Script(command) => command.choose(&mut chosen),
        Command::Mix(command) => command.choose(&mut chosen),
        _ => {}
    }
    let queueing = match &command {
        Command::Build(command) => command.queueing.clone(),
        Command::Speak(command) => command.queueing.clone(),
        _ => Queueing::default(),
    };
    let grace = match &command {
        // What it holds is finished or given back.
        Command::Worker(_) => WORKER_GRACE + GRACE * 3,
        _ => GRACE,
    };
    let workshop = workshop(&common, chosen, &queueing, grace, &runtime)?;
    match command {
        Command::Build(command) => command.run(&workshop),
        Command::Script(command) => command.run(&workshop),
        Command::Cast(command) => command.run(&workshop),
        Command::Speak(command) => command.run(&workshop),
        Command::Mix(command) => command.run(&workshop),
        Command::Check(command) => command.run(&workshop, progress::is_plain(common.plain)),
        Command::Publish(command) => command.run(&workshop),
        Command::Studio(command) => command.run(&workshop),
        Command::Spoken(command) => command.run(&workshop),
        Command::Worker(command) => command.run(&workshop),
        Command::Voices(command) => command.run(&workshop),
        Command::Get(command) => command.run(&workshop),
        Command::Doctor(command) => command.run(&workshop),
        Command::Cache(command) => command.run(&workshop),
        Command::Completions(command) => command.run(),
        Command::Man(command) => command.run(),
        #[cfg(unix)]
        Command::EspeakWorker => Ok(espeak_library::serve()),
    }
}

fn workshop(
    common: &Common,
    chosen: Choices,
    queueing: &Queueing,
    grace: Duration,
    runtime: &Runtime,
) -> Result<Workshop> {
    let screen = Arc::new(Screen::new(common.quiet, common.verbose, common.plain));
    let stop = CancellationToken::new();
    runtime.spawn(watch_for_stop(stop.clone(), screen.clone(), grace));
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let cache = common
        .cache
        .clone()
        .unwrap_or_else(ClipStore::default_folder);
    let config = Config::load(Path::new("")).map_err(PipelineError::from)?;
    Ok(Workshop {
        queue: queueing.coordinator(&config, screen.clone())?,
        turns: Arc::default(),
        config,
        store: ClipStore::new(cache),
        catalogs: Config::folder().join("voices"),
        jobs: common.jobs.map_or(cores, usize::from),
        chosen,
        force: common.force,
        max_cost: common.max_cost,
        purse: Arc::new(Purse::new(common.max_cost)),
        stop,
        progress: screen,
        runtime: runtime.handle().clone(),
    })
}

/// The first Ctrl-C (or SIGTERM, or SIGHUP) asks to stop. The second stops at once, and so does the end of
/// `grace`: reading a text, for one, does not stop by itself, and has nothing to lose.
async fn watch_for_stop(stop: CancellationToken, screen: Arc<Screen>, grace: Duration) {
    asked_to_stop().await;
    // First: whoever read what we say may be gone.
    stop.cancel();
    screen.warn("stopping; what is finished is kept");
    tokio::select! {
        () = asked_to_stop() => {}
        () = tokio::time::sleep(grace) => eprintln!("{INTERRUPTED}"),
    }
    std::process::exit(WAS_INTERRUPTED.into());
}

async fn asked_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let terminate = signal(SignalKind::terminate());
        // Whoever started us with `nohup` wants us to go on when the terminal goes away.
        let hang_up = (!ignores_hang_up()).then(|| signal(SignalKind::hangup()).ok());
        if let Ok(mut terminate) = terminate {
            let mut hang_up = hang_up.flatten();
            let hung_up = async {
                match &mut hang_up {
                    Some(signal) => drop(signal.recv().await),
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                _ = terminate.recv() => {}
                () = hung_up => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// Whether this process was started so that it does not hear of its terminal going away.
#[cfg(unix)]
fn ignores_hang_up() -> bool {
    use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, sigaction};
    use std::sync::OnceLock;
    static IGNORES: OnceLock<bool> = OnceLock::new();
    *IGNORES.get_or_init(|| {
        let usual = SigAction::new(SigHandler::SigDfl, SaFlags::empty(), SigSet::empty());
        // SAFETY: no handler of ours is set, and what was set before is set again.
        let before = unsafe { sigaction(Signal::SIGHUP, &usual) };
        let ignores = before.is_ok_and(|before| matches!(before.handler(), SigHandler::SigIgn));
        if ignores && let Ok(before) = before {
            // SAFETY: as above.
            let _ = unsafe { sigaction(Signal::SIGHUP, &before) };
        }
        ignores
    })
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
            eprintln!("{INTERRUPTED}");
            return ExitCode::from(WAS_INTERRUPTED);
        }
    }
    eprintln!("error: {}", in_words(error.as_ref()));
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
        let listed = format!("  {place}: ({}) {text}\n    {}", gap.language, gap.why);
        eprintln!("{}", visible(&listed));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
        command_line().debug_assert();
    }

    #[test]
    fn options_of_all_commands_are_explained_once_and_understood_anywhere() {
        let mut line = command_line();
        line.build();
        let whole = line.render_help().to_string();
        let cast = line.find_subcommand_mut("cast").unwrap();
        let cast = cast.render_long_help().to_string();
        assert!(whole.contains("--max-cost <USD>") && !cast.contains("--max-cost <USD>"));
        // What a command says at its end itself stays.
        let publish = line.find_subcommand_mut("publish").unwrap();
        let publish = publish.render_help().to_string();
        assert!(publish.contains("  m4b ") && publish.contains(SHARED.split(',').next().unwrap()));
        for args in [
            &["diglot", "-q", "cast", "book"][..],
            &["diglot", "cast", "book", "-q"],
        ] {
            let matches = command_line().try_get_matches_from(args).unwrap();
            assert!(Cli::from_arg_matches(&matches).unwrap().common.quiet);
        }
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
