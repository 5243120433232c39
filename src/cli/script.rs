//! `diglot script`: a text into `script.toml` and `book.toml`.

use super::options::Reading;
use super::progress::print_json;
use super::{beginning, count};
use crate::book::settings::Choices;
use crate::encoder::{self, Encoder};
use crate::language::preferred;
use crate::models;
use crate::pipeline::{Book, Workshop, source};
use crate::script::sources::place_in_words;
use crate::script::{self, Certainty, Line};
use anyhow::Result;
use clap::Args;
use indexmap::IndexMap;
use std::collections::HashMap;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// From which share of sure pairs on nothing more is advised.
const SURE_ENOUGH: f64 = 0.95;
/// How many unsure places the report lists.
const MOST_PLACES: usize = 20;

#[derive(Debug, Args)]
pub struct Script {
    /// A text; several are chapters of one book, or the languages of one text
    ///
    /// Texts are .txt, .md, .html, .epub, .fb2, .docx, .odt, .rtf, .pdf, .srt, .vtt, .csv and others;
    /// - is standard input, and https://… is fetched.
    #[arg(required = true)]
    input: Vec<PathBuf>,
    /// The folder for the book [default: output/<title>]
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Print the script as JSON and write nothing
    ///
    /// It has the numbers of the source's lines, and what was left out with the reasons.
    #[arg(long)]
    json: bool,
    /// Say why the text is read as it is, and write nothing
    ///
    /// It lists the readings that were weighed with their costs, and the role of each line. With
    /// --json, for programs.
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    reading: Reading,
}

impl Script {
    /// What is chosen for a new book.
    pub fn choose(&self, chosen: &mut Choices) {
        chosen.reading = self.reading.chosen();
    }

    pub fn run(self, workshop: &Workshop) -> Result<ExitCode> {
        if self.explain {
            let explanation = source::explain(&self.input, workshop)?;
            match self.json {
                true => print_json(&explanation)?,
                false => write!(super::progress::out(), "{explanation}")?,
            }
            return Ok(ExitCode::SUCCESS);
        }
        let (script, folder) = source::read_as_chosen(&self.input, self.output.into(), workshop)?;
        if self.json {
            print_json(&script::json::AsJson(&script))?;
            return Ok(ExitCode::SUCCESS);
        }
        let rescript = self.reading.rescript || workshop.force;
        let written = source::write(&script, &folder, rescript, workshop.progress.as_ref())?;
        let book = Book::open(&folder, workshop)?;
        let in_book = if written { &script } else { &book.script };
        for line in report(in_book).into_iter().chain(left_out(&script)) {
            workshop.progress.result(&line);
        }
        let path = folder.join("script.toml");
        let what = if written { "written" } else { "left as it is" };
        workshop.progress.result(&format!(
            "{} is {what}; book.toml beside it says how it is spoken.",
            path.display()
        ));
        Ok(ExitCode::SUCCESS)
    }
}

/// Says, if much is to be said, how a text was read.
pub fn note_reading(script: &script::Script, workshop: &Workshop) {
    for line in report(script).into_iter().chain(left_out(script)) {
        workshop.progress.note(&line);
    }
}

