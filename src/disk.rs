//! Files: written so that a kill leaves the old file or the new one, never half of one, and removed
//! only where they are ours; and places in them, as errors name them.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Component, Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

/// How the name of a file begins and ends that is not finished, which [`sweep`] removes once nobody
/// has it locked.
const UNFINISHED: (&str, &str) = (".diglot-", ".part");

/// The name of an unfinished file.
pub fn unfinished(name: &str) -> String {
    [UNFINISHED.0, name, UNFINISHED.1].concat()
}

/// Writes a file through a temporary one beside it, synced and renamed into place.
///
/// # Errors
/// What the system says; the old file is untouched then.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write(path, bytes, true)
}

/// As [`write_whole`], for a file that can be derived again: it leaves a file alone that already
/// holds the bytes, and leaves it to the system when the bytes reach the disk. Returns whether it
/// wrote.
///
/// # Errors
/// As [`write_whole`].
pub fn write_derived(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(false);
    }
    write(path, bytes, false).map(|()| true)
}

/// As [`write_derived`], for a file that is too large to be held in memory: `content` writes it. Returns
/// whether it has changed, and the BLAKE3 hash of what it holds, in hexadecimal.
///
/// # Errors
/// As [`write_whole`].
pub fn stream_derived(
    path: &Path,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<(bool, String)> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut file = temporary(folder)?;
    let mut hashed = Hashed {
        file: file.as_file_mut(),
        hasher: blake3::Hasher::new(),
    };
    {
        let mut buffered = io::BufWriter::with_capacity(1 << 18, &mut hashed);
        content(&mut buffered)?;
        buffered.flush()?;
    }
    let hash = hashed.hasher.finalize().to_hex().to_string();
    if hash_of(path).is_ok_and(|old| old == hash) {
        return Ok((false, hash));
    }
    file.persist(path)?;
    Ok((true, hash))
}

/// The BLAKE3 hash of a file, in hexadecimal.
///
/// # Errors
/// What the system says.
pub fn hash_of(path: &Path) -> io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(std::fs::File::open(path)?)?;
    Ok(hasher.finalize().to_hex().to_string())
}

/// Writes to a file and to a hash.
struct Hashed<'a> {
    file: &'a mut std::fs::File,
    hasher: blake3::Hasher,
}

impl Write for Hashed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn write(path: &Path, bytes: &[u8], sync: bool) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = temporary(folder)?;
    file.write_all(bytes)?;
    if sync {
        file.as_file().sync_data()?;
    }
    file.persist(path)?;
    Ok(())
}

/// A temporary file that goes away unless it is persisted, with the permissions of a plain file.
///
/// # Errors
/// What the system says.
pub fn temporary(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(UNFINISHED.0).suffix(UNFINISHED.1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o644));
    }
    let file = builder.tempfile_in(folder)?;
    // So that [`sweep`] knows it from one that a killed run has left. Without locks it stays.
    let _ = file.as_file().try_lock();
    Ok(file)
}

/// The path of a file by its name in a folder (`chapters/01.wav`); none if the name leads anywhere
/// else, as `../x` or `/x` do.
pub fn inside(folder: &Path, name: &str) -> Option<PathBuf> {
    let name = Path::new(name);
    let mut steps = name.components();
    let stays = steps.all(|step| matches!(step, Component::Normal(_)));
    (stays && name.file_name().is_some()).then(|| folder.join(name))
}

/// Renames a file that is a person's, so that another can have its name: `talk.txt` becomes
/// `talk.kept-1.txt`. Returns what it is called then.
///
/// # Errors
/// What the system says.
pub fn set_aside(path: &Path) -> io::Result<PathBuf> {
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    let named = |n: u32| path.with_extension(format!("kept-{n}.{ending}"));
    let mut n = 1;
    while named(n).exists() {
        n += 1;
    }
    fs::rename(path, named(n))?;
    Ok(named(n))
}

