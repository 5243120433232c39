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
    let captions = captions(&lines);
    let first = lines.iter().position(|(_, line)| time(line).is_some());
    // What stands over the first is the title.
    let before = &lines[..first.unwrap_or(lines.len())];
    let before = before.iter().enumerate().map(|(nth, (at, line))| {
        let mut line = SourceLine::new(*at, line, true);
        let text = line.text.clone();
        line.preset = (nth == 0 && !is_over(&text)).then_some(Preset::Title { text });
        line
    });
    let mut pieces = vec![Piece::Other(before.collect())];
    for (nth, caption) in captions.iter().enumerate() {
        let next = captions.get(nth + 1);
        // Behind a blank line, something else follows.
        let is_apart = |pair: &[Numbered]| pair[0].0 + 1 < pair[1].0;
        let end = caption.said.windows(2).position(is_apart);
        let (said, others) = caption
            .said
            .split_at(end.map_or(caption.said.len(), |last| last + 1));
        let said = said.iter();
        pieces.push(Piece::Cue(Cue {
            from: caption.from,
            to: next.map_or(caption.from + LAST, |next| next.from),
            aside: caption.times.iter().map(|(at, _)| *at).collect(),
            lines: said.map(|(at, line)| (*at, (*line).into())).collect(),
            speaker: None,
        }));
        if !others.is_empty() {
            let others = others.iter().enumerate();
            let others = others.map(|(nth, (at, line))| SourceLine::new(*at, line, nth == 0));
            pieces.push(Piece::Other(others.collect()));
        }
    }
    cues::document(pieces, None, file)
}

/// Whether a text is copied captions: times that go up, each over one line, where sentences go on from line to line.
pub(super) fn are_captions(text: &str) -> bool {
    let lines = lines(text);
    let captions = captions(&lines);
    // Several videos may stand one after the other.
    let begins = captions
        .windows(2)
        .filter(|pair| pair[0].from > pair[1].from);
    if captions.len() < FEWEST * (1 + begins.count()) {
        return false;
    }
    // Anything may follow the last.
    let known = &captions[..captions.len() - 1];
    let ones: Vec<&str> = known
        .iter()
        .filter_map(|caption| match caption.said {
            [(_, line)] => Some(*line),
            _ => None,
        })
        .collect();
    let over = ones.iter().filter(|line| is_over(line)).count() as f64;
    let names = |line: &&str| facts::label::begins_turn(line) && !line.starts_with(['[', '(']);
    let count = ones.len() as f64;
    count >= ONE * known.len() as f64 && over <= OVER * count && !ones.iter().any(names)
}

/// A line with its number.
type Numbered<'t> = (usize, &'t str);

/// A time, and what is said until the next.
struct Caption<'l, 't> {
    /// In seconds.
    from: f64,
    /// The lines of the time.
    times: &'l [Numbered<'t>],
    said: &'l [Numbered<'t>],
}

/// The captions among some lines.
fn captions<'l, 't>(lines: &'l [Numbered<'t>]) -> Vec<Caption<'l, 't>> {
    let begins = |(at, (_, line)): (usize, &Numbered)| Some((at, time(line)?));
    let begins: Vec<(usize, f64)> = lines.iter().enumerate().filter_map(begins).collect();
    let ends = begins.iter().skip(1).map(|(at, _)| *at);
    let ends = ends.chain([lines.len()]);
    let caption = |(&(begin, from), end): (&(usize, f64), usize)| {
        let own = &lines[begin..end];
        let is_spelt = own.get(1).is_some_and(|(_, line)| spells(line, own[0].1));
        let (times, said) = own.split_at(1 + usize::from(is_spelt));
        Caption { from, times, said }
    };
    begins.iter().zip(ends).map(caption).collect()
}

/// The lines that are not blank, each with its number.
fn lines(text: &str) -> Vec<Numbered<'_>> {
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
    let is_number = |word: &&str| word.parse::<u32>().is_ok();
    let words = line.split([' ', ',']).filter(|word| !word.is_empty());
    let (numbers, units): (Vec<&str>, Vec<&str>) = words.partition(is_number);
    let more_than_none = |part: &str| part.parse::<u32>().ok().filter(|n| *n > 0);
    let spelt = numbers.into_iter().filter_map(more_than_none);
    let is_unit = |word: &&str| word.chars().all(char::is_alphabetic);
    line.starts_with(|c: char| c.is_ascii_digit())
        && spelt.eq(time.split(':').filter_map(more_than_none))
        && units.iter().all(is_unit)
        && (1..=3).contains(&units.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "At the Weir\n0:00\n[Music]\n0:02\n2 seconds\nhello again from\n0:05\nthe weir\n0:08\n>> is it\n0:11\nopen yet\n0:14\n>> not before noon";

    #[test]
    fn captions_are_joined() {
        assert!(are_captions(TEXT));
        let document = read(TEXT.as_bytes(), "weir.txt").unwrap();
        assert_eq!(
            document.texts(),
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
