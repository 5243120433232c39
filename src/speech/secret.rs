//! Keys of engines, which never appear in output, logs, errors or files.

use super::SpeechError;
use base64::prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD, Engine as _};
use secrecy::{ExposeSecret, SecretString};
use std::collections::HashSet;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Where a key is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In an environment variable.
    Variable(String),
    /// In a file.
    File(PathBuf),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(name) if looks_like_key(name) => f.write_str(
                "the environment variable that key_env names (what it says looks like a key)",
            ),
            Self::Variable(name) => write!(f, "the environment variable {name}"),
            Self::File(path) if self.is_no_place() => {
                let _ = path;
                f.write_str("the file that key_file names (what it says looks like a key)")
            }
            Self::File(path) => write!(f, "the file {}", path.display()),
        }
    }
}

impl Place {
    /// The place that is said, by the name of a variable or of a file; the variable goes first.
    pub fn said(variable: Option<&str>, file: Option<&Path>) -> Option<Self> {
        let variable = variable.map(|name| Self::Variable(name.into()));
        variable.or_else(|| file.map(|path| Self::File(path.into())))
    }

    /// Whether what should say where the key is looks like the key itself.
    fn is_no_place(&self) -> bool {
        match self {
            Self::Variable(name) => looks_like_key(name),
            Self::File(path) => {
                let is_one_word = path.components().count() == 1 && path.extension().is_none();
                is_one_word
                    && path.as_os_str().len() >= 16
                    && !path.exists()
                    && looks_like_key(&path.to_string_lossy())
            }
        }
    }

    /// Reads the key.
    ///
    /// # Errors
    /// [`SpeechError::Setup`] if there is none, or what is there cannot be one.
    pub fn read(&self) -> Result<SecretString, SpeechError> {
        let key = match self {
            Self::Variable(name) => std::env::var(name).ok(),
            Self::File(path) => std::fs::read_to_string(path).ok(),
        };
        let key = key.map(|key| key.trim().to_string()).unwrap_or_default();
        if key.is_empty() && self.is_no_place() {
            return Err(SpeechError::Setup(
                "key_env in diglot.toml is to name an environment variable, and key_file a file; what \
                 stands there looks like a key itself. Put the key into a variable (export MY_KEY=…) and \
                 write key_env = \"MY_KEY\""
                    .into(),
            ));
        }
        if key.is_empty() {
            return Err(SpeechError::Setup(format!(
                "the key for this engine is to be in {self}, and it is not there. Put it there, or \
                 name another place in diglot.toml with key_env or key_file"
            )));
        }
        if !key.chars().all(|c| c.is_ascii_graphic()) {
            return Err(SpeechError::Setup(format!(
                "what is in {self} cannot be a key: it holds blanks or letters that keys do not have"
            )));
        }
        Ok(SecretString::from(key))
    }

    /// A word of warning if others on this machine can read the key's file.
    pub fn warning(&self) -> Option<String> {
        #[cfg(unix)]
        if let Self::File(path) = self {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(path).ok()?.permissions().mode();
            if mode & 0o077 != 0 {
                return Some(format!(
                    "others on this machine can read the key in {0}. Close it: chmod 600 {0}",
                    path.display()
                ));
            }
        }
        None
    }
}

/// What is to be shown of nobody: keys, and what else may be one.
#[derive(Debug, Default)]
pub struct Secrets(Vec<SecretString>);

/// How many characters of a secret in a row are hidden wherever they stand.
const PIECE: usize = 8;
/// How many layers of encoding are looked through.
const LAYERS: usize = 3;

impl Secrets {
    /// One more.
    pub fn add(&mut self, secret: impl Into<SecretString>) {
        self.0.push(secret.into());
    }

