//! Links that lead from a text to another of the same book, or to a recording of it: `[en](../en/story.md)`, `[audio](story.mp3)`;
//! and lines that are nothing but links, before and behind a text and under headings of their own.

use crate::language::Language;
use crate::script::claims::{is_way_on, leads_to_page, names_recording, names_references};
use crate::script::document::{Preset, SourceLine};
use std::collections::HashMap;
use std::ops::Range;

/// Why such lines are not in the book.
pub(super) const REASON: &str = "page navigation";

/// What the links of a line show.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// How many letters are in links, and how many of them in links that lead away from the text.
    linked: usize,
    leads: usize,
    /// How many words stand before the first, and whether a colon ends them.
    before: usize,
    is_named: bool,
    /// Whether one leads to another site, and whether one leads to a recording.
    is_elsewhere: bool,
    is_recording: bool,
}

/// A line that is nothing but links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alone {
    /// To pages or places of the same book.
    Beside,
    /// To other sites.
    Elsewhere,
}

/// How many words with a colon may stand before links to pages: `Previous: [The Lamp](lamp.md)`.
const BEFORE: usize = 3;

impl Links {
    /// Takes in a link, what stands before it on the line, and whether the line begins an item of a list.
    pub(super) fn add(&mut self, before: &str, text: &str, target: &str, begins_item: bool) {
        let own = letters(text);
        if self.linked == 0 {
            self.before = letters(before);
            let is_short = before.split_whitespace().count() <= BEFORE;
            self.is_named = is_short && before.trim_end().ends_with([':', '：']);
        }
        self.linked += own;
        let is_item = begins_item && before.trim().is_empty() && leads_to_page(text);
        if is_item || leads(text, target) || leads_within(text, target) {
            self.leads += own;
        }
        let path = target.split(['#', '?']).next().unwrap_or_default();
        let end = path.rsplit('.').next().unwrap_or_default();
        self.is_elsewhere |= target.contains("://");
        self.is_recording |= FILES.contains(&end.to_ascii_lowercase().as_str())
            || target.starts_with("mailto:")
            || text.contains("://");
    }

    /// Whether all of a line leads away from the text.
    pub(super) fn lead(&self, line: &str) -> bool {
        self.leads > 0 && self.leads == letters(line)
    }

    /// Where the links lead, if the line is nothing else.
    pub(super) fn alone(&self, line: &str) -> Option<Alone> {
        let named = if self.is_named && !self.is_elsewhere {
            self.before
        } else {
            0
        };
        let is_all = self.linked > 0 && self.linked + named == letters(line);
        let is_told = is_all && !self.is_recording && line.contains(char::is_alphabetic);
        is_told.then_some(match self.is_elsewhere {
            true => Alone::Elsewhere,
            false => Alone::Beside,
        })
    }
}

/// One line in so many is a link at most, where links stand around a text and are not what it says.
const SHARE: usize = 3;

/// Takes out the lines that are nothing but links before and behind a text, and under a heading with nothing else.
pub(super) fn settle(lines: &mut [SourceLine], links: &HashMap<usize, Alone>) {
    let of = |line: &SourceLine| {
        let is_free = line.is_text() && line.markup.heading.is_none();
        links.get(&line.at).copied().filter(|_| is_free)
    };
    let shown: Vec<usize> = (0..lines.len())
        .filter(|&i| !matches!(lines[i].preset, Some(Preset::Dropped { .. })))
        .collect();
    let alone: Vec<Option<Alone>> = shown.iter().map(|&i| of(&lines[i])).collect();
    let count = alone.iter().flatten().count();
    if count == 0 || count * SHARE > shown.len() {
        return;
    }
    let is_said = |nth: usize| {
        let line = &lines[shown[nth]];
        line.preset.is_none() && line.markup.heading.is_none() && alone[nth].is_none()
    };
    let heading = |nth: usize| lines[shown[nth]].markup.heading;
    let first = (0..shown.len()).find(|&nth| is_said(nth));
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut nth = 0;
    while nth < shown.len() {
        let begin = nth;
        while nth < shown.len() && alone[nth].is_some() {
            nth += 1;
        }
        let run = begin..nth;
        nth += 1;
        if run.is_empty() {
            continue;
        }
        let is_behind = run.end == shown.len();
        let is_ahead = first.is_none_or(|first| run.end <= first);
        let is_beside = alone[run.clone()].contains(&Some(Alone::Beside));
        let over = begin.checked_sub(1).filter(|&over| {
            let line = &lines[shown[over]];
            let is_colon = is_behind && line.preset.is_none() && line.text.ends_with([':', '：']);
            !is_ahead && (line.markup.heading.is_some() || is_colon)
        });
        let level = over.and_then(heading);
        let next = (!is_behind).then(|| heading(run.end)).flatten();
        let is_sentence = || {
            let text = &lines[shown[begin]].text;
            run.len() == 1 && text.ends_with(['.', '!', '?', '…', '。', '！', '？'])
        };
        // A section of links alone; within a text, links to other sites may be what it is about.
        let says_so = || {
            let title = over.map(|over| lines[shown[over]].text.to_lowercase());
            title.is_some_and(|title| names_references(&title))
        };
        let is_within = || next.is_some() && (is_beside || says_so());
        let is_section = over.is_some() && (is_behind || is_within());
        let is_out = match () {
            () if is_section || is_behind => is_beside || !is_sentence(),
            () if is_ahead => is_beside || run.len() > 1,
            () => false,
        };
        if is_out {
            let ends = next.is_none_or(|next| level.is_some_and(|level| next <= level));
            let over = over.filter(|_| is_section && ends);
            out.push(over.unwrap_or(begin)..run.end);
        }
    }
    for nth in out.into_iter().flatten() {
        lines[shown[nth]].preset = Some(Preset::Dropped { reason: REASON });
    }
}

