//! From marked lines to turns: who speaks when.

use super::certainty::Findings;
use super::draft::{Draft, DraftLine, Part};
use super::groups::Lengths;
use super::pairing::Pairing;
use super::{Line, NARRATOR, Turn};
use crate::language::{Language, Localized};
use std::collections::HashSet;

/// What stands under one heading.
#[derive(Debug, Clone, Default)]
pub struct Section {
    /// The heading in each language; empty before the first one.
    pub title: Localized,
    /// Line numbers of the heading.
    pub at: Vec<usize>,
    /// The turns.
    pub turns: Vec<Turn>,
}

/// Gathers the lines of the draft into turns, under the headings of chapters. Returns the places
/// where it is not sure, too.
///
/// A heading begins a turn, unless it is the open turn's own speaker named in a language in which
/// that turn has not named them yet. A block without a heading continues the turn; without a
/// speaker, every block is a turn of the narrator.
pub fn sections(draft: &Draft, languages: &[Language]) -> (Vec<Section>, Findings) {
    let mut gathering =
        Gathering::new(languages, stand_apart(draft, languages), Lengths::of(draft));
    for line in &draft.lines {
        match &line.part {
            Part::Chapter { .. } => gathering.chapter(line),
            Part::Heading { speaker } => gathering.heading(line, speaker),
            Part::Speech | Part::NoteMark | Part::Note | Part::Direction => gathering.line(line),
            Part::Title { .. } | Part::Metadata { .. } | Part::Dropped { .. } => {}
        }
    }
    gathering.close_turn();
    let Gathering {
        mut sections,
        findings,
        waiting,
        ..
    } = gathering;
    let mut turns = sections.iter_mut().flat_map(|section| &mut section.turns);
    if let Some(last) = turns.next_back() {
        last.at.extend(waiting);
    }
    sections.retain(|section| !section.turns.is_empty() || !section.at.is_empty());
    (sections, findings)
}

/// Lines of one language that stand together.
struct Stretch<'a> {
    language: &'a Language,
    /// How many they are.
    lines: usize,
    /// How many times another begins to speak.
    turns: usize,
    /// Whether a chapter's heading stands over them.
    is_chapter: bool,
}

/// Whether the languages of a text stand one after the other, each in blocks of its own: the whole
/// text, or scene by scene, chapter by chapter.
pub fn stand_apart(draft: &Draft, languages: &[Language]) -> bool {
    if languages.len() < 2 {
        return false;
    }
    let mut stretches: Vec<Stretch> = Vec::new();
    let (mut after_heading, mut after_chapter) = (false, false);
    // Who speaks, and who spoke in this stretch last.
    let (mut speaker, mut last): (Option<&str>, Option<&str>) = (None, None);
    for line in &draft.lines {
        match &line.part {
            Part::Heading { speaker: named } => {
                after_heading = true;
                speaker = Some(named);
            }
            Part::Chapter { .. } => (after_heading, after_chapter) = (true, true),
            _ => {}
        }
        if line.part != Part::Speech {
            continue;
        }
        let begins = line.after_blank || std::mem::take(&mut after_heading);
        match stretches.last_mut() {
            Some(stretch) if *stretch.language == line.language => {
                stretch.lines += 1;
                stretch.turns += usize::from(speaker != last);
            }
            Some(_) if !begins => return false,
            _ => stretches.push(Stretch {
                language: &line.language,
                lines: 1,
                turns: 1,
                is_chapter: after_chapter,
            }),
        }
        last = speaker;
        (after_heading, after_chapter) = (false, false);
    }
    let cycles: Vec<&[Stretch]> = stretches.chunks(languages.len()).collect();
    let take_turns = cycles.iter().all(|cycle| {
        let alike = |(ours, first): (&Stretch, &Stretch)| ours.language == first.language;
        cycle.len() == languages.len() && cycle.iter().zip(cycles[0]).all(alike)
    });
    if !take_turns {
        return false;
    }
    let are_scenes = || {
        let turns = |cycle: &[Stretch]| {
            let turns = cycle.iter().map(|stretch| stretch.turns);
            (turns.clone().min().unwrap_or(0), turns.max().unwrap_or(0))
        };
        let long = cycles.iter().filter(|cycle| turns(cycle).0 > 1).count();
        long * 2 >= cycles.len() && cycles.iter().all(|c| turns(c).1 <= 2 * turns(c).0)
    };
    cycles.len() == 1 && stretches.iter().all(|stretch| stretch.lines > 1)
        || stretches.iter().all(|stretch| stretch.is_chapter)
        || are_scenes()
}

