//! Texts with places to fill in: `{voice}`, `{text}`, `{speed:1.0}`.
//!
//! A place is a name of small letters, digits and `_` in braces, with what stands there by default
//! after a colon. Braces around anything else stay as they are, so JSON needs no escaping.

use super::super::{SpeechError, Utterance};

/// Fills in the places of a template: `value` gives what is known by a name, and `escape` makes it
/// fit for where it stands.
///
/// # Errors
/// [`SpeechError::Setup`] if a place has neither a value nor a default.
pub fn fill(
    template: &str,
    value: impl Fn(&str) -> Option<String>,
    escape: impl Fn(&str) -> String,
) -> Result<String, SpeechError> {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let Some((name, default, after)) = place(&rest[open..]) else {
            out.push('{');
            rest = &rest[open + 1..];
            continue;
        };
        let found = value(name).or_else(|| default.map(String::from));
        let found = found.ok_or_else(|| {
            SpeechError::Setup(format!(
                "`{template}` of an engine in diglot.toml has a place {{{name}}}, and nothing of \
                 that name is known. Known are text, voice and the voice's settings; a default can \
                 stand after a colon, as in {{{name}:1.0}}"
            ))
        })?;
        out.push_str(&escape(&found));
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

/// Whether a template has a place of that name.
pub fn has(template: &str, name: &str) -> bool {
    let opens = template.match_indices('{').map(|(at, _)| at);
    opens
        .filter_map(|at| place(&template[at..]))
        .any(|(found, _, _)| found == name)
}

/// What is known of an utterance by name: its text, its voice, the voice's settings.
pub fn of_utterance(utterance: &Utterance, name: &str) -> Option<String> {
    match name {
        "text" => Some(utterance.text.clone()),
        "voice" => Some(utterance.voice.id.name.clone()),
        name => utterance.voice.settings.get(name).map(ToString::to_string),
    }
}

/// A text with blanks for line ends and other control characters.
pub fn one_line(text: &str) -> String {
    text.replace(|c: char| c.is_control(), " ")
}

/// A place at the beginning of a text: its name, its default, what comes after it.
fn place(text: &str) -> Option<(&str, Option<&str>, &str)> {
    let (inside, after) = text.strip_prefix('{')?.split_once('}')?;
    let (name, default) = match inside.split_once(':') {
        Some((name, default)) => (name, Some(default)),
        None => (inside, None),
    };
    let is_name = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    is_name.then_some((name, default, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_and_other_braces_stay() {
        let value = |name: &str| (name == "text").then(|| "a\"b".to_string());
        let json = |text: &str| text.replace('"', "\\\"");
        let filled = fill(
            r#"{"say": "{text}", "n": {speed:1.0}, {Text} {} {"#,
            value,
            json,
        );
        assert_eq!(filled.unwrap(), r#"{"say": "a\"b", "n": 1.0, {Text} {} {"#);
        let error = fill("{speed}", value, json).unwrap_err().to_string();
        assert!(error.contains("{speed:1.0}"), "{error}");
        assert!(has("x{output}", "output") && !has("{Output}", "output"));
    }
}
