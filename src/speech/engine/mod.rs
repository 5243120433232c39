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

    /// The voice as it speaks at a share of its speed: 0.8 is slower. Most engines know a setting
    /// `speed`, of which 1 is usual.
    fn at_speed(&self, voice: &Voice, speed: f64) -> Voice {
        let usual = match voice.settings.get("speed") {
            Some(Setting::Number(usual)) => *usual,
            Some(Setting::Whole(usual)) => *usual as f64,
            _ => 1.0,
        };
        let mut voice = voice.clone();
        let speed = (usual * speed * 1000.0).round() / 1000.0;
        voice
            .settings
            .insert("speed".into(), Setting::Number(speed));
        voice
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
