//! What is put around a whole text by those who hand it on: the header and licence of a library of free books, what a
//! language model says before and after a script that it wrote, and what a program says that wrote a talk down.

use super::ClaimRole::{Dropped, Metadata, NoLabel, Title};
use super::text::{Line, Text, key_value};
use super::words::{self, Closing, Contents, Phrases, Wrappers};
use super::{Claim, Claims};
use crate::script::document::Emphasis;
use crate::script::facts::Class;
use crate::script::stamp::is_stamp;
use std::ops::Range;

/// How far a book's header and licence may be from the ends of the text, in lines.
const FAR: usize = 600;
/// How many lines behind the beginning of a book may say who made the file.
const MADE: usize = 24;
/// How many lines a note of theirs has at most.
const NOTE: usize = 40;
/// The longest line of a language model around its script, in characters.
const LONGEST: usize = 400;
/// How many lines from either end a program writes on.
const NEAR: usize = 6;

const BOOK: &str = "around the book";
const MODEL: &str = "about the script";
const PROGRAM: &str = "written by the program that wrote the talk down";

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("wrappers");
    book(text, &mut claims);
    model(text, &mut claims);
    between(text, &mut claims);
    program(text, &mut claims);
    claims.found
}

/// Whether a line says between asterisks that a book begins or ends.
fn is_bound(text: &Text, i: usize, starred: &Phrases) -> bool {
    let line = &text.lines[i];
    let inside = line.lower.trim_start_matches('*');
    // Asterisks without spaces are read as signs of emphasis.
    let is_starred =
        line.lower.len() - inside.len() > 2 || line.markup().emphasis == Some(Emphasis::Strong);
    is_starred && inside.contains("ebook") && starred.begins(inside.trim_start())
}

/// The first line of a book behind its header, and behind a note of who made the file.
pub(super) fn book_begins(text: &Text) -> usize {
    let header = header_end(text);
    noted(text, header).map_or(header, |note| note.end)
}

fn header_end(text: &Text) -> usize {
    let start = &Wrappers::get().book.start;
    (0..text.len().min(FAR))
        .find(|&i| is_bound(text, i, start))
        .map_or(0, |start| start + 1)
}

/// A note of who made the file, near the beginning of the book: `[Transcriber's Note: …` up to `]`, or `Transcriber's Note:` up to where
/// two lines or more are blank.
fn noted(text: &Text, from: usize) -> Option<Range<usize>> {
    let table = &Wrappers::get().book;
    let is_noted = |i: &usize| {
        let line = &text.lines[*i];
        table.noted.begins(&line.bare) && line.text().starts_with('[') || table.noted.is(&line.bare)
    };
    let begin = (from..text.len().min(from + MADE)).find(is_noted)?;
    let mut lines = begin..text.len().min(begin + NOTE);
    if text.lines[begin].text().starts_with('[') {
        let end = lines.find(|&i| text.lines[i].text().ends_with(']'))?;
        return Some(begin..end + 1);
    }
    let end = (from > 0)
        .then(|| lines.skip(2).find(|&i| text.stands_off(i)))
        .flatten()?;
    Some(begin..end)
}

/// A book's header, and the licence behind it.
fn book(text: &Text, claims: &mut Claims) {
    let table = &Wrappers::get().book;
    let bound = |i: usize, starred: &Phrases| is_bound(text, i, starred);
    let count = text.len();
    let from = header_end(text);
    let start = from.checked_sub(1);
    let is_end = |i: &usize| bound(*i, &table.end) || table.after.begins(&text.lines[*i].bare);
    let mut end = (count.saturating_sub(FAR).max(from)..count).find(is_end);
    if start.is_none() && end.is_some_and(|end| !bound(end, &table.end) && end + 3 > count) {
        end = end.filter(|_| text.lines[0].bare.contains("gutenberg"));
    }
    for i in 0..from {
        let role = match key_value(text.lines[i].text()) {
            Some(("Title", value)) if !value.is_empty() => {
                let whole = text.lines[i].text();
                let begin = whole.len() - value.len();
                claims.span(i, begin..whole.len(), Title, 12.0);
                Metadata("title")
            }
            Some(("Author", value)) if !value.is_empty() => Metadata("author"),
            Some(("Translator", value)) if !value.is_empty() => Metadata("translator"),
            _ => Dropped(BOOK),
        };
        claims.instead(i, role, 20.0);
    }
    if start.is_some() {
        let mut goes_on = false;
        for i in (from..count).take(MADE) {
            let line = &text.lines[i];
            goes_on = table.made.begins(&line.bare) || goes_on && !line.opens;
            if goes_on {
                claims.line(i, Dropped(BOOK), 18.0);
                claims.line(i, NoLabel, 12.0);
            }
        }
    }
    let noted = noted(text, from).into_iter().flatten();
    for i in noted.chain(end.unwrap_or(count)..count) {
        claims.instead(i, Dropped(BOOK), 20.0);
    }
}

/// What a language model says around a script in which several speak.
fn model(text: &Text, claims: &mut Claims) {
    let table = &Wrappers::get().model;
    let can = |i: &usize| text.lines[*i].is_free && text.lines[*i].heading().is_none();
    let speaks = |i: usize| {
        let line = &text.lines[i];
        line.opens
            && line.chars() <= LONGEST
            && (table.about.stand_in(&line.lower) || table.chapters.stand_in(&line.lower))
    };
    // A script names who speaks; a text in which nobody is named may be a letter.
    let script = if text.labels() > 2.0 { 4.0 } else { -4.0 };
    if let Some(i) = (0..text.len()).find(can) {
        let line = &text.lines[i];
        let announces = line.text().ends_with([':', '：']);
        let ends = announces || line.text().ends_with(['.', '!', '。', '！']);
        if speaks(i) && line.closes && ends && table.openings.begins(&line.bare) {
            claims.line(
                i,
                Dropped(MODEL),
                6.0 + script + if announces { 3.0 } else { 0.0 },
            );
            claims.line(i, NoLabel, 6.0);
        }
    }
    let last = (0..text.len()).rev().filter(can).take(2);
    for i in last {
        if speaks(i) && table.closings.begins(&text.lines[i].bare) {
            claims.line(i, Dropped(MODEL), 7.0 + script + text.tail(i));
        }
    }
}

