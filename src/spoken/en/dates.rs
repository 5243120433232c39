//! Dates, years, decades, times of day.

use super::super::number::{digits, joined, value};
use super::super::rule::{Found, Rule};
use super::{TABLE, hundreds, one_by_one, ordinal, pair, year, year_of};

/// What parts the numbers of a range.
const DASH: &str = r" ?[-–—] ?";

pub fn rules(day_first: bool) -> Vec<Rule> {
    let month = format!(r"(?P<month>(?i:{}))\b\.?", TABLE.month_pattern());
    let weekday = format!(
        r"(?:\b(?P<weekday>(?i:{}))\b\.?,? )?",
        TABLE.weekday_pattern()
    );
    let day = r"(?P<day>[0-3]?[0-9])(?:st|nd|rd|th|ST|ND|RD|TH)?";
    let year = r"(?P<year>[0-9]{4})";
    let zone = r"(?: ?\(?(?P<zone>(?i:e\.?[sd]?\.?t|c\.?[sd]\.?t|m\.?[sd]\.?t|p\.?[sd]?\.?t|gmt|utc|cet|bst|ist|jst))\b\.?\)?)?";
    let half = r"(?P<half>[aApP]\.? ?[mM])(?:\b\.?)";
    let mut rules = vec![
        // July 25-27, 2012; July 25, 2012; Jan-15-2020; July 25
        Rule::new(
            &format!(
                r"{weekday}\b{month}(?: |-){day}(?:{DASH}(?P<last>[0-3]?[0-9])(?:st|nd|rd|th)?\b)?(?:(?:,? |, ?|-){year})?"
            ),
            |found| month_day(found, false),
        ),
        // 25 July 2012, the 26th of May
        Rule::new(
            &format!(
                r"(?P<the>\b[Tt]he )?{weekday}(?:(?P<from>[0-3]?[0-9])(?:st|nd|rd|th)?{DASH})?{day}(?: of |-| ){month}(?:(?:,? |-){year})?"
            ),
            |found| month_day(found, true),
        ),
        Rule::new(&format!(r"\b{month}(?:,? |-){year}"), |found| {
            let month = name_of(found)?;
            Some(format!("{month} {}", super::year_of(found.part("year"))))
        }),
        Rule::new(
            &format!(
                r"{weekday}(?P<year>[0-9]{{4}})[-/.](?P<month>[01]?[0-9])[-/.](?P<day>[0-3]?[0-9])"
            ),
            |found| {
                in_figures(
                    found.part("day"),
                    found.part("month"),
                    found.part("year"),
                    false,
                )
            },
        ),
        Rule::new(
            r"(?P<a>[0-3]?[0-9])(?P<mark>[-/.])(?P<b>[0-3]?[0-9])(?P<again>[-/.])(?P<year>[0-9]{4}|[0-9]{2})",
            move |found| {
                let (a, b, year) = (found.part("a"), found.part("b"), found.part("year"));
                if found.part("mark") != found.part("again")
                    || (found.part("mark") == "." && year.len() == 2)
                {
                    return None;
                }
                let first_is_month = !day_first && value(a)? <= 12 && found.part("mark") != ".";
                match first_is_month {
                    true => in_figures(b, a, year, false),
                    false => in_figures(a, b, year, true),
                }
            },
        ),
        // '80s, 1980s, 1960s-1980s
        Rule::new(
            r"(?:['’‘])?(?P<decade>[0-9]{1,3}0)['’]?s(?: ?[-–—] ?['’‘]?(?P<last>[0-9]{1,3}0)['’]?s)?\b",
            |found| {
                let first = decade(found.part("decade"))?;
                Some(match found.get("last") {
                    Some(last) => format!("{first} to {}", decade(last)?),
                    None => first,
                })
            },
        ),
        Rule::new(
            r"(?P<year>[0-9]{1,4}) ?(?P<era>A\.? ?D|B\.? ?C\.? ?E|C\.? ?E|B\.? ?C)\b\.?",
            |found| {
                let era: String = found
                    .part("era")
                    .chars()
                    .filter(|c| c.is_alphabetic())
                    .collect();
                Some(format!("{} {era}", super::year(value(found.part("year"))?)))
            },
        ),
        Rule::new(r"\bA\.?D\.? (?P<year>[0-9]{1,4})", |found| {
            Some(format!("AD {}", super::year(value(found.part("year"))?)))
        }),
        // 2Q22, Q3 2019
        Rule::new(
            r"(?P<the>\bthe )?(?:\b(?P<number>[1-4])[Qq](?P<year>[0-9]{4}|[0-9]{2})|\bQ(?P<other>[1-4]),? ?(?:FY)?['’]?(?P<long>[0-9]{4}|[0-9]{2}))",
            |found| {
                let number = found.get("number").or(found.get("other"))?;
                let year = found.get("year").or(found.get("long"))?;
                Some(format!(
                    "the {} quarter of {}",
                    ordinal(number),
                    year_of(year)
                ))
            },
        ),
    ];
    let days = TABLE.weekday_pattern();
    rules.push(Rule::new(
        &format!(r"\b(?P<a>(?i:{days}))(?P<dash>[-–])(?P<b>(?i:{days}))\b"),
        |found| {
            let is_name = found.part("a").starts_with(char::is_uppercase);
            is_name.then(|| {
                Some(format!(
                    "{} to {}",
                    TABLE.weekday(found.part("a"))?,
                    TABLE.weekday(found.part("b"))?
                ))
            })?
        },
    ));
    let clock = r"(?P<hour>[0-2]?[0-9]):(?P<minute>[0-5][0-9])(?::(?P<second>[0-5][0-9]))?";
    rules.extend([
        // 9-11 am, 5 pm-7 pm, 10:30-11:15
        Rule::new(
            &format!(r"(?P<a>[0-2]?[0-9](?::[0-5][0-9])?)(?: ?(?P<before>[aApP]\.?[mM])\b\.?)?{DASH}(?P<b>[0-2]?[0-9](?::[0-5][0-9])?) ?(?P<half>[aApP]\.? ?[mM])\b\.?{zone}"),
            |found| {
                let side = |time: &str, half: Option<&str>| {
                    let (hour, minute) = time.split_once(':').unwrap_or((time, "00"));
                    clock_time(hour, minute, half.unwrap_or_default(), "")
                };
                let first = side(found.part("a"), found.get("before"))?;
                let second = joined([side(found.part("b"), found.get("half"))?.as_str(), &letters(found.part("zone"))]);
                Some(stop(found, format!("{} to {second}", first.trim_end_matches(" o'clock"))))
            },
        ),
        Rule::new(&format!(r"(?P<hour>[0-2]?[0-9])[:.](?P<minute>[0-5][0-9])(?::(?P<second>[0-5][0-9]))? ?{half}{zone}"), |found| {
            Some(stop(found, time(found)?))
        }),
        Rule::new(&format!(r"(?P<hour>1[0-2]|0?[0-9]) ?{half}{zone}"), |found| {
            let said = clock_time(found.part("hour"), "00", found.part("half"), found.part("zone"))?;
            Some(stop(found, said))
        }),
        Rule::new(&format!(r"{clock}{DASH}(?P<h2>[0-2]?[0-9]):(?P<m2>[0-5][0-9])\b"), |found| {
            let second = clock_time(found.part("h2"), found.part("m2"), "", "")?;
            let first = clock_time(found.part("hour"), found.part("minute"), "", "")?;
            Some(format!("{first} to {second}"))
        }),
        Rule::new(&format!(r"{clock}{zone}"), time),
    ]);
    rules
}

