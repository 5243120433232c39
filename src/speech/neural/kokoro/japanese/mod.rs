//! The front end of Japanese: the words of a text and how they are read, by a dictionary; numbers with what they
//! count; and the sounds of kana. The dictionary is a model of its own (`diglot get japanese`).

mod dictionary;
mod kana;
mod numbers;

use crate::speech::SpeechError;
use dictionary::{Kind, Word};

pub use dictionary::Dictionary;
pub use numbers::written;

/// Words whose reading the dictionary has otherwise than they are mostly said.
const READINGS: &[(&str, &str)] = &[("何時", "ナンジ"), ("何処", "ドコ"), ("其処", "ソコ")];

/// Whether a character is kana.
pub fn is_kana(c: char) -> bool {
    matches!(c, 'ぁ'..='ゖ' | 'ゝ'..='ゟ' | 'ァ'..='ヺ' | 'ー'..='ヿ')
}

/// The sounds of a text in kanji and kana, words parted by blanks.
///
/// # Errors
/// [`SpeechError::Line`] with the word whose reading is not known.
pub fn sounds(dictionary: &Dictionary, text: &str) -> Result<String, SpeechError> {
    let mut out = String::new();
    for (i, (written, said)) in phrases(dictionary, text).into_iter().enumerate() {
        let sounds = Some(said).filter(|said| !said.is_empty());
        let sounds = sounds.and_then(|said| kana::sounds(&said)).ok_or_else(|| {
            SpeechError::Line(format!(
                "diglot does not know how `{written}` is read, which is in `{text}`; a lexicon may give it in kana"
            ))
        })?;
        if i > 0 {
            out.push(' ');
        }
        out.push_str(&sounds);
    }
    Ok(out)
}

/// The sounds of kana by themselves.
///
/// # Errors
/// [`SpeechError::Line`] if they are no syllables.
pub fn of_kana(text: &str) -> Result<String, SpeechError> {
    let sounds = kana::as_katakana(text).and_then(|kana| kana::sounds(&kana));
    sounds.ok_or_else(|| SpeechError::Line(format!("diglot does not know how `{text}` is read")))
}

/// Words with what belongs to them: as they are written, and as they are said, in katakana.
fn phrases(dictionary: &Dictionary, text: &str) -> Vec<(String, String)> {
    let words = numbers::read(dictionary.words(text));
    let mut phrases: Vec<(String, String)> = Vec::new();
    // What the word before this one was, and whether it is open for this one.
    let mut before: Option<Kind> = None;
    for (i, word) in words.iter().enumerate() {
        let said = said(word, words.get(i + 1));
        let joins = matches!(
            (before, word.kind),
            (Some(Kind::Prefix), _)
                | (
                    Some(Kind::Inflected | Kind::Auxiliary | Kind::Joining),
                    Kind::Auxiliary
                )
                | (Some(Kind::Inflected | Kind::Auxiliary), Kind::Joining)
                | (
                    Some(Kind::Noun | Kind::Suffix),
                    Kind::Suffix | Kind::Counter
                )
        );
        // A double consonant sounds in what follows.
        let is_open = phrases.last().is_some_and(|(_, said)| said.ends_with('ッ'));
        match phrases.last_mut() {
            Some(last) if joins || is_open => {
                last.0.push_str(&word.written);
                last.1.push_str(&said);
            }
            _ => phrases.push((word.written.clone(), said)),
        }
        before = Some(word.kind);
    }
    if let Some(last) = phrases.last_mut() {
        // Nothing follows: it is not heard.
        while last.1.ends_with('ッ') && last.1.chars().count() > 1 {
            last.1.pop();
        }
    }
    phrases
}

