//! The words by which short pieces of text are told apart: `words/names.toml`.

use super::letters::{ByHash, word_hash};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Words by language, and all of them together.
#[derive(Debug, Deserialize)]
#[serde(from = "HashMap<String, Vec<String>>")]
pub(crate) struct Words {
    /// Those in ASCII, by their numbers: most words that are looked for are in it.
    ascii: ByHash<u64, ()>,
    others: HashSet<String>,
}

impl From<HashMap<String, Vec<String>>> for Words {
    fn from(by_language: HashMap<String, Vec<String>>) -> Self {
        let words = by_language.into_values().flatten();
        let (ascii, others): (HashSet<String>, _) = words.partition(|word| word.is_ascii());
        let ascii = ascii.iter().map(|word| (word_hash(word), ()));
        Self {
            ascii: ascii.collect(),
            others,
        }
    }
}

impl Words {
    /// Whether a word is among them, however it is written and whatever stands around it.
    pub(crate) fn has(&self, word: &str) -> bool {
        let bare = word.trim_matches(['.', ',', '\'', '’']);
        if bare.is_ascii() {
            self.ascii.contains_key(&word_hash(bare))
        } else if bare.chars().any(char::is_uppercase) {
            self.others.contains(bare.to_lowercase().as_str())
        } else {
            self.others.contains(bare)
        }
    }
}

/// Words of persons in grammar.
#[derive(Debug, Deserialize)]
pub(crate) struct Persons {
    /// `I`, `my`, `we`.
    pub(crate) first: Words,
    /// `you`, `your`.
    pub(crate) second: Words,
}

impl Persons {
    /// Whether a word speaks of who speaks or of whom he speaks to.
    pub(crate) fn has(&self, word: &str) -> bool {
        self.first.has(word) || self.second.has(word)
    }
}

/// See `words/names.toml`.
#[derive(Debug, Deserialize)]
pub(crate) struct Vocabulary {
    particles: Words,
    /// Words before or after a name that are none by themselves.
    pub(crate) titles: Words,
    /// Offices that several people have, before a name or alone.
    pub(crate) offices: Words,
    /// Words of headings.
    pub(crate) headings: Words,
    /// Words of headings with which no name begins.
    pub(crate) divisions: Words,
    /// Words before a colon that name nobody.
    pub(crate) facts: Words,
    /// What is said often.
    pub(crate) said: Words,
    /// What people are called by what they do.
    pub(crate) roles: Words,
    /// What a tale that branches lets choose.
    pub(crate) choices: Words,
    /// Words of a script's camera.
    pub(crate) camera: Words,
    /// What stands beside a name in a script, of where the voice comes from.
    pub(crate) cues: Words,
    /// Words with which a credit begins.
    pub(crate) credits: Words,
    /// Words before a name that make it someone else.
    pub(crate) different: Words,
    /// Words of who speaks and who is spoken to.
    pub(crate) persons: Persons,
    /// Words between the names of several people.
    pub(crate) conjunctions: Words,
}

impl Vocabulary {
    /// Whether a word needs no capital in a name.
    pub(crate) fn is_particle(&self, word: &str) -> bool {
        self.particles.has(word)
    }
}

/// The words, read once.
pub(crate) fn vocabulary() -> &'static Vocabulary {
    static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
        toml::from_str(include_str!("../words/names.toml"))
            .expect("words/names.toml is as its type says")
    });
    &VOCABULARY
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read() {
        let words = vocabulary();
        assert!(words.is_particle("of") && words.facts.has("Note") && words.headings.has("SCÈNE"));
        assert!(
            words.titles.has("Mr.")
                && words.credits.has("Transcribed")
                && words.divisions.has("Act")
        );
        assert!(!words.facts.has("Ann"));
    }
}
