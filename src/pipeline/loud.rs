//! Whether chapters are as loud as they are to be: peaks are held under a ceiling, and where a loudness is
//! high, voices reach that first.

use super::{Book, Workshop};
use crate::book::loudness::Loudness;
use crate::book::timeline::{Timeline, TimelineChapter};
use ebur128::{EbuR128, Mode};
use hound::WavReader;
use std::path::Path;

/// Up to which loudness of one channel limiting takes nothing that anyone hears, in LUFS.
const SAFE: f64 = -18.0;
/// How far from what is wanted a chapter may be before a person is told, in LU.
const TOLERANCE: f64 = 0.5;
/// How much of a chapter tells how loud it is, in seconds.
const ENOUGH: u32 = 600;

/// Says so if the longest of the chapters that were just written is not as loud as it is to be.
pub fn warn_if_not_reached(
    book: &Book,
    timeline: &Timeline,
    written: &[usize],
    workshop: &Workshop,
) {
    let Loudness::Lufs(wanted) = timeline.loudness else {
        return;
    };
    let longest = written.iter().map(|&i| &timeline.chapters[i]);
    let Some(chapter) = longest.max_by_key(|chapter| chapter.samples) else {
        return;
    };
    if wanted <= SAFE {
        return;
    }
    if let Some(is) = measure(&book.folder, chapter)
        && is < wanted - TOLERANCE
    {
        let place = match book.chosen.loudness {
            Some(_) if !book.beside.is_empty() => format!("--loudness {wanted}"),
            _ => book.place_of_key(&["sound", "loudness"]),
        };
        workshop.progress.warn(&format!(
            "{place}: {} comes to {is:.1} LUFS, not {wanted}: peaks are held under {} dBTP, and these \
             voices are there first. About {:.0} is the most that they reach",
            chapter.file,
            timeline.loudness.ceiling(),
            is.floor()
        ));
    }
}

/// The loudness of the beginning of a chapter's file, in LUFS; none if it cannot be told.
fn measure(folder: &Path, chapter: &TimelineChapter) -> Option<f64> {
    let mut wav = WavReader::open(folder.join(&chapter.file)).ok()?;
    let spec = wav.spec();
    let channels = spec.channels;
    let mut meter = EbuR128::new(u32::from(channels), spec.sample_rate, Mode::I).ok()?;
    let full = (1i64 << (spec.bits_per_sample - 1)) as f32;
    let most = (spec.sample_rate * ENOUGH) as usize * usize::from(channels);
    let mut chunk = Vec::with_capacity(1 << 16);
    let mut samples = wav.samples::<i32>().take(most).peekable();
    while samples.peek().is_some() {
        chunk.clear();
        for sample in samples.by_ref().take(1 << 16) {
            chunk.push(sample.ok()? as f32 / full);
        }
        meter.add_frames_f32(&chunk).ok()?;
    }
    meter.loudness_global().ok().filter(|lufs| lufs.is_finite())
}
