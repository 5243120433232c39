//! Money and measures.

use super::super::number::{Number, joined, value};
use super::super::rule::{Found, Rule};
use super::numbers::fraction;
use super::{NUMBER, TABLE, cardinal, number, plain, said};

pub fn rules() -> Vec<Rule> {
    let scale = format!(r"(?:[ -]?(?P<scale>(?i:{}))\b)?", TABLE.scale_pattern());
    let currency = format!(r"(?P<sign>{})", TABLE.currency_pattern());
    let unit = TABLE.unit_pattern();
    let measured = format!(
        r"(?P<unit>(?:(?:sq|cu)\.? ?)?(?:{unit}|(?i:{unit})))(?P<power>[²³]|2\b|3\b)?(?: ?/ ?(?P<per>(?i:{unit}))(?P<perpower>[²³])?)?"
    );
    let minus = r"(?P<minus>[-])?";
    vec![
        // $250-$300, $5–10 million
        Rule::new(
            &format!(
                r"{minus}{currency} ?(?P<a>{NUMBER}) ?[-–—] ?(?P<second>{currency2})? ?(?P<b>{NUMBER}){scale}",
                currency2 = TABLE.currency_pattern()
            ),
            |found| {
                let first = match found.get("second") {
                    Some(_) => money(found.part("a"), None, found.part("sign"))?,
                    None => number(found.part("a")),
                };
                Some(format!(
                    "{first} to {}",
                    money(found.part("b"), found.get("scale"), found.part("sign"))?
                ))
            },
        ),
        Rule::new(
            &format!(
                r"{minus}{currency} ?(?P<number>[-]?{NUMBER}){scale}(?: ?/ ?(?P<per>(?i:{unit}|night|week|month|year|hour|person|head|share|barrel|day|piece))\b)?"
            ),
            |found| {
                if is_hyphen(found) {
                    return None;
                }
                let said = money(found.part("number"), found.get("scale"), found.part("sign"))?;
                Some(joined([sign(found), &said, &per(found.get("per"))]))
            },
        ),
        Rule::new(
            &format!(r"(?P<number>{NUMBER}){scale} ?{currency}"),
            |found| {
                let is_word = found.part("sign").chars().all(char::is_alphabetic);
                (!is_word || found.part("sign").chars().all(char::is_uppercase))
                    .then(|| money(found.part("number"), found.get("scale"), found.part("sign")))?
            },
        ),
        // 2-5lb, 1234-123kg
        Rule::new(
            &format!(
                r"(?P<a>{NUMBER}) ?(?P<between>[-–—]|x|×|by) ?(?P<b>{NUMBER}){scale} ?{measured}"
            ),
            |found| {
                let unit = measure(found, "many")?;
                let between = if matches!(found.part("between"), "x" | "×" | "by") {
                    "by"
                } else {
                    "to"
                };
                let scale = scale_of(found)?;
                Some(joined([
                    &number(found.part("a")),
                    between,
                    &number(found.part("b")),
                    scale,
                    &unit,
                ]))
            },
        ),
        // 5'10", 6' 2"
        Rule::new(
            r#"(?P<feet>[0-9]{1,2})(?:['′]| ?ft\.?) ?(?P<inches>[0-9]{1,2})(?:["″”]| ?in\b)"#,
            |found| {
                Some(format!(
                    "{} foot {}",
                    cardinal(found.part("feet")),
                    cardinal(found.part("inches"))
                ))
            },
        ),
        // 3 1/2 kg, 1/2 mi
        Rule::new(
            &format!(
                r"{minus}(?:(?P<whole>[0-9]+)[ -])?(?P<over>[0-9]+)/(?P<under>[0-9]+) ?{measured}"
            ),
            |found| {
                if is_hyphen(found) || is_plain_word(found) {
                    return None;
                }
                let fraction = fraction(found)?;
                let many = if found.get("whole").is_some() {
                    "many"
                } else {
                    "one"
                };
                let of = if found.get("whole").is_some() {
                    ""
                } else {
                    "of a"
                };
                let unit = measure(found, many)?;
                let of = if of == "of a"
                    && unit.starts_with(['a', 'e', 'i', 'o', 'u', 'h'])
                    && !unit.starts_with("hect")
                    && !unit.starts_with("hert")
                {
                    "of an"
                } else {
                    of
                };
                Some(joined([&fraction, of, &unit]))
            },
        ),
        Rule::new(
            &format!(r"{minus}(?P<number>{NUMBER}){scale}(?P<gap>[ -]?){measured}"),
            |found| {
                let minus = sign(found);
                if is_hyphen(found) || is_plain_word(found) {
                    return None;
                }
                let written = Number::read(found.part("number"), '.');
                let is_adjective = found.part("gap") == "-";
                let one = (written.is_one() && found.get("scale").is_none()) || is_adjective;
                let unit = measure(found, if one { "one" } else { "many" })?;
                let scale = scale_of(found)?;
                let number = if written.fraction.is_none() {
                    cardinal(&written.whole)
                } else {
                    said(&written)
                };
                Some(joined([minus, &number, scale, &unit]))
            },
        ),
        // 12/kg
        Rule::new(
            &format!(r"(?P<number>{NUMBER}) ?/ ?(?P<per>(?:{unit}))(?P<perpower>[²³])?"),
            |found| {
                let power = power(found.part("perpower"));
                let unit = TABLE.unit(found.part("per"))?.first()?;
                (found.part("per").len() > 1
                    || found.get("perpower").is_some()
                    || !found.after().starts_with(char::is_alphanumeric))
                .then(|| joined([&number(found.part("number")), "per", power, unit]))
            },
        ),
        Rule::new(
            &format!(r"{minus}(?P<number>{NUMBER}) ?(?P<scale>[MBK]|bn|tn|mn)\b"),
            |found| {
                if is_hyphen(found) {
                    return None;
                }
                // A single letter may be that of a room or a model.
                let is_letter =
                    matches!(found.part("scale"), "B" | "K") || found.all().contains(' ');
                let scale = match is_letter && found.part("scale").len() == 1 {
                    true => found.part("scale"),
                    false => TABLE.scale(found.part("scale"))?.first()?,
                };
                Some(joined([sign(found), &plain(found.part("number")), scale]))
            },
        ),
    ]
}

