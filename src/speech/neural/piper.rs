//! Piper's voices (VITS, exported by the Piper project): any `VOICE.onnx` with its `VOICE.onnx.json` in the
//! folder of models. A voice of several speakers is written `VOICE#SPEAKER`, by name or number.
//!
//! What the model is given is described in Piper's `docs/TRAINING.md` and its `phoneme_ids.py`: the ids of
//! the phonemes, with the id of `_` after each, between those of `^` and `$`; and three scales, of noise,
//! length and the noise of durations. Settings: `speed`, `length_scale`, `noise_scale`, `noise_w`,
//! `sentence_silence` (seconds between sentences), and `seed`: another number says it a little differently.

use super::super::engine::{Around, Engine, Offered, faster, number};
use super::super::key::Identity;
use super::super::sounds::{self, Part};
use super::super::{SpeechError, Utterance};
use super::model::{Given, Model, RUNTIME};
use super::onnx::{self, Node};
use super::phonemes::{Clause, Espeak};
use super::{folder, sound};
use crate::language::Language;
use crate::voice::{Voice, VoiceId};
use async_trait::async_trait;
use serde::Deserialize;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use unicode_normalization::UnicodeNormalization;

/// Raised when the same text sounds otherwise because of what is done here.
const FRONT_END: &str = "2";
/// The seconds between sentences, as Piper's own program has them.
const SENTENCE_SILENCE: f64 = 0.2;

/// Settings of this kind.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The folder of the voices; by default `piper` in the folder of models.
    pub folder: Option<PathBuf>,
}

/// Piper's voices on this machine.
#[derive(Debug)]
pub struct Piper {
    folder: PathBuf,
    espeak: Espeak,
    voices: Mutex<HashMap<String, Arc<PiperVoice>>>,
}

/// A voice, of one speaker or several.
#[derive(Debug)]
struct PiperVoice {
    path: PathBuf,
    about: About,
    hash: String,
    model: OnceLock<Result<Model, SpeechError>>,
}

/// The file beside a model.
#[derive(Debug, Deserialize)]
struct About {
    audio: Audio,
    espeak: EspeakVoice,
    #[serde(default)]
    inference: Scales,
    #[serde(default = "espeak_type")]
    phoneme_type: String,
    #[serde(default)]
    phoneme_map: HashMap<char, Vec<String>>,
    phoneme_id_map: HashMap<String, Vec<i32>>,
    #[serde(default)]
    num_speakers: usize,
    #[serde(default)]
    speaker_id_map: HashMap<String, i32>,
}

#[derive(Debug, Deserialize)]
struct Audio {
    sample_rate: u32,
}

#[derive(Debug, Deserialize)]
struct EspeakVoice {
    voice: String,
}

/// How a voice speaks where nothing else is set.
#[derive(Debug, Deserialize)]
#[serde(default)]
struct Scales {
    noise_scale: f64,
    length_scale: f64,
    noise_w: f64,
}

impl Default for Scales {
    fn default() -> Self {
        Self {
            noise_scale: 0.667,
            length_scale: 1.0,
            noise_w: 0.8,
        }
    }
}

fn espeak_type() -> String {
    "espeak".into()
}

impl Piper {
    /// An engine as set up.
    pub fn new(settings: &Settings) -> Self {
        Self {
            folder: settings
                .folder
                .clone()
                .unwrap_or_else(|| folder::of("piper")),
            espeak: Espeak::default(),
            voices: Mutex::default(),
        }
    }

    /// The voices that are here, with their languages: they are named as in `en_US-joe-medium`.
    pub fn installed(&self) -> Vec<(String, Language)> {
        let mut names = folder::names(&self.folder, ".onnx.json");
        names.retain(|name| self.folder.join(format!("{name}.onnx")).is_file());
        let language =
            |name: &str| Language::new(name.split(['_', '-']).next().unwrap_or_default());
        names
            .into_iter()
            .map(|name| (name.clone(), language(&name)))
            .collect()
    }

