//! What the narrator says beside the text: the book's title, each chapter's, and who speaks next.

use super::Book;
use crate::book::settings::AnnounceSpeakers;
use crate::language::{Language, Localized, preferred};
use crate::script::{Line, NARRATOR};

/// The titles that are said at the beginning of a chapter: at the first one's the book's, then the
/// chapter's own, unless that is the same.
pub fn titles(book: &Book, chapter: usize) -> Vec<&Localized> {
    if !book.settings.announce.titles {
        return Vec::new();
    }
    let own = &book.script.chapters[chapter].title;
    let of_book = &book.script.title;
    let mut titles = Vec::new();
    if chapter == 0 {
        titles.push(of_book);
    }
    if own != of_book || chapter > 0 {
        titles.push(own);
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
            } if !direction.skip => languages.iter().find(|l| text.contains_key(*l)),
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
