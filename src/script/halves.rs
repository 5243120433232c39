//! Texts that stand one after the other: the whole talk in one language, then in the next; or each of
//! its scenes or chapters.
//!
//! Their turns are aligned by length and the speakers' names, the lines of the turns within them.

use super::align::{Said, align, align_said};
use super::certainty::Findings;
use super::turns::Section;
use super::{Doubt, Line, NARRATOR, Turn};
use crate::language::{Language, Localized};
use std::collections::HashMap;

/// Folds the languages of a text into one another if they stand one after the other; else gives the
/// sections back as they are.
pub fn fold(
    sections: Vec<Section>,
    languages: &[Language],
    findings: &mut Findings,
) -> Vec<Section> {
    let Some(bounds) = bounds(&sections, languages) else {
        return fold_scenes(sections, languages, findings);
    };
    let mut halves: Vec<Vec<Section>> = Vec::new();
    let mut number = 0;
    // Headings that nothing has been read under yet.
    let mut waiting: Vec<Section> = Vec::new();
    for mut section in sections {
        let turns = std::mem::take(&mut section.turns);
        waiting.push(section);
        for turn in turns {
            let begins = bounds.contains(&number);
            number += 1;
            if begins {
                halves.push(Vec::new());
            }
            let Some(half) = halves.last_mut() else {
                continue;
            };
            half.append(&mut waiting);
            if half.is_empty() {
                half.push(Section::default());
            }
            if let Some(section) = half.last_mut() {
                section.turns.push(turn);
            }
        }
    }
    if let Some(half) = halves.last_mut() {
        half.append(&mut waiting);
    }
    let mut halves = halves.into_iter();
    let mut whole = halves.next().unwrap_or_default();
    for half in halves {
        whole = if whole.len() == half.len() {
            let pairs = whole.into_iter().zip(half);
            pairs.map(|(a, b)| merge(a, b, findings)).collect()
        } else {
            merge_all(whole, half, findings)
        };
    }
    whole
}

/// Folds chapters into the chapters before them that they translate, if each is in one language; else
/// the scenes of each chapter.
fn fold_scenes(
    sections: Vec<Section>,
    languages: &[Language],
    findings: &mut Findings,
) -> Vec<Section> {
    let rank = |language: Option<&Language>| languages.iter().position(|l| Some(l) == language);
    let of_section = |section: &Section| {
        let mut own: Vec<Option<&Language>> = section.turns.iter().map(language_of).collect();
        own.dedup();
        match own[..] {
            [Some(language)] => Some(language.clone()),
            _ => None,
        }
    };
    let own: Vec<Option<Language>> = sections.iter().map(of_section).collect();
    if own.len() > 1 && own.iter().all(Option::is_some) {
        let mut folded: Vec<(Section, Option<usize>)> = Vec::new();
        for (section, language) in sections.into_iter().zip(own) {
            let own = rank(language.as_ref());
            match folded.pop() {
                Some((before, last)) if last < own => {
                    folded.push((merge(before, section, findings), own));
                }
                before => {
                    folded.extend(before);
                    folded.push((section, own));
                }
            }
        }
        return folded.into_iter().map(|(section, _)| section).collect();
    }
    let mut fold = |section: Section| {
        let mut scenes: Vec<(Vec<Turn>, Option<usize>)> = Vec::new();
        for turn in section.turns {
            let own = rank(language_of(&turn));
            match scenes.last_mut() {
                Some((turns, last)) if *last == own || own.is_none() => turns.push(turn),
                _ => scenes.push((vec![turn], own)),
            }
        }
        let mut turns: Vec<Turn> = Vec::new();
        let mut open: (Vec<Turn>, Option<usize>) = (Vec::new(), None);
        for (scene, own) in scenes {
            if open.1.is_some() && open.1 < own {
                open = (merge_turns(open.0, scene, findings), own);
            } else {
                turns.append(&mut open.0);
                open = (scene, own);
            }
        }
        turns.append(&mut open.0);
        Section { turns, ..section }
    };
    sections.into_iter().map(&mut fold).collect()
}

/// The language of a turn, if it has one.
fn language_of(turn: &Turn) -> Option<&Language> {
    let mut own: Option<&Language> = None;
    for line in &turn.lines {
        if let Line::Speech { text, .. } = line {
            for language in text.keys() {
                if own.is_some_and(|own| own != language) {
                    return None;
                }
                own = Some(language);
            }
        }
    }
    own
}

