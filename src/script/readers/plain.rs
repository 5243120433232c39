//! Plain text: lines.

use super::super::{ScriptError, document::Document};
use super::{
    aozora, in_one_line, line_numbers, lined, pages, plain_marks, scripture, spelt_times, stamps,
    structured, without_breaks, wrapped,
};
use crate::script::hyphens;

/// Reads a plain text of any encoding that diglot knows.
pub(crate) fn read(bytes: &[u8], file: &str) -> Result<Document, ScriptError> {
    let text = without_breaks(lined(bytes, file)?);
    // A soft hyphen at the end of a line shows: the word goes on.
    let text = match text.contains("\u{AD}\n") {
        true => text.replace("\u{AD}\n", "-\n"),
        false => text,
    };
    let structured = structured::read(&text);
    let text = structured.as_ref().map_or(&text, |(text, _)| text);
    let mut document = Document::of_text(text);
    if let Some((_, marks)) = &structured {
        structured::settle(&mut document, marks);
    }
    aozora::read(&mut document);
    stamps::join(&mut document);
    spelt_times::settle(&mut document.lines);
    let mut bounds = pages::bounds(text);
    let numbered = line_numbers::mark(&mut document);
    if let Some(numbered) = numbered.as_ref().filter(|_| bounds.is_empty()) {
        bounds.clone_from(&numbered.pages);
    }
    pages::mark(&mut document, &bounds);
    let is_scripture = scripture::read(&mut document.lines);
    match numbered {
        _ if is_scripture => {}
        Some(numbered) => line_numbers::join(&mut document, &numbered),
        None => {
            wrapped::join(&mut document);
            pages::join(&mut document, &bounds);
        }
    }
    hyphens::settle(&mut document.lines);
    plain_marks::read(&mut document.lines);
    in_one_line::part(&mut document);
    Ok(document)
}
