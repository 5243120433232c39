//! Voices of Kokoro: tables of 510 styles of 256 numbers, one for each length of text, and blends of them.

use super::super::folder;
use crate::speech::SpeechError;
use std::path::Path;

/// The numbers of a style.
const STYLE: usize = 256;
/// The styles of a voice.
const STYLES: usize = 510;
/// How often a blend may name a voice.
const MOST: usize = 8;

/// A voice, or a blend of several.
#[derive(Debug)]
pub struct Style {
    numbers: Vec<f32>,
    /// A hash of the voices' files.
    pub hash: String,
}

/// The parts of a name: voices and their shares, which are 1 in all. `af_heart*0.6+af_bella*0.4` is a
/// blend; `af_heart+af_bella` is one half of each.
///
/// # Errors
/// In words, if that is no blend.
pub fn parts(name: &str) -> Result<Vec<(&str, f32)>, String> {
    let mut parts = Vec::new();
    for part in name.split('+') {
        let (voice, share) = match part.split_once('*') {
            None => (part, 1.0),
            Some((voice, share)) => {
                let share: f32 = share.trim().parse().unwrap_or(f32::NAN);
                (voice, share)
            }
        };
        if !(share > 0.0 && share.is_finite()) {
            return Err(format!(
                "`{part}` is no part of a blend: write as in af_heart*0.6+af_bella*0.4"
            ));
        }
        parts.push((voice.trim(), share));
    }
    if parts.len() > MOST {
        return Err(format!("a blend has at most {MOST} voices"));
    }
    let all: f32 = parts.iter().map(|(_, share)| share).sum();
    parts.iter_mut().for_each(|(_, share)| *share /= all);
    Ok(parts)
}

impl Style {
    /// Reads the voices of a name and blends them.
    ///
    /// # Errors
    /// If one of them is not there, or is no voice.
    pub fn read(folder: &Path, name: &str) -> Result<Self, SpeechError> {
        let unknown = |voice: &str, hint: String| SpeechError::UnknownVoice {
            engine: "kokoro".into(),
            voice: voice.into(),
            hint,
        };
        let parts = parts(name).map_err(|what| unknown(name, format!(" {what}")))?;
        let mut numbers = vec![0.0; STYLE * STYLES];
        let mut hasher = blake3::Hasher::new();
        for (voice, share) in parts {
            let path = folder.join(format!("{voice}.bin"));
            let is_name = voice.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if !is_name || !path.is_file() {
                let known = folder::names(folder, ".bin");
                let like = crate::spelling::closest(voice, known.iter().map(String::as_str));
                let hint = like.map_or_else(
                    || format!(" Its voices are in {}", folder.display()),
                    |like| format!(" Did you mean `{like}`?"),
                );
                return Err(unknown(voice, hint));
            }
            let bytes = folder::read(&path)?;
            let (all, rest) = bytes.as_chunks::<4>();
            if all.len() != numbers.len() || !rest.is_empty() {
                return Err(SpeechError::Setup(format!(
                    "{}: this is no voice of Kokoro, which has {STYLES} times {STYLE} numbers of 32 bits",
                    path.display()
                )));
            }
            hasher.update(&bytes);
            for (number, own) in numbers.iter_mut().zip(all) {
                *number += f32::from_le_bytes(*own) * share;
            }
        }
        let hash = hasher.finalize().to_hex()[..16].to_string();
        Ok(Self { numbers, hash })
    }

    /// The style for a text of so many tokens.
    pub fn of_length(&self, tokens: usize) -> &[f32] {
        let at = tokens.clamp(1, STYLES) - 1;
        &self.numbers[at * STYLE..(at + 1) * STYLE]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blend_has_shares_that_are_one_in_all() {
        assert_eq!(parts("af_heart"), Ok(vec![("af_heart", 1.0)]));
        let blend = parts("af_heart*3 + af_bella*1").unwrap();
        assert_eq!(blend, [("af_heart", 0.75), ("af_bella", 0.25)]);
        assert_eq!(parts("a+b").unwrap()[1], ("b", 0.5));
        for wrong in ["a*", "a*-1", "a*0", "a*x+b", "a*inf"] {
            assert!(parts(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn voices_are_blended_number_by_number() {
        let folder = tempfile::tempdir().unwrap();
        for (name, value) in [("one", 1.0f32), ("two", 3.0)] {
            let bytes: Vec<u8> = [value; STYLE * STYLES]
                .iter()
                .flat_map(|v| v.to_le_bytes())
                .collect();
            std::fs::write(folder.path().join(format!("{name}.bin")), bytes).unwrap();
        }
        let blend = Style::read(folder.path(), "one*0.5+two*0.5").unwrap();
        assert!(blend.of_length(0).iter().all(|n| *n == 2.0));
        assert_eq!(blend.of_length(9999).len(), STYLE);
        let one = Style::read(folder.path(), "one").unwrap();
        assert_ne!(one.hash, blend.hash);
        let error = Style::read(folder.path(), "onne").unwrap_err().to_string();
        assert!(error.contains("Did you mean `one`?"), "{error}");
        assert!(Style::read(folder.path(), "../one").is_err());
    }
}
