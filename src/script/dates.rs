//! Dates and durations as people and programs write them beside a talk.

use super::stamp::{is_clock, is_time};

/// How the months' names begin.
#[rustfmt::skip]
const MONTHS: &[&str] = &[
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "janv",
    "fév", "mär", "mars", "avr", "mai", "juin", "juil", "août", "okt", "dez", "déc", "ene", "abr",
    "ago", "dic", "gen", "mag", "giu", "lug", "set", "ott", "янв", "фев", "апр", "мая", "июн",
    "июл", "авг", "сен", "окт", "ноя", "дек",
];
/// What may stand beside a date.
#[rustfmt::skip]
const BESIDE: &[&str] = &[
    "de", "of", "on", "at", "à", "um", "alle", "am", "pm", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "monday",
    "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
];
/// What a duration or a time of day counts.
#[rustfmt::skip]
const UNITS: &[&str] = &[
    "h", "m", "s", "hr", "hrs", "min", "mins", "sec", "secs", "hour", "hours", "minute", "minutes",
    "second", "seconds", "stunde", "stunden", "minuten", "heures", "heure", "horas", "hora",
    "minuto", "minutos", "minuti", "ore", "ora", "uhr", "et", "gmt", "utc", "cet", "est", "pst",
    "минут", "час", "часа", "часов", "minut", "godzina", "read",
];
/// What is said of a date before it.
#[rustfmt::skip]
const STATES: &[&str] = &[
    "interview", "conducted", "published", "posted", "updated", "aired", "recorded", "released", "broadcast", "veröffentlicht", "aktualisiert", "publié",
    "le", "publicado", "el", "pubblicato", "il", "опубликовано", "发布于", "更新于", "发表于", "公開", "更新", "입력", "수정", "게시",
];

/// A date that a line begins with (`2023-03`, `2023-03-21`, `2023/3`, `2023年3月`), and the rest.
pub fn split_date(text: &str) -> (Option<&str>, &str) {
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || "-/.年月日".contains(c)))
        .unwrap_or(text.len());
    let (date, rest) = text.split_at(end);
    let parts: Vec<&str> = date
        .split(['-', '/', '.', '年', '月', '日'])
        .filter(|part| !part.is_empty())
        .collect();
    let is_date = (2..=3).contains(&parts.len())
        && parts[0].len() == 4
        && parts[1..].iter().all(|part| part.len() <= 2)
        && (rest.is_empty() || rest.starts_with(char::is_whitespace));
    if is_date {
        (Some(date), rest.trim_start())
    } else {
        (None, text)
    }
}

/// Whether a line is a date in words: `May 3, 2021`, `3. Mai 2021`.
pub fn is_date(text: &str) -> bool {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split([' ', ',', '•', '·', '|'])
        .map(|w| w.trim_end_matches('.'))
        .filter(|w| !w.is_empty() && !is_time(w) && !is_clock(w))
        .collect();
    let is_year = |w: &&str| w.len() == 4 && w.bytes().all(|b| b.is_ascii_digit());
    let is_month = |w: &&str| MONTHS.iter().any(|month| w.starts_with(month));
    let is_day = |w: &&str| w.starts_with(|c: char| c.is_ascii_digit()) && w.len() <= 4;
    (2..=5).contains(&words.len())
        && words.iter().any(is_year)
        && words.iter().any(is_month)
        && words
            .iter()
            .all(|w| is_year(w) || is_month(w) || is_day(w) || BESIDE.contains(w))
}

/// Whether a line says how long a talk is: `24m 31s`, `1 h 2 min`.
pub fn is_duration(text: &str) -> bool {
    let is_number = |c: char| c.is_ascii_digit() || c == ' ';
    let mut units = text
        .split(is_number)
        .filter(|unit| !unit.is_empty())
        .peekable();
    text.starts_with(|c: char| c.is_ascii_digit())
        && units.peek().is_some()
        && units.all(|unit| UNITS.contains(&unit))
}

/// Whether a text is nothing but a date, a time, or how long something takes: `March 4, 2024`,
/// `~10 minutes`, `2023年5月12日 上午 10:00-10:32`.
pub fn is_moment(text: &str) -> bool {
    if text.len() > 80 || !text.contains(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let lower = text.to_lowercase();
    let mut words = lower
        .split(|c: char| c.is_whitespace() || ",|•·~≈()（）-–—/:：.".contains(c))
        .filter(|word| !word.is_empty());
    let mut tells = 0;
    words.all(|word| {
        let rest = word.trim_matches(|c: char| c.is_ascii_digit());
        tells += 1 + usize::from(rest.len() < word.len() && !rest.is_empty());
        rest.is_empty()
            || UNITS.contains(&rest)
            || matches!(rest, "th" | "st" | "nd" | "rd" | "am" | "pm")
            || BESIDE.contains(&rest)
            || STATES.contains(&rest)
            || MONTHS.iter().any(|month| rest.starts_with(month)) && rest.chars().count() < 11
            || rest
                .chars()
                .all(|c| c.is_ascii_digit() || "年月日号號时時点點分秒小钟鐘上下午前後晚早周星期一二三四五六天週半约約間오전후초시간월일년".contains(c))
    }) && tells > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_and_what_only_has_a_number() {
        for moment in [
            "March 4, 2024",
            "12:31",
            "~10 minutes",
            "48 minutes",
            "2023-05-12 09:00",
            "2023年5月12日 10:00-10:32",
            "2023年5月12日 上午 10:00|32分钟",
            "1小时 2分钟 3秒",
            "4. März 2024",
            "10:00 AM ET",
            "2023.05.12. 오전 9:00",
            "Publié le 4 mars 2024 à 10h00",
            "Published March 4, 2024",
            "May 12, 2023 5 min read",
            "입력 2023.05.12. 오전 9:00  수정 2023.05.12. 오전 10:12",
        ] {
            assert!(is_moment(moment), "{moment}");
        }
        for other in [
            "I was ten in 1984.",
            "Ann Reed",
            "3 lamps",
            "2人です",
            "1984",
            "3.",
        ] {
            assert!(!is_moment(other), "{other}");
        }
    }
}
