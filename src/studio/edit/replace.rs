//! Words replaced in all lines, or in some.

use super::document::{Document, put};
use super::line::{Line, note};
use super::{EditError, Place};
use crate::language::Language;
use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use toml_edit::InlineTable;

/// Which words are looked for.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// The words.
    pub find: String,
    /// The only language to look in; all if none is named.
    #[serde(default)]
    pub language: Option<Language>,
    /// Whether capitals count.
    #[serde(default)]
    pub case: bool,
    /// Whether only whole words count.
    #[serde(default)]
    pub whole: bool,
}

/// A text that is found, and what it would be.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Found {
    /// The chapter.
    pub chapter: usize,
    /// The turn in it.
    pub turn: usize,
    /// The line in that.
    pub line: usize,
    /// The language.
    pub language: Language,
    /// The text as it is.
    pub before: String,
    /// The text as it would be.
    pub after: String,
}

impl Search {
    fn pattern(&self) -> Result<Regex, EditError> {
        if self.find.is_empty() {
            return Err(EditError::senseless("say which words to look for"));
        }
        RegexBuilder::new(&regex::escape(&self.find))
            .case_insensitive(!self.case)
            .build()
            .map_err(|_| EditError::senseless("that is too long to look for"))
    }

    /// A text with the words replaced; `None` if they are not in it.
    fn replaced(&self, pattern: &Regex, text: &str, with: &str) -> Option<String> {
        let is_whole = |start: usize, end: usize| {
            let before = text[..start].chars().next_back();
            let after = text[end..].chars().next();
            !self.whole
                || ![before, after]
                    .into_iter()
                    .flatten()
                    .any(char::is_alphanumeric)
        };
        let (mut out, mut last) = (String::new(), 0);
        for found in pattern.find_iter(text) {
            if is_whole(found.start(), found.end()) {
                out.push_str(&text[last..found.start()]);
                out.push_str(with);
                last = found.end();
            }
        }
        if last == 0 {
            return None;
        }
        out.push_str(&text[last..]);
        Some(out)
    }

    /// What would become of a line: its language, its text, and the text as it would be.
    fn in_line(
        &self,
        pattern: &Regex,
        table: &InlineTable,
        with: &str,
    ) -> Result<Vec<(Language, String, String)>, EditError> {
        let texts = match note(table) {
            Some((text, language)) => [(language, text)].into_iter().collect(),
            None => Line::read(table)?.text,
        };
        let is_wanted = |own: &Language| self.language.as_ref().is_none_or(|only| only == own);
        let texts = texts
            .into_iter()
            .filter(|(language, _)| is_wanted(language));
        Ok(texts
            .filter_map(|(language, text)| {
                let new = self.replaced(pattern, &text, with)?;
                Some((language, text, new))
            })
            .collect())
    }
}

/// What a replacement would change in a `script.toml`.
///
/// # Errors
/// If it cannot be read, or there is nothing to look for.
pub fn preview(text: &str, search: &Search, with: &str) -> Result<Vec<Found>, EditError> {
    let mut document = Document::parse(text)?;
    let pattern = search.pattern()?;
    let mut all = Vec::new();
    for (at, table) in document.all_lines()? {
        for (language, before, after) in search.in_line(&pattern, table, with)? {
            all.push(Found {
                chapter: at.chapter,
                turn: at.turn,
                line: at.line,
                language,
                before,
                after,
            });
        }
    }
    Ok(all)
}

/// Replaces words in lines; in all if none is named.
pub fn replace(
    document: &mut Document,
    search: &Search,
    with: &str,
    lines: &[Place],
) -> Result<(), EditError> {
    let pattern = search.pattern()?;
    let languages = document.languages.clone();
    let wanted: HashSet<&Place> = lines.iter().collect();
    let mut done = 0;
    for (at, table) in document.all_lines()? {
        if !wanted.is_empty() && !wanted.contains(&at) {
            continue;
        }
        let new = search.in_line(&pattern, table, with)?;
        done += new.len();
        if new.iter().any(|(.., after)| after.trim().is_empty()) {
            return Err(EditError::senseless(
                "a line would say nothing then; take that line out by itself",
            ));
        }
        if note(table).is_some() {
            if let Some((.., after)) = new.into_iter().next() {
                put(table, "note", after);
            }
            continue;
        }
        if new.is_empty() {
            continue;
        }
        let mut line = Line::read(table)?;
        for (language, _, after) in new {
            line.takes.shift_remove(&language);
            line.text.insert(language, after);
        }
        line.write(table, &languages)?;
    }
    match done {
        0 => Err(EditError::senseless("these words are not there any more")),
        _ => Ok(()),
    }
}
