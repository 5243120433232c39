//! Plain text: lines.

use super::super::{ScriptError, draft::Draft, encoding};
use super::wrapped;

/// Reads a plain text of any encoding that diglot knows.
pub fn read(bytes: &[u8], file: &str) -> Result<Draft, ScriptError> {
    let mut draft = Draft::new(&encoding::decode(bytes, file)?);
    wrapped::join(&mut draft);
    Ok(draft)
}
