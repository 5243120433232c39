//! Spellings of one name that only count together: `A. Reed` is `Ann Reed` if nobody else can be.

use super::background::Background;
use crate::script::facts::letters::{word_hash, words};
use crate::script::facts::vocabulary;
use std::collections::{HashMap, HashSet};

/// The names among `keys` that are initials of one other: name and other.
pub(super) fn of(text: &Background, keys: impl Iterator<Item = u32>) -> HashMap<u32, u32> {
    let keys: HashSet<u32> = keys.collect();
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
