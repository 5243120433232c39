//! An engine whose lines are spoken by workers.

use super::super::config::EngineConfig;
use super::super::engine::{Around, Engine, Limit};
use super::super::key::{ClipKey, Identity};
use super::super::{SpeechError, Utterance};
use super::coordinator::{Coordinator, Order};
use super::job::{Job, model};
use crate::voice::{Voice, VoiceId};
use async_trait::async_trait;
use std::sync::Arc;

/// An engine of which only the name and the model are here; workers speak for it.
pub struct Queued {
    name: String,
    engine: Arc<dyn Engine>,
    coordinator: Arc<Coordinator>,
    /// Whether a hash of the model's file is in the keys of clips.
    has_files: bool,
}

impl Queued {
    /// The engine that is called `name`, and how it is asked: for many lines at once, because workers keep to what it can
    /// be asked for.
    pub fn new(
        name: &str,
        engine: Arc<dyn Engine>,
        config: &EngineConfig,
        coordinator: Arc<Coordinator>,
    ) -> (Self, EngineConfig) {
        let mut config = config.clone();
        config.common.concurrency = Some(coordinator.settings().in_flight());
        config.common.requests_per_minute = None;
        config.common.characters_per_minute = None;
        let queued = Self {
            name: name.into(),
            engine,
            coordinator,
            has_files: matches!(config.kind(), "kokoro" | "piper"),
        };
        (queued, config)
    }
}

#[async_trait]
impl Engine for Queued {
    fn identity(&self) -> Identity {
        self.engine.identity()
    }

    fn identity_of(&self, voice: &VoiceId) -> Identity {
        self.engine.identity_of(voice)
    }

    fn model_of(&self, voice: &VoiceId) -> Identity {
        self.engine.model_of(voice)
    }

    fn text_for(&self, text: &str, voice: &Voice) -> String {
        self.engine.text_for(text, voice)
    }

    fn speaks_sounds(&self) -> bool {
        self.engine.speaks_sounds()
    }

    fn at_speed(&self, voice: &Voice, speed: f64) -> (Voice, f64) {
        self.engine.at_speed(voice, speed)
    }

    fn limit(&self) -> Limit {
        self.engine.limit()
    }

    /// Connects. Whether the engine has the voices, its workers know; but a model that is known by its files has to be
    /// here too, so that clips are called as workers call them.
    async fn prepare(&self, voices: &[VoiceId], lines: usize) -> Result<(), SpeechError> {
        if self.has_files {
            self.engine.prepare(voices, lines).await?;
        }
        self.coordinator.connection().await.map(drop)
    }

    async fn speak(&self, utterance: &Utterance, around: &Around) -> Result<Vec<u8>, SpeechError> {
        let Utterance { text, voice } = utterance;
        let identity = self.engine.identity_of(&voice.id);
        let job = Job {
            key: ClipKey::of(&identity, utterance).to_string(),
            kind: identity.kind.into(),
            voice: voice.id.name.clone(),
            settings: voice.settings.clone(),
            text: text.clone(),
            before: around.before.clone(),
            after: around.after.clone(),
            anew: around.anew,
            deliveries: self.coordinator.settings().deliveries(),
        };
        let order = Order {
            engine: self.name.clone(),
            model: model(&self.engine.model_of(&voice.id)),
            job,
        };
        self.coordinator.have_spoken(&order).await
    }
}
