//! Texts whose paragraphs hold both languages, sentence by sentence: `Good evening. 晚上好。`, or parted
//! by a slash or brackets.

use super::draft::{Draft, DraftLine, Part};
use super::languages::{self, script_of};
use super::name_shape::names_in;
use super::sentences;
use crate::language::Language;
use std::collections::{HashMap, HashSet};
use unicode_script::Script as Writing;

/// From which share of the lines on with both languages a text is written so.
const SHARE: f64 = 0.4;

/// Parts each line at the bounds of sentences where its script changes, if most lines hold several.
/// The parts keep their line's number.
pub fn split(draft: &mut Draft, given: &[Language]) {
    let is_text = |line: &DraftLine| {
        line.part == Part::Speech && line.marked.heading.is_none() && line.marked.language.is_none()
    };
    let names = names_over(draft);
    let parted: Vec<Option<Vec<String>>> = draft
        .lines
        .iter()
        .map(|line| {
            let is_parted = is_text(line) && is_mixed(&line.text) && !names.contains(&line.text);
            is_parted.then(|| parts(&line.text, given))
        })
        .map(|parts| parts.filter(|parts| parts.len() > 1))
        .collect();
    let mixed = parted.iter().flatten().count();
    if mixed < 2 {
        return;
    }
    let has_words = |line: &DraftLine| {
        line.text
            .chars()
            .filter(|c| c.is_alphabetic())
            .nth(8)
            .is_some()
    };
    let texts = draft.lines.iter().filter(|line| is_text(line));
    let all = texts.filter(|line| has_words(line)).count();
    if (mixed as f64) < SHARE * all as f64 {
        return;
    }
    let mut lines = Vec::with_capacity(draft.lines.len() * 2);
    for (line, parts) in std::mem::take(&mut draft.lines).into_iter().zip(parted) {
        let Some(parts) = parts else {
            lines.push(line);
            continue;
        };
        for (i, text) in parts.into_iter().enumerate() {
            lines.push(DraftLine {
                text,
                after_blank: line.after_blank && i == 0,
                ..line.clone()
            });
        }
    }
    draft.lines = lines;
}

/// Lines that are a name in each of two scripts, and stand over what is said again and again.
fn names_over(draft: &Draft) -> HashSet<String> {
    let mut times: HashMap<&str, usize> = HashMap::new();
    for pair in draft.lines.windows(2) {
        let (line, next) = (&pair[0], &pair[1]);
        let is_over = line.after_blank && !next.after_blank && line.part == Part::Speech;
        if is_over && is_mixed(&line.text) && names_in(&line.text).is_some_and(|n| n.len() > 1) {
            *times.entry(&line.text).or_default() += 1;
        }
    }
    times.retain(|_, times| *times > 1);
    times.into_keys().map(str::to_string).collect()
}

/// Whether letters of several scripts stand in a text.
fn is_mixed(text: &str) -> bool {
    let scripts = text.chars().map(script_of).filter(|script| {
        !matches!(
            script,
            Writing::Common | Writing::Inherited | Writing::Unknown
        )
    });
    let mut first = None;
    scripts
        .into_iter()
        .any(|script| *first.get_or_insert(script) != script)
}

/// The parts of a text that are in one script each; one part if it is in one, or if a part is no
/// whole sentence.
fn parts(text: &str, given: &[Language]) -> Vec<String> {
    let whole = || vec![text.to_string()];
    let mut parts: Vec<(Language, String)> = Vec::new();
    for sentence in pieces(text) {
        let Some(language) = languages::of(sentence, given) else {
            // Signs alone belong to what they follow.
            match parts.last_mut() {
                Some((_, last)) => last.push_str(sentence),
                None => return whole(),
            }
            continue;
        };
        match parts.last_mut() {
            Some((last, text)) if *last == language => {
                if !language.is_unspaced() {
                    text.push(' ');
                }
                text.push_str(sentence);
            }
            _ => parts.push((language, sentence.to_string())),
        }
    }
    // A word of the other script is no translation.
    let is_short = |(language, text): &(Language, String)| {
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        letters < if language.is_unspaced() { 1 } else { 2 }
    };
    if parts.iter().any(is_short) {
        return whole();
    }
    parts.into_iter().map(|(_, text)| text).collect()
}

/// The sentences of a text, parted also at slashes, and free of brackets around a whole one.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    for part in text.split(" / ").flat_map(|part| part.split(" | ")) {
        for sentence in sentences::split(part) {
            pieces.push(unwrapped(sentence));
        }
    }
    pieces
}

fn unwrapped(text: &str) -> &str {
    for (open, close) in [('(', ')'), ('（', '）'), ('[', ']')] {
        let inner = text
            .strip_prefix(open)
            .and_then(|text| text.trim_end().strip_suffix(close))
            .filter(|inner| !inner.contains([open, close]));
        if let Some(inner) = inner {
            return inner.trim();
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use crate::script::{Line, Options, read};

    fn lines(text: &str) -> Vec<String> {
        let script = read(text.as_bytes(), "t.txt", &Options::default()).unwrap();
        let lines = script.turns().flat_map(|turn| &turn.lines);
        lines
            .filter_map(|line| match line {
                Line::Speech { text, .. } => {
                    Some(text.values().cloned().collect::<Vec<_>>().join(" | "))
                }
                Line::Note { .. } => None,
            })
            .collect()
    }

    #[test]
    fn sentences_that_take_turns_in_a_paragraph() {
        assert_eq!(
            lines(
                "Lisa: The harbour is old. 港口很老了。 We built it in 1850. 我们在1850年建造了它。\nWei: Is it used? 它还在使用吗？"
            ),
            [
                "The harbour is old. | 港口很老了。",
                "We built it in 1850. | 我们在1850年建造了它。",
                "Is it used? | 它还在使用吗？"
            ]
        );
        assert_eq!(
            lines("Good evening. / 晚上好。\nWho is it? / 是谁？"),
            ["Good evening. | 晚上好。", "Who is it? | 是谁？"]
        );
    }

    #[test]
    fn both_names_over_what_is_said() {
        let script = read(
            "Ann Reed / 安·里德\nGood evening.\n晚上好。\n\nBo Lind / 博·林德\nHello.\n你好。\n\n\
             Ann Reed / 安·里德\nWho is it?\n是谁？\n\nBo Lind / 博·林德\nNobody.\n没有人。\n"
                .as_bytes(),
            "t.txt",
            &Options::default(),
        )
        .unwrap();
        let names: Vec<usize> = script
            .speakers
            .iter()
            .map(|speaker| speaker.names.len())
            .collect();
        assert_eq!(names, [2, 2]);
        assert_eq!(script.turns().count(), 4);
    }

    #[test]
    fn a_quotation_in_the_other_language_parts_no_text() {
        let text = "他走了进来。\n他说：“Good evening.” 然后坐下。\n没有人回答。";
        assert_eq!(lines(text).len(), 3);
    }
}
