//! What of a text is not spoken: the facts about it, and what is not in the book, each line with the reason.

use super::document::Document;
use super::resolve::pieces::{Is, Piece, Pieces};
use super::{Dropped, Line, Metadata, Script};
use std::collections::HashSet;

/// The facts about the text, and what is not in the book.
pub(super) fn of(document: &Document, pieces: &Pieces) -> (Vec<Metadata>, Vec<Dropped>) {
    let (mut metadata, mut dropped) = (Vec::new(), Vec::new());
    for (i, Piece { bytes, is, .. }) in pieces.all() {
        let line = &document.lines[i];
        let text = || line.text[bytes.clone()].trim().to_string();
        match *is {
            Is::Metadata(key) => metadata.push(Metadata {
                at: line.places(),
                key: key.into(),
                text: text(),
            }),
            Is::Dropped(reason) => dropped.push(Dropped {
                at: line.places(),
                text: text(),
                reason: reason.into(),
            }),
            _ => {}
        }
    }
    (metadata, dropped)
}

/// The lines that stand nowhere in a script: signs alone, marks that were taken out. Nothing is lost silently.
pub(super) fn unaccounted(document: &Document, script: &Script) -> Vec<Dropped> {
    let mut known: HashSet<usize> = script.title_at.iter().copied().collect();
    for chapter in &script.chapters {
        known.extend(&chapter.at);
        known.extend(chapter.parts.iter().flat_map(|part| &part.at));
        for turn in &chapter.turns {
            known.extend(&turn.at);
            known.extend(turn.lines.iter().flat_map(Line::at));
        }
    }
    known.extend(script.metadata.iter().flat_map(|fact| &fact.at));
    known.extend(script.dropped.iter().flat_map(|dropped| &dropped.at));
    let lines = document
        .lines
        .iter()
        .filter(|line| line.places().iter().any(|at| !known.contains(at)));
    lines
        .map(|line| Dropped {
            at: line.places(),
            text: line.text.clone(),
            reason: "markup".into(),
        })
        .collect()
}
