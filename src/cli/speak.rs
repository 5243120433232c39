//! `diglot speak`: what has not been spoken yet.

use super::{build, count, length, report_gaps};
use crate::pipeline::ledger::Measurements;
use crate::pipeline::plan::Plan;
use crate::pipeline::{Book, Workshop, speak};
use crate::script::chapters::estimate_seconds;
use anyhow::Result;
use clap::Args;
use std::collections::HashSet;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

#[derive(Debug, Args)]
pub struct Speak {
    /// The folder of a book
    book: PathBuf,
    /// Say how much there is to speak, and speak nothing
    #[arg(long)]
    dry_run: bool,
}

impl Speak {
    pub fn run(self, workshop: &Workshop) -> Result<ExitCode> {
        let book = Book::open(&self.book, workshop)?;
        let plan = Plan::new(&book, workshop)?;
        let mut out = std::io::stdout().lock();
        let clips: HashSet<_> = plan.lines().map(|line| &line.key).collect();
        let missing = speak::missing(&plan, workshop, |_| true);
        if self.dry_run {
            for (name, _) in &plan.engines {
                let own = || {
                    missing
                        .iter()
                        .filter(|l| l.utterance.voice.id.engine == *name)
                };
                let characters: usize = own().map(|line| line.said.chars().count()).sum();
                let seconds: f64 = own().map(|line| estimate_seconds(&line.said)).sum();
                writeln!(
                    out,
                    "{name}: {} to speak, {}, about {}",
                    count(own().count(), "line", "lines"),
                    count(characters, "character", "characters"),
                    length(seconds)
                )?;
            }
            writeln!(
                out,
                "{} of {} are there already.",
                clips.len() - missing.len(),
                clips.len()
            )?;
            return Ok(ExitCode::SUCCESS);
        }
        build::warn_of_mute(&plan, &book, workshop);
        let measured = Arc::new(Measurements::load(&book.folder));
        let spoken = speak::speak(&book, &plan, &missing, &measured, workshop)?;
        writeln!(
            out,
            "{} spoken now, {} were there already.",
            count(spoken.new, "line", "lines"),
            clips.len() - missing.len()
        )?;
        Ok(report_gaps(&spoken.gaps, &book.folder))
    }
}
