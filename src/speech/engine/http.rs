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
//! `Content-Type` needs (RFC 9110, section 8.3): JSON (by default), XML, a form, or plain text, which
//! needs nothing. For another type `escape` says which of these it is like: `"json"`, `"xml"`, `"form"` or
//! `"none"`. `audio` is a JSON Pointer (RFC 6901).

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
    /// How texts are escaped in the body, where its type does not say it.
    pub escape: Option<Escape>,
}

/// How a text is escaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Escape {
    /// For the inside of a JSON string.
    Json,
    /// For XML.
    Xml,
    /// For a form, or an address.
    Form,
    /// Not at all.
    None,
}

impl Escape {
    /// How texts are escaped in a body of a media type; nothing if that is not known.
    fn of(content_type: &str) -> Option<Self> {
        let kind = content_type.split(';').next().unwrap_or_default();
        let kind = kind.trim().to_ascii_lowercase();
        let (_, subtype) = kind.split_once('/')?;
        match subtype.rsplit('+').next()? {
            "json" | "x-ndjson" | "jsonlines" => Some(Self::Json),
            "xml" => Some(Self::Xml),
            "x-www-form-urlencoded" => Some(Self::Form),
            _ if kind == "text/plain" => Some(Self::None),
            _ => None,
        }
    }

    fn escape(self, text: &str) -> String {
        match self {
            Self::Json => in_json(text),
            Self::Xml => super::azure::escape(text),
            Self::Form => in_url(text),
            Self::None => text.to_string(),
        }
    }
}

/// An HTTP server, by a template.
#[derive(Debug)]
pub struct Http {
    server: Server,
    settings: Settings,
    method: Method,
    escape: Escape,
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
        let mut server = Server::new(&settings.url, place, KeyGoes::Elsewhere, web, common)?;
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
        let known = settings.escape.or_else(|| Escape::of(content_type));
        let escape = known.or(settings.body.is_none().then_some(Escape::None));
        let escape = escape.ok_or_else(|| {
            SpeechError::Setup(format!(
                "it is not known how a text is escaped in a body of the type `{content_type}` ({}). Say it \
                 in diglot.toml: escape = \"json\", \"xml\", \"form\" or \"none\"",
                server.shown()
            ))
        })?;
        for (name, value) in &settings.headers {
            server.hide_header(name, value);
        }
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
            request = request.body(template::fill(body, value, |text| {
                self.escape.escape(text)
            })?);
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
    fn a_body_is_escaped_by_its_media_type() {
        for (kind, escape) in [
            ("application/json", Some(Escape::Json)),
            ("Application/LD+JSON; charset=utf-8", Some(Escape::Json)),
            ("TEXT/XML", Some(Escape::Xml)),
            ("application/ssml+xml", Some(Escape::Xml)),
            ("application/x-www-form-urlencoded", Some(Escape::Form)),
            ("text/plain;charset=utf-8", Some(Escape::None)),
            ("text/xml-like", None),
            ("application/octet-stream", None),
            ("json", None),
        ] {
            assert_eq!(Escape::of(kind), escape, "{kind}");
        }
    }

    #[test]
    fn text_is_escaped_for_its_place() {
        assert_eq!(in_url("a b&c=好"), "a%20b%26c%3D%E5%A5%BD");
        assert_eq!(in_json("say \"hi\"\n\\"), "say \\\"hi\\\"\\n\\\\");
    }
}
