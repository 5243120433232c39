//! Servers that speak OpenAI's speech API: OpenAI's own, Kokoro-FastAPI, LocalAI, Speaches …
//!
//! Documentation: OpenAI API reference, "Create speech" (`POST /v1/audio/speech`). A voice's
//! settings are sent as fields of the request: `speed`, `instructions`, and what a server adds.

use super::super::config::EngineConfig;
use super::super::key::Identity;
use super::super::{SpeechError, Utterance, secret};
use super::Engine;
use crate::voice::{Setting, Voice, VoiceId};
use async_trait::async_trait;
use reqwest::header::RETRY_AFTER;
use reqwest::{Client, Response, StatusCode, Url};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, json};
use std::time::Duration;

/// After how long without a byte a request is given up.
const TIMEOUT: Duration = Duration::from_secs(120);
/// The largest answer that is read, in bytes: over an hour of 16-bit sound at 24 kHz.
const LARGEST_ANSWER: usize = 256 << 20;
/// How much of a server's words an error repeats, in characters.
const LONGEST_WORDS: usize = 200;

/// A server that speaks OpenAI's speech API.
#[derive(Debug)]
pub struct OpenAi {
    client: Client,
    address: Url,
    url: String,
    model: String,
    response_format: String,
    /// The key, or why there is none: it is missed only when something is to be spoken.
    key: Result<Option<SecretString>, SpeechError>,
}

impl OpenAi {
    /// An engine as set up.
    ///
    /// # Errors
    /// [`SpeechError::Setup`] if the address is none.
    pub fn new(config: &EngineConfig) -> Result<Self, SpeechError> {
        let EngineConfig::OpenAi {
            url,
            model,
            key_env,
            key_file,
            response_format,
            timeout_seconds,
            ..
        } = config
        else {
            return Err(SpeechError::Setup("this engine is no OpenAI server".into()));
        };
        let url = url.trim_end_matches('/').to_string();
        let address = Url::parse(&format!("{url}/audio/speech"))
            .ok()
            .filter(|address| matches!(address.scheme(), "http" | "https"))
            .ok_or_else(|| {
                SpeechError::Setup(format!(
                    "`{url}` is no address of a server; write url = \"http://127.0.0.1:8880/v1\" \
                     or the like in diglot.toml"
                ))
            })?;
        let timeout =
            timeout_seconds.map_or(TIMEOUT, |s| Duration::from_secs_f64(s.clamp(0.1, 86400.0)));
        // Once only; a second call says that it was done, which is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .user_agent(concat!("diglot/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(timeout.min(Duration::from_secs(10)))
            .read_timeout(timeout)
            // The key must not follow a redirect to another host.
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| SpeechError::Setup(format!("no HTTP client: {error}")))?;
        Ok(Self {
            client,
            address,
            url,
            model: model.clone(),
            response_format: response_format.clone().unwrap_or_else(|| "wav".into()),
            key: secret::load(key_env.as_deref(), key_file.as_deref()),
        })
    }

    fn key(&self) -> Option<&SecretString> {
        self.key.as_ref().ok()?.as_ref()
    }

    fn describe(&self, error: &reqwest::Error) -> String {
        use std::error::Error;
        let mut cause: &dyn Error = error;
        while let Some(deeper) = cause.source() {
            cause = deeper;
        }
        let what = if error.is_timeout() {
            "gave no answer in time".to_string()
        } else if error.is_connect() {
            format!("cannot be reached ({cause})")
        } else {
            format!("broke off ({cause})")
        };
        secret::redact(&format!("{} {what}", self.url), self.key())
    }

    /// What an answer that is no success means.
    async fn refusal(&self, response: Response) -> SpeechError {
        let status = response.status();
        let wait = response
            .headers()
            .get(RETRY_AFTER)
            .and_then(|value| value.to_str().ok()?.trim().parse().ok())
            .map(Duration::from_secs);
        let body = self.body(response, 64 << 10).await.unwrap_or_default();
        let words = secret::redact(&words_of(&body), self.key());
        let said = if words.is_empty() {
            format!("{} answered {status}", self.url)
        } else {
            format!("{} answered {status}: {words}", self.url)
        };
        match status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => SpeechError::Refused(format!(
                "{said}\nCheck the key of this engine (key_env or key_file in diglot.toml)."
            )),
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => SpeechError::Refused(
                format!("{said}\nCheck `url` and `model` of this engine in diglot.toml."),
            ),
            _ if status.is_redirection() => SpeechError::Refused(format!(
                "{said}\nThe server sends us elsewhere; write the final address as `url` in \
                 diglot.toml."
            )),
            StatusCode::REQUEST_TIMEOUT
            | StatusCode::CONFLICT
            | StatusCode::TOO_EARLY
            | StatusCode::TOO_MANY_REQUESTS => SpeechError::Passing { what: said, wait },
            _ if status.is_server_error() => SpeechError::Passing { what: said, wait },
            _ => SpeechError::Line(said),
        }
    }

    async fn body(&self, mut response: Response, largest: usize) -> Result<Vec<u8>, SpeechError> {
        let passing = |what| SpeechError::Passing { what, wait: None };
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() > largest => {
                    let most = largest >> 20;
                    let url = &self.url;
                    return Err(passing(format!("{url} sent over {most} MiB for one line")));
                }
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => return Ok(body),
                Err(error) => return Err(passing(self.describe(&error))),
            }
        }
    }
}

