//! Tables of contents: titles with the pages that they stand on, or a list of titles each of which
//! comes again over its part of the text. They are not read aloud, and what they list is a heading.

use super::draft::{Draft, DraftLine, Part};
use super::participants;
use super::speaker_line::{Form, parse};
use super::stamp::leading_time;
use super::talk::Talk;
use std::collections::{HashMap, HashSet};

/// The longest title that a table of contents lists, in characters.
const LONGEST: usize = 120;
/// How many lines of a text there may be before its table of contents.
const FRONT: usize = 40;
/// How many titles make a list of them.
const FEWEST: usize = 3;

/// How many titles with times make a list of them.
const FEWEST_TIMES: usize = 2;
/// How far apart the times of a list are at least on the average, in seconds: captions' are nearer.
const APART: usize = 20;

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
    // Where a program is to put one.
    let front = draft.lines.iter_mut().take(FRONT);
    for line in front.filter(|line| line.text.len() < 12) {
        let bare = line.text.trim_matches(['[', ']', '_']);
        if line.part == Part::Speech
            && line.text.starts_with('[')
            && bare.eq_ignore_ascii_case("toc")
        {
            line.part = Part::Dropped { reason: REASON };
        }
    }
    let ways = [with_pages, under_heading, list];
    let listed = ways.into_iter().map(|way| way(draft));
    let listed = listed
        .into_iter()
        .find(|listed| !listed.is_empty())
        .unwrap_or_default();
    settle(draft, listed, begins);
}

/// The same for a list of the times at which a talk comes to something, which stands before the
/// talk: `14:55 – Birds`.
pub fn mark_timed(draft: &mut Draft, talk: &Talk) {
    let listed = with_times(draft, talk);
    // Its times are enough to tell it, so that its titles need not stand apart.
    settle(draft, listed, |_| true);
}

