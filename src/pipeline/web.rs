//! Texts at web addresses, fetched within bounds.

use super::PipelineError;
use crate::script::SourceText;
use crate::web::{NAME, REDIRECTS, causes, client, may_lead, shown};
use reqwest::Url;
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use std::time::Duration;

/// The most that is fetched, in bytes.
const LARGEST: usize = 64 << 20;
/// How long all of it may take.
const WHOLE: Duration = Duration::from_secs(300);

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
    let named = address.host_str().unwrap_or_default().to_string();
    let client = client(address)
        .user_agent(NAME)
        .timeout(WHOLE)
        .redirect(policy(named))
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

/// Follows where an address leads, within bounds.
fn policy(named: String) -> Policy {
    Policy::custom(move |attempt| {
        let before = attempt.previous();
        // Once what was asked was encrypted, all of it stays so.
        let from = before.iter().find(|url| url.scheme() == "https");
        let from = from.or(before.first()).unwrap_or(attempt.url());
        if before.len() > REDIRECTS {
            return attempt.error(format!("it leads on more than {REDIRECTS} times"));
        }
        match may_lead(&named, from, attempt.url()) {
            Ok(()) => attempt.follow(),
            Err(why) => attempt.error(why),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::address;

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
