//! Whisper, a recogniser of speech, run in this process from the files that faster-whisper reads.
//!
//! Sound is heard in stretches of at most half a minute, as Whisper was trained: its bands ([`mel`]) go through the
//! [`network`], and [`beam`] finds the words that are most likely.

mod beam;
mod mel;
mod network;
mod weights;

use super::recogniser::{Hearing, RATE, answer};
use crate::disk;
use mel::{HOP, Mel};
use network::Network;
use serde::Deserialize;
use std::collections::HashMap;
use std::path::Path;
use weights::Weights;

/// The files in its folder beside the weights.
const SETTINGS: &str = "config.json";
const VOCABULARY: &str = "vocabulary.txt";
/// How sure it must be that another language is spoken than it was told, to write that one down.
const OTHER: f64 = 0.9;
/// A sound that is longer than the longest stretch is cut where it is quietest, this long from there on, in seconds.
const QUIET: f64 = 0.2;

/// What of `config.json` matters here: tokens by their numbers.
#[derive(Deserialize)]
struct Settings {
    lang_ids: Vec<u32>,
    suppress_ids: Vec<u32>,
    suppress_ids_begin: Vec<u32>,
}

/// Tokens that are no words.
struct Special {
    begin: u32,
    transcribe: u32,
    no_times: u32,
    end: u32,
    no_speech: u32,
}

/// Whisper.
pub struct Whisper {
    network: Network,
    mel: Mel,
    /// The bytes of each token.
    vocabulary: Vec<Vec<u8>>,
    special: Special,
    /// The languages, each with its token.
    languages: Vec<(String, u32)>,
    /// For each token, whether it is never written, and whether never first.
    never: Vec<bool>,
    never_first: Vec<bool>,
}

/// The characters of a vocabulary stand for bytes (`bytes_to_unicode` in `encoder.py` of OpenAI's GPT-2): those that
/// can be seen for themselves, the others by their order from 256 on.
fn bytes_of() -> HashMap<char, u8> {
    let seen = |byte: u8| matches!(byte, b'!'..=b'~' | 0xA1..=0xAC | 0xAE..=0xFF);
    let mut others = 256..;
    let all = (0..=u8::MAX).filter_map(|byte| {
        let code = if seen(byte) {
            Some(byte.into())
        } else {
            others.next()
        };
        Some((char::from_u32(code?)?, byte))
    });
    all.collect()
}

impl Whisper {
    /// The file of the weights in its folder.
    pub const WEIGHTS: &str = "model.bin";

    /// Whether its files lie in a folder.
    pub fn is_in(folder: &Path) -> bool {
        [Self::WEIGHTS, SETTINGS, VOCABULARY]
            .iter()
            .all(|file| folder.join(file).is_file())
    }

    /// Loads it from a folder.
    ///
    /// # Errors
    /// What is missing or wrong, with the file.
    pub fn load(folder: &Path) -> Result<Self, String> {
        let read = |name: &str| {
            let file = folder.join(name);
            std::fs::read(&file)
                .map_err(|error| format!("{}: {}", file.display(), disk::explain(&error)))
        };
        let in_file = |name: &str, what: &dyn std::fmt::Display| {
            format!("{}: {what}", folder.join(name).display())
        };
        let settings: Settings =
            serde_json::from_slice(&read(SETTINGS)?).map_err(|error| in_file(SETTINGS, &error))?;
        let bytes = read(Self::WEIGHTS)?;
        let weights = Weights::read(&bytes).map_err(|what| in_file(Self::WEIGHTS, &what))?;
        let network = Network::read(&weights).map_err(|what| in_file(Self::WEIGHTS, &what))?;
        drop(weights);
        drop(bytes);
        let text =
            String::from_utf8(read(VOCABULARY)?).map_err(|error| in_file(VOCABULARY, &error))?;
        let names: Vec<&str> = text.lines().collect();
        if names.len() != network.tokens() {
            let what = format!("{} tokens, and not {}", names.len(), network.tokens());
            return Err(in_file(VOCABULARY, &what));
        }
        let token = |name: &str| {
            let at = names.iter().position(|own| *own == name);
            at.and_then(|at| u32::try_from(at).ok())
                .ok_or_else(|| in_file(VOCABULARY, &format!("no {name}")))
        };
        let special = Special {
            begin: token("<|startoftranscript|>")?,
            transcribe: token("<|transcribe|>")?,
            no_times: token("<|notimestamps|>")?,
            end: token("<|endoftext|>")?,
            no_speech: token("<|nospeech|>").or_else(|_| token("<|nocaptions|>"))?,
        };
        let languages = settings.lang_ids.iter().filter_map(|id| {
            let name = names.get(*id as usize)?;
            let tag = name.strip_prefix("<|")?.strip_suffix("|>")?;
            Some((tag.to_string(), *id))
        });
        let languages = languages.collect();
        let mut never: Vec<bool> = (0..names.len())
            .map(|id| id > special.end as usize)
            .collect();
        let forbid = |never: &mut [bool], ids: &[u32]| {
            for id in ids {
                if let Some(never) = never.get_mut(*id as usize) {
                    *never = true;
                }
            }
        };
        forbid(&mut never, &settings.suppress_ids);
        let mut never_first = never.clone();
        forbid(&mut never_first, &settings.suppress_ids_begin);
        let bytes = bytes_of();
        let vocabulary = names.iter().map(|name| {
            name.chars()
                .filter_map(|sign| bytes.get(&sign).copied())
                .collect()
        });
        Ok(Self {
            vocabulary: vocabulary.collect(),
            mel: Mel::new(),
            network,
            special,
            languages,
            never,
            never_first,
        })
    }

