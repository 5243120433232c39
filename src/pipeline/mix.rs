//! From clips to chapters: the voices' gains, the layout, and the files that changed.

use super::layout::{Layout, lay_out};
use super::ledger::{self, Finished, Keeper, Measurements, State};
use super::plan::{Plan, PlannedLine};
use super::publish::read_timeline;
use super::side_by_side::side_by_side;
use super::speak::{self, Gap};
use super::{Book, PipelineError, Workshop, fallback, gains, loud, single};
use crate::audio::AudioError;
use crate::audio::join::{Master, Placed, RENDERING, Work, write_chapter};
use crate::audio::kept::Kept;
use crate::audio::wav::{Format, LONGEST};
use crate::book::cue;
use crate::book::timeline::{Timeline, TimelineChapter};
use crate::disk;
use crate::language::Language;
use crate::speech::SpeechError;
use crate::speech::key::ClipKey;
use rayon::prelude::*;
use serde::Serialize;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// What was made.
#[derive(Debug)]
pub struct Mixed {
    /// The book's title in all languages.
    pub title: String,
    /// How long it is, in seconds.
    pub seconds: f64,
    /// The files of the chapters, from the book's folder on.
    pub chapters: Vec<String>,
    /// How many clips were spoken.
    pub spoken: usize,
    /// The lines that these are.
    pub anew: Vec<SpokenLine>,
    /// The chapters that were written, by their numbers from 0.
    pub written: Vec<usize>,
    /// How many files of the whole book were written.
    pub single: usize,
    /// The gain of each voice, in dB.
    pub gains: Vec<(String, f64)>,
    /// What could not be spoken.
    pub gaps: Vec<Gap>,
}

/// A line that was spoken.
#[derive(Debug, Clone)]
pub struct SpokenLine {
    /// The line of `script.toml`.
    pub at: usize,
    /// The language.
    pub language: Language,
    /// The text, as it is shown.
    pub text: Arc<str>,
}

/// Speaks what is missing and writes the chapters that changed, the cue sheet and `book.json`.
///
/// A clip is wanted only if it has never been measured, or a chapter that it is in must be
/// written: a finished book needs no clips.
///
/// # Errors
/// As [`speak::speak`], or if a file cannot be written. Chapters that are finished stay.
pub fn mix(book: &Book, plan: &Plan, workshop: &Workshop) -> Result<Mixed, PipelineError> {
    let made_from = made_from(book, plan);
    if let Some(mixed) = unchanged(book, plan, &made_from, workshop) {
        return Ok(mixed);
    }
    loop {
        let clip = match mix_once(book, plan, &made_from, workshop) {
            Err(PipelineError::Audio(AudioError::Clip { clip, .. })) => clip,
            result => return result,
        };
        // A clip that was whole when it was measured and is not now: speak it again.
        let Ok(key) = clip.parse::<ClipKey>() else {
            return Err(AudioError::Format(clip).into());
        };
        let path = workshop.store.path(&key);
        workshop.progress.warn(&format!(
            "a kept clip is damaged and is spoken again: {}",
            path.display()
        ));
        workshop.store.remove(&key)?;
    }
}

/// A whole book that would be made again as it is: found without measuring or laying out anything.
fn unchanged(book: &Book, plan: &Plan, made_from: &str, workshop: &Workshop) -> Option<Mixed> {
    let sound = &book.settings.sound;
    // What is said of each chapter's level, and files of the whole book, need it laid out.
    if workshop.force || sound.single || sound.loudness.rms_range().is_some() {
        return None;
    }
    let state = State::load(&book.folder);
    let finished = state.finished?;
    let is_same = |(name, hash): (&String, &String)| {
        disk::hash_of(&book.folder.join(name)).is_ok_and(|now| now == *hash)
    };
    let is_whole = state.mixed.as_deref() == Some(made_from)
        && state.single.is_empty()
        && state.chapters.len() == plan.chapters.len()
        && state
            .chapters
            .iter()
            .all(|(file, known)| ledger::is_whole(&book.folder, file, known))
        && finished.sheets.iter().all(is_same);
    is_whole.then(|| Mixed {
        seconds: finished.seconds(),
        title: finished.title,
        chapters: state.chapters.into_keys().collect(),
        spoken: 0,
        anew: Vec::new(),
        written: Vec::new(),
        single: 0,
        gains: Vec::new(),
        gaps: Vec::new(),
    })
}

