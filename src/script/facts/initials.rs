//! Initials of who speaks that are a word, too: `SO: And then?` of Samuel Orr, beside `IK: In Ballard.`

use super::letters::{name_hash, words};
use super::name::INITIALS as LETTERS;
use super::{Candidate, Capitals, Close, LineFacts};
use crate::script::document::SourceLine;
use std::collections::{HashMap, HashSet};

/// How often initials stand before a colon at least.
const FEWEST: usize = 2;

/// Lets a word in capitals be a name where it is the initials of someone whom the text names, or where other initials stand in its
/// place, too, and are no words.
pub(super) fn allow(lines: &[SourceLine], facts: &mut [LineFacts]) {
    let mut defined = HashSet::new();
    for (line, facts) in lines.iter().zip(facts.iter()) {
        define(line, facts, &mut defined);
    }
    let mut times: HashMap<u64, (usize, bool)> = HashMap::new();
    let labels = facts.iter().flat_map(|facts| &facts.candidates);
    for one in labels.filter(|one| are_initials(one)) {
        let (times, _) = times.entry(one.key).or_insert((0, one.never > 0.0));
        *times += 1;
    }
    times.retain(|key, (times, _)| *times >= FEWEST || defined.contains(key));
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
        let is_known = || defined.contains(&one.key) || is_beside || named.contains(&one.key);
        if times.contains_key(&one.key) && is_known() {
            one.never = 0.0;
        }
    }
}

/// The initials that a line defines, as they are counted: `JR` by `Jonas Rook (JR): …`
pub(crate) fn define(line: &SourceLine, facts: &LineFacts, defined: &mut HashSet<u64>) {
    for one in facts.candidates.iter().filter(|one| !one.notes.is_empty()) {
        let notes = one.notes.iter().map(|note| &line.text[note.clone()]);
        let own = notes.filter_map(|note| initials_of(note, one.name_in(line)));
        defined.extend(own.map(name_hash));
    }
}

/// What stands in brackets behind a name, if it is that name's initials: `(JR)` behind `Jonas Rook`, or letters in capitals
/// behind a name in another script. One letter is that of the first word: `Jonas (J)`.
pub(crate) fn initials_of<'a>(note: &'a str, name: &str) -> Option<&'a str> {
    let inside = note.trim_matches(['(', ')', '[', ']', '（', '）', ' ']);
    let letters: String = inside.chars().filter(|c| *c != '.').collect();
    let is_short = (1..=*LETTERS.end()).contains(&letters.chars().count())
        && letters.chars().all(|c| c.is_uppercase())
        && (LETTERS.contains(&letters.chars().count()) || name.starts_with(&letters));
    let fits = || {
        let mut initials = words(name).filter_map(|word| word.chars().next());
        letters
            .chars()
            .all(|letter| initials.any(|own| own == letter))
            || !name.contains(|c: char| c.is_ascii_alphabetic())
    };
    (is_short && fits()).then_some(inside)
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
    fn what_initials_are_of_a_name() {
        use super::initials_of;
        assert_eq!(initials_of("(JR)", "Jonas Rook"), Some("JR"));
        assert_eq!(initials_of("(J.R.)", "Jonas Rook"), Some("J.R."));
        assert_eq!(initials_of("（AR）", "安·里德"), Some("AR"));
        assert_eq!(initials_of("(BBC)", "Ann Reed"), None);
        assert_eq!(initials_of("(A)", "Ann Reed"), Some("A"));
        assert_eq!(initials_of("(R)", "Ann Reed"), None);
        assert_eq!(initials_of("(aside)", "Ann Reed"), None);
    }

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
