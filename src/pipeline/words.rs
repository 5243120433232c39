//! The words of a line as engines are sent them: after the lexicon, and for engines that need it with numbers
//! and the like written out.

use super::Book;
use super::plan::shared;
use crate::language::Language;
use crate::{characters, spoken};
use std::borrow::Cow;
use std::sync::Arc;

/// What a line is made from.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    /// The text as it is shown.
    pub text: &'a str,
    /// What the script says to speak in its place.
    pub say: Option<&'a str>,
    /// The language.
    pub language: &'a Language,
}

/// A text after the lexicon.
#[derive(Debug, Clone)]
pub(super) struct Words {
    /// As it is written.
    pub written: Arc<str>,
    /// With numbers and the like in words.
    in_words: Arc<str>,
}

impl Words {
    /// The words of a line, `written` as they are; with numbers and the like in words as well if that is wanted.
    /// What the script says to speak is spoken as it says.
    pub fn new(book: &Book, source: Source, written: &str, in_words: bool) -> Self {
        let written: Arc<str> = written.into();
        let in_words = match in_words && source.say.is_none() {
            true => {
                let text = characters::spoken(source.text);
                let text = spoken::with_lexicon(&text, &book.lexicon, source.language);
                shared(&written, &characters::spoken(&text))
            }
            false => written.clone(),
        };
        Self { written, in_words }
    }

    /// The words as they are spoken, with spoken forms or without.
    pub fn of(&self, spoken_forms: bool) -> &Arc<str> {
        match spoken_forms {
            true => &self.in_words,
            false => &self.written,
        }
    }
}

/// A text as it is spoken: what the line says to speak, or the text itself, after the lexicon, without
/// what is not heard.
pub(super) fn written<'a>(book: &Book, source: Source<'a>) -> Cow<'a, str> {
    let words = match characters::spoken(source.say.unwrap_or(source.text)) {
        Cow::Borrowed(words) => book.lexicon.apply(words, source.language),
        Cow::Owned(words) => book
            .lexicon
            .apply(&words, source.language)
            .into_owned()
            .into(),
    };
    match characters::spoken(&words) {
        Cow::Borrowed(_) => words,
        Cow::Owned(words) => words.into(),
    }
}
