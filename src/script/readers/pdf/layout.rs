//! From lines at their places to paragraphs: what stands at the edges of pages, where a paragraph begins, and
//! how high its letters are.

use super::super::super::sentences::is_over;
use super::super::wrapped::{begins, end_of};
use super::columns;
use super::furniture::{Edges, Furniture};
use super::lines::{Line, Page};
use super::marks::{self, Notes};
use crate::script::hyphens;
use std::collections::HashMap;

/// Why a running head is not in the book.
const FURNITURE: &str = "page furniture";
/// How much higher than most letters those of a heading are, and how much smaller those of a note.
pub(super) const HEADING: f32 = 1.15;
const NOTE: f32 = 0.9;
/// The longest heading, in characters.
const LONGEST: usize = 200;
/// How much two sizes may differ that are one.
const SAME: f32 = 1.05;
/// From which share of a letter's height on a line is set in, or stands apart from the one above it.
const INDENT: f32 = 0.7;
const APART: f32 = 0.45;
/// How much of its column a line leaves free, at least, that ends a paragraph.
const SHORT: f32 = 0.12;

/// What begins an item of a list.
const BULLETS: [char; 7] = ['•', '◦', '‣', '▪', '●', '○', '■'];

/// A paragraph of a page.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Paragraph {
    /// The page that it begins on, from 0.
    pub page: usize,
    pub text: String,
    /// The height of its letters, in points.
    pub size: f32,
    /// The height of most letters of the document.
    pub(super) body: f32,
    pub is_note: bool,
    /// Why it is not in the book.
    pub reason: Option<&'static str>,
}

/// The paragraphs of a document, in the order of reading.
pub(crate) fn paragraphs(mut pages: Vec<Page>) -> Vec<Paragraph> {
    columns::part(&mut pages);
    let body = body(&pages);
    let furniture = Furniture::of(&pages, body);
    let gap = usual_gap(&pages);
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    // The paragraph that may go on in the next block. Notes at the foot of a page part it from the next page.
    let mut open: Option<usize> = None;
    for (number, page) in pages.iter().enumerate() {
        let edges = Edges::of(page);
        let mut notes = Notes::default();
        let first = open.unwrap_or(paragraphs.len());
        for block in &page.blocks {
            let margins = Margins::of(block);
            let mut before: Option<(&Line, usize)> = None;
            for line in block {
                let new = |text: &str| Paragraph {
                    page: number,
                    text: text.to_string(),
                    size: line.size,
                    body,
                    is_note: false,
                    reason: None,
                };
                if furniture.has(line, &edges) {
                    let reason = Some(FURNITURE);
                    paragraphs.push(Paragraph {
                        reason,
                        ..new(&line.text)
                    });
                    continue;
                }
                let is_low = line.bottom > page.height * 0.5;
                let is_small = line.size < NOTE * body;
                let mark = marks::leading(&line.text).filter(|_| is_low && is_small);
                let is_next_note = mark.as_ref().is_some_and(|mark| notes.follows(mark));
                let goes_on = match before {
                    Some((before, last)) => {
                        let goes_on = margins.goes_on(before, line, gap) && !is_next_note;
                        goes_on.then_some(last)
                    }
                    None => open.filter(|&open| continues(&paragraphs[open], line)),
                };
                let at = match goes_on {
                    Some(last) => {
                        append(&mut paragraphs[last].text, &line.text);
                        last
                    }
                    None => {
                        let is_note = mark.is_some();
                        let text = match mark {
                            Some(mark) => notes.add(mark, &line.text),
                            None => &line.text,
                        };
                        paragraphs.push(Paragraph {
                            is_note,
                            ..new(text)
                        });
                        paragraphs.len() - 1
                    }
                };
                if !paragraphs[at].is_note {
                    open = Some(at);
                }
                before = Some((line, at));
            }
        }
        notes.unmark(&mut paragraphs[first..]);
    }
    paragraphs
}

/// The sizes of headings, the highest first.
pub(crate) fn levels(paragraphs: &[Paragraph]) -> Vec<f32> {
    let headings = paragraphs.iter().filter(|paragraph| is_heading(paragraph));
    let mut sizes: Vec<f32> = headings.map(|paragraph| paragraph.size).collect();
    sizes.sort_by(|a, b| b.total_cmp(a));
    sizes.dedup_by(|smaller, size| *size < *smaller * SAME);
    sizes.truncate(6);
    sizes
}

