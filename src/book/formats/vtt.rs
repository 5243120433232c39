//! WebVTT (W3C), with speakers as voice spans and languages as language spans.

use super::cues::{self, Cue, Names};
use super::{Edition, Format, FormatError, Part, Product};
use std::fmt::Write;

/// `subtitles/NN-title.vtt`, and one of the whole book.
pub struct Vtt;

impl Format for Vtt {
    fn name(&self) -> &'static str {
        "vtt"
    }

    fn about(&self) -> &'static str {
        "subtitles for browsers and players (WebVTT), with speakers"
    }

    fn products<'a>(&self, edition: &'a Edition) -> Result<Vec<Product<'a>>, FormatError> {
        Ok(files(edition, "subtitles", "vtt", Names::Apart, text))
    }
}

/// A file for each part and track, by the same rule for all kinds of subtitles: those of chapters in a
/// folder.
pub(super) fn files<'a>(
    edition: &'a Edition,
    folder: &str,
    ending: &str,
    names: Names,
    text: fn(&Edition, Part, &[Cue]) -> String,
) -> Vec<Product<'a>> {
    let mut files = Vec::new();
    for part in edition.parts() {
        let name = edition.part_name(part);
        let folder = match part {
            Part::Chapter(_) => format!("{folder}/"),
            // beside the file with the sound of the whole, where players look for it
            Part::Run(..) | Part::Whole => String::new(),
        };
        for track in cues::tracks(edition) {
            let tag = track.own.map(|language| format!(".{language}"));
            let file = format!("{folder}{name}{}.{ending}", tag.unwrap_or_default());
            files.push(Product::text(file, move || {
                text(edition, part, &track.cues(edition, part, names))
            }));
        }
    }
    files
}

/// The text of a file.
pub(super) fn text(_: &Edition, _: Part, cues: &[Cue]) -> String {
    let mut out = String::from("WEBVTT\n");
    for cue in cues {
        let _ = writeln!(out, "\n{} --> {}", time(cue.start), time(cue.end));
        let voice = cue
            .speaker
            .as_ref()
            .map(|name| format!("<v {}>", escape(name)));
        let texts = cue.texts.iter().map(|(language, rows)| {
            let rows: Vec<String> = rows.iter().map(|row| escape(row.trim_end())).collect();
            format!("<lang {language}>{}</lang>", rows.join("\n"))
        });
        let texts = texts.collect::<Vec<_>>().join("\n");
        let _ = match voice {
            Some(voice) => writeln!(out, "{voice}{texts}</v>"),
            None => writeln!(out, "{texts}"),
        };
    }
    out
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn time(milliseconds: u64) -> String {
    let (seconds, ms) = (milliseconds / 1000, milliseconds % 1000);
    format!(
        "{:02}:{:02}:{:02}.{ms:03}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_hours_and_text_is_escaped() {
        assert_eq!(time(3_723_004), "01:02:03.004");
        assert_eq!(escape("a < b & c"), "a &lt; b &amp; c");
    }
}
