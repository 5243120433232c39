//! What is said, in the pieces that are paired: sentences, or parts of them.

use super::pair::{Piece, Said};
use super::{Begins, tokens};
use crate::script::sentences;

/// How long what stands on both sides of a space that parts sentences is at least, in letters.
const SHORTEST_PART: f32 = 4.0;

/// The sentences of what is said in a language; headings are whole. Where sentences end in spaces alone, what stands between spaces is a
/// piece: one sentence of the other language goes with several.
pub(super) fn sentences_of(said: &[Said], language: usize, at_spaces: bool) -> Vec<Piece> {
    let own = said
        .iter()
        .enumerate()
        .filter(|(_, said)| said.language == language);
    own.flat_map(|(number, said)| {
        let piece = |bytes| Piece {
            said: number,
            bytes,
        };
        let mut sentences = sentences::split(said.text);
        if at_spaces {
            sentences = sentences.into_iter().flat_map(between_spaces).collect();
        }
        if sentences.len() < 2 || said.begins == Begins::Heading {
            return vec![piece(0..said.text.len())];
        }
        let bytes = |sentence: &str| {
            let begin = sentence.as_ptr() as usize - said.text.as_ptr() as usize;
            begin..begin + sentence.len()
        };
        sentences
            .into_iter()
            .map(|sentence| piece(bytes(sentence)))
            .collect()
    })
    .collect()
}

/// What stands between the spaces of a sentence; none parts a number or a mark from what is beside it.
fn between_spaces(sentence: &str) -> Vec<&str> {
    let parts_from = |word: &str| {
        let is_number = word.contains(|c: char| c.is_numeric());
        !is_number && tokens::length(word) >= SHORTEST_PART
    };
    let mut parts: Vec<&str> = Vec::new();
    let mut begin = 0;
    let mut is_before = false;
    for word in sentence.split(' ') {
        let at = word.as_ptr() as usize - sentence.as_ptr() as usize;
        let is_behind = parts_from(word);
        match parts.last_mut().filter(|_| !(is_before && is_behind)) {
            Some(last) => *last = &sentence[begin..at + word.len()],
            None => {
                begin = at;
                parts.push(word);
            }
        }
        is_before = is_behind;
    }
    parts
}

/// Sentences of one line that follow each other are one piece of it.
pub(super) fn united(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut united: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match united.last_mut().filter(|last| last.said == piece.said) {
            Some(last) => last.bytes.end = piece.bytes.end,
            None => united.push(piece),
        }
    }
    united
}
