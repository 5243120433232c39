//! FLAC: the book without loss, in one file, with chapters as Vorbis comments.

use super::encode::{self, Recipe};
use super::{Edition, Format, FormatError, Part, Product};
use crate::book::settings::BookSettings;
use std::path::Path;

/// The most chapters that Vorbis comments name: their numbers have three digits.
const MOST_CHAPTERS: usize = 999;

/// One `.flac` file; several where the chapters are more than one can name.
pub struct Flac;

impl Format for Flac {
    fn name(&self) -> &'static str {
        "flac"
    }

    fn about(&self) -> &'static str {
        "the book without loss, in one file, with chapters and cover"
    }

    fn foresee(&self, folder: &Path, settings: &BookSettings) -> Result<(), FormatError> {
        encode::foresee(folder, settings)
    }

    fn products<'a>(&self, edition: &'a Edition) -> Result<Vec<Product<'a>>, FormatError> {
        Ok(files(edition, "flac", write))
    }
}

/// The files of a book whose chapters are named by Vorbis comments.
pub(super) fn files<'a>(
    edition: &'a Edition,
    ending: &'static str,
    write: impl Fn(&Edition, Part, &Path) -> Result<(), FormatError> + Copy + Send + Sync + 'a,
) -> Vec<Product<'a>> {
    let runs = edition.runs(MOST_CHAPTERS);
    let note = (runs.len() > 1).then(|| {
        format!(
            "{ending} names at most {MOST_CHAPTERS} chapters, so the book's {} are in {} files",
            edition.timeline.chapters.len(),
            runs.len()
        )
    });
    let products = runs.into_iter().enumerate().map(|(i, part)| {
        let file = format!("{}.{ending}", edition.part_name(part));
        let recipe = format!("{ending} 1 {}", edition.bit_rate(ending));
        let recipe = edition.recipe(part, &recipe);
        let product = Product::made(file, recipe, move |path| write(edition, part, path));
        product.with_note(note.clone().filter(|_| i == 0))
    });
    products.collect()
}

fn write(edition: &Edition, part: Part, path: &Path) -> Result<(), FormatError> {
    let tags = edition.scratch(".txt")?;
    let text = encode::metadata(edition, part, &comments(edition, part));
    std::fs::write(tags.path(), text).map_err(|error| FormatError::file(tags.path(), &error))?;
    let cover = edition.cover_file()?;
    let recipe = Recipe::default()
        .input(tags.path())
        .input(&cover)
        .args("-map 0:a -map 2:v -map_metadata 1 -map_chapters -1")
        .args("-c:a flac -c:v copy -disposition:v:0 attached_pic -f flac");
    encode::run(edition, part, &recipe, path)
}

/// Vorbis comments that FLAC and Opus share; the chapters among them as players know them
/// (wiki.xiph.org, "Chapter Extension"): ffmpeg itself writes none into FLAC, and into Opus some
/// that are a second late.
pub(super) fn comments(edition: &Edition, part: Part) -> Vec<(String, String)> {
    let languages: Vec<&str> = edition.languages().iter().map(|l| l.tag()).collect();
    let title = match part {
        Part::Run(from, to) => format!("{} ({}-{to})", edition.title(), from + 1),
        Part::Chapter(_) | Part::Whole => edition.title(),
    };
    let mut comments = vec![
        ("title".to_string(), title),
        ("performer".to_string(), edition.speakers().join(", ")),
        ("language".to_string(), languages.join(", ")),
    ];
    for (i, (start, chapter)) in edition.starts(part).into_iter().enumerate() {
        let key = format!("CHAPTER{:03}", i + 1);
        let ms = edition.milliseconds(start);
        let (seconds, ms) = (ms / 1000, ms % 1000);
        let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        comments.push((
            key.clone(),
            format!("{hours:02}:{minutes:02}:{seconds:02}.{ms:03}"),
        ));
        comments.push((key + "NAME", edition.chapter_title(chapter)));
    }
    comments
}
