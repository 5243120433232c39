//! Azure AI Speech.
//!
//! Documentation: Microsoft Learn, "Text to speech REST API" (`POST
//! https://REGION.tts.speech.microsoft.com/cognitiveservices/v1`, voices at `/voices/list`) and
//! "Speech Synthesis Markup Language". A voice is named by its short name, `en-US-AvaNeural`. Its
//! settings: `rate`, `pitch`, `volume` (of `prosody`), `style`, `styledegree`, `role` (of
//! `mstts:express-as`), and `language` for a voice that speaks several.

use super::super::config::{Common, Web};
use super::super::key::Identity;
use super::super::{SpeechError, Utterance};
use super::server::{KeyGoes, Server};
use super::{Around, Engine, Limit, Offered};
use crate::voice::{Voice, VoiceId};
use async_trait::async_trait;
use reqwest::Method;
use serde::Deserialize;
use serde_json::Value;

/// Where the key is to be, if nothing else is said.
pub const KEY_ENV: &str = "AZURE_SPEECH_KEY";
/// The format that is asked for, if nothing else is said.
const FORMAT: &str = "riff-24khz-16bit-mono-pcm";
/// An answer ends after ten minutes of sound; a text of this length takes less, even in Chinese.
const LONGEST: usize = 2_000;
const PROSODY: &[&str] = &["rate", "pitch", "volume"];
const EXPRESS: &[&str] = &["style", "styledegree", "role"];

/// Settings of this kind.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The region, as `westeurope`.
    pub region: Option<String>,
    /// The address in place of a region's, up to and without `/v1`.
    pub url: Option<String>,
    /// The value of `X-Microsoft-OutputFormat`; `riff-24khz-16bit-mono-pcm` by default.
    pub output_format: Option<String>,
}

/// Azure AI Speech.
#[derive(Debug)]
pub struct Azure {
    server: Server,
    format: String,
    limit: Limit,
}

impl Azure {
    /// An engine as set up.
    ///
    /// # Errors
    /// [`SpeechError::Setup`] if there is neither a region nor an address.
    pub fn new(settings: &Settings, web: &Web, common: &Common) -> Result<Self, SpeechError> {
        let url = match (&settings.url, &settings.region) {
            (Some(url), _) => url.trim_end_matches('/').trim_end_matches("/v1").into(),
            (None, Some(region)) => {
                format!("https://{region}.tts.speech.microsoft.com/cognitiveservices")
            }
            (None, None) => {
                return Err(SpeechError::Setup(
                    "an engine of the kind azure needs a region; write region = \"westeurope\" or \
                     the like in diglot.toml"
                        .into(),
                ));
            }
        };
        let goes = KeyGoes::Header("Ocp-Apim-Subscription-Key");
        let server = Server::new(&url, web.key_place(Some(KEY_ENV)), goes, web, common)?;
        Ok(Self {
            server,
            format: settings.output_format.clone().unwrap_or(FORMAT.into()),
            limit: Limit::or(common.longest_text, Limit::Characters(LONGEST)),
        })
    }
}

#[async_trait]
impl Engine for Azure {
    fn identity(&self) -> Identity {
        Identity {
            kind: "azure",
            address: Some(self.server.shown().into()),
            model: Some(self.format.clone()),
        }
    }

    fn limit(&self) -> Limit {
        self.limit
    }

    async fn prepare(&self, _voices: &[VoiceId], _lines: usize) -> Result<(), SpeechError> {
        self.server.ready()
    }

    async fn speak(&self, utterance: &Utterance, _: &Around) -> Result<Vec<u8>, SpeechError> {
        let request = self
            .server
            .request(Method::POST, "/v1")
            .header("Content-Type", "application/ssml+xml")
            .header("X-Microsoft-OutputFormat", &self.format)
            .body(ssml(&utterance.text, &utterance.voice));
        self.server.sound(request, &utterance.text).await
    }

    async fn voices(&self) -> Result<Option<Vec<Offered>>, SpeechError> {
        self.server.ready()?;
        let request = self.server.request(Method::GET, "/voices/list");
        let answer = self.server.json(request).await?;
        let offered = |voice: &Value| {
            let of = |field: &str| voice[field].as_str().map(String::from);
            Some(Offered {
                name: of("ShortName")?,
                about: ["LocalName", "Gender", "LocaleName"]
                    .iter()
                    .filter_map(|field| of(field))
                    .collect(),
            })
        };
        let list = answer.as_array();
        Ok(list.map(|list| list.iter().filter_map(offered).collect()))
    }
}

/// The markup of a text in a voice.
fn ssml(text: &str, voice: &Voice) -> String {
    let setting = |name: &str| voice.settings.get(name).map(ToString::to_string);
    let attributes = |names: &[&str]| -> String {
        names
            .iter()
            .filter_map(|name| Some(format!(" {name}=\"{}\"", escape(&setting(name)?))))
            .collect()
    };
    // `en-US-AvaNeural`: the language stands before the name.
    let own: Vec<&str> = voice.id.name.splitn(3, '-').take(2).collect();
    let own = own.join("-");
    let mut inside = escape(text);
    let wrap = |inside: String, tag: &str, attributes: &str| {
        format!("<{tag}{attributes}>{inside}</{tag}>")
    };
    if let Some(language) = setting("language") {
        let attribute = format!(" xml:lang=\"{}\"", escape(&language));
        inside = wrap(inside, "lang", &attribute);
    }
    let prosody = attributes(PROSODY);
    if !prosody.is_empty() {
        inside = wrap(inside, "prosody", &prosody);
    }
    let express = attributes(EXPRESS);
    if !express.is_empty() {
        inside = wrap(inside, "mstts:express-as", &express);
    }
    format!(
        "<speak version=\"1.0\" xmlns=\"http://www.w3.org/2001/10/synthesis\" \
         xmlns:mstts=\"https://www.w3.org/2001/mstts\" xml:lang=\"{}\"><voice name=\"{}\">{inside}\
         </voice></speak>",
        escape(&own),
        escape(&voice.id.name),
    )
}

/// A text for XML; control characters, which XML 1.0 cannot hold, become blanks.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voice::Setting;

    #[test]
    fn markup_holds_settings_and_escapes_text() {
        let mut voice = Voice {
            id: "azure:zh-CN-XiaoxiaoNeural".parse().unwrap(),
            settings: Default::default(),
        };
        let start = "<speak version=\"1.0\" xmlns=\"http://www.w3.org/2001/10/synthesis\" \
                     xmlns:mstts=\"https://www.w3.org/2001/mstts\" xml:lang=\"zh-CN\">\
                     <voice name=\"zh-CN-XiaoxiaoNeural\">";
        assert_eq!(
            ssml("你好 <R&D>", &voice),
            format!("{start}你好 &lt;R&amp;D&gt;</voice></speak>")
        );
        for (name, value) in [("rate", "-5%"), ("style", "calm")] {
            let value = Setting::Text(value.into());
            voice.settings.insert(name.into(), value);
        }
        assert_eq!(
            ssml("好", &voice),
            format!(
                "{start}<mstts:express-as style=\"calm\"><prosody rate=\"-5%\">好</prosody>\
                 </mstts:express-as></voice></speak>"
            )
        );
    }
}