/// The words, with the stop that an abbreviation at a sentence's end had as well.
fn stop(found: &Found, said: String) -> String {
    let ends = found.all().ends_with('.')
        && (found.after().trim().is_empty() || starts_sentence(found.after()));
    if ends { format!("{said}.") } else { said }
}

fn starts_sentence(after: &str) -> bool {
    let next = after.trim_start_matches([' ', '"', '”', '“', '(']);
    after.starts_with(' ') && next.starts_with(char::is_uppercase)
}

/// The ten years that begin with this one.
fn decade(first: &str) -> Option<String> {
    let said = match value(first)? {
        100 => "hundred".into(),
        number if number % 1000 == 0 => super::cardinal(first),
        number => year(number),
    };
    Some(match said.strip_suffix('y') {
        Some(ten) => format!("{ten}ies"),
        None => format!("{said}s"),
    })
}

fn letters(zone: &str) -> String {
    let letters = zone.chars().filter(|c| c.is_alphabetic());
    letters.collect::<String>().to_uppercase()
}

/// The month as it is said. A word that may be another is a month with a capital alone.
fn name_of(found: &Found) -> Option<&'static str> {
    let written = found.part("month");
    let number = TABLE.month(written)?;
    let is_word = matches!(written, "may" | "march" | "mar" | "dec" | "jun" | "sept");
    let is_alone = found.get("year").is_none() && found.get("day").is_none();
    (!is_word || !is_alone || found.get("year").is_some()).then(|| TABLE.month_name(number))?
}

