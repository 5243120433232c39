//! Columns parted by commas, semicolons or tabs, with quotes around what holds one (RFC 4180); and those parted by spaces with
//! quotes around every cell, as R writes them.

use super::super::document::{Document, Preset, SourceLine};
use super::super::{ScriptError, languages};
use super::table::{self, Cell};
use super::{bounded, lined};
use crate::language::Language;
use std::collections::HashMap;

/// How many columns a text may have.
const COLUMNS: std::ops::RangeInclusive<usize> = 2..=12;
/// From how many rows on a text without headings over its columns is a table.
const FEWEST: usize = 3;
/// Which share of the rows must have as many columns as the first, and which share of the cells of
/// a column must be in its language.
const SHARE: f64 = 0.9;

/// A row: the source lines that it stands in, its source, and what is in its cells.
struct Row<'a> {
    at: Vec<usize>,
    source: &'a str,
    cells: Vec<String>,
}

/// Reads a text whose columns a sign parts.
///
/// # Errors
/// If the bytes are no text, or there are too many cells.
pub(crate) fn read(bytes: &[u8], file: &str, sign: u8) -> Result<Document, ScriptError> {
    let text = lined(bytes, file)?;
    let rows = rows(&text, sign);
    bounded(rows.iter().map(|row| row.cells.len()).sum(), file)?;
    Ok(document(rows))
}

/// The sign that parts the columns of a text that is named as one (`.csv`).
pub(crate) fn sign_of_named(text: &str) -> u8 {
    let signs = [b',', b';', b'\t', b'|'];
    let mut fitting = signs.into_iter().filter(|sign| fit(&rows(text, *sign)));
    fitting.next().unwrap_or(b',')
}

/// The sign that parts the columns of any text: all rows have as many, and headings stand over them,
/// or two are in languages of different scripts.
pub(crate) fn sign_of(text: &str) -> Option<u8> {
    let quoted = is_quoted(text).then_some(b' ');
    quoted.into_iter().chain([b';', b',']).find(|sign| {
        let rows = rows(text, *sign);
        let headed = || table::is_header(&rows[0].cells);
        fit(&rows) && (headed() || rows.len() >= FEWEST && has_two_languages(&rows))
    })
}

/// Whether quotes stand around every cell of the first lines, and spaces between them.
fn is_quoted(text: &str) -> bool {
    let mut lines = text.lines().take(FEWEST);
    lines.all(|line| {
        line.starts_with('"') && line.trim_end().ends_with('"') && line.contains("\" \"")
    })
}

fn fit(rows: &[Row]) -> bool {
    let columns = rows.first().map_or(0, |row| row.cells.len());
    let alike = rows.iter().filter(|row| row.cells.len() == columns).count();
    rows.len() > 1 && COLUMNS.contains(&columns) && alike as f64 >= SHARE * rows.len() as f64
}

fn has_two_languages(rows: &[Row]) -> bool {
    let mut counts: HashMap<(usize, Language), usize> = HashMap::new();
    for (column, cell) in rows.iter().flat_map(|row| row.cells.iter().enumerate()) {
        if let Some(language) = languages::of(cell, &[]) {
            *counts.entry((column, language)).or_default() += 1;
        }
    }
    counts.retain(|_, count| *count as f64 >= SHARE * rows.len() as f64);
    let first = counts.keys().next().map(|(_, language)| language);
    counts.keys().any(|(_, language)| Some(language) != first)
}

fn rows(text: &str, sign: u8) -> Vec<Row<'_>> {
    let mut builder = csv::ReaderBuilder::new();
    builder.delimiter(sign).has_headers(false).flexible(true);
    if sign == b'\t' && has_own_quotes(text) {
        builder.quoting(false);
    }
    if sign == b' ' {
        builder.escape(Some(b'\\')).double_quote(false);
    }
    let mut reader = builder.from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut rows = Vec::new();
    let mut begin = 0;
    let mut line = 1;
    while let Ok(true) = reader.read_record(&mut record) {
        let end = (reader.position().byte() as usize).min(text.len());
        let source = text.get(begin..end).unwrap_or_default();
        let filled = source
            .split('\n')
            .enumerate()
            .filter(|(_, l)| !l.trim().is_empty());
        rows.push(Row {
            at: filled.map(|(i, _)| line + i).collect(),
            source,
            cells: record.iter().map(in_one_line).collect(),
        });
        line += source.matches('\n').count();
        begin = end;
    }
    // R writes no heading over the rows' numbers.
    if let [first, others @ ..] = &mut rows[..]
        && !others.is_empty()
        && (others.iter()).all(|row| row.cells.len() == first.cells.len() + 1)
    {
        first.cells.insert(0, "#".into());
    }
    rows
}

