//! Plain text: lines.

use super::super::{ScriptError, draft::Draft, encoding};

/// Reads a plain text of any encoding that diglot knows.
pub fn read(bytes: &[u8], file: &str) -> Result<Draft, ScriptError> {
    Ok(Draft::new(&encoding::decode(bytes, file)?))
}
