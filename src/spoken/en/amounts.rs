//! Money, measures, fractions, ordinals, ranges, sums, and numbers alone.

use super::super::number::{Number, joined, value};
use super::super::rule::{Found, Rule};
use super::{NUMBER, TABLE, cardinal, digit, number, ordinal, plain, said, year};

pub fn rules() -> Vec<Rule> {
    let scale = format!(r"(?:[ -]?(?P<scale>(?i:{}))\b)?", TABLE.scale_pattern());
    let currency = format!(r"(?P<sign>{})", TABLE.currency_pattern());
    let unit = TABLE.unit_pattern();
    let measured = format!(r"(?P<unit>(?:(?:sq|cu)\.? ?)?(?:{unit}|(?i:{unit})))(?P<power>[²³]|2\b|3\b)?(?: ?/ ?(?P<per>(?i:{unit}))(?P<perpower>[²³])?)?");
    let minus = r"(?P<minus>[-])?";
    vec![
        // $250-$300, $5–10 million
        Rule::new(&format!(r"{minus}{currency} ?(?P<a>{NUMBER}) ?[-–—] ?(?P<second>{currency2})? ?(?P<b>{NUMBER}){scale}", currency2 = TABLE.currency_pattern()), |found| {
            let first = match found.get("second") {
                Some(_) => money(found.part("a"), None, found.part("sign"))?,
                None => number(found.part("a")),
            };
            Some(format!("{first} to {}", money(found.part("b"), found.get("scale"), found.part("sign"))?))
        }),
        Rule::new(&format!(r"{minus}{currency} ?(?P<number>[-]?{NUMBER}){scale}(?: ?/ ?(?P<per>(?i:{unit}|night|week|month|year|hour|person|head|share|barrel|day|piece))\b)?"), |found| {
            if is_hyphen(found) { return None; }
            let said = money(found.part("number"), found.get("scale"), found.part("sign"))?;
            Some(joined([sign(found), &said, &per(found.get("per"))]))
        }),
        Rule::new(&format!(r"(?P<number>{NUMBER}){scale} ?{currency}"), |found| {
            let is_word = found.part("sign").chars().all(char::is_alphabetic);
            (!is_word || found.part("sign").chars().all(char::is_uppercase))
                .then(|| money(found.part("number"), found.get("scale"), found.part("sign")))?
        }),
        // 2-5lb, 1234-123kg
        Rule::new(&format!(r"(?P<a>{NUMBER}) ?(?P<between>[-–—]|x|×|by) ?(?P<b>{NUMBER}){scale} ?{measured}"), |found| {
            let unit = measure(found, "many")?;
            let between = if matches!(found.part("between"), "x" | "×" | "by") { "by" } else { "to" };
            let scale = scale_of(found)?;
            Some(joined([&number(found.part("a")), between, &number(found.part("b")), scale, &unit]))
        }),
        // 5'10", 6' 2"
        Rule::new(r#"(?P<feet>[0-9]{1,2})(?:['′]| ?ft\.?) ?(?P<inches>[0-9]{1,2})(?:["″”]| ?in\b)"#, |found| {
            Some(format!("{} foot {}", cardinal(found.part("feet")), cardinal(found.part("inches"))))
        }),
        // 3 1/2 kg, 1/2 mi
        Rule::new(&format!(r"{minus}(?:(?P<whole>[0-9]+)[ -])?(?P<over>[0-9]+)/(?P<under>[0-9]+) ?{measured}"), |found| {
            if is_hyphen(found) || is_plain_word(found) {
                return None;
            }
            let fraction = fraction(found)?;
            let many = if found.get("whole").is_some() { "many" } else { "one" };
            let of = if found.get("whole").is_some() { "" } else { "of a" };
            let unit = measure(found, many)?;
            let of = if of == "of a" && unit.starts_with(['a', 'e', 'i', 'o', 'u', 'h']) && !unit.starts_with("hect") && !unit.starts_with("hert") { "of an" } else { of };
            Some(joined([&fraction, of, &unit]))
        }),
        Rule::new(&format!(r"{minus}(?P<number>{NUMBER}){scale}(?P<gap>[ -]?){measured}"), |found| {
            let minus = sign(found);
            if is_hyphen(found) || is_plain_word(found) {
                return None;
            }
            let written = Number::read(found.part("number"), '.');
            let is_adjective = found.part("gap") == "-";
            let one = (written.is_one() && found.get("scale").is_none()) || is_adjective;
            let unit = measure(found, if one { "one" } else { "many" })?;
            let scale = scale_of(found)?;
            let number = if written.fraction.is_none() { cardinal(&written.whole) } else { said(&written) };
            Some(joined([minus, &number, scale, &unit]))
        }),
        // 12/kg
        Rule::new(&format!(r"(?P<number>{NUMBER}) ?/ ?(?P<per>(?:{unit}))(?P<perpower>[²³])?"), |found| {
            let power = power(found.part("perpower"));
            let unit = TABLE.unit(found.part("per"))?.first()?;
            (found.part("per").len() > 1 || found.get("perpower").is_some() || !found.after().starts_with(char::is_alphanumeric))
                .then(|| joined([&number(found.part("number")), "per", power, unit]))
        }),
        Rule::new(&format!(r"{minus}(?P<number>{NUMBER}) ?(?P<scale>[MBK]|bn|tn|mn)\b"), |found| {
            if is_hyphen(found) { return None; }
            // A single letter may be that of a room or a model.
            let is_letter = matches!(found.part("scale"), "B" | "K") || found.all().contains(' ');
            let scale = match is_letter && found.part("scale").len() == 1 {
                true => found.part("scale"),
                false => TABLE.scale(found.part("scale"))?.first()?,
            };
            Some(joined([sign(found), &plain(found.part("number")), scale]))
        }),
        Rule::new(r"\b24/7\b", |_| Some("twenty four seven".into())),
        Rule::new(r"\b9/11\b", |_| Some("nine eleven".into())),
        Rule::new(&format!(r"{minus}(?:(?P<whole>[0-9]+)[ -])?(?P<over>[0-9]+) ?[/⁄] ?(?P<under>[0-9]+)(?:ths?|rds?|nds?|THS?|RDS?|NDS?)?"), |found| {
            if is_hyphen(found) { return None; }
            let follows = found.after().starts_with('/') || found.before().ends_with('/');
            (!follows).then(|| fraction(found))?
        }),
        Rule::new(r"(?P<number>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+) ?(?P<end>(?i:st|nd|rd|th))\b", |found| {
            let written = found.part("number");
            let gap = found.all().contains(' ');
            let digits = super::digits(written);
            let end = found.part("end").to_ascii_lowercase();
            let (last, teen) = (value(&digits)? % 10, value(&digits)? % 100 / 10 == 1);
            let right = match last {
                1 if !teen => "st",
                2 if !teen => "nd",
                3 if !teen => "rd",
                _ => "th",
            };
            if gap { return None; }
            Some(if right == end { ordinal(&digits) } else { format!("{} {end}", cardinal(&digits)) })
        }),
        // Scores, years, pages: 1980-1986, 2002–03, 3-1
        Rule::new(r"(?P<a>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?:\.[0-9]+)?)(?P<dash>[-–—]| – )(?P<b>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?:\.[0-9]+)?)", range),
    ]
}

