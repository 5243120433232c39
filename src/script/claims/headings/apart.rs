//! Headings that only their look shows, in a text in which nobody is named: the days of a diary and of letters, and titles in
//! capitals over poems and stories.

use super::SHORT;
use crate::script::claims::dates::{Moment, moment};
use crate::script::claims::text::{Line, Text};
use crate::script::document::Emphasis;
use crate::script::facts::Class;
use crate::script::facts::letters::is_upper;
use std::collections::HashSet;

/// How many days and how many titles there are at least.
const FEWEST: usize = 2;
/// How many words the place before a day has at most: `Lund, 3 May 1871`.
const PLACE: usize = 3;
/// How many lines there are to a title at least.
const TO_ONE: usize = 4;

/// The days over what was written on them.
pub(super) fn days(text: &Text) -> Vec<usize> {
    let found = apart(text, is_day);
    if found.len() < FEWEST {
        Vec::new()
    } else {
        found
    }
}

/// A few words in bold type under a drawn line, over what stands behind the last of those who speak.
pub(super) fn ruled(text: &Text) -> Option<usize> {
    let is_rule = |i: usize| {
        let part = text.lines[i].source.preset.as_ref();
        let own = text.lines[i].text();
        part.is_some() && (own.starts_with("<hr") || text.facts[i].class == Class::Rule)
    };
    let is_title = |(i, line): &(usize, &Line)| {
        let is_bold = line.markup().emphasis == Some(Emphasis::Strong);
        let is_short = line.chars() <= SHORT && line.heading().is_none() && !line.is_over;
        is_bold && is_short && line.opens && line.closes && *i > 0 && is_rule(i - 1)
    };
    let is_behind = |i: usize| text.labels_before(i) > 2.0 && text.labels_after(i) == 0.0;
    let mut titles = text.free().filter(is_title).map(|(i, _)| i);
    titles.find(|i| is_behind(*i) && i + 1 < text.len())
}

/// The titles in capitals, if a text has no other headings.
pub(super) fn capitals(text: &Text) -> Vec<usize> {
    if !text.counted.is_empty()
        || text
            .free()
            .any(|(_, line)| super::level(line.text()).is_some())
    {
        return Vec::new();
    }
    let is_title = |line: &Line| {
        let own = line.text();
        let letters = own.chars().filter(|c| c.is_alphabetic()).count();
        let is_row = own.contains("   ") || own.contains('\t');
        let begins = own.starts_with(char::is_alphabetic);
        begins
            && !is_row
            && is_upper(own)
            && letters > 2
            && own.ends_with(|c: char| c.is_alphanumeric() || c == '.')
    };
    let found = apart(text, is_title);
    let names: HashSet<&str> = found.iter().map(|&i| text.lines[i].text()).collect();
    let is_book = found.len() >= FEWEST && names.len() == found.len();
    if is_book && found.len() * TO_ONE <= text.len() {
        found
    } else {
        Vec::new()
    }
}

/// The short lines that stand apart over text, where nobody is named; not the first line, which is the title.
fn apart(text: &Text, is: impl Fn(&Line) -> bool) -> Vec<usize> {
    if text.labels() > 1.0 || text.lines.iter().any(|line| line.markup().is_subtitle) {
        return Vec::new();
    }
    let stands = |i: usize, line: &Line| {
        let has_text = text
            .lines
            .get(i + 1)
            .is_some_and(|next| next.is_free && !is(next));
        i > 0 && line.opens && line.closes && line.chars() <= SHORT && has_text && is(line)
    };
    let all = text.free().filter(|(i, line)| stands(*i, line));
    all.map(|(i, _)| i).collect()
}

/// Whether a line is a day, or a day behind a place.
fn is_day(line: &Line) -> bool {
    let is_date = |lower: &str| moment(lower) == Some(Moment::Date);
    let behind_place = || {
        let (place, day) = line.lower.split_once(", ")?;
        let is_place = place.split_whitespace().count() <= PLACE
            && line.text().starts_with(char::is_uppercase);
        (is_place && is_date(day)).then_some(())
    };
    is_date(&line.lower) || behind_place().is_some()
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::with_text;
    use super::*;

    #[test]
    fn days_of_a_diary_and_of_letters() {
        let diary = "Diary of a keeper\n\n3 May 1871\n\nDark all day.\n\n4 May\n\nOil came.";
        assert_eq!(with_text(diary, days), [1, 3]);
        let letters = "Letters\n\nLund, 3 May 1871\n\nDear Ann,\n\nIt is dark.\n\nHarbor, 9 May 1871\n\nDear Bo,\n\nGood.";
        assert_eq!(with_text(letters, days), [1, 4]);
        assert!(
            with_text(
                "The Lamp\n\n3 May 1871\n\nIt was dark, and nobody came.",
                days
            )
            .is_empty()
        );
    }

    #[test]
    fn titles_in_capitals() {
        let poems = "NETS\n\nTHE LAMP\n\nO lamp of mine,\nO lamp so bright,\nwho carried thee\n\nTHE NET\n\nA net is holes,\nthey say.";
        assert_eq!(with_text(poems, capitals), [1, 5]);
        for text in [
            "The sign said:\n\nKEEP OUT\n\nSo we went in.\n\nIt rained.",
            "STOP!\n\nSTOP!\n\nHe did not.\n\nSTOP!\n\nHe did.",
        ] {
            assert!(with_text(text, capitals).is_empty(), "{text}");
        }
    }
}
