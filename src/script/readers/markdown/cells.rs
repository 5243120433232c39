//! Rows of a table of HTML that blank lines part: Markdown ends a block of HTML at a blank line, and what stands between is text.

use crate::script::document::SourceLine;
use std::collections::BTreeMap;

/// How many rows with two cells or more show that cells translate each other.
const FEWEST_ROWS: usize = 2;

/// A cell: its table, its row and its column.
type Place = (usize, usize, usize);

/// Gives the lines of such cells their columns. Cells of a row have one place, wherever in the source they stand.
pub(super) fn settle(text: &str, lines: &mut [SourceLine]) {
    if !text.contains("<td") {
        return;
    }
    let places = places(text);
    let of = |line: &SourceLine| places.get(line.at.checked_sub(1)?).copied().flatten();
    // Of each row, its first line and its cells.
    let mut rows: BTreeMap<(usize, usize), (usize, Vec<usize>)> = BTreeMap::new();
    for line in lines.iter().filter(|line| is_text(line)) {
        if let Some((table, row, column)) = of(line) {
            let (_, cells) = rows.entry((table, row)).or_insert((line.at, Vec::new()));
            cells.push(column);
            cells.dedup();
        }
    }
    let whole = |table: usize| {
        let own = rows.range((table, 0)..(table + 1, 0));
        own.filter(|(_, (_, cells))| cells.len() > 1).count() >= FEWEST_ROWS
    };
    let mut last = None;
    for line in lines.iter_mut().filter(|line| is_text(line)) {
        let Some((table, row, column)) = of(line).filter(|place| whole(place.0)) else {
            continue;
        };
        let begins_row = last.replace((table, row)) != Some((table, row));
        if line.markup.column.is_some() {
            continue;
        }
        let first = rows[&(table, row)].0;
        if line.at != first {
            line.also_at.push(line.at);
            line.at = first;
        }
        line.markup.column = Some(column);
        line.blank_before = begins_row;
    }
}

fn is_text(line: &SourceLine) -> bool {
    line.preset.is_none() || line.markup.heading.is_some()
}

/// In which cell each line of the source is. Two cells may begin on one line; a table may hold another one: then it is not known.
fn places(text: &str) -> Vec<Option<Place>> {
    let mut places: Vec<Option<Place>> = Vec::new();
    let (mut table, mut row, mut column) = (0, 0, 0_usize);
    let (mut depth, mut is_cell, mut is_odd) = (0_usize, false, false);
    let mut begin = 0;
    for line in text.lines() {
        let mut is_here = is_cell;
        let mut begun = 0;
        for tag in line.split('<').skip(1) {
            match tag
                .split(|c: char| !c.is_ascii_alphanumeric() && c != '/')
                .next()
            {
                Some("table") => {
                    depth += 1;
                    is_odd |= depth > 1;
                    if depth == 1 {
                        (table, row, column, is_odd) = (table + 1, 0, 0, false);
                        begin = places.len();
                    }
                }
                Some("/table") => {
                    depth = depth.saturating_sub(1);
                    is_cell = false;
                    if is_odd && depth == 0 {
                        places[begin..].fill(None);
                    }
                }
                Some("tr") => (row, column, is_cell) = (row + 1, 0, false),
                Some("td" | "th") if depth > 0 => {
                    (column, is_cell, is_here) = (column + 1, true, true);
                    begun += 1;
                }
                Some("/td" | "/th") => is_cell = false,
                _ => {}
            }
        }
        let place = (table, row, column.saturating_sub(1));
        places.push((is_here && begun < 2 && !is_odd).then_some(place));
    }
    places
}

#[cfg(test)]
mod tests {
    use crate::script::{Line, Options, read};

    /// Rows of two cells with blank lines in them; a heading stands in one cell only, its translation is text in the other.
    #[test]
    fn a_row_is_translated_within_itself() {
        let rows = [
            (
                "The Storm",
                "The wind rose in the night and tore at the roof.",
                "Der Sturm",
                "Der Wind erhob sich in der Nacht und riss am Dach.",
            ),
            (
                "The Lamp",
                "The keeper climbed the stairs with the oil.",
                "Die Lampe",
                "Der Wärter stieg mit dem Öl die Treppe hinauf.",
            ),
            (
                "The Ship",
                "A ship came out of the fog with torn sails.",
                "Das Schiff",
                "Ein Schiff kam mit zerrissenen Segeln aus dem Nebel.",
            ),
        ];
        let row = |(a, b, c, d): &(&str, &str, &str, &str)| {
            format!(
                "<tr>\n<td><div>\n{a}\n<p />\n{b}</div></td>\n\n<td><div>\n<h3>{c}</h3>\n{d}</div></td>\n</tr>\n\n\n"
            )
        };
        let text = format!(
            "<table>\n{}</table>\n",
            rows.iter().map(row).collect::<String>()
        );
        let script = read(text.as_bytes(), "lamp.md", &Options::default()).unwrap();
        let said = script.chapters.iter().map(|chapter| {
            let lines = chapter.turns.iter().flat_map(|turn| &turn.lines);
            let sides: Vec<usize> = lines
                .map(|line| match line {
                    Line::Speech { text, .. } => text.len(),
                    Line::Note { .. } => 0,
                })
                .collect();
            (chapter.title.len(), sides)
        });
        assert_eq!(said.collect::<Vec<_>>(), vec![(2, vec![2]); 3]);
    }
}
