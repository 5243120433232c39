//! What is said in a cue, and by how many in turn.

use super::super::languages;
use crate::language::Language;
use std::collections::HashMap;

/// Something said in a cue.
pub(super) struct Said {
    pub(super) at: usize,
    pub(super) text: String,
    pub(super) speaker: Option<String>,
    pub(super) language: Option<Language>,
    /// Whether it begins with a dash or arrows, which show another speaker.
    pub(super) turns: bool,
    /// Whether it is a sound, in brackets, or in a cue of two languages beside one.
    pub(super) is_heard: bool,
}

impl Said {
    /// Its language: what the source says, or what its words show.
    pub(super) fn language(&self) -> Option<Language> {
        let own = self.language.clone();
        own.or_else(|| languages::of(&self.text, &[]))
    }
}

/// Whether a cue in two languages holds a turn of each of several people in both: before the first of a language, no dash need stand.
pub(super) fn are_turns(said: &[Said]) -> bool {
    let mut count: HashMap<Option<Language>, usize> = HashMap::new();
    let are_begun = said.iter().all(|line| {
        let nth = count.entry(line.language()).or_default();
        *nth += 1;
        *nth == 1 || line.turns
    });
    let mut counts = count.into_values();
    let first = counts.next().unwrap_or(0);
    let is_even = counts.all(|other| other == first);
    said.iter().all(|line| line.turns) || are_begun && is_even && first > 1
}

/// What two say in a cue in two languages, first the one's and then the other's.
pub(super) fn turn_by_turn(said: Vec<Said>) -> Vec<Said> {
    let mut count: HashMap<Option<Language>, usize> = HashMap::new();
    let mut turns: Vec<(usize, Said)> = Vec::with_capacity(said.len());
    for line in said {
        let nth = count.entry(line.language()).or_default();
        turns.push((*nth, line));
        *nth += 1;
    }
    turns.sort_by_key(|(nth, _)| *nth);
    let mut begun = 0;
    for (nth, line) in &mut turns {
        line.turns = *nth == begun;
        begun += usize::from(line.turns);
    }
    turns.into_iter().map(|(_, line)| line).collect()
}
