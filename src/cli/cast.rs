//! `diglot cast`: who speaks with which voice.

use super::progress::print_json;
use super::{count, report_gaps};
use crate::book::settings::add_entries;
use crate::cast::Role;
use crate::cast::catalog::describe;
use crate::disk;
use crate::language::preferred;
use crate::pipeline::plan::Plan;
use crate::pipeline::series::voices_as_in;
use crate::pipeline::{Book, PipelineError, Workshop, sample};
use anyhow::Result;
use clap::Args;
use serde_json::json;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub struct Cast {
    /// The folder of a book
    book: PathBuf,
    /// Write a short sample of every voice to the book's samples/
    #[arg(long)]
    sample: bool,
    /// Give people of the same name the voices that they have in another book
    #[arg(long = "as", value_name = "OTHERBOOK")]
    like: Option<PathBuf>,
    /// Print the cast as JSON
    #[arg(long)]
    json: bool,
}

impl Cast {
    pub fn run(self, workshop: &Workshop) -> Result<ExitCode> {
        let mut book = Book::open(&self.book, workshop)?;
        if let Some(other) = &self.like {
            let other = Book::open_as_made(other, workshop)?;
            let entries = voices_as_in(&book, &other);
            let path = book.folder.join("book.toml");
            let failed = |error: &std::io::Error| PipelineError::file(&path, error);
            let text = add_entries(&book.toml, &entries)
                .map_err(|error| failed(&std::io::Error::other(error.to_string())))?;
            disk::write_whole(&path, text.as_bytes()).map_err(|error| failed(&error))?;
            workshop.progress.say(&format!(
                "{} given as in {}",
                count(entries.len(), "voice is", "voices are"),
                other.folder.display()
            ));
            book = Book::open(&self.book, workshop)?;
        }
        let mut out = super::progress::out();
        let shown = |role: &'_ Role| {
            let speaker = book.script.speaker(&role.speaker);
            let name = speaker.and_then(|s| preferred(&s.names, &book.script.languages));
            name.unwrap_or(&role.speaker).to_string()
        };
        if self.json {
            let roles = book.roles.iter().map(|role| {
                json!({
                    "speaker": role.speaker,
                    "language": role.language,
                    "voice": role.voice.id.to_string(),
                    "settings": role.voice.settings,
                })
            });
            print_json(&roles.collect::<Vec<_>>())?;
        } else {
            for role in &book.roles {
                let name = shown(role);
                let settings = describe(&role.voice.settings);
                let settings = if settings.is_empty() {
                    settings
                } else {
                    format!(" ({settings})")
                };
                let same = |other: &&Role| {
                    (&other.voice, &other.language) == (&role.voice, &role.language)
                        && other.speaker != role.speaker
                };
                let others: Vec<String> = book.roles.iter().filter(same).map(shown).collect();
                let shared = match &others[..] {
                    [] => String::new(),
                    others => format!(", which is also that of {}", others.join(" and ")),
                };
                let language = &role.language;
                let voice = &role.voice.id;
                writeln!(out, "{name}, {language}: {voice}{settings}{shared}")?;
            }
            let path = book.folder.join("book.toml");
            let place = format!("Change voices in {}, under [cast].", path.display());
            workshop.progress.result(&place);
        }
        if !self.sample {
            return Ok(ExitCode::SUCCESS);
        }
        let plan = Plan::new(&book, workshop)?;
        let samples = sample::write(&book, &plan, &book.folder.join("samples"), workshop)?;
        for (path, _) in &samples.files {
            if !self.json {
                writeln!(out, "{}", path.display())?;
            }
        }
        Ok(report_gaps(&samples.gaps, &book.folder))
    }
}
