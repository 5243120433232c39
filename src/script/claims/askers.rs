//! Labels that show themselves where a name is rare: one question and its answer in a talk (`Q - Who lit it?`, `答：我。`), and people who
//! speak once each at the head of a block (`Rainbow - Oh, I'm just waiting.`).

use super::ClaimRole::{Label, Narration, NoLabel};
use super::text::Text;
use super::words::NoNames;
use super::{Claim, Claims};
use crate::script::facts::letters::{has_question, words};
use crate::script::facts::{Candidate, Capitals, Class, Close, Kind, vocabulary};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// How surely the two of a question and its answer are labels, in nats each.
const ASKED: f64 = 18.0;
/// How surely a heading that stands once is no label beside them, in nats.
const HEADING: f64 = 9.0;
/// Within how many lines the answer stands.
const NEAR: usize = 6;

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("askers");
    questions(text, &mut claims);
    behind_dashes(text, &mut claims);
    claims.found
}

/// `Q - …` and next `A - …`, where both begin a block and nobody else has a name between.
fn questions(text: &Text, claims: &mut Claims) {
    let pairs = &NoNames::get().pairs;
    let mut open: Option<(usize, Range<usize>, &str)> = None;
    let mut found = false;
    for i in 0..text.len() {
        let Some(name) = opening(text, i) else {
            continue;
        };
        let own = text.lines[i].text()[name.clone()].to_lowercase();
        if let Some((asked, question, answer)) = open.take()
            && own == *answer
            && i <= asked + NEAR
        {
            claims.span(asked, question, Label, ASKED);
            claims.span(i, name.clone(), Label, ASKED);
            found = true;
        }
        let answer = pairs.iter().find(|[question, _]| *question == own);
        if let Some([_, answer]) = answer.filter(|_| has_question(text.lines[i].text())) {
            open = Some((i, name, answer));
        }
    }
    if !found {
        return;
    }
    // Because two have a name, headings are none.
    let mut times: HashMap<&str, usize> = HashMap::new();
    let headings = || text.free().filter(|(_, line)| line.heading().is_some());
    for (_, line) in headings() {
        *times.entry(line.text()).or_default() += 1;
    }
    for (i, _) in headings().filter(|(_, line)| times[line.text()] == 1) {
        claims.line(i, NoLabel, HEADING);
    }
}

/// The name that a block begins with, before a colon or a dash.
fn opening(text: &Text, i: usize) -> Option<Range<usize>> {
    let line = &text.lines[i];
    let mut candidates = text.facts[i].candidates.iter();
    let one = candidates.find(|one| {
        let is_sign = matches!(one.syntax.close, Close::Colon | Close::Dash);
        is_sign && matches!(one.syntax.mark.kind, Kind::Plain | Kind::Bold)
    })?;
    one.name.clone().filter(|_| line.is_free && line.opens)
}

/// How surely a name before a dash is a label where others are, in nats; how many there are at least, and how many words one has.
const DASHED: f64 = 4.0;
const FEWEST: usize = 3;
/// How surely a block behind a rule that has no name is nobody's among them, in nats.
const UNNAMED: f64 = 8.0;
const WORDS: u8 = 2;

