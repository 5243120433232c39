//! From a finished book to what players and readers want: each format's files, if they are stale.

use super::ledger::{self, Published, State};
use super::plan::Plan;
use super::side_by_side::side_by_side;
use super::{Book, PipelineError, Workshop, mix};
use crate::book::formats::{Content, Edition, Format, FormatError, Product};
use crate::book::timeline::Timeline;
use crate::disk;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// What came of it.
#[derive(Debug, Default)]
pub struct Publication {
    /// The files of each format, with whether they were written now.
    pub files: Vec<(&'static str, PathBuf, bool)>,
}

/// Writes the files of formats that are not there or not up to date. The chapters and `book.json`
/// must be there.
///
/// # Errors
/// If the book is not finished, a program is missing, or a file cannot be written. Files that are
/// finished stay.
pub fn publish(
    book: &Book,
    formats: &[&dyn Format],
    workshop: &Workshop,
) -> Result<Publication, PipelineError> {
    let timeline = read_timeline(&book.folder)?;
    let mut state = State::load(&book.folder);
    warn_if_stale(book, &state, workshop);
    let sounds = sounds(&book.folder, &timeline, &state)?;
    let stop = workshop.stop.clone();
    let edition =
        Edition::new(&book.folder, &timeline, &book.settings, sounds, stop).map_err(from)?;
    let mut products: Vec<(&'static str, Product)> = Vec::new();
    for format in formats {
        let made = format.products(&edition).map_err(from)?;
        products.extend(made.into_iter().map(|product| (format.name(), product)));
    }
    workshop.progress.begin("publishing", products.len() as u64);
    let publication = Mutex::new((&mut state, vec![false; products.len()]));
    let numbered: Vec<usize> = (0..products.len()).collect();
    let done = side_by_side(workshop.jobs, &numbered, |&i| {
        if workshop.stop.is_cancelled() {
            return Err(PipelineError::Interrupted);
        }
        let (format, product) = &products[i];
        let lock = || publication.lock().unwrap_or_else(PoisonError::into_inner);
        let known = lock().0.published.get(&product.file).cloned();
        let is_new = write(&book.folder, product, known.as_ref(), workshop.force)?;
        if let Some(published) = is_new {
            let mut publication = lock();
            let format = format.to_string();
            // Remembered at once, so that a run that is cut off goes on from here.
            publication.0.published.insert(
                product.file.clone(),
                Published {
                    format,
                    ..published
                },
            );
            publication.0.save(&book.folder)?;
            publication.1[i] = true;
        }
        workshop.progress.step();
        Ok(())
    });
    workshop.progress.end();
    if let Some(note) = edition.note() {
        workshop.progress.warn(note);
    }
    done?;
    let (_, written) = publication
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    let files = products
        .iter()
        .zip(written)
        .map(|((format, product), written)| (*format, book.folder.join(&product.file), written));
    let files: Vec<_> = files.collect();
    remove_old(&book.folder, formats, &products, &mut state);
    state.save(&book.folder)?;
    Ok(Publication { files })
}

/// Says so if the chapters are not what they would be now: nobody wants to publish yesterday's text.
fn warn_if_stale(book: &Book, state: &State, workshop: &Workshop) {
    // What keeps a book from being spoken does not keep it from being published.
    let Ok(plan) = Plan::new(book, workshop) else {
        return;
    };
    let is_stale = |mixed: &String| *mixed != mix::made_from(book, &plan);
    if state.mixed.as_ref().is_some_and(is_stale) {
        workshop.progress.warn(&format!(
            "the script, book.toml or the options are not what they were when the chapters were made, \
             and the chapters are published as they are. To make them new first: diglot build {}",
            book.folder.display()
        ));
    }
}

/// Reads `book.json`.
///
/// # Errors
/// If it is not there, or is not as it should be.
pub fn read_timeline(folder: &Path) -> Result<Timeline, PipelineError> {
    let path = folder.join("book.json");
    let again = format!("make the book first: diglot build {}", folder.display());
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let what = format!("the book is not finished; {again}");
            return Err(PipelineError::File { path, what });
        }
        Err(error) => return Err(PipelineError::file(path, &error)),
    };
    serde_json::from_slice(&bytes).map_err(|error| PipelineError::File {
        path,
        what: format!("this is no book.json of this version ({error}); {again}"),
    })
}

/// What each chapter's file was made from; the file must be as long as it was then.
fn sounds(folder: &Path, timeline: &Timeline, state: &State) -> Result<Vec<String>, PipelineError> {
    let chapters = timeline.chapters.iter().map(|chapter| {
        let path = folder.join(&chapter.file);
        std::fs::metadata(&path).map_err(|error| PipelineError::file(&path, &error))?;
        match state.chapters.get(&chapter.file) {
            Some(known) if ledger::is_whole(folder, &chapter.file, known) => Ok(known.key.clone()),
            _ => Err(PipelineError::File {
                path,
                what: format!(
                    "this is not the chapter that diglot wrote; make it again: diglot mix {}",
                    folder.display()
                ),
            }),
        }
    });
    chapters.collect()
}

/// Writes a product, if it is stale. Says what to remember of it, or nothing if it was left alone.
fn write(
    folder: &Path,
    product: &Product,
    known: Option<&Published>,
    force: bool,
) -> Result<Option<Published>, PipelineError> {
    let path = folder.join(&product.file);
    let failed = |error: std::io::Error| PipelineError::file(&path, &error);
    let published = |key: &str, bytes: u64| {
        let key = key.to_string();
        Some(Published {
            format: String::new(),
            key,
            bytes,
        })
    };
    match &product.content {
        Content::Bytes(bytes) => {
            let is_new = disk::write_derived(&path, bytes).map_err(failed)?;
            let unknown = known.is_none();
            Ok(if is_new || unknown {
                published("", bytes.len() as u64)
            } else {
                None
            })
        }
        Content::Made { recipe, make } => {
            let length = std::fs::metadata(&path).map(|file| file.len()).ok();
            let is_fresh =
                known.is_some_and(|known| known.key == *recipe && length == Some(known.bytes));
            if is_fresh && !force {
                return Ok(None);
            }
            let parent = path.parent().unwrap_or(folder);
            std::fs::create_dir_all(parent).map_err(failed)?;
            let file = disk::temporary(parent).map_err(failed)?;
            make(file.path()).map_err(|error| PipelineError::Format {
                file: product.file.clone(),
                source: error,
            })?;
            let length = std::fs::metadata(file.path()).map_err(failed)?.len();
            file.persist(&path).map_err(|error| failed(error.error))?;
            Ok(published(recipe, length))
        }
    }
}

/// Removes files of these formats that diglot wrote for what is in the book no longer.
fn remove_old(
    folder: &Path,
    formats: &[&dyn Format],
    products: &[(&'static str, Product)],
    state: &mut State,
) {
    state.published.retain(|file, published| {
        let keep = formats
            .iter()
            .all(|format| format.name() != published.format)
            || products.iter().any(|(_, product)| product.file == *file);
        if !keep {
            // If it cannot be removed, it does no harm beyond taking room.
            let _ = std::fs::remove_file(folder.join(file));
        }
        keep
    });
}

fn from(error: FormatError) -> PipelineError {
    match error {
        FormatError::Interrupted => PipelineError::Interrupted,
        error => PipelineError::Edition(error),
    }
}