/// The first turn of each language if the turns are all in one language each, and each language's
/// stand together.
fn bounds(sections: &[Section], languages: &[Language]) -> Option<Vec<usize>> {
    let turns: Vec<&Turn> = sections.iter().flat_map(|s| &s.turns).collect();
    let mut bounds: Vec<usize> = Vec::new();
    let mut seen: Vec<&Language> = Vec::new();
    for (i, turn) in turns.iter().enumerate() {
        let mut own: Vec<&Language> = Vec::new();
        for line in &turn.lines {
            if let Line::Speech { text, .. } = line {
                own.extend(text.keys());
            }
        }
        own.dedup();
        match own[..] {
            [] => {}
            [language] if seen.last() == Some(&language) => {}
            [language] if !seen.contains(&language) => {
                // Notes before the first line are the first language's.
                bounds.push(if seen.is_empty() { 0 } else { i });
                seen.push(language);
            }
            _ => return None,
        }
    }
    (seen.len() == languages.len() && seen.len() > 1).then_some(bounds)
}

/// Two sections that say the same.
fn merge(a: Section, b: Section, findings: &mut Findings) -> Section {
    let mut title = a.title;
    for (language, text) in b.title {
        title.entry(language).or_insert(text);
    }
    Section {
        title,
        level: a.level,
        at: [a.at, b.at].concat(),
        turns: merge_turns(a.turns, b.turns, findings),
    }
}

/// Where the headings do not go together, the first language's stay.
fn merge_all(whole: Vec<Section>, half: Vec<Section>, findings: &mut Findings) -> Vec<Section> {
    let mut lengths: Vec<usize> = Vec::new();
    let (mut turns, mut merged) = (Vec::new(), Vec::new());
    for mut section in whole {
        lengths.push(section.turns.len());
        turns.append(&mut section.turns);
        merged.push(section);
    }
    let mut others = Vec::new();
    for section in half {
        // A heading of this half alone: it is part of the chapter that its text falls into.
        if let Some(first) = merged.first_mut() {
            first.at.extend(section.at);
        }
        others.extend(section.turns);
    }
    let beads = align_turns(&turns, &others);
    let (mut turns, mut others) = (turns.into_iter(), others.into_iter());
    let mut taken = 0;
    let mut section = 0;
    for (n, m) in beads {
        let ours: Vec<Turn> = turns.by_ref().take(n).collect();
        let theirs: Vec<Turn> = others.by_ref().take(m).collect();
        while section + 1 < lengths.len()
            && n > 0
            && taken >= lengths[..=section].iter().sum::<usize>()
        {
            section += 1;
        }
        taken += n;
        merged[section]
            .turns
            .extend(merge_bead(ours, theirs, findings));
    }
    merged
}

fn merge_turns(ours: Vec<Turn>, theirs: Vec<Turn>, findings: &mut Findings) -> Vec<Turn> {
    let beads = align_turns(&ours, &theirs);
    let (mut ours, mut theirs) = (ours.into_iter(), theirs.into_iter());
    let mut turns = Vec::new();
    for (n, m) in beads {
        let a: Vec<Turn> = ours.by_ref().take(n).collect();
        let b: Vec<Turn> = theirs.by_ref().take(m).collect();
        turns.extend(merge_bead(a, b, findings));
    }
    turns
}

/// How many turns of each side go together, in order. If as many speak in the same order on both
/// sides, one by one.
fn align_turns(ours: &[Turn], theirs: &[Turn]) -> Vec<(usize, usize)> {
    let same_speakers =
        ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| a.speaker == b.speaker);
    if same_speakers && ours.iter().any(|turn| turn.speaker != NARRATOR) {
        return vec![(1, 1); ours.len()];
    }
    let mut people: HashMap<&str, usize> = HashMap::new();
    for turn in ours {
        let number = people.len();
        people.entry(&turn.speaker).or_insert(number);
    }
    // Where nobody speaks on both sides, the names tell nothing.
    let are_known = theirs
        .iter()
        .any(|turn| people.contains_key(turn.speaker.as_str()));
    for turn in theirs {
        let number = people.len();
        people.entry(&turn.speaker).or_insert(number);
    }
    let said = |turns: &[Turn]| -> Vec<Said> {
        let said = turns.iter().map(|turn| Said {
            text: texts_of(turn).collect::<Vec<_>>().join(" "),
            speaker: people
                .get(turn.speaker.as_str())
                .copied()
                .filter(|_| are_known && turn.speaker != NARRATOR),
        });
        said.collect()
    };
    let (beads, _) = align_said(&said(ours), &said(theirs));
    beads
        .iter()
        .map(|bead| (bead.first.len(), bead.second.len()))
        .collect()
}

fn texts_of(turn: &Turn) -> impl Iterator<Item = &str> {
    turn.lines.iter().flat_map(|line| match line {
        Line::Speech { text, .. } => text.values().map(String::as_str).collect::<Vec<_>>(),
        Line::Note { .. } => Vec::new(),
    })
}