/// `Name - …` at the head of blocks: different names that are not all words of the text, before what sounds like a talk.
fn behind_dashes(text: &Text, claims: &mut Claims) {
    let dashed = |i: usize| -> Option<&Candidate> {
        let line = &text.lines[i];
        let mut candidates = text.facts[i].candidates.iter();
        let one = candidates
            .find(|one| one.syntax.close == Close::Dash && one.syntax.mark.kind == Kind::Plain)?;
        (line.is_free && line.opens && line.heading().is_none()).then_some(one)
    };
    let is_of_person = |word| vocabulary().persons.has(word);
    let name = |(i, one): &(usize, &Candidate)| {
        let name = one.name.clone()?;
        Some(&text.lines[*i].text()[name])
    };
    // `I'm Tom - and I'm Tim` is said.
    let is_said =
        |one: &(usize, &Candidate)| name(one).is_none_or(|name| words(name).any(is_of_person));
    let all: Vec<(usize, &Candidate)> = (0..text.len())
        .filter_map(|i| Some((i, dashed(i)?)))
        .filter(|one| !is_said(one))
        .collect();
    if all.len() < FEWEST {
        return;
    }
    let names: HashSet<String> = all.iter().filter_map(name).map(str::to_lowercase).collect();
    let small: HashSet<&str> = text
        .lines
        .iter()
        .flat_map(|line| words(line.text()))
        .filter(|word| names.contains(*word))
        .collect();
    let is_person = |one: &&(usize, &Candidate)| {
        let name = name(one).unwrap_or_default();
        one.1.capitals == Capitals::Title
            && one.1.words <= WORDS
            && one.1.never == 0.0
            && !name.contains(char::is_numeric)
    };
    let is_small = |one: &&(usize, &Candidate)| {
        name(one).is_some_and(|name| small.contains(name.to_lowercase().as_str()))
    };
    let talks = |(i, one): &&(usize, &Candidate)| {
        let said = &text.lines[*i].text()[one.said.clone()];
        has_question(said) || words(said).any(is_of_person)
    };
    let people = all.iter().filter(is_person).count();
    let talking = all.iter().filter(talks).count();
    let asking = all.iter().any(|(i, _)| has_question(text.lines[*i].text()));
    // Of all blocks with a dash, every one must look so: lists of things have dashes, too.
    let things = all.iter().filter(is_small).count();
    if people != all.len() || things == all.len() || talking + 1 < all.len() || !asking {
        return;
    }
    for (i, one) in &all {
        if let Some(name) = &one.name {
            claims.span(*i, name.clone(), Label, DASHED);
        }
    }
    // Behind a rule begins what somebody else says.
    let is_rule = |i: usize| text.facts[i].class == Class::Rule;
    let first = all[0].0;
    for i in (first + 1..text.len()).filter(|&i| text.lines[i].is_free && is_rule(i - 1)) {
        if dashed(i).is_none() {
            for line in text.block(i) {
                claims.line(line, Narration, UNNAMED);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken;

    const TALK: &str = "A lighthouse needs oil for the lamp, a clock that turns it, and someone awake.\n\n\
        The oil came by boat in summer, forty barrels of it, and lasted until the next one.\n\n";

    #[test]
    fn one_question_and_its_answer() {
        for (text, said) in [
            (
                "Q - Was the oil ever late?\n\nA - Once, by nine days, and the lamp smelt of fish.\n",
                [
                    "q: Was the oil ever late?",
                    "a: Once, by nine days, and the lamp smelt of fish.",
                ],
            ),
            (
                "Question - Was the oil ever late?\n\nAnswer - Once, by nine days, and the lamp smelt of fish.\n",
                [
                    "question: Was the oil ever late?",
                    "answer: Once, by nine days, and the lamp smelt of fish.",
                ],
            ),
        ] {
            let text = format!("{TALK}{text}");
            let lines = spoken(&text);
            assert!(lines.ends_with(&said.map(String::from)), "{lines:#?}");
        }
        let es = "Un faro necesita aceite para la lámpara y alguien que esté despierto.\n\nEl aceite venía en barco, en verano.\n\n\
                  P: ¿Llegó tarde el aceite?\n\nR: Una vez, nueve días, y la lámpara olía a pescado.\n";
        let lines = spoken(es);
        assert_eq!(
            lines[2..],
            [
                "p: ¿Llegó tarde el aceite?",
                "r: Una vez, nueve días, y la lámpara olía a pescado."
            ]
        );
        let zh = "灯塔需要灯油，也需要一个醒着的人。\n\n灯油夏天由船运来，一共四十桶。\n\n问：灯油迟到过吗？\n\n答：迟到过一次，晚了九天。\n";
        let lines = spoken(zh);
        assert!(
            lines
                .iter()
                .any(|line| line.ends_with(": 迟到过一次，晚了九天。")),
            "{lines:#?}"
        );
    }

    #[test]
    fn names_before_dashes_at_the_head_of_blocks() {
        let text = "Odalys - Did you know she has no boat? She has a bath with a flag on it.\n\n-----\n\n\
                    Wim - Sorry, I'm only waiting for my brother, he is in the lamp room again.\n\n-----\n\n\
                    Tamsin - I told you that I would sing. Nobody listens to me here.\n";
        let lines = spoken(text);
        let said = |line: &str| lines.contains(&line.to_string());
        assert!(
            said("wim: Sorry, I'm only waiting for my brother, he is in the lamp room again."),
            "{lines:#?}"
        );
        let list = "Wick - Do you trim it? You cut it straight, and the lamp burns longer.\n\n\
                    Oil - You pour it in the morning, through a cloth.\n\nGlass - You clean it last.\n\nA wick in clean oil needs clean glass.\n";
        assert!(
            spoken(list)
                .iter()
                .all(|line| line.starts_with("narrator: ")),
            "{:#?}",
            spoken(list)
        );
    }
}
