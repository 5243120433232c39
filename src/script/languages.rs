//! Which language a line is written in, by its script (in the sense of Unicode UAX 24).

use super::draft::Draft;
use crate::language::Language;
use unicode_script::{Script as Writing, UnicodeScript};

/// Marks each line of the draft with its language and returns the languages in the order in which
/// they come first. `given` are the languages that a person named: a script that several languages
/// share (Latin, say) then stands for the named one.
pub fn mark(draft: &mut Draft, given: &[Language]) -> Vec<Language> {
    let mut languages: Vec<Language> = Vec::new();
    let mut unclear = Vec::new();
    for (i, line) in draft.lines.iter_mut().enumerate() {
        match of(&line.text, given) {
            Some(language) => {
                if !languages.contains(&language) {
                    languages.push(language.clone());
                }
                line.language = language;
            }
            None => unclear.push(i),
        }
    }
    if languages.is_empty() {
        languages.push(
            given
                .first()
                .cloned()
                .unwrap_or_else(|| Language::new("en")),
        );
    }
    // A line of digits or signs alone continues the alternation of its block.
    for i in unclear {
        let before = (i > 0 && !draft.lines[i].after_blank).then(|| &draft.lines[i - 1].language);
        let language = match before {
            Some(before) => languages
                .iter()
                .find(|l| *l != before)
                .unwrap_or(&languages[0]),
            None => &languages[0],
        };
        draft.lines[i].language = language.clone();
    }
    languages
}

/// The language of a text by its writing, or `None` if it has no letters. A Han character weighs
/// as much as a Latin word, so that a Chinese sentence with English words in it is Chinese.
///
/// ```
/// use diglot::script::languages::of;
/// assert_eq!(of("我们用 large language model 做翻译。", &[]).unwrap().tag(), "zh");
/// assert_eq!(of("The word 茶 means tea.", &[]).unwrap().tag(), "en");
/// ```
pub fn of(text: &str, given: &[Language]) -> Option<Language> {
    let mut weights: Vec<(Writing, usize)> = Vec::new();
    let mut before = Writing::Common;
    for c in text.chars() {
        let writing = match c.script() {
            Writing::Katakana => Writing::Hiragana,
            Writing::Inherited => before,
            // full-width punctuation is no letter, but nobody else writes it
            Writing::Common if matches!(c, '。' | '，' | '、' | '？' | '！' | '《' | '》') => {
                Writing::Han
            }
            writing => writing,
        };
        let begins = writing != before || writing == Writing::Han || writing == Writing::Hiragana;
        before = writing;
        if writing == Writing::Common || writing == Writing::Unknown || !begins {
            continue;
        }
        match weights.iter_mut().find(|(w, _)| *w == writing) {
            Some((_, weight)) => *weight += 1,
            None => weights.push((writing, 1)),
        }
    }
    let weight = |writing| {
        weights
            .iter()
            .find(|(w, _)| *w == writing)
            .map_or(0, |(_, n)| *n)
    };
    // Japanese mixes kana and Han; Korean may hold Han.
    if weight(Writing::Hiragana) * 10 > weight(Writing::Han) && weight(Writing::Hiragana) > 1 {
        for (writing, n) in &mut weights {
            if *writing == Writing::Han {
                *n = 0;
            }
        }
    }
    // Other scripts borrow Latin words, not the other way round: they win a tie.
    let (writing, _) = weights
        .into_iter()
        .max_by_key(|(w, n)| (*n, *w != Writing::Latin))?;
    let by_default = match writing {
        Writing::Han => "zh",
        Writing::Hiragana => "ja",
        Writing::Hangul => "ko",
        Writing::Cyrillic => "ru",
        Writing::Greek => "el",
        Writing::Arabic => "ar",
        Writing::Hebrew => "he",
        Writing::Devanagari => "hi",
        Writing::Bengali => "bn",
        Writing::Thai => "th",
        Writing::Armenian => "hy",
        Writing::Georgian => "ka",
        Writing::Tamil => "ta",
        Writing::Telugu => "te",
        _ => "en",
    };
    let named = given.iter().find(|l| writing_of(l) == writing);
    Some(named.cloned().unwrap_or_else(|| Language::new(by_default)))
}

/// The script that a language is mostly written in.
fn writing_of(language: &Language) -> Writing {
    match language.tag().split('-').next().unwrap_or_default() {
        "zh" | "yue" | "cmn" => Writing::Han,
        "ja" => Writing::Hiragana,
        "ko" => Writing::Hangul,
        "ru" | "uk" | "be" | "bg" | "mk" | "sr" | "kk" | "ky" | "tt" => Writing::Cyrillic,
        "el" => Writing::Greek,
        "ar" | "fa" | "ur" | "ps" | "sd" | "ug" => Writing::Arabic,
        "he" | "yi" => Writing::Hebrew,
        "hi" | "mr" | "ne" | "sa" => Writing::Devanagari,
        "bn" | "as" => Writing::Bengali,
        "th" => Writing::Thai,
        "hy" => Writing::Armenian,
        "ka" => Writing::Georgian,
        "ta" => Writing::Tamil,
        "te" => Writing::Telugu,
        _ => Writing::Latin,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(text: &str) -> Option<String> {
        of(text, &[]).map(|l| l.tag().to_string())
    }

    #[test]
    fn by_writing() {
        for (text, language) in [
            ("Good evening.", "en"),
            ("晚上好。", "zh"),
            ("こんばんは、田中です。", "ja"),
            ("안녕하세요", "ko"),
            ("Добрый вечер", "ru"),
            ("مساء الخير", "ar"),
            ("ערב טוב", "he"),
            ("“Think out loud” 的意思是边想边说。", "zh"),
            ("GPT 和 CPU。", "zh"),
        ] {
            assert_eq!(tag(text).as_deref(), Some(language), "{text}");
        }
        assert_eq!(tag("12:30 – 4"), None);
    }

    #[test]
    fn a_named_language_takes_its_script() {
        let given = [Language::new("fr"), Language::new("zh")];
        assert_eq!(of("Bonsoir", &given).unwrap().tag(), "fr");
        assert_eq!(of("晚上好", &given).unwrap().tag(), "zh");
        assert_eq!(of("Добрый", &given).unwrap().tag(), "ru");
    }

    #[test]
    fn a_line_without_letters_continues_the_alternation() {
        let mut draft = Draft::new("Hello.\n你好。\n\n1999\n1999");
        let languages = mark(&mut draft, &[]);
        let tags: Vec<_> = draft.lines.iter().map(|l| l.language.tag()).collect();
        assert_eq!(tags, ["en", "zh", "en", "zh"]);
        assert_eq!(languages.len(), 2);
    }
}
