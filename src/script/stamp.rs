//! Times as transcripts write them: `[00:01:23]`, `1:23 - 1:30`, `12/03/2024, 18:02`, `6:02PM`.

use std::borrow::Cow;

/// Why a time beside what is said is not in a book.
pub(crate) const TIME: &str = "time of what is said";

/// A time at the beginning, perhaps with a date or up to another, and what follows it:
/// `[00:01:23] …`, `1:23 …`, `00:01:23 - 00:01:30 …`, `[12/03/2024, 18:02:11] …`.
pub(crate) fn leading_time(text: &str) -> Option<(&str, &str)> {
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

/// The seconds of the time that a text holds: 83 of `[00:01:23]`.
pub(crate) fn seconds(stamp: &str) -> Option<f64> {
    let between = |c: char| c.is_whitespace() || "[]()（）【】<>".contains(c);
    let time = stamp.split(between).find(|word| is_time(word))?;
    time.split(':').try_fold(0.0, |all, part| {
        let part: f64 = part.replace(',', ".").parse().ok()?;
        Some(all * 60.0 + part)
    })
}

/// Whether a time has a date with it.
pub(crate) fn dated(stamp: &str) -> bool {
    stamp
        .split(|c: char| c.is_whitespace() || "[](),،（）".contains(c))
        .any(|word| {
            let word = western(word);
            is_date(&word) || word.len() == 5 && is_part_of_date(&word)
        })
}

/// `2026.` of `2026. 3. 12.`
fn is_part_of_date(word: &str) -> bool {
    word.strip_suffix('.').is_some_and(|number| {
        (1..=4).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit())
    })
}

/// How much of a text's beginning is a time: words that are one, a date, or stand between.
fn stamp(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    let begins_half = || {
        matches!(
            first,
            '上' | '下' | '凌' | '早' | '中' | '晚' | '午' | '오' | 'ص' | 'م'
        )
    };
    let may_be =
        first.is_ascii_digit() || !first.is_ascii() && (begins_half() || first.is_numeric());
    if !may_be {
        return None;
    }
    let mut end = None;
    let mut at = 0;
    let mut times = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let bare = word.trim().trim_end_matches([',', '،']);
        at += word.len();
        let digits = western(bare);
        let time = HALVES.iter().find_map(|half| digits.strip_prefix(half));
        let time = time.unwrap_or(&digits);
        if is_time(time) || is_clock(time) {
            times += 1;
        } else if HALVES.contains(&bare) && (times > 0 || !bare.is_ascii()) {
        } else if matches!(bare, "-" | "–" | "—" | "-->" | "→") && times == 1 {
            continue; // up to another, if there is one
        } else if !(is_date(&digits) || times == 0 && is_part_of_date(&digits)) {
            break;
        }
        if times > 2 {
            break;
        }
        end = Some(at - (word.len() - word.trim_end().len()));
    }
    end.filter(|_| times > 0)
}

/// Whether a time may stand somewhere in a text: a colon between digits.
pub(crate) fn may_hold_time(text: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_digit();
    let in_ascii = |at: &[u8]| is_digit(at[0]) && at[1] == b':' && is_digit(at[2]);
    let arabic = |c: char| matches!(c, '\u{660}'..='\u{669}' | '\u{6F0}'..='\u{6F9}');
    text.as_bytes().windows(3).any(in_ascii) || !text.is_ascii() && text.contains(arabic)
}

/// What stands beside the hour: time zones, halves and other parts of a day.
const HALVES: &[&str] = &[
    "EDT", "EST", "CDT", "CST", "PDT", "PST", "MDT", "MST", "GMT", "UTC", "BST", "CET", "CEST",
    "MEZ", "MESZ", "A.M.", "P.M.", "AM", "PM", "am", "pm", "a.m.", "p.m.", "a.", "p.", "m.",
    "上午", "下午", "凌晨", "早上", "中午", "晚上", "午前", "午後", "오전", "오후", "ص", "م",
];

/// A word with the digits of Arabic and Persian as those of Europe.
fn western(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return word.into();
    }
    let digit = |c: char| match c {
        '\u{660}'..='\u{669}' => char::from(b'0' + (c as u32 - 0x660) as u8),
        '\u{6F0}'..='\u{6F9}' => char::from(b'0' + (c as u32 - 0x6F0) as u8),
        other => other,
    };
    word.chars().map(digit).collect::<String>().into()
}

/// Whether a line says which day it is, and nothing else: `2026/03/12(木)`, `--- 12.03.2026 ---`.
pub(crate) fn is_day(text: &str) -> bool {
    const LONGEST: usize = 100;
    if text.len() > LONGEST || !text.contains(|c: char| c.is_numeric()) {
        return false;
    }
    // `--- Thursday, March 12, 2026 ---`
    let is_drawn = |part: &str| part.len() > 3 && part.chars().all(|c| "-—–=─".contains(c));
    let mut parts = text.split_whitespace();
    if parts.next().is_some_and(is_drawn) && parts.next_back().is_some_and(is_drawn) {
        return true;
    }
    let around = |c: char| !c.is_alphanumeric();
    let words = text
        .split(|c: char| c.is_whitespace() || "()（）[],，".contains(c))
        .map(|word| word.trim_matches(around))
        .filter(|word| !word.is_empty());
    let (dates, others): (Vec<&str>, Vec<&str>) = words.partition(|word| is_date(&western(word)));
    let is_weekday = |word: &&str| word.chars().all(char::is_alphabetic);
    !dates.is_empty() && others.len() < 2 && others.iter().all(is_weekday)
}

/// Whether the whole of a text is a time, perhaps with `Today at` before it.
pub(crate) fn is_stamp(text: &str) -> bool {
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

/// A time without a word for it before it, and the bracket that then closes behind it: `[Time 0:00:31]`, `[Tiempo 0:31]`.
pub(crate) fn without_word(text: &str) -> &str {
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        "time", "timestamp", "timecode", "tiempo", "temps", "tempo", "zeit", "zeitmarke", "minuto", "minute",
        "minuta", "czas", "čas", "tijd", "tid", "aika", "idő", "timp", "zaman", "время", "час", "时间", "時間", "시간",
    ];
    let inside = text.strip_prefix(['[', '(']).unwrap_or(text);
    match inside.split_once([' ', ':', '：']) {
        Some((word, rest)) if WORDS.contains(&word.to_lowercase().as_str()) => {
            let rest = rest.trim_start_matches([' ', ':', '：']);
            if inside.len() < text.len() {
                rest.strip_suffix([']', ')']).unwrap_or(rest)
            } else {
                rest
            }
        }
        _ => text,
    }
}

/// `2024-03-12`, `12/03/24`, `12.03.2024`, `2024年3月12日`, or a part of it: `3월`.
fn is_date(text: &str) -> bool {
    if text.ends_with(['年', '月', '日', '년', '월', '일']) {
        let mut parts = text.split_terminator(['年', '月', '日', '년', '월', '일']);
        return parts
            .all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()));
    }
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    parts.len() == 3
        && parts
            .iter()
            .all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
}

/// `6:02PM`, `0:0:1.190`, `00:00:05:12`: times in forms that programs write.
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
    let frames = || {
        parts
            .iter()
            .all(|part| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit()))
    };
    parts.len() == 3 && parts.iter().all(number) || parts.len() == 4 && frames()
}

/// Whether a text is a time: `1:23`, `01:23`, `00:01:23`, `00:01:23.450`.
pub(crate) fn is_time(text: &str) -> bool {
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
