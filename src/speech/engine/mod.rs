//! Engines: what turns a text into sound. One file a kind, all behind one trait.

pub mod azure;
pub mod command;
pub mod elevenlabs;
pub mod espeak;
#[cfg(unix)]
pub mod espeak_library;
mod espeak_voices;
pub mod espeak_worker;
pub mod google;
pub mod http;
pub mod openai;
pub(super) mod pcm;
pub(crate) mod program;
pub(crate) mod server;
pub(crate) mod stayer;
pub(crate) mod template;
pub mod wyoming;

pub use server::seconds;

use super::key::Identity;
use super::{SpeechError, Utterance};
use crate::voice::{Setting, Voice, VoiceId};
use async_trait::async_trait;

/// A text-to-speech engine.
#[async_trait]
pub trait Engine: Send + Sync {
    /// What of the engine can change the sound.
    fn identity(&self) -> Identity;

    /// As [`Engine::identity`], of one voice: for engines whose voices are models of their own.
    fn identity_of(&self, voice: &VoiceId) -> Identity {
        let _ = voice;
        self.identity()
    }

    /// What a machine must have to speak a voice exactly so, for a queue that many machines take from. As
    /// [`Engine::identity_of`], but for engines that mix voices of their own.
    fn model_of(&self, voice: &VoiceId) -> Identity {
        self.identity_of(voice)
    }

    /// The text as the engine is sent it, escaped or marked up as it needs. An engine that has a
    /// [`Limit`] escapes in [`Engine::speak`] instead, so that the text can be cut.
    fn text_for(&self, text: &str, voice: &Voice) -> String {
        let _ = voice;
        text.to_string()
    }

    /// Whether the text may hold words with their sounds ([`super::sounds`]).
    fn speaks_sounds(&self) -> bool {
        false
    }

    /// The voice set to speak `speed` times as fast as it is set to, as far as the engine can do
    /// that, and how many times faster its sound is still to be made.
    fn at_speed(&self, voice: &Voice, speed: f64) -> (Voice, f64) {
        (voice.clone(), speed)
    }

    /// How long a text it takes in one request.
    fn limit(&self) -> Limit {
        Limit::None
    }

    /// Makes sure, before anything is spoken, that the engine is there and has the voices. `lines` is
    /// how many are to be spoken.
    ///
    /// # Errors
    /// With what is missing and how to get it.
    async fn prepare(&self, voices: &[VoiceId], lines: usize) -> Result<(), SpeechError>;

    /// Speaks one utterance, whose text is as [`Engine::text_for`] made it. Returns the bytes of
    /// an audio file.
    ///
    /// # Errors
    /// [`SpeechError::Passing`] for what may work later, [`SpeechError::Line`] for what this
    /// utterance alone is to blame for, others for what ends the run.
    async fn speak(&self, utterance: &Utterance, around: &Around) -> Result<Vec<u8>, SpeechError>;

    /// The voices that the engine itself says it has; `None` if it cannot be asked.
    ///
    /// # Errors
    /// As [`Engine::speak`].
    async fn voices(&self) -> Result<Option<Vec<Offered>>, SpeechError> {
        Ok(None)
    }
}

/// What stands before and after a text, for engines whose intonation goes by it. It is no part of a
/// clip's key: an edited line is spoken again, its neighbours are not.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Around {
    /// What was said before, by the same voice.
    pub before: Option<String>,
    /// What is said after, by the same voice.
    pub after: Option<String>,
    /// Whether the text is to be spoken anew, though whoever is asked may have kept how it was spoken. Whoever asks sets it.
    pub anew: bool,
}

/// How long a text an engine takes in one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// As long as one likes.
    None,
    /// So many characters.
    Characters(usize),
    /// So many bytes of UTF-8.
    Bytes(usize),
}

impl Limit {
    /// This limit, unless a person has set another.
    pub fn or(own: Option<usize>, usual: Self) -> Self {
        own.map_or(usual, |most| Self::Characters(most.max(1)))
    }
}

/// A voice that an engine says it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// What it is asked for by.
    pub name: String,
    /// What the engine says of it: a given name, languages, a gender.
    pub about: Vec<String>,
}

/// A voice with the setting by which it speaks so much faster, as far as the engine takes it, and how
/// many times faster it is still to be.
pub(super) fn faster(
    voice: &Voice,
    setting: &str,
    speed: f64,
    takes: std::ops::RangeInclusive<f64>,
) -> (Voice, f64) {
    let wanted = number(voice, setting).unwrap_or(1.0) * speed;
    let hundredths = (wanted * 100.0).round() / 100.0;
    let taken = hundredths.clamp(*takes.start(), *takes.end());
    let mut voice = voice.clone();
    voice
        .settings
        .insert(setting.into(), Setting::Number(taken));
    let rest = if taken == hundredths {
        1.0
    } else {
        wanted / taken
    };
    (voice, rest)
}

/// A number among the settings of a voice.
pub(super) fn number(voice: &Voice, setting: &str) -> Option<f64> {
    match voice.settings.get(setting)? {
        Setting::Whole(value) => Some(*value as f64),
        Setting::Number(value) => Some(*value),
        Setting::Switch(_) | Setting::Text(_) => None,
    }
}
