//! What was doubtful when a text was read, kept with the book for whoever listens to it later.

use super::ledger;
use crate::disk;
use crate::language::Localized;
use crate::script::{Line, Script};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
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

/// The line of a script that each of its doubts is about, by its number from 0: the first that was read there, or after
/// it, where a name stands alone. None if a doubt is about no line.
pub fn lines(script: &Script) -> Vec<Option<usize>> {
    let mut by_place = BTreeMap::new();
    let all = script.turns().flat_map(|turn| &turn.lines);
    for (i, line) in all.enumerate() {
        for at in line.at() {
            by_place.entry(*at).or_insert(i);
        }
    }
    let line = |at: &usize| by_place.range(at..).next().map(|(_, line)| *line);
    let doubts = script.doubts.iter();
    doubts
        .map(|doubt| doubt.at.iter().filter_map(line).min())
        .collect()
}

/// Keeps the doubts about single lines of a script that was just read. Without them a book is as good as with them, so
/// that a failure is none.
pub fn keep(script: &Script, folder: &Path) {
    let all: Vec<&Line> = script.turns().flat_map(|turn| &turn.lines).collect();
    let doubts = script.doubts.iter().zip(lines(script));
    let doubtful = doubts.filter_map(|(doubt, line)| {
        Some(DoubtfulLine {
            text: text_of(all[line?]),
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