/// Signs between numbers, and numbers alone.
pub fn numbers() -> Vec<Rule> {
    vec![
        Rule::new(r"(?P<sign>[+×÷=<>≈≠≤≥±√→])", |found| {
            let (before, after) = (found.before().chars().next_back(), found.after().chars().next());
            // Arrows and brackets of markup, and signs at the end of a word, as C++.
            let sign = found.part("sign");
            if matches!(sign, "<" | ">" | "=" | "+") && !between(found) {
                return None;
            }
            if sign == "=" && (before == Some('=') || after == Some('=')) {
                return None;
            }
            Some(format!(" {} ", TABLE.signs.get(sign)?)).map(|said| fit(found, &said))
        }),
        Rule::new(r"(?P<a>[0-9.]*[0-9]) ?\^ ?(?P<b>[-]?[0-9]+)", |found| {
            Some(format!("{} to the power of {}", number(found.part("a")), number(found.part("b"))))
        }),
        Rule::new(r"(?P<number>[0-9]+(?:\.[0-9]+)?)x (?P<word>faster|slower|more|less|as|the|bigger|larger|better|cheaper|higher|longer)\b", |found| {
            Some(format!("{} times {}", number(found.part("number")), found.part("word")))
        }),
        Rule::new(r"(?P<a>[0-9.]*[0-9]) ?(?P<sign>[-−*/xX×]) ?(?P<b>[0-9.]*[0-9])(?: ?= ?)", |found| {
            let sign = match found.part("sign") {
                "-" | "−" => "minus",
                "*" | "x" | "X" | "×" => "times",
                _ => "divided by",
            };
            Some(format!("{} {sign} {} equals ", number(found.part("a")), number(found.part("b"))))
        }),
        Rule::new(r"(?P<a>[0-9]+(?:\.[0-9]+)?) ?(?P<sign>[x×*]) ?(?P<b>[0-9]+(?:\.[0-9]+)?)", |found| {
            let sign = if found.part("sign") == "*" { "times" } else { "by" };
            Some(format!("{} {sign} {}", number(found.part("a")), number(found.part("b"))))
        }),
        // IP addresses and versions
        Rule::new(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}", |found| Some(joined(found.all().chars().map(|c| if c == '.' { "dot" } else { digit(c) })))),
        Rule::new(r"[0-9]+(?:\.[0-9]+){2,}", |found| {
            let parts: Vec<String> = found.all().split('.').map(cardinal).collect();
            Some(parts.join(" point "))
        }),
        Rule::new(r"(?P<a>[0-9]{1,3}):(?P<b>[0-9]{1,3})", |found| Some(format!("{} to {}", cardinal(found.part("a")), cardinal(found.part("b"))))),
        Rule::new(r"(?P<year>[0-9]{4})", |found| {
            let number = value(found.part("year"))?;
            is_year(found, number).then(|| year(number))
        }),
        Rule::new(&format!(r"(?P<minus>[-])?(?P<number>{NUMBER})"), |found| {
            let minus = sign(found);
            // A hyphen stays where it is.
            (!is_hyphen(found)).then(|| joined([minus, &plain(found.part("number"))]))
        }),
        Rule::new(r" ?& ?", |_| Some(" and ".into())),
    ]
}

