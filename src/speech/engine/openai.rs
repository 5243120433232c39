//! Servers that speak OpenAI's speech API: OpenAI's own, Kokoro-FastAPI, LocalAI, Speaches …
//!
//! Documentation: OpenAI API reference, "Create speech" (`POST /v1/audio/speech`, at most 4096
//! characters). A voice's settings are sent as fields of the request: `speed`, `instructions`, and
//! what a server adds. `GET /v1/audio/voices` is no part of OpenAI's API; Kokoro-FastAPI and
//! Speaches have it.

use super::super::config::{Common, Web};
use super::super::key::Identity;
use super::super::{SpeechError, Utterance};
use super::server::{KeyGoes, Server};
use super::{Around, Engine, Limit, Offered, pcm};
use crate::voice::{Voice, VoiceId};
use async_trait::async_trait;
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// The longest `input`, in characters.
const LONGEST: usize = 4096;
/// The rate of `response_format = "pcm"`, in Hz.
const PCM_RATE: u32 = 24_000;

/// Settings of this kind.
#[derive(Debug, Clone, Deserialize)]
pub struct Settings {
    /// The address up to `/v1`.
    pub url: String,
    /// The model.
    pub model: String,
    /// The format to ask for: `wav` by default.
    pub response_format: Option<String>,
}

/// A server that speaks OpenAI's speech API.
#[derive(Debug)]
pub struct OpenAi {
    server: Server,
    model: String,
    response_format: String,
    limit: Limit,
}

impl OpenAi {
    /// An engine as set up.
    ///
    /// # Errors
    /// [`SpeechError::Setup`] if the address is none.
    pub fn new(settings: &Settings, web: &Web, common: &Common) -> Result<Self, SpeechError> {
        let place = web.key_place(None);
        let server = Server::new(&settings.url, place, KeyGoes::Bearer, web, common)?;
        Ok(Self {
            server,
            model: settings.model.clone(),
            response_format: settings.response_format.clone().unwrap_or("wav".into()),
            limit: Limit::or(common.longest_text, Limit::Characters(LONGEST)),
        })
    }
}

#[async_trait]
impl Engine for OpenAi {
    fn identity(&self) -> Identity {
        Identity {
            kind: "openai",
            address: Some(self.server.shown().into()),
            model: Some(format!("{} {}", self.model, self.response_format)),
        }
    }

    fn limit(&self) -> Limit {
        self.limit
    }

    /// The API takes a `speed` of 0.25 to 4.
    fn at_speed(&self, voice: &Voice, speed: f64) -> (Voice, f64) {
        super::faster(voice, "speed", speed, 0.25..=4.0)
    }

    /// There is no standard way to ask a server for its voices: the first line will tell.
    async fn prepare(&self, _voices: &[VoiceId], _lines: usize) -> Result<(), SpeechError> {
        self.server.ready()
    }

    async fn speak(&self, utterance: &Utterance, _: &Around) -> Result<Vec<u8>, SpeechError> {
        let mut fields = Map::new();
        for (name, value) in &utterance.voice.settings {
            fields.insert(name.clone(), json!(value));
        }
        fields.insert("model".into(), json!(self.model));
        fields.insert("voice".into(), json!(utterance.voice.id.name));
        fields.insert("input".into(), json!(utterance.text));
        fields.insert("response_format".into(), json!(self.response_format));
        let request = self.server.request(Method::POST, "/audio/speech");
        let request = request.json(&fields);
        let sound = self.server.sound(request, &utterance.text).await?;
        match self.response_format.as_str() {
            // Some servers send a WAV all the same.
            "pcm" if !sound.starts_with(b"RIFF") => pcm::wav(PCM_RATE, 1, 2, &sound),
            _ => Ok(sound),
        }
    }

    async fn voices(&self) -> Result<Option<Vec<Offered>>, SpeechError> {
        let request = self.server.request(Method::GET, "/audio/voices");
        let answer = match self.server.json(request).await {
            Ok(answer) => answer,
            // A server that has no such list says 404 or 405.
            Err(SpeechError::Line(_) | SpeechError::Unknown(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let list = answer
            .get("voices")
            .or(answer.get("data"))
            .unwrap_or(&answer);
        let offered = |voice: &Value| {
            let name = voice.as_str().or_else(|| {
                let names = ["id", "voice_id", "voice", "name"];
                names.iter().find_map(|field| voice.get(field)?.as_str())
            })?;
            let about = ["name", "gender", "language"]
                .iter()
                .filter_map(|field| voice.get(field)?.as_str())
                .filter(|word| *word != name);
            Some(Offered {
                name: name.into(),
                about: about.map(String::from).collect(),
            })
        };
        let list = list.as_array().map(|list| list.iter().filter_map(offered));
        Ok(list.map(Iterator::collect))
    }
}