/// The longest such link, in words.
const LONGEST: usize = 4;
/// How the files of recordings, pictures and books end.
const FILES: &[&str] = &[
    "mp3", "m4a", "ogg", "oga", "opus", "wav", "flac", "aac", "mp4", "m4v", "webm", "mov", "pdf",
    "epub", "zip", "docx",
];
/// How pages of a book end.
const PAGES: &[&str] = &["md", "markdown", "html", "htm", "rst", "txt"];

/// Whether the text of a link is but the sign of its place, by which a page links to itself: `#`, `¶`.
pub(super) fn is_sign_of_place(text: &str) -> bool {
    matches!(text.trim(), "#" | "¶" | "§" | "🔗")
}

/// Whether a link is the number or sign of a note behind a word: `lamps[1](#note-1)`.
pub(super) fn is_note(before: &str, text: &str, target: &str) -> bool {
    let sign = text.trim_matches(['[', ']', '(', ')']);
    let is_number = (1..=3).contains(&sign.len()) && sign.bytes().all(|b| b.is_ascii_digit());
    let is_behind = before.ends_with(|c: char| !c.is_whitespace());
    is_behind
        && target.starts_with('#')
        && (is_number || matches!(sign, "*" | "†" | "‡" | "↩" | "↩︎"))
}

/// Whether a link to a place on the same page has another name than that place, as `[Link](#the-lamp)` has under that heading.
fn leads_within(text: &str, target: &str) -> bool {
    let plain = |text: &str| {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .collect::<String>()
            .to_lowercase()
    };
    let Some(place) = target.strip_prefix('#').map(plain) else {
        return false;
    };
    let own = plain(text);
    text.split_whitespace().count() <= LONGEST && !place.contains(&own) && !own.contains(&place)
}

/// Whether a link leads away from the text. A phrase may be linked to how it is spoken, so what is linked must be short and
/// name what it leads to.
fn leads(text: &str, target: &str) -> bool {
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
            names_file || names_recording(&text) || is_way_on(&text)
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
fn letters(text: &str) -> usize {
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
        assert!(leads_within("Link", "#the-lamp") && leads_within("Back to top", "#head"));
        assert!(!leads_within("The Lamp", "#the-lamp") && !leads_within("The Lamp", "lamp.md"));
        assert!(is_note("lamps", "[1]", "#note-1") && !is_note("in ", "1871", "#a"));
        assert!(leads_to_page("Slides") && !leads_to_page("The Lamp"));
    }

    #[test]
    fn lines_that_are_nothing_but_links() {
        let dropped = |text: &str| {
            let lines = super::super::read(text.as_bytes(), "a.md").unwrap().lines;
            let is_out =
                |line: &&SourceLine| line.preset == Some(Preset::Dropped { reason: REASON });
            let out = lines.iter().filter(is_out).map(|line| line.text.clone());
            out.collect::<Vec<_>>()
        };
        let text = "The lamp is lit.\n\nNobody slept.\n\nIt burned all night.\n\nThen it rained.\n";
        let around = format!(
            "[Sommaire](index.md) · [Deutsch](#lampe)\n\n# The Lamp\n\n{text}\n**See also:**\n- [The Boat](boat.md)\n"
        );
        assert_eq!(
            dropped(&around),
            ["Sommaire · Deutsch", "See also:", "The Boat"]
        );
        let within = format!(
            "# The Lamp\n\n{text}\n## References\n\n[Lamps of the north](https://example.org/lamps)\n\n## The Boat\n\n{text}"
        );
        assert_eq!(dropped(&within), ["References", "Lamps of the north"]);
        for kept in [
            format!(
                "# Books\n\n{text}\n## Novels\n\n[The Ship](https://example.org/s)\n\n## Poems\n\n{text}"
            ),
            format!("# The Lamp\n\n[Ann Reed](https://example.org/ann)\n\n{text}"),
            format!("# The Lamp\n\n{text}\n[And then it was morning.](https://example.org/a)\n"),
            "- [Bonjour](a.md)\n- [Bonsoir](b.md)\n- [Merci](c.md)\n".to_string(),
            format!("{text}\n[Hello there](a.mp3)\n"),
        ] {
            assert!(dropped(&kept).is_empty(), "{kept}");
        }
    }
}
