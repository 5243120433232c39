//! From a source's bytes to a [`Draft`]: one file a kind of source.
//!
//! A reader says what stands in the source, in order, and what the source's own markup says of it
//! ([`super::draft::Marked`]). What a line means is decided after that, by steps that do not know
//! what kind of source it was.

mod plain;

use super::ScriptError;
use super::draft::Draft;

/// Reads a source by its kind, which its name or its first bytes tell.
///
/// # Errors
/// If the bytes are of no kind that diglot reads.
pub fn read(bytes: &[u8], file: &str) -> Result<Draft, ScriptError> {
    plain::read(bytes, file)
}
