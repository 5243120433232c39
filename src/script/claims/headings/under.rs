//! The title that stands on a line of its own under the number of a chapter: `CHAPTER I`, and below it `THE STORM`.

use super::{LONGEST, level};
use crate::script::claims::text::{Line, Text};
use crate::script::facts::letters::is_upper;

/// How many chapters have one, at least, and how many of ten.
const FEWEST: usize = 2;
const OF_TEN: usize = 6;
/// How many words a title has at most.
const WORDS: usize = 14;

/// The titles under headings that count: each with the level of the heading over it.
pub(super) fn titles(text: &Text) -> Vec<(usize, u8)> {
    let mut numbers: Vec<(usize, u8)> = text.counted.iter().map(|&i| (i, 2)).collect();
    let named = text.free().filter_map(|(i, line)| {
        let (level, _) = level(line.text())?;
        let is_heading = line.opens && line.label < 0.4 && line.heading().is_none();
        (is_heading && is_number_alone(line)).then_some((i, level))
    });
    numbers.extend(named);
    numbers.sort_unstable();
    numbers.dedup_by_key(|(i, _)| *i);
    let mut found = Vec::new();
    let levels = 1..=3;
    for level in levels {
        let alike = numbers.iter().filter(|(_, own)| *own == level);
        let all = alike.clone().count();
        let under: Vec<usize> = alike
            .map(|(i, _)| i + 1)
            .filter(|&i| is_title(text, i) && !numbers.iter().any(|(number, _)| *number == i))
            .collect();
        if under.len() >= FEWEST && under.len() * 10 >= all * OF_TEN {
            found.extend(under.into_iter().map(|i| (i, level)));
        }
    }
    found
}

/// Whether a heading is a unit and its number, and no title: `Chapter III.`
fn is_number_alone(line: &Line) -> bool {
    line.words() <= 3 && line.chars() <= 24
}

/// Whether a line can be the title under a number.
fn is_title(text: &Text, i: usize) -> bool {
    let Some(line) = text.lines.get(i) else {
        return false;
    };
    let own = line.text();
    let is_sentence = own.ends_with(['.', ',', ';', ':', '。', '，', '：', '”', '"', '»', '」'])
        && !is_upper(own);
    let is_word = own.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase());
    let has_text = text.lines.get(i + 1).is_some_and(|next| next.opens);
    line.is_free
        && line.closes
        && line.label < 0.4
        && line.heading().is_none()
        && line.chars() <= LONGEST
        && line.words() <= WORDS
        && is_word
        && has_text
        && !is_sentence
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::with_text;
    use super::*;

    #[test]
    fn titles_under_numbers() {
        let found = |text: &str| with_text(text, titles);
        let two = |head: &str| {
            format!("{head} I\n\nThe Storm\n\nIt was dark.\n\n{head} II\n\nThe Lamp\n\nIt burned.")
        };
        assert_eq!(found(&two("CHAPTER")), [(1, 2), (4, 2)]);
        assert_eq!(found(&two("Acte")), [(1, 2), (4, 2)]);
        assert_eq!(
            found("第一章\n\n风暴\n\n天黑了。\n\n第二章\n\n灯\n\n灯亮了。"),
            [(1, 2), (4, 2)]
        );
        assert!(found("Chapter I\n\nIt was dark.\n\nChapter II\n\nIt burned.").is_empty());
        assert!(
            found("ACT I\n\nSCENE 1\n\nIt was dark.\n\nACT II\n\nSCENE 1\n\nIt burned.").is_empty()
        );
    }
}
