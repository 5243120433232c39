//! What is remembered between runs, in a book's `.diglot/`: all of it can be derived again.
//!
//! `clips.jsonl` holds what was measured of each clip, a line each, only ever added to;
//! `chapters/` holds, for each chapter, where its clips lie in its file;
//! `state.json` holds the rest: the script as it was made, the loudness of each voice, and what each
//! chapter was made from.

use super::PipelineError;
use super::casting::Given;
use crate::audio::Measurement;
use crate::audio::kept::Piece;
use crate::book::settings::Choices;
use crate::disk;
use crate::speech::key::ClipKey;
use rayon::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant, SystemTime};

/// The name of the folder in a book's folder.
pub const FOLDER: &str = ".diglot";
/// How much of what was measured is read at once, in bytes.
const BLOCK: u64 = 4 << 20;

/// What is remembered of a book.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// BLAKE3 of the `script.toml` that diglot wrote last, in hexadecimal.
    pub script: Option<String>,
    /// The loudness of each voice that its gain was made from, in LUFS.
    pub loudness: BTreeMap<String, f64>,
    /// The loudness that all voices are brought to, in LUFS, where it follows from the mean level
    /// that the files are to have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<f64>,
    /// What each chapter's file was made from.
    pub chapters: BTreeMap<String, ChapterState>,
    /// What the files of the whole book were made from.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub single: BTreeMap<String, ChapterState>,
    /// What the chapters were made from, as [`super::mix::made_from`] has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mixed: Option<String>,
    /// What a whole book is like, if nothing was missing when it was mixed last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished: Option<Finished>,
    /// The files of the formats that were made.
    pub published: BTreeMap<String, Published>,
    /// Facts that the source tells of itself, as its date: kind and text.
    pub facts: Vec<(String, String)>,
    /// The voices that diglot itself has chosen.
    pub given: Given,
    /// What was chosen for the run that made the chapters, if that is not all in `book.toml`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chosen: Option<Chosen>,
}

/// What was chosen for a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chosen {
    /// The `book.toml` of that run, as [`hash`] has it.
    pub settings: String,
    /// What was chosen beside it.
    pub choices: Choices,
}

/// BLAKE3 of bytes, in hexadecimal.
pub fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// What a whole book is like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finished {
    /// Its title in all languages.
    pub title: String,
    /// Its length, in milliseconds.
    pub milliseconds: u64,
    /// BLAKE3 of its cue sheets and `book.json`, in hexadecimal.
    pub sheets: BTreeMap<String, String>,
}

impl Finished {
    /// Its length, in seconds.
    pub fn seconds(&self) -> f64 {
        self.milliseconds as f64 / 1000.0
    }
}

/// What a chapter's file was made from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChapterState {
    /// BLAKE3 of all that its bytes depend on, in hexadecimal.
    pub key: String,
    /// The length of the file, in bytes.
    pub bytes: u64,
    /// BLAKE3 of the file, in hexadecimal; empty if it is not known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sum: String,
}

/// A file of a format.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Published {
    /// The format's name.
    pub format: String,
    /// All that its bytes depend on, as a hash; empty if it is always written anew.
    pub key: String,
    /// The length of the file, in bytes.
    pub bytes: u64,
    /// The sound that it holds, if a later run can take that from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sound: Option<Sound>,
}

/// The sound of a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sound {
    /// All that it depends on, as a hash.
    pub key: String,
    /// BLAKE3 of its bytes, in hexadecimal; of an MP3 those behind its tag.
    pub sum: String,
}

impl State {
    /// The state of a book; a new one if there is none, or it cannot be read.
    pub fn load(folder: &Path) -> Self {
        load(&folder.join(FOLDER).join("state.json"))
    }

    /// Writes the state, if it has changed.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn save(&self, folder: &Path) -> Result<(), PipelineError> {
        let path = folder.join(FOLDER).join("state.json");
        let text = serde_json::to_string_pretty(self).unwrap_or_default() + "\n";
        save(&path, &text)
    }
}

