//! Who may speak to the studio: the page that it has sent itself, in a browser that was given the token, and nobody else on
//! this machine or on the web.
//!
//! - A secret token in the first address becomes a cookie that no script can read and no other site can send.
//! - `Host` must be the studio's own, so that no other name can be made to lead here (DNS rebinding). In a home network it is
//!   an address in digits, which no name can be made to be.
//! - Others in a home network come in by a password, where there is one.
//! - `Origin` must be its own too for all that changes anything.

use super::login::{Password, Try, random};
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::fmt::Write;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

/// What the page may do: load its own files and speak to its own server.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self' blob:; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
                      require-trusted-types-for 'script'; trusted-types 'none'";

/// Headers that every answer has.
const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=()",
    ),
    (header::CACHE_CONTROL, "no-store"),
];

/// What whoever has no cookie is told.
const STRANGER: &str = "This is diglot's studio, and this browser has not been let in. Open the address that `diglot studio` \
                        printed when it started: it ends in a token.\n";

/// What a request must show.
pub struct Guard {
    token: String,
    cookie: String,
    hosts: Vec<String>,
    port: u16,
    /// With what others come in who have no token.
    password: Option<Password>,
}

impl Guard {
    /// A guard with a new token for a server at an address, where others may come in by a password.
    ///
    /// # Errors
    /// If the system has no random numbers.
    pub fn new(address: SocketAddr, password: Option<Password>) -> Result<Self, std::io::Error> {
        let mut token = String::new();
        for byte in random::<32>()? {
            let _ = write!(token, "{byte:02x}");
        }
        let port = address.port();
        // What listens at all addresses is reached from here by the machine's own.
        let own = match address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
            IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
            ip => ip,
        };
        let address = SocketAddr::new(own, port);
        Ok(Self {
            token,
            // Cookies are shared by all ports of a host.
            cookie: format!("diglot-{port}"),
            hosts: vec![address.to_string(), format!("localhost:{port}")],
            port,
            password,
        })
    }

    /// The address to open first.
    pub fn first_address(&self) -> String {
        format!("http://{}/?token={}", self.hosts[0], self.token)
    }

    fn is_token(&self, given: &str) -> bool {
        // Hashes, so that the time it takes tells nothing of the token.
        blake3::hash(given.as_bytes()) == blake3::hash(self.token.as_bytes())
    }

    /// Whether a name leads here and can lead nowhere else.
    fn is_host(&self, host: &str) -> bool {
        let in_digits = || {
            host.parse()
                .is_ok_and(|own: SocketAddr| own.port() == self.port)
        };
        self.hosts.iter().any(|own| own == host) || self.password.is_some() && in_digits()
    }

    fn has_cookie(&self, headers: &HeaderMap) -> bool {
        let cookies = headers.get_all(header::COOKIE).iter();
        let cookies = cookies.filter_map(|value| value.to_str().ok());
        let mut pairs = cookies.flat_map(|line| line.split(';'));
        pairs.any(|pair| {
            let pair = pair.trim().split_once('=');
            pair.is_some_and(|(name, value)| name == self.cookie && self.is_token(value))
        })
    }

    /// What is wrong with where a request comes from.
    fn is_foreign(&self, request: &Request) -> Option<&'static str> {
        let headers = request.headers();
        let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
        let Some(host) = text(header::HOST).filter(|host| self.is_host(host)) else {
            return Some("this name does not belong to diglot's studio\n");
        };
        let own = format!("http://{host}");
        let reads = matches!(*request.method(), Method::GET | Method::HEAD);
        match text(header::ORIGIN) {
            Some(origin) if origin != own => return Some("another site has asked\n"),
            None if !reads => return Some("it is not known which site has asked\n"),
            _ => {}
        }
        let is_page = reads && request.uri().path() == "/";
        let site = text(HeaderName::from_static("sec-fetch-site"));
        match site {
            None | Some("same-origin" | "none") => None,
            // A link may lead to the page from anywhere.
            Some(_) if is_page => None,
            Some(_) => Some("another site has asked\n"),
        }
    }
}

/// Lets through what may come in, and gives all that goes out its headers.
pub async fn watch(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    let refused = |what: &'static str| (StatusCode::FORBIDDEN, what).into_response();
    let mut is_let_in = (request.uri().path() == "/")
        .then(|| request.uri().query())
        .flatten()
        .and_then(|query| query.strip_prefix("token="))
        .is_some_and(|token| guard.is_token(token));
    let mut response = if let Some(what) = guard.is_foreign(&request) {
        refused(what)
    } else if is_let_in || guard.has_cookie(request.headers()) {
        next.run(request).await
    } else if let Some(password) = &guard.password {
        match request.uri().path() {
            // What the page that asks looks like.
            "/page/style.css" | "/page/mark.svg" => next.run(request).await,
            "/" | "/login" => {
                let (response, tried) = password.answer(request).await;
                is_let_in = tried == Try::Right;
                response
            }
            _ => refused("give the password first\n"),
        }
    } else {
        refused(STRANGER)
    };
    let headers = response.headers_mut();
    if is_let_in {
        let cookie = format!(
            "{}={}; Path=/; HttpOnly; SameSite=Strict",
            guard.cookie, guard.token
        );
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            headers.insert(header::SET_COOKIE, cookie);
        }
    }
    for (name, value) in HEADERS {
        // The page that asks for the password has a policy of its own.
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    response
}
