//! Spanish.

mod ordinals;

use super::european::{Gender, Grammar, Time, read, rules as european, time, whole};
use super::number::{Number, digits, groups, joined, value};
use super::roman;
use super::rule::{Found, Rule, Rules};
use super::table::Table;
use std::sync::LazyLock;

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::read(include_str!("../tables/es.toml")));

struct Spanish;

const ZONE: &str = r"(?: ?(?P<zone>(?i:est|gmt|utc|cet)(?:[-+][0-9]{1,2}(?::[0-9]{2})?)?)\b)?";
const HALF: &str = r"(?: ?(?P<half>[aApP])\.? ?[mM]\b\.?)";

/// The rules of Spanish.
pub fn rules() -> Rules {
    let own = vec![
        Rule::new(
            &format!(
                r"(?P<hour>[0-2]?[0-9])[:.](?P<minute>[0-5][0-9])(?::(?P<second>[0-5][0-9]))?(?: h\b\.?|{HALF}){ZONE}"
            ),
            |found| time(&Spanish, found),
        ),
        Rule::new(
            &format!(r"(?P<hour>[0-2]?[0-9])(?:\.(?P<minute>[0-5][0-9]))?{HALF}{ZONE}"),
            |found| time(&Spanish, found),
        ),
        Rule::new(
            &format!(
                r"(?P<hour>[0-2]?[0-9]):(?P<minute>[0-5][0-9])(?::(?P<second>[0-5][0-9]))?{HALF}?{ZONE}"
            ),
            |found| time(&Spanish, found),
        ),
        Rule::new(r"(?P<hour>[0-2]?[0-9])\.(?P<minute>[0-5][0-9])", |found| {
            let goes_on = found.after().starts_with(|c: char| {
                c.is_alphanumeric() || matches!(c, '.' | ',' | '%' | '°' | 'º')
            }) && !found.after().starts_with(". ")
                || found.after().starts_with(" %")
                || found.before().ends_with(['.', ',', '$', '€']);
            let unit = TABLE.unit(found.word_after()).is_some()
                || TABLE.scale(found.word_after()).is_some();
            (!goes_on && !unit).then(|| time(&Spanish, found))?
        }),
        Rule::new(
            r"(?P<hour>[0-2]?[0-9]) ?h (?P<minute>[0-5]?[0-9]) ?min(?: (?P<second>[0-5]?[0-9]) ?se?g?)?\b\.?",
            |found| match found.get("second") {
                None => time(&Spanish, found),
                Some(second) => {
                    let unit = |n: &str, name: &str| Some(plural(&read(n), name));
                    Some(format!(
                        "{} {} y {}",
                        unit(found.part("hour"), "hora")?,
                        unit(found.part("minute"), "minuto")?,
                        unit(second, "segundo")?
                    ))
                }
            },
        ),
        Rule::new(
            r"(?P<number>[0-9]{1,3}(?:[. ][0-9]{3})+|[0-9]+)\.?(?P<end>[ºª°]|ᵉʳ|er\b|ro\b|ra\b|do\b|da\b|to\b|ta\b|mo\b|ma\b|vo\b|va\b|no\b|na\b|o\b)",
            |found| {
                let number = value(&digits(found.part("number")))?;
                let end = found.part("end");
                if end == "°"
                    && found
                        .after()
                        .trim_start()
                        .to_lowercase()
                        .starts_with(['c', 'f', 'n', 's', 'e', 'o'])
                    && !found.after().trim_start()[1..].starts_with(char::is_alphabetic)
                {
                    return None;
                }
                let said = Spanish.ordinal(
                    number,
                    if end.ends_with(['ª', 'a']) {
                        Gender::Feminine
                    } else {
                        Gender::Masculine
                    },
                )?;
                Some(match end {
                    "ᵉʳ" | "er" => ordinals::shortened(number, &said),
                    _ => said,
                })
            },
        ),
        Rule::new(
            r"\b(?P<article>[Ee]l|[Ll]a|[Ll]os|[Ll]as) (?P<numeral>[IVXL]{2,}|V|X) (?P<noun>\p{Ll}+)",
            |found| {
                let number = roman::value(found.part("numeral"))?;
                let gender = if found.part("article").to_lowercase().starts_with("la") {
                    Gender::Feminine
                } else {
                    Gender::Masculine
                };
                let said = Spanish.ordinal(number, gender)?;
                let said = if gender == Gender::Masculine {
                    ordinals::shortened(number, &said)
                } else {
                    said
                };
                let said = if number == 11 || number % 10 > 3 || number % 10 == 0 {
                    Spanish.ordinal(number, gender)?
                } else {
                    said
                };
                Some(format!(
                    "{} {said} {}",
                    found.part("article"),
                    found.part("noun")
                ))
            },
        ),
        // 0-800-FLORES
        Rule::new(
            r"(?P<a>[01])-(?P<b>[89]00)-(?P<name>[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*)",
            |found| {
                let name: Vec<String> = found
                    .part("name")
                    .split('-')
                    .map(|part| match part.bytes().all(|b| b.is_ascii_digit()) {
                        true => joined(part.chars().map(|c| cardinal(&c.to_string(), "uno"))),
                        false => part.into(),
                    })
                    .collect();
                Some(joined([
                    cardinal(found.part("a"), "uno"),
                    cardinal(found.part("b"), "uno"),
                    name.join(" "),
                ]))
            },
        ),
        Rule::new(
            r"(?P<plus>\+)(?P<code>[0-9]{1,3}) ?\(?(?P<area>[0-9]{3})\)?[- ](?P<a>[0-9]{3})[- ](?P<b>[0-9]{4})-(?P<more>[0-9]{1,4})",
            |found| {
                let each = |name: &str| {
                    joined(
                        found
                            .part(name)
                            .chars()
                            .map(|c| cardinal(&c.to_string(), "uno")),
                    )
                };
                let code = if found.part("code").len() == 2 {
                    cardinal(found.part("code"), "uno")
                } else {
                    each("code")
                };
                Some(joined([
                    TABLE.word("plus"),
                    &code,
                    &each("area"),
                    &each("a"),
                    &each("b"),
                    TABLE.word("extension"),
                    &each("more"),
                ]))
            },
        ),
    ];
    european(&Spanish, own, Vec::new())
}