/// "minus" if there is a minus before the number and not a hyphen.
pub(super) fn sign(found: &Found) -> &'static str {
    let before = found.before().chars().next_back();
    let is_minus = !found.part("minus").is_empty()
        && before.is_none_or(|c| {
            c.is_whitespace() || matches!(c, '(' | '[' | '=' | '<' | '>' | '+' | '"' | '“' | '/')
        });
    if is_minus { TABLE.word("minus") } else { "" }
}

/// Whether what looks like a minus joins a word and a number.
pub(super) fn is_hyphen(found: &Found) -> bool {
    !found.part("minus").is_empty() && sign(found).is_empty()
}

fn scale_of(found: &Found) -> Option<&'static str> {
    match found.get("scale") {
        Some(scale) => Some(TABLE.scale(scale)?.first()?),
        None => Some(""),
    }
}

fn per(unit: Option<&str>) -> String {
    let Some(unit) = unit else {
        return String::new();
    };
    let name = TABLE.unit(unit).and_then(|names| names.first());
    format!("per {}", name.map_or(unit, String::as_str))
}

fn power(sign: &str) -> &'static str {
    match sign {
        "²" | "2" => TABLE.word("square"),
        "³" | "3" => TABLE.word("cubic"),
        _ => "",
    }
}

/// Whether what looks like a unit is a word or a letter of the text.
fn is_plain_word(found: &Found) -> bool {
    let unit = found.part("unit");
    let is_in = |list: &str| TABLE.list(list).iter().any(|word| word == unit);
    if is_in("never_units") {
        return true;
    }
    if found.get("power").is_some() || found.get("per").is_some() {
        return false;
    }
    let gap = found.all().contains(' ') || found.part("gap") == "-";
    // A capital unlike the sign's own: M is no metre, and A no year.
    let unlike =
        unit.len() == 1 && unit.starts_with(char::is_uppercase) && !TABLE.units.contains_key(unit);
    unlike || (gap && is_in("words_not_units")) || (!gap && matches!(unit, "s" | "S"))
}

/// The unit that was found, with its power and what it is counted by.
fn measure(found: &Found, number: &str) -> Option<String> {
    let written = found.part("unit");
    let (square, written) = match written.strip_prefix("sq").or(written.strip_prefix("cu")) {
        Some(rest) if !rest.is_empty() => {
            let power = if written.starts_with("sq") {
                "square"
            } else {
                "cubic"
            };
            (TABLE.word(power), rest.trim_start_matches(['.', ' ']))
        }
        _ => ("", written),
    };
    let names = TABLE.unit(written)?;
    let name = if number == "one" {
        names.first()
    } else {
        names.get(1)
    }?;
    // What stands behind a percent sign is no power.
    if found.get("power").is_some()
        && !names.first()?.ends_with("meter")
        && !["foot", "inch", "mile", "yard", "second"].contains(&names.first()?.as_str())
    {
        return None;
    }
    let per = match found.get("per") {
        Some(per)
            if found.get("perpower") == Some("²") && TABLE.unit(per)?.first()? == "second" =>
        {
            "per second squared".into()
        }
        Some(per) => joined([
            "per",
            power(found.part("perpower")),
            TABLE.unit(per)?.first()?,
        ]),
        None => String::new(),
    };
    Some(joined([square, power(found.part("power")), name, &per]))
}

/// An amount of money.
fn money(written: &str, scale: Option<&str>, sign: &str) -> Option<String> {
    let names = TABLE.currency(sign)?;
    let [one, many, cent, cents] = names else {
        return None;
    };
    let number = Number::read(written, '.');
    let minus = if number.negative {
        TABLE.word("minus")
    } else {
        ""
    };
    if let Some(scale) = scale {
        let scale = TABLE.scale(scale)?.first()?;
        return Some(joined([&said(&number), scale, many]));
    }
    let fraction = number
        .fraction
        .as_deref()
        .unwrap_or("")
        .trim_end_matches('0');
    let whole = value(&number.whole);
    if fraction.is_empty() {
        let name = if whole == Some(1) { one } else { many };
        return Some(joined([minus, &cardinal(&number.whole), name]));
    }
    if fraction.len() > 2 || cent.is_empty() {
        let number = Number {
            fraction: Some(fraction.into()),
            ..number
        };
        return Some(joined([&said(&number), many]));
    }
    let hundredths = value(&format!("{fraction:0<2}"))?;
    let small = joined([
        &cardinal(&hundredths.to_string()),
        if hundredths == 1 { cent } else { cents },
    ]);
    if whole == Some(0) {
        return Some(joined([minus, &small]));
    }
    let name = if whole == Some(1) { one } else { many };
    Some(joined([minus, &cardinal(&number.whole), name, &small]))
}
