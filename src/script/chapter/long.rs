//! What is long: a line of a whole talk becomes lines of some sentences, and a turn longer than chapters are wanted can be
//! parted between its lines.

use super::turn_seconds;
use crate::language::Localized;
use crate::script::{Line, Turn, sentences};

/// From how many bytes on a line in one language is parted, and about how many a part has.
const LONG: usize = 3000;
const PART: usize = 800;
/// How many times the wanted length of a chapter a turn has that is parted, and into how many parts a chapter.
const LONGER: f64 = 2.0;
const PARTS: f64 = 4.0;

/// Parts the long lines of a turn where sentences end.
pub(super) fn part_lines(turn: &mut Turn) {
    let is_long = |line: &Line| match line {
        Line::Speech { text, .. } => text.len() == 1 && text.values().any(|text| text.len() > LONG),
        Line::Note { .. } => false,
    };
    if !turn.lines.iter().any(is_long) {
        return;
    }
    for line in std::mem::take(&mut turn.lines) {
        match &line {
            Line::Speech { text, at, .. } if is_long(&line) => {
                for (language, text) in text {
                    turn.lines.extend(parts(text).into_iter().map(|part| {
                        let text: Localized = [(language.clone(), part)].into_iter().collect();
                        Line::speech(text, at.clone())
                    }));
                }
            }
            _ => turn.lines.push(line),
        }
    }
}

/// A text in parts of whole sentences.
fn parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut begin = 0;
    for sentence in sentences::split(text) {
        let start = sentence.as_ptr() as usize - text.as_ptr() as usize;
        if start - begin >= PART {
            parts.push(text[begin..start].trim().to_string());
            begin = start;
        }
    }
    parts.push(text[begin..].trim().to_string());
    parts
}

/// The turns with those that are much longer than so many minutes parted, and whether each goes on the one before it.
pub(super) fn divide(turns: Vec<Turn>, minutes: f64) -> (Vec<Turn>, Vec<bool>) {
    let target = minutes * 60.0;
    let mut divided = Vec::with_capacity(turns.len());
    let mut goes_on = Vec::with_capacity(turns.len());
    for mut turn in turns {
        if turn.lines.len() < 2 || turn_seconds(&turn) < LONGER * target {
            divided.push(turn);
            goes_on.push(false);
            continue;
        }
        let mut own = Turn {
            speaker: turn.speaker.clone(),
            at: std::mem::take(&mut turn.at),
            lines: Vec::new(),
        };
        let mut is_first = true;
        for line in turn.lines {
            if matches!(line, Line::Speech { .. }) && turn_seconds(&own) >= target / PARTS {
                let next = Turn {
                    speaker: own.speaker.clone(),
                    at: Vec::new(),
                    lines: Vec::new(),
                };
                divided.push(std::mem::replace(&mut own, next));
                goes_on.push(!std::mem::take(&mut is_first));
            }
            own.lines.push(line);
        }
        divided.push(own);
        goes_on.push(!is_first);
    }
    (divided, goes_on)
}

/// Puts the parts of a turn that stand in one chapter together again. `goes_on` is of these turns.
pub(super) fn join(turns: Vec<Turn>, goes_on: &[bool]) -> Vec<Turn> {
    let mut joined: Vec<Turn> = Vec::with_capacity(turns.len());
    for (turn, goes_on) in turns.into_iter().zip(goes_on) {
        match joined.last_mut().filter(|_| *goes_on) {
            Some(before) => before.lines.extend(turn.lines),
            None => joined.push(turn),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    fn said(texts: &[String]) -> Turn {
        let line = |text: &String| {
            let text = [(Language::new("en"), text.clone())].into_iter().collect();
            Line::speech(text, vec![3])
        };
        Turn {
            speaker: "ann".into(),
            at: vec![2],
            lines: texts.iter().map(line).collect(),
        }
    }

    fn texts(turns: &[Turn]) -> Vec<&str> {
        let lines = turns.iter().flat_map(|turn| &turn.lines);
        lines
            .filter_map(|line| match line {
                Line::Speech { text, .. } => text.values().next().map(String::as_str),
                Line::Note { .. } => None,
            })
            .collect()
    }

    #[test]
    fn a_line_of_a_whole_talk_becomes_lines() {
        let talk = "The lamp was lit at nine. Nobody saw it! ".repeat(200);
        let mut turn = said(&[talk.trim().to_string(), "It burned.".into()]);
        part_lines(&mut turn);
        let turns = [turn];
        let texts = texts(&turns);
        assert!(texts.len() > 8, "{}", texts.len());
        assert!(
            texts
                .iter()
                .all(|text| text.ends_with(['.', '!']) && text.len() < PART + 60)
        );
        assert_eq!(texts.join(" "), format!("{talk}It burned."));
        // Nothing ends in it.
        let mut whole = said(&["and so on ".repeat(500).trim().to_string()]);
        let before = whole.clone();
        part_lines(&mut whole);
        assert_eq!(whole, before);
    }

    #[test]
    fn a_long_turn_is_parted_and_put_together() {
        let long = said(&vec![
            "The lamp was lit at nine by the keeper.".to_string();
            400
        ]);
        let turns = vec![said(&["Who lit it?".into()]), long];
        let (divided, goes_on) = divide(turns.clone(), 2.0);
        assert!(divided.len() > 8 && divided[1..].iter().all(|turn| turn_seconds(turn) < 60.0));
        assert_eq!(goes_on.iter().filter(|goes_on| !**goes_on).count(), 2);
        assert_eq!(join(divided, &goes_on), turns);
    }
}
