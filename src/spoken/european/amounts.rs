//! Telephone numbers, money, measures, fractions, ranges, sums, and numbers alone.

use super::super::number::{Number, digits, joined, value};
use super::super::rule::{Found, Rule};
use super::{Gender, Grammar, NUMBER, read, whole};

pub fn telephones(grammar: &'static dyn Grammar) -> Vec<Rule> {
    let say = move |found: &Found| {
        let all = found.all();
        let count = digits(all).len();
        let table = grammar.table();
        if is_years(all)
            || !(7..=17).contains(&count)
            || (all.starts_with(|c: char| c.is_ascii_digit() && c != '0')
                && !all.contains(['-', '(', ' ']))
        {
            return None;
        }
        // A country's code may be a number of two digits.
        let (plus, rest) = match all.strip_prefix('+') {
            Some(rest) => {
                let end = rest
                    .find(|c: char| !c.is_ascii_digit())
                    .unwrap_or(rest.len());
                let code = if end == 2 {
                    grammar.number(&read(&rest[..end]), None)
                } else {
                    one_by_one(grammar, &rest[..end])
                };
                (joined([table.word("plus"), &code]), &rest[end..])
            }
            None => (String::new(), all),
        };
        Some(joined([plus, one_by_one(grammar, rest)]))
    };
    vec![
        Rule::new(r"\+[0-9]{1,3}(?:[-. /]?\(?[0-9]{1,8}\)?){2,6}", say),
        Rule::new(r"\(0?[0-9]{2,5}\) ?[0-9]{2,8}(?:[- ][0-9]{2,5})*", say),
        Rule::new(
            r"[0-9]{3}-[0-9]{3}-[0-9]{4}|[0-9]{3,4}-[0-9]{4}|0[0-9]{1,4}[-/ ][0-9]{3,8}(?:[- ][0-9]{2,5})*|0[0-9](?:[ .][0-9]{2}){4}|[0-9]{2,3} [0-9]{3} [0-9]{2} [0-9]{2}",
            say,
        ),
    ]
}

/// Whether two numbers with a hyphen are years.
fn is_years(text: &str) -> bool {
    let is_year = |part: &str| {
        part.len() == 4 && value(part).is_some_and(|year| (1100..2200).contains(&year))
    };
    text.split_once(['-', '–', '—'])
        .is_some_and(|(a, b)| is_year(a.trim()) && is_year(b.trim()) && a < b)
}

pub fn one_by_one(grammar: &dyn Grammar, text: &str) -> String {
    let each = text.chars().filter_map(|c| c.to_digit(10));
    joined(each.map(|digit| grammar.number(&whole(u64::from(digit)), None)))
}

