//! `script.toml` as a document that keeps its comments: chapters, turns and lines by their places, and lines put in and
//! taken out so that no comment goes with them.

use super::{EditError, Place};
use crate::language::Language;
use std::fmt;
use toml_edit::{
    Array, ArrayOfTables, DocumentMut, InlineTable, Item, RawString, Table, TableLike, Value,
};

/// The indentation of a line in its turn.
const INDENT: &str = "\n  ";

/// A `script.toml`.
pub struct Document {
    toml: DocumentMut,
    /// The book's languages, in their order.
    pub languages: Vec<Language>,
}

impl fmt::Display for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.toml.fmt(f)
    }
}

impl Document {
    pub fn parse(text: &str) -> Result<Self, EditError> {
        let toml: DocumentMut = text
            .parse()
            .map_err(|error: toml_edit::TomlError| EditError::Toml(error.message().into()))?;
        let languages = toml.get("languages").and_then(Item::as_array);
        let tags = languages.into_iter().flat_map(Array::iter);
        let languages = tags.filter_map(Value::as_str).map(Language::new).collect();
        Ok(Self { toml, languages })
    }

    /// The table of the whole file.
    pub fn root(&mut self) -> &mut Table {
        self.toml.as_table_mut()
    }

    pub fn chapters(&mut self) -> Result<&mut ArrayOfTables, EditError> {
        tables(self.toml.get_mut("chapter"), "a chapter")
    }

    pub fn speakers(&mut self) -> Result<&mut ArrayOfTables, EditError> {
        let root = self.toml.as_table_mut();
        let none = || Item::ArrayOfTables(ArrayOfTables::new());
        let speakers = root.entry("speaker").or_insert_with(none);
        tables(Some(speakers), "a speaker")
    }

    pub fn chapter(&mut self, chapter: usize) -> Result<&mut Table, EditError> {
        self.chapters()?.get_mut(chapter).ok_or(EditError::Gone)
    }

    pub fn turns(&mut self, chapter: usize) -> Result<&mut ArrayOfTables, EditError> {
        turns_of(self.chapter(chapter)?)
    }

    pub fn turn(&mut self, at: Place) -> Result<&mut Table, EditError> {
        self.turns(at.chapter)?
            .get_mut(at.turn)
            .ok_or(EditError::Gone)
    }

    pub fn lines(&mut self, at: Place) -> Result<&mut Array, EditError> {
        lines_of(self.turn(at)?)
    }

    pub fn line(&mut self, at: Place) -> Result<&mut InlineTable, EditError> {
        line_of(self.lines(at)?, at.line)
    }

    /// All turns, in order.
    pub fn all_turns(&mut self) -> Result<Vec<&mut Table>, EditError> {
        let mut all = Vec::new();
        for chapter in self.chapters()?.iter_mut() {
            if let Some(item) = chapter.get_mut("turn") {
                all.extend(tables(Some(item), "a turn")?.iter_mut());
            }
        }
        Ok(all)
    }

    /// All lines with their places, in order.
    pub fn all_lines(&mut self) -> Result<Vec<(Place, &mut InlineTable)>, EditError> {
        let mut all = Vec::new();
        for (chapter, table) in self.chapters()?.iter_mut().enumerate() {
            let Some(item) = table.get_mut("turn") else {
                continue;
            };
            let turns = tables(Some(item), "a turn")?;
            for (turn, table) in turns.iter_mut().enumerate() {
                for (line, value) in lines_of(table)?.iter_mut().enumerate() {
                    let place = Place {
                        chapter,
                        turn,
                        line,
                    };
                    let table = value.as_inline_table_mut();
                    all.push((place, table.ok_or(EditError::Form("a line"))?));
                }
            }
        }
        Ok(all)
    }
}

fn tables<'a>(
    item: Option<&'a mut Item>,
    what: &'static str,
) -> Result<&'a mut ArrayOfTables, EditError> {
    match item {
        None => Err(EditError::Gone),
        Some(item) => item.as_array_of_tables_mut().ok_or(EditError::Form(what)),
    }
}

