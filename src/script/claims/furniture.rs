//! The furniture of a web page that stands around a text which was copied from it: `Skip to content`, `Share on …`; related
//! articles, comments, tags; and what stands for an advertisement within.

use super::ClaimRole::{Dropped, NoLabel};
use super::posts::{can_be_pressed, is_dated};
use super::text::{Line, Text};
use super::words::{Closing, Front};
use super::{Claim, Claims};
use std::ops::Range;

/// What links do not end with.
const STOPS: &[char] = &['.', '!', '?', '…', '。', '！', '？', '؟', '।'];
/// The longest line that can begin it, in bytes.
const LONGEST: usize = 120;
/// How many lines before one that is sure others may begin it.
const BEFORE: usize = 20;

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("furniture");
    for (i, line) in text.free().filter(|(_, line)| line.opens && line.closes) {
        if Closing::get().between.words.is(&line.bare) && line.label < 0.4 && !line.is_over {
            claims.instead(i, Dropped("advertisement"), 14.0);
        }
    }
    for (i, _) in text.free().filter(|(_, line)| is_turning(line)) {
        claims.line(i, Dropped("page furniture"), 9.0 + text.edge(i));
        claims.line(i, NoLabel, 14.0);
    }
    for i in rows(text) {
        claims.instead(i, Dropped("page navigation"), 6.0 + text.tail(i));
    }
    for i in ahead(text) {
        claims.instead(i, Dropped("page header"), 14.0);
    }
    for i in counters(text) {
        claims.instead(i, Dropped("page furniture"), 14.0);
    }
    // A page that stands twice ends twice.
    let begins = |i: &usize| {
        let of = |i: usize| text.lines.get(i).map(Line::text);
        *i == 0 || of(*i) == of(0) && of(*i + 1) == of(1)
    };
    let mut begins: Vec<usize> = (0..text.len()).filter(begins).collect();
    begins.push(text.len());
    for page in begins.windows(2) {
        behind(text, page[0]..page[1], &mut claims);
        comments(text, page[0]..page[1], &mut claims);
    }
    claims.found
}

/// Whether a line leads to the page before and the next one: `← The Storm | Contents | Morning →`.
fn is_turning(line: &Line) -> bool {
    const BACK: &[char] = &['←', '⇐', '◀', '«', '‹', '⟵'];
    const ON: &[char] = &['→', '⇒', '▶', '»', '›', '⟶'];
    let own = line.text();
    let is_quoted = own.starts_with(['«', '‹']) && own.ends_with(['»', '›']) && !own.contains('|');
    line.is_scrap() && !is_quoted && own.starts_with(BACK) && own.ends_with(ON)
}

/// How many lines behind the last turn may be a row of links, and how many words each link has at most.
const ROWS: usize = 6;
const OF_LINK: usize = 5;
const FEWEST_IN_ROW: usize = 3;

/// Links beside one another behind the text: `Bài trước | Mục lục | Bài sau`. A text that parts what it says so has more such lines.
fn rows(text: &Text) -> Vec<usize> {
    let is_link = |part: &str| {
        let words = part.split_whitespace().count();
        (1..=OF_LINK).contains(&words) && !part.contains([':', '：', '@']) && !part.ends_with(STOPS)
    };
    let is_row = |line: &Line| {
        let links = || line.text().split(['|', '｜']).map(str::trim);
        let is_known = |link: &str| Closing::get().footer.perhaps.is(&link.to_lowercase());
        let is_row = links().count() >= FEWEST_IN_ROW || links().any(is_known);
        line.text().contains(['|', '｜']) && is_row && links().all(is_link)
    };
    let tail = text.len().saturating_sub(ROWS)..text.len();
    let found = tail.filter(|i| {
        let line = &text.lines[*i];
        line.is_free && line.label < 0.4 && text.labels_after(*i) < 0.5 && is_row(line)
    });
    let found: Vec<usize> = found.collect();
    let has_others = || {
        let bars = text.lines.iter().filter(|line| is_row(line));
        bars.count() > found.len()
    };
    match found.is_empty() || found.len() > 2 || has_others() {
        true => Vec::new(),
        false => found,
    }
}

/// How many people liked a page and said something of it, before or behind the text: `42`, `7`, `Share`, or `42 Likes`, `7 Comments`.
fn counters(text: &Text) -> Vec<usize> {
    let is_edge = |i: usize| text.labels_before(i) < 0.5 || text.labels_after(i) < 0.5;
    let is_number = |line: &Line| line.text().bytes().all(|byte| byte.is_ascii_digit());
    let counts = |i: usize| {
        let line = &text.lines[i];
        line.is_free
            && line.opens
            && line.closes
            && is_edge(i)
            && (is_number(line) || can_be_pressed(&line.lower))
    };
    let all: Vec<usize> = (0..text.len()).filter(|&i| counts(i)).collect();
    let rows = all.chunk_by(|a, b| a + 1 == *b);
    let has_words = |row: &[usize]| row.iter().any(|i| !is_number(&text.lines[*i]));
    let rows = rows.filter(|row| row.len() > 1 && has_words(row));
    rows.flatten().copied().collect()
}

