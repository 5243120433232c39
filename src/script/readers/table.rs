//! Tables: which columns hold speech, and what the others say of it.

mod columns;
mod named_cells;

use super::super::document::{Preset, SourceLine};
use super::super::name_shape::names_in;
use super::super::stamp::is_stamp;
pub(crate) use columns::is_header;
use columns::{Column, column, takes_part};
use std::collections::HashMap;

/// A cell of a table.
#[derive(Debug)]
pub(crate) struct Cell {
    /// Its column, from 0.
    pub column: usize,
    /// Its text.
    pub lines: Vec<SourceLine>,
}

/// The lines of a table, row by row. A row is a block; a cell's lines carry their column, the
/// language that the column's heading names, and the speaker that the row names.
pub(crate) fn lines(rows: Vec<Vec<Cell>>) -> Vec<SourceLine> {
    of_rows(rows, false)
}

/// The same for a table whose source marks its first row as its heading, whatever the words are; but a row of sentences
/// is none.
pub(crate) fn headed_lines(rows: Vec<Vec<Cell>>) -> Vec<SourceLine> {
    let mut first = rows.first().into_iter().flatten();
    // `No.` is a heading, though it ends as a sentence does.
    let is_sentence = |cell: &Cell| {
        let words = words(cell);
        super::super::sentences::is_over(&words) && column(&words).is_none()
    };
    let is_headed = !first.any(is_sentence) && rows.len() > 2;
    of_rows(rows, is_headed)
}

fn of_rows(rows: Vec<Vec<Cell>>, is_headed: bool) -> Vec<SourceLine> {
    let mut columns: Vec<Option<Column>> = Vec::new();
    let wide = rows
        .iter()
        .any(|row| row.iter().any(|cell| cell.column > 0));
    let mut out: Vec<SourceLine> = Vec::new();
    let of_people = wide && lists_people(&rows);
    let mut rows = rows.into_iter();
    let first = rows.as_slice().first();
    let is_headed =
        is_headed || first.is_some_and(|row| is_header(&row.iter().map(words).collect::<Vec<_>>()));
    if wide
        && is_headed
        && let Some(row) = rows.next()
    {
        for cell in row {
            let text = words(&cell);
            if columns.len() <= cell.column {
                columns.resize(cell.column + 1, None);
            }
            columns[cell.column] = column(&text).filter(|_| !of_people);
            out.extend(cell.lines.into_iter().map(|line| SourceLine {
                preset: Some(Preset::Dropped {
                    reason: "heading of a table's column",
                }),
                ..line
            }));
        }
    }
    if !of_people {
        name_columns(&mut columns, rows.as_slice());
        number_columns(&mut columns, rows.as_slice());
    }
    let rows = named_cells::settle(rows.collect()).into_iter();
    let mut speaker = None;
    // Beside the names there is one column of text, and a turn has several rows: they are lines of it.
    let is_name = |cell: &Cell| columns.get(cell.column) == Some(&Some(Column::Speaker));
    let all = || rows.as_slice().iter();
    let is_column = all().all(|row| row.iter().filter(|cell| !is_name(cell)).count() < 2)
        && all().any(|row| row.iter().any(is_name))
        && all().any(|row| !row.iter().any(is_name));
    let times = if wide {
        said_times(&columns, rows.as_slice())
    } else {
        Vec::new()
    };
    for mut row in rows {
        let is_said = |cell: &Cell| times.contains(&cell.column) && is_stamp(&words(cell));
        for line in row
            .iter_mut()
            .filter(|cell| is_said(cell))
            .flat_map(|cell| &mut cell.lines)
        {
            line.preset = Some(Preset::Told);
        }
        place_row(row, wide, &columns, &mut speaker, &mut out);
    }
    for line in out.iter_mut().filter(|_| is_column) {
        line.markup.column = None;
    }
    if of_people {
        for line in out.iter_mut().filter(|line| line.preset.is_none()) {
            line.preset = Some(Preset::Metadata { key: "participant" });
        }
    }
    out
}

/// The columns in which a time is what the cells beside it say, as in a lesson, `いちじ | 1:00`: they hold one language, or mostly words.
fn said_times(columns: &[Option<Column>], rows: &[Vec<Cell>]) -> Vec<usize> {
    if columns.contains(&Some(Column::Speaker)) {
        return Vec::new();
    }
    let count = rows.iter().flatten().map(|cell| cell.column + 1).max();
    let holds_words = |number: usize| {
        let own = rows.iter().flatten().filter(|cell| cell.column == number);
        let (words, others): (Vec<_>, Vec<_>) =
            own.partition(|cell| words(cell).contains(char::is_alphabetic));
        words.len() > others.len()
    };
    let is_said = |number: &usize| match columns.get(*number) {
        Some(Some(Column::Text(Some(_)))) => true,
        Some(Some(_)) => false,
        _ => holds_words(*number),
    };
    (0..count.unwrap_or(0)).filter(is_said).collect()
}

