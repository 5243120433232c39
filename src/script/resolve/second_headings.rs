//! Headings in one language whose translation is set as a line of text: between pairs of lines it would stand alone.

use super::pieces::{Is, Pieces};
use crate::language::Language;
use crate::script::document::Document;

/// The longest such line, in characters.
const LONGEST: usize = 120;

impl Pieces {
    /// The same; a line right before a heading in the other language, or right behind it, that no line beside it translates, is one, too.
    pub(crate) fn headed_twice(mut self, document: &Document) -> Self {
        let lines: Vec<usize> = (0..document.lines.len())
            .filter(|&i| {
                self.of(i)
                    .iter()
                    .any(|piece| matches!(piece.is, Is::Said | Is::Told | Is::Heading(_)))
            })
            .collect();
        let language = |nth: usize| -> Option<Language> {
            let mut own = self
                .of(*lines.get(nth)?)
                .iter()
                .filter(|piece| piece.is != Is::Sign);
            let first = own.next()?.language.clone()?;
            own.all(|piece| piece.language.as_ref() == Some(&first))
                .then_some(first)
        };
        let level = |nth: usize| {
            let own = self.of(*lines.get(nth)?).iter();
            { own }.find_map(|piece| match piece.is {
                Is::Heading(level) => Some(level),
                _ => None,
            })
        };
        let is_line = |nth: usize| {
            let line = &document.lines[lines[nth]];
            line.is_text() && level(nth).is_none() && line.text.chars().count() <= LONGEST
        };
        let mut found = Vec::new();
        for nth in 1..lines.len() {
            let Some(own) = level(nth) else { continue };
            let heading = language(nth);
            let is_other = |nth: usize| language(nth).is_some() && language(nth) != heading;
            let (before, behind) = (nth - 1, nth + 1);
            // A line and its translation stand before it and behind it; what is between them has none.
            let is_before = is_line(before)
                && is_other(before)
                && is_other(behind)
                && before
                    .checked_sub(1)
                    .is_none_or(|over| language(over) == heading);
            let is_behind = behind < lines.len()
                && is_line(behind)
                && is_other(behind)
                && is_other(before)
                && level(before).is_none()
                && language(behind + 1).is_none_or(|under| Some(under) == heading);
            if heading.is_none() || is_before == is_behind {
                continue;
            }
            found.push((lines[if is_before { before } else { behind }], own));
        }
        for (i, level) in found {
            self.make_heading(i, level);
        }
        self
    }
}