/// The words without blanks where there are some already.
fn fit(found: &Found, said: &str) -> String {
    let mut said = said;
    if found.before().is_empty() || found.before().ends_with(' ') {
        said = said.trim_start();
    }
    if found.after().is_empty() || found.after().starts_with(' ') {
        said = said.trim_end();
    }
    said.into()
}

/// Whether a sign stands between what it may connect, or before a number.
fn between(found: &Found) -> bool {
    let before = found.before().trim_end().chars().next_back();
    let after = found.after().trim_start().chars().next();
    let is_term = |c: char| c.is_alphanumeric() || matches!(c, ')' | '(' | '-' | '.' | '√' | '$');
    let is_number = after.is_some_and(|c| c.is_ascii_digit());
    after.is_some_and(is_term) && (before.is_some_and(is_term) || is_number)
}

/// "minus" if there is a minus before the number and not a hyphen.
fn sign(found: &Found) -> &'static str {
    let before = found.before().chars().next_back();
    let is_minus = !found.part("minus").is_empty()
        && before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '=' | '<' | '>' | '+' | '"' | '“' | '/'));
    if is_minus { TABLE.word("minus") } else { "" }
}

/// Whether what looks like a minus joins a word and a number.
fn is_hyphen(found: &Found) -> bool {
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
    let spaced = found.all().contains(' ') || found.part("gap") == "-";
    let short = matches!(unit, "in" | "a" | "A" | "d" | "D" | "h" | "H" | "s" | "S" | "B" | "b" | "J" | "j" | "N" | "n" | "W" | "w" | "V" | "v" | "M" | "mo" | "MO" | "Mo" | "pt" | "PT" | "au" | "sq" | "K" | "mi" | "Min" | "In" | "IN" | "AM" | "Am" | "am" | "PM" | "pm" | "as" | "As" | "AS" | "l" | "L" | "C" | "cal" | "pp" | "Pa" | "pa" | "MS" | "Ms" | "GAL");
    let clear = found.get("power").is_some() || found.get("per").is_some();
    let plural = unit == "s" || unit == "S";
    let case = matches!(unit, "am" | "AM" | "Am" | "pm" | "PM" | "as" | "As" | "AS" | "Mm" | "In" | "IN" | "MS" | "Ms");
    if unit == "in" && !spaced && found.after().starts_with(' ') {
        return false;
    }
    // A capital unlike the sign's own: M is no metre, and A no year.
    let unlike = unit.len() == 1 && unit.starts_with(char::is_uppercase) && !matches!(unit, "L" | "W" | "V" | "A" | "J" | "N");
    (short && spaced && !clear && !matches!(unit, "l" | "L" | "h" | "V" | "W" | "mi")) || case || plural && !spaced && !clear || unlike && !clear
}

