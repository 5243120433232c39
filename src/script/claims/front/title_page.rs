//! The pages that a printed book has before its first chapter: title, author, publisher, year, whom it is for.

use super::super::ClaimRole::Metadata;
use super::super::Claims;
use super::super::dates::moment;
use super::super::text::{Line, Text};
use super::super::words::{Contents, Front};
use super::is_written;
use crate::script::sentences::is_over;

/// How many chapters a book has at least, and how many lines the pages before its first have at most.
const CHAPTERS: usize = 3;
const LONGEST: usize = 160;
/// How surely a line there is no text, in nats.
const NATS: f64 = 9.0;

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
    for i in page.filter(|&i| is_written(text, i) || is_year(&text.lines[i])) {
        claims.instead(i, Metadata("front matter"), NATS);
    }
}

/// The longest line of such a page that may end as a sentence does, in characters: `BY ODA FALK.`
const SHORT: usize = 48;

/// Whether a line is a year, or ends in one behind a place: `1911`, `LUND, 1911`.
fn is_year(line: &Line) -> bool {
    let digits = line.bare.rsplit([' ', ',']).next().unwrap_or_default();
    let is_number = digits.len() == 4 && digits.starts_with('1') | digits.starts_with("20");
    is_number && digits.bytes().all(|byte| byte.is_ascii_digit()) && line.words() <= 4
        || line.is_free && moment(&line.lower).is_some()
}
