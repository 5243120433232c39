//! Containers around text, which CommonMark does not know: `::: warning Title` up to `:::` (Pandoc's fenced divs and what other
//! programs made of them), and `!!! note "Title"` over indented lines (Python-Markdown's admonitions). The signs are markup,
//! a title is text, and so is what stands inside.

use std::borrow::Cow;

/// How far what stands in an admonition is indented.
const INDENT: &str = "    ";
/// What makes the parser end a line.
const BREAK: &str = "  ";

/// The text without the signs of containers, line by line as it was.
pub(super) fn without_signs(text: &str) -> Cow<'_, str> {
    let begins = |line: &str| line.trim_start().starts_with([':', '!', '?']);
    if !text.lines().any(begins) {
        return text.into();
    }
    let source: Vec<&str> = text.split('\n').collect();
    // Openings that nothing closes are none.
    let is_closing = |line: &&str| colons(line).is_some_and(str::is_empty);
    let last = source.iter().rposition(is_closing);
    let mut out: Vec<Cow<str>> = Vec::with_capacity(source.len());
    let mut code: Option<&str> = None;
    let mut admonition: Option<usize> = None;
    for (i, line) in source.iter().enumerate() {
        let own = line.trim_start();
        let depth = line.len() - own.len();
        if admonition.is_some_and(|outer| !own.is_empty() && depth <= outer) {
            admonition = None;
        }
        let inside = match admonition {
            Some(_) => line.strip_prefix(INDENT).unwrap_or(own),
            None => line,
        };
        let fence = ["```", "~~~"]
            .into_iter()
            .find(|sign| own.starts_with(sign));
        if code.is_some() || fence.is_some() {
            code = match code {
                Some(open) => Some(open).filter(|_| fence != Some(open)),
                None => fence,
            };
            out.push(inside.into());
            continue;
        }
        let titled = |title: &str| match title.is_empty() {
            true => Cow::Borrowed(""),
            false => format!("{title}{BREAK}").into(),
        };
        // What stands in it is indented.
        let holds = || {
            let next = source[i + 1..].iter().find(|line| !line.trim().is_empty());
            next.is_some_and(|next| next.len() - next.trim_start().len() > depth + 1)
        };
        if let Some(info) = colons(line).filter(|_| last.is_some_and(|last| i <= last)) {
            out.push(titled(title(info)));
        } else if let Some(title) = admonished(own).filter(|_| holds()) {
            admonition = Some(depth);
            out.push(titled(title));
        } else {
            out.push(inside.into());
        }
    }
    out.join("\n").into()
}

/// What stands behind the colons of a fence.
fn colons(line: &str) -> Option<&str> {
    let line = line.trim();
    let info = line.trim_start_matches(':');
    (line.len() - info.len() > 2).then(|| info.trim_end_matches(':').trim())
}

/// The title behind what kind of container it is: `warning Mind the lamp`, `tip[Oil]`, `{.note title="Oil"}`.
fn title(info: &str) -> &str {
    let signs = |c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c);
    let rest = info[info.find(signs).unwrap_or(info.len())..].trim();
    if let Some((inside, rest)) = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
        let stated = inside
            .split_once("title=\"")
            .and_then(|(_, rest)| rest.split_once('"'));
        return stated.map_or(rest.trim(), |(title, _)| title);
    }
    let bracketed = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    bracketed.map_or(rest, |(title, _)| title)
}

/// The title of an admonition: `!!! note "Oil"`, `??? tip`, `???+ note inline end "Oil"`.
fn admonished(line: &str) -> Option<&str> {
    let rest = ["!!!", "???+", "???"]
        .iter()
        .find_map(|sign| line.strip_prefix(sign))?;
    let (kind, title) = rest.split_once('"').unwrap_or((rest, "\""));
    let is_word = |c: char| c.is_ascii_alphanumeric() || "-_ ".contains(c);
    let is_kind = kind.trim().starts_with(|c: char| c.is_ascii_alphabetic())
        && kind.trim_end().chars().all(is_word);
    let title = title.trim_end().strip_suffix('"')?;
    (is_kind && rest.starts_with(' ')).then(|| title.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_containers() {
        for (line, expected) in [
            (":::", ""),
            ("::: indent", ""),
            (":::note", ""),
            ("::: warning Mind the lamp", "Mind the lamp"),
            (":::tip[Oil]", "Oil"),
            ("::: {.dialog}", ""),
            ("::: {.callout-note title=\"Oil\"}", "Oil"),
            (":::: stanza ::::", ""),
        ] {
            assert_eq!(colons(line).map(title), Some(expected), "{line}");
        }
        assert_eq!(colons(":: no"), None);
        for (line, expected) in [
            ("!!! note", Some("")),
            ("!!! note \"The oil\"", Some("The oil")),
            ("???+ tip inline end \"Oil\"", Some("Oil")),
            ("!!! No way", Some("")),
            ("!!! What? Never", None),
            ("!!!", None),
        ] {
            assert_eq!(admonished(line), expected, "{line}");
        }
    }

    #[test]
    fn signs_of_containers_are_not_text() {
        let text = "::: indent\nIt burned.\n:::\n\n```\n::: kept\n```\n\n!!! note \"Oil\"\n    Fill it.\n\n    Light it.\nOut.\n\n!!! Never\nAgain.\n\n::: open";
        let expected = "\nIt burned.\n\n\n```\n::: kept\n```\n\nOil  \nFill it.\n\nLight it.\nOut.\n\n!!! Never\nAgain.\n\n::: open";
        assert_eq!(without_signs(text), expected);
    }
}