/// Within how many lines a page's head stands, and how many of its lines show it.
const HEAD: usize = 40;
const FEWEST: usize = 2;

/// What a page has before its text, each on a line of its own: `Skip to content`, `Sign in`, `Share on X`; and the site's name
/// among them.
pub(super) fn ahead(text: &Text) -> Vec<usize> {
    let page = &Front::get().page;
    let head = text.len().min(HEAD);
    let is_of_page = |i: &usize| {
        let line = &text.lines[*i];
        let is_word = page.words.is(&line.bare) || page.begins.begins(&line.bare);
        line.is_free && is_word && line.is_scrap() && text.labels_before(*i) < 0.5
    };
    let found: Vec<usize> = (0..head).filter(is_of_page).collect();
    if found.len() < FEWEST {
        return Vec::new();
    }
    let is_beside = |i: &usize| {
        let block = text.block(*i);
        let of_page = found.iter().filter(|j| block.contains(j)).count();
        of_page >= FEWEST && text.lines[*i].is_scrap() && text.lines[*i].is_free
    };
    (0..head)
        .filter(|i| found.contains(i) || is_beside(i))
        .collect()
}

/// What stands behind the text of one page.
fn behind(text: &Text, page: Range<usize>, claims: &mut Claims) {
    let table = &Closing::get().footer;
    let is = |i: usize, words: &super::words::Phrases| {
        let line = &text.lines[i];
        line.text().len() <= LONGEST && line.is_free && line.label < 0.4 && words.is(&line.bare)
    };
    let Some(last) = page.clone().rev().find(|&i| is(i, &table.sure)) else {
        return;
    };
    let ends = |i: &usize| text.lines[*i].opens && (is(*i, &table.sure) || is(*i, &table.perhaps));
    let first = (last.saturating_sub(BEFORE).max(page.start)..=last)
        .find(ends)
        .unwrap_or(last);
    let after = first..page.end;
    let all = after
        .clone()
        .filter(|&i| text.lines[i].is_free)
        .count()
        .max(1);
    let scraps = after
        .clone()
        .filter(|&i| text.lines[i].is_free && text.lines[i].is_scrap())
        .count();
    // Behind a box inside of an article, sentences go on; behind the talk, nobody is named.
    let share = scraps as f64 / all as f64;
    let nats = 4.0 + 6.0 * share
        - 3.0 * text.labels_after(first).min(6.0)
        - if (first - page.start) * 3 < page.len() {
            4.0
        } else {
            0.0
        };
    for i in after.filter(|&i| text.lines[i].source.preset.is_none()) {
        claims.instead(i, Dropped("page furniture after the text"), nats);
    }
}

/// How much surer a dated comment makes it that comments stand below, in nats, and how many count.
const DATED: f64 = 4.0;
const MOST_DATED: usize = 4;
/// What the words before comments say for each e-fold of those in them, in nats: behind a mere question, the talk stands in them.
const BEFORE_COMMENTS: f64 = 8.0;

/// What others say of a page below it, behind how many they are.
fn comments(text: &Text, page: Range<usize>, claims: &mut Claims) {
    let heads = |i: &usize| {
        let line = &text.lines[*i];
        let own = line.lower.trim_matches(|c: char| !c.is_alphabetic());
        let is_apart = line.is_free && line.opens && line.text().len() <= LONGEST;
        let is_counted = || line.text().bytes().any(|byte| byte.is_ascii_digit());
        // `3 thoughts on “The Lamp”`
        let names = || line.text().starts_with(|c: char| c.is_ascii_digit()) && !line.is_over;
        let words = &Closing::get().footer.comments;
        is_apart && is_counted() && (words.is(own) || words.begins(own) && names())
    };
    let Some(first) = page.clone().find(heads) else {
        return;
    };
    let words = |lines: Range<usize>| -> f64 { lines.map(|i| text.lines[i].words() as f64).sum() };
    let share = words(page.start..first) / words(first..page.end);
    let dated = (first..page.end)
        .filter(|&i| text.lines[i].label < 0.3 && is_dated(text, i))
        .count();
    let nats = DATED * dated.min(MOST_DATED) as f64 + BEFORE_COMMENTS * share.ln().min(0.5);
    for i in (first..page.end).filter(|&i| text.lines[i].source.preset.is_none()) {
        claims.instead(i, Dropped("comments"), nats);
    }
}