    /// A voice by its name without the speaker.
    fn voice(&self, name: &str) -> Result<Arc<PiperVoice>, SpeechError> {
        let mut voices = self.voices.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(voice) = voices.get(name) {
            return Ok(voice.clone());
        }
        let voice = Arc::new(PiperVoice::read(&self.folder, name)?);
        voices.insert(name.into(), voice.clone());
        Ok(voice)
    }
}

/// The inputs that say how two noises are mixed.
const MIX: [&str; 2] = ["diglot_noise_cos", "diglot_noise_sin"];

/// Gives the noise of a model seeds, without which it would be another one each time. Each noise is made of
/// two that are fixed, as cos φ · a + sin φ · b: for any angle that is again normal noise of the same strength, so
/// that each text can have its own.
fn seeded(model: &mut onnx::Model<'_>) {
    let mut seeds = (1u16..).map(f32::from);
    let mut seed = |node: &mut Node| node.set_float("seed", seeds.next().unwrap_or_default());
    let mut is_mixed = false;
    for mut node in std::mem::take(&mut model.nodes) {
        if !node.operator.starts_with("RandomNormal") {
            if node.operator.starts_with("Random") {
                seed(&mut node);
            }
            model.nodes.push(node);
            continue;
        }
        is_mixed = true;
        let noise = node.outputs[0].clone();
        let mut parts = Vec::new();
        for mix in MIX {
            let (part, weighted) = (format!("{noise}_{mix}"), format!("{noise}_{mix}_weighted"));
            seed(&mut node);
            node.name.clone_from(&part);
            node.outputs = vec![part.clone()];
            model.nodes.push(node.clone());
            model.nodes.push(Node::new("Mul", &[&part, mix], &weighted));
            parts.push(weighted);
        }
        model
            .nodes
            .push(Node::new("Add", &[&parts[0], &parts[1]], &noise));
    }
    if is_mixed {
        MIX.iter().for_each(|name| model.add_float_input(name));
    }
}

/// How the noises of a sentence are mixed: by its sounds and the seed that a person has set.
fn mix(ids: &[i32], seed: f64) -> [f32; 2] {
    let mut hasher = blake3::Hasher::new();
    ids.iter()
        .for_each(|id| _ = hasher.update(&id.to_le_bytes()));
    hasher.update(&seed.to_le_bytes());
    let bytes = *hasher.finalize().as_bytes();
    let part = u16::from_le_bytes([bytes[0], bytes[1]]);
    let angle = std::f32::consts::TAU * f32::from(part) / 65_536.0;
    [angle.cos(), angle.sin()]
}

/// A voice's name and its speaker.
fn parts(name: &str) -> (&str, Option<&str>) {
    match name.split_once('#') {
        Some((voice, speaker)) => (voice, Some(speaker)),
        None => (name, None),
    }
}

impl PiperVoice {
    fn read(folder: &Path, name: &str) -> Result<Self, SpeechError> {
        let path = folder.join(format!("{name}.onnx"));
        let beside = folder.join(format!("{name}.onnx.json"));
        if !path.is_file() || !beside.is_file() {
            return Err(SpeechError::Missing {
                program: format!("Piper's voice {name}"),
                how: format!(
                    "Get it with `diglot get`, or put {name}.onnx and {name}.onnx.json into {}",
                    folder.display()
                ),
            });
        }
        let about: About = serde_json::from_slice(&folder::read(&beside)?).map_err(|error| {
            SpeechError::Setup(format!(
                "{}: this describes no voice of Piper: {error}",
                beside.display()
            ))
        })?;
        if !matches!(about.phoneme_type.as_str(), "espeak" | "text") {
            return Err(SpeechError::Setup(format!(
                "{}: diglot cannot make phonemes of the type `{}`, only of `espeak` and `text`",
                beside.display(),
                about.phoneme_type
            )));
        }
        let hash = blake3::hash(&folder::read(&path)?).to_hex()[..16].to_string();
        Ok(Self {
            path,
            about,
            hash,
            model: OnceLock::new(),
        })
    }

