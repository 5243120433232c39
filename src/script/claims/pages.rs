//! Numbers and running heads of pages: lines that count from page to page, alone (`12`), with words (`Page 3 of 12`), or
//! with what stands on each page beside them.
//!
//! That a line comes again is not enough, for speech does too: a number in it must go up by one each time, with a page's
//! worth of text between.

mod heads;

use super::ClaimRole::{Dropped, NoLabel};
use super::text::Text;
use super::words::Pages;
use super::{Claim, Claims, headings};
use crate::script::document::Emphasis;
use std::collections::HashMap;
use std::ops::Range;

/// Why such a line is not in the book.
pub(in crate::script) const REASON: &str = "page furniture";
/// The longest running head, in bytes.
const LONGEST: usize = 120;
/// How many pages show that something is on each of them.
const FEWEST: usize = 3;
/// How much text stands on a page, at least, in bytes.
const PAGE: usize = 700;

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("pages");
    let mut before = Vec::with_capacity(text.len());
    let mut sum = 0;
    let mut alike: HashMap<String, Vec<usize>> = HashMap::new();
    for (i, line) in text.lines.iter().enumerate() {
        before.push(sum);
        sum += line.text().len();
        let own = line.text();
        if !line.is_free
            || own.len() > LONGEST
            || !own.contains(|c: char| c.is_ascii_digit())
            || line.heading().is_some()
            || line.markup().emphasis == Some(Emphasis::Strong)
            || headings::level(own).is_some()
        {
            continue;
        }
        if let Some(nats) = counts_pages(&line.lower) {
            claims.instead(i, Dropped(REASON), nats);
        }
        if line.opens && line.closes && is_between_dashes(own) {
            claims.instead(i, Dropped(REASON), BETWEEN_DASHES);
        }
        alike.entry(look(&line.lower)).or_default().push(i);
    }
    for lines in alike.into_values().filter(|lines| lines.len() >= FEWEST) {
        let counted = longest_count(text, &lines);
        if counted.len() < FEWEST || counted.len() * 5 < lines.len() * 4 {
            continue;
        }
        let pages = counted
            .windows(2)
            .filter(|pair| before[pair[1]] - before[pair[0]] >= PAGE)
            .count();
        let share = pages as f64 / (counted.len() - 1) as f64;
        // A sentence that a page's end has broken goes on behind it.
        let broken =
            counted.iter().filter(|&&i| is_broken(text, i)).count() as f64 / counted.len() as f64;
        let is_number = !text.lines[counted[0]].text().contains(char::is_alphabetic);
        let nats = 10.0 * share + 4.0 * broken + (counted.len() as f64).min(6.0)
            - if is_number { 4.0 } else { 6.0 };
        for i in counted.into_iter().filter(|_| share > 0.6) {
            claims.line(i, Dropped(REASON), nats - 8.0 * text.lines[i].label);
            claims.line(i, NoLabel, nats);
        }
    }
    inside(text, &mut claims);
    for (i, bytes) in heads::heads(text) {
        claims.span(i, bytes, Dropped(REASON), MARKED);
    }
    claims.found.sort_by_key(|claim| claim.line);
    claims.found
}

/// How many brackets of a line are looked at.
const MOST: usize = 64;
/// The longest number of a page within a line, in bytes, and how surely it is one, in nats.
const INSIDE: usize = 16;
const MARKED: f64 = 14.0;

/// Where pages begin inside of lines: `[Pg 12]`, `[p. 12]`; and `{12}`, if the next goes on from there.
fn inside(text: &Text, claims: &mut Claims) {
    let mut counted: Vec<(usize, Range<usize>, u32)> = Vec::new();
    for (i, line) in text.free() {
        for (at, open) in line.text().match_indices(['[', '{']).take(MOST) {
            let close = if open == "[" { ']' } else { '}' };
            let rest = &line.text()[at + 1..];
            let inside = rest[..rest.floor_char_boundary(INSIDE)].split_once(close);
            let Some((inside, _)) = inside else { continue };
            let span = at..at + inside.len() + 2;
            let is_alone = span.len() == line.text().len();
            match inside.parse() {
                Ok(number) if open == "{" => counted.push((i, span, number)),
                _ if !is_alone && counts_pages(&inside.to_lowercase()).is_some() => {
                    claims.span(i, span, Dropped(REASON), MARKED);
                }
                _ => {}
            }
        }
    }
    let goes_on = |pair: &[(usize, Range<usize>, u32)]| pair[0].2 + 1 == pair[1].2;
    let pairs = counted.windows(2).filter(|pair| goes_on(pair)).count();
    if pairs + 1 >= FEWEST && pairs + 1 == counted.len() {
        for (i, span, _) in counted {
            claims.span(i, span, Dropped(REASON), MARKED);
        }
    }
}

