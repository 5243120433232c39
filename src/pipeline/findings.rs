//! What a recogniser found wrong in a book when it heard it last, kept with the book for whoever listens to it later.

use super::ledger;
use crate::disk;
use crate::hearing::report::Listening;
use crate::hearing::verdict::Verdict;
use crate::language::Language;
use crate::speech::key::ClipKey;
use crate::speech::store::ClipStore;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The file's name in `.diglot/`.
const FILE: &str = "findings.json";

/// A line that was not heard as it is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The clip's key. A line that was edited has another.
    pub clip: String,
    /// BLAKE3 of the clip, in hexadecimal, if it was in the store. A line that was spoken again has another.
    pub sum: Option<String>,
    /// The language.
    pub language: Language,
    /// Whether the recogniser was sure.
    pub is_sure: bool,
    /// What is wrong, in words.
    pub what: String,
    /// What was heard.
    pub heard: String,
}

impl Finding {
    /// Whether it is still about what is in the store: the clip was not spoken again since.
    pub fn is_of(&self, store: &ClipStore, key: &ClipKey) -> bool {
        let now = store.sum(key);
        now.is_none() || now == self.sum
    }
}

/// The file of a book.
pub fn path(folder: &Path) -> PathBuf {
    folder.join(ledger::FOLDER).join(FILE)
}

/// Keeps what was found, in place of what was found before. Without it a book is as good as with it, so that a failure
/// is none.
pub fn keep(listening: &Listening, folder: &Path, store: &ClipStore) {
    let findings = listening.findings().map(|line| Finding {
        sum: (line.clip.parse().ok()).and_then(|key: ClipKey| store.sum(&key)),
        clip: line.clip.clone(),
        language: line.language.clone(),
        is_sure: line.verdict == Verdict::Wrong,
        what: line.means(),
        heard: line.heard.text.clone(),
    });
    let findings: Vec<Finding> = findings.collect();
    if findings.is_empty() {
        let _ = std::fs::remove_file(path(folder));
    } else if let Ok(text) = serde_json::to_vec_pretty(&findings) {
        let _ = disk::write_derived(&path(folder), &text);
    }
}

/// What was kept.
pub fn load(folder: &Path) -> Vec<Finding> {
    let text = std::fs::read(path(folder)).unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_default()
}
