//! Subtitles, SRT and WebVTT, and what speech recognition writes to the screen.
//!
//! The format of WebVTT is <https://www.w3.org/TR/webvtt1/>, section 4; SRT has no standard, and
//! is read as players do: a number (or none), a line with `-->`, lines of text. Speech recognition
//! puts the times in brackets, and the text on the same line.

use super::super::ScriptError;
use super::super::document::{Document, Preset, SourceLine};
use super::super::name_shape::can_be_name;
use super::cues::{self, Cue, Piece};
use super::lined;
use crate::language::Language;

/// From which share of the lines on times in brackets make subtitles of a text.
const SHARE: f64 = 0.5;

/// Reads subtitles.
///
/// # Errors
/// If the bytes are no text.
pub(crate) fn read(bytes: &[u8], file: &str) -> Result<Document, ScriptError> {
    document(&lined(bytes, file)?, file)
}

/// Whether a text begins like subtitles.
pub(crate) fn is_subtitles(text: &str) -> bool {
    let text = text.trim_start_matches('\u{FEFF}');
    if text
        .strip_prefix("WEBVTT")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
    {
        return true;
    }
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    let time = if first.bytes().all(|b| b.is_ascii_digit()) {
        lines.next()
    } else {
        Some(first)
    };
    time.is_some_and(|line| times(line).is_some()) || is_recognized(text)
}

/// Whether most lines of a text are like `[00:00.000 --> 00:04.200] Good evening.`
fn is_recognized(text: &str) -> bool {
    if !text.contains("-->") {
        return false;
    }
    let (mut all, mut timed) = (0_usize, 0_usize);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        all += 1;
        timed += usize::from(line.starts_with('[') && times(line).is_some());
    }
    timed > 1 && timed as f64 >= SHARE * all as f64
}

/// Beginning and end of a cue in seconds, from a line like `00:00:01,000 --> 00:00:03,500`.
pub(super) fn times(line: &str) -> Option<(f64, f64)> {
    timed(line).map(|(from, to, _)| (from, to))
}

/// The same, and the text behind times in brackets: `[00:01.000 --> 00:03.500] Good evening.`
fn timed(line: &str) -> Option<(f64, f64, &str)> {
    let (from, to) = line.split_once("-->")?;
    let (from, to, text) = match from.strip_prefix('[') {
        Some(from) => {
            let (to, text) = to.split_once(']')?;
            (from, to, text.trim())
        }
        None => (from, to, ""),
    };
    let to = to.split_whitespace().next()?;
    Some((seconds(from.trim())?, seconds(to)?, text))
}

/// Seconds of a time: `00:01:23,450`.
pub(super) fn seconds(text: &str) -> Option<f64> {
    let mut all = 0.0;
    let parts: Vec<&str> = text.split(':').collect();
    if !(2..=3).contains(&parts.len()) {
        return None;
    }
    for part in parts {
        let part: f64 = part
            .replace(',', ".")
            .parse()
            .ok()
            .filter(|n: &f64| n.is_finite() && *n >= 0.0)?;
        all = all * 60.0 + part;
    }
    Some(all)
}

/// What stands for a line of spaces in a cue: no text, but not the cue's end.
const SPACES: &str = "\u{A0}";