pub fn rules(grammar: &'static dyn Grammar) -> Vec<Rule> {
    let table = grammar.table();
    let scale = format!(r"(?: ?(?P<scale>(?i:{}))\b\.?)?", table.scale_pattern());
    let currency = format!(r"(?P<sign>(?i:{}))", table.currency_pattern());
    let units = table.unit_pattern();
    let unit = format!(r"(?P<unit>(?:{units}|(?i:{units})))(?: ?/ ?(?P<per>(?i:{units})))?");
    let minus = r"(?P<minus>[-−])?";
    let to = table.word("to");
    vec![
        Rule::new(
            &format!(
                r"{minus}{currency} ?(?P<number>{NUMBER})(?: ?[-–—] ?(?P<last>{NUMBER}))?{scale}"
            ),
            move |found| money(grammar, found),
        ),
        Rule::new(
            &format!(
                r"{minus}(?P<number>{NUMBER})(?: ?[-–—] ?(?P<last>{NUMBER}))?{scale} ?(?:(?:{of})? ?){currency}",
                of = r"de|d'"
            ),
            move |found| money(grammar, found),
        ),
        Rule::new(
            &format!(r"{minus}(?:(?P<whole>[0-9]+) )?(?P<over>[0-9]+)/(?P<under>[0-9]+) ?{unit}"),
            move |found| {
                let names = unit_of(grammar, found, found.all().contains(' '))?;
                let whole = found.get("whole").and_then(value);
                let said = grammar.part_of(
                    whole,
                    value(found.part("over"))?,
                    value(found.part("under"))?,
                    names,
                )?;
                Some(joined([
                    sign(grammar, found)?,
                    &said,
                    &per(grammar, found.get("per"))?,
                ]))
            },
        ),
        Rule::new(
            &format!(
                r"{minus}(?P<number>{NUMBER})(?: ?(?P<between>[-–—x×]) ?(?P<last>{NUMBER}))?{scale} ?{unit}"
            ),
            move |found| {
                let minus = sign(grammar, found)?;
                let gap = found
                    .all()
                    .strip_suffix(found.part("unit"))
                    .is_some_and(|rest| rest.ends_with(' '));
                let names = unit_of(grammar, found, gap)?;
                let first = read(found.part("number"));
                if found.before().ends_with(|c: char| c.is_ascii_alphabetic()) {
                    return None;
                }
                if found.get("last").is_none()
                    && found.get("scale").is_none()
                    && let Some(said) = grammar.oblique(&first, names, found)
                {
                    return Some(joined([said, per(grammar, found.get("per"))?]));
                }
                let between = if matches!(found.part("between"), "x" | "×") {
                    table.word("times")
                } else {
                    to
                };
                let (lead, last) = match found.get("last") {
                    Some(last) => (
                        format!("{} {between}", grammar.number(&first, None)),
                        read(last),
                    ),
                    None => (String::new(), first),
                };
                Some(joined([
                    minus,
                    &lead,
                    &counted(grammar, &last, found.get("scale"), names)?,
                    &per(grammar, found.get("per"))?,
                ]))
            },
        ),
        Rule::new(
            &format!(r"{minus}(?P<number>{NUMBER}) ?/ ?(?P<per>{units})"),
            move |found| {
                let name = per(grammar, found.get("per"))?;
                Some(joined([
                    sign(grammar, found)?,
                    &grammar.number(&read(found.part("number")), None),
                    &name,
                ]))
            },
        ),
        Rule::new(
            &format!(r"{minus}(?P<number>{NUMBER}){scale}"),
            move |found| {
                let names = table.scale(found.get("scale")?)?;
                let number = read(found.part("number"));
                let gender = Some(Gender::of(names));
                let name = names.get(grammar.form(&number)).or(names.first())?;
                Some(joined([
                    sign(grammar, found)?,
                    &grammar.number(&number, gender),
                    name,
                ]))
            },
        ),
        Rule::new(
            r"(?P<minus>[-−])?(?:(?P<whole>[0-9]+) )?(?P<over>[0-9]+)/(?P<under>[0-9][0-9.]*)",
            move |found| {
                if found.after().starts_with('/') || found.before().ends_with('/') {
                    return None;
                }
                let under = found.part("under").trim_end_matches('.');
                let stop = &found.part("under")[under.len()..];
                let whole = found.get("whole").and_then(value);
                let said =
                    grammar.fraction(whole, value(found.part("over"))?, value(&digits(under))?)?;
                Some(joined([sign(grammar, found)?, &said]) + stop)
            },
        ),
        Rule::new(
            &format!(r"(?P<a>{NUMBER})(?: ?[–—] ?|-)(?P<b>{NUMBER})"),
            move |found| {
                let (a, b) = (read(found.part("a")), read(found.part("b")));
                let goes_on =
                    found.after().starts_with(['-', '–', '=']) || found.before().ends_with('-');
                let rises = value(&a.whole)? < value(&b.whole)?;
                if goes_on {
                    return None;
                }
                if is_years(found.all()) {
                    return Some(joined([
                        &grammar.year(&a.whole),
                        to,
                        &grammar.year(&b.whole),
                    ]));
                }
                let between = if rises { to } else { "-" };
                Some(joined([
                    &grammar.alone(&a, found),
                    between,
                    &grammar.alone(&b, found),
                ]))
            },
        ),
    ]
}

