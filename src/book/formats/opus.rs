//! Opus: a small file that still sounds well, with chapters as Vorbis comments (RFC 7845).

use super::encode::{self, Recipe};
use super::flac::{self, comments};
use super::{Edition, Format, FormatError, Part, Product};
use crate::book::settings::BookSettings;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::path::Path;

/// One `.opus` file; several where the chapters are more than one can name.
pub struct Opus;

impl Format for Opus {
    fn name(&self) -> &'static str {
        "opus"
    }

    fn about(&self) -> &'static str {
        "a small file with chapters and cover"
    }

    fn foresee(&self, folder: &Path, settings: &BookSettings) -> Result<(), FormatError> {
        encode::foresee(folder, settings)
    }

    fn products<'a>(&self, edition: &'a Edition) -> Result<Vec<Product<'a>>, FormatError> {
        Ok(flac::files(edition, "opus", write))
    }
}

fn write(edition: &Edition, part: Part, path: &Path) -> Result<(), FormatError> {
    let tags = edition.scratch(".txt")?;
    let mut more = comments(edition, part);
    more.push((
        "METADATA_BLOCK_PICTURE".into(),
        STANDARD.encode(picture(edition)?),
    ));
    let text = encode::metadata(edition, part, &more);
    std::fs::write(tags.path(), text).map_err(|error| FormatError::file(tags.path(), &error))?;
    let recipe = Recipe::default()
        .input(tags.path())
        .args("-map 0:a -map_metadata 1 -map_chapters -1 -c:a libopus -application voip -vbr on")
        .args(&format!("-b:a {}k", edition.bit_rate("opus")))
        .args("-f opus");
    encode::run(edition, part, &recipe, path)
}

/// The cover as FLAC's block of the kind PICTURE has it (RFC 9639, section 8.8), which players of
/// Opus read as a comment. Width, height and depth may be left at 0.
fn picture(edition: &Edition) -> Result<Vec<u8>, FormatError> {
    let cover = edition.cover()?;
    const FRONT_COVER: u32 = 3;
    let (_, media_type) = edition.cover_type();
    let mut block = Vec::new();
    block.extend(FRONT_COVER.to_be_bytes());
    block.extend((media_type.len() as u32).to_be_bytes());
    block.extend(media_type.as_bytes());
    // the length of the description, then width, height, depth, colours
    block.extend([0; 20]);
    block.extend((cover.len() as u32).to_be_bytes());
    block.extend(cover);
    Ok(block)
}
