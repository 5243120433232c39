//! Whisper in this process ([`crate::hearing::whisper`]). One model is in memory for all lines; each line is heard by
//! one core, so that what is heard does not depend on how many there are.

use super::{Hearing, Recogniser, whisper_base};
use crate::hearing::whisper::Whisper;
use crate::language::Language;
use crate::speech::SpeechError;
use async_trait::async_trait;
use serde::Deserialize;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use tokio_util::sync::CancellationToken;

/// What was heard is heard anew when this changes: after every change of what the network is given or how its words
/// are found.
const WAY: u32 = 1;

/// Settings of this kind.
#[derive(Debug, Clone, Deserialize)]
pub struct Settings {
    /// The folder of its files, as CTranslate2 has them; by default what `diglot get whisper-base` brought.
    pub model: Option<PathBuf>,
}

/// Whisper, loaded when the first sound is there.
pub struct Listener {
    folder: PathBuf,
    loaded: Arc<OnceLock<Result<Whisper, String>>>,
}

impl Listener {
    /// As set up.
    pub fn new(settings: &Settings) -> Self {
        Self {
            folder: settings.model.clone().unwrap_or_else(whisper_base),
            loaded: Arc::default(),
        }
    }
}

#[async_trait]
impl Recogniser for Listener {
    fn identity(&self) -> String {
        let mut hash = blake3::Hasher::new();
        let weights = std::fs::File::open(self.folder.join(Whisper::WEIGHTS));
        // Without its weights nothing is heard.
        let _ = weights.and_then(|file| hash.update_reader(file).map(drop));
        serde_json::json!(["whisper", WAY, hash.finalize().to_hex().as_str()]).to_string()
    }

    async fn prepare(&self) -> Result<(), SpeechError> {
        match Whisper::is_in(&self.folder) {
            true => Ok(()),
            false => Err(SpeechError::Setup(format!(
                "Whisper has no model in {}. Get one: diglot get whisper-base",
                self.folder.display()
            ))),
        }
    }

    async fn hear(&self, sound: &[u8], language: &Language) -> Result<Hearing, SpeechError> {
        let line = |error: &dyn std::fmt::Display| {
            SpeechError::Line(format!("Whisper cannot hear this line: {error}"))
        };
        let samples = hound::WavReader::new(sound)
            .and_then(|reader| reader.into_samples::<i16>().collect::<Result<Vec<_>, _>>())
            .map_err(|error| line(&error))?;
        let samples: Vec<f32> = samples.iter().map(|s| f32::from(*s) / 32768.0).collect();
        let (folder, loaded) = (self.folder.clone(), self.loaded.clone());
        let language = language.base().to_string();
        // Whoever waits no longer does not want to hear it: the run was stopped.
        let halt = CancellationToken::new();
        let _halts = halt.clone().drop_guard();
        let heard = tokio::task::spawn_blocking(move || {
            let whisper = loaded.get_or_init(|| Whisper::load(&folder)).as_ref();
            let whisper = whisper.map_err(|what| SpeechError::Setup(what.clone()))?;
            let core = rayon::ThreadPoolBuilder::new().num_threads(1).build();
            let core = core.map_err(|error| line(&error))?;
            let is_halted = || halt.is_cancelled();
            core.install(|| whisper.hear(&samples, &language, &is_halted))
                .ok_or(SpeechError::Interrupted)
        });
        heard.await.map_err(|error| line(&error))?
    }
}
