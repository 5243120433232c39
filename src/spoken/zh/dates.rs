//! Dates, years, times of day.

use super::super::han;
use super::super::number::value;
use super::super::rule::{Found, Rule};
use super::number;

const ERA: &str = r"(?: ?(?P<era>[aA]\.?[dD]\b\.?|[bB]\.?[cC]\b\.?))?";

pub fn rules() -> Vec<Rule> {
    vec![
        // 2015年08月08号, 1823年3月bc
        Rule::new(
            &format!(
                r"(?P<head>公元前?)?(?P<year>[0-9]{{2,4}})年(?P<month>[01]?[0-9])月(?:(?P<day>[0-3]?[0-9])(?P<mark>[日号號]))?{ERA}"
            ),
            |found| {
                let day = match found.get("day") {
                    Some(day) => format!("{}{}", number(day), found.part("mark")),
                    None => String::new(),
                };
                Some(format!(
                    "{}{}年{}月{day}",
                    head(found),
                    han::one_by_one(found.part("year")),
                    number(found.part("month"))
                ))
            },
        ),
        Rule::new(
            r"(?P<month>[01]?[0-9])月(?P<day>[0-3]?[0-9])(?P<mark>[日号號])",
            |found| {
                Some(format!(
                    "{}月{}{}",
                    number(found.part("month")),
                    number(found.part("day")),
                    found.part("mark")
                ))
            },
        ),
        // 2012-2015年, 1998～2000年
        Rule::new(
            r"(?P<a>[0-9]{4})年? ?(?:[-–—~～〜]|至|到) ?(?P<b>[0-9]{4}|[0-9]{2})(?P<year>年)",
            |found| {
                Some(format!(
                    "{}到{}年",
                    han::one_by_one(found.part("a")),
                    han::one_by_one(found.part("b"))
                ))
            },
        ),
        // Of two digits it is a year with a nought or a century's half before it, else so many years.
        Rule::new(
            &format!(r"(?P<head>公元前?|西元前?)?(?P<year>[0-9]{{1,4}})年(?P<tail>代)?{ERA}"),
            |found| {
                let year = found.part("year");
                let is_span = found.after().starts_with([
                    '前', '后', '後', '来', '來', '内', '內', '间', '間', '级', '級', '多', '以',
                ]) || found.before().ends_with([
                    '近', '约', '第', '过', '了', '有', '每', '这', '那', '用', '几',
                ]);
                let is_year = year.len() == 4
                    || !found.part("head").is_empty()
                    || found.get("era").is_some()
                    || year.len() == 3 && !is_span
                    || year.len() == 2 && !is_span && found.part("tail").is_empty();
                let is_thousand = year.len() == 4 && year.ends_with("000") && is_span;
                let said = if is_year && !is_thousand && !(is_span && year.len() < 4) {
                    han::one_by_one(year)
                } else {
                    super::counted(year, "年")
                };
                Some(format!("{}{said}年{}", head(found), found.part("tail")))
            },
        ),
        Rule::new(
            r"(?P<year>[0-9]{1,4}) ?(?P<era>[aA]\.?[dD]\b\.?|[bB]\.?[cC]\b\.?)",
            |found| {
                Some(format!(
                    "{}{}年",
                    head(found),
                    han::one_by_one(found.part("year"))
                ))
            },
        ),
        Rule::new(
            r"(?P<year>[0-9]{4}|[0-9]{2})(?P<mark>[-/.·])(?P<month>[01]?[0-9])(?P<again>[-/.·])(?P<day>[0-3]?[0-9])",
            |found| {
                let (month, day) = (value(found.part("month"))?, value(found.part("day"))?);
                let is_date = found.part("mark") == found.part("again")
                    && (1..=12).contains(&month)
                    && (1..=31).contains(&day);
                let goes_on = found.after().starts_with(['.', '-', '/'])
                    && found.after()[1..].starts_with(|c: char| c.is_ascii_digit());
                (is_date && !goes_on).then(|| {
                    format!(
                        "{}年{}月{}日",
                        han::one_by_one(found.part("year")),
                        number(found.part("month")),
                        number(found.part("day"))
                    )
                })
            },
        ),
        Rule::new(
            r"(?P<hour>[0-2]?[0-9])[:：](?P<minute>[0-5][0-9])(?:[:：](?P<second>[0-5][0-9]))?(?: ?(?P<half>[aApP]\.?[mM]\b\.?))?(?:(?P<dash> ?[-–—~～至到] ?)(?P<h2>[0-2]?[0-9])[:：](?P<m2>[0-5][0-9]))?",
            |found| {
                let first = clock(
                    found.part("hour"),
                    found.part("minute"),
                    found.get("second"),
                )?;
                let half = match found.get("half") {
                    Some(half) if half.starts_with(['a', 'A']) => "上午",
                    Some(_) => "下午",
                    None => "",
                };
                let half = if found.before().ends_with(['午', '晨', '晚', '上', '夜']) {
                    ""
                } else {
                    half
                };
                let second = match found.get("h2") {
                    Some(hour) => format!("到{}", clock(hour, found.part("m2"), None)?),
                    None => String::new(),
                };
                Some(format!("{half}{first}{second}"))
            },
        ),
        Rule::new(
            r"(?P<hour>[01]?[0-9]) ?(?P<half>[aApP]\.?[mM])\b",
            |found| {
                let half = if found.part("half").starts_with(['a', 'A']) {
                    "上午"
                } else {
                    "下午"
                };
                Some(format!("{half}{}", hour(found.part("hour"))?))
            },
        ),
        Rule::new(
            r"(?P<hour>[0-2]?[0-9])(?P<point>[点點时時])(?P<minute>[0-5]?[0-9])(?P<mark>分|刻)?",
            |found| {
                let said = format!(
                    "{}{}",
                    hour(found.part("hour"))?,
                    number(found.part("minute"))
                );
                Some(said.replace('点', found.part("point")) + found.part("mark"))
            },
        ),
    ]
}

fn head(found: &Found) -> String {
    match found.get("era") {
        Some(era) if era.starts_with(['b', 'B']) => "公元前".into(),
        Some(_) => "公元".into(),
        None => found.part("head").into(),
    }
}

fn hour(hour: &str) -> Option<String> {
    let hour = value(hour)?;
    let said = if hour == 2 {
        "两".into()
    } else {
        han::chinese(&hour.to_string())
    };
    (hour < 25).then(|| format!("{said}点"))
}

fn clock(hours: &str, minute: &str, second: Option<&str>) -> Option<String> {
    let hour = hour(hours)?;
    let minutes = match (value(minute)?, second) {
        (0, None) => String::new(),
        (30, None) => "三十分".into(),
        (minute, _) => format!("{}分", han::chinese(&minute.to_string())),
    };
    let seconds = second.map_or(String::new(), |second| format!("{}秒", number(second)));
    Some(format!("{hour}{minutes}{seconds}"))
}