#[async_trait]
impl Engine for OpenAi {
    fn identity(&self) -> Identity {
        Identity {
            kind: "openai",
            address: Some(self.url.clone()),
            model: Some(format!("{} {}", self.model, self.response_format)),
        }
    }

    /// There is no standard way to ask a server for its voices: the first line will tell.
    /// The API takes a `speed` of 0.25 to 4.
    fn at_speed(&self, voice: &Voice, speed: f64) -> Option<Voice> {
        let speed = super::number(voice, "speed").unwrap_or(1.0) * speed;
        let mut voice = voice.clone();
        let hundredths = (speed.clamp(0.25, 4.0) * 100.0).round() / 100.0;
        voice
            .settings
            .insert("speed".into(), Setting::Number(hundredths));
        Some(voice)
    }

    async fn prepare(&self, _voices: &[VoiceId], _lines: usize) -> Result<(), SpeechError> {
        self.key.as_ref().map(|_| ()).map_err(Clone::clone)
    }

    async fn speak(&self, utterance: &Utterance) -> Result<Vec<u8>, SpeechError> {
        let mut fields = Map::new();
        for (name, value) in &utterance.voice.settings {
            fields.insert(name.clone(), json!(value));
        }
        fields.insert("model".into(), json!(self.model));
        fields.insert("voice".into(), json!(utterance.voice.id.name));
        fields.insert("input".into(), json!(utterance.text));
        fields.insert("response_format".into(), json!(self.response_format));
        let mut request = self.client.post(self.address.clone()).json(&fields);
        if let Some(key) = self.key() {
            request = request.bearer_auth(key.expose_secret());
        }
        let response = request.send().await.map_err(|error| SpeechError::Passing {
            what: self.describe(&error),
            wait: None,
        })?;
        if !response.status().is_success() {
            return Err(self.refusal(response).await);
        }
        let body = self.body(response, LARGEST_ANSWER).await?;
        if body
            .first()
            .is_none_or(|first| matches!(first, b'{' | b'<'))
        {
            let words = secret::redact(&words_of(&body), self.key());
            return Err(SpeechError::Passing {
                what: format!("{} sent text instead of sound: {words}", self.url),
                wait: None,
            });
        }
        Ok(body)
    }
}

/// What a server says in a body: the message of a JSON error, else its beginning, on one line.
fn words_of(body: &[u8]) -> String {
    let message = serde_json::from_slice::<serde_json::Value>(body).ok();
    let message = message.as_ref().and_then(|json| {
        let found = ["/error/message", "/message", "/detail", "/error"];
        found.iter().find_map(|path| json.pointer(path)?.as_str())
    });
    let text = message.map_or_else(|| String::from_utf8_lossy(body), Into::into);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let clean = |c: &char| !c.is_control();
    let mut words: String = text.chars().filter(clean).take(LONGEST_WORDS).collect();
    if words.len() < text.len() {
        words.push('…');
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_servers_words_are_found_and_kept_short() {
        assert_eq!(
            words_of(br#"{"error":{"message":"no such voice"}}"#),
            "no such voice"
        );
        assert_eq!(
            words_of(b"<html>\n <p>Bad  gateway"),
            "<html> <p>Bad gateway"
        );
        assert!(words_of("x".repeat(5000).as_bytes()).chars().count() <= LONGEST_WORDS + 1);
    }
}
