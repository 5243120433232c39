//! What was heard, kept beside the clips: nothing is heard twice.

use super::recogniser::Hearing;
use crate::disk;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The folder in that of the clips.
const FOLDER: &str = "heard";

/// What was heard, a file each, by its key.
#[derive(Debug, Clone)]
pub struct Kept {
    folder: PathBuf,
}

/// What of a sound is not the same twice.
#[derive(Debug, Clone, Copy, serde::Serialize)]
pub enum Sound<'a> {
    /// A clip that lies in the book as it was mixed: its key, the sum of its bytes, its speed.
    Clip(&'a str, &'a str, f64),
    /// Any other sound: the sum of its samples.
    Samples(&'a str),
}

/// The key of what a recogniser hears of a sound, when it is told a language.
pub fn key(recogniser: &str, language: &str, sound: Sound) -> String {
    let all = serde_json::json!(["heard 1", recogniser, language, sound]).to_string();
    blake3::hash(all.as_bytes()).to_hex()[..40].to_string()
}

impl Kept {
    /// What is kept beside the clips of that folder.
    pub fn beside(clips: &Path) -> Self {
        let folder = clips.join(FOLDER);
        Self { folder }
    }

    fn path(&self, key: &str) -> PathBuf {
        self.folder.join(&key[..2]).join(format!("{key}.json"))
    }

    /// What was heard; none if it was not, or cannot be read.
    pub fn get(&self, key: &str) -> Option<Hearing> {
        let bytes = std::fs::read(self.path(key)).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// Keeps what was heard.
    ///
    /// # Errors
    /// What the system says.
    pub fn put(&self, key: &str, hearing: &Hearing) -> std::io::Result<()> {
        let bytes = serde_json::to_vec(hearing)?;
        disk::write_whole(&self.path(key), &bytes)
    }

    /// Removes what was heard longer ago than `age`. It can be heard again.
    pub fn prune(&self, age: Duration) {
        let inside = |folder: &Path| std::fs::read_dir(folder).into_iter().flatten().flatten();
        for file in inside(&self.folder).flat_map(|folder| inside(&folder.path())) {
            let at = file.metadata().and_then(|about| about.modified());
            let is_old = at.is_ok_and(|at| at.elapsed().is_ok_and(|old| old >= age));
            if is_old {
                let _ = std::fs::remove_file(file.path());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_heard_comes_back_and_goes_when_it_is_old() {
        let folder = tempfile::tempdir().unwrap();
        let kept = Kept::beside(folder.path());
        let key = key("r", "en", Sound::Samples("s"));
        assert_eq!(kept.get(&key), None);
        let hearing = Hearing {
            text: "灯".into(),
            sure: Some(0.5),
            ..Hearing::default()
        };
        kept.put(&key, &hearing).unwrap();
        assert_eq!(kept.get(&key), Some(hearing));
        kept.prune(Duration::from_secs(3600));
        assert!(kept.get(&key).is_some());
        kept.prune(Duration::ZERO);
        assert!(kept.get(&key).is_none());
        std::fs::write(folder.path().join("heard"), "").ok();
    }

    #[test]
    fn all_that_changes_what_is_heard_changes_the_key() {
        let clip = |sum| Sound::Clip("k", sum, 1.0);
        let mut keys = vec![
            key("r", "en", clip("a")),
            key("q", "en", clip("a")),
            key("r", "zh", clip("a")),
            key("r", "en", clip("b")),
            key("r", "en", Sound::Clip("k", "a", 1.1)),
            key("r", "en", Sound::Samples("a")),
        ];
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), 6);
    }
}