pub fn turns_of(chapter: &mut Table) -> Result<&mut ArrayOfTables, EditError> {
    tables(chapter.get_mut("turn"), "a turn")
}

pub fn lines_of(turn: &mut Table) -> Result<&mut Array, EditError> {
    let lines = turn.get_mut("lines").ok_or(EditError::Gone)?;
    lines.as_array_mut().ok_or(EditError::Form("a line"))
}

pub fn line_of(lines: &mut Array, line: usize) -> Result<&mut InlineTable, EditError> {
    let value = lines.get_mut(line).ok_or(EditError::Gone)?;
    value.as_inline_table_mut().ok_or(EditError::Form("a line"))
}

/// Who speaks in a turn.
pub fn speaker_of(turn: &Table) -> &str {
    turn.get("speaker")
        .and_then(Item::as_str)
        .unwrap_or_default()
}

/// Gives a key another value, where the old one stood.
pub fn put(table: &mut dyn TableLike, key: &str, value: impl Into<Value>) {
    let mut value = value.into();
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        None => drop(table.insert(key, Item::Value(value))),
    }
}

fn raw(text: Option<&RawString>) -> String {
    text.and_then(RawString::as_str).unwrap_or_default().into()
}

/// What stands around a value or a table before it, comments above all.
fn before(value: &Value) -> String {
    raw(value.decor().prefix())
}

/// Parts what stands before a line into what belongs to the line before it, a comment behind that, and the rest.
fn part(text: &str) -> (&str, &str) {
    text.split_at(text.find('\n').unwrap_or(text.len()))
}

/// Puts a line into a turn. A comment behind the line before it stays there.
pub fn insert(lines: &mut Array, index: usize, line: InlineTable) {
    let mut value = Value::InlineTable(line);
    let after = match lines.get(index) {
        Some(next) => before(next),
        None => raw(Some(lines.trailing())),
    };
    let (own, rest) = part(&after);
    let (own, rest) = (own.to_string(), rest.to_string());
    let is_broken = !rest.is_empty() || lines.is_empty();
    let prefix = match (is_broken, index) {
        (true, _) => format!("{}{INDENT}", own.trim_end()),
        (false, 0) => String::new(),
        (false, _) => " ".into(),
    };
    value.decor_mut().set_prefix(prefix);
    value.decor_mut().set_suffix("");
    if is_broken {
        match lines.get_mut(index) {
            Some(next) => next.decor_mut().set_prefix(rest),
            None => {
                lines.set_trailing(if rest.is_empty() { "\n" } else { &rest });
                lines.set_trailing_comma(true);
            }
        }
    } else if index == 0
        && let Some(next) = lines.get_mut(0)
    {
        next.decor_mut().set_prefix(" ");
    }
    lines.insert_formatted(index, value);
}

/// Takes a line out of a turn. Comments before it stay.
pub fn take(lines: &mut Array, index: usize) -> Result<InlineTable, EditError> {
    if index >= lines.len() {
        return Err(EditError::Gone);
    }
    let mut value = lines.remove(index);
    let behind = raw(value.decor().suffix());
    let mut own = before(&value);
    if behind.contains('#') {
        own = own.trim_end().to_string() + &behind;
    }
    if own.contains('#') {
        let after = match lines.get(index) {
            Some(next) => before(next),
            None => raw(Some(lines.trailing())),
        };
        let joined = match lines.get(index) {
            _ if after.contains('#') => format!("{}{INDENT}{}", own.trim_end(), after.trim_start()),
            Some(_) => format!("{}{INDENT}", own.trim_end()),
            None => format!("{}\n", own.trim_end()),
        };
        match lines.get_mut(index) {
            Some(next) => next.decor_mut().set_prefix(joined),
            None => lines.set_trailing(joined),
        }
    }
    value.decor_mut().clear();
    match value {
        Value::InlineTable(line) => Ok(line),
        other => {
            lines.insert_formatted(index, other);
            Err(EditError::Form("a line"))
        }
    }
}

