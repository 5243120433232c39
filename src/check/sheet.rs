//! Whether `book.json`, the script and the cue sheets say the same.

use super::{Problem, Wanted};
use crate::book::timeline::{Timeline, TimelineLine};
use std::path::Path;

/// How many lines further on a line is looked for.
const FURTHEST: usize = 1000;

/// Compares the lines of `book.json` with those that the script wants, chapter by chapter.
pub fn lines(timeline: &Timeline, wanted: &[Vec<Wanted>]) -> Vec<Problem> {
    let mut problems = Vec::new();
    if timeline.chapters.len() != wanted.len() {
        problems.push(Problem::new(
            "book.json",
            format!(
                "it has {} chapters, and script.toml has {}",
                timeline.chapters.len(),
                wanted.len()
            ),
        ));
    }
    for (chapter, wanted) in timeline.chapters.iter().zip(wanted) {
        let missing = |want: &Wanted| {
            let what = format!(
                "a line is not in the book: ({}) {}",
                want.language,
                shortened(want.text)
            );
            Problem::new(format!("script.toml:{}", want.at), what)
        };
        let extra = |line: &TimelineLine| Problem {
            file: chapter.file.clone(),
            seconds: Some(line.start as f64 / f64::from(timeline.sample_rate)),
            what: format!(
                "a line is in the book that is not in the script, or not here: ({}) {}",
                line.language,
                shortened(&line.text)
            ),
        };
        let (mut i, mut j) = (0, 0);
        while i < wanted.len() && j < chapter.lines.len() {
            let line = &chapter.lines[j];
            if is(line, &wanted[i]) {
                (i, j) = (i + 1, j + 1);
            } else if let Some(skipped) =
                (wanted[i..].iter().take(FURTHEST)).position(|want| is(line, want))
            {
                problems.extend(wanted[i..i + skipped].iter().map(missing));
                i += skipped;
            } else {
                problems.push(extra(line));
                j += 1;
            }
        }
        problems.extend(wanted[i..].iter().map(missing));
        problems.extend(chapter.lines[j..].iter().map(extra));
    }
    problems
}

/// Whether a line of the book is one that the script wants.
pub(super) fn is(line: &TimelineLine, want: &Wanted) -> bool {
    *line.text == *want.text && line.language == *want.language && *line.speaker == *want.speaker
}

/// The beginning of a line.
pub(super) fn shortened(text: &str) -> String {
    let short: String = text.chars().take(50).collect();
    if short.len() < text.len() {
        short + "…"
    } else {
        short
    }
}

/// A track of a cue sheet.
#[derive(Debug, Default, PartialEq)]
struct Track {
    file: String,
    number: usize,
    title: String,
    /// INDEX 01, in frames of 1/75 s.
    index: Option<u64>,
}

/// Reads the cue sheets that are there and compares them with `book.json`.
pub fn cues(folder: &Path, timeline: &Timeline) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut tracks = Vec::new();
    let mut names: Vec<String> = (1..)
        .map(|n| format!("book-{n}.cue"))
        .take_while(|name| folder.join(name).exists())
        .collect();
    if names.is_empty() {
        names.push("book.cue".into());
    }
    for name in &names {
        match std::fs::read_to_string(folder.join(name)) {
            Ok(text) => {
                let found = read(&text);
                for (i, track) in found.iter().enumerate() {
                    if track.number != i + 1 {
                        let what = format!("track {} stands where {} should", track.number, i + 1);
                        problems.push(Problem::new(name, what));
                    }
                }
                tracks.extend(found.into_iter().map(|track| (name, track)));
            }
            Err(error) => problems.push(Problem::new(name, crate::disk::explain(&error))),
        }
    }
    if tracks.len() != timeline.chapters.len() && problems.is_empty() {
        let what = format!(
            "it has {} tracks for {} chapters",
            tracks.len(),
            timeline.chapters.len()
        );
        problems.push(Problem::new(&names[0], what));
    }
    for ((name, track), chapter) in tracks.iter().zip(&timeline.chapters) {
        let mut off = |what: String| problems.push(Problem::new(*name, what));
        if track.file != chapter.file {
            off(format!(
                "track {} is {}, and chapter {} is {}",
                track.number, track.file, chapter.number, chapter.file
            ));
        }
        if track.title.is_empty() {
            off(format!("track {} has no title", track.number));
        }
        let rate = u64::from(timeline.sample_rate);
        let first = chapter.lines.first().map_or(0, |line| line.start);
        match track.index {
            None => off(format!("track {} has no INDEX 01", track.number)),
            Some(frames) if frames * rate > first * 75 => {
                off(format!("track {} begins after its speech", track.number));
            }
            Some(_) => {}
        }
    }
    problems
}

fn read(text: &str) -> Vec<Track> {
    let mut tracks: Vec<Track> = Vec::new();
    let mut file = String::new();
    for line in text.trim_start_matches('\u{FEFF}').lines() {
        let line = line.trim();
        let (command, rest) = line.split_once(' ').unwrap_or((line, ""));
        let quoted = || rest.split('"').nth(1).unwrap_or_default().to_string();
        match (command, tracks.last_mut()) {
            ("FILE", _) => file = quoted(),
            ("TRACK", _) => tracks.push(Track {
                file: file.clone(),
                number: rest
                    .split(' ')
                    .next()
                    .and_then(|n| n.parse().ok())
                    .unwrap_or(0),
                ..Track::default()
            }),
            ("TITLE", Some(track)) => track.title = quoted(),
            ("INDEX", Some(track)) => {
                if let Some(("01", time)) = rest.split_once(' ') {
                    track.index = frames(time);
                }
            }
            _ => {}
        }
    }
    tracks
}

/// `mm:ss:ff` in frames.
fn frames(time: &str) -> Option<u64> {
    let parts: Vec<u64> = time
        .split(':')
        .map(|part| part.trim().parse().ok())
        .collect::<Option<_>>()?;
    match parts[..] {
        [minutes, seconds, frames] if seconds < 60 && frames < 75 => {
            Some((minutes * 60 + seconds) * 75 + frames)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_read() {
        let text = "PERFORMER \"A\"\nTITLE \"Book\"\nFILE \"a.wav\" WAVE\n  TRACK 01 AUDIO\n    TITLE \"One\"\n    \
                    INDEX 01 01:02:03\nFILE \"b.wav\" WAVE\n  TRACK 02 AUDIO\n    INDEX 01 00:61:00\n";
        let track = |file: &str, number, title: &str, index| Track {
            file: file.into(),
            number,
            title: title.into(),
            index,
        };
        assert_eq!(
            read(text),
            [
                track("a.wav", 1, "One", Some(62 * 75 + 3)),
                track("b.wav", 2, "", None)
            ]
        );
    }
}
