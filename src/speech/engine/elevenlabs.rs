//! ElevenLabs.
//!
//! Documentation: API reference of ElevenLabs, "Create speech" (`POST
//! /v1/text-to-speech/{voice_id}`) and "List voices" (`GET /v1/voices`); "Models" for the longest
//! text of each. A voice is named by its id. Its settings `stability`, `similarity_boost`, `style`,
//! `use_speaker_boost` and `speed` are sent as `voice_settings`, others (`language_code`, `seed` …)
//! as fields of the request.

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

/// Where the key is to be, if nothing else is said.
pub const KEY_ENV: &str = "ELEVENLABS_API_KEY";
const URL: &str = "https://api.elevenlabs.io";
const MODEL: &str = "eleven_multilingual_v2";
/// Good enough for a book, and not kept for the dearer plans.
const FORMAT: &str = "mp3_44100_128";
/// The longest text by the beginning of a model's name, in characters.
const LONGEST: &[(&str, usize)] = &[
    ("eleven_v3", 3_000),
    ("eleven_flash_v2_5", 40_000),
    ("eleven_turbo_v2_5", 40_000),
    ("eleven_flash_v2", 30_000),
    ("eleven_turbo_v2", 30_000),
    ("", 10_000),
];
/// The settings that make up `voice_settings`.
const VOICE_SETTINGS: &[&str] = &[
    "stability",
    "similarity_boost",
    "style",
    "use_speaker_boost",
    "speed",
];
/// How much of a neighbouring text is sent, in characters: as much as can matter.
const LONGEST_NEIGHBOUR: usize = 300;

/// Settings of this kind.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The address; ElevenLabs' own by default.
    pub url: Option<String>,
    /// The model; `eleven_multilingual_v2` by default.
    pub model: Option<String>,
    /// The format; `mp3_44100_128` by default.
    pub output_format: Option<String>,
}

impl Settings {
    /// The model that is asked for.
    pub fn model(&self) -> &str {
        self.model.as_deref().unwrap_or(MODEL)
    }
}

/// ElevenLabs.
#[derive(Debug)]
pub struct ElevenLabs {
    server: Server,
    model: String,
    format: String,
    limit: Limit,
}

impl ElevenLabs {
    /// An engine as set up.
    ///
    /// # Errors
    /// [`SpeechError::Setup`] if the address is none.
    pub fn new(settings: &Settings, web: &Web, common: &Common) -> Result<Self, SpeechError> {
        let url = settings.url.as_deref().unwrap_or(URL);
        let url = url.trim_end_matches('/').trim_end_matches("/v1");
        let goes = KeyGoes::Header("xi-api-key");
        let server = Server::new(url, web.key_place(Some(KEY_ENV)), goes, web, common)?;
        let model = settings.model().to_string();
        let longest = LONGEST.iter().find(|(name, _)| model.starts_with(name));
        let longest = longest.map_or(Limit::None, |(_, most)| Limit::Characters(*most));
        Ok(Self {
            server,
            model,
            format: settings.output_format.clone().unwrap_or(FORMAT.into()),
            limit: Limit::or(common.longest_text, longest),
        })
    }
}

#[async_trait]
impl Engine for ElevenLabs {
    fn identity(&self) -> Identity {
        Identity {
            kind: "elevenlabs",
            address: Some(self.server.shown().into()),
            model: Some(format!("{} {}", self.model, self.format)),
        }
    }

    fn limit(&self) -> Limit {
        self.limit
    }

    /// The API takes a `speed` of 0.7 to 1.2.
    fn at_speed(&self, voice: &Voice, speed: f64) -> (Voice, f64) {
        super::faster(voice, "speed", speed, 0.7..=1.2)
    }

    async fn prepare(&self, _voices: &[VoiceId], _lines: usize) -> Result<(), SpeechError> {
        self.server.ready()
    }

    async fn speak(&self, utterance: &Utterance, around: &Around) -> Result<Vec<u8>, SpeechError> {
        let mut fields = Map::new();
        let mut of_voice = Map::new();
        for (name, value) in &utterance.voice.settings {
            let goes_to = if VOICE_SETTINGS.contains(&name.as_str()) {
                &mut of_voice
            } else {
                &mut fields
            };
            goes_to.insert(name.clone(), json!(value));
        }
        if !of_voice.is_empty() {
            fields.insert("voice_settings".into(), of_voice.into());
        }
        // The third model knows no neighbours and refuses to be told of them.
        if !self.model.starts_with("eleven_v3") {
            if let Some(before) = &around.before {
                let from = before.chars().count().saturating_sub(LONGEST_NEIGHBOUR);
                let end: String = before.chars().skip(from).collect();
                fields.insert("previous_text".into(), end.into());
            }
            if let Some(after) = &around.after {
                let start: String = after.chars().take(LONGEST_NEIGHBOUR).collect();
                fields.insert("next_text".into(), start.into());
            }
        }
        fields.insert("text".into(), json!(utterance.text));
        fields.insert("model_id".into(), json!(self.model));
        let voice = super::http::in_url(&utterance.voice.id.name);
        let path = format!("/v1/text-to-speech/{voice}?output_format={}", self.format);
        let request = self.server.request(Method::POST, &path).json(&fields);
        let sound = self.server.sound(request, &utterance.text).await?;
        let rate = self
            .format
            .strip_prefix("pcm_")
            .and_then(|r| r.parse().ok());
        match rate {
            Some(rate) => pcm::wav(rate, 1, 2, &sound),
            None => Ok(sound),
        }
    }

    async fn voices(&self) -> Result<Option<Vec<Offered>>, SpeechError> {
        self.server.ready()?;
        let request = self.server.request(Method::GET, "/v1/voices");
        let answer = self.server.json(request).await?;
        let offered = |voice: &Value| {
            let of = |path: &str| voice.pointer(path)?.as_str().map(String::from);
            let about = [
                "/name",
                "/labels/gender",
                "/labels/language",
                "/labels/accent",
            ];
            Some(Offered {
                name: of("/voice_id")?,
                about: about.iter().filter_map(|path| of(path)).collect(),
            })
        };
        let list = answer["voices"].as_array();
        Ok(list.map(|list| list.iter().filter_map(offered).collect()))
    }
}