/// Writes a state while it changes, so that a run that is cut off goes on from there. The larger the
/// state, the less often: writing takes a small share of the time, and a kill loses little.
pub struct Keeper<'a> {
    /// The state.
    pub state: &'a mut State,
    folder: &'a Path,
    /// When it may be written again.
    next: Instant,
}

impl<'a> Keeper<'a> {
    /// How much longer than the last writing took nothing is written.
    const APART: u32 = 20;

    /// For the state of the book in that folder.
    pub fn new(state: &'a mut State, folder: &'a Path) -> Self {
        let next = Instant::now();
        Self {
            state,
            folder,
            next,
        }
    }

    /// Is told that the state has changed.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn changed(&mut self) -> Result<(), PipelineError> {
        let begun = Instant::now();
        if begun >= self.next {
            self.save()?;
            self.next = Instant::now() + Self::APART * begun.elapsed();
        }
        Ok(())
    }

    /// Writes the state, if it has changed.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn save(&mut self) -> Result<(), PipelineError> {
        self.state.save(self.folder)
    }
}

/// What a file of JSON holds; nothing if there is none, or it cannot be read.
fn load<T: DeserializeOwned + Default>(path: &Path) -> T {
    std::fs::read(path)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default()
}

/// Writes a file, if it has changed.
fn save(path: &Path, text: &str) -> Result<(), PipelineError> {
    disk::write_derived(path, text.as_bytes())
        .map(|_| ())
        .map_err(|error| PipelineError::file(path, &error))
}

/// Where a chapter's pieces are remembered.
fn pieces_path(folder: &Path, chapter: &str) -> PathBuf {
    folder.join(FOLDER).join(chapter).with_extension("json")
}

/// The pieces that a chapter's file was made of; none if that is not known.
pub fn pieces(folder: &Path, chapter: &str) -> Vec<Piece> {
    load(&pieces_path(folder, chapter))
}

/// Remembers the pieces that a chapter's file, `chapters/01-Title.wav`, is made of.
///
/// # Errors
/// If they cannot be written down.
pub fn remember_pieces(
    folder: &Path,
    chapter: &str,
    pieces: &[Piece],
) -> Result<(), PipelineError> {
    let path = pieces_path(folder, chapter);
    let text = serde_json::to_string(pieces).unwrap_or_default();
    save(&path, &text)
}

/// What to remember of a chapter's file that has just been written, and whose pieces are remembered.
///
/// # Errors
/// If it cannot be read.
pub fn chapter_state(
    folder: &Path,
    chapter: &str,
    key: String,
) -> Result<ChapterState, PipelineError> {
    let path = folder.join(chapter);
    let (bytes, sum) = sum_of(&path).map_err(|error| PipelineError::file(&path, &error))?;
    mark_seen(folder, chapter);
    Ok(ChapterState { key, bytes, sum })
}

/// Whether a chapter's file is still as it was written. It is read again only if it has changed since it
/// was last seen, by the times that the system keeps: diglot itself writes none down.
pub fn is_whole(folder: &Path, chapter: &str, known: &ChapterState) -> bool {
    let path = folder.join(chapter);
    let Ok(file) = std::fs::metadata(&path) else {
        return false;
    };
    if file.len() != known.bytes {
        return false;
    }
    let seen = std::fs::metadata(pieces_path(folder, chapter)).and_then(|file| file.modified());
    if seen.is_ok_and(|seen| changed(&file).is_some_and(|changed| changed <= seen)) {
        return true;
    }
    let is_same = known.sum.is_empty() || sum_of(&path).is_ok_and(|(_, sum)| sum == known.sum);
    if is_same {
        mark_seen(folder, chapter);
    }
    is_same
}

