//! The head of a talk, as archives write it over each file: its day, its title, its place, its languages, each on a line of a
//! block of their own, and then the text.

use super::super::ClaimRole::{Metadata, Title};
use super::super::Claims;
use super::super::text::{Line, Text};
use super::super::words;
use std::ops::Range;

/// How many lines such a block has.
const LINES: std::ops::RangeInclusive<usize> = 3..=7;
/// How surely a line of it is of the head, in nats.
const SURE: f64 = 18.0;
/// How many words a day has at most, and how many a fact.
const DAY: usize = 5;
const FACT: usize = 24;

pub(super) fn claims(text: &Text, claims: &mut Claims) {
    let heads: Vec<Range<usize>> = text.parts().filter_map(|begin| head(text, begin)).collect();
    // Two files of one talk have the same head: one that states a fact explains the other.
    let states_facts = |head: &Range<usize>| head.clone().any(|i| states(&text.lines[i]));
    if !heads.iter().any(states_facts) {
        return;
    }
    for head in heads {
        let mut has_title = false;
        for i in head {
            let line = &text.lines[i];
            let role = match () {
                () if is_day(line.text()) => Metadata("date"),
                () if states(line) => Metadata("fact"),
                () if !has_title => {
                    has_title = true;
                    Title
                }
                () => Metadata("place"),
            };
            claims.instead(i, role, SURE);
        }
    }
}

/// The block at the beginning of a file, if a day is in it, no sentence, and text follows.
fn head(text: &Text, begin: usize) -> Option<Range<usize>> {
    let head = text.block(begin);
    let is_short = |line: &Line| {
        line.is_free && line.heading().is_none() && !line.is_over && line.words() <= FACT
    };
    let lines = || head.clone().map(|i| &text.lines[i]);
    let fits = head.start == begin
        && LINES.contains(&head.len())
        && head.end < text.len()
        && lines().all(is_short)
        && lines().filter(|line| is_day(line.text())).count() == 1;
    fits.then_some(head)
}

/// Whether a line states facts as `Language: English | Transcript`, which nobody says.
fn states(line: &Line) -> bool {
    let fact = line.pair.filter(|(_, value)| !value.is_empty());
    fact.is_some_and(|(key, value)| {
        value.contains(['|', '｜']) || words::facts().meaning(&key.to_lowercase()).is_some()
    })
}

/// Whether a line is a day in any language: a number, a word or two, and a year: `27 सितम्बर 1979`, `4 липня 2004 року`.
fn is_day(text: &str) -> bool {
    if text.contains([':', '：']) {
        return false;
    }
    let is_part = |c: char| c.is_whitespace() || ",.年月日-/".contains(c);
    let parts = text.split(is_part).filter(|part| !part.is_empty());
    let (mut days, mut years, mut words) = (0, 0, 0);
    for part in parts {
        match part.chars().filter(|c| c.is_numeric()).count() {
            0 => words += 1,
            digits if digits == part.chars().count() && digits == 4 => years += 1,
            digits if digits <= 2 && part.chars().count() <= 4 => days += 1,
            _ => return false,
        }
    }
    years == 1 && (1..=2).contains(&days) && days + words < DAY
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_any_language() {
        for day in [
            "27 सितम्बर 1979",
            "4 липня 2004 року",
            "4 July 2004",
            "July 4th, 2004",
            "2004年7月4日",
            "4. 7. 2004",
            "4 de julio de 2004",
        ] {
            assert!(is_day(day), "{day}");
        }
        for text in [
            "Flight 19",
            "2004",
            "The 4 of us were there in the year 2004",
            "Act 1",
        ] {
            assert!(!is_day(text), "{text}");
        }
    }
}
