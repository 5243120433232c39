//! Who wrote the text: under the title, beside it, or after titles in several languages.

use super::super::ClaimRole::{Metadata, NoLabel, Title};
use super::super::dates::moment;
use super::super::participants::{is_full_name, is_name};
use super::super::text::{Line, Text};
use super::super::words::Front;
use super::super::{Claims, addresses};
use super::LONGEST;
use crate::script::facts::letters::count_words;
use crate::script::tongues::writing::script_of_first_letter;
use std::collections::HashMap;

/// Signs between a title and who wrote it.
const DASHES: [&str; 3] = [" - ", " – ", " — "];

/// How surely a line says who wrote the text: `By Ann Reed · June 3, 2024`, or a name with an address.
pub(super) fn byline(text: &str) -> Option<f64> {
    if text.chars().count() > LONGEST {
        return None;
    }
    let mut sure: f64 = 0.0;
    // `By Ann Reed. Translated by Bo Lind.`
    let sentences = text.trim_end_matches('.').split(". ");
    let is_list =
        sentences.clone().count() > 1 && sentences.clone().all(|part| author_in(part).is_some());
    let parts: Vec<&str> = match is_list {
        true => sentences.collect(),
        false => vec![text],
    };
    for part in parts
        .into_iter()
        .flat_map(|part| part.split(['·', '|', '•', '—']))
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        let dated = part
            .split_once(", ")
            .filter(|(_, date)| moment(&date.to_lowercase()).is_some());
        let part = dated.map_or(part, |(name, _)| name);
        if moment(&part.to_lowercase()).is_some() {
            continue;
        }
        sure = sure.max(author_in(without_date(part))?);
    }
    (sure > 0.0).then_some(sure)
}

/// `Von Anna Roth` of `Von Anna Roth 3. Mai 2021`.
fn without_date(part: &str) -> &str {
    let mut spaces = part.match_indices(' ').map(|(at, _)| at);
    let date = spaces.find(|at| moment(&part[at + 1..].to_lowercase()).is_some());
    date.map_or(part, |at| &part[..at])
}

fn author_in(part: &str) -> Option<f64> {
    let words: Vec<&str> = part.split_whitespace().collect();
    let (first, last) = (words.first()?, words.last()?);
    if words.len() <= 6 && words.len() > 1 && last.contains('@') && addresses::is_address(last) {
        return Some(8.0);
    }
    let lower = part.to_lowercase();
    let end = Front::get()
        .byline
        .words
        .begin(&lower)
        .filter(|end| lower.len() == part.len() && *end < part.len());
    let name = part[end?..].trim_start_matches([':', ' ']);
    // `De Brug - Joost Verhaar` is a title and who wrote it.
    if DASHES.iter().any(|dash| name.contains(dash)) {
        return None;
    }
    let capitals = name
        .split_whitespace()
        .filter(|word| word.starts_with(char::is_uppercase))
        .count();
    let several = name.split(" and ").next().unwrap_or_default();
    let fits = is_name(several)
        && (capitals > 1 || first.len() > 2)
        && name.split_whitespace().count() <= 8;
    fits.then_some(if capitals > 1 { 9.0 } else { 4.0 })
}

/// `The Lamp - Odile Marchand`: a title and its author on one line.
pub(super) fn by_author(text: &Text, i: usize, nats: f64, claims: &mut Claims) {
    let own = text.lines[i].text();
    if let Some(at) = own.to_lowercase().rfind(" by ").filter(|_| own.is_ascii()) {
        let name = &own[at + 4..];
        if is_full_name(name) && !own[..at].is_empty() && !own.contains(':') {
            claims.span(i, 0..at, Title, nats);
            claims.span(i, at + 4..own.len(), Metadata("author"), nats);
            claims.line(i, Title, nats);
            return;
        }
    }
    claims.line(i, Title, nats);
}

/// How many lines from the beginning a byline stands in, and how surely it is one, in nats.
const HEAD: usize = 16;
const OVER_NAME: f64 = 14.0;

/// `by` alone over the author's name.
pub(super) fn over_name(text: &Text, claims: &mut Claims) {
    for i in 0..text.len().min(HEAD + 1).saturating_sub(1) {
        let (line, next) = (&text.lines[i], &text.lines[i + 1]);
        let is_free = line.is_free && next.is_free && next.label < 0.4;
        if is_free
            && Front::get().byline.words.is(&line.bare)
            && is_name(next.text())
            && next.words() < 8
        {
            for (i, role) in [(i, Metadata("credit")), (i + 1, Metadata("author"))] {
                claims.instead(i, role, OVER_NAME);
            }
        }
    }
}

/// Lines that each head a block and end in the same name behind a dash: titles in several languages, and their author.
pub(super) fn same_author(text: &Text, claims: &mut Claims) {
    let parted = |line: &Line| -> Option<(usize, usize)> {
        let own = line.text();
        let fits =
            line.is_free && line.opens && own.len() <= 160 && line.label < 0.9 && !line.is_over;
        let at = DASHES
            .iter()
            .filter_map(|sign| Some((own.rfind(sign)?, sign.len())))
            .max();
        at.filter(|_| fits).map(|(at, sign)| (at, at + sign))
    };
    let mut names: HashMap<&str, Vec<usize>> = HashMap::new();
    let end = text.first_copy();
    for (i, line) in text.lines[..end].iter().enumerate() {
        if let Some((_, from)) =
            parted(line).filter(|(_, from)| is_full_name(&line.text()[*from..]))
        {
            names.entry(&line.text()[from..]).or_default().push(i);
        }
    }
    // The same name in another script: one line of each.
    let mut alone: Vec<(&str, usize)> = { names.iter() }
        .filter_map(|(name, lines)| Some((*name, *lines.first().filter(|_| lines.len() == 1)?)))
        .collect();
    alone.sort_by_key(|(_, line)| *line);
    if let [(one, first), (other, second)] = alone[..]
        && script_of_first_letter(one) != script_of_first_letter(other)
        && count_words(one, LONGEST) == count_words(other, LONGEST)
    {
        names.insert(one, vec![first, second]);
    }
    let is_short_list =
        |lines: &&Vec<usize>| (2..=4).contains(&lines.len()) && text.len() > 3 * lines.len();
    let firsts = |lines: &&Vec<usize>| lines[0] < 4;
    for lines in names.values().filter(is_short_list).filter(firsts) {
        for &i in lines {
            let own = text.lines[i].text();
            let Some((end, from)) = parted(&text.lines[i]) else {
                continue;
            };
            claims.line(i, Title, 9.0);
            claims.span(i, 0..end, Title, 9.0);
            claims.span(i, from..own.len(), Metadata("author"), 9.0);
            claims.line(i, NoLabel, 12.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines() {
        for by in [
            "By Sam Wood, June 3, 2024",
            "By Sam Wood · Published on June 3, 2024 · 8 min read",
            "By Sam Wood",
            "by T. Blake",
            "Sam Wood sam@example.org",
            "Von Anna Roth 3. Mai 2021",
            "By Oda Falk. Translated by Marta Ruiz.",
            "Von Anna Roth und Bo Lind",
        ] {
            assert!(byline(by).is_some(), "{by}");
        }
        for text in [
            "By the River",
            "By then it was dark",
            "De la mer",
            "March 3, 2021",
        ] {
            assert!(byline(text).is_none(), "{text}");
        }
    }
}
