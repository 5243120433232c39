//! The password with which others in a home network come in, and the page that asks for it.

use axum::body::{Body, to_bytes};
use axum::http::header::{self, HeaderValue};
use axum::http::{Method, Request, StatusCode};
use axum::response::{IntoResponse, Response};
use ring::rand::{SecureRandom, SystemRandom};
use secrecy::{ExposeSecret, SecretString};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The page that asks for the password. `MESSAGE` is what it says of the last try.
const PAGE: &str = include_str!("page/login.html");
/// What that page may do: send its form here. It says where it comes from, so that the form's origin is known.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";
/// The letters of a password that diglot makes: none that looks like another.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// The shortest password that a person may choose, in characters.
const SHORTEST: usize = 8;
/// How many wrong tries there may be at once.
const TRIES: u32 = 10;
/// After how long there may be one more.
const ONE_MORE: Duration = Duration::from_secs(30);
/// The largest form, in bytes.
const LARGEST: usize = 4096;

/// A password, and how often a wrong one was given.
pub struct Password {
    /// A hash of it, so that the time it takes to compare tells nothing.
    hash: blake3::Hash,
    tries: Mutex<Tries>,
}

/// How many more wrong tries there may be, and since when that is so.
struct Tries {
    left: u32,
    since: Instant,
}

/// What came of a try.
#[derive(Debug, PartialEq)]
pub enum Try {
    /// It is the password.
    Right,
    /// It is not.
    Wrong,
    /// There were too many; this one was not looked at.
    TooMany,
}

/// Bytes that nobody can guess.
///
/// # Errors
/// If the system has no random numbers.
pub fn random<const N: usize>() -> Result<[u8; N], std::io::Error> {
    let mut random = [0; N];
    let failed = |_| std::io::Error::other("the system gives no random numbers");
    SystemRandom::new().fill(&mut random).map_err(failed)?;
    Ok(random)
}

/// A password that nobody can guess.
///
/// # Errors
/// As [`random`].
pub fn make() -> Result<SecretString, std::io::Error> {
    let letters = random::<12>()?.map(|byte| char::from(LETTERS[usize::from(byte % 32)]));
    let parts: Vec<String> = letters
        .chunks(4)
        .map(|part| part.iter().collect())
        .collect();
    Ok(parts.join("-").into())
}

/// Whether a password is long enough.
pub fn is_long_enough(password: &SecretString) -> bool {
    password.expose_secret().chars().count() >= SHORTEST
}

impl Password {
    /// This password.
    pub fn new(password: &SecretString) -> Self {
        let tries = Tries {
            left: TRIES,
            since: Instant::now(),
        };
        Self {
            hash: blake3::hash(password.expose_secret().as_bytes()),
            tries: Mutex::new(tries),
        }
    }

    /// Tries a password.
    fn is(&self, given: &str, now: Instant) -> Try {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        while tries.left < TRIES && now.duration_since(tries.since) >= ONE_MORE {
            tries.left += 1;
            tries.since += ONE_MORE;
        }
        if tries.left == 0 {
            return Try::TooMany;
        }
        if blake3::hash(given.as_bytes()) == self.hash {
            return Try::Right;
        }
        if tries.left == TRIES {
            tries.since = now;
        }
        tries.left -= 1;
        Try::Wrong
    }

    /// Answers someone who has not been let in yet: asks for the password, or looks at the one that was sent. Whether it
    /// was right is for the caller to act on.
    pub async fn answer(&self, request: Request<Body>) -> (Response, Try) {
        if request.method() != Method::POST || request.uri().path() != "/login" {
            return (page("", StatusCode::UNAUTHORIZED), Try::Wrong);
        }
        let body = to_bytes(request.into_body(), LARGEST).await;
        let body = body.unwrap_or_default();
        let mut fields = url::form_urlencoded::parse(&body);
        let given = fields.find(|(name, _)| name == "password");
        let given = given.map(|(_, given)| given).unwrap_or_default();
        let tried = self.is(given.trim(), Instant::now());
        let response = match tried {
            Try::Right => (StatusCode::SEE_OTHER, [(header::LOCATION, "/")]).into_response(),
            Try::Wrong => page("That is not the password.", StatusCode::UNAUTHORIZED),
            Try::TooMany => page(
                "There were too many tries. Wait half a minute.",
                StatusCode::TOO_MANY_REQUESTS,
            ),
        };
        (response, tried)
    }
}

/// The page that asks, with its own policy.
fn page(message: &'static str, status: StatusCode) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "same-origin"),
    ];
    let mut response = (status, headers, PAGE.replace("MESSAGE", message)).into_response();
    if status == StatusCode::TOO_MANY_REQUESTS {
        let wait = HeaderValue::from(ONE_MORE.as_secs());
        response.headers_mut().insert(header::RETRY_AFTER, wait);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_tries_are_bounded_and_come_back_with_time() {
        let password = Password::new(&"open sesame".to_string().into());
        let begin = Instant::now();
        assert_eq!(password.is("open sesame", begin), Try::Right);
        for _ in 0..TRIES {
            assert_eq!(password.is("open", begin), Try::Wrong);
        }
        assert_eq!(password.is("open sesame", begin), Try::TooMany);
        let later = begin + ONE_MORE;
        assert_eq!(password.is("sesame", later), Try::Wrong);
        assert_eq!(password.is("open sesame", later), Try::TooMany);
        assert_eq!(password.is("open sesame", later + ONE_MORE), Try::Right);
    }

    #[test]
    fn passwords_that_are_made_are_all_others() {
        let (one, two) = (make().unwrap(), make().unwrap());
        assert_ne!(one.expose_secret(), two.expose_secret());
        assert_eq!(one.expose_secret().len(), 14);
        assert!(is_long_enough(&one) && !is_long_enough(&"seven 7".to_string().into()));
    }
}