fn plural(number: &Number, name: &str) -> String {
    let gender = if name.ends_with('a') {
        Gender::Feminine
    } else {
        Gender::Masculine
    };
    let s = if number.is_one() { "" } else { "s" };
    format!("{} {name}{s}", Spanish.number(number, Some(gender)))
}

/// A number below a thousand; `one` is the last uno, in its gender or shortened.
fn hundreds(number: usize, one: &str, feminine: bool) -> String {
    if number == 100 {
        return "cien".into();
    }
    let hundred = TABLE.of("hundreds", number / 100);
    let hundred = if feminine {
        hundred
            .replace("cientos", "cientas")
            .replace("nientos", "nientas")
    } else {
        hundred.into()
    };
    let rest = match number % 100 {
        0 => String::new(),
        1 => one.into(),
        21 => match one {
            "un" => "veintiún".into(),
            one => format!("veinti{one}"),
        },
        rest @ 2..30 => TABLE.of("ones", rest).into(),
        rest => match rest % 10 {
            0 => TABLE.of("tens", rest / 10).into(),
            1 => format!("{} y {one}", TABLE.of("tens", rest / 10)),
            unit => format!(
                "{} y {}",
                TABLE.of("tens", rest / 10),
                TABLE.of("ones", unit)
            ),
        },
    };
    joined([hundred, rest])
}

/// A cardinal below 10^30, by groups of six digits: mil millones, not a millardo.
fn cardinal(digits: &str, one: &str) -> String {
    let groups = groups(digits, 6);
    if groups.is_empty() {
        return TABLE.of("ones", 0).into();
    }
    let words = groups.into_iter().map(|(value, power)| {
        let feminine = one == "una" && power == 0;
        let one = if power == 0 { one } else { "un" };
        let thousand = match value / 1000 {
            0 => String::new(),
            1 => "mil".into(),
            thousand => format!(
                "{} mil",
                hundreds(thousand, if feminine { "una" } else { "un" }, feminine)
            ),
        };
        let said = joined([thousand, hundreds(value % 1000, one, feminine)]);
        match (power, value) {
            (0, _) => said,
            (_, 1) => format!("un {}", TABLE.of("scales", power)),
            _ => format!("{said} {}es", TABLE.of("scales", power).replace('ó', "o")),
        }
    });
    joined(words)
}

