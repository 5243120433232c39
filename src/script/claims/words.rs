//! The words that the rules know, from `words/*.toml`, made ready for searching once.

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::sync::{LazyLock, OnceLock};

/// Phrases in lower case that are looked for in lines in lower case. A phrase begins and ends where a word does; a star
/// at its end stands for the rest of the word.
#[derive(Debug, Deserialize)]
#[serde(from = "Vec<String>")]
pub(super) struct Phrases {
    whole: HashSet<String>,
    begins: Heads,
    /// All of them without stars.
    bare: Vec<String>,
    /// What finds them in a text; many are never looked for there.
    inside: OnceLock<AhoCorasick>,
    /// Which of them end in a star, and whether they begin and end with a letter of a script with spaces.
    forms: Vec<Form>,
}

#[derive(Debug, Clone, Copy)]
struct Form {
    is_stem: bool,
    begins_word: bool,
    ends_word: bool,
}

/// The first two bytes of phrases, as far as 4096 bits can tell them apart: most texts begin with none of them, and nothing more is looked at.
#[derive(Debug)]
struct Heads([u64; 64]);

impl Heads {
    fn of(phrases: &[String]) -> Self {
        let mut heads = Self([0; 64]);
        for phrase in phrases {
            match *phrase.as_bytes() {
                [first, second, ..] => heads.add(first, second),
                [first] => (0..=255).for_each(|second| heads.add(first, second)),
                [] => heads.0.fill(u64::MAX),
            }
        }
        heads
    }

    fn add(&mut self, first: u8, second: u8) {
        let bit = Self::bit(first, second);
        self.0[bit / 64] |= 1 << (bit % 64);
    }

    fn bit(first: u8, second: u8) -> usize {
        (usize::from(first) << 4 ^ usize::from(second)) % 4096
    }

    /// Whether a text may begin with one of them.
    fn may_begin(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let byte = |i: usize| bytes.get(i).copied().unwrap_or_default();
        let bit = Self::bit(byte(0), byte(1));
        self.0[bit / 64] >> (bit % 64) & 1 == 1
    }
}

/// Whether a character is a letter or digit of a script that parts words by spaces.
fn is_spaced(c: char) -> bool {
    c.is_alphanumeric() && !is_unspaced(c)
}

/// Whether a character is of a script without spaces between words, or whose words take endings as those do.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{2E80}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

impl From<Vec<String>> for Phrases {
    fn from(phrases: Vec<String>) -> Self {
        let form = |phrase: &String| {
            let bare = phrase.trim_end_matches('*');
            Form {
                is_stem: bare.len() < phrase.len(),
                begins_word: bare.starts_with(is_spaced),
                ends_word: bare.ends_with(is_spaced),
            }
        };
        let forms = phrases.iter().map(form).collect();
        let bare = phrases.iter().map(|phrase| phrase.trim_end_matches('*'));
        let bare: Vec<String> = bare.map(str::to_string).collect();
        Self {
            begins: Heads::of(&bare),
            bare,
            inside: OnceLock::new(),
            forms,
            whole: phrases.into_iter().collect(),
        }
    }
}

impl Phrases {
    /// Whether a text is one of them.
    pub(super) fn is(&self, text: &str) -> bool {
        self.begins.may_begin(text) && self.whole.contains(text)
    }

    /// Where the longest of them ends that a text begins with.
    pub(super) fn begin(&self, text: &str) -> Option<usize> {
        if !self.begins.may_begin(text) {
            return None;
        }
        let head = &text[..text.floor_char_boundary(64)];
        let found = self.places(head, text).filter(|(begin, _)| *begin == 0);
        found.map(|(_, end)| end).max()
    }

    /// Whether a text begins with one of them.
    pub(super) fn begins(&self, text: &str) -> bool {
        self.begin(text).is_some()
    }

    /// Whether a text ends with one of them.
    pub(super) fn ends(&self, text: &str) -> bool {
        let tail = text.ceil_char_boundary(text.len().saturating_sub(64));
        self.places(&text[tail..], &text[tail..])
            .any(|(_, end)| tail + end == text.len())
    }

    /// Whether one of them stands in a text.
    pub(super) fn stand_in(&self, text: &str) -> bool {
        self.places(text, text).next().is_some()
    }

    /// How many of them stand in a text, each once.
    pub(super) fn count(&self, text: &str) -> usize {
        let mut ends: Vec<usize> = self.places(text, text).map(|(_, end)| end).collect();
        ends.dedup();
        ends.len()
    }

    /// Where they stand in a part of a text, which begins where the text does.
    fn places<'a>(
        &'a self,
        part: &'a str,
        text: &'a str,
    ) -> impl Iterator<Item = (usize, usize)> + 'a {
        let inside = self.inside.get_or_init(|| {
            AhoCorasick::builder()
                .match_kind(MatchKind::Standard)
                .build(&self.bare)
                .expect("the tables of words are small")
        });
        inside.find_overlapping_iter(part).filter_map(move |found| {
            let form = self.forms[found.pattern().as_usize()];
            let after = text[found.end()..].chars().next();
            let before = text[..found.start()].chars().next_back();
            let begins = !form.begins_word || !before.is_some_and(is_spaced);
            let ends = form.is_stem || !form.ends_word || !after.is_some_and(is_spaced);
            (begins && ends).then_some((found.start(), found.end()))
        })
    }
}

