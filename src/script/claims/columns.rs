//! Columns of a table that say the same in every row but for a number: a licence, an id, an address. Tables beside the turns of a talk,
//! and paragraphs beside a table of turns, which nobody says.

use super::ClaimRole::{Dropped, Narration, NoLabel};
use super::text::{Line, Text};
use super::{Claim, Claims};
use std::collections::HashMap;

/// How many rows show it.
const FEWEST: usize = 4;
/// A table of more columns than this may have one that is no text.
const TWO: usize = 2;
/// How many characters of the cells are compared, and how many a cell has at least.
const HEAD: usize = 14;
const SHORTEST: usize = 6;

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("columns");
    let mut columns: HashMap<usize, Vec<usize>> = HashMap::new();
    for (i, line) in text
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.source.preset.is_none())
    {
        if let Some(column) = line.markup().column {
            columns.entry(column).or_default().push(i);
        }
    }
    behind(text, &mut claims);
    beside(text, &mut claims);
    let are_many = columns.len() > TWO;
    for rows in columns
        .values()
        .filter(|rows| are_many && rows.len() >= FEWEST)
    {
        let first = text.lines[rows[0]].text();
        let is_number = |own: &str| {
            own.chars()
                .all(|c| c.is_ascii_digit() || "-_.#".contains(c))
        };
        let says_nothing = |i: &usize| {
            let own = text.lines[*i].text();
            own == first || is_number(own)
        };
        for &i in rows.iter().filter(|_| rows.iter().all(says_nothing)) {
            claims.line(i, Dropped("the same in every row"), 20.0);
            claims.line(i, NoLabel, 12.0);
        }
    }
    for rows in columns.into_values().filter(|rows| rows.len() >= FEWEST) {
        let mut heads: HashMap<String, usize> = HashMap::new();
        for head in rows.iter().filter_map(|&i| head(text.lines[i].text())) {
            *heads.entry(head).or_default() += 1;
        }
        let Some((usual, times)) = heads
            .into_iter()
            .max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)))
        else {
            continue;
        };
        let share = times as f64 / rows.len() as f64;
        for i in rows.into_iter().filter(|_| share >= 0.8) {
            if head(text.lines[i].text()).as_ref() == Some(&usual) {
                claims.line(i, Dropped("the same in every row"), 20.0 * share);
                claims.line(i, NoLabel, 12.0);
            }
        }
    }
    claims.found.sort_by_key(|claim| claim.line);
    claims.found
}

/// How surely a paragraph behind a table of turns is told, in nats, and how many rows name who speaks in one.
const TOLD: f64 = 6.0;
const NAMED: usize = 3;

/// Paragraphs behind a table whose rows name who speaks: none of them says it.
fn behind(text: &Text, claims: &mut Claims) {
    let is_cell = |i: usize| text.lines[i].markup().column.is_some();
    let named = (0..text.len()).filter(|&i| is_cell(i) && text.lines[i].label > 0.4);
    if named.count() < NAMED {
        return;
    }
    let Some(first) = (0..text.len()).find(|&i| is_cell(i)) else {
        return;
    };
    let paragraphs = text
        .free()
        .filter(|(i, line)| *i > first && line.label < 0.2);
    for (i, _) in paragraphs.filter(|(_, line)| line.heading().is_none()) {
        claims.line(i, Narration, TOLD);
    }
}

/// How surely a table is told that stands among turns, in nats; and how many tables do at least.
const AMONG: f64 = 18.0;
const TABLES: usize = 2;
/// How many words their cells have on average, at most.
const FEW: usize = 5;

/// Tables among the turns of a talk that stands outside of them: words with what they mean, which none of the people says.
fn beside(text: &Text, claims: &mut Claims) {
    let is_cell = |line: &Line| line.markup().column.is_some();
    // How many tables there are, and how many of them stand below a name that is in no table.
    let (mut tables, mut below) = (0, 0);
    let (mut in_table, mut is_named) = (false, false);
    for line in &text.lines {
        if is_cell(line) && !in_table {
            tables += 1;
            below += usize::from(std::mem::take(&mut is_named));
        }
        in_table = is_cell(line);
        is_named |= !in_table && line.label > 0.4;
    }
    if below < TABLES || below * 2 < tables {
        return;
    }
    let has_words = |line: &Line| {
        let own = line.text();
        is_cell(line) && line.source.preset.is_none() && own.contains(char::is_alphabetic)
    };
    let cells = || {
        let lines = text.lines.iter().enumerate();
        lines.filter(|(_, line)| has_words(line))
    };
    let words: usize = cells().map(|(_, line)| line.words()).sum();
    if words > FEW * cells().count() {
        return;
    }
    for (i, _) in cells() {
        claims.instead(i, Narration, AMONG);
    }
}

/// The beginning of a cell that holds a number or an address, with all numbers the same.
fn head(text: &str) -> Option<String> {
    let holds = text.contains(|c: char| c.is_ascii_digit() || c == '©') || text.contains("://");
    if !holds
        || text.len() > 400
        || text.chars().count() < SHORTEST
        || !text.contains(char::is_alphabetic)
    {
        return None;
    }
    let masked = text
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c });
    Some(masked.take(HEAD).collect())
}
