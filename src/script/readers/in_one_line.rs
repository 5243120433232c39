//! A whole talk on one line: `T: Who lit the lamp? I: My sister. T: When? I: At nine.` Each turn becomes a line. So does an
//! answer right behind its question in bold type, if who answers is named so on other lines.

use super::super::document::{Document, Emphasis, SourceLine};
use super::super::facts::sayer;
use super::super::name_shape::can_be_name;
use rayon::prelude::*;
use std::collections::HashMap;

/// From how many turns of at least two people on a line is a whole talk, and how often each of them speaks.
const FEWEST: usize = 6;
const AGAIN: usize = 2;
/// The longest name, in bytes.
const LONGEST: usize = 40;
/// What ends a sentence before a name.
const STOPS: &[char] = &[
    '.', '!', '?', '…', '。', '！', '？', '」', '』', '”', '"', ')', '）',
];

/// Parts the lines that are whole talks, and those in which a question and its answer stand behind dashes.
pub(super) fn part(document: &mut Document) {
    let are_answered = are_answered(document);
    let are_played = document
        .lines
        .iter()
        .flat_map(|line| played(&line.text))
        .take(PLAYED)
        .count()
        == PLAYED;
    let begins = |line: &SourceLine| {
        let answer = || answer(&line.text).filter(|_| are_answered);
        let parts = || {
            let begins = std::iter::once(0).chain(played(&line.text).filter(|at| *at > 0));
            are_played
                .then(|| begins.collect())
                .filter(|begins: &Vec<usize>| begins.len() > 1)
        };
        let begins = || {
            let turns = turns(&line.text).or_else(parts);
            turns.or_else(|| Some(vec![0, answer()?]))
        };
        line.is_text().then(begins).flatten()
    };
    if !document.lines.par_iter().any(|line| begins(line).is_some()) {
        return;
    }
    let lines = std::mem::take(&mut document.lines);
    for line in lines {
        let Some(begins) = begins(&line) else {
            document.lines.push(line);
            continue;
        };
        let ends = begins[1..].iter().copied().chain([line.text.len()]);
        for (nth, (begin, end)) in begins.iter().copied().zip(ends).enumerate() {
            let blank_before = nth == 0 && line.blank_before;
            document.lines.push(SourceLine::new(
                line.at,
                &line.text[begin..end],
                blank_before,
            ));
        }
    }
}

/// Parts `**C: Who lit it?** **L:** My sister.`, where other lines begin with `**L:**`.
pub(super) fn part_bold(lines: &mut Vec<SourceLine>) {
    let name = |line: &SourceLine| -> Option<String> {
        let lead = line
            .markup
            .lead
            .as_deref()
            .filter(|lead| lead.len() <= LONGEST)?;
        let rest = line.text.strip_prefix(lead)?;
        let is_label = lead.ends_with([':', '：']) || rest.starts_with([':', '：']);
        is_label.then(|| lead.trim_end_matches([':', '：']).to_string())
    };
    let answer = |line: &SourceLine| {
        let lead = line
            .markup
            .lead
            .as_deref()
            .filter(|lead| lead.ends_with(STOPS))?;
        let rest = line.text.strip_prefix(lead)?.trim_start();
        let (label, _) = rest[..rest.floor_char_boundary(LONGEST)].split_once([':', '：'])?;
        Some((line.text.len() - rest.len(), label.to_string()))
    };
    if !lines.iter().any(|line| answer(line).is_some()) {
        return;
    }
    let mut times: HashMap<String, usize> = HashMap::new();
    for name in lines.iter().filter_map(name) {
        *times.entry(name).or_default() += 1;
    }
    for mut line in std::mem::take(lines) {
        let found =
            answer(&line).filter(|(_, label)| times.get(label).is_some_and(|n| *n >= AGAIN));
        let said = found.map(|(at, label)| {
            let mut said = SourceLine::new(line.at, &line.text[at..], true);
            said.markup.lead = Some(format!("{label}:").into());
            line.text.truncate(line.text[..at].trim_end().len());
            (line.markup.emphasis, line.markup.lead) = (Some(Emphasis::Strong), None);
            said
        });
        lines.push(line);
        lines.extend(said);
    }
}

/// How many questions with their answers show a talk, and how many of three lines that begin with a dash are so.
const ANSWERED: usize = 3;
const OF_THREE: usize = 2;
const DASHES: &[char] = &['—', '–', '―'];

