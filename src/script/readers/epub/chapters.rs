//! The chapters of a book by its own table of contents: what is listed is a heading of that level, where
//! it is listed; a title that stands in the list alone, because the page shows a picture or nothing, is
//! put there.

use super::super::super::claims;
use super::super::html::Block;
use super::contents::Entry;
use std::collections::HashMap;

/// In how many lines of what is listed its title may stand.
const FIRST: usize = 3;
/// The longest heading, in bytes.
const LONGEST: usize = 200;
/// The level of a heading that stands inside of a chapter.
pub(crate) const INSIDE: u8 = 7;

/// A document that is read: its name in the archive, and its blocks.
pub(crate) type Page<'a> = (&'a str, &'a mut Vec<Block>);

/// Where something that is listed begins: the document, and the block among those that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Target {
    page: usize,
    at: usize,
}

/// Marks the headings that the book lists. `is_title` says of a text whether it only repeats the title or
/// the author of the book.
pub(crate) fn mark(listed: &[Entry], pages: &mut [Page], is_title: &dyn Fn(&str) -> bool) {
    let read: Vec<Vec<usize>> = pages.iter().map(|(_, blocks)| read(blocks)).collect();
    let entries = targets(listed, pages, &read);
    let has_text = |k: usize| {
        let (entry, target) = entries[k];
        let next = entries.get(k + 1);
        let is_part = next.is_some_and(|(next, _)| next.level > entry.level);
        let end = next.map_or(
            Target {
                page: pages.len(),
                at: 0,
            },
            |(_, target)| *target,
        );
        is_part || text_between(pages, &read, target, end, is_title)
    };
    let useful: Vec<usize> = (0..entries.len()).filter(|&k| has_text(k)).collect();
    let mut levels: Vec<u8> = useful.iter().map(|&k| entries[k].0.level).collect();
    levels.sort_unstable();
    levels.dedup();
    let rank = |level: u8| levels.partition_point(|own| *own < level) as u8 + 1;
    let is_list = useful.len() > 1;
    // The level that the text itself gives to what is listed.
    let mut own: Option<u8> = None;
    let mut put: Vec<(Target, Block)> = Vec::new();
    for k in useful {
        let (entry, target) = entries[k];
        let (page, level) = (&mut *pages[target.page].1, rank(entry.level));
        let read = &read[target.page][target.at..];
        if read.is_empty() {
            if is_list && !is_title(&entry.title) {
                put.push((target, title(&entry.title, level)));
            }
            continue;
        }
        let named = named(page, read, &bare(&entry.title));
        let begins = page[read[0]].heading.is_some() && page[read[0]].listed.is_none();
        // What begins at the same place may be what the heading there is listed as.
        let is_anothers = || {
            let here = entries[k + 1..]
                .iter()
                .take_while(|(_, other)| *other == target);
            here.into_iter()
                .any(|(other, _)| self::named(page, read, &bare(&other.title)).is_some())
        };
        let found = match named {
            Some(found) => found,
            None if !is_list => continue,
            None if begins && is_anothers() => {
                put.push((target, title(&entry.title, level)));
                continue;
            }
            None if begins && !is_counted(&page[read[0]].text) => 0..1,
            None => {
                let after = usize::from(begins);
                if begins {
                    page[read[0]].listed = Some(level);
                }
                let at = target.at + after;
                put.push((Target { at, ..target }, title(&entry.title, level)));
                continue;
            }
        };
        for (n, &i) in read[..found.end].iter().enumerate() {
            let block = &mut page[i];
            if n >= found.start || block.heading.is_some() {
                own = own.into_iter().chain(block.heading).min();
                block.heading.get_or_insert(level);
                block.listed.get_or_insert(level);
            }
        }
    }
    if is_list {
        for ((_, blocks), read) in pages.iter_mut().zip(&read) {
            settle(blocks, read, own);
        }
    }
    // From the back, so that places stay what they are.
    put.reverse();
    put.sort_by_key(|(target, _)| std::cmp::Reverse(*target));
    for (target, block) in put {
        let place = read[target.page].get(target.at);
        let blocks = &mut *pages[target.page].1;
        blocks.insert(place.copied().unwrap_or(blocks.len()), block);
    }
}