    /// The model; it is loaded when it is first asked for.
    fn model(&self) -> Result<&Model, SpeechError> {
        let load = || Model::load(&self.path, seeded);
        self.model.get_or_init(load).as_ref().map_err(Clone::clone)
    }

    /// The number of a speaker, by name or number; the first one if none is named.
    fn speaker(&self, wanted: Option<&str>, voice: &VoiceId) -> Result<i32, SpeechError> {
        let Some(wanted) = wanted else { return Ok(0) };
        let by_number = || {
            let number: usize = wanted.parse().ok()?;
            i32::try_from(number)
                .ok()
                .filter(|_| number < self.about.num_speakers)
        };
        let id = self.about.speaker_id_map.get(wanted).copied();
        id.or_else(by_number).ok_or_else(|| {
            let mut known: Vec<&str> = self
                .about
                .speaker_id_map
                .keys()
                .map(String::as_str)
                .collect();
            known.sort_unstable();
            known.truncate(20);
            SpeechError::UnknownVoice {
                engine: "piper".into(),
                voice: voice.name.clone(),
                hint: match known.is_empty() {
                    true => format!(
                        " It has {} speakers, from #0 on",
                        self.about.num_speakers.max(1)
                    ),
                    false => format!(" Its speakers are {}", known.join(", ")),
                },
            }
        })
    }

    /// The ids of a sentence.
    fn ids(&self, sentence: &[Clause]) -> Result<Vec<i32>, SpeechError> {
        let map = &self.about.phoneme_id_map;
        let of = |sign: &str| map.get(sign).map_or(&[][..], Vec::as_slice);
        let pad = of("_");
        let mut ids = [of("^"), pad].concat();
        for (i, clause) in sentence.iter().enumerate() {
            let is_last = i + 1 == sentence.len();
            let end = match clause.end {
                Some('…') => Some('.'),
                Some('—') => Some(','),
                None if is_last => Some('.'),
                end => end,
            };
            let blank = (!is_last).then_some(' ');
            let sounds = clause
                .sounds
                .nfd()
                .filter(|c| *c != '^')
                .chain(end)
                .chain(blank);
            for sound in sounds {
                let mapped = self.about.phoneme_map.get(&sound);
                let mapped = mapped.map_or_else(|| vec![sound.to_string()], Clone::clone);
                for sound in mapped {
                    let own = map.get(&sound).ok_or_else(|| {
                        SpeechError::Line(format!(
                            "this voice has no sound `{sound}`, which is in `{}`",
                            clause.written.trim()
                        ))
                    })?;
                    ids.extend(own);
                    ids.extend(pad);
                }
            }
        }
        ids.extend(of("$"));
        Ok(ids)
    }
}

/// A text without the sounds of its words.
fn without_sounds(text: &str) -> String {
    let word = |part: &Part<'_>| match *part {
        Part::Text(text) | Part::Said(text, _, _) => text.to_string(),
    };
    sounds::parts(text).iter().map(word).collect()
}

/// Clauses as sentences, each spoken by itself.
fn sentences(clauses: Vec<Clause>) -> Vec<Vec<Clause>> {
    let mut sentences = vec![Vec::new()];
    for clause in clauses {
        let ends = clause.ends_sentence();
        if let Some(last) = sentences.last_mut() {
            last.push(clause);
        }
        if ends {
            sentences.push(Vec::new());
        }
    }
    sentences.retain(|sentence| !sentence.is_empty());
    sentences
}

#[async_trait]
impl Engine for Piper {
    fn identity(&self) -> Identity {
        Identity {
            kind: "piper",
            address: None,
            model: Some(format!("{RUNTIME}, {FRONT_END}")),
        }
    }

    fn identity_of(&self, voice: &VoiceId) -> Identity {
        let hash = self
            .voice(parts(&voice.name).0)
            .map(|voice| voice.hash.clone());
        Identity {
            model: Some(format!(
                "{RUNTIME}, {FRONT_END}, {}",
                hash.unwrap_or_default()
            )),
            ..self.identity()
        }
    }

