//! A stretch of a chapter as it will sound, apart from the book's files: the lines between two places, mixed as
//! [`super::mix`] mixes them.

use super::layout::lay_out;
use super::ledger::{Measurements, State};
use super::plan::{Plan, PlannedLine};
use super::speak::{self, Gap};
use super::{Book, PipelineError, Workshop, gains, mix};
use crate::audio::join::{Placed, Work, write_chapter};
use crate::book::timeline::{TimelineChapter, TimelineLine};
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

/// What was mixed.
pub struct Stretch {
    /// The lines and where they lie, in samples.
    pub lines: Vec<TimelineLine>,
    /// Samples a second.
    pub rate: u32,
    /// The length of all, in samples.
    pub samples: u64,
    /// What could not be spoken, and is left out.
    pub gaps: Vec<Gap>,
}

/// The part of a plan that is in one chapter and wanted.
pub fn part(plan: &Plan, chapter: usize, is_wanted: impl Fn(&PlannedLine) -> bool) -> Plan {
    let mut chapters = vec![Vec::new(); plan.chapters.len()];
    let own = plan.chapters[chapter].iter();
    chapters[chapter] = own.filter(|line| is_wanted(line)).cloned().collect();
    Plan {
        chapters,
        engines: plan.engines.clone(),
        mute: plan.mute.clone(),
        stand_ins: plan.stand_ins.clone(),
    }
}

/// Speaks what is missing of a [`part`] of a plan, and writes all of it as a WAV file.
///
/// # Errors
/// As [`speak::speak`], or if nothing of it can be spoken or the file cannot be written.
pub fn write(
    book: &Book,
    plan: &Plan,
    part: &Plan,
    measured: &Arc<Measurements>,
    path: &Path,
    workshop: &Workshop,
) -> Result<Stretch, PipelineError> {
    speak::measure_kept(part.lines(), measured, workshop)?;
    let wanted: HashSet<_> = part.lines().map(|line| &line.key).collect();
    let lines = speak::wanted(plan, |line| wanted.contains(&line.key));
    let missing = speak::missing(&lines, workshop);
    let gaps = speak::speak(book, plan, &missing, measured, workshop)?.gaps;
    let absent = gaps.iter().map(|gap| gap.key.clone()).collect();
    // The voices' gains are those of the book; what is decided here is not remembered.
    let mut state = State::load(&book.folder);
    let gains = gains::decide(book, plan, measured, &absent, &mut state);
    let is_spoken = |_: &TimelineChapter, clips: &[Placed]| !clips.is_empty();
    let mut layout = lay_out(book, part, measured, &absent, &gains, &is_spoken);
    let Some(i) = layout.wanted().first().copied() else {
        let why = gaps.first().map_or("there are none", |gap| &gap.why);
        return Err(PipelineError::NothingSpoken(why.into()));
    };
    let work = Work {
        load: &|clip| mix::load(clip, workshop),
        stop: &|| workshop.stop.is_cancelled(),
        beside: workshop.jobs,
        kept: None,
    };
    let master = mix::master(book);
    let chapter = layout.timeline.chapters.swap_remove(i);
    let clips = layout.clips[i].as_deref().unwrap_or_default();
    write_chapter(path, &master, chapter.samples, clips, work)?;
    Ok(Stretch {
        lines: chapter.lines,
        rate: master.format.rate,
        samples: chapter.samples,
        gaps,
    })
}
