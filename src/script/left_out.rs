//! What of a text is not spoken: the facts about it, and what is not in the book, each line with the reason.

use super::document::{Document, SourceLine};
use super::resolve::pieces::{Is, Piece, Pieces};
use super::{Dropped, Metadata, Script};

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
    let places = |line: &'_ SourceLine| line.also_at.iter().copied().max().max(Some(line.at));
    let most = document.lines.iter().filter_map(places).max();
    let mut known = vec![false; most.map_or(0, |most| most + 1)];
    let mut know = |places: &[usize]| {
        for at in places {
            if let Some(known) = known.get_mut(*at) {
                *known = true;
            }
        }
    };
    know(&script.title_at);
    for chapter in &script.chapters {
        know(&chapter.at);
        chapter.parts.iter().for_each(|part| know(&part.at));
        for turn in &chapter.turns {
            know(&turn.at);
            turn.lines.iter().for_each(|line| know(line.at()));
        }
    }
    script.metadata.iter().for_each(|fact| know(&fact.at));
    script.dropped.iter().for_each(|dropped| know(&dropped.at));
    let lines = document
        .lines
        .iter()
        .filter(|line| !known[line.at] || line.also_at.iter().any(|at| !known[*at]));
    lines
        .map(|line| Dropped {
            at: line.places(),
            text: line.text.clone(),
            reason: "markup".into(),
        })
        .collect()
}
