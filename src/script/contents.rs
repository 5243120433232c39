//! Tables of contents: titles with the pages that they stand on, or a list of titles each of which
//! comes again over its part of the text. They are not read aloud, and what they list is a heading.

use super::draft::{Draft, DraftLine, Part};
use super::participants;
use std::collections::{HashMap, HashSet};

/// The longest title that a table of contents lists, in characters.
const LONGEST: usize = 120;
/// How many lines of a text there may be before its table of contents.
const FRONT: usize = 40;
/// How many titles make a list of them.
const FEWEST: usize = 3;

/// Why a table of contents is not in the book.
const REASON: &str = "table of contents";

/// What stands over a table of contents.
#[rustfmt::skip]
const HEADINGS: &[&str] = &[
    "contents", "table of contents", "index", "agenda", "inhalt", "inhaltsverzeichnis", "sommaire",
    "table des matières", "índice", "contenido", "indice", "sumário", "inhoud", "содержание",
    "оглавление", "目录", "目錄", "目次", "차례", "목차",
];

/// Whether a line is what stands over a table of contents.
pub fn is_heading(text: &str) -> bool {
    text.len() <= LONGEST && HEADINGS.contains(&bare(text).as_str())
}

/// Drops the table of contents, and marks as chapters' headings the lines that it lists.
pub fn mark(draft: &mut Draft) {
    let with_pages = with_pages(draft);
    let listed = if with_pages.is_empty() {
        list(draft)
    } else {
        with_pages
    };
    let Some(&(first, _)) = listed.first() else {
        return;
    };
    let mut titles: HashSet<String> = listed.iter().map(|(_, title)| title.clone()).collect();
    let mut end = first;
    for (i, _) in listed {
        draft.lines[i].part = Part::Dropped { reason: REASON };
        end = i + 1;
    }
    if let Some(over) = first.checked_sub(1)
        && draft.lines[over].is_text()
        && HEADINGS.contains(&bare(&draft.lines[over].text).as_str())
    {
        draft.lines[over].part = Part::Dropped { reason: REASON };
    }
    if let Some(next) = draft.lines.get_mut(end) {
        next.after_blank = true;
    }
    for line in &mut draft.lines[end..] {
        if titles.is_empty() {
            break;
        }
        let fits = line.text.len() <= 4 * LONGEST && line.is_text();
        if !fits || !begins(line) || !titles.remove(&bare(&line.text)) {
            continue;
        }
        if line.marked.heading.is_none() && !participants::is_heading(&line.text) {
            line.part = Part::Chapter { level: 1 };
            line.marked.heading = Some(1);
        }
    }
}

/// The lines that end in leaders and the number of a page, if there are several: `The Storm .... 12`.
fn with_pages(draft: &Draft) -> Vec<(usize, String)> {
    let lines = draft.lines.iter().enumerate();
    let found: Vec<(usize, String)> = lines
        .filter(|(_, line)| line.is_text())
        .filter_map(|(i, line)| Some((i, bare(before_page(&line.text)?))))
        .collect();
    if found.len() > 1 { found } else { Vec::new() }
}

/// `The Storm` of `The Storm ....... 12`.
fn before_page(text: &str) -> Option<&str> {
    let leaders = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let title = leaders.trim_end_matches(['.', '·', '…', '_', ' ', '\t', '\u{A0}']);
    let between = &leaders[title.len()..];
    let dots = between.chars().filter(|c| !c.is_whitespace());
    let leads = dots.clone().count() > 3 || dots.clone().any(|c| c == '…') && between.len() > 5;
    (leads && leaders.len() < text.len() && text.chars().count() <= 2 * LONGEST).then_some(title)
}