/// How surely a line is a language model's that speaks of chapters as it does and stands over a heading, in nats; and what it says for
/// that where it names that heading, ends in a colon, or is not the only one.
const BETWEEN: f64 = 3.0;
const NAMES_HEADING: f64 = 6.0;
const ANNOUNCES: f64 = 3.0;
const SEVERAL: f64 = 6.0;
/// What a story quotes with.
const QUOTES: &[char] = &['"', '“', '”', '„', '«', '»', '「', '」'];

/// What a language model says over the chapters of a text that it wrote: `Great! Continuing with Chapter 2.`
fn between(text: &Text, claims: &mut Claims) {
    let table = &Wrappers::get().model;
    let is_silent = |i: &usize| text.facts[*i].class == Class::Rule;
    let heading = |i: usize| {
        let next = (i + 1..text.len()).find(|j| !is_silent(j));
        next.filter(|j| text.begins_chapter(*j))
    };
    // Whether a line answers, `Sure!`, or only says what comes, `Here is …`.
    let answers = |line: &Line| {
        let words = [&table.answers, &table.openings];
        let end = words
            .iter()
            .filter_map(|words| words.begin(&line.bare))
            .max();
        let rest = end.map_or("", |end| line.bare[end..].trim_start());
        rest.starts_with(['.', '!', ',', '。', '！', '，', '、', '?'])
            || table.closings.begins(&line.bare)
    };
    let found: Vec<(usize, f64)> = text
        .free()
        .filter(|(i, line)| {
            line.opens
                && line.closes
                && line.chars() <= LONGEST
                && !line.text().contains(QUOTES)
                && !line.text().starts_with(['-', '–', '—'])
                && !text.begins_chapter(*i)
                && (answers(line) || table.openings.begins(&line.bare))
                && table.chapters.stand_in(&line.lower)
        })
        .filter_map(|(i, line)| {
            // `chapter 2` of `chapter 2: the well`, `第二章` of `第二章 水井`
            let heading = &text.lines[heading(i)?].bare;
            let mut ends = heading.match_indices([' ', ':', '：', '\u{3000}']);
            let nth = usize::from(!heading.starts_with(words::is_unspaced));
            let unit = ends.nth(nth).map_or(heading.len(), |(at, _)| at);
            let mut nats = BETWEEN;
            if unit > 0 && line.lower.contains(&heading[..unit]) {
                nats += NAMES_HEADING;
            }
            if line.text().ends_with([':', '：']) {
                nats += ANNOUNCES;
            }
            Some((i, nats))
        })
        .collect();
    let are_answers = found.iter().any(|(i, _)| answers(&text.lines[*i]));
    let others = if found.len() > 1 && are_answers {
        SEVERAL
    } else {
        0.0
    };
    for (i, nats) in found {
        claims.instead(i, Dropped(MODEL), nats + others);
    }
}

/// What a program writes around a talk that it wrote down: what the text is, how it came about, when it ended.
fn program(text: &Text, claims: &mut Claims) {
    let table = &Closing::get().program;
    for (i, line) in text.free() {
        let is_near = i < NEAR || i + NEAR >= text.len();
        if is_transcript(text, i) {
            let first = if i == 0 { -2.0 } else { 2.0 };
            let over = if has_talk_under(text, i) { 5.0 } else { 0.0 };
            claims.line(i, Dropped("heading of the transcript"), 4.0 + first + over);
            claims.line(i, NoLabel, 8.0);
        }
        if !is_near || line.lower.is_empty() || line.chars() > 300 {
            continue;
        }
        let people = || table.people.stand_in(&line.lower);
        if table.made.stand_in(&line.lower)
            && table.how.stand_in(&line.lower)
            && !people()
            && line.label < 0.5
        {
            claims.line(i, Dropped(PROGRAM), 7.0 + text.edge(i));
            claims.line(i, NoLabel, 8.0);
        }
        let ends = table.ended.stand_in(&line.lower)
            && line
                .lower
                .split_whitespace()
                .any(|word| is_stamp(word.trim_matches(|c: char| !c.is_alphanumeric())));
        if ends && line.words() < 8 {
            claims.line(i, Dropped(PROGRAM), 9.0 + text.tail(i));
        }
    }
}

/// Whether a line is the word over a transcript.
fn is_transcript(text: &Text, i: usize) -> bool {
    let line = &text.lines[i];
    let table = Contents::get();
    let says_text = || {
        let is_head = i < NEAR && line.closes && line.is_free && line.label < 0.4;
        is_head && line.text().ends_with([':', '：']) && table.text.words.is(&line.bare)
    };
    line.text().len() <= 80
        && line
            .text()
            .ends_with(|c: char| c.is_alphabetic() || matches!(c, ':' | '：' | '*' | ')' | '】'))
        && (table.transcript.words.is(&line.bare) || says_text())
        && i + 1 < text.len()
}

/// Whether someone is named, or a time stands, right under a line.
fn has_talk_under(text: &Text, i: usize) -> bool {
    let under = i + 1..text.len().min(i + 4);
    under
        .into_iter()
        .any(|i| text.lines[i].label > 0.4 || text.facts[i].is_timed)
}
