//! Containers around text, which CommonMark does not know: `::: warning Title` up to `:::` (Pandoc's fenced divs and what other
//! programs made of them), and `!!! note "Title"` over indented lines (Python-Markdown's admonitions). The signs are markup,
//! a title is text, and so is what stands inside. A fence that says that Markdown stands in it is such a container, too.

use super::code::info_of;
use std::borrow::Cow;

/// How far what stands in an admonition is indented.
const INDENT: &str = "    ";
/// What makes the parser end a line.
const BREAK: &str = "  ";

/// The text without the signs of containers, line by line as it was.
pub(super) fn without_signs(text: &str) -> Cow<'_, str> {
    let begins = |line: &str| line.trim_start().starts_with([':', '!', '?']);
    let is_fence = |line: &str| fence_of_markdown(line).is_some();
    if !text.lines().any(|line| begins(line) || is_fence(line)) {
        return text.into();
    }
    let mut source: Vec<&str> = text.split('\n').collect();
    open_markdown(&mut source);
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

/// What a line opens a fence with in which Markdown stands: `` ```md ``.
fn fence_of_markdown(line: &str) -> Option<&str> {
    let info = line.trim_start_matches('`');
    let sign = &line[..line.len() - info.len()];
    (sign.len() > 2 && matches!(info_of(info).as_deref(), Some("md" | "markdown"))).then_some(sign)
}

/// Takes away the fences around Markdown. What is fenced in it with as many signs stays so.
fn open_markdown(lines: &mut [&str]) {
    let mut open: Option<&str> = None;
    let mut is_inside = false;
    for line in lines {
        let Some(sign) = open else {
            open = fence_of_markdown(line);
            if open.is_some() {
                *line = "";
            }
            continue;
        };
        let info = line.trim_start_matches('`');
        if line.len() - info.len() < sign.len() {
            continue;
        }
        if is_inside || !info.trim().is_empty() {
            is_inside = !is_inside;
        } else {
            *line = "";
            open = None;
        }
    }
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
    fn markdown_in_a_fence_is_markdown() {
        let text = "```md\n# Oil\n\n```sh\nlamp --on\n```\n\nIt burns.\n```\n\n```\n# kept\n```\n````markdown\n- Out.\n```\n# kept\n```\n````";
        let expected = "\n# Oil\n\n```sh\nlamp --on\n```\n\nIt burns.\n\n\n```\n# kept\n```\n\n- Out.\n```\n# kept\n```\n";
        assert_eq!(without_signs(text), expected);
    }

    #[test]
    fn signs_of_containers_are_not_text() {
        let text = "::: indent\nIt burned.\n:::\n\n```\n::: kept\n```\n\n!!! note \"Oil\"\n    Fill it.\n\n    Light it.\nOut.\n\n!!! Never\nAgain.\n\n::: open";
        let expected = "\nIt burned.\n\n\n```\n::: kept\n```\n\nOil  \nFill it.\n\nLight it.\nOut.\n\n!!! Never\nAgain.\n\n::: open";
        assert_eq!(without_signs(text), expected);
    }
}
