//! Listens to what engines send, before it is kept.

use super::ledger::Measurements;
use super::{PipelineError, Progress};
use crate::audio::{AudioError, Measurement, decode, measure, splice};
use crate::script::chapters::estimate_seconds;
use crate::speech::key::ClipKey;
use crate::speech::pool::Listener;
use crate::speech::{SpeechError, Utterance};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// How much shorter or longer than expected a sound may be: voices and settings differ by three,
/// numbers and names of letters by more. A sound beyond that is broken.
const TIMES: f64 = 6.0;
/// How much longer than that a sound may be in any case, in seconds: a short text may be a number.
const SECONDS_MORE: f64 = 10.0;

/// Measures clips, and refuses what cannot be the sound of its text.
pub struct Ear {
    /// Where measurements go.
    pub measured: Arc<Measurements>,
    /// Who is told how things go.
    pub progress: Arc<dyn Progress>,
    /// How much each clip is to speak, in characters.
    pub work: HashMap<ClipKey, u64>,
    /// The engines whose sounds may be of any length.
    pub free_length: HashSet<String>,
}

impl Listener for Ear {
    fn inspect(
        &self,
        key: Option<&ClipKey>,
        utterance: &Utterance,
        sound: &[u8],
        again: bool,
    ) -> Result<(), SpeechError> {
        let doubtful = |error: AudioError| SpeechError::Doubtful(error.to_string());
        let decoded = decode::decode(sound).map_err(doubtful)?;
        let measurement = measure(&decoded).map_err(doubtful)?;
        // Said again, it may be that the server does not know better.
        if !again && splice::is_cut_off(sound) {
            let what = "the sound was cut off on the way".into();
            return Err(SpeechError::Doubtful(what));
        }
        if !self.free_length.contains(&utterance.voice.id.engine) {
            check_length(utterance, &measurement)?;
        }
        match key {
            Some(key) => self
                .measured
                .add(key, measurement)
                .map_err(|error| match error {
                    PipelineError::File { path, what } => SpeechError::Store { path, what },
                    other => SpeechError::Setup(other.to_string()),
                }),
            None => Ok(()),
        }
    }

    fn join(&self, parts: &[Vec<u8>]) -> Result<Vec<u8>, SpeechError> {
        splice::splice(parts).map_err(|error| SpeechError::Line(error.to_string()))
    }

    fn done(&self, key: &ClipKey, _: bool) {
        let work = self.work.get(key).copied();
        self.progress.step_of(work.unwrap_or_default());
    }

    fn say(&self, text: &str, important: bool) {
        if important {
            self.progress.warn(text);
        } else {
            self.progress.note(text);
        }
    }
}

fn check_length(utterance: &Utterance, clip: &Measurement) -> Result<(), SpeechError> {
    let seconds = clip.speech.len() as f64 / f64::from(clip.rate);
    let speed = utterance.voice.settings.get("speed");
    let speed = speed.and_then(|speed| speed.to_string().parse::<f64>().ok());
    let speed = speed.filter(|speed| (0.1..=10.0).contains(speed));
    let expected = estimate_seconds(&words(&utterance.text)) / speed.unwrap_or(1.0);
    if seconds * TIMES < expected || seconds > expected * TIMES + SECONDS_MORE {
        return Err(SpeechError::Doubtful(format!(
            "the sound is {seconds:.1} s long, and its text takes about {expected:.0} s to say. If \
             that is right, set check_length = false for this engine in diglot.toml"
        )));
    }
    Ok(())
}

/// A text without markup.
fn words(text: &str) -> String {
    if !text.starts_with("<speak") {
        return text.to_string();
    }
    let mut inside = false;
    let is_word = |c: &char| {
        let was_inside = inside;
        inside = match c {
            '<' => true,
            '>' => false,
            _ => inside,
        };
        !was_inside && !inside
    };
    text.chars().filter(is_word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voice::{Setting, Voice};

    fn check(text: &str, seconds: f64, speed: Option<f64>) -> Result<(), SpeechError> {
        let mut voice = Voice {
            id: "home:ann".parse().unwrap(),
            settings: Default::default(),
        };
        if let Some(speed) = speed {
            voice
                .settings
                .insert("speed".into(), Setting::Number(speed));
        }
        let text = text.into();
        let samples = (seconds * 8000.0) as usize;
        let clip = Measurement {
            rate: 8000,
            samples,
            speech: 0..samples,
            level: -20.0,
            blocks: vec![],
        };
        check_length(&Utterance { text, voice }, &clip)
    }

    #[test]
    fn a_length_fits_its_text_or_it_does_not() {
        let line = "We had been out for two hours when the lamp went dark, and nobody spoke.";
        for (text, seconds) in [
            (line, 2.0),
            (line, 12.0),
            ("Yes.", 0.2),
            ("1,234,567,890", 9.0),
            ("我们出海两个小时以后，灯就灭了。", 3.0),
        ] {
            check(text, seconds, None).unwrap();
        }
        for (text, seconds) in [(line, 0.5), (line, 60.0), ("Yes.", 20.0)] {
            check(text, seconds, None).unwrap_err();
        }
        check(line, 0.7, Some(4.0)).unwrap();
        check(line, 0.7, None).unwrap_err();
    }

    #[test]
    fn markup_is_not_spoken() {
        assert_eq!(words("<speak>a <voice name=\"x\">b</voice></speak>"), "a b");
        assert_eq!(words("a < b"), "a < b");
    }
}
