//! What is set apart holds its own translation: the blocks between blank lines, the items of a list, the sections under headings.

use super::super::turns::{Part, Unit};
use crate::language::Language;
use std::collections::HashMap;

/// How many groups in all languages show it: blocks or items; sections.
const FEWEST: [usize; 2] = [3, 2];
/// The share of the lines of one of the languages that must stand in groups that hold the others too.
const TOGETHER: f64 = 0.8;
/// The share of blocks and items in all languages that hold as many lines of each.
const EVEN: f64 = 0.7;

/// What a group may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Block,
    Item,
    Section,
}

/// For each thing said, in order, the group that it stands in, where what stands in one is translated there. Headings are not counted.
pub(super) fn of(parts: &[Part], languages: &[Language]) -> Option<Vec<usize>> {
    let kinds = [Kind::Block, Kind::Item, Kind::Section];
    kinds.into_iter().find_map(|kind| {
        let groups = numbered(parts, kind);
        holds_translations(parts, &groups, languages, kind).then_some(groups)
    })
}

/// What is said, with the number of its part.
fn said(parts: &[Part]) -> impl Iterator<Item = (usize, &Unit)> {
    let parts = parts.iter().enumerate();
    parts.flat_map(|(nth, part)| {
        let units = part.turns.iter().flat_map(|turn| &turn.units);
        units
            .filter(|unit| !unit.is_note)
            .map(move |unit| (nth, unit))
    })
}

/// The number of the group of everything said.
fn numbered(parts: &[Part], kind: Kind) -> Vec<usize> {
    let mut last = None;
    let mut number = 0;
    said(parts)
        .map(|(part, unit)| {
            let own = match kind {
                Kind::Block => (part, unit.block),
                Kind::Item => (part, unit.item),
                Kind::Section => (part, 0),
            };
            number += usize::from(last.replace(own).is_some_and(|last| last != own));
            number
        })
        .collect()
}

/// Whether nearly all of one language stands in groups in all languages.
fn holds_translations(
    parts: &[Part],
    groups: &[usize],
    languages: &[Language],
    kind: Kind,
) -> bool {
    let count = groups.last().map_or(0, |last| last + 1);
    // How many lines of each language each group has.
    let mut lines = vec![vec![0_usize; languages.len()]; count];
    let numbers: HashMap<&Language, usize> = { languages.iter().enumerate() }
        .map(|(nth, language)| (language, nth))
        .collect();
    for ((_, unit), group) in said(parts).zip(groups) {
        if let Some(language) = numbers.get(&unit.language) {
            lines[*group][*language] += 1;
        }
    }
    let whole: Vec<&Vec<usize>> = lines
        .iter()
        .filter(|counts| counts.iter().all(|count| *count > 0))
        .collect();
    let even = whole
        .iter()
        .filter(|counts| counts.iter().all(|count| *count == counts[0]));
    let is_even = kind == Kind::Section || even.count() as f64 >= EVEN * whole.len() as f64;
    let share = |language: usize| {
        let own =
            |counts: &[&Vec<usize>]| counts.iter().map(|counts| counts[language]).sum::<usize>();
        own(&whole) as f64 / own(&lines.iter().collect::<Vec<_>>()).max(1) as f64
    };
    whole.len() >= FEWEST[usize::from(kind == Kind::Section)]
        && whole.len() < groups.len()
        && is_even
        && (0..languages.len()).any(|language| share(language) >= TOGETHER)
}
