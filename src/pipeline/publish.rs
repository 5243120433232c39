//! From a finished book to what players and readers want: each format's files, if they are stale.

use super::ledger::{self, Keeper, Published, Sound, State};
use super::plan::Plan;
use super::side_by_side::side_by_side;
use super::{Book, PipelineError, Workshop, mix};
use crate::book::formats::{Content, Edition, Format, FormatError, Product, hash_of_sound};
use crate::book::timeline::Timeline;
use crate::disk;
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// What came of it.
#[derive(Debug, Default)]
pub struct Publication {
    /// The files of each format, with whether they were written now.
    pub files: Vec<(&'static str, PathBuf, bool)>,
    /// The formats that could not be made, each with why.
    pub failed: Vec<(&'static str, PipelineError)>,
}

/// The formats that cannot be made of a book, as far as that can be known before anything is spoken.
pub fn foresee<'a>(
    book: &Book,
    formats: &[&'a dyn Format],
) -> Vec<(&'a dyn Format, PipelineError)> {
    let missing = |format: &&'a dyn Format| {
        let foreseen = format.foresee(&book.folder, &book.settings);
        Some((*format, PipelineError::Edition(foreseen.err()?)))
    };
    formats.iter().filter_map(missing).collect()
}

/// Writes the files of formats that are not there or not up to date. The chapters and `book.json`
/// must be there. A format that cannot be made does not keep others from it.
///
/// # Errors
/// If the book is not finished, what was made cannot be remembered, or a person stops the run. Files that are finished
/// stay.
pub fn publish(
    book: &Book,
    formats: &[&dyn Format],
    workshop: &Workshop,
) -> Result<Publication, PipelineError> {
    let mut state = State::load(&book.folder);
    if book.folder.join("book.json").exists() {
        warn_if_stale(book, &state, workshop);
    }
    let timeline = read_timeline(&book.folder)?;
    let sounds = sounds(&book.folder, &timeline, &state)?;
    let stop = workshop.stop.clone();
    let mut edition =
        Edition::new(&book.folder, &timeline, &book.settings, sounds, stop).map_err(from)?;
    if !workshop.force {
        edition.keep_sounds(state.published.iter().filter_map(|(file, published)| {
            let Sound { key, sum } = published.sound.clone()?;
            let path = disk::inside(&book.folder, file)?;
            let length = std::fs::metadata(&path).ok()?.len();
            (length == published.bytes).then_some((key, path, sum))
        }));
    }
    let mut failed: BTreeMap<&'static str, PipelineError> = foresee(book, formats)
        .into_iter()
        .map(|(format, error)| (format.name(), error))
        .collect();
    let mut products: Vec<(&'static str, Product)> = Vec::new();
    for format in formats {
        if failed.contains_key(format.name()) {
            continue;
        }
        match format.products(&edition) {
            Ok(made) => products.extend(made.into_iter().map(|p| (format.name(), p))),
            Err(error) => drop(failed.insert(format.name(), from(error))),
        }
    }
    let stale = products.iter().filter(|(_, product)| {
        let known = state.published.get(&product.file);
        !is_fresh(&book.folder, product, known, workshop)
    });
    let sounds = stale.flat_map(|(_, product)| product.sounds.iter().copied());
    edition.foresee_mp3s(sounds, workshop.jobs);
    workshop.progress.begin("publishing", products.len() as u64);
    let keeper = Keeper::new(&mut state, &book.folder);
    let shared = Mutex::new((keeper, HashSet::new(), failed));
    let lock = || shared.lock().unwrap_or_else(PoisonError::into_inner);
    let make = |(format, product): &&(&'static str, Product)| {
        if workshop.stop.is_cancelled() {
            return Err(PipelineError::Interrupted);
        }
        let known = {
            let (keeper, _, failed) = &*lock();
            if failed.contains_key(format) {
                return Ok(());
            }
            keeper.state.published.get(&product.file).cloned()
        };
        match write(&book.folder, product, known.as_ref(), workshop) {
            Ok(None) => {}
            Ok(Some(published)) => {
                let format = format.to_string();
                let published = Published {
                    format,
                    ..published
                };
                let (keeper, written, _) = &mut *lock();
                keeper
                    .state
                    .published
                    .insert(product.file.clone(), published);
                keeper.changed()?;
                written.insert(product.file.clone());
                if let Some(note) = &product.note {
                    workshop.progress.warn(note);
                }
            }
            Err(error) if ends_all(&error) => return Err(error),
            Err(error) => {
                lock().2.entry(format).or_insert(error);
            }
        }
        workshop.progress.step();
        Ok(())
    };
    let (last, first): (Vec<_>, Vec<_>) = products.iter().partition(|(_, p)| p.is_last);
    let done = side_by_side(workshop.jobs, &first, make)
        .and_then(|()| side_by_side(workshop.jobs, &last, make));
    workshop.progress.end();
    if let Some(note) = edition.note() {
        workshop.progress.warn(note);
    }
    let (mut keeper, written, mut failed) =
        shared.into_inner().unwrap_or_else(PoisonError::into_inner);
    keeper.save()?;
    done?;
    let files = products
        .iter()
        .filter(|(name, _)| !failed.contains_key(name));
    let files = files.map(|(name, product)| {
        let is_new = written.contains(&product.file);
        (*name, book.folder.join(&product.file), is_new)
    });
    let files = files.collect();
    let names = formats.iter().map(|format| format.name());
    let made: Vec<&str> = names
        .clone()
        .filter(|name| !failed.contains_key(name))
        .collect();
    remove_old(&book.folder, &made, &products, &mut state);
    state.save(&book.folder)?;
    let failed = names.filter_map(|name| Some((name, failed.remove(name)?)));
    Ok(Publication {
        files,
        failed: failed.collect(),
    })
}

/// Whether nothing more is to be tried.
fn ends_all(error: &PipelineError) -> bool {
    match error {
        PipelineError::Interrupted => true,
        PipelineError::Format { source, .. } => matches!(source, FormatError::Interrupted),
        _ => false,
    }
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
    let timeline: Timeline =
        serde_json::from_slice(&bytes).map_err(|error| PipelineError::File {
            path: path.clone(),
            what: format!("this is no book.json of this version ({error}); {again}"),
        })?;
    let mut files = timeline.chapters.iter().map(|chapter| &chapter.file);
    match files.find(|file| disk::inside(folder, file).is_none()) {
        Some(outside) => Err(PipelineError::File {
            path,
            what: format!("it names a file outside of the book's folder, {outside}; {again}"),
        }),
        None => Ok(timeline),
    }
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

/// Whether a product that takes time to make need not be made again.
fn is_fresh(
    folder: &Path,
    product: &Product,
    known: Option<&Published>,
    workshop: &Workshop,
) -> bool {
    let (Content::Made { recipe, .. }, Some(known)) = (&product.content, known) else {
        return false;
    };
    let length = || std::fs::metadata(folder.join(&product.file)).map(|file| file.len());
    !workshop.force && known.key == *recipe && length().is_ok_and(|length| length == known.bytes)
}

/// Writes a product, if it is stale. Says what to remember of it, or nothing if it was left alone.
fn write(
    folder: &Path,
    product: &Product,
    known: Option<&Published>,
    workshop: &Workshop,
) -> Result<Option<Published>, PipelineError> {
    let path = disk::inside(folder, &product.file).ok_or_else(|| PipelineError::File {
        path: folder.join("book.json"),
        what: format!(
            "it names a file outside of the book's folder: {}",
            product.file
        ),
    })?;
    let failed = |error: std::io::Error| PipelineError::file(&path, &error);
    // A person may have put their text here, and it may be called as the book is. What holds the same bytes
    // was written by a run that was killed.
    let keep = |is_same: &dyn Fn() -> bool| -> Result<(), PipelineError> {
        let is_ours = known.is_some() || product.file.contains('/');
        if !is_ours && path.exists() && !is_same() {
            let aside = disk::set_aside(&path).map_err(failed)?;
            workshop.progress.warn(&format!(
                "{} was there, and diglot has not written it; it is kept as {}",
                path.display(),
                aside.display()
            ));
        }
        Ok(())
    };
    let published = |key: &str, bytes: u64, sound: Option<Sound>| {
        let key = key.to_string();
        Some(Published {
            format: String::new(),
            key,
            bytes,
            sound,
        })
    };
    match &product.content {
        Content::Text(text) => {
            let text = text();
            keep(&|| std::fs::read(&path).is_ok_and(|old| old == text.as_bytes()))?;
            let is_new = disk::write_derived(&path, text.as_bytes()).map_err(failed)?;
            let unknown = known.is_none();
            Ok(if is_new || unknown {
                published("", text.len() as u64, None)
            } else {
                None
            })
        }
        Content::Made { recipe, make } => {
            if is_fresh(folder, product, known, workshop) {
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
            keep(&|| {
                let new = disk::hash_of(file.path());
                new.is_ok_and(|new| disk::hash_of(&path).is_ok_and(|old| old == new))
            })?;
            let sound = |key: &String| {
                let (key, sum) = (key.clone(), hash_of_sound(file.path())?);
                Ok(Sound { key, sum })
            };
            let sound = product.sound.as_ref().map(sound).transpose();
            let sound = sound.map_err(failed)?;
            file.persist(&path).map_err(|error| failed(error.error))?;
            Ok(published(recipe, length, sound))
        }
    }
}

/// Removes files of these formats that diglot wrote for what is in the book no longer.
fn remove_old(
    folder: &Path,
    formats: &[&str],
    products: &[(&'static str, Product)],
    state: &mut State,
) {
    let files: HashSet<&str> = products.iter().map(|(_, p)| p.file.as_str()).collect();
    state.published.retain(|file, published| {
        let keep = !formats.contains(&published.format.as_str()) || files.contains(file.as_str());
        if !keep {
            disk::remove_inside(folder, file);
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
