//! Interviews in which nobody is named and questions are set apart by type: a sentence in italics before or behind the
//! talk, and a few words in bold that ask nothing, are told. So is a paragraph in italics before any talk, which leads to it.

use super::ClaimRole::{Label, Narration, NoLabel, Speech};
use super::text::Text;
use super::{Claim, Claims};
use crate::script::document::Emphasis;
use crate::script::facts::letters::words;
use crate::script::facts::{Apart, Class, Close, is_question, vocabulary};
use std::collections::BTreeMap;

/// How many questions there are at least.
const LEAST: usize = 3;
/// How much of a text stands before or behind a talk at most, in lines: one in so many.
const EDGE: usize = 5;

/// How surely the one of two who is named is who speaks, in nats.
const ONE_NAMED: f64 = 4.0;
/// The same if the name says that a question follows: `Q:`
const QUESTION: f64 = 7.0;

/// How many words a paragraph in italics before all who speak has at least that leads to the talk, and how surely it is told, in nats.
const LEAD: usize = 25;
const TOLD: f64 = 8.0;

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("interviews");
    for (i, facts) in text
        .facts
        .iter()
        .enumerate()
        .filter(|(_, facts)| facts.is_answered)
    {
        let names = facts
            .candidates
            .iter()
            .filter(|one| one.syntax.close == Close::Colon);
        for one in names {
            let asks = is_question(one.name_in(text.lines[i].source));
            if let Some(name) = one.name.clone() {
                claims.span(i, name, Label, if asks { QUESTION } else { ONE_NAMED });
            }
        }
    }
    leads(text, &mut claims);
    under_questions(text, &mut claims);
    for i in personal_questions(text) {
        claims.line(i, Label, ASKED);
    }
    let asks = |facts: &&crate::script::facts::LineFacts| {
        facts.asks
            && matches!(
                facts.apart,
                Some((Apart::Bold | Apart::Heading(_) | Apart::Sign(_), _))
            )
    };
    if text.labels() > 1.0 || text.facts.iter().filter(asks).count() < LEAST {
        return claims.found;
    }
    for (i, line) in text.free().filter(|(_, line)| line.opens && line.closes) {
        let is_at_edge = i.min(text.len() - 1 - i) * EDGE <= text.len();
        let is_bold = line.markup().emphasis == Some(Emphasis::Strong);
        if text.facts[i].class == Class::Italic
            && line.is_over
            && line.words() > 3
            && is_at_edge
            && !text.facts[i].asks
            || is_bold && !line.is_over && line.words() < 9
        {
            claims.line(i, Narration, 8.0);
        }
    }
    claims.found
}

/// How many headings of a level, or paragraphs in bold type, ask, and which share of them, where they are what an interviewer says.
const ASKING: usize = 4;
const ALL: f64 = 0.75;
/// Which share of them speak to somebody, and which share of the answers is of who answers.
const TO_YOU: f64 = 0.4;
const OF_ME: f64 = 0.6;
/// How surely each of them is said, in nats.
const ASKED: f64 = 4.0;

/// The headings of a level, or the paragraphs in bold type, that ask, where nearly all of them do, `you` stands in them and `I` in what
/// stands below.
fn personal_questions(text: &Text) -> Vec<usize> {
    // By the level of a heading; 0 is bold type.
    let mut levels: BTreeMap<u8, Vec<usize>> = BTreeMap::new();
    for (i, line) in text.free() {
        let is_bold = line.markup().emphasis == Some(Emphasis::Strong) && line.opens && line.closes;
        if let Some(level) = line.heading().or(is_bold.then_some(0)) {
            levels.entry(level).or_default().push(i);
        }
    }
    let persons = &vocabulary().persons;
    let says_you = |i: usize| words(text.lines[i].text()).any(|word| persons.second.has(word));
    let says_i = |i: usize| words(text.lines[i].text()).any(|word| persons.first.has(word));
    let asks = |i: &usize| text.facts[*i].asks && text.facts[*i].apart.is_some();
    let is_asked = |all: &Vec<usize>| {
        // Each with where the next begins.
        let next = all.iter().copied().skip(1).chain([text.len()]);
        let own = all.iter().copied().zip(next).filter(|(i, _)| asks(i));
        let own: Vec<(usize, usize)> = own.collect();
        let to_you = own.iter().filter(|(i, _)| says_you(*i)).count() as f64;
        let of_me = own.iter().filter(|(i, next)| (i + 1..*next).any(says_i));
        let asking = own.len() as f64;
        own.len() >= ASKING
            && asking >= ALL * all.len() as f64
            && to_you >= TO_YOU * asking
            && of_me.count() as f64 >= OF_ME * asking
    };
    let asked = levels.into_values().filter(is_asked).flatten();
    asked.filter(asks).collect()
}

/// How many headings stand right over who answers, and which share of their level, where headings ask.
const ANSWERED: usize = 3;
const SHARE: f64 = 0.6;
/// How surely the name right under such a heading is who answers, and what stands behind goes on with the answer, in nats.
const ANSWERS: f64 = 12.0;
const GOES_ON: f64 = 8.0;

/// Where headings ask and the one who is named answers right below, what has no name goes on with the answer: nobody else
/// stands between.
fn under_questions(text: &Text, claims: &mut Claims) {
    let name = |i: usize| {
        let one = text.facts[i].before_colon()?;
        text.lines[i].is_free.then_some(one.key)
    };
    let level = |i: usize| text.lines.get(i).and_then(|line| line.heading());
    let over: Vec<usize> = (1..text.len())
        .filter(|&i| level(i).is_none() && text.lines[i].label > 0.4 && name(i).is_some())
        .filter(|&i| level(i - 1).is_some())
        .collect();
    let Some(&first) = over.first().filter(|_| over.len() >= ANSWERED) else {
        return;
    };
    let is_other =
        |i: usize| text.lines[i].label > 0.4 && name(i).is_some_and(|own| Some(own) != name(first));
    if (0..text.len()).any(is_other) {
        return;
    }
    let is_alike = over.iter().all(|&i| level(i - 1) == level(first - 1));
    let all = (0..text.len())
        .filter(|&i| level(i) == level(first - 1))
        .count();
    if !is_alike || (over.len() as f64) < SHARE * all as f64 {
        return;
    }
    let mut is_answer = false;
    for (i, line) in text.free() {
        if let Some(own) = line.heading() {
            is_answer &= Some(own) > level(first - 1);
            claims.line(i, NoLabel, ANSWERS);
        } else if name(i) == name(first) {
            is_answer = true;
            let one = text.facts[i].before_colon();
            if let Some(name) = one.and_then(|one| one.name.clone()) {
                claims.span(i, name, Label, ANSWERS);
            }
        } else if name(i).is_none() || line.label < 0.2 {
            claims.line(i, NoLabel, GOES_ON);
            if is_answer && text.facts[i].class == Class::Plain {
                claims.line(i, Speech, GOES_ON);
            }
        }
    }
}

/// Paragraphs in italics before anybody speaks, which say who will: no directions.
fn leads(text: &Text, claims: &mut Claims) {
    let before = text.free().take_while(|(_, line)| line.label < 0.4);
    let before = before.take_while(|(i, _)| !text.facts[*i].asks);
    let is_lead = |i: &usize| text.facts[*i].class == Class::Italic;
    for (i, _) in before.filter(|(i, line)| is_lead(i) && line.is_over && line.words() >= LEAD) {
        claims.line(i, Narration, TOLD);
    }
}
