//! The cover: the picture that `book.toml` names, or one that is drawn from the book's titles.

use super::{Edition, FormatError};
use crate::book::about::About;
use crate::language::{Language, preferred};
use quick_xml::escape::escape;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;
use unicode_segmentation::UnicodeSegmentation;

/// Width and height, in pixels: what podcast directories ask for at least.
const SIDE: u32 = 1400;
/// The largest width that they take, in pixels.
const LARGEST: usize = 3000;
/// The width of a title, in pixels.
const COLUMN: f32 = 1120.0;
/// Backgrounds, from top to bottom; white text on any of them has a contrast of over 7 to 1.
const GROUNDS: [(&str, &str); 6] = [
    ("#12305c", "#0a1a33"),
    ("#5a1f3c", "#2e0f1f"),
    ("#0f4a45", "#062624"),
    ("#4b3413", "#261a09"),
    ("#3a2a63", "#1c1433"),
    ("#274427", "#122112"),
];
/// Families that read well on a cover, the best first. Any other that has the letters will do.
const FAMILIES: [&str; 16] = [
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "WenQuanYi Zen Hei",
    "Noto Sans",
    "Noto Serif",
    "DejaVu Sans",
    "Liberation Sans",
    "Helvetica Neue",
    "Segoe UI",
    "Arial",
    "Droid Sans Fallback",
];

/// A cover.
pub(super) struct Cover {
    /// A PNG or JPEG.
    pub bytes: Vec<u8>,
    /// What a person should know of it.
    pub note: Option<String>,
}

/// The picture that `book.toml` names, if it names one.
pub(super) fn given(folder: &Path, about: &About) -> Result<Option<Vec<u8>>, FormatError> {
    if about.cover.is_empty() {
        return Ok(None);
    }
    let path = folder.join(&about.cover);
    let bytes = std::fs::read(&path).map_err(|error| FormatError::file(&path, &error))?;
    if kind(&bytes).is_none() {
        let what = "a cover is a PNG or a JPEG, and this is neither".into();
        return Err(FormatError::Cover { path, what });
    }
    Ok(Some(bytes))
}

/// What podcast directories will not like about a picture ("Artwork requirements", Apple Podcasts for
/// Creators): they take squares of 1400 to 3000 pixels.
pub(super) fn not_for_directories(bytes: &[u8]) -> Option<String> {
    let size = imagesize::blob_size(bytes).ok()?;
    let (width, height) = (size.width, size.height);
    let fits = width == height && (SIDE as usize..=LARGEST).contains(&width);
    (!fits).then(|| {
        format!(
            "the cover has {width} × {height} pixels; podcast directories take squares of {SIDE} to \
             {LARGEST}"
        )
    })
}

/// All that the bytes of a drawn cover depend on, but for the fonts that are here.
pub(super) fn recipe(edition: &Edition) -> String {
    let (titles, authors) = (titles(edition), edition.authors());
    super::edition::hash(format!("1 {titles:?} {authors:?}").as_bytes())
}

/// Ending and media type of a picture.
pub(super) fn kind(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some(("png", "image/png"))
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        Some(("jpg", "image/jpeg"))
    } else {
        None
    }
}

/// Text that a face can show, in lines.
struct Block {
    family: String,
    weight: u16,
    size: f32,
    lines: Vec<String>,
}