/// Whether a table lists those who take part, by the headings of its columns: `Name | Abbreviation | Organization`.
fn lists_people(rows: &[Vec<Cell>]) -> bool {
    let heads = rows.first().into_iter().flatten();
    let heads: Vec<String> = heads.map(|cell| words(cell).to_lowercase()).collect();
    let is_text = |head: &String| matches!(column(head), Some(Column::Text(_) | Column::Time));
    let names = heads
        .iter()
        .any(|head| column(head) == Some(Column::Speaker));
    names && heads.iter().any(|head| takes_part(head.trim())) && !heads.iter().any(is_text)
}

/// Finds the column that says who speaks, if no heading does: nothing but names stand in it, and most of them come again,
/// or a colon stands behind each. A table without headings says it by the colons only.
fn name_columns(columns: &mut Vec<Option<Column>>, rows: &[Vec<Cell>]) {
    let is_text = |column: &Option<Column>| matches!(column, Some(Column::Text(_)));
    if columns.contains(&Some(Column::Speaker)) {
        return;
    }
    let has_text = columns.iter().any(is_text);
    for number in 0..columns.len().max(1) {
        if columns.get(number).is_some_and(Option::is_some) {
            continue;
        }
        let cells = rows.iter().flatten().filter(|cell| cell.column == number);
        let mut times: HashMap<String, usize> = HashMap::new();
        for cell in cells {
            let name = words(cell);
            if names_in(bare(&name)).is_none() {
                times.clear();
                break;
            }
            *times.entry(name).or_default() += 1;
        }
        let all: usize = times.values().sum();
        let again: usize = times.values().filter(|times| **times > 1).sum();
        let has_colons = times.keys().all(|name| name.ends_with([':', '：']));
        // A name stands once over several rows, and each of these has one cell beside it.
        let stand_over = || {
            number == 0
                && 2 * all <= rows.len()
                && rows
                    .iter()
                    .all(|row| { row.iter() }.filter(|cell| cell.column > 0).count() == 1)
        };
        if all > 2 && again * 2 > all && (has_text || has_colons || stand_over()) {
            columns.resize(columns.len().max(number + 1), None);
            columns[number] = Some(Column::Speaker);
            return;
        }
    }
}

/// Finds the columns of numbers beside those who speak, whatever stands over them: of the line, or of the scene.
fn number_columns(columns: &mut [Option<Column>], rows: &[Vec<Cell>]) {
    if !columns.contains(&Some(Column::Speaker)) {
        return;
    }
    let cells = || rows.iter().flatten();
    let is_number = |cell: &Cell| words(cell).bytes().all(|b| b.is_ascii_digit() || b == b'.');
    for (number, column) in columns.iter_mut().enumerate() {
        let mut own = cells().filter(|cell| cell.column == number).peekable();
        if column.is_none() && own.peek().is_some() && own.all(is_number) {
            *column = Some(Column::Time);
        }
    }
}

/// A name without the colon behind it.
fn bare(name: &str) -> &str {
    name.trim_end_matches([':', '：']).trim()
}

fn words(cell: &Cell) -> String {
    let texts: Vec<&str> = cell.lines.iter().map(|line| line.text.as_str()).collect();
    texts.join(" ")
}

