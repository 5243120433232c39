//! Lists before a text: tables of contents, the times at which a talk comes to something, notes of a broadcast, keywords.
//! They are not read aloud, and what a table of contents lists is a heading where it comes again.

mod paged;

use super::ClaimRole::{Dropped, Heading, Metadata};
use super::text::{Line, Text};
use super::words::Contents;
use super::{Claim, Claims};
use crate::script::stamp::{leading_time, seconds};
use crate::spoken::roman;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// The longest title that a table of contents lists, in characters.
const LONGEST: usize = 120;
/// How many lines of a text there may be before its table of contents.
const FRONT: usize = 60;
/// How many titles make a list of them, and how many with times.
const FEWEST: usize = 3;
const FEWEST_TIMES: usize = 2;
/// How far apart the times of a list are at least on the average, in seconds: captions' are nearer.
const APART: f64 = 20.0;
/// How far into a text notes on it stand, in lines.
const HEAD: usize = 200;

/// How many words a sentence of a preface has, at least.
const SENTENCE: usize = 8;
/// Which share of the lines behind notes begins with a name, at least.
const NAMED: f64 = 0.1;

/// Why a table of contents is not in the book.
const REASON: &str = "table of contents";
/// Why notes before a talk are not.
const NOTES: &str = "notes before the talk";

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("contents");
    for (i, line) in text
        .free()
        .take(FRONT)
        .filter(|(_, line)| line.text().len() < 12)
    {
        // Where a program is to put one.
        if line.text().starts_with('[') && line.bare == "toc" {
            claims.line(i, Dropped(REASON), 14.0);
        }
    }
    paged::claims(text, &mut claims);
    with_times(text, &mut claims);
    under_heading(text, &mut claims);
    list(text, &mut claims);
    in_one_line(text, &mut claims);
    notes(text, &mut claims);
    claims.found
}

/// Drops a list and the word over it; where its titles come again they are headings.
fn claim(
    text: &Text,
    listed: &[usize],
    nats: f64,
    title: impl Fn(usize) -> String,
    claims: &mut Claims,
) {
    let Some((&first, &last)) = listed.first().zip(listed.last()) else {
        return;
    };
    for &i in listed {
        claims.instead(i, Dropped(REASON), nats);
    }
    let over = (first.saturating_sub(2)..first)
        .rev()
        .find(|&i| is_over(&text.lines[i]));
    for i in over.map_or(first..first, |over| over..first) {
        claims.instead(i, Dropped(REASON), nats);
    }
    let mut titles: HashSet<String> = listed.iter().map(|&i| title(i)).collect();
    for i in last + 1..text.len() {
        let line = &text.lines[i];
        if titles.is_empty() {
            break;
        }
        if line.is_free
            && line.text().len() <= 4 * LONGEST
            && begins(line)
            && titles.remove(&bare(line.text()))
            && line.heading().is_none()
            && !(line.label > 0.4 && line.text().ends_with([':', '：']))
            && !Contents::get().people.words.is(&line.bare)
        {
            claims.instead(i, Heading(1), nats.min(9.0));
        }
    }
}

fn is_over(line: &Line) -> bool {
    line.is_free && line.text().len() <= LONGEST && Contents::get().contents.words.is(&line.bare)
}

fn begins(line: &Line) -> bool {
    line.opens || line.heading().is_some()
}