/// The first run of lines near the top each of which comes again, once and in the same order, as
/// the beginning of a paragraph below all of them.
fn list(draft: &Draft) -> Vec<(usize, String)> {
    let front = draft.lines.len().min(2 * FRONT);
    let mut places: HashMap<String, Vec<usize>> = (0..front)
        .filter(|&i| is_title(&draft.lines[i]))
        .map(|i| (bare(&draft.lines[i].text), Vec::new()))
        .collect();
    for (i, line) in draft.lines.iter().enumerate() {
        if (i < front || begins(line))
            && line.text.len() <= 4 * LONGEST
            && line.is_text()
            && let Some(places) = places.get_mut(&bare(&line.text))
        {
            places.push(i);
        }
    }
    let again = |i: usize| -> Option<(String, usize)> {
        let title = Some(&draft.lines[i]).filter(|line| is_title(line));
        let title = bare(&title?.text);
        match places.get(&title)?[..] {
            [first, again] if first == i && begins(&draft.lines[again]) => Some((title, again)),
            _ => None,
        }
    };
    let mut begin = 0;
    while begin < front.min(FRONT) {
        let mut listed: Vec<(usize, String)> = Vec::new();
        let mut below = 0;
        for i in begin..front {
            let Some((title, at)) = again(i).filter(|(_, at)| *at > below + 1) else {
                break;
            };
            below = at;
            listed.push((i, title));
        }
        let end = begin + listed.len();
        let first_again = listed.first().and_then(|_| again(begin));
        let over = begin.checked_sub(1).map(|over| &draft.lines[over].text);
        if listed.len() >= FEWEST
            && first_again.is_some_and(|(_, at)| at >= end)
            && !over.is_some_and(|over| participants::is_heading(over))
        {
            return listed;
        }
        begin = end.max(begin + 1);
    }
    Vec::new()
}

fn begins(line: &DraftLine) -> bool {
    line.after_blank || line.marked.heading.is_some()
}

/// A line that can be a title: short, and no sentence that something is said in.
fn is_title(line: &DraftLine) -> bool {
    line.is_text()
        && line.marked.heading.is_none()
        && line.marked.speaker.is_none()
        && line.text.chars().count() <= LONGEST
        && line.text.chars().any(char::is_alphabetic)
        && !line.text.ends_with([':', '：', ',', '，', ';', '；'])
}

/// A title for comparison: lower case, without number or bullet before it and colon after it.
fn bare(text: &str) -> String {
    let text = text.trim_start_matches(|c: char| {
        c.is_ascii_digit() || c.is_whitespace() || ".)-–—•*·".contains(c)
    });
    let text = text.trim_end_matches(|c: char| c.is_whitespace() || ":：".contains(c));
    let lower = text.to_lowercase();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (Vec<String>, Vec<String>) {
        let mut draft = Draft::new(text);
        mark(&mut draft);
        let of = |is: fn(&Part) -> bool| {
            let lines = draft.lines.iter().filter(|line| is(&line.part));
            lines.map(|line| line.text.clone()).collect()
        };
        let dropped = of(|part| matches!(part, Part::Dropped { .. }));
        (dropped, of(|part| matches!(part, Part::Chapter { .. })))
    }

    #[test]
    fn titles_with_pages() {
        let (dropped, chapters) = parts(
            "The Lamp\n\nContents\n\nA Storm ........ 2\nA Calm . . . . . 31\n\nA Storm\n\nIt rained.\n\nA Calm\n\nIt stopped.",
        );
        assert_eq!(dropped.len(), 3);
        assert_eq!(chapters, ["A Storm", "A Calm"]);
    }

    #[test]
    fn titles_that_come_again() {
        let (dropped, chapters) = parts(
            "The Lamp\n\n1. A Storm\n2. A Calm\n3. Home\n\nA Storm\n\nIt rained.\n\nA Calm\n\nIt stopped.\n\nHome\n\nIt was dark.",
        );
        assert_eq!(dropped, ["1. A Storm", "2. A Calm", "3. Home"]);
        assert_eq!(chapters, ["A Storm", "A Calm", "Home"]);
    }

    #[test]
    fn what_only_looks_like_one() {
        for text in [
            // people who speak
            "Participants\nAnn Reed\nBo Lind\nCleo Ray\n\nAnn Reed\nOne.\n\nBo Lind\nTwo.\n\nCleo Ray\nThree.",
            // a refrain
            "Oh lamp\nOh sea\nOh night\n\nOne.\n\nOh lamp\nOh sea\nOh night",
            "He waited ....\nIt cost 12....3\nAnd then ... 4",
        ] {
            assert_eq!(parts(text), (vec![], vec![]), "{text}");
        }
    }
}
