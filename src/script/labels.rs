//! What says in which language lines are, or that they translate others: before them (`EN: Good
//! evening.`, `【中】晚上好。`, `译：…`), beside the speaker (`Ann (中文): …`), or alone over a block of
//! them (`[EN]`, `中文翻译`, `【译文】`).

use super::draft::{Draft, DraftLine, Part};
use super::languages;
use super::readers::language_named;
use crate::language::Language;
use std::collections::HashMap;

/// What stands before a translation.
const TRANSLATION: &[&str] = &[
    "translation",
    "译文",
    "譯文",
    "翻译",
    "翻譯",
    "译",
    "譯",
    "traduction",
    "übersetzung",
    "traducción",
    "翻訳",
    "訳",
    "번역",
];
/// What stands before what is translated.
const ORIGINAL: &[&str] = &["original", "原文", "原", "original text", "원문"];
/// Languages as one character names them, in brackets or before a colon.
const SHORT: &[(&str, &str)] = &[
    ("英", "en"),
    ("中", "zh"),
    ("汉", "zh"),
    ("漢", "zh"),
    ("日", "ja"),
    ("韩", "ko"),
    ("韓", "ko"),
    ("法", "fr"),
    ("德", "de"),
    ("西", "es"),
    ("俄", "ru"),
];
/// What may stand beside the name of a language over a block.
const BESIDE: &[&str] = &[
    "transcript",
    "version",
    "text",
    "translation",
    "original",
    "subtitles",
    "edition",
    "翻译",
    "翻譯",
    "译文",
    "譯文",
    "原文",
    "文字稿",
    "文字",
    "字幕",
    "文本",
    "全文",
    "对照",
    "版本",
    "版",
    "稿",
];
/// The longest label, in bytes.
const LONGEST: usize = 40;

/// What a label says.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Label {
    /// The language.
    Language(Language),
    /// That it is translated.
    Original,
    /// That it translates.
    Translation,
}

/// What a label says, with or without brackets and a colon.
pub fn label(text: &str) -> Option<Label> {
    if text.len() > LONGEST {
        return None;
    }
    let text = text.trim().trim_end_matches([':', '：']);
    let bare = text.trim_matches(['[', ']', '(', ')', '（', '）', '【', '】', '〔', '〕', ' ']);
    let is_set_off = bare.len() < text.len();
    let lower = bare.to_lowercase();
    if let Some(language) = language_named(bare).or_else(|| tag_named(bare)) {
        return Some(Label::Language(language));
    }
    if TRANSLATION.contains(&lower.as_str()) {
        return Some(Label::Translation);
    }
    if ORIGINAL.contains(&lower.as_str()) {
        return Some(Label::Original);
    }
    if let Some((_, tag)) = SHORT.iter().find(|(name, _)| is_set_off && *name == bare) {
        return Some(Label::Language(Language::new(tag)));
    }
    BESIDE.iter().find_map(|word| {
        let rest = lower
            .strip_suffix(word)
            .or_else(|| lower.strip_prefix(word))?;
        Some(Label::Language(language_named(rest.trim())?))
    })
}

/// Takes the labels off the lines, if there are several.
pub fn mark(draft: &mut Draft) {
    mark_beside_names(draft);
    let labelled: Vec<(usize, usize, Label)> = draft
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.part == Part::Speech && line.marked.speaker.is_none())
        .filter_map(|(i, line)| {
            let (label, said) = before(&line.text)?;
            // `译：` may be an interpreter who speaks, too.
            let is_long = line.text.len() - said.len() > "译：".len();
            let over = i.checked_sub(1).map(|over| &draft.lines[over].text);
            let differs =
                || over.is_some_and(|over| languages::of(over, &[]) != languages::of(said, &[]));
            let is_certain = matches!(label, Label::Language(_)) || is_long || differs();
            is_certain.then_some((i, said.len(), label))
        })
        .collect();
    if !tell(labelled.iter().map(|(.., label)| label)) {
        return;
    }
    for (i, said, label) in labelled {
        let line = &mut draft.lines[i];
        line.text = line.text[line.text.len() - said..].trim().to_string();
        if let Label::Language(language) = label {
            line.marked.language.get_or_insert(language);
        }
    }
}

/// Whether labels name several languages, or translations again and again.
fn tell<'a>(labels: impl Iterator<Item = &'a Label>) -> bool {
    let mut times: HashMap<&Label, usize> = HashMap::new();
    for label in labels {
        *times.entry(label).or_default() += 1;
    }
    let named = times
        .keys()
        .filter(|label| matches!(label, Label::Language(_)));
    let others = times
        .iter()
        .filter(|(label, _)| !matches!(label, Label::Language(_)));
    named.count() > 1 || others.map(|(_, times)| times).sum::<usize>() > 1
}

/// The label that a line begins with, and the rest.
fn before(text: &str) -> Option<(Label, &str)> {
    let closes = match text.chars().next()? {
        '[' => Some(']'),
        '【' => Some('】'),
        '（' => Some('）'),
        '(' => Some(')'),
        '〔' => Some('〕'),
        _ => None,
    };
    let (name, said) =
        match closes.and_then(|close| text.find(close).map(|at| at + close.len_utf8())) {
            Some(end) => (
                &text[..end],
                text[end..].trim_start().trim_start_matches([':', '：']),
            ),
            None => {
                let (name, _) = text.split_once([':', '：'])?;
                let sign = text[name.len()..].chars().next().map_or(0, char::len_utf8);
                text.split_at(name.len() + sign)
            }
        };
    if said.trim().is_empty() || name.len() > LONGEST {
        return None;
    }
    let is_short = |(short, _): &&(&str, &str)| *short == name.trim_end_matches([':', '：']).trim();
    let short = SHORT.iter().find(is_short);
    let label = match short {
        Some((_, tag)) => Some(Label::Language(Language::new(tag))),
        None => label(name),
    };
    Some((label?, said))
}

