//! A small data folder for espeak-ng.
//!
//! At every start espeak-ng reads all of its 230 voice files, which takes longer than speaking a
//! short line (measured: 8.1 ms a start with all, 4.7 ms with the files of one voice). Its option
//! `--path` names another folder; this makes one that links to the real data, with only the voice
//! files that are needed. It is used only for voices for which it was seen to give the same bytes.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A data folder with the files of some voices, which goes away when it is dropped.
#[derive(Debug)]
pub struct SmallData {
    folder: TempDir,
}

impl SmallData {
    /// Makes a folder from espeak-ng's own, `data`, with `languages` (files below `lang/`) and
    /// `variants` (files below `voices/!v/`).
    ///
    /// # Errors
    /// If a file is not there or cannot be linked to.
    pub fn new(data: &Path, languages: &[&str], variants: &[&str]) -> io::Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("diglot-espeak-")
            .tempdir()?;
        let small = folder.path().join("espeak-ng-data");
        std::fs::create_dir(&small)?;
        for entry in std::fs::read_dir(data)? {
            let entry = entry?;
            let name = entry.file_name();
            if name != "lang" && name != "voices" {
                link(&entry.path(), &small.join(name))?;
            }
        }
        let files = languages.iter().map(|file| Path::new("lang").join(file));
        let files = files.chain(
            variants
                .iter()
                .map(|file| Path::new("voices/!v").join(file)),
        );
        for file in files {
            let target = small.join(&file);
            std::fs::create_dir_all(target.parent().unwrap_or(&small))?;
            // Named twice, it is linked once.
            if !target.exists() {
                link(&data.join(&file), &target)?;
            }
        }
        Ok(Self { folder })
    }

    /// What to give to `--path`.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) -> io::Result<()> {
    if !from.exists() {
        return Err(io::ErrorKind::NotFound.into());
    }
    std::os::unix::fs::symlink(from, to)
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// What `espeak-ng --voices` or `--voices=variant` lists.
#[derive(Debug, Default)]
pub struct Listing {
    /// The file of each voice, by language tag or by the variant's name, both in lower case.
    pub files: HashMap<String, String>,
}

impl Listing {
    /// Reads a listing: columns `Pty Language Age/Gender VoiceName File …`.
    pub fn parse(text: &str) -> Self {
        let mut files = HashMap::new();
        for line in text.lines().skip(1) {
            let mut columns = line.split_whitespace().skip(1);
            let (Some(language), Some(file)) = (columns.next(), columns.nth(2)) else {
                continue;
            };
            let name = match file.strip_prefix("!v/") {
                Some(variant) => variant,
                None => language,
            };
            let file = file.trim_start_matches("!v/").to_string();
            files.entry(name.to_lowercase()).or_insert(file);
        }
        Self { files }
    }
}

/// The data folder that `espeak-ng --version` names: `… Data at: /usr/lib/…/espeak-ng-data`.
pub fn data_folder(version: &str) -> Option<PathBuf> {
    let (_, path) = version.split_once("Data at:")?;
    Some(PathBuf::from(path.lines().next()?.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listings_and_versions_are_read() {
        let listing = Listing::parse(
            "Pty Language       Age/Gender VoiceName          File                 Other Languages\n \
             5  en-us           --/M      English_(America)  gmw/en-US            (en 3)\n \
             5  variant         --/F      Annie              !v/Annie             \n",
        );
        assert_eq!(listing.files["en-us"], "gmw/en-US");
        assert_eq!(listing.files["annie"], "Annie");
        assert_eq!(
            data_folder("eSpeak NG text-to-speech: 1.51  Data at: /a b/espeak-ng-data\n"),
            Some("/a b/espeak-ng-data".into())
        );
        assert_eq!(data_folder("something else"), None);
    }

    #[test]
    #[cfg(unix)]
    fn a_small_folder_has_what_was_asked_for() {
        let data = tempfile::tempdir().unwrap();
        for file in [
            "phontab",
            "lang/gmw/en-US",
            "lang/gmw/de",
            "voices/!v/m3",
            "voices/!v/f2",
        ] {
            let file = data.path().join(file);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, "x").unwrap();
        }
        let small = SmallData::new(data.path(), &["gmw/en-US", "gmw/en-US"], &["m3"]).unwrap();
        let path = small.path().join("espeak-ng-data");
        assert!(path.join("phontab").exists() && path.join("lang/gmw/en-US").exists());
        assert!(path.join("voices/!v/m3").exists() && !path.join("lang/gmw/de").exists());
        assert!(SmallData::new(data.path(), &["gmw/xx"], &[]).is_err());
    }
}
