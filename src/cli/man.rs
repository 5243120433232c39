//! `diglot man`: manual pages, from the same words as `--help`.

use super::Cli;
use anyhow::{Context, Result};
use clap::{Args, CommandFactory};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub struct Man {
    /// The folder for the pages, a file a command; without one the first page is printed
    folder: Option<PathBuf>,
}

impl Man {
    pub fn run(&self) -> Result<ExitCode> {
        // `diglot help build` says what `diglot build --help` does: it needs no page.
        let mut command = Cli::command()
            .disable_help_subcommand(true)
            .mut_subcommands(|command| command.disable_help_subcommand(true));
        command.build();
        match &self.folder {
            Some(folder) => {
                std::fs::create_dir_all(folder)
                    .and_then(|()| clap_mangen::generate_to(command, folder))
                    .with_context(|| format!("{} cannot be written", folder.display()))?;
            }
            None => {
                let mut page = Vec::new();
                clap_mangen::Man::new(command).render(&mut page)?;
                std::io::stdout().write_all(&page)?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
