//! Engines: what turns a text into sound. One file a kind, all behind one trait.

pub mod espeak;
mod espeak_data;
pub mod openai;

use super::key::Identity;
use super::{SpeechError, Utterance};
use crate::voice::{Setting, Voice, VoiceId};
use async_trait::async_trait;

/// A text-to-speech engine.
#[async_trait]
pub trait Engine: Send + Sync {
    /// What of the engine can change the sound.
    fn identity(&self) -> Identity;

    /// The text as the engine is sent it, escaped or marked up as it needs.
    fn text_for(&self, text: &str, voice: &Voice) -> String {
        let _ = voice;
        text.to_string()
    }

    /// The voice set to speak `speed` times as fast as it is set to, if the engine can do that.
    fn at_speed(&self, voice: &Voice, speed: f64) -> Option<Voice> {
        let _ = (voice, speed);
        None
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
    async fn speak(&self, utterance: &Utterance) -> Result<Vec<u8>, SpeechError>;
}

/// A number among the settings of a voice.
fn number(voice: &Voice, setting: &str) -> Option<f64> {
    match voice.settings.get(setting)? {
        Setting::Whole(value) => Some(*value as f64),
        Setting::Number(value) => Some(*value),
        Setting::Switch(_) | Setting::Text(_) => None,
    }
}
