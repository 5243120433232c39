//! Mending pairs: one language's lines move against the other's within a turn. Text only moves; none is lost.

use super::document::{Document, insert, line_of, take};
use super::line::{Line, cut as cut_text, note};
use super::{EditError, Place};
use crate::language::Language;
use toml_edit::Array;

/// The lines of speech from a line on, by their numbers.
fn speech(lines: &mut Array, from: usize) -> Result<Vec<usize>, EditError> {
    let mut all = Vec::new();
    for i in from..lines.len() {
        if note(line_of(lines, i)?).is_none() {
            all.push(i);
        }
    }
    match all.first() == Some(&from) {
        true => Ok(all),
        false => Err(EditError::senseless("an editor's note has no pair")),
    }
}

/// Moves a language's text into the lines below, each where the next one's was, until there is room.
fn push(
    lines: &mut Array,
    from: usize,
    mut carried: Line,
    language: &Language,
    order: &[Language],
) -> Result<(), EditError> {
    let below: Vec<usize> = match from < lines.len() {
        true => (from..lines.len()).collect(),
        false => Vec::new(),
    };
    for i in below {
        if note(line_of(lines, i)?).is_some() {
            continue;
        }
        let table = line_of(lines, i)?;
        let mut line = Line::read(table)?;
        let next = line.take(language);
        line.add(carried);
        line.write(table, order)?;
        if next.is_empty() {
            return Ok(());
        }
        carried = next;
    }
    insert(lines, lines.len(), carried.table(order)?);
    Ok(())
}

/// A language's text goes one line down, and those below follow.
pub fn down(document: &mut Document, at: Place, language: &Language) -> Result<(), EditError> {
    let order = document.languages.clone();
    let lines = document.lines(at)?;
    speech(lines, at.line)?;
    let table = line_of(lines, at.line)?;
    let mut line = Line::read(table)?;
    let moved = line.take(language);
    if moved.is_empty() {
        return Err(nothing(language));
    }
    if line.is_empty() {
        return Err(EditError::senseless(format!(
            "this line has `{language}` alone, so there is nothing that it could be moved against"
        )));
    }
    line.write(table, &order)?;
    push(lines, at.line + 1, moved, language, &order)
}

/// A language's next text comes up to this line, and those below follow; a line that says nothing then is gone.
pub fn up(document: &mut Document, at: Place, language: &Language) -> Result<(), EditError> {
    let order = document.languages.clone();
    let lines = document.lines(at)?;
    let all = speech(lines, at.line)?;
    let mut read: Vec<Line> = Vec::with_capacity(all.len());
    for i in &all {
        read.push(Line::read(line_of(lines, *i)?)?);
    }
    let has = |line: &Line| line.text.contains_key(language);
    // The next one that has any, and those right below it.
    let first = (1..read.len()).find(|i| has(&read[*i]));
    let Some(first) = first else {
        return Err(EditError::senseless(format!(
            "no line below in this turn has `{language}`"
        )));
    };
    let last = (first..read.len())
        .take_while(|i| has(&read[*i]))
        .last()
        .unwrap_or(first);
    let moved: Vec<Line> = (first..=last).map(|i| read[i].take(language)).collect();
    for (k, moved) in moved.into_iter().enumerate() {
        let to = if k == 0 { 0 } else { first + k - 1 };
        read[to].add(moved);
    }
    write_back(lines, &all, &read, &order)
}

/// Writes lines back and takes out those that say nothing any more, from the last to the first.
fn write_back(
    lines: &mut Array,
    all: &[usize],
    read: &[Line],
    order: &[Language],
) -> Result<(), EditError> {
    for (i, line) in all.iter().zip(read).rev() {
        if line.is_empty() {
            take(lines, *i)?;
        } else {
            line.write(line_of(lines, *i)?, order)?;
        }
    }
    Ok(())
}

/// A language's text is cut in two; what follows goes one line down.
pub fn cut(
    document: &mut Document,
    at: Place,
    language: &Language,
    keep: usize,
) -> Result<(), EditError> {
    let order = document.languages.clone();
    let lines = document.lines(at)?;
    speech(lines, at.line)?;
    let table = line_of(lines, at.line)?;
    let mut line = Line::read(table)?;
    let text = line.text.get(language).ok_or_else(|| nothing(language))?;
    let halves = cut_text(text, keep).ok_or_else(|| {
        EditError::senseless(
            "put the cursor inside the text: one of the two parts would say nothing",
        )
    })?;
    if line.say.contains_key(language) {
        return Err(EditError::senseless(
            "the line says something else than it shows; take that out first",
        ));
    }
    let (first, second) = (halves.0.to_string(), halves.1.to_string());
    let mut moved = Line::default();
    moved.text.insert(language.clone(), second);
    if let Some(voice) = line.voices.get(language) {
        moved.voices.insert(language.clone(), voice.clone());
    }
    line.takes.shift_remove(language);
    line.text.insert(language.clone(), first);
    line.write(table, &order)?;
    push(lines, at.line + 1, moved, language, &order)
}

/// A language's text changes places with that of the next line.
pub fn swap(document: &mut Document, at: Place, language: &Language) -> Result<(), EditError> {
    let order = document.languages.clone();
    let lines = document.lines(at)?;
    let all = speech(lines, at.line)?;
    let &[one, two, ..] = &all[..] else {
        return Err(EditError::senseless("this is the last line of its turn"));
    };
    let mut first = Line::read(line_of(lines, one)?)?;
    let mut second = Line::read(line_of(lines, two)?)?;
    let (a, b) = (first.take(language), second.take(language));
    if a.is_empty() && b.is_empty() {
        return Err(nothing(language));
    }
    first.add(b);
    second.add(a);
    write_back(lines, &[one, two], &[first, second], &order)
}

fn nothing(language: &Language) -> EditError {
    EditError::senseless(format!("this line has no `{language}`"))
}
