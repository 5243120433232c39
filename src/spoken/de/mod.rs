//! German.

use super::european::{Gender, Grammar, Time, read, rules as european, time};
use super::number::{Number, groups, joined, value};
use super::rule::{Found, Rule, Rules};
use super::table::Table;
use std::sync::LazyLock;

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::read(include_str!("../tables/de.toml")));

/// The names of the months.
pub(crate) fn months() -> impl Iterator<Item = &'static str> {
    TABLE.month_names()
}

struct German;

/// The rules of German.
pub fn rules() -> Rules {
    let month = TABLE.month_pattern();
    let own = vec![
        Rule::new(
            r"(?P<hour>[0-2]?[0-9])[:.](?P<minute>[0-5][0-9])(?::(?P<second>[0-5][0-9]))? ?(?i:uhr|h)\b(?: (?P<zone>est|EST|MEZ))?",
            |found| time(&German, found),
        ),
        Rule::new(
            r"(?P<hour>[0-2]?[0-9])(?:[-–](?P<last>[0-2]?[0-9]))? (?P<clock>(?i:uhr))\b",
            |found| {
                let hour =
                    |name: &str| German.number(&read(found.part(name)), Some(Gender::Masculine));
                let last = found
                    .get("last")
                    .map_or(String::new(), |_| format!(" bis {}", hour("last")));
                Some(format!("{}{last} {}", hour("hour"), found.part("clock")))
            },
        ),
        // 2.3.
        Rule::new(
            r"(?P<day>[0-3]?[0-9])\.(?P<month>[01]?[0-9])(?P<stop>\.?)",
            |found| {
                let month = TABLE.month_name(value(found.part("month"))? as usize)?;
                let day = value(found.part("day"))?;
                let mut after = found.after().chars();
                let goes_on = match after.next() {
                    Some('.' | ',') => after.next().is_some_and(|c| c.is_ascii_digit()),
                    Some(c) => c.is_alphanumeric() || c == '°',
                    None => false,
                };
                let goes_on = goes_on || found.before().ends_with(['.', ',', '§']);
                let day = German.declined(day, found);
                ((1..=31).contains(&value(found.part("day"))?) && !goes_on)
                    .then(|| format!("{day} {month}"))
            },
        ),
        // 3.–5. Mai; 3. und 4. Mai
        Rule::new(
            &format!(r"(?P<a>[0-3]?[0-9])\. ?[-–] ?(?P<b>[0-3]?[0-9])\. (?P<month>(?i:{month}))\b"),
            |found| {
                let day = |name: &str| Some(German.declined(value(found.part(name))?, found));
                let month = TABLE.month_name(TABLE.month(found.part("month"))?)?;
                Some(format!("{} bis {} {month}", day("a")?, day("b")?))
            },
        ),
        Rule::new(
            r"(?P<decade>[0-9]{1,3}0)(?P<end>er)(?:[- ]?(?P<year>Jahren?|jahren?))?\b",
            |found| {
                let said = German.year(found.part("decade"));
                let years = found
                    .get("year")
                    .map_or(String::new(), |year| format!(" {year}"));
                Some(format!("{said}er{years}"))
            },
        ),
    ];
    let late = vec![
        // 3., before a noun or alone
        Rule::new(r"(?P<number>[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)\.", |found| {
            let next = found.after().trim_start();
            let is_end = found.after().is_empty() && !found.before().is_empty();
            let number = value(&super::number::digits(found.part("number")))?;
            let before_noun =
                found.after().starts_with(' ') && next.starts_with(char::is_alphabetic);
            // A number at the end of a sentence is none.
            let new_sentence = [
                "Der", "Die", "Das", "Er", "Sie", "Es", "Ich", "Wir", "Und", "Aber", "Dann", "Ein",
                "Eine", "In", "Im", "Am", "Da", "Doch", "So", "Dort", "Damals", "Heute", "Auch",
                "Als", "Wenn", "Nach", "Jetzt", "Nun", "Damit", "Man", "Mein", "Meine", "Wer",
                "Was", "Wie", "Wo", "Warum", "Danach", "Seitdem", "Sein", "Seine", "Ihr", "Ihre",
                "Mit", "Von", "Zu", "Bei", "Alle", "Viele", "Sonst", "Nur", "Noch", "Schon",
                "Weil", "Wir", "Kein", "Keine",
            ];
            let word = found.word_after();
            if is_end
                || (!before_noun && !found.after().is_empty())
                || new_sentence.contains(&word)
                || number >= 1000
                    && before_noun
                    && word.starts_with(char::is_uppercase)
                    && number % 100 != 0
            {
                return None;
            }
            Some(German.declined(number, found))
        }),
        Rule::new(
            r"(?P<number>[1-9])[-–](?P<d>[A-Z])[-–](?P<noun>[A-Za-zÄÖÜäöü]+)",
            |found| {
                let number = German.number(&read(found.part("number")), None);
                Some(format!(
                    "{number}-{}-{}",
                    found.part("d"),
                    found.part("noun")
                ))
            },
        ),
        // Years: 1994, alone
        Rule::new(
            r"(?P<year>1[1-9][0-9]{2})(?:[-–/](?P<last>[0-9]{4}|[0-9]{2}))?",
            |found| {
                let goes_on = found
                    .after()
                    .starts_with(|c: char| c.is_alphabetic() || matches!(c, '%' | '€' | '$'))
                    || (found.after().starts_with([',', '.', '-', ':', '/'])
                        && found.after()[1..].starts_with(|c: char| c.is_ascii_digit()));
                let before = found.word_before();
                let of_time = [
                    "Jahr",
                    "Jahre",
                    "Jahren",
                    "Jahres",
                    "im",
                    "seit",
                    "ab",
                    "von",
                    "bis",
                    "um",
                    "vor",
                    "nach",
                    "zwischen",
                    "und",
                    "Sommer",
                    "Winter",
                    "Herbst",
                    "Frühjahr",
                    "Frühling",
                    "Anfang",
                    "Mitte",
                    "Ende",
                    "geboren",
                ]
                .contains(&before)
                    || TABLE.month_names().any(|month| month == before);
                let unit = found.word_after();
                let is_counted =
                    TABLE.unit(unit).is_some() || unit.starts_with(char::is_uppercase) && !of_time;
                let last = found
                    .get("last")
                    .map_or(String::new(), |last| format!(" bis {}", German.year(last)));
                let has_text = !found.before().trim().is_empty()
                    || !found.after().trim_matches(['.', ' ']).is_empty();
                (!goes_on && has_text && !is_counted || found.get("last").is_some() && !goes_on)
                    .then(|| format!("{}{last}", German.year(found.part("year"))))
            },
        ),
    ];
    european(&German, own, late)
}

