//! Keys of engines, which never appear in output, logs, errors or files.

use super::SpeechError;
use secrecy::{ExposeSecret, SecretString};
use std::path::Path;

/// Reads a key from an environment variable or a file, whichever is named.
///
/// # Errors
/// [`SpeechError::Setup`] if one is named and holds no key.
pub fn load(
    key_env: Option<&str>,
    key_file: Option<&Path>,
) -> Result<Option<SecretString>, SpeechError> {
    let (key, place) = match (key_env, key_file) {
        (Some(name), _) => (
            std::env::var(name).ok(),
            format!("the environment variable {name}"),
        ),
        (None, Some(path)) => (
            std::fs::read_to_string(path).ok(),
            format!("the file {}", path.display()),
        ),
        (None, None) => return Ok(None),
    };
    let key = key.map(|key| key.trim().to_string()).unwrap_or_default();
    if key.is_empty() {
        return Err(SpeechError::Setup(format!(
            "the key for this engine is to be in {place}, and it is not there. Put it there, or \
             name another place in diglot.toml with key_env or key_file"
        )));
    }
    if !key.chars().all(|c| c.is_ascii_graphic()) {
        return Err(SpeechError::Setup(format!(
            "what is in {place} cannot be a key: it holds blanks or letters that keys do not have"
        )));
    }
    Ok(Some(SecretString::from(key)))
}

/// A text without the key in it, should a server have repeated it.
pub fn redact(text: &str, key: Option<&SecretString>) -> String {
    match key.map(ExposeSecret::expose_secret) {
        Some(key) if !key.is_empty() => text.replace(key, "[key]"),
        _ => text.to_string(),
    }
}
