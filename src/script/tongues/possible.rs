//! Which languages pieces may be in, by their scripts and by what is named.

use super::axis::{SAMPLE, glance};
use super::pieces::{Piece, Said};
use super::writing::{by_default, languages_in, script_of, writing_of};
use crate::language::Language;
use unicode_script::Script as Writing;

/// A text names the languages of all that is in it if at most one piece in so many is without a name.
const UNNAMED: usize = 4;
/// The smallest share of the letters with which a script is looked at.
const TRACE: f64 = 0.005;

/// All languages that the pieces may be in: the named ones, and those of the scripts that no named one is written in.
pub(super) fn possible(
    lines: &[Said],
    pieces: &[Piece],
    (given, named): (usize, &[Language]),
) -> Vec<Language> {
    // Where the text names the language of some lines only, others may be in another of that script.
    let unnamed = pieces
        .iter()
        .filter(|piece| lines[piece.line].language.is_none());
    let sure = match unnamed.count() * UNNAMED <= pieces.len() {
        true => named,
        false => &named[..given],
    };
    let mut possible = named.to_vec();
    for (writing, _) in writings(lines, pieces) {
        if !sure.iter().any(|language| writing_of(language) == writing) {
            let is_new = |language: &Language| !named.iter().any(|own| own.is_kin_of(language));
            possible.extend(languages_in(writing).into_iter().filter(is_new));
        }
    }
    if possible.is_empty() {
        possible.push(by_default(Writing::Latin));
    }
    possible
}

/// The scripts of the pieces with their shares, the greatest first. Han beside kana counts for both.
fn writings(lines: &[Said], pieces: &[Piece]) -> Vec<(Writing, f64)> {
    let mut sizes: Vec<(Writing, f64)> = Vec::new();
    let mut whole = 0.0;
    let step = (pieces.len() / SAMPLE).max(1);
    for piece in pieces.iter().step_by(step) {
        for c in glance(lines, piece).chars().filter(|c| c.is_alphabetic()) {
            let writing = match script_of(c) {
                Writing::Common | Writing::Inherited | Writing::Unknown => continue,
                Writing::Katakana => Writing::Hiragana,
                writing => writing,
            };
            let weight = if matches!(writing, Writing::Han | Writing::Hangul) {
                3.0
            } else {
                1.0
            };
            whole += weight;
            match sizes.iter_mut().find(|(w, _)| *w == writing) {
                Some((_, size)) => *size += weight,
                None => sizes.push((writing, weight)),
            }
        }
    }
    sizes.iter_mut().for_each(|(_, size)| *size /= whole);
    sizes.retain(|(_, share)| *share >= TRACE);
    sizes.sort_by(|a, b| b.1.total_cmp(&a.1));
    sizes
}
