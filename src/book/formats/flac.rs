//! FLAC: the book without loss, in one file, with chapters as Vorbis comments.

use super::encode::{self, Recipe};
use super::{Edition, Format, FormatError, Part, Product};
use std::path::Path;

/// One `.flac` file.
pub struct Flac;

impl Format for Flac {
    fn name(&self) -> &'static str {
        "flac"
    }

    fn about(&self) -> &'static str {
        "the book without loss, in one file, with chapters and cover"
    }

    fn products<'a>(&self, edition: &'a Edition) -> Result<Vec<Product<'a>>, FormatError> {
        let file = format!("{}.flac", edition.file_name());
        let recipe = edition.recipe(Part::Whole, "flac 1");
        Ok(vec![Product::made(file, recipe, |path| {
            write(edition, path)
        })])
    }
}

fn write(edition: &Edition, path: &Path) -> Result<(), FormatError> {
    let tags = edition.scratch(".txt")?;
    let text = encode::metadata(edition, Part::Whole, &comments(edition));
    std::fs::write(tags.path(), text).map_err(|error| FormatError::file(tags.path(), &error))?;
    let cover = edition.cover_file()?;
    let recipe = Recipe::default()
        .input(tags.path())
        .input(&cover)
        .args("-map 0:a -map 2:v -map_metadata 1 -map_chapters -1")
        .args("-c:a flac -c:v copy -disposition:v:0 attached_pic -f flac");
    encode::run(edition, Part::Whole, &recipe, path)
}

/// Vorbis comments that FLAC and Opus share; the chapters among them as players know them
/// (wiki.xiph.org, "Chapter Extension"): ffmpeg itself writes none into FLAC, and into Opus some
/// that are a second late.
pub(super) fn comments(edition: &Edition) -> Vec<(String, String)> {
    let languages: Vec<&str> = edition.languages().iter().map(|l| l.tag()).collect();
    let mut comments = vec![
        ("title".to_string(), edition.title()),
        ("performer".to_string(), edition.speakers().join(", ")),
        ("language".to_string(), languages.join(", ")),
    ];
    for (i, (start, chapter)) in edition.starts(Part::Whole).into_iter().enumerate() {
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
