//! What is set apart holds its own translation: the blocks between blank lines, the items of a list, the sections under headings.

use super::super::turns::{Part, Spoken, Unit};
use crate::language::Language;
use std::collections::HashMap;
use std::ops::Range;

/// How many groups in all languages show it: blocks or items; sections.
const FEWEST: [usize; 2] = [3, 2];
/// The share of the lines of one of the languages that must stand in groups that hold the others too.
const TOGETHER: f64 = 0.8;
/// The share of blocks and items in all languages that hold as many lines of each.
const EVEN: f64 = 0.7;

/// The share of numbers that follow the one before them.
const IN_ORDER: f64 = 0.7;

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

/// How many items with the same head in both languages show it, and which share of the items of the language that has fewer.
const SAME_HEADS: usize = 2;
const SHARE: f64 = 0.6;
/// How many lines an item without a counterpart has at most.
const LINES: usize = 4;

/// The same where items of two languages that stand apart have heads that are not translated, as names of things: `- Harbour Books`. An item
/// that only one language has is a group of its own.
pub(super) fn by_heads(parts: &[Part], languages: &[Language]) -> Option<Vec<usize>> {
    let [first, second] = languages else {
        return None;
    };
    let units: Vec<&Unit> = said(parts).map(|(_, unit)| unit).collect();
    // Where an item begins: its first unit, and how many it has.
    let mut items: Vec<(&Language, Range<usize>)> = Vec::new();
    for (nth, unit) in units.iter().enumerate() {
        match items.last_mut() {
            Some((language, item))
                if **language == unit.language && units[item.start].item == unit.item =>
            {
                item.end = nth + 1;
            }
            _ => items.push((&unit.language, nth..nth + 1)),
        }
    }
    items.retain(|(_, item)| units[item.start].item > 0);
    let of = |own: &Language| {
        let own = items.iter().filter(move |(language, _)| *language == own);
        own.map(|(_, item)| item.clone()).collect::<Vec<_>>()
    };
    let (ours, theirs) = (of(first), of(second));
    let head = |item: &Range<usize>| units[item.start].text.as_str();
    let only = |all: &[Range<usize>], own: &str| {
        let mut same = all.iter().filter(|item| head(item) == own);
        same.next().filter(|_| same.next().is_none()).cloned()
    };
    let mut matched: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for item in &ours {
        let other = only(&theirs, head(item)).filter(|_| only(&ours, head(item)).is_some());
        let is_behind = |other: &Range<usize>| {
            matched
                .last()
                .is_none_or(|(_, last)| last.start < other.start)
        };
        if let Some(other) = other.filter(is_behind) {
            matched.push((item.clone(), other));
        }
    }
    let fewer = ours.len().min(theirs.len());
    let lonely: Vec<&Range<usize>> = { ours.iter().chain(&theirs) }
        .filter(|item| !matched.iter().any(|(a, b)| a == *item || b == *item))
        .collect();
    if matched.len() < SAME_HEADS
        || (matched.len() as f64) < SHARE * fewer as f64
        || lonely.is_empty()
    {
        return None;
    }
    let mut groups = vec![0; units.len()];
    for (nth, (a, b)) in matched.iter().enumerate() {
        groups[a.clone()].fill(nth + 1);
        groups[b.clone()].fill(nth + 1);
    }
    for (nth, item) in lonely.into_iter().enumerate() {
        let end = item.end.min(item.start + LINES);
        groups[item.start..end].fill(matched.len() + 1 + nth);
    }
    Some(groups)
}

/// How many lines those say at least whose one language shows that they are not translated.
const UNTRANSLATED: usize = 2;

