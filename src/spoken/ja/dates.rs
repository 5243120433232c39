//! Dates, weekdays, eras, times of day, and `〜` between them.

use super::super::number::value;
use super::super::rule::{Found, Rule};
use super::{TABLE, number};
use unicode_script::{Script, UnicodeScript};

pub fn rules() -> Vec<Rule> {
    vec![
        Rule::new(
            r"(?P<year>[0-9]{4})(?P<mark>[-/.])(?P<month>[01]?[0-9])(?P<again>[-/.])(?P<day>[0-3]?[0-9])",
            |found| {
                let (month, day) = (value(found.part("month"))?, value(found.part("day"))?);
                let is_date = found.part("mark") == found.part("again")
                    && (1..=12).contains(&month)
                    && (1..=31).contains(&day);
                is_date.then(|| {
                    format!(
                        "{}年{}月{}日",
                        number(found.part("year")),
                        number(found.part("month")),
                        number(found.part("day"))
                    )
                })
            },
        ),
        // R.4, H30.4.1
        Rule::new(
            r"\b(?P<era>[RHSTM])\.? ?(?P<year>[0-9]{1,2})(?:\.(?P<month>[01]?[0-9])(?:\.(?P<day>[0-3]?[0-9]))?)?年?",
            |found| {
                let dotted = found.all()[1..].starts_with('.')
                    || found.get("month").is_some()
                    || found.all().ends_with('年');
                let year = if found.part("year") == "1" {
                    "元".into()
                } else {
                    number(found.part("year"))
                };
                let month = found
                    .get("month")
                    .map_or(String::new(), |month| format!("{}月", number(month)));
                let day = found
                    .get("day")
                    .map_or(String::new(), |day| format!("{}日", number(day)));
                dotted.then(|| format!("{}{year}年{month}{day}", TABLE.word(found.part("era"))))
            },
        ),
        // (水), (月〜金), (月・祝)
        Rule::new(
            r"[(（](?P<day>[月火水木金土日])(?P<mark>[〜～~・,、/-])?(?P<last>[月火水木金土日祝休])?[)）]",
            |found| {
                let day = |name: &str| {
                    TABLE
                        .weekday(name)
                        .map_or_else(|| TABLE.word(name).to_string(), String::from)
                };
                let last = found.get("last").map(day);
                match (found.get("mark"), last) {
                    (None, None) => Some(day(found.part("day"))),
                    (Some("〜" | "～" | "~" | "-"), Some(last)) => {
                        Some(format!("{}から{last}", day(found.part("day"))))
                    }
                    (Some(_), Some(last)) => Some(format!("{}{last}", day(found.part("day")))),
                    _ => None,
                }
            },
        ),
        Rule::new(
            r"(?:(?P<half>[aApP])\.?[mM]\.? ?)?(?P<hour>[0-2]?[0-9])[:：](?P<minute>[0-5][0-9])(?:[:：](?P<second>[0-5][0-9]))?(?: ?(?P<after>[aApP])\.?[mM]\b\.?)?",
            |found| {
                let half = match found.get("half").or(found.get("after")) {
                    Some("a" | "A") => "午前",
                    Some(_) => "午後",
                    None => "",
                };
                let minute = if value(found.part("minute"))? == 0 && found.get("second").is_none() {
                    String::new()
                } else {
                    format!("{}分", number(found.part("minute")))
                };
                let second = found
                    .get("second")
                    .map_or(String::new(), |second| format!("{}秒", number(second)));
                Some(format!(
                    "{half}{}時{minute}{second}",
                    number(found.part("hour"))
                ))
            },
        ),
        Rule::new(r"[〜～~]", between),
    ]
}

/// `〜` between times, numbers and places is から; it draws out the sound of kana.
fn between(found: &Found) -> Option<String> {
    let is_term = |c: char| {
        c.is_ascii_digit()
            || c.script() == Script::Han
            || matches!(c, ')' | '）' | '%' | '紀' | '$' | '¥')
    };
    let before = found.before().chars().next_back().is_some_and(is_term);
    let after = found
        .after()
        .chars()
        .next()
        .is_some_and(|c| is_term(c) || matches!(c, 'R' | 'H' | 'S'));
    (before && (after || found.before().ends_with(|c: char| c.is_ascii_digit())))
        .then(|| "から".into())
}
