//! `diglot publish`: what players and readers want, from a finished book.

use super::progress::print_json;
use super::{WITH_GAPS, count};
use crate::book::formats::{self, Format};
use crate::pipeline::publish::{self, Publication};
use crate::pipeline::{Book, Workshop};
use anyhow::{Result, bail};
use clap::Args;
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Args)]
#[command(after_help = after_help())]
pub struct Publish {
    /// The folder of a book
    book: PathBuf,
    #[command(flatten)]
    formats: Formats,
    /// Print the files as JSON
    #[arg(long)]
    json: bool,
}

/// Which formats to make.
#[derive(Debug, Args)]
pub struct Formats {
    /// What to make beside the chapters: m4b,epub [default: as book.toml says]
    ///
    /// diglot publish -h lists the formats. A new book makes them again at every build.
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_parser = format)]
    pub format: Vec<String>,
}

fn format(name: &str) -> Result<String, String> {
    let found = formats::named(name).map_err(|error| error.to_string())?;
    Ok(found.name().to_string())
}

fn after_help() -> String {
    let formats = formats::ALL.map(|format| format!("  {:5} {}\n", format.name(), format.about()));
    format!("Formats:\n{}", formats.concat())
}

impl Formats {
    /// The formats that were asked for, else those of `book.toml`, each once.
    pub fn chosen(&self, book: &Book) -> Result<Vec<&'static dyn Format>> {
        let names = if self.format.is_empty() {
            &book.settings.formats
        } else {
            &self.format
        };
        let mut chosen: Vec<&'static dyn Format> = Vec::new();
        for name in names {
            let format = formats::named(name)?;
            if chosen.iter().all(|other| other.name() != format.name()) {
                chosen.push(format);
            }
        }
        Ok(chosen)
    }
}

/// Lists the formats that could not be made; how many they are.
pub fn say_failed(publication: &Publication) -> usize {
    let failed = &publication.failed;
    if !failed.is_empty() {
        let formats = count(failed.len(), "format", "formats");
        eprintln!("{formats} could not be made:");
    }
    for (name, why) in failed {
        eprintln!("  {name}: {why}");
    }
    failed.len()
}

impl Publish {
    pub fn run(self, workshop: &Workshop) -> Result<ExitCode> {
        let book = Book::open_as_made(&self.book, workshop)?;
        let chosen = self.formats.chosen(&book)?;
        if chosen.is_empty() {
            bail!(
                "no format is named. Name some: diglot publish {} --format m4b,epub, or write them \
                 into {}: formats = [\"m4b\", \"epub\"]",
                self.book.display(),
                book.folder.join("book.toml").display()
            );
        }
        let publication = publish::publish(&book, &chosen, workshop)?;
        if self.json {
            let files = publication.files.iter().map(|(format, path, written)| {
                json!({ "format": format, "file": path, "written": written })
            });
            print_json(&files.collect::<Vec<_>>())?;
        } else {
            say(&publication, workshop);
        }
        Ok(match say_failed(&publication) {
            0 => ExitCode::SUCCESS,
            failed if failed == chosen.len() => ExitCode::FAILURE,
            _ => ExitCode::from(WITH_GAPS),
        })
    }
}

/// A line a format: its first file, and how many more there are.
pub fn say(publication: &Publication, workshop: &Workshop) {
    let mut names: Vec<&str> = publication
        .files
        .iter()
        .map(|(format, ..)| *format)
        .collect();
    names.dedup();
    for name in names {
        let files: Vec<_> = publication
            .files
            .iter()
            .filter(|(format, ..)| *format == name)
            .collect();
        let written = files.iter().filter(|(.., written)| *written).count();
        // The file that stands for all: the nearest to the book's folder, and what a person opens.
        let Some((_, path, _)) = files.iter().min_by_key(|(_, path, _)| {
            let ending = path.extension().unwrap_or_default();
            let opens = ending == "xml" || ending == "html" || ending == "wav";
            (path.components().count(), !opens)
        }) else {
            continue;
        };
        let more = match files.len() - 1 {
            0 => String::new(),
            more => format!(" and {} more", count(more, "file", "files")),
        };
        let state = match written {
            0 => " (nothing has changed)".to_string(),
            written if written == files.len() => String::new(),
            written => format!(" ({written} written now)"),
        };
        let line = format!("{name}: {}{more}{state}", path.display());
        workshop.progress.result(&line);
    }
}
