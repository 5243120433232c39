//! What goes through the queue: jobs, and what came of them.

use super::super::Utterance;
use super::super::engine::Around;
use super::super::key::Identity;
use crate::voice::{Settings, Voice, VoiceId};
use serde::{Deserialize, Serialize};

/// The subjects of a queue.
#[derive(Debug, Clone)]
pub struct Subjects(String);

impl Subjects {
    /// Those that begin with a name.
    pub fn new(name: &str) -> Self {
        Self(name.into())
    }

    /// The jobs of a model, or of all: `*`.
    pub fn jobs(&self, model: &str, level: Level) -> String {
        format!("{}.jobs.{model}.{}", self.0, level.name())
    }

    /// All jobs.
    pub fn all_jobs(&self) -> String {
        format!("{}.jobs.*.*", self.0)
    }

    /// Where it is said that a clip is there.
    pub fn spoken(&self, key: &str) -> String {
        format!("{}.spoken.{key}", self.0)
    }

    /// Where a job ends that is given up; `*` for all.
    pub fn dead(&self, key: &str) -> String {
        format!("{}.dead.{key}", self.0)
    }

    /// All that is said of a clip.
    pub fn news(&self, key: &str) -> String {
        format!("{}.*.{key}", self.0)
    }

    /// The name of a stream or bucket.
    pub fn stream(&self, what: &str) -> String {
        format!("{}-{what}", self.0)
    }
}

/// Which jobs are taken before others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Level {
    /// Those of books with `--priority`.
    First,
    /// All others.
    #[default]
    Usual,
}

impl Level {
    /// All of them, first ones first.
    pub const ALL: [Self; 2] = [Self::First, Self::Usual];

    /// The name in subjects.
    pub fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Usual => "usual",
        }
    }
}

/// The name of a model in subjects: a hash of what can change the sound, but voice and text.
pub fn model(identity: &Identity) -> String {
    let all = serde_json::json!(["model 1", identity]).to_string();
    blake3::hash(all.as_bytes()).to_hex()[..16].to_string()
}

/// An utterance to be spoken by whoever has the model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// The clip's key, under which the sound is to be kept.
    pub key: String,
    /// The kind of engine, for people who look into the queue.
    pub kind: String,
    /// The voice's name, as the engine knows it.
    pub voice: String,
    /// How the voice is set.
    #[serde(default, skip_serializing_if = "Settings::is_empty")]
    pub settings: Settings,
    /// The text, as the engine is sent it.
    pub text: String,
    /// What the voice said before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// What it says after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Whether it is spoken though the clip is there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub anew: bool,
    /// How often it is handed out at most.
    pub deliveries: i64,
}

impl Job {
    /// What is to be said, by an engine that is called `engine` here.
    pub fn utterance(&self, engine: &str) -> Utterance {
        Utterance {
            text: self.text.clone(),
            voice: Voice {
                id: VoiceId {
                    engine: engine.into(),
                    name: self.voice.clone(),
                },
                settings: self.settings.clone(),
            },
        }
    }

    /// What stands before and after it.
    pub fn around(&self) -> Around {
        Around {
            before: self.before.clone(),
            after: self.after.clone(),
            ..Around::default()
        }
    }
}

/// What came of a job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// The job's number in the stream.
    pub job: u64,
    /// Why it is given up; nothing if the clip is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_comes_out_as_it_went_in() {
        let job = Job {
            key: "ab".repeat(20),
            kind: "espeak".into(),
            voice: "en-us+m3".into(),
            settings: [("rate".into(), crate::voice::Setting::Whole(150))].into(),
            text: "It was dark.".into(),
            before: None,
            after: Some("Nobody came.".into()),
            anew: false,
            deliveries: 5,
        };
        let json = serde_json::to_string(&job).unwrap();
        assert!(!json.contains("anew") && !json.contains("before"));
        assert_eq!(serde_json::from_str::<Job>(&json).unwrap(), job);
        assert_eq!(job.utterance("mine").voice.id.to_string(), "mine:en-us+m3");
    }

    #[test]
    fn another_model_is_another_subject() {
        let identity = |hash: &str| Identity {
            kind: "kokoro",
            address: None,
            model: Some(hash.into()),
        };
        let subjects = Subjects::new("diglot");
        let subject = |hash| subjects.jobs(&model(&identity(hash)), Level::Usual);
        assert_ne!(subject("a"), subject("b"));
        assert!(subject("a").starts_with("diglot.jobs.") && subject("a").ends_with(".usual"));
    }
}
