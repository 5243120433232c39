//! Russian.

mod numbers;
mod years;

use super::european::{Gender, Grammar, Time, rules as european};
use super::number::{Number, digits, joined, value};
use super::roman;
use super::rule::{Found, Rule, Rules};
use super::table::Table;
use numbers::{Case, cardinal, ordinal};
use std::sync::LazyLock;

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::read(include_str!("../tables/ru.toml")));

struct Russian;

/// The rules of Russian.
pub fn rules() -> Rules {
    let mut own = years::rules();
    own.extend([
        // 8-913-983-56-01
        Rule::new(r"(?P<plus>\+)?(?:[78][- ])?\(?[0-9]{3}\)?[- ][0-9]{3}[- ][0-9]{2}[- ][0-9]{2}", |found| {
            let parts = found.all().split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
            let part = |part: &str| {
                let rest = part.trim_start_matches('0');
                let noughts = (0..part.len() - rest.len()).map(|_| TABLE.of("ones", 0).to_string());
                let rest = if rest.is_empty() { String::new() } else { cardinal(rest, Gender::Masculine, Case::Nominative) };
                joined(noughts.chain([rest]))
            };
            let plus = if found.get("plus").is_some() { TABLE.word("plus").to_string() } else { String::new() };
            Some(joined([plus].into_iter().chain(parts.map(part))))
        }),
        // 20-летний
        Rule::new(r"(?P<number>[0-9]{1,4})-?(?P<noun>(?:лет|миллиметр|метр|процент|этаж|кратн|тонн|минут|часов|дневн|литров|градусн)\p{Cyrillic}+)", |found| {
            let number = found.part("number");
            let prefix = match value(number)? {
                1 => "одно".into(),
                100 => "сто".into(),
                90 => "девяносто".into(),
                1000 => "тысяче".into(),
                _ => cardinal(number, Gender::Masculine, Case::Genitive).replace(' ', ""),
            };
            let is_noun = ["лет", "метров", "минут", "часов", "тонн", "процентов", "литров", "миллиметров"].contains(&found.part("noun"));
            (!is_noun && found.all().contains('-')).then(|| format!("{prefix}{}", found.part("noun")))
        }),
        // 20-го, 6-й
        Rule::new(r"(?P<number>[0-9]{1,3}(?:[. ][0-9]{3})+|[0-9]+)-?(?P<end>го|ого|му|ому|м|ом|ым|й|ый|ой|ий|я|ая|е|ое|ые|ю|ую|х|ых|ми|ыми|ье|ья)\b", |found| {
            let number = value(&digits(found.part("number")))?;
            let year_in = matches!(found.word_before().to_lowercase().as_str(), "в" | "на" | "о" | "об" | "при");
            let end = match found.part("end") {
                "го" | "ого" => "ого",
                "му" | "ому" => "ому",
                "ым" => "ым",
                "м" if !year_in && matches!(found.word_before().to_lowercase().as_str(), "с" | "со" | "над" | "под" | "перед" | "между" | "стал" | "был") => "ым",
                "м" | "ом" => "ом",
                "й" | "ый" | "ий" => "ый",
                "ой" => "ой",
                "я" | "ая" | "ья" => "ая",
                "ое" | "ье" => "ое",
                "е" | "ые" => "ые",
                "ю" | "ую" => "ую",
                "х" | "ых" => "ых",
                _ => "ыми",
            };
            ordinal(number, end)
        }),
        Rule::new(r"(?P<number>[0-9]+)-(?P<end>ти|и|х|ёх|ух|мя|ью)\b", |found| {
            Some(cardinal(found.part("number"), Gender::Masculine, Case::Genitive))
        }),
        Rule::new(r"\b(?P<numeral>[IVX]+)(?:-(?P<end>го|й|м|е|х))? (?P<word>век(?:а|е|у|ом|ов|и)?|столети(?:е|я|и|ю|ем)|съезд(?:а|е|у)?|в\.)", |found| {
            let number = roman::value(found.part("numeral"))?;
            let (end, word) = match found.part("word") {
                "век" | "съезд" => ("ый", found.part("word")),
                "в." if found.word_before() == "в" => ("ом", "веке"),
                "в." => ("ого", "века"),
                word if word.ends_with('а') || word == "столетия" => ("ого", word),
                word if word.ends_with('у') || word == "столетию" => ("ому", word),
                word if word.ends_with("ом") || word == "столетием" => ("ым", word),
                "столетие" => ("ое", "столетие"),
                word if word.ends_with("ов") => ("ого", word),
                word => ("ом", word),
            };
            Some(format!("{} {word}", ordinal(number, end)?))
        }),
    ]);
    european(&Russian, own, Vec::new())
}