impl Grammar for Spanish {
    fn table(&self) -> &'static Table {
        &TABLE
    }

    fn number(&self, number: &Number, before: Option<Gender>) -> String {
        let minus = self.minus(number);
        let one = match before {
            None => "uno",
            Some(Gender::Feminine) => "una",
            Some(Gender::Neuter) => "uno",
            Some(_) => "un",
        };
        let Some(fraction) = &number.fraction else {
            return joined([minus, &cardinal(&number.whole, one)]);
        };
        let whole_one = if one == "un" { "uno" } else { one };
        // In pairs; a nought at the beginning of one is said.
        let pair = |pair: &str| match pair.strip_prefix('0') {
            Some("") | None => cardinal(pair, one),
            Some(digit) => format!("cero {}", cardinal(digit, one)),
        };
        let pairs = (0..fraction.len())
            .step_by(2)
            .map(|at| pair(&fraction[at..(at + 2).min(fraction.len())]));
        joined(
            [
                minus.to_string(),
                cardinal(&number.whole, whole_one),
                TABLE.word("comma").into(),
            ]
            .into_iter()
            .chain(pairs),
        )
    }

    fn form(&self, number: &Number) -> usize {
        usize::from(!number.is_one())
    }

    fn ordinal(&self, number: u64, gender: Gender) -> Option<String> {
        ordinals::ordinal(number, gender == Gender::Feminine)
    }

    fn date(&self, day: &str, month: usize, year: Option<&str>, found: &Found) -> Option<String> {
        let day = match value(day)? {
            1 => "primero".into(),
            _ => cardinal(day, "uno"),
        };
        let year = year.map_or(String::new(), |year| format!(" de {}", self.year(year)));
        let _ = found;
        Some(format!("{day} de {}{year}", TABLE.month_name(month)?))
    }

    fn month(&self, month: usize, year: &str) -> Option<String> {
        Some(format!(
            "{} de {}",
            TABLE.month_name(month)?,
            self.year(year)
        ))
    }

    fn time(&self, time: Time) -> Option<String> {
        let hour = cardinal(&time.hour.to_string(), "una");
        let minutes = match (time.minute, time.second) {
            (0, None | Some(0)) => String::new(),
            (15, None) => "y cuarto".into(),
            (30, None) => "y media".into(),
            (minute, None | Some(0)) => format!("y {}", cardinal(&minute.to_string(), "uno")),
            (minute, Some(second)) => {
                let number = |n| plural(&whole(n), if n == minute { "minuto" } else { "segundo" });
                format!(
                    "horas {} y {}",
                    number(minute),
                    plural(&whole(second), "segundo")
                )
            }
        };
        let half = match time.half {
            Some('a') if time.hour == 12 => "de la noche",
            Some('a') => "de la mañana",
            Some(_) if time.hour >= 8 && time.hour < 12 => "de la noche",
            Some(_) => "de la tarde",
            None => "",
        };
        let (name, offset) = match time.zone.find(['-', '+']) {
            Some(at) => time.zone.split_at(at),
            None => (time.zone, ""),
        };
        let name = joined(name.chars().map(|c| c.to_lowercase().to_string()));
        let offset = match offset.chars().next() {
            Some(sign) => {
                let parts = offset[1..].split(':').map(|part| cardinal(part, "uno"));
                let sign = TABLE.word(if sign == '-' { "minus" } else { "plus" });
                joined([sign.to_string()].into_iter().chain(parts))
            }
            None => String::new(),
        };
        Some(joined([hour.as_str(), &minutes, half, &name, &offset]))
    }

    fn fraction(&self, whole: Option<u64>, over: u64, under: u64) -> Option<String> {
        let name = ordinals::part(under)?;
        let one = |n: u64, one: &str| cardinal(&n.to_string(), one);
        let fraction = match name {
            None => format!("{} sobre {}", one(over, "uno"), one(under, "uno")),
            Some(_) if under == 2 && over == 1 => {
                if whole.is_some() {
                    "medio".into()
                } else {
                    "un medio".into()
                }
            }
            Some(name) => format!(
                "{} {name}{}",
                one(over, "un"),
                if over == 1 { "" } else { "s" }
            ),
        };
        Some(match whole {
            Some(whole) => format!("{} y {fraction}", one(whole, "uno")),
            None => fraction,
        })
    }

    fn part_of(
        &self,
        whole: Option<u64>,
        over: u64,
        under: u64,
        names: &[String],
    ) -> Option<String> {
        let name = names.first()?;
        if (over, under) == (1, 2) {
            let half = if Gender::of(names) == Gender::Feminine {
                "media"
            } else {
                "medio"
            };
            let whole = whole.map_or(String::new(), |whole| {
                format!("{} y", cardinal(&whole.to_string(), "uno"))
            });
            return Some(joined([whole.as_str(), half, name]));
        }
        Some(format!("{} de {name}", self.fraction(whole, over, under)?))
    }

    fn alone(&self, number: &Number, found: &Found) -> String {
        // Before a noun uno is un or una; what is no noun is known.
        let noun = found.word_after();
        let is_noun = found.after().starts_with(' ')
            && noun.chars().count() > 2
            && noun.starts_with(char::is_lowercase)
            && ![
                "que", "por", "con", "fue", "los", "las", "del", "son", "era", "para", "sin",
                "más", "menos", "como", "pero", "hasta", "está", "han", "sobre", "entre",
            ]
            .contains(&noun);
        let masculine = [
            "días",
            "día",
            "mapas",
            "problemas",
            "programas",
            "sistemas",
            "idiomas",
            "temas",
            "planetas",
            "poemas",
            "gramos",
        ];
        let is_feminine = !masculine.contains(&noun)
            && ([
                "as", "a", "ción", "ciones", "dad", "dades", "vez", "veces", "mujeres", "noches",
                "partes", "calles", "clases",
            ]
            .iter()
            .any(|end| noun.ends_with(end)));
        let gender = if is_feminine {
            Gender::Feminine
        } else {
            Gender::Masculine
        };
        self.number(number, is_noun.then_some(gender))
    }

    fn of(&self, noun: &str) -> String {
        format!("de {noun}")
    }
}
