//! Times beside what is said, as programs that hear write them: alone on a line, in words under it, or before a line.

use super::ClaimRole::{Dropped, Metadata, NoLabel, Speech};
use super::text::Text;
use super::words::Dates;
use super::{Claim, Claims};
use crate::script::stamp::{TIME, dated, is_time, leading_time, without_day, without_word};

/// Where times stand in fewer lines than this share, one that a sentence goes on with is said.
const SELDOM: f64 = 0.35;
/// What opens the times of programs.
const BRACKETS: &[char] = &['[', '(', '【', '<'];

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("times");
    for (i, line) in text.free() {
        if is_commented_time(line.text(), line.heading().is_some()) {
            claims.instead(i, Metadata("duration"), COMMENTED);
        }
    }
    let stamp = |i: usize| {
        let mut line = text.lines.get(i).into_iter();
        let line = line.find(|line| line.source.preset.is_none())?;
        leading_time(without_word(without_day(line.text())))
    };
    let is_alone = |i: usize| stamp(i).is_some_and(|(_, rest)| rest.is_empty());
    let can_be_timed = |i: &usize| text.lines[*i].source.preset.is_none();
    let all = (0..text.len()).filter(can_be_timed).count().max(1);
    let alone: Vec<usize> = (0..text.len()).filter(|&i| is_alone(i)).collect();
    let before: Vec<usize> = (0..text.len())
        .filter(|&i| stamp(i).is_some_and(|(_, rest)| !rest.is_empty()))
        .collect();
    let beside = text.facts.iter().filter(|facts| {
        facts
            .candidates
            .iter()
            .any(|c| c.syntax.time != crate::script::facts::TimeAt::Nowhere)
    });
    // The more times a text has, the less each of them is said.
    let share = (alone.len() + before.len()).max(beside.count()) as f64 / all as f64;
    let times = || alone.iter().chain(&before);
    let bracketed_times = times().filter(|i| text.lines[**i].text().starts_with(BRACKETS));
    let are_bracketed = 2 * bracketed_times.count() > times().count();
    // `It's` / `12:06 p.m.` is one sentence over two lines. A time of a program has no full stop.
    let is_inside = |i: usize| {
        let line = &text.lines[i];
        let above = i.checked_sub(1).map(|above| &text.lines[above]);
        let is_other = are_bracketed && !line.text().starts_with(BRACKETS);
        let is_open = above.is_some_and(|above| {
            let ends = |c: char| c.is_alphabetic() || c == '\'' || c == ',';
            let is_timed = !is_other && stamp(i - 1).is_some();
            !above.is_over && above.text().ends_with(ends) && !is_timed
        });
        let is_stopped = line.text().ends_with('.') && is_alone(i);
        !line.opens && is_open && (share < SELDOM || is_stopped || is_other)
    };
    let usual = 14.0 * (4.0 * share).min(1.0) + if alone.len() > 1 { 4.0 } else { 0.0 };
    for &i in &alone {
        let line = &text.lines[i];
        let own = line.text();
        let programs = own.starts_with(['[', '(', '【'])
            || own.matches(':').count() == 2
            || without_word(own).len() < own.len();
        let mut nats = usual + if programs { 6.0 } else { 0.0 };
        if dated(own) && alone.len() < 3 {
            continue; // of the text as a whole
        }
        if is_inside(i) {
            if own.ends_with('.') {
                claims.line(i, Speech, 20.0);
            }
            nats = 0.0;
        }
        claims.line(i, Dropped(TIME), nats);
        claims.line(i, NoLabel, 10.0);
    }
    for i in 1..text.len() {
        if text.lines[i].is_free && says_time(&text.lines[i].lower, text.lines[i - 1].text()) {
            claims.line(i, Dropped(TIME), 14.0);
        }
    }
    let often = before.len() as f64 / all as f64;
    for &i in before.iter().filter(|i| !is_inside(**i)) {
        let own = text.lines[i].text();
        let Some((_, rest)) = stamp(i).filter(|_| before.len() > 1 || own.starts_with(['[', '(']))
        else {
            continue;
        };
        let bracketed = own.starts_with(BRACKETS);
        let nats = 14.0 * (2.0 * often).min(1.0) + if bracketed { 8.0 } else { 0.0 };
        claims.span(i, 0..own.len() - rest.len(), Dropped(TIME), nats);
    }
    for (i, line) in text
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.source.preset.is_none())
    {
        for (span, inside) in bracketed(line.text()) {
            if is_time(inside) && span.start > 0 {
                claims.span(i, span, Dropped("time in the text"), 12.0);
            }
        }
    }
    claims.found
}

