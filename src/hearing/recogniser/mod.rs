//! Recognisers: what turns the sound of a line into words. One file a kind, all behind one trait.

pub(in crate::hearing) mod answer;
mod command;
pub mod config;
mod openai;
mod whisper;

pub use config::{RecogniserConfig, Recognisers};

use crate::language::Language;
use crate::speech::SpeechError;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// The rate of the sound that recognisers are given, in Hz: that of Whisper and of most others.
pub const RATE: u32 = 16_000;

/// The folder that `diglot get whisper-base` brings.
fn whisper_base() -> PathBuf {
    crate::models::folder().join("whisper-base")
}

/// What a recogniser heard.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Hearing {
    /// The words.
    pub text: String,
    /// The language that was heard, as a tag, if the recogniser says one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// How sure it is of the language, from 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language_sure: Option<f64>,
    /// How sure it is of the words, from 0 to 1: the mean probability of what it wrote (geometric).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sure: Option<f64>,
    /// How likely nobody speaks, from 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub silent: Option<f64>,
}

/// A recogniser of speech.
#[async_trait]
pub trait Recogniser: Send + Sync {
    /// All that can change what it hears: what is kept of another is not its own.
    fn identity(&self) -> String;

    /// Makes sure, before anything is heard, that it is there.
    ///
    /// # Errors
    /// With what is missing and how to get it.
    async fn prepare(&self) -> Result<(), SpeechError>;

    /// Hears a sound: a WAV file of one channel, 16 bits and [`RATE`]. It is told the language, and
    /// nothing of the words.
    ///
    /// # Errors
    /// [`SpeechError::Passing`] for what may work later, [`SpeechError::Line`] for what this sound alone is to
    /// blame for, others for what ends the run.
    async fn hear(&self, sound: &[u8], language: &Language) -> Result<Hearing, SpeechError>;
}
