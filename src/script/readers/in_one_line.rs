//! A whole talk on one line: `T: Who lit the lamp? I: My sister. T: When? I: At nine.` Each turn becomes a line.

use super::super::document::{Document, SourceLine};
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

/// Parts the lines that are whole talks.
pub(super) fn part(document: &mut Document) {
    let is_long = |line: &SourceLine| line.is_text() && turns(&line.text).is_some();
    if !document.lines.par_iter().any(is_long) {
        return;
    }
    let lines = std::mem::take(&mut document.lines);
    for line in lines {
        let Some(begins) = line.is_text().then(|| turns(&line.text)).flatten() else {
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