    /// A text without them, should somebody have repeated them: as they are, in other cases, in pieces,
    /// with blanks or quotation marks inside, and encoded for an address, for JSON, for HTML, in base64
    /// or in hexadecimal. A text is to be redacted before it is cut.
    pub fn redact(&self, text: &str) -> String {
        let secrets = self.0.iter().map(ExposeSecret::expose_secret);
        let pieces: Vec<HashSet<Vec<char>>> = secrets
            .flat_map(forms)
            .map(|form| squeezed(form.chars().map(|c| (c, 0..0))))
            .filter(|form| !form.is_empty())
            .map(|form| {
                let letters: Vec<char> = form.into_iter().map(|(c, _)| c).collect();
                letters
                    .windows(PIECE.min(letters.len()))
                    .map(<[char]>::to_vec)
                    .collect()
            })
            .collect();
        let mut hidden: Vec<Range<usize>> = Vec::new();
        let mut layer: Layer = text
            .char_indices()
            .map(|(at, c)| (c, at..at + c.len_utf8()))
            .collect();
        for _ in 0..LAYERS {
            let letters = squeezed(layer.iter().cloned());
            for pieces in &pieces {
                let length = pieces.iter().next().map_or(1, Vec::len);
                for window in letters.windows(length) {
                    let found: Vec<char> = window.iter().map(|(c, _)| *c).collect();
                    if pieces.contains(&found) {
                        hidden.push(window[0].1.start..window[length - 1].1.end);
                    }
                }
            }
            let decoded = decoded(&layer);
            if decoded.len() == layer.len() {
                break;
            }
            layer = decoded;
        }
        hidden.sort_by_key(|range| range.start);
        let (mut out, mut end) = (String::with_capacity(text.len()), 0);
        for range in hidden {
            if range.start >= end && (range.start > end || !out.ends_with(SHOWN)) {
                out.push_str(&text[end..range.start]);
                out.push_str(SHOWN);
            }
            end = end.max(range.end);
        }
        out + &text[end..]
    }
}

/// What stands in place of a secret.
const SHOWN: &str = "[key]";

/// The characters of a text, each with the bytes of the text that it stands for.
type Layer = Vec<(char, Range<usize>)>;

/// The forms in which a secret may be met, but for encodings that are looked through.
fn forms(secret: &str) -> Vec<String> {
    let mut forms = vec![secret.to_string()];
    forms.push(secret.bytes().map(|byte| format!("{byte:02x}")).collect());
    // It may begin at any of three places within four characters of base64, of which the first and the
    // last hold something else as well.
    for before in 0..3 {
        let bytes = [&[0; 2][..before], secret.as_bytes()].concat();
        for code in [
            BASE64_STANDARD_NO_PAD.encode(&bytes),
            BASE64_URL_SAFE_NO_PAD.encode(&bytes),
        ] {
            let own = code.get((before * 8).div_ceil(6)..code.len().saturating_sub(1));
            forms.extend(own.filter(|own| own.len() >= PIECE).map(String::from));
        }
    }
    forms
}

/// In small letters, without what may part a secret.
fn squeezed(layer: impl Iterator<Item = (char, Range<usize>)>) -> Layer {
    let parts = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '"' | '\'' | '\\' | '+' | ',' | '\u{AD}' | '\u{200B}')
    };
    layer
        .filter(|(c, _)| !parts(*c))
        .map(|(c, range)| (c.to_ascii_lowercase(), range))
        .collect()
}

/// Without one layer of percent-encoding (RFC 3986), escapes of JSON (RFC 8259) and character references
/// of HTML.
fn decoded(layer: &Layer) -> Layer {
    let mut out = Vec::with_capacity(layer.len());
    let mut at = 0;
    while at < layer.len() {
        let next: String = layer[at..].iter().take(10).map(|(c, _)| *c).collect();
        let (c, length) = escape(&next).unwrap_or((layer[at].0, 1));
        let range = layer[at].1.start..layer[at + length - 1].1.end;
        out.push((c, range));
        at += length;
    }
    out
}

/// The character that an escape at the beginning of a text stands for, and the escape's length.
fn escape(text: &str) -> Option<(char, usize)> {
    let number = |digits: &str, radix| {
        let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_alphanumeric());
        char::from_u32(u32::from_str_radix(digits, radix).ok()?).filter(|_| is_number)
    };
    if text.starts_with('%') {
        return Some((number(text.get(1..3)?, 16)?, 3));
    }
    if let Some(rest) = text.strip_prefix('\\') {
        return match rest.chars().next()? {
            'u' => Some((number(rest.get(1..5)?, 16)?, 6)),
            c @ ('/' | '"' | '\\') => Some((c, 2)),
            _ => None,
        };
    }
    let (name, _) = text.strip_prefix('&')?.split_once(';')?;
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        name => match name.strip_prefix("#x").or(name.strip_prefix("#X")) {
            Some(digits) => number(digits, 16)?,
            None => number(name.strip_prefix('#')?, 10)?,
        },
    };
    Some((c, name.len() + 2))
}