/// The turns of a bead: ours, with their lines joined to the lines that say the same.
fn merge_bead(mut ours: Vec<Turn>, theirs: Vec<Turn>, findings: &mut Findings) -> Vec<Turn> {
    if ours.is_empty() || theirs.is_empty() {
        for turn in ours.iter().chain(&theirs) {
            let shown: String = texts_of(turn).flat_map(str::chars).take(40).collect();
            if shown.is_empty() {
                continue; // notes alone have none
            }
            findings.doubts.push(Doubt {
                at: turn
                    .lines
                    .iter()
                    .flat_map(|l| l.at().first())
                    .copied()
                    .take(1)
                    .collect(),
                text: format!("no translation was found for “{shown}…”"),
            });
        }
        ours.extend(theirs);
        return ours;
    }
    if ours.len() == 1 {
        let mut turn = ours.remove(0);
        let mut lines = Vec::new();
        for other in theirs {
            turn.at.extend(other.at);
            lines.extend(other.lines);
        }
        turn.lines = merge_lines(turn.lines, lines, findings);
        return vec![turn];
    }
    // Several of ours against one or two of theirs: their lines find their places among ours.
    let mut lines: Vec<Line> = Vec::new();
    let mut counts = Vec::new();
    for turn in &mut ours {
        counts.push(turn.lines.len());
        lines.append(&mut turn.lines);
    }
    let mut others = Vec::new();
    for other in theirs {
        ours[0].at.extend(other.at);
        others.extend(other.lines);
    }
    let firsts: Vec<usize> = counts
        .iter()
        .scan(0, |sum, n| {
            let at = *sum;
            *sum += n;
            Some(at)
        })
        .collect();
    let first_at: Vec<Option<usize>> = firsts
        .iter()
        .map(|&i| lines.get(i).and_then(|l| l.at().first().copied()))
        .collect();
    let mut turn = 0;
    for line in merge_lines(lines, others, findings) {
        while turn + 1 < ours.len() && first_at[turn + 1].is_some_and(|at| line.at().contains(&at))
        {
            turn += 1;
        }
        ours[turn].lines.push(line);
    }
    ours
}

/// Joins two sides' lines that say the same; notes stay where they stood.
fn merge_lines(ours: Vec<Line>, theirs: Vec<Line>, findings: &mut Findings) -> Vec<Line> {
    let text = |line: &Line| -> Option<String> {
        match line {
            Line::Speech { text, .. } => text.values().next().cloned(),
            Line::Note { .. } => None,
        }
    };
    let texts = |lines: &[Line]| lines.iter().filter_map(text).collect::<Vec<_>>();
    let (first, second) = (texts(&ours), texts(&theirs));
    let one_by_one = first.len() == second.len() && first.len() == 1;
    let beads = align(&first, &second);
    let (mut ours, mut theirs) = (ours.into_iter().peekable(), theirs.into_iter().peekable());
    let mut lines: Vec<Line> = Vec::new();
    for bead in beads {
        let mut notes = Vec::new();
        let mut taken = |side: &mut std::iter::Peekable<std::vec::IntoIter<Line>>, n: usize| {
            let mut speech = Vec::new();
            while speech.len() < n {
                match side.next() {
                    Some(line @ Line::Speech { .. }) => speech.push(line),
                    Some(note) => notes.push(note),
                    None => break,
                }
            }
            speech
        };
        let said = [
            taken(&mut ours, bead.first.len()),
            taken(&mut theirs, bead.second.len()),
        ]
        .concat();
        lines.append(&mut notes);
        let Some(line) = join(said) else { continue };
        let is_pair = !bead.first.is_empty() && !bead.second.is_empty();
        findings.by_length += usize::from(is_pair && !one_by_one);
        if !bead.is_sure && !one_by_one {
            let shown: String = text(&line).unwrap_or_default().chars().take(40).collect();
            findings.doubts.push(Doubt {
                at: line.at().to_vec(),
                text: format!("the lengths alone pair “{shown}…”"),
            });
        }
        lines.push(line);
    }
    lines.extend(ours.chain(theirs));
    lines
}

/// One line of several: the texts of a language joined.
fn join(lines: Vec<Line>) -> Option<Line> {
    let (mut text, mut at) = (Localized::new(), Vec::new());
    for line in lines {
        let Line::Speech {
            text: words,
            at: own,
            ..
        } = line
        else {
            continue;
        };
        for (language, words) in words {
            let glue = if language.is_unspaced() { "" } else { " " };
            let all: &mut String = text.entry(language).or_default();
            if !all.is_empty() {
                all.push_str(glue);
            }
            all.push_str(&words);
        }
        at.extend(own);
    }
    (!text.is_empty()).then(|| Line::speech(text, at))
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
