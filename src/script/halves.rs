//! Texts that stand one after the other: the whole talk in one language, then in the next, in one file or two; or each of its scenes or
//! chapters.
//!
//! All that is said goes to the [`aligner`](super::aligner); the turns and chapters of the first language hold what comes back.

use super::aligner::{self, Begins, Pair, Piece, Said};
use super::certainty::Findings;
use super::turns::Section;
use super::{Doubt, Line, NARRATOR, Pairs, Turn};
use crate::language::{Language, Localized};
use std::collections::HashMap;

/// Something that is said, or a heading, and where it stands.
struct Place<'s> {
    text: &'s str,
    language: usize,
    section: usize,
    /// The number of the turn, through all sections; a heading has none.
    turn: Option<usize>,
    at: &'s [usize],
    begins: Begins,
}

/// Folds the languages of a text into one another.
pub(super) fn fold(
    sections: Vec<Section>,
    languages: &[Language],
    wish: Pairs,
    findings: &mut Findings,
) -> Vec<Section> {
    let turns: Vec<&Turn> = sections.iter().flat_map(|section| &section.turns).collect();
    let places = places(&sections, languages);
    let mut people: HashMap<&str, usize> = HashMap::new();
    for turn in turns.iter().filter(|turn| turn.speaker != NARRATOR) {
        let number = people.len();
        people.entry(&turn.speaker).or_insert(number);
    }
    let said: Vec<Said> = places
        .iter()
        .map(|place| Said {
            text: place.text,
            language: place.language,
            begins: place.begins,
            speaker: place
                .turn
                .and_then(|turn| people.get(turns[turn].speaker.as_str()).copied()),
            row: None,
            time: None,
        })
        .collect();
    let pairing = aligner::pair(&said, languages, wish);
    let mut folded = Folded {
        sections: vec![Section::default()],
        section: None,
        turn: None,
        named: vec![false; turns.len()],
    };
    for pair in &pairing.pairs {
        folded.add(pair, &places, &turns, languages, findings);
    }
    for number in 0..turns.len() {
        folded.leave(number, &turns);
    }
    folded
        .sections
        .retain(|section| !section.turns.is_empty() || !section.at.is_empty());
    folded.sections
}

/// All that is said and all headings, in order.
fn places<'s>(sections: &'s [Section], languages: &[Language]) -> Vec<Place<'s>> {
    let number = |language: &Language| languages.iter().position(|own| own == language);
    let mut places = Vec::new();
    let mut turn_number = 0;
    for (section_number, section) in sections.iter().enumerate() {
        for (language, text) in &section.title {
            places.extend(number(language).map(|language| Place {
                text,
                language,
                section: section_number,
                turn: None,
                at: &section.at,
                begins: Begins::Heading,
            }));
        }
        for turn in &section.turns {
            let mut begins = if turn.speaker == NARRATOR {
                Begins::Paragraph
            } else {
                Begins::Turn
            };
            for line in &turn.lines {
                let Line::Speech { text, at, .. } = line else {
                    continue;
                };
                for (language, text) in text {
                    places.extend(number(language).map(|language| Place {
                        text,
                        language,
                        section: section_number,
                        turn: Some(turn_number),
                        at,
                        begins,
                    }));
                }
                begins = Begins::Line;
            }
            turn_number += 1;
        }
    }
    places
}

/// What is folded so far.
struct Folded {
    sections: Vec<Section>,
    /// The section and the turn of the source that the last section and the last turn are.
    section: Option<usize>,
    turn: Option<usize>,
    /// The turns whose names have found their place.
    named: Vec<bool>,
}

