//! What engines that are reached over HTTP share: the client, the key, and what answers mean.
//!
//! - Status: RFC 9110, section 15; `Retry-After` (seconds or a date): section 10.2.3; 429: RFC 6585.
//! - A key goes to the address that is set up and nowhere else: redirects are followed within one
//!   origin (RFC 6454) only.
//! - `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` are obeyed.

use super::super::SpeechError;
use super::super::config::{Common, Web};
use super::super::secret::{Place, Secrets};
use crate::characters;
use reqwest::header::{HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, Method, RequestBuilder, Response, StatusCode, Url};
use secrecy::{ExposeSecret, SecretString};
use std::error::Error;
use std::time::{Duration, SystemTime};

/// After how long without the first byte of an answer a request is given up.
const FIRST_BYTE: Duration = Duration::from_secs(120);
/// After how long without a byte within an answer a request is given up, at most.
const STALL: Duration = Duration::from_secs(30);
/// How many times the first byte's time the whole answer may take.
const WHOLE: u32 = 5;
/// After how long a connection is given up, at most.
const CONNECT: Duration = Duration::from_secs(10);
/// The longest chain of redirects within one origin.
const REDIRECTS: usize = 4;
/// How large an answer may be beside its text, in bytes, and for each byte of the text: over a
/// second of sound at 48 kHz, 16 bits.
const LARGEST: (usize, usize) = (8 << 20, 96 << 10);
/// The largest answer of all, in bytes: over an hour of 16-bit sound at 24 kHz.
const LARGEST_OF_ALL: usize = 256 << 20;
/// What a server says when the money is gone, in code, type or status of its error.
const GONE: &[&str] = &[
    "insufficient_quota",
    "quota_exceeded",
    "billing_hard_limit_reached",
    "billing_not_active",
    "payment_required",
];
/// What a server says that will speak when it has read its model.
const LOADING: &[&str] = &[
    "loading",
    "warming up",
    "starting up",
    "initializing",
    "not ready",
];
/// What `Retry-After` means that is no length of time.
const LONGEST_ASKED: Duration = super::super::pool::LONGEST_ASKED;
/// How much of a server's words an error repeats, in characters.
const LONGEST_WORDS: usize = 200;

