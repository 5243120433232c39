//! Lists of what a talk is about and when, as podcasts have them above: `0:00 – Introduction`. They
//! are not read aloud, and what they list is a heading where it comes again.

use super::contents;
use super::draft::{Draft, DraftLine, Part};
use super::stamp::{leading_time, seconds};
use std::collections::HashMap;

/// How many lines of a text there may be before such a list, and how many entries make one.
const FRONT: usize = 60;
const FEWEST: usize = 3;
/// Which share of the entries must come again.
const SHARE: f64 = 0.6;
/// The longest entry, in characters.
const LONGEST: usize = 120;
/// Why such a list is not in the book.
const REASON: &str = "table of contents";

/// Drops such a list, and marks the lines that it lists as headings: if most come again, or the times
/// of the text begin anew under it.
pub fn mark(draft: &mut Draft) {
    let Some((begin, titles)) = list(draft) else {
        return;
    };
    let end = begin + titles.len();
    let listed: HashMap<String, bool> = titles.iter().map(|title| (title.clone(), false)).collect();
    let again: Vec<usize> = (end..draft.lines.len())
        .filter(|&i| {
            let line = &draft.lines[i];
            line.is_text()
                && line.text.len() <= 4 * LONGEST
                && listed.contains_key(&key(&line.text))
        })
        .collect();
    let last = entry(&draft.lines[end - 1]).map_or(0.0, |(time, _)| time);
    // What is said has names and stops; a list stands in a block of its own above all of it.
    let is_block = titles
        .iter()
        .all(|title| !title.contains([':', '：', '?', '？', '!', '！']))
        && draft.lines[begin + 1..end]
            .iter()
            .all(|line| !line.after_blank)
        && draft.lines.get(end).is_some_and(|line| line.after_blank)
        && draft.lines.len() > end + 2 * titles.len();
    let first = || {
        let mut times = draft.lines[end..].iter();
        times.find_map(|line| seconds(leading_time(&line.text)?.0))
    };
    let restarts = is_block && first().is_some_and(|time| time < last);
    if (again.len() as f64) < SHARE * titles.len() as f64 && !restarts {
        return;
    }
    // `Contents`, and what the list is for.
    let over = |line: &DraftLine| {
        let text = line.text.as_str();
        line.is_text() && (text.ends_with([':', '：']) || contents::is_heading(text))
    };
    let above = draft.lines[..begin].iter().rev().take(2);
    let over = begin - above.take_while(|line| over(line)).count();
    for line in &mut draft.lines[over..end] {
        line.part = Part::Dropped { reason: REASON };
    }
    if let Some(next) = draft.lines.get_mut(end) {
        next.after_blank = true;
    }
    let mut seen = listed;
    for i in again {
        let line = &mut draft.lines[i];
        if let Some(seen) = seen.get_mut(&key(&line.text))
            && !std::mem::replace(seen, true)
            && line.marked.heading.is_none()
        {
            line.marked.heading = Some(1);
            line.after_blank = true;
            if let Some(next) = draft.lines.get_mut(i + 1) {
                next.after_blank = true;
            }
        }
    }
}

/// Where the first list begins, and its titles as keys.
fn list(draft: &Draft) -> Option<(usize, Vec<String>)> {
    let front = draft.lines.len().min(FRONT);
    let mut begin = 0;
    while begin < front {
        let mut last = -1.0;
        let titles: Vec<String> = draft.lines[begin..]
            .iter()
            .map_while(|line| {
                let (time, title) = entry(line).filter(|(time, _)| *time > last)?;
                last = time;
                Some(key(title))
            })
            .collect();
        if titles.len() >= FEWEST {
            return Some((begin, titles));
        }
        begin += titles.len().max(1);
    }
    None
}

/// A time and what begins then.
fn entry(line: &DraftLine) -> Option<(f64, &str)> {
    if !line.is_text() {
        return None;
    }
    let (stamp, title) = leading_time(&line.text)?;
    let is_title = title.chars().count() <= LONGEST
        && title.contains(char::is_alphabetic)
        && !title.ends_with(['.', ',', ':', '。', '，', '：']);
    Some((seconds(stamp)?, title)).filter(|_| is_title)
}

fn key(title: &str) -> String {
    title.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken;
    use crate::script::{Options, read};

    #[test]
    fn what_the_list_names_is_a_heading_below() {
        let text = "The harbour hour\n\nTable of Contents\nClick to jump:\n0:00 – The pump\n2:10 – The lamp\n14:55 – The pier\n\n\
                    The pump\nAnn Reed\n(00:00:00)\nWho lit it?\nBo Lind\n(00:00:12)\nI did.\nThe lamp\n\
                    Ann Reed\n(00:02:10)\nWhen?\nBo Lind\n(00:02:14)\nAt dusk.";
        let script = read(text.as_bytes(), "a.txt", &Options::default()).unwrap();
        let titles: Vec<&str> = script
            .chapters
            .iter()
            .map(|chapter| chapter.title.values().next().unwrap().as_str())
            .collect();
        assert_eq!(titles, ["The pump", "The lamp"]);
        assert_eq!(
            spoken(text),
            [
                "ann-reed: Who lit it?",
                "bo-lind: I did.",
                "ann-reed: When?",
                "bo-lind: At dusk."
            ]
        );
    }

    #[test]
    fn captions_are_no_list() {
        let talk = "[0:01] Ann: Who lit it?\n[0:03] Bo: I did!\n[0:05] Ann: When?\n\n\
                    [0:01] Ann: And today?\n[0:02] Bo: Me again.\n[0:05] Ann: Why?\n[0:06] Bo: Why not?\n[0:07] Ann: Fine.\n[0:09] Bo: Fine.\n[0:11] Ann: Yes.";
        assert_eq!(spoken(talk).len(), 10);
        let text = "0:00 the lamp\n0:04 is lit\n0:09 by her\n0:12 the lamp\n0:15 is out";
        assert_eq!(
            spoken(text),
            ["narrator: the lamp is lit by her the lamp is out"]
        );
    }
}