/// When a file was changed last, also by who has set its time back.
fn changed(file: &std::fs::Metadata) -> Option<SystemTime> {
    let modified = file.modified().ok()?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let (seconds, nanos) = (file.ctime(), file.ctime_nsec());
        let since = Duration::new(seconds.try_into().ok()?, nanos.try_into().ok()?);
        Some(modified.max(SystemTime::UNIX_EPOCH + since))
    }
    #[cfg(not(unix))]
    Some(modified)
}

/// Length and hash of a file.
fn sum_of(path: &Path) -> std::io::Result<(u64, String)> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(File::open(path)?)?;
    Ok((hasher.count(), hasher.finalize().to_hex().to_string()))
}

/// Marks that a chapter's file is as it should be now: by the time of the file with its pieces.
fn mark_seen(folder: &Path, chapter: &str) {
    // If it cannot be marked, the chapter is read again the next time.
    let file = OpenOptions::new()
        .append(true)
        .open(pieces_path(folder, chapter));
    let _ = file.and_then(|file| file.set_modified(SystemTime::now()));
}

/// Forgets the pieces of a chapter that is there no longer.
pub fn forget_pieces(folder: &Path, chapter: &str) {
    let pieces = Path::new(chapter).with_extension("json");
    disk::remove_inside(&folder.join(FOLDER), &pieces.to_string_lossy());
}

/// What was measured of clips.
#[derive(Default)]
pub struct Measurements {
    path: PathBuf,
    known: RwLock<Known>,
}

#[derive(Default)]
struct Known {
    by_clip: HashMap<ClipKey, Measurement>,
    file: Option<File>,
}

#[derive(Serialize)]
struct Entry<'a> {
    clip: &'a str,
    #[serde(flatten)]
    measurement: &'a Measurement,
}

/// An entry as it is read: faster than by way of the one that is written.
#[derive(Deserialize)]
struct Line {
    clip: String,
    rate: u32,
    samples: usize,
    speech: Range<usize>,
    blocks: Vec<i16>,
    level: f64,
}

impl From<Line> for Measurement {
    fn from(line: Line) -> Self {
        Self {
            rate: line.rate,
            samples: line.samples,
            speech: line.speech,
            blocks: line.blocks,
            level: line.level,
        }
    }
}

/// What was measured of a clip, as a line of the file.
fn entry(clip: &ClipKey, measurement: &Measurement) -> String {
    let clip = clip.as_str();
    serde_json::to_string(&Entry { clip, measurement }).unwrap_or_default() + "\n"
}

/// The next lines of a file, a block or a little more of them; nothing at its end.
fn block(file: &mut impl BufRead) -> std::io::Result<Vec<u8>> {
    let mut lines = Vec::new();
    file.by_ref().take(BLOCK).read_to_end(&mut lines)?;
    file.read_until(b'\n', &mut lines)?;
    Ok(lines)
}

impl Measurements {
    /// What was measured for a book. Lines that cannot be read, as one that a kill cut off, are
    /// passed over: the clip is measured again.
    pub fn load(folder: &Path) -> Self {
        let path = folder.join(FOLDER).join("clips.jsonl");
        let mut known = Known::default();
        let entry = |line: &[u8]| -> Option<(ClipKey, Measurement)> {
            let line: Line = serde_json::from_slice(line).ok()?;
            Some((line.clip.parse().ok()?, line.into()))
        };
        if let Ok(file) = File::open(&path) {
            let mut file = BufReader::new(file);
            while let Ok(lines) = block(&mut file)
                && !lines.is_empty()
            {
                let entries = lines.par_split(|byte| *byte == b'\n').filter_map(entry);
                known.by_clip.extend(entries.collect::<Vec<_>>());
            }
        }
        Self {
            path,
            known: RwLock::new(known),
        }
    }