/// Takes the language off the speaker's name: `Ann (English): …`, if several languages stand so.
fn mark_beside_names(draft: &mut Draft) {
    let found: Vec<(usize, usize, usize, Label)> = draft
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.part == Part::Speech)
        .filter_map(|(i, line)| {
            let (name, _) = line.text.split_once([':', '：'])?;
            let inner = name.trim_end().strip_suffix([')', '）', ']'])?;
            let begin = inner.rfind(['(', '（', '['])?;
            let label = label(&name[begin..])?;
            (begin > 0).then_some((i, begin, name.len(), label))
        })
        .collect();
    let languages = found
        .iter()
        .filter(|(.., label)| matches!(label, Label::Language(_)));
    if !tell(languages.map(|(.., label)| label)) {
        return;
    }
    for (i, begin, end, label) in found {
        let line = &mut draft.lines[i];
        let name = line.text[..begin].trim_end();
        line.text = format!("{name}{}", &line.text[end..]);
        if let Label::Language(language) = label {
            line.marked.language.get_or_insert(language);
        }
    }
}

/// Drops lines that only say in which language the next ones are: `English`, `[中文]`, `【译文】`. They
/// are that if they name every language of the text, or both the original and a translation.
pub fn mark_alone(draft: &mut Draft, languages: &[Language]) {
    let is_alone = |line: &DraftLine| line.part == Part::Speech && line.marked.column.is_none();
    let named: Vec<(usize, Label)> = (0..draft.lines.len())
        .filter(|&i| is_alone(&draft.lines[i]))
        .filter_map(|i| Some((i, label(&draft.lines[i].text)?)))
        .collect();
    let is_named = |language: &Language| {
        let is = |(_, label): &(usize, Label)| match label {
            Label::Language(named) => named.is_kin_of(language),
            _ => false,
        };
        named.iter().any(is)
    };
    let has = |label: Label| named.iter().any(|(_, named)| *named == label);
    let are_all = languages.iter().all(is_named);
    let are_sides = has(Label::Original) && has(Label::Translation);
    if languages.len() < 2 || !(are_all || are_sides) {
        return;
    }
    for (i, label) in named {
        if !are_all && matches!(label, Label::Language(_))
            || !are_sides && !matches!(label, Label::Language(_))
        {
            continue;
        }
        let reason = "name of the language";
        draft.lines[i].part = Part::Dropped { reason };
        let begins = draft.lines[i].after_blank;
        if let Some(next) = draft.lines.get_mut(i + 1) {
            next.after_blank |= begins;
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

    #[test]
    fn marks_in_brackets_and_of_one_character() {
        for text in [
            "【英】Good evening.\n【中】晚上好。",
            "[EN] Good evening.\n[中文] 晚上好。",
            "英：Good evening.\n中：晚上好。",
        ] {
            assert_eq!(unlabelled(text), ["Good evening.", "晚上好。"]);
        }
        assert_eq!(
            unlabelled("Ann (English): Good evening.\nAnn (中文)：晚上好。"),
            ["Ann: Good evening.", "Ann：晚上好。"]
        );
        // Who asks, who answers, and a remark are no languages.
        for text in [
            "甲：你好吗？\n译：他问你好不好。\n乙：好。\n译：他说好。",
            "问：你好吗？\n答：我很好。",
            "(laughs) Good evening.\n[sighs] Hello.",
            "Ann (host): Hi.\nBo (guest): Hello.",
        ] {
            assert_eq!(unlabelled(text), text.split('\n').collect::<Vec<_>>());
        }
    }

    fn lines(text: &str) -> Vec<String> {
        crate::script::turns::tests::paired(text)
    }

    #[test]
    fn marks_over_blocks() {
        for (ours, theirs) in [
            ("[EN]", "[中文]"),
            ("English Transcript", "中文翻译"),
            ("【原文】", "【译文】"),
        ] {
            let scene = |a: &str, b: &str, c: &str, d: &str| {
                format!("{ours}\nAnn: {a}\nBo: {b}\n\n{theirs}\n安：{c}\n波：{d}\n\n")
            };
            let text = scene("Who lit the lamp?", "I did.", "谁点的灯？", "是我。")
                + &scene("Was it dark?", "Very dark.", "天黑吗？", "很黑。");
            assert_eq!(
                lines(&text),
                [
                    "Who lit the lamp? | 谁点的灯？",
                    "--",
                    "I did. | 是我。",
                    "--",
                    "Was it dark? | 天黑吗？",
                    "--",
                    "Very dark. | 很黑。"
                ],
                "{ours}"
            );
        }
        // What is said is no mark.
        let said = lines("Ann:\nWhich language was it?\n\nBo:\nEnglish\n\nAnn:\nAnd now?");
        assert_eq!(said[2], "English");
    }
}
