//! Scripts (Unicode UAX 24), which languages are written in them, and the units of a text by them: a
//! word, or one character where words are not parted.

use super::ngrams;
use crate::language::Language;
use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script as Writing, UnicodeScript};

/// The languages of a script that several share, without those of Latin: what is not listed is Latin.
const SHARED: &[(Writing, &[&str])] = &[
    (
        Writing::Cyrillic,
        &[
            "ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "tt", "mn", "cv", "tg", "ba",
        ],
    ),
    (
        Writing::Arabic,
        &["ar", "fa", "ur", "ps", "sd", "ug", "ckb"],
    ),
    (Writing::Hebrew, &["he", "yi"]),
    (Writing::Devanagari, &["hi", "mr", "ne", "sa", "kok"]),
    (Writing::Bengali, &["bn", "as", "bpy"]),
    (Writing::Han, &["zh", "yue", "cmn", "hak"]),
    (Writing::Hiragana, &["ja"]),
    (Writing::Hangul, &["ko"]),
    (Writing::Greek, &["el", "grc"]),
    (Writing::Thai, &["th"]),
    (Writing::Armenian, &["hy", "hyw"]),
    (Writing::Georgian, &["ka"]),
    (Writing::Tamil, &["ta"]),
    (Writing::Telugu, &["te"]),
    (Writing::Kannada, &["kn"]),
    (Writing::Malayalam, &["ml"]),
    (Writing::Gujarati, &["gu"]),
    (Writing::Gurmukhi, &["pa"]),
    (Writing::Oriya, &["or"]),
    (Writing::Sinhala, &["si"]),
    (Writing::Myanmar, &["my", "shn"]),
    (Writing::Khmer, &["km"]),
    (Writing::Lao, &["lo"]),
    (Writing::Tibetan, &["bo"]),
    (Writing::Ethiopic, &["am", "ti"]),
    (Writing::Cherokee, &["chr"]),
    (Writing::Thaana, &["dv"]),
];

/// The script that a language is mostly written in; a script in its tag (ISO 15924) goes before.
pub(crate) fn writing_of(language: &Language) -> Writing {
    let named = language
        .tag()
        .split('-')
        .skip(1)
        .find(|part| part.len() == 4);
    match named {
        Some("latn") => return Writing::Latin,
        Some("cyrl") => return Writing::Cyrillic,
        Some("arab") => return Writing::Arabic,
        _ => {}
    }
    let is_of = |(_, tags): &&(Writing, &[&str])| tags.contains(&language.base());
    SHARED
        .iter()
        .find(is_of)
        .map_or(Writing::Latin, |(writing, _)| *writing)
}

/// The language that a script stands for if nothing else is known.
pub(crate) fn by_default(writing: Writing) -> Language {
    let of = SHARED.iter().find(|(w, _)| *w == writing);
    Language::new(of.map_or("en", |(_, tags)| tags[0]))
}

/// The languages of a script that have n-grams; its usual one if none has.
pub(crate) fn languages_in(writing: Writing) -> Vec<Language> {
    let all = ngrams::tags().iter().map(|tag| Language::new(tag));
    let found: Vec<Language> = all.filter(|l| writing_of(l) == writing).collect();
    match found.is_empty() {
        true => vec![by_default(writing)],
        false => found,
    }
}

/// The script of a text's first letter; of a text without letters, none.
pub(crate) fn script_of_first_letter(text: &str) -> Option<Writing> {
    text.chars().find(|c| c.is_alphabetic()).map(script_of)
}

/// The script of a character, with the commonest looked up at once.
pub(crate) fn script_of(c: char) -> Writing {
    match c {
        'a'..='z' | 'A'..='Z' => Writing::Latin,
        '\0'..='\u{7F}' => Writing::Common,
        '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{24F}' => Writing::Latin,
        '\u{400}'..='\u{481}' | '\u{48A}'..='\u{52F}' => Writing::Cyrillic,
        '\u{4E00}'..='\u{9FFF}' => Writing::Han,
        '\u{AC00}'..='\u{D7A3}' => Writing::Hangul,
        c => c.script(),
    }
}

/// A word, or a character of East Asia.
#[derive(Debug, PartialEq)]
pub(crate) enum Unit<'a> {
    /// A character of Chinese, Japanese or Korean.
    East(East),
    /// A word in lower case.
    Word {
        text: &'a str,
        writing: Writing,
        /// It is written like a name, which is of any language.
        is_name: bool,
    },
}

/// The kinds of characters of East Asia.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum East {
    Han,
    /// A character of the commonest Chinese words, rare in Japanese.
    CommonHan,
    /// One of them that Japanese compounds are written with, too: 過去, 完了.
    SharedHan,
    /// Chinese punctuation that Japanese does not use.
    Comma,
    Hiragana,
    Katakana,
    Hangul,
}

