//! espeak-ng, the default engine: the system's program, one process a line; for many lines its library,
//! in processes of its own ([`super::espeak_worker`]).
//!
//! Never the library in this process: it keeps its state in globals and is under another licence, and
//! a process that hangs can be killed.
//!
//! Documentation: espeak-ng's manual page espeak-ng(1) and its `docs/markup.md` for SSML.
//! Settings: `pitch` (0 to 99), `range` (0 to 99), `rate` (80 to 450 words a minute), `gap` (pauses
//! between words, in 10 ms), `volume` (0 to 200). [`super::super::voice_settings`] holds them to that.

use super::super::config::Common;
use super::super::key::Identity;
use super::super::{SpeechError, Utterance};
use super::espeak_voices::Listing;
use super::espeak_worker::{Line, Workers};
use super::program::{self, Bounds, Program};
use super::{Around, Engine};
use crate::voice::{Setting, Voice, VoiceId};
use async_trait::async_trait;
use serde::Deserialize;
use std::path::PathBuf;
use std::process::Output;
use std::sync::OnceLock;

/// espeak-ng's voice that reads Chinese characters; Latin letters it reads as pinyin.
const PINYIN: &str = "cmn-latn-pinyin";

/// The settings that espeak-ng knows, its options for them, and its library's numbers
/// (`espeak_PARAMETER`).
const SETTINGS: &[(&str, &str, i32)] = &[
    ("pitch", "-p", 3),
    ("range", "-P", 4),
    ("rate", "-s", 1),
    ("gap", "-g", 7),
    ("volume", "-a", 2),
];

/// How slow espeak-ng speaks, in words a minute.
pub const SLOWEST: i64 = 80;
/// How fast it speaks.
pub const FASTEST: i64 = 450;

/// From how many lines on workers are worth a trial.
const WORTH_WORKERS: usize = 40;
/// What is spoken to see whether a voice sounds the same from a worker.
const TRIAL: &str = "Lin 10, 林十 Lin 好。";
/// The length of the header of a WAV file of 16-bit samples, in bytes.
const HEADER: usize = 44;

/// Settings of this kind.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The program; `espeak-ng` by default.
    pub program: Option<PathBuf>,
}

/// The system's espeak-ng.
#[derive(Debug)]
pub struct Espeak {
    program: Program,
    /// Whether a person has named the program, so that the library may be of another one.
    is_own: bool,
    quick: OnceLock<Quick>,
}

/// Voices that can be had from workers.
#[derive(Debug)]
struct Quick {
    workers: Workers,
    voices: Vec<String>,
}

impl Espeak {
    /// An engine as set up.
    pub fn new(settings: &Settings, common: &Common) -> Self {
        let (path, how) = match &settings.program {
            None => (
                "espeak-ng".into(),
                "Get it with one of:\n  apt install espeak-ng      (Debian, Ubuntu)\n  \
                 dnf install espeak-ng      (Fedora)\n  pacman -S espeak-ng        (Arch)\n  \
                 brew install espeak-ng     (macOS)\nor run `make setup` in diglot's folder; then \
                 run the same command again.",
            ),
            Some(path) => (path.clone(), program::CORRECT_IT),
        };
        Self {
            program: Program {
                path,
                name: "espeak-ng".into(),
                how: how.into(),
                time_limit: program::time_limit(common),
                env: Vec::new(),
                keys: Vec::new(),
            },
            is_own: settings.program.is_some(),
            quick: OnceLock::new(),
        }
    }

    /// Runs espeak-ng to its end, or kills it after the time limit.
    async fn run(&self, args: &[String], input: &str) -> Result<Output, SpeechError> {
        self.program
            .run(args, input.as_bytes(), Bounds::of(input))
            .await
    }

