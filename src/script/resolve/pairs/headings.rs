//! Headings that are paired as if one translated the other, and those that only say that a translation follows.

use super::{Item, Place};
use crate::script::aligner::{Pair, Pairing};
use crate::script::resolve::turns::Part;
use crate::script::tongues::named::translates_below;

/// Parts headings of two levels that stand right under each other, where headings of the lower level stand without one of the higher,
/// too: `Italian for travellers` over `Vorrei…?` is no translation of it.
pub(super) fn part_levels(pairing: &mut Pairing, items: &[Item], places: &[Place], parts: &[Part]) {
    let part_of = |said: usize| places[items[said].place].part;
    let is_heading = |said: usize| places[items[said].place].turn.is_none();
    // Whether a part's heading stands right under a higher one.
    let is_under = |nth: usize| {
        let over = nth.checked_sub(1).map(|over| &parts[over]);
        over.is_some_and(|over| over.turns.is_empty() && over.level < parts[nth].level)
    };
    let is_false = |pair: &Pair| {
        let said = || pair.pieces.iter().flatten().map(|piece| piece.said);
        let (Some(first), Some(last)) = (said().map(part_of).min(), said().map(part_of).max())
        else {
            return false;
        };
        let level = parts[last].level;
        let stands_alone = |nth: &usize| parts[*nth].level == level && !is_under(*nth);
        said().all(is_heading)
            && last == first + 1
            && is_under(last)
            && (0..parts.len()).any(|nth| stands_alone(&nth))
    };
    if !pairing.pairs.iter().any(is_false) {
        return;
    }
    let mut pairs = Vec::with_capacity(pairing.pairs.len() + 1);
    for pair in std::mem::take(&mut pairing.pairs) {
        if !is_false(&pair) {
            pairs.push(pair);
            continue;
        }
        let languages = pair.pieces.len();
        let pieces = pair.pieces.into_iter().enumerate();
        let mut alone: Vec<Pair> = pieces
            .filter(|(_, pieces)| !pieces.is_empty())
            .map(|(language, own)| {
                let mut pieces = vec![Vec::new(); languages];
                pieces[language] = own;
                Pair {
                    pieces,
                    certainty: 1.0,
                }
            })
            .collect();
        alone.sort_by_key(first_of);
        pairs.append(&mut alone);
    }
    pairing.pairs = pairs;
}

/// For each part, the row of its heading: those in two languages that are one, or stand right under each other with one level, translate
/// each other.
pub(super) fn rows(parts: &[Part]) -> Vec<Option<usize>> {
    let mut rows = vec![None; parts.len()];
    let language = |part: &Part| match &part.title.keys().collect::<Vec<_>>()[..] {
        [own] => Some((*own).clone()),
        _ => None,
    };
    for (row, part) in rows.iter_mut().zip(parts) {
        *row = part.at.first().copied().filter(|_| part.title.len() > 1);
    }
    for nth in 1..parts.len() {
        let (over, part) = (&parts[nth - 1], &parts[nth]);
        let (Some(first), Some(second)) = (language(over), language(part)) else {
            continue;
        };
        let is_under = over.turns.is_empty() && over.level == part.level && first != second;
        if is_under && rows[nth - 1].is_none() {
            rows[nth - 1] = over.at.first().copied();
            rows[nth] = rows[nth - 1];
        }
    }
    rows
}

fn first_of(pair: &Pair) -> Option<usize> {
    pair.pieces.iter().flatten().map(|piece| piece.said).min()
}

/// Whether a part begins in the middle of a row: its heading stands in a cell, and not between two texts.
fn goes_on_in_row(parts: &[Part], nth: usize) -> bool {
    let before = nth
        .checked_sub(1)
        .and_then(|before| parts[before].turns.last());
    let last = before.and_then(|turn| turn.units.last());
    last.is_some_and(|unit| unit.column.is_some() && parts[nth].at.first() == unit.at.first())
}

/// Takes out the headings over translations: all that stands under one translates what stands under the heading before it, which has its
/// level and its language. Gives the numbers of what is taken out.
pub(super) fn over_translations(
    pairing: &mut Pairing,
    items: &[Item],
    places: &[Place],
    parts: &[Part],
    are_halves: bool,
) -> Vec<usize> {
    let part_of = |said: usize| places[items[said].place].part;
    let is_heading = |said: usize| places[items[said].place].turn.is_none();
    let mut out = Vec::new();
    // In which part the first of what each part's lines are paired with stands: the earliest and the latest.
    let mut with: Vec<Option<(usize, usize)>> = vec![None; parts.len()];
    for pair in &pairing.pairs {
        let spoken = || {
            let said = pair.pieces.iter().flatten().map(|piece| piece.said);
            said.filter(|said| !is_heading(*said)).map(part_of)
        };
        let Some(first) = spoken().min() else {
            continue;
        };
        for own in spoken() {
            let known = with[own].get_or_insert((first, first));
            *known = (known.0.min(first), known.1.max(first));
        }
    }
    let languages = |nth: usize| parts[nth].title.iter().map(|(language, _)| language);
    let says_so = |nth: usize| {
        let mut titles = parts[nth].title.iter();
        titles.any(|(_, title)| translates_below(title))
    };
    let is_over = |nth: usize| {
        let Some((first, last)) = with[nth] else {
            return false;
        };
        let is_level = |part: &Part| part.level == parts[nth].level;
        let is_alike =
            || !are_halves && is_level(&parts[first]) && languages(first).eq(languages(nth));
        first == last
            && first < nth
            && !goes_on_in_row(parts, nth)
            && parts[first + 1..nth].iter().all(is_level)
            && (is_alike() || says_so(nth))
    };
    // Of a heading that says so, the one that it is paired with stays.
    for pair in &mut pairing.pairs {
        let said = || pair.pieces.iter().flatten().map(|piece| piece.said);
        let is_kept = |said: usize| !(says_so(part_of(said)) && is_over(part_of(said)));
        if said().all(is_heading) && said().any(is_kept) {
            for pieces in &mut pair.pieces {
                out.extend(
                    pieces
                        .extract_if(.., |piece| !is_kept(piece.said))
                        .map(|piece| piece.said),
                );
            }
        }
    }
    pairing.pairs.retain(|pair| {
        let said = || pair.pieces.iter().flatten().map(|piece| piece.said);
        let is_out = said().all(|said| is_heading(said) && is_over(part_of(said)));
        if is_out {
            out.extend(said());
        }
        !is_out
    });
    out
}