/// Draws a cover.
pub(super) fn draw(edition: &Edition) -> Result<Cover, FormatError> {
    let mut fonts = fontdb::Database::new();
    fonts.load_system_fonts();
    let mut note = None;
    let titles = titles(edition);
    let largest = if titles.len() > 1 { 128.0 } else { 150.0 };
    let mut blocks = Vec::new();
    for (i, (language, title)) in titles.iter().enumerate() {
        let shrink = if i == 0 { 1.0 } else { 0.8 };
        match set(&fonts, title, largest * shrink, 4) {
            Some(block) => blocks.push(block),
            None => {
                note = Some(format!(
                    "no font here has the letters of the title in `{language}`, so the cover is \
                     without it. `make setup` gets one, or name a picture of your own in \
                     book.toml: [book] cover = \"cover.jpg\""
                ));
            }
        }
    }
    let authors = set(&fonts, &edition.authors().join(", "), 46.0, 2);
    let svg = picture(edition, &blocks, authors.as_ref());
    let failed = |what: String| FormatError::Cover {
        path: edition.folder.join("cover.png"),
        what: format!("the cover could not be drawn ({what}). Name a picture in book.toml"),
    };
    let options = Options {
        fontdb: Arc::new(fonts),
        ..Options::default()
    };
    let tree = Tree::from_str(&svg, &options).map_err(|error| failed(error.to_string()))?;
    let mut pixels = Pixmap::new(SIDE, SIDE).ok_or_else(|| failed("its size".into()))?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    let bytes = pixels
        .encode_png()
        .map_err(|error| failed(error.to_string()))?;
    Ok(Cover { bytes, note })
}

/// The title in each language, each once.
fn titles<'a>(edition: &'a Edition) -> Vec<(&'a Language, &'a str)> {
    let timeline = edition.timeline;
    let mut titles: Vec<(&Language, &str)> = Vec::new();
    for language in &timeline.languages {
        if let Some(title) = timeline.title.get(language)
            && titles.iter().all(|(_, other)| other != title)
        {
            titles.push((language, title));
        }
    }
    if let (true, Some(language)) = (titles.is_empty(), timeline.languages.first()) {
        titles.extend(preferred(&timeline.title, &[]).map(|title| (language, title)));
    }
    titles
}

/// Sets a text in the best face that has all its letters, as large as fits into that many lines;
/// none if no face has them.
fn set(fonts: &fontdb::Database, text: &str, largest: f32, most_lines: usize) -> Option<Block> {
    if text.trim().is_empty() {
        return None;
    }
    let rank = |face: &&fontdb::FaceInfo| {
        let family = |name: &str| face.families.iter().any(|(own, _)| own == name);
        let family = FAMILIES
            .iter()
            .position(|name| family(name))
            .unwrap_or(FAMILIES.len());
        let plain = face.style == fontdb::Style::Normal && !face.monospaced;
        (family, !plain, face.weight.0.abs_diff(700), face.id)
    };
    let mut faces: Vec<&fontdb::FaceInfo> = fonts.faces().collect();
    faces.sort_by_cached_key(|face| rank(face));
    faces.into_iter().find_map(|face| {
        let sizes = [1.0, 0.86, 0.74, 0.64, 0.55, 0.48];
        let fitted = fonts.with_face_data(face.id, |data, index| {
            let font = FontRef::from_index(data, index).ok()?;
            let map = font.charmap();
            let has = |c: char| c.is_whitespace() || map.map(c).is_some();
            if !text.chars().all(has) {
                return None;
            }
            let set_at = |size: f32| wrap(text, |part| width(&font, part, size));
            let fits = sizes
                .map(|share| share * largest)
                .into_iter()
                .find_map(|size| {
                    let lines = set_at(size);
                    (lines.len() <= most_lines).then_some((size, lines))
                });
            Some(fits.unwrap_or_else(|| {
                let size = largest * 0.48;
                let mut lines = set_at(size);
                lines.truncate(most_lines);
                (size, lines)
            }))
        });
        let (size, lines) = fitted.flatten()?;
        let family = face.families.first()?.0.clone();
        Some(Block {
            family,
            weight: face.weight.0,
            size,
            lines,
        })
    })
}

fn width(font: &FontRef, text: &str, size: f32) -> f32 {
    let metrics = font.glyph_metrics(Size::new(size), LocationRef::default());
    let map = font.charmap();
    let glyphs = text.chars().filter_map(|c| map.map(c));
    glyphs
        .map(|glyph| metrics.advance_width(glyph).unwrap_or(size))
        .sum()
}

