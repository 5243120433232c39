//! LRC: lyrics for players of music; a line and when it begins.

use super::cues::{Cue, Names};
use super::{Edition, Format, FormatError, Part, Product, one_line, vtt};
use std::borrow::Cow;
use std::fmt::Write;

/// `mp3/NN-title.lrc`, and one of the whole book.
pub struct Lrc;

impl Format for Lrc {
    fn name(&self) -> &'static str {
        "lrc"
    }

    fn about(&self) -> &'static str {
        "lyrics for music players, beside the MP3 files"
    }

    fn products<'a>(&self, edition: &'a Edition) -> Result<Vec<Product<'a>>, FormatError> {
        // Beside the MP3s, where players look for them.
        Ok(vtt::files(edition, "mp3", "lrc", Names::Within, text))
    }
}

fn text(edition: &Edition, part: Part, cues: &[Cue]) -> String {
    let mut out = String::new();
    let title = match edition.chapters(part) {
        [chapter] if matches!(part, Part::Chapter(_)) => edition.chapter_title(chapter),
        _ => edition.title(),
    };
    let length = edition.milliseconds(edition.samples(part)) / 1000;
    let facts = [
        ("ti", title),
        ("ar", edition.authors().join(", ")),
        ("al", edition.title()),
        ("length", format!("{:02}:{:02}", length / 60, length % 60)),
    ];
    for (key, value) in facts {
        let _ = writeln!(out, "[{key}:{}]", one_line(&value).replace(']', ")"));
    }
    for cue in cues {
        for (_, rows) in &cue.texts {
            let _ = writeln!(out, "[{}]{}", time(cue.start), words(&rows.concat()));
        }
    }
    out
}

/// A text that no player takes for a time: `[9:15] on deck` has round brackets.
fn words(text: &str) -> Cow<'_, str> {
    let inner = text.strip_prefix('[').and_then(|text| text.split_once(']'));
    match inner {
        Some((time, rest)) if time.starts_with(|c: char| c.is_ascii_digit()) => {
            format!("({time}){rest}").into()
        }
        _ => text.into(),
    }
}

/// `mm:ss.hh`, in hundredths of a second.
fn time(milliseconds: u64) -> String {
    let hundredths = milliseconds / 10;
    format!(
        "{:02}:{:02}.{:02}",
        hundredths / 6000,
        hundredths / 100 % 60,
        hundredths % 100
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_minutes_without_end_and_hundredths() {
        assert_eq!(time(6_061_239), "101:01.23");
    }
}
