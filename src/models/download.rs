//! Files at addresses: fetched in one go or on from where it stopped (range requests: RFC 9110, section 14).
//!
//! What has come lies beside the file's place, as `NAME.SUM.part`, until it is whole and its sum is right. A server
//! is told diglot's name and where to begin; a server that it leads to, only where to begin.

use super::catalog::Wanted;
use super::place::{sum_of, wrong_sum};
use super::{ModelError, Watch};
use crate::web::{self, NAME, REDIRECTS};
use reqwest::header::{CONTENT_RANGE, LOCATION, RANGE, USER_AGENT};
use reqwest::{Client, Response, StatusCode, Url};
use std::fs::{File, OpenOptions};
use std::io::{Seek, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often a download is taken up again without anything having come.
const TRIES: u32 = 4;
/// How long to wait before it is taken up again, for the first time; then twice as long each time.
const WAIT: Duration = Duration::from_millis(500);

/// Why an address did not give a file.
pub enum Failed {
    /// In words. The server may not have been reached at all.
    Source {
        /// What went wrong.
        why: String,
        /// Whether the server was reached.
        reached: bool,
    },
    /// It cannot be written, or a person has stopped it.
    Here(ModelError),
}

impl From<ModelError> for Failed {
    fn from(error: ModelError) -> Self {
        Self::Here(error)
    }
}

fn failed(why: impl Into<String>) -> Failed {
    Failed::Source {
        why: why.into(),
        reached: true,
    }
}

/// The file in which what has come is kept.
pub fn part_of(path: &Path, wanted: &Wanted) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let sum = wanted.sha256.get(..16).unwrap_or_default();
    path.with_file_name(format!("{name}.{sum}.part"))
}

/// A file on its way.
pub struct Download<'a> {
    /// Where it is to be had.
    pub address: Url,
    /// What it is to be.
    pub wanted: &'a Wanted,
    /// Where it is put.
    pub path: &'a Path,
    /// Hears how much of it is here.
    pub told: &'a mut dyn FnMut(u64),
    /// Is told what a person should know.
    pub watch: &'a dyn Watch,
    /// Is cancelled when a person stops it.
    pub stop: &'a CancellationToken,
}

