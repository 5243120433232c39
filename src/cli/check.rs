//! `diglot check`: whether a finished book holds what its script says.

use super::progress::print_json;
use super::{count, length, listen};
use crate::book::timeline::Timeline;
use crate::check::{self, Problem, Report, Wanted, heard, html};
use crate::disk;
use crate::hearing::report::Listening;
use crate::hearing::verdict::Verdict;
use crate::pipeline::ledger::{self, State};
use crate::pipeline::listen::Ears;
use crate::pipeline::plan::Plan;
use crate::pipeline::{self, Book, PipelineError, Workshop};
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
    /// Have a recogniser hear every line, and say where what is heard is not what is written
    ///
    /// It is the first under [recogniser.NAME] in diglot.toml, or else Whisper in this program. What was heard is kept, so
    /// that nothing is heard twice; --force has all of it heard again.
    #[arg(long)]
    listen: bool,
    /// The recogniser, by its name in diglot.toml
    #[arg(long, value_name = "NAME", requires = "listen")]
    recogniser: Option<String>,
}

impl Check {
    pub fn run(self, workshop: &Workshop, plain: bool) -> Result<ExitCode> {
        let book = Book::open_as_made(&self.book, workshop)?;
        let timeline = read(&book.folder)?;
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
                    usual: plan.usual_seconds(line),
                    clip: line.key.as_str(),
                    voice: &line.voice.label,
                });
                lines.collect()
            })
            .collect();
        let chapters = timeline.chapters.len() as u64;
        workshop.progress.begin("checking", chapters);
        let mut report = check::check(&book.folder, &timeline, &wanted, &|| {
            workshop.progress.step()
        });
        workshop.progress.end();
        let altered = altered(&book.folder, &report);
        report.problems.extend(altered);
        let listening = self.listen(&book, &plan, &timeline, workshop)?;
        if let Some(path) = &self.report {
            let heard = listening.as_ref().map_or(String::new(), |listening| {
                heard::section(&timeline, listening, &way(path, &book.folder))
            });
            let page = html::page(&timeline, &report, &heard);
            disk::write_whole(path, page.as_bytes())
                .map_err(|error| PipelineError::file(path, &error))?;
        }
        let mut out = super::progress::out();
        if self.json {
            let mut json = serde_json::to_value(&report)?;
            if let Some(listening) = &listening {
                json["listening"] = serde_json::to_value(listening)?;
            }
            print_json(&json)?;
        } else {
            for line in found(&timeline, &report, plain) {
                workshop.progress.result(&line);
            }
            for line in wrong(&report) {
                writeln!(out, "{line}")?;
            }
            if let Some(listening) = &listening {
                for line in listen::summary(listening) {
                    workshop.progress.result(&line);
                }
                for line in listen::findings(&timeline, listening) {
                    writeln!(out, "{line}")?;
                }
            }
            if let Some(path) = &self.report {
                let line = format!("The page is {}", path.display());
                workshop.progress.result(&line);
            }
        }
        let wrong = listening.map_or(0, |listening| listening.count(Verdict::Wrong));
        Ok(if report.problems.is_empty() && wrong == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }

    /// What a recogniser hears, if that is wanted.
    fn listen(
        &self,
        book: &Book,
        plan: &Plan,
        timeline: &Timeline,
        workshop: &Workshop,
    ) -> Result<Option<Listening>> {
        if !self.listen {
            return Ok(None);
        }
        let ears = Ears::named(self.recogniser.as_deref())?;
        Ok(Some(pipeline::listen::listen(
            book, plan, timeline, &ears, workshop,
        )?))
    }
}

/// The way from a page to a folder, as a link in it is written.
fn way(page: &Path, folder: &Path) -> String {
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.into());
    let (page, folder) = (whole(page), whole(folder));
    let parts = |path: &Path| -> Vec<String> {
        path.components()
            .map(|part| part.as_os_str().to_string_lossy().into_owned())
            .collect()
    };
    let from = parts(page.parent().unwrap_or(&page));
    let to = parts(&folder);
    let same = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from[same..].iter().map(|_| "..");
    let down = to[same..].iter().map(String::as_str);
    up.chain(down).map(|part| format!("{part}/")).collect()
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

/// The chapters' files that are not as they were written, though nothing was heard that is wrong.
fn altered(folder: &Path, report: &Report) -> Vec<Problem> {
    let state = State::load(folder);
    let is_known_wrong = |file: &str| report.problems.iter().any(|problem| problem.file == file);
    let files = report.chapters.iter().map(|chapter| &chapter.file);
    let altered = files.filter(|file| {
        let known = state.chapters.get(*file);
        known.is_some_and(|known| !ledger::is_whole(folder, file, known)) && !is_known_wrong(file)
    });
    let again = format!("`diglot mix {}` writes it again", folder.display());
    altered
        .map(|file| Problem {
            file: file.clone(),
            seconds: None,
            what: format!("this is not the chapter that diglot wrote; {again}"),
        })
        .collect()
}

