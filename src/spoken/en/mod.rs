//! English: American unless the tag says otherwise, which decides the order of day and month in `3/4/1999`.

mod amounts;
mod dates;
mod names;
mod numbers;
mod places;

use super::electronic::Speller;
use super::number::{Number, digits, groups, joined, value};
use super::rule::Rules;
use super::table::Table;
use std::sync::LazyLock;

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::read(include_str!("../tables/en.toml")));

/// A number as it is written: with commas, or digits alone.
const NUMBER: &str = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]*\.[0-9]+|[0-9]+)";

/// The rules of English; `day_first` where 3/4 is the third of April.
pub fn rules(day_first: bool) -> Rules {
    let speller = Speller {
        table: &TABLE,
        digit: Box::new(|c| digit(c).to_string()),
        parted: false,
    };
    let mut rules = names::before_all();
    rules.extend(speller.rules());
    rules.extend(places::rules());
    rules.extend(dates::rules(day_first));
    rules.extend(amounts::rules());
    rules.extend(numbers::related());
    rules.extend(names::rules());
    rules.extend(numbers::alone());
    Rules::new(rules, true)
}

fn digit(c: char) -> &'static str {
    TABLE.of("ones", c.to_digit(10).unwrap_or(0) as usize)
}

/// Digits one by one.
fn one_by_one(text: &str) -> String {
    joined(text.chars().filter(char::is_ascii_digit).map(digit))
}

/// A cardinal number of any length up to 10^18; longer ones digit by digit.
fn cardinal(number: &str) -> String {
    let number = number.trim_start_matches('0');
    if number.is_empty() {
        return TABLE.of("ones", 0).into();
    }
    if number.len() > 18 {
        return one_by_one(number);
    }
    let groups = groups(number, 3).into_iter();
    joined(
        groups.map(|(value, power)| joined([hundreds(value).as_str(), TABLE.of("scales", power)])),
    )
}

/// A number below a thousand.
fn hundreds(number: usize) -> String {
    let hundred = match number / 100 {
        0 => String::new(),
        hundred => format!("{} hundred", TABLE.of("ones", hundred)),
    };
    let rest = match number % 100 {
        0 => String::new(),
        rest @ 1..20 => TABLE.of("ones", rest).into(),
        rest => match rest % 10 {
            0 => TABLE.of("tens", rest / 10).into(),
            one => format!("{} {}", TABLE.of("tens", rest / 10), TABLE.of("ones", one)),
        },
    };
    joined([hundred, rest])
}

/// An ordinal number.
fn ordinal(number: &str) -> String {
    let cardinal = cardinal(number);
    let (rest, last) = cardinal.rsplit_once(' ').unwrap_or(("", &cardinal));
    let last = match last {
        "one" => "first".into(),
        "two" => "second".into(),
        "three" => "third".into(),
        "five" => "fifth".into(),
        "eight" => "eighth".into(),
        "nine" => "ninth".into(),
        "twelve" => "twelfth".into(),
        last => match last.strip_suffix('y') {
            Some(ten) => format!("{ten}ieth"),
            None => format!("{last}th"),
        },
    };
    joined([rest, &last])
}

/// Two digits as they are said in years, times and addresses: `o five`.
fn pair(two: u64) -> String {
    match two {
        0..10 => format!("o {}", TABLE.of("ones", two as usize)),
        _ => hundreds(two as usize),
    }
}

/// A year of our time.
fn year(number: u64) -> String {
    let (century, rest) = (number / 100, number % 100);
    match number {
        1000..10_000 if number.is_multiple_of(1000) => cardinal(&number.to_string()),
        2001..2010 => cardinal(&number.to_string()),
        1000..10_000 if rest == 0 => format!("{} hundred", hundreds(century as usize)),
        100..10_000 if rest == 0 => cardinal(&number.to_string()),
        100..10_000 => joined([hundreds(century as usize), pair(rest)]),
        _ => cardinal(&number.to_string()),
    }
}

/// A year of four digits, or of two.
fn year_of(digits: &str) -> String {
    let number = value(digits).unwrap_or(0);
    match digits.len() {
        2 if number < 10 => format!("zero {}", TABLE.of("ones", number as usize)),
        _ => year(number),
    }
}

/// A number with all its parts.
fn number(text: &str) -> String {
    said(&Number::read(text, '.'))
}

fn said(number: &Number) -> String {
    let minus = if number.negative {
        TABLE.word("minus")
    } else {
        ""
    };
    let whole = match number.whole.as_str() {
        "" => String::new(),
        whole => cardinal(whole),
    };
    match &number.fraction {
        None => joined([minus, &whole]),
        Some(fraction) => joined([minus, &whole, TABLE.word("point"), &one_by_one(fraction)]),
    }
}

/// A number that stands for itself: one that begins with a nought, or is long and has no commas, is one of a
/// lock, a card or a page, and said digit by digit.
fn plain(text: &str) -> String {
    let is_bare = text.bytes().all(|b| b.is_ascii_digit());
    if is_bare && (text.len() > 9 || (text.len() > 1 && text.starts_with('0'))) {
        return one_by_one(text);
    }
    if digits(text).len() > 18 {
        return one_by_one(text);
    }
    number(text)
}
