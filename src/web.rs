//! Web addresses: what may be asked, and never what lies where nobody has sent diglot to.

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, Url};
use std::error::Error;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

/// How often an address may lead to another.
pub const REDIRECTS: usize = 10;
/// How long a server may take to be reached, and to say anything more.
const CONNECT: Duration = Duration::from_secs(15);
const SILENCE: Duration = Duration::from_secs(30);
/// What diglot calls itself.
pub const NAME: &str = concat!("diglot/", env!("CARGO_PKG_VERSION"));
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

/// A client that asks for what is at an address, and follows nothing.
pub fn client(address: &Url) -> ClientBuilder {
    // Once only; a second call says that it was done, which is fine.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let named = address.host_str().unwrap_or_default().to_string();
    Client::builder()
        .connect_timeout(CONNECT)
        .read_timeout(SILENCE)
        .redirect(Policy::none())
        .dns_resolver(Arc::new(Public {
            named,
            proxies: proxies(),
        }))
}

/// The hosts of the proxies that a person has set up. They may be nearby.
fn proxies() -> Vec<String> {
    let set = ["http_proxy", "https_proxy", "all_proxy"].map(|name| {
        let set = std::env::var(name).or_else(|_| std::env::var(name.to_ascii_uppercase()));
        let set = set.unwrap_or_default();
        // A proxy may be written without a scheme.
        let url = Url::parse(&set).ok().filter(Url::has_host);
        let url = url.or_else(|| Url::parse(&format!("http://{set}")).ok());
        url.and_then(|url| url.host_str().map(String::from))
    });
    set.into_iter().flatten().collect()
}

/// Whether one address may lead to another: not from what is encrypted to what is not, and not to a machine
/// nearby that is not the one that was `named`.
///
/// # Errors
/// Why it may not.
pub fn may_lead(named: &str, from: &Url, to: &Url) -> Result<(), String> {
    let host = to.host_str().unwrap_or_default();
    let is_web = matches!(to.scheme(), "http" | "https");
    if !is_web || (from.scheme() == "https" && to.scheme() != "https") {
        return Err("it leads to an address that is not encrypted".into());
    }
    if host != named && is_nearby(host) {
        return Err(format!(
            "it leads to {host}, a machine of your own network. Name that address if it is meant"
        ));
    }
    Ok(())
}

/// An address without what may be secret in it.
pub fn shown(address: &Url) -> String {
    let mut shown = address.clone();
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    shown.set_query(None);
    shown.set_fragment(None);
    shown.to_string()
}

/// A text with `***` in place of names, passwords and queries of addresses.
pub fn without_logins(text: &str) -> String {
    let each = text.split_inclusive(char::is_whitespace).map(|piece| {
        let word = piece.trim_end();
        let Some((scheme, rest)) = word.split_once("://") else {
            return piece.into();
        };
        let rest = rest.split('?').next().unwrap_or_default();
        let end = rest.find('/').unwrap_or(rest.len());
        let shown = match rest[..end].rfind('@') {
            Some(at) => format!("***@{}", &rest[at + 1..]),
            None => rest.into(),
        };
        format!("{scheme}://{shown}{}", &piece[word.len()..])
    });
    each.collect()
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
    proxies: Vec<String>,
}

impl Resolve for Public {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_string();
        let may_be_near = (host == self.named && is_nearby(&host)) || self.proxies.contains(&host);
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
pub fn causes(error: &reqwest::Error) -> String {
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
    fn logins_are_not_repeated() {
        assert_eq!(
            without_logins("cannot reach https://ann:pw@packages.example/simple/?token=pw (403)"),
            "cannot reach https://***@packages.example/simple/ (403)"
        );
        assert_eq!(without_logins("no such package"), "no such package");
    }
}
