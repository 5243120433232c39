//! Servers that speak the Wyoming protocol: wyoming-piper, wyoming-openai and others of the Home
//! Assistant world.
//!
//! Documentation: the README of OHF-Voice/wyoming. Each event is a line of JSON (`type`, `data`,
//! `data_length`, `payload_length`), then `data_length` bytes of more JSON, then `payload_length` bytes of
//! payload. We send `synthesize`; the answer is `audio-start`, any number of `audio-chunk`, and
//! `audio-stop`, or `error`. `describe` is answered by `info`, which lists the voices. The settings
//! of a voice: `speaker`, for voices with several, and `language`.

use super::super::config::Common;
use super::super::key::Identity;
use super::super::{SpeechError, Utterance};
use super::{Around, Engine, Limit, Offered, pcm, server};
use crate::voice::VoiceId;
use async_trait::async_trait;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::io::{Error, ErrorKind};
use std::time::Duration;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// After how long without an event an answer is given up.
const PATIENCE: Duration = Duration::from_secs(120);
/// The longest line, data or payload of an event, in bytes.
const LONGEST_PART: u64 = 16 << 20;
/// The longest sound, in bytes.
const LONGEST_SOUND: usize = 256 << 20;

/// Settings of this kind.
#[derive(Debug, Clone, Deserialize)]
pub struct Settings {
    /// The address, as `tcp://127.0.0.1:10200`.
    pub url: String,
}

/// A server that speaks the Wyoming protocol.
#[derive(Debug)]
pub struct Wyoming {
    url: String,
    address: String,
    patience: Duration,
    limit: Limit,
}

/// An event without its payload's length.
struct Event {
    kind: String,
    data: Map<String, Value>,
    payload: Vec<u8>,
}

impl Wyoming {
    /// An engine as set up.
    ///
    /// # Errors
    /// [`SpeechError::Setup`] if the address is none.
    pub fn new(settings: &Settings, common: &Common) -> Result<Self, SpeechError> {
        let url = settings.url.trim_end_matches('/').to_string();
        let address = url.strip_prefix("tcp://").filter(|address| {
            let port = address
                .rsplit_once(':')
                .map(|(_, port)| port.parse::<u16>());
            matches!(port, Some(Ok(_)))
        });
        let Some(address) = address else {
            return Err(SpeechError::Setup(format!(
                "`{url}` is no address of a Wyoming server; write url = \"tcp://127.0.0.1:10200\" or \
                 the like in diglot.toml"
            )));
        };
        Ok(Self {
            address: address.into(),
            patience: server::seconds(common.timeout_seconds, PATIENCE),
            limit: Limit::or(common.longest_text, Limit::None),
            url,
        })
    }

    async fn connect(&self) -> Result<BufReader<TcpStream>, SpeechError> {
        let late = self.patience.min(Duration::from_secs(10));
        let connected = tokio::time::timeout(late, TcpStream::connect(&self.address)).await;
        match connected {
            Ok(Ok(stream)) => Ok(BufReader::new(stream)),
            Ok(Err(error)) => Err(SpeechError::passing(format!(
                "{} cannot be reached ({error})",
                self.url
            ))),
            Err(_) => Err(self.late()),
        }
    }

    fn late(&self) -> SpeechError {
        let seconds = self.patience.as_secs_f64();
        SpeechError::passing(format!("{} gave no answer within {seconds} s", self.url))
    }

    async fn send(
        &self,
        stream: &mut BufReader<TcpStream>,
        kind: &str,
        data: Value,
    ) -> Result<(), SpeechError> {
        let line = json!({ "type": kind, "data": data }).to_string() + "\n";
        let sent = stream.write_all(line.as_bytes()).await;
        sent.map_err(|error| SpeechError::passing(format!("{} broke off ({error})", self.url)))
    }

    async fn next(&self, stream: &mut BufReader<TcpStream>) -> Result<Event, SpeechError> {
        match tokio::time::timeout(self.patience, read_event(stream)).await {
            Ok(Ok(event)) if event.kind == "error" => {
                let text = event.data.get("text").and_then(Value::as_str);
                let text = text.unwrap_or("it does not say why");
                Err(SpeechError::Line(format!("{} failed: {text}", self.url)))
            }
            Ok(Ok(event)) => Ok(event),
            Ok(Err(error)) => Err(SpeechError::passing(format!(
                "{} broke off ({error})",
                self.url
            ))),
            Err(_) => Err(self.late()),
        }
    }
}

#[async_trait]
impl Engine for Wyoming {
    fn identity(&self) -> Identity {
        Identity {
            kind: "wyoming",
            address: Some(self.url.clone()),
            model: None,
        }
    }

