//! `diglot build`: everything.

use super::publish::Formats;
use super::{Mastering, Reading, count, length, report_gaps};
use crate::book::settings::Choices;
use crate::pipeline::mix::{Mixed, mix};
use crate::pipeline::plan::Plan;
use crate::pipeline::{Book, Workshop, source};
use anyhow::Result;
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Of a text, everything is made: script.toml, book.toml, the spoken lines, the chapters. What you
/// choose here stands in the new book.toml, so that later commands go by it.
///
/// Of the folder of a book, only what has changed is made anew.
#[derive(Debug, Args)]
pub struct Build {
    /// A text, or the folder of a book
    ///
    /// Texts are .txt, .md, .html, .epub, .docx, .srt, .vtt, .csv and others; - is standard input.
    /// Several are chapters of one book, or the languages of one text. The folder of a book is the one
    /// with script.toml in it.
    #[arg(required = true)]
    input: Vec<PathBuf>,
    /// The folder for the book [default: output/<title>]
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    #[command(flatten)]
    formats: Formats,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    mastering: Mastering,
}

impl Build {
    /// What is chosen for a new book.
    pub fn choose(&self, chosen: &mut Choices) {
        self.mastering.choose(chosen);
        chosen.formats.clone_from(&self.formats.format);
        chosen.reading = self.reading.chosen();
    }

    pub fn run(self, workshop: &Workshop) -> Result<ExitCode> {
        let folder = if let [book] = &self.input[..]
            && self.output.is_none()
            && is_book(book)
        {
            book.clone()
        } else {
            let (script, folder) = source::read_as_chosen(&self.input, self.output, workshop)?;
            super::script::note_reading(&script, workshop);
            source::write(
                &script,
                &folder,
                self.reading.rescript,
                workshop.progress.as_ref(),
            )?;
            folder
        };
        let book = Book::open(&folder, workshop)?;
        finish(&book, &self.formats, workshop)
    }
}

/// Whether a path is the folder of a book, or one of the files in it that a person edits.
fn is_book(path: &Path) -> bool {
    let is_file = |name: &str| path.ends_with(name) && path.with_file_name("script.toml").is_file();
    path.join("script.toml").is_file() || is_file("script.toml") || is_file("book.toml")
}

/// Speaks, mixes, publishes and says what came of it.
fn finish(book: &Book, formats: &Formats, workshop: &Workshop) -> Result<ExitCode> {
    let plan = Plan::new(book, workshop)?;
    warn_of_mute(&plan, book, workshop);
    let mixed = mix(book, &plan, workshop)?;
    summary(&mixed, &book.folder, workshop);
    formats.publish(book, workshop)?;
    Ok(report_gaps(&mixed.gaps, &book.folder))
}

pub fn warn_of_mute(plan: &Plan, book: &Book, workshop: &Workshop) {
    for at in &plan.mute {
        workshop.progress.warn(&format!(
            "{}:{at}: there is no word in this line to speak; it is left out",
            book.folder.join("script.toml").display()
        ));
    }
}

/// What was made, and where it is to be heard.
pub fn summary(mixed: &Mixed, folder: &Path, workshop: &Workshop) {
    let Mixed {
        timeline,
        spoken,
        written,
        single,
        gains,
        ..
    } = mixed;
    let progress = workshop.progress.as_ref();
    progress.note(&format!(
        "{spoken} clips spoken, {written} chapters written"
    ));
    for (voice, gain) in gains {
        progress.note(&format!("{voice}: {gain:+.1} dB"));
    }
    progress.result(&format!(
        "{}: {}, {}, in {}",
        timeline.full_title(&timeline.title),
        count(timeline.chapters.len(), "chapter", "chapters"),
        length(timeline.seconds()),
        folder.display()
    ));
    if *single > 0 {
        let files = count(*single, "file", "files");
        let path = folder.join("book*.wav");
        progress.result(&format!("In {files} as well: {}", path.display()));
    }
    if *written == 0 && *single == 0 {
        progress.result("Nothing has changed since it was made.");
    }
    if let Some(first) = timeline.chapters.first() {
        let path = folder.join(&first.file);
        progress.result(&format!("To listen: {}", path.display()));
    }
}
