//! Cue sheets: `book.cue`, one FILE per chapter and one TRACK each.
//!
//! The format is that of CDRWIN's user's guide, appendix "Cue Sheet Commands": times are
//! `mm:ss:ff` at 75 frames a second, there are at most 99 tracks, and a string in quotation marks
//! cannot hold one.

use super::timeline::{Kind, Timeline, TimelineChapter};
use crate::language::Localized;
use indexmap::IndexSet;
use std::fmt::Write;

/// The most tracks that a cue sheet can have.
pub const MOST_TRACKS: usize = 99;

/// The cue sheets of a book, each as a file name and its text: one, `book.cue`, or for more than
/// 99 chapters several, `book-1.cue`, `book-2.cue` …
pub fn sheets(book: &Timeline) -> Vec<(String, String)> {
    let parts: Vec<&[TimelineChapter]> = book.chapters.chunks(MOST_TRACKS).collect();
    let names = names(book.chapters.len());
    let titles = book.flat_titles();
    let sheets = parts.iter().zip(titles.chunks(MOST_TRACKS)).enumerate();
    let sheets = names.into_iter().zip(sheets);
    sheets
        .map(|(name, (i, (chapters, titles)))| {
            let part = (parts.len() > 1).then(|| (i + 1, parts.len()));
            (name, sheet(book, chapters, titles, part))
        })
        .collect()
}

/// The names of the cue sheets of a book with so many chapters.
pub fn names(chapters: usize) -> Vec<String> {
    match chapters.div_ceil(MOST_TRACKS) {
        0 | 1 => vec!["book.cue".into()],
        parts => (1..=parts)
            .map(|number| format!("book-{number}.cue"))
            .collect(),
    }
}

fn sheet(
    book: &Timeline,
    chapters: &[TimelineChapter],
    titles: &[Localized],
    part: Option<(usize, usize)>,
) -> String {
    let mut title = book.full_title(&book.title);
    if let Some((number, of)) = part {
        let _ = write!(title, " ({number}/{of})");
    }
    let mut out = String::new();
    let _ = writeln!(out, "PERFORMER {}", quote(&performers(book, chapters)));
    let _ = writeln!(out, "TITLE {}", quote(&title));
    for (i, (chapter, title)) in chapters.iter().zip(titles).enumerate() {
        let title = book.full_title(title);
        let performers = performers(book, std::slice::from_ref(chapter));
        let _ = writeln!(out, "FILE {} WAVE", quote(&chapter.file));
        let _ = writeln!(out, "  TRACK {:02} AUDIO", i + 1);
        let _ = writeln!(out, "    TITLE {}", quote(&title));
        let _ = writeln!(out, "    PERFORMER {}", quote(&performers));
        let _ = writeln!(out, "    INDEX 01 {}", time(0, book.sample_rate));
    }
    out
}

/// Who speaks in the chapters, in order of first appearance.
fn performers(book: &Timeline, chapters: &[TimelineChapter]) -> String {
    let lines = chapters.iter().flat_map(|chapter| &chapter.lines);
    let said = lines.filter(|line| line.kind != Kind::Title);
    let speakers: IndexSet<&str> = said.map(|line| &*line.speaker).collect();
    let names: IndexSet<String> = speakers.into_iter().map(|id| book.name_of(id)).collect();
    names.into_iter().collect::<Vec<_>>().join(", ")
}

/// A position as `mm:ss:ff`, rounded up to a frame of 1/75 s.
pub fn time(samples: u64, rate: u32) -> String {
    let frames = (samples * 75).div_ceil(u64::from(rate));
    format!(
        "{:02}:{:02}:{:02}",
        frames / 4500,
        frames / 75 % 60,
        frames % 75
    )
}

fn quote(text: &str) -> String {
    let clean = text.replace('"', "'").replace(char::is_control, " ");
    format!("\"{clean}\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::timeline::SCHEMA;
    use crate::language::{Language, Localized};

    fn book(chapters: usize) -> Timeline {
        let title = |en: &str, zh: &str| {
            Localized::from([
                (Language::new("zh"), zh.to_string()),
                (Language::new("en"), en.to_string()),
            ])
        };
        Timeline {
            schema: SCHEMA,
            title: title("The Lamp", "灯"),
            languages: vec![Language::new("en"), Language::new("zh")],
            sample_rate: 44100,
            channels: 1,
            bits: 16,
            loudness: Default::default(),
            speakers: vec![],
            chapters: (1..=chapters)
                .map(|number| TimelineChapter {
                    number,
                    title: title("Who said \"light\"?", "谁？"),
                    level: 1,
                    parts: vec![],
                    file: format!("chapters/{number:02}-Who.wav"),
                    samples: 1,
                    lines: vec![],
                })
                .collect(),
        }
    }

    #[test]
    fn a_sheet_has_a_file_and_a_track_a_chapter() {
        let [(name, text)] = &sheets(&book(1))[..] else {
            panic!("one sheet");
        };
        assert_eq!(name, "book.cue");
        assert_eq!(
            text,
            "PERFORMER \"\"\nTITLE \"The Lamp / 灯\"\nFILE \"chapters/01-Who.wav\" WAVE\n  TRACK 01 AUDIO\n    \
             TITLE \"Who said 'light'? / 谁？\"\n    PERFORMER \"\"\n    INDEX 01 00:00:00\n"
        );
    }

    #[test]
    fn more_than_99_chapters_are_several_sheets() {
        let sheets = sheets(&book(100));
        assert_eq!(sheets.len(), 2);
        assert_eq!(sheets[1].0, "book-2.cue");
        assert!(sheets[0].1.contains("TRACK 99") && sheets[1].1.contains("TRACK 01"));
        assert!(sheets[1].1.contains("(2/2)"));
    }

    #[test]
    fn times_are_frames_and_never_early() {
        assert_eq!(time(0, 44100), "00:00:00");
        assert_eq!(time(1, 44100), "00:00:01");
        assert_eq!(time(44100 * 61 + 588, 44100), "01:01:01");
        assert_eq!(time(44100 * 6000, 44100), "100:00:00");
    }
}
