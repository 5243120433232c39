//! Running heads and numbers at the edges of pages: what comes again there, and what stands beside it.

use super::super::super::sentences::is_over;
use super::layout::HEADING;
use super::lines::{Line, Page};
use std::collections::{HashMap, HashSet};

/// In which share of a page's height, from its edges, heads and numbers stand.
const EDGE: f32 = 0.12;
/// The same on small pages, of what is the first or the last on its page.
const WIDE: f32 = 0.25;
/// On how many pages a head comes again, and on how many if it stands farther from the edge.
const FEWEST: usize = 2;
const FEWEST_INSIDE: usize = 3;
/// Below which share of the pages, one in so many, what looks like the end of a sentence is one.
const FEW: usize = 4;
/// The longest head, in characters.
const LONGEST: usize = 120;
/// What is at the same height on two pages may differ by so many points.
const STEP: f32 = 4.0;

/// At which height something stands at an edge of a page, in steps, and what it says but for its numbers.
type Edge = (i32, String);

/// What is furniture on the pages of a document.
pub(super) struct Furniture {
    /// How often the same comes at the same height.
    count: HashMap<Edge, usize>,
    /// At which heights furniture stands on most pages: what else is there is some, as the chapter's title beside the
    /// book's.
    heights: HashSet<i32>,
    /// The height of most letters.
    body: f32,
    pages: usize,
}

/// A page with its outermost rows.
pub(super) struct Edges<'a> {
    page: &'a Page,
    /// Where the first row ends and where the last one begins, in points.
    first: f32,
    last: f32,
}

impl<'a> Edges<'a> {
    pub(super) fn of(page: &'a Page) -> Self {
        let lines = || page.blocks.iter().flatten();
        let top = lines().min_by(|a, b| a.top.total_cmp(&b.top));
        let bottom = lines().max_by(|a, b| a.bottom.total_cmp(&b.bottom));
        Self {
            page,
            first: top.map_or(0.0, |line| line.bottom),
            last: bottom.map_or(f32::MAX, |line| line.top),
        }
    }

    /// Whether a line is in the margin of the page.
    fn is_in_margin(&self, line: &Line) -> bool {
        let height = self.page.height;
        line.bottom < height * EDGE || line.top > height * (1.0 - EDGE)
    }

    /// Whether it stands in the first or the last row of the page.
    fn is_outermost(&self, line: &Line) -> bool {
        let height = self.page.height;
        line.top < self.first && line.bottom < height * WIDE
            || line.bottom > self.last && line.top > height * (1.0 - WIDE)
    }

    fn edge(&self, line: &Line) -> Option<Edge> {
        if !(self.is_in_margin(line) || self.is_outermost(line)) {
            return None;
        }
        let mut bare = String::with_capacity(line.text.len());
        for c in line.text.chars().flat_map(char::to_lowercase) {
            match c.is_numeric() {
                true if bare.ends_with('0') => {}
                true => bare.push('0'),
                false => bare.push(c),
            }
        }
        Some(((line.top / STEP) as i32, bare))
    }
}

impl Furniture {
    /// Of pages whose letters are mostly `body` high.
    pub(super) fn of(pages: &[Page], body: f32) -> Self {
        let mut furniture = Self {
            count: HashMap::new(),
            heights: HashSet::new(),
            body,
            pages: pages.len(),
        };
        for page in pages {
            let edges = Edges::of(page);
            for edge in page.blocks.iter().flatten().filter_map(|l| edges.edge(l)) {
                *furniture.count.entry(edge).or_default() += 1;
            }
        }
        let mut heights: HashMap<i32, usize> = HashMap::new();
        for page in pages {
            let edges = Edges::of(page);
            let lines = page.blocks.iter().flatten();
            let furnished = lines.filter(|line| furniture.comes_again(line, &edges));
            let steps = furnished.filter_map(|line| edges.edge(line));
            // A place may fall on either side of a step.
            let near: HashSet<i32> = steps.flat_map(|(step, _)| step - 1..=step + 1).collect();
            for step in near {
                *heights.entry(step).or_default() += 1;
            }
        }
        let most = (pages.len() / 2).max(FEWEST_INSIDE);
        heights.retain(|_, pages| *pages >= most);
        furniture.heights = heights.into_keys().collect();
        furniture
    }

    /// Whether a line of a page is furniture.
    pub(super) fn has(&self, line: &Line, edges: &Edges) -> bool {
        let is_beside = || {
            let step = edges.edge(line).map(|(step, _)| step);
            step.is_some_and(|step| self.heights.contains(&step))
                && line.size < HEADING * self.body
                && line.text.chars().count() <= LONGEST
        };
        let again = self.comes_again(line, edges);
        again && !self.may_end_sentence(line, edges) || is_beside()
    }

    /// Whether it may be the end of a sentence of the page before that came again by chance: it begins small and ends as sentences
    /// do, and stands on few pages.
    fn may_end_sentence(&self, line: &Line, edges: &Edges) -> bool {
        let begins = line.text.chars().next().is_some_and(char::is_lowercase);
        begins
            && is_over(&line.text)
            && edges
                .edge(line)
                .is_none_or(|edge| self.times(&edge) * FEW < self.pages)
    }

    /// How often the same comes at about the same height.
    fn times(&self, (step, bare): &Edge) -> usize {
        (step - 1..=step + 1)
            .filter_map(|step| self.count.get(&(step, bare.clone())))
            .sum()
    }

    /// Whether it is a number in the margin, or comes again on other pages.
    fn comes_again(&self, line: &Line, edges: &Edges) -> bool {
        let Some(edge) = edges.edge(line) else {
            return false;
        };
        let bare = &edge.1;
        let is_in_margin = edges.is_in_margin(line);
        let is_number = !bare.contains(char::is_alphabetic) || is_roman(bare);
        let count = self.times(&edge);
        // `Chapter 2` in high letters is a heading wherever its page begins.
        if line.size >= HEADING * self.body && bare.contains('0') && !is_number {
            return false;
        }
        match is_in_margin {
            true => is_number || count >= FEWEST,
            false => count >= FEWEST_INSIDE,
        }
    }
}

fn is_roman(text: &str) -> bool {
    text.chars().all(|c| "ivxlc".contains(c))
}
