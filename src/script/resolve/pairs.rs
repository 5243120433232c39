//! What says the same in two languages becomes one line of the script.
//!
//! The [aligner](crate::script::aligner) says what belongs together. The turns of the first language are kept; what the
//! others say goes to the line that it translates, wherever it stands in the source.

mod alternating;
mod brackets;
mod building;
mod cut;
pub(crate) mod groups;
mod headings;
mod mixing;
mod owners;
mod stanzas;
mod unpaired;
mod untranslated;

use super::stands::Standing;
use super::turns::{Part, Person, Spoken, Unit};
use crate::encoder::Shelved;
use crate::language::{Language, Localized};
use crate::script::Pairs;
use crate::script::aligner::{self, Begins, Said};
use crate::script::broken;
use crate::script::facts::letters::asks;
use crate::script::tongues::Detector;
use building::Building;
use std::collections::{HashMap, HashSet};
use unpaired::{alone, speak_their_own, talk};

/// Parts whose lines are paired, and how sure the pairs are.
#[derive(Debug, Default)]
pub(crate) struct Paired {
    /// The parts.
    pub(crate) parts: Vec<PairedPart>,
    /// How many lines are in all languages because of where they stand.
    pub(crate) by_layout: usize,
    /// How many are because of what they say.
    pub(crate) by_length: usize,
    /// How many are in some only.
    pub(crate) alone: usize,
    /// What a person should look at, the least certain first: line numbers, and why.
    pub(crate) unsure: Vec<(Vec<usize>, String)>,
    /// Headings over translations, which stand beside what they translate: line numbers, and the text.
    pub(crate) over: Vec<(Vec<usize>, String)>,
}

/// How many characters of a line are shown where it is not sure.
const SHOWN: usize = 40;

/// Why hardly a line of some texts is paired.
const MIXING: &str = "the languages seem to be mixed here and not to translate each other: these lines stand alone, each in its place";

/// What stands under one heading.
#[derive(Debug, Default)]
pub(crate) struct PairedPart {
    /// The heading in each language.
    pub(crate) title: Localized,
    /// Line numbers of the heading.
    pub(crate) at: Vec<usize>,
    /// Its level, from 1.
    pub(crate) level: u8,
    /// The turns.
    pub(crate) turns: Vec<PairedTurn>,
}

/// What one person says until another begins.
#[derive(Debug)]
pub(crate) struct PairedTurn {
    /// Who.
    pub(crate) person: Person,
    /// Line numbers of the names.
    pub(crate) at: Vec<usize>,
    /// The lines.
    pub(crate) lines: Vec<PairedLine>,
}

/// A line, or a note.
#[derive(Debug)]
pub(crate) struct PairedLine {
    /// The text in each language.
    pub(crate) text: Localized,
    /// Line numbers.
    pub(crate) at: Vec<usize>,
    /// Not said.
    pub(crate) is_note: bool,
}

/// A turn or a heading of the source.
struct Place<'a> {
    turn: Option<&'a Spoken>,
    part: usize,
}

/// Something said, or a heading, in the order of the source.
struct Item<'a> {
    text: &'a str,
    language: &'a Language,
    at: &'a [usize],
    place: usize,
    /// Notes that stand before it, at the head of its turn, and right behind it.
    ahead: Vec<&'a Unit>,
    notes: Vec<&'a Unit>,
}

/// Pairs the lines of all parts. `languages` are those of the text, the first of them the one that the others translate;
/// if they stand the other way round in most pairs, as behind a preface in a language that is second after it, they are
/// put in that order. `are_halves`: all of one language stands before the other, as in two files.
pub(crate) fn pair(
    mut parts: Vec<Part>,
    languages: &mut [Language],
    wish: Pairs,
    are_halves: bool,
    encoder: Option<&Shelved>,
) -> Paired {
    if wish == Pairs::Paragraph {
        parts = in_paragraphs(parts);
    }
    if languages.len() < 2 && wish != Pairs::Sentence {
        return alone(parts);
    }
    if speak_their_own(&parts) {
        return talk(parts);
    }
    if are_halves && languages.len() > 1 {
        brackets::settle(&mut parts, languages, wish);
    }
    brackets::unwrap(&mut parts);
    groups::without_numbers(&mut parts, languages);
    stanzas::put_in_rows(&mut parts, languages);
    let are_marked = groups::put_in_rows(&mut parts);
    let (paired, order) = across(&parts, languages, wish, are_halves, are_marked, encoder);
    if order.is_sorted() {
        return paired;
    }
    let old = languages.to_vec();
    for (language, from) in languages.iter_mut().zip(order) {
        language.clone_from(&old[from]);
    }
    across(&parts, languages, wish, are_halves, are_marked, encoder).0
}