/// The same where some are not translated, as an interviewer who asks in one language those who answer in another and are translated:
/// what they say is a group each, and all else is one.
pub(super) fn of_untranslated(parts: &[Part], languages: &[Language]) -> Option<Vec<usize>> {
    let [first, _] = languages else {
        return None;
    };
    let turns = || parts.iter().flat_map(|part| &part.turns);
    let mut counts: HashMap<usize, [usize; 2]> = HashMap::new();
    let mut all = [0_usize; 2];
    for turn in turns() {
        for unit in turn.units.iter().filter(|unit| !unit.is_note) {
            let nth = usize::from(unit.language != *first);
            all[nth] += 1;
            if let Some(person) = turn.person {
                counts.entry(person).or_default()[nth] += 1;
            }
        }
    }
    let in_one = |nth: usize| counts.values().filter(move |counts| counts[1 - nth] == 0);
    let nth = (0..2).find(|nth| in_one(1 - nth).count() == 0)?;
    // Without them, there is about as much in one language as in the other.
    let alone: usize = in_one(nth).map(|counts| counts[nth]).sum();
    let are_even = 2 * (all[nth] - alone).abs_diff(all[1 - nth]) <= all[nth].abs_diff(all[1 - nth]);
    if alone < UNTRANSLATED || !are_even || in_one(nth).count() == counts.len() {
        return None;
    }
    let mut number = 0;
    let of_unit = |(turn, _): (&Spoken, &Unit)| {
        let is_alone = turn
            .person
            .is_some_and(|person| counts[&person][1 - nth] == 0);
        number += usize::from(is_alone);
        if is_alone { number } else { 0 }
    };
    let units = turns().flat_map(|turn| turn.units.iter().map(move |unit| (turn, unit)));
    Some(
        units
            .filter(|(_, unit)| !unit.is_note)
            .map(of_unit)
            .collect(),
    )
}

/// How many marked translations show it, and for how many of them one line at most stands as they do and is not marked.
const MARKED: usize = 5;
const ALIKE: usize = 4;

/// Puts marked translations in one row with what they stand right behind, in a text that says more in one language alone: what is not marked
/// translates nothing, and is a row of its own. Whether they are marked.
pub(super) fn put_in_rows(parts: &mut [Part]) -> bool {
    let Some(rows) = marked(parts) else {
        return false;
    };
    let turns = parts.iter_mut().flat_map(|part| &mut part.turns);
    let units = turns.flat_map(|turn| &mut turn.units);
    for (unit, row) in units.filter(|unit| !unit.is_note).zip(rows) {
        unit.row = Some(row);
    }
    true
}

fn marked(parts: &[Part]) -> Option<Vec<usize>> {
    let units: Vec<&Unit> = said(parts).map(|(_, unit)| unit).collect();
    let language = &units.iter().find(|unit| unit.is_marked)?.language;
    let is_behind = |nth: &usize| {
        let (before, own) = (units[nth - 1], units[*nth]);
        own.language == *language && before.language != *language && !before.is_marked
    };
    let (translations, alike): (Vec<usize>, Vec<usize>) =
        { (1..units.len()).filter(is_behind) }.partition(|nth| units[*nth].is_marked);
    let (all, others): (Vec<&Unit>, Vec<&Unit>) = units.iter().partition(|unit| unit.is_marked);
    let others = others.iter().filter(|unit| unit.language == *language);
    // No translation is of so many lines.
    let mut runs = units.chunk_by(|a, b| a.is_marked == b.is_marked && a.language == b.language);
    let is_said_alone =
        alike.is_empty() && runs.any(|run| run.len() > MARKED && run[0].language != *language);
    if translations.len() < MARKED.max(all.len()).max(ALIKE * alike.len())
        || others.count() <= 2 * alike.len() && !is_said_alone
    {
        return None;
    }
    let mut row = 0;
    let of_unit = |nth: usize| {
        let own = units[nth];
        let goes_on = nth > 0 && {
            let before = units[nth - 1];
            let is_same = own.block == before.block && own.language == before.language;
            own.is_marked || is_same && !before.is_marked
        };
        if !goes_on {
            row = own.at.first().copied().unwrap_or(own.line);
        }
        row
    };
    Some((0..units.len()).map(of_unit).collect())
}

