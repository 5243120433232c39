//! The whole book in one WAV file with a cue point a chapter, for players that want that; or in
//! several where one would be longer than a WAV can be.

use super::ledger::{ChapterState, State};
use super::{Book, PipelineError, Workshop};
use crate::audio::wav::{self, CuePoint, Format, LONGEST};
use crate::book::timeline::{Timeline, TimelineChapter};
use crate::disk;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

/// Writes the book in one file, if that is wanted and what is there was made from something else.
/// Once it is there it is kept up to date. Returns how many files were written.
///
/// # Errors
/// If a file cannot be read or written.
pub fn write(
    book: &Book,
    timeline: &Timeline,
    state: &mut State,
    workshop: &Workshop,
) -> Result<usize, PipelineError> {
    let there = |file: &String| book.folder.join(file).exists();
    if !book.settings.sound.single && !state.single.keys().any(there) {
        state.single.clear();
        return Ok(0);
    }
    let format = Format {
        rate: timeline.sample_rate,
        channels: timeline.channels,
        bits: timeline.bits,
    };
    let parts = parts(&timeline.chapters, |part| {
        wav::length_with_cues(&format, samples(part), &cues(timeline, part)) <= LONGEST
    });
    let mut made = BTreeMap::new();
    let mut written = 0;
    for (i, part) in parts.iter().enumerate() {
        let name = match parts.len() {
            1 => "book.wav".to_string(),
            _ => format!("book-{}.wav", i + 1),
        };
        let path = book.folder.join(&name);
        let points = cues(timeline, part);
        let key = key(state, part, &points);
        let bytes = wav::length_with_cues(&format, samples(part), &points);
        let is_new = state.single.get(&name).is_none_or(|old| old.key != key)
            || std::fs::metadata(&path).map_or(0, |file| file.len()) != bytes;
        if is_new || workshop.force {
            if workshop.stop.is_cancelled() {
                return Err(PipelineError::Interrupted);
            }
            join(&book.folder, &path, format, part, &points)
                .map_err(|error| PipelineError::file(&path, &error))?;
            written += 1;
        }
        let sum = String::new();
        made.insert(name, ChapterState { key, bytes, sum });
    }
    for old in state.single.keys().filter(|old| !made.contains_key(*old)) {
        disk::remove_inside(&book.folder, old);
    }
    if parts.len() > 1 && written > 0 {
        workshop.progress.warn(&format!(
            "the book is longer than a WAV file can be (4 GiB), so it is in {} parts",
            parts.len()
        ));
    }
    state.single = made;
    Ok(written)
}

/// Cuts chapters into as few parts as fit, each as long as it can be.
fn parts(
    chapters: &[TimelineChapter],
    fits: impl Fn(&[TimelineChapter]) -> bool,
) -> Vec<&[TimelineChapter]> {
    let mut parts = Vec::new();
    let mut from = 0;
    for end in 1..=chapters.len() {
        let is_last = end == chapters.len();
        if is_last || !fits(&chapters[from..end + 1]) {
            parts.push(&chapters[from..end]);
            from = end;
        }
    }
    parts
}

fn samples(part: &[TimelineChapter]) -> u64 {
    part.iter().map(|chapter| chapter.samples).sum()
}

fn cues(timeline: &Timeline, part: &[TimelineChapter]) -> Vec<CuePoint> {
    let mut at = 0;
    let from = part
        .first()
        .map_or(0, |first| first.number.saturating_sub(1));
    let titles = timeline.flat_titles();
    part.iter()
        .zip(titles.iter().skip(from))
        .map(|(chapter, title)| {
            let label = timeline.full_title(title);
            let point = CuePoint { at, label };
            at += chapter.samples;
            point
        })
        .collect()
}

/// All that the bytes of a part depend on.
fn key(state: &State, part: &[TimelineChapter], points: &[CuePoint]) -> String {
    let chapters = part.iter().map(|chapter| state.chapters.get(&chapter.file));
    let chapters: Vec<Option<&str>> = chapters.map(|c| c.map(|c| c.key.as_str())).collect();
    let text = serde_json::to_string(&(chapters, points)).unwrap_or_default();
    blake3::hash(text.as_bytes()).to_hex()[..40].to_string()
}

fn join(
    folder: &Path,
    path: &Path,
    format: Format,
    part: &[TimelineChapter],
    points: &[CuePoint],
) -> std::io::Result<()> {
    let mut file = disk::temporary(folder)?;
    let files = part
        .iter()
        .map(|chapter| Ok((File::open(folder.join(&chapter.file))?, chapter.samples)));
    let out = BufWriter::new(file.as_file_mut());
    wav::join(out, format, samples(part), files, points)?;
    file.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_end_at_chapters_and_are_as_few_as_can_be() {
        let chapters: Vec<TimelineChapter> = [3, 3, 3, 9, 1]
            .into_iter()
            .map(|samples| TimelineChapter {
                number: 1,
                title: Default::default(),
                level: 1,
                parts: Vec::new(),
                file: String::new(),
                samples,
                lines: Vec::new(),
            })
            .collect();
        let cut = |most: u64| -> Vec<usize> {
            let parts = parts(&chapters, |part| samples(part) <= most);
            parts.iter().map(|part| part.len()).collect()
        };
        assert_eq!(cut(100), [5]);
        assert_eq!(cut(10), [3, 2]);
        assert_eq!(cut(6), [2, 1, 1, 1]);
        assert!(parts(&[], |_| true).is_empty());
    }
}