fn month_day(found: &Found, of: bool) -> Option<String> {
    let month = name_of(found)?;
    if month == "May"
        && found.part("month") == "may"
        && !of
        && found.get("year").is_none()
        && !found.before().is_empty()
    {
        return None;
    }
    let is_day = |day: &str| value(day).is_some_and(|day| (1..=31).contains(&day));
    if !is_day(found.part("day")) || found.get("last").is_some_and(|last| !is_day(last)) {
        return None;
    }
    let day = ordinal(found.part("day"));
    let weekday = found.get("weekday").and_then(|day| TABLE.weekday(day));
    let weekday = weekday.map_or(String::new(), |day| format!("{day}, "));
    let year = found.get("year").map_or(String::new(), |year| {
        let comma = if found.all().contains(", ") && !of {
            ","
        } else {
            ""
        };
        format!("{comma} {}", year_of(year))
    });
    Some(if of {
        let the = match found.get("the") {
            Some(the) => the,
            None if matches!(
                found.word_before().to_ascii_lowercase().as_str(),
                "the" | "this" | "every" | "each"
            ) =>
            {
                ""
            }
            None => "the ",
        };
        let from = found
            .get("from")
            .map_or(String::new(), |from| format!("{} to ", ordinal(from)));
        format!("{the}{weekday}{from}{day} of {month}{year}")
    } else {
        let last = found
            .get("last")
            .map_or(String::new(), |last| format!(" to {}", ordinal(last)));
        format!("{weekday}{month} {day}{last}{year}")
    })
}

/// A date of figures alone.
fn in_figures(day: &str, month: &str, year: &str, of: bool) -> Option<String> {
    let month = TABLE.month_name(value(month)? as usize)?;
    if !(1..=31).contains(&value(day)?) {
        return None;
    }
    let (day, year) = (ordinal(day), year_of(year));
    Some(match of {
        true => format!("the {day} of {month} {year}"),
        false => format!("{month} {day} {year}"),
    })
}

fn time(found: &Found) -> Option<String> {
    let (hour, minute) = (found.part("hour"), found.part("minute"));
    let Some(second) = found.get("second") else {
        return clock_time(hour, minute, found.part("half"), found.part("zone"));
    };
    let unit = |number: &str, name: &str| {
        let value = value(number).unwrap_or(0);
        let s = if value == 1 { "" } else { "s" };
        format!("{} {name}{s}", hundreds_or_zero(value))
    };
    let said = format!(
        "{} {} and {}",
        unit(hour, "hour"),
        unit(minute, "minute"),
        unit(second, "second")
    );
    Some(joined([
        said,
        letters(found.part("half")),
        letters(found.part("zone")),
    ]))
}

fn hundreds_or_zero(number: u64) -> String {
    match number {
        0 => one_by_one("0"),
        number => hundreds(number as usize),
    }
}

fn clock_time(hour: &str, minute: &str, half: &str, zone: &str) -> Option<String> {
    let (hour, minute) = (value(&digits(hour))?, value(&digits(minute))?);
    if hour > 24 {
        return None;
    }
    let minutes = match minute {
        0 if half.is_empty() => "o'clock".into(),
        0 => String::new(),
        minute => pair(minute),
    };
    Some(joined([
        hundreds_or_zero(hour),
        minutes,
        letters(half),
        letters(zone),
    ]))
}
