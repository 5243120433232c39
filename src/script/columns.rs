//! Texts in columns: a table whose rows hold a line in each language, perhaps with the speaker's name
//! before them; or the same parted by tabs.

use super::draft::{Draft, DraftLine, Part};
use super::speaker_line::can_be_name;
use std::collections::{BTreeMap, HashSet};

/// Which share of the lines must have the same number of tabs.
const SHARE: f64 = 0.6;
/// What stands over columns.
const HEADINGS: &[&str] = &[
    "english",
    "chinese",
    "french",
    "german",
    "spanish",
    "italian",
    "portuguese",
    "japanese",
    "korean",
    "russian",
    "arabic",
    "hebrew",
    "en",
    "zh",
    "fr",
    "de",
    "es",
    "it",
    "pt",
    "ja",
    "ko",
    "ru",
    "original",
    "translation",
    "source",
    "target",
    "text",
    "speaker",
    "name",
    "who",
    "中文",
    "英文",
    "汉语",
    "英语",
    "日语",
    "原文",
    "译文",
    "说话人",
    "发言人",
    "讲者",
    "姓名",
    "français",
    "deutsch",
    "español",
    "日本語",
    "한국어",
    "русский",
];

/// Parts lines at tabs, if most have the same number of them.
pub fn split(draft: &mut Draft) {
    let tabs = |line: &DraftLine| line.text.matches('\t').count();
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for line in &draft.lines {
        *counts.entry(tabs(line)).or_default() += 1;
    }
    let most = counts
        .iter()
        .max_by_key(|(_, n)| **n)
        .map_or((0, 0), |(tabs, n)| (*tabs, *n));
    if !(1..=5).contains(&most.0)
        || (most.1 as f64) < SHARE * draft.lines.len() as f64
        || most.1 < 2
    {
        return;
    }
    let mut lines = Vec::with_capacity(draft.lines.len() * 2);
    for line in std::mem::take(&mut draft.lines) {
        if tabs(&line) != most.0 {
            lines.push(line);
            continue;
        }
        let mut after_blank = line.after_blank;
        for (column, cell) in line.text.split('\t').enumerate() {
            let mut part = DraftLine::new(line.at, cell, after_blank);
            part.also_at.clone_from(&line.also_at);
            if part.text.is_empty() {
                continue;
            }
            part.marked.column = Some(column);
            after_blank = false;
            lines.push(part);
        }
    }
    draft.lines = lines;
}

/// Marks what the columns of a table mean: the row over them, and the column that names speakers.
pub fn mark(draft: &mut Draft) {
    let columns: Vec<usize> = draft.lines.iter().filter_map(|l| l.marked.column).collect();
    let Some(last) = columns.iter().max().copied() else {
        return;
    };
    let first_row = draft
        .lines
        .iter()
        .find(|l| l.marked.column.is_some())
        .map(|l| l.at);
    let row: Vec<usize> = (0..draft.lines.len())
        .filter(|&i| draft.lines[i].marked.column.is_some() && Some(draft.lines[i].at) == first_row)
        .collect();
    let over = |text: &str| {
        let text = text.to_lowercase();
        let cut = text
            .split(['(', '（', '/'])
            .next()
            .unwrap_or_default()
            .trim()
            .to_string();
        HEADINGS.contains(&text.trim()) || HEADINGS.contains(&cut.as_str())
    };
    if row.len() > 1 && row.iter().all(|&i| over(&draft.lines[i].text)) {
        for &i in &row {
            draft.lines[i].part = Part::Dropped {
                reason: "heading over the columns of a table",
            };
        }
    }
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
}
