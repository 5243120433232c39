use super::size;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why a model could not be brought, or is not known.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ModelError {
    /// No catalog has it.
    #[error("there is no model `{name}`; there are {}. `diglot get --list` says more", known.join(", "))]
    Unknown {
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// A catalog is not as it should be.
    #[error("{name}: {message}")]
    BadCatalog {
        /// The catalog, by its name or its file.
        name: String,
        /// What is wrong with it, with line and column where they are known.
        message: String,
    },
    /// None of the sources had a file.
    #[error("{file} could not be had:\n  {}\n{NEXT}", tried.join("\n  "))]
    NoSource {
        /// The file.
        file: String,
        /// The sources, each with what went wrong.
        tried: Vec<String>,
    },
    /// What a person has does not hold a file.
    #[error("{}: {file} is not in it, nor a package with it ({what})", place.display())]
    NotGiven {
        /// What was given.
        place: PathBuf,
        /// The file that is missing.
        file: String,
        /// What was looked for.
        what: String,
    },
    /// What a person has is nothing that is known.
    #[error("{}: {what}", place.display())]
    Given {
        /// What was given.
        place: PathBuf,
        /// What is wrong with it, and what to do.
        what: String,
    },
    /// A file is there already, and it is another one.
    #[error(
        "{}: this is not the file that the catalog knows by its sum. It stays as it is; --force puts the \
         catalog's in its place",
        path.display()
    )]
    Other {
        /// The file.
        path: PathBuf,
    },
    /// Another run is at it.
    #[error("{}: another diglot is fetching it now. Wait until that one is done", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// There is no room.
    #[error("{}: {} are needed there, and {} are free", folder.display(), size(*needed), size(*free))]
    NoRoom {
        /// The folder.
        folder: PathBuf,
        /// How many bytes are needed.
        needed: u64,
        /// How many there are.
        free: u64,
    },
    /// A file cannot be read or written.
    #[error("{}: {}", path.display(), crate::disk::explain(source))]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A person has stopped it.
    #[error("interrupted")]
    Interrupted,
}

/// What to do when no source has a file.
const NEXT: &str = "Run the same command again to go on where it stopped. On a machine without a network, fetch \
                    the files or packages elsewhere and name their folder: diglot get NAME --from FOLDER";

impl ModelError {
    /// An error of the system at a file.
    pub fn at(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::File { path, source }
    }
}
