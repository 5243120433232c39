//! Kokoro-82M version 1.0 (StyleTTS 2, weights under Apache-2.0): `kokoro-v1.0.int8.onnx` in its folder of
//! models, and its voices in the folder `voices` beside it. The first letter of a voice is its language. A
//! blend of voices is written `af_heart*0.6+af_bella*0.4`. Settings: `speed`.
//!
//! The model is given tokens of sounds between two zeros, the voice's style for that many tokens, and a
//! speed (`kokoro.py` and `pipeline.py` of the project); 24 000 samples a second come back.

mod chinese;
mod cures;
mod english;
mod japanese;
mod pieces;
mod vocabulary;
mod voices;

use super::super::engine::{Around, Engine, Offered, faster, number};
use super::super::key::Identity;
use super::super::sounds::{self, Alphabet, Part};
use super::super::{SpeechError, Utterance};
use super::model::{Given, Model, RUNTIME};
use super::phonemes::{Clause, Espeak, first_sign, plain_ipa};
use super::piper::joined;
use super::{folder, sound};
use crate::language::Language;
use crate::voice::{Voice, VoiceId};
use async_trait::async_trait;
use english::Accent;
use japanese::Dictionary;
use pieces::Piece;
use serde::Deserialize;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use voices::Style;

/// Raised when the same text sounds otherwise because of what is done here.
const FRONT_END: &str = "4";
/// The folder of the Japanese dictionary, in that of the model.
const JAPANESE: &str = "japanese";
/// The model's file.
const MODEL: &str = "kokoro-v1.0.int8.onnx";
/// Samples a second.
const RATE: u32 = 24_000;
/// Where the model whistles, in Hz: at multiples of the frames of its source, of 5 samples each.
const WHISTLES: [f64; 2] = [4800.0, 9600.0];
/// How wide the whistles are, in Hz.
const WHISTLE_WIDTH: f64 = 60.0;
/// Up to how many tokens sentences are spoken together: longer texts are hurried, lone short sentences
/// sound cut off. A second of sound is about 16 tokens, and takes about 30 MB while it is made.
const TOGETHER: usize = 180;
/// Longer sentences are cut between phrases.
const AT_ONCE: usize = 300;

/// Settings of this kind.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The folder of the model; by default `kokoro` in the folder of models.
    pub folder: Option<PathBuf>,
}

/// Kokoro on this machine.
#[derive(Debug)]
pub struct Kokoro {
    folder: PathBuf,
    espeak: Espeak,
    /// A hash of the model's file; empty if it is not there.
    hash: OnceLock<String>,
    model: Arc<OnceLock<Result<Model, SpeechError>>>,
    styles: Mutex<HashMap<String, Arc<Style>>>,
    japanese: OnceLock<Result<Dictionary, SpeechError>>,
}

/// How a language is turned into sounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FrontEnd {
    /// By espeak-ng, in a voice of its.
    Espeak(&'static str, Accent),
    /// Mandarin, by the front end here.
    Chinese,
    /// Japanese, by the front end here and a dictionary.
    Japanese,
}

/// The front end of a voice: by its first letter, as in the model's `VOICES.md`.
fn front_end(voice: &str) -> Option<FrontEnd> {
    Some(match voice.chars().next()? {
        'a' => FrontEnd::Espeak("en-us", Accent::American),
        'b' => FrontEnd::Espeak("en-gb", Accent::British),
        'e' => FrontEnd::Espeak("es", Accent::Other),
        'f' => FrontEnd::Espeak("fr-fr", Accent::Other),
        'h' => FrontEnd::Espeak("hi", Accent::Other),
        'i' => FrontEnd::Espeak("it", Accent::Other),
        'j' => FrontEnd::Japanese,
        'z' => FrontEnd::Chinese,
        'p' => FrontEnd::Espeak("pt-br", Accent::Other),
        _ => return None,
    })
}

