//! From a source's bytes to a [`Document`]: one file a kind of source.
//!
//! A reader says what stands in the source, in order, and what the source's own markup says of it
//! ([`super::document::Markup`]). What a line means is decided after that, by steps that do not know
//! what kind of source it was.

mod actions;
mod aozora;
mod archive;
mod ass;
mod body_in_headings;
mod book;
mod captions;
mod cue_names;
mod cue_open;
mod cue_text;
mod cue_turns;
mod cues;
mod docx;
mod emphasis;
mod epub;
mod fb2;
mod fountain;
mod html;
mod in_one_line;
mod line_numbers;
mod lyrics;
mod markdown;
mod odt;
mod pages;
mod paragraphs;
mod parallel;
pub mod pdf;
mod plain;
mod plain_marks;
mod raised;
mod recognized;
mod rtf;
mod scripture;
mod separated;
mod spelt_times;
mod stamps;
mod strange;
mod structured;
mod subtitles;
pub(super) mod table;
mod templates;
#[cfg(test)]
mod tests;
mod units;
pub(super) mod wrapped;
mod xml;

use super::document::Document;
use super::{ScriptError, encoding};
use crate::language::Language;
use std::borrow::Cow;

/// The largest source, in bytes: longer than any book, even with pictures in it.
pub(crate) const LARGEST: usize = 256 << 20;
/// The largest text, in bytes.
const LARGEST_TEXT: usize = 64 << 20;
/// The largest text of Markdown, in bytes: its parser keeps fifty times as much.
const LARGEST_MARKDOWN: usize = 20 << 20;
/// The longest line of a text, in bytes.
const LONGEST_LINE: usize = 1 << 20;

/// The most lines of a source: of what is read of each, some kilobytes are kept for a while.
const MOST_LINES: usize = 400_000;

/// The kinds of text that a source can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Markdown,
    Html,
    Fb2,
    FlatOdt,
    Subtitles,
    /// Captions copied from a player.
    Captions,
    Ass,
    Lyrics,
    Json,
    /// A screenplay.
    Fountain,
    /// Translations of gettext.
    Po,
    /// What translators' programs keep as XML.
    Units,
    /// Times and texts in columns that a sign parts.
    Recognized(u8),
    /// Columns, and the sign that parts them.
    Separated(u8),
}

/// Whether a source is an archive, whose files say themselves what they are.
pub(crate) fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Reads a source by its kind, which its first bytes or its name tell.
///
/// # Errors
/// If the bytes are of no kind that diglot reads, damaged, encrypted, or too large.
pub fn read(bytes: &[u8], file: &str) -> Result<Document, ScriptError> {
    let mut document = read_any(bytes, file)?;
    body_in_headings::settle(&mut document.lines);
    bounded(document.lines.len(), file)?;
    Ok(document)
}

/// Refuses a source with too many lines.
fn bounded(lines: usize, file: &str) -> Result<(), ScriptError> {
    if lines <= MOST_LINES {
        return Ok(());
    }
    let what = format!(
        "it has {lines} lines or more; diglot reads at most {MOST_LINES}. Read it in parts"
    );
    Err(ScriptError::TooLarge {
        file: file.into(),
        what,
    })
}

/// Whether so many lines are too many: a reader keeps no more of them then, and the source is refused.
fn is_beyond(lines: usize) -> bool {
    lines > MOST_LINES
}

/// A text of any encoding that diglot knows, with `\n` at the end of every line.
///
/// # Errors
/// If the bytes are no text, or its lines are too many or too long.
fn lined(bytes: &[u8], file: &str) -> Result<String, ScriptError> {
    let text = encoding::decode(bytes, file)?;
    let text = match super::document::unify_line_ends(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(unified) => unified,
    };
    let lines = || text.split('\n');
    bounded(lines().filter(|line| !line.trim().is_empty()).count(), file)?;
    match lines().position(|line| line.len() > LONGEST_LINE) {
        None => Ok(text),
        Some(before) => Err(ScriptError::TooLarge {
            file: file.into(),
            what: format!(
                "line {} is longer than {LONGEST_LINE} bytes. Is it a text? Break it into lines and try again",
                before + 1
            ),
        }),
    }
}

