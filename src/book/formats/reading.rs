//! A chapter as it is read: turns of paragraphs, each line once however often it is spoken.

use super::Edition;
use crate::book::timeline::{Kind, TimelineChapter, TimelineLine};
use crate::language::{Language, Localized};
use indexmap::IndexMap;
use std::collections::HashMap;

/// What one speaker says until another begins.
pub(super) struct Passage<'a> {
    /// Who speaks; none if the narrator has no name.
    pub name: Option<Name>,
    /// Paragraphs: what says the same, in each language that it is spoken in.
    pub paragraphs: Vec<Vec<Text<'a>>>,
}

/// A speaker's name above a passage.
pub(super) struct Name {
    pub text: String,
    /// The language of the name, if it is not an id.
    pub language: Option<Language>,
    /// Its number in the chapter, if it is announced.
    pub number: Option<usize>,
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
#[derive(Default)]
pub(super) struct Reading<'a> {
    /// The passages, in order.
    pub passages: Vec<Passage<'a>>,
    /// The numbers of the book's title, in the languages that it is announced in.
    pub book: IndexMap<Language, usize>,
    /// The numbers of the titles of the parts that begin with the chapter, likewise.
    pub parts: Vec<IndexMap<Language, usize>>,
    /// The numbers of the chapter's title, likewise.
    pub heading: IndexMap<Language, usize>,
    /// For each line of the chapter, the number of the text that it speaks.
    pub shown: Vec<usize>,
}

/// Arranges a chapter's lines. What is announced stands where a reader looks for it: the book's
/// title above the chapter, the chapter's in its heading, a name above what is said.
pub(super) fn read<'a>(edition: &Edition, chapter: &'a TimelineChapter) -> Reading<'a> {
    let mut reading = Reading {
        parts: vec![IndexMap::new(); chapter.parts.len()],
        ..Reading::default()
    };
    // The number of each text by what it says, so that a line that is spoken again is found at once.
    let mut texts: HashMap<(usize, Kind, &Language, &str), usize> = HashMap::new();
    let mut next = 0;
    let mut last: Option<(usize, &str, Kind)> = None;
    let mut pair = None;
    // Where the paragraph of each line stands, by its number and kind.
    let mut places: HashMap<(usize, Kind), (usize, usize)> = HashMap::new();
    for line in &chapter.lines {
        let is = |title: &Localized| title.get(&line.language).is_some_and(|t| **t == *line.text);
        let titles = match line.kind {
            Kind::Title if is(&chapter.title) => Some(&mut reading.heading),
            Kind::Title if is(&edition.timeline.title) => Some(&mut reading.book),
            Kind::Title => {
                let part = chapter.parts.iter().position(|part| is(&part.title));
                part.and_then(|part| reading.parts.get_mut(part))
            }
            _ => None,
        };
        if let Some(titles) = titles {
            let number = *titles.entry(line.language.clone()).or_insert(next);
            next = next.max(number + 1);
            reading.shown.push(number);
            continue;
        }
        // A line that is spoken again is not shown again.
        let said = (line.pair, line.kind, &line.language, &*line.text);
        if let Some(number) = texts.get(&said) {
            reading.shown.push(*number);
            continue;
        }
        let text = Text { number: next, line };
        texts.insert(said, next);
        next += 1;
        reading.shown.push(text.number);
        if line.kind == Kind::Title {
            let name = Name {
                text: line.text.to_string(),
                language: Some(line.language.clone()),
                number: Some(text.number),
            };
            reading.passages.push(Passage {
                name: Some(name),
                paragraphs: Vec::new(),
            });
            last = None;
            continue;
        }
        // What follows a note that was read between a line and its translation.
        if let Some(&(passage, paragraph)) = places.get(&(line.pair, line.kind))
            && pair != Some(line.pair)
        {
            let passage: &mut Passage = &mut reading.passages[passage];
            passage.paragraphs[paragraph].push(text);
            continue;
        }
        let here = (line.turn, &*line.speaker, line.kind);
        if last != Some(here) {
            let is_announced = last.is_none()
                && (reading.passages.last()).is_some_and(|passage| passage.paragraphs.is_empty());
            if !is_announced {
                reading.passages.push(Passage {
                    name: name(edition, line),
                    paragraphs: Vec::new(),
                });
            }
            pair = None;
        }
        if let Some(passage) = reading.passages.last_mut() {
            match passage.paragraphs.last_mut() {
                Some(paragraph) if pair == Some(line.pair) => paragraph.push(text),
                _ => passage.paragraphs.push(vec![text]),
            }
            let paragraph = passage.paragraphs.len() - 1;
            let passage = reading.passages.len() - 1;
            places.insert((line.pair, line.kind), (passage, paragraph));
        }
        last = Some(here);
        pair = Some(line.pair);
    }
    reading
}

fn name(edition: &Edition, line: &TimelineLine) -> Option<Name> {
    let (language, text) = edition.named(&line.speaker)?;
    Some(Name {
        text: text.into(),
        language: language.cloned(),
        number: None,
    })
}

/// A title's texts, those in the languages that are heard first.
pub(super) fn in_order<'a>(
    edition: &'a Edition,
    title: &'a Localized,
) -> impl Iterator<Item = (&'a Language, &'a String)> {
    let heard = edition.languages();
    let known = heard.iter().filter_map(|l| title.get_key_value(l));
    known.chain(title.iter().filter(|(l, _)| !heard.contains(l)))
}

/// The attribute `dir` for a language, with a space before it. Only a book in which something is
/// written from right to left needs it.
pub(super) fn direction(edition: &Edition, language: &Language) -> &'static str {
    let title = &edition.timeline.title;
    let mut all = edition.languages().iter().chain(title.keys());
    match language.is_right_to_left() {
        true => " dir=\"rtl\"",
        false if all.any(Language::is_right_to_left) => " dir=\"ltr\"",
        false => "",
    }
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
