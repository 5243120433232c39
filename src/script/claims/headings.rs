//! Headings of chapters and of the parts of plays: those of the source's markup, and lines like `Chapter 3`, `第三章`,
//! `Deuxième Acte`, `Prologue`.

mod apart;
mod counted;
mod named;
mod numbered;
mod turns;
mod under;
mod unspaced;

use super::ClaimRole::{Direction, Heading, Label, Narration, NoLabel};
use super::text::{Line, Text, words_in};
use super::words::{self, Headings};
use super::{Claim, Claims};
use crate::script::facts::Class;
use crate::script::facts::letters::{is_upper, lower};
pub(super) use counted::headings as counted;
use std::collections::HashSet;

/// The longest line that can be a chapter's heading by its words, in characters.
const LONGEST: usize = 90;

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("headings");
    let names = named::names(text);
    let speakers = turns::speakers(text);
    let numbered = numbered::headings(text);
    let marked = text.free().any(|(_, line)| line.heading().is_some());
    for (i, line) in text.lines.iter().enumerate() {
        if line.source.preset.is_some()
            || line.markup().is_subtitle
            || line.markup().column.is_some()
        {
            continue;
        }
        if let Some(level) = line.heading() {
            let of_name = names.get(&(level, line.text()));
            // `### Ann (rises): Yes.` among others who are named before what they say.
            if let Some(name) = turns::turn(text, i, &speakers) {
                claims.span(i, name, Label, turns::TURN);
                continue;
            }
            if numbered.contains(&i) || of_name == Some(&named::Is::Part) {
                claims.instead(i, Heading(level), numbered::NUMBERED);
                continue;
            }
            let is_name = match of_name {
                Some(named::Is::Name(sure)) => *sure,
                _ => 0.0,
            };
            claims.line(i, Heading(level), 12.0 - 12.0 * is_name);
            // What asks over someone who is named is a heading, and asked by nobody.
            let is_over_name = text.lines.get(i + 1).is_some_and(|next| next.label > 0.4);
            if is_name == 0.0 && is_over_name && text.facts[i].asks {
                claims.line(i, NoLabel, 12.0);
            }
            continue;
        }
        let of_words = level(line.text()).filter(|_| line.is_free && line.label < 0.6);
        let Some((level, sure)) = of_words else {
            if numbered.contains(&i) {
                claims.instead(i, Heading(NUMERAL), numbered::NUMBERED);
            }
            continue;
        };
        // A heading stands in a block of its own, or over one.
        let (opens, closes) = stands(text, i);
        let mut nats = sure + if opens { 2.0 } else { -4.0 } + if closes { 2.0 } else { 0.0 };
        nats += if is_upper(line.text()) { 1.0 } else { 0.0 };
        // Where the markup has headings, a line without is one less surely.
        nats -= if marked { 3.0 } else { 0.0 };
        claims.instead(i, Heading(level), nats);
    }
    if let Some(begin) = apart::ruled(text) {
        claims.instead(begin, Heading(3), RULED);
        for i in begin + 1..text.len() {
            claims.line(i, Narration, RULED);
        }
    }
    for i in sung(text) {
        claims.instead(i, Direction, SUNG);
    }
    if !marked {
        for &i in &text.counted {
            claims.instead(i, Heading(2), COUNTED);
        }
        for (i, level) in under::titles(text) {
            claims.instead(i, Heading(level + 1), UNDER);
        }
        for i in apart::days(text) {
            claims.instead(i, Heading(2), DAY);
        }
        for i in apart::capitals(text) {
            claims.instead(i, Heading(2), IN_CAPITALS);
        }
        for i in between(text) {
            claims.instead(i, Heading(3), BETWEEN);
        }
    }
    claims.found
}

/// The level of what counts in numerals, as songs within a scene do.
const NUMERAL: u8 = 4;
/// How surely what stands behind the talk, under a drawn line and a title, is told, in nats.
const RULED: f64 = 9.0;

