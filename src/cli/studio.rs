//! `diglot studio`: the page in the browser.

use crate::pipeline::Workshop;
use crate::studio::login::{self, Password};
use crate::studio::{self, Asked};
use anyhow::{Result, bail};
use clap::Args;
use secrecy::{ExposeSecret, SecretString};
use std::io::{IsTerminal, Write};
use std::net::IpAddr;
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};

/// The environment variable with the password for others in the network.
const VARIABLE: &str = "DIGLOT_STUDIO_PASSWORD";

#[derive(Debug, Args)]
pub struct Studio {
    /// A book, a folder with books, or texts to make a book of [default: the books of this folder]
    input: Vec<PathBuf>,
    /// Do not open the browser; the address is printed in any case
    #[arg(long)]
    no_open: bool,
    /// Let others in your home network come in, by a password: listen at this address of yours, or 0.0.0.0 for all
    ///
    /// The password is that of the environment variable DIGLOT_STUDIO_PASSWORD; without it one is made, and shown at the
    /// terminal. What goes to and fro is not encrypted.
    #[arg(long, value_name = "ADDRESS")]
    bind: Option<IpAddr>,
    /// The port to listen on [default: one that is free]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    port: u16,
}

impl Studio {
    pub fn run(self, workshop: &Workshop) -> Result<ExitCode> {
        let mut asked = Asked {
            port: self.port,
            address: self.bind,
            password: password(self.bind)?,
            ..Asked::default()
        };
        for input in self.input {
            if super::build::is_book(&input) {
                asked.books.push(match input.is_file() {
                    true => input.parent().map_or_else(PathBuf::new, PathBuf::from),
                    false => input,
                });
            } else if input.is_dir() {
                asked.folders.push(input);
            } else if input.is_file() {
                asked.texts.push(input);
            } else {
                bail!("{}: there is no such file or folder", input.display());
            }
        }
        if asked.folders.is_empty() {
            asked.folders.push(PathBuf::new());
        }
        let open = !self.no_open;
        let progress = workshop.progress.clone();
        let ready = |address: &str| {
            let mut out = super::progress::out();
            let _ = writeln!(out, "{address}").and_then(|()| out.flush());
            if open && !open_browser(address) {
                progress.say("no browser could be opened; open this address yourself");
            }
            progress.say("Ctrl-C ends the studio. All that you do there is written at once.");
        };
        let own = workshop.with(workshop.progress.clone(), workshop.stop.clone());
        workshop.runtime.block_on(studio::run(asked, own, ready))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// The password for others in the network; none if the studio is for this machine alone. One that is made is shown at the
/// terminal and nowhere else.
fn password(address: Option<IpAddr>) -> Result<Option<Password>> {
    if address.is_none_or(|address| address.is_loopback()) {
        return Ok(None);
    }
    if let Ok(given) = std::env::var(VARIABLE) {
        let given = SecretString::from(given.trim().to_string());
        if !login::is_long_enough(&given) {
            bail!("the password in {VARIABLE} is too short: take 8 characters or more");
        }
        return Ok(Some(Password::new(&given)));
    }
    if !std::io::stderr().is_terminal() {
        bail!("--bind needs a password: put one into the environment variable {VARIABLE}");
    }
    let made = login::make()?;
    writeln!(
        std::io::stderr(),
        "The password is {}",
        made.expose_secret()
    )?;
    Ok(Some(Password::new(&made)))
}

/// Opens an address in the person's browser; whether there is one.
fn open_browser(address: &str) -> bool {
    let has = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let mut command = if cfg!(target_os = "macos") {
        Command::new("open")
    } else if cfg!(windows) {
        // Not by `start`, to which `&` in an address would mean something.
        let mut command = Command::new("rundll32");
        command.arg("url.dll,FileProtocolHandler");
        command
    } else if has("DISPLAY") || has("WAYLAND_DISPLAY") {
        Command::new("xdg-open")
    } else {
        // A browser of text in this terminal is not what is wanted.
        return false;
    };
    let command = command
        .arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    command.stderr(Stdio::null()).spawn().is_ok()
}