/// Breaks a text into lines of at most [`COLUMN`], between words.
fn wrap(text: &str, width: impl Fn(&str) -> f32) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_word_bounds() {
        let line = lines.last().cloned().unwrap_or_default();
        let closes = word
            .chars()
            .all(|c| !c.is_alphanumeric() && !c.is_whitespace());
        let fits = width((line.clone() + word).trim_end()) <= COLUMN;
        if fits || line.is_empty() || closes {
            if let Some(last) = lines.last_mut() {
                last.push_str(word);
            }
        } else if !word.trim().is_empty() {
            lines.push(word.into());
        }
    }
    lines
        .iter()
        .map(|line| line.trim().to_string())
        .filter(|line| !line.is_empty())
        .collect()
}

fn picture(edition: &Edition, titles: &[Block], authors: Option<&Block>) -> String {
    let seed = blake3::hash(edition.title().as_bytes());
    let seed = seed.as_bytes();
    let (top, bottom) = GROUNDS[usize::from(seed[0]) % GROUNDS.len()];
    let mut svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='{SIDE}' height='{SIDE}'><defs>\
         <linearGradient id='g' x1='0' y1='0' x2='0' y2='1'><stop offset='0' stop-color='{top}'/>\
         <stop offset='1' stop-color='{bottom}'/></linearGradient></defs>\
         <rect width='{SIDE}' height='{SIDE}' fill='url(#g)'/>"
    );
    bars(&mut svg, &seed[1..], edition.languages().len());
    let height: f32 = titles
        .iter()
        .map(|block| block.lines.len() as f32 * block.size * 1.25)
        .sum();
    let gaps = 50.0 * titles.len().saturating_sub(1) as f32;
    let mut y = 160.0 + ((620.0 - height - gaps) / 2.0).max(0.0);
    for (i, block) in titles.iter().enumerate() {
        text(
            &mut svg,
            block,
            &mut y,
            if i == 0 { "#ffffff" } else { "#ffe3a3" },
        );
        y += 50.0;
    }
    if let Some(block) = authors {
        let mut y = 1240.0;
        text(&mut svg, block, &mut y, "#ffffff");
    }
    svg + "</svg>"
}

/// A picture of sound: a bar above and one below for two who take turns.
fn bars(svg: &mut String, seed: &[u8], languages: usize) {
    const BARS: usize = 28;
    let colours = ["#ffffff", if languages > 1 { "#ffc857" } else { "#ffffff" }];
    for i in 0..BARS {
        let level = f32::from(seed[i % seed.len()]) / 255.0;
        let envelope = (std::f32::consts::PI * (i as f32 + 0.5) / BARS as f32).sin();
        let height = 24.0 + 190.0 * envelope * (0.25 + 0.75 * level);
        let x = 140.0 + i as f32 * 40.0;
        let y = 1020.0 - height / 2.0;
        let colour = colours[i / 4 % 2];
        let _ = write!(
            svg,
            "<rect x='{x}' y='{y:.1}' width='20' height='{height:.1}' rx='10' fill='{colour}'/>"
        );
    }
}

fn text(svg: &mut String, block: &Block, y: &mut f32, colour: &str) {
    let Block {
        family,
        weight,
        size,
        lines,
    } = block;
    for line in lines {
        *y += size * 1.25;
        let _ = write!(
            svg,
            "<text x='140' y='{y:.1}' font-family='{}' font-weight='{weight}' \
             font-size='{size:.1}' fill='{colour}'>{}</text>",
            escape(format!("\"{family}\"").as_str()),
            escape(line.as_str())
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_not_before_a_mark() {
        let wide = |text: &str| text.chars().count() as f32 * 200.0;
        assert_eq!(wrap("one two, six", wide), ["one", "two,", "six"]);
        assert_eq!(wrap("夜航的船长，听着。", wide), ["夜航的船长，", "听着。"]);
    }

    #[test]
    fn pictures_are_known_by_their_first_bytes() {
        assert_eq!(kind(b"\x89PNG\r\n\x1a\n...").unwrap().0, "png");
        assert_eq!(kind(b"\xff\xd8\xff\xe0").unwrap().1, "image/jpeg");
        assert!(kind(b"GIF89a").is_none());
    }
}