/// Whether the quotes of a text with tabs are its own, and not those around cells: more stands in a cell behind the one that closes.
fn has_own_quotes(text: &str) -> bool {
    let is_own = |cell: &str| {
        let inside = cell
            .strip_prefix('"')
            .map(|inside| inside.replace("\"\"", ""));
        inside.is_some_and(|inside| {
            inside
                .split_once('"')
                .is_some_and(|(_, behind)| !behind.trim().is_empty())
        })
    };
    text.lines().any(|line| line.split('\t').any(is_own))
}

/// What is in a cell, without the breaks of its lines.
fn in_one_line(cell: &str) -> String {
    let between = match languages::of(cell, &[]) {
        Some(language) if language.is_unspaced() => "",
        _ => " ",
    };
    let lines: Vec<&str> = cell.lines().map(str::trim).collect();
    lines.join(between)
}

fn document(rows: Vec<Row>) -> Document {
    let mut table: Vec<Vec<Cell>> = Vec::new();
    let mut lines: Vec<SourceLine> = Vec::new();
    for row in rows {
        let Some((&at, others)) = row.at.split_first() else {
            continue;
        };
        let cells = row.cells.iter().enumerate();
        let mut cells: Vec<Cell> = cells
            .map(|(column, text)| (column, SourceLine::new(at, text, true)))
            .filter(|(_, line)| !line.text.is_empty())
            .map(|(column, line)| Cell {
                column,
                lines: vec![line],
            })
            .collect();
        match cells.first_mut() {
            Some(first) => first.lines[0].also_at.extend(others),
            None => {
                let part = Preset::Dropped { reason: "markup" };
                let mut line = SourceLine::preset(at, row.source.trim(), true, part);
                line.also_at.extend(others);
                lines.push(line);
            }
        }
        table.push(cells);
    }
    lines.append(&mut table::lines(table));
    lines.sort_by_key(|line| line.at);
    Document { lines }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_of_what_is_said_stay() {
        let cells = |text: &'static str| -> Vec<Vec<String>> {
            rows(text, b'\t').into_iter().map(|row| row.cells).collect()
        };
        assert_eq!(
            cells("\"Yes,\" he said.\t“是的。”他说。\nHe lit the lamp.\t他点了灯。\n"),
            [
                ["\"Yes,\" he said.", "“是的。”他说。"],
                ["He lit the lamp.", "他点了灯。"]
            ]
        );
        assert_eq!(
            cells("\"The \"\"lamp\"\" is on.\"\tx\n\"one\ttwo\"\ty\n"),
            [["The \"lamp\" is on.", "x"], ["one\ttwo", "y"]]
        );
    }

    #[test]
    fn tables_of_r() {
        let text = "\"who\" \"text\"\n\"1\" \"Ann\" \"The \\\"lamp\\\" is on.\"\n\"2\" \"Bo\" \"Who lit it?\"\n";
        assert_eq!(sign_of(text), Some(b' '));
        let lines = document(rows(text, b' ')).lines.into_iter();
        let said = lines.filter(|line| line.preset.is_none());
        let said: Vec<_> = said
            .map(|line| (line.markup.speaker.clone().unwrap_or_default(), line.text))
            .collect();
        let line = |who: &str, text: &str| (who.to_string(), text.to_string());
        assert_eq!(
            said,
            [
                line("Ann", "The \"lamp\" is on."),
                line("Bo", "Who lit it?")
            ]
        );
        assert_eq!(
            sign_of("\"The lamp is on.\"\n\"Who lit it?\"\n\"I did.\"\n"),
            None
        );
    }
}