/// Removes a file that was remembered by its name in a folder. What is not in the folder is left
/// alone, whether its name leads out of it or a link on the way does. What cannot be removed does no
/// harm beyond taking room.
pub fn remove_inside(folder: &Path, name: &str) {
    let Some(path) = inside(folder, name) else {
        return;
    };
    let is_inside = || {
        let parent = path.parent()?.canonicalize().ok()?;
        Some(parent.starts_with(folder.canonicalize().ok()?))
    };
    if is_inside() == Some(true) {
        let _ = fs::remove_file(path);
    }
}

/// A folder for what is needed for a while, gone when it is dropped; [`sweep`] removes one that a
/// killed run has left.
#[derive(Debug)]
pub struct Scratch {
    folder: TempDir,
    /// Locked as long as the folder is in use.
    _lock: File,
}

/// The file in a [`Scratch`] that is locked.
const LOCK: &str = "lock";
/// A scratch folder without a lock may be a new one for so long.
const NEW: Duration = Duration::from_secs(60);

impl Scratch {
    /// Makes a folder in a folder.
    ///
    /// # Errors
    /// What the system says.
    pub fn new(parent: &Path) -> io::Result<Self> {
        fs::create_dir_all(parent)?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(UNFINISHED.0).suffix(UNFINISHED.1);
        let folder = builder.tempdir_in(parent)?;
        let lock = File::create(folder.path().join(LOCK))?;
        let _ = lock.try_lock();
        Ok(Self {
            folder,
            _lock: lock,
        })
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Removes from a folder what runs that were killed have left unfinished in it: temporary files and
/// [`Scratch`] folders that nobody has locked. What cannot be removed does no harm beyond taking room.
pub fn sweep(folder: &Path) {
    let is_free = |path: &Path| File::open(path).map(|file| file.try_lock().is_ok());
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if !name.starts_with(UNFINISHED.0) || !name.ends_with(UNFINISHED.1) {
            continue;
        }
        let path = entry.path();
        let Ok(about) = entry.metadata() else {
            continue;
        };
        if about.is_dir() {
            let age = about.modified().ok().and_then(|at| at.elapsed().ok());
            let is_old = age.is_some_and(|age| age > NEW);
            if is_free(&path.join(LOCK)).unwrap_or(is_old) {
                let _ = fs::remove_dir_all(&path);
            }
        } else if is_free(&path).unwrap_or(false) {
            let _ = fs::remove_file(&path);
        }
    }
}

/// [`sweep`]s a book's folder, the folders in it, and those in them.
pub fn sweep_book(folder: &Path) {
    let folders = |of: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(of).into_iter().flatten().flatten();
        entries
            .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
            .map(|entry| entry.path())
            .collect()
    };
    sweep(folder);
    for inner in folders(folder) {
        sweep(&inner);
        folders(&inner).iter().for_each(|folder| sweep(folder));
    }
}

/// The nearest folder that is there: the folder, or one that it is to lie in.
fn nearest(folder: &Path) -> Option<std::path::PathBuf> {
    let folder = std::path::absolute(folder).ok()?;
    let there = folder.ancestors().find(|folder| folder.is_dir())?;
    Some(there.to_path_buf())
}

/// How many bytes can be written to where a folder is, or is to be; none if that is not known.
pub fn free(folder: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        let about = rustix::fs::statvfs(&nearest(folder)?).ok()?;
        Some(about.f_bavail.saturating_mul(about.f_frsize))
    }
    #[cfg(not(unix))]
    {
        let _ = nearest(folder)?;
        None
    }
}

/// Whether two folders are on the same file system, as far as that is known.
pub fn is_same(one: &Path, other: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let device = |folder| Some(std::fs::metadata(nearest(folder)?).ok()?.dev());
        device(one) == device(other)
    }
    #[cfg(not(unix))]
    {
        nearest(one) == nearest(other)
    }
}

/// Line and column (in characters), from 1, of a byte of a text.
pub fn place(text: &str, byte: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(byte.min(text.len()))];
    let line_start = before.rfind('\n').map_or(0, |i| i + 1);
    (
        before.matches('\n').count() + 1,
        before[line_start..].chars().count() + 1,
    )
}

/// The places of a text, for those who ask for many.
pub struct Places<'a> {
    text: &'a str,
    /// Where each line begins, in bytes.
    lines: Vec<usize>,
}

