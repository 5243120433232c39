//! From marked lines to turns: who speaks when, and which lines of the languages say the same.

use super::draft::{Draft, DraftLine, Part};
use super::{Line, NARRATOR, Speaker, Turn};
use crate::language::{Language, Localized};

/// Gathers the lines of the draft into turns.
///
/// A heading begins a turn, unless it is the open turn's own speaker named in a language in which
/// that turn has not named them yet. A block without a heading continues the turn; without a
/// speaker, every block is a turn of the narrator.
pub fn turns(draft: &Draft, speakers: &[Speaker], languages: &[Language]) -> Vec<Turn> {
    debug_assert!(speakers.iter().all(|speaker| speaker.id != NARRATOR));
    let mut turns: Vec<OpenTurn> = Vec::new();
    for line in &draft.lines {
        match &line.part {
            Part::Heading { speaker } => {
                let same = turns.last_mut().filter(|turn| {
                    turn.speaker == *speaker && !turn.named_in.contains(&line.language)
                });
                match same {
                    Some(turn) => turn.name(line),
                    None => {
                        let mut turn = OpenTurn::new(speaker);
                        turn.name(line);
                        turns.push(turn);
                    }
                }
            }
            Part::Speech | Part::NoteMark | Part::Note => {
                let narrated = turns.last().is_none_or(|turn| turn.speaker == NARRATOR);
                let begins = narrated && line.after_blank && line.part == Part::Speech;
                if begins && !continues_pair(turns.last(), line) || turns.is_empty() {
                    turns.push(OpenTurn::new(NARRATOR));
                }
                if let Some(turn) = turns.last_mut() {
                    turn.lines.push(line);
                }
            }
            Part::Title { .. }
            | Part::Metadata { .. }
            | Part::Dropped { .. }
            | Part::Chapter { .. } => {}
        }
    }
    turns
        .into_iter()
        .map(|turn| turn.close(languages))
        .collect()
}

/// A narrator's paragraph whose translation stands in a block of its own after it.
fn continues_pair(turn: Option<&OpenTurn>, line: &DraftLine) -> bool {
    turn.is_some_and(|turn| {
        turn.lines
            .iter()
            .all(|before| before.language != line.language)
    })
}

struct OpenTurn<'a> {
    speaker: String,
    at: Vec<usize>,
    named_in: Vec<Language>,
    lines: Vec<&'a DraftLine>,
}

impl<'a> OpenTurn<'a> {
    fn new(speaker: &str) -> Self {
        Self {
            speaker: speaker.into(),
            at: Vec::new(),
            named_in: Vec::new(),
            lines: Vec::new(),
        }
    }

    fn name(&mut self, line: &DraftLine) {
        self.at.extend(line.places());
        self.named_in.push(line.language.clone());
    }

    fn close(self, languages: &[Language]) -> Turn {
        let mut lines: Vec<Line> = Vec::new();
        let mut group: Vec<Run> = Vec::new();
        let mut marks: Vec<usize> = Vec::new();
        let mut note_before = false;
        for line in &self.lines {
            if line.part == Part::Speech {
                // A note, and a blank line, end a block.
                let block_ends = note_before || line.after_blank;
                place(&mut group, line, block_ends, languages, &mut lines);
                note_before = false;
                continue;
            }
            flush(&mut group, languages, &mut lines);
            note_before = true;
            marks.extend(line.places());
            if line.part == Part::Note {
                lines.push(Line::Note {
                    text: line.text.clone(),
                    language: line.language.clone(),
                    at: std::mem::take(&mut marks),
                });
            }
        }
        flush(&mut group, languages, &mut lines);
        Turn {
            speaker: self.speaker,
            at: self.at,
            lines,
        }
    }
}

/// Lines of one language that stand together.
struct Run<'a> {
    language: &'a Language,
    lines: Vec<&'a DraftLine>,
}

/// Adds a line to the group of runs that will be paired with each other, closing the group first
/// if the line begins a new one. A block of one language waits for a block of another.
fn place<'a>(
    group: &mut Vec<Run<'a>>,
    line: &'a DraftLine,
    block_ends: bool,
    languages: &[Language],
    out: &mut Vec<Line>,
) {
    let heard = group.iter().any(|run| run.language == &line.language);
    let same_as_last = group
        .last()
        .is_some_and(|run| run.language == &line.language);
    let continues = if block_ends {
        let rank = |language| languages.iter().position(|l| l == language);
        group.len() == 1 && !heard && rank(group[0].language) < rank(&line.language)
    } else {
        same_as_last || !heard
    };
    if !continues {
        flush(group, languages, out);
    }
    match group.last_mut() {
        Some(run) if run.language == &line.language => run.lines.push(line),
        _ => group.push(Run {
            language: &line.language,
            lines: vec![line],
        }),
    }
}