fn hundreds(number: usize, one: &str) -> String {
    let hundred = match number / 100 {
        0 => String::new(),
        1 => "ein hundert".into(),
        hundred => format!("{} hundert", TABLE.of("ones", hundred)),
    };
    let rest = match number % 100 {
        0 => String::new(),
        1 => one.into(),
        rest @ 2..20 => TABLE.of("ones", rest).into(),
        rest => match rest % 10 {
            0 => TABLE.of("tens", rest / 10).into(),
            1 => format!("ein und {}", TABLE.of("tens", rest / 10)),
            one => format!(
                "{} und {}",
                TABLE.of("ones", one),
                TABLE.of("tens", rest / 10)
            ),
        },
    };
    joined([hundred, rest])
}

/// A cardinal below 10^24; `one` is the last eins, as it stands alone or before a noun.
fn cardinal(digits: &str, one: &str) -> String {
    let groups = groups(digits, 3);
    if groups.is_empty() {
        return TABLE.of("ones", 0).into();
    }
    let words = groups.into_iter().map(|(value, power)| {
        let scale = TABLE.of("scales", power);
        match power {
            0 => hundreds(value, one),
            1 => format!("{} {scale}", hundreds(value, "ein")),
            _ if value == 1 => format!("eine {scale}"),
            _ => format!(
                "{} {scale}{}",
                hundreds(value, "eine"),
                if scale.ends_with('e') { "n" } else { "en" }
            ),
        }
    });
    joined(words)
}

/// The stem of an ordinal: `dritt`, `zwanzigst`.
fn stem(number: u64) -> String {
    let said = cardinal(&number.to_string(), "eins");
    let (rest, last) = said.rsplit_once(' ').unwrap_or(("", &said));
    let below = number % 100;
    let last = match last {
        "eins" => "erst".into(),
        "drei" => "dritt".into(),
        "sieben" => "siebt".into(),
        "acht" => "acht".into(),
        last if number > 0 && (1..20).contains(&below) => format!("{last}t"),
        "null" => "nullt".into(),
        "millionen" => "millionst".into(),
        last => format!("{}st", last.trim_end_matches("en").trim_end_matches('e')),
    };
    joined([rest, &last])
}

impl German {
    /// An ordinal in the case that the word before it asks for.
    fn declined(&self, number: u64, found: &Found) -> String {
        let before = found.word_before().to_lowercase();
        let ending = match before.as_str() {
            "der" | "die" | "das" | "diese" | "dieser" | "dieses" | "jede" | "jeder" | "jedes"
            | "eine" => "e",
            "den" | "dem" | "des" | "am" | "im" | "vom" | "zum" | "zur" | "beim" | "einem"
            | "einen" | "ab" | "seit" | "bis" | "ihrem" | "seinem" | "meinem" | "ihren"
            | "seinen" => "en",
            "ein" if found.word_after().ends_with("al") || found.word_after() == "Jahrhundert" => {
                "es"
            }
            _ => "er",
        };
        format!("{}{ending}", stem(number))
    }
}

