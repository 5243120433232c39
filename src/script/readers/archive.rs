//! ZIP archives, as EPUB and DOCX are: what is in them, within bounds.

use super::super::ScriptError;
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// The most that is unpacked of one file, in bytes.
const LARGEST_FILE: u64 = 32 << 20;
/// The most that is unpacked of one archive, in bytes: a small archive may hold far more than any
/// book does (a zip bomb).
const LARGEST_ARCHIVE: u64 = 128 << 20;
/// The most files that an archive may hold.
const MOST_FILES: usize = 50_000;

/// An archive in memory.
pub(crate) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    file: String,
    left: u64,
}

impl<'a> Archive<'a> {
    /// Opens an archive. `file` is what errors call it.
    ///
    /// # Errors
    /// If it is damaged or holds too many files.
    pub(crate) fn open(bytes: &'a [u8], file: &str) -> Result<Self, ScriptError> {
        let zip = ZipArchive::new(Cursor::new(bytes))
            .map_err(|error| damaged(file, &error.to_string()))?;
        if zip.len() > MOST_FILES {
            return Err(ScriptError::TooLarge {
                file: file.into(),
                what: format!(
                    "it holds {} files; diglot reads at most {MOST_FILES}",
                    zip.len()
                ),
            });
        }
        Ok(Self {
            zip,
            file: file.into(),
            left: LARGEST_ARCHIVE,
        })
    }

    /// Whether it holds a file of that name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.zip.index_for_name(name).is_some()
    }

    /// The first file whose name ends so.
    pub(crate) fn ending_in(&self, ending: &str) -> Option<String> {
        let mut names = self.zip.file_names().flatten();
        let found = names.find(|name| name.to_ascii_lowercase().ends_with(ending));
        found.map(String::from)
    }

    /// Whether it holds a folder of that name.
    pub(crate) fn has_folder(&self, name: &str) -> bool {
        let mut names = self.zip.file_names().flatten();
        names.any(|file| {
            file.strip_prefix(name)
                .is_some_and(|rest| rest.starts_with('/'))
        })
    }

    /// Unpacks a file; `None` if there is none of that name.
    ///
    /// # Errors
    /// If it is damaged, encrypted, or larger than any text.
    pub(crate) fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, ScriptError> {
        let too_large = |file: &str| ScriptError::TooLarge {
            file: file.into(),
            what: format!("unpacked, {name} is larger than any text of a book"),
        };
        let entry = match self.zip.by_name(name) {
            Ok(entry) => entry,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(damaged(&self.file, &format!("{name}: {error}"))),
        };
        let most = LARGEST_FILE.min(self.left);
        let mut bytes = Vec::new();
        // What the archive says of the size is not believed.
        entry
            .take(most + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| damaged(&self.file, &format!("{name}: {error}")))?;
        if bytes.len() as u64 > most {
            return Err(too_large(&self.file));
        }
        self.left -= bytes.len() as u64;
        Ok(Some(bytes))
    }
}

pub(crate) fn damaged(file: &str, what: &str) -> ScriptError {
    ScriptError::Damaged {
        file: file.into(),
        what: what.trim_end_matches('.').into(),
    }
}
