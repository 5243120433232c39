//! Talks after which people ask: only those who ask have a name, and who gives the talk answers without one. The paragraphs below a
//! question that ask nothing are told as the talk is, and not said by whoever asked.

use super::ClaimRole::Narration;
use super::text::Text;
use super::{Claim, Claims};
use crate::language::Language;
use crate::script::facts::Close;
use crate::script::facts::letters::{asks, has_question};
use std::collections::BTreeMap;

/// How many questions have an answer without a name, at least.
const ANSWERED: usize = 3;
/// Which share of those who are named ask, and are answered so.
const SHARE: f64 = 0.6;
/// How many paragraphs are told before the first of them, and how many words each of them has, at least.
const TOLD: usize = 3;
const PARAGRAPH: usize = 12;
/// How surely such an answer is not said by who asked, in nats.
const ANSWERS: f64 = 9.0;

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("asked talks");
    let mut questions: BTreeMap<Option<&Language>, Vec<usize>> = BTreeMap::new();
    for i in (0..text.len()).filter(|&i| is_labelled(text, i)) {
        questions.entry(language(text, i)).or_default().push(i);
    }
    // A translation may have names where the original has none.
    for (own, questions) in questions {
        for i in answers(text, own, &questions) {
            claims.line(i, Narration, ANSWERS);
        }
    }
    claims.found
}

/// The language of a line, if its source says so.
fn language<'a>(text: &Text<'a>, i: usize) -> Option<&'a Language> {
    text.lines[i].markup().language.as_ref()
}

/// The lines that answer the questions of one language; none if it is no talk about which named people ask.
fn answers(text: &Text, own: Option<&Language>, questions: &[usize]) -> Vec<usize> {
    let before = 0..questions[0];
    let told = before.filter(|&i| language(text, i) == own && is_told(text, i));
    let asking = questions
        .iter()
        .filter(|&&i| has_question(text.lines[i].text()))
        .count();
    let answers: Vec<Vec<usize>> = questions.iter().map(|&i| answer(text, i)).collect();
    let answered = answers.iter().filter(|answer| !answer.is_empty()).count();
    let least = SHARE * questions.len() as f64;
    let is_asked = answered >= ANSWERED && answered as f64 >= least && asking as f64 >= least;
    if is_asked && told.take(TOLD).count() == TOLD {
        answers.into_iter().flatten().collect()
    } else {
        Vec::new()
    }
}

/// Whether a block begins with the name of someone who is named again, and what they say.
fn is_labelled(text: &Text, i: usize) -> bool {
    let line = &text.lines[i];
    let is_inline = || {
        let mut candidates = text.facts[i].candidates.iter();
        candidates.any(|one| one.syntax.close == Close::Colon && !one.syntax.is_alone)
    };
    line.is_free && line.opens && line.label > 0.3 && is_inline()
}

/// Whether a paragraph of a talk stands there.
fn is_told(text: &Text, i: usize) -> bool {
    let line = &text.lines[i];
    let is_paragraph = line.is_free && line.heading().is_none() && line.is_over;
    is_paragraph && line.label < 0.3 && line.words() >= PARAGRAPH
}

/// The lines that answer a question, up to the next name or heading; none where the question itself may go on.
fn answer(text: &Text, question: usize) -> Vec<usize> {
    let is_end = |i: &usize| {
        let line = &text.lines[*i];
        !line.is_free
            || line.heading().is_some()
            || line.label > 0.3
            || language(text, *i) != language(text, question)
    };
    let below = question + 1..text.len();
    let below: Vec<usize> = below.take_while(|i| !is_end(i)).collect();
    // More of the question stands before what asks nothing.
    let own = below
        .iter()
        .position(|&i| text.lines[i].opens && !asks(text.lines[text.block(i).end - 1].text()));
    let Some(own) = own else {
        return Vec::new();
    };
    let is_asked = below[..own]
        .iter()
        .chain([&question])
        .any(|&i| has_question(text.lines[i].text()));
    let is_text = is_told(text, below[own]);
    if is_asked && is_text {
        below[own..].to_vec()
    } else {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken;

    const TALK: &str = "A lighthouse needs oil for the lamp, a clock that turns it, and someone awake.\n\n\
        The oil came by boat in summer, forty barrels of it, and lasted until the next one.\n\n\
        We wound the clock every four hours, day and night, and nobody liked the one at three.\n\n";

    #[test]
    fn who_gives_the_talk_answers() {
        let questions = "Mia Holt: How long does one barrel last in winter?\n\n\
            About nine days, if the nights are long and nobody spills any of it.\n\n\
            Jon Vik: You said you wound the clock at three. Who did that?\n\n\
            We took turns, and my brother slept through his more often than he says.\n\n\
            It was never found out, as far as I know, until now.\n\n\
            Mia Holt: I have another one. What happened when the boat was late?\n\n\
            Then we burned what the cook had left, and the lamp smelt of fish.\n\n\
            Jon Vik: Is the lamp still there?\n\n\
            It is, and it has had a bulb since 1958, which needs nobody at all.\n";
        let said = spoken(&format!("{TALK}{questions}"));
        for line in [
            "mia-holt: How long does one barrel last in winter?",
            "narrator: About nine days, if the nights are long and nobody spills any of it.",
            "narrator: It was never found out, as far as I know, until now.",
            "narrator: Then we burned what the cook had left, and the lamp smelt of fish.",
            "narrator: It is, and it has had a bulb since 1958, which needs nobody at all.",
        ] {
            assert!(said.contains(&line.to_string()), "{line}: {said:#?}");
        }
    }

    #[test]
    fn whoever_is_named_for_an_answer_gives_it() {
        let questions = "Mia Holt: How long does one barrel last in winter?\n\nJon Vik: About nine days, if the nights are long.\n\n\
            Nobody may spill any of it, of course, and that is easily said.\n\n".repeat(4);
        let said = spoken(&format!("{TALK}{questions}"));
        let line = "jon-vik: Nobody may spill any of it, of course, and that is easily said.";
        assert!(said.contains(&line.to_string()), "{said:#?}");
    }
}
