//! The clip store: what engines have spoken, kept for every book of this person.
//!
//! A file holds the engine's own bytes, and after them a checksum (a mark and a BLAKE3 hash),
//! which players pass over. Runs that share a store claim a clip before they speak it, by locking the
//! file that is to become it; the system lets go of the lock when a run is killed.

use super::SpeechError;
use super::key::ClipKey;
use etcetera::BaseStrategy;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// What stands before the checksum at the end of a clip's file.
const MARK: &[u8; 8] = b"diglot\x00\x01";
/// The length of what is added to the engine's bytes.
const TRAILER: usize = MARK.len() + blake3::OUT_LEN;
/// A clip that is used is marked as used if it was not for this long.
const USED: Duration = Duration::from_secs(24 * 3600);

/// A folder of clips, one file each, named by key.
#[derive(Debug, Clone)]
pub struct ClipStore {
    folder: PathBuf,
}

/// A clip that this run alone speaks, until it is kept or this is dropped.
#[derive(Debug)]
pub struct Claim {
    /// The file that is to become the clip.
    path: PathBuf,
    clip: PathBuf,
    /// None on file systems without locks.
    file: Option<File>,
}

impl Claim {
    /// Keeps the clip: written to the claimed file, synced, renamed.
    ///
    /// # Errors
    /// [`SpeechError::Store`], with a hint if the disk is full.
    pub fn keep(mut self, bytes: &[u8]) -> Result<(), SpeechError> {
        let all = sealed(bytes);
        let kept = match &mut self.file {
            None => crate::disk::write_whole(&self.clip, &all),
            // A run that was killed may have left something in it.
            Some(file) => file
                .set_len(0)
                .and_then(|()| file.write_all(&all))
                .and_then(|()| file.sync_data())
                .and_then(|()| make_way(&self.clip))
                .and_then(|()| std::fs::rename(&self.path, &self.clip)),
        };
        kept.map_err(|error| SpeechError::store(&self.clip, &error))?;
        // What is there now is the clip, and no longer ours to remove.
        self.file = None;
        Ok(())
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        if self.file.is_some() {
            // Before the lock goes with the file, so that nobody has locked it yet.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Moves a folder aside that lies where a clip belongs.
fn make_way(clip: &Path) -> std::io::Result<()> {
    match clip.is_dir() {
        true => std::fs::rename(clip, clip.with_extension("aside")),
        false => Ok(()),
    }
}

/// A clip as its file holds it: with a checksum.
pub(super) fn sealed(bytes: &[u8]) -> Vec<u8> {
    [bytes, MARK, blake3::hash(bytes).as_bytes()].concat()
}

/// The clip that a file holds; `None` if it is not as it was.
pub(super) fn unsealed(mut bytes: Vec<u8>) -> Option<Vec<u8>> {
    let end = bytes.len().checked_sub(TRAILER).filter(|&end| {
        let (sound, trailer) = bytes.split_at(end);
        let (mark, sum) = trailer.split_at(MARK.len());
        end > 0 && mark == MARK && sum == blake3::hash(sound).as_bytes()
    })?;
    bytes.truncate(end);
    Some(bytes)
}

/// A clip of the store.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its key.
    pub key: ClipKey,
    /// The length of its file, in bytes.
    pub bytes: u64,
    /// When it was last used, to a day.
    pub used: SystemTime,
}

impl ClipStore {
    /// The store in that folder, which is made when something is first put there.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        let folder = folder.into();
        Self { folder }
    }

    /// The folder of this person's store: `$XDG_CACHE_HOME/diglot/clips`, or what the system has
    /// in its place.
    pub fn default_folder() -> PathBuf {
        match etcetera::choose_base_strategy() {
            Ok(base) => base.cache_dir().join("diglot").join("clips"),
            Err(_) => std::env::temp_dir().join("diglot").join("clips"),
        }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where the clip of a key is, or would be.
    pub fn path(&self, key: &ClipKey) -> PathBuf {
        let name = key.as_str();
        self.folder.join(&name[..2]).join(format!("{name}.clip"))
    }

    /// Whether the clip is there. Whether it is whole, [`ClipStore::get`] finds out.
    pub fn has(&self, key: &ClipKey) -> bool {
        self.path(key).is_file()
    }

    /// The clip's bytes, as the engine sent them; `None` if it is not there.
    ///
    /// # Errors
    /// [`SpeechError::Damaged`] if it is not as it was, [`SpeechError::Store`] if it cannot be read.
    pub fn get(&self, key: &ClipKey) -> Result<Option<Vec<u8>>, SpeechError> {
        let path = self.path(key);
        let failed = |error: std::io::Error| SpeechError::store(&path, &error);
        let mut file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        let mut bytes = Vec::new();
        match file.read_to_end(&mut bytes) {
            Err(_) if path.is_dir() => return Ok(None),
            read => read.map_err(failed)?,
        };
        let Some(bytes) = unsealed(bytes) else {
            return Err(SpeechError::Damaged { path });
        };
        mark_used(&path);
        Ok(Some(bytes))
    }

    /// The sum of a clip's bytes, as its file says it; `None` if it is not there.
    pub fn sum(&self, key: &ClipKey) -> Option<String> {
        let mut file = File::open(self.path(key)).ok()?;
        file.seek(SeekFrom::End(-(blake3::OUT_LEN as i64))).ok()?;
        let mut sum = [0; blake3::OUT_LEN];
        file.read_exact(&mut sum).ok()?;
        Some(blake3::Hash::from_bytes(sum).to_hex().to_string())
    }

    /// Keeps a clip: written to a temporary file, synced, renamed.
    ///
    /// # Errors
    /// [`SpeechError::Store`], with a hint if the disk is full.
    pub fn put(&self, key: &ClipKey, bytes: &[u8]) -> Result<(), SpeechError> {
        let path = self.path(key);
        crate::disk::write_whole(&path, &sealed(bytes))
            .map_err(|error| SpeechError::store(path, &error))
    }

    /// Takes out a clip that turned out to be damaged.
    ///
    /// # Errors
    /// [`SpeechError::Store`] if it is there and cannot be removed.
    pub fn remove(&self, key: &ClipKey) -> Result<(), SpeechError> {
        let path = self.path(key);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(SpeechError::store(path, &error))
            }
            _ => Ok(()),
        }
    }

