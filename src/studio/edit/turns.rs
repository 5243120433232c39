//! Turns and chapters: who speaks, where they begin, joined and parted.

use super::document::{
    Document, append, comment_table, comments, lines_of, part_lines, put, speaker_of, turns_of,
};
use super::line::{Line, put_texts};
use super::{EditError, Place, Texts};
use toml_edit::{Array, Item, Table, Value};

/// How long a title is that is made of a line, in characters.
const LONGEST_TITLE: usize = 60;

/// Another speaks a turn, or one line of it.
pub fn give(d: &mut Document, at: Place, speaker: &str, alone: bool) -> Result<(), EditError> {
    let mut at = at;
    if alone {
        at = at_head(d, at)?;
        if d.lines(at)?.len() > 1 {
            begin(d, Place { line: 1, ..at })?;
        }
    }
    put(d.turn(at)?, "speaker", speaker);
    Ok(())
}

/// The turn of a line is cut before it: two turns of the same speaker.
pub fn begin(d: &mut Document, at: Place) -> Result<(), EditError> {
    if at.line == 0 {
        return Err(EditError::senseless("a turn begins here already"));
    }
    let turn = d.turn(at)?;
    let speaker = speaker_of(turn).to_string();
    let rest = part_lines(lines_of(turn)?, at.line)?;
    let turn = new_turn(&speaker, rest);
    d.turns(at.chapter)?.insert(at.turn + 1, turn);
    Ok(())
}

/// Where a line stands once a turn begins with it; one is cut before it if none does.
fn at_head(d: &mut Document, at: Place) -> Result<Place, EditError> {
    if at.line == 0 {
        return Ok(at);
    }
    begin(d, at)?;
    Ok(Place {
        turn: at.turn + 1,
        line: 0,
        ..at
    })
}

fn new_turn(speaker: &str, lines: Array) -> Table {
    let mut turn = Table::new();
    turn.insert("speaker", toml_edit::value(speaker));
    turn.insert("lines", Item::Value(Value::Array(lines)));
    turn
}

/// The turn of a line joins the one before it, whose speaker says all of it then.
pub fn join(d: &mut Document, at: Place) -> Result<(), EditError> {
    let turns = d.turns(at.chapter)?;
    if at.turn >= turns.len() {
        return Err(EditError::Gone);
    }
    if at.turn == 0 {
        return Err(EditError::senseless(
            "this is the first turn of its chapter; join the chapter with the one before",
        ));
    }
    // Whether both are in a form that can be joined, before anything is taken out.
    for turn in [at.turn - 1, at.turn] {
        lines_of(turns.get_mut(turn).ok_or(EditError::Gone)?)?;
    }
    let mut turn = turns.remove(at.turn);
    let said = comments(&turn);
    let moved = std::mem::take(lines_of(&mut turn)?);
    let before = turns.get_mut(at.turn - 1).ok_or(EditError::Gone)?;
    append(lines_of(before)?, moved, &said);
    Ok(())
}

/// Takes out a turn that has no line left; `said` are the comments that stood in it.
pub fn remove_turn(d: &mut Document, at: Place, said: &[String]) -> Result<(), EditError> {
    let turns = d.turns(at.chapter)?;
    if turns.len() == 1 {
        return Err(EditError::senseless(
            "this is the only line of its chapter; join the chapter with another first",
        ));
    }
    turns.remove(at.turn);
    match turns.get_mut(at.turn) {
        Some(next) => comment_table(next, said),
        None => {
            if let Some(before) = turns.get_mut(at.turn - 1) {
                append(lines_of(before)?, Array::new(), said);
            }
        }
    }
    Ok(())
}

/// A chapter begins with a line. Without a title it is called by its first line, which is not announced.
pub fn begin_chapter(d: &mut Document, at: Place, title: &Texts) -> Result<(), EditError> {
    if (at.turn, at.line) == (0, 0) {
        return Err(EditError::senseless("a chapter begins here already"));
    }
    d.line(at)?;
    let first = at_head(d, at)?;
    let languages = d.languages.clone();
    let is_named = title.values().any(|text| !text.trim().is_empty());
    let texts = match is_named {
        true => title.clone(),
        false => match Line::read(d.line(first)?) {
            Ok(line) => line
                .text
                .iter()
                .map(|(l, t)| (l.clone(), short(t)))
                .collect(),
            Err(_) => Texts::new(),
        },
    };
    let old = d.chapter(at.chapter)?;
    let level = old.get("level").and_then(Item::as_integer);
    let mut chapter = Table::new();
    put_texts(&mut chapter, "title", &texts, &languages);
    if let Some(level) = level {
        chapter.insert("level", toml_edit::value(level));
    }
    if !is_named {
        chapter.insert("heading", toml_edit::value(false));
    }
    let turns = turns_of(old)?;
    let mut moved = toml_edit::ArrayOfTables::new();
    while turns.len() > first.turn {
        moved.push(turns.remove(first.turn));
    }
    chapter.insert("turn", Item::ArrayOfTables(moved));
    d.chapters()?.insert(at.chapter + 1, chapter);
    Ok(())
}

/// The beginning of a line, to whole words if it has any.
fn short(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(LONGEST_TITLE) else {
        return text.into();
    };
    let begin = &text[..end];
    let whole = begin.rfind(char::is_whitespace).unwrap_or(end);
    format!(
        "{}…",
        begin[..whole].trim_end_matches([',', '.', ' ', '，', '。'])
    )
}

/// A chapter joins the one before; its title goes.
pub fn join_chapter(d: &mut Document, chapter: usize) -> Result<(), EditError> {
    let chapters = d.chapters()?;
    if chapter == 0 {
        return Err(EditError::senseless("this is the first chapter"));
    }
    for own in [chapter - 1, chapter] {
        let table = chapters.get_mut(own).ok_or(EditError::Gone)?;
        let is_part = |error| match error {
            EditError::Gone => EditError::senseless(
                "one of the two is the title of a part, which has no lines of its own",
            ),
            other => other,
        };
        turns_of(table).map_err(is_part)?;
    }
    let mut gone = chapters.remove(chapter);
    let said = comments(&gone);
    let moved = std::mem::take(turns_of(&mut gone)?);
    let before = turns_of(chapters.get_mut(chapter - 1).ok_or(EditError::Gone)?)?;
    for (i, mut turn) in moved.into_iter().enumerate() {
        if i == 0 {
            comment_table(&mut turn, &said);
        }
        before.push(turn);
    }
    Ok(())
}

/// A chapter, or the book, is called otherwise.
pub fn entitle(
    d: &mut Document,
    chapter: Option<usize>,
    title: &Texts,
    heading: Option<bool>,
) -> Result<(), EditError> {
    let languages = d.languages.clone();
    let Some(chapter) = chapter else {
        put_texts(d.root(), "title", title, &languages);
        // A title that a person gives is announced.
        d.root().remove("heading");
        return Ok(());
    };
    let table = d.chapter(chapter)?;
    put_texts(table, "title", title, &languages);
    match heading {
        Some(true) => drop(table.remove("heading")),
        Some(false) if table.contains_key("heading") => put(table, "heading", false),
        Some(false) => {
            // Before the turns, which are tables.
            let turns = table.remove("turn");
            table.insert("heading", toml_edit::value(false));
            if let Some(turns) = turns {
                table.insert("turn", turns);
            }
        }
        None => {}
    }
    Ok(())
}