/// Whether the first thing said stands in a group with its translation, so that it is no preface.
pub(crate) fn begin(parts: &[Part], languages: &[Language]) -> bool {
    let Some(groups) = of(parts, languages) else {
        return false;
    };
    let first = said(parts).zip(&groups).filter(|(_, group)| **group == 0);
    let counts = { first }.fold(vec![0; languages.len()], |mut counts, ((_, unit), _)| {
        if let Some(at) = languages.iter().position(|own| *own == unit.language) {
            counts[at] += 1;
        }
        counts
    });
    counts.iter().all(|count| *count == counts[0])
}

/// Takes the numbers of items off that hold their own translations: they stand before one of the languages.
pub(super) fn without_numbers(parts: &mut [Part], languages: &[Language]) {
    let Some(groups) = of(parts, languages) else {
        return;
    };
    let mut last = None;
    let firsts: Vec<bool> = { groups.iter() }
        .map(|group| last.replace(*group) != Some(*group))
        .collect();
    let numbered = || {
        let first = said(parts).zip(&firsts).filter(|(_, is_first)| **is_first);
        first.filter_map(|((_, unit), _)| Some(number(&unit.text)?.0))
    };
    let count = numbered().count();
    let on = numbered()
        .zip(numbered().skip(1))
        .filter(|(a, b)| a + 1 == *b);
    if count < FEWEST[0] || (on.count() + 1) as f64 <= IN_ORDER * count as f64 {
        return;
    }
    let turns = parts.iter_mut().flat_map(|part| &mut part.turns);
    let units = turns
        .flat_map(|turn| &mut turn.units)
        .filter(|unit| !unit.is_note);
    // A cell of a table may repeat the number of the one beside it.
    let mut first = None;
    for (unit, is_first) in units.zip(&firsts) {
        let own = number(&unit.text);
        if *is_first {
            first = own.map(|(own, _)| own);
        }
        if let Some((_, length)) = own.filter(|(own, _)| Some(*own) == first) {
            unit.text.drain(..length);
        }
    }
}

/// The number at the beginning of an item, and how many bytes it and its sign take: `12. `.
fn number(text: &str) -> Option<(usize, usize)> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = text[digits..].strip_prefix(['.', ')', '）', '、', '．'])?;
    let rest = rest.trim_start();
    let has_more = rest.contains(char::is_alphanumeric);
    let number = text[..digits].parse().ok()?;
    (has_more && !rest.starts_with(|c: char| c.is_ascii_digit()))
        .then_some((number, text.len() - rest.len()))
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
    // Lines that hold several languages themselves show nothing.
    let mut on_line: HashMap<usize, (&Language, bool)> = HashMap::new();
    for (_, unit) in said(parts) {
        let (first, are_several) = on_line.entry(unit.line).or_insert((&unit.language, false));
        *are_several |= *first != &unit.language;
    }
    for ((_, unit), group) in said(parts)
        .zip(groups)
        .filter(|((_, unit), _)| !on_line[&unit.line].1)
    {
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

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken_in;

    #[test]
    fn an_item_right_under_a_line_translates_it() {
        let text = "# The lamp\n\nGood evening.\n晚上好。\n\nWho lit the lamp in the tower last night?\n- 昨晚是谁点亮了塔里的灯?\n\n\
                    I lit it myself when the fog came in.\n- 雾来的时候,是我自己点的。\n\nDid you see the ship?\n- 你看见船了吗?\n\n\
                    I saw nothing but water.\n- 我只看见了水。\n";
        let said = spoken_in(text, "lamp.md");
        assert_eq!(said.len(), 5, "{said:?}");
        assert!(
            said[1].ends_with("last night? | 昨晚是谁点亮了塔里的灯?"),
            "{said:?}"
        );
    }
}