/// The unit that was found, with its power and what it is counted by.
fn measure(found: &Found, number: &str) -> Option<String> {
    let written = found.part("unit");
    let (square, written) = match written.strip_prefix("sq").or(written.strip_prefix("cu")) {
        Some(rest) if !rest.is_empty() => {
            let power = if written.starts_with("sq") { "square" } else { "cubic" };
            (TABLE.word(power), rest.trim_start_matches(['.', ' ']))
        }
        _ => ("", written),
    };
    let names = TABLE.unit(written)?;
    let name = if number == "one" { names.first() } else { names.get(1) }?;
    // What stands behind a percent sign is no power.
    if found.get("power").is_some() && !names.first()?.ends_with("meter") && !["foot", "inch", "mile", "yard", "second"].contains(&names.first()?.as_str()) {
        return None;
    }
    let per = match found.get("per") {
        Some(per) if found.get("perpower") == Some("²") && TABLE.unit(per)?.first()? == "second" => "per second squared".into(),
        Some(per) => joined(["per", power(found.part("perpower")), TABLE.unit(per)?.first()?]),
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
    let minus = if number.negative { TABLE.word("minus") } else { "" };
    if let Some(scale) = scale {
        let scale = TABLE.scale(scale)?.first()?;
        return Some(joined([&said(&number), scale, many]));
    }
    let fraction = number.fraction.as_deref().unwrap_or("").trim_end_matches('0');
    let whole = value(&number.whole);
    if fraction.is_empty() {
        let name = if whole == Some(1) { one } else { many };
        return Some(joined([minus, &cardinal(&number.whole), name]));
    }
    if fraction.len() > 2 || cent.is_empty() {
        let number = Number { fraction: Some(fraction.into()), ..number };
        return Some(joined([&said(&number), many]));
    }
    let hundredths = value(&format!("{fraction:0<2}"))?;
    let small = joined([&cardinal(&hundredths.to_string()), if hundredths == 1 { cent } else { cents }]);
    if whole == Some(0) {
        return Some(joined([minus, &small]));
    }
    let name = if whole == Some(1) { one } else { many };
    Some(joined([minus, &cardinal(&number.whole), name, &small]))
}

fn fraction(found: &Found) -> Option<String> {
    let (over, under) = (found.part("over"), found.part("under"));
    let (o, u) = (value(over)?, value(under)?);
    let minus = sign(found);
    let said = match u {
        // 20/20 vision, a blood pressure of 120/80
        _ if o == u && o > 9 => return Some(joined([cardinal(over), cardinal(under)])),
        _ if o > u && u > 12 => return Some(joined([&cardinal(over), "over", &cardinal(under)])),
        0 => return Some(joined([minus, &cardinal(over), "over", "zero"])),
        1 => format!("{} over one", cardinal(over)),
        2 => format!("{} {}", cardinal(over), if o == 1 { "half" } else { "halves" }),
        4 => format!("{} {}", cardinal(over), if o == 1 { "quarter" } else { "quarters" }),
        _ => format!("{} {}{}", cardinal(over), ordinal(under), if o == 1 { "" } else { "s" }),
    };
    Some(match found.get("whole") {
        Some(whole) => joined([minus, &cardinal(whole), "and", &said]),
        None => joined([minus, &said]),
    })
}

fn range(found: &Found) -> Option<String> {
    let (a, b) = (found.part("a"), found.part("b"));
    let (first, second) = (value(&super::digits(a))?, value(&super::digits(b))?);
    // A word, a longer code, or a sum goes on.
    let goes_on = |text: &str| text.starts_with(['-', '–', '=', '/']) || text.trim_start().starts_with('=');
    if goes_on(found.after()) || found.before().ends_with(['-', '–', '/']) {
        return None;
    }
    let is_year = |text: &str, n: u64| text.len() == 4 && (1000..2200).contains(&n) && !text.contains('.');
    if is_year(a, first) && b.len() == 2 && first % 100 < second {
        return Some(format!("{} to {}", year(first), super::pair(second).replace("o ", "oh ")));
    }
    let each = |text: &str, n: u64| if is_year(text, n) { year(n) } else { plain(text) };
    if first == second && !is_year(a, first) {
        return Some(joined([each(a, first), each(b, second)]));
    }
    // Numbers that fall are a score where both are small, and a code where they are not.
    let rises = Number::read(a, '.').whole.len() <= Number::read(b, '.').whole.len() && (first < second || a.contains('.'));
    if rises || (first < 100 && second < 100 && !b.starts_with('0')) {
        return Some(format!("{} to {}", each(a, first), each(b, second)));
    }
    Some(format!("{}-{}", each(a, first), each(b, second)))
}

/// Whether a number of four digits is a year, by what stands around it.
fn is_year(found: &Found, number: u64) -> bool {
    if !(1000..3000).contains(&number) {
        return false;
    }
    let adjoins = |c: Option<char>| c.is_some_and(|c| c.is_alphabetic() || c == '_');
    let is_fiscal = found.before().ends_with("FY") || found.before().ends_with("CY");
    if (adjoins(found.before().chars().next_back()) && !is_fiscal) || adjoins(found.after().chars().next()) {
        return false;
    }
    let before = found.word_before().to_ascii_lowercase();
    let of_time = ["in", "since", "by", "from", "until", "till", "before", "after", "of", "the", "around", "circa", "year", "between", "late", "early", "during"];
    let counted = found.word_after();
    let is_counted = counted.starts_with(char::is_lowercase)
        && (["people", "men", "women", "children"].contains(&counted)
            || counted.len() > 3 && counted.ends_with('s') && !["this", "does", "always", "perhaps", "was", "is", "has"].contains(&counted));
    if is_counted {
        return of_time.contains(&before.as_str()) && (1900..2050).contains(&number);
    }
    true
}
