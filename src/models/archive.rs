//! Packages as files: wheels of Python, which are ZIP archives, and packages of npm, which are compressed tar
//! archives. Files in them are read by name; nothing is unpacked to where an archive says.

use flate2::read::GzDecoder;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use zip::ZipArchive;

/// The most that is read of what is unpacked of a tar archive, in bytes: a small archive may hold far more than any
/// model does.
const LARGEST: u64 = 4 << 30;
/// The most files that an archive may hold.
const MOST_FILES: usize = 100_000;

/// How a package is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Zip,
    TarGz,
}

/// How a file is packed, by its name.
fn kind(path: &Path) -> Option<Kind> {
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    if ends(&[".whl", ".zip"]) {
        Some(Kind::Zip)
    } else if ends(&[".tgz", ".tar.gz"]) {
        Some(Kind::TarGz)
    } else {
        None
    }
}

/// Whether a file is an archive, by its name.
pub fn is_archive(path: &Path) -> bool {
    kind(path).is_some()
}

/// The names of the files in an archive.
///
/// # Errors
/// If it cannot be read, or holds too many.
pub fn names(archive: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    match kind(archive) {
        Some(Kind::Zip) => {
            let zip = opened(archive)?;
            names.extend(zip.file_names().flatten().map(String::from));
        }
        Some(Kind::TarGz) => walk(archive, &mut |name, _| {
            names.push(name.into());
            Ok(true)
        })?,
        None => return Err(unknown()),
    }
    Ok(names)
}

/// Reads some of an archive's files, each through `read`, in the order in which they are wanted if it is a ZIP
/// archive, else in its own. Files that are not in it are passed over.
///
/// # Errors
/// If it cannot be read; what `read` says.
pub fn visit(
    archive: &Path,
    wanted: &[String],
    read: &mut dyn FnMut(&str, &mut dyn Read) -> io::Result<()>,
) -> io::Result<()> {
    match kind(archive) {
        Some(Kind::Zip) => {
            let mut zip = opened(archive)?;
            for name in wanted {
                if zip.index_for_name(name).is_some() {
                    let mut entry = zip.by_name(name).map_err(io::Error::other)?;
                    read(name, &mut entry)?;
                }
            }
            Ok(())
        }
        Some(Kind::TarGz) => {
            // The first file of a name counts.
            let mut left: Vec<&String> = wanted.iter().collect();
            walk(archive, &mut |name, entry| {
                if let Some(at) = left.iter().position(|wanted| *wanted == name) {
                    left.swap_remove(at);
                    read(name, entry)?;
                }
                Ok(!left.is_empty())
            })
        }
        None => Err(unknown()),
    }
}

fn opened(archive: &Path) -> io::Result<ZipArchive<BufReader<File>>> {
    let zip = ZipArchive::new(BufReader::new(File::open(archive)?)).map_err(io::Error::other)?;
    match zip.len() > MOST_FILES {
        true => Err(too_many()),
        false => Ok(zip),
    }
}

/// Walks the plain files of a tar archive, as long as `each` says.
fn walk(
    archive: &Path,
    each: &mut dyn FnMut(&str, &mut dyn Read) -> io::Result<bool>,
) -> io::Result<()> {
    let unpacked = GzDecoder::new(BufReader::new(File::open(archive)?)).take(LARGEST);
    let mut tar = tar::Archive::new(unpacked);
    // Raw: long names are read into memory otherwise, however long an archive says they are. No file of a model has one.
    for (number, entry) in tar.entries()?.raw(true).enumerate() {
        let mut entry = entry?;
        if number >= MOST_FILES {
            return Err(too_many());
        }
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        if entry.header().entry_type().is_file() && !each(&name, &mut entry)? {
            break;
        }
    }
    Ok(())
}

fn unknown() -> io::Error {
    io::Error::other("it is no archive that diglot reads (.whl, .zip, .tgz, .tar.gz)")
}

fn too_many() -> io::Error {
    io::Error::other(format!("it holds more than {MOST_FILES} files"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};

    /// A file of an archive: its kind, its name, what is in it.
    type Packed<'a> = (tar::EntryType, &'a str, &'a [u8]);

    fn packed(path: &Path, files: &[Packed]) {
        let file = GzEncoder::new(File::create(path).unwrap(), Compression::fast());
        let mut tar = tar::Builder::new(file);
        for (kind, name, bytes) in files {
            let mut header = tar::Header::new_gnu();
            header.set_entry_type(*kind);
            header.set_size(bytes.len() as u64);
            header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
            header.set_cksum();
            tar.append(&header, *bytes).unwrap();
        }
        tar.into_inner().unwrap().finish().unwrap();
    }

    #[test]
    fn what_an_archive_says_of_other_files_is_passed_over() {
        use tar::EntryType;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lamp.tgz");
        let long = vec![b'n'; 1 << 20];
        packed(
            &path,
            &[
                (EntryType::GNULongName, "././@LongLink", &long),
                (EntryType::Symlink, "package/link.bin", b""),
                (EntryType::Regular, "package/a.bin", b"a"),
                (EntryType::Regular, "package/b.bin", b"bb"),
                (EntryType::Regular, "package/a.bin", b"again"),
            ],
        );
        let listed = names(&path).unwrap();
        assert_eq!(listed, ["package/a.bin", "package/b.bin", "package/a.bin"]);
        let wanted = ["package/b.bin", "package/link.bin", "package/a.bin"].map(String::from);
        let mut found = Vec::new();
        visit(&path, &wanted, &mut |name, from| {
            let mut bytes = Vec::new();
            from.read_to_end(&mut bytes)?;
            found.push((name.to_string(), bytes.len()));
            Ok(())
        })
        .unwrap();
        // The first of a name counts.
        let expected = [
            ("package/a.bin".to_string(), 1),
            ("package/b.bin".into(), 2),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_no_archive_is_said() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["lamp.whl", "lamp.tgz"] {
            let path = folder.path().join(name);
            std::fs::write(&path, "no archive at all").unwrap();
            assert!(names(&path).is_err(), "{name}");
        }
        assert!(!is_archive(Path::new("lamp.onnx")));
    }
}
