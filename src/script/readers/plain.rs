//! Plain text: lines.

use super::super::{ScriptError, draft::Draft, encoding, line_numbers, pages};
use super::{hyphens, plain_marks, wrapped};

/// Reads a plain text of any encoding that diglot knows.
pub(crate) fn read(bytes: &[u8], file: &str) -> Result<Draft, ScriptError> {
    let text = encoding::decode(bytes, file)?;
    // A soft hyphen at the end of a line shows: the word goes on.
    let text = text.replace("\u{AD}\n", "-\n");
    let mut draft = Draft::new(&text);
    let mut bounds = pages::bounds(&text);
    let numbered = line_numbers::mark(&mut draft);
    if let Some(numbered) = numbered.as_ref().filter(|_| bounds.is_empty()) {
        bounds.clone_from(&numbered.pages);
    }
    pages::mark(&mut draft, &bounds);
    match numbered {
        Some(numbered) => line_numbers::join(&mut draft, &numbered),
        None => {
            wrapped::join(&mut draft);
            pages::join(&mut draft, &bounds);
        }
    }
    hyphens::settle(&mut draft.lines);
    plain_marks::read(&mut draft.lines);
    Ok(draft)
}