/// What stands in square or round brackets in a text, with the place of the brackets and what is inside.
fn bracketed(text: &str) -> impl Iterator<Item = (std::ops::Range<usize>, &str)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let open = from + text[from..].find(['[', '('])?;
        let end = open + text[open..].find([']', ')'])?;
        from = end + 1;
        Some((open..end + 1, &text[open + 1..end]))
    })
}

/// Whether a line in lower case says in words the time that stands alone on the one before: `1 minute, 5 seconds` under
/// `1:05`.
fn says_time(lower: &str, before: &str) -> bool {
    if lower.is_empty()
        || lower.len() > 60
        || !lower.starts_with(|c: char| c.is_ascii_digit())
        || !is_time(before)
    {
        return false;
    }
    let numbers = |text: &str, sign: fn(char) -> bool| -> Vec<u32> {
        let numbers = text.split(sign).filter_map(|part| part.parse().ok());
        numbers.filter(|number| *number > 0).collect()
    };
    let said = numbers(lower, |c| !c.is_ascii_digit());
    let units = lower
        .split([' ', ','])
        .filter(|word| Dates::get().units.is(word))
        .count();
    !said.is_empty()
        && units == said.len()
        && !lower.contains(':')
        && said == numbers(before, |c| c == ':')
}

/// How surely a key and a time behind a `#` are a fact of the recording, in nats.
const COMMENTED: f64 = 24.0;

/// `# time_begin = 1:03:08`, `# end 1:08:21`, as corpora write when a recording begins and ends.
/// `is_heading`: the sign was read as that of a heading.
fn is_commented_time(text: &str, is_heading: bool) -> bool {
    let bare = text.strip_prefix('#').map(str::trim_start);
    let Some(fact) = bare.or(is_heading.then_some(text)) else {
        return false;
    };
    let Some((key, time)) = fact.rsplit_once(char::is_whitespace) else {
        return false;
    };
    let key = key.trim_end_matches([' ', '=', ':']);
    let is_part = |c: char| c.is_alphabetic() || c == '_' || c == '-';
    is_time(time) && !key.is_empty() && key.chars().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_among_times_of_a_program_is_said() {
        let text = "[00:03] Host: Who fixes the bells?\n\n[00:09] Tomas: I do. They are loud at night. At\n10:15 p.m. somebody calls me.\n\n\
                    [00:24] Host: Who?\n\n[00:25] Tomas: The mayor.\n";
        let lines = crate::script::tests::spoken(text);
        assert!(
            lines
                .iter()
                .any(|line| line.contains("10:15 p.m. somebody calls me.")),
            "{lines:#?}"
        );
        assert!(lines.iter().all(|line| !line.contains("00:")), "{lines:#?}");
    }

    #[test]
    fn times_in_words() {
        assert!(says_time("1 minute, 5 seconds", "1:05") && says_time("2 minuten", "2:00"));
        assert!(
            !says_time("1 minute, 6 seconds", "1:05") && !says_time("1 man came, 5 left", "1:05")
        );
    }

    #[test]
    fn times_of_a_recording_behind_a_sign() {
        for text in ["# time_begin = 1:03:08", "#end: 1:08:21", "# time_end 1:08"] {
            assert!(is_commented_time(text, false), "{text}");
        }
        assert!(is_commented_time("time_begin = 1:03:08", true));
        for text in [
            "# 1:08",
            "# At the lamp 1:08",
            "begin = 1:03:08",
            "# Chapter 1",
        ] {
            assert!(!is_commented_time(text, false), "{text}");
        }
    }
}
