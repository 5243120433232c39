//! Interviews in which one of two is named: `When did you begin?` over `Vidal: At fourteen.` What stands between the turns of the one is
//! said by the other, though no blank line parts the two.

use super::letters::{count_words, ends_sentence, has_question, words};
use super::{Candidate, Capitals, Class, Close, Kind, LineFacts};
use crate::script::document::SourceLine;
use std::collections::HashMap;

/// How many turns of the one are named at least, and in which share of what stands between two of them it is one line.
const FEWEST: usize = 3;
const SINGLE: f64 = 0.75;
/// Which share of the turns of who asks ask at least, and which of who answers at most.
const ASKING: f64 = 0.6;
const ANSWERING: f64 = 0.3;
/// How many words a name has at most.
const WORDS: u8 = 4;

/// Finds them: [`LineFacts::is_answered`] of the turns that are named, and [`LineFacts::is_between`] of those that are not.
pub(super) fn find(lines: &[SourceLine], facts: &mut [LineFacts]) {
    questions(lines, facts);
    let Some(turns) = turns(lines, facts) else {
        return;
    };
    let mut between: Vec<usize> = Vec::new();
    let gaps = turns.windows(2).map(|pair| (pair[0] + 1, pair[1]));
    let (mut all, mut single) = (0_u32, 0_u32);
    for (begin, end) in gaps {
        all += 1;
        if end == begin + 1 && is_turn(&lines[begin], &facts[begin]) {
            single += 1;
            between.push(begin);
        }
    }
    if f64::from(single) < SINGLE * f64::from(all) {
        return;
    }
    let share = |own: &[usize]| {
        let asking = own
            .iter()
            .filter(|i| has_question(&lines[**i].text))
            .count();
        asking as f64 / own.len().max(1) as f64
    };
    // What leads to the first turn, and what answers the last.
    let (first, last) = (turns[0], turns[turns.len() - 1]);
    let (asked, asks) = (share(&between), share(&turns));
    let is_interview = asked.max(asks) >= ASKING && asked.min(asks) <= ANSWERING;
    if !is_interview {
        return;
    }
    if asked > asks {
        let before = first.checked_sub(1);
        between.extend(
            before.filter(|&i| has_question(&lines[i].text) && is_turn(&lines[i], &facts[i])),
        );
    } else {
        let behind = Some(last + 1)
            .filter(|&i| i < lines.len() && lines[i].blank_before == lines[last].blank_before);
        between.extend(behind.filter(|&i| is_turn(&lines[i], &facts[i])));
    }
    for i in turns {
        facts[i].is_answered = true;
    }
    for i in between {
        facts[i].is_between = true;
    }
}

/// Whether a label says that a question follows.
pub(crate) fn is_question(name: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        "q", "question", "frage", "pregunta", "domanda", "pergunta", "vraag", "pytanie", "вопрос", "问", "問", "질문",
    ];
    WORDS.contains(&name.to_lowercase().as_str())
}

/// `Q:` again and again, and nothing before the answers: what stands in a block of its own under each question answers it.
fn questions(lines: &[SourceLine], facts: &mut [LineFacts]) {
    let colon = |i: usize| {
        let mut own = facts[i].candidates.iter();
        own.find(|one| one.syntax.close == Close::Colon && !one.syntax.is_alone)
    };
    let asks = |i: &usize| colon(*i).is_some_and(|one| is_question(one.name_in(&lines[*i])));
    let asked: Vec<usize> = (0..lines.len()).filter(asks).collect();
    let is_answer = |i: &usize| {
        let below = facts.get(*i);
        below.is_some_and(|below| below.blank_before && colon(*i).is_none())
    };
    let answers: Vec<usize> = asked.iter().map(|i| i + 1).filter(is_answer).collect();
    if asked.len() < FEWEST || answers.len() < asked.len() {
        return;
    }
    for i in asked {
        facts[i].is_answered = true;
    }
    for i in answers {
        facts[i].is_between = true;
    }
}

/// The lines that the only name before colons begins that comes again and again; nothing if there is another.
fn turns(lines: &[SourceLine], facts: &[LineFacts]) -> Option<Vec<usize>> {
    let mut times: HashMap<u64, Vec<usize>> = HashMap::new();
    for (i, own) in facts.iter().enumerate() {
        if let Some(one) = own.candidates.iter().find(|one| is_label(one)) {
            times.entry(one.key).or_default().push(i);
        }
    }
    times.retain(|_, at| at.len() > 1);
    let mut all = times.into_values();
    let turns = all.next().filter(|turns| turns.len() >= FEWEST)?;
    if all.next().is_some() {
        return None;
    }
    let others = facts.iter().enumerate().filter(|(i, own)| {
        turns.binary_search(i).is_err()
            && own
                .candidates
                .iter()
                .any(|one| one.syntax.is_explicit() && one.words <= WORDS && one.never == 0.0)
    });
    if others.count() > turns.len() / FEWEST {
        return None;
    }
    // A word of the text is no name.
    let line = &lines[turns[0]];
    let one = facts[turns[0]]
        .candidates
        .iter()
        .find(|one| is_label(one))?;
    let name = one.name_in(line).to_lowercase();
    let is_cased = one.capitals != Capitals::None;
    let is_word = is_cased
        && lines
            .iter()
            .any(|line| words(&line.text).any(|word| word == name));
    (!is_word).then_some(turns)
}

/// Whether a label is a name before a colon and what is said.
pub(super) fn is_label(one: &Candidate) -> bool {
    let is_plain =
        matches!(one.syntax.mark.kind, Kind::Plain | Kind::Bold) && !one.syntax.mark.is_quoted;
    is_plain
        && one.syntax.close == Close::Colon
        && !one.syntax.is_alone
        && one.never == 0.0
        && one.words <= WORDS
        && matches!(
            one.capitals,
            Capitals::Title | Capitals::All | Capitals::None
        )
}

/// Whether a line is a sentence that no sign sets apart.
fn is_turn(line: &SourceLine, facts: &LineFacts) -> bool {
    line.is_text()
        && facts.apart.is_none()
        && matches!(facts.class, Class::Plain | Class::Title)
        && ends_sentence(&line.text)
        && count_words(&line.text, 2) > 1
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken;

    #[test]
    fn who_is_not_named_asks() {
        for gap in ["\n", "\n\n"] {
            let lines = [
                "When did you begin?",
                "Vidal: At fourteen, with my grandfather. He could not see well.",
                "And did you like it?",
                "Vidal: Not at first. Later I did.",
                "Tell me about the tower.",
                "Vidal: It took us a year. Nobody paid.",
                "Would you do it again?",
                "Vidal: Tomorrow, if they let me up.",
            ];
            let said = spoken(&format!("The clockmaker\n\n{}\n", lines.join(gap)));
            for (nth, line) in lines.iter().enumerate() {
                let expected = match line.strip_prefix("Vidal: ") {
                    Some(said) => format!("vidal: {said}"),
                    None => format!("interviewer: {line}"),
                };
                assert!(said.contains(&expected), "{nth} {expected}: {said:#?}");
            }
        }
    }

    #[test]
    fn notes_below_questions_are_no_answers() {
        let said = spoken(
            "Is it safe?\nNote: Keep it dry. Never open the case.\nIs it bright?\nNote: It has forty watts.\nCan it be mended?\n\
             Note: Send it to us. We reply within a week.\nA note is kept for a year.\n",
        );
        assert!(
            said.iter().all(|line| line.starts_with("narrator: ")),
            "{said:#?}"
        );
    }
}
