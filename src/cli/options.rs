//! Options that several commands take, and how their values are read.

use crate::book::loudness::Loudness;
use crate::book::settings::{Choices, PAIRS, ReadingSettings};
use crate::language::Language;
use crate::pipeline::Progress;
use crate::script::chapter::Chapters;
use crate::speech::config::Config;
use crate::speech::queue::connection::Tell;
use crate::speech::queue::coordinator::Coordinator;
use crate::speech::queue::job::Level;
use anyhow::Result;
use clap::Args;
use std::sync::Arc;

/// How a text is read.
#[derive(Debug, Args)]
pub(super) struct Reading {
    /// The book's title, in place of the text's own
    ///
    /// In two languages as "The Lamp / 灯", in the order of the book's.
    #[arg(long)]
    pub(super) title: Option<String>,
    /// The text's languages, as en,zh, if its writing does not show them
    #[arg(long, value_name = "TAGS", value_delimiter = ',', value_parser = language)]
    pub(super) languages: Vec<Language>,
    /// Where chapters begin: headings, questions:8, minutes:10, none
    ///
    /// The number is about how many minutes a chapter has. Unless you say, chapters begin at headings,
    /// or at an interviewer's questions if there are none.
    #[arg(long, value_name = "HOW", value_parser = chapters)]
    pub(super) chapters: Option<String>,
    /// What is paired with its translation
    #[arg(long, value_name = "WHAT", value_parser = PAIRS)]
    pub(super) pairs: Option<String>,
    /// The names of those who speak, as "Ann Reed, Bo Lind"
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_parser = name)]
    pub(super) speakers: Vec<String>,
    /// The layout to read the text by, as script --explain calls it
    #[arg(long, value_name = "NAME")]
    pub(super) layout: Option<String>,
    /// Read the text again though script.toml was edited
    ///
    /// Your script is kept beside the new one.
    #[arg(long)]
    pub(super) rescript: bool,
}

/// Who speaks: this machine, or those that take lines from a queue.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct Queueing {
    /// Have the lines spoken by workers that take them from this queue, as nats://HOST:4222
    ///
    /// By default that of [queue] in diglot.toml, if there is one. `off` has this machine speak.
    #[arg(long, value_name = "URL")]
    pub(super) queue: Option<String>,
    /// Have the lines taken from the queue before those of books without --priority
    #[arg(long)]
    pub(super) priority: bool,
}

impl Queueing {
    /// Who puts lines into the queue, if there is one.
    pub(super) fn coordinator(
        &self,
        config: &Config,
        progress: Arc<dyn Progress>,
    ) -> Result<Option<Arc<Coordinator>>> {
        let settings = config.queue.clone().unwrap_or_default();
        let settings = settings
            .at(self.queue.as_deref())
            .filter(|settings| settings.url.as_deref() != Some("off"));
        let Some(settings) = settings else {
            return match self.priority {
                true => Err(anyhow::anyhow!(
                    "--priority is for lines in a queue: say which, with --queue"
                )),
                false => Ok(None),
            };
        };
        #[cfg(unix)]
        allow_many_files();
        let level = match self.priority {
            true => Level::First,
            false => Level::Usual,
        };
        let tell: Tell = Arc::new(move |text, important| progress.tell(text, important));
        Ok(Some(Arc::new(Coordinator::new(settings, level, tell))))
    }
}

/// Lets this process have as many files open as it may: each line in a queue has one, which is to become its clip.
#[cfg(unix)]
fn allow_many_files() {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};
    if let Ok((_, most)) = getrlimit(Resource::RLIMIT_NOFILE) {
        let _ = setrlimit(Resource::RLIMIT_NOFILE, most, most);
    }
}

/// How the sound is written, where it is not to be as book.toml says.
#[derive(Debug, Args)]
pub(super) struct Mastering {
    /// How loud: podcast, acx, ebu, none, or a number of LUFS
    ///
    /// A new book keeps it in its book.toml; for one that is there it is for this run.
    #[arg(long, value_name = "LEVEL", allow_hyphen_values = true)]
    pub(super) loudness: Option<Loudness>,
    /// Write the whole book in one WAV file as well
    ///
    /// It has a cue point a chapter.
    #[arg(long)]
    pub(super) single: bool,
}

impl Mastering {
    pub(super) fn choose(&self, chosen: &mut Choices) {
        chosen.loudness = self.loudness;
        chosen.single = self.single;
    }
}

impl Reading {
    /// The options as they are written, with a space before each.
    pub(super) fn as_args(&self) -> String {
        let mut args = String::new();
        if !self.languages.is_empty() {
            let tags: Vec<&str> = self.languages.iter().map(Language::tag).collect();
            args += &format!(" --languages {}", tags.join(","));
        }
        if let Some(chapters) = &self.chapters {
            args += &format!(" --chapters {chapters}");
        }
        if let Some(pairs) = &self.pairs {
            args += &format!(" --pairs {pairs}");
        }
        if !self.speakers.is_empty() {
            args += &format!(" --speakers \"{}\"", self.speakers.join(", "));
        }
        if let Some(layout) = &self.layout {
            args += &format!(" --layout \"{layout}\"");
        }
        args
    }

    pub(super) fn chosen(&self) -> ReadingSettings {
        ReadingSettings {
            title: self.title.clone(),
            languages: self.languages.clone(),
            chapters: self.chapters.clone(),
            pairs: self.pairs.clone(),
            speakers: self.speakers.clone(),
            layout: self.layout.clone(),
        }
    }
}

fn name(name: &str) -> Result<String, String> {
    match name.trim() {
        "" => Err("a name has at least a letter".into()),
        name => Ok(name.into()),
    }
}

fn chapters(how: &str) -> Result<String, String> {
    how.parse::<Chapters>().map(|_| how.into())
}

pub(super) fn language(tag: &str) -> Result<Language, String> {
    if Language::is_tag(&tag.trim().replace('_', "-")) {
        Ok(Language::new(tag))
    } else {
        Err("a language is written as en, zh or pt-br".into())
    }
}

pub(super) fn dollars(text: &str) -> Result<f64, String> {
    match text.trim_start_matches('$').parse() {
        Ok(dollars) if (0.0..1e9).contains(&dollars) => Ok(dollars),
        _ => Err("give a number of US dollars, as 2.50".into()),
    }
}