    /// All that was measured, as it is now.
    pub fn all(&self) -> Measured<'_> {
        Measured(self.known.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// What was measured of a clip.
    pub fn get(&self, clip: &ClipKey) -> Option<Measurement> {
        self.all().get(clip).cloned()
    }

    /// Whether the clip was measured.
    pub fn has(&self, clip: &ClipKey) -> bool {
        self.all().has(clip)
    }

    /// Remembers what was measured of a clip.
    ///
    /// # Errors
    /// If it cannot be written down.
    pub fn add(&self, clip: &ClipKey, measurement: Measurement) -> Result<(), PipelineError> {
        let mut known = self.lock();
        let line = entry(clip, &measurement);
        let failed = |error: std::io::Error| PipelineError::file(&self.path, &error);
        if known.file.is_none() {
            if let Some(folder) = self.path.parent() {
                std::fs::create_dir_all(folder).map_err(failed)?;
            }
            let mut file = OpenOptions::new()
                .create(true)
                .append(true)
                .open(&self.path)
                .map_err(failed)?;
            // Should the last line have been cut off, it ends here.
            file.write_all(b"\n").map_err(failed)?;
            known.file = Some(file);
        }
        if let Some(file) = &mut known.file {
            file.write_all(line.as_bytes()).map_err(failed)?;
        }
        known.by_clip.insert(clip.clone(), measurement);
        Ok(())
    }

    /// Forgets clips that are in the book no longer, once they are more than those that are.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn tidy(&self, in_use: &[&ClipKey]) -> Result<(), PipelineError> {
        let mut known = self.lock();
        if known.by_clip.len() <= 2 * in_use.len() + 100 {
            return Ok(());
        }
        let mut text = String::new();
        let mut kept = HashMap::new();
        for clip in in_use {
            if let Some((clip, measurement)) = known.by_clip.remove_entry(clip) {
                text += &entry(&clip, &measurement);
                kept.insert(clip, measurement);
            }
        }
        known.file = None;
        known.by_clip = kept;
        disk::write_whole(&self.path, text.as_bytes())
            .map_err(|error| PipelineError::file(&self.path, &error))
    }

    fn lock(&self) -> RwLockWriteGuard<'_, Known> {
        self.known.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What was measured of clips, while nothing is added.
pub struct Measured<'a>(RwLockReadGuard<'a, Known>);

impl Measured<'_> {
    /// What was measured of the clip of a key.
    pub fn get(&self, clip: &ClipKey) -> Option<&Measurement> {
        self.0.by_clip.get(clip)
    }

    /// Whether the clip was measured.
    pub fn has(&self, clip: &ClipKey) -> bool {
        self.0.by_clip.contains_key(clip)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::Utterance;
    use crate::speech::key::Identity;
    use crate::voice::Voice;

    fn key(text: &str) -> ClipKey {
        let identity = Identity {
            kind: "espeak",
            address: None,
            model: None,
        };
        let voice = Voice {
            id: "espeak:en".parse().unwrap(),
            settings: Default::default(),
        };
        let text = text.into();
        ClipKey::of(&identity, &Utterance { text, voice })
    }

    #[test]
    fn measurements_survive_a_kill_in_the_middle_of_a_line() {
        let folder = tempfile::tempdir().unwrap();
        let measurement = Measurement {
            rate: 22050,
            samples: 100,
            speech: 10..90,
            blocks: vec![-2300, -2250],
            level: -21.5,
        };
        let measurements = Measurements::load(folder.path());
        measurements.add(&key("one"), measurement.clone()).unwrap();
        let path = folder.path().join(".diglot/clips.jsonl");
        let mut bytes = std::fs::read(&path).unwrap();
        bytes.extend_from_slice(b"{\"clip\":\"00\",\"rate\":220");
        std::fs::write(&path, bytes).unwrap();
        let again = Measurements::load(folder.path());
        again.add(&key("two"), measurement.clone()).unwrap();
        let all = Measurements::load(folder.path());
        assert_eq!(all.get(&key("one")), Some(measurement.clone()));
        assert_eq!(all.get(&key("two")), Some(measurement));
        assert!(!all.has(&key("three")));
    }
}