/// What was found, a line each, without what is wrong.
fn found(timeline: &Timeline, report: &Report, plain: bool) -> Vec<String> {
    let title = timeline.full_title(&timeline.title);
    let target = match report.target {
        Some(target) => format!("{target:.1} LUFS"),
        None => timeline.loudness.to_string(),
    };
    let all = length(timeline.seconds());
    let mut lines = vec![format!("{title}: {all}, loudness {target}")];
    let number = |value: Option<f64>| value.map_or("-".into(), |value| format!("{value:.1}"));
    let columns = [
        ("chapter", ""),
        ("length", ""),
        ("lines", ""),
        ("loudness", "LUFS"),
        ("peak", "dBTP"),
        ("mean", "dB RMS"),
        ("pauses", "s"),
    ];
    let rows = report.chapters.iter().map(|chapter| {
        let pauses = chapter.pauses;
        [
            chapter.number.to_string(),
            length(chapter.seconds),
            chapter.lines.to_string(),
            number(chapter.loudness),
            format!("{:.1}", chapter.true_peak),
            format!("{:.1}", chapter.rms),
            pauses.map_or("-".into(), |(a, b)| format!("{a:.2} to {b:.2}")),
        ]
    });
    lines.extend(table(columns, &rows.collect::<Vec<_>>(), plain));
    lines.push(String::new());
    let columns = [
        ("speaker", ""),
        ("language", ""),
        ("length", ""),
        ("loudness", "LUFS"),
        ("voice", ""),
    ];
    let rows = report.voices.iter().map(|voice| {
        [
            timeline.name_of(&voice.speaker),
            voice.language.to_string(),
            length(voice.seconds),
            number(voice.loudness),
            voice.voice.clone(),
        ]
    });
    lines.extend(table(columns, &rows.collect::<Vec<_>>(), plain));
    lines.push(String::new());
    if let Some(held) = report.held {
        lines.push(format!(
            "It is as loud as peaks under {:.1} dBTP let it be: some of it {held:.1} LUFS, where {target} is wanted.",
            timeline.loudness.ceiling()
        ));
    }
    if report.problems.is_empty() {
        let unjudged: Vec<String> = report
            .voices
            .iter()
            .filter(|voice| voice.pace.is_none())
            .map(|voice| format!("{} ({})", timeline.name_of(&voice.speaker), voice.language))
            .collect();
        lines.push(match &unjudged[..] {
            [] => "Nothing is wrong.".into(),
            some => format!(
                "Nothing is wrong in what was looked at. Whether lines were cut off cannot be told for {}: \
                 too little is said, or the engine has check_length = false.",
                some.join(", ")
            ),
        });
    }
    lines
}

/// What is wrong, a line each.
fn wrong(report: &Report) -> Vec<String> {
    let problems = &report.problems;
    if problems.is_empty() {
        return Vec::new();
    }
    let number = count(problems.len(), "thing is wrong", "things are wrong");
    let lines = problems.iter().map(|problem| {
        let at = problem.seconds;
        let at = at.map_or(String::new(), |at| format!(" at {}", clock(at)));
        format!("  {}{at}: {}", problem.file, problem.what)
    });
    [format!("{number}:")].into_iter().chain(lines).collect()
}

/// A place in a file as `2:03.50`.
pub(super) fn clock(seconds: f64) -> String {
    let hundredths = (seconds * 100.0).round() as u64;
    format!(
        "{}:{:02}.{:02}",
        hundredths / 6000,
        hundredths / 100 % 60,
        hundredths % 100
    )
}

/// Rows as lines, of columns with names and units. The columns are as wide as what is in them; where
/// lines are to be plain, each cell has the name of its column before it and the unit behind it, so
/// that no eye is needed to find them.
fn table<const N: usize>(
    columns: [(&str, &str); N],
    rows: &[[String; N]],
    plain: bool,
) -> Vec<String> {
    let with_unit = |text: &str, unit: &str| format!("{text} {unit}").trim_end().to_string();
    if plain {
        let line = |row: &[String; N]| {
            let cells = columns.iter().zip(row).map(|((name, unit), cell)| {
                let unit = if cell == "-" { "" } else { *unit };
                with_unit(&format!("{name} {cell}"), unit)
            });
            cells.collect::<Vec<_>>().join(", ")
        };
        return rows.iter().map(line).collect();
    }
    let head = columns.map(|(name, unit)| with_unit(name, unit));
    let all = || std::iter::once(&head).chain(rows);
    let width = |column: usize| {
        let cells = all().map(|row| row[column].chars().count());
        cells.max().unwrap_or(0)
    };
    let line = |row: &[String; N]| {
        let mut line = String::new();
        for (i, cell) in row.iter().enumerate() {
            let gap = width(i) - cell.chars().count();
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', gap + 2));
        }
        line.trim_end().to_string()
    };
    all().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::{table, way};
    use std::path::Path;

    #[test]
    fn the_way_from_a_page_to_a_book() {
        let of = |page: &str, folder: &str| way(Path::new(page), Path::new(folder));
        assert_eq!(of("/a/report.html", "/a/book"), "book/");
        assert_eq!(of("/a/book/report.html", "/a/book"), "");
        assert_eq!(of("/a/pages/report.html", "/a/my book"), "../my book/");
        assert_eq!(of("report.html", "output/book"), "output/book/");
    }

    #[test]
    fn plain_rows_have_names_before_and_units_behind() {
        let columns = [("chapter", ""), ("loudness", "LUFS")];
        let rows = [["1", "-19.2"], ["2", "-"]].map(|row| row.map(String::from));
        assert_eq!(
            table(columns, &rows, true),
            ["chapter 1, loudness -19.2 LUFS", "chapter 2, loudness -"]
        );
        assert_eq!(
            table(columns, &rows, false),
            ["chapter  loudness LUFS", "1        -19.2", "2        -"]
        );
    }
}
