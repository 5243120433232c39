//! Lines that tell of the text as a whole wherever they stand: moments, a court's caption, what kind of text it is.

use super::super::ClaimRole::{Metadata, Narration, NoLabel, Title};
use super::super::Claims;
use super::super::dates::{Moment, leading_date, moment};
use super::super::participants::is_full_name;
use super::super::text::{Line, Text};
use super::super::words::{self, Front};

/// How many days show that each is of a part of the text.
const MOMENTS: usize = 4;

/// How surely a date names nobody, in nats.
const NOBODY: f64 = 14.0;

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
    // A date is nobody's name, wherever it stands.
    for (i, line) in text.free().filter(|(_, line)| line.label >= 0.3) {
        if moment(&line.lower) == Some(Moment::Date) {
            claims.line(i, NoLabel, NOBODY);
        }
    }
    for (i, line) in text.free().filter(|(_, line)| line.label < 0.3) {
        let what = moment(&line.lower).or_else(|| {
            let date = leading_date(line.text());
            date.is_some_and(|(_, rest)| rest == line.text().len())
                .then_some(Moment::Date)
        });
        let Some(what) = what else { continue };
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
