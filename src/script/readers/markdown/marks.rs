//! Signs that the parser leaves in a line's text.

/// A line without the marks of notebooks' Markdown: `==markup==`, `[[linked]]`, `[[linked|text]]`.
pub(super) fn without_marks(text: String) -> String {
    let text = unmarked(text, "==", "==");
    unmarked(text, "[[", "]]")
}

/// A heading without its attributes: `The Lamp {#lamp}`, `The Lamp {.unnumbered}`.
pub(super) fn without_attributes(mut heading: String) -> String {
    if let Some(open) = heading.rfind('{')
        && heading.trim_end().ends_with('}')
        && heading[open + 1..].starts_with(['#', '.'])
    {
        heading.truncate(heading[..open].trim_end().len());
    }
    heading
}

/// A line without the signs of spans with attributes: `[Ann]{.smallcaps}`, `:span[Ann]{style="…"}` (Pandoc; generic directives).
pub(super) fn without_spans(text: String) -> String {
    let mut text = text;
    let mut from = 0;
    while let Some(close) = text[from..].find("]{").map(|at| from + at) {
        from = close + 2;
        let Some(end) = text[from..].find('}').map(|at| from + at) else {
            break;
        };
        let attributes = &text[from..end];
        let are_set = attributes.starts_with(['.', '#']) || attributes.contains('=');
        let Some(open) = text[..close].rfind('[').filter(|_| are_set) else {
            continue;
        };
        let name = text[..open].trim_end_matches(|c: char| c.is_ascii_alphanumeric());
        let begin = match name.strip_suffix(':') {
            Some(before) if name.len() < open => before.len(),
            _ => open,
        };
        let inside = text[open + 1..close].to_string();
        text.replace_range(begin..=end, &inside);
        from = begin + inside.len();
    }
    text
}

/// Takes Pandoc's notes out of a line: `The lamp^[Of brass.] burns.` They come in order.
pub(super) fn take_notes(text: &mut String) -> Vec<String> {
    let mut notes = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find("^[").map(|at| from + at) {
        let mut depth = 0_usize;
        let close = text[open + 1..].find(|sign| {
            depth = match sign {
                '[' => depth + 1,
                ']' => depth - 1,
                _ => depth,
            };
            depth == 0
        });
        let Some(close) = close.map(|at| open + 1 + at) else {
            break;
        };
        notes.push(text[open + 2..close].trim().to_string());
        text.replace_range(open..=close, "");
        from = open;
    }
    notes
}

/// A line without the sign of bold type that nothing closes: `**Ann said`, `Ann**`.
pub(super) fn without_stray(text: &str) -> &str {
    let is_stray = text.matches("**").count() == 1 && !text.contains("***");
    let inside = text.strip_prefix("**").or_else(|| text.strip_suffix("**"));
    inside.filter(|_| is_stray).unwrap_or(text)
}

/// A line without the targets of links that are none for the parser: `[the lamp](#the lamp)` has a space in it, and
/// `[the lamp](https://…` is never closed.
pub(super) fn without_broken_links(text: String) -> String {
    const TARGETS: &[&str] = &[
        "#", "/", "./", "../", "http://", "https://", "www.", "mailto:",
    ];
    if !text.contains("](") {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, target)) = rest.split_once("](") {
        let open = before
            .rfind('[')
            .filter(|_| TARGETS.iter().any(|begin| target.starts_with(begin)));
        let Some(open) = open else {
            out.push_str(before);
            out.push_str("](");
            rest = target;
            continue;
        };
        out.push_str(&before[..open]);
        out.push_str(&before[open + 1..]);
        let space = |target: &str| target.find(char::is_whitespace).unwrap_or(target.len());
        rest = match target.split_once(')') {
            Some((_, behind)) => behind,
            None => &target[space(target)..],
        };
    }
    out.push_str(rest);
    out
}

fn unmarked(text: String, open: &str, close: &str) -> String {
    if !text.contains(open) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once(open) {
        let Some((inside, behind)) = after.split_once(close) else {
            break;
        };
        let edge = |c: char| !c.is_whitespace() && c != '=';
        // `size()==0`: compares.
        let compares = open == "=="
            && (before.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, ')' | ']'))
                || behind.starts_with(|c: char| c.is_ascii_alphanumeric()));
        let is_marked = !compares
            && inside.starts_with(edge)
            && inside.ends_with(edge)
            && inside.contains(char::is_alphanumeric);
        out.push_str(before);
        if is_marked {
            let shown = inside.split_once('|').filter(|_| open == "[[");
            out.push_str(shown.map_or(inside, |(_, shown)| shown));
            rest = behind;
        } else {
            out.push_str(open);
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_of_headings_go() {
        assert_eq!(without_attributes("The Lamp {#lamp}".into()), "The Lamp");
        assert_eq!(
            without_attributes("The Lamp {lit}".into()),
            "The Lamp {lit}"
        );
    }

    #[test]
    fn marks_go_and_comparisons_stay() {
        for (text, expected) in [
            ("It is ==lit== now.", "It is lit now."),
            ("它==亮着==。", "它亮着。"),
            (
                "Is `len()==0` or n==0 right?",
                "Is `len()==0` or n==0 right?",
            ),
        ] {
            assert_eq!(without_marks(text.into()), expected);
        }
    }

    #[test]
    fn spans_with_attributes_leave_their_text() {
        for (text, expected) in [
            (
                ":span[The Lamp]{style=\"color: red\"} burns",
                "The Lamp burns",
            ),
            (
                "[Ann]{.smallcaps}: It is [lit]{#lit .x} now",
                "Ann: It is lit now",
            ),
            ("a[1]{2} and [b]{c", "a[1]{2} and [b]{c"),
        ] {
            assert_eq!(without_spans(text.to_string()), expected);
        }
    }

    #[test]
    fn notes_within_a_line_are_taken_out() {
        for (text, rest, notes) in [
            (
                "It is^[Of brass [sic].] lit^[Once.].",
                "It is lit.",
                &["Of brass [sic].", "Once."][..],
            ),
            ("2^[3 and on", "2^[3 and on", &[]),
        ] {
            let mut line = text.to_string();
            assert_eq!(take_notes(&mut line), notes);
            assert_eq!(line, rest);
        }
    }

    #[test]
    fn broken_links_leave_their_text() {
        for (text, expected) in [
            (
                "Ask [the keeper](## the keeper), or me.",
                "Ask the keeper, or me.",
            ),
            ("It is [lit](https://lamp.example/a now", "It is lit now"),
            ("[One](#a b) and [two](#c d).", "One and two."),
            ("[sic](so it says) and a](#b", "[sic](so it says) and a](#b"),
            ("[Ann](who is late) left.", "[Ann](who is late) left."),
        ] {
            assert_eq!(without_broken_links(text.to_string()), expected);
        }
    }
}
