//! SubRip: numbered cues; a speaker's name stands before what is said first.

use super::cues::{Cue, Names};
use super::{Edition, Format, FormatError, Part, Product, vtt};
use std::fmt::Write;

/// `subtitles/NN-title.srt`, and one of the whole book.
pub struct Srt;

impl Format for Srt {
    fn name(&self) -> &'static str {
        "srt"
    }

    fn about(&self) -> &'static str {
        "subtitles for video players and editors (SubRip)"
    }

    fn products<'a>(&self, edition: &'a Edition) -> Result<Vec<Product<'a>>, FormatError> {
        Ok(vtt::files(edition, "subtitles", "srt", Names::Within, text))
    }
}

/// The text of a file.
pub(super) fn text(_: &Edition, _: Part, cues: &[Cue]) -> String {
    let mut out = String::new();
    for (i, cue) in cues.iter().enumerate() {
        let rows: Vec<String> = cue
            .texts
            .iter()
            .flat_map(|(_, rows)| rows)
            // What stands between times would be taken for a time.
            .map(|row| row.trim_end().replace("-->", "→"))
            .collect();
        let _ = write!(
            out,
            "{}{}\n{} --> {}\n{}\n",
            if i == 0 { "" } else { "\n" },
            i + 1,
            time(cue.start),
            time(cue.end),
            rows.join("\n")
        );
    }
    out
}

fn time(milliseconds: u64) -> String {
    let (seconds, ms) = (milliseconds / 1000, milliseconds % 1000);
    format!(
        "{:02}:{:02}:{:02},{ms:03}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_a_comma() {
        assert_eq!(time(59_999), "00:00:59,999");
    }
}
