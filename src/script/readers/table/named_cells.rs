//! Cells that begin with who speaks, alone on their first line, as librettos have them in columns of languages: `FAUST` over verses, and
//! beside it `FAUSTO` over the same. One row may hold a whole act.

use super::super::super::document::{Emphasis, SourceLine};
use super::super::super::facts::letters::is_upper;
use super::super::super::name_shape::names_in;
use super::{Cell, bare};
use std::collections::HashMap;

/// From how many lines and blocks on a cell is more than one turn.
const LONG: usize = 8;
const BLOCKS: usize = 3;
/// How many rows begin with a name in each cell, at least, and which share of all rows: one in so many.
const FEWEST: usize = 4;
const ONE_IN: usize = 3;

/// The rows with a row for each turn, and its speaker in the markup of its first line.
pub(super) fn settle(rows: Vec<Vec<Cell>>) -> Vec<Vec<Cell>> {
    if rows
        .iter()
        .all(|row| row.len() < 2 || row.iter().all(|cell| cell.lines.len() < 2))
    {
        return rows;
    }
    let mut rows: Vec<Vec<Cell>> = rows.into_iter().flat_map(split).collect();
    let named = |in_capitals| -> Vec<Option<String>> {
        rows.iter().map(|row| names(row, in_capitals)).collect()
    };
    let found = |names: &[Option<String>]| names.iter().flatten().count();
    // Where names are in capitals, what is only in bold type is none.
    let (mut names, in_capitals) = (named(false), named(true));
    if 2 * found(&in_capitals) > found(&names) {
        names = in_capitals;
    }
    let mut times: HashMap<&str, usize> = HashMap::new();
    for name in names.iter().flatten() {
        *times.entry(name).or_default() += 1;
    }
    let again: usize = times.values().filter(|times| **times > 1).sum();
    let all = found(&names);
    if all < FEWEST || all * ONE_IN < rows.len() || again * 2 < all {
        return rows;
    }
    for (row, name) in rows.iter_mut().zip(names) {
        for cell in row.iter_mut().filter(|_| name.is_some()) {
            let named = cell.lines.remove(0);
            let line = &mut cell.lines[0];
            let own = std::mem::replace(&mut line.at, named.at);
            line.also_at.extend(named.also_at);
            line.also_at
                .extend(Some(own).filter(|own| *own != named.at));
        }
        if let Some(line) = row.first_mut().and_then(|cell| cell.lines.first_mut()) {
            line.markup.speaker = name;
        }
    }
    rows
}

/// A row whose cells are as many blocks each, as a row for each, if these begin with names.
fn split(row: Vec<Cell>) -> Vec<Vec<Cell>> {
    let begins = |cell: &Cell| -> Vec<usize> {
        let lines = cell.lines.iter().enumerate();
        let begins = lines.filter(|(i, line)| *i == 0 || line.blank_before);
        begins.map(|(i, _)| i).collect()
    };
    let places: Vec<Vec<usize>> = row.iter().map(begins).collect();
    let count = places.first().map_or(0, Vec::len);
    let is_long = row.iter().all(|cell| cell.lines.len() >= LONG)
        && places.iter().all(|places| places.len() == count);
    let is_named = |block: &usize| {
        let heads = row
            .iter()
            .zip(&places)
            .map(|(cell, places)| &cell.lines[places[*block]..]);
        heads.into_iter().all(|lines| name(lines, false).is_some())
    };
    if row.len() < 2 || count < BLOCKS || !is_long || (0..count).filter(is_named).count() < FEWEST {
        return vec![row];
    }
    let mut rows: Vec<Vec<Cell>> = (0..count).map(|_| Vec::with_capacity(row.len())).collect();
    for (mut cell, places) in row.into_iter().zip(places) {
        for (block, begin) in places.into_iter().enumerate().rev() {
            let lines = cell.lines.split_off(begin);
            rows[block].push(Cell {
                column: cell.column,
                lines,
            });
        }
    }
    rows
}

/// The names that all cells of a row begin with, as one: `FAUST / FAUSTO`.
fn names(row: &[Cell], in_capitals: bool) -> Option<String> {
    let name = |cell: &Cell| name(&cell.lines, in_capitals).map(str::to_string);
    let names: Option<Vec<String>> = row.iter().map(name).collect();
    names
        .filter(|names| names.len() > 1)
        .map(|names| names.join(" / "))
}

/// The name alone on the first of several lines.
fn name(lines: &[SourceLine], in_capitals: bool) -> Option<&str> {
    let [first, _, ..] = lines else {
        return None;
    };
    let name = bare(&first.text).trim_end_matches('.');
    let is_strong = first.markup.emphasis == Some(Emphasis::Strong);
    let is_marked = is_upper(name) || !in_capitals && is_strong;
    (is_marked && names_in(name).is_some()).then_some(name)
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken_in;

    const FRENCH: &[&str] = &[
        "ANNE|Rien, en vain je cherche|en mon ardente nuit.",
        "(Elle se lève.)",
        "BORIS|Elle brûle encore,|là-haut, sur la tour.",
        "ANNE|Je ne vois rien, rien,|rien que la mer.",
        "BORIS|Regarde mieux,|elle brûle encore.",
        "ANNE|Oui, je la vois!",
    ];
    const SPANISH: &[&str] = &[
        "ANA|Nada, en vano busco|en mi ardiente noche.",
        "(Se levanta.)",
        "BORIS|Todavía arde,|allá arriba, en la torre.",
        "ANA|No veo nada, nada,|nada más que el mar.",
        "BORIS|Mira mejor,|todavía arde.",
        "ANA|¡Sí, la veo!",
    ];

    #[test]
    fn cells_that_begin_with_who_speaks() {
        let cell = |block: &str| match block.split_once('|') {
            Some((name, verses)) => format!("<b>{name}</b><br>\n{}", verses.replace('|', "<br>\n")),
            None => format!("<i>{block}</i>"),
        };
        let column = |blocks: &[&str]| {
            let blocks: Vec<String> = blocks.iter().map(|block| cell(block)).collect();
            format!("<td>{}</td>", blocks.join("<br>\n<br>\n"))
        };
        let row = |(fr, es): (&&str, &&str)| {
            format!("<tr><td>{}</td>\n<td>{}</td></tr>\n", cell(fr), cell(es))
        };
        let in_one = format!("<tr>{}\n{}</tr>", column(FRENCH), column(SPANISH));
        let in_rows: String = FRENCH.iter().zip(SPANISH).map(row).collect();
        for rows in [in_one, in_rows] {
            let lines = spoken_in(
                &format!("<html><body><table>{rows}</table></body></html>"),
                "lamp.html",
            );
            let who: Vec<&str> = lines
                .iter()
                .filter_map(|line| Some(line.split_once(':')?.0))
                .collect();
            assert_eq!(
                who.iter().filter(|who| **who == "boris").count(),
                4,
                "{lines:#?}"
            );
            assert_eq!(
                who.iter().filter(|who| who.starts_with("an")).count(),
                5,
                "{lines:#?}"
            );
            assert!(
                lines
                    .iter()
                    .any(|line| line.contains("Oui, je la vois! | ¡Sí, la veo!")),
                "{lines:#?}"
            );
        }
    }
}
