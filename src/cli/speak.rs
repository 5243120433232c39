//! `diglot speak`: what has not been spoken yet.

use super::{count, report_gaps};
use crate::pipeline::ledger::Measurements;
use crate::pipeline::plan::Plan;
use crate::pipeline::{Book, Workshop, fallback, finish, speak};
use anyhow::Result;
use clap::Args;
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
        let clips = speak::all(&plan).len();
        let wanted = match workshop.force {
            true => speak::all(&plan),
            false => speak::missing(&plan, workshop, |_| true),
        };
        let there = clips - wanted.len();
        if self.dry_run {
            for (name, planned) in &plan.engines {
                let own = wanted.iter().copied();
                let own = own.filter(|l| l.engine() == *name);
                let amount = planned.tariff(workshop)?.amount(own);
                let amount = amount.describe();
                workshop.progress.result(&format!("{name}: {amount}"));
            }
            let rest = format!("{there} of {clips} are there already.");
            workshop.progress.result(&rest);
            return Ok(ExitCode::SUCCESS);
        }
        finish::warn_of_mute(&plan, &book, workshop);
        let measured = Arc::new(Measurements::load(&book.folder));
        let mut spoken = match workshop.force {
            true => speak::speak_anew(&book, &plan, &wanted, &measured, workshop)?,
            false => speak::speak(&book, &plan, &wanted, &measured, workshop)?,
        };
        let failed = spoken.gaps.iter().map(|gap| &gap.key).collect();
        if let Some(other) = fallback::replace(&book, &plan, &failed, workshop)? {
            let missing = speak::missing(&other, workshop, |_| true);
            let more = speak::speak(&book, &other, &missing, &measured, workshop)?;
            spoken.new += more.new;
            spoken.gaps = more.gaps;
        }
        let now = count(spoken.new, "line", "lines");
        workshop
            .progress
            .result(&format!("{now} spoken now, {there} were there already."));
        Ok(report_gaps(&spoken.gaps, &book.folder))
    }
}