    fn limit(&self) -> Limit {
        self.limit
    }

    /// The first line will tell whether the voices are there.
    async fn prepare(&self, _voices: &[VoiceId], _lines: usize) -> Result<(), SpeechError> {
        Ok(())
    }

    async fn speak(&self, utterance: &Utterance, _: &Around) -> Result<Vec<u8>, SpeechError> {
        let mut voice = Map::new();
        for (name, value) in &utterance.voice.settings {
            voice.insert(name.clone(), json!(value.to_string()));
        }
        voice.insert("name".into(), json!(utterance.voice.id.name));
        let mut stream = self.connect().await?;
        let data = json!({ "text": utterance.text, "voice": voice });
        self.send(&mut stream, "synthesize", data).await?;
        let mut sound = Vec::new();
        let mut format = (22_050, 1, 2);
        loop {
            let event = self.next(&mut stream).await?;
            match event.kind.as_str() {
                "audio-start" | "audio-chunk" => {
                    let number = |name: &str, usual: u32| {
                        let number = event.data.get(name).and_then(Value::as_u64);
                        number.map_or(usual, |n| u32::try_from(n).unwrap_or(0))
                    };
                    let (rate, channels, width) = format;
                    format = (
                        number("rate", rate),
                        number("channels", channels),
                        number("width", width),
                    );
                    sound.extend_from_slice(&event.payload);
                    if sound.len() > LONGEST_SOUND {
                        let what = format!("{} sends without end", self.url);
                        return Err(SpeechError::Doubtful(what));
                    }
                }
                "audio-stop" => break,
                _ => {}
            }
        }
        let (rate, channels, width) = format;
        let small = |number: u32| u16::try_from(number).unwrap_or(0);
        pcm::wav(rate, small(channels), small(width), &sound)
    }

    async fn voices(&self) -> Result<Option<Vec<Offered>>, SpeechError> {
        let mut stream = self.connect().await?;
        self.send(&mut stream, "describe", json!({})).await?;
        let info = loop {
            let event = self.next(&mut stream).await?;
            if event.kind == "info" {
                break event.data;
            }
        };
        let list = |value: &Value, name: &str| value[name].as_array().cloned().unwrap_or_default();
        let programs = info.get("tts").and_then(Value::as_array);
        let voices = programs
            .into_iter()
            .flatten()
            .flat_map(|p| list(p, "voices"));
        let offered = |voice: Value| {
            let languages = list(&voice, "languages").into_iter();
            let about = languages.filter_map(|l| l.as_str().map(String::from));
            let name = voice["name"].as_str()?.into();
            let about = about.collect();
            Some(Offered { name, about })
        };
        Ok(Some(voices.filter_map(offered).collect()))
    }
}

async fn read_event(stream: &mut (impl AsyncBufRead + Unpin)) -> Result<Event, Error> {
    let broken = |what: &str| Error::new(ErrorKind::InvalidData, what.to_string());
    let mut line = Vec::new();
    (&mut *stream)
        .take(LONGEST_PART)
        .read_until(b'\n', &mut line)
        .await?;
    if line.is_empty() {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    let header: Value =
        serde_json::from_slice(&line).map_err(|_| broken("an event that is no JSON"))?;
    let mut part = async |name: &str| {
        let length = header[name].as_u64().unwrap_or(0);
        if length > LONGEST_PART {
            return Err(broken("an event without end"));
        }
        let mut bytes = vec![0; usize::try_from(length).unwrap_or(0)];
        stream.read_exact(&mut bytes).await?;
        Ok(bytes)
    };
    let more = part("data_length").await?;
    let payload = part("payload_length").await?;
    let mut data = header["data"].as_object().cloned().unwrap_or_default();
    if !more.is_empty() {
        let more: Map<String, Value> =
            serde_json::from_slice(&more).map_err(|_| broken("data that is no JSON"))?;
        data.extend(more);
    }
    Ok(Event {
        kind: header["type"].as_str().unwrap_or_default().into(),
        data,
        payload,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_event_has_data_in_two_places_and_a_payload() {
        let bytes = b"{\"type\":\"audio-chunk\",\"data\":{\"rate\":1},\"data_length\":11,\
                      \"payload_length\":2}\n{\"width\":2}ab{\"type\":\"x\"}\n";
        let mut stream = BufReader::new(&bytes[..]);
        let event = read_event(&mut stream).await.unwrap();
        assert_eq!((event.kind.as_str(), event.data.len()), ("audio-chunk", 2));
        assert_eq!(event.payload, b"ab");
        assert_eq!(read_event(&mut stream).await.unwrap().kind, "x");
        assert!(read_event(&mut stream).await.is_err());
    }
}
