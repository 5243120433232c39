//! A sign that parts nearly every line of a text in two, though it does so in no other text: `Guten Abend # Good evening`.

use super::pieces::{SIGNS, Said};
use std::collections::HashMap;
use std::ops::Range;

/// How many lines show it, how many there are at least, and which share of them the sign must part.
const SAMPLE: usize = 400;
const FEWEST: usize = 6;
const SHARE: f64 = 0.9;
/// The longest, in bytes.
const LONGEST: usize = 3;

/// The sign with spaces around it that stands once, between words, in nearly all lines, if there is one.
pub(super) fn sign<'a>(lines: &[Said<'a>]) -> Option<&'a str> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let mut all = 0_usize;
    let said = { lines.iter() }.filter(|line| line.column.is_none() && !line.is_named_by_file);
    let texts = said.map(|line| &line.text[line.said.clone()]);
    for text in texts.filter(|text| has_letters(text)).take(SAMPLE) {
        all += 1;
        let mut signs: Vec<&str> = text.split(' ').filter(|word| is_sign(word)).collect();
        signs.sort_unstable();
        for own in signs.chunk_by(|a, b| a == b) {
            if parts(text, own[0]).is_some() {
                *counts.entry(own[0]).or_default() += 1;
            }
        }
    }
    let (sign, count) = counts
        .into_iter()
        .max_by_key(|(sign, count)| (*count, *sign))?;
    (all >= FEWEST && count as f64 >= SHARE * all as f64).then_some(sign)
}

/// Where a sign stands in a text, if it stands once, with a space at either side and words beyond.
pub(super) fn parts(text: &str, sign: &str) -> Option<Range<usize>> {
    let is_apart =
        |at: &usize| text[..*at].ends_with(' ') && text[at + sign.len()..].starts_with(' ');
    let mut all = text.match_indices(sign).map(|(at, _)| at).filter(is_apart);
    let only = all.next().filter(|_| all.next().is_none())?;
    let (before, after) = (&text[..only], &text[only + sign.len()..]);
    (has_letters(before) && has_letters(after)).then(|| only..only + sign.len())
}

/// Whether a word is a sign that may part two: nothing but a mark or a few.
fn is_sign(word: &str) -> bool {
    let is_mark = |c: char| {
        !c.is_alphanumeric() && !c.is_whitespace() && !".,;:!?…'\"“”„‘’«»()[]&%".contains(c)
    };
    let is_known = |sign: &&str| sign.trim() == word;
    (1..=LONGEST).contains(&word.len()) && word.chars().all(is_mark) && !SIGNS.iter().any(is_known)
}

fn has_letters(text: &str) -> bool {
    text.contains(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(lines: &[&'a str]) -> Option<&'a str> {
        let said = lines.iter().map(|text| Said {
            text,
            said: 0..text.len(),
            ..Said::default()
        });
        sign(&said.collect::<Vec<_>>())
    }

    #[test]
    fn what_parts_nearly_all_lines() {
        let parted = [
            "- Wer ist da? # - Who is there?",
            "- Niemand - nur der Wind. # - Nobody - only the wind.",
            "Die Lampe ist aus. # The lamp is out.",
            "(Er lacht) # (He laughs)",
            "Komm! # Come!",
            "Bald? # Soon?",
        ];
        assert_eq!(found(&parted), Some("#"));
        assert_eq!(found(&parted[1..]), None);
        let told = parted.map(|line| line.split(" # ").next().unwrap_or_default());
        assert_eq!(found(&told), None);
    }

    #[test]
    fn a_sign_stands_between_words() {
        assert_eq!(parts("Yes # Ja", "#"), Some(4..5));
        for text in ["# Ja", "Yes # ja # nein", "Yes #ja", "Yes # 12"] {
            assert_eq!(parts(text, "#"), None, "{text}");
        }
    }
}