    /// Claims a clip for this run; `None` if another has.
    ///
    /// # Errors
    /// [`SpeechError::Store`] if the store cannot be written to.
    pub fn claim(&self, key: &ClipKey) -> Result<Option<Claim>, SpeechError> {
        let clip = self.path(key);
        let path = clip.with_file_name(crate::disk::unfinished(key.as_str()));
        let failed = |error: std::io::Error| SpeechError::store(&path, &error);
        loop {
            let open = || {
                let mut options = OpenOptions::new();
                options.write(true).create(true).truncate(false).open(&path)
            };
            let file = match open() {
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    std::fs::create_dir_all(path.parent().unwrap_or(&self.folder))
                        .map_err(failed)?;
                    open().map_err(failed)?
                }
                file => file.map_err(failed)?,
            };
            match file.try_lock() {
                // Whoever had it may have removed or renamed it between our opening and locking it.
                Ok(()) if !is_there(&file, &path) => continue,
                Ok(()) => {
                    let file = Some(file);
                    return Ok(Some(Claim { path, clip, file }));
                }
                Err(TryLockError::WouldBlock) => return Ok(None),
                // A file system without locks: go on without.
                Err(TryLockError::Error(_)) => {
                    let file = None;
                    return Ok(Some(Claim { path, clip, file }));
                }
            }
        }
    }

    /// All clips, in the order of their keys.
    ///
    /// # Errors
    /// [`SpeechError::Store`] if a folder cannot be read.
    pub fn list(&self) -> Result<Vec<Stored>, SpeechError> {
        let mut all = Vec::new();
        for folder in entries(&self.folder)? {
            for path in entries(&folder)? {
                let stem = path.file_stem().and_then(|stem| stem.to_str());
                let key = stem.and_then(|stem| stem.parse().ok());
                let is_clip = path.extension().is_some_and(|e| e == "clip");
                let (Some(key), true, Ok(about)) = (key, is_clip, path.metadata()) else {
                    continue;
                };
                let used = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                let bytes = about.len();
                all.push(Stored { key, bytes, used });
            }
        }
        all.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(all)
    }

    /// Removes what runs that were killed have left: half-written files, and claims that nobody
    /// holds.
    ///
    /// # Errors
    /// [`SpeechError::Store`] if a folder cannot be read.
    pub fn sweep(&self) -> Result<(), SpeechError> {
        for folder in entries(&self.folder)? {
            crate::disk::sweep(&folder);
        }
        Ok(())
    }
}

