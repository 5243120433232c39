//! Spellings of one name: `Ann` for `Ann Reed`, `Mr. Reed`, `A. Reed`.

use super::{Mention, Same};
use crate::script::facts::letters::words;
use crate::script::facts::vocabulary;
use std::collections::{HashMap, HashSet};

/// From how many names on nobody is joined: they are no people, and each would be held against each.
const MOST: usize = 2000;

/// Signs between the names of people who speak together: `Ann + Bo`.
const TOGETHER: &[char] = &['+', '&', '＋', '＆', '、'];

/// How many names begin with a word that says what kind of voice they are, at least.
const KIND: usize = 3;

/// How a shorter name stands for a fuller one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// Its initials, with a title, or without one: what nobody else would be called by.
    Formal,
    /// A part of it: the first name or the last alone.
    Part,
}

/// How many words a name has beside titles and initials.
pub(super) fn weight(name: &str) -> usize {
    let titles = &vocabulary().titles;
    words(name)
        .filter(|word| word.chars().nth(1).is_some() && !titles.has(word))
        .count()
}

/// The names, as numbers of the layout, that are spellings of another.
pub(super) fn pairs(
    mentions: &[Mention],
    names: &[(String, usize)],
    same: &mut Same,
) -> Vec<(usize, usize)> {
    if names.len() > MOST {
        return Vec::new();
    }
    let mut talk: HashMap<(usize, usize), usize> = HashMap::new();
    for pair in mentions.windows(2) {
        let (a, b) = (same.of(pair[0].who), same.of(pair[1].who));
        if pair[0].language == pair[1].language {
            *talk.entry((a.min(b), a.max(b))).or_default() += 1;
        }
    }
    let parts: Vec<Vec<String>> = names.iter().map(|(name, _)| name_parts(name)).collect();
    let mut out = Vec::new();
    let mut firsts: HashMap<&str, usize> = HashMap::new();
    for name in parts.iter().filter(|parts| parts.len() > 1) {
        *firsts.entry(&name[0]).or_default() += 1;
    }
    // `Recording Ann`, `Recording Bo` and `Recording Mia` are others than Ann, Bo and Mia.
    let is_kind = |first: &str| {
        firsts.get(first).is_some_and(|times| *times >= KIND) && !vocabulary().offices.has(first)
    };
    let is_of_kind = |full: usize, short: usize| {
        let [first, rest @ ..] = &parts[full][..] else {
            return false;
        };
        is_kind(first) && rest == &parts[short][..]
    };
    for short in 0..names.len() {
        let own = same.of(short);
        let full: Vec<(usize, Manner)> = (0..names.len())
            .filter(|full| same.of(*full) != own && !is_somebodys(&names[*full].0))
            .filter(|full| !names[*full].0.contains(TOGETHER))
            .filter(|full| !is_of_kind(*full, short))
            .filter_map(|full| {
                Some((
                    full,
                    stands_for(&names[short].0, &parts[short], &parts[full])?,
                ))
            })
            .collect();
        // The fullest: `Ms. Stone` is `Mia Stone`, as `Stone` is.
        let most = full.iter().map(|(full, _)| parts[*full].len()).max();
        let (full, others): (Vec<_>, Vec<_>) = full
            .into_iter()
            .partition(|(full, _)| Some(parts[*full].len()) == most);
        let people: HashSet<usize> = full.iter().map(|(full, _)| same.of(*full)).collect();
        // `Senator` may be `Senator Greene` as well as `Senator Hervieux-Payette`.
        let is_other = |(other, _): &(usize, Manner)| {
            !people.contains(&same.of(*other))
                && full.iter().all(|(full, _)| {
                    stands_for(&names[*other].0, &parts[*other], &parts[*full]).is_none()
                })
        };
        if others.iter().any(is_other) {
            continue;
        }
        let Some((full, manner)) = full.first().copied().filter(|_| people.len() == 1) else {
            continue;
        };
        let person = same.of(full);
        // Once may be the same person, named anew after a break.
        let talk = talk
            .get(&(own.min(person), own.max(person)))
            .copied()
            .unwrap_or(0);
        let is_one = match manner {
            Manner::Formal => talk < 2,
            // An office may be of several people.
            Manner::Part => talk == 0 && !vocabulary().offices.has(&names[short].0),
        };
        if is_one {
            out.push((short, full));
        }
    }
    out
}