struct Gathering<'a> {
    languages: &'a [Language],
    sections: Vec<Section>,
    open: Option<OpenTurn<'a>>,
    /// Who spoke last, and goes on after a heading.
    speaker: String,
    findings: Findings,
    /// The lines of names with nothing under them.
    waiting: Vec<usize>,
    /// Whether the languages stand one after the other, so that nothing joins where they meet.
    apart: bool,
    lengths: Lengths<'a>,
}

impl<'a> Gathering<'a> {
    fn new(languages: &'a [Language], apart: bool, lengths: Lengths<'a>) -> Self {
        Self {
            languages,
            sections: vec![Section::default()],
            open: None,
            speaker: NARRATOR.into(),
            findings: Findings::default(),
            waiting: Vec::new(),
            apart,
            lengths,
        }
    }

    fn close_turn(&mut self) {
        if let Some(turn) = self.open.take() {
            let blocks = turn.blocks();
            let turn = turn.close(self.languages, &self.lengths, &mut self.findings);
            if let Some(blocks) = blocks
                && let Some(section) = self.sections.last_mut()
            {
                section.turns.extend(each_block(turn, &blocks));
                return;
            }
            if turn.lines.is_empty() {
                // A name with nothing under it; its line is the next turn's.
                self.waiting.extend(turn.at);
                return;
            }
            if let Some(section) = self.sections.last_mut() {
                let at = [std::mem::take(&mut self.waiting), turn.at].concat();
                section.turns.push(Turn { at, ..turn });
            }
        }
    }

    fn chapter(&mut self, line: &DraftLine) {
        self.close_turn();
        let begun = self.sections.last().is_none_or(|s| !s.turns.is_empty());
        if begun {
            self.sections.push(Section::default());
        }
        if let Some(section) = self.sections.last_mut() {
            // `Part II` over `Chapter 3`, or the heading in the other language
            let title = section.title.entry(line.language.clone()).or_default();
            if !title.is_empty() {
                title.push_str(": ");
            }
            title.push_str(&line.text);
            section.at.extend(line.places());
        }
    }

    fn heading(&mut self, line: &'a DraftLine, speaker: &str) {
        let apart = self.apart;
        let same = self.open.as_mut().filter(|turn| {
            !apart
                && turn.speaker == *speaker
                && !turn.named_in.contains(&line.language)
                && turn.is_named()
        });
        match same {
            Some(turn) => turn.name(line),
            None => {
                self.close_turn();
                let mut turn = OpenTurn::new(speaker);
                turn.name(line);
                self.open = Some(turn);
                self.speaker = speaker.into();
            }
        }
    }

    fn line(&mut self, line: &'a DraftLine) {
        // A heading that begins no chapter, and what nobody says, is read by the narrator; then
        // the speaker goes on.
        let is_heading = line.marked.heading.is_some() || line.is_told;
        let begins = match &self.open {
            None => true,
            Some(turn) if turn.is_heading != is_heading => true,
            Some(turn) => {
                turn.speaker == NARRATOR
                    && line.after_blank
                    && line.part == Part::Speech
                    && (self.apart || !turn.goes_on(line, self.languages))
            }
        };
        if begins {
            self.close_turn();
            let speaker = if is_heading { NARRATOR } else { &self.speaker };
            let mut turn = OpenTurn::new(speaker);
            turn.is_heading = is_heading;
            self.open = Some(turn);
        }
        if let Some(turn) = &mut self.open {
            turn.lines.push(line);
        }
    }
}

