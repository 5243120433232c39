//! Many texts, a book each: `diglot build --each`, `diglot build --watch`.
//!
//! Some books are made at once, so that one is spoken while another is mixed. They share what an engine may be asked for.

use super::build::Build;
use super::{WITH_GAPS, beginning};
use crate::pipeline::{PipelineError, Progress, Workshop, count, in_words};
use anyhow::{Context, Result, bail};
use std::collections::{HashMap, HashSet, VecDeque};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

/// How many books are made at once by this machine alone, and with workers.
const AT_ONCE: (usize, usize) = (2, 8);
/// How often a watched folder is looked at.
const LOOK: Duration = Duration::from_secs(1);
/// How often a log hears of lines while books are made.
const QUIET_FOR: Duration = Duration::from_secs(30);
/// How a text's name ends.
const TEXTS: &[&str] = &[
    "txt", "text", "md", "markdown", "html", "htm", "xhtml", "epub", "fb2", "docx", "odt", "fodt",
    "rtf", "pdf", "srt", "vtt", "ass", "ssa", "lrc", "csv", "tsv", "json", "jsonl", "ndjson", "po",
    "tmx", "xlf", "xliff", "fountain", "spmd", "usfm", "sfm",
];

/// The texts that inputs name: files, those in folders, and those in lists (`@FILE`, a path a line).
pub fn texts(inputs: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut texts = Vec::new();
    for input in inputs {
        let name = input.to_string_lossy();
        if let Some(list) = name.strip_prefix('@') {
            let lines = std::fs::read_to_string(list)
                .with_context(|| format!("{list}: the list of texts cannot be read"))?;
            let lines = lines.lines().map(str::trim);
            texts.extend(lines.filter(|line| !line.is_empty()).map(PathBuf::from));
        } else if input.is_dir() && !super::build::is_book(input) {
            texts.extend(texts_in(input)?);
        } else {
            texts.push(input.clone());
        }
    }
    let mut seen = HashSet::new();
    texts.retain(|text| seen.insert(text.clone()));
    if texts.is_empty() {
        bail!(
            "there is no text there. Texts are those whose names end in .{}",
            TEXTS.join(", .")
        );
    }
    Ok(texts)
}

/// The texts in a folder, in the order of their names.
fn texts_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let shown = folder.display();
    let entries =
        std::fs::read_dir(folder).with_context(|| format!("{shown}: the folder cannot be read"))?;
    let mut texts: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
            let is_hidden = path
                .file_name()
                .is_some_and(|n| n.to_string_lossy().starts_with('.'));
            path.is_file() && !is_hidden && ending.is_some_and(|e| TEXTS.contains(&&*e))
        })
        .collect();
    texts.sort();
    Ok(texts)
}

/// Makes a book of each text. Those that fail are listed at the end and stop no others.
pub fn each(build: &Build, texts: Vec<PathBuf>, workshop: &Workshop) -> Result<ExitCode> {
    let work = Work::new(texts, true);
    workshop
        .progress
        .begin("books", work.all.load(Ordering::Relaxed) as u64);
    work.go(build, workshop, || {});
    workshop.progress.end();
    if workshop.stop.is_cancelled() {
        return Err(PipelineError::Interrupted.into());
    }
    let all = work.all.load(Ordering::Relaxed);
    let ended = work.ended();
    let failed = &ended.failed;
    if failed.is_empty() && ended.gaps == 0 {
        workshop
            .progress
            .result(&format!("{} made.", count(all, "book", "books")));
        return Ok(ExitCode::SUCCESS);
    }
    if ended.gaps > 0 {
        eprintln!("{} of {all} books have gaps: see above.", ended.gaps);
    }
    if !failed.is_empty() {
        eprintln!("{} of {all} books failed:", failed.len());
        for (text, why) in failed {
            eprintln!("  {}: {why}", text.display());
        }
    }
    eprintln!("The others are finished and kept. Run the same command again to try these again.");
    Ok(ExitCode::from(WITH_GAPS))
}

/// Makes a book of each text that is in a folder or comes there, until the run is stopped.
pub fn watch(build: &Build, folder: &Path, workshop: &Workshop) -> Result<ExitCode> {
    texts_in(folder)?;
    let shown = folder.display();
    workshop
        .progress
        .say(&format!("watching {shown}; Ctrl-C ends it"));
    let work = Work::new(Vec::new(), false);
    work.go(build, workshop, || {
        // A text is taken when it has been the same for two looks: it may still be on its way.
        let mut seen: HashMap<PathBuf, (u64, SystemTime)> = HashMap::new();
        let mut taken = HashMap::new();
        while !workshop.stop.is_cancelled() {
            for text in texts_in(folder).unwrap_or_default() {
                let Ok(about) = text.metadata() else {
                    continue;
                };
                let now = (
                    about.len(),
                    about.modified().unwrap_or(SystemTime::UNIX_EPOCH),
                );
                let was = seen.insert(text.clone(), now);
                if was == Some(now) && taken.insert(text.clone(), now) != Some(now) {
                    work.add(text);
                }
            }
            std::thread::sleep(LOOK);
        }
        work.close();
    });
    Ok(ExitCode::SUCCESS)
}

