//! From marked lines to turns: who speaks when, and which lines of the languages say the same.
//!
//! The layout decides where it can: lines or paragraphs that take turns, cells of one row, as many
//! lines of each language in a block. Where it cannot, the lengths do ([`super::align`]).

use super::align::align;
use super::certainty::Findings;
use super::draft::{Draft, DraftLine, Part};
use super::sentences;
use super::{Doubt, Line, NARRATOR, Turn};
use crate::language::{Language, Localized};

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
    let mut gathering = Gathering::new(languages, stand_apart(draft, languages));
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

/// Whether the languages of a text stand one after the other, each in blocks of its own.
pub fn stand_apart(draft: &Draft, languages: &[Language]) -> bool {
    let mut blocks: Vec<(&Language, usize)> = Vec::new();
    let mut after_heading = false;
    for line in &draft.lines {
        after_heading |= matches!(line.part, Part::Heading { .. } | Part::Chapter { .. });
        if line.part != Part::Speech {
            continue;
        }
        if line.marked.column.is_some() {
            return false;
        }
        let begins = line.after_blank || std::mem::take(&mut after_heading);
        match blocks.last_mut() {
            Some((language, count)) if *language == &line.language => *count += usize::from(begins),
            Some(_) if !begins => return false,
            _ => blocks.push((&line.language, 1)),
        }
        after_heading = false;
    }
    languages.len() > 1
        && blocks.len() == languages.len()
        && blocks.iter().all(|(_, count)| *count > 1)
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
}

impl<'a> Gathering<'a> {
    fn new(languages: &'a [Language], apart: bool) -> Self {
        Self {
            languages,
            sections: vec![Section::default()],
            open: None,
            speaker: NARRATOR.into(),
            findings: Findings::default(),
            waiting: Vec::new(),
            apart,
        }
    }

    fn close_turn(&mut self) {
        if let Some(turn) = self.open.take() {
            let turn = turn.close(self.languages, &mut self.findings);
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
                    && (self.apart || !turn.awaits(line))
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

struct OpenTurn<'a> {
    speaker: String,
    at: Vec<usize>,
    named_in: Vec<Language>,
    is_heading: bool,
    lines: Vec<&'a DraftLine>,
}

impl<'a> OpenTurn<'a> {
    fn new(speaker: &str) -> Self {
        Self {
            speaker: speaker.into(),
            at: Vec::new(),
            named_in: Vec::new(),
            is_heading: false,
            lines: Vec::new(),
        }
    }

    fn name(&mut self, line: &DraftLine) {
        self.at.extend(line.places());
        self.named_in.push(line.language.clone());
    }

    fn is_named(&self) -> bool {
        !self.at.is_empty()
    }

    /// A narrator's paragraph whose translation stands in a block of its own after it, or the next
    /// cell of a row.
    fn awaits(&self, line: &DraftLine) -> bool {
        let in_row = |before: &&&DraftLine| before.at == line.at && line.marked.column.is_some();
        self.lines.last().iter().any(in_row)
            || self
                .lines
                .iter()
                .all(|before| before.language != line.language)
    }

    fn close(self, languages: &[Language], findings: &mut Findings) -> Turn {
        let mut pairing = Pairing {
            languages,
            group: Vec::new(),
            directions: Vec::new(),
            lines: Vec::new(),
            findings,
        };
        let mut marks: Vec<usize> = Vec::new();
        let mut note_before = false;
        for line in &self.lines {
            match line.part {
                Part::Speech => {
                    // A note, and a blank line, end a block.
                    pairing.place(line, note_before || line.after_blank);
                    note_before = false;
                }
                Part::Direction => pairing.direction(line),
                Part::Note => {
                    pairing.flush();
                    note_before = true;
                    marks.extend(line.places());
                    pairing.lines.push(note(line, std::mem::take(&mut marks)));
                }
                _ => {
                    pairing.flush();
                    note_before = true;
                    marks.extend(line.places());
                }
            }
        }
        pairing.flush();
        Turn {
            speaker: self.speaker,
            at: self.at,
            lines: pairing.lines,
        }
    }
}

fn note(line: &DraftLine, at: Vec<usize>) -> Line {
    Line::Note {
        text: line.text.clone(),
        language: line.language.clone(),
        at,
    }
}

/// The pairing of a turn's lines.
struct Pairing<'a, 'd> {
    languages: &'d [Language],
    /// Runs that will be paired with each other.
    group: Vec<Run<'a>>,
    /// Stage directions among them.
    directions: Vec<&'a DraftLine>,
    lines: Vec<Line>,
    findings: &'d mut Findings,
}

/// Lines of one language that stand together.
struct Run<'a> {
    language: &'a Language,
    lines: Vec<&'a DraftLine>,
}

/// A text with its line numbers.
type Said = (String, Vec<usize>);

impl<'a> Pairing<'a, '_> {
    /// Adds a line to the group, closing the group first if the line begins a new one. A block of
    /// one language waits for a block of another.
    fn place(&mut self, line: &'a DraftLine, block_ends: bool) {
        let group = &self.group;
        let last = group.last();
        let heard = group.iter().any(|run| run.language == &line.language);
        let same_as_last = last.is_some_and(|run| run.language == &line.language);
        let last_line = last.and_then(|run| run.lines.last());
        let continues = if line.marked.column.is_some() {
            last_line.is_some_and(|last| last.at == line.at)
        } else if block_ends {
            let rank = |language| self.languages.iter().position(|l| l == language);
            !group.is_empty()
                && group.iter().all(|run| run.lines.len() == 1)
                && !heard
                && group
                    .iter()
                    .all(|run| rank(run.language) < rank(&line.language))
        } else {
            same_as_last || !heard
        };
        if !continues {
            self.flush();
        }
        match self.group.last_mut() {
            Some(run) if run.language == &line.language => run.lines.push(line),
            _ => self.group.push(Run {
                language: &line.language,
                lines: vec![line],
            }),
        }
    }

