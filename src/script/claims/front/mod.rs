//! What stands before a text: its title, and right under it the subtitle, the author, the date and the place.

mod byline;
mod facts;
mod head;
mod title;
mod title_page;
mod under;

use super::ClaimRole::{Metadata, NoLabel, Title};
use super::dates::{leading_date, moment};
use super::participants::is_full_name;
use super::text::{Line, Text};
use super::words::{Closing, Directions, Front};
use super::{Claim, Claims, addresses, fields, furniture, masthead, wrappers};
use crate::script::document::Preset;
use crate::script::facts::Class;
use crate::script::facts::letters::is_upper;
use crate::script::rules;
use byline::{by_author, byline, over_name, same_author};
use facts::{caption, in_headings, kinds, moments, over_values};
use title::{repeated, title};
use title_page::{before_cast, in_capitals, title_page};
use under::{names_kind, under};

/// The longest title, in characters.
const LONGEST: usize = 160;
/// How many lines under a title may tell of the text, and how many repeat it.
const UNDER: usize = 8;
/// How surely what stands right under a title that the source gives tells of the text, in nats.
const GIVEN: f64 = 4.0;
/// How surely a byline over the title is one, at least, in nats.
const BYLINE: f64 = 8.5;
/// From how many nats on a title is surely no name.
const SURE: f64 = 14.0;
/// How surely what stands over the title is none, in nats.
const OVER_TITLE: f64 = 12.0;

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("front");
    moments(text, &mut claims);
    over_values(text, &mut claims);
    kinds(text, &mut claims);
    in_headings(text, &mut claims);
    caption(text, &mut claims);
    head::claims(text, &mut claims);
    let is_given = |line: &Line| matches!(line.source.preset, Some(Preset::Title { .. }));
    let given = text.lines.iter().position(is_given);
    // What stands around a book is not its front.
    let begin = wrappers::book_begins(text);
    let masthead = masthead::lines(text);
    let menu = furniture::ahead(text);
    let is_head = |i: &usize| is_written(text, *i) && !masthead.contains(i) && !menu.contains(i);
    let head = (begin..text.len().min(begin + 60)).filter(is_head);
    let mut head: Vec<usize> = head.take(UNDER + 1).collect();
    // Some pages have the author over the title.
    if let [over, _, ..] = head[..]
        && given.is_none()
        && text.lines[over].label < 0.3
        && let Some(sure) = byline(text.lines[over].text()).filter(|sure| *sure > BYLINE)
    {
        claims.line(over, Metadata("author"), sure + 4.0);
        claims.line(over, NoLabel, sure);
        head.remove(0);
    }
    if given.is_none() {
        over_title(text, &mut head, &mut claims);
    }
    if let Some(given) = given {
        repeated(text, given, &mut claims);
        under(text, given, &head, GIVEN, &mut claims);
        before_cast(text, begin.max(given + 1), &mut claims);
        in_capitals(text, begin.max(given + 1), &mut claims);
        // Each file of a book may give its title.
        let others = (given + 1..text.len()).filter(|&i| is_given(&text.lines[i]));
        for given in others {
            let below = (given + 1..text.len().min(given + 60)).filter(is_head);
            let below: Vec<usize> = below.take(UNDER + 1).collect();
            repeated(text, given, &mut claims);
            under(text, given, &below, GIVEN, &mut claims);
        }
        return claims.found;
    }
    let Some(&first) = head.first() else {
        return claims.found;
    };
    let nats = title(text, first);
    if nats > 0.0 {
        let own = text.lines[first].text();
        match leading_date(own).filter(|(_, rest)| *rest < own.len()) {
            Some((date, rest)) => {
                claims.span(first, 0..date.len(), Metadata("date"), nats);
                claims.span(first, rest..own.len(), Title, nats);
                claims.line(first, Title, nats);
            }
            None => by_author(text, first, nats, &mut claims),
        }
        claims.line(
            first,
            NoLabel,
            if nats > SURE { nats } else { nats.min(6.0) },
        );
        repeated(text, first, &mut claims);
        under(text, first, &head[1..], nats.min(6.0) - 2.0, &mut claims);
        title_page(text, first, &mut claims);
    }
    let begin = if nats > 0.0 { first + 1 } else { begin };
    before_cast(text, begin, &mut claims);
    in_capitals(text, begin, &mut claims);
    over_name(text, &mut claims);
    same_author(text, &mut claims);
    claims.found
}

/// Takes what stands over the title off the head: the part of a paper that the text is of (`CULTURE`), or who wrote a play, if a line
/// under the title says what kind of text it is (`ПЁТР ЗАРЕЧНЫЙ`, `ФОНАРЬ`, `Комедия в двух действиях`).
fn over_title(text: &Text, head: &mut Vec<usize>, claims: &mut Claims) {
    let [over, title, under] = head[..head.len().min(3)] else {
        return;
    };
    let line = &text.lines[over];
    let names_kind = |i: usize| names_kind(&text.lines[i]);
    let is_title = text.lines[title].is_scrap() && !names_kind(title) && title == over + 1;
    let key = match () {
        () if !is_title || line.label > 0.3 => return,
        () if Front::get().kicker.words.is(&line.bare) && line.is_scrap() => "topic",
        () if !is_full_name(line.text()) || !line.closes || line.words() > 3 => return,
        () if names_kind(under) => "author",
        // `Марія Зоряна`, `ЛАМПА`, `I`
        () if is_upper(text.lines[title].text())
            && !is_upper(line.text())
            && text.begins_chapter(title + 1) =>
        {
            "author"
        }
        () => return,
    };
    claims.instead(over, Metadata(key), OVER_TITLE);
    head.remove(0);
}

/// Whether a line is written as text is: no fact, no moment, no address, nothing that the source marks as something else.
fn is_written(text: &Text, i: usize) -> bool {
    let line = &text.lines[i];
    let is_credit = || {
        let closing = Closing::get();
        closing.transcriber.begins.begins(&line.bare) || closing.about.begins.begins(&line.bare)
    };
    line.is_free
        && !matches!(
            text.facts[i].class,
            Class::Time | Class::Rule | Class::Number | Class::Address | Class::Code
        )
        && !Directions::get().cuts.words.is(&line.bare)
        && !rules::is_rule(line.text())
        && line.text().contains(char::is_alphabetic)
        && moment(&line.lower).is_none()
        && !addresses::is_address(line.text())
        && !addresses::is_way(line.text())
        && !is_credit()
        && !super::words::Contents::get()
            .transcript
            .words
            .is(&line.bare)
        && !line.pair.is_some_and(|(key, value)| {
            !value.is_empty()
                && super::words::facts().meaning(&key.to_lowercase()).is_some()
                && !fields::is_title(key, value)
        })
}
