//! Google Cloud Text-to-Speech.
//!
//! Documentation: Cloud Text-to-Speech REST reference, `text:synthesize` (at most 5000 bytes) and
//! `voices.list`, version 1. The key is an API key. A voice is named as Google names it,
//! `en-US-Chirp3-HD-Kore`; its settings (`speakingRate`, `pitch`, `volumeGainDb`,
//! `effectsProfileId` …) are sent in `audioConfig`.

use super::super::config::{Common, Web};
use super::super::key::Identity;
use super::super::{SpeechError, Utterance};
use super::server::{KeyGoes, Server};
use super::{Around, Engine, Limit, Offered};
use crate::voice::{Voice, VoiceId};
use async_trait::async_trait;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// Where the key is to be, if nothing else is said.
pub const KEY_ENV: &str = "GOOGLE_API_KEY";
const URL: &str = "https://texttospeech.googleapis.com/v1";
/// The longest text, in bytes.
const LONGEST: usize = 5_000;

/// Settings of this kind.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The address; Google's own by default. Regions have others.
    pub url: Option<String>,
    /// The encoding; `LINEAR16` (a WAV file) by default.
    pub audio_encoding: Option<String>,
    /// The rate in Hz; by default what is natural for the voice.
    pub sample_rate: Option<u32>,
}

/// Google Cloud Text-to-Speech.
#[derive(Debug)]
pub struct Google {
    server: Server,
    encoding: String,
    rate: Option<u32>,
    limit: Limit,
}

impl Google {
    /// An engine as set up.
    ///
    /// # Errors
    /// [`SpeechError::Setup`] if the address is none.
    pub fn new(settings: &Settings, web: &Web, common: &Common) -> Result<Self, SpeechError> {
        let url = settings.url.as_deref().unwrap_or(URL);
        let goes = KeyGoes::Header("x-goog-api-key");
        let server = Server::new(url, web.key_place(Some(KEY_ENV)), goes, web, common)?;
        Ok(Self {
            server,
            encoding: settings.audio_encoding.clone().unwrap_or("LINEAR16".into()),
            rate: settings.sample_rate,
            limit: Limit::or(common.longest_text, Limit::Bytes(LONGEST)),
        })
    }
}

#[async_trait]
impl Engine for Google {
    fn identity(&self) -> Identity {
        let rate = self
            .rate
            .map_or_else(String::new, |rate| format!(" {rate}"));
        Identity {
            kind: "google",
            address: Some(self.server.shown().into()),
            model: Some(format!("{}{rate}", self.encoding)),
        }
    }

    fn limit(&self) -> Limit {
        self.limit
    }

    /// The API takes a `speakingRate` of 0.25 to 2.
    fn at_speed(&self, voice: &Voice, speed: f64) -> (Voice, f64) {
        super::faster(voice, "speakingRate", speed, 0.25..=2.0)
    }

    async fn prepare(&self, _voices: &[VoiceId], _lines: usize) -> Result<(), SpeechError> {
        self.server.ready()
    }

    async fn speak(&self, utterance: &Utterance, _: &Around) -> Result<Vec<u8>, SpeechError> {
        let mut audio = Map::new();
        for (name, value) in &utterance.voice.settings {
            audio.insert(name.clone(), json!(value));
        }
        audio.insert("audioEncoding".into(), json!(self.encoding));
        if let Some(rate) = self.rate {
            audio.insert("sampleRateHertz".into(), json!(rate));
        }
        let name = &utterance.voice.id.name;
        let language = language_of(name);
        let fields = json!({
            "input": { "text": utterance.text },
            "voice": { "languageCode": language, "name": name },
            "audioConfig": audio,
        });
        let request = self.server.request(Method::POST, "/text:synthesize");
        let request = request.json(&fields);
        let body = self.server.answer(request, &utterance.text).await?;
        let answer: Option<Value> = serde_json::from_slice(&body).ok();
        let content = answer.as_ref().and_then(|a| a["audioContent"].as_str());
        let Some(content) = content else {
            self.server.refuse_text(&body)?;
            let what = format!("{} sent no audioContent", self.server.shown());
            return Err(SpeechError::passing(what));
        };
        BASE64_STANDARD.decode(content).map_err(|_| {
            SpeechError::Doubtful(format!("{} sent broken base64", self.server.shown()))
        })
    }

    async fn voices(&self) -> Result<Option<Vec<Offered>>, SpeechError> {
        self.server.ready()?;
        let request = self.server.request(Method::GET, "/voices");
        let answer = self.server.json(request).await?;
        let offered = |voice: &Value| {
            let languages = voice["languageCodes"].as_array().into_iter().flatten();
            let gender = voice["ssmlGender"].as_str().map(str::to_lowercase);
            let languages = languages.filter_map(Value::as_str).map(String::from);
            Some(Offered {
                name: voice["name"].as_str()?.into(),
                about: languages.chain(gender).collect(),
            })
        };
        let list = answer["voices"].as_array();
        Ok(list.map(|list| list.iter().filter_map(offered).collect()))
    }
}

/// The language of a voice, which its name begins with: `cmn-CN-Chirp3-HD-Kore`.
fn language_of(voice: &str) -> String {
    voice.splitn(3, '-').take(2).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_voices_name_begins_with_its_language() {
        assert_eq!(language_of("cmn-CN-Chirp3-HD-Kore"), "cmn-CN");
        assert_eq!(language_of("en-US-Neural2-A"), "en-US");
    }
}
