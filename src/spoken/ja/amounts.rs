//! Money, measures, fractions, ranges, sums, and numbers alone.

use super::super::han::{self, NUMBER, Sum};
use super::super::number::value;
use super::super::rule::{Found, Rule};
use super::{TABLE, number, sign};

pub fn telephones() -> Vec<Rule> {
    let say = |found: &Found| Some(han::telephone(found, "プラス", "の", ('零', "ゼロ")));
    vec![
        Rule::new(r"\(?0[0-9]{1,4}\)?[- ]?[0-9]{1,4}-[0-9]{3,4}", say),
        Rule::new(r"\+[0-9]{1,3}(?:[- ]?\(?[0-9]{1,5}\)?){2,6}", say),
        Rule::new(r"0[789]0[0-9]{8}", say),
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
                r"{minus}{currency} ?(?P<a>{NUMBER})(?: ?[-–—~〜～] ?(?:{c})? ?(?P<b>{NUMBER}))? ?{scale}",
                c = TABLE.currency_pattern()
            ),
            |found| {
                let name = TABLE.currency(found.part("sign"))?.first()?;
                let to = found
                    .get("b")
                    .map_or(String::new(), |b| format!("から{}", number(b)));
                Some(format!(
                    "{}{}{to}{}{name}",
                    sign(found),
                    number(found.part("a")),
                    found.part("scale")
                ))
            },
        ),
        Rule::new(
            &format!(r"{minus}(?P<number>{NUMBER}) ?{scale} ?{currency}"),
            |found| {
                let name = TABLE.currency(found.part("sign"))?.first()?;
                Some(format!(
                    "{}{}{}{name}",
                    sign(found),
                    number(found.part("number")),
                    found.part("scale")
                ))
            },
        ),
        Rule::new(
            &format!(
                r"{minus}(?P<number>{NUMBER})(?: ?[-–—~〜～] ?(?P<b>{NUMBER}))? ?{scale} ?{unit}(?:/(?P<per>{u}))?",
                u = TABLE.unit_pattern()
            ),
            |found| {
                let name = TABLE.units.get(found.part("unit"))?.first()?;
                if found.before().ends_with(|c: char| c.is_ascii_alphabetic()) {
                    return None;
                }
                if found.all().ends_with(|c: char| c.is_ascii_alphabetic())
                    && found
                        .after()
                        .starts_with(|c: char| c.is_ascii_alphanumeric())
                {
                    return None;
                }
                let per = match found.get("per") {
                    Some(per) => format!("毎{}", TABLE.unit(per)?.first()?),
                    None => String::new(),
                };
                let to = found
                    .get("b")
                    .map_or(String::new(), |b| format!("から{}", number(b)));
                Some(format!(
                    "{}{}{to}{}{name}{per}",
                    sign(found),
                    number(found.part("number")),
                    found.part("scale")
                ))
            },
        ),
        // 1 1/2, 1荷√1/3
        Rule::new(
            r"(?P<minus>[-−])?(?:(?P<whole>√?[0-9]+)(?P<and>[ 荷と]))?(?P<over>√?[0-9]+)/(?P<under>[0-9]+)",
            |found| {
                if found.after().starts_with('/') || found.before().ends_with('/') {
                    return None;
                }
                let root = |text: &str| match text.strip_prefix('√') {
                    Some(rest) => format!("ルート{}", number(rest)),
                    None => number(text),
                };
                let fraction = format!(
                    "{}分の{}",
                    number(found.part("under")),
                    root(found.part("over"))
                );
                let and = if found.part("and") == " " {
                    "と"
                } else {
                    found.part("and")
                };
                let whole = found
                    .get("whole")
                    .map_or(String::new(), |whole| format!("{}{and}", root(whole)));
                Some(format!("{}{whole}{fraction}", sign(found)))
            },
        ),
        Rule::new(r"(?P<minus>[-−])√", |found| {
            Some(format!("{}ルート", sign(found)))
        }),
        han::version(han::japanese),
        Rule::new(r"№ ?|\bNo\. ?", |_| Some("ナンバー".into())),
        han::ratio("対", number),
        han::sum(
            Sum {
                less: "引く",
                times: "かける",
                over: "割る",
                is: "は",
            },
            number,
        ),
        Rule::new(
            &format!(r"(?P<a>{NUMBER})(?P<dash>[-–—])(?P<b>{NUMBER})"),
            |found| {
                let (a, b) = (found.part("a"), found.part("b"));
                let goes_on =
                    found.after().starts_with(['-', '–', '=']) || found.before().ends_with('-');
                let rises = value(&super::super::number::digits(a))?
                    < value(&super::super::number::digits(b))?;
                let between = if rises { "から" } else { "の" };
                (!goes_on).then(|| format!("{}{between}{}", number(a), number(b)))
            },
        ),
        Rule::new(r"(?P<sign>[+×÷=≈≤≥±√])", |found| {
            let (before, after) = han::terms(found);
            let alone = matches!(found.part("sign"), "≈" | "≤" | "≥" | "±" | "√");
            (after && (alone || before)).then(|| TABLE.signs.get(found.part("sign")).cloned())?
        }),
        han::and("アンド"),
        Rule::new(
            &format!(r"(?P<minus>[-−])?(?P<number>{NUMBER})"),
            |found| {
                let (minus, written) = (sign(found), found.part("number"));
                if minus.is_empty() && !found.part("minus").is_empty() {
                    // GPT-4
                    return found
                        .before()
                        .ends_with(|c: char| c.is_ascii_alphabetic())
                        .then(|| number(written));
                }
                let is_code = written.len() > 1
                    && written.starts_with('0')
                    && !written.starts_with("0.")
                    && !found
                        .after()
                        .starts_with(['月', '日', '時', '分', '秒', '年']);
                Some(match is_code {
                    true => han::one_by_one(written).replace('零', "ゼロ"),
                    false => format!("{minus}{}", number(written)),
                })
            },
        ),
    ]
}
