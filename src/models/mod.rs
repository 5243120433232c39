//! What `diglot get` brings: models of voices and of recognisers, their catalogs, and where they lie.
//!
//! A [`Model`] of a [`catalog`] says which files it consists of, with sizes and SHA-256 sums, and the sources to
//! have them from. A [`Shelf`] is the folder where they lie, `diglot/models` among the person's data:
//!
//! ```text
//! kokoro/kokoro-v1.0.int8.onnx   kokoro/voices/VOICE.bin   piper/VOICE.onnx   piper/VOICE.onnx.json
//! ```
//!
//! [`get::Getting`] brings a model onto the shelf, from addresses ([`download`]), from packages ([`package`]) or
//! from what a person has ([`given`]). A file appears under its name only when it is whole and its sum is right.

mod archive;
pub mod catalog;
mod download;
mod error;
pub mod get;
pub mod given;
mod package;
mod place;
pub mod shelf;

pub use catalog::Model;
pub use error::ModelError;
pub use shelf::Shelf;

use etcetera::BaseStrategy;
use std::path::PathBuf;

/// Is told how far things are.
pub trait Watch {
    /// So many bytes are to be brought.
    fn begin(&self, bytes: u64);
    /// So many of them are here.
    fn reached(&self, bytes: u64);
    /// All of them are here, or no more will come.
    fn end(&self);
    /// Something that a person should know.
    fn say(&self, text: &str);
}

/// The folder of a person's models: `~/.local/share/diglot/models`, or what the system has in its place.
pub fn folder() -> PathBuf {
    etcetera::choose_base_strategy()
        .map(|base| base.data_dir().join("diglot").join("models"))
        .unwrap_or_default()
}

/// A number of bytes as a person reads it.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.2} GB", bytes as f64 / 1e9),
    }
}