impl Folded {
    fn add(
        &mut self,
        pair: &Pair,
        places: &[Place],
        turns: &[&Turn],
        languages: &[Language],
        findings: &mut Findings,
    ) {
        let pieces = || pair.pieces.iter().flatten();
        let Some(first) = pieces().next().map(|piece| &places[piece.said]) else {
            return;
        };
        let is_first = |place: &Place| place.language == 0;
        if is_first(first) && self.section != Some(first.section) {
            self.section = Some(first.section);
            self.turn = None;
            self.sections.push(Section::default());
        }
        let mut text = Localized::new();
        let mut at: Vec<usize> = Vec::new();
        for piece in pieces() {
            let place = &places[piece.said];
            let Some(turn) = place.turn else {
                self.title(place, &languages[place.language]);
                continue;
            };
            // What the first language says opens its turn; what another says alone, one of its own if another speaks.
            let is_other = || {
                self.turn
                    .is_none_or(|own| turns[own].speaker != turns[turn].speaker)
            };
            if text.is_empty() && self.turn != Some(turn) && (is_first(place) || is_other()) {
                self.open(turn, turns);
            }
            self.name(turn, turns);
            add_text(&mut text, &languages[place.language], piece, place);
            at.extend(place.at);
        }
        if text.is_empty() {
            return;
        }
        at.sort_unstable();
        at.dedup();
        if text.len() > 1 {
            findings.by_length += 1;
        }
        if !pair.is_sure() {
            let shown: String = text.values().flat_map(|t| t.chars()).take(40).collect();
            let why = if text.len() > 1 {
                "not sure that these belong together:"
            } else {
                "no translation was found for"
            };
            findings.doubts.push(Doubt {
                at: at.clone(),
                text: format!("{why} “{shown}…”"),
            });
        }
        if let Some(turn) = self
            .sections
            .last_mut()
            .and_then(|section| section.turns.last_mut())
        {
            turn.lines.push(Line::speech(text, at));
        }
    }

    fn title(&mut self, place: &Place, language: &Language) {
        let Some(section) = self.sections.last_mut() else {
            return;
        };
        section
            .title
            .entry(language.clone())
            .or_insert_with(|| place.text.to_string());
        section.at.extend(
            place
                .at
                .iter()
                .filter(|at| !section.at.contains(at))
                .collect::<Vec<_>>(),
        );
    }

    fn open(&mut self, number: usize, turns: &[&Turn]) {
        self.turn = Some(number);
        if let Some(section) = self.sections.last_mut() {
            section.turns.push(Turn {
                speaker: turns[number].speaker.clone(),
                at: Vec::new(),
                lines: Vec::new(),
            });
        }
    }

    /// The lines of a turn's names, and the notes in it, stand in the turn that its first words are in.
    fn name(&mut self, number: usize, turns: &[&Turn]) {
        if std::mem::replace(&mut self.named[number], true) {
            return;
        }
        if let Some(turn) = self
            .sections
            .last_mut()
            .and_then(|section| section.turns.last_mut())
        {
            turn.at.extend(&turns[number].at);
            let notes = turns[number]
                .lines
                .iter()
                .filter(|line| matches!(line, Line::Note { .. }));
            turn.lines.extend(notes.cloned());
        }
    }
}

impl Folded {
    /// Keeps a turn in which nothing is said: notes, or a name alone.
    fn leave(&mut self, number: usize, turns: &[&Turn]) {
        if !self.named[number] {
            if !turns[number].lines.is_empty() {
                self.open(number, turns);
            }
            self.name(number, turns);
        }
    }
}

fn add_text(text: &mut Localized, language: &Language, piece: &Piece, place: &Place) {
    let own = text.entry(language.clone()).or_default();
    if !own.is_empty() && !language.is_unspaced() {
        own.push(' ');
    }
    own.push_str(place.text[piece.bytes.clone()].trim());
}

#[cfg(test)]
mod tests {
    use crate::script::{Line, Options, Script, read};

    fn script(text: &str) -> Script {
        read(text.as_bytes(), "t.txt", &Options::default()).unwrap()
    }

    fn lines(script: &Script) -> Vec<String> {
        let all = script.turns().flat_map(|turn| &turn.lines);
        all.map(|line| match line {
            Line::Speech { text, .. } => text.values().cloned().collect::<Vec<_>>().join(" | "),
            Line::Note { text, .. } => format!("({text})"),
        })
        .collect()
    }

