//! Links that lead from a text to another of the same book, or to a recording of it: `[en](../en/story.md)`, `[audio](story.mp3)`.

use super::super::super::claims::is_way_on;
use crate::language::Language;

/// The longest such link, in words.
const LONGEST: usize = 4;
/// How the files of recordings, pictures and books end.
const FILES: &[&str] = &[
    "mp3", "m4a", "ogg", "oga", "opus", "wav", "flac", "aac", "mp4", "m4v", "webm", "mov", "pdf",
    "epub", "zip", "docx",
];
/// How pages of a book end.
const PAGES: &[&str] = &["md", "markdown", "html", "htm", "rst", "txt"];

/// What links to recordings say, in lower case.
const RECORDINGS: &[&str] = &[
    "audio",
    "sound",
    "recording",
    "listen",
    "video",
    "download",
    "ton",
    "hören",
    "anhören",
    "son",
    "écouter",
    "escuchar",
    "ascolta",
    "ouvir",
    "luister",
    "lyssna",
    "lyt",
    "kuuntele",
    "hlusta",
    "posłuchaj",
    "nagranie",
    "аудио",
    "слушать",
    "аудіо",
    "слухати",
    "音频",
    "音頻",
    "录音",
    "音声",
    "오디오",
    "듣기",
    "ses",
    "dinle",
];

/// Whether a link leads away from the text. A phrase may be linked to how it is spoken, so what is linked must be short and
/// name what it leads to.
pub(super) fn leads(text: &str, target: &str) -> bool {
    let text = text.trim().to_lowercase();
    if target.contains("://") || text.split_whitespace().count() > LONGEST {
        return false;
    }
    let path = target.split(['#', '?']).next().unwrap_or_default();
    let file = path.rsplit('/').next().unwrap_or_default();
    let Some((stem, end)) = file.rsplit_once('.') else {
        return false;
    };
    let end = end.to_ascii_lowercase();
    let names_file = text == end || text == file.to_lowercase() || text == stem.to_lowercase();
    match () {
        () if FILES.contains(&end.as_str()) => {
            let word = text.trim_matches(|c: char| !c.is_alphanumeric());
            names_file || RECORDINGS.contains(&word) || is_way_on(&text)
        }
        () if PAGES.contains(&end.as_str()) => {
            // `[en](../en/story.md)`
            let is_language = || {
                let mut folders = path.split('/').rev().skip(1);
                Language::is_tag(&text) && folders.any(|folder| folder.eq_ignore_ascii_case(&text))
            };
            names_file || is_way_on(&text) || is_language()
        }
        () => false,
    }
}

/// How many letters and digits a text has.
pub(super) fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_that_lead_away() {
        for (text, target) in [
            ("en", "../en/story_37.md"),
            ("audio", "../audio/story_37.mp3"),
            ("Audio", "story.ogg"),
            ("MP3", "files/story.mp3"),
            ("next →", "../en/story_38.md"),
        ] {
            assert!(leads(text, target), "{text} {target}");
        }
        for (text, target) in [
            ("你好", "audio/nihao.mp3"),
            ("The Lamp", "lamp.md"),
            ("audio", "https://example.org/audio"),
            ("en", "#en"),
        ] {
            assert!(!leads(text, target), "{text} {target}");
        }
    }
}