fn mix_once(
    book: &Book,
    plan: &Plan,
    made_from: &str,
    workshop: &Workshop,
) -> Result<Mixed, PipelineError> {
    let measured = Arc::new(Measurements::load(&book.folder));
    let mut state = State::load(&book.folder);
    speak::measure_kept(plan.lines(), &measured, workshop)?;
    let (mut spoken, mut anew) = (0, Vec::new());
    let mut gaps: Vec<Gap> = Vec::new();
    let mut wanted = not_measured(plan.lines(), &measured);
    let mut gains;
    let mut plan = Cow::Borrowed(plan);
    let layout = loop {
        let lines = speak::wanted(&plan, |line| wanted.contains(&line.key));
        let lines = speak::missing(&lines, workshop);
        let came = speak::speak(book, &plan, &lines, &measured, workshop)?;
        spoken += came.new;
        let failed: HashSet<&ClipKey> = came.gaps.iter().map(|gap| &gap.key).collect();
        let own = lines.iter().filter(|line| !failed.contains(&line.key));
        anew.extend(own.map(|line| SpokenLine {
            at: line.at,
            language: line.language.clone(),
            text: line.text.clone(),
        }));
        if let Some(other) = fallback::replace(book, &plan, &failed, workshop)? {
            speak::measure_kept(other.lines(), &measured, workshop)?;
            let new = other
                .lines()
                .filter(|line| other.stand_ins.contains(&line.key));
            wanted = not_measured(new, &measured);
            let in_plan: HashSet<&ClipKey> = other.lines().map(|line| &line.key).collect();
            let left = came.gaps.iter().filter(|gap| in_plan.contains(&gap.key));
            gaps.extend(left.cloned());
            plan = Cow::Owned(other);
            continue;
        }
        gaps.extend(came.gaps);
        let absent: HashSet<ClipKey> = gaps.iter().map(|gap| gap.key.clone()).collect();
        gains = gains::decide(book, &plan, &measured, &absent, &mut state);
        let is_stale = |chapter: &TimelineChapter, clips: &[Placed]| {
            workshop.force || is_stale(book, chapter, clips, &state)
        };
        let layout = lay_out(book, &plan, &measured, &absent, &gains, &is_stale);
        // Clips of stale chapters that the store no longer has.
        let clips = layout.clips.iter().flatten().flatten();
        let clips: HashSet<&str> = clips.map(|clip| &*clip.clip).collect();
        wanted = plan
            .lines()
            .filter(|line| clips.contains(line.key.as_str()) && !workshop.store.has(&line.key))
            .map(|line| line.key.clone())
            .collect();
        if wanted.is_empty() {
            break layout;
        }
    };
    let chapters = &layout.timeline.chapters;
    if chapters.iter().all(|chapter| chapter.lines.is_empty()) {
        let why = gaps.first().map_or("there are none", |gap| &gap.why);
        return Err(PipelineError::NothingSpoken(why.into()));
    }
    fits(book, &layout)?;
    warn_of_levels(book, &layout, workshop);
    if state.chapters.is_empty() {
        keep_foreign_files(&book.folder, workshop)?;
    }
    let stale = layout.wanted();
    write_chapters(book, &layout, &stale, &mut state, workshop)?;
    let timeline = layout.timeline;
    loud::warn_if_not_reached(book, &timeline, &stale, workshop);
    let single = single::write(book, &timeline, &mut state, workshop)?;
    remove_old_chapters(book, &timeline, &mut state);
    let sheets = write_sheets(&book.folder, &timeline)?;
    let title = timeline.full_title(&timeline.title);
    let seconds = timeline.seconds();
    state.mixed = Some(made_from.into());
    state.chosen = (!book.beside.is_empty()).then(|| ledger::Chosen {
        settings: ledger::hash(book.toml.as_bytes()),
        choices: book.chosen.clone(),
    });
    state.finished = (gaps.is_empty() && plan.stand_ins.is_empty()).then(|| Finished {
        title: title.clone(),
        milliseconds: (seconds * 1000.0).round() as u64,
        sheets,
    });
    state.save(&book.folder)?;
    let in_use: Vec<&ClipKey> = plan.lines().map(|line| &line.key).collect();
    measured.tidy(&in_use)?;
    Ok(Mixed {
        gains: gains.into_iter().collect(),
        title,
        seconds,
        chapters: timeline
            .chapters
            .into_iter()
            .map(|chapter| chapter.file)
            .collect(),
        spoken,
        anew,
        written: stale,
        single,
        gaps,
    })
}

