//! A read-along book: EPUB 3.3 with Media Overlays 3.3. Each line lights up while it is spoken.
//!
//! The container is written as the specification of EPUB (section "OCF ZIP container") has it: the
//! media type first and not compressed. Sounds are MP3, which every reading system plays.

mod package;
mod pages;

use super::reading::{Reading, read};
use super::{Edition, Format, FormatError, Part, Product, encode};
use crate::book::settings::BookSettings;
use rayon::prelude::*;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// One `.epub` file.
pub struct Epub;

impl Format for Epub {
    fn name(&self) -> &'static str {
        "epub"
    }

    fn about(&self) -> &'static str {
        "a book to read along (EPUB 3): each line lights up while it is spoken"
    }

    fn foresee(&self, folder: &Path, settings: &BookSettings) -> Result<(), FormatError> {
        encode::foresee(folder, settings)
    }

    fn products<'a>(&self, edition: &'a Edition) -> Result<Vec<Product<'a>>, FormatError> {
        let file = format!("{}.epub", edition.file_name());
        let kbps = edition.bit_rate("epub");
        let recipe = edition.recipe(Part::Whole, &format!("epub 2 {kbps}"));
        let book = Product::made(file, recipe, |path| write(edition, path));
        let chapters = (0..edition.timeline.chapters.len()).map(Part::Chapter);
        Ok(vec![book.of_sounds(chapters, kbps)])
    }
}

/// The name of a chapter's files in the container, without an ending.
fn chapter_name(number: usize) -> String {
    format!("chapter-{number:03}")
}

fn write(edition: &Edition, path: &Path) -> Result<(), FormatError> {
    let failed = |error: io::Error| FormatError::file(path, &error);
    let zipped = |error: zip::result::ZipError| failed(io::Error::other(error));
    let mut zip = ZipWriter::new(File::create(path).map_err(failed)?);
    // The default time is 1980-01-01: the container holds no other.
    let stored = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(zip::DateTime::default());
    let packed = stored.compression_method(CompressionMethod::Deflated);
    let mut add = |name: &str, bytes: &[u8]| {
        let options = if name == "mimetype" || name.ends_with(".png") {
            stored
        } else {
            packed
        };
        zip.start_file(name, options).map_err(zipped)?;
        zip.write_all(bytes).map_err(failed)
    };
    add("mimetype", b"application/epub+zip")?;
    add("META-INF/container.xml", package::CONTAINER.as_bytes())?;
    add("EPUB/package.opf", package::package(edition).as_bytes())?;
    add("EPUB/nav.xhtml", pages::navigation(edition).as_bytes())?;
    add("EPUB/style.css", pages::STYLE.as_bytes())?;
    add(
        &format!("EPUB/cover.{}", edition.cover_type().0),
        edition.cover()?,
    )?;
    add("EPUB/cover.xhtml", pages::cover(edition).as_bytes())?;
    for chapter in &edition.timeline.chapters {
        let name = chapter_name(chapter.number);
        let reading: Reading = read(edition, chapter);
        let page = pages::chapter(edition, chapter, &reading);
        add(&format!("EPUB/{name}.xhtml"), page.as_bytes())?;
        let overlay = package::overlay(edition, chapter, &reading);
        add(&format!("EPUB/{name}.smil"), overlay.as_bytes())?;
    }
    let chapters = &edition.timeline.chapters;
    let parts = (0..chapters.len()).into_par_iter().map(Part::Chapter);
    parts.try_for_each(|part| edition.mp3(part, "epub").map(|_| ()))?;
    for (i, chapter) in chapters.iter().enumerate() {
        let name = format!("EPUB/{}.mp3", chapter_name(chapter.number));
        zip.start_file(name, stored).map_err(zipped)?;
        let sound = edition.mp3(Part::Chapter(i), "epub")?;
        let mut sound = File::open(sound).map_err(failed)?;
        io::copy(&mut sound, &mut zip).map_err(failed)?;
    }
    zip.finish().map_err(zipped)?;
    Ok(())
}