/// What is in a script, a line each.
fn report(script: &script::Script) -> Vec<String> {
    let mut report = Vec::new();
    let title = preferred(&script.title, &script.languages).unwrap_or_default();
    let languages: Vec<&str> = script.languages.iter().map(|l| l.tag()).collect();
    report.push(format!(
        "{title}: {}, {}, in {}",
        count(script.chapters.len(), "chapter", "chapters"),
        count(script.turns().count(), "turn", "turns"),
        languages.join(" and ")
    ));
    let mut turns: HashMap<&str, usize> = HashMap::new();
    for turn in script.turns() {
        *turns.entry(&turn.speaker).or_default() += 1;
    }
    for speaker in &script.speakers {
        let turns = turns.get(speaker.id.as_str()).copied().unwrap_or(0);
        let names: Vec<&str> = speaker.names.values().map(String::as_str).collect();
        let name = if names.is_empty() {
            speaker.id.clone()
        } else {
            names.join(" / ")
        };
        report.push(format!("  {name}: {}", count(turns, "turn", "turns")));
    }
    let (mut whole, mut alone, mut notes) = (0, 0, 0);
    for line in script.turns().flat_map(|turn| &turn.lines) {
        match line {
            Line::Speech { text, .. } if text.len() == script.languages.len() => whole += 1,
            Line::Speech { .. } => alone += 1,
            Line::Note { .. } => notes += 1,
        }
    }
    if script.languages.len() > 1 {
        let whole = count(whole, "line in all languages", "lines in all languages");
        report.push(format!("  {whole}, {alone} in some only"));
        report.extend(pairing(&script.certainty));
        report.extend(advice(script));
    } else {
        report.push(format!("  {}", count(whole, "line", "lines")));
    }
    if notes > 0 {
        report.push(format!(
            "  {} (not spoken unless book.toml says so)",
            count(notes, "note", "notes")
        ));
    }
    report
}

/// What of a text is not in the book, and what is doubtful, a line each.
fn left_out(script: &script::Script) -> Vec<String> {
    let mut report = Vec::new();
    if !script.doubts.is_empty() {
        let count = count(script.doubts.len(), "place", "places");
        report.push(format!("  {count} to look at:"));
        for doubt in script.doubts.iter().take(MOST_PLACES) {
            report.push(format!(
                "    {}: {}",
                place_in_words(&doubt.at, script),
                doubt.text
            ));
        }
        if let Some(more) = script.doubts.len().checked_sub(MOST_PLACES + 1) {
            let more = more + 1;
            report.push(format!(
                "    and {more} more; --json lists all, under \"unsure\""
            ));
        }
    }
    if !script.dropped.is_empty() {
        let dropped = count(script.dropped.len(), "line is", "lines are");
        report.push(format!("  {dropped} not in the book:"));
        // What stands there again and again is told once.
        let mut alike: IndexMap<(&str, &str), (&[usize], usize)> = IndexMap::new();
        for dropped in &script.dropped {
            let what = (dropped.text.as_str(), dropped.reason.as_str());
            alike.entry(what).or_insert((&dropped.at, 0)).1 += 1;
        }
        for ((text, reason), (at, times)) in alike {
            let place = place_in_words(at, script);
            let text = beginning(text, 50);
            let more = match times {
                1 => String::new(),
                times => format!(" and {} more", times - 1),
            };
            report.push(format!("    {place}{more}: {text} ({reason})"));
        }
    }
    report
}

/// How sure it is which lines go together; nothing for a script that a person may have changed.
fn pairing(certainty: &Certainty) -> Option<String> {
    if *certainty == Certainty::default() {
        return None;
    }
    // Never rounded up to 100.
    let sure = (certainty.sure() * 100.0).floor();
    let lines = |n| count(n, "line", "lines");
    let how = match (certainty.by_layout, certainty.by_length) {
        (n, 0) => format!("{} joined by where they stand", lines(n)),
        (0, n) => format!("{} joined by their lengths and numbers", lines(n)),
        (n, m) => format!(
            "{} joined by where they stand, {m} by their lengths",
            lines(n)
        ),
    };
    Some(format!("  pairs are {sure} % sure: {how}"))
}

/// What would make pairs surer, where many are not sure.
fn advice(script: &script::Script) -> Option<String> {
    let would_help =
        script.certainty.sure() < SURE_ENOUGH && script.languages.iter().all(encoder::knows);
    let is_here = || Encoder::is_in(&models::folder().join(encoder::FOLDER));
    (would_help && !is_here())
        .then(|| "  `diglot get aligner` (33 MB) lets it compare what lines mean: surer pairs in these languages".into())
}