/// Signs between numbers, and numbers alone.
pub fn numbers(grammar: &'static dyn Grammar) -> Vec<Rule> {
    let table = grammar.table();
    vec![
        Rule::new(r"(?P<sign>[&+×÷=≈≠≤≥<>±√§]) ?", move |found| {
            let sign = found.part("sign");
            let is_term = |c: Option<char>| {
                c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '(' | ')' | '√' | '-'))
            };
            let before = is_term(found.before().trim_end().chars().next_back());
            let after = is_term(found.after().trim_start().chars().next());
            let alone = matches!(sign, "≈" | "≤" | "≥" | "±" | "√" | "§" | "+");
            let fits = after
                && (before
                    || (alone
                        && found
                            .after()
                            .starts_with(|c: char| c.is_ascii_digit() || c == '√')));
            let said = table.signs.get(sign)?;
            let gap = if before && !found.before().ends_with(' ') {
                " "
            } else {
                ""
            };
            fits.then(|| format!("{gap}{said} "))
        }),
        Rule::new(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}", move |found| {
            // Thousands have three digits each.
            let is_number = found.all().split('.').skip(1).all(|part| part.len() == 3)
                && !found.all().starts_with("192");
            if is_number {
                return None;
            }
            let parts: Vec<String> = found
                .all()
                .split('.')
                .map(|part| one_by_one(grammar, part))
                .collect();
            Some(parts.join(&format!(" {} ", table.word("dot"))))
        }),
        Rule::new(r"(?P<a>[0-9]{1,3}):(?P<b>[0-9]{1,3})", move |found| {
            Some(grammar.ratio(&read(found.part("a")), &read(found.part("b"))))
        }),
        // A decimal point, as others write it.
        Rule::new(
            r"(?P<minus>[-−])?(?P<number>[0-9]+\.(?:[0-9]{1,2}|[0-9]{4,}))",
            move |found| {
                let number = Number::read(found.part("number"), '.');
                let goes_on = found.after().starts_with('.')
                    && found.after()[1..].starts_with(|c: char| c.is_ascii_digit());
                let minus = sign(grammar, found)?;
                (!goes_on).then(|| joined([minus, &grammar.number(&number, None)]))
            },
        ),
        Rule::new(
            &format!(r"(?P<minus>[-−])?(?P<number>{NUMBER})"),
            move |found| {
                let minus = sign(grammar, found)?;
                let written = found.part("number");
                let number = read(written);
                let is_code = !written.contains([',', '.', ' ']) && number.whole.len() > 18;
                Some(match is_code {
                    true => one_by_one(grammar, written),
                    false => joined([minus, &grammar.alone(&number, found)]),
                })
            },
        ),
        Rule::new(r"(?P<sign>%)", move |_| {
            table.signs.get("%").map(|said| format!(" {said}"))
        }),
    ]
}

/// "minus" if there is a minus before the number; `None` if it is a hyphen.
pub fn sign(grammar: &dyn Grammar, found: &Found) -> Option<&'static str> {
    if found.part("minus").is_empty() {
        return Some("");
    }
    let before = found.before().chars().next_back();
    let is_minus = before
        .is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '=' | '"' | '«' | '„' | '“'));
    is_minus.then(|| grammar.table().word("minus"))
}

/// The names of the unit that was found. A single letter after a blank may be a word.
fn unit_of(grammar: &dyn Grammar, found: &Found, gap: bool) -> Option<&'static [String]> {
    let table = grammar.table();
    let unit = found.part("unit");
    let words = table.list("words_not_units");
    let is_word = gap && found.get("per").is_none() && words.iter().any(|word| word == unit);
    let is_other = unit.chars().count() == 1
        && unit.chars().all(char::is_uppercase)
        && !table.units.contains_key(unit);
    let elided = found.after().starts_with(['\'', '’']);
    (!is_word && !is_other && !elided).then(|| table.unit(unit))?
}

