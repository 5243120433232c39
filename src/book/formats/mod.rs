//! What is made of a finished book for players, readers and listeners: a file a format.
//!
//! A [`Format`] says which files it makes of an [`Edition`]; who calls it decides which of them are
//! stale and writes those. Every format is written from the timeline and the chapters' WAV files.

mod cover;
mod cues;
mod edition;
mod encode;
mod epub;
mod error;
mod feed;
mod flac;
mod lrc;
mod m4b;
mod mp3;
mod opus;
mod player;
mod reading;
mod srt;
mod stems;
mod txt;
mod vtt;

pub use edition::{Edition, Part};
pub use error::FormatError;

use std::path::Path;

/// Something that can be made of a book.
pub trait Format: Sync {
    /// The name on the command line and in `book.toml`.
    fn name(&self) -> &'static str;

    /// What it is for, in a few words.
    fn about(&self) -> &'static str;

    /// The files that it makes of an edition.
    ///
    /// # Errors
    /// If something is missing that the format cannot do without.
    fn products<'a>(&self, edition: &'a Edition) -> Result<Vec<Product<'a>>, FormatError>;
}

/// A file that a format makes.
pub struct Product<'a> {
    /// Where it lies, from the book's folder on, with `/`.
    pub file: String,
    /// What is in it.
    pub content: Content<'a>,
}

/// What is in a file.
pub enum Content<'a> {
    /// Something small, at hand.
    Bytes(Vec<u8>),
    /// Something that takes time to make, and is made only if it is stale.
    Made {
        /// All that the bytes depend on: the file is stale if this has changed.
        recipe: String,
        /// Writes the file to the path that it is given.
        make: Make<'a>,
    },
}

/// Writes a file to the path that it is given.
pub type Make<'a> = Box<dyn Fn(&Path) -> Result<(), FormatError> + Send + Sync + 'a>;

impl<'a> Product<'a> {
    fn text(file: impl Into<String>, text: impl Into<Vec<u8>>) -> Self {
        Self {
            file: file.into(),
            content: Content::Bytes(text.into()),
        }
    }

    fn made(
        file: impl Into<String>,
        recipe: String,
        make: impl Fn(&Path) -> Result<(), FormatError> + Send + Sync + 'a,
    ) -> Self {
        Self {
            file: file.into(),
            content: Content::Made {
                recipe,
                make: Box::new(make),
            },
        }
    }
}

/// All formats, in the order in which they are listed.
pub const ALL: [&dyn Format; 12] = [
    &m4b::M4b,
    &mp3::Mp3,
    &flac::Flac,
    &opus::Opus,
    &vtt::Vtt,
    &srt::Srt,
    &lrc::Lrc,
    &txt::Txt,
    &epub::Epub,
    &player::Player,
    &feed::Feed,
    &stems::Stems,
];

/// The format of that name.
///
/// # Errors
/// If there is none, with all that there are.
pub fn named(name: &str) -> Result<&'static dyn Format, FormatError> {
    let wanted = name.trim().to_lowercase();
    let found = ALL.into_iter().find(|format| format.name() == wanted);
    found.ok_or_else(|| FormatError::Unknown {
        name: name.into(),
        known: ALL.map(Format::name).join(", "),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_found_by_name() {
        assert_eq!(named(" M4B ").unwrap().name(), "m4b");
        let error = named("m4a").err().unwrap().to_string();
        assert!(
            error.contains("`m4a`") && error.contains("m4b, mp3"),
            "{error}"
        );
    }
}