/// The comments that stand before a table's head and behind its keys, as lines.
pub fn comments(table: &Table) -> Vec<String> {
    let mut all = raw(table.decor().prefix());
    all += "\n";
    all += &raw(table.decor().suffix());
    for (key, item) in table.iter() {
        if let Some(key) = table.key(key) {
            all += "\n";
            all += &raw(key.leaf_decor().prefix());
        }
        if let Item::Value(value) = item {
            all += "\n";
            all += &raw(value.decor().suffix());
        }
    }
    let lines = all.lines().map(str::trim);
    lines
        .filter(|line| line.starts_with('#'))
        .map(String::from)
        .collect()
}

/// Puts comments before a line of a turn.
pub fn comment_line(lines: &mut Array, index: usize, comments: &[String]) {
    if comments.is_empty() {
        return;
    }
    let own = comments.join(INDENT);
    match lines.get_mut(index) {
        Some(value) => {
            let old = before(value);
            let (head, rest) = part(&old);
            let prefix = format!(
                "{}{INDENT}{own}{}",
                head.trim_end(),
                if rest.is_empty() { INDENT } else { rest }
            );
            value.decor_mut().set_prefix(prefix);
        }
        None => {
            let old = raw(Some(lines.trailing()));
            lines.set_trailing(format!("{}{INDENT}{own}\n", old.trim_end()));
        }
    }
}

/// Puts comments before a table's head.
pub fn comment_table(table: &mut Table, comments: &[String]) {
    if comments.is_empty() {
        return;
    }
    let old = raw(table.decor().prefix());
    let own = comments.join("\n");
    let prefix = match old.strip_prefix('\n') {
        Some(rest) => format!("\n{own}\n{rest}"),
        None => format!("{own}\n{old}"),
    };
    table.decor_mut().set_prefix(prefix);
}

/// Takes the lines from a number on out of a turn, with what stands around them.
pub fn part_lines(lines: &mut Array, from: usize) -> Result<Array, EditError> {
    if from >= lines.len() {
        return Err(EditError::Gone);
    }
    let mut rest = Array::new();
    rest.set_trailing(raw(Some(lines.trailing())));
    rest.set_trailing_comma(lines.trailing_comma());
    let mut own = String::new();
    while lines.len() > from {
        let mut value = lines.remove(from);
        if rest.is_empty() {
            let old = before(&value);
            let (head, inner) = part(&old);
            own = head.trim_end().into();
            let prefix = if inner.is_empty() { INDENT } else { inner };
            value.decor_mut().set_prefix(prefix.to_string());
        }
        rest.push_formatted(value);
    }
    if !raw(Some(rest.trailing())).contains('\n') {
        rest.set_trailing("\n");
        rest.set_trailing_comma(true);
    }
    lines.set_trailing(format!("{own}\n"));
    lines.set_trailing_comma(true);
    Ok(rest)
}

/// Puts lines behind those of a turn, with comments before them.
pub fn append(lines: &mut Array, moved: Array, comments: &[String]) {
    let own = raw(Some(lines.trailing()));
    let own = own.trim_end();
    let at = lines.len();
    let trailing = raw(Some(moved.trailing()));
    let trailing = if trailing.contains('\n') {
        trailing
    } else {
        "\n".into()
    };
    if moved.is_empty() {
        comment_line(lines, at, comments);
        lines.set_trailing_comma(true);
        return;
    }
    for (i, mut value) in moved.into_iter().enumerate() {
        if i == 0 {
            let old = before(&value);
            let (head, inner) = part(&old);
            let prefix = if inner.is_empty() { INDENT } else { inner };
            value
                .decor_mut()
                .set_prefix(format!("{own}{}{prefix}", head.trim_end()));
        }
        lines.push_formatted(value);
    }
    comment_line(lines, at, comments);
    lines.set_trailing(trailing);
    lines.set_trailing_comma(true);
}
