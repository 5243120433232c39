//! The order of listening: a chapter's lines as the book's pattern has them spoken.

use super::plan::{PlannedEngine, PlannedLine};
use crate::book::pattern::{Item, Pattern, Pause, Scope};
use crate::book::timeline::Kind;
use crate::language::Language;
use indexmap::IndexMap;
use std::sync::Arc;

/// A line's place in the pattern.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Step {
    /// Which item of the pattern, counted through the chapter: lines that are spoken for the same
    /// item have the same number.
    pub number: usize,
    /// What the pattern wants to be silent after it.
    pub pause: Option<Pause>,
}

/// Arranges the lines of a chapter, which come in the order of the script. A note is read once, where
/// its language is spoken first; what is announced stays where it is.
pub fn arrange(
    lines: Vec<PlannedLine>,
    pattern: &Pattern,
    engines: &IndexMap<String, PlannedEngine>,
) -> Vec<PlannedLine> {
    let mut arranged: Vec<PlannedLine> = Vec::new();
    let mut number = 0;
    let mut begin = 0;
    for (unit, length) in units(&lines, pattern.by) {
        let own = &lines[begin..begin + length];
        begin += length;
        if unit.is_none() {
            number += 1;
            arranged.extend(own.iter().map(|line| at_step(line.clone(), number)));
            continue;
        }
        let first = arranged.len();
        let mut said: Vec<&Language> = Vec::new();
        for item in &pattern.items {
            match item {
                Item::Say { language, speed } => {
                    number += 1;
                    let is_first = !said.contains(&language);
                    said.push(language);
                    for line in own.iter().filter(|line| line.language == *language) {
                        match line.kind {
                            Kind::Speech => {
                                arranged.push(at_step(at_speed(line, *speed, engines), number));
                            }
                            _ if is_first => {
                                arranged.push(at_step(line.clone(), number + 1));
                                number += 2;
                            }
                            _ => {}
                        }
                    }
                }
                // A pause is for what was spoken of this unit; where nothing was, there is none.
                Item::Pause(pause) => {
                    let mut spoken = arranged[first..].iter_mut().rev();
                    if let Some(last) = spoken.find(|line| line.kind == Kind::Speech) {
                        last.step.pause = Some(*pause);
                    }
                }
            }
        }
    }
    arranged
}

/// What the pattern is done with, one after another: which unit, or none for what is announced, and
/// how many lines it has. A note goes with what is said before it.
fn units(lines: &[PlannedLine], by: Scope) -> Vec<(Option<usize>, usize)> {
    let mut units: Vec<(Option<usize>, usize)> = Vec::new();
    for line in lines {
        let last = units.last().and_then(|(unit, _)| *unit);
        let unit = match (line.kind, by) {
            (Kind::Title, _) => None,
            (Kind::Note, _) => last,
            (Kind::Speech, Scope::Line) => Some(line.pair),
            (Kind::Speech, Scope::Turn) => Some(line.turn),
            (Kind::Speech, Scope::Chapter) => Some(0),
        };
        match units.last_mut() {
            Some((same, length)) if unit.is_some() && *same == unit => *length += 1,
            _ => units.push((unit, 1)),
        }
    }
    units
}

fn at_step(line: PlannedLine, number: usize) -> PlannedLine {
    let step = Step {
        number,
        pause: None,
    };
    PlannedLine { step, ..line }
}

/// A line as its engine speaks it faster or slower: a clip of its own, spoken once.
fn at_speed(
    line: &PlannedLine,
    speed: f64,
    engines: &IndexMap<String, PlannedEngine>,
) -> PlannedLine {
    let mut line = line.clone();
    if let Some(planned) = engines.get(line.engine()).filter(|_| speed != 1.0) {
        let voice = line.voice.faster(planned, speed);
        line.give(Arc::new(voice), planned.engine.as_ref());
    }
    line
}
