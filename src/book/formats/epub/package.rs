//! The package document, the container, and the overlays that bind text to sound.

use super::super::Edition;
use super::super::reading::{Reading, tag};
use super::chapter_name;
use crate::book::timeline::TimelineChapter;
use crate::language::Language;
use quick_xml::escape::escape;
use std::fmt::Write;

pub(super) const CONTAINER: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles>
    <rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
  </rootfiles>
</container>
"#;

const SUMMARY: &str = "All of the text is there as text and as narration, and each line is marked \
    while it is spoken. Languages are marked, and the chapters have headings and a table of \
    contents. There are no pictures but the cover, and nothing flashes.";

/// The package document (EPUB 3.3, section 5).
pub(super) fn package(edition: &Edition) -> String {
    let timeline = edition.timeline;
    let primary = timeline.languages.first().map_or("und".to_string(), tag);
    let mut out = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="{primary}" prefix="a11y: http://www.idpf.org/epub/vocab/package/a11y/#">
  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
    <dc:identifier id="id">urn:uuid:{}</dc:identifier>
"#,
        edition.uuid()
    );
    let titles = if timeline.title.is_empty() {
        vec![(primary.clone(), edition.short_title().to_string())]
    } else {
        timeline
            .title
            .iter()
            .map(|(language, title)| (tag(language), title.clone()))
            .collect()
    };
    for (i, (language, title)) in titles.iter().enumerate() {
        let title = escape(title.as_str());
        let kind = if i == 0 { "main" } else { "subtitle" };
        let _ = writeln!(
            out,
            "    <dc:title id=\"title-{i}\" xml:lang=\"{language}\">{title}</dc:title>\n    \
             <meta refines=\"#title-{i}\" property=\"title-type\">{kind}</meta>"
        );
    }
    for language in &timeline.languages {
        let _ = writeln!(out, "    <dc:language>{}</dc:language>", tag(language));
    }
    for author in edition.authors() {
        let _ = writeln!(
            out,
            "    <dc:creator>{}</dc:creator>",
            escape(author.as_str())
        );
    }
    let about = edition.about;
    let facts = [
        ("date", &about.date),
        ("description", &about.description),
        ("publisher", &about.publisher),
        ("rights", &about.rights),
    ];
    for (name, text) in facts.into_iter().filter(|(_, text)| !text.is_empty()) {
        let _ = writeln!(out, "    <dc:{name}>{}</dc:{name}>", escape(text.as_str()));
    }
    // The time of making is the book's own: a file that is made twice has the same bytes.
    let (year, month, day) = about.date().unwrap_or((1970, 1, 1));
    let metas = [
        (
            "dcterms:modified",
            format!("{year:04}-{month:02}-{day:02}T00:00:00Z"),
        ),
        ("media:active-class", "-epub-media-overlay-active".into()),
        (
            "media:playback-active-class",
            "-epub-media-overlay-playing".into(),
        ),
        ("schema:accessMode", "textual".into()),
        ("schema:accessMode", "auditory".into()),
        ("schema:accessMode", "visual".into()),
        ("schema:accessModeSufficient", "textual".into()),
        ("schema:accessModeSufficient", "auditory".into()),
        (
            "schema:accessibilityFeature",
            "synchronizedAudioText".into(),
        ),
        ("schema:accessibilityFeature", "tableOfContents".into()),
        ("schema:accessibilityFeature", "readingOrder".into()),
        ("schema:accessibilityFeature", "structuralNavigation".into()),
        (
            "schema:accessibilityFeature",
            "displayTransformability".into(),
        ),
        ("schema:accessibilityFeature", "alternativeText".into()),
        ("schema:accessibilityHazard", "none".into()),
        ("schema:accessibilitySummary", SUMMARY.into()),
        (
            "dcterms:conformsTo",
            "EPUB Accessibility 1.1 - WCAG 2.2 Level AA".into(),
        ),
        ("a11y:certifiedBy", "diglot".into()),
    ];
    for (property, value) in metas {
        let value = escape(value.as_str());
        let _ = writeln!(out, "    <meta property=\"{property}\">{value}</meta>");
    }
    for narrator in edition.speakers() {
        let narrator = escape(narrator.as_str());
        let _ = writeln!(
            out,
            "    <meta property=\"media:narrator\">{narrator}</meta>"
        );
    }
    let mut all = 0;
    for chapter in &timeline.chapters {
        let ms = edition.milliseconds(chapter.samples);
        all += ms;
        let _ = writeln!(
            out,
            "    <meta property=\"media:duration\" refines=\"#{}-overlay\">{}</meta>",
            chapter_name(chapter.number),
            clock(ms)
        );
    }
    let (ending, media_type) = edition.cover_type();
    let _ = write!(
        out,
        r#"    <meta property="media:duration">{}</meta>
  </metadata>
  <manifest>
    <item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
    <item id="style" href="style.css" media-type="text/css"/>
    <item id="cover-image" href="cover.{ending}" media-type="{media_type}" properties="cover-image"/>
    <item id="cover" href="cover.xhtml" media-type="application/xhtml+xml"/>
"#,
        clock(all)
    );
    for chapter in &timeline.chapters {
        let name = chapter_name(chapter.number);
        let _ = write!(
            out,
            r#"    <item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml" media-overlay="{name}-overlay"/>
    <item id="{name}-overlay" href="{name}.smil" media-type="application/smil+xml"/>
    <item id="{name}-sound" href="{name}.mp3" media-type="audio/mpeg"/>
"#
        );
    }
    let first = timeline.languages.first();
    let turned = match first.is_some_and(Language::is_right_to_left) {
        true => " page-progression-direction=\"rtl\"",
        false => "",
    };
    let _ = writeln!(out, "  </manifest>\n  <spine{turned}>");
    out += "    <itemref idref=\"cover\"/>\n    <itemref idref=\"nav\"/>\n";
    for chapter in &timeline.chapters {
        let _ = writeln!(
            out,
            "    <itemref idref=\"{}\"/>",
            chapter_name(chapter.number)
        );
    }
    out + "  </spine>\n</package>\n"
}

