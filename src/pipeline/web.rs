//! Texts at web addresses: fetched within bounds, and never from where nobody has sent diglot to.

use super::PipelineError;
use crate::script::SourceText;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use std::error::Error;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

/// The most that is fetched, in bytes.
const LARGEST: usize = 64 << 20;
/// How often an address may lead to another.
const REDIRECTS: usize = 10;
/// How long a server may take to be reached, to say anything more, and for all of it.
const CONNECT: Duration = Duration::from_secs(15);
const SILENCE: Duration = Duration::from_secs(30);
const WHOLE: Duration = Duration::from_secs(300);
/// Endings of names that lead to machines nearby.
const NEARBY: &[&str] = &["localhost", "local", "lan", "home", "internal", "home.arpa"];

/// The address that an input is, if it is one.
pub fn address(input: &str) -> Option<Url> {
    let (scheme, _) = input.split_once("://")?;
    let is_web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    is_web
        .then(|| Url::parse(input).ok())?
        .filter(Url::has_host)
}

/// Fetches what is at an address.
///
/// # Errors
/// If it cannot be reached, answers with an error, is too large, or leads to a machine of one's own network that was
/// not named.
pub async fn fetch(address: &Url) -> Result<SourceText, PipelineError> {
    let failed = |what: String| PipelineError::Web {
        address: shown(address),
        what,
    };
    // Once only; a second call says that it was done, which is fine.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let named = address.host_str().unwrap_or_default().to_string();
    let client = Client::builder()
        .user_agent(concat!("diglot/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT)
        .read_timeout(SILENCE)
        .timeout(WHOLE)
        .redirect(policy(named.clone()))
        .dns_resolver(Arc::new(Public { named }))
        .build()
        .map_err(|error| failed(causes(&error)))?;
    let mut response = client
        .get(address.clone())
        .send()
        .await
        .map_err(|error| failed(causes(&error)))?;
    if !response.status().is_success() {
        let what = format!("the server answered {}", response.status());
        return Err(failed(what));
    }
    let too_large = || {
        let what = format!(
            "it is larger than {} MB, the most that is fetched",
            LARGEST >> 20
        );
        failed(what)
    };
    let mut bytes = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| failed(causes(&error)))?
    {
        if bytes.len() + chunk.len() > LARGEST {
            return Err(too_large());
        }
        bytes.extend_from_slice(&chunk);
    }
    let kind = response.headers().get(CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let (kind, label) = kind.split_once("charset=").unwrap_or((kind, ""));
    let kind = kind
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    if ["image/", "audio/", "video/", "font/"]
        .iter()
        .any(|other| kind.starts_with(other))
    {
        return Err(failed(format!("this is no text but `{kind}`")));
    }
    Ok(SourceText {
        bytes: decoded(bytes, label.trim_matches(['"', ' ', ';'])),
        file: file_name(response.url(), &kind),
        path: shown(address),
    })
}

/// What a server says of the encoding goes before what a page says: such a text is given on in UTF-8.
fn decoded(bytes: Vec<u8>, label: &str) -> Vec<u8> {
    let encoding = encoding_rs::Encoding::for_label(label.as_bytes());
    let encoding = encoding.filter(|encoding| *encoding != encoding_rs::UTF_8);
    let text = encoding.and_then(|encoding| {
        let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes)?;
        Some(text.into_owned().into_bytes())
    });
    text.unwrap_or(bytes)
}

/// An address without what may be secret in it.
fn shown(address: &Url) -> String {
    let mut shown = address.clone();
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    shown.set_query(None);
    shown.set_fragment(None);
    shown.to_string()
}

/// What a text is called: by the last step of its way, with the ending of its kind.
fn file_name(address: &Url, kind: &str) -> String {
    let mut steps = address.path_segments().into_iter().flatten();
    let last = steps.rfind(|step| !step.is_empty());
    let last = percent_encoding::percent_decode_str(last.unwrap_or_default()).decode_utf8_lossy();
    let name: String = last.chars().filter(|c| !c.is_control()).take(100).collect();
    let name = if name.is_empty() {
        address.host_str().unwrap_or("page").to_string()
    } else {
        name
    };
    let ending = match kind {
        "text/html" | "application/xhtml+xml" => ".html",
        "text/markdown" => ".md",
        "text/plain" => ".txt",
        _ => "",
    };
    // `talk.md` sent as plain text is Markdown.
    let has_ending = kind == "text/plain" && name.contains('.');
    match has_ending || name.to_ascii_lowercase().ends_with(ending) {
        true => name,
        false => name + ending,
    }
}

/// Follows where an address leads, but not to a machine nearby that is not the one that was named.
fn policy(named: String) -> Policy {
    Policy::custom(move |attempt| {
        let host = attempt.url().host_str().unwrap_or_default().to_string();
        let is_web = matches!(attempt.url().scheme(), "http" | "https");
        let was_safe = attempt.previous().iter().any(|url| url.scheme() == "https");
        if attempt.previous().len() > REDIRECTS {
            attempt.error(format!("it leads on more than {REDIRECTS} times"))
        } else if !is_web || (was_safe && attempt.url().scheme() != "https") {
            attempt.error("it leads to an address that is not encrypted")
        } else if host != named && is_nearby(&host) {
            attempt.error(format!(
                "it leads to {host}, a machine of your own network. Name that address if it is meant"
            ))
        } else {
            attempt.follow()
        }
    })
}

/// Whether a host is in one's own network, as far as its name tells.
fn is_nearby(host: &str) -> bool {
    let bare = host
        .trim_start_matches('[')
        .trim_end_matches([']', '.'])
        .to_ascii_lowercase();
    if let Ok(ip) = bare.parse::<IpAddr>() {
        return !is_public(ip);
    }
    let ends = |ending: &&&str| {
        bare.strip_suffix(**ending)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    !bare.contains('.') || NEARBY.iter().any(|ending| ends(&ending))
}

/// Finds addresses of names. A name that is everyone's may not lead into one's own network.
struct Public {
    named: String,
}

impl Resolve for Public {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_string();
        let may_be_near = host == self.named && is_nearby(&host);
        Box::pin(async move {
            let all: Vec<SocketAddr> = tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            let found: Vec<SocketAddr> = all
                .iter()
                .copied()
                .filter(|address| may_be_near || is_public(address.ip()))
                .collect();
            if found.is_empty() && !all.is_empty() {
                let what = format!(
                    "{host} is a machine of your own network. Name its number ({}) if it is meant",
                    all[0].ip()
                );
                return Err(what.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is one that everyone reaches (IANA's registries of special-purpose addresses).
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            let is_shared = a == 100 && (64..128).contains(&b);
            let is_special =
                a == 0 || a >= 224 || (a, b, c) == (192, 0, 0) || a == 198 && b & 0xFE == 18;
            !(ip.is_private()
                || ip.is_loopback()
                || ip.is_link_local()
                || ip.is_documentation()
                || is_shared
                || is_special)
        }
        IpAddr::V6(ip) => {
            let steps = ip.segments();
            let last = |from: usize| {
                let [a, b] = [steps[from].to_be_bytes(), steps[from + 1].to_be_bytes()];
                IpAddr::V4(Ipv4Addr::new(a[0], a[1], b[0], b[1]))
            };
            match steps {
                [0, 0, 0, 0, 0, 0xFFFF, ..] | [0x64, 0xFF9B, 0, 0, 0, 0, ..] => is_public(last(6)),
                [0x2002, ..] => is_public(last(1)),
                [0x2001, 0xDB8, ..] => false,
                [first, ..] => first & 0xE000 == 0x2000,
            }
        }
    }
}

/// An error and what it comes from.
fn causes(error: &reqwest::Error) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut cause: Option<&dyn Error> = error.source();
    while let Some(error) = cause {
        let own = error.to_string();
        if words.last() != Some(&own) {
            words.push(own);
        }
        cause = error.source();
    }
    match words.is_empty() {
        true => "it cannot be fetched".into(),
        false => format!("it cannot be fetched ({})", words.join(": ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nearby_is_told_from_what_everyone_reaches() {
        for host in [
            "localhost",
            "lamp.localhost",
            "printer",
            "nas.local",
            "127.0.0.1",
            "[::1]",
            "10.1.2.3",
            "192.168.0.9",
            "172.16.3.4",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "[fe80::1]",
            "[fd00::1]",
            "[::ffff:10.0.0.1]",
            "[64:ff9b::a00:1]",
            "[2002:a00:1::]",
            "metadata.internal",
        ] {
            assert!(is_nearby(host), "{host}");
        }
        for host in [
            "example.org",
            "8.8.8.8",
            "[2606:4700::1111]",
            "local.example.org",
            "[::ffff:8.8.8.8]",
        ] {
            assert!(!is_nearby(host), "{host}");
        }
    }

    #[test]
    fn addresses_show_no_secrets_and_name_files() {
        let url = address("https://ann:secret@example.org/talks/The%20Oar?key=secret#two").unwrap();
        assert_eq!(shown(&url), "https://example.org/talks/The%20Oar");
        assert_eq!(file_name(&url, "text/html"), "The Oar.html");
        let url = |path: &str| address(&format!("https://example.org/{path}")).unwrap();
        assert_eq!(file_name(&url(""), "text/html"), "example.org.html");
        assert_eq!(file_name(&url("a/b.md"), "text/plain"), "b.md");
        assert_eq!(file_name(&url("a/"), "application/pdf"), "a");
        for other in ["talk.txt", "ftp://example.org/a", "https://", "C://a"] {
            assert_eq!(address(other), None, "{other}");
        }
    }
}