fn per(grammar: &dyn Grammar, unit: Option<&str>) -> Option<String> {
    let Some(unit) = unit else {
        return Some(String::new());
    };
    let table = grammar.table();
    let name = match table.lists.get("per") {
        // What is counted by, in the case that it has there.
        Some(pairs) => {
            let of = pairs
                .chunks(2)
                .find(|pair| pair[0].eq_ignore_ascii_case(unit));
            of.map(|pair| pair[1].clone())
        }
        None => None,
    };
    let name = match name {
        Some(name) => name,
        None => table.unit(unit)?.first()?.clone(),
    };
    Some(joined([table.word("per"), &name]))
}

/// A number of things.
pub fn counted(
    grammar: &dyn Grammar,
    number: &Number,
    scale: Option<&str>,
    names: &[String],
) -> Option<String> {
    let name_at = |at: usize| names.get(at).or(names.first()).cloned();
    let Some(scale) = scale else {
        let name = name_at(grammar.form(number))?;
        return Some(joined([
            grammar.number(number, Some(Gender::of(names))),
            name,
        ]));
    };
    let scales = grammar.table().scale(scale)?;
    let many = if names.len() > 3 { 2 } else { 1 };
    let power = scales.get(grammar.form(number)).or(scales.first())?;
    let of = if scales.iter().any(|name| name == "m" || name == "f") {
        grammar.of(&name_at(many)?)
    } else {
        name_at(many)?
    };
    Some(joined([
        grammar.number(number, Some(Gender::of(scales))),
        power.clone(),
        of,
    ]))
}

/// An amount of money. The names of a currency are those of the whole, then those of its hundredth.
fn money(grammar: &dyn Grammar, found: &Found) -> Option<String> {
    let table = grammar.table();
    let sign_is_word = found
        .part("sign")
        .chars()
        .all(|c| c.is_alphabetic() || c == '.');
    if sign_is_word
        && found.part("sign").chars().any(char::is_lowercase)
        && found.part("sign").len() < 3
        && !table.currencies.contains_key(found.part("sign"))
    {
        return None;
    }
    let names = table.currency(found.part("sign"))?;
    let forms = names.len() / 2;
    let (names, small) = names.split_at(forms);
    let minus = sign(grammar, found)?;
    let mut number = read(found.part("number"));
    let lead = match found.get("last") {
        Some(last) => {
            let lead = joined([&grammar.number(&number, None), table.word("to")]);
            number = read(last);
            lead
        }
        None => String::new(),
    };
    if found.get("scale").is_some() {
        let said = counted(grammar, &number, found.get("scale"), names)?;
        return Some(joined([minus, &lead, &said]));
    }
    let fraction = number
        .fraction
        .as_deref()
        .unwrap_or("")
        .trim_end_matches('0')
        .to_string();
    if fraction.is_empty() {
        number.fraction = None;
        return Some(joined([
            minus,
            &lead,
            &counted(grammar, &number, None, names)?,
        ]));
    }
    if fraction.len() > 2 || small.first().is_none_or(String::is_empty) {
        number.fraction = Some(fraction);
        return Some(joined([
            minus,
            &lead,
            &counted(grammar, &number, None, names)?,
        ]));
    }
    let hundredths = whole(value(&format!("{fraction:0<2}"))?);
    let cents = counted(grammar, &hundredths, None, small)?;
    if value(&number.whole) == Some(0) {
        return Some(joined([minus, &lead, &cents]));
    }
    number.fraction = None;
    Some(joined([
        minus,
        &lead,
        &counted(grammar, &number, None, names)?,
        &cents,
    ]))
}
