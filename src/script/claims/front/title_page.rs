//! The pages that a printed book has before its first chapter, and a play before its cast: title, author, publisher, year, whom it is for.

use super::super::ClaimRole::Metadata;
use super::super::Claims;
use super::super::dates::moment;
use super::super::participants;
use super::super::text::{Line, Text};
use super::super::words::{Contents, Front, facts};
use super::byline::byline;
use super::is_written;
use super::under::names_kind;
use crate::script::document::Preset;
use crate::script::facts::letters::is_upper;
use crate::script::sentences::is_over;
use std::ops::Range;

/// How many chapters a book has at least, and how many lines the pages before its first have at most.
const CHAPTERS: usize = 3;
const LONGEST: usize = 160;
/// How surely a line there is no text, in nats.
const NATS: f64 = 9.0;
/// The same where capitals alone show the page.
const IN_CAPITALS: f64 = 6.0;

/// What stands before the first chapter in few words, if it has what title pages have.
pub(super) fn title_page(text: &Text, title: usize, claims: &mut Claims) {
    let mut chapters = (title + 1..text.len()).filter(|&i| text.begins_chapter(i));
    let Some(first) = chapters.next().filter(|first| first - title <= LONGEST) else {
        return;
    };
    if chapters.take(CHAPTERS - 1).count() < CHAPTERS - 1 {
        return;
    }
    // A preface begins with its first sentence.
    let is_short = |line: &Line| !line.is_free || line.is_scrap() || line.chars() <= SHORT;
    let end = (title + 1..first).find(|&i| !is_short(&text.lines[i]));
    let page = title + 1..end.unwrap_or(first);
    let shows = |i: usize| {
        let line = &text.lines[i];
        let is_byline = Front::get().byline.words.is(&line.bare);
        is_byline || is_year(line) || Contents::get().contents.words.is(&line.bare)
    };
    let Some(last) = page.clone().rev().find(|&i| shows(i)) else {
        return;
    };
    // Where text follows, a sentence behind the last of such lines may be of it.
    let is_said = |own: &str| is_over(own) || own.contains(['"', '“', '”', '«', '»']);
    let ends = |i: usize| end.is_some() && i > last && is_said(text.lines[i].text());
    let page = page.start..page.clone().find(|&i| ends(i)).unwrap_or(page.end);
    for i in page.filter(|&i| is_of_text(text, i)) {
        claims.instead(i, Metadata("front matter"), NATS);
    }
}

/// The longest line of such a page that may end as a sentence does, in characters: `BY ODA FALK.`
const SHORT: usize = 48;

/// How far from its title a play's cast is at most, in lines.
const FAR: usize = 600;
/// How many words a block of a play's title page has at most.
const FEW: usize = 14;
/// How many words pages with the name of a series have at most, before a table of contents.
const SERIES: usize = 150;
/// From how many words on a block is a preface's.
const PROSE: usize = 30;

/// What stands in few words before a play's cast, from the title on or from where the book begins, if it has what title pages have.
pub(super) fn before_cast(text: &Text, begin: usize, claims: &mut Claims) {
    let mut near = begin..text.len().min(begin + FAR);
    let Some(cast) = near.find(|&i| participants::is_heading(text, i)) else {
        return;
    };
    // A preface, or the play, may begin before it; a table of contents ends the pages, and of what series a book is stands before that.
    let is_text = |i: &usize| text.begins_chapter(*i) || is_prose(text, *i);
    let is_over = |&i: &usize| Contents::get().contents.words.is(&text.lines[i].bare);
    let words = |lines: Range<usize>| -> usize { lines.map(|i| text.lines[i].words()).sum() };
    let contents = (begin..cast).find(is_over);
    let contents = contents.filter(|&contents| words(begin..contents) <= SERIES);
    let end = contents.or_else(|| (begin..cast).find(is_text));
    // Behind a preface, the title stands once more.
    let last = (begin..cast).rev().find(is_text);
    let half = last.and_then(|last| (last + 1..cast).find(|&i| text.stands_off(i)));
    let most = if contents.is_some() { SERIES } else { FEW };
    before(text, begin..end.unwrap_or(cast), cast, most, claims);
    if let Some(half) = half.filter(|_| end.is_some()) {
        before(text, half..cast, cast, FEW, claims);
    }
}