fn settle(draft: &mut Draft, listed: Vec<(usize, String)>, begins: fn(&DraftLine) -> bool) {
    let Some(&(first, _)) = listed.first() else {
        return;
    };
    let mut titles: HashSet<String> = listed.iter().map(|(_, title)| title.clone()).collect();
    let mut end = first;
    for (i, _) in listed {
        draft.lines[i].part = Part::Dropped { reason: REASON };
        end = i + 1;
    }
    // Its heading, and perhaps a line between them that says what it is.
    let is_over = |i: &usize| {
        let line = &draft.lines[*i];
        line.is_text() && HEADINGS.contains(&bare(&line.text).as_str())
    };
    let near = first.saturating_sub(2)..first;
    if let Some(over) = near.rev().find(is_over)
        && (over + 1..first).all(|i| !draft.lines[i].after_blank)
    {
        for line in &mut draft.lines[over..first] {
            line.part = Part::Dropped { reason: REASON };
        }
    }
    if let Some(next) = draft.lines.get_mut(end) {
        next.after_blank = true;
    }
    let mut under_title = false;
    for line in &mut draft.lines[end..] {
        line.after_blank |= std::mem::take(&mut under_title);
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
            under_title = true;
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

/// The first run of lines near the top that are each a time and a title, if it is no talk with
/// times: the times lie apart, and those of the talk, if it has any, begin again.
fn with_times(draft: &Draft, talk: &Talk) -> Vec<(usize, String)> {
    let timed = |i: usize| -> Option<(u32, &str)> {
        let line = draft.lines.get(i).filter(|line| line.is_text())?;
        let (time, title) = leading_time(line.text.trim_start_matches(['-', '*', '•', '·', ' ']))?;
        let title = title.trim_start_matches([':', '：', ' ']);
        Some((seconds(time)?, title)).filter(|(_, title)| !title.is_empty())
    };
    let is_entry = |title: &str| {
        let speaks =
            parse(title).is_some_and(|line| line.form == Form::Inline && !line.said.is_empty());
        let named = parse(title).is_some_and(|line| talk.names(&line.names[0]));
        title.chars().count() <= LONGEST
            && title.chars().any(char::is_alphabetic)
            && !(speaks && named)
            && !title.ends_with(['.', ',', '。', '，', '!', '！'])
    };
    let front = draft.lines.len().min(FRONT);
    let mut begin = 0;
    while begin < front {
        let mut run: Vec<(usize, u32, &str)> = Vec::new();
        for i in begin..draft.lines.len().min(begin + 4 * FRONT) {
            let Some((time, title)) = timed(i).filter(|(_, title)| is_entry(title)) else {
                break;
            };
            if run.last().is_some_and(|(_, before, _)| *before >= time) {
                break;
            }
            run.push((i, time, title));
        }
        let end = begin + run.len();
        if let (Some((_, first, _)), Some((_, last, _))) = (run.first(), run.last())
            && run.len() >= FEWEST_TIMES
            && (last - first) as usize >= APART * (run.len() - 1)
        {
            let after = (end..draft.lines.len().min(end + 4 * FRONT)).find_map(timed);
            let begins_again = after.is_some_and(|(time, _)| time <= *last);
            let is_before_names = talk.is_there() && end <= talk.begin;
            let rest = draft.lines.len() - end;
            let is_listed =
                begins_again || after.is_none() && (is_before_names || rest > run.len());
            if is_listed {
                return run.iter().map(|(i, _, title)| (*i, bare(title))).collect();
            }
        }
        begin = end.max(begin + 1);
    }
    Vec::new()
}

/// A time in seconds.
fn seconds(time: &str) -> Option<u32> {
    let bare = time.trim_matches(|c: char| !c.is_ascii_digit());
    let mut sum: u32 = 0;
    for part in bare.split(':') {
        let whole: String = part.chars().take_while(char::is_ascii_digit).collect();
        sum = sum.checked_mul(60)?.checked_add(whole.parse().ok()?)?;
    }
    Some(sum)
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

/// The lines under a heading that says what they are, of which at least half come again below all of
/// them.
fn under_heading(draft: &Draft) -> Vec<(usize, String)> {
    let is_over = |line: &DraftLine| {
        line.is_text()
            && line.text.len() <= LONGEST
            && HEADINGS.contains(&bare(&line.text).as_str())
    };
    let front = draft.lines.len().min(FRONT);
    let Some(over) = (0..front).find(|&i| is_over(&draft.lines[i])) else {
        return Vec::new();
    };
    let mut last: HashMap<String, usize> = HashMap::new();
    for (i, line) in draft.lines.iter().enumerate().skip(over + 1) {
        if line.text.len() <= 4 * LONGEST && begins(line) {
            last.insert(bare(&line.text), i);
        }
    }
    let mut listed: Vec<(usize, String)> = Vec::new();
    let mut again = 0;
    let most = (over + 1..draft.lines.len()).take(4 * FRONT);
    for i in most {
        let line = &draft.lines[i];
        let title = bare(&line.text);
        let comes_again = last.get(&title).is_some_and(|at| *at > i);
        let goes_on = i == over + 1 || !line.after_blank || comes_again;
        let seen = listed.iter().any(|(_, listed)| *listed == title);
        if seen || !goes_on || !is_title(line) {
            break;
        }
        again += usize::from(comes_again);
        listed.push((i, title));
    }
    if again == 0 || again * 2 < listed.len() {
        listed.clear();
    }
    listed
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
    let words = lower.split_whitespace();
    let words = words.map(|word| if word == "&" { "and" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (Vec<String>, Vec<String>) {
        let mut draft = Draft::new(text);
        let talk = Talk::find(&draft);
        mark_timed(&mut draft, &talk);
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
    fn titles_under_a_heading_that_says_so() {
        let (dropped, chapters) = parts(
            "The Lamp\n\nContents\n\nACT I.\nACT II.\n\nACT I.\n\nNORA. Is it you?\n\nACT II.\n\nNORA. No.",
        );
        assert_eq!(dropped, ["Contents", "ACT I.", "ACT II."]);
        assert_eq!(chapters, ["ACT I.", "ACT II."]);
        let text = "Contents\n\nOne day it rained.\n\nThen it was dry.";
        assert_eq!(parts(text), (vec![], vec![]));
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
    fn titles_with_times() {
        let (dropped, chapters) = parts(
            "Contents\nClick to jump there:\n0:00 – A Storm\n2:10 – A Calm\n\nA Storm\nIt rained.\nA Calm\nIt stopped.\nThen all was over, and we went home.",
        );
        assert_eq!(dropped.len(), 4);
        assert_eq!(chapters, ["A Storm", "A Calm"]);
        let (dropped, _) = parts("[00:00] Welcome\n[02:10] Birds\n\nAnn: Hi.\nTom: Hi.\nAnn: So.");
        assert_eq!(dropped.len(), 2);
    }

    #[test]
    fn what_only_looks_like_one() {
        for text in [
            // captions, and a talk with times
            "0:00 hi everybody\n0:03 and welcome\n0:07 today we bake",
            "[0:00] Ann: Hello.\n[0:50] Tom: Hi.\n[1:40] Ann: So.\n[2:20] Tom: No.",
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
