//! Which books there are: those of the folders that the studio was given. The page calls them by an id, never by a path.

use super::desk::{Desk, SCRIPT};
use super::events::Events;
use super::trouble::Trouble;
use crate::language::{Language, Localized};
use crate::pipeline::ledger::State;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// How many folders are looked into at most.
const MOST: usize = 5000;
/// How deep books are looked for below a folder.
const DEEPEST: usize = 3;

/// The books of some folders.
pub struct Library {
    roots: Vec<PathBuf>,
    events: Events,
    desks: Mutex<IndexMap<String, Arc<Desk>>>,
}

/// A book in the list.
#[derive(Debug, Serialize)]
pub struct Listed {
    id: String,
    title: Localized,
    languages: Vec<Language>,
    /// Its folder, as a person reads it.
    folder: String,
    /// How long it is, in seconds, if it was finished.
    seconds: Option<f64>,
}

impl Library {
    /// The books below folders.
    pub fn new(roots: Vec<PathBuf>, events: Events) -> Self {
        let desks = Mutex::default();
        Self {
            roots,
            events,
            desks,
        }
    }

    /// Takes a book's folder among those that may be opened, and gives its id.
    ///
    /// # Errors
    /// If there is no such folder.
    pub fn add(&self, folder: &Path) -> Result<Arc<Desk>, Trouble> {
        let whole = folder
            .canonicalize()
            .map_err(|error| Trouble::file(folder, &error))?;
        let id = blake3::hash(whole.as_os_str().as_encoded_bytes()).to_hex()[..12].to_string();
        let mut desks = self.desks.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || Arc::new(Desk::new(id.clone(), folder.into(), self.events.clone()));
        Ok(desks.entry(id.clone()).or_insert_with(new).clone())
    }

    /// The book of an id.
    ///
    /// # Errors
    /// If there is none.
    pub fn desk(&self, id: &str) -> Result<Arc<Desk>, Trouble> {
        let known = || {
            let desks = self.desks.lock().unwrap_or_else(PoisonError::into_inner);
            desks.get(id).cloned()
        };
        // It may have come since the folders were looked through.
        let found = known().or_else(|| {
            self.look();
            known()
        });
        found.ok_or_else(|| Trouble::missing("there is no such book (any more)"))
    }

    /// All books that are known.
    pub fn desks(&self) -> Vec<Arc<Desk>> {
        let desks = self.desks.lock().unwrap_or_else(PoisonError::into_inner);
        desks.values().cloned().collect()
    }

    /// Looks through the folders.
    fn look(&self) {
        let mut left = MOST;
        for root in &self.roots {
            for folder in books(root, DEEPEST, &mut left) {
                let _ = self.add(&folder);
            }
        }
    }

    /// The list of all books, by their folders.
    pub fn list(&self) -> Vec<Listed> {
        self.look();
        let mut all: Vec<Listed> = self
            .desks()
            .iter()
            .filter_map(|desk| listed(desk))
            .collect();
        all.sort_by(|a, b| a.folder.cmp(&b.folder));
        all
    }

    /// The first of the folders: new books go there.
    pub fn root(&self) -> &Path {
        self.roots.first().map_or(Path::new(""), PathBuf::as_path)
    }
}

/// The folders with books below a folder, and itself.
fn books(folder: &Path, deep: usize, left: &mut usize) -> Vec<PathBuf> {
    if folder.join(SCRIPT).is_file() {
        return vec![folder.into()];
    }
    if deep == 0 || *left == 0 {
        return Vec::new();
    }
    *left -= 1;
    // The working folder is named by nothing.
    let there = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let entries = std::fs::read_dir(there).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = entries
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .filter(|entry| !matches!(entry.file_name().to_str(), Some(name) if name.starts_with('.')))
        .map(|entry| folder.join(entry.file_name()))
        .collect();
    folders.sort();
    let inner = folders
        .iter()
        .flat_map(|folder| books(folder, deep - 1, left));
    inner.collect()
}

fn listed(desk: &Desk) -> Option<Listed> {
    #[derive(Deserialize)]
    struct Head {
        #[serde(default)]
        title: Localized,
        #[serde(default)]
        languages: Vec<Language>,
    }
    let text = std::fs::read_to_string(desk.folder.join(SCRIPT)).ok()?;
    // What stands before the chapters is enough.
    let head = text.split("\n[[chapter]]").next().unwrap_or_default();
    let head: Head = toml::from_str(head).unwrap_or(Head {
        title: Localized::new(),
        languages: Vec::new(),
    });
    let finished = State::load(&desk.folder).finished;
    Some(Listed {
        id: desk.id.clone(),
        title: head.title,
        languages: head.languages,
        folder: desk.folder.display().to_string(),
        seconds: finished.map(|finished| finished.seconds()),
    })
}
