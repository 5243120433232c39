//! What a build has changed: what was spoken anew, which chapters and files were made anew, and which stayed.

use super::rows::numbers;
use crate::language::{Language, Localized};
use crate::pipeline::Book;
use crate::pipeline::finish::Finished;
use serde::Serialize;
use std::sync::Arc;

/// How many of the lines are listed.
const LISTED: usize = 200;

/// What has changed.
#[derive(Debug, Serialize)]
pub struct Changed {
    /// How many lines were spoken.
    spoken: usize,
    /// The first of them.
    lines: Vec<Anew>,
    /// The chapters, in order.
    chapters: Vec<Chapter>,
    /// The names of the files that were made anew.
    files: Vec<String>,
}

/// A line that was spoken.
#[derive(Debug, Serialize)]
struct Anew {
    /// The row that it stood in.
    row: Option<usize>,
    language: Language,
    text: Arc<str>,
}

/// A chapter.
#[derive(Debug, Serialize)]
struct Chapter {
    title: Localized,
    /// Whether it was made anew.
    anew: bool,
}

impl Changed {
    /// What a build of a book has changed.
    pub fn of(book: &Book, finished: &Finished) -> Self {
        let mixed = &finished.mixed;
        let numbers = numbers(&book.script);
        let lines = mixed.anew.iter().take(LISTED).map(|line| Anew {
            row: numbers.get(&line.at).copied(),
            language: line.language.clone(),
            text: line.text.clone(),
        });
        let chapters = book.script.chapters.iter().enumerate();
        let chapters = chapters.map(|(i, chapter)| Chapter {
            title: chapter.title.clone(),
            anew: mixed.written.contains(&i),
        });
        let files = finished.publication.iter().flat_map(|made| &made.files);
        let files = files.filter(|(_, _, is_new)| *is_new);
        let name = |path: &std::path::Path| {
            let own = path.strip_prefix(&book.folder).unwrap_or(path);
            own.display().to_string()
        };
        Self {
            spoken: mixed.anew.len(),
            lines: lines.collect(),
            chapters: chapters.collect(),
            files: files.map(|(_, path, _)| name(path)).collect(),
        }
    }
}
