//! What was doubtful when a text was read, kept with the book for whoever listens to it later.

use super::ledger;
use crate::disk;
use crate::language::Localized;
use crate::script::{Line, Script};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::path::Path;

/// The file's name in `.diglot/`.
const FILE: &str = "doubts.json";

/// A line that was doubtful.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DoubtfulLine {
    /// What the line says; one that says something else by now is no longer meant.
    pub text: Localized,
    /// What is doubtful.
    pub what: String,
}

/// Keeps the doubts about single lines of a script that was just read. Without them a book is as good as with them, so
/// that a failure is none.
pub fn keep(script: &Script, folder: &Path) {
    let mut by_place = HashMap::new();
    let lines = script.turns().flat_map(|turn| &turn.lines);
    for (i, line) in lines.enumerate() {
        for at in line.at() {
            by_place.entry(*at).or_insert((i, line));
        }
    }
    let doubtful = script.doubts.iter().filter_map(|doubt| {
        let own = doubt.at.iter().filter_map(|at| by_place.get(at));
        let (_, first) = own.min_by_key(|(i, _)| *i)?;
        Some(DoubtfulLine {
            text: text_of(first),
            what: doubt.text.clone(),
        })
    });
    let doubtful: Vec<DoubtfulLine> = doubtful.collect();
    let path = folder.join(ledger::FOLDER).join(FILE);
    if doubtful.is_empty() {
        let _ = std::fs::remove_file(path);
    } else if let Ok(text) = serde_json::to_vec_pretty(&doubtful) {
        let _ = disk::write_derived(&path, &text);
    }
}

/// The doubts that were kept.
pub fn load(folder: &Path) -> Vec<DoubtfulLine> {
    let text = std::fs::read(folder.join(ledger::FOLDER).join(FILE)).unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_default()
}

fn text_of(line: &Line) -> Localized {
    match line {
        Line::Speech { text, .. } => text.clone(),
        Line::Note { text, language, .. } => [(language.clone(), text.clone())].into(),
    }
}
