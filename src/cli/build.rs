//! `diglot build`: everything.

use super::options::{Mastering, Queueing, Reading};
use super::publish::{self, Formats};
use super::{WITH_GAPS, count, each, report_gaps, script};
use crate::book::settings::Choices;
use crate::pipeline::source::Folder;
use crate::pipeline::{Book, Workshop, finish, source};
use crate::script::Script;
use crate::script::sources::place_in_words;
use anyhow::Result;
use clap::Args;
use indexmap::IndexMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// How many reasons are named for what is left out.
const MOST_REASONS: usize = 3;

#[derive(Debug, Args)]
pub struct Build {
    /// A text, or the folder of a book
    ///
    /// Texts are .txt, .md, .html, .epub, .fb2, .docx, .odt, .rtf, .pdf, .srt, .vtt, .csv and others; - is
    /// standard input, and https://… is fetched. Several are chapters of one book, or the languages
    /// of one text. The folder of a book is the one with script.toml in it.
    #[arg(required_unless_present = "watch")]
    input: Vec<PathBuf>,
    /// The folder for the book [default: output/<title>]
    ///
    /// With --each and --watch, the one for all books, instead of output.
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Make a book of each text: files, folders of texts, and lists of texts (@FILE, one a line)
    ///
    /// Books that fail are listed at the end and stop no others. The same command again goes on where it was.
    #[arg(long, conflicts_with = "title")]
    each: bool,
    /// Make a book of each text in this folder, and of those that are put there, until Ctrl-C
    ///
    /// Nothing is moved. A text that changes is built again.
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["input", "each", "title"])]
    watch: Option<PathBuf>,
    #[command(flatten)]
    formats: Formats,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    mastering: Mastering,
    #[command(flatten)]
    pub queueing: Queueing,
}

impl Build {
    /// What is chosen for a new book.
    pub fn choose(&self, chosen: &mut Choices) {
        self.mastering.choose(chosen);
        chosen.formats.clone_from(&self.formats.format);
        chosen.reading = self.reading.chosen();
    }

    pub fn run(self, workshop: &Workshop) -> Result<ExitCode> {
        if let Some(folder) = &self.watch {
            return each::watch(&self, folder, workshop);
        }
        if self.each {
            return each::each(&self, each::texts(&self.input)?, workshop);
        }
        let folder = self.read(&self.input, workshop)?;
        Ok(match self.finish(&folder, workshop)? {
            true => ExitCode::SUCCESS,
            false => ExitCode::from(WITH_GAPS),
        })
    }

    /// Whether other books are built in the same run.
    fn is_one_of_many(&self) -> bool {
        self.each || self.watch.is_some()
    }

    /// Reads texts, unless the input is a book: the book's folder.
    pub fn read(&self, input: &[PathBuf], workshop: &Workshop) -> Result<PathBuf> {
        let is_one_of_many = self.is_one_of_many();
        if let [book] = input
            && (self.output.is_none() || is_one_of_many)
            && is_book(book)
        {
            return Ok(book.clone());
        }
        let folder = match &self.output {
            Some(above) if is_one_of_many => Folder::ByTitle(above.clone()),
            output => output.clone().into(),
        };
        let (script, folder) = source::read_as_chosen(input, folder, workshop)?;
        script::note_reading(&script, workshop);
        self.say_left_out(input, &script, workshop);
        source::write(
            &script,
            &folder,
            self.reading.rescript,
            workshop.progress.as_ref(),
        )?;
        Ok(folder)
    }

    /// Speaks, mixes, publishes and says what came of it: whether nothing is missing.
    pub fn finish(&self, folder: &Path, workshop: &Workshop) -> Result<bool> {
        let book = Book::open(folder, workshop)?;
        let chosen = self.formats.chosen(&book)?;
        let finished = finish::finish(&book, &chosen, workshop)?;
        let mut failed = 0;
        if let Some(publication) = &finished.publication {
            publish::say(publication, workshop);
            failed = publish::say_failed(publication);
        }
        let gaps = &finished.mixed.gaps;
        report_gaps(gaps, &book.folder);
        let is_whole = gaps.is_empty() && failed == 0;
        if !self.is_one_of_many() {
            // The program ends here, and the system frees a long book faster than we do.
            std::mem::forget(book);
        }
        Ok(is_whole)
    }
}

/// Whether a path is the folder of a book, or one of the files in it that a person edits.
pub fn is_book(path: &Path) -> bool {
    let is_file = |name: &str| path.ends_with(name) && path.with_file_name("script.toml").is_file();
    path.join("script.toml").is_file() || is_file("script.toml") || is_file("book.toml")
}

impl Build {
    /// Says in two lines at most what of a text is not in the book and what is doubtful, and how both
    /// are listed.
    fn say_left_out(&self, input: &[PathBuf], script: &Script, workshop: &Workshop) {
        let mut said = Vec::new();
        if !script.dropped.is_empty() {
            let mut reasons: IndexMap<&str, usize> = IndexMap::new();
            for dropped in &script.dropped {
                *reasons.entry(dropped.reason.as_ref()).or_default() += 1;
            }
            reasons.sort_by(|_, a, _, b| b.cmp(a));
            let most = reasons.iter().take(MOST_REASONS);
            let mut most: Vec<String> = most.map(|(reason, n)| format!("{reason}: {n}")).collect();
            if reasons.len() > MOST_REASONS {
                most.push("…".into());
            }
            let lines = count(script.dropped.len(), "line", "lines");
            said.push(format!(
                "left out: {lines} of the text ({})",
                most.join(", ")
            ));
        }
        if let Some(first) = script.doubts.first() {
            let places = count(script.doubts.len(), "place", "places");
            let at = place_in_words(&first.at, script);
            said.push(format!(
                "doubtful: {places}, the first at {at}: {}",
                first.text
            ));
        }
        if let Some(last) = said.last_mut() {
            let inputs: Vec<String> = input.iter().map(|i| quoted(&i.display())).collect();
            let folder = self.output.as_ref().filter(|_| !self.is_one_of_many());
            let folder = folder.map(|folder| format!(" -o {}", quoted(&folder.display())));
            *last += &format!(
                ". To list all: diglot script {}{}{}",
                inputs.join(" "),
                self.reading.as_args(),
                folder.unwrap_or_default()
            );
        }
        for line in said {
            workshop.progress.say(&line);
        }
    }
}

/// A name as a shell takes it.
fn quoted(name: &dyn std::fmt::Display) -> String {
    let name = name.to_string();
    let is_plain = |c: char| c.is_alphanumeric() || "-_./:\\".contains(c);
    match name.chars().all(is_plain) {
        true => name,
        false => format!("'{}'", name.replace('\'', "'\\''")),
    }
}
