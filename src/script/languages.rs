//! Which language a line is written in, by its script alone (in the sense of Unicode UAX 24): what readers need to know before
//! the languages of the whole text are found out ([`tongues`](super::tongues)).

use super::tongues::writing::by_default;
pub(super) use super::tongues::writing::script_of;
use super::tongues::writing::writing_of;
use crate::language::Language;
use unicode_script::Script as Writing;

/// The language of a text by its writing, or `None` if it has no letters. A Han character weighs
/// as much as a Latin word, so that a Chinese sentence with English words in it is Chinese.
pub(crate) fn of(text: &str, given: &[Language]) -> Option<Language> {
    let writing = writing(text)?;
    let named = given.iter().find(|l| writing_of(l) == writing);
    Some(named.cloned().unwrap_or_else(|| by_default(writing)))
}

/// The script that a text is mostly written in.
fn writing(text: &str) -> Option<Writing> {
    let mut weights: Vec<(Writing, usize)> = Vec::new();
    let mut before = Writing::Common;
    for c in text.chars() {
        let writing = match script_of(c) {
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
    weights
        .into_iter()
        .max_by_key(|(w, n)| (*n, *w != Writing::Latin))
        .map(|(writing, _)| writing)
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
}
