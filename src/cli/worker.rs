//! `diglot worker`: speaks for others, from a queue.

use super::WORKER_GRACE;
use crate::pipeline::ear::Ear;
use crate::pipeline::{PipelineError, Workshop, count};
use crate::speech::config::EngineConfig;
use crate::speech::engine::Engine;
use crate::speech::key::ClipKey;
use crate::speech::pool::Listener;
use crate::speech::queue::connection::{Connection, Tell};
use crate::speech::queue::health;
use crate::speech::queue::job::model;
use crate::speech::queue::metrics::Metrics;
use crate::speech::queue::worker::{self, Speaker};
use crate::speech::{SpeechError, Utterance};
use crate::voice::VoiceId;
use anyhow::{Context, Result, bail};
use clap::Args;
use indexmap::IndexMap;
use std::collections::HashSet;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;

#[derive(Debug, Args)]
pub struct Worker {
    /// The queue to take lines from, as nats://HOST:4222 [default: that of [queue] in diglot.toml]
    #[arg(long, value_name = "URL")]
    queue: Option<String>,
    /// Answer on this address how the worker is: /live, /ready, and /metrics for Prometheus
    #[arg(long, value_name = "ADDRESS:PORT")]
    health: Option<SocketAddr>,
}

impl Worker {
    pub fn run(self, workshop: &Workshop) -> Result<ExitCode> {
        let settings = workshop.config.queue.clone().unwrap_or_default();
        let Some(settings) = settings.at(self.queue.as_deref()) else {
            bail!(
                "which queue? Say --queue nats://HOST:4222, or write url = \"nats://HOST:4222\" under [queue] in \
                 diglot.toml"
            );
        };
        let (speakers, free_length) = speakers(workshop)?;
        if speakers.is_empty() {
            bail!("there is no engine here to speak with. `diglot doctor` says what is missing");
        }
        let progress = workshop.progress.clone();
        let tell: Tell = Arc::new(move |text, important| progress.tell(text, important));
        let metrics = Arc::new(Metrics::default());
        let listener = Arc::new(WorkersEar {
            ear: Ear::new(workshop.progress.clone(), free_length),
            metrics: metrics.clone(),
        });
        workshop.runtime.block_on(async {
            if let Some(address) = self.health {
                let served = health::serve(address, metrics.clone()).await;
                let address = served.with_context(|| format!("--health {address}"))?;
                let shown = format!("health: http://{address}/ready");
                workshop.progress.say(&shown);
            }
            let shown = settings.shown();
            let connection = Connection::new(settings, tell.clone())
                .await
                .map_err(PipelineError::from)?;
            workshop
                .progress
                .result(&format!("takes lines from {shown}"));
            let (stop, grace) = (workshop.stop.clone(), WORKER_GRACE);
            worker::work(connection, speakers, listener, metrics, tell, stop, grace)
                .await
                .map_err(PipelineError::from)?;
            Ok(ExitCode::SUCCESS)
        })
    }
}

/// The engines that are ready here, and the names of those whose sounds may be of any length.
fn speakers(workshop: &Workshop) -> Result<(Vec<Speaker>, HashSet<String>)> {
    let names: Vec<String> = match &workshop.chosen.engine {
        Some(name) => vec![name.clone()],
        None => (workshop.config.names().into_iter())
            .map(String::from)
            .collect(),
    };
    let (mut speakers, mut free_length) = (Vec::new(), HashSet::new());
    let mut taken: HashSet<String> = HashSet::new();
    for name in names {
        let config = workshop.config.engine(&name).map_err(PipelineError::from)?;
        let is_own =
            workshop.config.engines.contains_key(&name) || workshop.chosen.engine.is_some();
        let engine = match ready(&config, workshop) {
            Ok(engine) => engine,
            Err(error) if is_own => {
                workshop.progress.warn(&format!("{name}: {error}"));
                continue;
            }
            // It was not set up, so nobody misses it.
            Err(_) => continue,
        };
        if config.common.check_length == Some(false) {
            free_length.insert(name.clone());
        }
        let mut models: IndexMap<String, _> = voices(&name, &config)
            .iter()
            .map(|voice| engine.model_of(voice))
            .map(|identity| (model(&identity), identity))
            .collect();
        // Two engines of one model are one: the first is taken.
        models.retain(|model, _| taken.insert(model.clone()));
        let shown: Vec<&str> = models.keys().map(String::as_str).collect();
        let Some(first) = shown.first() else {
            continue;
        };
        workshop.progress.result(&format!(
            "speaks {name} ({}), {first}{}, {} at once",
            config.kind(),
            match shown.len() {
                1 => String::new(),
                more => format!(" and {}", count(more - 1, "more model", "more models")),
            },
            config.concurrency(workshop.jobs),
        ));
        for (model, identity) in models.iter().skip(1) {
            let of = identity.model.as_deref().unwrap_or_default();
            workshop.progress.note(&format!("{name}: {model}: {of}"));
        }
        speakers.push(Speaker {
            concurrency: config.concurrency(workshop.jobs),
            limits: config.limits(),
            retry: config.retry(),
            models: models.into_values().collect(),
            engine,
            name,
        });
    }
    Ok((speakers, free_length))
}

/// The engine, if it can speak: its program, models and key are here.
fn ready(config: &EngineConfig, workshop: &Workshop) -> Result<Arc<dyn Engine>, SpeechError> {
    if let Some(place) = config.key_place() {
        place.read()?;
    }
    let engine = config.engine()?;
    // As for many lines, so that an engine that can keeps a process for them.
    let lines = usize::MAX;
    workshop.runtime.block_on(engine.prepare(&[], lines))?;
    Ok(engine)
}

/// Voices whose models are to be spoken with: those that are here and those that `diglot.toml` lists; for engines whose
/// voices are of one model, any.
fn voices(engine: &str, config: &EngineConfig) -> Vec<VoiceId> {
    let installed = config.installed().into_iter().map(|(name, _)| name);
    let listed = config.common.voices.values().flatten().cloned();
    let mut names: Vec<String> = installed.chain(listed).collect();
    if names.is_empty() && config.kind() != "piper" {
        names.push(String::new());
    }
    let voice = |name| VoiceId {
        engine: engine.into(),
        name,
    };
    names.into_iter().map(voice).collect()
}

/// Looks at sounds as for a book, and counts their seconds.
struct WorkersEar {
    ear: Ear,
    metrics: Arc<Metrics>,
}

impl Listener for WorkersEar {
    fn inspect(
        &self,
        _: Option<&ClipKey>,
        utterance: &Utterance,
        sound: &[u8],
        again: bool,
    ) -> Result<(), SpeechError> {
        let measurement = self.ear.judge(utterance, sound, again)?;
        let milliseconds = (measurement.seconds() * 1000.0) as u64;
        let counts = self.metrics.of(&utterance.voice.id.engine);
        counts.sound.fetch_add(milliseconds, Ordering::Relaxed);
        Ok(())
    }

    fn join(&self, parts: &[Vec<u8>]) -> Result<Vec<u8>, SpeechError> {
        self.ear.join(parts)
    }

    fn done(&self, _: &ClipKey, _: bool) {}

    fn say(&self, text: &str, important: bool) {
        self.ear.say(text, important);
    }
}
