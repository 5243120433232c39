//! What the words in a bracket show by themselves.

use super::{FEW, MANNER, is_said};
use crate::script::claims::text::words_in;
use crate::script::claims::words;

/// Whether someone speaks in a bracket: of himself, to another, or in quotation marks.
pub(super) fn says(inside: &str) -> bool {
    is_said(inside) || quotes_sentence(inside)
}

/// Whether a text ends with a sentence in quotation marks: `(loudly) «One is missing!»`
fn quotes_sentence(text: &str) -> bool {
    const MARKS: &[(char, char)] = &[('«', '»'), ('“', '”'), ('„', '“'), ('"', '"'), ('「', '」')];
    let text = text.trim_end_matches([')', ']', '）', '】']).trim_end();
    let inside = MARKS.iter().find_map(|(open, close)| {
        let (before, quoted) = text.strip_suffix(*close)?.rsplit_once(*open)?;
        // `(sings “O come, all ye faithful”)` goes on from what is done.
        let is_apart = before.trim().is_empty() || before.trim_end().ends_with([')', ':', '：']);
        is_apart.then_some(quoted)
    });
    inside.is_some_and(|quoted| {
        quoted.contains(char::is_alphabetic)
            && quoted.ends_with(['.', '!', '?', '…', '。', '！', '？'])
    })
}

/// Whether what stands in brackets is a sentence of its own.
pub(super) fn ends_inside(inside: &str) -> bool {
    inside
        .trim_end_matches(['_', '*'])
        .ends_with(['.', '!', '。', '！', '…'])
}

/// Whether what stands in brackets before speech says how it is said: few words, and no question.
pub(super) fn is_manner(inside: &str) -> bool {
    inside.contains(char::is_alphabetic) && !inside.ends_with(['?', '？', ',', '，', ':'])
}

/// Whether several words in brackets begin a sentence that goes on behind them: `(If you had to choose) which would it be?`
pub(super) fn begins_sentence(inside: &str, after: &str) -> bool {
    let goes_on = after.trim_start().starts_with(char::is_lowercase);
    goes_on
        && inside.starts_with(char::is_uppercase)
        && !ends_inside(inside)
        && words_in(inside) > FEW
}

/// Whether what stands in brackets may say what is done: few words, no number and no question.
pub(super) fn is_done(inside: &str) -> bool {
    words_in(inside) <= MANNER
        && is_manner(inside)
        && !inside.contains(|c: char| c.is_ascii_digit())
}

/// Whether a text in brackets is in other letters than what stands around it.
pub(super) fn other_script(inside: &str, whole: &str) -> bool {
    let unspaced = |text: &str| {
        let letters = || text.chars().filter(|c| c.is_alphabetic());
        letters().filter(|c| words::is_unspaced(*c)).count() * 2 > letters().count()
    };
    let around = whole.replacen(inside, "", 1);
    around.contains(char::is_alphabetic) && unspaced(inside) != unspaced(&around)
}

/// Whether a word stands right behind a bracket, perhaps in quotation marks.
pub(super) fn begins_after(after: &str) -> bool {
    let after = after
        .trim_start()
        .trim_start_matches(['"', '“', '«', '„', '「']);
    after.starts_with(char::is_alphanumeric)
}

/// Whether a text goes on in mid-sentence.
pub(super) fn starts_small(text: &str) -> bool {
    text.trim_start()
        .starts_with(|c: char| c.is_lowercase() || ",;.:".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_in_brackets() {
        assert!(says("(loudly) «One is missing!»") && says("„Er kommt.“"));
        assert!(!says("sings “O come, all ye faithful”") && !says("to Bo"));
        assert!(begins_sentence(
            "If you had to choose",
            " which would it be?"
        ));
        assert!(!begins_sentence("Laughs", " yes") && !begins_sentence("He turns to Bo.", " yes"));
        assert!(!begins_sentence("He turns to Bo", " Yes"));
    }
}
