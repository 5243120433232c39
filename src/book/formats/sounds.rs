//! The sound of an edition as it is encoded: MP3 once for all formats that hold it, chapters that are short
//! several at a time, and not at all if an earlier run has left a file with the same sound: so another
//! format, a new cover or another author takes no encoding.

use super::edition::hash;
use super::{Edition, FormatError, Part, encode};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The most chapters that are encoded together, and how long they are in all, in seconds.
const MOST_TOGETHER: usize = 16;
const LONGEST_TOGETHER: f64 = 600.0;

/// What is known of an edition's sound as it is encoded.
pub(super) struct Sounds {
    /// What each chapter's file was made from.
    made_from: Vec<String>,
    /// One for each chapter and one for the whole: who holds it may encode that part.
    encoding: Vec<Mutex<()>>,
    /// The chapters that are encoded together with others, with their bit rate.
    together: Mutex<HashMap<(usize, u16), Arc<Group>>>,
    /// Files of an earlier run, by the key of their sound: each with the hash of its sound.
    kept: HashMap<String, (PathBuf, String)>,
}

/// Chapters that one ffmpeg encodes, all at once: to start one takes longer than to encode a short chapter.
struct Group {
    chapters: Vec<usize>,
    /// Whether they were encoded, or it was tried.
    is_done: Mutex<bool>,
}

impl Sounds {
    /// For chapters whose files were made from that.
    pub fn new(made_from: Vec<String>) -> Self {
        Self {
            encoding: (0..=made_from.len()).map(|_| Mutex::new(())).collect(),
            made_from,
            together: Mutex::default(),
            kept: HashMap::new(),
        }
    }
}

