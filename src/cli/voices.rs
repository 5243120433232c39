//! `diglot voices`: what voices an engine has.

use super::language;
use crate::cast::catalog::{self, describe};
use crate::language::Language;
use crate::pipeline::{PipelineError, Workshop};
use crate::script::Gender;
use anyhow::Result;
use clap::Args;
use serde_json::json;
use std::io::Write;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub struct Voices {
    /// Only voices of this language, under the names to write in book.toml
    #[arg(long, value_name = "TAG", value_parser = language)]
    language: Option<Language>,
    /// Print the list as JSON
    #[arg(long)]
    json: bool,
}

impl Voices {
    pub fn run(self, workshop: &Workshop) -> Result<ExitCode> {
        let engine = workshop.engine.as_deref().unwrap_or("espeak");
        let config = workshop
            .config
            .engine(engine)
            .map_err(PipelineError::from)?;
        let catalog = catalog::load(config.catalog(), &workshop.catalogs)?;
        let mut out = std::io::stdout().lock();
        let mut listed = Vec::new();
        for voice in &catalog.voices {
            let name = match &self.language {
                Some(language) => voice.name_in(&catalog, language),
                None => Some(voice.id.replace("{}", "<language>")),
            };
            let Some(name) = name else { continue };
            let gender = match voice.gender {
                Some(Gender::Female) => "female",
                Some(Gender::Male) => "male",
                None => "either",
            };
            listed.push((format!("{engine}:{name}"), gender, &voice.settings));
        }
        if self.json {
            let voices = listed.iter().map(
                |(voice, gender, settings)| json!({ "voice": voice, "gender": gender, "settings": settings }),
            );
            writeln!(
                out,
                "{}",
                serde_json::to_string_pretty(&voices.collect::<Vec<_>>())?
            )?;
            return Ok(ExitCode::SUCCESS);
        }
        if let (true, Some(language)) = (listed.is_empty(), &self.language) {
            anyhow::bail!("{engine} has no voice for the language `{language}`");
        }
        for (voice, gender, settings) in listed {
            let settings = describe(settings);
            let settings = if settings.is_empty() {
                settings
            } else {
                format!(" ({settings})")
            };
            writeln!(out, "{voice}, {gender}{settings}")?;
        }
        if self.language.is_none() && !catalog.languages.is_empty() {
            let tags: Vec<&str> = catalog.languages.keys().map(Language::tag).collect();
            writeln!(
                out,
                "Languages (--language TAG gives the names): {}",
                tags.join(" ")
            )?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