/// Sounds with their signs, of a part of a text that may be spoken by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Phrase {
    tokens: Vec<i32>,
    ends_sentence: bool,
}

impl Phrase {
    /// # Errors
    /// [`SpeechError::Line`] with the word, if the model has no token for a sound of it.
    fn new(sounds: &str, written: &str, ends_sentence: bool) -> Result<Self, SpeechError> {
        let token = |sound: char| {
            vocabulary::token(sound).ok_or_else(|| {
                SpeechError::Line(format!(
                    "Kokoro has no sound `{sound}`, which is in `{}`",
                    written.trim()
                ))
            })
        };
        Ok(Self {
            tokens: sounds.chars().map(token).collect::<Result<_, _>>()?,
            ends_sentence,
        })
    }

    fn of_clause(clause: &Clause, accent: Accent) -> Result<Self, SpeechError> {
        let mut sounds = english::sounds(clause, accent);
        sounds.extend(clause.end);
        sounds.push(' ');
        Self::new(&sounds, &clause.written, clause.ends_sentence())
    }

    /// Puts a sign at the end. Two that end or part something never stand together: the first counts.
    fn end(&mut self, sign: char) {
        let blank = vocabulary::token(' ');
        while self.tokens.last().copied() == blank && blank.is_some() {
            self.tokens.pop();
        }
        let ends = |token: &i32| {
            ".,!?;:—…"
                .chars()
                .any(|c| vocabulary::token(c) == Some(*token))
        };
        let sign = vocabulary::token(sign)
            .filter(|sign| !(ends(sign) && self.tokens.last().is_some_and(ends)));
        self.tokens.extend(sign);
        self.tokens.extend(blank);
        let full = ['.', '!', '?', '…'].map(vocabulary::token);
        self.ends_sentence |= sign.is_some() && full.contains(&sign);
    }

    /// Ends it as the last one of a text.
    fn finish(&mut self) {
        self.end('.');
        self.tokens.pop();
    }
}

/// Phrases as texts that are spoken at once: whole sentences together up to [`TOGETHER`] tokens, longer ones
/// by themselves; one of more than [`AT_ONCE`] is cut between phrases, a phrase of more than the model
/// takes anywhere.
fn texts(phrases: Vec<Phrase>) -> Vec<Vec<i32>> {
    let mut sentences: Vec<Vec<i32>> = Vec::new();
    let mut is_open = false;
    for phrase in phrases {
        for piece in phrase.tokens.chunks(vocabulary::MOST) {
            match sentences.last_mut() {
                Some(last) if is_open && last.len() + piece.len() <= AT_ONCE => {
                    last.extend(piece);
                }
                _ => sentences.push(piece.to_vec()),
            }
            is_open = true;
        }
        is_open = is_open && !phrase.ends_sentence;
    }
    let mut texts: Vec<Vec<i32>> = Vec::new();
    for sentence in sentences {
        match texts.last_mut() {
            Some(last) if last.len() + sentence.len() <= TOGETHER => last.extend(sentence),
            _ => texts.push(sentence),
        }
    }
    texts
}

impl Kokoro {
    /// An engine as set up.
    pub fn new(settings: &Settings) -> Self {
        Self {
            folder: settings
                .folder
                .clone()
                .unwrap_or_else(|| folder::of("kokoro")),
            espeak: Espeak::default(),
            hash: OnceLock::new(),
            model: Arc::default(),
            styles: Mutex::default(),
            japanese: OnceLock::new(),
        }
    }

    /// The voices that are here, with the model, and that can be spoken, with their languages.
    pub fn installed(&self) -> Vec<(String, Language)> {
        if !self.file().is_file() {
            return Vec::new();
        }
        let names = folder::names(&self.folder.join("voices"), ".bin").into_iter();
        let has_japanese = self.has_japanese();
        let spoken = names.filter_map(|name| {
            let tag = match front_end(&name)? {
                FrontEnd::Espeak(voice, _) => voice.split('-').next()?,
                FrontEnd::Chinese => "zh",
                FrontEnd::Japanese if has_japanese => "ja",
                FrontEnd::Japanese => return None,
            };
            Some((name, Language::new(tag)))
        });
        spoken.collect()
    }