impl Download<'_> {
    /// Fetches the file and puts it in its place.
    ///
    /// # Errors
    /// If the address does not give it, or it cannot be written. What has come of it stays for the next time.
    pub async fn run(mut self) -> Result<(), Failed> {
        let part = part_of(self.path, self.wanted);
        let at = |error| Failed::Here(ModelError::at(&part)(error));
        std::fs::create_dir_all(part.parent().unwrap_or(Path::new("."))).map_err(at)?;
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(&part).map_err(at)?;
        if file.try_lock().is_err() {
            let path = self.path.to_path_buf();
            return Err(ModelError::Busy { path }.into());
        }
        // The sum of what was taken up again may be wrong through no fault of this address.
        let mut is_clean = file.metadata().map_err(at)?.len() == 0;
        loop {
            if let Err(failed) = self.fill(&mut file, &part).await {
                if file.metadata().is_ok_and(|about| about.len() == 0) {
                    let _ = std::fs::remove_file(&part);
                }
                return Err(failed);
            }
            let sum = sum_of(&part).map_err(at)?;
            if sum.eq_ignore_ascii_case(&self.wanted.sha256) {
                break;
            }
            file.set_len(0).map_err(at)?;
            if is_clean {
                drop(file);
                let _ = std::fs::remove_file(&part);
                return Err(failed(wrong_sum(&sum, self.wanted)));
            }
            let again =
                "what was left of an earlier run is of no use; it is fetched from the beginning";
            self.watch.say(&format!("{}: {again}", self.wanted.path));
            is_clean = true;
        }
        file.sync_all().map_err(at)?;
        drop(file);
        std::fs::rename(&part, self.path).map_err(at)
    }

    /// Fetches what is missing, on and on until all of it is here.
    async fn fill(&mut self, file: &mut File, part: &Path) -> Result<(), Failed> {
        let client = web::client(&self.address).no_gzip().build();
        let client = client.map_err(|error| failed(web::causes(&error)))?;
        let mut tries = 0;
        loop {
            let at = |error| Failed::Here(ModelError::at(part)(error));
            let mut here = file.metadata().map_err(at)?.len();
            if here > self.wanted.bytes {
                file.set_len(0).map_err(at)?;
                here = 0;
            }
            (self.told)(here);
            if here == self.wanted.bytes {
                return Ok(());
            }
            let stop = self.stop.clone();
            let answer = tokio::select! {
                answer = self.more(&client, file, part, here) => answer,
                () = stop.cancelled() => return Err(ModelError::Interrupted.into()),
            };
            let why = match answer {
                Ok(()) => continue,
                Err(Broken::ForGood(failed)) => return Err(failed),
                Err(Broken::ForNow(why)) => why,
            };
            let came = file.metadata().map_err(at)?.len() > here;
            tries = if came { 1 } else { tries + 1 };
            if tries >= TRIES {
                return Err(failed(why));
            }
            tokio::select! {
                () = tokio::time::sleep(WAIT * 2_u32.pow(tries - 1)) => {}
                () = stop.cancelled() => return Err(ModelError::Interrupted.into()),
            }
        }
    }

    /// Fetches from a position until the end, or until the connection is cut.
    async fn more(
        &mut self,
        client: &Client,
        file: &mut File,
        part: &Path,
        here: u64,
    ) -> Result<(), Broken> {
        let at = |error| Broken::ForGood(Failed::Here(ModelError::at(part)(error)));
        let mut response = self.ask(client, here).await?;
        let begins = match response.status() {
            StatusCode::PARTIAL_CONTENT => beginning(&response),
            StatusCode::OK => Some(0),
            StatusCode::RANGE_NOT_SATISFIABLE if here > 0 => {
                file.set_len(0).map_err(at)?;
                return Err(Broken::ForNow("it has no such part".into()));
            }
            status => {
                let why = format!("the server answered {status}");
                let may_pass = status.is_server_error()
                    || matches!(
                        status,
                        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS
                    );
                return Err(match may_pass {
                    true => Broken::ForNow(why),
                    false => Broken::ForGood(failed(why)),
                });
            }
        };
        // Another part than what was asked for is none that fits.
        let begins = begins.filter(|begins| *begins == 0 || *begins == here);
        let Some(mut here) = begins else {
            let why = "the server sent another part of the file than it was asked for";
            return Err(Broken::ForGood(failed(why)));
        };
        file.set_len(here).map_err(at)?;
        file.seek(std::io::SeekFrom::Start(here)).map_err(at)?;
        while let Some(piece) = response
            .chunk()
            .await
            .map_err(|error| Broken::ForNow(web::causes(&error)))?
        {
            here += piece.len() as u64;
            if here > self.wanted.bytes {
                file.set_len(0).map_err(at)?;
                let why = format!(
                    "it is longer than the {} bytes of the catalog",
                    self.wanted.bytes
                );
                return Err(Broken::ForGood(failed(why)));
            }
            file.write_all(&piece).map_err(at)?;
            (self.told)(here);
        }
        match here == self.wanted.bytes {
            true => Ok(()),
            false => Err(Broken::ForNow("the connection was cut".into())),
        }
    }

    /// Asks for the file from a position on, wherever that leads.
    async fn ask(&self, client: &Client, here: u64) -> Result<Response, Broken> {
        let named = self.address.host_str().unwrap_or_default();
        let mut address = self.address.clone();
        for _ in 0..=REDIRECTS {
            let mut request = client.get(address.clone());
            if here > 0 {
                request = request.header(RANGE, format!("bytes={here}-"));
            }
            if address.origin() == self.address.origin() {
                request = request.header(USER_AGENT, NAME);
            }
            let response = request.send().await.map_err(|error| {
                let why = web::causes(&error);
                match error.is_connect() && here == 0 {
                    true => Broken::ForGood(Failed::Source {
                        why,
                        reached: false,
                    }),
                    false => Broken::ForNow(why),
                }
            })?;
            if !response.status().is_redirection() {
                return Ok(response);
            }
            let location = response.headers().get(LOCATION);
            let next = location.and_then(|l| address.join(l.to_str().ok()?).ok());
            let Some(next) = next else {
                let why = format!("the server answered {} and no address", response.status());
                return Err(Broken::ForGood(failed(why)));
            };
            web::may_lead(named, &address, &next).map_err(|why| Broken::ForGood(failed(why)))?;
            address = next;
        }
        let why = format!("it leads on more than {REDIRECTS} times");
        Err(Broken::ForGood(failed(why)))
    }
}

/// How a request ended that did not bring all.
enum Broken {
    /// It may be better the next time.
    ForNow(String),
    /// It will not.
    ForGood(Failed),
}

/// Where a part begins, by `Content-Range: bytes 5-9/10`.
fn beginning(response: &Response) -> Option<u64> {
    let range = response.headers().get(CONTENT_RANGE)?.to_str().ok()?;
    let range = range.strip_prefix("bytes ")?;
    range.split_once('-')?.0.trim().parse().ok()
}
