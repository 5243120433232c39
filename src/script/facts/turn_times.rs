//! A time behind a label says when a turn begins: `Ann: 00:00:38` over what she says, `Ann: 00:00:38 Good evening.`

use super::letters::count_words;
use super::{Candidate, Close, LineFacts, TimeAt, times};
use crate::script::document::SourceLine;
use crate::script::stamp::{leading_time, seconds};
use std::collections::HashMap;

/// How many times in order there are at least where no program's form shows them.
const FEWEST: usize = 3;

/// Makes each such time a part of its label. An answer may be a time, too: `Bo: 10:30` with somebody else's line below it.
pub(super) fn find(lines: &[SourceLine], facts: &mut [LineFacts]) {
    let mut labels: HashMap<u64, usize> = HashMap::new();
    let candidates = facts.iter().flat_map(|facts| &facts.candidates);
    for one in candidates.filter(|one| one.syntax.close == Close::Colon) {
        *labels.entry(one.key).or_default() += 1;
    }
    // Line, candidate, and where what is said begins behind the time.
    let mut found: Vec<(usize, usize, usize)> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        for (nth, one) in facts[i].candidates.iter().enumerate() {
            if let Some(said) = behind_time(one, &line.text) {
                found.push((i, nth, said));
            }
        }
    }
    let has_speech_under = |i: usize| {
        let is_label = |one: &Candidate| {
            one.syntax.close == Close::Colon && labels.get(&one.key).is_some_and(|n| *n > 1)
        };
        let next = facts.get(i + 1);
        next.is_some_and(|next| !next.candidates.iter().any(is_label))
    };
    found.retain(|(i, _, said)| *said < lines[*i].text.len() || has_speech_under(*i));
    let time_of = |i: usize, nth: usize, said: usize| {
        let from = facts[i].candidates[nth].said.start;
        lines[i].text[from..said].trim()
    };
    let alone: Vec<f64> = found
        .iter()
        .filter(|(i, _, said)| *said == lines[*i].text.len())
        .filter_map(|(i, nth, said)| seconds(time_of(*i, *nth, *said)))
        .collect();
    let is_in_order = alone.len() >= FEWEST && alone.is_sorted();
    found.retain(|&(i, nth, said)| {
        let is_alone = said == lines[i].text.len();
        is_of_program(time_of(i, nth, said)) || is_in_order && is_alone
    });
    for (i, nth, said) in found {
        let one = &mut facts[i].candidates[nth];
        one.said.start = said;
        one.syntax.time = TimeAt::Behind;
        one.syntax.is_alone = one.said.is_empty();
    }
}

/// How many names with times, and how many paragraphs with a time alone, show that these go on; and how many words half of them
/// have at least.
const PARAGRAPHS: usize = 3;
const LONG: usize = 12;

/// A program sets a time at each paragraph of a long turn, too: where there are many among names with times, it is no sign that
/// nobody says them. What is told there, `[10:02] Ann joined`, is short.
pub(super) fn go_on(lines: &[SourceLine], facts: &mut [LineFacts]) {
    let is_named = |own: &&LineFacts| {
        let mut candidates = own.candidates.iter();
        candidates.any(|one| one.syntax.time != TimeAt::Nowhere)
    };
    let named = facts.iter().filter(is_named).count();
    let is_bare = |own: &LineFacts| own.is_timed && own.candidates.is_empty();
    let bare: Vec<usize> = (0..facts.len()).filter(|&i| is_bare(&facts[i])).collect();
    let is_long = |i: &&usize| count_words(&lines[**i].text, LONG) >= LONG;
    if named < PARAGRAPHS
        || bare.len() < PARAGRAPHS
        || bare.iter().filter(is_long).count() * 2 < bare.len()
    {
        return;
    }
    for i in bare {
        facts[i].is_timed = false;
    }
}

/// Where what is said begins behind a time at its head, in bytes.
fn behind_time(one: &Candidate, text: &str) -> Option<usize> {
    let is_named = one.name.is_some() && one.syntax.close == Close::Colon;
    let said = &text[one.said.clone()];
    if !is_named || !said.starts_with(|c: char| c.is_ascii_digit() || c == '[' || c == '(') {
        return None;
    }
    if times::is_alone(said) {
        return Some(one.said.end);
    }
    let (time, rest) = leading_time(said)?;
    let begins =
        |c: char| c.is_uppercase() || c.is_alphabetic() && !c.is_lowercase() || "¿¡“\"".contains(c);
    (times::is_alone(time) && rest.starts_with(begins)).then(|| one.said.end - rest.len())
}

/// Whether a time looks as programs write it: `00:38`, `1:02:03`, `[4:05]`.
fn is_of_program(time: &str) -> bool {
    time.starts_with(['[', '(', '0']) || time.matches(':').count() > 1
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken;

    #[test]
    fn a_time_behind_a_label_is_not_said() {
        let said = [
            "ann-reed: The lamp went out.",
            "bo-lind: Who saw it?",
            "ann-reed: Nobody did.",
        ];
        for text in [
            "**Ann Reed:** 00:00:38\n\nThe lamp went out.\n\n**Bo Lind::** 00:01:12\n\nWho saw it?\n\n\
             **Ann Reed::** 00:01:15\n\nNobody did.\n",
            "Ann Reed: 0:38\nThe lamp went out.\nBo Lind: 1:12\nWho saw it?\nAnn Reed: 1:15\nNobody did.\n",
            "Ann Reed: 00:38 The lamp went out.\nBo Lind: 01:12 Who saw it?\nAnn Reed: 01:15 Nobody did.\n",
            "Ann Reed: [0:38]\n\nThe lamp went out.\n\nBo Lind: [1:12]\n\nWho saw it?\n\nAnn Reed: [1:15]\n\nNobody did.\n",
            "Ann Reed: 10:38\nThe lamp went out.\nBo Lind: 11:12\nWho saw it?\nAnn Reed: 11:15\nNobody did.\n",
        ] {
            assert_eq!(spoken(text), said, "{text}");
        }
        // One alone, too.
        let alone =
            "Speaker 0: 00:00:00\n\nThe lamp went out.\nNobody saw it.\nThe keeper was asleep.\n";
        assert!(
            spoken(alone)
                .iter()
                .all(|line| line.starts_with("speaker-0: ") && !line.contains("00"))
        );
    }

    #[test]
    fn a_time_can_be_said() {
        let text = "Ann: When does the ferry leave?\nBo: 10:30\nAnn: And the last one?\nBo: 0:15\nAnn: Thanks.\n";
        assert!(
            spoken(text).contains(&"bo: 10:30".to_string())
                && spoken(text).contains(&"bo: 0:15".to_string())
        );
    }
}