/// How surely a number between dashes, in a paragraph of its own, counts pages, in nats.
const BETWEEN_DASHES: f64 = 12.0;

/// Whether a line is a number between dashes: `- 14 -`
fn is_between_dashes(text: &str) -> bool {
    const DASHES: &[char] = &['-', '–', '—', '―', '~', '·', '•', '－'];
    let Some(rest) = text.strip_prefix(DASHES) else {
        return false;
    };
    let number = rest.strip_suffix(DASHES).unwrap_or_default();
    let number = number.trim_matches(|c| c == ' ' || DASHES.contains(&c));
    (1..=4).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a line in lower case is a page's number by its words: `page 3 of 12` surely, `p. 3` perhaps.
fn counts_pages(lower: &str) -> Option<f64> {
    let table = Pages::get();
    let mut words = lower
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty());
    let numbers = lower
        .split(|c: char| !c.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .count();
    let mut is_named = false;
    let all = words.all(|word| {
        is_named |= table.page.is(word);
        table.page.is(word) || table.between.is(word)
    });
    match (all && is_named, numbers) {
        (true, 2) => Some(14.0),
        (true, 1) => Some(5.0),
        _ => None,
    }
}

/// Whether a line in lower case is a page's number by its words.
pub(in crate::script) fn counts_pages_by_words(lower: &str) -> bool {
    counts_pages(lower).is_some()
}

/// Whether a line in lower case says whose the text is.
pub(in crate::script) fn states_rights(lower: &str) -> bool {
    Pages::get().rights.stand_in(lower)
}

/// What is left of a line if all its numbers are the same.
fn look(lower: &str) -> String {
    let mut look = String::with_capacity(lower.len());
    for c in lower.chars() {
        let c = if c.is_ascii_digit() { '0' } else { c };
        if c != '0' || !look.ends_with('0') {
            look.push(c);
        }
    }
    look
}

fn numbers(text: &str) -> impl Iterator<Item = u32> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter_map(|digits| digits.parse().ok())
}

/// Of lines that look the same, those whose numbers in one place go up by one, or by two where a page has lost its own.
fn longest_count(text: &Text, lines: &[usize]) -> Vec<usize> {
    let places = numbers(text.lines[lines[0]].text()).count().min(4);
    let counts = (0..places).map(|place| {
        let mut counted: Vec<usize> = Vec::new();
        let mut last: Option<u32> = None;
        for &i in lines {
            let Some(number) = numbers(text.lines[i].text()).nth(place) else {
                continue;
            };
            if last.is_none_or(|last| number > last && number - last <= 2) {
                counted.push(i);
                last = Some(number);
            }
        }
        counted
    });
    counts.max_by_key(Vec::len).unwrap_or_default()
}

/// Whether a line stands in the middle of a sentence.
fn is_broken(text: &Text, i: usize) -> bool {
    let before = i.checked_sub(1).map(|before| &text.lines[before]);
    let after = text.lines.get(i + 1);
    before.is_some_and(|line| !line.is_over && line.words() > 4)
        && after.is_some_and(|line| line.text().starts_with(char::is_lowercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_pages_by_their_words() {
        for (text, sure) in [
            ("page 3 of 12", true),
            ("第3页 共12页", true),
            ("seite 3 von 9", true),
            ("p. 3", false),
        ] {
            assert_eq!(
                counts_pages(text).is_some_and(|nats| nats > 10.0),
                sure,
                "{text}"
            );
        }
        for text in [
            "page by page we read 3 books",
            "3 of 12",
            "on page 3 he lit it",
            "12",
        ] {
            assert_eq!(counts_pages(text), None, "{text}");
        }
        assert_eq!(look("page 12 | lamp 3"), "page 0 | lamp 0");
    }
}
