//! Whether the disk has room for a book, before anything is spoken.

use super::plan::{Plan, PlannedLine};
use super::{Book, PipelineError, Workshop};
use crate::disk;
use crate::script::chapter::estimate_seconds;

/// How much of a kept clip a second takes, in bytes: 16 bits at 24 kHz, as most engines send.
const CLIP: f64 = 48_000.0;
/// How much longer than its words a line is, in seconds: the pauses.
const PAUSE: f64 = 0.6;
/// What is less than this is not worth a guess, in bytes.
const LITTLE: f64 = 1e8;
/// How much what a format makes adds to the chapters.
const A_FORMAT: f64 = 0.1;

/// Looks whether there is room for what is to be spoken and made of it. How long lines are is only
/// guessed, so what may fit is tried, with a word.
///
/// # Errors
/// If not even half of it fits.
pub fn check(
    book: &Book,
    plan: &Plan,
    missing: &[&PlannedLine],
    workshop: &Workshop,
) -> Result<(), PipelineError> {
    let seconds = |line: &PlannedLine| estimate_seconds(&line.said) / line.voice.speed;
    let sound = &book.settings.sound;
    let frame = u32::from(sound.channels) * u32::from(sound.bits / 8);
    let sounds = |lines: &mut dyn Iterator<Item = &PlannedLine>| {
        let seconds: f64 = lines.map(|line| seconds(line) + PAUSE).sum();
        seconds * f64::from(sound.sample_rate * frame)
    };
    let old = std::fs::read_dir(book.folder.join("chapters"));
    let old = old.into_iter().flatten().flatten();
    let old: Vec<u64> = old
        .filter_map(|file| Some(file.metadata().ok()?.len()))
        .collect();
    let chapters = match old.len() >= plan.chapters.len() {
        // The book is there, however long its lines have become: only what is new adds to it.
        true => sounds(&mut missing.iter().copied()),
        false => (sounds(&mut plan.lines()) - old.iter().sum::<u64>() as f64).max(0.0),
    };
    let clips: f64 = missing.iter().map(|line| seconds(line) * CLIP).sum();
    let formats = chapters * A_FORMAT * book.settings.formats.len() as f64;
    let book_needs = chapters + formats;
    let places = match disk::is_same(&book.folder, workshop.store.folder()) {
        true => vec![(book.folder.as_path(), book_needs + clips)],
        false => vec![
            (book.folder.as_path(), book_needs),
            (workshop.store.folder(), clips),
        ],
    };
    for (folder, needed) in places {
        let Some(free) = disk::free(folder).map(|free| free as f64) else {
            continue;
        };
        if needed < LITTLE {
            continue;
        }
        let said = || {
            format!(
                "about {} are needed, and {} are free",
                gigabytes(needed),
                gigabytes(free)
            )
        };
        if needed > 2.0 * free {
            let what = format!(
                "{}. Free some space, or choose another folder (-o DIR, --cache DIR). Nothing was \
                 spoken",
                said()
            );
            return Err(PipelineError::File {
                path: folder.into(),
                what,
            });
        }
        if needed > free {
            workshop.progress.warn(&format!(
                "{}: {}. If the disk is full before the end, what is finished is kept",
                folder.display(),
                said()
            ));
        }
    }
    Ok(())
}

fn gigabytes(bytes: f64) -> String {
    match bytes {
        bytes if bytes < 1e9 => format!("{:.0} MB", (bytes / 1e6).max(1.0)),
        bytes => format!("{:.1} GB", bytes / 1e9),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn sizes_read_well() {
        assert_eq!(super::gigabytes(3.0), "1 MB");
        assert_eq!(super::gigabytes(5.04e9), "5.0 GB");
    }
}
