//! French, with the numbers of France.

use super::european::{Gender, Grammar, Time, rules as european, time};
use super::number::{Number, digits, groups, joined, value};
use super::roman;
use super::rule::{Found, Rule, Rules};
use super::table::Table;
use std::sync::LazyLock;

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::read(include_str!("../tables/fr.toml")));

struct French;

/// The rules of French.
pub fn rules() -> Rules {
    let month = TABLE.month_pattern();
    let own = vec![
        Rule::new(
            r"(?P<hour>[0-2]?[0-9]) ?[hH] ?(?P<minute>[0-5][0-9])?(?: ?min)?\b",
            |found| time(&French, found),
        ),
        // Telephones are said in pairs.
        Rule::new(r"(?:\+33 ?|0)[1-9](?:[ .-]?[0-9]{2}){4}", |found| {
            let digits = digits(found.all().trim_start_matches("+33"));
            let plus = if found.all().starts_with('+') {
                "plus trente-trois"
            } else {
                ""
            };
            let odd = digits.len() % 2;
            let first = if odd == 1 {
                cardinal(&digits[..1], "un")
            } else {
                String::new()
            };
            let pairs = (odd..digits.len()).step_by(2).map(|at| {
                let pair = &digits[at..at + 2];
                match pair.strip_prefix('0') {
                    Some(digit) => format!("zéro {}", cardinal(digit, "un")),
                    None => cardinal(pair, "un"),
                }
            });
            Some(joined([plus.to_string(), first].into_iter().chain(pairs)))
        }),
        // les 17-18-19 juin 2025; du 3 au 5 mai is read by other rules
        Rule::new(
            &format!(
                r"(?P<days>[0-3]?[0-9](?:er)?(?:[-/–][0-3]?[0-9])+) (?P<month>(?i:{month}))\b(?: (?P<year>[0-9]{{4}}))?"
            ),
            |found| {
                let days = found
                    .part("days")
                    .split(|c: char| !c.is_ascii_digit())
                    .filter(|day| !day.is_empty());
                let days: Vec<String> = days.map(|day| cardinal(day, "un")).collect();
                let month = TABLE.month_name(TABLE.month(found.part("month"))?)?;
                let between = if days.len() == 2 { " à " } else { " " };
                Some(joined([
                    days.join(between).as_str(),
                    month,
                    &found
                        .get("year")
                        .map_or(String::new(), |year| French.year(year)),
                ]))
            },
        ),
        Rule::new(r"(?P<day>[0-3][0-9])\.(?P<month>[01][0-9])", |found| {
            let month = TABLE.month_name(value(found.part("month"))? as usize)?;
            let goes_on = found
                .after()
                .starts_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | ','));
            let is_day = (1..=31).contains(&value(found.part("day"))?);
            (is_day && !goes_on).then(|| format!("{} {month}", first(found.part("day"))))
        }),
        Rule::new(
            r"\b(?P<numeral>[IVX]+)(?P<end>ers?|res?|[eè]mes?|es?|ᵉ|ᵉʳ)(?P<century> siècles?\b| s\.)?",
            |found| {
                let number = roman::value(found.part("numeral"))?;
                let gender = if found.part("end").starts_with("re") {
                    Gender::Feminine
                } else {
                    Gender::Masculine
                };
                let century = if found.part("century") == " s." {
                    " siècle"
                } else {
                    found.part("century")
                };
                Some(format!("{}{century}", French.ordinal(number, gender)?))
            },
        ),
        Rule::new(r"\b(?P<numeral>[IVX]+)(?P<century> siècles?)\b", |found| {
            let number = roman::value(found.part("numeral"))?;
            Some(format!(
                "{}{}",
                French.ordinal(number, Gender::Masculine)?,
                found.part("century")
            ))
        }),
        Rule::new(
            r"(?P<number>[0-9]{1,3}(?:[ .][0-9]{3})+|[0-9]+) ?(?P<end>ers?|ère|res?|[eè]mes?|nde?|es?|ᵉʳ|ᵉ)\b",
            |found| {
                if found.all().contains(' ') && found.part("number").len() < 4 {
                    return None;
                }
                ordinal_of(found)
            },
        ),
        Rule::new(
            r"(?P<number>[0-9]{1,3}(?:[ .][0-9]{3})+|[0-9]+)°(?P<end>)",
            |found| {
                let is_degree = found
                    .after()
                    .trim_start()
                    .starts_with(['C', 'F', 'N', 'S', 'E', 'O']);
                (!is_degree).then(|| ordinal_of(found))?
            },
        ),
        Rule::new(
            r"\b(?P<lead>(?i:les années|années) )(?P<year>[0-9]{2,4})\b",
            |found| {
                Some(format!(
                    "{}{}",
                    found.part("lead"),
                    cardinal(found.part("year"), "un")
                ))
            },
        ),
    ];
    european(&French, own, Vec::new())
}

