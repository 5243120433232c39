//! Files: written so that a kill leaves the old file or the new one, never half of one; and places
//! in them, as errors name them.

use std::io::{self, ErrorKind, Write};
use std::path::Path;

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
    if std::fs::read(path).is_ok_and(|old| old == bytes) {
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
    std::fs::create_dir_all(folder)?;
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
        builder.permissions(std::fs::Permissions::from_mode(0o644));
    }
    let file = builder.tempfile_in(folder)?;
    // So that [`sweep`] knows it from one that a killed run has left. Without locks it stays.
    let _ = file.as_file().try_lock();
    Ok(file)
}

/// Removes temporary files from a folder that runs which were killed have left in it. What cannot be
/// removed does no harm beyond taking room.
pub fn sweep(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let path = entry.path();
        let is_nobodys = || std::fs::File::open(&path).is_ok_and(|file| file.try_lock().is_ok());
        if name.starts_with(UNFINISHED.0) && name.ends_with(UNFINISHED.1) && is_nobodys() {
            let _ = std::fs::remove_file(&path);
        }
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
        let before = std::fs::metadata(&path).unwrap().modified().unwrap();
        assert!(!write_derived(&path, b"one").unwrap());
        assert_eq!(
            std::fs::metadata(&path).unwrap().modified().unwrap(),
            before
        );
        assert!(write_derived(&path, b"two").unwrap());
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        assert_eq!(
            std::fs::read_dir(path.parent().unwrap()).unwrap().count(),
            1
        );
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
        std::fs::write(&left, b"half").unwrap();
        std::fs::write(folder.path().join("mine.part"), b"mine").unwrap();
        sweep(folder.path());
        assert!(written.path().exists() && !left.exists());
        assert!(folder.path().join("mine.part").exists());
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
