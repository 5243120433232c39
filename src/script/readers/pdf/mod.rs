//! PDF, by poppler's `pdftotext`: it knows fonts, encodings and columns, and says where each word stands
//! (`-bbox-layout`). What of that is a paragraph, a heading or the edge of a page is decided here; chapters are
//! those of the document's own outline, which poppler's `pdftohtml` tells.

mod columns;
mod furniture;
mod layout;
mod lines;
mod marks;
mod outline;
mod poppler;

use super::super::ScriptError;
use super::super::document::Document;
use super::book::Book;
use super::epub;
use crate::script::hyphens;
use layout::Paragraph;

/// How much of a file is looked at for [`MAGIC`], as readers of PDF do.
const HEADER: usize = 1024;
const MAGIC: &[u8] = b"%PDF-";

/// Whether a file is a PDF.
pub(crate) fn is_pdf(bytes: &[u8]) -> bool {
    let header = &bytes[..bytes.len().min(HEADER)];
    header.windows(MAGIC.len()).any(|window| window == MAGIC)
}

/// Reads a document.
///
/// # Errors
/// If poppler is not installed, or cannot read it; if there is no text in it, as in a scan.
pub(crate) fn read(bytes: &[u8], file: &str) -> Result<Document, ScriptError> {
    let copy = poppler::copy(bytes, file)?;
    let mut reader = lines::Reader::default();
    poppler::run(
        "pdftotext",
        &["-bbox-layout", "-enc", "UTF-8", "-q"],
        copy.path(),
        file,
        &mut |line| reader.line(line),
    )?;
    let mut listed = outline::Reader::default();
    // An outline that cannot be read lists nothing: the text does without.
    let _ = poppler::run(
        "pdftohtml",
        &["-xml", "-i", "-q", "-stdout", "-f", "1", "-l", "1"],
        copy.path(),
        file,
        &mut |line| listed.line(line),
    );
    let document = document(reader, listed);
    if document
        .lines
        .iter()
        .all(|line| !line.text.contains(char::is_alphanumeric))
    {
        return Err(ScriptError::NotText {
            file: file.into(),
            kind: "a PDF of pictures, as a scan is. Let a program read the letters first, as `ocrmypdf` does",
        });
    }
    Ok(document)
}

/// Reads what poppler says of a document: what stands where, and its outline.
pub fn read_layout(layout: &str, outline: &str) -> Document {
    let mut reader = lines::Reader::default();
    layout.lines().for_each(|line| reader.line(line));
    let mut listed = outline::Reader::default();
    outline.lines().for_each(|line| listed.line(line));
    document(reader, listed)
}

fn document(reader: lines::Reader, mut listed: outline::Reader) -> Document {
    let mut book = Book::default();
    let paragraphs = layout::paragraphs(reader.pages);
    let levels = layout::levels(&paragraphs);
    // What a program has called the file is often no title; what stands over the text as well is one, and no chapter.
    let mut headings = paragraphs
        .iter()
        .filter(|paragraph| layout::level(paragraph, &levels).is_some());
    let heading = headings.next().map(|first| outline::place(&first.text));
    for (key, text) in &reader.facts {
        if *key == "title" && heading.as_ref() == Some(&outline::place(text)) {
            book.title(text);
            listed.entries.retain(|entry| entry.place != heading);
        } else {
            book.fact(key, text);
        }
    }
    let mut pages: Vec<Vec<super::html::Block>> = Vec::new();
    for paragraph in paragraphs {
        pages.resize_with(pages.len().max(paragraph.page + 1), Vec::new);
        let page = paragraph.page;
        pages[page].push(block(paragraph, &levels));
    }
    let names: Vec<String> = (0..pages.len()).map(|page| page.to_string()).collect();
    let mut all: Vec<epub::chapters::Page> =
        names.iter().map(String::as_str).zip(&mut pages).collect();
    epub::chapters::mark(&listed.entries, &mut all, &|text| {
        book.repeats(text).is_some()
    });
    book.document(pages.into_iter().flatten().collect(), None, false);
    let mut document = book.finish();
    hyphens::settle(&mut document.lines);
    document
}

fn block(paragraph: Paragraph, levels: &[f32]) -> super::html::Block {
    super::html::Block {
        heading: layout::level(&paragraph, levels),
        // The outline leads to what has its words.
        ids: vec![outline::place(&paragraph.text)],
        text: paragraph.text,
        begins: true,
        reason: paragraph.reason,
        is_note: paragraph.is_note,
        ..Default::default()
    }
}