/// Whether nothing to be read stands right before a line, and right behind it: a blank line, or one without a word.
fn stands(text: &Text, i: usize) -> (bool, bool) {
    let is_silent = |i: usize| {
        text.facts
            .get(i)
            .is_some_and(|facts| facts.class == Class::Rule)
    };
    let line = &text.lines[i];
    let before = i.checked_sub(1).is_some_and(is_silent);
    (line.opens || before, line.closes || is_silent(i + 1))
}

/// How surely `Chorus` is a part of a song, in nats; of how many kinds there are at least, and how many.
const SUNG: f64 = 16.0;
const KINDS: usize = 2;
const PARTS: usize = 3;

/// The parts of a song, over their lines: `Verse 1`, `Chorus`. Of one kind alone, it may be who sings.
fn sung(text: &Text) -> Vec<usize> {
    let kind = |line: &Line| -> Option<String> {
        let own = line.bare.trim_end_matches(|c: char| !c.is_alphabetic());
        let is_part = line.opens && !line.closes && Headings::get().song.words.is(own);
        is_part.then(|| own.to_string())
    };
    let parts: Vec<(usize, String)> = text
        .free()
        .filter_map(|(i, line)| Some((i, kind(line)?)))
        .collect();
    let kinds: HashSet<&String> = parts.iter().map(|(_, kind)| kind).collect();
    if kinds.len() < KINDS || parts.len() < PARTS {
        return Vec::new();
    }
    parts.into_iter().map(|(i, _)| i).collect()
}

/// How surely a line is a heading that stands apart and counts on from the last, in nats.
const COUNTED: f64 = 9.0;
/// How surely the line under the number of a chapter is its title, in nats.
const UNDER: f64 = 12.0;
/// How surely a day over what was written on it is a heading, and a title in capitals over a poem or a story, in nats.
const DAY: f64 = 16.0;
const IN_CAPITALS: f64 = 8.0;
/// The longest heading that its place or its number alone shows, in characters.
const SHORT: usize = 60;

/// How surely a few words between what is said and who speaks next are a heading, in nats; and how many there are at least.
const BETWEEN: f64 = 6.0;
const FEWEST_BETWEEN: usize = 2;

/// Headings between the parts of a talk, by where they stand: `The Word of God`, apart from the sentence before and from who
/// speaks or what begins below.
fn between(text: &Text) -> Vec<usize> {
    if text.labels() < 4.0 {
        return Vec::new();
    }
    let is_apart = |i: usize, line: &Line| {
        line.opens
            && line.closes
            && line.label < 0.1
            && line.chars() <= SHORT
            && matches!(text.facts[i].class, Class::Title | Class::Capitals)
    };
    let next = |i: usize| text.lines.get(i + 1);
    let is_between = |i: usize| {
        text.labels_before(i) > 1.0
            && i > 0
            && text.lines[i - 1].is_over
            && next(i).is_some_and(|next| next.label > 0.4 || level(next.text()).is_some())
    };
    let apart = text.free().filter(|(i, line)| is_apart(*i, line));
    let apart: Vec<usize> = apart.map(|(i, _)| i).collect();
    let mut found: Vec<usize> = apart.iter().copied().filter(|i| is_between(*i)).collect();
    if found.len() < FEWEST_BETWEEN {
        return Vec::new();
    }
    // The first stands over who speaks first.
    let is_first = |i: &usize| {
        *i > 0 && text.labels_before(*i) == 0.0 && next(*i).is_some_and(|next| next.label > 0.4)
    };
    found.extend(apart.into_iter().filter(is_first));
    found
}

/// Whether a line is the heading of a chapter by its words.
pub(in crate::script) fn is_heading(text: &str) -> bool {
    level(text).is_some()
}