/// The document of the text of subtitles.
///
/// # Errors
/// If they have too many lines.
pub(super) fn document(text: &str, file: &str) -> Result<Document, ScriptError> {
    let mut lines: Vec<&str> = text.split('\n').collect();
    // A line of spaces right under the times is a line of the cue, as captions that roll have them.
    for i in 1..lines.len() {
        let is_blank = lines[i].trim().is_empty();
        if is_blank && !lines[i].is_empty() && times(lines[i - 1].trim()).is_some() {
            lines[i] = SPACES;
        } else {
            lines[i] = lines[i].trim();
        }
    }
    lines[0] = lines[0].trim();
    let mut pieces = Vec::new();
    let mut language = None;
    let mut i = 0;
    let mut is_header = lines[0]
        .trim_start_matches('\u{FEFF}')
        .starts_with("WEBVTT");
    while i < lines.len() {
        if lines[i].is_empty() {
            is_header = false;
            i += 1;
            continue;
        }
        // A cue's times stand in its first or second line.
        let timed = (i..lines.len().min(i + 2))
            .find(|&n| !lines[n].is_empty() && times(lines[n]).is_some());
        match timed.filter(|_| !is_header) {
            Some(time) => {
                let (cue, end) = cue(&lines, i, time);
                pieces.push(Piece::Cue(cue));
                i = end;
            }
            None => {
                let end = (i..lines.len())
                    .find(|&n| lines[n].is_empty())
                    .unwrap_or(lines.len());
                // Without a blank line, the next cue's number and times end what is no cue.
                let next = (i + 1..end).find(|&n| times(lines[n]).is_some());
                let end = match next {
                    Some(n) if n > i + 1 && is_number(lines[n - 1]) => n - 1,
                    Some(n) => n,
                    None => end,
                };
                if is_header {
                    language = language.or_else(|| language_in(&lines[i..end]));
                }
                pieces.push(Piece::Other(no_cue(&lines, i..end, is_header)));
                is_header = false;
                i = end;
            }
        }
    }
    cues::document(pieces, language, file)
}

pub(super) fn is_number(line: &str) -> bool {
    !line.is_empty() && line.bytes().all(|b| b.is_ascii_digit())
}

/// The cue whose first line is `begin` and whose times are in `time`, and the line after it.
pub(super) fn cue<'a>(lines: &[&'a str], begin: usize, time: usize) -> (Cue<'a>, usize) {
    let mut end = time + 1;
    while end < lines.len() && !lines[end].is_empty() {
        let is_next = times(lines[end]).is_some()
            || (is_number(lines[end]) && lines.get(end + 1).is_some_and(|l| times(l).is_some()));
        if is_next {
            break;
        }
        end += 1;
    }
    let (from, to, beside) = timed(lines[time]).unwrap_or_default();
    let mut aside: Vec<usize> = (begin + 1..=time + 1).collect();
    let mut said = Vec::new();
    if !beside.is_empty() {
        aside.pop();
        said.push((time + 1, beside.into()));
    }
    said.extend((time + 1..end).map(|n| (n + 1, lines[n].into())));
    let cue = Cue {
        from,
        to,
        aside,
        lines: said,
        speaker: lines[begin..time].iter().find_map(|line| quoted(line)),
    };
    (cue, end)
}

/// The name in quotes beside a cue's number: `1 "Ann Reed" (1234)`.
fn quoted(line: &str) -> Option<String> {
    let (number, rest) = line.split_once('"')?;
    let (name, _) = rest.split_once('"')?;
    (is_number(number.trim()) && can_be_name(name)).then(|| name.to_string())
}

/// The language that the heading of the subtitles names.
fn language_in(header: &[&str]) -> Option<Language> {
    let facts = header.iter().filter_map(|line| line.split_once(':'));
    let mut languages = facts.filter(|(key, _)| key.eq_ignore_ascii_case("language"));
    let (_, value) = languages.next()?;
    let tag = value.trim().split(['-', '_']).next().unwrap_or_default();
    Some(tag)
        .filter(|tag| Language::is_tag(tag))
        .map(Language::new)
}

fn no_cue(lines: &[&str], range: std::ops::Range<usize>, is_header: bool) -> Vec<SourceLine> {
    let first = lines[range.start].trim_start_matches('\u{FEFF}');
    let reason = match first.split_whitespace().next() {
        _ if is_header => "heading of the subtitles",
        Some("NOTE") => "comment in the subtitles",
        Some("STYLE") => "style of the subtitles",
        Some("REGION") => "place of the subtitles",
        _ => "no subtitle: it has no times",
    };
    let part = |text: &str| {
        let (key, _) = text.split_once(':').filter(|_| is_header)?;
        let mut facts = ["language", "kind"].into_iter();
        let key = facts.find(|fact| key.eq_ignore_ascii_case(fact))?;
        Some(Preset::Metadata { key })
    };
    range
        .map(|at| {
            let part = part(lines[at]).unwrap_or(Preset::Dropped { reason });
            SourceLine::preset(at + 1, lines[at], true, part)
        })
        .collect()
}
