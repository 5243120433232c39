//! Initials of who speaks that are a word, too: `SO: And then?` of Samuel Orr, beside `IK: In Ballard.`

use super::letters::{name_hash, words};
use super::{Candidate, Capitals, Close, LineFacts};
use crate::script::document::SourceLine;
use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;

/// How often initials stand before a colon at least.
const FEWEST: usize = 2;
/// How many letters initials have.
const LETTERS: RangeInclusive<usize> = 2..=3;

/// Lets a word in capitals be a name where it is the initials of someone whom the text names, or where other initials stand in its
/// place, too, and are no words.
pub(super) fn allow(lines: &[SourceLine], facts: &mut [LineFacts]) {
    let mut times: HashMap<u64, (usize, bool)> = HashMap::new();
    let labels = facts.iter().flat_map(|facts| &facts.candidates);
    for one in labels.filter(|one| are_initials(one)) {
        let (times, _) = times.entry(one.key).or_insert((0, one.never > 0.0));
        *times += 1;
    }
    times.retain(|_, (times, _)| *times >= FEWEST);
    if times.values().all(|(_, is_word)| !is_word) {
        return;
    }
    let is_beside = times.values().any(|(_, is_word)| !is_word);
    let named = if is_beside {
        HashSet::new()
    } else {
        named(lines)
    };
    let candidates = facts
        .iter_mut()
        .flat_map(|facts| facts.candidates.iter_mut());
    for one in candidates.filter(|one| are_initials(one)) {
        if times.contains_key(&one.key) && (is_beside || named.contains(&one.key)) {
            one.never = 0.0;
        }
    }
}

/// The initials of all words with capitals that follow each other.
fn named(lines: &[SourceLine]) -> HashSet<u64> {
    let initial = |word: &str| word.chars().next().filter(|c| c.is_uppercase());
    let mut named = HashSet::new();
    for line in lines {
        let initials: Vec<Option<char>> = words(&line.text).map(initial).collect();
        for length in LETTERS {
            let runs = initials.windows(length);
            let runs = runs.filter_map(|run| run.iter().copied().collect::<Option<String>>());
            named.extend(runs.map(|run| name_hash(&run)));
        }
    }
    named
}

/// Whether a label is two or three letters in capitals before a colon.
pub(crate) fn are_initials(one: &Candidate) -> bool {
    let is_short = one
        .name
        .as_ref()
        .is_some_and(|name| LETTERS.contains(&name.len()));
    is_short && one.capitals == Capitals::All && one.syntax.close == Close::Colon
}

#[cfg(test)]
mod tests {
    use crate::script::document::Document;
    use crate::script::facts;

    #[test]
    fn a_word_can_be_initials_beside_others() {
        let never = |text: &str| {
            let document = Document::of_text(text);
            facts::of(&document)[0].candidates[0].never
        };
        assert!(never("NO: Never.\n\nOK: Why?\n\nNO: So.\n\nOK: Well.") > 0.0);
        assert!(never("NO: Never.\n\nPK: Why?\n\nNO: So.\n\nPK: Well.") == 0.0);
        assert!(never("NO: Never.\n\nOK: Nils Orre?\n\nNO: So.\n\nOK: Well.") == 0.0);
    }
}
