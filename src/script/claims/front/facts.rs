//! Lines that tell of the text as a whole wherever they stand: moments, a court's caption, what kind of text it is.

use super::super::ClaimRole::{Metadata, Narration, NoLabel, Title};
use super::super::Claims;
use super::super::dates::{Moment, leading_date, moment};
use super::super::participants::is_full_name;
use super::super::text::{Line, Text};
use super::super::words::{self, Front};
use crate::script::facts::TimeAt;

/// How many days show that each is of a part of the text.
const MOMENTS: usize = 4;

/// How surely a date names nobody, in nats.
const NOBODY: f64 = 30.0;

/// Lines that are nothing but a moment: of the text as a whole where they stand at its edge.
pub(super) fn moments(text: &Text, claims: &mut Claims) {
    // Of messages, where people talk; a diary has them for headings.
    let days = text
        .free()
        .filter(|(i, _)| !text.copies.iter().any(|copy| copy.lines().contains(i)))
        .filter(|(_, line)| moment(&line.lower) == Some(Moment::Date));
    let usual = if text.labels() > 2.0 && days.count() >= MOMENTS {
        6.0
    } else {
        0.0
    };
    for (i, line) in text.free() {
        let what = moment(&line.lower).or_else(|| {
            let date = leading_date(line.text());
            date.is_some_and(|(_, rest)| rest == line.text().len())
                .then_some(Moment::Date)
        });
        // A date is nobody's name, wherever it stands.
        let mut candidates = text.facts[i].candidates.iter();
        let is_date =
            what == Some(Moment::Date) && candidates.all(|one| one.syntax.time == TimeAt::Nowhere);
        if is_date {
            claims.line(i, NoLabel, NOBODY);
        }
        let Some(what) = what.filter(|_| is_date || line.label < 0.3) else {
            continue;
        };
        let follows = i > 0 && !line.opens && !text.lines[i - 1].is_over;
        let goes_on = !line.closes || line.text().ends_with(['.', ',', ';', '。', '，']);
        if follows && goes_on && text.lines[i - 1].words() > 3 {
            continue; // a sentence ends in it
        }
        let has_words = line.text().contains(char::is_alphabetic);
        let key = if what == Moment::Date {
            "date"
        } else {
            "duration"
        };
        let nats = 4.0
            + usual
            + text.front(i)
            + if line.closes { 1.0 } else { 0.0 }
            + if has_words { 2.0 } else { 0.0 };
        claims.instead(i, Metadata(key), nats);
    }
}

/// How many keys over their values are a list of facts, within how many lines from the beginning, and how many lines one and its value
/// have at most; how surely they are facts, in nats.
const KEYS: usize = 3;
const LISTS: usize = 60;
const OF_ONE: usize = 4;
const OVER: f64 = 16.0;

/// Facts before a talk, each under its key, as lists of terms in the minutes of a call are: `Present`, `Ann Reed, Bo Lind`
pub(super) fn over_values(text: &Text, claims: &mut Claims) {
    let key = |i: usize| {
        let line = &text.lines[i];
        let is_one = line.is_free && line.words() <= 3 && line.heading().is_none();
        (is_one && text.labels_before(i) < 0.5)
            .then(|| words::facts().meaning(&line.bare))
            .flatten()
    };
    let head = 0..text.len().min(LISTS);
    let keys: Vec<(usize, &str)> = head.filter_map(|i| Some((i, key(i)?))).collect();
    let follows = |a: &(usize, &str), b: &(usize, &str)| {
        (2..=OF_ONE).contains(&(b.0 - a.0)) && !text.lines[a.0 + 1].is_over
    };
    // What comes again is said, as `Translation` over each verse.
    let is_once = |(i, _): &(usize, &str)| {
        let own = keys
            .iter()
            .filter(|(j, _)| text.lines[*j].bare == text.lines[*i].bare);
        own.count() == 1
    };
    let is_list = |list: &&[(usize, &str)]| list.len() >= KEYS && list.iter().all(is_once);
    for list in keys.chunk_by(follows).filter(is_list) {
        let ends = list[1..].iter().map(|(next, _)| *next);
        let last = (list[list.len() - 1].0 + 2).min(text.len());
        for (&(begin, meaning), end) in list.iter().zip(ends.chain([last])) {
            for i in begin..end {
                claims.instead(i, Metadata(meaning), OVER);
            }
        }
    }
}

/// How many lines of a court's caption show it, and within how many.
const PARTIES: usize = 3;
const CAPTION: usize = 24;

/// The parties of a case, beside a rule of brackets: `MARIN COOPERATIVE,        )`
pub(super) fn caption(text: &Text, claims: &mut Claims) {
    let is_party = |line: &Line| line.is_free && line.label < 0.4 && line.text().contains("   )");
    let head = text.lines.iter().take(CAPTION).enumerate();
    let parties: Vec<usize> = head
        .filter(|(_, line)| is_party(line))
        .map(|(i, _)| i)
        .collect();
    for &i in parties.iter().filter(|_| parties.len() >= PARTIES) {
        claims.instead(i, Metadata("case"), 18.0);
    }
}

/// `ANN REED: An Interview Conducted by …`: what a text is, and not what somebody says.
pub(super) fn kinds(text: &Text, claims: &mut Claims) {
    for (i, line) in text.free() {
        let Some((_, value)) = line
            .pair
            .filter(|_| text.labels_before(i) < 3.0 && line.heading().is_none())
        else {
            continue;
        };
        let lower = value.to_lowercase();
        let capital = value
            .split_whitespace()
            .filter(|word| word.starts_with(char::is_uppercase))
            .count();
        if Front::get().subtitle.begins.begins(&lower)
            && capital > 2
            && !value.ends_with(['?', '!', '？', '！'])
        {
            claims.line(i, NoLabel, 9.0);
            claims.line(i, Narration, 3.0);
        }
    }
}

/// How many of the first lines may be headings that state facts, and how surely they do, in nats.
const HEAD: usize = 8;
const STATES: f64 = 24.0;

/// Facts in headings at the head of a text: `# Title: The Lamp`, `## Author: Ann Reed`
pub(super) fn in_headings<'a>(text: &Text<'a>, claims: &mut Claims) {
    let fact = |(i, line): (usize, &Line<'a>)| {
        let (key, value) = line.pair.filter(|(_, value)| !value.is_empty())?;
        line.heading()?;
        let meaning = words::facts().meaning(&key.to_lowercase())?;
        Some((i, meaning, value))
    };
    let facts: Vec<_> = text.free().take(HEAD).filter_map(fact).collect();
    for &(i, meaning, value) in &facts {
        let is_credit = meaning != "participant" && is_full_name(value);
        if facts.len() < 2 && !is_credit {
            continue;
        }
        claims.instead(i, Metadata(meaning), STATES);
        if meaning == "title" {
            let at = value.as_ptr() as usize - text.lines[i].text().as_ptr() as usize;
            claims.span(i, at..at + value.len(), Title, STATES);
        }
    }
}
