//! Stems for an editor: of each chapter a WAV per speaker and language, all as long as the chapter,
//! and the lines as labels for Audacity.
//!
//! Every sample of the chapter is in one of its stems and the others are silent there, so the stems
//! add up to the chapter, sample by sample.

use super::{Edition, Format, FormatError, Part, Product, encode, one_line};
use crate::book::file_name;
use crate::book::timeline::{TimelineChapter, TimelineLine};
use hound::WavWriter;
use std::collections::HashSet;
use std::fmt::Write;
use std::ops::Range;
use std::path::Path;

/// How the pause between two lines is parted: a clip's soft end is longer than its beginning.
const SHARE_OF_END: f64 = 0.7;

/// `stems/NN-title/speaker.language.wav` and `labels.txt`.
pub struct Stems;

impl Format for Stems {
    fn name(&self) -> &'static str {
        "stems"
    }

    fn about(&self) -> &'static str {
        "a WAV per speaker and language for an editor, and Audacity labels"
    }

    fn products<'a>(&self, edition: &'a Edition) -> Result<Vec<Product<'a>>, FormatError> {
        let mut products = Vec::new();
        for (i, chapter) in edition.timeline.chapters.iter().enumerate() {
            let folder = format!("stems/{}", edition.chapter_name(i));
            products.push(Product::text(format!("{folder}/labels.txt"), move || {
                labels(edition, chapter)
            }));
            let mut stems: Vec<(&str, &str)> = Vec::new();
            for line in &chapter.lines {
                let stem = (&*line.speaker, line.language.tag());
                if !stems.contains(&stem) {
                    stems.push(stem);
                }
            }
            let mut taken: HashSet<String> = HashSet::new();
            for stem in stems {
                let file = stem_name(stem, &mut taken);
                let file = format!("{folder}/{file}");
                let recipe = edition.recipe(Part::Chapter(i), "stems 1");
                products.push(Product::made(file, recipe, move |path| {
                    write(edition, chapter, stem, path)
                }));
            }
        }
        Ok(products)
    }
}

/// The file of a stem, by another name than those that are taken; capitals make no difference on many
/// systems.
fn stem_name((speaker, language): (&str, &str), taken: &mut HashSet<String>) -> String {
    let name = match file_name::safe(speaker) {
        name if name.is_empty() => "speaker".into(),
        name => name,
    };
    let numbered = (2..).map(|number| format!("{name}-{number}.{language}.wav"));
    let mut names = std::iter::once(format!("{name}.{language}.wav")).chain(numbered);
    names
        .find(|name| taken.insert(name.to_lowercase()))
        .unwrap_or_default()
}

/// The samples that belong to each line: they leave nothing out.
fn shares(chapter: &TimelineChapter) -> Vec<Range<u64>> {
    let lines = &chapter.lines;
    let cut = |before: &TimelineLine, after: &TimelineLine| {
        before.end + (after.start.saturating_sub(before.end) as f64 * SHARE_OF_END) as u64
    };
    (0..lines.len())
        .map(|i| {
            let begin = if i == 0 {
                0
            } else {
                cut(&lines[i - 1], &lines[i])
            };
            let end = lines
                .get(i + 1)
                .map_or(chapter.samples, |next| cut(&lines[i], next));
            begin..end
        })
        .collect()
}

fn write(
    edition: &Edition,
    chapter: &TimelineChapter,
    (speaker, language): (&str, &str),
    out: &Path,
) -> Result<(), FormatError> {
    let path = edition.folder.join(&chapter.file);
    let failed = |error: hound::Error| FormatError::Chapter {
        path: path.clone(),
        what: error.to_string(),
    };
    let mut reader = encode::open(&path)?;
    let mut writer = WavWriter::create(out, reader.spec()).map_err(failed)?;
    let channels = u64::from(reader.spec().channels);
    let own: Vec<Range<u64>> = shares(chapter)
        .into_iter()
        .zip(&chapter.lines)
        .filter(|(_, line)| *line.speaker == *speaker && line.language.tag() == language)
        .map(|(share, _)| share)
        .collect();
    let mut next = own.iter().peekable();
    for (at, sample) in reader.samples::<i32>().enumerate() {
        let at = at as u64 / channels;
        while next.peek().is_some_and(|share| share.end <= at) {
            next.next();
        }
        let is_own = next.peek().is_some_and(|share| share.contains(&at));
        let sample = sample.map_err(failed)?;
        writer
            .write_sample(if is_own { sample } else { 0 })
            .map_err(failed)?;
        if at.is_multiple_of(1 << 20) && edition.is_stopped() {
            return Err(FormatError::Interrupted);
        }
    }
    writer.finalize().map_err(failed)
}

/// Begin, end and text of each line, parted by tabs (Audacity manual, "Importing and Exporting
/// Labels").
fn labels(edition: &Edition, chapter: &TimelineChapter) -> String {
    let mut out = String::new();
    for line in &chapter.lines {
        let _ = writeln!(
            out,
            "{:.6}\t{:.6}\t{}",
            edition.seconds(line.start),
            edition.seconds(line.end),
            one_line(&format!(
                "{} ({}): {}",
                edition.name(&line.speaker).unwrap_or(&line.speaker),
                line.language,
                line.text
            ))
        );
    }
    out
}
