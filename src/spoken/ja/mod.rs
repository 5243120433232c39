//! Japanese.

mod amounts;
mod dates;

use super::electronic::Speller;
use super::han;

use super::rule::{Found, Rules};
use super::table::Table;
use std::sync::LazyLock;

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::read(include_str!("../tables/ja.toml")));

/// The rules of Japanese.
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
    han::number(text, "マイナス", han::japanese)
}

/// マイナス if there is a minus before the number, not a hyphen.
fn sign(found: &Found) -> &'static str {
    han::sign(found, "マイナス")
}
