//! Headings that count before a colon or a stop: `Level 1: Words`, `1단계: …`, `Stufe 2: …`, `AIR IV. The Miller's Daughter`. Such a
//! word and its number name nobody.

use crate::script::claims::text::{Line, Text, words_in};
use crate::script::facts::letters::ends_sentence;
use crate::spoken::roman;
use std::collections::{HashMap, HashSet};

/// How surely such a heading names nobody, in nats.
pub(super) const NUMBERED: f64 = 24.0;
/// How many numbers a word has at least; and in text that no markup makes a heading, where they are numerals.
const FEWEST: usize = 2;
const FEWEST_NUMERALS: usize = 3;
/// What ends the first words of a song.
const ETC: [&str; 3] = ["&c.", "etc.", "…"];

/// Of each line whether it is a heading that counts, as another one of the same word does.
pub(super) fn headings(text: &Text) -> HashSet<usize> {
    let mut counts: HashMap<(String, bool), Vec<(usize, u32)>> = HashMap::new();
    for (i, line) in text.free().filter(|(_, line)| line.opens) {
        let is_heading = line.heading().is_some();
        let counted = if is_heading {
            numbered(line)
        } else {
            numeral(line)
        };
        if let Some((word, number)) = counted {
            let own = counts.entry((word, is_heading)).or_default();
            own.push((i, number));
        }
    }
    let is_series = |((_, is_heading), own): &(&(String, bool), &Vec<(usize, u32)>)| {
        if *is_heading {
            count_on(own)
        } else {
            count_from_one(text, own)
        }
    };
    let series = counts.iter().filter(is_series);
    let series = series.flat_map(|(_, own)| own).map(|(i, _)| *i);
    series.chain(of_one_kind(text)).collect()
}

/// How many headings of one kind there are at least, and how many words stand behind the kind at most.
const FEWEST_OF_KIND: usize = 3;
const TITLE: usize = 6;

/// Headings that say what kind of part they head, and which: `## Speaker: Ann`, `## Speaker: Bo`. All of their level that have a colon say
/// the same before it, and none ends as a sentence does.
fn of_one_kind(text: &Text) -> Vec<usize> {
    let mut levels: HashMap<u8, Vec<(usize, &str, &str)>> = HashMap::new();
    for (i, line) in text.free() {
        if let (Some(level), Some((kind, title))) =
            (line.heading(), line.text().split_once([':', '：']))
        {
            levels
                .entry(level)
                .or_default()
                .push((i, kind.trim(), title.trim()));
        }
    }
    let is_kind = |own: &Vec<(usize, &str, &str)>| {
        let titles: HashSet<&str> = own.iter().map(|(.., title)| *title).collect();
        let is_title = |title: &str| {
            title.contains(char::is_alphabetic) && words_in(title) <= TITLE && !ends_sentence(title)
        };
        own.len() >= FEWEST_OF_KIND
            && titles.len() == own.len()
            && own
                .iter()
                .all(|(_, kind, title)| *kind == own[0].1 && is_title(title))
    };
    let found = levels.into_values().filter(is_kind).flatten();
    found.map(|(i, ..)| i).collect()
}

/// The word and the number before a colon, if a title stands behind it: what is said ends as a sentence.
fn numbered(line: &Line) -> Option<(String, u32)> {
    let (counted, title) = line.text().split_once([':', '：'])?;
    let is_title = title.contains(char::is_alphabetic) && !ends_sentence(title);
    let digits: String = counted.chars().filter(char::is_ascii_digit).collect();
    let is_sign = |c: char| c.is_ascii_digit() || c.is_whitespace() || c == '#' || c == '*';
    let word: String = counted.chars().filter(|c| !is_sign(*c)).collect();
    let number = digits.parse().ok()?;
    (is_title && word.chars().all(char::is_alphabetic)).then(|| (word.to_lowercase(), number))
}

/// The word and the numeral that a block begins with.
fn numeral(line: &Line) -> Option<(String, u32)> {
    let (word, rest) = line.text().split_once(' ')?;
    let (numeral, _) = rest.split_once(['.', ':'])?;
    let number = roman::in_capitals(numeral)?;
    let word = Some(word).filter(|word| word.chars().all(char::is_alphabetic))?;
    Some((word.to_lowercase(), number.try_into().ok()?))
}

/// Whether numerals count from one, and perhaps once more; two of them, which two who speak may have, each before no sentence.
fn count_from_one(text: &Text, own: &[(usize, u32)]) -> bool {
    let mut last = 0;
    let counts = own.iter().all(|(_, number)| {
        let goes_on = *number == last + 1 || *number == 1;
        last = *number;
        goes_on
    });
    let is_title = |(i, _): &(usize, u32)| {
        let line = text.lines[*i].text();
        !ends_sentence(line) || ETC.iter().any(|etc| line.ends_with(etc))
    };
    let most = own.iter().map(|(_, number)| *number as usize).max();
    let most = most.unwrap_or_default();
    counts && (most >= FEWEST_NUMERALS || most >= FEWEST && own.iter().all(is_title))
}

/// Whether numbers go on, or begin anew with the first: those of people who speak take turns.
fn count_on(own: &[(usize, u32)]) -> bool {
    let numbers: HashSet<u32> = own.iter().map(|(_, number)| *number).collect();
    let first = own[0].1;
    let mut since = HashSet::from([first]);
    let goes_on = own.windows(2).all(|pair| {
        let (last, next) = (pair[0].1, pair[1].1);
        if next < last {
            // Anew, once all have been counted.
            let is_anew = next == first && since.len() == numbers.len() && numbers.len() > FEWEST;
            since.clear();
            since.insert(next);
            return is_anew;
        }
        since.insert(next);
        true
    });
    numbers.len() >= FEWEST && goes_on
}
