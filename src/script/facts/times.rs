//! Times as they stand beside names: `0:04`, `[00:01:02]`, `12/3/2019, 8:05 PM - `.

use crate::script::stamp::{dated, is_stamp, is_time, leading_time, may_hold_time, without_word};

/// Whether a text is a time in brackets and nothing else.
pub(crate) fn is_bracketed_time(text: &str) -> bool {
    let inside = text.strip_prefix(['[', '(']);
    let inside = inside.and_then(|inside| inside.strip_suffix([']', ')']));
    inside.is_some_and(is_stamp)
}

/// Whether a line is a time and nothing else: `[Time 0:00:31]`.
pub(crate) fn is_alone(text: &str) -> bool {
    let text = without_word(text.strip_suffix(':').unwrap_or(text));
    let text = text.strip_suffix([']', ')']).unwrap_or(text);
    let text = text.strip_prefix(['[', '(']).unwrap_or(text);
    may_hold_time(text) && is_stamp(text) && !dated(text)
}

/// Where the time ends that a line begins with, and the space or dash behind it.
pub(crate) fn head_end(text: &str) -> Option<usize> {
    leading_time(text).map(|(_, rest)| text.len() - rest.len())
}

/// What stands behind the time that a line begins with; all of a line without one.
pub(crate) fn behind_head(text: &str) -> &str {
    &text[head_end(text).unwrap_or(0)..]
}

/// Where what stands before the time ends that a text ends with: `Ann Reed  0:04`, `Ann [00:04]`.
pub(crate) fn tail_start(text: &str) -> Option<usize> {
    /// How many words a time with its day has at most: `Today at 10:02 AM`.
    const WORDS: usize = 6;
    let start = if text.ends_with([']', ')']) {
        let open = text.rfind(['[', '('])?;
        is_bracketed_time(&text[open..]).then_some(open)?
    } else {
        if !may_hold_time(text) {
            return None;
        }
        let spaces = text.rmatch_indices([' ', '\t']).take(WORDS);
        let starts = spaces.filter(|(i, _)| is_stamp(&text[i + 1..]));
        starts.last()?.0
    };
    let before = text[..start].trim_end_matches([' ', '\t', '-', '–', '—', '|', '·', '•', ',']);
    (!before.is_empty()).then_some(before.len())
}

/// Whether a time stands somewhere in the text.
pub(crate) fn has_time(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit() && c != ':')
        .any(is_time)
}

/// Whether a line begins with a time, or with something in brackets and a time: `[Ann] 0:04 …`.
pub(crate) fn is_timed(text: &str) -> bool {
    if head_end(text).is_some() {
        return true;
    }
    if !text.starts_with(['[', '<']) {
        return false;
    }
    let Some(close) = text.find([']', '>']) else {
        return false;
    };
    let rest = &text[close + 1..];
    close <= 42 && rest.strip_prefix(' ').and_then(head_end).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_at_the_head() {
        for (text, behind) in [
            ("0:04 Yes.", "Yes."),
            ("[00:01:02] Ann: Yes.", "Ann: Yes."),
            ("(1:02.5) - Ann", "Ann"),
            ("12/3/2019, 8:05 PM - Ann: Yes.", "Ann: Yes."),
            ("[3.12.19, 20:05:11] Ann: Yes.", "Ann: Yes."),
        ] {
            assert_eq!(
                head_end(text).map(|end| &text[end..]),
                Some(behind),
                "{text}"
            );
        }
        for text in ["12 men", "Ann: 0:04", "123:45", "1:2"] {
            assert_eq!(head_end(text), None, "{text}");
        }
    }

    #[test]
    fn times_at_the_end() {
        for (text, before) in [
            ("Ann Reed  0:04", "Ann Reed"),
            ("Ann [00:04]", "Ann"),
            ("Ann (1:02:03)", "Ann"),
            ("Ann Reed  10:15 AM", "Ann Reed"),
            ("annreed — 03/12/2026 10:02 AM", "annreed"),
            ("annreed — Today at 10:09 AM", "annreed"),
            ("[수진] [오전 9:12]", "[수진]"),
        ] {
            assert_eq!(
                tail_start(text).map(|end| &text[..end]),
                Some(before),
                "{text}"
            );
        }
        for text in ["0:04", "[0:04]", "Ann 4", "at10:30"] {
            assert_eq!(tail_start(text), None, "{text}");
        }
        assert!(
            is_alone("[Tiempo 0:31]") && is_alone("[Timestamp 00:31]") && !is_alone("[Ann 0:31]")
        );
        assert!(is_alone("[Time 0:00:31]") && is_alone("0:31:") && !is_alone("0:31 Ann"));
    }
}