/// How many signs of broken lines show that they are no text.
const BREAKS: usize = 2;

/// A text without the signs of broken lines that other formats have: `\N` of subtitles, `\\\\` at the ends of verses. The latter stay
/// breaks in Markdown.
fn without_breaks(mut text: String) -> String {
    if !text.contains('\\') {
        return text;
    }
    for (sign, space) in [("\\N", " "), ("\\\\\n", "  \n")] {
        if text.matches(sign).take(BREAKS).count() == BREAKS {
            text = text.replace(sign, space);
        }
    }
    text
}

fn read_any(bytes: &[u8], file: &str) -> Result<Document, ScriptError> {
    if bytes.len() > LARGEST {
        return Err(too_large(file, bytes.len(), LARGEST));
    }
    if is_archive(bytes) {
        return archived(bytes, file);
    }
    if pdf::is_pdf(bytes) {
        return pdf::read(bytes, file);
    }
    if let Some(kind) = strange::kind(bytes) {
        let file = file.into();
        return Err(ScriptError::NotText { file, kind });
    }
    if bytes.len() > LARGEST_TEXT {
        return Err(too_large(file, bytes.len(), LARGEST_TEXT));
    }
    if bytes.starts_with(rtf::MAGIC) {
        return rtf::read(bytes, file);
    }
    match kind(bytes, file)? {
        Kind::Plain => plain::read(bytes, file),
        Kind::Markdown if bytes.len() > LARGEST_MARKDOWN => {
            Err(too_large(file, bytes.len(), LARGEST_MARKDOWN))
        }
        Kind::Markdown => markdown::read(bytes, file),
        Kind::Html => html::read(bytes, file),
        Kind::Fb2 => fb2::read(bytes, file),
        Kind::FlatOdt => odt::read_flat(bytes, file),
        Kind::Subtitles => subtitles::read(bytes, file),
        Kind::Captions => captions::read(bytes, file),
        Kind::Ass => ass::read(bytes, file),
        Kind::Lyrics => lyrics::read(bytes, file),
        Kind::Json => recognized::read_json(bytes, file),
        Kind::Fountain => fountain::read(bytes, file),
        Kind::Po => units::read_po(bytes, file),
        Kind::Units => units::read_xml(bytes, file),
        Kind::Recognized(sign) => recognized::read_table(bytes, file, sign),
        Kind::Separated(sign) => separated::read(bytes, file, sign),
    }
}

/// Reads two sources as one if both are subtitles and are shown at the same times; each with its
/// language, and how many places belong to the sources before it.
pub(crate) fn read_parallel(sources: [(&[u8], &str, &Language, usize); 2]) -> Option<Document> {
    let mut texts = Vec::with_capacity(2);
    for (bytes, file, ..) in sources {
        if is_archive(bytes) || !matches!(kind(bytes, file), Ok(Kind::Subtitles)) {
            return None;
        }
        let text = encoding::decode(bytes, file).ok()?;
        let text = text.trim_start_matches('\u{FEFF}');
        texts.push(super::document::unify_line_ends(text).into_owned());
    }
    let of = |n: usize| parallel::Subtitles {
        text: &texts[n],
        language: sources[n].2,
        before: sources[n].3,
    };
    parallel::read([&of(0), &of(1)])
}

fn too_large(file: &str, size: usize, most: usize) -> ScriptError {
    let what = format!(
        "it has {} MB; diglot reads at most {}",
        size >> 20,
        most >> 20
    );
    ScriptError::TooLarge {
        file: file.into(),
        what,
    }
}

