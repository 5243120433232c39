//! Addresses of streets: the number in pairs, short forms in full, the state and its postal code.

use super::super::number::{joined, value};
use super::super::rule::{Found, Rule};
use super::super::table::pattern;
use super::{TABLE, cardinal, hundreds, one_by_one, ordinal, pair};

pub fn rules() -> Vec<Rule> {
    let streets = pattern(
        TABLE
            .places
            .get("streets")
            .into_iter()
            .flat_map(|s| s.keys()),
    );
    let states = pattern(
        TABLE
            .places
            .get("states")
            .into_iter()
            .flat_map(|s| s.keys()),
    );
    let directions = r"(?:N|S|E|W|NE|NW|SE|SW)";
    vec![
        Rule::new(
            &format!(
                r"(?P<number>[1-9][0-9]{{0,4}}) (?:(?P<way>{directions})\b\.? )?(?P<name>(?:[A-Z][A-Za-z'’]+|[0-9]{{1,3}}(?:st|nd|rd|th))(?: [A-Z][A-Za-z'’]+){{0,3}}?) (?P<street>(?i:{streets}))\b(?P<dot>\.?)(?P<rest>(?:,? (?:Apt|Suite|Unit|#) ?[0-9A-Z]+)?(?:, [A-Z][a-z]+(?: [A-Z][a-z]+)*)?,? (?P<state>{states})\b(?: (?P<zip>[0-9]{{5}})(?:-[0-9]{{4}})?)?)?"
            ),
            address,
        ),
        // 5th Ave
        Rule::new(
            &format!(r"(?P<number>[0-9]{{1,3}})(?:st|nd|rd|th) (?P<street>{streets})\b\.?"),
            |found| {
                let street = TABLE.places.get("streets")?.get(found.part("street"))?;
                let next = found.after().trim_start();
                let stop = found.all().ends_with('.')
                    && (next.is_empty() || next.starts_with(char::is_uppercase));
                Some(format!(
                    "{} {street}{}",
                    ordinal(found.part("number")),
                    if stop { "." } else { "" }
                ))
            },
        ),
        Rule::new(
            &format!(r"(?P<city>, )(?P<state>{states})\b(?: (?P<zip>[0-9]{{5}}))?"),
            |found| {
                let state = TABLE.places.get("states")?.get(found.part("state"))?;
                let zip = found
                    .get("zip")
                    .map_or(String::new(), |zip| format!(" {}", one_by_one(zip)));
                Some(format!(", {state}{zip}"))
            },
        ),
    ]
}

fn address(found: &Found) -> Option<String> {
    let places = |list: &str, word: &str| {
        let list = TABLE.places.get(list)?;
        let is = |(own, _): &(&String, &String)| own.eq_ignore_ascii_case(word);
        list.iter().find(is).map(|(_, said)| said.clone())
    };
    let number = found.part("number");
    let n = value(number)?;
    let house = match number.len() {
        3 if n % 100 != 0 => joined([&hundreds((n / 100) as usize), &pair(n % 100)]),
        4 if n % 100 != 0 => joined([&hundreds((n / 100) as usize), &pair(n % 100)]),
        5 => one_by_one(number),
        _ => cardinal(number),
    };
    let way = found.get("way").and_then(|way| places("directions", way));
    let name = found.part("name");
    let name = match name.find(|c: char| !c.is_ascii_digit()) {
        Some(end) if end > 0 => ordinal(&name[..end]),
        _ => name.to_string(),
    };
    let street = places("streets", found.part("street"))?;
    let mut said = joined([&house, &way.unwrap_or_default(), &name, &street]);
    let after = found.after();
    if found.get("rest").is_none() && !found.part("dot").is_empty() {
        let next = after.trim_start().chars().next();
        if after.is_empty() || next.is_some_and(char::is_uppercase) {
            said.push('.');
        }
    }
    if let Some(rest) = found.get("rest") {
        let state = found.part("state");
        let at = rest.rfind(state)?;
        said += &rest[..at];
        said += &places("states", state)?;
        if let Some(zip) = found.get("zip") {
            said += &format!(" {}", one_by_one(zip));
        }
    }
    Some(said)
}
