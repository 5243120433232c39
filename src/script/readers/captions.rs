//! Captions that were copied from a player: a time on a line of its own, and under it what is said until the next.

use super::super::document::{Document, Preset, SourceLine};
use super::super::sentences::is_over;
use super::super::{ScriptError, facts};
use super::cues::{self, Cue, Piece};
use super::lined;
use super::subtitles::seconds;

/// How many times show them.
const FEWEST: usize = 5;
/// How much of what stands between the times is one line, at least, and ends a sentence, at most.
const ONE: f64 = 0.9;
const OVER: f64 = 0.5;
/// How long the last caption is shown, in seconds.
const LAST: f64 = 5.0;

/// Reads copied captions.
///
/// # Errors
/// If the bytes are no text, or have too many lines.
pub(super) fn read(bytes: &[u8], file: &str) -> Result<Document, ScriptError> {
    let text = lined(bytes, file)?;
    let lines = lines(&text);
    let times: Vec<usize> = (0..lines.len())
        .filter(|&i| time(lines[i].1).is_some())
        .collect();
    let first = times.first().copied().unwrap_or(lines.len());
    // What stands over the first is the title.
    let before = lines[..first].iter().enumerate().map(|(nth, (at, line))| {
        let mut line = SourceLine::new(*at, line, true);
        let text = line.text.clone();
        line.preset = (nth == 0 && !is_over(&text)).then_some(Preset::Title { text });
        line
    });
    let mut pieces = vec![Piece::Other(before.collect())];
    for (nth, &i) in times.iter().enumerate() {
        let end = times.get(nth + 1).copied().unwrap_or(lines.len());
        let from = time(lines[i].1).unwrap_or_default();
        let to = lines.get(end).and_then(|(_, line)| time(line));
        let mut said = i + 1;
        let mut aside = vec![lines[i].0];
        if said < end && spells(lines[said].1, lines[i].1) {
            aside.push(lines[said].0);
            said += 1;
        }
        pieces.push(Piece::Cue(Cue {
            from,
            to: to.unwrap_or(from + LAST),
            aside,
            lines: lines[said..end]
                .iter()
                .map(|(at, line)| (*at, (*line).into()))
                .collect(),
            speaker: None,
        }));
    }
    cues::document(pieces, None, file)
}

/// Whether a text is copied captions: times that go up, each over one line, where sentences go on from line to line.
pub(super) fn are_captions(text: &str) -> bool {
    let lines = lines(text);
    let times: Vec<(usize, f64)> = lines
        .iter()
        .enumerate()
        .filter_map(|(i, (_, line))| Some((i, time(line)?)))
        .collect();
    // Several videos may stand one after the other.
    let begins = times.windows(2).filter(|pair| pair[0].1 > pair[1].1);
    if times.len() < FEWEST * (1 + begins.count()) {
        return false;
    }
    let said = times.windows(2).map(|pair| {
        let between = &lines[pair[0].0 + 1..pair[1].0];
        let is_time = between
            .first()
            .is_some_and(|(_, line)| spells(line, lines[pair[0].0].1));
        &between[usize::from(is_time)..]
    });
    let ones = || said.clone().filter(|said| said.len() == 1);
    let over = ones().filter(|said| is_over(said[0].1)).count() as f64;
    let named = ones()
        .any(|said| facts::label::begins_turn(said[0].1) && !said[0].1.starts_with(['[', '(']));
    let count = ones().count() as f64;
    !named && count >= ONE * (times.len() - 1) as f64 && over <= OVER * count
}

/// The lines that are not blank, each with its number.
fn lines(text: &str) -> Vec<(usize, &str)> {
    let lines = text
        .trim_start_matches('\u{FEFF}')
        .split('\n')
        .map(str::trim);
    lines
        .enumerate()
        .filter(|(_, line)| !line.is_empty())
        .map(|(i, line)| (i + 1, line))
        .collect()
}

/// The seconds of a line that is a time and nothing else.
fn time(line: &str) -> Option<f64> {
    let is_bare = line.len() < 12
        && line
            .bytes()
            .all(|b| b.is_ascii_digit() || b":.,".contains(&b));
    seconds(line).filter(|_| is_bare)
}

/// Whether a line spells out the time above it: `1 minute, 4 seconds` under `1:04`.
fn spells(line: &str, time: &str) -> bool {
    let number = |part: &str| part.parse::<u32>().ok().filter(|n| *n > 0);
    let words = line.split([' ', ',']);
    let mut spelt: Vec<u32> = words.clone().filter_map(number).collect();
    spelt.retain(|n| *n > 0);
    let shown: Vec<u32> = time.split(':').filter_map(number).collect();
    let others = words.filter(|word| !word.is_empty() && word.parse::<u32>().is_err());
    let is_unit = |word: &str| word.chars().all(char::is_alphabetic);
    line.starts_with(|c: char| c.is_ascii_digit())
        && spelt == shown
        && { others.clone() }.all(is_unit)
        && (1..=3).contains(&others.count())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "At the Weir\n0:00\n[Music]\n0:02\n2 seconds\nhello again from\n0:05\nthe weir\n0:08\n>> is it\n0:11\nopen yet\n0:14\n>> not before noon";

    #[test]
    fn captions_are_joined() {
        assert!(are_captions(TEXT));
        let document = read(TEXT.as_bytes(), "weir.txt").unwrap();
        let texts: Vec<&str> = document
            .lines
            .iter()
            .map(|line| line.text.as_str())
            .collect();
        assert_eq!(
            texts,
            [
                "At the Weir",
                "[Music]",
                "hello again from the weir",
                "is it open yet",
                "not before noon"
            ]
        );
    }

    #[test]
    fn names_under_times_are_none() {
        let named = "0:00\nAnn: Yes.\n0:02\nBo: No.\n0:04\nAnn: And then?\n0:06\nBo: We left.\n0:08\nAnn: Oh.\n0:09\nBo: So";
        assert!(!are_captions(named));
        assert!(spells("1 minute, 4 seconds", "1:04") && !spells("4 lamps", "1:04"));
    }
}
