//! Turns that the source's markup makes headings by mistake: `### Ann (rises): Yes.` among `**Ann:** …`.

use crate::script::claims::text::Text;
use crate::script::facts::letters::ends_sentence;
use crate::script::facts::{Candidate, Close};
use std::collections::HashMap;
use std::ops::Range;

/// How surely a heading is a turn that was made one by mistake, in nats; and how often whoever says it is named elsewhere at least,
/// if nothing else shows it.
pub(super) const TURN: f64 = 14.0;
const ELSEWHERE: usize = 3;

/// How often each name stands before a colon and what is said, outside of headings.
pub(super) fn speakers(text: &Text) -> HashMap<u64, usize> {
    let mut times: HashMap<u64, usize> = HashMap::new();
    for (i, _) in text.free().filter(|(_, line)| line.heading().is_none()) {
        for one in text.facts[i].candidates.iter().filter(|one| is_turn(one)) {
            *times.entry(one.key).or_default() += 1;
        }
    }
    times
}

/// The name before a colon in a heading, if it is one of these, and the rest a sentence.
pub(super) fn turn(text: &Text, i: usize, speakers: &HashMap<u64, usize>) -> Option<Range<usize>> {
    let line = &text.lines[i];
    let mut own = text.facts[i].candidates.iter().filter(|one| is_turn(one));
    let is_sentence = ends_sentence(line.text());
    // A direction beside the name shows one, too.
    let is_known = |one: &&Candidate| {
        let times = speakers.get(&one.key).copied().unwrap_or_default();
        times >= if one.notes.is_empty() { ELSEWHERE } else { 1 }
    };
    own.find(|one| is_sentence && is_known(one))?.name.clone()
}

/// Whether a label stands before a colon and what is said.
fn is_turn(one: &Candidate) -> bool {
    one.syntax.close == Close::Colon && !one.said.is_empty()
}
