//! How much turns sound like a talk: people ask one another and speak to one another, sections of a text seldom do. Where names stand
//! alone over a few lines, nothing else tells them from headings.

use super::background::{Background, NONE};
use super::costs::{costs, forms};
use super::fit::Parse;
use super::gamma::ln_gamma;
use crate::script::facts::Kind;
use crate::script::facts::letters::{has_question, words};
use crate::script::facts::vocabulary;

/// How many turns of a talk ask or speak to someone, and how many sections of what is told do, as the two counts of a beta
/// distribution each: half of them, and one in eleven.
const TALK: [f64; 2] = [2.0, 2.0];
const TOLD: [f64; 2] = [0.5, 5.0];

/// How many lines of a turn are looked at: sections are long, and somewhere ask, too.
const LINES: usize = 3;

/// By how many nats the turns of a parse are likelier as those of a talk than as sections.
pub(super) fn nats(text: &Background, parse: &Parse) -> f64 {
    // Of each turn: whether it asks or speaks to someone, and how many lines it has so far.
    let mut turns: Vec<(bool, usize)> = Vec::new();
    for ((row, role), label) in text.rows.iter().zip(&parse.roles).zip(&parse.chosen) {
        if *label != NONE {
            turns.push((false, 0));
        } else if !role.is_speech() {
            continue;
        }
        let line = &text.document.lines[row.line as usize].text;
        if let Some((speaks, lines)) = turns.last_mut().filter(|(_, lines)| *lines <= LINES) {
            *lines += 1;
            *speaks |=
                has_question(line) || words(line).any(|word| vocabulary().persons.second.has(word));
        }
    }
    let speaking = turns.iter().filter(|(speaks, _)| *speaks).count() as f64;
    let others = turns.len() as f64 - speaking;
    marginal(TALK, speaking, others) - marginal(TOLD, speaking, others)
}

/// Of questions that are set apart and their answers: how many questions speak to someone, and how many answers speak of who
/// gives them, in an interview and in an article with questions as headings, as the two counts of a beta distribution each.
const ASKED: [[f64; 2]; 2] = [[6.0, 2.0], [1.0, 3.0]];
const ANSWERED: [[f64; 2]; 2] = [[8.0, 1.5], [1.0, 3.0]];

/// By how many nats the questions that a parse sets apart, and what stands below them, are likelier an interview than the sections of
/// an article; at least 0, as many languages leave pronouns out.
pub(super) fn questions(text: &Background, parse: &Parse) -> f64 {
    let persons = &vocabulary().persons;
    // Of each question: whether it speaks to someone, and whether the answer speaks of who gives it.
    let mut turns: Vec<(bool, bool)> = Vec::new();
    for ((row, role), label) in text.rows.iter().zip(&parse.roles).zip(&parse.chosen) {
        let line = &text.document.lines[row.line as usize].text;
        let kind = text.labels.get(*label as usize);
        let kind = kind.map(|label| text.syntaxes[usize::from(label.syntax)].mark.kind);
        if matches!(kind, Some(Kind::Apart(_))) {
            turns.push((words(line).any(|word| persons.second.has(word)), false));
        } else if let Some((_, answers)) = turns.last_mut()
            && (kind.is_some() || role.is_speech())
        {
            *answers |= words(line).any(|word| persons.first.has(word));
        }
    }
    let likelier = |[talk, told]: [[f64; 2]; 2], is_so: &dyn Fn(&(bool, bool)) -> bool| {
        let n = turns.iter().filter(|turn| is_so(turn)).count() as f64;
        let m = turns.len() as f64 - n;
        marginal(talk, n, m) - marginal(told, n, m)
    };
    (likelier(ASKED, &|turn| turn.0) + likelier(ANSWERED, &|turn| turn.1)).max(0.0)
}

/// By how many nats it is likelier that two take turns, of whom one asks, than that turns ask as it happens; at least 0.
pub(super) fn interview(asks: &[bool]) -> f64 {
    let n = asks.len() as f64;
    let asking = asks.iter().filter(|asks| **asks).count() as f64;
    let share = (asking + 1.0) / (n + 2.0);
    let by_chance = asking * share.ln() + (n - asking) * (1.0 - share).ln();
    let (same, table) = (costs().same, &forms().asks);
    let p = |p: f64, asks: bool| if asks { p } else { 1.0 - p };
    let mut chance = [0.5, 0.5];
    let mut nats = 0.0;
    for (nth, &asks) in asks.iter().enumerate() {
        let [one, other] = chance;
        let before = if nth == 0 {
            chance
        } else {
            [
                one * same + other * (1.0 - same),
                other * same + one * (1.0 - same),
            ]
        };
        chance = [
            before[0] * p(table.apart, asks),
            before[1] * p(table.between, asks),
        ];
        let sum = chance[0] + chance[1];
        chance = chance.map(|chance| chance / sum);
        nats += sum.ln();
    }
    (nats - by_chance).max(0.0)
}

/// The logarithm of the chance of a row of two kinds of things whose share has a beta distribution.
fn marginal([a, b]: [f64; 2], n: f64, m: f64) -> f64 {
    let beta = |a: f64, b: f64| ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b);
    beta(a + n, b + m) - beta(a, b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::tests::spoken;

    #[test]
    fn one_asks_and_the_other_answers() {
        let turns = |turns: &str| interview(&turns.chars().map(|c| c == '?').collect::<Vec<_>>());
        assert!(turns("?.?.?.?.") > 2.5 && turns("?.?.?.?.?.?.") > turns("?.?.?.?."));
        assert!(turns("?.?..?.?.") > 0.0 && turns("........") == 0.0 && turns("..??..?.") == 0.0);
    }

    #[test]
    fn sections_are_no_talk() {
        let sections = "Foundry\nIron is poured at six, when the air is cold.\n\nYard\nCarts wait in two rows.\n\n\
                        Foundry\nThe moulds are broken at noon.\n";
        assert!(
            spoken(sections)
                .iter()
                .all(|line| line.starts_with("narrator: "))
        );
        let talk =
            "Nele\nWho lit the lamp?\n\nRuben\nI thought you did.\n\nNele\nNobody told me.\n";
        assert!(
            spoken(talk).iter().any(|line| line.starts_with("ruben: ")),
            "{:?}",
            spoken(talk)
        );
    }

    #[test]
    fn who_asks_talks() {
        let nats = |n, m| marginal(TALK, n, m) - marginal(TOLD, n, m);
        assert!((nats(3.0, 0.0) - 28.6_f64.ln()).abs() < 0.01);
        assert!(nats(1.0, 2.0) > 0.5 && nats(0.0, 3.0) < -1.0);
    }
}
