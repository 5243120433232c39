//! The key of a clip: a hash of everything that can change its sound.

use super::Utterance;
use crate::voice::Voice;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

/// What of an engine can change the sound: its kind, its address and its model.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Identity {
    /// The kind of engine: `espeak`, `openai` …
    pub kind: &'static str,
    /// Where it is, for engines that are reached over a network.
    pub address: Option<String>,
    /// The model, for engines that have several.
    pub model: Option<String>,
}

/// A clip's key: BLAKE3 of the engine's [`Identity`], the voice with its settings, and the text, as 40
/// hexadecimal digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClipKey([u8; 40]);

/// Makes the keys of what one voice of an engine says.
#[derive(Debug, Clone)]
pub struct KeyMaker {
    /// All that is hashed but the text.
    hasher: blake3::Hasher,
}

impl KeyMaker {
    /// For a voice of an engine.
    pub fn new(identity: &Identity, voice: &Voice) -> Self {
        // JSON keeps the fields apart whatever stands in them.
        let all = serde_json::json!(["clip 1", identity, voice.id.name, voice.settings]);
        let all = all.to_string();
        let mut hasher = blake3::Hasher::new();
        hasher.update(all.strip_suffix(']').unwrap_or(&all).as_bytes());
        Self { hasher }
    }

    /// The key of a text, as it is sent.
    pub fn key(&self, text: &str) -> ClipKey {
        let mut hasher = self.hasher.clone();
        // Writing to a hasher does not fail.
        hasher.update(b",");
        let _ = serde_json::to_writer(&mut hasher, text);
        hasher.update(b"]");
        ClipKey::new(&hasher.finalize())
    }
}

impl ClipKey {
    /// The key of what an engine makes of an utterance.
    pub fn of(identity: &Identity, utterance: &Utterance) -> Self {
        KeyMaker::new(identity, &utterance.voice).key(&utterance.text)
    }

    /// The key of another take of the same: the first is this clip.
    pub fn of_take(self, number: u32) -> Self {
        if number <= 1 {
            return self;
        }
        let all = serde_json::json!(["take 1", self.as_str(), number]);
        Self::new(&blake3::hash(all.to_string().as_bytes()))
    }

    /// The key of a part of this clip's text, kept until the whole is.
    pub fn of_part(&self, number: usize, text: &str) -> Self {
        let all = serde_json::json!(["part 1", self.as_str(), number, text]);
        Self::new(&blake3::hash(all.to_string().as_bytes()))
    }

    /// The key as 40 hexadecimal digits.
    pub fn as_str(&self) -> &str {
        // They are ASCII.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    fn new(hash: &blake3::Hash) -> Self {
        let mut digits = [0; 40];
        digits.copy_from_slice(&hash.to_hex().as_bytes()[..40]);
        Self(digits)
    }
}

impl Hash for ClipKey {
    /// A part of a key tells it from others: it is a hash itself.
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write(&self.0[..16]);
    }
}

impl FromStr for ClipKey {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let is_key = text.len() == 40 && text.bytes().all(|b| b.is_ascii_hexdigit());
        let digits = text.to_ascii_lowercase().into_bytes();
        digits
            .try_into()
            .ok()
            .filter(|_| is_key)
            .map(Self)
            .ok_or(())
    }
}

impl fmt::Display for ClipKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for ClipKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voice::Setting;

    #[test]
    fn everything_that_changes_the_sound_changes_the_key() {
        let identity = Identity {
            kind: "openai",
            address: Some("http://a/v1".into()),
            model: Some("m".into()),
        };
        let utterance = Utterance {
            text: "Good evening.".into(),
            voice: Voice {
                id: "home:af".parse().unwrap(),
                settings: Default::default(),
            },
        };
        let key = ClipKey::of(&identity, &utterance);
        // Clips that are kept are found for ever.
        assert_eq!(key.as_str(), "96eba2f7437382b6ccdef2959df6a8dec52b731b");

        let mut same_voice_elsewhere_named = utterance.clone();
        same_voice_elsewhere_named.voice.id.engine = "work".into();
        assert_eq!(key, ClipKey::of(&identity, &same_voice_elsewhere_named));

        let mut others = vec![];
        for change in 0..3 {
            let mut other = identity.clone();
            match change {
                0 => other.kind = "espeak",
                1 => other.address = None,
                _ => other.model = Some("n".into()),
            }
            others.push(ClipKey::of(&other, &utterance));
        }
        for change in 0..3 {
            let mut other = utterance.clone();
            match change {
                0 => other.text.push('!'),
                1 => other.voice.id.name = "am".into(),
                _ => drop(
                    other
                        .voice
                        .settings
                        .insert("speed".into(), Setting::Number(0.9)),
                ),
            }
            others.push(ClipKey::of(&identity, &other));
        }
        others.extend([key.clone().of_take(2), key.clone().of_take(3)]);
        others.push(key.of_take(1));
        others.sort();
        others.dedup();
        assert_eq!(others.len(), 9);
    }
}
