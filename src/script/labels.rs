//! Lines that say before a colon in which language they are, or that they translate the one above:
//! `EN: Good evening.`, `中文：晚上好。`, `Translation: …`.

use super::draft::{Draft, Part};
use super::readers::language_named;
use crate::language::Language;
use std::collections::HashSet;

/// What stands before a translation or its original.
const TRANSLATION: &[&str] = &[
    "translation",
    "original",
    "译文",
    "譯文",
    "翻译",
    "翻譯",
    "原文",
    "traduction",
    "übersetzung",
    "traducción",
    "翻訳",
    "번역",
];

/// Takes the labels off the lines, if there are several.
pub fn mark(draft: &mut Draft) {
    let labelled: Vec<(usize, usize, Option<Language>)> = draft
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.part == Part::Speech && line.marked.speaker.is_none())
        .filter_map(|(i, line)| {
            let (label, said) = line.text.split_once([':', '：'])?;
            let label = label
                .trim()
                .trim_matches(['[', ']', '(', ')', '（', '）', '【', '】']);
            if said.trim().is_empty() || label.len() > 24 {
                return None;
            }
            let translates = TRANSLATION.contains(&label.to_lowercase().as_str());
            let language = language_named(label).or_else(|| tag_named(label));
            (translates || language.is_some()).then_some((i, said.len(), language))
        })
        .collect();
    let languages: HashSet<&Language> = labelled.iter().filter_map(|(.., l)| l.as_ref()).collect();
    let translated = labelled.iter().filter(|(.., l)| l.is_none()).count();
    if labelled.len() < 2 || languages.len() < 2 && translated < 2 {
        return;
    }
    for (i, said, language) in labelled {
        let line = &mut draft.lines[i];
        line.text = line.text[line.text.len() - said..].trim().to_string();
        if line.marked.language.is_none() {
            line.marked.language = language;
        }
    }
}

/// The language of a label in capitals: `EN`, `ZH`, `CN`.
fn tag_named(label: &str) -> Option<Language> {
    let tag = match label {
        "EN" | "ENG" => "en",
        "ZH" | "CN" | "CHN" => "zh",
        "FR" => "fr",
        "DE" => "de",
        "ES" => "es",
        "IT" => "it",
        "PT" => "pt",
        "JA" | "JP" => "ja",
        "KO" | "KR" => "ko",
        "RU" => "ru",
        "AR" => "ar",
        "HE" => "he",
        _ => return None,
    };
    Some(Language::new(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unlabelled(text: &str) -> Vec<String> {
        let mut draft = Draft::new(text);
        mark(&mut draft);
        draft.lines.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn names_of_languages_are_not_who_speaks() {
        assert_eq!(
            unlabelled("EN: Good evening.\n中文：晚上好。"),
            ["Good evening.", "晚上好。"]
        );
        assert_eq!(
            unlabelled("Ann: Hi.\nTranslation: 你好。\nBo: Yes.\nTranslation: 是。")[1..2],
            ["你好。"]
        );
        assert_eq!(unlabelled("English: a language."), ["English: a language."]);
    }
}