    fn speaks_sounds(&self) -> bool {
        true
    }

    fn at_speed(&self, voice: &Voice, speed: f64) -> (Voice, f64) {
        faster(voice, "speed", speed, 0.5..=2.0)
    }

    async fn prepare(&self, voices: &[VoiceId], _lines: usize) -> Result<(), SpeechError> {
        for id in voices {
            let (name, speaker) = parts(&id.name);
            self.voice(name)?.speaker(speaker, id)?;
        }
        Ok(())
    }

    async fn speak(&self, utterance: &Utterance, _: &Around) -> Result<Vec<u8>, SpeechError> {
        let (name, speaker) = parts(&utterance.voice.id.name);
        let voice = self.voice(name)?;
        let speaker = voice.speaker(speaker, &utterance.voice.id)?;
        let clauses = match voice.about.phoneme_type.as_str() {
            "text" => vec![Clause {
                sounds: without_sounds(&utterance.text).to_lowercase(),
                written: utterance.text.clone(),
                end: None,
            }],
            _ => {
                // See `espeak.rs` for why Chinese is asked for by that name.
                let espeak = match voice.about.espeak.voice.as_str() {
                    "cmn" | "zh" => "cmn-latn-pinyin",
                    other => other,
                };
                self.espeak
                    .clauses_and_sounds(espeak, &utterance.text)
                    .await?
            }
        };
        let set = |name: &str, usual: f64| number(&utterance.voice, name).unwrap_or(usual);
        let usual = &voice.about.inference;
        let length = set("length_scale", usual.length_scale) / set("speed", 1.0);
        let noise = set("noise_scale", usual.noise_scale);
        let scales = [noise, length, set("noise_w", usual.noise_w)].map(|scale| scale as f32);
        let pause = set("sentence_silence", SENTENCE_SILENCE);
        let seed = set("seed", 0.0);
        let rate = voice.about.audio.sample_rate;
        let mut samples = Vec::new();
        for sentence in sentences(clauses) {
            let ids = voice.ids(&sentence)?;
            let voice = voice.clone();
            // A sentence at a time, so that a run that is stopped ends soon.
            let spoken = tokio::task::spawn_blocking(move || {
                let model = voice.model()?;
                let length = [ids.len() as i32];
                let speaker = [speaker];
                let mixed = mix(&ids, seed).map(|part| [part]);
                let mut given = vec![
                    ("input", Given::Row(&ids)),
                    ("input_lengths", Given::Whole(&length)),
                    ("scales", Given::Floats(&scales)),
                ];
                if model.takes("sid") {
                    given.push(("sid", Given::Whole(&speaker)));
                }
                if model.takes(MIX[0]) {
                    given.extend(
                        MIX.iter()
                            .zip(&mixed)
                            .map(|(name, part)| (*name, Given::Floats(part))),
                    );
                }
                model.run(&given)
            });
            if !samples.is_empty() {
                sound::silence(pause, rate, &mut samples);
            }
            samples.extend(joined(spoken).await?);
        }
        sound::wav(rate, &samples)
    }

    async fn voices(&self) -> Result<Option<Vec<Offered>>, SpeechError> {
        let offered = |(name, language): (String, Language)| Offered {
            name,
            about: vec![language.tag().into()],
        };
        Ok(Some(self.installed().into_iter().map(offered).collect()))
    }
}

