//! Lines that stand beside each other and have most of their names and numbers in common: where a text has two languages, one is most
//! likely the translation of the other, though names and numbers are in no language.

use super::pieces::{Piece, Place, Said, size};
use super::quoted::most_of;

/// From how many such words on a line is a sentence, if one of them is no name.
const SENTENCE: usize = 3;
/// What it costs two lines that have all in common to be in one language, in nats.
const ALIKE: f32 = 4.0;
/// The least share of their words that two lines have in common.
const LEAST: f32 = 0.5;
/// From how many letters on a word that is no name counts.
const LONG: usize = 4;
/// How much more it costs to be a guest in a line whose other part, in another script, seems to say the same, in nats.
const TRANSLATED: f32 = 3.0;
/// How many times as long as the other one of two such parts is at most.
const LONGER: usize = 3;

/// How much more it costs each piece to be in none of the text's languages: what stands in brackets behind something in another script,
/// or before such brackets, is seldom a word in passing where both are about as long.
pub(super) fn translated(lines: &[Said], pieces: &[Piece]) -> Vec<f32> {
    let mut more = vec![0.0; pieces.len()];
    for (nth, two) in pieces.windows(2).enumerate() {
        if two[1].place != Place::Bracket || two[0].line != two[1].line {
            continue;
        }
        let [first, second] = [0, 1].map(|i| &lines[two[i].line].text[two[i].bytes.clone()]);
        let (a, b) = (size(first), size(second));
        if a.max(b) <= LONGER * a.min(b) && most_of(first) != most_of(second) {
            more[nth] = TRANSLATED;
            more[nth + 1] = TRANSLATED;
        }
    }
    more
}

/// What it costs each piece to be in the language of the one before it, where a text has so many languages.
pub(super) fn stays(lines: &[Said], pieces: &[Piece], languages: usize) -> Vec<f32> {
    let mut stays = vec![0.0; pieces.len()];
    if languages < 2 {
        return stays;
    }
    let mut last: Option<(usize, Vec<&str>)> = None;
    for (piece, stay) in pieces.iter().zip(&mut stays) {
        if last.as_ref().is_some_and(|(line, _)| *line == piece.line) {
            continue;
        }
        let line = &lines[piece.line];
        let own = words(&line.text[line.said.clone()]);
        if let Some((_, before)) = &last
            && matches!(piece.place, Place::Line | Place::Blank)
        {
            let share = shared(before, &own);
            // A sentence that stands there twice translates nothing.
            let is_twice = own.len() >= SENTENCE
                && *before == own
                && own.iter().any(|word| word.starts_with(char::is_lowercase));
            if share >= LEAST && !is_twice {
                *stay = ALIKE * share;
            }
        }
        last = Some((piece.line, own));
    }
    stays
}

/// The numbers, names and long words of a text, sorted.
fn words(text: &str) -> Vec<&str> {
    let counts = |word: &&str| {
        word.starts_with(|c: char| c.is_uppercase() || c.is_numeric())
            || word.chars().nth(LONG - 1).is_some()
    };
    let words = text.split(|c: char| !c.is_alphanumeric());
    let mut words: Vec<&str> = words.filter(counts).collect();
    words.sort_unstable();
    words
}

/// Which share of their words two lines have in common.
fn shared(mut a: &[&str], mut b: &[&str]) -> f32 {
    let all = a.len() + b.len();
    let mut common = 0;
    while let ([x, rest @ ..], [y, others @ ..]) = (a, b) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => a = rest,
            std::cmp::Ordering::Greater => b = others,
            std::cmp::Ordering::Equal => {
                common += 2;
                (a, b) = (rest, others);
            }
        }
    }
    common as f32 / all.max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_show_a_translation() {
        let of = |a: &str, b: &str| shared(&words(a), &words(b));
        assert_eq!(of("3. Ann Reed, 1911.", "3. Ann Reed, 1911."), 1.0);
        assert!(of("Bern: Aare Verlag.", "Aare Verlag, Bern.") >= LEAST);
        assert!(of("Ann went home.", "Ann lit the lamp.") < LEAST);
        assert_eq!(of("", "…"), 0.0);
    }
}
