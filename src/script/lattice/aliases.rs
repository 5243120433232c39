//! Spellings of one name that only count together: `A. Reed` is `Ann Reed` if nobody else can be, and `Lys.` is `Lysander`, who
//! was named before.

use super::background::{Background, Label};
use crate::script::facts::letters::{word_hash, words};
use crate::script::facts::{Close, vocabulary};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The names among those of `labels` that are short for one other: name and other.
pub(super) fn of<'l>(
    text: &Background,
    labels: impl Iterator<Item = &'l Label>,
) -> HashMap<u32, u32> {
    let mut uses: HashMap<u32, Uses> = HashMap::new();
    for (nth, label) in labels.enumerate().filter(|(_, label)| !label.is_copy) {
        let is_stop = text.syntaxes[usize::from(label.syntax)].close == Close::Stop;
        let uses = uses.entry(label.key).or_insert(Uses {
            first: nth,
            ..Uses::default()
        });
        uses.last = nth;
        uses.times += 1;
        uses.stops += usize::from(is_stop);
    }
    let mut found = abbreviations(text, &uses);
    found.extend(initials(text, uses.into_keys().collect()));
    found
}

/// Where a name is used.
#[derive(Default)]
struct Uses {
    first: usize,
    last: usize,
    times: usize,
    /// How often a full stop follows it.
    stops: usize,
}

/// How often someone is named in full before the abbreviation stands, at most, and how short that is, in letters.
const IN_FULL: usize = 2;
const SHORT: std::ops::RangeInclusive<usize> = 1..=6;

/// Names that are the beginning of one other, which stands only before them: `Lys.`, and `N.`, `Mr W.`, `N` where all letters that
/// stand so are somebody's.
fn abbreviations(text: &Background, uses: &HashMap<u32, Uses>) -> HashMap<u32, u32> {
    let titles = &vocabulary().titles;
    let is_letter = |name: &str| {
        let last = name.split(' ').next_back().unwrap_or_default();
        last.chars().nth(1).is_none() && last.chars().all(char::is_uppercase)
    };
    // `Nick`, `Mr Warner`
    let is_bare = |name: &str| {
        let mut words = name.split(' ');
        let first = words.next().unwrap_or_default();
        match words.next() {
            Some(_) => titles.has(first) && words.next().is_none(),
            None => true,
        }
    };
    let shorts = uses.iter().filter(|(key, uses)| {
        let name = text.name(**key);
        let is_used = uses.times > 1 || is_letter(name);
        let is_short = uses.stops == uses.times || is_letter(name) && uses.times > IN_FULL;
        is_short && is_used && SHORT.contains(&name.len()) && is_bare(name)
    });
    // In the order of the alphabet, where the longer ones follow the shorter.
    let seldom = uses.iter().filter(|(_, uses)| uses.times <= IN_FULL);
    let fulls: BTreeMap<&str, (u32, &Uses)> = seldom
        .map(|(key, uses)| (text.name(*key), (*key, uses)))
        .filter(|(name, _)| is_bare(name))
        .collect();
    let full = |key: u32, own: &Uses| {
        let short = text.name(key);
        let mut fulls = fulls
            .range(short..)
            .take_while(|(name, _)| name.starts_with(short))
            // A second file names in full again.
            .filter(|(name, (_, full))| {
                let named = if is_letter(short) {
                    full.first
                } else {
                    full.last
                };
                name.len() > short.len() && named < own.first
            });
        let (_, (full, _)) = fulls.next()?;
        fulls.next().is_none().then_some(*full)
    };
    let (mut longs, mut letters) = (HashMap::new(), HashMap::new());
    let mut are_all_known = true;
    for (key, own) in shorts {
        let is_letter = is_letter(text.name(*key));
        match full(*key, own) {
            Some(full) if is_letter => letters.insert(*key, full),
            Some(full) => longs.insert(*key, full),
            None => {
                are_all_known &= !is_letter;
                None
            }
        };
    }
    if are_all_known {
        longs.extend(letters);
    }
    longs
}

/// Names that are initials of one other.
fn initials(text: &Background, keys: HashSet<u32>) -> HashMap<u32, u32> {
    let titles = &vocabulary().titles;
    // By last word and first letter: whom it fits, and whether only one.
    let mut whole: HashMap<(u64, char), Option<u32>> = HashMap::new();
    let mut initials: Vec<(u32, (u64, char))> = Vec::new();
    for key in keys {
        let mut parts = words(text.name(key)).filter(|word| !titles.has(word));
        let Some(first) = parts.next() else { continue };
        let Some(second) = parts.next() else { continue };
        let (last, count) = parts.fold((second, 2), |(_, n), word| (word, n + 1));
        let Some(letter) = first.chars().next().filter(|c| c.is_alphabetic()) else {
            continue;
        };
        let place = (
            word_hash(last),
            letter.to_lowercase().next().unwrap_or(letter),
        );
        if first.chars().nth(1).is_some() {
            whole
                .entry(place)
                .and_modify(|one| *one = None)
                .or_insert(Some(key));
        } else if count == 2 {
            initials.push((key, place));
        }
    }
    initials
        .into_iter()
        .filter_map(|(key, place)| Some((key, (*whole.get(&place)?)?)))
        .collect()
}