const COMMON_HAN: &str = "的是我你妳您他她它们們这這那哪么麼吗嗎呢吧啊没沒很把被給给让讓说說就也都还還个個什怎跟从從对對着过会會来來谁誰咱为為吃喝找谢謝";
const SHARED_HAN: &str = "了過得能要不在去有和";

fn east(c: char) -> Option<East> {
    match c {
        '\0'..='\u{FF}' => None,
        '，' => Some(East::Comma),
        'ー' => Some(East::Katakana),
        _ => match script_of(c) {
            Writing::Han if COMMON_HAN.contains(c) => Some(East::CommonHan),
            Writing::Han if SHARED_HAN.contains(c) => Some(East::SharedHan),
            Writing::Han => Some(East::Han),
            Writing::Hiragana => Some(East::Hiragana),
            Writing::Katakana => Some(East::Katakana),
            Writing::Hangul => Some(East::Hangul),
            _ => None,
        },
    }
}

/// Calls `each` with every unit of a text.
pub(crate) fn units(text: &str, mut each: impl FnMut(Unit)) {
    let mut word = Word::default();
    let mut begins = true;
    for c in text.chars() {
        if c.is_ascii_lowercase() && word.writing == Writing::Latin && !word.text.is_empty() {
            word.text.push(c);
        } else if let Some(east) = east(c) {
            word.end(&mut each);
            each(Unit::East(east));
            begins = east == East::Comma && begins;
        } else if ngrams::is_letter(c) || !word.text.is_empty() && is_accent(c) {
            let own = script_of(c);
            let is_other =
                own != word.writing && !matches!(own, Writing::Inherited | Writing::Common);
            if is_other && !word.text.is_empty() {
                word.end(&mut each);
            }
            if word.text.is_empty() {
                word.writing = own;
                word.is_name = c.is_uppercase() && !begins;
                begins = false;
            } else if c.is_uppercase() {
                word.is_name = false;
            }
            word.push(c);
        } else {
            word.end(&mut each);
            begins |= matches!(
                c,
                '.' | '?' | '!' | '…' | ':' | '»' | '«' | '"' | '“' | '„' | '¿' | '¡'
            );
        }
    }
    word.end(&mut each);
}

/// A word that is being read, in lower case.
struct Word {
    text: String,
    writing: Writing,
    /// It begins with a capital, as no other letter of it, and no sentence with it.
    is_name: bool,
    has_accents: bool,
}

impl Default for Word {
    fn default() -> Self {
        Self {
            text: String::new(),
            writing: Writing::Common,
            is_name: false,
            has_accents: false,
        }
    }
}

impl Word {
    fn push(&mut self, c: char) {
        if c.is_ascii() {
            return self.text.push(c.to_ascii_lowercase());
        }
        self.has_accents |= is_accent(c);
        // the dot of `İ` stands alone in lower case
        self.text.extend(
            c.to_lowercase()
                .filter(|lower| !is_accent(*lower) || is_accent(c)),
        );
    }

    /// Hands the word over, composed (NFC) as the n-grams are.
    fn end(&mut self, mut each: impl FnMut(Unit)) {
        if self.text.is_empty() {
            return;
        }
        if self.has_accents {
            self.text = self.text.nfc().filter(|c| !is_accent(*c)).collect();
        }
        each(Unit::Word {
            text: &self.text,
            writing: self.writing,
            is_name: self.is_name,
        });
        self.text.clear();
        self.has_accents = false;
    }
}

/// An accent of its own behind a letter: `e` and U+0301.
fn is_accent(c: char) -> bool {
    ('\u{300}'..='\u{36F}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let mut shown = Vec::new();
        units(text, |unit| {
            shown.push(match unit {
                Unit::East(east) => format!("{east:?}"),
                Unit::Word { text, is_name, .. } => {
                    format!("{text}{}", if is_name { "*" } else { "" })
                }
            })
        });
        shown
    }

    #[test]
    fn words_and_characters() {
        assert_eq!(
            shown("Good evening, Ann Reed. L’été 是 GPT"),
            [
                "good",
                "evening",
                "ann*",
                "reed*",
                "l",
                "été",
                "CommonHan",
                "gpt"
            ]
        );
        assert_eq!(shown("e\u{301}te\u{301} 12:30"), ["été"]);
        assert_eq!(shown("İyi акşam"), ["iyi", "ак", "şam"]);
    }

    #[test]
    fn a_language_has_a_script() {
        let of = |tag: &str| writing_of(&Language::new(tag));
        assert_eq!(of("hu"), Writing::Latin);
        assert_eq!(of("uk"), Writing::Cyrillic);
        assert_eq!(of("zh-hant-tw"), Writing::Han);
        assert_eq!(of("sr-latn"), Writing::Latin);
        assert_eq!(by_default(Writing::Tamil).tag(), "ta");
        assert!(languages_in(Writing::Latin).len() > 70);
        assert_eq!(languages_in(Writing::Thai), [Language::new("th")]);
    }
}
