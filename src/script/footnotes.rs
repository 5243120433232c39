//! Footnotes of a plain text: `[1]`, `①` or `〔注1〕` in the text, and below it the same with what it
//! says, which is a note.

use super::draft::{Draft, DraftLine, Part};
use std::collections::HashSet;

/// Makes notes of footnotes, and takes their marks out of the text. A line is a footnote if its
/// mark stands in the text before it.
pub fn mark(draft: &mut Draft) {
    let mut marks: HashSet<String> = HashSet::new();
    let mut footnotes: HashSet<String> = HashSet::new();
    let mut found: Vec<usize> = Vec::new();
    for (i, line) in draft.lines.iter().enumerate() {
        if !matches!(line.part, Part::Speech | Part::Note) || line.marked.is_subtitle {
            continue;
        }
        match leading_mark(&line.text) {
            Some(mark) if marks.contains(mark) && footnotes.insert(mark.to_string()) => {
                found.push(i);
            }
            _ => marks.extend(marks_in(&line.text).map(|(_, mark)| mark.to_string())),
        }
    }
    if found.is_empty() {
        return;
    }
    for i in found {
        draft.lines[i].part = Part::Note;
    }
    let spoken = |line: &&mut DraftLine| line.part == Part::Speech;
    for line in draft.lines.iter_mut().filter(spoken) {
        let places: Vec<(usize, usize)> = marks_in(&line.text)
            .filter(|(_, mark)| footnotes.contains(*mark))
            .map(|(at, mark)| (at, mark.len()))
            .collect();
        if places.is_empty() {
            continue;
        }
        let mut text = line.text.clone();
        for (at, length) in places.into_iter().rev() {
            text.replace_range(at..at + length, "");
        }
        if text.trim().is_empty() {
            let reason = "mark of a note";
            line.part = Part::Dropped { reason };
        } else {
            line.text = text;
        }
    }
}

/// `[1]` or `¹` at the beginning of a line with more on it.
fn leading_mark(text: &str) -> Option<&str> {
    let (at, mark) = marks_in(text).next()?;
    (at == 0 && mark.len() < text.len()).then_some(mark)
}

/// The brackets that a mark may stand in.
const BRACKETS: &[(char, char)] = &[
    ('[', ']'),
    ('［', '］'),
    ('〔', '〕'),
    ('（', '）'),
    ('【', '】'),
];

/// The marks in a text: `[12]`, `〔注1〕`, numbers in circles, or superior digits.
fn marks_in(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_superior = |c: char| matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹');
    let is_circled = |c: char| matches!(c, '①'..='⑳' | '㉑'..='㉟' | '➀'..='➉');
    let opens = |c: char| BRACKETS.iter().any(|(open, _)| *open == c);
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let at = from + text[from..].find(|c| opens(c) || is_superior(c) || is_circled(c))?;
            let rest = &text[at..];
            let first = rest.chars().next()?;
            let end = match first {
                first if opens(first) => numbered(rest),
                first if is_circled(first) => Some(first.len_utf8()),
                _ => Some(rest.find(|c| !is_superior(c)).unwrap_or(rest.len())),
            };
            from = at + end.unwrap_or(first.len_utf8());
            // `m²` is no mark of a note.
            let before = text[..at].chars().next_back();
            let is_unit = is_superior(first) && before.is_some_and(|c| c.is_ascii_lowercase());
            if let Some(end) = end.filter(|_| !is_unit) {
                return Some((at, &text[at..at + end]));
            }
        }
    })
}

/// How long a mark in brackets is that a text begins with: a number, perhaps with the word for a note.
fn numbered(text: &str) -> Option<usize> {
    let open = text.chars().next()?;
    let (_, close) = BRACKETS.iter().find(|(o, _)| *o == open)?;
    let inside = &text[open.len_utf8()..];
    let number = inside.trim_start_matches(['译', '譯', '注', '註']);
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    // In round brackets a number alone counts something.
    let worded = number.len() < inside.len() || !matches!(open, '（' | '【');
    let closes = number[digits..].starts_with(*close);
    let length = open.len_utf8() + (inside.len() - number.len()) + digits + close.len_utf8();
    ((1..=3).contains(&digits) && closes && worded).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str) -> Vec<(String, bool)> {
        let mut draft = Draft::new(text);
        mark(&mut draft);
        let lines = draft.lines.into_iter();
        lines.map(|l| (l.text, l.part == Part::Note)).collect()
    }

    #[test]
    fn a_footnote_is_a_note_and_its_mark_is_not_said() {
        assert_eq!(
            marked(
                "The first clocks had no hands.[1] They struck.²\n\n[1] From clocca.\n² The hour."
            ),
            [
                ("The first clocks had no hands. They struck.".into(), false),
                ("[1] From clocca.".into(), true),
                ("² The hour.".into(), true)
            ]
        );
    }

    #[test]
    fn a_mark_alone_on_a_line_is_not_said() {
        let mut draft = Draft::new("It struck.[2]\n[2]\n\n[2] The hour.");
        mark(&mut draft);
        assert!(matches!(draft.lines[1].part, Part::Dropped { .. }));
    }

    #[test]
    fn marks_in_other_signs() {
        assert_eq!(
            marked(
                "为什么？①\n因为。［1］\n钢呢？〔注2〕\n\n① 麻绳。\n［1］见《桥》。\n〔注2〕原文。"
            ),
            [
                ("为什么？".into(), false),
                ("因为。".into(), false),
                ("钢呢？".into(), false),
                ("① 麻绳。".into(), true),
                ("［1］见《桥》。".into(), true),
                ("〔注2〕原文。".into(), true),
            ]
        );
        for text in ["① 一\n② 二", "他走了（1）步。\n（1）步"] {
            assert!(marked(text).iter().all(|(_, note)| !note), "{text}");
        }
    }

    #[test]
    fn numbers_in_brackets_stay_where_there_is_no_footnote() {
        for text in ["See [1] and [2].", "[1] One.\n[2] Two.", "12 m² of it"] {
            assert!(
                marked(text)
                    .iter()
                    .all(|(line, note)| text.contains(line) && !note)
            );
        }
    }
}