/// The same parts with the lines of each paragraph as one: what stands in one language between blank lines.
fn in_paragraphs(mut parts: Vec<Part>) -> Vec<Part> {
    for turn in parts.iter_mut().flat_map(|part| &mut part.turns) {
        let mut paragraphs: Vec<Unit> = Vec::with_capacity(turn.units.len());
        for unit in std::mem::take(&mut turn.units) {
            let is_text =
                |unit: &Unit| !unit.is_note && unit.column.is_none() && unit.shown.is_none();
            match paragraphs.last_mut() {
                Some(before)
                    if is_text(before)
                        && is_text(&unit)
                        && !unit.begins_block
                        && before.language == unit.language =>
                {
                    broken::append(&mut before.text, &unit.text, unit.language.is_unspaced());
                    before.at.extend(unit.at);
                }
                _ => paragraphs.push(unit),
            }
        }
        turn.units = paragraphs;
    }
    parts
}

/// When a subtitle is shown, in seconds.
fn seconds((from, until): (u32, u32)) -> (f32, f32) {
    (from as f32 / 1000.0, until as f32 / 1000.0)
}

/// The line of the source that something begins on.
fn place_of(unit: &Unit) -> usize {
    unit.at.first().copied().unwrap_or(unit.line)
}

/// The same with the languages in this order, and the order in which they stand in most pairs.
fn across(
    parts: &[Part],
    languages: &[Language],
    wish: Pairs,
    are_halves: bool,
    are_marked: bool,
    encoder: Option<&Shelved>,
) -> (Paired, Vec<usize>) {
    let mut places: Vec<Place> = Vec::new();
    let mut items: Vec<Item> = Vec::new();
    let mut said: Vec<Said> = Vec::new();
    // Notes of turns before anything is said in which nothing is.
    let mut first_notes: Vec<(usize, &Unit)> = Vec::new();
    let number = |language: &Language| languages.iter().position(|l| l == language).unwrap_or(0);
    // Lines that several languages stand on.
    let mut on_line: HashMap<usize, (&Language, bool)> = HashMap::new();
    let stanzas = stanzas::of(parts, languages);
    // What stands over a stanza may be in one language only.
    let alone = stanzas.as_ref().map(Vec::len);
    let groups = stanzas
        .or_else(|| groups::of(parts, languages))
        .or_else(|| groups::by_heads(parts, languages))
        .or_else(|| groups::of_untranslated(parts, languages));
    let mut groups = groups.map(Vec::into_iter);
    let group =
        |groups: &mut Option<std::vec::IntoIter<usize>>| groups.as_mut().and_then(Iterator::next);
    let turns = parts.iter().flat_map(|part| &part.turns);
    for unit in turns
        .flat_map(|turn| &turn.units)
        .filter(|unit| !unit.is_note)
    {
        let (first, are_several) = on_line
            .entry(place_of(unit))
            .or_insert((&unit.language, false));
        *are_several |= *first != &unit.language;
    }
    let rows = headings::rows(parts);
    for (nth, part) in parts.iter().enumerate() {
        for (language, title) in &part.title {
            places.push(Place {
                turn: None,
                part: nth,
            });
            let place = places.len() - 1;
            items.push(Item {
                text: title,
                language,
                at: &part.at,
                place,
                ahead: Vec::new(),
                notes: Vec::new(),
            });
            said.push(Said {
                text: title,
                language: number(language),
                begins: Begins::Heading,
                speaker: None,
                row: rows[nth],
                group: alone.map(|groups| groups + nth),
                time: None,
            });
        }
        for turn in &part.turns {
            places.push(Place {
                turn: Some(turn),
                part: nth,
            });
            let place = places.len() - 1;
            let mut is_first = true;
            let mut ahead: Vec<&Unit> = Vec::new();
            for unit in &turn.units {
                if unit.is_note {
                    match items.last_mut().filter(|_| !is_first) {
                        Some(item) => item.notes.push(unit),
                        None => ahead.push(unit),
                    }
                    continue;
                }
                let in_row = unit.column.is_some() || on_line[&place_of(unit)].1;
                let begins = match () {
                    () if is_first => Begins::Turn,
                    () if unit.begins_block => Begins::Paragraph,
                    () => Begins::Line,
                };
                is_first = false;
                items.push(Item {
                    text: &unit.text,
                    language: &unit.language,
                    at: &unit.at,
                    place,
                    ahead: std::mem::take(&mut ahead),
                    notes: Vec::new(),
                });
                said.push(Said {
                    text: &unit.text,
                    language: number(&unit.language),
                    begins,
                    speaker: Some(turn.person.map_or(0, |person| person + 1)),
                    row: in_row.then(|| place_of(unit)).or(unit.row),
                    group: group(&mut groups),
                    time: unit.shown.map(seconds),
                });
            }
            for note in ahead {
                match items.last_mut() {
                    Some(item) => item.notes.push(note),
                    None => first_notes.push((place, note)),
                }
            }
        }
    }
    let mut pairing = aligner::pair(&said, languages, wish, encoder);
    mixing::put_in_order(&mut pairing);
    if alone.is_some() {
        mixing::in_order_of_source(&mut pairing);
    }
    let mut paired = Paired::default();
    headings::part_levels(&mut pairing, &items, &places, parts);
    let over = headings::over_translations(&mut pairing, &items, &places, parts, are_halves);
    let over = over.into_iter().map(|nth| &items[nth]);
    paired.over = over
        .map(|item| (item.at.to_vec(), item.text.to_string()))
        .collect();
    let mut stands = Standing::of(&said, &pairing);
    let may_mix = !are_halves || mixing::are_told_and_said(&said);
    if may_mix && let Some(parted) = mixing::part(&mut pairing, &said, &stands) {
        stands = Standing::of(&said, &pairing);
        let at = parted.iter().flat_map(|nth| items[*nth].at.iter().copied());
        paired.unsure.push((at.collect(), MIXING.into()));
    } else if !are_halves && languages.len() == 2 && alternating::join(&mut pairing, &said) {
        stands = Standing::of(&said, &pairing);
    }
    let mut building = Building {
        places: &places,
        parts: vec![PairedPart::default()],
        levels: parts.iter().map(|part| part.level).collect(),
        named: vec![false; places.len()],
        open: None,
        heading: None,
    };
    let is_heading = |piece: &&aligner::Piece| places[items[piece.said].place].turn.is_none();
    let person_at = |place: usize| places[place].turn.and_then(|turn| turn.person);
    let person = |piece: &&aligner::Piece| person_at(items[piece.said].place);
    let partners = owners::partners(&pairing, person);
    let since = owners::since(&pairing, |piece| items[piece.said].place);
    let naming = items.iter().filter(|item| person_at(item.place).is_some());
    let naming: HashSet<&Language> = naming.map(|item| item.language).collect();
    let detector = Detector::new(languages);
    for (place, note) in first_notes {
        building.note(place, note);
    }
    for (nth, pair) in pairing.pairs.iter().enumerate() {
        // A heading, or what a person says, with what translates it. A heading that is paired with what is said stays one.
        let (headings, spoken): (Vec<_>, Vec<_>) =
            pair.pieces.iter().flatten().partition(is_heading);
        if let Some(first) = headings.first() {
            let (text, at) = joined(&items, &headings);
            building.heading(items[first.said].place, text, at);
            for item in headings.iter().map(|piece| &items[piece.said]) {
                for note in &item.notes {
                    building.note(item.place, note);
                }
            }
        }
        let Some(first) = spoken.first() else {
            continue;
        };
        let (mut text, at) = joined(&items, &spoken);
        if are_halves {
            untranslated::said_once(&mut text, &detector);
        }
        match text.len() == languages.len() {
            true if stands.is_there[nth] => paired.by_layout += 1,
            true => paired.by_length += 1,
            false => paired.alone += 1,
        }
        let said_by: Vec<usize> = spoken.iter().map(|piece| items[piece.said].place).collect();
        let begun = spoken.iter().filter(|piece| piece.bytes.start == 0);
        let ahead: Vec<&Unit> = begun
            .flat_map(|piece| &items[piece.said].ahead)
            .copied()
            .collect();
        // Who interprets says what several others say: it is said by the other. Where one language names somebody and the other
        // goes on, it is said by whoever is named.
        let others = |piece: &&&aligner::Piece| {
            let others = person(piece).and_then(|person| partners.get(&person));
            let begun = since[&items[piece.said].place];
            (others.map(HashSet::len), std::cmp::Reverse(begun))
        };
        // Where one language names nobody, the other says who speaks.
        let names = |piece: &&&aligner::Piece| naming.contains(items[piece.said].language);
        let are_people = spoken
            .iter()
            .filter(names)
            .all(|piece| person(piece).is_some());
        let own = spoken
            .iter()
            .filter(|piece| are_people && names(piece))
            .min_by_key(others);
        let own = own.unwrap_or(first);
        building.line(
            items[own.said].place,
            &said_by,
            &ahead,
            PairedLine {
                text,
                at,
                is_note: false,
            },
        );
        // Notes stand behind the last piece of what they follow.
        for piece in spoken {
            let item = &items[piece.said];
            if piece.bytes.end == item.text.len() {
                for note in &item.notes {
                    building.note(item.place, note);
                }
            }
        }
    }
    if languages.len() > 1 {
        let worst = pairing.worst().into_iter();
        let crossed = crossed(&pairing, &items);
        // Where translations are marked, nothing else has one.
        let is_alone = |nth: usize| are_marked && pairing.pairs[nth].languages() == 1;
        let unsure = worst.filter(|nth| !stands.is_there[*nth] && !is_alone(*nth));
        let unsure: Vec<usize> = unsure.filter(|nth| !crossed.contains(nth)).collect();
        for nth in crossed.iter().copied().chain(unsure) {
            let pieces = || pairing.pairs[nth].pieces.iter().flatten();
            // A heading in one language is no doubt.
            if pieces().all(|piece| is_heading(&piece)) {
                continue;
            }
            let mut at: Vec<usize> = pieces()
                .flat_map(|piece| items[piece.said].at.iter().copied())
                .collect();
            at.sort_unstable();
            at.dedup();
            let why = match pairing.pairs[nth].languages() {
                2 if crossed.contains(&nth) => "one asks here, and the other beside the next line:",
                1 => "no translation stands beside",
                _ => "the lengths alone pair",
            };
            let first = pairing.pairs[nth]
                .pieces
                .iter()
                .find(|pieces| !pieces.is_empty());
            let words: Vec<&str> = first
                .into_iter()
                .flatten()
                .map(|piece| items[piece.said].text[piece.bytes.clone()].trim())
                .collect();
            let shown: String = words.join(" ").chars().take(SHOWN).collect();
            paired.unsure.push((at, format!("{why} “{shown}…”")));
        }
    }
    paired.parts = building.finish();
    cut::join(&mut paired.parts);
    (paired, stands.order)
}

