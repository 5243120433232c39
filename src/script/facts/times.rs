//! Times as they stand beside names: `0:04`, `[00:01:02]`, `12/3/2019, 8:05 PM - `.

use crate::script::stamp::{dated, is_stamp, leading_time, may_hold_time, without_word};

/// Where a time ends that begins with the text: `1:02:03.5`.
fn time_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let digits = |from: usize| {
        bytes[from.min(bytes.len())..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count()
    };
    let first = digits(0);
    if !(1..=2).contains(&first) || bytes.get(first) != Some(&b':') {
        return None;
    }
    let second = digits(first + 1);
    if second != 2 {
        return None;
    }
    let mut end = first + 1 + second;
    if bytes.get(end) == Some(&b':') && digits(end + 1) == 2 {
        end += 3;
    }
    if matches!(bytes.get(end), Some(b'.' | b',')) {
        let fraction = digits(end + 1);
        if (1..=3).contains(&fraction) {
            end += 1 + fraction;
        }
    }
    Some(end)
}

/// Whether all of a text is a time.
fn is_time(text: &str) -> bool {
    time_end(text) == Some(text.len())
}

/// Where a time in brackets ends that begins with the text.
fn bracketed_end(text: &str) -> Option<usize> {
    let inside = text.strip_prefix(['[', '('])?;
    let end = 1 + time_end(inside)?;
    text[end..].starts_with([']', ')']).then_some(end + 1)
}

/// Whether a text is a time in brackets and nothing else.
pub(crate) fn is_bracketed_time(text: &str) -> bool {
    let inside = || text.strip_prefix(['[', '('])?.strip_suffix([']', ')']);
    bracketed_end(text) == Some(text.len()) || inside().is_some_and(is_stamp)
}

/// Whether a line is a time and nothing else: `[Time 0:00:31]`.
pub(crate) fn is_alone(text: &str) -> bool {
    let text = without_word(text.strip_suffix(':').unwrap_or(text));
    let text = text.strip_suffix([']', ')']).unwrap_or(text);
    let text = text.strip_prefix(['[', '(']).unwrap_or(text);
    is_time(text) || may_hold_time(text) && is_stamp(text) && !dated(text)
}

/// Where the time ends that a line begins with, and the space or dash behind it.
pub(crate) fn head_end(text: &str) -> Option<usize> {
    if let Some((_, rest)) = leading_time(text) {
        return Some(text.len() - rest.len());
    }
    // `0:04Ann`
    let end = time_end(text)?;
    Some(text.len() - text[end..].trim_start_matches([' ', '\t']).len())
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
        let starts = spaces.filter(|(i, _)| {
            let time = &text[i + 1..];
            is_time(time) || is_stamp(time)
        });
        starts.last()?.0
    };
    let before = text[..start].trim_end_matches([' ', '\t', '-', '–', '—', '|', '·', '•', ',']);
    (!before.is_empty()).then_some(before.len())
}

/// Whether a time stands somewhere in the text.
pub(crate) fn has_time(text: &str) -> bool {
    text.match_indices(':').any(|(i, _)| {
        let digits = text[..i]
            .bytes()
            .rev()
            .take_while(u8::is_ascii_digit)
            .count();
        digits > 0 && time_end(&text[i - digits.min(2)..]).is_some()
    })
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
