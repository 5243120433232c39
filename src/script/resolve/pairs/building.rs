//! The parts, turns and lines of the script, built from pairs in the order of the text.

use super::super::turns::Unit;
use super::{PairedLine, PairedPart, PairedTurn, Place};
use crate::language::Localized;

/// Puts pairs under headings and turns.
pub(super) struct Building<'a> {
    pub(super) places: &'a [Place<'a>],
    pub(super) parts: Vec<PairedPart>,
    /// The level of each part's heading.
    pub(super) levels: Vec<u8>,
    /// Of which turns the names' lines are taken.
    pub(super) named: Vec<bool>,
    /// The place that the last turn is of.
    pub(super) open: Option<usize>,
    /// The place of the last heading.
    pub(super) heading: Option<usize>,
}

impl Building<'_> {
    pub(super) fn heading(&mut self, place: usize, title: Localized, at: Vec<usize>) {
        let level = self.levels[self.places[place].part];
        // What stands lower is in the part, and not its title; nor is a heading of the same language over other text.
        let text_between = |last: usize| {
            let between = self.places.get(last + 1..place).unwrap_or_default();
            between.iter().any(|place| place.turn.is_some())
        };
        let is_apart = self.heading.replace(place).is_some_and(text_between);
        let is_open = |part: &&mut PairedPart| {
            let is_same = is_apart && title.iter().all(|(own, _)| part.title.contains_key(own));
            part.turns.is_empty() && (part.title.is_empty() || part.level >= level && !is_same)
        };
        let last = self.parts.last_mut().filter(is_open);
        match last {
            // A heading of two lines, or the other language of one that stands alone.
            Some(part) => {
                for (language, text) in title {
                    let own = part.title.or_default(&language);
                    if !own.is_empty() {
                        own.push_str(": ");
                    }
                    own.push_str(&text);
                }
                part.at.extend(at);
                part.level = level;
            }
            None => self.parts.push(PairedPart {
                title,
                at,
                level,
                turns: Vec::new(),
            }),
        }
        self.open = None;
    }

    /// The turn that a place belongs to, begun if the last one is another's.
    pub(super) fn turn(&mut self, place: usize) -> Option<&mut PairedTurn> {
        let person = self.places[place].turn.and_then(|turn| turn.person);
        let part = self.parts.last_mut()?;
        let goes_on = self.open == Some(place) && !part.turns.is_empty();
        if !goes_on {
            part.turns.push(PairedTurn {
                person,
                at: Vec::new(),
                lines: Vec::with_capacity(1),
            });
            self.open = Some(place);
        }
        part.turns.last_mut()
    }

    /// Adds a line, behind the notes at its head. `said_by` are the places of all its pieces.
    pub(super) fn line(
        &mut self,
        place: usize,
        said_by: &[usize],
        ahead: &[&Unit],
        line: PairedLine,
    ) {
        // What stands alone in another language goes on the turn of the same person before it.
        let person = |place: usize| self.places[place].turn.map(|turn| turn.person);
        let place = match self.open {
            Some(open)
                if open != place
                    && person(open) == person(place)
                    && self.is_translated(open, place) =>
            {
                open
            }
            _ => place,
        };
        let mut at: Vec<usize> = Vec::new();
        for &own in std::iter::once(&place).chain(said_by) {
            if !std::mem::replace(&mut self.named[own], true)
                && let Some(turn) = self.places[own].turn
            {
                at.extend(&turn.at);
            }
        }
        if let Some(turn) = self.turn(place) {
            turn.at.extend(at);
            turn.lines.extend(ahead.iter().map(|note| noted(note)));
            turn.lines.push(line);
        }
    }

    /// Whether a turn stands far from another, in the other half of a text, so that its lines are no turn of their own.
    fn is_translated(&self, open: usize, place: usize) -> bool {
        self.named[place] || open.abs_diff(place) > 1
    }

    pub(super) fn note(&mut self, place: usize, note: &Unit) {
        let place = self.open.unwrap_or(place);
        if let Some(turn) = self.turn(place) {
            turn.lines.push(noted(note));
        }
    }

    pub(super) fn finish(mut self) -> Vec<PairedPart> {
        self.parts
            .retain(|part| !part.turns.is_empty() || !part.at.is_empty());
        self.parts
    }
}

/// A note as a line of its own.
fn noted(note: &Unit) -> PairedLine {
    PairedLine {
        text: Localized::from([(note.language.clone(), note.text.clone())]),
        at: note.at.clone(),
        is_note: true,
    }
}
