//! Any HTTP server, by a template.
//!
//! ```toml
//! [engine.attic]
//! kind = "http"
//! url = "http://127.0.0.1:5002/api/tts?text={text}&speaker={voice}"
//! # with a body it is a POST
//! headers = { "Content-Type" = "application/json", "X-Key" = "{key}" }
//! body = '{"text": "{text}", "voice": "{voice}", "speed": {speed:1.0}}'
//! audio = "/audio/0"     # where in a JSON answer the sound is, in base64; without it, the answer is the sound
//! ```
//!
//! In the address, places are percent-encoded (RFC 3986); in the body they are escaped as its
//! `Content-Type` needs: JSON (by default), XML, a form, or not at all. `audio` is a JSON Pointer
//! (RFC 6901).

use super::super::config::{Common, Web};
use super::super::key::Identity;
use super::super::{SpeechError, Utterance};
use super::server::{KeyGoes, Server};
use super::{Around, Engine, Limit, template};
use crate::voice::VoiceId;
use async_trait::async_trait;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use indexmap::IndexMap;
use reqwest::Method;
use secrecy::ExposeSecret;
use serde::Deserialize;
use std::fmt::Write;

/// Settings of this kind.
#[derive(Debug, Clone, Deserialize)]
pub struct Settings {
    /// The address, with places.
    pub url: String,
    /// The method; POST if there is a body, else GET.
    pub method: Option<String>,
    /// Headers, with places.
    #[serde(default)]
    pub headers: IndexMap<String, String>,
    /// The body, with places.
    pub body: Option<String>,
    /// Where in a JSON answer the sound is, in base64.
    pub audio: Option<String>,
}

/// An HTTP server, by a template.
#[derive(Debug)]
pub struct Http {
    server: Server,
    settings: Settings,
    method: Method,
    escape: fn(&str) -> String,
    limit: Limit,
}

impl Http {
    /// An engine as set up.
    ///
    /// # Errors
    /// [`SpeechError::Setup`] if the address or the method is none.
    pub fn new(settings: &Settings, web: &Web, common: &Common) -> Result<Self, SpeechError> {
        // The key is put where the template says.
        let place = web.key_place(None);
        let server = Server::new(&settings.url, place, KeyGoes::Elsewhere, web, common)?;
        let usual = if settings.body.is_some() {
            "POST"
        } else {
            "GET"
        };
        let method = settings.method.as_deref().unwrap_or(usual).to_uppercase();
        let method = Method::from_bytes(method.as_bytes())
            .map_err(|_| SpeechError::Setup(format!("`{method}` is no HTTP method")))?;
        let content_type = settings
            .headers
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("content-type"))
            .map_or("application/json", |(_, value)| value);
        let escape = match content_type {
            kind if kind.contains("json") => in_json,
            kind if kind.contains("xml") => super::azure::escape,
            kind if kind.contains("form") => in_url,
            _ => str::to_string,
        };
        Ok(Self {
            server,
            settings: settings.clone(),
            method,
            escape,
            limit: Limit::or(common.longest_text, Limit::None),
        })
    }
}

#[async_trait]
impl Engine for Http {
    /// The whole template can change the sound. It holds no key, only the place for it.
    fn identity(&self) -> Identity {
        let Settings {
            url,
            headers,
            body,
            audio,
            ..
        } = &self.settings;
        let all = serde_json::json!([self.method.as_str(), url, headers, body, audio]);
        Identity {
            kind: "http",
            address: Some(self.server.shown().into()),
            model: Some(all.to_string()),
        }
    }

    fn limit(&self) -> Limit {
        self.limit
    }

    async fn prepare(&self, _voices: &[VoiceId], _lines: usize) -> Result<(), SpeechError> {
        self.server.ready()
    }

    async fn speak(&self, utterance: &Utterance, _: &Around) -> Result<Vec<u8>, SpeechError> {
        let value = |name: &str| match name {
            "key" => self.server.key().map(|key| key.expose_secret().to_string()),
            name => template::of_utterance(utterance, name),
        };
        let url = template::fill(&self.settings.url, value, in_url)?;
        let mut request = self.server.request_to(self.method.clone(), &url);
        for (name, text) in &self.settings.headers {
            request = request.header(name, template::fill(text, value, template::one_line)?);
        }
        if let Some(body) = &self.settings.body {
            if !self
                .settings
                .headers
                .keys()
                .any(|name| name.eq_ignore_ascii_case("content-type"))
            {
                request = request.header("Content-Type", "application/json");
            }
            request = request.body(template::fill(body, value, self.escape)?);
        }
        let Some(path) = &self.settings.audio else {
            return self.server.sound(request, &utterance.text).await;
        };
        let body = self.server.answer(request, &utterance.text).await?;
        let answer: Option<serde_json::Value> = serde_json::from_slice(&body).ok();
        let content = answer.as_ref().and_then(|a| a.pointer(path)?.as_str());
        let Some(content) = content else {
            self.server.refuse_text(&body)?;
            let what = format!("{} sent nothing at {path}", self.server.shown());
            return Err(SpeechError::passing(what));
        };
        // `data:audio/wav;base64,…` is base64 after the comma.
        let content = content.rsplit(',').next().unwrap_or(content);
        BASE64_STANDARD.decode(content.trim()).map_err(|_| {
            SpeechError::Doubtful(format!("{} sent broken base64", self.server.shown()))
        })
    }
}

/// A text for a part of an address (RFC 3986, section 2.3: all but the unreserved is encoded).
pub fn in_url(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            byte => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

/// A text for the inside of a JSON string.
pub fn in_json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_for_its_place() {
        assert_eq!(in_url("a b&c=好"), "a%20b%26c%3D%E5%A5%BD");
        assert_eq!(in_json("say \"hi\"\n\\"), "say \\\"hi\\\"\\n\\\\");
    }
}