    /// Whether the Japanese dictionary is here.
    fn has_japanese(&self) -> bool {
        Dictionary::is_in(&self.folder.join(JAPANESE))
    }

    /// The Japanese dictionary; it is read when it is first asked for.
    fn japanese(&self) -> Result<&Dictionary, SpeechError> {
        let folder = self.folder.join(JAPANESE);
        let read = || match self.has_japanese() {
            true => Dictionary::read(&folder),
            false => Err(SpeechError::Missing {
                program: "the dictionary of Japanese".into(),
                how: format!(
                    "Kokoro needs it to read kanji. Get it with `diglot get japanese`, or put its files into {}",
                    folder.display()
                ),
            }),
        };
        let dictionary = self.japanese.get_or_init(read);
        dictionary.as_ref().map_err(Clone::clone)
    }

    fn file(&self) -> PathBuf {
        self.folder.join(MODEL)
    }

    fn style(&self, name: &str) -> Result<Arc<Style>, SpeechError> {
        let mut styles = self.styles.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(style) = styles.get(name) {
            return Ok(style.clone());
        }
        let style = Arc::new(Style::read(&self.folder.join("voices"), name)?);
        styles.insert(name.into(), style.clone());
        Ok(style)
    }

    /// What a text sounds like, in a voice's language. Chinese characters are said in Mandarin in all of
    /// them but Japanese, kana in Japanese, and other letters within both in English.
    async fn phrases(&self, voice: &VoiceId, text: &str) -> Result<Vec<Phrase>, SpeechError> {
        let front_end = front_end(&voice.name).ok_or_else(|| no_language(voice))?;
        let FrontEnd::Espeak(espeak, accent) = front_end else {
            return self.east_asian_phrases(front_end, text).await;
        };
        let mut phrases: Vec<Phrase> = Vec::new();
        for part in sounds::parts(text) {
            match part {
                Part::Text(text) => {
                    for (piece, is_east_asian) in cut(text, pieces::is_east_asian) {
                        if is_east_asian {
                            let sounds = self.east_asian(piece, front_end)? + " ";
                            phrases.push(Phrase::new(&sounds, piece, false)?);
                            continue;
                        }
                        let (sign, piece) = first_sign(piece);
                        if let (Some(last), Some(sign)) = (phrases.last_mut(), sign) {
                            last.end(sign);
                        }
                        for clause in self.espeak.clauses(espeak, piece).await? {
                            phrases.push(Phrase::of_clause(&clause, accent)?);
                        }
                    }
                }
                Part::Said(word, alphabet, sounds) => {
                    let sounds = said(word, alphabet, sounds, accent)? + " ";
                    phrases.push(Phrase::new(&sounds, word, false)?);
                }
            }
        }
        if let Some(last) = phrases.last_mut() {
            last.finish();
        }
        Ok(phrases)
    }