/// A chapter's overlay (EPUB 3.3, section 9). A line's clip lasts until the next one begins, so
/// that pauses are heard and the clips add up to the chapter.
pub(super) fn overlay(edition: &Edition, chapter: &TimelineChapter, reading: &Reading) -> String {
    let name = chapter_name(chapter.number);
    let mut out = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<smil xmlns="http://www.w3.org/ns/SMIL" xmlns:epub="http://www.idpf.org/2007/ops" version="3.0">
  <body>
    <seq id="chapter" epub:textref="{name}.xhtml#chapter" epub:type="chapter">
"#
    );
    let lines = &chapter.lines;
    for (i, text) in reading.shown.iter().enumerate() {
        let begin = if i == 0 {
            0
        } else {
            edition.milliseconds(lines[i].start)
        };
        let end = lines.get(i + 1).map_or(chapter.samples, |next| next.start);
        let end = edition.milliseconds(end);
        let _ = write!(
            out,
            r#"      <par id="p{i}">
        <text src="{name}.xhtml#l{text}"/>
        <audio src="{name}.mp3" clipBegin="{}" clipEnd="{}"/>
      </par>
"#,
            clock(begin),
            clock(end)
        );
    }
    out + "    </seq>\n  </body>\n</smil>\n"
}

/// A clock value of SMIL 3.0: `0:01:22.785`.
fn clock(milliseconds: u64) -> String {
    let (seconds, ms) = (milliseconds / 1000, milliseconds % 1000);
    format!(
        "{}:{:02}:{:02}.{ms:03}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn clock_values_have_three_parts() {
        assert_eq!(super::clock(3_661_005), "1:01:01.005");
    }
}
