//! All that is left to do for a book: spoken, mixed, published, with what a person is told of it.

use super::claim::Claim;
use super::mix::{Mixed, mix};
use super::plan::Plan;
use super::publish::{self, Publication};
use super::{Book, PipelineError, Workshop, count, length};
use crate::book::formats::Format;
use std::path::Path;

/// What came of it.
#[derive(Debug)]
pub struct Finished {
    /// The chapters.
    pub mixed: Mixed,
    /// The formats, if any were wanted.
    pub publication: Option<Publication>,
}

/// Speaks what is missing, mixes and publishes. What was made is told as a result.
///
/// # Errors
/// As [`mix`] and [`publish::publish`]. What is finished stays.
pub fn finish(
    book: &Book,
    formats: &[&dyn Format],
    workshop: &Workshop,
) -> Result<Finished, PipelineError> {
    let _claim = Claim::wait(&book.folder, workshop)?;
    warn_of_formats(book, formats, workshop);
    let plan = Plan::new(book, workshop)?;
    warn_of_mute(&plan, book, workshop);
    let mixed = mix(book, &plan, workshop)?;
    // Nothing is spoken from here on: formats are made of what is on the disk.
    drop(plan);
    summary(&mixed, &book.folder, workshop);
    let publication = match formats {
        [] => None,
        formats => Some(publish::publish(book, formats, workshop)?),
    };
    Ok(Finished { mixed, publication })
}

/// Says of formats, before anything is spoken, that they cannot be made.
fn warn_of_formats(book: &Book, chosen: &[&dyn Format], workshop: &Workshop) {
    for (format, why) in publish::foresee(book, chosen) {
        workshop.progress.warn(&format!(
            "{} cannot be made: {why}. All else is made; it can follow: diglot publish {} --format {0}",
            format.name(),
            book.folder.display()
        ));
    }
}

/// Says which lines have no word in them to speak.
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
        title,
        seconds,
        chapters,
        spoken,
        written,
        single,
        gains,
        ..
    } = mixed;
    let progress = workshop.progress.as_ref();
    progress.note(&format!(
        "{spoken} clips spoken, {} chapters written",
        written.len()
    ));
    for (voice, gain) in gains {
        progress.note(&format!("{voice}: {gain:+.1} dB"));
    }
    progress.result(&format!(
        "{}: {}, {}, in {}",
        title,
        count(chapters.len(), "chapter", "chapters"),
        length(*seconds),
        folder.display()
    ));
    if *single > 0 {
        let (files, first) = match *single {
            1 => ("1 file".into(), "book.wav"),
            parts => (format!("{parts} files"), "book-1.wav"),
        };
        progress.result(&format!(
            "The whole book is in {files} as well: {}",
            folder.join(first).display()
        ));
    }
    if written.is_empty() && *single == 0 {
        progress.result("Nothing has changed since it was made.");
    }
    if let Some(first) = chapters.first() {
        let path = folder.join(first);
        progress.result(&format!("To listen: {}", path.display()));
    }
}
