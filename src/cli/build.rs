//! `diglot build`: everything.

use super::publish::Formats;
use super::{Mastering, Reading, count, length, report_gaps};
use crate::book::timeline::Timeline;
use crate::pipeline::mix::{Mixed, mix};
use crate::pipeline::plan::Plan;
use crate::pipeline::{Book, Workshop, source};
use anyhow::Result;
use clap::Args;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, Args)]
pub struct Build {
    /// A text (.txt, .md, .html, .epub, .fb2, .docx, .odt, .rtf, .pdf, .srt, .vtt, .csv; - for standard
    /// input; or https://…), several as chapters or as languages of one text, or the folder of a book
    /// (with script.toml in it)
    #[arg(required = true)]
    input: Vec<PathBuf>,
    /// The folder for the book [default: output/<title>]
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    mastering: Mastering,
    #[command(flatten)]
    formats: Formats,
}

impl Build {
    pub fn run(self, workshop: &Workshop) -> Result<ExitCode> {
        let is_book = |input: &PathBuf| input.join("script.toml").is_file();
        let folder = if let [book] = &self.input[..]
            && self.output.is_none()
            && is_book(book)
        {
            book.clone()
        } else {
            let script = source::read(&self.input, &self.reading.options(), workshop)?;
            let folder = self
                .output
                .unwrap_or_else(|| source::default_folder(&script));
            super::script::note_reading(&script, workshop);
            source::write(
                &script,
                &folder,
                self.reading.rescript,
                workshop.progress.as_ref(),
            )?;
            folder
        };
        let mut book = Book::open(&folder, workshop)?;
        self.mastering.apply(&mut book);
        finish(&book, &self.formats, workshop)
    }
}

/// Speaks, mixes, publishes and says what came of it.
fn finish(book: &Book, formats: &Formats, workshop: &Workshop) -> Result<ExitCode> {
    let plan = Plan::new(book, workshop)?;
    warn_of_mute(&plan, book, workshop);
    let mixed = mix(book, &plan, workshop)?;
    summary(&mixed, &book.folder, workshop)?;
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
pub fn summary(mixed: &Mixed, folder: &Path, workshop: &Workshop) -> Result<()> {
    let Mixed {
        timeline,
        spoken,
        written,
        single,
        gains,
        ..
    } = mixed;
    workshop.progress.note(&format!(
        "{spoken} clips spoken, {written} chapters written"
    ));
    for (voice, gain) in gains {
        workshop.progress.note(&format!("{voice}: {gain:+.1} dB"));
    }
    let mut out = super::progress::out();
    writeln!(
        out,
        "{}: {}, {}, in {}",
        timeline.full_title(&timeline.title),
        count(timeline.chapters.len(), "chapter", "chapters"),
        length(timeline.seconds()),
        folder.display()
    )?;
    if *single > 0 {
        let files = count(*single, "file", "files");
        writeln!(
            out,
            "The whole book is in {files} as well: {}",
            folder.join("book*.wav").display()
        )?;
    }
    if *written == 0 && *single == 0 {
        writeln!(out, "Nothing has changed since it was made.")?;
    }
    writeln!(out, "To listen: {}", listen(timeline, folder))?;
    Ok(())
}

fn listen(timeline: &Timeline, folder: &Path) -> String {
    let first = timeline
        .chapters
        .first()
        .map(|chapter| folder.join(&chapter.file));
    let first = first
        .map(|file| file.display().to_string())
        .unwrap_or_default();
    format!(
        "{} or, in a player that reads cue sheets, {}",
        first,
        folder.join("book.cue").display()
    )
}