/// The first run of lines near the top that are each a time and a title, if it is no talk with times: the times lie
/// apart, and those of the talk, if it has any, begin again.
fn with_times(text: &Text, claims: &mut Claims) {
    let timed = |i: usize| -> Option<(f64, &str)> {
        let line = text
            .lines
            .get(i)
            .filter(|line| line.is_free && line.text().len() < 4 * LONGEST)?;
        let (time, title) =
            leading_time(line.text().trim_start_matches(['-', '*', '•', '·', ' ']))?;
        let title = title.trim_start_matches([':', '：', ' ', '-', '–', '—', '|']);
        Some((seconds(time)?, title)).filter(|(_, title)| !title.is_empty())
    };
    let is_entry = |i: usize, title: &str| {
        text.lines[i].label < 0.5
            && title.chars().count() <= LONGEST
            && title.contains(char::is_alphabetic)
            && !title.ends_with(['.', ',', '。', '，', '!', '！'])
    };
    let mut begin = 0;
    while begin < text.len().min(FRONT) {
        let mut run: Vec<(usize, f64)> = Vec::new();
        for i in begin..text.len().min(begin + 4 * FRONT) {
            let Some((time, _)) = timed(i).filter(|(_, title)| is_entry(i, title)) else {
                break;
            };
            if run.last().is_some_and(|(_, before)| *before >= time) {
                break;
            }
            run.push((i, time));
        }
        let end = begin + run.len();
        if let (Some((_, first)), Some((_, last))) = (run.first(), run.last())
            && run.len() >= FEWEST_TIMES
            && last - first >= APART * (run.len() - 1) as f64
        {
            let after = (end..text.len().min(end + 4 * FRONT)).find_map(timed);
            let begins_again = after.is_some_and(|(time, _)| time <= *last);
            let rest = text.len() - end;
            let is_listed = begins_again
                || after.is_none() && (text.labels_after(end - 1) > 2.0 || rest > run.len());
            if is_listed {
                let listed: Vec<usize> = run.iter().map(|(i, _)| *i).collect();
                let title = |i: usize| timed(i).map_or_else(String::new, |(_, title)| bare(title));
                claim(
                    text,
                    &listed,
                    8.0 + (run.len() as f64).min(6.0),
                    title,
                    claims,
                );
                return;
            }
        }
        begin = end.max(begin + 1);
    }
}

/// The lines under a heading that says what they are, of which at least half come again below all of them.
fn under_heading(text: &Text, claims: &mut Claims) {
    let Some(over) = (0..text.len().min(FRONT)).find(|&i| is_over(&text.lines[i])) else {
        return;
    };
    let mut last: HashMap<String, usize> = HashMap::new();
    let end = text.first_copy().max(over + 1);
    for (i, line) in text.lines[..end].iter().enumerate().skip(over + 1) {
        if line.text().len() <= 4 * LONGEST && begins(line) {
            last.insert(bare(line.text()), i);
        }
    }
    let mut listed: Vec<usize> = Vec::new();
    let mut seen: HashSet<String> = HashSet::new();
    let mut again = 0;
    for i in (over + 1..text.len()).take(4 * FRONT) {
        let title = bare(text.lines[i].text());
        let comes_again = last.get(&title).is_some_and(|at| *at > i);
        let goes_on = i == over + 1 || !text.lines[i].opens || comes_again;
        if !goes_on || !is_title(&text.lines[i]) || !seen.insert(title) {
            break;
        }
        again += usize::from(comes_again);
        listed.push(i);
    }
    let share = again as f64 / listed.len().max(1) as f64;
    if again > 0 && share >= 0.5 {
        claim(
            text,
            &listed,
            6.0 + 6.0 * share,
            |i| bare(text.lines[i].text()),
            claims,
        );
        claims.instead(over, Dropped(REASON), 10.0);
    }
}

