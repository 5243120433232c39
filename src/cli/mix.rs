//! `diglot mix`: chapters, cue sheet and book.json from what was spoken.

use super::options::Mastering;
use super::{count, report_gaps};
use crate::book::settings::Choices;
use crate::pipeline::ledger::Measurements;
use crate::pipeline::mix::mix;
use crate::pipeline::plan::{Plan, PlannedLine};
use crate::pipeline::{Book, Workshop, fallback, finish, speak};
use anyhow::{Result, bail};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub struct Mix {
    /// The folder of a book
    book: PathBuf,
    #[command(flatten)]
    mastering: Mastering,
}

impl Mix {
    /// What is chosen for the book.
    pub fn choose(&self, chosen: &mut Choices) {
        self.mastering.choose(chosen);
    }

    pub fn run(self, workshop: &Workshop) -> Result<ExitCode> {
        let book = Book::open(&self.book, workshop)?;
        let mut plan = Plan::new(&book, workshop)?;
        let measured = Measurements::load(&book.folder);
        let missing = not_spoken(&plan, &measured, workshop);
        // What another engine has spoken in place of a line's own counts.
        let failed = missing.iter().map(|line| &line.key).collect();
        if let Some(other) = fallback::replace(&book, &plan, &failed, workshop)? {
            plan = other;
        }
        let missing = not_spoken(&plan, &measured, workshop);
        if !missing.is_empty() {
            bail!(
                "{} not spoken yet. Speak first: diglot speak {}",
                count(missing.len(), "line is", "lines are"),
                self.book.display()
            );
        }
        let mixed = mix(&book, &plan, workshop)?;
        finish::summary(&mixed, &book.folder, workshop);
        Ok(report_gaps(&mixed.gaps, &book.folder))
    }
}

/// The lines that neither were measured for this book nor are in the store.
fn not_spoken<'a>(
    plan: &'a Plan,
    measured: &Measurements,
    workshop: &Workshop,
) -> Vec<&'a PlannedLine> {
    let unknown = speak::wanted(plan, |line| !measured.has(&line.key));
    speak::missing(&unknown, workshop)
}
