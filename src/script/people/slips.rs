//! Names with a slip of the hand: `Whalepnada` once, where `Whalepanda` speaks again and again.

use crate::script::document::Document;
use crate::script::lattice::Layout;
use std::collections::HashSet;

/// How often a name with a slip stands at most, and how many times as often the right one does.
const SELDOM: usize = 2;
const TIMES: usize = 3;
/// The shortest name in which two letters that changed places are a slip, and one in which a letter is another, or too many, or missing:
/// short names of two people are often alike.
const SWAPPED: usize = 5;
const OTHERWISE: usize = 8;
/// How many letters at the end of a word are right: `Christian` and `Christina` are two people.
const END: usize = 2;

/// The names with a slip, and whose they are. `Pedersen` is no slip if the text names him elsewhere or he speaks right before or behind
/// `Petersen`.
pub(crate) fn of(document: &Document, layout: &Layout) -> Vec<(usize, usize)> {
    let names = &layout.names;
    let seldom = names.iter().enumerate().filter(|(_, (_, n))| *n <= SELDOM);
    let found = seldom.filter_map(|(rare, (name, n))| {
        let is_meant = |(_, (other, often)): &(usize, &(String, usize))| {
            *often >= TIMES * n && *often > SELDOM && is_slip(name, other)
        };
        let mut meant = names.iter().enumerate().filter(is_meant);
        let (one, _) = meant.next()?;
        (meant.next().is_none()).then_some((rare, one))
    });
    let found: Vec<(usize, usize)> = found.collect();
    let mut turns: Vec<usize> = Vec::new();
    if !found.is_empty() {
        turns.extend(layout.labels.iter().flatten().map(|label| label.who));
    }
    let near: HashSet<(usize, usize)> = turns.windows(2).map(|two| (two[0], two[1])).collect();
    let is_alone = |(rare, meant): &(usize, usize)| {
        let (name, labels) = &names[*rare];
        let lines = document.lines.iter();
        let times: usize = lines
            .map(|line| line.text.matches(name.as_str()).count())
            .sum();
        times <= *labels && !near.contains(&(*rare, *meant)) && !near.contains(&(*meant, *rare))
    };
    found.into_iter().filter(is_alone).collect()
}

/// Whether a name is another with one slip.
fn is_slip(name: &str, other: &str) -> bool {
    let is_word = |name: &str| {
        name.chars()
            .all(|c| c.is_alphabetic() || " .-'’".contains(c))
    };
    if !is_word(name) || !is_word(other) {
        return false;
    }
    let (a, b): (Vec<&str>, Vec<&str>) = (name.split(' ').collect(), other.split(' ').collect());
    let mut odd = a.iter().zip(&b).filter(|(a, b)| a != b);
    let (Some((a, b)), None) = (odd.next(), odd.next()) else {
        return false;
    };
    let words = name.split(' ').count();
    words == other.split(' ').count() && is_slip_of_word(a, b, words == 1)
}

/// Whether a word is another with one slip; `is_whole`: no other word of the name says the same.
fn is_slip_of_word(own: &str, other: &str, is_whole: bool) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (own.chars().collect(), other.chars().collect());
    let head = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let tail = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let is_swapped = a.len() == b.len() && strsim::levenshtein(own, other) == 2;
    let (end, least) = match is_swapped {
        true if is_whole => (END, SWAPPED),
        true => (END - 1, SWAPPED - 1),
        false => (END, OTHERWISE),
    };
    head > 0
        && tail >= end
        && strsim::osa_distance(own, other) == 1
        && a.len().min(b.len()) >= least
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::facts;
    use crate::script::lattice::{Wishes, layouts};

    #[test]
    fn what_is_a_slip() {
        for (name, other) in [
            ("Whalepnada", "Whalepanda"),
            ("Matrha Lind", "Martha Lind"),
            ("Clémentine Ruox", "Clémentine Roux"),
            ("Antonopuolos", "Antonopoulos"),
            ("Mr. Hervieux-Payete", "Mr. Hervieux-Payette"),
        ] {
            assert!(is_slip(name, other), "{name}");
        }
        for (name, other) in [
            ("Christian", "Christina"),
            ("Maria", "Marta"),
            ("Andersen", "Anderson"),
            ("Speaker 1", "Speaker 2"),
            ("Ann Reed", "Ann Read"),
            ("Petra Holm", "Peter Holm"),
        ] {
            assert!(!is_slip(name, other), "{name}");
        }
    }

    #[test]
    fn a_slip_is_no_second_person() {
        let talk = |rare: &str, first: &str| {
            let turn = format!("{first}: Who lit it?\n\nWhalepanda: My sister did, I think.\n\n");
            let text = format!(
                "{}Bo: And then?\n\n{rare}: She went out.\n\nBo: Ah.\n",
                turn.repeat(4)
            );
            let document = Document::of_text(&text);
            let layout = &layouts(&document, &facts::of(&document), &[], &Wishes::default())[0];
            of(&document, layout).len()
        };
        assert_eq!(talk("Whalepnada", "Bo"), 1);
        assert_eq!(talk("Whalemanda", "Bo"), 1);
        assert_eq!(talk("Whalrider", "Bo"), 0);
        // Whom others speak of is somebody.
        assert_eq!(talk("Whalepnada: Whalepnada I am", "Bo"), 0);
    }
}
