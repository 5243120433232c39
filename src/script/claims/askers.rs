//! Labels that show themselves where a name is rare: one question and its answer in a talk (`Q - Who lit it?`, `答：我。`).

use super::ClaimRole::{Label, NoLabel};
use super::text::Text;
use super::words::NoNames;
use super::{Claim, Claims};
use crate::script::facts::letters::has_question;
use crate::script::facts::{Close, Kind};
use std::collections::HashMap;
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
}
