//! Keys of engines, which never appear in output, logs, errors or files.

use super::SpeechError;
use secrecy::{ExposeSecret, SecretString};
use std::fmt;
use std::path::PathBuf;

/// Where a key is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In an environment variable.
    Variable(String),
    /// In a file.
    File(PathBuf),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(name) => write!(f, "the environment variable {name}"),
            Self::File(path) => write!(f, "the file {}", path.display()),
        }
    }
}

impl Place {
    /// Reads the key.
    ///
    /// # Errors
    /// [`SpeechError::Setup`] if there is none, or what is there cannot be one.
    pub fn read(&self) -> Result<SecretString, SpeechError> {
        let key = match self {
            Self::Variable(name) => std::env::var(name).ok(),
            Self::File(path) => std::fs::read_to_string(path).ok(),
        };
        let key = key.map(|key| key.trim().to_string()).unwrap_or_default();
        if key.is_empty() {
            return Err(SpeechError::Setup(format!(
                "the key for this engine is to be in {self}, and it is not there. Put it there, or \
                 name another place in diglot.toml with key_env or key_file"
            )));
        }
        if !key.chars().all(|c| c.is_ascii_graphic()) {
            return Err(SpeechError::Setup(format!(
                "what is in {self} cannot be a key: it holds blanks or letters that keys do not have"
            )));
        }
        Ok(SecretString::from(key))
    }

    /// A word of warning if others on this machine can read the key's file.
    pub fn warning(&self) -> Option<String> {
        #[cfg(unix)]
        if let Self::File(path) = self {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(path).ok()?.permissions().mode();
            if mode & 0o077 != 0 {
                return Some(format!(
                    "others on this machine can read the key in {0}. Close it: chmod 600 {0}",
                    path.display()
                ));
            }
        }
        None
    }
}

/// A text without the key in it, should a server have repeated it.
pub fn redact(text: &str, key: Option<&SecretString>) -> String {
    match key.map(ExposeSecret::expose_secret) {
        Some(key) if !key.is_empty() => text.replace(key, "[key]"),
        _ => text.to_string(),
    }
}
