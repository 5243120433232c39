//! `[reading]` of `book.toml`: how the text is read, when it is read again.

use crate::language::Language;
use crate::script::chapter::Chapters;
use crate::script::{Options, Pairs};
use serde::Deserialize;

/// How the text of a book is read. What is not said is as the text shows it.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReadingSettings {
    /// The book's title, in place of the one that is found: in each language, with ` / ` between.
    pub title: Option<String>,
    /// The text's languages.
    pub languages: Vec<Language>,
    /// Where chapters begin, as [`Chapters`] is written.
    pub chapters: Option<String>,
    /// What is paired, as in [`PAIRS`].
    pub pairs: Option<String>,
    /// The names of those who speak.
    pub speakers: Vec<String>,
    /// The layout that the text is read by, as `diglot script --explain` calls it.
    pub layout: Option<String>,
}

/// What `pairs` can be.
pub const PAIRS: [&str; 3] = ["line", "paragraph", "sentence"];

impl ReadingSettings {
    /// The first thing that cannot be so: the key that it stands under, and what is wrong with it.
    pub fn mistake(&self) -> Option<(&'static str, String)> {
        if let Some(Err(what)) = self.chapters.as_deref().map(str::parse::<Chapters>) {
            return Some(("chapters", what));
        }
        let pairs = self.pairs.as_deref();
        if pairs.is_some_and(|pairs| !PAIRS.contains(&pairs)) {
            return Some(("pairs", format!("write {}", PAIRS.join(" or "))));
        }
        if self
            .title
            .as_ref()
            .is_some_and(|title| title.trim().is_empty())
        {
            return Some(("title", "a title has at least a letter".into()));
        }
        None
    }

    /// These, and of `others` what these do not say.
    pub fn or(self, others: &Self) -> Self {
        let languages = match self.languages.is_empty() {
            true => others.languages.clone(),
            false => self.languages,
        };
        Self {
            title: self.title.or_else(|| others.title.clone()),
            languages,
            chapters: self.chapters.or_else(|| others.chapters.clone()),
            pairs: self.pairs.or_else(|| others.pairs.clone()),
            speakers: match self.speakers.is_empty() {
                true => others.speakers.clone(),
                false => self.speakers,
            },
            layout: self.layout.or_else(|| others.layout.clone()),
        }
    }

    /// As the script builder takes them.
    pub fn options(&self) -> Options {
        let chapters = self.chapters.as_deref().map(str::parse);
        Options {
            languages: self.languages.clone(),
            chapters: chapters.and_then(Result::ok).unwrap_or_default(),
            speakers: self.speakers.clone(),
            layout: self.layout.clone(),
            encoder: None,
            pairs: match self.pairs.as_deref() {
                Some("paragraph") => Pairs::Paragraph,
                Some("sentence") => Pairs::Sentence,
                _ => Pairs::Line,
            },
        }
    }
}
