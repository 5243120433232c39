//! Servers that speak OpenAI's transcription API: OpenAI's own, Speaches, LocalAI, whisper.cpp's server …
//!
//! Documentation: OpenAI API reference, "Create transcription" (`POST /v1/audio/transcriptions`, a form of
//! RFC 7578). `verbose_json` says how sure the server is; where a model has only `json` or `text`, that is asked
//! for.

use super::config::Common;
use super::{Hearing, Recogniser, answer};
use crate::language::Language;
use crate::speech::SpeechError;
use crate::speech::config::Web;
use crate::speech::engine::server::{KeyGoes, Server};
use async_trait::async_trait;
use reqwest::Method;
use serde::Deserialize;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The formats to ask for, the one that says most first.
const FORMATS: [&str; 3] = ["verbose_json", "json", "text"];

/// Settings of this kind.
#[derive(Debug, Clone, Deserialize)]
pub struct Settings {
    /// The address up to `/v1`.
    pub url: String,
    /// The model.
    pub model: String,
    /// Whether it is told the language of each line; yes by default. A server that is not told finds out, so that
    /// a line in a wrong language is seen, but short lines are misheard.
    #[serde(default = "yes")]
    pub tell_language: bool,
}

fn yes() -> bool {
    true
}

/// A server that speaks OpenAI's transcription API.
pub struct OpenAi {
    server: Server,
    settings: Settings,
    /// Which of [`FORMATS`] the server has.
    format: AtomicUsize,
}

impl OpenAi {
    /// A recogniser as set up.
    ///
    /// # Errors
    /// [`SpeechError::Setup`] if the address is none.
    pub fn new(settings: &Settings, web: &Web, common: &Common) -> Result<Self, SpeechError> {
        let place = web.key_place(None);
        let server = Server::new(
            &settings.url,
            place,
            KeyGoes::Bearer,
            web,
            &common.for_engine(),
        )?;
        Ok(Self {
            server,
            settings: settings.clone(),
            format: AtomicUsize::new(0),
        })
    }

    async fn ask(
        &self,
        sound: &[u8],
        language: &Language,
        format: &str,
    ) -> Result<Vec<u8>, SpeechError> {
        let told = self.settings.tell_language.then(|| language.base());
        let fields = [
            ("model", Some(self.settings.model.as_str())),
            ("language", told),
            ("response_format", Some(format)),
            ("temperature", Some("0")),
        ];
        let (boundary, body) = form(&fields, sound);
        let request = self.server.request(Method::POST, "/audio/transcriptions");
        let kind = format!("multipart/form-data; boundary={boundary}");
        let request = request
            .header(reqwest::header::CONTENT_TYPE, kind)
            .body(body);
        self.server.answer(request, "").await
    }
}

/// A form with fields and a sound (RFC 7578): what parts its parts, and its bytes.
fn form(fields: &[(&str, Option<&str>)], sound: &[u8]) -> (String, Vec<u8>) {
    // A hash of what is in it does not stand in it.
    let boundary = format!("diglot-{}", blake3::hash(sound).to_hex());
    let mut body = Vec::with_capacity(sound.len() + 1024);
    for (name, value) in fields {
        if let Some(value) = value {
            let part = format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend_from_slice(part.as_bytes());
        }
    }
    let part = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"line.wav\"\r\n\
         Content-Type: audio/wav\r\n\r\n"
    );
    body.extend_from_slice(part.as_bytes());
    body.extend_from_slice(sound);
    body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    (boundary, body)
}

#[async_trait]
impl Recogniser for OpenAi {
    fn identity(&self) -> String {
        let Settings {
            model,
            tell_language,
            ..
        } = &self.settings;
        serde_json::json!(["openai", self.server.shown(), model, tell_language]).to_string()
    }

    async fn prepare(&self) -> Result<(), SpeechError> {
        self.server.ready()
    }

    async fn hear(&self, sound: &[u8], language: &Language) -> Result<Hearing, SpeechError> {
        loop {
            let format = self.format.load(Ordering::Relaxed);
            match self.ask(sound, language, FORMATS[format]).await {
                Ok(body) => return Ok(answer::read(&body)),
                // What a server does not know it refuses; the next format may do.
                Err(SpeechError::Line(_)) if format + 1 < FORMATS.len() => {
                    self.format.fetch_max(format + 1, Ordering::Relaxed);
                }
                Err(error) => return Err(error),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_has_its_fields_and_the_sound() {
        let (boundary, body) = form(&[("model", Some("m")), ("language", None)], b"RIFF\r\n--x");
        let text = String::from_utf8(body).unwrap();
        assert!(text.starts_with(&format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n"
        )));
        assert!(text.ends_with(&format!("RIFF\r\n--x\r\n--{boundary}--\r\n")));
        assert!(!text.contains("language"));
    }
}
