//! Edits of single lines: what they say and how, split, joined, notes.

use super::document::{Document, insert, line_of, take};
use super::line::{Line, cut, joined, note, note_table};
use super::{EditError, Place, Texts};
use crate::language::Language;
use indexmap::IndexMap;
use std::collections::BTreeMap;

/// What a line says, and how.
#[expect(clippy::too_many_arguments, reason = "the fields of one edit")]
pub fn set(
    document: &mut Document,
    at: Place,
    text: &Texts,
    say: &Texts,
    voice: &Texts,
    take: &BTreeMap<Language, u32>,
    pause: Option<f64>,
    skip: Option<bool>,
) -> Result<(), EditError> {
    let languages = document.languages.clone();
    let table = document.line(at)?;
    if let Some((_, language)) = note(table) {
        let directed = !say.is_empty()
            || !voice.is_empty()
            || !take.is_empty()
            || pause.is_some()
            || skip == Some(true);
        let new = match text.first() {
            Some((own, new)) if text.len() == 1 && *own == language && !directed => new,
            None if !directed => return Ok(()),
            _ => {
                return Err(EditError::senseless(
                    "a note has a text in one language, and nothing more is said of it",
                ));
            }
        };
        if new.trim().is_empty() {
            return Err(EditError::senseless(
                "to take the note out, remove the line",
            ));
        }
        super::document::put(table, "note", new.trim());
        return Ok(());
    }
    let mut line = Line::read(table)?;
    merge(&mut line.text, text);
    if line.is_empty() {
        return Err(EditError::senseless(
            "the line would say nothing; to take it out, remove it, and to leave it unspoken, skip it",
        ));
    }
    merge(&mut line.say, say);
    if let Some(all) = line.voice.take() {
        match voice.is_empty() {
            true => line.voice = Some(all),
            // One voice for all languages becomes one for each, so that one of them can be another.
            false => line.voices = line.text.keys().map(|l| (l.clone(), all.clone())).collect(),
        }
    }
    merge(&mut line.voices, voice);
    // A line that is spoken otherwise has no takes yet.
    for language in text.keys().chain(say.keys()).chain(voice.keys()) {
        line.takes.shift_remove(language);
    }
    line.takes
        .extend(take.iter().map(|(l, take)| (l.clone(), *take)));
    match pause {
        Some(seconds) if seconds < 0.0 => line.pause = None,
        Some(seconds) => line.pause = Some(seconds),
        None => {}
    }
    line.skip = skip.unwrap_or(line.skip);
    line.write(table, &languages)
}

/// Takes over texts; an empty one takes its language out.
fn merge(old: &mut IndexMap<Language, String>, new: &Texts) {
    for (language, text) in new {
        match text.trim() {
            "" => drop(old.shift_remove(language)),
            text => drop(old.insert(language.clone(), text.into())),
        }
    }
}

/// A line becomes a note in each of its languages. What was said of how it is spoken goes: a note is read as it is.
pub fn to_note(document: &mut Document, at: Place) -> Result<(), EditError> {
    let lines = document.lines(at)?;
    let line = Line::read(line_of(lines, at.line)?)?;
    // The first takes the line's place, so that what stands around the line stays.
    for (i, (language, text)) in line.text.iter().enumerate() {
        let table = note_table(text, language);
        if i == 0 {
            *line_of(lines, at.line)? = table_in_place(line_of(lines, at.line)?, table);
        } else {
            insert(lines, at.line + i, table);
        }
    }
    Ok(())
}

/// A table with what stands around another.
fn table_in_place(
    old: &toml_edit::InlineTable,
    mut new: toml_edit::InlineTable,
) -> toml_edit::InlineTable {
    *new.decor_mut() = old.decor().clone();
    new
}

/// A note becomes a line, and the note after it in another language its other side.
pub fn to_speech(document: &mut Document, at: Place) -> Result<(), EditError> {
    let languages = document.languages.clone();
    let lines = document.lines(at)?;
    let table = line_of(lines, at.line)?;
    let Some((text, language)) = note(table) else {
        return Ok(());
    };
    let mut line = Line::default();
    line.text.insert(language, text);
    while let Some((text, language)) = line_of(lines, at.line + 1).ok().and_then(|next| note(next))
    {
        if line.text.contains_key(&language) {
            break;
        }
        line.text.insert(language, text);
        take(lines, at.line + 1)?;
    }
    line.text
        .sort_by_key(|own, _| languages.iter().position(|l| l == own));
    let table = line.table(&languages)?;
    let old = line_of(lines, at.line)?;
    *old = table_in_place(old, table);
    Ok(())
}