    /// What a text in Mandarin or Japanese sounds like.
    async fn east_asian_phrases(
        &self,
        front_end: FrontEnd,
        text: &str,
    ) -> Result<Vec<Phrase>, SpeechError> {
        let is_japanese = front_end == FrontEnd::Japanese;
        let written = |text: &str| match is_japanese {
            true => japanese::written(text),
            false => chinese::written(text),
        };
        let mut pieces = Vec::new();
        for part in sounds::parts(text) {
            match part {
                Part::Text(text) => pieces.extend(pieces::pieces(&written(text))),
                Part::Said(word, alphabet, sounds) => {
                    let sounds = said(word, alphabet, sounds, Accent::American)?;
                    pieces.push(Piece::Said(word.into(), sounds));
                }
            }
        }
        let mut phrases: Vec<Phrase> = Vec::new();
        for piece in pieces {
            let (sounds, written) = match piece {
                Piece::EastAsian(text) => (self.east_asian(&text, front_end)?, text),
                Piece::Said(word, sounds) => (sounds, word),
                Piece::Words(words) => {
                    let clauses = self.espeak.clauses("en-us", &words).await?;
                    if clauses.is_empty() {
                        let what = format!("diglot does not know how `{words}` is said");
                        return Err(SpeechError::Line(what));
                    }
                    let all = clauses.iter();
                    let all = all.map(|clause| english::sounds(clause, Accent::American));
                    let all: Vec<String> = all.collect();
                    let sounds = all.join(" ");
                    match is_japanese {
                        true => (sounds, words),
                        false => (english::aspirated(&sounds), words),
                    }
                }
                Piece::Sign(sign) => {
                    if let Some(last) = phrases.last_mut() {
                        last.end(sign);
                    }
                    continue;
                }
            };
            phrases.push(Phrase::new(&(sounds + " "), &written, false)?);
        }
        if let Some(last) = phrases.last_mut() {
            last.finish();
        }
        Ok(phrases)
    }

    /// The sounds of Chinese characters and kana, in a voice of some language. Where kana are among them, it
    /// is Japanese; without the dictionary, the kana are read by themselves.
    fn east_asian(&self, text: &str, front_end: FrontEnd) -> Result<String, SpeechError> {
        let has_kana = text.contains(japanese::is_kana);
        if front_end == FrontEnd::Japanese || (has_kana && self.has_japanese()) {
            return japanese::sounds(self.japanese()?, text);
        }
        let mut all = Vec::new();
        for (piece, is_kana) in cut(text, japanese::is_kana) {
            all.push(match is_kana {
                true => japanese::of_kana(piece)?,
                false => chinese::sounds(piece)?,
            });
        }
        Ok(all.join(" "))
    }
}

/// A text cut where characters of a kind begin or end, and which pieces are of it.
fn cut(text: &str, is_own: fn(char) -> bool) -> Vec<(&str, bool)> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is = is_own(first);
        let end = rest.find(|c| is_own(c) != is);
        let (piece, after) = rest.split_at(end.unwrap_or(rest.len()));
        pieces.push((piece, is));
        rest = after;
    }
    pieces
}

/// The sounds that are given for a word, as the model knows them.
fn said(
    word: &str,
    alphabet: Alphabet,
    sounds: &str,
    accent: Accent,
) -> Result<String, SpeechError> {
    match alphabet {
        Alphabet::Ipa => Ok(english::of_ipa(&plain_ipa(sounds), accent)),
        Alphabet::Pinyin => chinese::of_pinyin(sounds).ok_or_else(|| {
            SpeechError::Line(format!(
                "`{sounds}`, given for `{word}`, is no pinyin: write it as in chong2 qing4"
            ))
        }),
    }
}

fn no_language(voice: &VoiceId) -> SpeechError {
    SpeechError::Setup(format!(
        "diglot cannot turn the language of Kokoro's voice {} into sounds; it can English (a, b), Mandarin (z), \
         Japanese (j), Spanish (e), French (f), Hindi (h), Italian (i) and Portuguese (p)",
        voice.name
    ))
}

#[async_trait]
impl Engine for Kokoro {
    fn identity(&self) -> Identity {
        let hash = self.hash.get_or_init(|| {
            let bytes = std::fs::read(self.file()).unwrap_or_default();
            blake3::hash(&bytes).to_hex()[..16].to_string()
        });
        Identity {
            kind: "kokoro",
            address: None,
            model: Some(format!("{RUNTIME}, {FRONT_END}, {hash}")),
        }
    }

    fn identity_of(&self, voice: &VoiceId) -> Identity {
        let own = self.identity();
        let style = self.style(&voice.name).map(|style| style.hash.clone());
        Identity {
            model: own
                .model
                .map(|model| format!("{model}, {}", style.unwrap_or_default())),
            ..own
        }
    }