/// Whether a word that should name something looks like a key: a person has put it into the wrong place.
pub fn looks_like_key(name: &str) -> bool {
    let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let begins = ["sk_", "pk_", "xi_", "sk-", "pk-", "key-", "AIza", "ghp_"];
    let has = |what: fn(char) -> bool| name.contains(what);
    let is_mixed =
        has(|c| c.is_ascii_digit()) && (!name.contains('_') || has(|c| c.is_ascii_lowercase()));
    !is_name || begins.iter().any(|begin| name.starts_with(begin)) || name.len() >= 16 && is_mixed
}

/// The arguments of a program that are keys, by what their options are called: `--api-key X`, `--token=X`,
/// `Authorization: Bearer X`.
pub fn keys_among(args: &[String]) -> Vec<String> {
    let is_of_key = |option: &str| {
        let option = option.to_ascii_lowercase();
        let names = ["key", "token", "secret", "password", "authorization"];
        names.iter().any(|name| option.contains(name))
    };
    let pairs = args.iter().zip(args.iter().skip(1));
    let behind = pairs
        .filter(|(option, _)| option.starts_with('-') && !option.contains('=') && is_of_key(option))
        .map(|(_, value)| value.as_str());
    let inside = args
        .iter()
        .filter_map(|arg| arg.split_once(['=', ':']))
        .filter(|(option, _)| is_of_key(option))
        .map(|(_, value)| value);
    behind
        .chain(inside)
        .filter_map(|value| Some(value.split_whitespace().next_back()?.to_string()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::prelude::BASE64_STANDARD;

    const KEY: &str = "sk-Test/9876+54321=abc";

    fn redacted(text: &str) -> String {
        let mut secrets = Secrets::default();
        secrets.add(KEY.to_string());
        secrets.redact(text)
    }

    #[test]
    fn keys_among_arguments_are_known_by_their_options() {
        let args = [
            "--voice",
            "ann",
            "--api-key",
            "k1",
            "--token=k2",
            "-H",
            "Authorization: Bearer k3",
        ];
        assert_eq!(keys_among(&args.map(String::from)), ["k1", "k2", "k3"]);
    }

    #[test]
    fn a_key_is_hidden_in_every_form() {
        let percent = "sk-Test%2F9876%2b54321%3Dabc";
        let all_percent: String = KEY.bytes().map(|b| format!("%{b:02X}")).collect();
        let json: String = KEY.bytes().map(|b| format!("\\u{b:04x}")).collect();
        let html: String = KEY.bytes().map(|b| format!("&#{b};")).collect();
        for form in [
            KEY.to_string(),
            KEY.to_uppercase(),
            percent.replace('%', "%25"),
            percent.into(),
            all_percent,
            json,
            html,
            KEY.replace('/', "\\/"),
            format!("{}\n   {}", &KEY[..10], &KEY[10..]),
            format!("\"{}\" + \"{}\"", &KEY[..11], &KEY[11..]),
            BASE64_STANDARD.encode(KEY),
            BASE64_STANDARD.encode(format!("ann:{KEY}")),
            BASE64_STANDARD.encode(format!("{{\"key\":\"{KEY}\"}}")),
            KEY.bytes().map(|b| format!("{b:02X}")).collect(),
        ] {
            let said = redacted(&format!("no such key: {form}. Try again"));
            assert!(
                said.starts_with("no such key: ") && said.ends_with(". Try again"),
                "{said}"
            );
            assert!(said.contains("[key]"), "{form}: {said}");
            for piece in KEY.as_bytes().windows(9) {
                let piece = String::from_utf8_lossy(piece).to_lowercase();
                assert!(!said.to_lowercase().contains(&piece), "{form}: {said}");
            }
        }
        assert!(!redacted(&format!("cut off: {}", &KEY[..12])).contains(&KEY[..9]));
        assert_eq!(
            redacted("nothing &amp; %20 \\n of it"),
            "nothing &amp; %20 \\n of it"
        );
        assert_eq!(redacted(&format!("a {KEY} b {KEY}")), "a [key] b [key]");
        assert_eq!(Secrets::default().redact("all"), "all");
    }

    #[test]
    fn keys_are_told_from_names() {
        for name in [
            "OPENAI_API_KEY",
            "HOME_TTS_KEY",
            "KEY2",
            "my_key",
            "A1B2_C3D4_SERVICE_KEY",
        ] {
            assert!(!looks_like_key(name), "{name}");
        }
        for key in [
            "sk-abc",
            "sk_1234567890abcdef",
            "0123456789abcdef0123456789abcdef",
            "a b",
            "AKIAQ7EXAMPLE2KEY3Z9",
        ] {
            assert!(looks_like_key(key), "{key}");
        }
    }
}