/// Words by what they mean.
#[derive(Debug, Deserialize)]
#[serde(from = "HashMap<String, Vec<String>>")]
pub(super) struct Keys {
    meaning: HashMap<String, &'static str>,
    /// Those of scripts without spaces, in which longer words end, by their last characters.
    endings: HashMap<char, Vec<(String, &'static str)>>,
}

/// The names of the tables that a word's meaning may be; what is written into scripts.
#[rustfmt::skip]
const MEANINGS: &[&str] = &[
    "participant", "author", "translator", "editor", "photographer", "producer", "transcriber", "credit", "title",
    "date", "duration", "place", "topic", "source", "language", "fact", "description", "to", "subject",
];

impl From<HashMap<String, Vec<String>>> for Keys {
    fn from(tables: HashMap<String, Vec<String>>) -> Self {
        let mut keys = Self {
            meaning: HashMap::new(),
            endings: HashMap::new(),
        };
        for name in MEANINGS {
            for word in tables.get(*name).into_iter().flatten() {
                if let Some(last) = word.chars().next_back()
                    && word.chars().count() > 1
                    && word.chars().all(is_unspaced)
                {
                    let endings = keys.endings.entry(last).or_default();
                    endings.push((word.clone(), name));
                }
                keys.meaning.entry(word.clone()).or_insert(name);
            }
        }
        keys
    }
}

impl Keys {
    /// What a key means, in lower case: `participant` of `guest` and of `本期嘉宾`.
    pub(super) fn meaning(&self, key: &str) -> Option<&'static str> {
        let known = self.meaning.get(key).copied();
        known.or_else(|| {
            let mut endings = self.endings.get(&key.chars().next_back()?)?.iter();
            endings
                .find(|(word, _)| key.ends_with(word.as_str()))
                .map(|(_, name)| *name)
        })
    }
}

/// Whether a key in lower case says that a title stands behind it: `titre`.
pub(in crate::script) fn names_title(key: &str) -> bool {
    facts().meaning(key) == Some("title")
}

/// A table of one list.
#[derive(Debug, Deserialize)]
pub(super) struct List {
    pub(super) words: Phrases,
}

/// A table of beginnings.
#[derive(Debug, Deserialize)]
pub(super) struct Beginnings {
    pub(super) begins: Phrases,
}

macro_rules! table {
    ($(#[$doc:meta])* $name:ident, $file:literal, { $($field:ident: $type:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Deserialize)]
        pub(super) struct $name { $(pub(super) $field: $type),* }

        impl $name {
            /// The table, read once.
            pub(super) fn get() -> &'static Self {
                static TABLE: LazyLock<$name> = LazyLock::new(|| {
                    let text = include_str!(concat!("../words/", $file));
                    toml::from_str(text).expect(concat!("words/", $file, " is as its type says"))
                });
                &TABLE
            }
        }
    };
}

table!(
    /// See `words/closing.toml`.
    Closing, "closing.toml", {
        over: Over, about: About, more: Beginnings, credit: Beginnings, platforms: Platforms, transcriber: Beginnings, footer: Footer, between: List,
        navigation: Navigation, program: Program, recording: Recording, calls: Calls, session: List,
    }
);
table!(
    /// See `words/contents.toml`.
    Contents, "contents.toml", { contents: List, keywords: List, notes: List, transcript: List, text: List, people: Over }
);
table!(
    /// See `words/dates.toml`.
    Dates, "dates.toml", { months: Vec<String>, beside: Phrases, units: Phrases, states: Phrases, unspaced: String }
);
table!(
    /// See `words/directions.toml`.
    Directions, "directions.toml", { done: Done, placeholders: List, said: List, told: List, stage: Beginnings, cuts: List, sound: Sound }
);
table!(
    /// See `words/front.toml`.
    Front, "front.toml", { byline: List, kicker: List, talk: List, subtitle: Over, page: Over }
);
table!(
    /// See `words/headings.toml`.
    Headings, "headings.toml", { unit: Vec<Unit>, numbers: List, unspaced: Unspaced, alone: List, stage: Stage, song: List }
);
table!(
    /// See `words/messages.toml`.
    Messages, "messages.toml", { header: Keys, quoted: Quoted, notice: Notice }
);
table!(
    /// See `words/notes.toml`.
    Notes, "notes.toml", { mark: List, before: Before, pronunciation: List }
);
table!(
    /// See `words/no_names.toml`.
    NoNames, "no_names.toml", { joins: List, greets: List, asks: List, pairs: Vec<[String; 2]>, speaks: List, addresses: List, announces: List }
);
table!(
    /// See `words/pages.toml`.
    Pages, "pages.toml", { page: Phrases, between: Phrases, rights: Phrases }
);
table!(
    /// See `words/posts.toml`.
    Posts, "posts.toml", {
        keys: Phrases, ranks: Phrases, buttons: Phrases, among: Phrases, edited: Phrases, quotes: Phrases, ago: Ago,
    }
);
table!(
    /// See `words/scenes.toml`.
    Scenes, "scenes.toml", { numbered: List, unspaced: List, capitals: List }
);
table!(
    /// See `words/wrappers.toml`.
    Wrappers, "wrappers.toml", { book: Book, model: Model }
);