/// The clips of lines that were never measured for this book.
fn not_measured<'a>(
    lines: impl Iterator<Item = &'a PlannedLine>,
    measured: &Measurements,
) -> HashSet<ClipKey> {
    let measured = measured.all();
    lines
        .filter(|line| !measured.has(&line.key))
        .map(|line| line.key.clone())
        .collect()
}

/// All that script, settings and options say of how a book sounds and is parted, as a hash: it tells
/// whether finished chapters are still those that a mix would make.
pub fn made_from(book: &Book, plan: &Plan) -> String {
    let mut hash = blake3::Hasher::new();
    let settings = &book.settings;
    let titles: Vec<_> = book.script.chapters.iter().map(|c| &c.title).collect();
    let whole = (&book.script.title, titles, &book.script.speakers);
    let sound = (&settings.languages, settings.pauses, settings.sound);
    hash.update(format!("{whole:?} {sound:?} {RENDERING}").as_bytes());
    let chapters = plan.chapters.par_iter().map(|lines| {
        let mut hash = blake3::Hasher::new();
        for line in lines {
            // Keys are all of one length, and what follows a text is after its length.
            hash.update(line.key.as_str().as_bytes());
            for text in [&line.speaker, line.language.tag(), &line.text] {
                hash.update(&text.len().to_le_bytes());
                hash.update(text.as_bytes());
            }
            for number in [line.turn, line.pair, line.step.number, line.kind as usize] {
                hash.update(&number.to_le_bytes());
            }
            hash.update(&line.voice.speed.to_le_bytes());
            if line.pause.is_some() || line.step.pause.is_some() {
                hash.update(format!("{:?} {:?}", line.pause, line.step.pause).as_bytes());
            }
        }
        hash.finalize()
    });
    for chapter in chapters.collect::<Vec<_>>() {
        hash.update(chapter.as_bytes());
    }
    hash.finalize().to_hex()[..40].to_string()
}

/// How the chapters are mastered.
pub(super) fn master(book: &Book) -> Master {
    let sound = &book.settings.sound;
    Master {
        format: Format {
            rate: sound.sample_rate,
            channels: sound.channels,
            bits: sound.bits,
        },
        ceiling: sound.loudness.ceiling(),
        room_tone: sound.loudness.room_tone(),
    }
}

/// Makes sure that no chapter is longer than a WAV file can be.
fn fits(book: &Book, layout: &Layout) -> Result<(), PipelineError> {
    let format = master(book).format;
    let too_long = |chapter: &&TimelineChapter| format.file_length(chapter.samples) > LONGEST;
    match layout.timeline.chapters.iter().find(too_long) {
        Some(chapter) => Err(PipelineError::ChapterTooLong {
            number: chapter.number,
            hours: chapter.samples as f64 / f64::from(format.rate) / 3600.0,
        }),
        None => Ok(()),
    }
}