/// The words of a name in lower case, without titles.
fn name_parts(name: &str) -> Vec<String> {
    let titles = &vocabulary().titles;
    words(name)
        .filter(|word| !titles.has(word))
        .map(str::to_lowercase)
        .collect()
}

/// Whether a name is two letters of the initials of a name of three words or more, the first of them first: `AS` of Ana Sol Mir.
fn are_two_of(name: &str, initials: &str) -> bool {
    let mut letters = name.chars();
    let (Some(first), Some(second), None) = (letters.next(), letters.next(), letters.next()) else {
        return false;
    };
    let mut initials = initials.chars();
    let are_capitals = first.is_uppercase() && second.is_uppercase();
    are_capitals
        && initials.next() == first.to_lowercase().next()
        && initials.any(|own| Some(own) == second.to_lowercase().next())
}

/// What some languages write for one sound, and so for one initial.
const TWO_FOR_ONE: &[&str] = &[
    "ch", "cz", "dz", "dž", "gy", "lj", "ll", "ly", "nj", "ny", "ph", "rz", "sch", "sh", "sz",
    "th", "ts", "ty", "zh",
];

/// Whether a name is the initials of another of which one has two letters, as `WCh` of Wanda Cholewa; `lower`: the same in small letters.
fn are_letters_of(name: &str, lower: &str, full: &[String]) -> bool {
    let capitals = name.chars().filter(|c| c.is_uppercase()).count();
    if capitals != full.len() || capitals < 2 || capitals == name.chars().count() {
        return false;
    }
    let mut rest = lower;
    let takes = |word: &String| {
        let two = TWO_FOR_ONE
            .iter()
            .filter(|two| word.starts_with(**two) && rest.starts_with(**two));
        let length = two.map(|two| two.len()).max();
        let one = word.chars().next().filter(|first| rest.starts_with(*first));
        match length.or(one.map(char::len_utf8)) {
            Some(length) => {
                rest = &rest[length..];
                true
            }
            None => false,
        }
    };
    full.iter().all(takes) && rest.is_empty()
}

/// Whether a name says whose somebody is: `Will's Date`, who is not Will.
fn is_somebodys(name: &str) -> bool {
    let mut words = name.split_whitespace().rev().skip(1);
    words.any(|word| {
        let word = word.to_lowercase();
        word.ends_with("'s") || word.ends_with("’s")
    })
}

fn is_initial(word: &str) -> bool {
    word.chars().nth(1).is_none() && word.chars().all(char::is_alphabetic)
}

/// How the name stands for a fuller one, if it does.
fn stands_for(name: &str, short: &[String], full: &[String]) -> Option<Manner> {
    let vocabulary = vocabulary();
    if short.is_empty() || full.is_empty() {
        return None;
    }
    if short == full {
        return Some(Manner::Formal); // but for a title
    }
    let several =
        |word: &String| vocabulary.conjunctions.has(word) && (word.len() > 1 || full.len() > 2);
    if full.len() < 2
        || full.iter().any(several)
        || full.iter().any(|word| is_initial(word)) && short.len() >= full.len()
    {
        return None;
    }
    if full
        .iter()
        .any(|word| vocabulary.different.has(word) && !short.contains(word))
    {
        return None;
    }
    let initials: String = full.iter().filter_map(|word| word.chars().next()).collect();
    if short.concat() == initials && initials.chars().count() > 1 || are_two_of(name, &initials) {
        return Some(Manner::Formal);
    }
    if let [word] = short
        && are_letters_of(name, word, full)
    {
        return Some(Manner::Formal);
    }
    if let [word] = short {
        let has_title = words(name).count() > 1;
        return match () {
            () if is_initial(word) => None,
            () if full.last() == Some(word) && has_title => Some(Manner::Formal),
            () if full.first() == Some(word) || full.last() == Some(word) => Some(Manner::Part),
            () => None,
        };
    }
    let begins = &short[..short.len() - 1];
    let fits = short.last() == full.last()
        && short.len() <= full.len()
        && begins
            .iter()
            .zip(full)
            .all(|(a, b)| a == b || is_initial(a) && b.starts_with(a.as_str()));
    fits.then_some(Manner::Formal)
}
