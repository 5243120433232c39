//! Editors' notes: text that stands in the talk but is nobody's speech.

use super::draft::{Draft, Part};
use crate::language::Language;

/// Lines that, alone, say that a note follows.
const MARKS: &[&str] = &[
    "idea",
    "ideas",
    "editor's note",
    "editor’s note",
    "translator's note",
    "translator’s note",
    "编者注",
    "编者按",
    "译注",
    "译者注",
    "注释",
    "笔记",
    "想法",
];

/// What stands before a note on the same line, with a colon between them or in brackets.
#[rustfmt::skip]
const BEFORE: &[&str] = &[
    "editor's note", "editor’s note", "editors' note", "editors’ note", "ed. note", "ed.", "translator's note", "translator’s note",
    "translator note", "anm. d. red", "anm. d. ü", "anmerkung der redaktion", "note de la rédaction", "ndlr", "ndt", "n.d.t", "n. del t",
    "nota del editor", "nota del traductor", "nota del traduttore", "примечание редактора", "прим. ред", "прим. пер", "przyp. red",
    "przyp. tłum", "编者注", "编者按", "编按", "編者按", "译注", "譯註", "译者注", "譯者註", "校注", "注", "註", "注释", "訳注", "編集部注", "편집자 주", "역주",
];

fn is_mark(text: &str) -> bool {
    let bare = text.trim_matches(['【', '】', '[', ']', '〔', '〕', '（', '）']);
    text.len() <= 40 && MARKS.contains(&bare.to_lowercase().as_str())
}

/// Whether a text begins with a word that says it is a note: `译注：…`, `【编者按】…`.
pub(super) fn is_worded(text: &str) -> bool {
    let head = &text[..text.floor_char_boundary(96)];
    let word = match head.strip_prefix(['【', '[', '〔']) {
        Some(inside) => inside.split(['】', ']', '〕', ':', '：']).next(),
        None => head.split([':', '：']).next(),
    };
    let word = word.unwrap_or_default();
    let ends = word.len() < head.len();
    let lower = word.trim_end_matches(['.', ' ']).to_lowercase();
    ends && BEFORE
        .iter()
        .any(|before| before.trim_end_matches('.') == lower)
}

/// Marks the notes of the draft. A note goes from its mark to the next blank line, heading or line
/// in the other language. Where a note is in the language that pairs begin with, its last line
/// may already be the first of the next pair: it is if a line of the other language follows.
pub fn mark(draft: &mut Draft, languages: &[Language]) {
    let mut i = 0;
    while i < draft.lines.len() {
        let line = &draft.lines[i];
        if line.part != Part::Speech || !is_mark(&line.text) {
            if line.part == Part::Speech && is_worded(&line.text) {
                draft.lines[i].part = Part::Note;
            }
            i += 1;
            continue;
        }
        let begin = i + 1;
        let end = end_of_note(draft, begin, languages);
        draft.lines[i].part = if end > begin {
            Part::NoteMark
        } else {
            Part::Dropped {
                reason: "mark of a note without a note",
            }
        };
        for line in &mut draft.lines[begin..end] {
            line.part = Part::Note;
        }
        i = end.max(i + 1);
    }
}

fn end_of_note(draft: &Draft, begin: usize, languages: &[Language]) -> usize {
    let run = |from: usize| {
        let in_note = |i: usize| {
            let line = &draft.lines[i];
            line.part == Part::Speech
                && !line.after_blank
                && line.language == draft.lines[from].language
                && !is_mark(&line.text)
        };
        (from..draft.lines.len())
            .take_while(|&i| in_note(i))
            .count()
    };
    if begin >= draft.lines.len() {
        return begin;
    }
    let first = run(begin);
    let end = begin + first;
    let second = if first > 0 && end < draft.lines.len() {
        run(end)
    } else {
        0
    };
    let begins_a_pair = draft.lines[begin].language == languages[0];
    match (first, second) {
        (2.., 1..) if begins_a_pair => end - 1,
        // a note in both languages
        (1, 1..) if begins_a_pair => end + second,
        _ => end,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notes(text: &str) -> Vec<String> {
        let mut draft = Draft::new(text);
        let languages = crate::script::languages::mark(&mut draft, &[]);
        mark(&mut draft, languages.all());
        let is_note = |part: &Part| *part == Part::Note;
        let notes = draft.lines.into_iter().filter(|l| is_note(&l.part));
        notes.map(|l| l.text).collect()
    }

    #[test]
    fn a_note_ends_where_the_next_pair_begins() {
        assert_eq!(notes("One.\n一。\nIdea\n注。\nTwo.\n二。"), ["注。"]);
        assert_eq!(notes("One.\n一。\nIdea\nA note.\nTwo.\n二。"), ["A note."]);
        assert_eq!(notes("One.\n一。\nIdea\n注。\n\nTwo.\n二。"), ["注。"]);
        assert_eq!(
            notes("One.\n一。\nIdea\nA note.\n注。\n\nTwo.\n二。"),
            ["A note.", "注。"]
        );
    }

    #[test]
    fn notes_with_their_word_before_them() {
        for note in [
            "译者注：原文为 steel。",
            "【编者按】他造了四十年的桥。",
            "Editor's note: This was in May.",
            "注：见下。",
        ] {
            assert_eq!(notes(&format!("One.\n\n{note}\n\nTwo.")), [note]);
        }
        for text in [
            "Note: it rained.",
            "注意：下雨。",
            "He wrote an editor's note: it was short.",
            "注",
        ] {
            assert!(
                notes(&format!("One.\n\n{text}\n\nTwo.")).is_empty(),
                "{text}"
            );
        }
    }

    #[test]
    fn a_mark_alone_or_at_the_end_is_no_note() {
        assert!(notes("One.\nIdea\n\nTwo.").is_empty());
        assert!(notes("One.\nIdea").is_empty());
        assert!(notes("An idea came.\nTwo.").is_empty());
    }
}
