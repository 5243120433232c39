//! The order of listening: a chapter's lines as the book's pattern has them spoken.

use super::plan::{PlannedEngine, PlannedLine};
use crate::book::pattern::{Item, Pattern, Pause, Scope};
use crate::book::timeline::Kind;
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

/// Arranges the lines of a chapter, which come in the order of the script. What is no speech, as a
/// note, stays where it is and is spoken once.
pub fn arrange(
    lines: Vec<PlannedLine>,
    pattern: &Pattern,
    engines: &IndexMap<String, PlannedEngine>,
) -> Vec<PlannedLine> {
    let unit = |line: &PlannedLine| {
        let place = match pattern.by {
            Scope::Line => line.pair,
            Scope::Turn => line.turn,
            Scope::Chapter => 0,
        };
        (line.kind == Kind::Speech).then_some(place)
    };
    let mut arranged: Vec<PlannedLine> = Vec::new();
    let mut number = 0;
    for unit in lines.chunk_by(|a, b| unit(a).is_some() && unit(a) == unit(b)) {
        if unit[0].kind != Kind::Speech {
            number += 1;
            let step = Step {
                number,
                pause: None,
            };
            arranged.extend(unit.iter().map(|line| PlannedLine {
                step,
                ..line.clone()
            }));
            continue;
        }
        let begin = arranged.len();
        for item in &pattern.items {
            match item {
                Item::Say { language, speed } => {
                    number += 1;
                    let step = Step {
                        number,
                        pause: None,
                    };
                    let own = unit.iter().filter(|line| line.language == *language);
                    arranged.extend(own.map(|line| PlannedLine {
                        step,
                        ..at_speed(line, *speed, engines)
                    }));
                }
                // A pause is for what was spoken of this unit; where nothing was, there is none.
                Item::Pause(pause) if arranged.len() > begin => {
                    if let Some(last) = arranged.last_mut() {
                        last.step.pause = Some(*pause);
                    }
                }
                Item::Pause(_) => {}
            }
        }
    }
    arranged
}

/// A line as its engine speaks it faster or slower: a clip of its own, spoken once.
fn at_speed(
    line: &PlannedLine,
    speed: f64,
    engines: &IndexMap<String, PlannedEngine>,
) -> PlannedLine {
    let mut line = line.clone();
    if let Some(planned) = engines.get(line.engine()).filter(|_| speed != 1.0) {
        let engine = planned.engine.as_ref();
        let voice = line.voice.faster(engine, speed);
        line.give(Arc::new(voice), engine);
    }
    line
}
