//! Editors' notes: text that stands in the talk but is nobody's speech.

use super::draft::{Draft, DraftLine, Part};
use crate::language::Language;

/// What stands in brackets to say how something is said, or what is heard beside it.
const DIRECTIONS: &[&str] = &[
    "laugh",
    "laughs",
    "laughing",
    "laughter",
    "applause",
    "applauds",
    "clapping",
    "cheers",
    "cheering",
    "sigh",
    "sighs",
    "sighing",
    "pause",
    "pauses",
    "silence",
    "music",
    "crosstalk",
    "cross talk",
    "overlapping",
    "inaudible",
    "unintelligible",
    "indistinct",
    "chuckle",
    "chuckles",
    "chuckling",
    "cough",
    "coughs",
    "whispers",
    "whispering",
    "shouting",
    "shouts",
    "smiles",
    "smiling",
    "nods",
    "crying",
    "sobs",
    "gasps",
    "groans",
    "foreign language",
    "off mic",
    "off-mic",
    "phonetic",
    "ph",
    "笑",
    "笑声",
    "大笑",
    "微笑",
    "众笑",
    "全场笑",
    "掌声",
    "鼓掌",
    "热烈掌声",
    "欢呼",
    "叹气",
    "停顿",
    "沉默",
    "音乐",
    "听不清",
    "串音",
    "咳嗽",
    "点头",
    "哭",
];
const OPEN: &[char] = &['(', '[', '（', '【', '［'];
const CLOSE: &[char] = &[')', ']', '）', '】', '］'];

/// Makes notes of stage directions that stand alone on a line, or at the beginning or the end of
/// one: `(laughs)`, `[applause]`, `（笑）`.
pub fn mark_directions(draft: &mut Draft) {
    let mut lines: Vec<DraftLine> = Vec::with_capacity(draft.lines.len());
    for line in std::mem::take(&mut draft.lines) {
        if line.part != Part::Speech || !line.text.contains(OPEN) {
            lines.push(line);
            continue;
        }
        let (before, said, after) = directions_around(&line.text);
        let said_nothing = !said.chars().any(char::is_alphanumeric);
        if before.is_empty() && after.is_empty() {
            lines.push(line);
            continue;
        }
        let note = |text: &str| DraftLine {
            text: text.to_string(),
            part: Part::Direction,
            after_blank: false,
            ..line.clone()
        };
        if said_nothing {
            lines.push(DraftLine {
                after_blank: line.after_blank,
                ..note(&line.text)
            });
            continue;
        }
        lines.extend(before.iter().map(|text| note(text)));
        lines.push(DraftLine {
            text: said.to_string(),
            ..line.clone()
        });
        lines.extend(after.iter().map(|text| note(text)));
    }
    draft.lines = lines;
}

/// The directions at the beginning of a text, the text, and those at its end.
fn directions_around(text: &str) -> (Vec<&str>, &str, Vec<&str>) {
    let (mut said, mut before, mut after) = (text.trim(), Vec::new(), Vec::new());
    while said.starts_with(OPEN) {
        let Some((end, close)) = said.char_indices().find(|(_, c)| CLOSE.contains(c)) else {
            break;
        };
        let end = end + close.len_utf8();
        if !is_direction(&said[..end]) {
            break;
        }
        before.push(&said[..end]);
        said = said[end..].trim_start();
    }
    loop {
        let bare = said.trim_end_matches(['.', '。']);
        let Some(start) = bare.ends_with(CLOSE).then(|| bare.rfind(OPEN)).flatten() else {
            break;
        };
        if !is_direction(&bare[start..]) {
            break;
        }
        after.insert(0, &said[start..]);
        said = said[..start].trim_end();
    }
    (before, said, after)
}

fn is_direction(bracketed: &str) -> bool {
    let inner = bracketed.trim_matches(|c| OPEN.contains(&c) || CLOSE.contains(&c));
    let inner = inner.trim_end_matches(['.', '。']).to_lowercase();
    let word = |part: &str| DIRECTIONS.contains(&part.trim());
    let first = inner.split_whitespace().next().unwrap_or_default();
    // `(both laugh)`, `[laughter and applause]`, `[inaudible 00:12:03]`
    let few = inner.split_whitespace().count() <= 4;
    word(&inner)
        || few
            && (word(first)
                || inner.split_whitespace().all(|w| {
                    word(w)
                        || matches!(w, "and" | "both" | "all" | "they" | "everyone" | "audience")
                }))
}

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

/// Marks the notes of the draft. A note goes from its mark to the next blank line, heading or line
/// in the other language. Where a note is in the language that pairs begin with, its last line
/// may already be the first of the next pair: it is if a line of the other language follows.
pub fn mark(draft: &mut Draft, languages: &[Language]) {
    let mut i = 0;
    while i < draft.lines.len() {
        let line = &draft.lines[i];
        if line.part != Part::Speech || !MARKS.contains(&line.text.to_lowercase().as_str()) {
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
                && !MARKS.contains(&line.text.to_lowercase().as_str())
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
    fn stage_directions_are_notes() {
        let around = |text: &'static str| directions_around(text);
        assert_eq!(
            around("(laughs) Yes. [Applause]"),
            (vec!["(laughs)"], "Yes.", vec!["[Applause]"])
        );
        assert_eq!(around("是的。（笑）"), (vec![], "是的。", vec!["（笑）"]));
        assert_eq!(around("[inaudible 00:12:03]").0.len(), 1);
        for speech in [
            "The lamp (an old one).",
            "(In the harbour it was dark.)",
            "See [1]",
        ] {
            assert_eq!(around(speech), (vec![], speech, vec![]));
        }
    }

    #[test]
    fn a_mark_alone_or_at_the_end_is_no_note() {
        assert!(notes("One.\nIdea\n\nTwo.").is_empty());
        assert!(notes("One.\nIdea").is_empty());
        assert!(notes("An idea came.\nTwo.").is_empty());
    }
}