/// The blocks that are read, by their numbers.
fn read(blocks: &[Block]) -> Vec<usize> {
    let is_read = |block: &Block| block.reason.is_none() && !block.is_note;
    (0..blocks.len()).filter(|&i| is_read(&blocks[i])).collect()
}

/// What is listed and where it begins, as far as that is in the text, in the order of the list.
fn targets<'a>(
    listed: &'a [Entry],
    pages: &[Page],
    read: &[Vec<usize>],
) -> Vec<(&'a Entry, Target)> {
    let mut by_name: HashMap<&str, usize> = HashMap::new();
    let mut places: HashMap<(usize, &str), usize> = HashMap::new();
    for (page, (name, blocks)) in pages.iter().enumerate() {
        by_name.insert(name, page);
        for (i, block) in blocks.iter().enumerate() {
            for id in &block.ids {
                let at = read[page].partition_point(|own| *own < i);
                places.entry((page, id)).or_insert(at);
            }
        }
    }
    let mut found: Vec<(&Entry, Target)> = Vec::new();
    for entry in listed {
        let Some(&page) = by_name.get(entry.document.as_str()) else {
            continue;
        };
        let is_first = !found
            .iter()
            .rev()
            .take(1)
            .any(|(_, last)| last.page == page);
        let place = entry
            .place
            .as_deref()
            .and_then(|place| places.get(&(page, place)));
        let at = match (place, is_first || entry.place.is_none()) {
            (Some(at), _) => *at,
            (None, true) => 0,
            (None, false) => continue,
        };
        let target = Target { page, at };
        // A list that goes back lists something else, as pictures.
        let goes_on = found.last().is_none_or(|(_, last)| *last <= target);
        // A page may show its title as a picture, and nothing else.
        if goes_on && (at < read[page].len() || read[page].is_empty()) {
            found.push((entry, target));
        }
    }
    found
}

/// Whether text stands between two places that is neither heading nor title.
fn text_between(
    pages: &[Page],
    read: &[Vec<usize>],
    from: Target,
    to: Target,
    is_title: &dyn Fn(&str) -> bool,
) -> bool {
    (from.page..pages.len().min(to.page + 1)).any(|page| {
        let begin = if page == from.page { from.at } else { 0 };
        let end = if page == to.page { to.at } else { usize::MAX };
        let end = end.min(read[page].len());
        (begin..end).any(|at| {
            let block = &pages[page].1[read[page][at]];
            block.heading.is_none() && !is_title(&block.text)
        })
    })
}

/// Which of the first blocks of what is listed have the title that it is listed with: `Chapter One` and
/// `The Knot` under it may be listed as one.
fn named(blocks: &[Block], read: &[usize], title: &str) -> Option<std::ops::Range<usize>> {
    for start in 0..FIRST.min(read.len()) {
        let mut text = String::new();
        for end in start..read.len().min(start + FIRST) {
            let block = &blocks[read[end]];
            if block.text.len() > LONGEST || block.cell.is_some() {
                break;
            }
            text += &bare(&block.text);
            if text == title {
                return Some(start..end + 1);
            }
        }
    }
    None
}

/// Settles the headings that are not listed: a title under `Chapter 3` belongs to it, one as high as those
/// that are listed is a chapter's, too, and the others stand inside of one.
fn settle(blocks: &mut [Block], read: &[usize], own: Option<u8>) {
    let mut above: Option<u8> = None;
    for &i in read {
        let block = &mut blocks[i];
        match block.heading {
            Some(_) if block.listed.is_none() && above.is_some() => block.listed = above,
            Some(level) if block.listed.is_none() && own.is_none_or(|own| level > own) => {
                block.heading = Some(INSIDE);
            }
            _ => {}
        }
        above = block.listed.filter(|_| is_counted(&block.text));
    }
}

/// Whether a heading is a number alone, perhaps with a word: `3`, `XII.`, `Chapter 3`.
fn is_counted(text: &str) -> bool {
    let is_digit = |c: char| c.is_numeric() || "ivxlcIVXLC.一二三四五六七八九十百".contains(c);
    text.chars().all(is_digit) || (claims::is_heading(text) && text.split_whitespace().count() < 3)
}

fn title(text: &str, level: u8) -> Block {
    Block {
        text: text.to_string(),
        begins: true,
        heading: Some(level),
        listed: Some(level),
        ..Block::default()
    }
}

/// The letters and digits of a title, in lower case.
fn bare(title: &str) -> String {
    title
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
