//! Footnotes, and their marks in the text.

use super::super::ClaimRole::{Dropped, Note};
use super::super::Claims;
use super::super::text::{Line, Text};
use super::is_mark;
use crate::characters::is_han;
use crate::script::document::Preset;
use std::collections::HashSet;
use std::ops::Range;

/// The brackets that the mark of a footnote may stand in.
const BRACKETS: &[(char, char)] = &[
    ('[', ']'),
    ('［', '］'),
    ('〔', '〕'),
    ('（', '）'),
    ('【', '】'),
];

/// Footnotes: a line that begins with a mark that stands in the text before it. The marks in the text are not said.
pub(super) fn claims(text: &Text, claims: &mut Claims) {
    let are_kana = are_kana(text);
    let leading_mark = |own| leading_mark(own, are_kana);
    let marks_in = |own| marks_in(own, are_kana);
    let mut marks: HashSet<&str> = HashSet::new();
    let mut footnotes: HashSet<&str> = HashSet::new();
    let mut found: Vec<usize> = Vec::new();
    let may_have = |line: &Line| {
        let preset = line.source.preset.as_ref();
        !line.markup().is_subtitle && preset.is_none_or(|part| *part == Preset::Note)
    };
    let lines = || {
        text.lines
            .iter()
            .enumerate()
            .filter(|(_, line)| may_have(line))
    };
    for (i, line) in lines() {
        let own = line.text();
        if let Some(mark) = worded_mark(own, &marks) {
            footnotes.insert(mark); // whose line is a note by its brackets
        }
        match leading_mark(own) {
            Some(mark) if marks.contains(mark) && footnotes.insert(mark) => {
                claims.instead(i, Note, 14.0);
                found.push(i);
                // It goes on up to the next blank line, or the next note.
                let is_below = |j: &usize| {
                    let line = &text.lines[*j];
                    !line.opens && line.is_free && leading_mark(line.text()).is_none()
                };
                for j in (i + 1..text.len()).take_while(|j| line.opens && is_below(j)) {
                    claims.instead(j, Note, 14.0);
                }
            }
            // What a heading or an item of a list begins with is its number.
            _ => marks.extend(
                marks_in(own)
                    .filter(|at| at.start > 0 || at.end == own.len())
                    .map(|at| &own[at]),
            ),
        }
    }
    // Where the notes were cut off, `[1]`, `[2]`, `[3]` behind words still count them.
    footnotes.extend(counted(lines().map(|(_, line)| line.text())));
    // What stands between `Notes` and the first of them is one, too, and so is what goes on between two.
    let list = |i: &usize| is_mark(&text.lines[*i].bare, text.lines[*i].text());
    if let Some(own) = found
        .chunk_by(|a, b| b - a <= NEAR)
        .find(|own| own.len() > 1)
        && let Some(over) = (own[0].saturating_sub(NEAR)..own[0]).rev().find(list)
    {
        claims.instead(over, Dropped("mark of a note"), 9.0);
        for i in over + 1..=own[own.len() - 1] {
            claims.instead(i, Note, 9.0);
        }
    }
    if footnotes.is_empty() {
        return;
    }
    for (i, line) in lines() {
        let own = line.text();
        for at in marks_in(own).filter(|at| footnotes.contains(&own[at.clone()])) {
            if own[..at.start].trim().is_empty() && own[at.end..].trim().is_empty() {
                claims.line(i, Dropped("mark of a note"), 12.0);
            } else {
                claims.span(i, at, Dropped("mark of a note"), 14.0);
            }
        }
    }
}

/// How many marks that do not count from one on are of pages or of notes at least.
const FEWEST_CUT: usize = 4;

/// The marks in square brackets right behind words, if they count from one on, and at least to two. In a part of a book, the numbers
/// of its notes or pages count from some number on.
fn counted<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut marks: Vec<&str> = Vec::new();
    for text in texts {
        let behind = |at: &Range<usize>| text[..at.start].ends_with(|c: char| !c.is_whitespace());
        for mark in marks_in(text, false).filter(behind).map(|at| &text[at]) {
            let first = marks
                .first()
                .and_then(|first| number(first))
                .or(number(mark));
            let is_next = number(mark) == first.map(|first| first + marks.len());
            if is_next {
                marks.push(mark);
            } else if mark.starts_with('[') && !marks.contains(&mark) {
                return Vec::new();
            }
        }
    }
    let from_one = marks.first().is_some_and(|first| *first == "[1]");
    let fewest = if from_one { 2 } else { FEWEST_CUT };
    if marks.len() < fewest {
        Vec::new()
    } else {
        marks
    }
}

/// The number in square brackets.
fn number(mark: &str) -> Option<usize> {
    mark.strip_prefix('[')?.strip_suffix(']')?.parse().ok()
}