fn archived(bytes: &[u8], file: &str) -> Result<Document, ScriptError> {
    let mut archive = archive::Archive::open(bytes, file)?;
    if archive.has(epub::CONTAINER) {
        return epub::read(bytes, file);
    }
    if archive.has(docx::DOCUMENT) {
        return docx::read(bytes, file);
    }
    if archive.has(odt::CONTENT) {
        return odt::read(bytes, file);
    }
    if let Some(book) = archive.ending_in(".fb2")
        && let Some(bytes) = archive.read(&book)?
    {
        return fb2::read(&bytes, file);
    }
    let kind = match () {
        () if archive.has_folder("xl") => "a spreadsheet",
        () if archive.has_folder("ppt") => "a presentation",
        () => "a ZIP archive",
    };
    Err(ScriptError::NotText {
        file: file.into(),
        kind,
    })
}

/// The kind of a text: as its name says, else as its first lines show.
///
/// # Errors
/// If it is XML of a kind that is not read.
fn kind(bytes: &[u8], file: &str) -> Result<Kind, ScriptError> {
    let ending = file
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase());
    match ending.as_deref() {
        Some("md" | "markdown" | "mdown" | "mkd") => return Ok(Kind::Markdown),
        Some("html" | "htm" | "xhtml") => return Ok(Kind::Html),
        Some("srt" | "vtt") => return Ok(Kind::Subtitles),
        Some("ass" | "ssa") => return Ok(Kind::Ass),
        Some("lrc") => return Ok(Kind::Lyrics),
        Some("json" | "jsonl" | "ndjson") => return Ok(Kind::Json),
        Some("fountain" | "spmd") => return Ok(Kind::Fountain),
        Some("po" | "pot") => return Ok(Kind::Po),
        Some("fb2") => return Ok(Kind::Fb2),
        Some("fodt") => return Ok(Kind::FlatOdt),
        Some("tmx" | "xlf" | "xliff") => return Ok(Kind::Units),
        Some("rst" | "rest") => return Ok(Kind::Plain),
        _ => {}
    }
    // The beginning shows it, if it is cut between lines.
    let end = bytes.len().min(1 << 16);
    let end = bytes[..end]
        .iter()
        .rposition(|b| *b == b'\n')
        .filter(|_| end < bytes.len())
        .unwrap_or(end);
    let Ok(start) = encoding::decode(&bytes[..end], file) else {
        return Ok(Kind::Plain); // whose reader says what is wrong with the whole
    };
    if let Some(sign) = recognized::sign_of(&start) {
        return Ok(Kind::Recognized(sign));
    }
    match ending.as_deref() {
        Some("tsv") => return Ok(Kind::Separated(b'\t')),
        Some("csv") => return Ok(Kind::Separated(separated::sign_of_named(&start))),
        _ => {}
    }
    let is_named = matches!(ending.as_deref(), Some("txt" | "text"));
    Ok(match () {
        () if html::is_page(&start) => Kind::Html,
        () if fb2::is_fb2(&start) => Kind::Fb2,
        () if odt::is_flat(&start) => Kind::FlatOdt,
        () if let Some(root) = strange::xml_root(&start) => match root.as_str() {
            "FictionBook" => Kind::Fb2,
            "tmx" | "xliff" => Kind::Units,
            _ => {
                let file = file.into();
                return Err(ScriptError::Xml { file, root });
            }
        },
        () if units::is_po(&start) => Kind::Po,
        () if subtitles::is_subtitles(&start) => Kind::Subtitles,
        () if captions::are_captions(&start) => Kind::Captions,
        () if ass::is_ass(&start) => Kind::Ass,
        () if lyrics::is_lyrics(&start) => Kind::Lyrics,
        () if recognized::is_json(&start) && recognized::read_json(bytes, file).is_ok() => {
            Kind::Json
        }
        () if !is_named && markdown::is_markdown(&start) => Kind::Markdown,
        () => separated::sign_of(&start).map_or(Kind::Plain, Kind::Separated),
    })
}
