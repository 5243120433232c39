//! Money, measures, fractions, ranges, sums, and numbers alone.

use super::super::han::{self, NUMBER, Sum};
use super::super::number::{Number, value};
use super::super::rule::{Found, Rule};
use super::{TABLE, counted, number, plain};

/// Numbers of telephones, where 1 is 幺.
pub fn telephones() -> Vec<Rule> {
    let say = |found: &Found| Some(han::telephone(found, "加", "，", ('一', "幺")));
    vec![
        Rule::new(
            r"(?:\+?86[- ]?)?1[3-9][0-9](?:[- ][0-9]{4}[- ][0-9]{4}|[0-9]{8})",
            say,
        ),
        Rule::new(r"\(?0[0-9]{2,3}\)?[- ]?[0-9]{3,4}[- ]?[0-9]{4}", say),
        Rule::new(r"[48]00-[0-9]{3,4}-[0-9]{3,4}", say),
        Rule::new(r"\+[0-9]{1,3}(?:[- ]?\(?[0-9]{1,5}\)?){2,6}", say),
    ]
}

pub fn rules() -> Vec<Rule> {
    let scale = format!(r"(?P<scale>{})?", TABLE.scale_pattern());
    let currency = format!(r"(?P<sign>{})", TABLE.currency_pattern());
    let unit = format!(r"(?P<unit>{})", TABLE.unit_pattern());
    let minus = r"(?P<minus>[-−])?";
    vec![
        Rule::new(
            &format!(
                r"{minus}{currency} ?(?P<a>{NUMBER})(?: ?[-–—~～到至] ?(?:{c})? ?(?P<b>{NUMBER}))? ?{scale}",
                c = TABLE.currency_pattern()
            ),
            |found| {
                let name = TABLE.currency(found.part("sign"))?.first()?;
                let to = found
                    .get("b")
                    .map_or(String::new(), |b| format!("到{}", number(b)));
                let after = if found.part("scale").is_empty() {
                    name
                } else {
                    found.part("scale")
                };
                Some(format!(
                    "{}{}{to}{}{name}",
                    sign(found),
                    counted(found.part("a"), after),
                    found.part("scale")
                ))
            },
        ),
        Rule::new(
            &format!(r"{minus}(?P<number>{NUMBER}) ?{scale} ?{currency}"),
            |found| {
                let sign_is_word = found.part("sign").chars().all(char::is_alphabetic);
                let name = TABLE.currency(found.part("sign"))?.first()?;
                (!sign_is_word || found.part("sign").chars().all(char::is_uppercase)).then(|| {
                    format!(
                        "{}{}{}{name}",
                        sign(found),
                        number(found.part("number")),
                        found.part("scale")
                    )
                })
            },
        ),
        Rule::new(
            &format!(
                r"{minus}(?P<a>{NUMBER})[%％]?(?: ?[-–—~～到至] ?(?P<b>{NUMBER}))? ?(?P<percent>[%％‰])"
            ),
            |found| {
                let of = if found.part("percent") == "‰" {
                    "千分之"
                } else {
                    "百分之"
                };
                let second = found
                    .get("b")
                    .map_or(String::new(), |b| format!("到{of}{}", number(b)));
                Some(format!(
                    "{}{of}{}{second}",
                    sign(found),
                    number(found.part("a"))
                ))
            },
        ),
        // 2-5kg, 10×20cm
        Rule::new(
            &format!(
                r"(?P<a>{NUMBER}) ?(?:{u})? ?(?P<between>[-–—~～×xX*到至]) ?(?P<b>{NUMBER}) ?{scale} ?{unit}",
                u = TABLE.unit_pattern()
            ),
            |found| {
                let between = if "×xX*".contains(found.part("between")) {
                    "乘"
                } else {
                    "到"
                };
                let name = unit_name(found)?;
                Some(format!(
                    "{}{between}{}{}{name}",
                    number(found.part("a")),
                    number(found.part("b")),
                    found.part("scale")
                ))
            },
        ),
        Rule::new(
            &format!(
                r"{minus}(?P<number>{NUMBER}) ?{scale} ?{unit}(?:/(?P<per>{u}))?",
                u = TABLE.unit_pattern()
            ),
            |found| {
                let per = match found.get("per") {
                    Some(per) => format!("每{}", TABLE.unit(per)?.first()?),
                    None => String::new(),
                };
                let name = unit_name(found)?;
                if found.before().ends_with(|c: char| c.is_ascii_alphabetic()) {
                    return None;
                }
                let after = if found.part("scale").is_empty() {
                    name
                } else {
                    found.part("scale")
                };
                Some(format!(
                    "{}{}{}{name}{per}",
                    sign(found),
                    counted(found.part("number"), after),
                    found.part("scale")
                ))
            },
        ),
        Rule::new(
            &format!(r"{minus}(?:(?P<whole>[0-9]+)(?:又| ))?(?P<over>[0-9]+)/(?P<under>[0-9]+)"),
            |found| {
                if found.after().starts_with('/') || found.before().ends_with('/') {
                    return None;
                }
                let fraction = format!(
                    "{}分之{}",
                    number(found.part("under")),
                    number(found.part("over"))
                );
                Some(match found.get("whole") {
                    Some(whole) => format!("{}{}又{fraction}", sign(found), number(whole)),
                    None => format!("{}{fraction}", sign(found)),
                })
            },
        ),
        Rule::new(r"(?P<decade>[5-9]0|0[05])(?P<born>[后後])", |found| {
            let is_born = !found.before().ends_with(['年', '天', '月', '分', '秒']);
            is_born.then(|| {
                format!(
                    "{}{}",
                    han::one_by_one(found.part("decade")),
                    found.part("born")
                )
            })
        }),
        han::ratio("比", number),
        han::version(han::one_by_one),
        Rule::new(r"№ ?|\bNo\. ?", |_| Some("第".into())),
        // 2002-2003: years; 3-5: from three to five
        Rule::new(
            &format!(r"(?P<a>{NUMBER}) ?(?P<dash>[-–—~～]) ?(?P<b>{NUMBER})"),
            |found| {
                let (a, b) = (found.part("a"), found.part("b"));
                let goes_on =
                    found.after().starts_with(['-', '–', '=']) || found.before().ends_with('-');
                if goes_on {
                    return None;
                }
                let (first, second) = (Number::read(a, '.'), Number::read(b, '.'));
                let (Some(x), Some(y)) = (value(&first.whole), value(&second.whole)) else {
                    return None;
                };
                let is_year = a.len() == 4
                    && b.len() == 4
                    && (1000..2200).contains(&x)
                    && (1000..2200).contains(&y)
                    && !is_counted(found.after());
                let say = |text: &str| {
                    if is_year {
                        han::one_by_one(text)
                    } else {
                        number(text)
                    }
                };
                let small = x > y && x < 100 && found.part("dash") == "-";
                if small {
                    return Some(format!("{}比{}", number(a), number(b)));
                }
                (x < y || found.part("dash") != "-" || first.fraction.is_some())
                    .then(|| format!("{}到{}", say(a), say(b)))
            },
        ),
        Rule::new(r"(?P<sign>[+×÷=≈≠≤≥±√<>])", |found| {
            let (before, after) = han::terms(found);
            let sign = found.part("sign");
            let fits = match sign {
                "+" | "=" | "<" | ">" => before && after,
                "≈" | "≤" | "≥" | "±" | "√" => after,
                _ => before && after,
            };
            (fits).then(|| TABLE.signs.get(sign).cloned())?
        }),
        han::sum(
            Sum {
                less: "减",
                times: "乘以",
                over: "除以",
                is: "等于",
            },
            number,
        ),
        han::and("和"),
        Rule::new(&format!(r"{minus}(?P<number>{NUMBER})"), |found| {
            let (minus, written) = (sign(found), found.part("number"));
            if minus.is_empty() && !found.part("minus").is_empty() {
                // GPT-4
                return found
                    .before()
                    .ends_with(|c: char| c.is_ascii_alphabetic())
                    .then(|| plain(written, found.after()));
            }
            let before = found.before().trim_end().chars().next_back();
            // A model's number, as of A380, digit by digit.
            if before.is_some_and(|c| c.is_ascii_uppercase())
                && written.len() > 2
                && !written.contains(['.', ','])
                && !found.before().ends_with(' ')
            {
                return Some(han::one_by_one(written));
            }
            Some(format!("{minus}{}", plain(written, found.after())))
        }),
    ]
}

fn is_counted(after: &str) -> bool {
    TABLE
        .list("counters")
        .iter()
        .any(|word| after.starts_with(word.as_str()))
}

fn unit_name(found: &Found) -> Option<&'static str> {
    let unit = found.part("unit");
    let next = found.after().chars().next();
    let cut = unit.ends_with(|c: char| c.is_ascii_alphabetic())
        && next.is_some_and(|c| c.is_ascii_alphanumeric());
    let name = TABLE
        .units
        .get(unit)
        .or_else(|| TABLE.units.get(&unit.to_lowercase()))?;
    (!cut).then(|| name.first().map(String::as_str))?
}

/// 负 if there is a minus before the number, not a hyphen.
fn sign(found: &Found) -> &'static str {
    han::sign(found, "负")
}
