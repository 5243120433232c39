//! `diglot doctor`: which engines and tools are here, and how to get what is missing.

use super::length;
use crate::hearing::recogniser::{RecogniserConfig, Recognisers};
use crate::pipeline::{PipelineError, Workshop};
use crate::speech::Utterance;
use crate::speech::config::{EngineConfig, Kind};
use crate::speech::engine::Around;
use crate::speech::queue::connection::Connection;
use crate::voice::{Voice, VoiceId};
use anyhow::Result;
use clap::Args;
use std::io::Write;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;
use std::time::Instant;

/// What is spoken to try an engine.
const TRIAL: &str = "One, two, three.";
/// Programs that diglot can do without, each with what it is for.
const TOOLS: &[(&str, &str, &str)] = &[
    (
        "ffmpeg",
        "-version",
        "M4B, MP3 and other formats of diglot publish",
    ),
    ("pdftotext", "-v", "reading PDF"),
    ("ffprobe", "-version", "the tests"),
    ("cueprint", "--version", "the tests"),
];

#[derive(Debug, Args)]
pub struct Doctor {
    /// Ask each engine to speak a few words, or the one that --engine names. This may cost a little
    #[arg(long = "try")]
    trial: bool,
}

impl Doctor {
    pub fn run(self, workshop: &Workshop) -> Result<ExitCode> {
        let mut out = super::progress::out();
        writeln!(out, "diglot {}", env!("CARGO_PKG_VERSION"))?;
        writeln!(out, "clips: {}", workshop.store.folder().display())?;
        writeln!(out, "engines:")?;
        let mut well = true;
        let names: Vec<String> = match &workshop.chosen.engine {
            Some(name) => vec![name.clone()],
            None => workshop
                .config
                .names()
                .into_iter()
                .map(String::from)
                .collect(),
        };
        for name in names {
            let config = workshop.config.engine(&name).map_err(PipelineError::from)?;
            let (is_well, said) = self.examine(&name, &config, workshop);
            // What nobody has set up may be missing.
            let is_wanted = workshop.chosen.engine.is_some()
                || workshop.config.engines.contains_key(&name)
                || name == "espeak";
            well &= is_well || !is_wanted;
            writeln!(out, "  {name}: {}", said.replace('\n', "\n    "))?;
        }
        if let Some(settings) = workshop
            .config
            .queue
            .clone()
            .and_then(|queue| queue.at(None))
        {
            let shown = settings.shown();
            let connect = Connection::new(settings, Arc::new(|_, _| {}));
            match workshop.runtime.block_on(connect) {
                Ok(_) => writeln!(out, "queue: {shown}, reached")?,
                Err(error) => {
                    well = false;
                    writeln!(out, "queue: {}", error.to_string().replace('\n', "\n  "))?;
                }
            }
        }
        writeln!(out, "recognisers, for diglot check --listen:")?;
        let recognisers = Recognisers::load(Path::new("")).map_err(PipelineError::from)?;
        for name in recognisers.names() {
            let (_, config) = recognisers.named(Some(name)).map_err(PipelineError::from)?;
            let (is_well, said) = recogniser(&config, workshop);
            well &= is_well || !recognisers.own.contains_key(name);
            writeln!(out, "  {name}: {}", said.replace('\n', "\n    "))?;
        }
        let shelf = super::get::shelf(workshop)?;
        writeln!(out, "models, in {}:", shelf.folder().display())?;
        for line in super::get::lines(&shelf, false) {
            writeln!(out, "  {line}")?;
        }
        writeln!(out, "tools:")?;
        for (tool, option, what_for) in TOOLS {
            match version(tool, option) {
                Some(version) => writeln!(out, "  {tool}: {version}")?,
                None => writeln!(out, "  {tool}: not here. It is for {what_for}")?,
            }
        }
        Ok(if well {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }

    /// How an engine is: whether well, and in words.
    fn examine(&self, name: &str, config: &EngineConfig, workshop: &Workshop) -> (bool, String) {
        let mut said = vec![config.kind().to_string()];
        if let Kind::Espeak(settings) = &config.kind {
            let program = settings.program.clone().unwrap_or("espeak-ng".into());
            said.extend(version(&program.to_string_lossy(), "--version"));
        }
        let engine = match config.engine() {
            Ok(engine) => engine,
            Err(error) => return (false, error.to_string()),
        };
        said.extend(engine.identity().address);
        said.extend(config.model().map(String::from));
        let mut well = true;
        if let Some(place) = config.key_place() {
            match place.read() {
                Ok(_) => said.push(format!("its key is in {place}")),
                Err(_) => {
                    well = false;
                    said.push(format!("its key is missing: it is to be in {place}"));
                }
            }
            said.extend(place.warning());
        }
        // Only the system's programs are asked without --try; a server may be slow or paid.
        let prepared = match &config.kind {
            Kind::Espeak(_) | Kind::Command(_) => workshop.runtime.block_on(engine.prepare(&[], 0)),
            _ => Ok(()),
        };
        if let Err(error) = prepared {
            return (false, format!("{}\n{error}", said.join(", ")));
        }
        if self.trial && well {
            let begun = Instant::now();
            match self.speak(name, engine.as_ref(), workshop) {
                Ok(heard) => {
                    let after = begun.elapsed().as_secs_f64();
                    said.push(format!("spoke {heard} of sound within {after:.1} s"));
                }
                Err(error) => return (false, format!("{}\n{error:#}", said.join(", "))),
            }
        }
        (well, said.join(", "))
    }

    /// Has the engine's first voice say a few words; how long the sound is.
    fn speak(
        &self,
        name: &str,
        engine: &dyn crate::speech::engine::Engine,
        workshop: &Workshop,
    ) -> Result<String> {
        let catalog = workshop.catalog(name)?;
        let english = crate::language::Language::new("en");
        let own = |voice: &crate::cast::catalog::CatalogVoice| {
            let any = voice.languages.iter().flatten().next();
            let language = any.unwrap_or(&english);
            let named = voice.name_in(&catalog, &english);
            named.or_else(|| voice.name_in(&catalog, language))
        };
        let Some(voice) = catalog.voices.iter().find_map(own) else {
            anyhow::bail!(
                "no voice is known to try it with; list some in diglot.toml: voices = {{ en = [\"…\"] }}"
            );
        };
        let voice = Voice {
            id: VoiceId {
                engine: name.into(),
                name: voice,
            },
            settings: Default::default(),
        };
        let utterance = Utterance {
            text: engine.text_for(TRIAL, &voice),
            voice: voice.clone(),
        };
        let spoken = workshop.runtime.block_on(async {
            engine.prepare(std::slice::from_ref(&voice.id), 1).await?;
            engine.speak(&utterance, &Around::default()).await
        });
        let sound = crate::audio::decode::decode(&spoken.map_err(PipelineError::from)?)?;
        let seconds = sound.samples.len() as f64 / f64::from(sound.rate);
        Ok(length(seconds.max(1.0)))
    }
}

/// How a recogniser is: whether well, and in words. No server is asked.
fn recogniser(config: &RecogniserConfig, workshop: &Workshop) -> (bool, String) {
    let prepared = config
        .recogniser(workshop.jobs)
        .and_then(|recogniser| workshop.runtime.block_on(recogniser.prepare()));
    match prepared {
        Ok(()) => (true, config.about()),
        Err(error) => (false, format!("{}\n{error}", config.about())),
    }
}

/// The first line of what a program says of its version.
fn version(program: &str, option: &str) -> Option<String> {
    let mut command = Command::new(program);
    crate::process::confine(&mut command, &[]);
    let output = command.arg(option).stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let said = text.lines().next().unwrap_or("here").trim();
    Some(said.chars().take(80).collect())
}
