//! MP3: a file a chapter for players that know nothing else, and the whole book in one file with
//! chapters (ID3v2 Chapter Frame Addendum 1.0: CHAP and CTOC).

use super::{Edition, Format, FormatError, Part, Product};
use crate::book::formats::encode::three_letters;
use id3::frame::{Chapter, Comment, Picture, PictureType, TableOfContents};
use id3::{Content, Frame, Tag, TagLike, Version};
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

/// `mp3/NN-title.mp3`, and one file of all chapters.
pub struct Mp3;

impl Format for Mp3 {
    fn name(&self) -> &'static str {
        "mp3"
    }

    fn about(&self) -> &'static str {
        "a file a chapter in mp3/, and the whole book in one file with chapters"
    }

    fn products<'a>(&self, edition: &'a Edition) -> Result<Vec<Product<'a>>, FormatError> {
        let parts = edition.parts().into_iter().map(|part| {
            let name = edition.part_name(part);
            let file = match part {
                Part::Chapter(_) => format!("mp3/{name}.mp3"),
                Part::Whole => format!("{name}.mp3"),
            };
            let recipe = format!("mp3 1 {}", edition.bit_rate("mp3"));
            Product::made(file, edition.recipe(part, &recipe), move |path| {
                write(edition, part, "mp3", path)
            })
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
pub(super) fn tag(edition: &Edition, part: Part) -> Result<Vec<u8>, FormatError> {
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
        Part::Whole => {
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
    tag.add_frame(TableOfContents {
        element_id: "toc".into(),
        top_level: true,
        ordered: true,
        elements: (1..=chapters.len())
            .map(|number| format!("ch{number}"))
            .collect(),
        frames: Vec::new(),
    });
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
