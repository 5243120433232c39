//! Footnotes of a plain text: `[1]` in the text, and below it `[1] …`, which is a note.

use super::draft::{Draft, DraftLine, Part};
use std::collections::HashSet;

/// Makes notes of footnotes, and takes their marks out of the text. A line is a footnote if its
/// mark stands in the text before it.
pub fn mark(draft: &mut Draft) {
    let mut marks: HashSet<String> = HashSet::new();
    let mut footnotes: HashSet<String> = HashSet::new();
    let mut found: Vec<usize> = Vec::new();
    for (i, line) in draft.lines.iter().enumerate() {
        if line.part != Part::Speech || line.marked.is_subtitle {
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
        for (at, length) in places.into_iter().rev() {
            line.text.replace_range(at..at + length, "");
        }
    }
}

/// `[1]` or `¹` at the beginning of a line with more on it.
fn leading_mark(text: &str) -> Option<&str> {
    let (at, mark) = marks_in(text).next()?;
    (at == 0 && mark.len() < text.len()).then_some(mark)
}

/// The marks in a text: `[12]`, or superior digits.
fn marks_in(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_superior = |c: char| matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹');
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let at = from + text[from..].find(|c| c == '[' || is_superior(c))?;
            let rest = &text[at..];
            let end = match rest.strip_prefix('[') {
                Some(inner) => {
                    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
                    let closes = inner[digits..].starts_with(']');
                    ((1..=3).contains(&digits) && closes).then_some(digits + 2)
                }
                None => Some(rest.find(|c| !is_superior(c)).unwrap_or(rest.len())),
            };
            from = at + end.unwrap_or(1);
            // `m²` is no mark of a note.
            let before = text[..at].chars().next_back();
            let is_unit = !rest.starts_with('[') && before.is_some_and(|c| c.is_ascii_lowercase());
            if let Some(end) = end.filter(|_| !is_unit) {
                return Some((at, &text[at..at + end]));
            }
        }
    })
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
