//! `diglot cache`: the store of spoken clips.

use super::count;
use crate::hearing::kept::Kept;
use crate::models::size;
use crate::pipeline::{PipelineError, Workshop};
use crate::speech::SpeechError;
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use std::collections::HashSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

#[derive(Debug, Args)]
pub struct Cache {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Say how many clips are kept, and how much room they take
    Size,
    /// Remove clips that have not been used for a while
    Prune {
        /// Remove those that have not been used for so many days
        #[arg(long, value_name = "N", default_value_t = 90)]
        days: u64,
        /// Say what would go, and remove nothing
        #[arg(long)]
        dry_run: bool,
        /// Folders of books whose clips stay in any case
        books: Vec<PathBuf>,
    },
    /// Look at every clip, and remove those that are damaged
    Verify,
}

impl Cache {
    pub fn run(self, workshop: &Workshop) -> Result<ExitCode> {
        let store = &workshop.store;
        let clips = store.list().map_err(PipelineError::from)?;
        let mut out = super::progress::out();
        let place = store.folder().display();
        match self.task {
            Task::Size => {
                let bytes: u64 = clips.iter().map(|clip| clip.bytes).sum();
                let number = count(clips.len(), "clip", "clips");
                writeln!(out, "{number}, {}, in {place}", size(bytes))?;
            }
            Task::Prune {
                days,
                dry_run,
                books,
            } => {
                let mut stay = HashSet::new();
                for book in &books {
                    stay.extend(clips_of(book)?);
                }
                let longest = Duration::from_secs(days.saturating_mul(24 * 3600));
                let is_old = |clip: &&crate::speech::store::Stored| {
                    let unused = clip.used.elapsed().unwrap_or_default();
                    unused >= longest && !stay.contains(clip.key.as_str())
                };
                let old: Vec<_> = clips.iter().filter(is_old).collect();
                let bytes: u64 = old.iter().map(|clip| clip.bytes).sum();
                if !dry_run {
                    for clip in &old {
                        store.remove(&clip.key).map_err(PipelineError::from)?;
                    }
                    Kept::beside(store.folder()).prune(longest);
                    store.sweep().map_err(PipelineError::from)?;
                }
                let number = count(old.len(), "clip", "clips");
                let done = if dry_run { "would go" } else { "removed" };
                let left = clips.len() - old.len();
                writeln!(out, "{number}, {}, {done}; {left} stay", size(bytes))?;
            }
            Task::Verify => {
                let mut damaged = 0;
                for clip in &clips {
                    match store.get(&clip.key) {
                        Ok(_) => {}
                        Err(SpeechError::Damaged { path }) => {
                            damaged += 1;
                            store.remove(&clip.key).map_err(PipelineError::from)?;
                            writeln!(out, "damaged, and removed: {}", path.display())?;
                        }
                        Err(error) => return Err(PipelineError::from(error).into()),
                    }
                }
                let number = count(clips.len(), "clip", "clips");
                if damaged == 0 {
                    writeln!(out, "{number}, all as they should be")?;
                } else {
                    writeln!(
                        out,
                        "{number}, {damaged} of them damaged: a book that needs them speaks them again"
                    )?;
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The clips that a book is made of.
fn clips_of(book: &Path) -> Result<Vec<String>> {
    let path = book.join("book.json");
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("{}: this is no finished book", path.display()))?;
    let json: serde_json::Value =
        serde_json::from_str(&text).with_context(|| path.display().to_string())?;
    let list = |value: &serde_json::Value, name: &str| {
        let list = value[name].as_array().cloned();
        list.unwrap_or_default()
    };
    let lines = list(&json, "chapters").into_iter();
    let lines = lines.flat_map(|chapter| list(&chapter, "lines"));
    Ok(lines
        .filter_map(|line| line["clip"].as_str().map(String::from))
        .collect())
}
