//! Cardinals and ordinals of Russian with their cases.

use super::super::european::Gender;
use super::super::number::{groups, joined};
use super::TABLE;

/// A case in which numbers stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// As a number is named.
    Nominative,
    /// After от, до, более …
    Genitive,
    /// After к.
    Dative,
}

/// The powers of a thousand: in the nominative of one, two and five, in the genitive of one and of many, in the
/// dative of one and of many.
const SCALES: [[&str; 7]; 6] = [
    ["", "", "", "", "", "", ""],
    [
        "тысяча",
        "тысячи",
        "тысяч",
        "тысячи",
        "тысяч",
        "тысяче",
        "тысячам",
    ],
    [
        "миллион",
        "миллиона",
        "миллионов",
        "миллиона",
        "миллионов",
        "миллиону",
        "миллионам",
    ],
    [
        "миллиард",
        "миллиарда",
        "миллиардов",
        "миллиарда",
        "миллиардов",
        "миллиарду",
        "миллиардам",
    ],
    [
        "триллион",
        "триллиона",
        "триллионов",
        "триллиона",
        "триллионов",
        "триллиону",
        "триллионам",
    ],
    [
        "квадриллион",
        "квадриллиона",
        "квадриллионов",
        "квадриллиона",
        "квадриллионов",
        "квадриллиону",
        "квадриллионам",
    ],
];

/// Which form of a noun goes with a number: 0 with one, 1 with two, 2 with five.
pub fn form(number: u64) -> usize {
    match (number % 100, number % 10) {
        (11..=14, _) => 2,
        (_, 1) => 0,
        (_, 2..=4) => 1,
        _ => 2,
    }
}

/// The gender of a noun behind a number that ends in one or two, by its ending.
pub fn gender_of(noun: &str, number: u64) -> Gender {
    let (one, two) = (form(number) == 0, number % 10 == 2 && number % 100 != 12);
    let known_masculine = [
        "раза",
        "дня",
        "часа",
        "месяца",
        "года",
        "человека",
        "мужчина",
        "папа",
        "дядя",
    ];
    if known_masculine.contains(&noun) {
        return Gender::Masculine;
    }
    match noun.chars().next_back() {
        Some('а' | 'я') if one => Gender::Feminine,
        Some('о' | 'е') if one => Gender::Neuter,
        Some('ы' | 'и') if two => Gender::Feminine,
        _ => Gender::Masculine,
    }
}

fn list(name: &str, case: Case) -> String {
    let end = match case {
        Case::Nominative => "",
        Case::Genitive => "_of",
        Case::Dative => "_to",
    };
    format!("{name}{end}")
}

fn hundreds(number: usize, gender: Gender, case: Case) -> String {
    let word = |name: &str, at: usize| TABLE.of(&list(name, case), at).to_string();
    let unit = |at: usize| match (at, gender, case) {
        (1, Gender::Feminine, Case::Nominative) => "одна".into(),
        (1, Gender::Neuter, Case::Nominative) => "одно".into(),
        (1, Gender::Feminine, _) => "одной".into(),
        (2, Gender::Feminine, Case::Nominative) => "две".into(),
        _ => word("ones", at),
    };
    let rest = match number % 100 {
        0 => String::new(),
        rest @ 1..20 => unit(rest),
        rest => match rest % 10 {
            0 => word("tens", rest / 10),
            one => joined([word("tens", rest / 10), unit(one)]),
        },
    };
    joined([word("hundreds", number / 100), rest])
}

/// A cardinal below 10^18, in a case, before a noun of that gender.
pub fn cardinal(digits: &str, gender: Gender, case: Case) -> String {
    let groups = groups(digits, 3);
    if groups.is_empty() {
        return TABLE.of(&list("ones", case), 0).into();
    }
    let words = groups.into_iter().map(|(value, power)| {
        if power == 0 {
            return hundreds(value, gender, case);
        }
        let own = if power == 1 {
            Gender::Feminine
        } else {
            Gender::Masculine
        };
        let names = SCALES.get(power).copied().unwrap_or([""; 7]);
        let form = form(value as u64);
        let name = match case {
            Case::Nominative => names[form],
            Case::Genitive => names[if form == 0 { 3 } else { 4 }],
            Case::Dative => names[if form == 0 { 5 } else { 6 }],
        };
        joined([hundreds(value, own, case).as_str(), name])
    });
    joined(words)
}

/// An ordinal below ten million, with the ending of an adjective: `ый`, `ого`, `ая` …
///
/// All words but the last are those of the cardinal; тысяча stands without одна, as years are said.
pub fn ordinal(number: u64, end: &str) -> Option<String> {
    if number >= 10_000_000 {
        return None;
    }
    let (before, stem) = match number {
        0..20 => (0, TABLE.of("ordinals", number as usize).to_string()),
        _ if number.is_multiple_of(1_000_000) => {
            return Some(compound(number / 1_000_000, "миллионн") + &ending("миллионн", end));
        }
        _ if number.is_multiple_of(1000) => {
            return Some(compound(number / 1000, "тысячн") + &ending("тысячн", end));
        }
        _ if number.is_multiple_of(100) => (
            number / 1000 * 1000,
            TABLE
                .of("ordinal_hundreds", (number % 1000 / 100) as usize)
                .into(),
        ),
        _ if number % 100 < 20 => (
            number / 100 * 100,
            TABLE.of("ordinals", (number % 100) as usize).into(),
        ),
        _ if number.is_multiple_of(10) => (
            number / 100 * 100,
            TABLE
                .of("ordinal_tens", (number % 100 / 10) as usize)
                .into(),
        ),
        _ => (
            number / 10 * 10,
            TABLE.of("ordinals", (number % 10) as usize).into(),
        ),
    };
    let before = match before {
        0 => String::new(),
        before => cardinal(&before.to_string(), Gender::Masculine, Case::Nominative),
    };
    let before = before
        .strip_prefix("одна тысяча")
        .map_or(before.clone(), |rest| format!("тысяча{rest}"));
    Some(joined([before, format!("{stem}{}", ending(&stem, end))]))
}

/// `двухтысячн`: how many, in the genitive, in one word.
fn compound(count: u64, stem: &str) -> String {
    match count {
        1 => stem.into(),
        100 => format!("сто{stem}"),
        count => {
            cardinal(&count.to_string(), Gender::Masculine, Case::Genitive)
                .replace(' ', "")
                .replace('ё', "е")
                + stem
        }
    }
}

/// The ending as the stem has it: второй, третий, третьего.
fn ending(stem: &str, end: &str) -> String {
    if stem == "трет" {
        return match end {
            "ый" => "ий".into(),
            "ого" => "ьего".into(),
            "ому" => "ьему".into(),
            "ым" => "ьим".into(),
            "ом" => "ьем".into(),
            "ая" => "ья".into(),
            "ой" => "ьей".into(),
            "ую" => "ью".into(),
            "ое" => "ье".into(),
            "ые" => "ьи".into(),
            "ых" => "ьих".into(),
            _ => "ьими".into(),
        };
    }
    let is_stressed = ["втор", "шест", "седьм", "восьм", "сороков", "нулев"].contains(&stem);
    if end == "ый" && is_stressed {
        "ой".into()
    } else {
        end.into()
    }
}
