//! `diglot mix`: chapters, cue sheet and book.json from what was spoken.

use super::{Mastering, count, report_gaps};
use crate::book::settings::Choices;
use crate::pipeline::ledger::Measurements;
use crate::pipeline::mix::mix;
use crate::pipeline::plan::Plan;
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
        let missing = speak::missing(&plan, workshop, |line| !measured.has(&line.key));
        // What another engine has spoken in place of a line's own counts.
        let failed = missing.iter().map(|line| &line.key).collect();
        if let Some(other) = fallback::replace(&book, &plan, &failed, workshop)? {
            plan = other;
        }
        let missing = speak::missing(&plan, workshop, |line| !measured.has(&line.key));
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
