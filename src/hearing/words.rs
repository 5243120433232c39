//! A text as a row of words with their sounds, so that two texts can be laid beside each other.

use super::sounds;
use crate::characters::is_han;
use crate::language::Language;
use deunicode::deunicode;
use std::collections::HashSet;
use std::ops::Range;
use unicode_script::{Script, UnicodeScript};

/// What is said while one thinks: it may be heard or not.
const FILLERS: &[&str] = &[
    "uh", "um", "uhm", "er", "erm", "ah", "hm", "hmm", "mm", "mhm", "eh", "euh", "ah", "ahm", "嗯",
    "呃", "额", "啊", "哦", "噢", "唔", "呀", "嘛", "呢", "吧",
];
/// How much a filler counts beside a word.
const LITTLE: f64 = 0.1;

/// A word, or a character of a language that is written in those.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// Where it stands in its text, in bytes.
    pub at: Range<usize>,
    /// How it may sound: one way or several.
    pub sounds: Vec<Vec<char>>,
    /// How much it counts: about its syllables.
    pub weight: f64,
    /// Whether it is a Chinese character.
    pub is_han: bool,
    /// Whether it is a name, which recognisers spell as they like.
    pub is_name: bool,
}

/// Names of a book in lower case, of those who speak and of its lexicon.
pub type Names = HashSet<String>;

/// The words of names, to be found again in lines.
pub fn names<'a>(all: impl IntoIterator<Item = &'a str>) -> Names {
    let words = all.into_iter().flat_map(|name| {
        let parts = name.split(|c: char| !c.is_alphanumeric());
        parts.map(str::to_lowercase).collect::<Vec<_>>()
    });
    words.filter(|word| word.chars().count() > 1).collect()
}

fn is_kana(c: char) -> bool {
    matches!(c.script(), Script::Hiragana | Script::Katakana)
}

/// The words of a text.
pub fn words(text: &str, language: &Language, names: &Names) -> Vec<Word> {
    let mut words = Vec::new();
    let mut is_begin = true;
    let mut rest = 0;
    while let Some(c) = text[rest..].chars().next() {
        let end = rest + c.len_utf8();
        if is_han(c) || is_kana(c) {
            words.extend(character(c, rest..end));
            is_begin = false;
            rest = end;
        } else if c.is_alphanumeric() {
            let end = text[rest..]
                .char_indices()
                .find(|(_, c)| !is_inside(*c))
                .map_or(text.len(), |(at, _)| rest + at);
            let known = || names.contains(&text[rest..end].to_lowercase());
            // In German, every noun has a capital.
            let has_capital = || c.is_uppercase() && !is_begin && language.base() != "de";
            let is_name = known() || has_capital();
            words.extend(word(text, rest..end, language, is_name));
            is_begin = false;
            rest = end;
        } else {
            is_begin |= matches!(c, '.' | '!' | '?' | ':' | '"' | '“' | '—' | '。');
            rest = end;
        }
    }
    words
}

/// Whether a character goes on a word in letters.
fn is_inside(c: char) -> bool {
    (c.is_alphanumeric() && !is_han(c) && !is_kana(c)) || matches!(c, '\'' | '’')
}

fn character(c: char, at: Range<usize>) -> Option<Word> {
    let sounds = match is_kana(c) {
        // Long vowels and small characters go with what is before them.
        true if c == 'ー' => return None,
        true => vec![deunicode(&c.to_string()).to_lowercase().chars().collect()],
        false => sounds::of_han(c),
    };
    let own = c.to_string();
    Some(Word {
        at,
        weight: weight(&own, 1.0),
        // A character that is not known sounds like itself alone.
        sounds: if sounds.is_empty() {
            vec![vec![c]]
        } else {
            sounds
        },
        is_han: true,
        is_name: false,
    })
}

fn word(text: &str, at: Range<usize>, language: &Language, is_name: bool) -> Option<Word> {
    let own: String = deunicode(&text[at.clone()])
        .to_lowercase()
        .chars()
        .filter(|c| c.is_ascii_alphanumeric())
        .collect();
    if own.is_empty() {
        return None;
    }
    let sounds = sounds::of_word(&own, language);
    Some(Word {
        at,
        weight: weight(&own, 0.5 + 0.25 * sounds.len() as f64),
        sounds: vec![sounds],
        is_han: false,
        is_name,
    })
}

fn weight(own: &str, usual: f64) -> f64 {
    if FILLERS.contains(&own) {
        LITTLE
    } else {
        usual
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, language: &str) -> Vec<String> {
        let words = words(text, &Language::new(language), &Names::new());
        words.into_iter().map(|w| text[w.at].to_string()).collect()
    }

    #[test]
    fn words_and_characters_are_told_apart() {
        assert_eq!(
            shown("It's dark, said Ann-Marie: 40!", "en"),
            ["It's", "dark", "said", "Ann", "Marie", "40"]
        );
        assert_eq!(shown("用GPT发布。", "zh"), ["用", "GPT", "发", "布"]);
        assert_eq!(shown("カー", "ja"), ["カ"]);
        assert!(shown("……", "zh").is_empty());
    }

    #[test]
    fn names_are_those_that_are_known_or_look_like_it() {
        let names = names(["Mara Ellison", "玛拉·埃利森"]);
        let of = |text: &str| -> Vec<bool> {
            let words = words(text, &Language::new("en"), &names);
            words.iter().map(|word| word.is_name).collect()
        };
        assert_eq!(
            of("The mara met Hale. Then"),
            [false, true, false, true, false]
        );
    }

    #[test]
    fn what_is_said_while_one_thinks_counts_little() {
        let words = words("Um, yes", &Language::new("en"), &Names::new());
        assert!(words[0].weight < words[1].weight / 5.0);
    }
}