/// Where files are to have a mean level, says which will not: one voice for all of them cannot
/// make every chapter the same.
fn warn_of_levels(book: &Book, layout: &Layout, workshop: &Workshop) {
    let Some(range) = book.settings.sound.loudness.rms_range() else {
        return;
    };
    for (chapter, level) in layout.timeline.chapters.iter().zip(&layout.levels) {
        if !range.contains(level) {
            workshop.progress.warn(&format!(
                "{} has a mean level of {level:.1} dB, which should be between {} and {} dB; longer \
                 or shorter pauses in book.toml change it",
                chapter.file,
                range.start(),
                range.end()
            ));
        }
    }
}

/// All that the bytes of a chapter depend on.
fn chapter_key(master: Master, chapter: &TimelineChapter, clips: &[Placed]) -> String {
    #[derive(Serialize)]
    struct Recipe<'a> {
        rendering: u32,
        master: Master,
        samples: u64,
        clips: &'a [Placed],
    }
    let recipe = Recipe {
        rendering: RENDERING,
        master,
        samples: chapter.samples,
        clips,
    };
    let text = serde_json::to_string(&recipe).unwrap_or_default();
    blake3::hash(text.as_bytes()).to_hex()[..40].to_string()
}

/// Whether a chapter's file is not there or was made from something else.
fn is_stale(book: &Book, chapter: &TimelineChapter, clips: &[Placed], state: &State) -> bool {
    let key = chapter_key(master(book), chapter, clips);
    let known = state.chapters.get(&chapter.file);
    let known = known.filter(|known| known.key == key);
    known.is_none_or(|known| !ledger::is_whole(&book.folder, &chapter.file, known))
}

fn write_chapters(
    book: &Book,
    layout: &Layout,
    stale: &[usize],
    state: &mut State,
    workshop: &Workshop,
) -> Result<(), PipelineError> {
    if stale.is_empty() {
        return Ok(());
    }
    workshop.progress.begin("mixing", stale.len() as u64);
    let shared = Mutex::new(Keeper::new(state, &book.folder));
    let lock = || shared.lock().unwrap_or_else(PoisonError::into_inner);
    // The longest first, so that in the end no core waits for another.
    let mut longest_first = stale.to_vec();
    longest_first.sort_by_key(|&i| Reverse(layout.timeline.chapters[i].samples));
    // A single chapter keeps all cores busy too.
    let beside = match workshop.jobs / stale.len() {
        0 | 1 => 0,
        threads => threads,
    };
    let done = side_by_side(workshop.jobs, &longest_first, |&i| {
        let chapter = &layout.timeline.chapters[i];
        let path = book.folder.join(&chapter.file);
        let known = lock().state.chapters.get(&chapter.file).cloned();
        let is_altered =
            known.is_some_and(|known| !ledger::is_whole(&book.folder, &chapter.file, &known));
        let before = match is_altered && path.exists() {
            true => set_aside(&path, workshop)?,
            false => path.clone(),
        };
        let kept = if workshop.force {
            None
        } else {
            Kept::open(&before, ledger::pieces(&book.folder, &chapter.file))
        };
        let work = Work {
            load: &|clip| load(clip, workshop),
            stop: &|| workshop.stop.is_cancelled(),
            beside,
            kept: kept.as_ref(),
        };
        let master = master(book);
        let clips = layout.clips[i].as_deref().unwrap_or_default();
        let pieces = write_chapter(&path, &master, chapter.samples, clips, work)?;
        ledger::remember_pieces(&book.folder, &chapter.file, &pieces)?;
        let key = chapter_key(master, chapter, clips);
        let written = ledger::chapter_state(&book.folder, &chapter.file, key)?;
        let mut keeper = lock();
        let chapters = &mut keeper.state.chapters;
        chapters.insert(chapter.file.clone(), written);
        keeper.changed()?;
        drop(keeper);
        workshop.progress.step();
        Ok(())
    });
    workshop.progress.end();
    let mut keeper = shared.into_inner().unwrap_or_else(PoisonError::into_inner);
    keeper.save()?;
    done
}

