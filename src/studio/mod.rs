//! The local page on which a book is heard, mended and finished (`diglot studio`).
//!
//! The files of a book are the one truth: [`edit`] changes `script.toml` as a function from a document to a document,
//! [`desk`] looks at the files before each answer and writes an edit at once, [`journal`] remembers how to undo it.
//! [`guard`] lets nobody in but the page itself; [`page`] holds that page's files, which need no building.

pub mod cast;
pub mod changed;
pub mod desk;
pub mod edit;
pub mod events;
pub mod files;
pub mod findings;
pub mod guard;
pub mod journal;
pub mod lexicon;
pub mod library;
pub mod login;
mod memory;
pub mod money;
pub mod page;
pub mod review;
pub mod rows;
mod server;
pub mod sound;
pub mod stretch;
pub mod takes;
pub mod texts;
pub mod trouble;
pub mod work;

pub use server::run;

use login::Password;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use thiserror::Error;

/// What the studio is opened with.
#[derive(Default)]
pub struct Asked {
    /// Books to open; the first is shown.
    pub books: Vec<PathBuf>,
    /// Folders whose books are listed; new books go into the first.
    pub folders: Vec<PathBuf>,
    /// Texts to make a book of.
    pub texts: Vec<PathBuf>,
    /// The address to listen at; that of this machine alone if none is named.
    pub address: Option<IpAddr>,
    /// With what others in the network come in; without it nobody else is let in.
    pub password: Option<Password>,
    /// The port; 0 for one that is free.
    pub port: u16,
}

/// Why the studio cannot be opened.
#[derive(Debug, Error)]
pub enum StudioError {
    /// The address is taken.
    #[error(
        "{address}: {}; another port can be chosen with --port",
        crate::disk::explain(error)
    )]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        error: std::io::Error,
    },
    /// The system does not give what is needed.
    #[error("{}", crate::disk::explain(.0))]
    System(std::io::Error),
}
