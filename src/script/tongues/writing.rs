//! Scripts (Unicode UAX 24), which languages are written in them, and the units of a text by them: a
//! word, or one character where words are not parted.

use super::ngrams;
use crate::language::Language;
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

/// The script of a character, with the commonest looked up at once.
pub(crate) fn script_of(c: char) -> Writing {
    match c {
        'a'..='z' | 'A'..='Z' => Writing::Latin,
        '\0'..='\u{7F}' => Writing::Common,
        '\u{4E00}'..='\u{9FFF}' => Writing::Han,
        '\u{AC00}'..='\u{D7A3}' => Writing::Hangul,
        c => c.script(),
    }
}

/// A word, or a character of East Asia.
#[derive(Debug, PartialEq)]
pub(crate) enum Unit {
    /// A character of Chinese, Japanese or Korean.
    East(East),
    /// A word in lower case.
    Word {
        text: String,
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
    /// Chinese punctuation that Japanese does not use.
    Comma,
    Hiragana,
    Katakana,
    Hangul,
}

const COMMON_HAN: &str = "的了是我你妳您他她它们們这這那哪么麼吗嗎呢吧啊没沒很把被给給让讓说說就也都还還个個什怎跟从從对對着过過得会會能要不在去来來有和谁誰咱为為吃喝找谢謝";

fn east(c: char) -> Option<East> {
    match c {
        '\0'..='\u{FF}' => None,
        '，' => Some(East::Comma),
        'ー' => Some(East::Katakana),
        _ => match script_of(c) {
            Writing::Han if COMMON_HAN.contains(c) => Some(East::CommonHan),
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
    let (mut word, mut writing) = (String::new(), Writing::Common);
    // Whether the next word begins a sentence, and how the current one is written.
    let (mut begins, mut is_name) = (true, false);
    let mut end = |word: &mut String, writing, is_name| {
        if !word.is_empty() {
            let text = lower(word);
            word.clear();
            each(Unit::Word {
                text,
                writing,
                is_name,
            });
        }
    };
    let mut easts: Vec<East> = Vec::new();
    for c in text.chars() {
        if let Some(east) = east(c) {
            end(&mut word, writing, is_name);
            easts.push(east);
            begins = east == East::Comma && begins;
        } else if ngrams::is_letter(c) || word_goes_on(c, &word) {
            let own = script_of(c);
            if word.is_empty() {
                writing = own;
                is_name = c.is_uppercase() && !begins;
                begins = false;
            } else if own != writing && own != Writing::Inherited && own != Writing::Common {
                end(&mut word, writing, is_name);
                writing = own;
            } else if c.is_uppercase() {
                is_name = false;
            }
            word.push(c);
        } else {
            end(&mut word, writing, is_name);
            begins |= matches!(
                c,
                '.' | '?' | '!' | '…' | ':' | '»' | '«' | '"' | '“' | '„' | '¿' | '¡'
            );
        }
    }
    end(&mut word, writing, is_name);
    easts.into_iter().for_each(|east| each(Unit::East(east)));
}

/// An accent of its own behind a letter: `e` and U+0301.
fn word_goes_on(c: char, word: &str) -> bool {
    !word.is_empty() && ('\u{300}'..='\u{36F}').contains(&c)
}

/// In lower case and composed (NFC), as the n-grams are.
fn lower(word: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let lower = word.to_lowercase();
    let accent = |c: char| ('\u{300}'..='\u{36F}').contains(&c);
    if lower.contains(accent) {
        // the dot of `İ` stands alone in lower case
        return lower.nfc().filter(|c| !accent(*c)).collect();
    }
    lower
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
                "gpt",
                "CommonHan"
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
