//! What is in one language only, and talks in which everyone speaks a language of their own: no line translates another.

use super::super::turns::{Part, Spoken, Unit};
use super::{Paired, PairedLine, PairedPart, PairedTurn};
use crate::language::{Language, Localized};
use std::collections::{HashMap, HashSet};

/// Whether several people talk to each other, each in a language of their own, so that nothing translates anything.
pub(super) fn speak_their_own(parts: &[Part]) -> bool {
    let mut languages: HashMap<usize, &Language> = HashMap::new();
    let mut people: HashSet<(usize, &Language)> = HashSet::new();
    let mut changes = 0;
    let mut before = None;
    for turn in parts.iter().flat_map(|part| &part.turns) {
        for unit in turn.units.iter().filter(|unit| !unit.is_note) {
            let Some(person) = turn.person else {
                return false;
            };
            if *languages.entry(person).or_insert(&unit.language) != &unit.language {
                return false;
            }
            people.insert((person, &unit.language));
            changes += usize::from(before.is_some_and(|before| before != &unit.language));
            before = Some(&unit.language);
        }
    }
    // One language after the other is a translation whose names nobody could match.
    people.len() > 1 && changes > 1
}

/// The parts of a talk in several languages: each line stands alone, which is said once.
pub(super) fn talk(parts: Vec<Part>) -> Paired {
    let mut paired = alone(parts);
    let turns = paired.parts.iter().flat_map(|part| &part.turns);
    let lines = turns
        .flat_map(|turn| &turn.lines)
        .filter(|line| !line.is_note);
    let mut at: Vec<usize> = Vec::new();
    for line in lines {
        paired.alone += 1;
        at.extend(&line.at);
    }
    let why = "everyone speaks a language of their own: no line is a translation of another";
    paired.unsure.push((at, why.into()));
    paired
}

impl Paired {
    /// Puts turns before all others, which are said in one language.
    pub(crate) fn put_ahead(&mut self, turns: Vec<Spoken>) {
        if turns.is_empty() {
            return;
        }
        let units = turns.iter().flat_map(|turn| &turn.units);
        self.alone += units.filter(|unit| !unit.is_note).count();
        let part = Part {
            turns,
            ..Part::default()
        };
        let mut parts = alone(vec![part]).parts;
        match self.parts.first_mut().filter(|part| part.title.is_empty()) {
            Some(first) => {
                let turns = parts.into_iter().flat_map(|part| part.turns);
                first.turns.splice(0..0, turns);
            }
            None => {
                parts.append(&mut self.parts);
                self.parts = parts;
            }
        }
    }
}

/// The parts of a text in one language.
pub(super) fn alone(parts: Vec<Part>) -> Paired {
    let line = |unit: Unit| PairedLine {
        text: Localized::from([(unit.language, unit.text)]),
        at: unit.at,
        is_note: unit.is_note,
    };
    let turn = |turn: Spoken| {
        let mut lines: Vec<PairedLine> = turn.units.into_iter().map(line).collect();
        lines.shrink_to_fit();
        PairedTurn {
            person: turn.person,
            at: turn.at,
            lines,
        }
    };
    let part = |part: Part| PairedPart {
        title: part.title,
        at: part.at,
        level: part.level,
        turns: part.turns.into_iter().map(turn).collect(),
    };
    Paired {
        parts: parts.into_iter().map(part).collect(),
        ..Paired::default()
    }
}