/// What the keys of facts mean: `words/facts.toml`.
pub(super) fn facts() -> &'static Keys {
    static KEYS: LazyLock<Keys> = LazyLock::new(|| {
        toml::from_str(include_str!("../words/facts.toml"))
            .expect("words/facts.toml is lists of words")
    });
    &KEYS
}

#[derive(Debug, Deserialize)]
pub(super) struct Over {
    pub(super) words: Phrases,
    pub(super) begins: Phrases,
}

/// What links say, and what stands over them.
#[derive(Debug, Deserialize)]
pub(super) struct Navigation {
    pub(super) words: Phrases,
    pub(super) begins: Phrases,
    pub(super) references: Phrases,
    pub(super) recordings: Phrases,
    pub(super) leads: Phrases,
}

#[derive(Debug, Deserialize)]
pub(super) struct About {
    pub(super) begins: Phrases,
    pub(super) contains: Phrases,
}

#[derive(Debug, Deserialize)]
pub(super) struct Platforms {
    pub(super) words: Phrases,
    pub(super) except: Phrases,
}

#[derive(Debug, Deserialize)]
pub(super) struct Calls {
    pub(super) verbs: Phrases,
    pub(super) things: Phrases,
}

#[derive(Debug, Deserialize)]
pub(super) struct Footer {
    pub(super) sure: Phrases,
    pub(super) perhaps: Phrases,
    pub(super) comments: Phrases,
}

#[derive(Debug, Deserialize)]
pub(super) struct Program {
    pub(super) made: Phrases,
    pub(super) how: Phrases,
    pub(super) people: Phrases,
    pub(super) ended: Phrases,
}

#[derive(Debug, Deserialize)]
pub(super) struct Recording {
    pub(super) endings: Phrases,
    pub(super) words: Phrases,
}

#[derive(Debug, Deserialize)]
pub(super) struct Done {
    pub(super) words: Phrases,
    pub(super) beside: Phrases,
}

#[derive(Debug, Deserialize)]
pub(super) struct Sound {
    pub(super) sure: Phrases,
    pub(super) capitals: HashSet<String>,
    pub(super) wide: HashSet<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Unit {
    pub(super) level: u8,
    pub(super) words: Phrases,
}

#[derive(Debug, Deserialize)]
pub(super) struct Stage {
    pub(super) words: Phrases,
    pub(super) units: Phrases,
}

#[derive(Debug, Deserialize)]
pub(super) struct Unspaced {
    pub(super) before: Vec<String>,
    pub(super) named: Vec<String>,
    pub(super) digits: String,
    /// The units by level, from the highest.
    pub(super) units: Vec<Vec<String>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Quoted {
    pub(super) answer: Phrases,
}

#[derive(Debug, Deserialize)]
pub(super) struct Notice {
    pub(super) begins: Phrases,
    pub(super) ends: Phrases,
    pub(super) words: Phrases,
    pub(super) heads: Phrases,
    pub(super) events: Phrases,
    pub(super) remarks: Vec<String>,
    pub(super) marks: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Before {
    pub(super) words: Phrases,
    pub(super) perhaps: Phrases,
    pub(super) pictures: Phrases,
    pub(super) signs: String,
    pub(super) lesson: Phrases,
}

#[derive(Debug, Deserialize)]
pub(super) struct Ago {
    pub(super) words: Phrases,
    pub(super) units: Phrases,
    pub(super) unspaced: Phrases,
}

#[derive(Debug, Deserialize)]
pub(super) struct Book {
    pub(super) start: Phrases,
    pub(super) end: Phrases,
    pub(super) after: Phrases,
    pub(super) made: Phrases,
    pub(super) noted: Phrases,
}

#[derive(Debug, Deserialize)]
pub(super) struct Model {
    pub(super) openings: Phrases,
    pub(super) answers: Phrases,
    pub(super) closings: Phrases,
    pub(super) about: Phrases,
    pub(super) chapters: Phrases,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_by_their_first_bytes() {
        let phrases = ["the end", "fin", "x", "终", "read more*"].map(String::from);
        let phrases = Phrases::from(phrases.to_vec());
        for text in ["the end", "fin", "x", "终"] {
            assert!(phrases.is(text) && phrases.begins(text), "{text}");
        }
        assert_eq!(phrases.begin("read moreover"), Some(9));
        assert!(phrases.begins("x: that is all") && phrases.ends("so it is 终"));
        for text in ["", "t", "then", "a fin", "xy"] {
            assert!(!phrases.is(text) && !phrases.begins(text), "{text}");
        }
    }
}