fn ordinal_of(found: &Found) -> Option<String> {
    let number = value(&digits(found.part("number")))?;
    let end = found.part("end");
    let gender = if matches!(end, "re" | "res" | "ère") {
        Gender::Feminine
    } else {
        Gender::Masculine
    };
    let said = match (number, end) {
        (2, "nd") => "second".into(),
        (2, "nde") => "seconde".into(),
        _ => French.ordinal(number, gender)?,
    };
    let exact = number == 1_000_000_000 || number == 1_000_000;
    let said = if exact { format!("un {said}") } else { said };
    Some(if end.ends_with('s') && end != "s" {
        format!("{said}s")
    } else {
        said
    })
}

fn first(day: &str) -> String {
    match value(day) {
        Some(1) => "premier".into(),
        _ => cardinal(day, "un"),
    }
}

fn below_hundred(number: usize, one: &str) -> String {
    let ten = TABLE.of("tens", number / 10);
    match number {
        0 => String::new(),
        1 => one.into(),
        2..20 => TABLE.of("ones", number).into(),
        71 => "soixante et onze".into(),
        80 => "quatre-vingts".into(),
        60..100 => match number % 20 {
            0 => ten.into(),
            1 if number < 80 => format!("{ten} et {one}"),
            1 => format!("{ten}-{one}"),
            rest => format!("{ten}-{}", TABLE.of("ones", rest)),
        },
        _ => match number % 10 {
            0 => ten.into(),
            1 => format!("{ten} et {one}"),
            rest => format!("{ten}-{}", TABLE.of("ones", rest)),
        },
    }
}

/// A number below a thousand; `is_last` if nothing follows, where cents and vingts have their s.
fn hundreds(number: usize, one: &str, is_last: bool) -> String {
    let rest = below_hundred(number % 100, one);
    let rest = if is_last {
        rest
    } else {
        rest.replace("vingts", "vingt")
    };
    let hundred = match number / 100 {
        0 => String::new(),
        1 => "cent".into(),
        hundred => format!(
            "{} cent{}",
            TABLE.of("ones", hundred),
            if rest.is_empty() && is_last { "s" } else { "" }
        ),
    };
    joined([hundred, rest])
}

fn cardinal(digits: &str, one: &str) -> String {
    let groups = groups(digits, 3);
    if groups.is_empty() {
        return TABLE.of("ones", 0).into();
    }
    let words = groups.into_iter().map(|(value, power)| {
        let scale = TABLE.of("scales", power);
        match power {
            0 => hundreds(value, one, true),
            1 if value == 1 => scale.into(),
            1 => format!("{} {scale}", hundreds(value, "un", false)),
            _ => format!(
                "{} {scale}{}",
                hundreds(value, "un", true),
                if value > 1 { "s" } else { "" }
            ),
        }
    });
    joined(words)
}

