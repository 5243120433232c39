//! Lyrics (`.lrc`): lines with their times in brackets before them, and tags with facts.

use super::super::ScriptError;
use super::super::document::{Document, Preset, SourceLine};
use super::super::stamp::{TIME, is_time};
use super::lined;

/// Facts that the tags of such a file give, and what they are called in a script.
const FACTS: &[(&str, &str)] = &[
    ("ar", "author"),
    ("au", "author"),
    ("al", "album"),
    ("by", "transcriber"),
    ("re", "source"),
    ("length", "duration"),
    ("la", "language"),
];

/// Whether a text begins with the tags of lyrics, and has times in brackets.
pub(crate) fn is_lyrics(text: &str) -> bool {
    let mut lines = text
        .trim_start_matches('\u{FEFF}')
        .lines()
        .filter(|line| !line.trim().is_empty());
    let is_first_tag = lines
        .next()
        .and_then(tag)
        .is_some_and(|(key, _)| is_fact(key));
    let timed = |line: &str| parted(line.trim()).is_some();
    is_first_tag && lines.take(20).filter(|line| timed(line)).nth(1).is_some()
}

/// Reads lyrics. Each line is said once, however often it is sung.
///
/// # Errors
/// If the bytes are no text.
pub(crate) fn read(bytes: &[u8], file: &str) -> Result<Document, ScriptError> {
    let text = lined(bytes, file)?;
    let mut lines: Vec<SourceLine> = Vec::new();
    let mut begins = true;
    for (i, line) in text.split('\n').enumerate() {
        let (at, line) = (i + 1, line.trim().trim_start_matches('\u{FEFF}'));
        if line.is_empty() {
            begins = true;
            continue;
        }
        let (said, preset) = match (parted(line), tag(line)) {
            (Some(""), _) => {
                // A time without words is a rest.
                begins = true;
                (line.to_string(), Some(Preset::Dropped { reason: TIME }))
            }
            (Some(said), _) => (without_times(said), None),
            (None, Some(("ti", title))) if !title.is_empty() => {
                let text = title.to_string();
                (text.clone(), Some(Preset::Title { text }))
            }
            (None, Some((key, value))) if is_fact(key) => {
                let fact = FACTS.iter().find(|(fact, _)| *fact == key);
                match fact.filter(|_| !value.is_empty()) {
                    Some((_, key)) => (value.to_string(), Some(Preset::Metadata { key })),
                    None => {
                        let reason = "heading of the lyrics";
                        (line.to_string(), Some(Preset::Dropped { reason }))
                    }
                }
            }
            _ => (line.to_string(), None),
        };
        let mut read = SourceLine::new(at, &said, false);
        read.preset = preset;
        if read.preset.is_none() {
            read.blank_before = std::mem::take(&mut begins);
            read.markup.is_subtitle = true;
        }
        lines.push(read);
    }
    Ok(Document { lines })
}

/// `[ar:Ann Reed]`
fn tag(line: &str) -> Option<(&str, &str)> {
    let inside = line.trim().strip_prefix('[')?.strip_suffix(']')?;
    let (key, value) = inside.split_once(':')?;
    Some((key.trim(), value.trim()))
}

fn is_fact(key: &str) -> bool {
    key == "#" || !key.is_empty() && key.len() < 12 && key.bytes().all(|b| b.is_ascii_lowercase())
}

/// What follows the times before a line.
fn parted(line: &str) -> Option<&str> {
    let mut rest = line;
    while let Some((time, after)) = rest.strip_prefix('[').and_then(|line| line.split_once(']')) {
        if !is_time(time) {
            break;
        }
        rest = after.trim_start();
    }
    (rest.len() < line.len()).then_some(rest)
}

/// A line without the times between its words: `<00:01.20>`.
fn without_times(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        rest = match after.split_once('>') {
            Some((time, after)) if is_time(time) => after,
            _ => {
                out.push('<');
                after
            }
        };
    }
    out.push_str(rest);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use crate::script::{Options, read, tests::spoken};

    #[test]
    fn lines_of_a_song() {
        let text = "[ti:The Lamp]\n[ar:Ann Reed]\n[offset:0]\n[00:01.00]The lamp <00:01.50>is lit\n\
                    [00:03.50][00:09.00]Nobody sees it\n[00:06.20]\n[00:07.00]It burns";
        assert_eq!(
            spoken(text),
            [
                "narrator: The lamp is lit",
                "narrator: Nobody sees it",
                "narrator: It burns"
            ]
        );
        let script = read(text.as_bytes(), "a.lrc", &Options::default()).unwrap();
        assert_eq!(script.title.values().next().unwrap(), "The Lamp");
        assert_eq!(script.metadata[0].text, "Ann Reed");
    }

    #[test]
    fn a_talk_with_times_is_no_song() {
        assert_eq!(
            spoken("[00:01] Ann: Who lit it?\n[00:03] Bo: I did.\n[00:05] Ann: When?"),
            ["ann: Who lit it?", "bo: I did.", "ann: When?"]
        );
    }
}
