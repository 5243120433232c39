//! Tables of contents with the numbers of pages.

use super::super::Claims;
use super::super::text::Text;
use super::{FEWEST, FRONT, LONGEST, bare, claim, is_over};
use crate::spoken::roman;

/// How many spaces stand before the number of a page at least.
const GAP: usize = 3;
/// How many lines with the quarter of a page show a list, how far from each other they are at most, and how far from the word over them.
const QUARTERED: usize = 4;
const APART: usize = 8;
const UNDER: usize = 12;

/// Lines that end in leaders and the number of a page: `The Storm .... 12`.
pub(super) fn claims(text: &Text, claims: &mut Claims) {
    quartered(text, claims);
    let found: Vec<usize> = text
        .free()
        .filter(|(_, line)| before_page(line.text()).is_some())
        .map(|(i, _)| i)
        .collect();
    let title = |i: usize| bare(before_page(text.lines[i].text()).unwrap_or_default());
    if found.len() > 1 {
        claim(text, &found, 14.0, title, claims);
    }
    let front = text.free().take(2 * FRONT);
    let front = front.skip_while(|(_, line)| !is_over(line)).skip(1);
    let paged = front.filter_map(|(i, line)| Some((i, wide_before_page(line.text())?)));
    let mut last = 0;
    let listed: Vec<usize> = paged
        .take_while(|(_, (_, page))| std::mem::replace(&mut last, *page) <= *page)
        .map(|(i, _)| i)
        .collect();
    if listed.len() >= FEWEST {
        let title =
            |i: usize| bare(wide_before_page(text.lines[i].text()).map_or("", |(title, _)| title));
        claim(text, &listed, 14.0, title, claims);
    }
}

/// `The Storm` and 12 of `The Storm        12`; pages with Roman numerals stand before all others.
fn wide_before_page(text: &str) -> Option<(&str, u32)> {
    let (at, space) = text.char_indices().rfind(|(_, c)| c.is_whitespace())?;
    let (title, page) = text.split_at(at + space.len_utf8());
    let gap = title.len() - title.trim_end().len();
    let page = page.parse().ok().or(roman::value(page).map(|_| 0))?;
    let is_entry = text.len() <= 8 * LONGEST && gap >= GAP && title.contains(char::is_alphabetic);
    is_entry.then_some((title.trim_end(), page))
}

/// `The Storm` of `The Storm ....... 12`.
fn before_page(text: &str) -> Option<&str> {
    let text = text.trim_end_matches(',');
    if text.len() > 8 * LONGEST || !text.ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let leaders = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let title = leaders.trim_end_matches(['.', '·', '…', '_', ' ', '\t', '\u{A0}']);
    let between = &leaders[title.len()..];
    let dots = between.chars().filter(|c| !c.is_whitespace());
    let leads = dots.clone().count() > 3 || dots.clone().any(|c| c == '…') && between.len() > 5;
    (leads && text.chars().count() <= 2 * LONGEST).then_some(title)
}

/// The contents of what was taken down in a parliament, whose pages have quarters: what is listed, with lines between that have no page.
fn quartered(text: &Text, claims: &mut Claims) {
    let mut listed: Option<(usize, usize)> = None;
    let (mut count, mut page) = (0, 0);
    for (i, line) in text.free() {
        let (mut first, last) = listed.unwrap_or((i, i));
        if i > last + APART {
            if count >= QUARTERED {
                break;
            }
            (listed, count, page, first) = (None, 0, 0, i);
        }
        if listed.is_none() && i > 2 * FRONT {
            break;
        }
        if let Some(next) = quarter_of_page(line.text()).filter(|next| *next >= page) {
            (count, page) = (count + 1, next);
            listed = Some((first, i));
        }
    }
    let Some((first, last)) = listed.filter(|_| count >= QUARTERED) else {
        return;
    };
    let near = first.saturating_sub(UNDER)..first;
    let over = near.rev().find(|&i| is_over(&text.lines[i]));
    let listed: Vec<usize> = (over.unwrap_or(first)..=last).collect();
    claim(text, &listed, 20.0, |i| bare(text.lines[i].text()), claims);
}

/// The first of the pages that a line ends in with their quarters: 1839 of `Ann Reed . . . 1839 C, D, 1840*A`
fn quarter_of_page(text: &str) -> Option<u32> {
    let text = text.trim_end_matches(',');
    if text.len() > 8 * LONGEST || !text.ends_with(['A', 'B', 'C', 'D']) {
        return None;
    }
    let parts = text.rsplit([' ', ',', '\t', '\u{A0}', '.', '…']);
    let mut page = None;
    for part in parts.filter(|part| !part.is_empty()) {
        let number = part.trim_end_matches(['A', 'B', 'C', 'D']);
        let is_quarter = part.len() - number.len() <= 1;
        match number.trim_end_matches('*').parse() {
            Ok(number) if is_quarter => page = Some(number),
            _ if number.is_empty() && is_quarter => {}
            _ => break,
        }
    }
    page
}
