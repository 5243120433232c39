//! M4B: an audiobook as Apple Books, Audiobookshelf and VLC know it. AAC in MPEG-4, with chapters,
//! cover and names.

use super::encode::{self, Recipe};
use super::{Edition, Format, FormatError, Part, Product};
use crate::book::settings::BookSettings;
use std::path::Path;

/// The most chapters in the list that old players know (Nero's `chpl`): their number is a byte. New
/// ones read a track of text, which has no such end.
const MOST_IN_OLD_LIST: usize = 255;

/// One `.m4b` file.
pub struct M4b;

impl Format for M4b {
    fn name(&self) -> &'static str {
        "m4b"
    }

    fn about(&self) -> &'static str {
        "an audiobook in one file, with chapters and cover"
    }

    fn foresee(&self, folder: &Path, settings: &BookSettings) -> Result<(), FormatError> {
        encode::foresee(folder, settings)
    }

    fn products<'a>(&self, edition: &'a Edition) -> Result<Vec<Product<'a>>, FormatError> {
        let file = format!("{}.m4b", edition.file_name());
        let chapters = edition.timeline.chapters.len();
        let note = (chapters > MOST_IN_OLD_LIST).then(|| {
            format!(
                "{file} has {chapters} chapters. The list of chapters that some older players need \
                 ends at {MOST_IN_OLD_LIST}, so it is left out: they show one long chapter, others show all"
            )
        });
        let recipe = format!("m4b 2 {}", edition.bit_rate("m4b"));
        let recipe = edition.recipe(Part::Whole, &recipe);
        let m4b = Product::made(file, recipe, |path| write(edition, path));
        Ok(vec![m4b.holding(sound_key(edition)).with_note(note)])
    }
}

/// How the sound is encoded, as ffmpeg is told it.
fn codec(edition: &Edition) -> String {
    format!("-c:a aac -b:a {}k", edition.bit_rate("m4b"))
}

fn sound_key(edition: &Edition) -> String {
    edition.sound_key(Part::Whole, &codec(edition))
}

/// Writes the book. With the sound of an earlier one it is the same book, but that its last packet ends at a whole
/// millisecond, as the older one's list of edits has it.
fn write(edition: &Edition, path: &Path) -> Result<(), FormatError> {
    let tags = edition.scratch(".txt")?;
    let more = [
        ("title".into(), edition.title()),
        ("composer".into(), edition.speakers().join(", ")),
        // "Audiobook", in the numbers of iTunes
        ("media_type".into(), "2".into()),
    ];
    let text = encode::metadata(edition, Part::Whole, &more);
    std::fs::write(tags.path(), text).map_err(|error| FormatError::file(tags.path(), &error))?;
    let cover = edition.cover_file()?;
    let language = edition
        .languages()
        .first()
        .map_or("und", encode::three_letters);
    let flags = match edition.timeline.chapters.len() {
        ..=MOST_IN_OLD_LIST => "-movflags +faststart",
        _ => "-movflags +faststart+disable_chpl",
    };
    let recipe = |codec: &str| {
        Recipe::default()
            .input(tags.path())
            .input(&cover)
            .args("-map 0:a -map 2:v -map_metadata 1 -map_chapters 1")
            .args(codec)
            .args("-c:v copy -disposition:v:0 attached_pic")
            .args(&format!("-metadata:s:a:0 language={language}"))
            .args(flags)
            .args("-f ipod")
    };
    match edition.kept(&sound_key(edition)) {
        Some(kept) if encode::copy(edition, kept, &recipe("-c:a copy"), path).is_ok() => Ok(()),
        _ => encode::run(edition, Part::Whole, &recipe(&codec(edition)), path),
    }
}