impl Grammar for French {
    fn table(&self) -> &'static Table {
        &TABLE
    }

    fn number(&self, number: &Number, before: Option<Gender>) -> String {
        let minus = self.minus(number);
        let one = if before == Some(Gender::Feminine) {
            "une"
        } else {
            "un"
        };
        let Some(fraction) = &number.fraction else {
            return joined([minus, &cardinal(&number.whole, one)]);
        };
        // Up to three digits are said as a number, more in pairs; noughts before it one by one.
        let say = |digits: &str| {
            let rest = digits.trim_start_matches('0');
            let noughts = (0..digits.len() - rest.len()).map(|_| TABLE.of("ones", 0).to_string());
            let rest = if rest.is_empty() {
                String::new()
            } else {
                cardinal(rest, one)
            };
            joined(noughts.chain([rest]))
        };
        let said = if fraction.len() < 4 {
            say(fraction)
        } else {
            let pairs = (0..fraction.len()).step_by(2);
            joined(pairs.map(|at| say(&fraction[at..(at + 2).min(fraction.len())])))
        };
        joined([
            minus,
            &cardinal(&number.whole, "un"),
            TABLE.word("comma"),
            &said,
        ])
    }

    fn form(&self, number: &Number) -> usize {
        usize::from(value(&number.whole).is_none_or(|whole| whole > 1))
    }

    fn ordinal(&self, number: u64, gender: Gender) -> Option<String> {
        if number == 1 {
            return Some(if gender == Gender::Feminine {
                "première".into()
            } else {
                "premier".into()
            });
        }
        let said = cardinal(&number.to_string(), "un");
        let said = said.strip_prefix("un ").unwrap_or(&said);
        let at = said.rfind([' ', '-']).map_or(0, |at| at + 1);
        let (rest, last) = said.split_at(at);
        let last = match last {
            "cinq" => "cinquième".into(),
            "neuf" => "neuvième".into(),
            last => format!("{}ième", last.trim_end_matches('s').trim_end_matches('e')),
        };
        let last = match last.as_str() {
            "troiième" => "troisième".into(),
            "siième" => "sixième".into(),
            _ => last,
        };
        Some(format!("{rest}{last}"))
    }

    fn date(&self, day: &str, month: usize, year: Option<&str>, _found: &Found) -> Option<String> {
        let year = year.map_or(String::new(), |year| self.year(year));
        Some(joined([
            first(day).as_str(),
            TABLE.month_name(month)?,
            &year,
        ]))
    }

    fn month(&self, month: usize, year: &str) -> Option<String> {
        Some(format!("{} {}", TABLE.month_name(month)?, self.year(year)))
    }

    fn time(&self, time: Time) -> Option<String> {
        let unit = |number: u64, one: &str| {
            let s = if number > 1 { "s" } else { "" };
            format!("{} {one}{s}", cardinal(&number.to_string(), "une"))
        };
        let half = match time.half {
            Some('a') => "du matin",
            Some(_) if time.hour < 6 || time.hour == 12 => "de l'après-midi",
            Some(_) => "du soir",
            None => "",
        };
        let minutes = match (time.minute, time.second) {
            (0, None) => String::new(),
            (minute, None) => cardinal(&minute.to_string(), "une"),
            (minute, Some(second)) => {
                format!("{} et {}", unit(minute, "minute"), unit(second, "seconde"))
            }
        };
        Some(joined([unit(time.hour, "heure").as_str(), &minutes, half]))
    }

    fn fraction(&self, whole: Option<u64>, over: u64, under: u64) -> Option<String> {
        let s = if over > 1 { "s" } else { "" };
        let name = match under {
            0 => return None,
            1 => return Some(format!("{} sur un", cardinal(&over.to_string(), "un"))),
            2 => "demi".into(),
            3 => "tiers".into(),
            4 => "quart".into(),
            under => self.ordinal(under, Gender::Masculine)?,
        };
        let name = if name.ends_with('s') { name } else { name + s };
        let said = match (whole, over, under) {
            (Some(_), 1, 2) => "demi".into(),
            _ => format!("{} {name}", cardinal(&over.to_string(), "un")),
        };
        Some(match whole {
            Some(whole) => format!("{} et {said}", cardinal(&whole.to_string(), "un")),
            None => said,
        })
    }

    fn part_of(
        &self,
        whole: Option<u64>,
        over: u64,
        under: u64,
        names: &[String],
    ) -> Option<String> {
        let (one, many) = (names.first()?, names.get(1)?);
        let feminine = Gender::of(names) == Gender::Feminine;
        Some(match whole {
            Some(whole) => {
                let number = Number {
                    negative: false,
                    whole: whole.to_string(),
                    fraction: None,
                };
                let name = if whole > 1 { many } else { one };
                let half = match (over, under) {
                    (1, 2) => {
                        if feminine {
                            "demie".to_string()
                        } else {
                            "demi".into()
                        }
                    }
                    _ => self.fraction(None, over, under)?,
                };
                joined([
                    &self.number(&number, Some(Gender::of(names))),
                    name,
                    "et",
                    &half,
                ])
            }
            None if (over, under) == (1, 2) => format!("un demi {one}"),
            None => format!("{} {}", self.fraction(None, over, under)?, self.of(one)),
        })
    }

    fn of(&self, noun: &str) -> String {
        if noun.starts_with(['a', 'e', 'é', 'h', 'i', 'o', 'u']) {
            format!("d'{noun}")
        } else {
            format!("de {noun}")
        }
    }

    fn alone(&self, number: &Number, found: &Found) -> String {
        // Before a noun that ends in e, une is likelier than un.
        let noun = found.word_after();
        let masculine = [
            "siècle",
            "livre",
            "homme",
            "mètre",
            "kilomètre",
            "membre",
            "problème",
            "article",
            "chapitre",
            "titre",
            "exemple",
            "groupe",
            "acte",
            "arbre",
            "centimètre",
            "litre",
            "verre",
        ];
        let is_feminine = noun.len() > 3 && noun.ends_with('e') && !masculine.contains(&noun)
            || noun == "fois"
            || noun.ends_with("ion")
            || noun.ends_with("té");
        let is_one = number.is_one() && is_feminine;
        self.number(number, is_one.then_some(Gender::Feminine))
    }
}
