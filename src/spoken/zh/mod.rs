//! Chinese.

mod amounts;
mod dates;

use super::electronic::Speller;
use super::han;
use super::number::value;
use super::rule::Rules;
use super::table::Table;
use std::sync::LazyLock;

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::read(include_str!("../tables/zh.toml")));

/// The rules of Chinese.
pub fn rules() -> Rules {
    let speller = Speller {
        table: &TABLE,
        digit: Box::new(|c| han::digit(c).to_string()),
        parted: true,
    };
    let mut rules = amounts::telephones();
    rules.extend(speller.rules());
    rules.extend(dates::rules());
    rules.extend(amounts::rules());
    Rules::new(rules, false)
}

/// A number with all its parts.
fn number(text: &str) -> String {
    han::number(text, "负", han::chinese)
}

/// A number before what it counts: two things are 两.
fn counted(text: &str, after: &str) -> String {
    let is_two = text.trim_start_matches('-') == "2";
    let counts = TABLE
        .list("counters")
        .iter()
        .any(|word| after.starts_with(word.as_str()));
    match is_two && counts && !after.starts_with("年级") {
        true => number(text).replace('二', "两"),
        false => number(text),
    }
}

/// A number that stands for itself: with a nought before it, or long, digit by digit.
fn plain(text: &str, after: &str) -> String {
    let is_bare = text.bytes().all(|b| b.is_ascii_digit());
    let is_code = (text.len() > 1 && text.starts_with('0') && value(text) != Some(0))
        || (text.len() > 12 && !text.ends_with("000"));
    if is_bare && is_code {
        han::one_by_one(text)
    } else {
        counted(text, after)
    }
}
