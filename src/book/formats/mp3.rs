//! MP3: a file a chapter for players that know nothing else, and the whole book in one file with
//! chapters (ID3v2 Chapter Frame Addendum 1.0: CHAP and CTOC).

use super::{Edition, Format, FormatError, Part, Product, encode};
use crate::book::formats::encode::three_letters;
use crate::book::settings::BookSettings;
use id3::frame::{Chapter, Comment, Picture, PictureType, TableOfContents};
use id3::{Content, Frame, Tag, TagLike, Version};
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

/// The most entries that a table of contents has: their number is a byte.
const MOST_ENTRIES: usize = 255;

/// `mp3/NN-title.mp3`, and one file of all chapters.
pub struct Mp3;

impl Format for Mp3 {
    fn name(&self) -> &'static str {
        "mp3"
    }

    fn about(&self) -> &'static str {
        "a file a chapter in mp3/, and the whole book in one file with chapters"
    }

    fn foresee(&self, folder: &Path, settings: &BookSettings) -> Result<(), FormatError> {
        encode::foresee(folder, settings)
    }

    fn products<'a>(&self, edition: &'a Edition) -> Result<Vec<Product<'a>>, FormatError> {
        let parts = edition.parts().into_iter().map(|part| {
            let name = edition.part_name(part);
            let file = match part {
                Part::Chapter(_) => format!("mp3/{name}.mp3"),
                Part::Run(..) | Part::Whole => format!("{name}.mp3"),
            };
            let kbps = edition.bit_rate("mp3");
            let recipe = edition.recipe(part, &format!("mp3 2 {kbps}"));
            let write = move |path: &Path| write(edition, part, "mp3", path);
            Product::made(file, recipe, write).of_mp3(edition, part, kbps)
        });
        Ok(parts.collect())
    }
}

/// Writes a part as MP3 with its tags, for a format.
pub(super) fn write(
    edition: &Edition,
    part: Part,
    format: &str,
    path: &Path,
) -> Result<(), FormatError> {
    let sound = edition.mp3(part, format)?;
    let failed = |error: io::Error| FormatError::file(path, &error);
    let mut sound = File::open(sound).map_err(failed)?;
    let mut out = File::create(path).map_err(failed)?;
    out.write_all(&tag(edition, part)?).map_err(failed)?;
    io::copy(&mut sound, &mut out).map_err(failed)?;
    Ok(())
}

/// The tag of a part, as it stands before the sound.
fn tag(edition: &Edition, part: Part) -> Result<Vec<u8>, FormatError> {
    let mut tag = Tag::new();
    let authors = edition.authors().join(", ");
    tag.set_album(edition.title());
    tag.set_artist(&authors);
    tag.set_album_artist(authors);
    tag.set_genre("Audiobook");
    let languages: Vec<&str> = edition.languages().iter().map(three_letters).collect();
    // Several languages stand one after another in this frame.
    tag.set_text("TLAN", languages.concat());
    tag.set_text(
        "TLEN",
        edition.milliseconds(edition.samples(part)).to_string(),
    );
    match part {
        Part::Chapter(at) => {
            let chapter = &edition.timeline.chapters[at];
            tag.set_title(edition.chapter_title(chapter));
            tag.set_track(chapter.number as u32);
            tag.set_total_tracks(edition.timeline.chapters.len() as u32);
        }
        Part::Run(..) | Part::Whole => {
            tag.set_title(edition.title());
            add_chapters(&mut tag, edition);
        }
    }
    let about = edition.about;
    if let Some((year, ..)) = about.date() {
        tag.set_year(year as i32);
    }
    let texts = [("TPUB", &about.publisher), ("TCOP", &about.rights)];
    for (id, text) in texts.into_iter().filter(|(_, text)| !text.is_empty()) {
        tag.set_text(id, text);
    }
    if !about.description.is_empty() {
        tag.add_frame(Comment {
            lang: languages.first().unwrap_or(&"und").to_string(),
            description: String::new(),
            text: about.description.clone(),
        });
    }
    tag.add_frame(Picture {
        mime_type: edition.cover_type().1.into(),
        picture_type: PictureType::CoverFront,
        description: String::new(),
        data: edition.cover()?.to_vec(),
    });
    let mut bytes = Vec::new();
    // Writing to memory does not fail, and every frame here is one that this version has.
    let _ = tag.write_to(&mut bytes, Version::Id3v23);
    Ok(bytes)
}

fn add_chapters(tag: &mut Tag, edition: &Edition) {
    let chapters = edition.starts(Part::Whole);
    for table in tables_of_contents(chapters.len()) {
        tag.add_frame(table);
    }
    for (i, (start, chapter)) in chapters.iter().enumerate() {
        let title = Content::Text(edition.chapter_title(chapter));
        tag.add_frame(Chapter {
            element_id: format!("ch{}", i + 1),
            start_time: edition.milliseconds(*start) as u32,
            end_time: edition.milliseconds(start + chapter.samples) as u32,
            // "not used": players go by the times
            start_offset: u32::MAX,
            end_offset: u32::MAX,
            frames: vec![Frame::with_content("TIT2", title)],
        });
    }
}

/// The table of contents of so many chapters; where they are more than one can hold, a table of tables
/// (ID3v2 Chapter Frame Addendum, section 3.2: an entry may be another table).
fn tables_of_contents(chapters: usize) -> Vec<TableOfContents> {
    let table = |id: String, elements: Vec<String>| TableOfContents {
        top_level: id == "toc",
        element_id: id,
        ordered: true,
        elements,
        frames: Vec::new(),
    };
    let mut entries: Vec<String> = (1..=chapters).map(|number| format!("ch{number}")).collect();
    let mut below = Vec::new();
    while entries.len() > MOST_ENTRIES {
        let tables: Vec<TableOfContents> = entries
            .chunks(MOST_ENTRIES)
            .enumerate()
            .map(|(i, part)| table(format!("toc{}", below.len() + i + 1), part.to_vec()))
            .collect();
        entries = tables
            .iter()
            .map(|table| table.element_id.clone())
            .collect();
        below.extend(tables);
    }
    let mut tables = vec![table("toc".into(), entries)];
    tables.extend(below);
    tables
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_contents_hold_as_many_as_they_can_count() {
        let shape = |chapters| -> Vec<usize> {
            let tables = tables_of_contents(chapters);
            tables.iter().map(|table| table.elements.len()).collect()
        };
        assert_eq!(shape(255), [255]);
        assert_eq!(shape(300), [2, 255, 45]);
        let tables = tables_of_contents(300);
        assert_eq!(tables[0].elements, ["toc1", "toc2"]);
        assert!(tables[0].top_level && !tables[1].top_level);
        assert_eq!(
            (
                tables[2].elements[0].as_str(),
                tables[2].elements[44].as_str()
            ),
            ("ch256", "ch300")
        );
        assert_eq!(shape(255 * 255 + 1)[..3], [2, 255, 255]);
    }
}
