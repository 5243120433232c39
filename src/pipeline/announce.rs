//! What the narrator says beside the text: the book's title, each chapter's, and who speaks next.

use super::Book;
use crate::book::settings::{AnnounceSpeakers, AnnounceTitles};
use crate::language::{Language, Localized, preferred};
use crate::script::{Line, NARRATOR};

/// The titles that are said at the beginning of a chapter: at the first one's the book's, then those
/// of the parts that begin there, then the chapter's own, unless that is the book's.
pub fn titles(book: &Book, chapter: usize) -> Vec<&Localized> {
    let wanted = book.settings.announce.titles;
    let own = &book.script.chapters[chapter];
    let of_book = &book.script.title;
    let mut titles = Vec::new();
    if wanted == AnnounceTitles::None {
        return titles;
    }
    let is_said = |is_given: bool| is_given || wanted == AnnounceTitles::All;
    if chapter == 0 && is_said(book.script.is_titled) {
        titles.push(of_book);
    }
    titles.extend(own.parts.iter().map(|part| &part.title));
    if is_said(own.is_heading) && (chapter > 0 || own.title != *of_book) {
        titles.push(&own.title);
    }
    titles
}

/// Says who speaks next, where that is wanted.
pub struct Speakers<'a> {
    book: &'a Book,
    /// Who has spoken in the chapter.
    heard: Vec<&'a str>,
    /// Who spoke last.
    last: Option<&'a str>,
}

impl<'a> Speakers<'a> {
    /// For a chapter, from its beginning.
    pub fn new(book: &'a Book) -> Self {
        Self {
            book,
            heard: Vec::new(),
            last: None,
        }
    }

    /// The name to be said before a turn, with its language: that in which the turn begins.
    pub fn before(
        &mut self,
        speaker: &'a str,
        lines: &'a [Line],
    ) -> Option<(&'a Language, &'a str)> {
        let languages = &self.book.settings.languages;
        let begins = lines.iter().find_map(|line| match line {
            Line::Speech {
                text, direction, ..
            } if !direction.skip => languages.iter().find(|l| text.contains_key(l)),
            Line::Speech { .. } | Line::Note { .. } => None,
        })?;
        let is_first = !self.heard.contains(&speaker);
        let goes_on = self.last == Some(speaker);
        self.last = Some(speaker);
        if is_first {
            self.heard.push(speaker);
        }
        let wanted = match self.book.settings.announce.speakers {
            AnnounceSpeakers::Never => false,
            AnnounceSpeakers::First => is_first,
            AnnounceSpeakers::Always => !goes_on,
        };
        let names = &self.book.script.speaker(speaker)?.names;
        if !wanted || speaker == NARRATOR {
            return None;
        }
        let name = names.get(begins).map(String::as_str);
        Some((begins, name.or_else(|| preferred(names, languages))?))
    }
}