impl Grammar for German {
    fn table(&self) -> &'static Table {
        &TABLE
    }

    fn number(&self, number: &Number, before: Option<Gender>) -> String {
        let minus = self.minus(number);
        if let Some(fraction) = &number.fraction {
            let digits = fraction.chars().filter_map(|c| c.to_digit(10));
            let digits = joined(digits.map(|digit| TABLE.of("ones", digit as usize)));
            return joined([
                minus,
                &cardinal(&number.whole, "eins"),
                TABLE.word("comma"),
                &digits,
            ]);
        }
        let one = match before {
            None => "eins",
            Some(Gender::Feminine) => "eine",
            Some(_) => "ein",
        };
        joined([minus, &cardinal(&number.whole, one)])
    }

    fn form(&self, number: &Number) -> usize {
        usize::from(!number.is_one())
    }

    fn ordinal(&self, number: u64, gender: Gender) -> Option<String> {
        let _ = gender;
        Some(format!("{}e", stem(number)))
    }

    fn date(&self, day: &str, month: usize, year: Option<&str>, found: &Found) -> Option<String> {
        let month = TABLE.month_name(month)?;
        let day = self.declined(value(day)?, found);
        let year = year.map_or(String::new(), |year| self.year(year));
        Some(joined([day.as_str(), month, &year]))
    }

    fn month(&self, month: usize, year: &str) -> Option<String> {
        Some(format!("{} {}", TABLE.month_name(month)?, self.year(year)))
    }

    fn time(&self, time: Time) -> Option<String> {
        let say = |number: u64| cardinal(&number.to_string(), "ein");
        let unit = |number: u64, one: &str, many: &str| {
            let said = cardinal(&number.to_string(), "eine");
            format!("{said} {}", if number == 1 { one } else { many })
        };
        let half = match time.half {
            Some('a') if time.hour < 12 => " morgens",
            Some('p') if time.hour >= 6 && time.hour < 12 => " abends",
            Some('p') => " nachmittags",
            _ => "",
        };
        let zone = joined(
            time.zone
                .chars()
                .filter(|c| c.is_alphabetic())
                .map(|c| c.to_lowercase().to_string()),
        );
        let said = match time.second {
            Some(second) => joined([
                format!("{} uhr", say(time.hour)),
                unit(time.minute, "minute", "minuten"),
                unit(second, "sekunde", "sekunden"),
            ]),
            None if time.minute == 0 => format!("{} uhr", say(time.hour)),
            None => format!(
                "{} uhr {}",
                say(time.hour),
                cardinal(&time.minute.to_string(), "eins")
            ),
        };
        Some(joined([said + half, zone]))
    }

    fn fraction(&self, whole: Option<u64>, over: u64, under: u64) -> Option<String> {
        let fraction = match under {
            2 if over == 1 => "ein halb".into(),
            2 => format!("{} halbe", cardinal(&over.to_string(), "ein")),
            1 => format!("{} eintel", cardinal(&over.to_string(), "ein")),
            under => format!("{} {}el", cardinal(&over.to_string(), "ein"), stem(under)),
        };
        let whole = whole.map_or(String::new(), |whole| cardinal(&whole.to_string(), "ein"));
        Some(joined([whole, fraction]))
    }

    fn part_of(
        &self,
        whole: Option<u64>,
        over: u64,
        under: u64,
        names: &[String],
    ) -> Option<String> {
        let name = if whole.is_some() {
            names.get(1)
        } else {
            names.first()
        }?;
        Some(joined([&self.fraction(whole, over, under)?, name]))
    }

    fn alone(&self, number: &Number, found: &Found) -> String {
        // Before a noun eins is ein or eine.
        let noun = found.word_after();
        let is_noun = found.after().starts_with(' ') && noun.starts_with(char::is_uppercase);
        let is_feminine = [
            "e", "ung", "heit", "keit", "ion", "schaft", "tät", "ik", "Frau", "Woche", "Nacht",
            "Stadt",
        ]
        .iter()
        .any(|end| noun.ends_with(end));
        self.number(
            number,
            is_noun.then_some(if is_feminine {
                Gender::Feminine
            } else {
                Gender::Masculine
            }),
        )
    }

    fn year(&self, digits: &str) -> String {
        match value(digits) {
            Some(year @ 1100..2000) => {
                let rest = match year % 100 {
                    0 => String::new(),
                    rest => cardinal(&rest.to_string(), "eins"),
                };
                joined([&hundreds((year / 100) as usize, "ein"), "hundert", &rest])
            }
            _ => cardinal(digits, "eins"),
        }
    }
}
