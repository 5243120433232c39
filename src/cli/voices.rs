//! `diglot voices`: what voices an engine has.

use super::options::language;
use super::progress::print_json;
use crate::language::Language;
use crate::pipeline::{Workshop, audition};
use crate::script::Gender;
use crate::speech::SpeechError;
use crate::speech::engine::Offered;
use crate::voice::Voice;
use anyhow::Result;
use clap::Args;
use serde_json::json;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// How long an engine may take to say which voices it has.
const PATIENCE: Duration = Duration::from_secs(15);

#[derive(Debug, Args)]
pub struct Voices {
    /// Only voices of this language, under the names to write in book.toml
    #[arg(long, value_name = "TAG", value_parser = language)]
    language: Option<Language>,
    /// Have each voice of --language say something, or your own text, into a file
    ///
    /// The files are in output/voices/, unless -o says otherwise. With engines that cost money this costs a
    /// little.
    #[arg(long, value_name = "TEXT", num_args = 0..=1, default_missing_value = "", requires = "language")]
    sample: Option<String>,
    /// The folder for samples [default: output/voices]
    #[arg(short, long, value_name = "DIR", requires = "sample")]
    output: Option<PathBuf>,
    /// Print the list as JSON
    #[arg(long)]
    json: bool,
    /// Do not ask the engine itself, only the catalog
    #[arg(long)]
    offline: bool,
}

impl Voices {
    pub fn run(self, workshop: &Workshop) -> Result<ExitCode> {
        let best = || workshop.best_engine(self.language.as_ref(), 1);
        let engine = workshop.chosen.engine.as_deref().unwrap_or_else(best);
        let catalog = workshop.catalog(engine)?;
        let mut out = super::progress::out();
        let mut listed = Vec::new();
        for voice in &catalog.voices {
            let name = match &self.language {
                Some(language) => voice.name_in(&catalog, language),
                None => Some(voice.id.replace("{}", "<language>")),
            };
            let Some(name) = name else { continue };
            listed.push((format!("{engine}:{name}"), voice));
        }
        // Of what the engine itself says, what the catalog does not have.
        let mut offered = self.ask(engine, workshop);
        offered.retain(|voice| catalog.voices.iter().all(|known| known.id != voice.name));
        if self.json {
            let voices = listed.iter().map(|(name, voice)| {
                let gender = match voice.gender {
                    Some(Gender::Female) => "female",
                    Some(Gender::Male) => "male",
                    None => "either",
                };
                json!({
                    "voice": name, "gender": gender, "settings": voice.settings, "accent": voice.accent,
                    "age": voice.age, "grade": voice.grade, "pitch": voice.pitch, "description": voice.description,
                })
            });
            let voices = voices.chain(offered.iter().map(|voice| {
                json!({ "voice": format!("{engine}:{}", voice.name), "about": voice.about })
            }));
            print_json(&voices.collect::<Vec<_>>())?;
            return Ok(ExitCode::SUCCESS);
        }
        if let (true, true, Some(language)) =
            (listed.is_empty(), offered.is_empty(), &self.language)
        {
            anyhow::bail!("{engine} has no voice for the language `{language}`");
        }
        if let (Some(text), Some(language)) = (&self.sample, &self.language) {
            let names = listed.iter().map(|(name, _)| name.as_str());
            return self.speak(names, language, text, workshop);
        }
        for (name, voice) in listed {
            writeln!(out, "{name}, {}", voice.portrait())?;
        }
        if !offered.is_empty() {
            writeln!(out, "The engine itself also has:")?;
        }
        for voice in offered {
            let about: String = voice.about.iter().map(|word| format!(", {word}")).collect();
            writeln!(out, "{engine}:{}{about}", voice.name)?;
        }
        if self.language.is_none() && !catalog.languages.is_empty() {
            let tags: Vec<&str> = catalog.languages.keys().map(Language::tag).collect();
            writeln!(
                out,
                "Languages (--language TAG gives the names): {}",
                tags.join(" ")
            )?;
        }
        if self.language.is_none() {
            writeln!(out, "Models for voices in diglot itself:")?;
            for line in super::get::lines(&super::get::shelf(workshop)?, true) {
                writeln!(out, "  {line}")?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Has voices say something, each into a file.
    fn speak<'a>(
        &self,
        names: impl Iterator<Item = &'a str>,
        language: &Language,
        text: &str,
        workshop: &Workshop,
    ) -> Result<ExitCode> {
        let voices = names.map(|name| {
            Ok(Voice {
                id: name.parse()?,
                settings: Default::default(),
            })
        });
        let voices: Vec<Voice> = voices.collect::<Result<_>>()?;
        let text = match text.trim() {
            "" => audition::text(language),
            own => own,
        };
        let folder = self.output.clone();
        let folder = folder.unwrap_or_else(|| Path::new("output").join("voices"));
        let samples = audition::write(&voices, language, text, &folder, workshop)?;
        let mut out = super::progress::out();
        for (path, line) in &samples.files {
            writeln!(out, "{}: {}", line.voice.voice.id, path.display())?;
        }
        for gap in &samples.gaps {
            workshop.progress.warn(&gap.why);
        }
        Ok(match samples.gaps.is_empty() {
            true => ExitCode::SUCCESS,
            false => ExitCode::from(3),
        })
    }

    /// The voices that the engine itself says it has; none if it cannot be asked.
    fn ask(&self, name: &str, workshop: &Workshop) -> Vec<Offered> {
        if self.offline {
            return Vec::new();
        }
        let asked = workshop.config.engine(name).and_then(|config| {
            let engine = config.engine()?;
            let late = |_| SpeechError::Line("it gave no answer in time".into());
            workshop.runtime.block_on(async {
                let answer = tokio::time::timeout(PATIENCE, engine.voices()).await;
                answer.map_err(late)?
            })
        });
        match asked {
            Ok(offered) => offered.unwrap_or_default(),
            Err(error) => {
                let warning = format!("{name} could not be asked for its voices: {error}");
                workshop.progress.warn(&warning);
                Vec::new()
            }
        }
    }
}
