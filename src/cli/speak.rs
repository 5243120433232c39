//! `diglot speak`: what has not been spoken yet.

use super::options::Queueing;
use super::{count, report_gaps};
use crate::hearing::report::Finding;
use crate::pipeline::ledger::Measurements;
use crate::pipeline::listen::Ears;
use crate::pipeline::plan::Plan;
use crate::pipeline::{Book, PipelineError, Workshop, again, fallback, finish, speak};
use anyhow::{Context, Result};
use clap::Args;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

#[derive(Debug, Args)]
pub struct Speak {
    /// The folder of a book
    book: PathBuf,
    /// Say how much there is to speak, and speak nothing
    #[arg(long)]
    dry_run: bool,
    /// Speak again the lines that were found wrong, by the JSON of `diglot check --listen --json`
    #[arg(long, value_name = "FINDINGS", conflicts_with = "dry_run")]
    again: Option<PathBuf>,
    /// Speak each of them so many times, and keep the take that a recogniser hears best
    #[arg(long, value_name = "N", requires = "again", value_parser = clap::value_parser!(u8).range(1..=20))]
    takes: Option<u8>,
    /// The recogniser, by its name in diglot.toml
    #[arg(long, value_name = "NAME", requires = "takes")]
    recogniser: Option<String>,
    #[command(flatten)]
    pub queueing: Queueing,
}

impl Speak {
    pub fn run(self, workshop: &Workshop) -> Result<ExitCode> {
        let book = Book::open(&self.book, workshop)?;
        let plan = Plan::new(&book, workshop)?;
        if let Some(findings) = &self.again {
            return self.again(findings, &book, &plan, workshop);
        }
        let all = speak::wanted(&plan, |_| true);
        let clips = all.len();
        let wanted = match workshop.force {
            true => all,
            false => speak::missing(&all, workshop),
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
            // The program ends here, and the system frees a long book faster than we do.
            std::mem::forget(book);
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
            let missing = speak::missing(&speak::wanted(&other, |_| true), workshop);
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
    /// Speaks lines again that were found wrong.
    fn again(
        &self,
        findings: &Path,
        book: &Book,
        plan: &Plan,
        workshop: &Workshop,
    ) -> Result<ExitCode> {
        let wrong = wrong_clips(findings)?;
        let lines = speak::wanted(plan, |line| wrong.contains(line.key.as_str()));
        let gone = wrong.len() - lines.len();
        if gone > 0 {
            let clips = count(gone, "line", "lines");
            workshop.progress.say(&format!(
                "{clips} of the findings are no longer in the book"
            ));
        }
        if lines.is_empty() {
            workshop.progress.result("Nothing is to be spoken again.");
            return Ok(ExitCode::SUCCESS);
        }
        let ears = self
            .takes
            .map(|_| Ears::named(self.recogniser.as_deref()))
            .transpose()?;
        let takes = self.takes.unwrap_or(1).into();
        let done = again::speak(book, plan, &lines, takes, ears.as_ref(), workshop)?;
        for engine in &done.constant {
            workshop.progress.say(&format!(
                "{engine} says a line the same each time: change its text, its voice or the lexicon"
            ));
        }
        let now = count(done.changed, "line sounds", "lines sound");
        let before = done.as_before;
        workshop.progress.result(&format!(
            "{now} otherwise now, {before} as before. `diglot build {}` writes the chapters.",
            book.folder.display()
        ));
        Ok(report_gaps(&done.gaps, &book.folder))
    }
}

/// The clips of the lines that a report calls wrong.
fn wrong_clips(path: &Path) -> Result<HashSet<String>> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| PipelineError::file(path, &error))?;
    let json: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let lines = json
        .pointer("/listening/lines")
        .cloned()
        .unwrap_or_default();
    let lines: Vec<Finding> = serde_json::from_value(lines).with_context(|| {
        format!("{shown}: this is not what `diglot check BOOK --listen --json` writes")
    })?;
    let wrong = lines.into_iter().filter(|line| line.verdict == "wrong");
    Ok(wrong.map(|line| line.clip).collect())
}