/// A turn of each block; `blocks` are the places where they begin.
fn each_block(turn: Turn, blocks: &HashSet<usize>) -> Vec<Turn> {
    let mut turns: Vec<Turn> = Vec::new();
    for line in turn.lines {
        let begins = line.at().iter().any(|at| blocks.contains(at));
        let is_speech = matches!(line, Line::Speech { .. });
        match turns.last_mut() {
            Some(last) if !(begins && is_speech) => last.lines.push(line),
            _ => turns.push(Turn {
                speaker: turn.speaker.clone(),
                at: Vec::new(),
                lines: vec![line],
            }),
        }
    }
    turns
}

struct OpenTurn<'a> {
    speaker: String,
    at: Vec<usize>,
    named_in: Vec<Language>,
    /// Before which lines the speaker is named once more, in another language.
    named_before: Vec<usize>,
    is_heading: bool,
    lines: Vec<&'a DraftLine>,
}

impl<'a> OpenTurn<'a> {
    fn new(speaker: &str) -> Self {
        Self {
            speaker: speaker.into(),
            at: Vec::new(),
            named_in: Vec::new(),
            named_before: Vec::new(),
            is_heading: false,
            lines: Vec::new(),
        }
    }

    fn name(&mut self, line: &DraftLine) {
        self.at.extend(line.places());
        if !self.lines.is_empty() {
            self.named_before.push(self.lines.len());
        }
        self.named_in.push(line.language.clone());
    }

    fn is_named(&self) -> bool {
        !self.at.is_empty()
    }

    /// Whether a narrator's paragraph stands with those before it: the next cell of a row, or, from
    /// language to language in their order, what may say the same.
    fn goes_on(&self, line: &DraftLine, languages: &[Language]) -> bool {
        let Some(last) = self.lines.last() else {
            return true;
        };
        let in_row = last.at == line.at && line.marked.column.is_some();
        let rank = |line: &DraftLine| languages.iter().position(|l| *l == line.language);
        in_row || line.marked.column.is_none() && rank(last) <= rank(line)
    }

    /// The places where blocks begin, if each block is a turn of its own: the narrator's, whom
    /// nothing names.
    fn blocks(&self) -> Option<HashSet<usize>> {
        let begins = |line: &&&DraftLine| line.after_blank && line.part == Part::Speech;
        let is_told = self.speaker == NARRATOR && !self.is_named() && !self.is_heading;
        is_told.then(|| {
            self.lines
                .iter()
                .filter(begins)
                .map(|line| line.at)
                .collect()
        })
    }

    fn close(self, languages: &[Language], lengths: &Lengths<'a>, findings: &mut Findings) -> Turn {
        let mut pairing = Pairing::new(languages, lengths, findings);
        let mut marks: Vec<usize> = Vec::new();
        let mut note_before = false;
        let mut named = self.named_before.iter().peekable();
        for (i, line) in self.lines.iter().enumerate() {
            if named.next_if_eq(&&i).is_some() {
                pairing.name();
            }
            match line.part {
                Part::Speech => {
                    // A note, and a blank line, end a block.
                    pairing.place(line, note_before || line.after_blank);
                    note_before = false;
                }
                Part::Direction => pairing.direction(line),
                Part::Note => {
                    note_before = true;
                    marks.extend(line.places());
                    pairing.note(line, std::mem::take(&mut marks));
                }
                _ => {
                    pairing.flush();
                    note_before = true;
                    marks.extend(line.places());
                }
            }
        }
        Turn {
            speaker: self.speaker,
            at: self.at,
            lines: pairing.finish(),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::script::{Line, Options, read};

    /// Each line as `en | zh`, turns parted by `--`.
    pub(in crate::script) fn paired(text: &str) -> Vec<String> {
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

    pub(in crate::script) const HEAD: &str = "Ann:\nOne.\n安:\n一。\n\n";

    #[test]
    fn a_block_without_heading_continues_the_turn() {
        assert_eq!(
            paired(&format!("{HEAD}Two.\n二。\nAnn:\nThree.\n安:\n三。")),
            ["One. | 一。", "Two. | 二。", "--", "Three. | 三。"]
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

    #[test]
    fn notes_stand_where_they_stood() {
        assert_eq!(
            paired(&format!("{HEAD}Two.\n二。\nIdea\n注。\nThree.\n三。")),
            ["One. | 一。", "Two. | 二。", "(注。)", "Three. | 三。"]
        );
    }
}
