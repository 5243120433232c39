//! The class of a line: what it looks like, whatever its role.

use super::letters::{Capitals, count_words, ends_sentence, is_upper, words};
use super::place::is_place_of_script;
use super::{Class, times, vocabulary};
use crate::script::document::Emphasis;
use crate::script::document::SourceLine;
use crate::script::sentences::FULL_STOPS;

/// How many words a line of a few has at most.
const FEW: usize = 8;

/// The class of a line.
pub(super) fn class(line: &SourceLine) -> Class {
    let text = line.text.as_str();
    let Some(first) = words(text).next() else {
        return Class::Rule;
    };
    if is_address(text) {
        return Class::Address;
    }
    if is_table_row(text) {
        return Class::Code;
    }
    if times::is_alone(text) {
        return Class::Time;
    }
    if line.markup.heading.is_some() || heading_signs(text).is_some() {
        return Class::Heading;
    }
    // `[00:01:32] [laughter]`
    if is_bracketed(times::behind_head(text)) {
        return Class::Bracket;
    }
    if line.markup.emphasis == Some(Emphasis::Light) || is_in_italics(text) {
        return Class::Italic;
    }
    let bare = text.strip_suffix(['.', ')']).unwrap_or(text);
    if bare
        .chars()
        .all(|c| c.is_numeric() || "ivxlcIVXLC".contains(c))
    {
        return Class::Number;
    }
    let count = count_words(text, FEW + 1);
    if count > FEW {
        return if is_place_of_script(text) {
            Class::HeadingWord
        } else {
            Class::Plain
        };
    }
    if is_credit(text) {
        return Class::Credit;
    }
    if is_place_of_script(text) {
        return Class::HeadingWord;
    }
    if count <= 6 && !ends_sentence(text.trim_end_matches('.')) {
        let last = words(text).last().unwrap_or_default();
        let headings = &vocabulary().headings;
        if headings.has(first) || headings.has(last) {
            return Class::HeadingWord;
        }
    }
    if is_upper(text) {
        return Class::Capitals;
    }
    if count <= 6 && !ends_with_sign(text) && Capitals::of(text) == Capitals::Title {
        return Class::Title;
    }
    Class::Plain
}

/// Whether a line ends with a sign that no heading or name alone ends with.
pub(super) fn ends_with_sign(text: &str) -> bool {
    text.ends_with(FULL_STOPS) || text.ends_with([':', '：', ',', ';', '!', '?', '…'])
}

/// `Transcribed by Ann Reed`, `By Ann Reed`: a word of credits, and a name at the end.
fn is_credit(text: &str) -> bool {
    let begins = text.split_whitespace().next().unwrap_or_default();
    let Some(last) = text.split_whitespace().next_back() else {
        return false;
    };
    let starts_big = |word: &str| word.starts_with(|c: char| !c.is_lowercase());
    begins.len() < text.len()
        && vocabulary().credits.has(begins)
        && starts_big(begins)
        && starts_big(last)
        && !text.ends_with(['.', ',', ';', '?', '!', ':'])
}

/// What ends a sentence, or a part of it, in Chinese and Japanese, and how many letters stand before an address there at most.
const ENDS: [char; 7] = ['，', '。', '）', '；', '！', '？', '、'];
const FEW_BEFORE: usize = 8;

/// An address with at most three words beside it.
fn is_address(text: &str) -> bool {
    // In a language without spaces, a sentence may stand around one: `这是https://example.org/a，你看看`
    let is_alone = |word: &str, at: usize| {
        let behind = word[at..].trim_end_matches(ENDS);
        word[..at].chars().count() <= FEW_BEFORE && !behind.contains(ENDS)
    };
    let is_link = |word: &&str| {
        let is_set = word.contains("=http"); // `proxy=http://…`
        let mut signs = ["http://", "https://", "www."].iter();
        !is_set && signs.any(|sign| word.find(sign).is_some_and(|at| is_alone(word, at)))
    };
    (text.contains("://") || text.contains("www."))
        && text.split_whitespace().any(|word| is_link(&word))
        && text
            .split_whitespace()
            .filter(|word| !is_link(word))
            .count()
            <= 3
}

/// A row of a table in plain text: `| Ann | Yes. |`
pub(super) fn is_table_row(text: &str) -> bool {
    text.starts_with('|') && text.matches('|').count() > 1
}

/// A line in brackets as a whole: `(He laughs.)`
fn is_bracketed(text: &str) -> bool {
    // Chinese plays leave `〔` open.
    if let Some(inside) = text.strip_prefix('〔') {
        return !inside.strip_suffix('〕').unwrap_or(inside).contains('〕');
    }
    let bare = text.strip_suffix(['.', ',', ';']).unwrap_or(text);
    let opens = |c: char| matches!(c, '[' | '(' | '（' | '【');
    let closes = |c: char| matches!(c, ']' | ')' | '）' | '】');
    if !bare.starts_with(opens) || !bare.ends_with(closes) {
        return false;
    }
    // Nothing opens behind what has closed.
    match text.find(closes) {
        Some(first) => !text[first..].contains(opens),
        None => false,
    }
}

/// A line in the signs of italics as a whole: `_He laughs._`
fn is_in_italics(text: &str) -> bool {
    let bare = text.strip_suffix(['.', ',']).unwrap_or(text);
    for (open, close) in [("*(", ")*"), ("_(", ")_")] {
        if text
            .strip_prefix(open)
            .is_some_and(|rest| rest.ends_with(close))
        {
            return true;
        }
    }
    ['_', '*'].iter().any(|sign| {
        let inside = bare
            .strip_prefix(*sign)
            .and_then(|rest| rest.strip_suffix(*sign));
        inside.is_some_and(|inside| {
            inside.chars().nth(1).is_some()
                && !inside.starts_with(['*', '_', ' '])
                && !inside.ends_with(char::is_whitespace)
        })
    })
}

/// The level of a heading in signs, and where its text begins: `## The Mill`.
pub(super) fn heading_signs(text: &str) -> Option<(u8, usize)> {
    let rest = text.trim_start_matches('#');
    let level = text.len() - rest.len();
    let body = rest.trim_start();
    let is_heading = (1..=6).contains(&level) && body.len() < rest.len();
    is_heading.then(|| (level as u8, text.len() - body.len()))
}