    /// Pairs the runs of the group: as many lines in each, one by one; one line against several, the
    /// several are one line; else by length, against the first language's.
    fn flush(&mut self) {
        let mut runs = std::mem::take(&mut self.group);
        runs.sort_by_key(|run| self.languages.iter().position(|l| l == run.language));
        let count = runs.first().map_or(0, |run| run.lines.len());
        let as_many = runs.iter().all(|run| run.lines.len() == count);
        let one = runs.iter().any(|run| run.lines.len() == 1);
        if as_many || runs.len() == 1 {
            for i in 0..count {
                let parts = runs.iter().map(|run| (run.language, &run.lines[i..=i]));
                self.lines.push(speech(parts));
            }
        } else if one {
            let parts = runs.iter().map(|run| (run.language, &run.lines[..]));
            self.lines.push(speech(parts));
        } else {
            self.align(&runs);
        }
        for line in std::mem::take(&mut self.directions) {
            self.lines.push(note(line, line.places()));
        }
    }

    /// Adds a stage direction: where it stands, unless it would part a pair.
    fn direction(&mut self, line: &'a DraftLine) {
        if self.languages.len() == 1 {
            self.flush();
        }
        if self.group.is_empty() {
            self.lines.push(note(line, line.places()));
        } else {
            self.directions.push(line);
        }
    }

