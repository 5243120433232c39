//! `diglot check`: whether a finished book holds what its script says.

use super::{count, length};
use crate::book::timeline::Timeline;
use crate::check::{self, Report, Wanted, html};
use crate::disk;
use crate::pipeline::plan::Plan;
use crate::pipeline::{Book, PipelineError, Workshop};
use anyhow::{Context, Result};
use clap::Args;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, Args)]
pub struct Check {
    /// The folder of a book
    book: PathBuf,
    /// Print what was found as JSON
    #[arg(long)]
    json: bool,
    /// Write a page with a picture of each chapter, to open in a browser
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

impl Check {
    pub fn run(self, workshop: &Workshop, plain: bool) -> Result<ExitCode> {
        let book = Book::open(&self.book, workshop)?;
        let timeline = read(&self.book)?;
        let plan = Plan::new(&book, workshop)?;
        let wanted: Vec<Vec<Wanted>> = plan
            .chapters
            .iter()
            .map(|lines| {
                let lines = lines.iter().map(|line| Wanted {
                    speaker: &line.speaker,
                    language: &line.language,
                    text: &line.text,
                    at: line.at,
                    clip: line.key.as_str(),
                    voice: &line.voice.label,
                });
                lines.collect()
            })
            .collect();
        let chapters = timeline.chapters.len() as u64;
        workshop.progress.begin("checking", chapters);
        let report = check::check(&self.book, &timeline, &wanted, &|| workshop.progress.step());
        workshop.progress.end();
        if let Some(path) = &self.report {
            let page = html::page(&timeline, &report);
            disk::write_whole(path, page.as_bytes())
                .map_err(|error| PipelineError::file(path, &error))?;
        }
        let mut out = std::io::stdout().lock();
        if self.json {
            writeln!(out, "{}", serde_json::to_string_pretty(&report)?)?;
        } else {
            print(&timeline, &report, plain, &mut out)?;
            if let Some(path) = &self.report {
                writeln!(out, "The page is {}", path.display())?;
            }
        }
        Ok(if report.problems.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}

/// Reads `book.json`.
fn read(folder: &Path) -> Result<Timeline> {
    let path = folder.join("book.json");
    let text = std::fs::read_to_string(&path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => PipelineError::File {
            path: path.clone(),
            what: format!(
                "this book is not finished. Finish it first: diglot build {}",
                folder.display()
            ),
        },
        _ => PipelineError::file(&path, &error),
    })?;
    serde_json::from_str(&text).with_context(|| {
        format!(
            "{} is damaged; `diglot mix {}` writes it again",
            path.display(),
            folder.display()
        )
    })
}

fn print(
    timeline: &Timeline,
    report: &Report,
    plain: bool,
    out: &mut impl Write,
) -> std::io::Result<()> {
    let title = timeline.full_title(&timeline.title);
    let target = match report.target {
        Some(target) => format!("{target:.1} LUFS"),
        None => timeline.loudness.to_string(),
    };
    writeln!(
        out,
        "{title}: {}, loudness {target}",
        length(timeline.seconds())
    )?;
    let number = |value: Option<f64>| value.map_or("-".into(), |value| format!("{value:.1}"));
    let mut rows = vec![
        [
            "chapter",
            "length",
            "lines",
            "LUFS",
            "peak dBTP",
            "RMS dB",
            "pauses s",
        ]
        .map(String::from),
    ];
    rows.extend(report.chapters.iter().map(|chapter| {
        [
            chapter.number.to_string(),
            length(chapter.seconds),
            chapter.lines.to_string(),
            number(chapter.loudness),
            format!("{:.1}", chapter.true_peak),
            format!("{:.1}", chapter.rms),
            chapter
                .pauses
                .map_or("-".into(), |(a, b)| format!("{a:.2} to {b:.2}")),
        ]
    }));
    table(&rows, plain, out)?;
    writeln!(out)?;
    let mut rows = vec![["speaker", "language", "length", "LUFS", "voice"].map(String::from)];
    rows.extend(report.voices.iter().map(|voice| {
        [
            timeline.name_of(&voice.speaker),
            voice.language.to_string(),
            length(voice.seconds),
            number(voice.loudness),
            voice.voice.clone(),
        ]
    }));
    table(&rows, plain, out)?;
    writeln!(out)?;
    if report.problems.is_empty() {
        return writeln!(out, "Nothing is wrong.");
    }
    let problems = report.problems.len();
    writeln!(
        out,
        "{}:",
        count(problems, "thing is wrong", "things are wrong")
    )?;
    for problem in &report.problems {
        let at = problem
            .seconds
            .map_or(String::new(), |seconds| format!(" at {}", clock(seconds)));
        writeln!(out, "  {}{at}: {}", problem.file, problem.what)?;
    }
    Ok(())
}

/// A place in a file as `2:03.50`.
fn clock(seconds: f64) -> String {
    let hundredths = (seconds * 100.0).round() as u64;
    format!(
        "{}:{:02}.{:02}",
        hundredths / 6000,
        hundredths / 100 % 60,
        hundredths % 100
    )
}

/// Columns as wide as what is in them, the last as it is; where lines are to be plain, each cell with
/// the name of its column, so that no eye is needed to find it.
fn table<const N: usize>(
    rows: &[[String; N]],
    plain: bool,
    out: &mut impl Write,
) -> std::io::Result<()> {
    if plain {
        let (names, rows) = rows
            .split_first()
            .map_or((&[][..], rows), |(n, r)| (&n[..], r));
        for row in rows {
            let cells = names
                .iter()
                .zip(row)
                .map(|(name, cell)| format!("{name} {cell}"));
            writeln!(out, "{}", cells.collect::<Vec<_>>().join(", "))?;
        }
        return Ok(());
    }
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.max().unwrap_or(0)
    };
    for row in rows {
        let mut line = String::new();
        for (i, cell) in row.iter().enumerate() {
            let gap = width(i) - cell.chars().count();
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', gap + 2));
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}
