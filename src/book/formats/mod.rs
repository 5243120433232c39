//! What is made of a finished book for players, readers and listeners: a file a format.
//!
//! A [`Format`] says which files it makes of an [`Edition`]; who calls it decides which of them are
//! stale and writes those. Every format is written from the timeline and the chapters' WAV files.

mod breaks;
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
mod sounds;
mod srt;
mod stems;
mod txt;
mod vtt;

pub use edition::{Edition, Part};
pub use error::FormatError;
pub use sounds::hash_of_sound;

use super::settings::BookSettings;
use std::path::Path;

/// Something that can be made of a book.
pub trait Format: Sync {
    /// The name on the command line and in `book.toml`.
    fn name(&self) -> &'static str;

    /// What it is for, in a few words.
    fn about(&self) -> &'static str;

    /// Whether a book can be made into it, as far as that can be known before anything is spoken: its
    /// settings, and the programs that are needed. `folder` is the book's.
    ///
    /// # Errors
    /// With what is missing.
    fn foresee(&self, folder: &Path, settings: &BookSettings) -> Result<(), FormatError> {
        let _ = (folder, settings);
        Ok(())
    }

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
    /// What a person should know of it, if it is not what one may expect.
    pub note: Option<String>,
    /// The MP3s that it is made of: parts, at so many kbit/s.
    pub sounds: Vec<(Part, u16)>,
    /// The key of the sound that it holds, if a later run can take that from it.
    pub sound: Option<String>,
    /// Whether it is made of other files of its format: they come first.
    pub is_last: bool,
}

/// What is in a file.
pub enum Content<'a> {
    /// A text that takes little time: it is made anew, and the file is written if it differs.
    Text(Box<dyn Fn() -> String + Send + Sync + 'a>),
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
    fn text(file: impl Into<String>, text: impl Fn() -> String + Send + Sync + 'a) -> Self {
        Self {
            file: file.into(),
            content: Content::Text(Box::new(text)),
            note: None,
            sounds: Vec::new(),
            sound: None,
            is_last: false,
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
            note: None,
            sounds: Vec::new(),
            sound: None,
            is_last: false,
        }
    }

    fn with_note(self, note: Option<String>) -> Self {
        Self { note, ..self }
    }

    fn of_sounds(self, parts: impl IntoIterator<Item = Part>, kbps: u16) -> Self {
        let sounds = parts.into_iter().map(|part| (part, kbps)).collect();
        Self { sounds, ..self }
    }

    /// It is that MP3, with or without a tag.
    fn of_mp3(self, edition: &Edition, part: Part, kbps: u16) -> Self {
        self.of_sounds([part], kbps)
            .holding(edition.mp3_key(part, kbps))
    }

    /// It holds the sound of that key.
    fn holding(self, sound: String) -> Self {
        let sound = Some(sound);
        Self { sound, ..self }
    }

    fn last(self) -> Self {
        let is_last = true;
        Self { is_last, ..self }
    }
}

/// A text on one line: for what is a line in a file, as a subtitle or a label. No-break spaces stay.
fn one_line(text: &str) -> String {
    let is_space = |c: char| {
        let holds = matches!(c, '\u{A0}' | '\u{2007}' | '\u{202F}');
        c.is_control() || c.is_whitespace() && !holds
    };
    let words = text.split(is_space).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
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
