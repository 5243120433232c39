//! `diglot speak`: what has not been spoken yet.

use super::{build, count, report_gaps};
use crate::pipeline::ledger::Measurements;
use crate::pipeline::plan::Plan;
use crate::pipeline::{Book, Workshop, fallback, speak};
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
            for (name, planned) in &plan.engines {
                let own = missing.iter().copied();
                let own = own.filter(|l| l.engine() == *name);
                let amount = planned.tariff(workshop)?.amount(own);
                writeln!(out, "{name}: {}", amount.describe())?;
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
        let mut spoken = speak::speak(&book, &plan, &missing, &measured, workshop)?;
        let failed = spoken.gaps.iter().map(|gap| &gap.key).collect();
        if let Some(other) = fallback::replace(&book, &plan, &failed, workshop)? {
            let missing = speak::missing(&other, workshop, |_| true);
            let more = speak::speak(&book, &other, &missing, &measured, workshop)?;
            spoken.new += more.new;
            spoken.gaps = more.gaps;
        }
        writeln!(
            out,
            "{} spoken now, {} were there already.",
            count(spoken.new, "line", "lines"),
            clips.len() - missing.len()
        )?;
        Ok(report_gaps(&spoken.gaps, &book.folder))
    }
}