/// A text with its line numbers.
type Said = (String, Vec<usize>);

/// Pairs the runs of a group. As many lines in each: one by one. One line against several: the
/// several are one line. Else one by one as far as it goes.
fn flush(group: &mut Vec<Run>, languages: &[Language], out: &mut Vec<Line>) {
    let runs = std::mem::take(group);
    let longest = runs.iter().map(|run| run.lines.len()).max().unwrap_or(0);
    let join = runs.len() > 1 && runs.iter().any(|run| run.lines.len() == 1);
    let mut runs: Vec<(&Language, Vec<Said>)> = runs
        .into_iter()
        .map(|run| {
            let texts = run
                .lines
                .iter()
                .map(|line| (line.text.clone(), line.places()));
            let texts: Vec<Said> = if join {
                let glue = if run.language.is_unspaced() { "" } else { " " };
                let (texts, at): (Vec<_>, Vec<_>) = texts.unzip();
                vec![(texts.join(glue), at.concat())]
            } else {
                texts.collect()
            };
            (run.language, texts)
        })
        .collect();
    runs.sort_by_key(|(language, _)| languages.iter().position(|l| l == *language));
    for i in 0..if join { 1 } else { longest } {
        let mut text = Localized::new();
        let mut at = Vec::new();
        for (language, texts) in &mut runs {
            if let Some((words, lines)) = texts.get_mut(i) {
                text.insert((*language).clone(), std::mem::take(words));
                at.append(lines);
            }
        }
        at.sort_unstable();
        out.push(Line::Speech { text, at });
    }
}

#[cfg(test)]
mod tests {
    use crate::script::{Line, Options, read};

    /// Each line as `en | zh`, turns parted by `--`.
    fn paired(text: &str) -> Vec<String> {
        let script = read(text.as_bytes(), "t.txt", &Options::default()).unwrap();
        let mut out = Vec::new();
        for (i, turn) in script.turns().enumerate() {
            if i > 0 {
                out.push("--".into());
            }
            for line in &turn.lines {
                out.push(match line {
                    Line::Speech { text, .. } => {
                        text.values().cloned().collect::<Vec<_>>().join(" | ")
                    }
                    Line::Note { text, .. } => format!("({text})"),
                });
            }
        }
        out
    }

    const HEAD: &str = "Ann:\nOne.\n安:\n一。\n\n";

    #[test]
    fn a_block_without_heading_continues_the_turn() {
        assert_eq!(
            paired(&format!("{HEAD}Two.\n二。\nAnn:\nThree.\n安:\n三。")),
            ["One. | 一。", "Two. | 二。", "--", "Three. | 三。"]
        );
    }

    #[test]
    fn as_many_lines_pair_one_by_one_in_either_layout() {
        for block in ["Two.\nThree.\n二。\n三。", "Two.\n二。\nThree.\n三。"] {
            assert_eq!(
                paired(&format!("{HEAD}{block}")),
                ["One. | 一。", "Two. | 二。", "Three. | 三。"]
            );
        }
    }

    #[test]
    fn one_line_takes_several() {
        assert_eq!(
            paired(&format!("{HEAD}Two,\nand three.\n二和三。")),
            ["One. | 一。", "Two, and three. | 二和三。"]
        );
    }

    #[test]
    fn a_translation_may_stand_in_a_block_of_its_own() {
        assert_eq!(
            paired("Ann:\nOne.\n\n安:\n一。\n\nTwo.\n\n二。\n\nAnn:\nThree.\n\n安:\n三。"),
            ["One. | 一。", "Two. | 二。", "--", "Three. | 三。"]
        );
    }

    #[test]
    fn notes_stand_where_they_stood() {
        assert_eq!(
            paired(&format!("{HEAD}Two.\n二。\nIdea\n注。\nThree.\n三。")),
            ["One. | 一。", "Two. | 二。", "(注。)", "Three. | 三。"]
        );
    }

    #[test]
    fn without_speakers_each_block_is_a_turn_of_the_narrator() {
        assert_eq!(
            paired("It was dark.\n天黑了。\n\nShe lit the lamp.\n她点了灯。"),
            [
                "It was dark. | 天黑了。",
                "--",
                "She lit the lamp. | 她点了灯。"
            ]
        );
    }
}
