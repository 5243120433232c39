//! Texts in columns: a table whose rows hold a line in each language, perhaps with the speaker's name
//! before them; or the same parted by tabs or upright strokes.

use super::draft::{Draft, DraftLine, Part};
use super::name_shape::can_be_name;
use super::readers::table::{self, Cell};
use std::collections::{BTreeMap, HashSet};

/// The signs that part columns; what is written in sentences has neither in most of its lines.
const SIGNS: [char; 2] = ['\t', '|'];
/// Which share of the lines must have the same number of signs.
const SHARE: f64 = 0.6;

/// Parts lines at tabs or upright strokes, if most have the same number of them.
pub fn split(draft: &mut Draft) {
    for sign in SIGNS {
        if let Some(columns) = columns(draft, sign) {
            return split_at(draft, sign, columns);
        }
    }
}

/// The cells of a line; strokes at its ends are its frame.
fn cells(text: &str, sign: char) -> impl Iterator<Item = &str> {
    text.trim_matches(|c| c == sign && sign == '|').split(sign)
}

fn is_rule(text: &str) -> bool {
    text.contains("--") && text.chars().all(|c| "|-:+ ".contains(c))
}

/// How many columns most lines have.
fn columns(draft: &Draft, sign: char) -> Option<usize> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for line in &draft.lines {
        *counts.entry(cells(&line.text, sign).count()).or_default() += 1;
    }
    let (columns, lines) = counts.into_iter().max_by_key(|(_, lines)| *lines)?;
    let fits =
        (2..=6).contains(&columns) && lines as f64 >= SHARE * draft.lines.len() as f64 && lines > 1;
    fits.then_some(columns)
}

fn split_at(draft: &mut Draft, sign: char, columns: usize) {
    let mut lines = Vec::with_capacity(draft.lines.len() * columns);
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    // The rules of the table that is being read, which part no rows.
    let mut rules: Vec<DraftLine> = Vec::new();
    for mut line in std::mem::take(&mut draft.lines) {
        if sign == '|' && is_rule(&line.text) {
            line.part = Part::Dropped { reason: "markup" };
            rules.push(line);
            continue;
        }
        if line.part != Part::Speech || cells(&line.text, sign).count() != columns {
            lines.append(&mut table::lines(std::mem::take(&mut rows)));
            lines.append(&mut rules);
            lines.push(line);
            continue;
        }
        let mut row = Vec::new();
        for (column, cell) in cells(&line.text, sign).enumerate() {
            let mut part = DraftLine::new(line.at, cell, line.after_blank);
            part.also_at.clone_from(&line.also_at);
            if !part.text.is_empty() {
                let lines = vec![part];
                row.push(Cell { column, lines });
            }
        }
        if row.is_empty() {
            line.part = Part::Dropped { reason: "markup" };
            lines.push(line);
        } else {
            rows.push(row);
        }
    }
    lines.append(&mut table::lines(rows));
    lines.append(&mut rules);
    draft.lines = lines;
}

/// Finds the column that names speakers where no heading says which it is.
pub fn mark(draft: &mut Draft) {
    let columns: Vec<usize> = draft.lines.iter().filter_map(|l| l.marked.column).collect();
    let Some(last) = columns.iter().max().copied() else {
        return;
    };
    if last < 2
        && draft
            .lines
            .iter()
            .filter(|l| l.marked.column == Some(1))
            .count()
            == 0
    {
        return;
    }
    let names: Vec<&DraftLine> = draft
        .lines
        .iter()
        .filter(|l| l.marked.column == Some(0) && l.part == Part::Speech)
        .collect();
    let kinds: HashSet<&str> = names.iter().map(|l| l.text.as_str()).collect();
    let all_names = names
        .iter()
        .all(|l| can_be_name(l.text.trim_end_matches([':', '：'])));
    if names.len() < 3 || !all_names || kinds.len() * 3 > names.len() * 2 {
        return;
    }
    let mut speaker: Option<(DraftLine, String)> = None;
    let mut lines: Vec<DraftLine> = Vec::with_capacity(draft.lines.len());
    for mut line in std::mem::take(&mut draft.lines) {
        if line.marked.column == Some(0) && line.part == Part::Speech {
            let name = line.text.trim_end_matches([':', '：']).trim().to_string();
            speaker = Some((line, name));
            continue;
        }
        if let Some((cell, name)) = &mut speaker
            && cell.at == line.at
        {
            line.also_at.append(&mut cell.also_at);
            line.marked.speaker = Some(name.clone());
        }
        lines.push(line);
    }
    draft.lines = lines;
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken as lines;

    #[test]
    fn two_columns_parted_by_tabs() {
        assert_eq!(
            lines("English\tChinese\nIt was dark.\t天黑了。\nShe lit the lamp.\t她点了灯。"),
            [
                "narrator: It was dark. | 天黑了。",
                "narrator: She lit the lamp. | 她点了灯。"
            ]
        );
    }

    #[test]
    fn a_column_of_names() {
        assert_eq!(
            lines(
                "Ann\tWho lit it?\t谁点的?\nBo\tI did.\t是我。\nAnn\tThank you.\t谢谢。\nBo\tGood night.\t晚安。"
            ),
            [
                "ann: Who lit it? | 谁点的?",
                "bo: I did. | 是我。",
                "ann: Thank you. | 谢谢。",
                "bo: Good night. | 晚安。"
            ]
        );
    }

    #[test]
    fn columns_parted_by_other_signs() {
        let said = ["ann: Who, then? | 谁？", "bo: I did. | 是我。"];
        for text in [
            "Speaker;English;Chinese\nAnn;Who, then?;谁？\nBo;I did.;是我。",
            "speaker,start,en,zh-CN\nAnn,00:01,\"Who,\nthen?\",谁？\n,,,\nBo,00:04,I did.,是我。",
            "Name | English | 中文\nAnn | Who, then? | 谁？\nBo | I did. | 是我。",
            "| Name | English | 中文 |\n|---|---|---|\n| Ann | Who, then? | 谁？ |\n| Bo | I did. | 是我。 |",
        ] {
            assert_eq!(lines(text), said, "{text}");
        }
        let prose = "It was late, and dark.\nShe came, and lit it.\nHe left, and she stayed.";
        assert_eq!(lines(prose)[1], "narrator: She came, and lit it.");
    }
}
