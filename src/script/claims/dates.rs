//! Dates, times of day and durations, as people and programs write them beside a talk.

use super::words::Dates;
use crate::script::stamp::is_time;

/// A date in numbers that a line begins with (`2023-03`, `2023-03-21`, `2023年3月`), and where the rest begins.
pub(super) fn leading_date(text: &str) -> Option<(&str, usize)> {
    let is_part = |c: char| c.is_ascii_digit() || "-/.年月日".contains(c);
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    let (date, rest) = text.split_at(end);
    let mut parts = date
        .split(['-', '/', '.', '年', '月', '日'])
        .filter(|part| !part.is_empty());
    let year = parts.next()?;
    let count = parts.clone().count();
    let is_date = year.len() == 4
        && (1..=2).contains(&count)
        && parts.all(|part| part.len() <= 2)
        && (rest.is_empty() || rest.starts_with(char::is_whitespace));
    is_date.then(|| (date, text.len() - rest.trim_start().len()))
}

/// What a moment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// A day, perhaps with a time.
    Date,
    /// How long something takes.
    Duration,
}

/// Whether a text in lower case is nothing but a date, a time, or how long something takes: `march 4, 2024`,
/// `~10 minutes`, `2023年5月12日 上午 10:00-10:32`.
pub(super) fn moment(lower: &str) -> Option<Moment> {
    if lower.len() > 90 || !lower.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let table = Dates::get();
    let is_clock = |time: &str| is_time(time.trim_matches(['[', ']', '(', ')', '（', '）']));
    if let Some((_, rest)) = lower.split_once(' ').filter(|(time, _)| is_clock(time)) {
        // `00:12 exactly.` is said: nothing behind the time counts anything.
        let counts = |word: &str| table.units.is(word) || matches!(word, "am" | "pm");
        let mut words = rest
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty());
        if !rest.contains(|c: char| c.is_ascii_digit()) && !words.any(counts) {
            return None;
        }
    }
    let parts = |c: char| c.is_whitespace() || ",|•·~≈()（）-–—/:：.，、[]'’\"“”".contains(c);
    let (mut numbers, mut units, mut days) = (0, 0, 0);
    let mut year = false;
    for word in lower.split(parts).filter(|word| !word.is_empty()) {
        let rest = word.trim_matches(|c: char| c.is_ascii_digit());
        let digits = word.len() - rest.len();
        numbers += usize::from(digits > 0);
        year |= digits == 4 && rest.is_empty();
        if rest.is_empty() {
        } else if digits > 0 && matches!(rest, "th" | "st" | "nd" | "rd" | "er" | "º" | "°")
            || is_month(rest, table)
        {
            days += 1;
        } else if table.units.is(rest) {
            units += 1;
        } else if table.beside.is(rest) || table.states.is(rest) {
        } else if rest
            .chars()
            .all(|c| c.is_ascii_digit() || table.unspaced.contains(c))
        {
            days += usize::from(rest.contains(['年', '月', '日', '년', '월', '일']));
            units += usize::from(rest.contains(['分', '秒', '분', '초', '小', '時', '时']));
        } else {
            return None;
        }
    }
    let is_clock = lower.contains(':') && numbers > 1;
    let is_numeric_date = numbers == 3
        && (lower.contains('/') || lower.contains('-') || lower.contains('.'))
        && !is_clock;
    let is_iso = numbers >= 3 && year;
    match () {
        () if days > 0 || is_iso || is_numeric_date => Some(Moment::Date),
        () if units > 0 => Some(Moment::Duration),
        () if is_clock => Some(Moment::Duration),
        () => None,
    }
}

fn is_month(word: &str, table: &Dates) -> bool {
    word.chars().count() < 12
        && table
            .months
            .iter()
            .any(|month| word.starts_with(month.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_and_sentences() {
        for (text, what) in [
            ("march 4, 2024", Moment::Date),
            ("thu, mar 12, 2026 10:15am • 24:31", Moment::Date),
            ("3. mai 2021", Moment::Date),
            ("2023年5月12日 上午 10:00-10:32", Moment::Date),
            ("12/03/2024", Moment::Date),
            ("30 august 2011", Moment::Date),
            ("24m 31s", Moment::Duration),
            ("~10 minutes", Moment::Duration),
            ("1:42:42", Moment::Duration),
        ] {
            assert_eq!(moment(text), Some(what), "{text}");
        }
        for text in [
            "it took 24m 31s.",
            "2001",
            "in 1990 they left",
            "the lamp",
            "may is cold",
            "17",
            "00:00:12 genau.",
            "[00:08] genau.",
            "00:12 marie.",
            "0:12 mon.",
        ] {
            assert_eq!(moment(text), None, "{text}");
        }
        assert_eq!(leading_date("2021-06 The Lamp"), Some(("2021-06", 8)));
        assert_eq!(leading_date("2001: A Walk"), None);
    }
}