/// How a word is said before another.
fn said(word: &Word, next: Option<&Word>) -> String {
    let listed = READINGS
        .iter()
        .find(|(written, _)| *written == word.written);
    if let Some((_, said)) = listed {
        return (*said).into();
    }
    match word.written.as_str() {
        // ナン before t, d, n and what is counted, ナニ before others.
        "何" => {
            let is_near = |next: &Word| {
                let first = next.said.chars().next().unwrap_or_default();
                next.kind == Kind::Counter || "タチツテトダヂヅデドナニヌネノ".contains(first)
            };
            if next.is_some_and(is_near) {
                "ナン"
            } else {
                "ナニ"
            }
            .into()
        }
        // Written イウ, said ユー.
        written
            if ["言う", "云う", "いう"]
                .iter()
                .any(|say| written.contains(say)) =>
        {
            word.said.replace("イウ", "ユー")
        }
        written if word.kind == Kind::Noun && written.chars().all(|c| !is_kana(c)) => {
            long_vowels(&word.said)
        }
        _ => word.said.clone(),
    }
}

/// エイ and the like in words of Chinese origin are one long vowel: 先生 センセー.
fn long_vowels(said: &str) -> String {
    let mut out = String::with_capacity(said.len());
    for c in said.chars() {
        let is_long = c == 'イ'
            && out
                .chars()
                .next_back()
                .is_some_and(|last| "エケゲセゼテデネヘベペメレ".contains(last));
        out.push(if is_long { 'ー' } else { c });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::dictionary::tests::{Written, dictionary};
    use super::*;

    /// Words as IPADIC has them, in a dictionary of their own.
    fn read(text: &str) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let words: &[Written] = &[
            ("私", "名詞,代名詞", "ワタシ", 3000),
            ("は", "助詞,係助詞", "ワ", 1000),
            ("先生", "名詞,一般", "センセイ", 3000),
            ("何", "名詞,代名詞", "ナニ", 3000),
            ("です", "助動詞,*", "デス", 1000),
            ("か", "助詞,副助詞", "カ", 1000),
            ("が", "助詞,格助詞", "ガ", 1000),
            ("見え", "動詞,自立", "ミエ", 2000),
            ("待っ", "動詞,自立", "マッ", 2000),
            ("て", "助詞,接続助詞", "テ", 1000),
            ("ます", "助動詞,*", "マス", 1000),
            ("と", "助詞,格助詞", "ト", 1000),
            ("言う", "動詞,自立", "イウ", 2000),
            ("お", "接頭詞,名詞接続", "オ", 2000),
            ("話", "名詞,サ変接続", "ハナシ", 3000),
            ("三", "名詞,数", "サン", 2000),
            ("本", "名詞,接尾,助数詞", "ホン", 2000),
        ];
        let dictionary = dictionary(folder.path(), words);
        let all = phrases(&dictionary, text).into_iter();
        all.map(|(_, said)| said).collect()
    }

    #[test]
    fn what_belongs_to_a_word_is_said_with_it() {
        assert_eq!(read("私は先生です"), ["ワタシ", "ワ", "センセー", "デス"]);
        assert_eq!(read("見えますか"), ["ミエマス", "カ"]);
        assert_eq!(read("待って"), ["マッテ"]);
        assert_eq!(read("お話"), ["オハナシ"]);
        assert_eq!(read("三本"), ["サンボン"]);
    }

    #[test]
    fn a_word_of_two_readings_goes_by_what_follows() {
        assert_eq!(read("何ですか"), ["ナン", "デス", "カ"]);
        assert_eq!(read("何が見え"), ["ナニ", "ガ", "ミエ"]);
        assert_eq!(read("と言う"), ["ト", "ユー"]);
    }

    #[test]
    fn nothing_is_dropped() {
        // What is in no dictionary is read as it is written, or named.
        assert_eq!(read("ランプは"), ["ランプ", "ワ"]);
        let folder = tempfile::tempdir().unwrap();
        let dictionary = dictionary(folder.path(), &[("は", "助詞,係助詞", "ワ", 1000)]);
        let error = sounds(&dictionary, "灯は").unwrap_err().to_string();
        assert!(
            error.contains("`灯`") && error.contains("lexicon"),
            "{error}"
        );
    }
}