/// `speaker` is who spoke in the row before: a row that names nobody is said by the same one.
fn place_row(
    row: Vec<Cell>,
    wide: bool,
    columns: &[Option<Column>],
    speaker: &mut Option<String>,
    out: &mut Vec<SourceLine>,
) {
    let kind = |cell: &Cell| columns.get(cell.column).cloned().flatten();
    let named = row.iter().find(|cell| kind(cell) == Some(Column::Speaker));
    let goes_on = named.is_none() && speaker.is_some() && row.len() == 1;
    if let Some(name) = named {
        *speaker = Some(bare(&words(name)).to_string());
    }
    let has_speech = row
        .iter()
        .any(|cell| matches!(kind(cell), None | Some(Column::Text(_))));
    let mut aside: Vec<usize> = Vec::new();
    let mut begins = wide && !goes_on;
    let first = row
        .iter()
        .flat_map(|cell| &cell.lines)
        .map(|line| line.at)
        .next();
    for cell in row {
        let kind = kind(&cell);
        for mut line in cell.lines {
            match &kind {
                Some(Column::Speaker) if has_speech => {
                    aside.extend(line.places());
                    continue;
                }
                Some(Column::Time | Column::Pronunciation) => {
                    let reason = match kind {
                        Some(Column::Pronunciation) => "pronunciation",
                        _ => "time or number of a line",
                    };
                    line.preset = Some(Preset::Dropped { reason });
                    out.push(line);
                    continue;
                }
                Some(Column::Text(Some(language))) if line.markup.language.is_none() => {
                    line.markup.language = Some(language.clone());
                }
                _ => {}
            }
            if wide {
                // Cells of a row have one place, wherever in the source they stand.
                if let Some(first) = first.filter(|first| *first != line.at) {
                    line.also_at.push(line.at);
                    line.at = first;
                }
                line.markup.column = Some(cell.column);
                if speaker.is_some() {
                    line.markup.speaker.clone_from(speaker);
                }
                line.blank_before = begins;
                begins = false;
            }
            line.also_at.append(&mut aside);
            out.push(line);
        }
    }
    if let Some(last) = out.last_mut() {
        last.also_at.append(&mut aside);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of each line that is said: who says it, its column, whether it begins a block, and its text.
    fn said(rows: &[&[&str]], is_headed: bool) -> Vec<String> {
        let cell = |at, column, text: &str| Cell {
            column,
            lines: vec![SourceLine::new(at, text, true)],
        };
        let rows = rows.iter().enumerate().map(|(i, row)| {
            let filled = row.iter().enumerate().filter(|(_, text)| !text.is_empty());
            filled
                .map(|(column, text)| cell(i + 1, column, text))
                .collect()
        });
        let lines = of_rows(rows.collect(), is_headed).into_iter();
        let lines = lines.filter(|line| line.preset.is_none());
        lines
            .map(|line| {
                let who = line.markup.speaker.clone().unwrap_or_default();
                let begin = if line.blank_before { "+" } else { " " };
                format!("{begin}{who}|{:?}|{}", line.markup.column, line.text)
            })
            .collect()
    }

    #[test]
    fn names_that_stand_once_over_several_rows() {
        let rows: &[&[&str]] = &[
            &["Ann:", "灯亮了。"],
            &["", "The lamp is on."],
            &["Bo:", "谁点的？"],
            &["", "Who lit it?"],
            &["Ann:", "我。"],
        ];
        assert_eq!(
            said(rows, false),
            [
                "+Ann|None|灯亮了。",
                " Ann|None|The lamp is on.",
                "+Bo|None|谁点的？",
                " Bo|None|Who lit it?",
                "+Ann|None|我。"
            ]
        );
    }

    #[test]
    fn a_time_that_translates_is_said() {
        let text = "| German | English |\n|---|---|\n| ein Uhr fünf | 1:05 |\n| zwei Uhr zehn | 2:10 |\n| drei Uhr zwölf | 3:12 |\n\n\
                    | | |\n|---|---|\n| Es ist schon sehr spät. | It is very late already. |\n| Die Lampe brennt noch. | The lamp still burns. |\n\
                    | neun Uhr | 9:00 |\n";
        let script = crate::script::read(text.as_bytes(), "a.md", &Default::default()).unwrap();
        let lines = script.chapters.iter().flat_map(|chapter| &chapter.turns);
        let lines: Vec<String> = lines
            .flat_map(|turn| &turn.lines)
            .map(|line| format!("{line:?}"))
            .collect();
        for time in ["1:05", "2:10", "3:12", "9:00"] {
            let both = lines.iter().find(|line| line.contains(time));
            assert!(
                both.is_some_and(|line| line.contains("Uhr")),
                "{time}: {lines:#?}"
            );
        }
    }

    #[test]
    fn a_column_of_names_without_a_heading() {
        let rows: &[&[&str]] = &[
            &["", "Pinyin", "Chinese"],
            &["安", "Dēng liàng le.", "灯亮了。"],
            &["波", "Shéi?", "谁？"],
            &["安", "Wǒ.", "我。"],
            &["波", "Hǎo.", "好。"],
        ];
        assert_eq!(
            said(rows, true),
            [
                "+安|Some(2)|灯亮了。",
                "+波|Some(2)|谁？",
                "+安|Some(2)|我。",
                "+波|Some(2)|好。"
            ]
        );
        // Numbers beside names are those of the lines, or of the scene.
        let rows: &[&[&str]] = &[
            &["", "scene", "who", "says"],
            &["1", "1", "ANN", "The lamp is on."],
            &["2", "2", "BO", "17"],
        ];
        assert_eq!(
            said(rows, false),
            ["+ANN|Some(3)|The lamp is on.", "+BO|Some(3)|17"]
        );
        // Words of a list come once.
        let rows: &[&[&str]] = &[
            &["", "English"],
            &["灯", "lamp"],
            &["风", "wind"],
            &["火", "fire"],
        ];
        assert_eq!(said(rows, true)[0], "+|Some(0)|灯");
    }
}