/// What has ended.
#[derive(Default)]
struct Ended {
    failed: Vec<(PathBuf, String)>,
    gaps: usize,
}

/// Texts that are to become books.
struct Work {
    waiting: Mutex<(VecDeque<PathBuf>, bool)>,
    /// Which text the book of a folder is of. Whoever holds it takes the next text and reads it, so that names are given
    /// in the order of the texts.
    folders: Mutex<HashMap<PathBuf, PathBuf>>,
    ended: Mutex<Ended>,
    all: AtomicUsize,
    lines: Arc<Lines>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Work {
    /// Of texts; `whole` if there will be no others.
    fn new(texts: Vec<PathBuf>, whole: bool) -> Self {
        Self {
            all: AtomicUsize::new(texts.len()),
            waiting: Mutex::new((texts.into(), whole)),
            folders: Mutex::default(),
            ended: Mutex::default(),
            lines: Arc::new(Lines {
                done: AtomicU64::new(0),
                all: AtomicU64::new(0),
                said: Mutex::new(Instant::now()),
            }),
        }
    }

    fn ended(&self) -> MutexGuard<'_, Ended> {
        lock(&self.ended)
    }

    fn add(&self, text: PathBuf) {
        self.all.fetch_add(1, Ordering::Relaxed);
        lock(&self.waiting).0.push_back(text);
    }

    fn close(&self) {
        lock(&self.waiting).1 = true;
    }

    /// Makes books, some at once, while something else is done.
    fn go(&self, build: &Build, workshop: &Workshop, meanwhile: impl FnOnce()) {
        let at_once = match workshop.queue {
            None => AT_ONCE.0,
            Some(_) => AT_ONCE.1,
        };
        std::thread::scope(|scope| {
            for _ in 0..at_once {
                scope.spawn(|| self.make(build, workshop));
            }
            meanwhile();
        });
    }

    fn make(&self, build: &Build, workshop: &Workshop) {
        while !workshop.stop.is_cancelled() {
            let mut folders = lock(&self.folders);
            let (text, no_more) = {
                let mut waiting = lock(&self.waiting);
                (waiting.0.pop_front(), waiting.1)
            };
            let Some(text) = text else {
                drop(folders);
                if no_more {
                    return;
                }
                std::thread::sleep(LOOK / 10);
                continue;
            };
            let name = text.file_name().unwrap_or(text.as_os_str());
            let progress = Arc::new(OfOne {
                name: beginning(&name.to_string_lossy(), 40),
                all: workshop.progress.clone(),
                lines: self.lines.clone(),
                is_speaking: AtomicBool::new(false),
            });
            let own = workshop.with(progress, workshop.stop.clone());
            let read = build.read(std::slice::from_ref(&text), &own);
            let read = read.and_then(|folder| match folders.get(&folder) {
                Some(other) if *other != text => bail!(
                    "its book would be in {}, as that of {} is, which has the same title. Make it alone, with -o",
                    folder.display(),
                    other.display()
                ),
                _ => {
                    folders.insert(folder.clone(), text.clone());
                    Ok(folder)
                }
            });
            drop(folders);
            let made = read.and_then(|folder| build.finish(&folder, &own));
            match made {
                Ok(true) => {}
                Ok(false) => self.ended().gaps += 1,
                Err(_) if workshop.stop.is_cancelled() => {}
                Err(error) => {
                    let why = in_words(error.as_ref());
                    own.progress.warn(&format!("no book: {why}"));
                    self.ended().failed.push((text, why));
                }
            }
            workshop.progress.step();
        }
    }
}

/// How many lines there are to speak, and are spoken, in the books that were begun.
struct Lines {
    done: AtomicU64,
    all: AtomicU64,
    said: Mutex<Instant>,
}

/// Tells of one book among many.
struct OfOne {
    name: String,
    all: Arc<dyn Progress>,
    lines: Arc<Lines>,
    is_speaking: AtomicBool,
}

impl OfOne {
    fn named(&self, text: &str) -> String {
        format!("{}: {text}", self.name)
    }
}

impl Progress for OfOne {
    fn begin_work(&self, stage: &'static str, total: u64, _: u64) {
        self.all
            .note(&self.named(&format!("{stage}: {total} to do")));
        let is_speaking = stage == "speaking";
        self.is_speaking.store(is_speaking, Ordering::Relaxed);
        if is_speaking {
            self.lines.all.fetch_add(total, Ordering::Relaxed);
        }
    }

    fn step_of(&self, _: u64) {
        if !self.is_speaking.load(Ordering::Relaxed) {
            return;
        }
        let done = self.lines.done.fetch_add(1, Ordering::Relaxed) + 1;
        let mut said = lock(&self.lines.said);
        if said.elapsed() >= QUIET_FOR {
            *said = Instant::now();
            let all = self.lines.all.load(Ordering::Relaxed);
            self.all.say(&format!(
                "lines: {done} of {all} spoken, of the books that were begun"
            ));
        }
    }

    fn end(&self) {}

    fn note(&self, text: &str) {
        self.all.note(&self.named(text));
    }

    fn say(&self, text: &str) {
        self.all.say(&self.named(text));
    }

    fn warn(&self, text: &str) {
        self.all.warn(&self.named(text));
    }

    fn result(&self, text: &str) {
        self.all.result(text);
    }
}