/// The mark in the text of a note that begins with a word and its number: `[1]` of `[Footnote 1: …`
fn worded_mark<'a>(text: &str, marks: &HashSet<&'a str>) -> Option<&'a str> {
    let (head, _) = text.strip_prefix('[')?.split_once(':')?;
    let (word, number) = head.split_once(' ')?;
    let is_head = word.chars().all(char::is_alphabetic) && number.parse::<u16>().is_ok();
    marks
        .get(format!("[{number}]").as_str())
        .copied()
        .filter(|_| is_head)
}

/// How many lines over the first footnote `Notes` stands at most.
const NEAR: usize = 8;
/// How many ideographs there are to each kana where kana are marks, at least.
const TO_ONE_KANA: usize = 12;

fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30FA}')
}

/// Whether a text in Chinese has numbers in circles that a wrong encoding made kana.
fn are_kana(text: &Text) -> bool {
    let own = || text.lines.iter().map(|line| line.text());
    let count = |is: fn(char) -> bool| {
        let chars = own().filter(|own| !own.is_ascii()).flat_map(str::chars);
        chars.filter(|c| is(*c)).count()
    };
    let kana = count(is_kana);
    kana > 1 && kana * TO_ONE_KANA < count(is_han)
}

/// `[1]` or `¹` at the beginning of a line with more on it.
fn leading_mark(text: &str, are_kana: bool) -> Option<&str> {
    let at = marks_in(text, are_kana).next()?;
    (at.start == 0 && at.end < text.len()).then(|| &text[at])
}

/// The marks in a text: `[12]`, `〔注1〕`, numbers in circles, or superior digits. `are_kana`: or single kana.
fn marks_in(text: &str, are_kana: bool) -> impl Iterator<Item = Range<usize>> {
    let is_superior = |c: char| matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹');
    let is_circled =
        move |c: char| matches!(c, '①'..='⑳' | '㉑'..='㉟' | '➀'..='➉') || are_kana && is_kana(c);
    let opens = |c: char| BRACKETS.iter().any(|(open, _)| *open == c);
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            // None begins with another byte.
            let may_begin = |byte: &u8| *byte == b'[' || !byte.is_ascii();
            from += text.as_bytes()[from..].iter().position(may_begin)?;
            let at = from + text[from..].find(|c| opens(c) || is_superior(c) || is_circled(c))?;
            let rest = &text[at..];
            let first = rest.chars().next()?;
            let end = match first {
                first if opens(first) => numbered(rest),
                first if is_circled(first) => Some(first.len_utf8()),
                _ => Some(rest.find(|c| !is_superior(c)).unwrap_or(rest.len())),
            };
            from = at + end.unwrap_or(first.len_utf8());
            // `m²` and `10⁶` are no marks of notes.
            let before = text[..at].chars().next_back();
            let is_power = is_superior(first)
                && before.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
            if let Some(end) = end.filter(|_| !is_power) {
                return Some(at..at + end);
            }
        }
    })
}

/// How long a mark in brackets is that a text begins with: a number, perhaps with the word for a note.
fn numbered(text: &str) -> Option<usize> {
    let open = text.chars().next()?;
    let (_, close) = BRACKETS.iter().find(|(o, _)| *o == open)?;
    let inside = &text[open.len_utf8()..];
    let number = inside.trim_start_matches(['译', '譯', '注', '註']);
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    // In round brackets a number alone counts something.
    let worded = number.len() < inside.len() || !matches!(open, '（' | '【');
    let closes = number[digits..].starts_with(*close);
    let length = open.len_utf8() + (inside.len() - number.len()) + digits + close.len_utf8();
    ((1..=3).contains(&digits) && closes && worded).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_whose_notes_are_cut_off() {
        let found = |texts: &[&'static str]| counted(texts.iter().copied());
        assert_eq!(
            found(&["A bell.[1] It rang.[2]", "A boat.[1]"]),
            ["[1]", "[2]"]
        );
        assert_eq!(found(&["Yes.[7]", "No,[8] never.[9]", "So?[10]"]).len(), 4);
        assert!(found(&["Yes.[7]", "No.[8]"]).is_empty());
        assert!(found(&["See list[4] and list[9]."]).is_empty());
        assert!(found(&["Only one.[1]", "[2] is a key."]).is_empty());
    }

    #[test]
    fn marks_of_footnotes() {
        let marks = |text| {
            marks_in(text, false)
                .map(|at| text[at].to_string())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            marks("no hands.[1] One② and〔注3〕."),
            ["[1]", "②", "〔注3〕"]
        );
        assert!(marks("40 m² and 10⁶ and （2）").is_empty());
    }
}