/// The level of a heading, by the sizes of all.
pub(crate) fn level(paragraph: &Paragraph, sizes: &[f32]) -> Option<u8> {
    if !is_heading(paragraph) {
        return None;
    }
    let at = sizes.iter().position(|size| *size < paragraph.size * SAME);
    Some(at.unwrap_or(sizes.len().saturating_sub(1)) as u8 + 1)
}

fn is_heading(paragraph: &Paragraph) -> bool {
    paragraph.size > HEADING * paragraph.body
        && paragraph.reason.is_none()
        && paragraph.text.contains(char::is_alphabetic)
        && paragraph.text.chars().count() <= LONGEST
}

/// The height of most letters.
fn body(pages: &[Page]) -> f32 {
    let lines = pages.iter().flat_map(|page| page.blocks.iter().flatten());
    let mut letters: HashMap<i32, usize> = HashMap::new();
    for line in lines {
        *letters.entry((line.size * 10.0) as i32).or_default() += line.text.len();
    }
    let most = letters
        .into_iter()
        .max_by_key(|(size, count)| (*count, -*size));
    most.map_or(0.0, |(size, _)| size as f32 / 10.0)
}

/// The usual gap between two lines of a block.
fn usual_gap(pages: &[Page]) -> f32 {
    let blocks = pages.iter().flat_map(|page| &page.blocks);
    let pairs = blocks.flat_map(|block| block.windows(2));
    let mut gaps: Vec<f32> = pairs.map(|pair| pair[1].top - pair[0].bottom).collect();
    gaps.sort_by(f32::total_cmp);
    gaps.get(gaps.len() / 2).copied().unwrap_or(0.0)
}

/// The edges of a block, and how its paragraphs begin.
struct Margins {
    left: f32,
    right: f32,
    /// First lines stand out, and the others are set in.
    hangs: bool,
}

impl Margins {
    fn of(block: &[Line]) -> Self {
        let left = block.iter().map(|line| line.left).fold(f32::MAX, f32::min);
        let right = block.iter().map(|line| line.right).fold(0.0, f32::max);
        let is_in = |line: &&Line| line.left > left + INDENT * line.size;
        let inside = block.iter().filter(is_in).count();
        Self {
            left,
            right,
            hangs: inside * 2 > block.len() && inside < block.len(),
        }
    }

    /// Whether a paragraph goes on in the next line of the block.
    fn goes_on(&self, before: &Line, line: &Line, usual_gap: f32) -> bool {
        let is_in = |line: &Line| line.left > self.left + INDENT * line.size;
        let begins_here = match self.hangs {
            true => !is_in(line),
            false => is_in(line) && !is_in(before),
        };
        let is_apart = line.top - before.bottom > usual_gap.max(0.0) + APART * line.size;
        let same_size = before.size < line.size * SAME && line.size < before.size * SAME;
        let is_short = before.right < self.right - SHORT * (self.right - self.left);
        let ends = is_over(end_of(&before.text));
        // What begins with a name begins a paragraph, if the one before may be over.
        let is_next = ends && (is_short || begins(&line.text));
        let is_item = line.text.starts_with(BULLETS);
        same_size && !begins_here && !is_apart && !is_next && !is_item
    }
}

/// Whether the last paragraph goes on in a line that begins a block.
fn continues(last: &Paragraph, line: &Line) -> bool {
    let same_size = last.size < line.size * SAME && line.size < last.size * SAME;
    let is_inside = line.text.starts_with(|c: char| c.is_lowercase());
    same_size
        && !last.is_note
        && (hyphens::divides(&last.text, &line.text) || is_inside && !is_over(end_of(&last.text)))
}

/// Puts a line behind a paragraph's text.
fn append(text: &mut String, line: &str) {
    let is_wide = |c: Option<char>| c.is_some_and(|c| c >= '\u{2E80}');
    if hyphens::divides(text, line) {
        hyphens::join(text);
    } else if !(is_wide(text.chars().next_back()) && is_wide(line.chars().next())) {
        text.push(' ');
    }
    text.push_str(line);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_of_a_list_are_paragraphs() {
        let lines = ["• A rope of", "twelve metres", "• Two lanterns"];
        let line = |(i, text): (usize, &&str)| Line {
            left: 40.0,
            right: 140.0,
            top: 300.0 + 14.0 * i as f32,
            bottom: 311.0 + 14.0 * i as f32,
            size: 11.0,
            text: text.to_string(),
            words: Vec::new(),
        };
        let page = Page {
            height: 600.0,
            blocks: vec![lines.iter().enumerate().map(line).collect()],
        };
        let texts: Vec<String> = paragraphs(vec![page]).into_iter().map(|p| p.text).collect();
        assert_eq!(texts, ["• A rope of twelve metres", "• Two lanterns"]);
    }
}