/// How a server wants to be given a key.
#[derive(Debug, Clone, Copy)]
pub enum KeyGoes {
    /// As `Authorization: Bearer`.
    Bearer,
    /// In a header of its own.
    Header(&'static str),
    /// Where the engine itself puts it.
    Elsewhere,
}

/// A server that is asked over HTTP.
#[derive(Debug)]
pub struct Server {
    client: Client,
    url: String,
    /// The address without what could be a secret in it: a person's name, a query.
    shown: String,
    goes: KeyGoes,
    /// The key, or why there is none: it is missed only when something is to be spoken.
    key: Result<Option<SecretString>, SpeechError>,
    /// What no error repeats: the key, and what else may be one.
    secrets: Secrets,
    first_byte: Duration,
}

impl Server {
    /// A server at an address, with its key at `place`.
    ///
    /// # Errors
    /// [`SpeechError::Setup`] if the address is none, or a file of certificates cannot be read.
    pub fn new(
        url: &str,
        place: Option<Place>,
        goes: KeyGoes,
        web: &Web,
        common: &Common,
    ) -> Result<Self, SpeechError> {
        let url = url.trim_end_matches('/').to_string();
        let address = Url::parse(&url)
            .ok()
            .filter(|address| matches!(address.scheme(), "http" | "https") && address.has_host());
        let Some(mut shown) = address else {
            let url = without_secrets(&url);
            return Err(SpeechError::Setup(format!(
                "`{url}` is no address of a server; write url = \"http://127.0.0.1:8880/v1\" \
                 or the like in diglot.toml"
            )));
        };
        let mut secrets = Secrets::default();
        for (name, value) in shown.query_pairs() {
            if is_secret(&name) && !value.contains('{') {
                secrets.add(value.into_owned());
            }
        }
        if let Some(password) = shown.password() {
            secrets.add(password.to_string());
        }
        let key = place.map(|place| place.read()).transpose();
        if let Ok(Some(key)) = &key {
            secrets.add(key.clone());
        }
        let _ = shown.set_username("");
        let _ = shown.set_password(None);
        shown.set_query(None);
        let shown = shown.as_str().trim_end_matches('/').to_string();
        let first_byte = seconds(common.timeout_seconds, FIRST_BYTE);
        // Once only; a second call says that it was done, which is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut client = Client::builder()
            .user_agent(concat!("diglot/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(first_byte.min(CONNECT))
            .redirect(Policy::custom(|attempt| {
                let from = attempt.previous().first().map(Url::origin);
                if from == Some(attempt.url().origin()) && attempt.previous().len() <= REDIRECTS {
                    attempt.follow()
                } else {
                    attempt.stop()
                }
            }));
        if let Some(path) = &web.ca_file {
            let unreadable = |error: String| {
                SpeechError::Setup(format!(
                    "{}: no certificates can be read from this ca_file ({error})",
                    path.display()
                ))
            };
            let pem = std::fs::read(path).map_err(|error| unreadable(error.to_string()))?;
            let all = Certificate::from_pem_bundle(&pem)
                .map_err(|error| unreadable(error.to_string()))?;
            if all.is_empty() {
                return Err(unreadable("there is none in it".into()));
            }
            client = client.tls_certs_merge(all);
        }
        let client = client
            .build()
            .map_err(|error| SpeechError::Setup(format!("no HTTP client: {}", causes(&error))))?;
        Ok(Self {
            client,
            url,
            shown,
            goes,
            key,
            secrets,
            first_byte,
        })
    }

    /// Has no error repeat a header that may hold a key, though a person has written it out.
    pub fn hide_header(&mut self, name: &str, value: &str) {
        if is_secret(name) && !value.contains('{') {
            let words = value.split_whitespace().filter(|word| word.len() > 6);
            words.for_each(|word| self.secrets.add(word.to_string()));
        }
    }

    /// The address as it may be shown.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// The key, if there is one.
    pub fn key(&self) -> Option<&SecretString> {
        self.key.as_ref().ok()?.as_ref()
    }

    /// Whether the key is there, if one is to be.
    ///
    /// # Errors
    /// [`SpeechError::Setup`] if it is not.
    pub fn ready(&self) -> Result<(), SpeechError> {
        self.key.as_ref().map(|_| ()).map_err(Clone::clone)
    }

    /// A request to a path below the address, with the key.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.request_to(method, &format!("{}{path}", self.url))
    }

    /// A request to an address of this server, with the key.
    pub fn request_to(&self, method: Method, url: &str) -> RequestBuilder {
        let request = self.client.request(method, url);
        let Some(key) = self.key().map(ExposeSecret::expose_secret) else {
            return request;
        };
        match self.goes {
            KeyGoes::Bearer => request.bearer_auth(key),
            KeyGoes::Header(name) => {
                let mut headers = HeaderMap::new();
                if let Ok(mut value) = HeaderValue::from_str(key) {
                    value.set_sensitive(true);
                    headers.insert(name, value);
                }
                request.headers(headers)
            }
            KeyGoes::Elsewhere => request,
        }
    }

    /// Asks for the sound of a text.
    ///
    /// # Errors
    /// As [`super::Engine::speak`].
    pub async fn sound(&self, request: RequestBuilder, text: &str) -> Result<Vec<u8>, SpeechError> {
        let body = self.answer(request, text).await?;
        self.refuse_text(&body)?;
        Ok(body)
    }

    /// Asks for something that holds the sound of a text.
    ///
    /// # Errors
    /// As [`super::Engine::speak`].
    pub async fn answer(
        &self,
        request: RequestBuilder,
        text: &str,
    ) -> Result<Vec<u8>, SpeechError> {
        self.ask(request, largest(text)).await
    }

    /// Asks for JSON that is no sound.
    ///
    /// # Errors
    /// As [`super::Engine::speak`]; [`SpeechError::Line`] if it is no JSON.
    pub async fn json(&self, request: RequestBuilder) -> Result<serde_json::Value, SpeechError> {
        let body = self.ask(request, LARGEST.0).await?;
        serde_json::from_slice(&body)
            .map_err(|_| SpeechError::Line(format!("{} did not answer in JSON", self.shown)))
    }

    /// A sound never begins like a text; a server that has trouble may say so with status 200.
    ///
    /// # Errors
    /// [`SpeechError::Passing`] with the server's words.
    pub fn refuse_text(&self, body: &[u8]) -> Result<(), SpeechError> {
        let shown = &self.shown;
        if body.is_empty() {
            return Err(SpeechError::passing(format!("{shown} sent nothing")));
        }
        if is_text(body) {
            let words = self.words(body);
            let what = format!("{shown} sent text instead of sound: {words}");
            return Err(SpeechError::passing(what));
        }
        Ok(())
    }

    async fn ask(&self, request: RequestBuilder, largest: usize) -> Result<Vec<u8>, SpeechError> {
        let whole = self.first_byte * WHOLE;
        let asked = async {
            let response = tokio::time::timeout(self.first_byte, request.send())
                .await
                .map_err(|_| self.late("gave no answer", self.first_byte))?
                .map_err(|error| self.broken(&error))?;
            if !response.status().is_success() {
                return Err(self.refusal(response).await);
            }
            self.body(response, largest).await
        };
        tokio::time::timeout(whole, asked)
            .await
            .map_err(|_| self.late("did not come to the end of its answer", whole))?
    }

    fn late(&self, what: &str, after: Duration) -> SpeechError {
        let seconds = after.as_secs_f64();
        SpeechError::passing(format!("{} {what} within {seconds} s", self.shown))
    }

    /// What an error of the connection means.
    fn broken(&self, error: &reqwest::Error) -> SpeechError {
        let shown = &self.shown;
        let cause = self.secrets.redact(&causes(error));
        if error.is_timeout() {
            return SpeechError::passing(format!("{shown} gave no answer in time"));
        }
        if cause.contains("certificate") {
            return SpeechError::Refused(format!(
                "{shown} cannot be trusted ({cause})\nIf it is a server of your own, name its \
                 certificate with ca_file in diglot.toml."
            ));
        }
        if error.is_builder() {
            return SpeechError::Setup(format!("{shown} cannot be asked: {cause}"));
        }
        let what = if error.is_connect() {
            "cannot be reached"
        } else {
            "broke off"
        };
        SpeechError::passing(format!("{shown} {what} ({cause})"))
    }

    async fn body(&self, mut response: Response, largest: usize) -> Result<Vec<u8>, SpeechError> {
        let most = largest >> 20;
        let too_much =
            || SpeechError::Doubtful(format!("{} sent over {most} MiB for one line", self.shown));
        if response
            .content_length()
            .is_some_and(|n| n > largest as u64)
        {
            return Err(too_much());
        }
        let stall = self.first_byte.min(STALL);
        let mut body = Vec::new();
        loop {
            let chunk = tokio::time::timeout(stall, response.chunk())
                .await
                .map_err(|_| self.late("stopped in the middle and sent no more", stall))?
                .map_err(|error| self.broken(&error))?;
            match chunk {
                Some(chunk) if body.len() + chunk.len() > largest => return Err(too_much()),
                Some(chunk) => body.extend_from_slice(&chunk),
                None => return Ok(body),
            }
        }
    }

    /// What an answer that is no success means.
    async fn refusal(&self, response: Response) -> SpeechError {
        let status = response.status();
        let wait = response.headers().get(RETRY_AFTER).and_then(wait_of);
        let goal = response.headers().get(reqwest::header::LOCATION);
        let goal = goal.and_then(|to| Url::parse(to.to_str().ok()?).ok());
        let body = self.body(response, 64 << 10).await.unwrap_or_default();
        let words = self.words(&body);
        let shown = &self.shown;
        let said = if words.is_empty() {
            format!("{shown} answered {status}")
        } else {
            format!("{shown} answered {status}: {words}")
        };
        let codes = codes_of(&body);
        if let Some(code) = codes.iter().find(|code| GONE.contains(&code.as_str())) {
            return SpeechError::Spent(format!(
                "{said}\nThe account has no quota left ({code}). Check its plan and its bill; what is \
                 finished is kept, and the same command goes on from there."
            ));
        }
        let is_loading = || {
            let words = words.to_lowercase();
            LOADING.iter().any(|word| words.contains(word))
        };
        match status {
            StatusCode::UNAUTHORIZED | StatusCode::PROXY_AUTHENTICATION_REQUIRED => {
                SpeechError::Refused(format!(
                    "{said}\nCheck the key of this engine (key_env or key_file in diglot.toml)."
                ))
            }
            StatusCode::FORBIDDEN => SpeechError::Line(format!(
                "{said}. Check what the key of this engine is allowed to do"
            )),
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => {
                SpeechError::Unknown(format!(
                    "{said}. Check the voice, and `url` and `model` of this engine in diglot.toml"
                ))
            }
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::INTERNAL_SERVER_ERROR if is_loading() => {
                SpeechError::Passing {
                    what: said,
                    wait: Some(wait.unwrap_or_default()),
                }
            }
            _ if status.is_redirection() => {
                let host = goal.and_then(|url| url.host_str().map(String::from));
                let host = host.map(|host| self.secrets.redact(&host));
                let host = host.map_or_else(String::new, |host| format!(" to {host}"));
                SpeechError::Refused(format!(
                    "{said}\nThe server sends us elsewhere{host}, where neither text nor key is sent. \
                     If that is right, write the final address as `url` in diglot.toml."
                ))
            }
            StatusCode::TOO_MANY_REQUESTS => SpeechError::Passing {
                what: said,
                wait: Some(wait.unwrap_or_default()),
            },
            StatusCode::REQUEST_TIMEOUT | StatusCode::CONFLICT | StatusCode::TOO_EARLY => {
                SpeechError::Passing { what: said, wait }
            }
            _ if status.is_server_error() => SpeechError::Passing { what: said, wait },
            _ => SpeechError::Line(said),
        }
    }

    /// What a server says in a body: the message of a JSON error, else its beginning, on one line.
    fn words(&self, body: &[u8]) -> String {
        shortened(&self.secrets.redact(&words_of(body)))
    }
}

/// How large the sound of a text may be, in bytes.
pub fn largest(text: &str) -> usize {
    let of_text = LARGEST.1.saturating_mul(text.len());
    LARGEST.0.saturating_add(of_text).min(LARGEST_OF_ALL)
}

/// Whether a body is HTML, XML or JSON. Samples without a header can begin with the same byte, but
/// do not go on as a text.
fn is_text(body: &[u8]) -> bool {
    let start = &body[..body.len().min(512)];
    let start = match std::str::from_utf8(start) {
        Ok(text) => text,
        // cut off within a character
        Err(error) if error.error_len().is_none() && error.valid_up_to() > 0 => {
            std::str::from_utf8(&start[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    let start = start.trim_start_matches('\u{FEFF}').trim_start();
    start.starts_with(['{', '<', '['])
        && !start.contains(|c: char| c.is_control() && !c.is_whitespace())
}

/// A time that a person gives in seconds, or the usual one.
pub fn seconds(given: Option<f64>, usual: Duration) -> Duration {
    given.map_or(usual, |s| Duration::from_secs_f64(s.clamp(0.1, 86_400.0)))
}

/// The last cause of an error, which says what happened.
fn causes(error: &reqwest::Error) -> String {
    let mut cause: &dyn Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}

/// How long `Retry-After` asks us to wait: seconds, or until a date (RFC 9110, section 10.2.3).
fn wait_of(value: &HeaderValue) -> Option<Duration> {
    let text = value.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<f64>() {
        // Some servers give fractions, and some what is no length of time.
        let wait = Duration::try_from_secs_f64(seconds.max(0.0));
        return Some(wait.unwrap_or(LONGEST_ASKED));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
}

/// A server's words on one line: the message of a JSON error, or all of it.
fn words_of(body: &[u8]) -> String {
    let message = serde_json::from_slice::<serde_json::Value>(body).ok();
    let message = message.as_ref().and_then(|json| {
        let found = [
            "/error/message",
            "/detail/message",
            "/message",
            "/detail",
            "/error",
        ];
        found.iter().find_map(|path| json.pointer(path)?.as_str())
    });
    let text = message.map_or_else(|| String::from_utf8_lossy(body), Into::into);
    let text = characters::clean(&text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The beginning of a server's words.
fn shortened(words: &str) -> String {
    match words.char_indices().nth(LONGEST_WORDS) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words.into(),
    }
}

/// What programs are told of an error in JSON: its code, type and status.
fn codes_of(body: &[u8]) -> Vec<String> {
    let json = serde_json::from_slice::<serde_json::Value>(body).unwrap_or_default();
    let within = ["/error", "/detail", ""];
    let paths = within
        .iter()
        .flat_map(|at| ["code", "type", "status"].map(|name| format!("{at}/{name}")));
    let codes = paths.filter_map(|path| Some(json.pointer(&path)?.as_str()?.to_lowercase()));
    codes.collect()
}

/// Whether a name is that of a header or a parameter that may hold a key.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [
        "auth",
        "key",
        "token",
        "secret",
        "password",
        "signature",
        "cookie",
    ]
    .iter()
    .any(|word| name.contains(word))
}

/// What a person has written for an address, without a name, a password and a query.
fn without_secrets(url: &str) -> String {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    match (url.split_once("//"), url.rfind('@')) {
        (Some((scheme, _)), Some(at)) => format!("{scheme}//{}", &url[at + 1..]),
        (None, Some(at)) => url[at + 1..].into(),
        _ => url.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_servers_words_are_found_and_kept_short() {
        assert_eq!(
            words_of(br#"{"error":{"message":"no such voice"}}"#),
            "no such voice"
        );
        assert_eq!(
            words_of(b"<html>\n <p>Bad  gateway"),
            "<html> <p>Bad gateway"
        );
        assert!(shortened(&"x".repeat(5000)).chars().count() <= LONGEST_WORDS + 1);
        assert_eq!(
            codes_of(br#"{"error":{"code":"Insufficient_Quota"}}"#),
            ["insufficient_quota"]
        );
    }

    #[test]
    fn a_text_is_told_from_samples() {
        for text in ["{\"error\":1}", " \n<html>", "\u{FEFF}<?xml ?>", "[]"] {
            assert!(is_text(text.as_bytes()), "{text}");
        }
        for sound in [&b"RIFF"[..], b"<\0\x01\0\xFF\xFF", b"{\xFF\xFE", b"ID3"] {
            assert!(!is_text(sound), "{sound:?}");
        }
    }

    #[test]
    fn a_wait_is_a_number_of_seconds_or_a_date() {
        let wait = |text: &str| wait_of(&HeaderValue::from_str(text).unwrap());
        assert_eq!(wait(" 7 "), Some(Duration::from_secs(7)));
        assert_eq!(wait("0.5"), Some(Duration::from_millis(500)));
        assert_eq!(wait("-3"), Some(Duration::ZERO));
        assert_eq!(wait("soon"), None);
        assert_eq!(
            (wait("1e300"), wait("inf")),
            (Some(LONGEST_ASKED), Some(LONGEST_ASKED))
        );
        assert_eq!(wait("Sun, 06 Nov 1994 08:49:37 GMT"), Some(Duration::ZERO));
        let later = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(90));
        let seconds = wait(&later).unwrap().as_secs();
        assert!((80..=90).contains(&seconds), "{seconds}");
    }

    #[test]
    fn an_address_is_shown_without_its_secrets() {
        let server = |url: &str| {
            let (web, common) = (Web::default(), Common::default());
            Server::new(url, None, KeyGoes::Bearer, &web, &common)
        };
        assert_eq!(
            server("http://ann:pw@a.example/v1/?key=k").unwrap().shown(),
            "http://a.example/v1"
        );
        for url in ["ftp://a", "a.example/v1", "http://"] {
            assert!(server(url).is_err(), "{url}");
        }
        for url in [
            "ftp://ann:pw@a.example/?key=pw",
            "ann:pw@a.example",
            "a.example?key=pw",
        ] {
            let said = server(url).unwrap_err().to_string();
            assert!(!said.contains("pw") && said.contains("a.example"), "{said}");
        }
    }
}