/// Puts files aside that have the names of a book's cue sheets, its one file or its `book.json` where no book was
/// mixed before: they are somebody's.
fn keep_foreign_files(folder: &Path, workshop: &Workshop) -> Result<(), PipelineError> {
    if read_timeline(folder).is_ok() {
        return Ok(());
    }
    let whole = ["cue", "wav"].map(|ending| whole_book(folder, ending));
    for name in whole.into_iter().flatten().chain(["book.json".into()]) {
        let path = folder.join(name);
        if path.exists() {
            set_aside(&path, workshop)?;
        }
    }
    Ok(())
}

/// The names that a file of the whole book can have: those of its parts that are in a folder, and that without parts.
fn whole_book(folder: &Path, ending: &str) -> impl Iterator<Item = String> {
    let parts = (1..).map(move |n| format!("book-{n}.{ending}"));
    let parts = parts.take_while(|name| folder.join(name).exists());
    parts.chain([format!("book.{ending}")])
}

/// Puts a file aside that is not as diglot wrote it, so that somebody's work is not lost. Returns where it is.
fn set_aside(path: &Path, workshop: &Workshop) -> Result<PathBuf, PipelineError> {
    let aside = disk::set_aside(path).map_err(|error| PipelineError::file(path, &error))?;
    workshop.progress.warn(&format!(
        "{} is not as diglot wrote it, and is written again; what was there is kept as {}",
        path.display(),
        aside.display()
    ));
    Ok(aside)
}

pub(super) fn load(clip: &str, workshop: &Workshop) -> Result<Vec<u8>, AudioError> {
    let gone = |what: String| AudioError::Clip {
        clip: clip.into(),
        source: Box::new(AudioError::Format(what)),
    };
    let key: ClipKey = clip.parse().map_err(|()| gone("no such clip".into()))?;
    match workshop.store.get(&key) {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => Err(gone("it is gone".into())),
        Err(error @ SpeechError::Damaged { .. }) => Err(gone(error.to_string())),
        Err(error) => Err(AudioError::Processing(error.to_string())),
    }
}

/// Removes the files of chapters that diglot wrote and that are in the book no longer.
fn remove_old_chapters(book: &Book, timeline: &Timeline, state: &mut State) {
    let in_book: HashSet<&str> = timeline.chapters.iter().map(|c| c.file.as_str()).collect();
    state.chapters.retain(|file, _| {
        let keep = in_book.contains(file.as_str());
        if !keep {
            disk::remove_inside(&book.folder, file);
            ledger::forget_pieces(&book.folder, file);
        }
        keep
    });
}

/// Writes cue sheets and `book.json`; their hashes.
fn write_sheets(
    folder: &Path,
    timeline: &Timeline,
) -> Result<BTreeMap<String, String>, PipelineError> {
    let files = cue::sheets(timeline);
    for old in whole_book(folder, "cue").collect::<Vec<_>>() {
        if files.iter().all(|(name, _)| *name != old) {
            disk::remove_inside(folder, &old);
        }
    }
    let mut hashes = BTreeMap::new();
    let mut write = |name: &str, content: &dyn Fn(&mut dyn Write) -> std::io::Result<()>| {
        let path = folder.join(name);
        let written = disk::stream_derived(&path, content);
        let (_, hash) = written.map_err(|error| PipelineError::file(&path, &error))?;
        hashes.insert(name.to_string(), hash);
        Ok::<(), PipelineError>(())
    };
    for (name, text) in &files {
        write(name, &|out| out.write_all(text.as_bytes()))?;
    }
    write("book.json", &|out| timeline.write_json(out))?;
    Ok(hashes)
}
