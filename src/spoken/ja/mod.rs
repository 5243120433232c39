//! Japanese.

mod amounts;
mod dates;

use super::electronic::Speller;
use super::han;
use super::number::Number;
use super::rule::{Found, Rules};
use super::table::Table;
use std::sync::LazyLock;

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::read(include_str!("../tables/ja.toml")));

/// A number as it is written.
const NUMBER: &str = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)";

/// The rules of Japanese.
pub fn rules() -> Rules {
    let speller = Speller {
        table: &TABLE,
        digit: |c| han::digit(c).to_string(),
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
    let number = Number::read(text, '.');
    let minus = if number.negative { "マイナス" } else { "" };
    let whole = han::japanese(&number.whole);
    match &number.fraction {
        None => format!("{minus}{whole}"),
        Some(fraction) => format!("{minus}{whole}点{}", han::one_by_one(fraction)),
    }
}

/// マイナス if there is a minus before the number, not a hyphen.
fn sign(found: &Found) -> &'static str {
    let before = found.before().trim_end().chars().next_back();
    let adjoins =
        !found.before().ends_with(' ') && before.is_some_and(|c| c.is_ascii_alphanumeric());
    if found.part("minus").is_empty() || adjoins {
        ""
    } else {
        "マイナス"
    }
}
