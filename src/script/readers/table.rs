//! Tables: which columns hold speech, and what the others say of it.

use super::super::draft::{DraftLine, Part};
use crate::language::Language;

/// A cell of a table.
#[derive(Debug)]
pub struct Cell {
    /// Its column, from 0.
    pub column: usize,
    /// Its text.
    pub lines: Vec<DraftLine>,
}

/// What a column holds, by its heading.
#[derive(Debug, Clone, PartialEq)]
enum Column {
    Text(Option<Language>),
    Speaker,
    Time,
}

const SPEAKER: &[&str] = &[
    "speaker",
    "name",
    "who",
    "character",
    "role",
    "sprecher",
    "sprecherin",
    "locuteur",
    "hablante",
    "说话人",
    "发言人",
    "讲者",
    "人物",
    "角色",
    "姓名",
    "話者",
    "発言者",
    "說話人",
    "發言人",
];
const TIME: &[&str] = &[
    "time",
    "timestamp",
    "timecode",
    "start",
    "end",
    "in",
    "out",
    "no",
    "no.",
    "nr",
    "#",
    "zeit",
    "时间",
    "時間",
    "序号",
    "时间码",
];
const TEXT: &[&str] = &[
    "text",
    "transcript",
    "line",
    "speech",
    "utterance",
    "translation",
    "original",
    "source",
    "target",
    "content",
    "dialogue",
    "原文",
    "译文",
    "译",
    "内容",
    "台词",
    "文本",
    "翻译",
    "譯文",
    "本文",
];
const LANGUAGES: &[(&str, &[&str])] = &[
    (
        "en",
        &[
            "english", "en", "英文", "英语", "英語", "englisch", "anglais", "inglés",
        ],
    ),
    (
        "zh",
        &[
            "chinese",
            "zh",
            "中文",
            "汉语",
            "漢語",
            "中国語",
            "chinesisch",
            "chinois",
            "chino",
        ],
    ),
    (
        "fr",
        &[
            "french",
            "fr",
            "français",
            "法语",
            "法文",
            "französisch",
            "francés",
        ],
    ),
    (
        "de",
        &[
            "german", "de", "deutsch", "德语", "德文", "allemand", "alemán",
        ],
    ),
    (
        "es",
        &[
            "spanish",
            "es",
            "español",
            "西班牙语",
            "spanisch",
            "espagnol",
        ],
    ),
    ("it", &["italian", "it", "italiano", "意大利语"]),
    ("pt", &["portuguese", "pt", "português", "葡萄牙语"]),
    ("nl", &["dutch", "nl", "nederlands"]),
    ("ja", &["japanese", "ja", "日本語", "日语", "日文"]),
    ("ko", &["korean", "ko", "한국어", "韩语", "韓国語"]),
    ("ru", &["russian", "ru", "русский", "俄语"]),
    ("ar", &["arabic", "ar", "العربية", "阿拉伯语"]),
    ("he", &["hebrew", "he", "עברית"]),
];

/// The language that a heading names: `English`, `中文`.
pub fn language_named(heading: &str) -> Option<Language> {
    if heading.len() > 40 {
        return None;
    }
    let heading = heading.trim().trim_end_matches([':', '：']).to_lowercase();
    let (tag, _) = LANGUAGES
        .iter()
        .find(|(tag, words)| *tag != heading && words.contains(&heading.as_str()))?;
    Some(Language::new(tag))
}

fn column(heading: &str) -> Option<Column> {
    let heading = heading.trim().to_lowercase();
    // `English (UK)`, `zh-CN`, `start_time`
    let cut = heading
        .split(['(', '（', '/', '-', '_'])
        .next()
        .unwrap_or_default()
        .trim();
    // `Speaker Name`, `Start Time`
    let cut = match cut.split_once(' ') {
        Some((word, "name" | "time" | "timecode" | "id")) => word,
        _ => cut,
    };
    let is = |words: &[&str]| words.contains(&heading.as_str()) || words.contains(&cut);
    // `英文句子`
    let begins = |words: &[&str]| {
        words
            .iter()
            .any(|word| !word.is_ascii() && heading.starts_with(word))
    };
    if let Some((tag, _)) = LANGUAGES
        .iter()
        .find(|(_, words)| is(words) || begins(words))
    {
        return Some(Column::Text(Some(Language::new(tag))));
    }
    match () {
        () if is(SPEAKER) => Some(Column::Speaker),
        () if is(TIME) => Some(Column::Time),
        () if is(TEXT) => Some(Column::Text(None)),
        () => None,
    }
}

