//! Times as transcripts write them: `[00:01:23]`, `1:23 - 1:30`, `12/03/2024, 18:02`, `6:02PM`.

/// A time at the beginning, perhaps with a date or up to another, and what follows it:
/// `[00:01:23] …`, `1:23 …`, `00:01:23 - 00:01:30 …`, `[12/03/2024, 18:02:11] …`.
pub fn leading_time(text: &str) -> Option<(&str, &str)> {
    let end = match text.chars().next()? {
        open @ ('[' | '(' | '（' | '【' | '<') => {
            let close = text.find([']', ')', '）', '】', '>'])?;
            let inside = &text[open.len_utf8()..close];
            let after = text[close..].chars().next()?.len_utf8();
            (stamp(inside) == Some(inside.len())).then_some(close + after)?
        }
        _ => stamp(text)?,
    };
    let rest = text[end..]
        .trim_start()
        .trim_start_matches(['-', '–', '—', '|']);
    let rest = rest.strip_prefix([':', '：']).unwrap_or(rest);
    Some((&text[..end], rest.trim_start()))
}

/// Whether a time has a date with it.
pub fn dated(stamp: &str) -> bool {
    stamp
        .split(|c: char| c.is_whitespace() || "[](),（）".contains(c))
        .any(is_date)
}

/// How much of a text's beginning is a time: words that are one, a date, or stand between.
fn stamp(text: &str) -> Option<usize> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut end = None;
    let mut at = 0;
    let mut times = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let bare = word.trim().trim_end_matches(',');
        at += word.len();
        if is_time(bare) || is_clock(bare) {
            times += 1;
        } else if times > 0 && matches!(bare, "AM" | "PM" | "am" | "pm" | "a.m." | "p.m.") {
        } else if matches!(bare, "-" | "–" | "—" | "-->" | "→") && times == 1 {
            continue; // up to another, if there is one
        } else if !is_date(bare) {
            break;
        }
        if times > 2 {
            break;
        }
        end = Some(at - (word.len() - word.trim_end().len()));
    }
    end.filter(|_| times > 0)
}

/// Whether the whole of a text is a time, perhaps with `Today at` before it.
pub(super) fn is_stamp(text: &str) -> bool {
    let time = without_day(text);
    stamp(time) == Some(time.len())
}

/// A time without `Today at` before it.
pub(super) fn without_day(text: &str) -> &str {
    const DAYS: &[&str] = &["today", "yesterday", "at", "heute", "gestern", "um"];
    match text.split_once(' ') {
        Some((word, rest)) if DAYS.contains(&word.to_lowercase().as_str()) => without_day(rest),
        _ => text,
    }
}

/// `2024-03-12`, `12/03/24`, `12.03.2024`.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    parts.len() == 3
        && parts
            .iter()
            .all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
}

/// `6:02PM`, `0:0:1.190`: times in forms that programs write.
pub(super) fn is_clock(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let bare = lower.trim_end_matches("am").trim_end_matches("pm");
    if bare.len() < lower.len() {
        return is_time(bare);
    }
    let parts: Vec<&str> = bare.split(':').collect();
    let number = |part: &&str| {
        let (whole, rest) = part.split_once('.').unwrap_or((*part, "0"));
        let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
        whole.len() <= 2 && digits(whole) && digits(rest)
    };
    parts.len() == 3 && parts.iter().all(number)
}

/// Whether a text is a time: `1:23`, `01:23`, `00:01:23`, `00:01:23.450`.
pub fn is_time(text: &str) -> bool {
    let parts: Vec<&str> = text.trim().split(':').collect();
    let number = |part: &str| {
        !part.is_empty() && part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit())
    };
    let seconds = |part: &str| {
        let (whole, fraction) = part.split_once(['.', ',']).unwrap_or((part, "0"));
        number(whole) && whole.len() == 2 && fraction.bytes().all(|b| b.is_ascii_digit())
    };
    matches!(parts.len(), 2 | 3)
        && parts[..parts.len() - 1].iter().all(|part| number(part))
        && parts.last().is_some_and(|part| seconds(part))
}
