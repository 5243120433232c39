//! The furniture of pages that a text was copied from: headers and footers, page numbers, copyright
//! lines, as they come with the text out of a PDF. They are not spoken, and a sentence that a page's
//! end has broken is one line again.
//!
//! That a line comes again is not enough, for speech does too. It is furniture if it stands at the
//! edges of pages that form feeds part ([`bounds`]), if it counts pages, if it breaks sentences at
//! even distances, or if it stands beside what does.

mod repeated;

use super::super::broken::columns;
use super::super::document::{Document, Preset, SourceLine, unify_line_ends};
use super::super::languages;
use super::super::name_shape::can_be_name;
use super::super::sentences::is_over;
use super::wrapped::{WRAPPED, append, begins, end_of};
use repeated::{Text, counts_pages};

/// Why such a line is not in the book.
pub(crate) const REASON: &str = "page furniture";

/// The longest header or footer, in bytes.
const LONGEST: usize = 120;

/// The lines that begin a page, by their numbers: those at or after a form feed.
pub(crate) fn bounds(text: &str) -> Vec<usize> {
    if !text.contains('\u{C}') {
        return Vec::new();
    }
    let text = unify_line_ends(text);
    let lines = text.split('\n').enumerate();
    lines
        .filter_map(|(i, line)| {
            let (before, _) = line.rsplit_once('\u{C}')?;
            let is_first = before.chars().all(|c| c.is_whitespace() || c.is_control());
            Some(if is_first { i + 1 } else { i + 2 })
        })
        .collect()
}

/// Drops the furniture of the pages. `bounds` are the lines that are known to begin one.
pub(crate) fn mark(document: &mut Document, bounds: &[usize]) {
    mark_repeated(document, bounds);
    // `Page 3 of 12` is one even where it comes once.
    let is_count = |line: &&mut SourceLine| {
        line.is_text() && line.text.len() < LONGEST && is_page_of_all(&line.text)
    };
    for line in document.lines.iter_mut().filter(is_count) {
        line.preset = Some(Preset::Dropped { reason: REASON });
    }
    mark_between_dashes(document);
}

/// Drops numbers of pages between dashes, `- 12 -`, and under them what begins with the text's title, if one of them breaks a
/// sentence: otherwise they may be those of chapters.
fn mark_between_dashes(document: &mut Document) {
    let lines = &document.lines;
    let Some(title) = lines.iter().find(|line| line.is_text()) else {
        return;
    };
    let heads = |i: usize| {
        let line = lines
            .get(i)
            .filter(|line| line.is_text() && line.text.len() < LONGEST);
        line.is_some_and(|line| title.text.contains(' ') && line.text.starts_with(&title.text))
    };
    let numbers: Vec<usize> = (1..lines.len())
        .filter(|&i| lines[i].is_text() && is_between_dashes(&lines[i].text))
        .collect();
    let after = |i: usize| i + 1 + usize::from(heads(i + 1));
    let breaks = |&i: &usize| {
        let next = lines.get(after(i)).filter(|next| next.is_text());
        next.is_some_and(|next| goes_on(&lines[i - 1].text, &next.text))
    };
    if !numbers.iter().any(breaks) {
        return;
    }
    let furniture: Vec<usize> = numbers.into_iter().flat_map(|i| i..after(i)).collect();
    for i in furniture {
        document.lines[i].preset = Some(Preset::Dropped { reason: REASON });
    }
}

/// `- 12 -`, `–12–`
fn is_between_dashes(text: &str) -> bool {
    const DASHES: &[char] = &['-', '–', '—'];
    let number = text.trim_matches(DASHES).trim();
    text.starts_with(DASHES)
        && text.ends_with(DASHES)
        && (1..=4).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Drops the furniture that comes again.
fn mark_repeated(document: &mut Document, bounds: &[usize]) {
    let Some(text) = Text::of(document, bounds) else {
        return;
    };
    let is_furniture = text.furniture();
    let furniture: Vec<usize> = (0..text.lines.len())
        .filter(|&place| is_furniture[place])
        .map(|place| text.lines[place].0)
        .collect();
    for i in furniture {
        let line = &mut document.lines[i];
        line.preset = Some(Preset::Dropped { reason: REASON });
        let begins = line.blank_before;
        if let Some(next) = document.lines.get_mut(i + 1) {
            next.blank_before |= begins;
        }
    }
}

/// Joins the sentences that a page's end has broken: where furniture was dropped, and at `bounds`.
pub(crate) fn join(document: &mut Document, bounds: &[usize]) {
    let is_furniture = |line: &SourceLine| line.preset == Some(Preset::Dropped { reason: REASON });
    if bounds.is_empty() && !document.lines.iter().any(is_furniture) {
        return;
    }
    let mut bounds = bounds.iter().peekable();
    let mut lines: Vec<SourceLine> = Vec::with_capacity(document.lines.len());
    let mut open: Option<usize> = None;
    let mut new_page = false;
    for line in std::mem::take(&mut document.lines) {
        while bounds.next_if(|bound| **bound <= line.at).is_some() {
            new_page = true;
        }
        new_page |= is_furniture(&line);
        if line.preset.is_some() {
            lines.push(line);
            continue;
        }
        match open.filter(|&at| new_page && goes_on(&lines[at].text, &line.text)) {
            Some(at) => append(&mut lines[at], &line),
            None => {
                open = Some(lines.len());
                lines.push(line);
            }
        }
        new_page = false;
    }
    document.lines = lines;
}

/// Whether a sentence that a page ends in goes on at the top of the next.
fn goes_on(text: &str, next: &str) -> bool {
    let text = end_of(text);
    // A word alone without a stop is a name, or stands for itself.
    let is_word = next.is_ascii() && !next.contains(' ') && !is_over(next);
    let fits = if columns(text) >= WRAPPED {
        !can_be_name(next)
    } else {
        next.starts_with(char::is_lowercase) && !can_be_name(text)
    };
    fits && !is_word
        && !is_over(text)
        && !begins(next)
        && languages::of(text, &[]) == languages::of(next, &[])
}

/// Whether a text does not begin as a sentence does.
fn is_inside(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() && !c.is_uppercase())
}

/// `Page 3 of 12`, `第3页 共12页`
fn is_page_of_all(text: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit();
    // `Case 2:21   Document 112   Page 41 of 187`
    let last = text
        .to_lowercase()
        .rfind("page ")
        .filter(|at| text.is_char_boundary(*at));
    let running = last.filter(|at| {
        let before = &text[..*at];
        before.contains(is_digit) && (before.contains("   ") || before.contains('|'))
    });
    text.contains(is_digit) && counts_pages(running.map_or(text, |at| &text[at..]), 1)
}

#[cfg(test)]
mod tests;
