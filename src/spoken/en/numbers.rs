//! Fractions, ordinals, ranges, sums, and numbers alone.

use super::super::number::{Number, joined, value};
use super::super::rule::{Found, Rule};
use super::amounts::{is_hyphen, sign};
use super::{NUMBER, TABLE, cardinal, digit, number, ordinal, plain, year};

/// Numbers in some relation to others.
pub fn related() -> Vec<Rule> {
    let minus = r"(?P<minus>[-])?";
    vec![
        Rule::new(r"\b24/7\b", |_| Some("twenty four seven".into())),
        Rule::new(r"\b9/11\b", |_| Some("nine eleven".into())),
        Rule::new(
            &format!(
                r"{minus}(?:(?P<whole>[0-9]+)[ -])?(?P<over>[0-9]+) ?[/⁄] ?(?P<under>[0-9]+)(?:ths?|rds?|nds?|THS?|RDS?|NDS?)?"
            ),
            |found| {
                if is_hyphen(found) {
                    return None;
                }
                let follows = found.after().starts_with('/') || found.before().ends_with('/');
                (!follows).then(|| fraction(found))?
            },
        ),
        Rule::new(
            r"(?P<number>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+) ?(?P<end>(?i:st|nd|rd|th))\b",
            |found| {
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
                if gap {
                    return None;
                }
                Some(if right == end {
                    ordinal(&digits)
                } else {
                    format!("{} {end}", cardinal(&digits))
                })
            },
        ),
        // Scores, years, pages: 1980-1986, 2002–03, 3-1
        Rule::new(
            r"(?P<a>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?:\.[0-9]+)?)(?P<dash>[-–—]| – )(?P<b>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?:\.[0-9]+)?)",
            range,
        ),
    ]
}

/// Signs between numbers, and numbers alone.
pub fn alone() -> Vec<Rule> {
    vec![
        Rule::new(r"(?P<sign>[+×÷=<>≈≠≤≥±√→])", |found| {
            let (before, after) = (
                found.before().chars().next_back(),
                found.after().chars().next(),
            );
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
            Some(format!(
                "{} to the power of {}",
                number(found.part("a")),
                number(found.part("b"))
            ))
        }),
        Rule::new(
            r"(?P<number>[0-9]+(?:\.[0-9]+)?)x (?P<word>faster|slower|more|less|as|the|bigger|larger|better|cheaper|higher|longer)\b",
            |found| {
                Some(format!(
                    "{} times {}",
                    number(found.part("number")),
                    found.part("word")
                ))
            },
        ),
        Rule::new(
            r"(?P<a>[0-9.]*[0-9]) ?(?P<sign>[-−*/xX×]) ?(?P<b>[0-9.]*[0-9])(?: ?= ?)",
            |found| {
                let sign = match found.part("sign") {
                    "-" | "−" => "minus",
                    "*" | "x" | "X" | "×" => "times",
                    _ => "divided by",
                };
                Some(format!(
                    "{} {sign} {} equals ",
                    number(found.part("a")),
                    number(found.part("b"))
                ))
            },
        ),
        Rule::new(
            r"(?P<a>[0-9]+(?:\.[0-9]+)?) ?(?P<sign>[x×*]) ?(?P<b>[0-9]+(?:\.[0-9]+)?)",
            |found| {
                let sign = if found.part("sign") == "*" {
                    "times"
                } else {
                    "by"
                };
                Some(format!(
                    "{} {sign} {}",
                    number(found.part("a")),
                    number(found.part("b"))
                ))
            },
        ),
        // IP addresses and versions
        Rule::new(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}", |found| {
            Some(joined(
                found
                    .all()
                    .chars()
                    .map(|c| if c == '.' { "dot" } else { digit(c) }),
            ))
        }),
        Rule::new(r"[0-9]+(?:\.[0-9]+){2,}", |found| {
            let parts: Vec<String> = found.all().split('.').map(cardinal).collect();
            Some(parts.join(" point "))
        }),
        Rule::new(r"(?P<a>[0-9]{1,3}):(?P<b>[0-9]{1,3})", |found| {
            Some(format!(
                "{} to {}",
                cardinal(found.part("a")),
                cardinal(found.part("b"))
            ))
        }),
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

pub(super) fn fraction(found: &Found) -> Option<String> {
    let (over, under) = (found.part("over"), found.part("under"));
    let (o, u) = (value(over)?, value(under)?);
    let minus = sign(found);
    let said = match u {
        // 20/20 vision, a blood pressure of 120/80
        _ if o == u && o > 9 => return Some(joined([cardinal(over), cardinal(under)])),
        _ if o > u && u > 12 => return Some(joined([&cardinal(over), "over", &cardinal(under)])),
        0 => return Some(joined([minus, &cardinal(over), "over", "zero"])),
        1 => format!("{} over one", cardinal(over)),
        2 => format!(
            "{} {}",
            cardinal(over),
            if o == 1 { "half" } else { "halves" }
        ),
        4 => format!(
            "{} {}",
            cardinal(over),
            if o == 1 { "quarter" } else { "quarters" }
        ),
        _ => format!(
            "{} {}{}",
            cardinal(over),
            ordinal(under),
            if o == 1 { "" } else { "s" }
        ),
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
    let goes_on =
        |text: &str| text.starts_with(['-', '–', '=', '/']) || text.trim_start().starts_with('=');
    if goes_on(found.after()) || found.before().ends_with(['-', '–', '/']) {
        return None;
    }
    let is_year =
        |text: &str, n: u64| text.len() == 4 && (1000..2200).contains(&n) && !text.contains('.');
    if is_year(a, first) && b.len() == 2 && first % 100 < second {
        return Some(format!(
            "{} to {}",
            year(first),
            super::pair(second).replace("o ", "oh ")
        ));
    }
    let each = |text: &str, n: u64| {
        if is_year(text, n) {
            year(n)
        } else {
            plain(text)
        }
    };
    if first == second && !is_year(a, first) {
        return Some(joined([each(a, first), each(b, second)]));
    }
    // Numbers that fall are a score where both are small, and a code where they are not.
    let rises = Number::read(a, '.').whole.len() <= Number::read(b, '.').whole.len()
        && (first < second || a.contains('.'));
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
    if (adjoins(found.before().chars().next_back()) && !is_fiscal)
        || adjoins(found.after().chars().next())
    {
        return false;
    }
    let before = found.word_before().to_ascii_lowercase();
    let of_time = [
        "in", "since", "by", "from", "until", "till", "before", "after", "of", "the", "around",
        "circa", "year", "between", "late", "early", "during",
    ];
    let counted = found.word_after();
    let is_counted = counted.starts_with(char::is_lowercase)
        && (["people", "men", "women", "children"].contains(&counted)
            || counted.len() > 3
                && counted.ends_with('s')
                && !["this", "does", "always", "perhaps", "was", "is", "has"].contains(&counted));
    if is_counted {
        return of_time.contains(&before.as_str()) && (1900..2050).contains(&number);
    }
    true
}