/// The level of the heading that a line is by its words, and how surely, in nats: `Chapter 3`, `CHAPTER III. The Lamp`,
/// `Part Two: …`, `First Act`, `第三章 灯`, `Prologue`.
pub(super) fn level(text: &str) -> Option<(u8, f64)> {
    if text.len() > 4 * LONGEST || text.chars().count() > LONGEST {
        return None;
    }
    let table = Headings::get();
    let text = text.trim_matches(['*', '_', '#', ' ', '~']);
    if let Some(level) = unspaced::level(text) {
        return Some((level, 8.0));
    }
    let lower = lower(text);
    let bare = lower.trim_end_matches(['.', ':', '：', ' ']);
    // `New words 生词`
    let latin = bare.trim_end_matches(|c: char| words::is_unspaced(c) || c == ' ' || c == '/');
    if table.alone.words.is(bare) || table.alone.words.is(latin) {
        return Some((2, if is_upper(text) { 5.0 } else { 3.0 }));
    }
    // `The First Act`, `Act the First`
    let mut words = bare.split_whitespace();
    let first = words
        .next()
        .filter(|word| *word != "the")
        .or_else(|| words.next())?;
    let second = match words.next()? {
        "the" => words.next().filter(|word| counts(word))?,
        second => second,
    };
    // `Act One--Scene One`
    let second = second.split("--").next().unwrap_or_default();
    let unit = |word: &str| {
        let mut units = table.unit.iter();
        units
            .find(|unit| unit.words.is(trimmed(word)))
            .map(|unit| unit.level)
    };
    // `Chapter 3` or `First Act`
    let (level, from) = match (unit(first), unit(second)) {
        (Some(level), _) if counts(second) => (level, second),
        (_, Some(level)) if counts(first) => (level, second),
        _ => return None,
    };
    let at = from.as_ptr() as usize - lower.as_ptr() as usize + from.len();
    let number = &lower[..at];
    let sign = number.chars().next_back();
    let after = text.get(at..).unwrap_or_default().trim();
    // `Part two of it was lost.` is a sentence: a title begins behind a mark, or with a capital.
    let marked = sign.is_some_and(|c| ".:：,;-–—)".contains(c))
        || after.starts_with(['.', ':', '：', '-', '–', '—', '(', '|']);
    let title = after.trim_start_matches(|c: char| !c.is_alphanumeric());
    let begins = title.is_empty()
        || marked
        || title.starts_with(|c: char| c.is_uppercase() || !c.is_lowercase() && !c.is_uppercase());
    let first_word = text.split_whitespace().next().unwrap_or_default();
    let shouted = first_word.chars().all(|c| !c.is_lowercase()) && first_word.chars().count() > 1;
    let is_sentence = !title.is_empty()
        && !after.starts_with(['-', '–', '—'])
        && after.len() > 1
        && text.ends_with(['.', ',', ';', ':', '?', '!'])
        && !shouted;
    let starts =
        text.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase() || c.is_ascii_digit());
    let roomy = words_in(title) <= 14;
    // `I act` and `I part` would be numbers before units: an ordinal is more than one letter.
    let ordinal_first = unit(second).is_some() && !(unit(first).is_some() && counts(second));
    let short_number = ordinal_first
        && (first.chars().count() < 3 && !first.contains(|c: char| c.is_ascii_digit()));
    (begins && !is_sentence && starts && roomy && !short_number)
        .then_some((level, if title.is_empty() { 8.0 } else { 7.0 }))
}

/// How many Hebrew letters a number has at most, with its signs.
const LETTERED: usize = 4;

