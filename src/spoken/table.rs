//! The words of a language, as its file in `tables/` has them.

use indexmap::IndexMap;
use regex::escape;
use serde::Deserialize;
use std::cmp::Reverse;

/// The words of a language.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Table {
    /// Single words that rules say, by what they are for.
    pub words: IndexMap<String, String>,
    /// Lists of words that rules count in, by what they are for: `ones`, `tens`, `scales` …
    pub lists: IndexMap<String, Vec<String>>,
    /// The months: the name that is said, then how it may be shortened.
    pub months: Vec<Vec<String>>,
    /// The days of the week, from Monday, likewise.
    pub weekdays: Vec<Vec<String>>,
    /// Units: the sign, and its name for one, for many and, where the language has them, for other numbers; a
    /// gender (`m`, `f`, `n`) may stand last.
    pub units: IndexMap<String, Vec<String>>,
    /// Units that take the prefixes of the SI, likewise.
    pub bases: IndexMap<String, Vec<String>>,
    /// Prefixes of the SI: the sign and its name.
    pub prefixes: IndexMap<String, String>,
    /// Currencies: the sign, its name for one and for many, and that of its hundredth for one and for many.
    pub currencies: IndexMap<String, Vec<String>>,
    /// What stands for a power of ten behind a number: the sign, and how it is said.
    pub scales: IndexMap<String, Vec<String>>,
    /// Abbreviations.
    pub abbreviations: IndexMap<String, String>,
    /// Signs of the web, as `@`.
    pub web: IndexMap<String, String>,
    /// Signs between words.
    pub signs: IndexMap<String, String>,
    /// Words of addresses: `streets`, `directions`, `states`.
    pub places: IndexMap<String, IndexMap<String, String>>,
}

impl Table {
    /// Reads a table. The tables are part of the program, and a test reads them all.
    #[allow(clippy::expect_used)]
    pub fn read(text: &str) -> Self {
        let mut table: Self = toml::from_str(text).expect("a table of words is sound");
        for (sign, names) in &table.bases {
            let mut prefixed = vec![(sign.clone(), names.clone())];
            for (prefix, name) in &table.prefixes {
                let names = names.iter().map(|unit| match unit.as_str() {
                    "m" | "f" | "n" => unit.clone(),
                    unit => format!("{name}{unit}"),
                });
                prefixed.push((format!("{prefix}{sign}"), names.collect()));
            }
            for (sign, names) in prefixed {
                table.units.entry(sign).or_insert(names);
            }
        }
        table
    }

    /// A word by what it is for.
    pub fn word(&self, name: &str) -> &str {
        self.words.get(name).map_or("", String::as_str)
    }

    /// A list of words.
    pub fn list(&self, name: &str) -> &[String] {
        self.lists.get(name).map_or(&[], Vec::as_slice)
    }

    /// A word of a list; nothing where there is none.
    pub fn of(&self, list: &str, at: usize) -> &str {
        self.list(list).get(at).map_or("", String::as_str)
    }

    /// The names of a unit: of the sign as it is written, else in whatever case.
    pub fn unit(&self, sign: &str) -> Option<&[String]> {
        by_sign(&self.units, sign).map(Vec::as_slice)
    }

    /// The names of a currency.
    pub fn currency(&self, sign: &str) -> Option<&[String]> {
        by_sign(&self.currencies, sign).map(Vec::as_slice)
    }

    /// How a power of ten is said.
    pub fn scale(&self, sign: &str) -> Option<&[String]> {
        by_sign(&self.scales, sign).map(Vec::as_slice)
    }

    /// What an abbreviation stands for.
    pub fn abbreviation(&self, sign: &str) -> Option<&str> {
        by_sign(&self.abbreviations, sign).map(String::as_str)
    }

    /// The number of a month, from 1, by its name or a short form of it.
    pub fn month(&self, name: &str) -> Option<usize> {
        position(&self.months, name)
    }

    /// The name of a month, from 1.
    pub fn month_name(&self, number: usize) -> Option<&str> {
        let month = self.months.get(number.checked_sub(1)?)?;
        month.first().map(String::as_str)
    }

    /// The name of a weekday by a short form of it.
    pub fn weekday(&self, name: &str) -> Option<&str> {
        let day = self.weekdays.get(position(&self.weekdays, name)? - 1)?;
        day.first().map(String::as_str)
    }

    /// The names of the months that are said.
    pub fn month_names(&self) -> impl Iterator<Item = &str> {
        let names = self.months.iter().filter_map(|names| names.first());
        names.map(String::as_str)
    }

    /// A pattern for any of the months.
    pub fn month_pattern(&self) -> String {
        pattern(self.months.iter().flatten())
    }

    /// A pattern for any of the weekdays.
    pub fn weekday_pattern(&self) -> String {
        pattern(self.weekdays.iter().flatten())
    }

    /// A pattern for any unit.
    pub fn unit_pattern(&self) -> String {
        pattern(self.units.keys())
    }

    /// A pattern for any currency.
    pub fn currency_pattern(&self) -> String {
        pattern(self.currencies.keys())
    }

    /// A pattern for any power of ten.
    pub fn scale_pattern(&self) -> String {
        pattern(self.scales.keys())
    }

    /// A pattern for any abbreviation.
    pub fn abbreviation_pattern(&self) -> String {
        pattern(self.abbreviations.keys())
    }
}

/// A pattern for any of these, the longest first.
pub fn pattern<'a>(signs: impl Iterator<Item = &'a String>) -> String {
    let mut signs: Vec<&String> = signs.collect();
    signs.sort_by_key(|sign| Reverse(sign.len()));
    signs.dedup();
    let signs: Vec<String> = signs.into_iter().map(|sign| escape(sign)).collect();
    signs.join("|")
}

fn by_sign<'a, T>(table: &'a IndexMap<String, T>, sign: &str) -> Option<&'a T> {
    table.get(sign).or_else(|| {
        let small = sign.to_lowercase();
        let found = table.iter().find(|(own, _)| own.to_lowercase() == small);
        found.map(|(_, value)| value)
    })
}

fn position(names: &[Vec<String>], name: &str) -> Option<usize> {
    let name = name.trim_end_matches('.').to_lowercase();
    let is = |own: &String| own.to_lowercase() == name;
    Some(names.iter().position(|names| names.iter().any(is))? + 1)
}
