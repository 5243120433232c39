//! Words within a text whose sounds are given, for engines that can speak sounds. Such a word stands
//! between characters of Unicode's private use area, which no text has: mark, alphabet, mark, sounds, mark,
//! word, mark.

use std::fmt::Write;

const BEGIN: char = '\u{F8F0}';
const NEXT: char = '\u{F8F1}';
const END: char = '\u{F8F2}';

/// How sounds are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alphabet {
    /// The International Phonetic Alphabet.
    Ipa,
    /// Pinyin, a syllable with the number of its tone each: `chong2 qing4`.
    Pinyin,
}

impl Alphabet {
    fn name(self) -> &'static str {
        match self {
            Self::Ipa => "ipa",
            Self::Pinyin => "pinyin",
        }
    }

    /// An alphabet by its name in a lexicon.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Ipa, Self::Pinyin]
            .into_iter()
            .find(|own| own.name() == name)
    }
}

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    /// Text without sounds.
    Text(&'a str),
    /// A word and its sounds.
    Said(&'a str, Alphabet, &'a str),
}

/// A word with its sounds, as it stands in a text.
pub fn mark(word: &str, alphabet: Alphabet, sounds: &str) -> String {
    let mut out = String::new();
    // Writing to a text does not fail.
    let _ = write!(
        out,
        "{BEGIN}{}{NEXT}{sounds}{NEXT}{word}{END}",
        alphabet.name()
    );
    out
}

/// The parts of a text.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(BEGIN) {
        let Some((marked, after)) = after.split_once(END) else {
            break;
        };
        parts.push(Part::Text(before));
        let mut fields = marked.splitn(3, NEXT);
        let fields = (fields.next(), fields.next(), fields.next());
        if let (Some(alphabet), Some(sounds), Some(word)) = fields {
            parts.push(match Alphabet::named(alphabet) {
                Some(alphabet) => Part::Said(word, alphabet, sounds),
                None => Part::Text(word),
            });
        }
        rest = after;
    }
    parts.push(Part::Text(rest));
    parts.retain(|part| *part != Part::Text(""));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sounds_are_found_where_they_were_put() {
        let text = format!("By {}.", mark("Huang", Alphabet::Ipa, "hwɑːŋ"));
        let said = Part::Said("Huang", Alphabet::Ipa, "hwɑːŋ");
        assert_eq!(parts(&text), [Part::Text("By "), said, Part::Text(".")]);
        assert_eq!(parts("plain"), [Part::Text("plain")]);
        assert_eq!(parts("\u{F8F0}half"), [Part::Text("\u{F8F0}half")]);
        assert!(parts("").is_empty());
    }
}