/// What stands in blocks of few words on a page before a play's cast, if it has what title pages have.
fn before(text: &Text, page: Range<usize>, cast: usize, most: usize, claims: &mut Claims) {
    let page = page.filter(|&i| is_of_text(text, i));
    let page: Vec<usize> = page.collect();
    let is_author = |line: &&Line| {
        let stated = matches!(line.source.preset, Some(Preset::Metadata { key: "author" }));
        let key = line.pair.map(|(key, _)| key.to_lowercase());
        stated || key.is_some_and(|key| facts().meaning(&key) == Some("author"))
    };
    let stated = text.lines[..cast].iter().filter(is_author);
    let authors: Vec<&str> = stated.map(|line| line.bare.as_str()).collect();
    let says_author = |bare: &str| {
        let last = bare.split(' ').next_back().unwrap_or_default();
        !last.is_empty() && authors.iter().any(|author| author.ends_with(last))
    };
    let shows = |&i: &usize| {
        let line = &text.lines[i];
        names_kind(line)
            || byline(line.text()).is_some()
            || is_year(line)
            || says_author(&line.bare)
    };
    if !page.iter().any(shows) {
        return;
    }
    for i in page
        .into_iter()
        .filter(|&i| words_of_block(text, i) <= most)
    {
        // `VOLUME II` of a series is no heading.
        let nats = if text.begins_chapter(i) {
            2.0 * NATS
        } else {
            NATS
        };
        claims.instead(i, Metadata("front matter"), nats);
    }
}

/// Whether a line is written as text is, or a year.
fn is_of_text(text: &Text, i: usize) -> bool {
    is_written(text, i) || is_year(&text.lines[i])
}

/// How many lines of a block are counted at most, on either side.
const COUNTED: usize = 20;

/// How many words stand around a line in its block.
fn words_of_block(text: &Text, i: usize) -> usize {
    let before = (i.saturating_sub(COUNTED)..=i)
        .rev()
        .find(|&i| text.lines[i].opens);
    let far = text.len().min(i + COUNTED);
    let after = (i..far)
        .find(|&i| text.lines[i].closes)
        .map_or(far, |i| i + 1);
    let block = before.unwrap_or(i)..after;
    block.map(|i| text.lines[i].words()).sum()
}

fn is_prose(text: &Text, i: usize) -> bool {
    text.lines[i].is_free && words_of_block(text, i) >= PROSE
}

/// How many lines a page in capitals has at most, and which share of them is in capitals at least.
const PRINTED: usize = 24;
const CAPITALS: f64 = 0.6;

/// What stands in few words, most of it in capitals, before the first heading over prose, if a year or a byline is among it, in a text of
/// few chapters.
pub(super) fn in_capitals(text: &Text, begin: usize, claims: &mut Claims) {
    let chapters = (begin..text.len()).filter(|&i| text.begins_chapter(i));
    if chapters.take(CHAPTERS).count() == CHAPTERS {
        return;
    }
    let near = begin..text.len().min(begin + LONGEST);
    let begins = |i: &usize| text.begins_chapter(*i) || is_prose(text, *i);
    let is_turn = |i: usize| text.lines[i].label > 0.4 && text.facts[i].before_colon().is_some();
    let is_end = |i: &usize| begins(i) || is_turn(*i);
    let Some(end) = near.clone().find(is_end).filter(begins) else {
        return;
    };
    // The heading of what follows is none of it.
    let heading = (begin..end)
        .rev()
        .find(|&i| is_prose(text, end) && is_written(text, i));
    let heading = heading.map_or(end, |i| text.block(i).start);
    let page: Vec<usize> = (begin..heading).filter(|&i| is_of_text(text, i)).collect();
    let of_page = |&&i: &&usize| {
        let line = &text.lines[i];
        is_upper(line.text()) || is_year(line) || names_kind(line) || byline(line.text()).is_some()
    };
    let shown = page.iter().filter(of_page).count();
    // Nobody says a sentence there.
    let is_said = |i: &usize| text.lines[*i].is_over && !of_page(&i);
    let is_page = page.len() <= PRINTED
        && !page.iter().any(is_said)
        && shown as f64 >= CAPITALS * page.len() as f64
        && (begin..heading)
            .any(|i| is_year(&text.lines[i]) || byline(text.lines[i].text()).is_some());
    for i in page.into_iter().filter(|_| is_page) {
        if words_of_block(text, i) <= FEW {
            claims.instead(i, Metadata("front matter"), IN_CAPITALS);
        }
    }
}

/// Whether a line is a year, or ends in one behind a place: `1911`, `LUND, 1911`.
fn is_year(line: &Line) -> bool {
    let digits = line.bare.rsplit([' ', ',']).next().unwrap_or_default();
    let is_number = digits.len() == 4 && digits.starts_with('1') | digits.starts_with("20");
    is_number && digits.bytes().all(|byte| byte.is_ascii_digit()) && line.words() <= 4
        || line.is_free && moment(&line.lower).is_some()
}