/// Whether most lines behind a dash are a question and its answer, as in an article that tells of a talk.
fn are_answered(document: &Document) -> bool {
    let dashed = document
        .lines
        .iter()
        .filter(|line| line.text.starts_with(DASHES));
    let (mut all, mut answered) = (0, 0);
    for line in dashed {
        all += 1;
        answered += usize::from(answer(&line.text).is_some());
    }
    answered >= ANSWERED && 3 * answered >= OF_THREE * all
}

/// Where the answer begins on a line: `— Who lit it? — My sister.` What goes on in small letters, or behind a third dash, tells.
fn answer(text: &str) -> Option<usize> {
    let own = text.starts_with(DASHES).then_some(text)?;
    let asked = own.find(['?', '？'])?;
    let rest = &own[asked..];
    let at = rest
        .find(DASHES)
        .filter(|at| rest[..*at].trim_matches(['?', '？', ' ']).is_empty())?;
    let said = rest[at..].trim_start_matches(DASHES);
    let begins = said.trim_start().chars().next()?;
    let is_one = said.starts_with(' ') && !begins.is_lowercase() && !said.contains(DASHES);
    (is_one && !own[3..asked].contains(DASHES)).then_some(asked + at)
}

/// How many turns of an old play show it.
const PLAYED: usize = 4;

/// Where the turns of an old Chinese play begin on a line: `…[正末云]…`
fn played(text: &str) -> impl Iterator<Item = usize> {
    let opens = text.match_indices('[');
    opens.filter_map(|(at, _)| {
        let rest = &text[at + 1..];
        let inside = rest[..rest.floor_char_boundary(LONGEST)].split_once(']')?.0;
        sayer(inside).map(|_| at)
    })
}

/// Where the turns on a line begin, if it is a whole talk.
fn turns(text: &str) -> Option<Vec<usize>> {
    // `：` begins with the other byte.
    let colons = text.bytes().filter(|byte| matches!(byte, b':' | 0xEF));
    if colons.take(FEWEST).count() < FEWEST {
        return None;
    }
    let mut begins: Vec<(usize, &str)> = Vec::new();
    for (colon, _) in text.match_indices([':', '：']) {
        let before = &text[..colon];
        let near = &before[before.ceil_char_boundary(before.len().saturating_sub(LONGEST))..];
        // The name is what stands behind the last sentence.
        let name = match near.rfind(STOPS) {
            Some(at) => {
                let stop = near[at..].chars().next().map_or(1, char::len_utf8);
                &near[at + stop..]
            }
            None if before.len() == near.len() => near,
            None => continue,
        };
        let is_apart = name.len() == before.len() || name.starts_with(char::is_whitespace);
        if is_apart && can_be_name(name.trim()) {
            begins.push((before.len() - name.trim_start().len(), name.trim()));
        }
    }
    if begins.len() < FEWEST {
        return None;
    }
    let mut times: HashMap<&str, usize> = HashMap::new();
    for (_, name) in &begins {
        *times.entry(name).or_default() += 1;
    }
    begins.retain(|(_, name)| times[name] >= AGAIN);
    let people = times.values().filter(|times| **times >= AGAIN).count();
    let is_talk = begins.len() >= FEWEST && people >= 2 && begins[0].0 == 0;
    is_talk.then(|| begins.into_iter().map(|(at, _)| at).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parted(text: &str) -> Vec<String> {
        let mut document = Document::of_text(text);
        part(&mut document);
        document.lines.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn a_talk_on_one_line_is_parted() {
        let talk = "Ann: Who lit the lamp? Bo: My sister: she always does. Ann: When? Bo: At nine. Ann: I see. Bo: Good.";
        assert_eq!(
            parted(talk),
            [
                "Ann: Who lit the lamp?",
                "Bo: My sister: she always does.",
                "Ann: When?",
                "Bo: At nine.",
                "Ann: I see.",
                "Bo: Good."
            ]
        );
        let talk = "T: はい。 I: はい。 T: どこですか。 I: 島です。 T: 遠いですか。 I: はい。";
        assert_eq!(parted(talk).len(), 6);
        for text in [
            "Ann: Who lit the lamp? Bo: My sister.",
            "He said: Yes. She said: No. He said: Yes. She said: No. One: two. Three: four.",
            "Place: the pier. Time: nine. Weather: fog. Wind: none. Boats: two. Crew: five.",
        ] {
            assert_eq!(parted(text), [text]);
        }
    }
}