impl Edition<'_> {
    /// Says which files of an earlier run hold which sound: its key as [`Edition::sound_key`] has it, the file,
    /// and the hash of the sound in it as [`hash_of_sound`] has it. A file that has changed since is not taken.
    pub fn keep_sounds(&mut self, files: impl Iterator<Item = (String, PathBuf, String)>) {
        let files = files.map(|(key, path, sum)| (key, (path, sum)));
        self.sounds.kept.extend(files);
    }

    /// All that the sound of a part depends on, as a hash; `how` says how it is encoded.
    pub(super) fn sound_key(&self, part: Part, how: &str) -> String {
        let made_from = &self.sounds.made_from;
        let chapters = &made_from[part.range(made_from.len())];
        let timeline = self.timeline;
        let form = (timeline.sample_rate, timeline.channels);
        let all = (chapters, form, how, env!("CARGO_PKG_VERSION"));
        hash(format!("{all:?}").as_bytes())
    }

    /// [`Edition::sound_key`] of MP3 at so many kbit/s.
    pub(super) fn mp3_key(&self, part: Part, kbps: u16) -> String {
        let arguments = encode::mp3_recipe(self, 0, kbps).args;
        self.sound_key(part, &format!("{arguments:?}"))
    }

    /// The file of an earlier run that holds a sound, if it is still as it was.
    pub(super) fn kept(&self, key: &str) -> Option<&Path> {
        let (path, sum) = self.sounds.kept.get(key)?;
        hash_of_sound(path)
            .is_ok_and(|now| now == *sum)
            .then_some(path)
    }

    /// A part as MP3 without tags, for a format. It is encoded once for all formats that hold it at the
    /// same bit rate.
    pub(super) fn mp3(&self, part: Part, format: &str) -> Result<PathBuf, FormatError> {
        let kbps = self.bit_rate(format);
        let path = self.mp3_path(part, kbps);
        self.encode_group(part, kbps);
        let _one_at_a_time = self.turn(part);
        if !path.exists() {
            let part_path = path.with_extension("part");
            if !self.take_kept(part, kbps, &part_path) {
                encode::mp3(self, part, kbps, &part_path)?;
            }
            std::fs::rename(&part_path, &path).map_err(|error| FormatError::file(&path, &error))?;
        }
        Ok(path)
    }

    /// Where a part's MP3 lies.
    fn mp3_path(&self, part: Part, kbps: u16) -> PathBuf {
        self.scratch.path().join(format!("{part:?}-{kbps}.mp3"))
    }

    /// Takes a part's sound from a file of an earlier run, if there is one that is still as it was.
    fn take_kept(&self, part: Part, kbps: u16, out: &Path) -> bool {
        let Some((path, sum)) = self.sounds.kept.get(&self.mp3_key(part, kbps)) else {
            return false;
        };
        let copied = at_sound(path).and_then(|mut sound| {
            io::copy(&mut sound, &mut File::create(out)?)?;
            hash_of_sound(out)
        });
        copied.is_ok_and(|copied| copied == *sum)
    }

    /// Says which chapters are to be MP3s at which bit rates, so that short ones are encoded several at a
    /// time, in `jobs` programs side by side.
    pub fn foresee_mp3s(&self, sounds: impl Iterator<Item = (Part, u16)>, jobs: usize) {
        let together = &self.sounds.together;
        let mut together = together.lock().unwrap_or_else(PoisonError::into_inner);
        let mut wanted: BTreeMap<u16, BTreeSet<usize>> = BTreeMap::new();
        for (part, kbps) in sounds {
            let is_kept = || self.sounds.kept.contains_key(&self.mp3_key(part, kbps));
            if let Part::Chapter(chapter) = part
                && !is_kept()
            {
                wanted.entry(kbps).or_default().insert(chapter);
            }
        }
        for (kbps, chapters) in wanted {
            let chapters: Vec<usize> = chapters.into_iter().collect();
            let samples = chapters.iter().map(|&i| self.timeline.chapters[i].samples);
            let mean = self.seconds(samples.sum()) / chapters.len() as f64;
            let most = ((LONGEST_TOGETHER / mean) as usize).min(MOST_TOGETHER);
            // No program is to wait for another that has much more to do.
            let most = most.min(chapters.len() / (2 * jobs).max(1));
            if most < 2 {
                continue;
            }
            // Chapters that follow one another are asked for at the same time: each is in another group.
            for wave in chapters.chunks(most * jobs) {
                for first in 0..jobs.min(wave.len()) {
                    let chapters: Vec<usize> =
                        wave[first..].iter().step_by(jobs).copied().collect();
                    let group = Arc::new(Group {
                        chapters,
                        is_done: Mutex::new(false),
                    });
                    let own = group.chapters.iter();
                    together.extend(own.map(|&chapter| ((chapter, kbps), group.clone())));
                }
            }
        }
    }

    /// Encodes a chapter together with others, if that was foreseen. What does not succeed is left to be
    /// encoded alone, which tells why.
    fn encode_group(&self, part: Part, kbps: u16) {
        let Part::Chapter(chapter) = part else {
            return;
        };
        let all = &self.sounds.together;
        let all = all.lock().unwrap_or_else(PoisonError::into_inner);
        let group = all.get(&(chapter, kbps)).cloned();
        drop(all);
        let Some(group) = group else {
            return;
        };
        let mut is_done = group.is_done.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::replace(&mut *is_done, true) {
            return;
        }
        let files = group.chapters.iter().map(|&chapter| {
            let path = self.mp3_path(Part::Chapter(chapter), kbps);
            (chapter, path.with_extension("group"), path)
        });
        let files: Vec<(usize, PathBuf, PathBuf)> = files.collect();
        let outs = files
            .iter()
            .map(|(chapter, out, _)| (*chapter, out.as_path()));
        if encode::mp3s(self, outs, kbps).is_ok() {
            for (_, out, path) in &files {
                let _ = std::fs::rename(out, path);
            }
        }
    }

    fn turn(&self, part: Part) -> MutexGuard<'_, ()> {
        let encoding = &self.sounds.encoding;
        let at = match part {
            Part::Chapter(chapter) => chapter,
            Part::Run(..) | Part::Whole => encoding.len() - 1,
        };
        encoding[at].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A file from its sound on: an MP3 behind its tag, others as a whole.
fn at_sound(path: &Path) -> io::Result<impl Read> {
    let mut file = File::open(path)?;
    if !id3::Tag::skip(&mut file).map_err(io::Error::other)? {
        file.rewind()?;
    }
    Ok(file)
}

/// BLAKE3 of a file, in hexadecimal; of an MP3 without its tag.
///
/// # Errors
/// If it cannot be read.
pub fn hash_of_sound(path: &Path) -> io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(at_sound(path)?)?;
    Ok(hasher.finalize().to_hex().to_string())
}