/// The lines of a table, row by row. A row is a block; a cell's lines carry their column, the
/// language that the column's heading names, and the speaker that the row names.
pub fn lines(rows: Vec<Vec<Cell>>) -> Vec<DraftLine> {
    of_rows(rows, false)
}

/// The same for a table whose source marks its first row as its heading, whatever the words are; but a row of sentences
/// is none.
pub fn headed_lines(rows: Vec<Vec<Cell>>) -> Vec<DraftLine> {
    let mut first = rows.first().into_iter().flatten();
    let is_sentence = |cell: &Cell| super::super::sentences::is_over(&words(cell));
    let is_headed = !first.any(is_sentence) && rows.len() > 2;
    of_rows(rows, is_headed)
}

fn of_rows(rows: Vec<Vec<Cell>>, is_headed: bool) -> Vec<DraftLine> {
    let mut columns: Vec<Option<Column>> = Vec::new();
    let wide = rows
        .iter()
        .any(|row| row.iter().any(|cell| cell.column > 0));
    let mut out: Vec<DraftLine> = Vec::new();
    for (i, row) in rows.into_iter().enumerate() {
        let is_header = || is_headed || is_header(&row.iter().map(words).collect::<Vec<_>>());
        if i == 0 && wide && is_header() {
            for cell in row {
                let text = words(&cell);
                if columns.len() <= cell.column {
                    columns.resize(cell.column + 1, None);
                }
                columns[cell.column] = column(&text);
                out.extend(cell.lines.into_iter().map(|line| DraftLine {
                    part: Part::Dropped {
                        reason: "heading of a table's column",
                    },
                    ..line
                }));
            }
            continue;
        }
        place_row(row, wide, &columns, &mut out);
    }
    out
}

/// The first row is a heading if its words name what columns hold, each of them.
pub fn is_header(cells: &[String]) -> bool {
    !cells.is_empty() && cells.iter().all(|cell| column(cell).is_some())
}

fn words(cell: &Cell) -> String {
    let texts: Vec<&str> = cell.lines.iter().map(|line| line.text.as_str()).collect();
    texts.join(" ")
}

fn place_row(row: Vec<Cell>, wide: bool, columns: &[Option<Column>], out: &mut Vec<DraftLine>) {
    let kind = |cell: &Cell| columns.get(cell.column).cloned().flatten();
    let speaker: Option<String> = row
        .iter()
        .find(|cell| kind(cell) == Some(Column::Speaker))
        .map(|cell| words(cell).trim_end_matches([':', '：']).trim().to_string());
    let has_speech = row
        .iter()
        .any(|cell| !matches!(kind(cell), Some(Column::Speaker | Column::Time)));
    let mut aside: Vec<usize> = Vec::new();
    let mut begins = wide;
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
                Some(Column::Time) => {
                    line.part = Part::Dropped {
                        reason: "time or number of a line",
                    };
                    out.push(line);
                    continue;
                }
                Some(Column::Text(Some(language))) if line.marked.language.is_none() => {
                    line.marked.language = Some(language.clone());
                }
                _ => {}
            }
            if wide {
                // Cells of a row have one place, wherever in the source they stand.
                if let Some(first) = first.filter(|first| *first != line.at) {
                    line.also_at.push(line.at);
                    line.at = first;
                }
                line.marked.column = Some(cell.column);
                line.marked.speaker.clone_from(&speaker);
                line.after_blank = begins;
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
