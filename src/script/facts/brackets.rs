//! Directions in brackets that go over several lines.

use super::{Class, LineFacts};
use crate::script::document::SourceLine;

/// How many lines a direction in brackets has at most.
const LONGEST_BRACKET: usize = 12;

/// The same of one that nothing closes.
const LONGEST_OPEN: usize = 4;

/// A bracket that opens a line and closes further down in the same block is one direction.
pub(super) fn over_lines(lines: &[SourceLine], facts: &mut [LineFacts]) {
    let mut i = 0;
    while i < lines.len() {
        i += 1;
        let first = &lines[i - 1].text;
        let (open, close) = match first.as_bytes().first() {
            Some(b'(') => ('(', ')'),
            Some(b'[') => ('[', ']'),
            _ => continue,
        };
        let depth_of =
            |text: &str| text.matches(open).count() as isize - text.matches(close).count() as isize;
        let mut depth = depth_of(first);
        if depth <= 0 || facts[i - 1].class == Class::Code {
            continue;
        }
        let from = i;
        // Old plays leave brackets open: `[Enter the COUNT.` in a paragraph of its own.
        let near = lines.len().min(from + LONGEST_OPEN);
        let after = (from..near).find(|i| lines[*i].blank_before);
        let block = from - 1..after.unwrap_or(near);
        let opens_block = lines[from - 1].blank_before && block.len() <= LONGEST_OPEN;
        let is_never_closed = || {
            lines[block.clone()]
                .iter()
                .all(|line| !line.text.contains(close))
        };
        let begins = first[1..].starts_with(char::is_uppercase);
        if open == '[' && opens_block && begins && is_never_closed() {
            for line in &mut facts[block] {
                line.class = Class::Bracket;
                line.candidates = Box::default();
            }
            continue;
        }
        for end in from..lines.len().min(from - 1 + LONGEST_BRACKET) {
            if lines[end].blank_before {
                break;
            }
            depth += depth_of(&lines[end].text);
            if depth <= 0 {
                if lines[end]
                    .text
                    .trim_end_matches([' ', '.', ';', ','])
                    .ends_with(close)
                {
                    for line in &mut facts[from - 1..=end] {
                        line.class = Class::Bracket;
                        line.candidates = Box::default();
                    }
                    i = end + 1;
                }
                break;
            }
        }
    }
}