/// Pairs in a row of which one asks in one language only and the next in the other only: a line may be missing between.
fn crossed(pairing: &aligner::Pairing, items: &[Item]) -> Vec<usize> {
    let ask = |pair: &aligner::Pair| -> Vec<bool> {
        let last = |pieces: &Vec<aligner::Piece>| {
            let last = pieces.last();
            last.is_some_and(|last| asks(&items[last.said].text[last.bytes.clone()]))
        };
        pair.pieces.iter().map(last).collect()
    };
    let pairs = pairing.pairs.windows(2).enumerate();
    let are_crossed = |two: &[aligner::Pair]| {
        let (one, next) = (ask(&two[0]), ask(&two[1]));
        let is_whole = two
            .iter()
            .all(|pair| pair.languages() == 2 && one.len() == 2);
        is_whole && one[0] != one[1] && next[0] != next[1] && one[0] == next[1]
    };
    let found = pairs.filter(|(_, two)| are_crossed(two));
    let mut found: Vec<usize> = found.flat_map(|(nth, _)| [nth, nth + 1]).collect();
    found.dedup();
    found
}

/// Pieces of a pair as one text in each language, and the lines that they stand on.
fn joined(items: &[Item], pieces: &[&aligner::Piece]) -> (Localized, Vec<usize>) {
    let mut text = Localized::new();
    let mut at: Vec<usize> = Vec::new();
    let mut last: Option<usize> = None;
    for piece in pieces {
        let item = &items[piece.said];
        let own = text.or_default(item.language);
        // Cells of one row are no sentence.
        let is_beside = |before: usize| {
            let other = &items[before];
            before != piece.said && other.language == item.language && other.at == item.at
        };
        let is_cell = last.replace(piece.said).is_some_and(is_beside);
        if is_cell && own.ends_with(char::is_alphanumeric) {
            own.push(if item.language.joins_sentences() {
                '、'
            } else {
                ','
            });
        }
        if !own.is_empty() && !item.language.joins_sentences() {
            own.push(' ');
        }
        own.push_str(item.text[piece.bytes.clone()].trim());
        for place in item.at {
            if !at.contains(place) {
                at.push(*place);
            }
        }
    }
    (text, at)
}
