//! Listens to what engines send, before it is kept.

use super::ledger::Measurements;
use super::{PipelineError, Progress, voice_label};
use crate::audio::{AudioError, Measurement, decode, measure, riff, splice};
use crate::speech::key::ClipKey;
use crate::speech::pool::Listener;
use crate::speech::{SpeechError, Utterance};
use crate::tempo::{Tempo, set_speed, usual_seconds};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

/// How much shorter or longer than expected a sound may be, as long as its voice's pace is not known:
/// voices and settings differ by three, numbers and names of letters by more.
const TIMES: f64 = 6.0;
/// How much longer than that a sound may be in any case, in seconds: a short text may be a number.
const SECONDS_MORE: f64 = 10.0;
/// How much silence may be around a sound, in seconds.
const SILENCE: f64 = 60.0;
/// The longest sound of an engine whose sounds may be of any length: in seconds, and as so many times
/// what its text takes.
const FREE: (f64, f64) = (600.0, 30.0);

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
    /// How fast each voice speaks, by its label.
    pub tempi: Mutex<HashMap<String, Tempo>>,
}

impl Ear {
    /// How long the text of an utterance takes to say, by what its voice is set to, in seconds.
    pub fn usual(utterance: &Utterance) -> f64 {
        usual_seconds(&words(&utterance.text)) / set_speed(&utterance.voice)
    }

    /// Learns how fast a voice speaks from a clip that was measured.
    pub fn learn(&self, utterance: &Utterance, clip: &Measurement) {
        if self.is_free(utterance) {
            return;
        }
        let label = voice_label(&utterance.voice.id, &utterance.voice.settings);
        let (text, usual) = (words(&utterance.text), Self::usual(utterance));
        let mut tempi = self.tempi.lock().unwrap_or_else(PoisonError::into_inner);
        tempi
            .entry(label)
            .or_default()
            .learn(&text, usual, clip.seconds());
    }

    /// Whether a clip can be the sound of its text by the pace of its voice, as far as that is known.
    pub fn fits(&self, utterance: &Utterance, clip: &Measurement) -> bool {
        let label = voice_label(&utterance.voice.id, &utterance.voice.settings);
        let tempi = self.tempi.lock().unwrap_or_else(PoisonError::into_inner);
        let tempo = tempi.get(&label);
        self.is_free(utterance)
            || tempo.is_none_or(|tempo| tempo.fits(Self::usual(utterance), clip.seconds()))
    }

    /// Names voices that speak as nobody does.
    pub fn warn_of_voices(&self) {
        let tempi = self.tempi.lock().unwrap_or_else(PoisonError::into_inner);
        let mut wrong: Vec<String> = tempi
            .iter()
            .filter_map(|(voice, tempo)| Some(format!("{voice} {}", tempo.wrong()?)))
            .collect();
        wrong.sort();
        for voice in wrong {
            self.progress.warn(&format!("the voice {voice}"));
        }
    }

    fn is_free(&self, utterance: &Utterance) -> bool {
        self.free_length.contains(&utterance.voice.id.engine)
    }

    /// How far the sound of an utterance is decoded, in seconds.
    fn longest(&self, utterance: &Utterance) -> f64 {
        let usual = Self::usual(utterance);
        if self.is_free(utterance) {
            return (usual * FREE.1).max(FREE.0);
        }
        (usual * TIMES + SECONDS_MORE + SILENCE).ceil()
    }
}

impl Ear {
    /// An ear that knows no voice yet, of which all that is heard is forgotten.
    pub fn new(progress: Arc<dyn Progress>, free_length: HashSet<String>) -> Self {
        Self {
            measured: Arc::default(),
            progress,
            work: HashMap::new(),
            free_length,
            tempi: Mutex::default(),
        }
    }

    /// Measures a sound, and says whether it can be that of an utterance. `again` says that an earlier answer was found
    /// wanting.
    ///
    /// # Errors
    /// [`SpeechError::Doubtful`] if it cannot.
    pub fn judge(
        &self,
        utterance: &Utterance,
        sound: &[u8],
        again: bool,
    ) -> Result<Measurement, SpeechError> {
        let doubtful = |error: AudioError| SpeechError::Doubtful(error.to_string());
        let decoded = decode::decode_up_to(self.longest(utterance), sound);
        let decoded = decoded.map_err(|error| match error {
            AudioError::TooLong(_) => SpeechError::Doubtful(format!(
                "{error}, and its text takes about {:.0} s to say",
                Self::usual(utterance)
            )),
            error => doubtful(error),
        })?;
        let measurement = measure(&decoded).map_err(doubtful)?;
        // Said again, it may be that the server does not know better.
        if !again && riff::is_cut_off(sound) {
            let what = "the sound was cut off on the way".into();
            return Err(SpeechError::Doubtful(what));
        }
        if !self.is_free(utterance) {
            check_length(Self::usual(utterance), measurement.seconds())?;
        }
        if !self.fits(utterance, &measurement) {
            return Err(SpeechError::Doubtful(format!(
                "the sound is {:.1} s long, which does not fit its text by the pace of the voice's other \
                 lines. {FREE_IT}",
                measurement.seconds()
            )));
        }
        self.learn(utterance, &measurement);
        Ok(measurement)
    }
}

impl Listener for Ear {
    fn inspect(
        &self,
        key: Option<&ClipKey>,
        utterance: &Utterance,
        sound: &[u8],
        again: bool,
    ) -> Result<(), SpeechError> {
        let measurement = self.judge(utterance, sound, again)?;
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
        self.progress.tell(text, important);
    }
}

/// What to do if a sound's length is right after all.
const FREE_IT: &str = "If that is right, set check_length = false for this engine in diglot.toml";

fn check_length(usual: f64, seconds: f64) -> Result<(), SpeechError> {
    if seconds * TIMES < usual || seconds > usual * TIMES + SECONDS_MORE {
        return Err(SpeechError::Doubtful(format!(
            "the sound is {seconds:.1} s long, and its text takes about {usual:.0} s to say. {FREE_IT}"
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
        let setting = speed.map(|speed| ("speed".into(), Setting::Number(speed)));
        voice.settings.extend(setting);
        let text = text.into();
        check_length(Ear::usual(&Utterance { text, voice }), seconds)
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