/// The files and folders in a folder; none if it is not there or is a file.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, SpeechError> {
    match std::fs::read_dir(folder) {
        Ok(entries) => Ok(entries.flatten().map(|entry| entry.path()).collect()),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(Vec::new())
        }
        Err(error) => Err(SpeechError::store(folder, &error)),
    }
}

/// Whether an open file is still the one at its path.
fn is_there(file: &File, path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let same = |(a, b): (std::fs::Metadata, std::fs::Metadata)| a.ino() == b.ino();
        let both = file.metadata().ok().zip(std::fs::metadata(path).ok());
        both.is_some_and(same)
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        path.exists()
    }
}

/// Sets the time of a clip, if it was not used for a while, so that `diglot cache prune` keeps it.
fn mark_used(path: &Path) {
    let Ok(file) = OpenOptions::new().append(true).open(path) else {
        return;
    };
    let used = file.metadata().and_then(|about| about.modified());
    if used.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > USED)) {
        let _ = file.set_modified(SystemTime::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> (tempfile::TempDir, ClipStore, ClipKey) {
        let folder = tempfile::tempdir().unwrap();
        let store = ClipStore::new(folder.path().join("clips"));
        (folder, store, "ab".repeat(20).parse().unwrap())
    }

    #[test]
    fn a_clip_comes_back_as_it_was_and_damage_is_seen() {
        let (_folder, store, key) = store();
        assert!(store.get(&key).unwrap().is_none() && !store.has(&key));
        store.put(&key, b"RIFF sound").unwrap();
        assert!(store.has(&key));
        assert_eq!(store.get(&key).unwrap().unwrap(), b"RIFF sound");
        let path = store.path(&key);
        let whole = std::fs::read(&path).unwrap();
        assert!(whole.starts_with(b"RIFF sound"));
        for at in [0, 9, 12, whole.len() - 1] {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            std::fs::write(&path, damaged).unwrap();
            let got = store.get(&key);
            assert!(matches!(got, Err(SpeechError::Damaged { .. })), "{at}");
        }
        for length in [0, 10, whole.len() - 1] {
            std::fs::write(&path, &whole[..length]).unwrap();
            assert!(store.get(&key).is_err(), "{length}");
        }
    }

    #[test]
    fn a_folder_in_place_of_a_clip_is_moved_aside() {
        let (_folder, store, key) = store();
        let path = store.path(&key);
        std::fs::create_dir_all(path.join("mine")).unwrap();
        assert!(store.get(&key).unwrap().is_none() && !store.has(&key));
        store.claim(&key).unwrap().unwrap().keep(b"x").unwrap();
        assert_eq!(store.get(&key).unwrap().unwrap(), b"x");
        assert!(path.with_extension("aside").join("mine").is_dir());
    }

    #[test]
    fn a_clip_is_claimed_by_one_at_a_time() {
        let (_folder, store, key) = store();
        let claim = store.claim(&key).unwrap();
        assert!(claim.is_some());
        assert!(store.claim(&key).unwrap().is_none());
        drop(claim);
        let part = crate::disk::unfinished(key.as_str());
        let part = store.path(&key).with_file_name(part);
        assert!(!part.exists());
        std::fs::write(&part, "left by a run that was killed").unwrap();
        let again = store.claim(&key).unwrap().unwrap();
        store.sweep().unwrap();
        assert!(store.claim(&key).unwrap().is_none());
        again.keep(b"x").unwrap();
        assert!(!part.exists());
        assert_eq!(store.get(&key).unwrap().unwrap(), b"x");
        assert!(store.claim(&key).unwrap().is_some());
        let list = store.list().unwrap();
        assert_eq!((list.len(), &list[0].key), (1, &key));
        std::fs::write(&part, "left").unwrap();
        store.sweep().unwrap();
        assert!(!part.exists());
    }
}
