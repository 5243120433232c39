//! Roman numerals, abbreviations, initials.

use super::super::number::joined;
use super::super::roman;
use super::super::rule::{Found, Rule};
use super::super::table::pattern;
use super::{Gender, Grammar, whole};

pub fn rules(grammar: &'static dyn Grammar) -> Vec<Rule> {
    let table = grammar.table();
    let mut rules = Vec::new();
    // Words with a numeral behind them: of chapters and the like, and of centuries.
    let counted = table.list("numbered");
    if !counted.is_empty() {
        rules.push(Rule::new(
            &format!(
                r"\b(?P<word>(?i:{})) (?P<numeral>(?i:[IVXLC]+))\b",
                pattern(counted.iter())
            ),
            move |found| {
                let number = roman::value(found.part("numeral"))?;
                Some(format!(
                    "{} {}",
                    found.part("word"),
                    grammar.number(&whole(number), None)
                ))
            },
        ));
    }
    let rulers = table.list("rulers");
    if !rulers.is_empty() {
        rules.push(Rule::new(
            &format!(
                r"\b(?P<name>{})(?P<numeral> [IVX]+)(?:er|re|e)?\b(?P<dot>\.?)",
                pattern(rulers.iter())
            ),
            move |found| {
                let number = roman::value(found.part("numeral").trim())?;
                let name = found.part("name");
                let is_woman = table.list("queens").iter().any(|queen| queen == name);
                let gender = if is_woman {
                    Gender::Feminine
                } else {
                    Gender::Masculine
                };
                // Some languages count rulers by cardinals from a number on.
                let from = table
                    .word("rulers_cardinal_from")
                    .parse()
                    .unwrap_or(u64::MAX);
                let said = if number >= from {
                    grammar.number(&whole(number), None)
                } else {
                    grammar.ordinal(number, gender)?
                };
                // Where ordinals have a stop, it stays at a sentence's end alone.
                let after = found.after().trim_start();
                let stop = if after.is_empty() || table.word("ruler_article").is_empty() {
                    found.part("dot")
                } else {
                    ""
                };
                Some(joined([name, table.word("ruler_article"), &said]) + stop)
            },
        ));
    }
    if !table.abbreviations.is_empty() {
        rules.push(Rule::new(
            &format!(r"(?P<short>{})", table.abbreviation_pattern()),
            move |found| {
                let said = table.abbreviation(found.part("short"))?;
                let glued = found
                    .before()
                    .chars()
                    .next_back()
                    .is_some_and(char::is_alphanumeric)
                    || found.after().starts_with(char::is_alphanumeric)
                        && found.part("short") != "№"
                        && !found.part("short").ends_with('.');
                let ends = found.part("short").ends_with('.') && found.after().trim().is_empty();
                (!glued).then(|| {
                    if ends {
                        format!("{said}.")
                    } else {
                        said.to_string()
                    }
                })
            },
        ));
    }
    rules.push(Rule::new(r"№ ?", move |_| {
        Some(format!("{} ", table.word("number")))
    }));
    rules.push(Rule::new(r"\p{Lu}{2,24}", initials));
    rules
}

/// Initials letter by letter; words in capitals as words.
fn initials(found: &Found) -> Option<String> {
    let word = found.all();
    let adjoins = |c: Option<char>| c.is_some_and(|c| c.is_alphabetic() || matches!(c, '_' | '\''));
    if adjoins(found.before().chars().next_back()) || adjoins(found.after().chars().next()) {
        return None;
    }
    let count = word.chars().count();
    let is_vowel = |c: char| "AEIOUYÄÖÜÉÈÊÀÂÎÔÛÁÍÓÚАЕЁИОУЫЭЮЯ".contains(c);
    let vowels = word.chars().filter(|c| is_vowel(*c)).count();
    let run = word
        .split(is_vowel)
        .map(|run| run.chars().count())
        .max()
        .unwrap_or(0);
    // In Russian, initials with a vowel are mostly said as a word.
    let is_cyrillic = word.chars().any(|c| matches!(c, 'А'..='я'));
    if is_cyrillic && vowels > 0 {
        return (count > 5).then(|| word.to_lowercase());
    }
    if vowels == 0 || vowels == count || run > 3 || (count < 4 && run > 1) {
        return (count < 7).then(|| joined(word.chars().map(String::from)));
    }
    if count < 5 {
        return None;
    }
    let mut chars = word.chars();
    let first = chars.next()?;
    Some(first.to_string() + &chars.as_str().to_lowercase())
}