    fn align(&mut self, runs: &[Run<'a>]) {
        let Some((first, others)) = runs.split_first() else {
            return;
        };
        let texts = |run: &Run<'a>| -> Vec<&'a str> {
            run.lines.iter().map(|line| line.text.as_str()).collect()
        };
        let first_texts = texts(first);
        let mut paired: Vec<Line> = Vec::new();
        for (k, other) in others.iter().enumerate() {
            let beads = align(&first_texts, &texts(other));
            if k > 0 {
                // A third language goes beside the lines of the first that are there already.
                for bead in beads {
                    add_to(&mut paired, first, other, &bead);
                }
                continue;
            }
            for bead in beads {
                let parts = [
                    (first.language, &first.lines[bead.first.clone()]),
                    (other.language, &other.lines[bead.second.clone()]),
                ];
                let line = speech(parts.into_iter().filter(|(_, lines)| !lines.is_empty()));
                let is_pair = !bead.first.is_empty() && !bead.second.is_empty();
                self.findings.by_length += usize::from(is_pair);
                if !bead.is_sure
                    && let Line::Speech { text, at, .. } = &line
                {
                    let why = match (bead.first.len(), bead.second.len()) {
                        (0, _) | (_, 0) => "no translation was found for",
                        (1, 1) => "lengths or numbers differ in",
                        _ => "joined, as their lengths say,",
                    };
                    let shown: String = text.values().flat_map(|t| t.chars()).take(40).collect();
                    self.findings.doubts.push(Doubt {
                        at: at.clone(),
                        text: format!("{why} “{shown}…”"),
                    });
                }
                paired.push(line);
            }
        }
        self.lines.extend(paired);
    }
}

/// Adds the lines of a further language to the lines that hold the same of the first.
fn add_to(paired: &mut Vec<Line>, first: &Run, other: &Run, bead: &super::align::Bead) {
    let lines = &other.lines[bead.second.clone()];
    if lines.is_empty() {
        return;
    }
    let Line::Speech { text, at, .. } = speech([(other.language, lines)].into_iter()) else {
        return;
    };
    let holds = |line: &Line| match line {
        Line::Speech { at, .. } => first.lines[bead.first.clone()]
            .iter()
            .any(|line| at.contains(&line.at)),
        Line::Note { .. } => false,
    };
    match paired.iter().position(holds) {
        Some(i) if !bead.first.is_empty() => {
            if let Line::Speech {
                text: own,
                at: lines,
                ..
            } = &mut paired[i]
            {
                for (language, words) in text {
                    own.insert(language, words);
                }
                lines.extend(at);
                lines.sort_unstable();
            }
        }
        _ => paired.push(Line::speech(text, at)),
    }
}

/// A line of what is said in each language; several lines of one are joined.
fn speech<'l, 'a: 'l>(parts: impl Iterator<Item = (&'l Language, &'l [&'a DraftLine])>) -> Line {
    let mut text = Localized::new();
    let mut at: Vec<usize> = Vec::new();
    for (language, lines) in parts {
        let (words, numbers) = joined(language, lines);
        text.insert(language.clone(), words);
        at.extend(numbers);
    }
    at.sort_unstable();
    at.dedup();
    Line::speech(text, at)
}

fn joined(language: &Language, lines: &[&DraftLine]) -> Said {
    let glue = if language.is_unspaced() { "" } else { " " };
    let words: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    (
        words.join(glue),
        lines.iter().flat_map(|line| line.places()).collect(),
    )
}

/// Splits pairs into pairs of sentences, where each language has as many.
pub fn split_sentences(sections: &mut [Section]) {
    for turn in sections.iter_mut().flat_map(|section| &mut section.turns) {
        let mut lines = Vec::with_capacity(turn.lines.len());
        for line in std::mem::take(&mut turn.lines) {
            let Line::Speech { text, at, .. } = &line else {
                lines.push(line);
                continue;
            };
            let parts: Vec<Vec<&str>> = text.values().map(|t| sentences::split(t)).collect();
            let count = parts.first().map_or(0, Vec::len);
            if count < 2 || text.len() < 2 || parts.iter().any(|p| p.len() != count) {
                lines.push(line);
                continue;
            }
            for i in 0..count {
                let said = text.keys().zip(&parts);
                let said = said.map(|(language, parts)| (language.clone(), parts[i].to_string()));
                lines.push(Line::speech(said.collect(), at.clone()));
            }
        }
        turn.lines = lines;
    }
}

/// Lines without a translation, in a text where most have one.
pub fn without_partner(turns: &[&Turn], languages: &[Language]) -> Vec<Doubt> {
    let lines = || turns.iter().flat_map(|turn| &turn.lines);
    let missing = |line: &Line| match line {
        Line::Speech { text, .. } => text.len() < languages.len(),
        Line::Note { .. } => false,
    };
    let (all, alone) = (lines().count(), lines().filter(|l| missing(l)).count());
    if alone * 2 >= all {
        return Vec::new();
    }
    lines()
        .filter(|line| missing(line))
        .map(|line| {
            let shown = match line {
                Line::Speech { text, .. } => text.values().next().map_or("", String::as_str),
                Line::Note { text, .. } => text,
            };
            let shown: String = shown.chars().take(40).collect();
            Doubt {
                at: line.at().to_vec(),
                text: format!("no translation stands beside “{shown}…”"),
            }
        })
        .collect()
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