impl Grammar for Russian {
    fn table(&self) -> &'static Table {
        &TABLE
    }

    fn number(&self, number: &Number, before: Option<Gender>) -> String {
        let minus = self.minus(number);
        let Some(fraction) = &number.fraction else {
            return joined([
                minus,
                &cardinal(
                    &number.whole,
                    before.unwrap_or(Gender::Masculine),
                    Case::Nominative,
                ),
            ]);
        };
        let of_whole = if numbers::form(value(&number.whole).unwrap_or(0)) == 0 {
            "целая"
        } else {
            "целых"
        };
        let parts = cardinal(fraction, Gender::Feminine, Case::Nominative);
        let name = match fraction.len() {
            1 => "десят",
            2 => "сот",
            3 => "тысячн",
            4 => "десятитысячн",
            5 => "стотысячн",
            6 => "миллионн",
            // Longer ones digit by digit.
            _ => {
                let each = fraction
                    .chars()
                    .map(|c| cardinal(&c.to_string(), Gender::Masculine, Case::Nominative));
                let whole = cardinal(&number.whole, Gender::Masculine, Case::Nominative);
                return joined(
                    [minus.to_string(), whole, "запятая".into()]
                        .into_iter()
                        .chain(each),
                );
            }
        };
        let end = if numbers::form(value(fraction).unwrap_or(0)) == 0 {
            "ая"
        } else {
            "ых"
        };
        joined([
            minus,
            &cardinal(&number.whole, Gender::Feminine, Case::Nominative),
            of_whole,
            &parts,
            &format!("{name}{end}"),
        ])
    }

    fn form(&self, number: &Number) -> usize {
        match number.fraction {
            Some(_) => 1,
            None => numbers::form(value(&number.whole).unwrap_or(0)),
        }
    }

    fn ordinal(&self, number: u64, gender: Gender) -> Option<String> {
        ordinal(
            number,
            match gender {
                Gender::Masculine => "ый",
                Gender::Feminine => "ая",
                Gender::Neuter => "ое",
            },
        )
    }

    fn date(&self, day: &str, month: usize, year: Option<&str>, found: &Found) -> Option<String> {
        let in_words = found.part("month").chars().any(char::is_alphabetic);
        let end = match found.word_before().to_lowercase().as_str() {
            "на" | "по" | "за" | "сегодня" | "завтра" | "вчера" => "ое",
            "к" | "ко" => "ому",
            "перед" | "между" => "ым",
            _ if in_words => "ого",
            "с" | "до" | "от" | "после" | "около" => "ого",
            _ => "ое",
        };
        let day = ordinal(value(day)?, end)?;
        let year = match year {
            Some(year) => ordinal(value(year)?, "ого")?,
            None => String::new(),
        };
        Some(joined([&day, TABLE.month_name(month)?, &year]))
    }

    fn month(&self, month: usize, year: &str) -> Option<String> {
        let name = TABLE.of("months_nominative", month.checked_sub(1)?);
        Some(format!("{name} {} года", ordinal(value(year)?, "ого")?))
    }

    fn time(&self, time: Time) -> Option<String> {
        let unit = |number: u64, names: [&str; 3], gender| {
            let said = cardinal(&number.to_string(), gender, Case::Nominative);
            format!("{said} {}", names[numbers::form(number)])
        };
        let hour = unit(time.hour, ["час", "часа", "часов"], Gender::Masculine);
        let minute = unit(time.minute, ["минута", "минуты", "минут"], Gender::Feminine);
        let second = time.second.map_or(String::new(), |second| {
            unit(second, ["секунда", "секунды", "секунд"], Gender::Feminine)
        });
        let minute = if time.minute == 0 && time.second.is_none() && time.hour != 1 {
            String::new()
        } else {
            minute
        };
        let half = match time.half {
            Some('a') => "утра",
            Some(_) if time.hour < 6 || time.hour == 12 => "дня",
            Some(_) => "вечера",
            None => "",
        };
        Some(joined([hour.as_str(), &minute, &second, half]))
    }

    fn fraction(&self, whole: Option<u64>, over: u64, under: u64) -> Option<String> {
        let end = if numbers::form(over) == 0 {
            "ая"
        } else {
            "ых"
        };
        let over = cardinal(&over.to_string(), Gender::Feminine, Case::Nominative);
        let fraction = format!("{over} {}", ordinal(under, end)?);
        let Some(whole) = whole else {
            return Some(fraction);
        };
        let name = if numbers::form(whole) == 0 {
            "целая"
        } else {
            "целых"
        };
        Some(joined([
            &cardinal(&whole.to_string(), Gender::Feminine, Case::Nominative),
            name,
            "и",
            &fraction,
        ]))
    }

    fn part_of(
        &self,
        whole: Option<u64>,
        over: u64,
        under: u64,
        names: &[String],
    ) -> Option<String> {
        Some(joined([&self.fraction(whole, over, under)?, names.get(1)?]))
    }

    fn year(&self, digits: &str) -> String {
        value(digits)
            .and_then(|year| ordinal(year, "ый"))
            .unwrap_or_default()
    }

    fn oblique(&self, number: &Number, names: &[String], found: &Found) -> Option<String> {
        let before = found.word_before().to_lowercase();
        if number.fraction.is_some() || !TABLE.list("before_of").contains(&before) {
            return None;
        }
        let name = names.get(if self.form(number) == 0 { 1 } else { 2 })?;
        Some(joined([
            &cardinal(&number.whole, Gender::of(names), Case::Genitive),
            name,
        ]))
    }

    fn ratio(&self, a: &Number, b: &Number) -> String {
        let b = cardinal(&b.whole, Gender::Masculine, Case::Dative);
        format!("{} к {b}", self.number(a, None))
    }

    fn alone(&self, number: &Number, found: &Found) -> String {
        if number.fraction.is_some() {
            return self.number(number, None);
        }
        let before = found.word_before().to_lowercase();
        let is_in = |list: &str| TABLE.list(list).contains(&before);
        // The second of a range has the first before it.
        let after_range = found.before().trim_end().ends_with(['—', '–']);
        let case = match () {
            () if is_in("before_of") && !after_range => Case::Genitive,
            () if is_in("before_to") => Case::Dative,
            () => Case::Nominative,
        };
        // What is counted may be feminine: "2 книги" is not known here, and "2" is два.
        let gender = numbers::gender_of(found.word_after(), value(&number.whole).unwrap_or(0));
        let minus = if number.negative {
            TABLE.word("minus")
        } else {
            ""
        };
        joined([minus, &cardinal(&number.whole, gender, case)])
    }
}