    /// Voices are blended freely, so it is the model that counts; the clip's key says whether the voices are the same.
    fn model_of(&self, _: &VoiceId) -> Identity {
        self.identity()
    }

    fn speaks_sounds(&self) -> bool {
        true
    }

    fn at_speed(&self, voice: &Voice, speed: f64) -> (Voice, f64) {
        faster(voice, "speed", speed, 0.5..=2.0)
    }

    async fn prepare(&self, voices: &[VoiceId], _lines: usize) -> Result<(), SpeechError> {
        if !self.file().is_file() {
            return Err(SpeechError::Missing {
                program: "Kokoro's model".into(),
                how: format!(
                    "Get it with `diglot get kokoro`, or put {MODEL} into {} and its voices (NAME.bin) into \
                     the folder voices in it",
                    self.folder.display()
                ),
            });
        }
        for voice in voices {
            self.style(&voice.name)?;
            let front_end = front_end(&voice.name).ok_or_else(|| no_language(voice))?;
            if front_end == FrontEnd::Japanese {
                self.japanese()?;
            }
        }
        Ok(())
    }

    async fn speak(&self, utterance: &Utterance, _: &Around) -> Result<Vec<u8>, SpeechError> {
        let voice = &utterance.voice;
        let style = self.style(&voice.id.name)?;
        let speed = number(voice, "speed").unwrap_or(1.0) as f32;
        let mut samples = Vec::new();
        for text in texts(self.phrases(&voice.id, &utterance.text).await?) {
            let (model, file, style) = (self.model.clone(), self.file(), style.clone());
            // One text at a time, so that a run that is stopped ends soon.
            let spoken = tokio::task::spawn_blocking(move || {
                let model = model.get_or_init(|| Model::load(&file, cures::cure));
                let model = model.as_ref().map_err(Clone::clone)?;
                let tokens = [&[0], text.as_slice(), &[0]].concat();
                model.run(&[
                    ("tokens", Given::Row(&tokens)),
                    ("style", Given::FloatRow(style.of_length(text.len()))),
                    ("speed", Given::Floats(&[speed])),
                ])
            });
            sound::join(joined(spoken).await?, RATE, &mut samples);
        }
        for whistle in WHISTLES {
            sound::notch(whistle, WHISTLE_WIDTH, RATE, &mut samples);
        }
        sound::wav(RATE, &samples)
    }

    async fn voices(&self) -> Result<Option<Vec<Offered>>, SpeechError> {
        let offered = |(name, language): (String, Language)| Offered {
            name,
            about: vec![language.tag().into()],
        };
        Ok(Some(self.installed().into_iter().map(offered).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrase(length: usize, ends_sentence: bool) -> Phrase {
        Phrase {
            tokens: vec![7; length],
            ends_sentence,
        }
    }

    #[test]
    fn short_sentences_are_spoken_together_and_long_ones_cut_between_phrases() {
        let lengths = |phrases: &[(usize, bool)]| -> Vec<usize> {
            let phrases = phrases.iter().map(|(n, ends)| phrase(*n, *ends)).collect();
            texts(phrases).iter().map(Vec::len).collect()
        };
        assert_eq!(
            lengths(&[(40, true), (60, true), (200, true), (30, true)]),
            [100, 200, 30]
        );
        assert_eq!(lengths(&[(300, true), (10, true)]), [300, 10]);
        assert_eq!(
            lengths(&[(200, false), (250, false), (100, true)]),
            [200, 250, 100]
        );
        assert_eq!(lengths(&[(1100, true)]), [510, 510, 80]);
        assert!(lengths(&[]).is_empty());
    }

    #[test]
    fn a_sound_that_the_model_does_not_have_is_told_with_its_word() {
        let error = Phrase::new("hˈ#", "hash", true).unwrap_err().to_string();
        assert_eq!(error, "Kokoro has no sound `#`, which is in `hash`");
        assert_eq!(Phrase::new("ab.", "", true).unwrap().tokens, [43, 44, 4]);
    }
}