    /// Hears samples of [`RATE`], and is told the language. It stops soon after `is_halted` says so, and then has heard
    /// nothing.
    pub fn hear(
        &self,
        samples: &[f32],
        language: &str,
        is_halted: &dyn Fn() -> bool,
    ) -> Option<Hearing> {
        let most = self.network.most_rows() * HOP;
        let mut parts = Vec::new();
        let mut rest = samples;
        loop {
            let (own, behind) = rest.split_at(cut(rest, most));
            parts.push(self.hear_stretch(own, language, is_halted)?);
            rest = behind;
            if rest.is_empty() {
                break;
            }
        }
        let text: String = parts.iter().map(|part| part.text.as_str()).collect();
        let mean = |of: fn(&Hearing) -> Option<f64>| {
            answer::mean(parts.iter().map(|part| (part.text.as_str(), of(part))))
        };
        Some(Hearing {
            text: answer::one_line(&text),
            sure: mean(|part| part.sure),
            silent: mean(|part| part.silent),
            ..parts.swap_remove(0)
        })
    }

    fn hear_stretch(
        &self,
        samples: &[f32],
        language: &str,
        is_halted: &dyn Fn() -> bool,
    ) -> Option<Hearing> {
        // All of a stretch, with silence behind the sound: with less of it, Whisper says words twice.
        let rows = self.network.most_rows();
        let sound = self
            .network
            .encode(&self.mel.rows(samples, rows), is_halted)?;
        let mut text = [self.network.nothing()];
        let first = self.network.write(&sound, &mut text, &[self.special.begin]);
        let all = log_sum(&first);
        let of = |id: u32| {
            let logit = first.get(id as usize);
            logit.map_or(0.0, |logit| (f64::from(*logit) - all).exp())
        };
        let spoken: f64 = self.languages.iter().map(|(_, id)| of(*id)).sum();
        let best = self
            .languages
            .iter()
            .max_by(|a, b| of(a.1).total_cmp(&of(b.1)));
        let language_sure = best.map(|(_, id)| of(*id) / spoken);
        let told = self.languages.iter().find(|(tag, _)| tag == language);
        let is_other = told.is_none() || language_sure.is_some_and(|sure| sure >= OTHER);
        let written = if is_other { best } else { told };
        let silent = of(self.special.no_speech);
        let [mut text] = text;
        let prompt = [self.special.transcribe, self.special.no_times];
        let prompt = written.map(|(_, id)| *id).into_iter().chain(prompt);
        let mut next = Vec::new();
        for token in prompt {
            next = self
                .network
                .write(&sound, std::slice::from_mut(&mut text), &[token]);
        }
        let found = self.most_likely(&sound, text, next, is_halted)?;
        let bytes: Vec<u8> = found
            .tokens
            .iter()
            .filter_map(|token| self.vocabulary.get(*token as usize))
            .flatten()
            .copied()
            .collect();
        Some(Hearing {
            text: String::from_utf8_lossy(&bytes).into_owned(),
            language: best.map(|(tag, _)| tag.clone()),
            language_sure,
            sure: Some(found.mean().exp()),
            silent: Some(silent),
        })
    }
}

/// The logarithm of the sum of what numbers are the logarithms of.
fn log_sum(logits: &[f32]) -> f64 {
    let most = logits.iter().copied().fold(f32::MIN, f32::max);
    let sum: f32 = logits.iter().map(|logit| (logit - most).exp()).sum();
    f64::from(most) + f64::from(sum).ln()
}

/// Where a sound is cut, so that what is before has at most `most` samples: where it is quietest in the last third.
fn cut(samples: &[f32], most: usize) -> usize {
    if samples.len() <= most {
        return samples.len();
    }
    let part = (QUIET * f64::from(RATE)) as usize;
    let loudness = |at: &usize| samples[*at..at + part].iter().map(|s| s * s).sum::<f32>();
    let places = (most * 2 / 3..most - part).step_by(part / 4);
    let place = places.min_by(|a, b| loudness(a).total_cmp(&loudness(b)));
    place.map_or(most, |at| at + part / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_a_character() {
        let bytes = bytes_of();
        assert_eq!(bytes.len(), 256);
        assert_eq!((bytes[&'A'], bytes[&'Ġ'], bytes[&'Ċ']), (b'A', b' ', b'\n'));
    }

    #[test]
    fn a_long_sound_is_cut_where_it_is_quiet() {
        let rate = RATE as usize;
        let mut samples = vec![0.5; 40 * rate];
        samples[25 * rate..26 * rate].fill(0.0);
        let at = cut(&samples, 30 * rate);
        assert!((25 * rate..26 * rate).contains(&at), "{at}");
        assert_eq!(cut(&samples[..30 * rate], 30 * rate), 30 * rate);
        assert_eq!(cut(&[], 30 * rate), 0);
    }

    #[test]
    fn what_is_no_model_is_said_with_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let load = || Whisper::load(folder.path()).err().unwrap();
        assert!(load().contains("config.json: "), "{}", load());
        let write =
            |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write(
            "config.json",
            r#"{"lang_ids": [1], "suppress_ids": [], "suppress_ids_begin": []}"#,
        );
        write("model.bin", "RIFF");
        assert!(load().contains("model.bin: this is version"), "{}", load());
    }
}
