//! Where a text stands in its source twice: copied from a page that shows it again, or pasted once too often.

use super::document::SourceLine;
use std::ops::Range;

/// How many lines that stand again show it, and how many bytes they have.
const LINES: usize = 3;
const BYTES: usize = 60;
/// How often a text stands there at most: what comes again more often is a refrain.
const MOST: usize = 8;
/// How many lines may stand before the text: a title or a date that is not there again.
const AHEAD: usize = 4;

/// A place at which a text begins again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Copy {
    /// The index of the first line that stands again.
    pub(crate) from: usize,
    /// Where it stands again.
    pub(crate) at: usize,
    /// How many lines from there on are as they were.
    pub(crate) len: usize,
}

impl Copy {
    /// The lines that are as they were.
    pub(crate) fn lines(self) -> Range<usize> {
        self.at..self.at + self.len
    }

    /// The line that stands in the other copy.
    pub(crate) fn twin(self, line: usize) -> Option<usize> {
        match line {
            line if (self.from..self.from + self.len).contains(&line) => {
                Some(line - self.from + self.at)
            }
            line if self.lines().contains(&line) => Some(line - self.at + self.from),
            _ => None,
        }
    }
}

/// The places at which at least two thirds of what stood before, from the text's first lines on, stand again.
pub(crate) fn of(lines: &[SourceLine]) -> Vec<Copy> {
    let from = 0..=AHEAD.min(lines.len());
    let mut copies = from.map(|from| of_text(&lines[from..], from));
    let found = copies.find(|copies| !copies.is_empty());
    found
        .filter(|copies| copies.len() < MOST)
        .unwrap_or_default()
}

/// The same of a text that begins with this line.
fn of_text(lines: &[SourceLine], from: usize) -> Vec<Copy> {
    let mut copies: Vec<Copy> = Vec::new();
    let mut begin = 0;
    for (at, &len) in prefixes(lines).iter().enumerate().skip(LINES) {
        let before = at - begin;
        if before < LINES || len < LINES || len * 3 < before * 2 {
            continue;
        }
        let len = len.min(before);
        let bytes: usize = lines[at..at + len].iter().map(|line| line.text.len()).sum();
        if bytes >= BYTES {
            copies.push(Copy {
                from,
                at: from + at,
                len,
            });
            begin = at;
        }
    }
    copies
}

/// For each line, how many lines from it on are as at the beginning (the Z function, in linear time); 0 for the first.
fn prefixes(row: &[SourceLine]) -> Vec<usize> {
    let mut lengths = vec![0; row.len()];
    let (mut from, mut to) = (0, 0);
    for i in 1..row.len() {
        let mut len = if i < to {
            lengths[i - from].min(to - i)
        } else {
            0
        };
        while i + len < row.len() && row[len].text == row[i + len].text {
            len += 1;
        }
        if i + len > to {
            (from, to) = (i, i + len);
        }
        lengths[i] = len;
    }
    lengths
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::document::Document;

    fn copies(text: &str) -> Vec<(usize, usize)> {
        let document = Document::of_text(text);
        let copies = of(&document.lines);
        copies.iter().map(|copy| (copy.at, copy.len)).collect()
    }

    #[test]
    fn a_text_that_stands_twice_begins_again() {
        let text = "The Lamp\n\nAnn keeps it on the pier of the isles.\n\nWho lit it?\n\nI did, at dusk.\n";
        assert_eq!(copies(text), []);
        assert_eq!(copies(&format!("{text}\n{text}")), [(4, 4)]);
        assert_eq!(copies(&format!("{text}\n{text}\n{text}")), [(4, 4), (8, 4)]);
        assert_eq!(copies(&format!("{text}\nAnd now?\n\n{text}")), [(5, 4)]);
        assert_eq!(copies(&format!("Spring\n\n{text}\n{text}")), [(5, 4)]);
    }

    #[test]
    fn a_header_of_pages_or_a_refrain_is_no_text() {
        let header = "The Harbour Weekly, number 4\nThe Isles, in March\nEdited by Orla Reed\n";
        let page = "one\ntwo\nthree\nfour\nfive\nsix\nseven\n";
        assert_eq!(copies(&format!("{header}{page}{header}{page}x")).len(), 1);
        let other = page.replace('\n', "!\n");
        assert_eq!(copies(&format!("{header}{page}{header}{other}")), []);
        assert_eq!(copies(&"Row, row, row your boat\n".repeat(2)), []);
        assert_eq!(copies(&format!("{header}{page}").repeat(100)), []);
    }
}