    /// What the program prints when given one option.
    async fn ask(&self, option: &str) -> Result<String, SpeechError> {
        let output = self.run(&[option.to_string()], "").await?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// The arguments for speaking in a voice.
    fn args(&self, voice: &Voice) -> Result<Vec<String>, SpeechError> {
        let mut args: Vec<String> = ["-m", "-b", "1", "-z", "--stdin", "--stdout", "-v"]
            .map(String::from)
            .into();
        args.push(voice.id.name.clone());
        for (name, value) in &voice.settings {
            let option = SETTINGS.iter().find(|(known, _, _)| known == name);
            let Some((_, option, _)) = option else {
                let known: Vec<&str> = SETTINGS.iter().map(|(name, _, _)| *name).collect();
                return Err(SpeechError::Setup(format!(
                    "espeak-ng has no setting `{name}` (voice {}); it has {}",
                    voice.id,
                    known.join(", ")
                )));
            };
            args.push((*option).to_string());
            args.push(value.to_string());
        }
        Ok(args)
    }

    /// Finds which voices sound the same from a worker as from the program.
    async fn make_quick(&self, voices: &[VoiceId]) -> Option<Quick> {
        let workers = Workers::new(self.program.time_limit)?;
        let mut same = Vec::new();
        for id in voices {
            let voice = Voice {
                id: id.clone(),
                settings: Default::default(),
            };
            let trial = self.text_for(TRIAL, &voice);
            let line = self.line(&voice, &trial)?;
            let args = self.args(&voice).ok()?;
            let (program, worker) = tokio::join!(self.run(&args, &trial), workers.speak(line));
            let (program, worker) = (program.ok()?.stdout, worker?);
            if program.len() > HEADER && program.get(HEADER..) == worker.get(HEADER..) {
                same.push(id.name.clone());
            }
        }
        Some(Quick {
            workers,
            voices: same,
        })
    }

    /// A line as a worker is asked it; `None` for settings that the program may read in another way.
    fn line(&self, voice: &Voice, text: &str) -> Option<Line> {
        let mut parameters = Vec::new();
        for (name, value) in &voice.settings {
            let (_, _, number) = SETTINGS.iter().find(|(known, _, _)| known == name)?;
            let Setting::Whole(value) = value else {
                return None;
            };
            let value = i32::try_from(*value).ok()?;
            if matches!(name.as_str(), "pitch" | "range") && !(0..=99).contains(&value) {
                return None;
            }
            parameters.push((*number, value));
        }
        Some(Line {
            voice: voice.id.name.clone(),
            parameters,
            text: text.into(),
            seconds: self.program.time_limit.as_secs() as u32 + 1,
        })
    }

    /// The sound of an utterance from a worker, if that can be had.
    async fn quickly(&self, utterance: &Utterance) -> Option<Vec<u8>> {
        let quick = self.quick.get()?;
        if !quick.voices.contains(&utterance.voice.id.name) {
            return None;
        }
        let line = self.line(&utterance.voice, &utterance.text)?;
        quick.workers.speak(line).await
    }
}

#[async_trait]
impl Engine for Espeak {
    fn identity(&self) -> Identity {
        Identity {
            kind: "espeak",
            address: None,
            model: None,
        }
    }

    /// As SSML, so that nothing in the text is taken for a command. In Chinese, words in Latin
    /// letters are given to the English voice, which keeps the variant: the pinyin voice would read
    /// them as syllables of Chinese. After them the Chinese voice is named again, because at the end
    /// of a `voice` element espeak-ng 1.51 falls back to the voice `cmn`.
    fn text_for(&self, text: &str, voice: &Voice) -> String {
        let chinese = voice.id.name.split('+').next() == Some(PINYIN);
        let mut ssml = String::from("<speak>");
        let mut rest = text;
        let mut voiced = false;
        while chinese && !rest.is_empty() {
            let Some((before, words, after)) = latin_words(rest) else {
                break;
            };
            in_voice(before, voiced.then_some(voice), &mut ssml);
            ssml.push_str("<voice xml:lang=\"en-us\">");
            escape(words, &mut ssml);
            ssml.push_str("</voice>");
            rest = after;
            voiced = true;
        }
        in_voice(rest, voiced.then_some(voice), &mut ssml);
        ssml.push_str("</speak>");
        ssml
    }

    /// In words a minute, of which espeak-ng takes whole numbers and speaks 175 by default.
    fn at_speed(&self, voice: &Voice, speed: f64) -> (Voice, f64) {
        let wanted = super::number(voice, "rate").unwrap_or(175.0) * speed;
        let rate = (wanted.round() as i64).clamp(SLOWEST, FASTEST);
        let mut voice = voice.clone();
        voice.settings.insert("rate".into(), Setting::Whole(rate));
        let is_reached = (wanted - rate as f64).abs() <= 0.5;
        (
            voice,
            if is_reached {
                1.0
            } else {
                wanted / rate as f64
            },
        )
    }

