//! A chapter as it is read: turns of paragraphs, each line once however often it is spoken.

use super::Edition;
use crate::book::timeline::{Kind, TimelineChapter, TimelineLine};
use crate::language::Language;
use indexmap::IndexMap;

/// What one speaker says until another begins.
pub(super) struct Passage<'a> {
    /// The speaker's name; none if the narrator has no name.
    pub speaker: Option<String>,
    /// Paragraphs: what says the same, in each language that it is spoken in.
    pub paragraphs: Vec<Vec<Text<'a>>>,
}

/// A text that is shown.
#[derive(Clone, Copy)]
pub(super) struct Text<'a> {
    /// Its number in the chapter, from 0.
    pub number: usize,
    /// The first of the lines that speak it.
    pub line: &'a TimelineLine,
}

/// A chapter as it is read.
pub(super) struct Reading<'a> {
    /// The passages, in order.
    pub passages: Vec<Passage<'a>>,
    /// The numbers of titles that are spoken and stand in the heading.
    pub headings: IndexMap<Language, usize>,
    /// For each line of the chapter, the number of the text that it speaks.
    pub shown: Vec<usize>,
}

/// Arranges a chapter's lines.
pub(super) fn read<'a>(edition: &Edition, chapter: &'a TimelineChapter) -> Reading<'a> {
    let mut reading = Reading {
        passages: Vec::new(),
        headings: IndexMap::new(),
        shown: Vec::new(),
    };
    let mut texts: Vec<Text<'a>> = Vec::new();
    let mut last: Option<(usize, &str, Kind)> = None;
    let mut pair = None;
    for line in &chapter.lines {
        let same = |text: &&Text| {
            let other = text.line;
            (other.pair, other.kind, &other.language, &other.text)
                == (line.pair, line.kind, &line.language, &line.text)
        };
        // A title that is announced stands in the heading.
        if line.kind == Kind::Title && chapter.title.get(&line.language) == Some(&line.text) {
            let next = texts.len() + reading.headings.len();
            let number = reading
                .headings
                .entry(line.language.clone())
                .or_insert(next);
            reading.shown.push(*number);
            continue;
        }
        // A line that is spoken again is not shown again.
        if let Some(text) = texts.iter().rev().find(same) {
            reading.shown.push(text.number);
            continue;
        }
        let text = Text {
            number: texts.len() + reading.headings.len(),
            line,
        };
        texts.push(text);
        reading.shown.push(text.number);
        let here = (line.turn, line.speaker.as_str(), line.kind);
        if last != Some(here) {
            let speaker = name(edition, line);
            reading.passages.push(Passage {
                speaker,
                paragraphs: Vec::new(),
            });
            pair = None;
        }
        if let Some(passage) = reading.passages.last_mut() {
            match passage.paragraphs.last_mut() {
                Some(paragraph) if pair == Some(line.pair) => paragraph.push(text),
                _ => passage.paragraphs.push(vec![text]),
            }
        }
        last = Some(here);
        pair = Some(line.pair);
    }
    reading
}

fn name(edition: &Edition, line: &TimelineLine) -> Option<String> {
    let name = edition.timeline.name_of(&line.speaker);
    (name != "narrator" && line.kind != Kind::Title).then_some(name)
}

/// A language as HTML and EPUB want it: `zh-Hans-CN` for `zh-hans-cn`.
pub(super) fn tag(language: &Language) -> String {
    let subtags = language
        .tag()
        .split('-')
        .enumerate()
        .map(|(i, subtag)| match subtag.len() {
            2 if i > 0 => subtag.to_uppercase(),
            4 if i > 0 => subtag[..1].to_uppercase() + &subtag[1..],
            _ => subtag.to_string(),
        });
    subtags.collect::<Vec<_>>().join("-")
}

/// A language's own name, in English.
pub(super) fn language_name(language: &Language) -> String {
    let primary = language.tag().split('-').next().unwrap_or_default();
    let known = match primary.len() {
        2 => isolang::Language::from_639_1(primary),
        _ => isolang::Language::from_639_3(primary),
    };
    known.map_or_else(|| tag(language), |known| known.to_name().to_string())
}