/// A word without the signs around it.
fn trimmed(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Whether a word counts something: `3`, `iii`, `third`, `3rd`, `1.2`.
fn counts(word: &str) -> bool {
    const ORDINALS: &[&str] = &[
        "st", "nd", "rd", "th", "º", "ª", "e", "er", "ème", "te", "ter",
    ];
    let word = trimmed(word);
    let is_ordinal = |ending: &&str| {
        let number = word.strip_suffix(ending);
        number.is_some_and(|n| n.parse::<u32>().is_ok())
    };
    let is_dotted = || {
        let mut parts = word.split('.');
        word.contains('.') && parts.all(|part| part.parse::<u32>().is_ok() || is_roman(part))
    };
    // `פרק י״ב` counts in letters.
    let is_hebrew = |c: char| matches!(c, 'א'..='ת' | '׳' | '״' | '"' | '\'');
    let is_lettered = word.starts_with(is_hebrew)
        && word.chars().all(is_hebrew)
        && word.chars().count() <= LETTERED;
    word.parse::<u32>().is_ok()
        || is_lettered
        || is_roman(word)
        || Headings::get().numbers.words.is(word)
        || ORDINALS.iter().any(is_ordinal)
        || is_dotted()
}

/// How many words what a script says of its pictures has at most: `page one (four panels)`.
const PICTURE: usize = 5;

/// Whether a line of a script says alone what is seen, and is no chapter: `curtain`, `panel 2`.
pub(super) fn is_of_stage(bare: &str) -> bool {
    Headings::get().stage.words.is(bare) || is_picture(bare)
}

/// Whether it is one of the pictures of a comic or a film: `panel 2`.
pub(super) fn is_picture(bare: &str) -> bool {
    let mut words = bare.split_whitespace();
    let unit = words
        .next()
        .is_some_and(|word| Headings::get().stage.units.is(word));
    unit && words.next().is_some_and(counts) && words.count() <= PICTURE
}

fn is_roman(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| "ivxlcdm".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_a_series_is_a_heading_as_the_others_are() {
        use crate::script::{Options, read};
        let text = "Title: The Farm of Lamps\nAuthor: Ann Reed\n.\nChapter I.\n.\nIt was dark on the hill, and nobody had a lamp.\n.\n\
                    Chapter II\n.\nThe keeper slept until noon, as he always did.\n.\nChapter III\n.\nNobody woke him.\n";
        let script = read(text.as_bytes(), "farm.txt", &Options::default()).unwrap();
        let titles: Vec<&String> = script
            .chapters
            .iter()
            .flat_map(|one| one.title.values())
            .collect();
        assert_eq!(titles, ["Chapter I.", "Chapter II", "Chapter III"]);
    }

    #[test]
    fn headings_and_what_only_looks_like_one() {
        for (heading, expected) in [
            ("Chapter 3", 2),
            ("CHAPTER III", 2),
            ("Chapter 3: The Lamp", 2),
            ("Part Two", 1),
            ("Part II. Home", 1),
            ("Chapter 12 The Long Way", 2),
            ("SCENE II. The beach.", 3),
            ("FIRST ACT", 2),
            ("THE FIRST ACT", 2),
            ("ACT THE FIRST", 2),
            ("Act the Second.", 2),
            ("Premier Acte.", 2),
            ("Scène 1.I.", 3),
            ("Deuxième Acte", 2),
            ("ACTO PRIMERO", 2),
            ("Erster Akt", 2),
            ("第三章", 2),
            ("第十二章 灯", 2),
            ("第3回", 2),
            ("Kapitel 4", 2),
            ("Глава 2", 2),
            ("פרק א", 2),
            ("פרק י״ב", 2),
            ("Действие первое", 2),
            ("Prologue", 2),
        ] {
            assert_eq!(
                level(heading).map(|(level, _)| level),
                Some(expected),
                "{heading}"
            );
        }
        for speech in [
            "Part two of it was lost.",
            "Chapter and verse.",
            "第一次见到他的时候。",
            "第三章讲的是灯，",
            "Chapter 3 is the best one.",
            "Parting",
            "Scene ii. was cut, and nobody missed it.",
            "I",
            "I act as if nothing happened",
            "One day",
            "one day I left",
            "Last day",
            "The last day of it",
            "The first act was over.",
            "The third chapter of the book",
            "The first part we left.",
        ] {
            assert_eq!(level(speech), None, "{speech}");
        }
    }
}
