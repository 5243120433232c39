//! `[queue]` of `diglot.toml`: where the queue is, how to be let in, and how it is kept.

use super::super::SpeechError;
use super::super::secret::{Place, Secrets};
use async_nats::ConnectOptions;
use percent_encoding::percent_decode_str;
use secrecy::ExposeSecret;
use serde::Deserialize;
use std::path::PathBuf;
use std::time::Duration;
use url::Url;

/// What `[queue]` holds.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The server, `nats://HOST:4222` or `tls://HOST:4222`; several of a cluster with commas between them.
    pub url: Option<String>,
    /// The user, if the server asks for one. By default what NATS_USER says.
    pub user: Option<String>,
    /// The environment variable that holds the user's password. By default NATS_PASSWORD.
    pub password_env: Option<String>,
    /// The file that holds the user's password.
    pub password_file: Option<PathBuf>,
    /// The environment variable that holds a token. By default NATS_TOKEN.
    pub token_env: Option<String>,
    /// The file that holds a token.
    pub token_file: Option<PathBuf>,
    /// The file that holds the seed of an NKey. By default what NATS_NKEY names.
    pub nkey_file: Option<PathBuf>,
    /// The file of credentials, as `nsc` writes it. By default what NATS_CREDS names.
    pub creds_file: Option<PathBuf>,
    /// Certificates (PEM) of authorities to trust beside the system's.
    pub ca_file: Option<PathBuf>,
    /// This machine's certificate (PEM), if the server asks for one, and the file of its key.
    pub certificate_file: Option<PathBuf>,
    /// See [`Settings::certificate_file`].
    pub certificate_key_file: Option<PathBuf>,
    /// What the names of streams and subjects begin with: two names on one server are two queues.
    pub name: Option<String>,
    /// How many lines of an engine a book has in the queue at most. 256 by default.
    pub in_flight: Option<usize>,
    /// How often a job is handed to a worker at most. 5 by default.
    pub deliveries: Option<u32>,
    /// After how many seconds without a sign of life a worker's jobs go to others. 30 by default.
    pub redeliver_seconds: Option<f64>,
    /// On how many servers of a cluster everything is kept. By default as it is, and 1 for what is made.
    pub replicas: Option<usize>,
    /// Where clips go: by default the queue's own store of objects; else `s3://BUCKET/PREFIX`.
    pub clips: Option<String>,
    /// For how many hours clips are kept there. 24 by default.
    pub keep_hours: Option<f64>,
    /// How many bytes of clips are kept there; beyond, the oldest go. 4 GiB by default.
    pub max_bytes: Option<i64>,
}

/// How many lines of an engine a book has in the queue at most.
const IN_FLIGHT: usize = 256;
/// How often a job is handed out at most.
const DELIVERIES: u32 = 5;
/// After how long without a sign of life a job goes to another worker.
const REDELIVER: Duration = Duration::from_secs(30);
/// For how long clips are kept.
const KEEP: Duration = Duration::from_secs(24 * 3600);
/// How many bytes of them.
const MAX_BYTES: i64 = 4 << 30;

impl Settings {
    /// These settings with another server; `None` if there is none.
    pub fn at(mut self, url: Option<&str>) -> Option<Self> {
        self.url = url.map(String::from).or(self.url);
        self.url.is_some().then_some(self)
    }

    /// The servers.
    ///
    /// # Errors
    /// [`SpeechError::Setup`] if one of them is no address of a server.
    pub fn servers(&self) -> Result<Vec<Url>, SpeechError> {
        let urls = self.url.as_deref().unwrap_or_default();
        urls.split(',')
            .map(|url| {
                let url = url.trim();
                let whole = match url.contains("://") {
                    true => url.into(),
                    false => format!("nats://{url}"),
                };
                let parsed = Url::parse(&whole).ok();
                let fits = |url: &Url| {
                    matches!(url.scheme(), "nats" | "tls" | "ws" | "wss") && url.has_host()
                };
                parsed.filter(fits).ok_or_else(|| {
                    SpeechError::Setup(
                        "the queue's address is written nats://HOST:4222, or tls://HOST:4222; several \
                         servers of a cluster with commas between them"
                            .into(),
                    )
                })
            })
            .collect()
    }

    /// The servers as they may be shown: without a password.
    pub fn shown(&self) -> String {
        let urls = self.servers().unwrap_or_default();
        let shown = urls.into_iter().map(|mut url| {
            let _ = url.set_username("");
            let _ = url.set_password(None);
            url.to_string().trim_end_matches('/').to_string()
        });
        shown.collect::<Vec<_>>().join(",")
    }

    /// What the names of streams and subjects begin with.
    ///
    /// # Errors
    /// [`SpeechError::Setup`] if it cannot be in a name.
    pub fn name(&self) -> Result<&str, SpeechError> {
        let name = self.name.as_deref().unwrap_or("diglot");
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        match !name.is_empty() && name.chars().all(fits) {
            true => Ok(name),
            false => Err(SpeechError::Setup(format!(
                "[queue] name = \"{name}\" in diglot.toml: it is of letters, digits, - and _"
            ))),
        }
    }

