//! `diglot spoken`: lines as an engine is sent them, with numbers and the like written out.

use crate::language::Language;
use crate::lexicon::Lexicon;
use crate::pipeline::{Book, Workshop};
use crate::{characters, spoken};
use anyhow::{Result, bail};
use clap::Args;
use std::io::{self, BufRead, Write};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub struct Spoken {
    /// The language of the lines
    #[arg(short, long, value_name = "TAG", value_parser = super::options::language)]
    language: Language,
    /// The folder of a book, whose lexicon is to be heard as well
    #[arg(long, value_name = "BOOK")]
    book: Option<PathBuf>,
    /// Lines; without any they are read from standard input
    line: Vec<String>,
}

impl Spoken {
    pub fn run(self, workshop: &Workshop) -> Result<ExitCode> {
        let lexicon = match &self.book {
            Some(book) => Book::open(book, workshop)?.lexicon.words,
            None => Lexicon::default(),
        };
        if !spoken::knows(&self.language) {
            let warning = format!(
                "there are no spoken forms for `{}`; lines stay as they are but for the lexicon. There are some for {}",
                self.language,
                spoken::LANGUAGES.join(", ")
            );
            workshop.progress.warn(&warning);
        }
        let mut out = super::progress::out();
        let mut say = |line: &str| {
            let line = characters::spoken(line);
            let said = spoken::with_lexicon(&line, &lexicon, &self.language);
            // A program on the other end has its answer at once.
            writeln!(out, "{said}").and_then(|()| out.flush())
        };
        if !self.line.is_empty() {
            for line in &self.line {
                say(line)?;
            }
            return Ok(ExitCode::SUCCESS);
        }
        for line in io::stdin().lock().lines() {
            match line {
                Ok(line) => say(&line)?,
                Err(error) => bail!("standard input cannot be read: {error}"),
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
