//! espeak-ng, the default engine: the system's program, one process a line.
//!
//! A process rather than the library, because the library keeps its state in globals and is under
//! another licence, and because a process that hangs can be killed. What its start costs is kept
//! down by a small data folder ([`super::espeak_data`]).
//!
//! Documentation: espeak-ng's manual page espeak-ng(1) and its `docs/markup.md` for SSML.
//! Settings: `pitch` (0 to 99), `range` (0 to 99), `rate` (words a minute), `gap` (pauses between
//! words, in 10 ms), `volume` (0 to 200).

use super::super::config::Common;
use super::super::key::Identity;
use super::super::{SpeechError, Utterance};
use super::espeak_data::{Listing, SmallData, data_folder};
use super::program::{self, Program};
use super::{Around, Engine};
use crate::voice::{Setting, Voice, VoiceId};
use async_trait::async_trait;
use serde::Deserialize;
use std::collections::HashMap;
use std::path::PathBuf;
use std::process::Output;
use std::sync::OnceLock;

/// espeak-ng's voice that reads Chinese characters; Latin letters it reads as pinyin.
const PINYIN: &str = "cmn-latn-pinyin";

/// The settings that espeak-ng knows, and its options for them.
const SETTINGS: &[(&str, &str)] = &[
    ("pitch", "-p"),
    ("range", "-P"),
    ("rate", "-s"),
    ("gap", "-g"),
    ("volume", "-a"),
];

/// How slow and how fast espeak-ng speaks, in words a minute.
const SLOWEST: i64 = 80;
const FASTEST: i64 = 450;

/// From how many lines on a small data folder is worth making.
const WORTH_SMALL_DATA: usize = 40;
/// What is spoken to see whether a voice sounds the same from the small folder.
const TRIAL: &str = "Lin 10, 林十 Lin 好。";
/// The voices that a Chinese text with English words in it is spoken with beside its own.
const WITH_PINYIN: &[&str] = &["cmn", "en-us"];

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
    quick: OnceLock<Quick>,
}

/// Voices that can be had from a small data folder.
#[derive(Debug)]
struct Quick {
    data: SmallData,
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
            },
            quick: OnceLock::new(),
        }
    }

    /// Runs espeak-ng to its end, or kills it after the time limit.
    async fn run(&self, args: &[String], input: &str) -> Result<Output, SpeechError> {
        self.program.run(args, input).await
    }

    /// What the program prints when given one option.
    async fn ask(&self, option: &str) -> Result<String, SpeechError> {
        let output = self.run(&[option.to_string()], "").await?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// The arguments for speaking in a voice, from the small folder if the voice is in it.
    fn args(&self, voice: &Voice, small: Option<&SmallData>) -> Result<Vec<String>, SpeechError> {
        let mut args: Vec<String> = ["-m", "-b", "1", "-z", "--stdin", "--stdout", "-v"]
            .map(String::from)
            .into();
        args.push(voice.id.name.clone());
        for (name, value) in &voice.settings {
            let option = SETTINGS.iter().find(|(known, _)| known == name);
            let Some((_, option)) = option else {
                let known: Vec<&str> = SETTINGS.iter().map(|(name, _)| *name).collect();
                return Err(SpeechError::Setup(format!(
                    "espeak-ng has no setting `{name}` (voice {}); it has {}",
                    voice.id,
                    known.join(", ")
                )));
            };
            args.push((*option).to_string());
            args.push(value.to_string());
        }
        if let Some(small) = small {
            args.push(format!("--path={}", small.path().display()));
        }
        Ok(args)
    }

    /// Makes a small data folder, and finds which voices sound the same from it. Whatever is not
    /// as expected, speaking does without.
    async fn make_quick(
        &self,
        voices: &[VoiceId],
        languages: &Listing,
        variants: &Listing,
    ) -> Option<Quick> {
        let data = data_folder(&self.ask("--version").await.ok()?)?;
        let file =
            |files: &HashMap<String, String>, name: &str| files.get(&name.to_lowercase()).cloned();
        let parts = voices.iter().map(|voice| match voice.name.split_once('+') {
            Some((language, variant)) => (language, Some(variant)),
            None => (voice.name.as_str(), None),
        });
        let (mut names, kinds): (Vec<_>, Vec<_>) = parts.unzip();
        if names.contains(&PINYIN) {
            names.extend(WITH_PINYIN);
        }
        let names: Vec<String> = names
            .iter()
            .filter_map(|l| file(&languages.files, l))
            .collect();
        let kinds: Vec<String> = kinds
            .iter()
            .flatten()
            .filter_map(|v| file(&variants.files, v))
            .collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
        let data = SmallData::new(&data, &names, &kinds).ok()?;
        let mut same = Vec::new();
        for id in voices {
            let voice = Voice {
                id: id.clone(),
                settings: Default::default(),
            };
            let (all, few) = (
                self.args(&voice, None).ok()?,
                self.args(&voice, Some(&data)).ok()?,
            );
            let trial = self.text_for(TRIAL, &voice);
            let (all, few) = tokio::join!(self.run(&all, &trial), self.run(&few, &trial));
            if all.ok()?.stdout == few.ok()?.stdout {
                same.push(id.name.clone());
            }
        }
        Some(Quick { data, voices: same })
    }

    /// The small folder, if a voice sounds the same from it.
    fn small_for(&self, voice: &Voice) -> Option<&SmallData> {
        let quick = self.quick.get()?;
        quick.voices.contains(&voice.id.name).then_some(&quick.data)
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
    fn at_speed(&self, voice: &Voice, speed: f64) -> Option<Voice> {
        let rate = (super::number(voice, "rate").unwrap_or(175.0) * speed).round();
        let mut voice = voice.clone();
        let setting = Setting::Whole((rate as i64).clamp(SLOWEST, FASTEST));
        voice.settings.insert("rate".into(), setting);
        Some(voice)
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
        if lines >= WORTH_SMALL_DATA
            && self.quick.get().is_none()
            && let Some(quick) = self.make_quick(voices, &languages, &variants).await
        {
            let _ = self.quick.set(quick);
        }
        Ok(())
    }

    async fn speak(&self, utterance: &Utterance, _: &Around) -> Result<Vec<u8>, SpeechError> {
        let args = self.args(&utterance.voice, self.small_for(&utterance.voice))?;
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