impl<'a> Places<'a> {
    /// Looks through a text once.
    pub fn new(text: &'a str) -> Self {
        let breaks = text.match_indices('\n').map(|(i, _)| i + 1);
        let lines = std::iter::once(0).chain(breaks).collect();
        Self { text, lines }
    }

    /// As [`place`].
    pub fn of(&self, byte: usize) -> (usize, usize) {
        let byte = self.text.floor_char_boundary(byte.min(self.text.len()));
        let line = self.lines.partition_point(|&start| start <= byte);
        let start = self.lines[line - 1];
        (line, self.text[start..byte].chars().count() + 1)
    }
}

/// What a person can do about an error of the file system.
pub fn explain(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "the disk is full. Free some space and run the same command again: what is finished \
             is kept"
                .into()
        }
        ErrorKind::PermissionDenied => {
            "permission denied. Choose a folder that you may write to (-o DIR, --cache DIR)".into()
        }
        ErrorKind::ReadOnlyFilesystem => {
            "this place is read-only. Choose another folder (-o DIR, --cache DIR)".into()
        }
        ErrorKind::NotFound => "there is no such file or folder".into(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_whole_and_untouched_if_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b.txt");
        assert!(write_derived(&path, b"one").unwrap());
        let before = fs::metadata(&path).unwrap().modified().unwrap();
        assert!(!write_derived(&path, b"one").unwrap());
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), before);
        assert!(write_derived(&path, b"two").unwrap());
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn what_is_streamed_is_left_alone_if_it_is_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("book.json");
        let stream = |text: &str| stream_derived(&path, |file| file.write_all(text.as_bytes()));
        let (is_new, hash) = stream("one").unwrap();
        assert!(is_new && hash == blake3::hash(b"one").to_hex().as_str());
        assert_eq!(stream("one").unwrap(), (false, hash));
        assert!(stream("two").unwrap().0);
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_a_killed_run_has_left_is_swept_and_what_is_being_written_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let written = temporary(folder.path()).unwrap();
        let left = folder.path().join(".diglot-left.part");
        fs::write(&left, b"half").unwrap();
        fs::write(folder.path().join("mine.part"), b"mine").unwrap();
        sweep(folder.path());
        assert!(written.path().exists() && !left.exists());
        assert!(folder.path().join("mine.part").exists());
    }

    #[test]
    fn a_scratch_folder_is_swept_when_its_run_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let book = folder.path().join("book");
        let used = Scratch::new(&book.join(".diglot")).unwrap();
        let left = book.join(".diglot/.diglot-left.part");
        fs::create_dir(&left).unwrap();
        fs::write(left.join(LOCK), "").unwrap();
        fs::write(left.join("sound.mp3"), "half").unwrap();
        let mine = book.join(".diglot/mine");
        fs::create_dir(&mine).unwrap();
        sweep_book(&book);
        assert!(used.path().is_dir() && mine.is_dir() && !left.exists());
    }

    #[test]
    fn only_what_is_in_the_folder_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let book = folder.path().join("book");
        fs::create_dir_all(book.join("chapters")).unwrap();
        let precious = folder.path().join("precious.txt");
        let own = book.join("chapters/01.wav");
        fs::write(&precious, "mine").unwrap();
        fs::write(&own, "ours").unwrap();
        for name in [
            "../precious.txt",
            "chapters/../../precious.txt",
            "",
            ".",
            "/",
        ] {
            remove_inside(&book, name);
        }
        remove_inside(&book, precious.to_str().unwrap());
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(folder.path(), book.join("out")).unwrap();
            remove_inside(&book, "out/precious.txt");
        }
        assert!(precious.exists());
        remove_inside(&book, "chapters/01.wav");
        assert!(!own.exists());
    }

    #[test]
    fn places_are_the_same_either_way() {
        let text = "a灯\n\nb\n";
        let places = Places::new(text);
        for byte in 0..text.len() + 2 {
            assert_eq!(places.of(byte), place(text, byte), "{byte}");
        }
        assert_eq!(places.of(4), (1, 3));
    }

    #[test]
    fn a_full_disk_is_named() {
        assert!(explain(&ErrorKind::StorageFull.into()).starts_with("the disk is full"));
    }
}