/// The first run of lines near the top each of which comes again, once and in the same order, as the beginning of a
/// paragraph below all of them.
fn list(text: &Text, claims: &mut Claims) {
    let end = text.first_copy();
    let front = end.min(2 * FRONT);
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    for i in (0..front).filter(|&i| is_title(&text.lines[i])) {
        places.insert(bare(text.lines[i].text()), Vec::new());
    }
    if places.is_empty() {
        return;
    }
    for (i, line) in text
        .free()
        .take_while(|(i, _)| *i < end)
        .filter(|(i, line)| (*i < front || begins(line)) && line.text().len() <= 4 * LONGEST)
    {
        if let Some(places) = places.get_mut(&bare(line.text())) {
            places.push(i);
        }
    }
    let again = |i: usize| -> Option<usize> {
        // What is quoted is said.
        let is_listed =
            |line: &&Line| is_title(line) && !line.text().starts_with(['"', '“', '„', '«', '「']);
        let line = Some(&text.lines[i]).filter(is_listed)?;
        match places.get(&bare(line.text()))?[..] {
            [first, again] if first == i && begins(&text.lines[again]) => Some(again),
            _ => None,
        }
    };
    let mut begin = 0;
    while begin < front.min(FRONT) {
        let mut below = 0;
        let listed: Vec<usize> = (begin..front)
            .map_while(|i| {
                let at = again(i).filter(|at| *at > below + 1)?;
                below = at;
                Some(i)
            })
            .collect();
        let end = begin + listed.len();
        let is_people = begin
            .checked_sub(1)
            .is_some_and(|over| Contents::get().people.words.is(&text.lines[over].bare));
        if listed.len() >= FEWEST && again(begin).is_some_and(|at| at >= end) && !is_people {
            let below =
                |two: &[usize]| told(text, again(two[0]).unwrap_or(0)..again(two[1]).unwrap_or(0));
            let nats = 2.0 + listed.windows(2).map(below).sum::<f64>();
            return claim(
                text,
                &listed,
                nats.min(14.0),
                |i| bare(text.lines[i].text()),
                claims,
            );
        }
        begin = end.max(begin + 1);
    }
}

/// How much speaks for a title, in nats, by what stands between it and the next: what is said twice, as a talk first heard and then
/// translated line by line, has hardly more below it than it has itself.
fn told(text: &Text, at: Range<usize>) -> f64 {
    let [title, below] = [at.start..at.start + 1, at.start + 1..at.end].map(|range| {
        let lines = text.lines[range].iter().filter(|line| line.is_free);
        lines.map(Line::words).sum::<usize>() as f64
    });
    6.0 * ((below / title.max(1.0)).ln() - 1.0).clamp(-1.0, 1.0)
}

/// A table of contents that has lost its lines: `1 The Storm 2 The Lamp 2.1 Oil 3 Morning`. Most of its titles come again below.
fn in_one_line(text: &Text, claims: &mut Claims) {
    let head = text.free().take_while(|(i, _)| *i < FRONT);
    for (i, line) in head.filter(|(_, line)| !line.lower.is_empty()) {
        let mut titles: Vec<String> = Vec::new();
        for word in line.text().split_whitespace() {
            let is_number =
                |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            match titles.last_mut() {
                _ if word.trim_end_matches('.').split('.').all(is_number) => {
                    titles.push(String::new());
                }
                Some(title) => title.extend([word, " "]),
                None => break,
            }
        }
        let titles: HashSet<String> = titles.iter().map(|title| bare(title)).collect();
        if titles.len() < FEWEST {
            continue;
        }
        let below = text.lines[i + 1..].iter().filter(|line| begins(line));
        let again: HashSet<String> = below
            .filter(|line| line.text().len() <= 4 * LONGEST)
            .map(|line| bare(line.text()))
            .filter(|title| titles.contains(title))
            .collect();
        if again.len() >= FEWEST && 2 * again.len() > titles.len() {
            claims.instead(i, Dropped(REASON), 14.0);
        }
    }
}

/// A line that can be a title: short, and no sentence that something is said in.
fn is_title(line: &Line) -> bool {
    line.is_free
        && line.heading().is_none()
        && line.text().len() <= 4 * LONGEST
        && line.chars() <= LONGEST
        && line.text().contains(char::is_alphabetic)
        && !line.text().ends_with([':', '：', ',', '，', ';', '；'])
}

/// A title for comparison: lower case, without number or bullet before it and colon after it.
fn bare(text: &str) -> String {
    let text = text.trim_start_matches(|c: char| {
        c.is_ascii_digit() || c.is_whitespace() || ".)-–—•*·".contains(c)
    });
    let text = text.trim_end_matches(|c: char| c.is_whitespace() || ":：".contains(c));
    // `IX. A Visit`
    let numeral = text
        .split_once(". ")
        .filter(|(head, _)| roman::value(head).is_some());
    let text = numeral.map_or(text, |(_, title)| title.trim_start());
    let lower = text.to_lowercase();
    let mut title = String::with_capacity(lower.len());
    for word in lower.split_whitespace() {
        if !title.is_empty() {
            title.push(' ');
        }
        title.push_str(if word == "&" { "and" } else { word });
    }
    title
}

