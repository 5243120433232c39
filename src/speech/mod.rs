//! The client of text-to-speech engines.
//!
//! An [`engine::Engine`] turns one [`Utterance`] into the bytes of an audio file. The [`pool`]
//! asks engines for many at once, tries again what may pass, has every answer looked at before it
//! is kept, and puts it into the [`store::ClipStore`] under its [`key::ClipKey`]: a hash of all
//! that can change the sound, so that nothing is spoken twice. [`cut`] parts texts that are too long
//! for an engine, the [`purse::Purse`] holds what may be spent, and [`voice_settings`] says what the settings of
//! a voice can be.

pub mod config;
pub mod cut;
pub mod desk;
pub mod engine;
pub(crate) mod entry;
mod error;
pub mod key;
pub mod neural;
pub(crate) mod pace;
pub mod pool;
pub mod purse;
pub mod queue;
pub mod secret;
pub mod sounds;
pub mod store;
pub mod voice_settings;

pub use error::SpeechError;
pub(crate) use error::in_full;

use crate::voice::Voice;

/// A text to be spoken in a voice.
#[derive(Debug, Clone, PartialEq)]
pub struct Utterance {
    /// The text, as the engine will be sent it.
    pub text: String,
    /// The voice.
    pub voice: Voice,
}