    /// How many lines of an engine a book has in the queue at most.
    pub fn in_flight(&self) -> usize {
        self.in_flight.unwrap_or(IN_FLIGHT).max(1)
    }

    /// How often a job is handed out at most.
    pub fn deliveries(&self) -> i64 {
        self.deliveries.unwrap_or(DELIVERIES).max(1).into()
    }

    /// After how long without a sign of life a job goes to another worker.
    pub fn redeliver(&self) -> Duration {
        let seconds = self.redeliver_seconds.filter(|s| *s >= 1.0);
        seconds.map_or(REDELIVER, Duration::from_secs_f64)
    }

    /// For how long clips are kept.
    pub fn keep(&self) -> Duration {
        let hours = self.keep_hours.filter(|hours| *hours > 0.0);
        hours.map_or(KEEP, |hours| Duration::from_secs_f64(hours * 3600.0))
    }

    /// How many bytes of clips are kept.
    pub fn max_bytes(&self) -> i64 {
        self.max_bytes.unwrap_or(MAX_BYTES)
    }

    /// Who the addresses say we are: `nats://USER:PASSWORD@HOST` or `nats://TOKEN@HOST`, as NATS' own
    /// programs take them. The client itself passes over it.
    fn in_addresses(&self) -> Result<Vec<(String, Option<String>)>, SpeechError> {
        let meant = |part: &str| percent_decode_str(part).decode_utf8_lossy().into_owned();
        let urls = self.servers()?.into_iter();
        let named = urls.filter(|url| !url.username().is_empty());
        Ok(named
            .map(|url| (meant(url.username()), url.password().map(meant)))
            .collect())
    }

    /// How to be let in; what is secret of it joins `secrets`.
    ///
    /// # Errors
    /// [`SpeechError::Setup`] if a secret is not where it is to be.
    pub async fn options(&self, secrets: &mut Secrets) -> Result<ConnectOptions, SpeechError> {
        let mut options = ConnectOptions::new().name("diglot");
        let in_addresses = self.in_addresses()?;
        for (name, password) in &in_addresses {
            secrets.add(password.as_ref().unwrap_or(name).clone());
        }
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let path = |own: &Option<PathBuf>, name: &str| {
            own.clone().or_else(|| variable(name).map(PathBuf::from))
        };
        let mut secret = |place: Option<Place>, usual: &str, what: &str| {
            let place = place.or_else(|| variable(usual).map(|_| Place::Variable(usual.into())));
            let Some(place) = place else {
                return Ok(None);
            };
            let value = place.read().map_err(|_| {
                SpeechError::Setup(format!(
                    "the {what} for the queue is to be in {place}, and there is none. See [queue] in \
                     diglot.toml"
                ))
            })?;
            secrets.add(value.clone());
            Ok(Some(value.expose_secret().to_string()))
        };
        if let Some((name, password)) = in_addresses.into_iter().next() {
            options = match password {
                Some(password) => options.user_and_password(name, password),
                None => options.token(name),
            };
        } else if let Some(user) = self.user.clone().or_else(|| variable("NATS_USER")) {
            let place = Place::said(self.password_env.as_deref(), self.password_file.as_deref());
            let password = secret(place, "NATS_PASSWORD", "password")?.unwrap_or_default();
            options = options.user_and_password(user, password);
        }
        if let Some(token) = secret(
            Place::said(self.token_env.as_deref(), self.token_file.as_deref()),
            "NATS_TOKEN",
            "token",
        )? {
            options = options.token(token);
        }
        if let Some(path) = path(&self.nkey_file, "NATS_NKEY")
            && let Some(seed) = secret(Some(Place::File(path)), "", "seed of the NKey")?
        {
            options = options.nkey(seed);
        }
        if let Some(path) = path(&self.creds_file, "NATS_CREDS") {
            let shown = path.display().to_string();
            options = options.credentials_file(path).await.map_err(|error| {
                let what = crate::disk::explain(&error);
                SpeechError::Setup(format!("the queue's credentials, {shown}: {what}"))
            })?;
        }
        if let Some(path) = &self.ca_file {
            options = options.add_root_certificates(path.clone());
        }
        if let (Some(certificate), Some(key)) = (&self.certificate_file, &self.certificate_key_file)
        {
            options = options.add_client_certificate(certificate.clone(), key.clone());
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(url: &str) -> Settings {
        Settings::default().at(Some(url)).unwrap()
    }

    #[test]
    fn addresses_are_shown_without_passwords() {
        let settings = at("nats://ann:s3cr3t-word@a:4222, b");
        assert_eq!(settings.shown(), "nats://a:4222,nats://b");
        assert!(at("http://a").servers().is_err() && at("").servers().is_err());
        assert!(Settings::default().at(None).is_none());
    }

    #[test]
    fn names_are_as_the_server_takes_them() {
        let named = |name: &str| Settings {
            name: Some(name.into()),
            ..Settings::default()
        };
        assert_eq!(named("night-shift").name().unwrap(), "night-shift");
        assert!(named("a.b").name().is_err() && named("").name().is_err());
    }
}