/// What a line that stands over others says of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Over {
    Keywords,
    Notes,
    Transcript,
}

fn over(line: &Line) -> Option<Over> {
    let table = Contents::get();
    if !line.is_free || line.text().len() > 64 || line.label > 0.4 || line.is_over {
        return None;
    }
    let is = |words: &super::words::Phrases| words.is(&line.bare);
    match () {
        () if is(&table.keywords.words) => Some(Over::Keywords),
        () if is(&table.notes.words) => Some(Over::Notes),
        () if is(&table.transcript.words) => Some(Over::Transcript),
        () => None,
    }
}

/// Notes and keywords before the talk, under a word of their own.
fn notes(text: &Text, claims: &mut Claims) {
    let talk = (0..text.len())
        .find(|&i| text.labels_before(i) > 0.6)
        .unwrap_or(text.len());
    let head = talk.min(HEAD);
    let found: Vec<(usize, Over)> = (0..head)
        .filter_map(|i| Some((i, over(&text.lines[i])?)))
        .collect();
    let transcript = found
        .iter()
        .rfind(|(_, over)| *over == Over::Transcript)
        .map(|(i, _)| *i);
    for (n, (i, over)) in found.iter().enumerate() {
        let next = found.get(n + 1).map_or(head, |(next, _)| *next);
        match over {
            Over::Transcript => {}
            Over::Keywords => {
                for line in *i..block_end(text, *i, next) {
                    claims.instead(line, Metadata("keywords"), 10.0);
                }
            }
            // In a text in which nobody is named, the notes may be the text.
            Over::Notes if text.labels() < 2.0 && transcript.is_none() => {}
            Over::Notes => {
                let is_bounded = transcript.is_some_and(|transcript| transcript > *i);
                let end = if is_bounded {
                    next
                } else {
                    section_end(text, *i, next)
                };
                if !is_bounded && (is_prose(text, *i..end) || !is_talk(text, end)) {
                    continue;
                }
                let nats = if is_bounded { 12.0 } else { 9.0 };
                for line in (*i..end).filter(|&line| text.lines[line].source.preset.is_none()) {
                    claims.instead(line, Dropped(NOTES), nats);
                }
            }
        }
    }
}

/// Whether more than half of the lines under a word are whole sentences: a preface, to be read.
fn is_prose(text: &Text, notes: Range<usize>) -> bool {
    let below = notes.skip(1).filter(|&i| text.lines[i].is_free);
    let below: Vec<usize> = below.collect();
    let is_sentence =
        |i: &&usize| text.facts[**i].ends_sentence && text.lines[**i].words() >= SENTENCE;
    2 * below.iter().filter(is_sentence).count() > below.len()
}

/// Whether people are named from a line on, and not here and there.
fn is_talk(text: &Text, begin: usize) -> bool {
    let named = text.labels() - text.labels_before(begin);
    named >= NAMED * (text.len() - begin) as f64
}

/// Where the block ends that a word stands over: its own, or the next if it has none.
fn block_end(text: &Text, over: usize, next: usize) -> usize {
    Range {
        start: over + 2,
        end: next,
    }
    .find(|&i| text.lines[i].opens)
    .unwrap_or(next)
    .max(over + 1)
}

/// Where a section of notes ends: with the next heading as high, if the word is a heading, else with its block.
fn section_end(text: &Text, over: usize, next: usize) -> usize {
    match text.lines[over].heading() {
        Some(level) => {
            let ends = |i: &usize| text.lines[*i].heading().is_some_and(|own| own <= level);
            (over + 1..next).find(ends).unwrap_or(next)
        }
        None => block_end(text, over, next),
    }
}