/// What came of work on another thread.
pub(super) async fn joined<T>(
    work: tokio::task::JoinHandle<Result<T, SpeechError>>,
) -> Result<T, SpeechError> {
    match work.await {
        Ok(done) => done,
        Err(error) if error.is_panic() => Err(SpeechError::Line(
            "the model cannot be run on this text".into(),
        )),
        Err(_) => Err(SpeechError::Interrupted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voice::Setting;
    use serde_json::json;

    /// A voice of several speakers whose sound is its ids, times the number of the speaker and one, with noise.
    fn voice(folder: &Path, name: &str, speakers: &serde_json::Value) {
        let to_float = |from: &str, to: &str| {
            let mut node = Node::new("Cast", &[from], to);
            node.set_one("to", 1);
            node
        };
        let nodes = vec![
            to_float("input", "ids"),
            to_float("sid", "speaker"),
            Node::new("RandomNormalLike", &["ids"], "noise"),
            Node::new("Mul", &["ids", "speaker"], "own"),
            Node::new("Add", &["own", "ids"], "sum"),
            Node::new("Add", &["sum", "noise"], "loud"),
            Node::new("Tanh", &["loud"], "output"),
        ];
        let inputs = [
            ("input", 7),
            ("input_lengths", 7),
            ("scales", 1),
            ("sid", 7),
        ];
        let model = onnx::tests::file(&inputs, nodes, "output");
        std::fs::write(folder.join(format!("{name}.onnx")), model).unwrap();
        let about = json!({
            "audio": { "sample_rate": 16_000 }, "espeak": { "voice": "en-us" }, "phoneme_type": "text",
            "phoneme_id_map": { "_": [0], "^": [1], "$": [2], "a": [3], "b": [4], ".": [5] },
            "num_speakers": 2, "speaker_id_map": speakers,
        });
        std::fs::write(folder.join(format!("{name}.onnx.json")), about.to_string()).unwrap();
    }

    fn say(
        engine: &Piper,
        name: &str,
        text: &str,
        seed: Option<i64>,
    ) -> Result<Vec<u8>, SpeechError> {
        let id = VoiceId {
            engine: "piper".into(),
            name: name.into(),
        };
        let settings = seed.map(|seed| ("seed".into(), Setting::Whole(seed)));
        let settings = settings.into_iter().collect();
        let utterance = Utterance {
            text: text.into(),
            voice: Voice { id, settings },
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime.block_on(engine.speak(&utterance, &Around::default()))
    }

    #[test]
    fn each_speaker_of_a_voice_has_a_sound() {
        let folder = tempfile::tempdir().unwrap();
        voice(folder.path(), "duo", &json!({ "anna": 0, "ben": 1 }));
        voice(folder.path(), "nameless", &json!({}));
        let engine = Piper::new(&Settings {
            folder: Some(folder.path().into()),
        });
        let of = |name: &str| say(&engine, name, "ab", None);
        let first = of("duo").unwrap();
        assert_eq!(of("duo#anna").unwrap(), first);
        assert_eq!(of("duo#0").unwrap(), first);
        assert_ne!(of("duo#ben").unwrap(), first);
        assert_eq!(of("duo#1").unwrap(), of("duo#ben").unwrap());
        let error = of("duo#cleo").unwrap_err().to_string();
        assert!(error.contains("Its speakers are anna, ben"), "{error}");
        let error = of("nameless#2").unwrap_err().to_string();
        assert!(error.contains("It has 2 speakers, from #0 on"), "{error}");
        let error = say(&engine, "duo", "a b", None).unwrap_err().to_string();
        assert!(error.contains("no sound ` `"), "{error}");
    }

    #[test]
    fn a_text_has_its_own_noise_and_has_it_again() {
        let folder = tempfile::tempdir().unwrap();
        voice(folder.path(), "duo", &json!({}));
        let engine = Piper::new(&Settings {
            folder: Some(folder.path().into()),
        });
        let of = |seed| say(&engine, "duo", "abab", seed).unwrap();
        let first = of(None);
        assert_eq!(of(None), first);
        assert_ne!(of(Some(2)), first);
        assert_eq!(of(Some(2)), of(Some(2)));
        // Another angle for each text.
        let angles: Vec<[f32; 2]> = (0..50).map(|id| mix(&[id], 0.0)).collect();
        assert!((1..50).all(|i| angles[i] != angles[i - 1]));
        assert!(
            angles
                .iter()
                .all(|[a, b]| (a * a + b * b - 1.0).abs() < 1e-5)
        );
    }
}