    async fn prepare(&self, voices: &[VoiceId], lines: usize) -> Result<(), SpeechError> {
        let (languages, variants) =
            tokio::join!(self.ask("--voices"), self.ask("--voices=variant"));
        let (languages, variants) = (Listing::parse(&languages?), Listing::parse(&variants?));
        for voice in voices {
            let name = voice.name.to_lowercase();
            let (language, variant) = match name.split_once('+') {
                Some((language, variant)) => (language, Some(variant)),
                None => (name.as_str(), None),
            };
            let unknown = |what: String, like: &Listing, wanted: &str| {
                let hint = crate::spelling::closest(wanted, like.files.keys().map(String::as_str));
                let hint = hint.map_or_else(String::new, |like| format!(" Did you mean `{like}`?"));
                SpeechError::UnknownVoice {
                    engine: "espeak-ng".into(),
                    voice: voice.name.clone(),
                    hint: format!(
                        " It does not know the {what}.{hint} `diglot voices` lists what it has, \
                         and book.toml, under [cast], says who speaks with what"
                    ),
                }
            };
            if !languages.files.contains_key(language) {
                return Err(unknown(
                    format!("language `{language}`"),
                    &languages,
                    language,
                ));
            }
            if let Some(variant) = variant.filter(|v| !variants.files.contains_key(*v)) {
                return Err(unknown(format!("variant `{variant}`"), &variants, variant));
            }
        }
        if lines >= WORTH_WORKERS
            && !self.is_own
            && self.quick.get().is_none()
            && let Some(quick) = self.make_quick(voices).await
        {
            let _ = self.quick.set(quick);
        }
        Ok(())
    }

    async fn speak(&self, utterance: &Utterance, _: &Around) -> Result<Vec<u8>, SpeechError> {
        let args = self.args(&utterance.voice)?;
        if let Some(sound) = self.quickly(utterance).await {
            return Ok(sound);
        }
        let output = self.run(&args, &utterance.text).await?;
        self.program.succeeded(&output)?;
        Ok(output.stdout)
    }
}

/// A text for SSML, in a voice that is named for it if one is given.
fn in_voice(text: &str, voice: Option<&Voice>, out: &mut String) {
    match voice.filter(|_| !text.trim().is_empty()) {
        Some(voice) => {
            out.push_str("<voice name=\"");
            escape(&voice.id.name, out);
            out.push_str("\">");
            escape(text, out);
            out.push_str("</voice>");
        }
        None => escape(text, out),
    }
}

/// Escapes a text for SSML. `[[` would begin phoneme names, so a blank parts the brackets.
fn escape(text: &str, out: &mut String) {
    let mut before = ' ';
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '[' if before == '[' => out.push_str(" ["),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
        before = c;
    }
}

/// The first run of words in Latin letters: what is before it, the run, what is after it. Words of
/// one small letter stay with the Chinese.
fn latin_words(text: &str) -> Option<(&str, &str, &str)> {
    let is_letter = |c: char| c.is_ascii_alphabetic() || ('\u{C0}'..='\u{24F}').contains(&c);
    let joins = |c: char| matches!(c, ' ' | '\'' | '’' | '-' | '.');
    let mut from = 0;
    while let Some(start) = text[from..].find(is_letter).map(|i| i + from) {
        let mut end = start;
        for (i, c) in text[start..].char_indices() {
            if is_letter(c) {
                end = start + i + c.len_utf8();
            } else if !joins(c) || start + i > end {
                // a joining sign counts only between letters
                break;
            }
        }
        let run = &text[start..end];
        if run.chars().count() > 1 || run.chars().all(char::is_uppercase) {
            return Some((&text[..start], run, &text[end..]));
        }
        from = end;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ssml(voice: &str, text: &str) -> String {
        let engine = Espeak::new(&Settings::default(), &Common::default());
        let voice = Voice {
            id: format!("espeak:{voice}").parse().unwrap(),
            settings: Default::default(),
        };
        engine.text_for(text, &voice)
    }

    #[test]
    fn text_cannot_be_taken_for_markup_or_phonemes() {
        assert_eq!(
            ssml("en-us+m3", "if a < b && [[c]] >\n d"),
            "<speak>if a &lt; b &amp;&amp; [ [c]] &gt;  d</speak>"
        );
    }

    #[test]
    fn latin_words_in_chinese_are_english() {
        let en = |words: &str| format!("<voice xml:lang=\"en-us\">{words}</voice>");
        let zh = |words: &str| format!("<voice name=\"cmn-latn-pinyin+f2\">{words}</voice>");
        assert_eq!(
            ssml("cmn-latn-pinyin+f2", "我用Harbour Post的GPT-4，x是1。"),
            format!(
                "<speak>我用{}{}{}{}</speak>",
                en("Harbour Post"),
                zh("的"),
                en("GPT"),
                zh("-4，x是1。")
            )
        );
        assert_eq!(ssml("cmn-latn-pinyin", "你好。"), "<speak>你好。</speak>");
        assert_eq!(ssml("ja", "GPTです"), "<speak>GPTです</speak>");
    }
}