    #[test]
    fn a_talk_in_one_language_then_in_the_other() {
        let script = script(
            "Ann Reed:\nGood evening. Who lit the lamp in the harbour?\n\nBo Lind:\nI did. It was dark.\n\nAnn Reed:\nThank you.\n\n\
             安·里德:\n晚上好。谁点亮了港口的灯?\n\n博·林德:\n是我。天黑了。\n\n安·里德:\n谢谢你。",
        );
        assert_eq!(
            lines(&script),
            [
                "Good evening. Who lit the lamp in the harbour? | 晚上好。谁点亮了港口的灯?",
                "I did. It was dark. | 是我。天黑了。",
                "Thank you. | 谢谢你。"
            ]
        );
        assert_eq!(script.speakers.len(), 2);
        assert_eq!(script.speakers[0].names.len(), 2);
    }

    #[test]
    fn a_talk_scene_by_scene() {
        let text = "Ann:\nGood evening. Who lit the lamp?\n\nBo:\nI did.\n\n安:\n晚上好。谁点的灯？\n\n波:\n是我。\n\n\
                    Ann:\nWas it dark?\n\nBo:\nVery dark.\n\n安:\n天黑吗？\n\n波:\n很黑。";
        let script = script(text);
        assert_eq!(
            lines(&script),
            [
                "Good evening. Who lit the lamp? | 晚上好。谁点的灯？",
                "I did. | 是我。",
                "Was it dark? | 天黑吗？",
                "Very dark. | 很黑。"
            ]
        );
        let names: Vec<Vec<&String>> = script
            .speakers
            .iter()
            .map(|s| s.names.values().collect())
            .collect();
        assert_eq!(names, [["Ann", "安"], ["Bo", "波"]]);
    }

    #[test]
    fn a_whole_talk_in_a_cell() {
        let cell = |turns: [&str; 3]| format!("<td><p>{}</p></td>", turns.join("</p><p>"));
        let text = format!(
            "<html><body><table><tr>{}{}</tr></table></body></html>",
            cell(["Ann: Who lit the lamp?", "Bo: I did.", "Ann: Thank you."]),
            cell(["安：谁点的灯？", "波：是我。", "安：谢谢你。"])
        );
        let script = read(text.as_bytes(), "t.html", &Options::default()).unwrap();
        assert_eq!(
            lines(&script),
            [
                "Who lit the lamp? | 谁点的灯？",
                "I did. | 是我。",
                "Thank you. | 谢谢你。"
            ]
        );
    }

    #[test]
    fn a_story_chapter_by_chapter() {
        let text = "# Chapter 1: The Lamp\n\nIt was dark.\n\nShe lit it.\n\n# 第一章：灯\n\n天黑了。\n\n她点了灯。\n\n\
                    # Chapter 2: The Sea\n\nNobody came.\n\n# 第二章：海\n\n没有人来。\n";
        let script = read(text.as_bytes(), "t.md", &Options::default()).unwrap();
        assert_eq!(script.chapters.len(), 2);
        assert_eq!(script.chapters[1].title.len(), 2);
        assert_eq!(
            lines(&script),
            [
                "It was dark. | 天黑了。",
                "She lit it. | 她点了灯。",
                "Nobody came. | 没有人来。"
            ]
        );
    }

    #[test]
    fn paragraphs_of_a_story_find_their_translations() {
        let script = script(
            "It was dark, and the last ferry had left the harbour an hour before.\n\nShe lit the lamp.\n\nNobody came, although she waited until the morning and kept the fire burning.\n\n\
             天黑了，最后一班渡轮一个小时前就离开了港口。\n\n她点亮了灯。\n\n没有人来，虽然她一直等到早晨，火也一直烧着。",
        );
        assert_eq!(lines(&script).len(), 3);
        assert!(
            lines(&script)[1].starts_with("She lit the lamp. | 她"),
            "{:?}",
            lines(&script)
        );
    }
}