/// A line becomes two: of each language so many characters stay in the first.
pub fn split(
    document: &mut Document,
    at: Place,
    keep: &IndexMap<Language, usize>,
) -> Result<(), EditError> {
    let languages = document.languages.clone();
    let lines = document.lines(at)?;
    if let Some((text, language)) = note(line_of(lines, at.line)?) {
        let halves = keep.get(&language).and_then(|keep| cut(&text, *keep));
        let (first, second) = halves.ok_or_else(nothing_to_split)?;
        super::document::put(line_of(lines, at.line)?, "note", first);
        insert(lines, at.line + 1, note_table(second, &language));
        return Ok(());
    }
    let mut first = Line::read(line_of(lines, at.line)?)?;
    let mut second = Line {
        voice: first.voice.clone(),
        skip: first.skip,
        ..Line::default()
    };
    for (language, keep) in keep {
        let Some(text) = first.text.get(language) else {
            continue;
        };
        let Some((one, two)) = cut(text, *keep) else {
            // All of it on one side.
            if *keep == 0 {
                second.add(first.take(language));
            }
            continue;
        };
        let (one, two) = (one.to_string(), two.to_string());
        if first.say.contains_key(language) {
            return Err(EditError::senseless(format!(
                "the line says something else than it shows in `{language}`, and it is not known where that is to be \
                 split; take that out first"
            )));
        }
        if let Some(voice) = first.voices.get(language) {
            second.voices.insert(language.clone(), voice.clone());
        }
        first.takes.shift_remove(language);
        first.text.insert(language.clone(), one);
        second.text.insert(language.clone(), two);
    }
    if first.is_empty() || second.is_empty() {
        return Err(nothing_to_split());
    }
    first.write(line_of(lines, at.line)?, &languages)?;
    insert(lines, at.line + 1, second.table(&languages)?);
    Ok(())
}

fn nothing_to_split() -> EditError {
    EditError::senseless("put the cursor inside the text: one of the two lines would say nothing")
}

/// A line and the next one become one.
pub fn join(document: &mut Document, at: Place) -> Result<(), EditError> {
    let languages = document.languages.clone();
    let lines = document.lines(at)?;
    let none =
        || EditError::senseless("this is the last line of its turn; there is none to join it with");
    line_of(lines, at.line + 1).map_err(|_| none())?;
    let (one, two) = (
        note(line_of(lines, at.line)?),
        note(line_of(lines, at.line + 1)?),
    );
    match (one, two) {
        (None, None) => {
            let second = Line::read(line_of(lines, at.line + 1)?)?;
            let mut first = Line::read(line_of(lines, at.line)?)?;
            if first.skip != second.skip {
                return Err(EditError::senseless(
                    "one of the two lines is skipped and the other is not",
                ));
            }
            let (own, other) = (
                (&first.voice, &first.voices),
                (&second.voice, &second.voices),
            );
            let shared = second.text.keys().any(|l| first.text.contains_key(l));
            if shared && own != other {
                return Err(EditError::senseless("the two lines have different voices"));
            }
            if first.voice.is_none() {
                first.voice = second.voice.clone();
            }
            first.add(second);
            first
                .text
                .sort_by_key(|own, _| languages.iter().position(|l| l == own));
            take(lines, at.line + 1)?;
            first.write(line_of(lines, at.line)?, &languages)
        }
        (Some((one, language)), Some((two, other))) if language == other => {
            take(lines, at.line + 1)?;
            let both = joined(&one, &two, &language);
            super::document::put(line_of(lines, at.line)?, "note", both);
            Ok(())
        }
        (Some(_), Some(_)) => Err(EditError::senseless(
            "these notes are in different languages",
        )),
        _ => Err(EditError::senseless(
            "one of the two is an editor's note; make both notes or both lines first",
        )),
    }
}

/// Takes a line out; with the last line of a turn goes the turn, and with its last turn the chapter.
pub fn remove(document: &mut Document, at: Place) -> Result<(), EditError> {
    let lines = document.lines(at)?;
    if lines.len() > 1 {
        take(lines, at.line)?;
        return Ok(());
    }
    line_of(lines, at.line)?;
    let mut said = super::document::comments(document.turn(at)?);
    let turns = document.turns(at.chapter)?.len();
    if turns > 1 {
        let lines = document.lines(at)?;
        take(lines, at.line)?;
        said.extend(inner_comments(lines));
    }
    super::turns::remove_turn(document, at, &said)
}

/// The comments in an array of lines that are left.
fn inner_comments(lines: &toml_edit::Array) -> Vec<String> {
    let trailing = lines.trailing().as_str().unwrap_or_default();
    let own = trailing.lines().map(str::trim);
    own.filter(|line| line.starts_with('#'))
        .map(String::from)
        .collect()
}
