//! Talks that name nobody and begin every turn with a dash: those who speak take turns, and who mostly
//! asks is the interviewer.

use super::draft::{Draft, DraftLine};
use super::set_apart::{ANSWERING, ASKING, is_question};

/// The dashes before what someone says.
const DASHES: &[char] = &['—', '–', '―', '-'];
/// From how many turns on a text is such a talk.
const FEWEST: usize = 4;
/// Which share of the lines must begin so: in a novel, more is told.
const SHARE: f64 = 0.6;
/// And where there are few.
const FEW: usize = 6;
/// By how much those of one must ask more often than those of the other, from 0 to 1.
const CLEAR: f64 = 0.4;

/// Marks who asks and who answers.
pub fn mark(draft: &mut Draft) {
    let is_said = |line: &DraftLine| line.is_text() && line.marked.heading.is_none();
    let turns: Vec<usize> = (0..draft.lines.len())
        .filter(|&i| is_said(&draft.lines[i]) && after_dash(&draft.lines[i].text).is_some())
        .collect();
    let (Some(&first), true) = (turns.first(), turns.len() >= FEWEST) else {
        return;
    };
    let language = &draft.lines[first].language;
    let all = draft.lines[first..]
        .iter()
        .filter(|line| is_said(line))
        .count();
    let share = if turns.len() < FEW { 1.0 } else { SHARE };
    let named = draft.lines.iter().any(|line| line.marked.speaker.is_some());
    let one_language = turns.iter().all(|&i| draft.lines[i].language == *language);
    if named || !one_language || (turns.len() as f64) < share * all as f64 {
        return;
    }
    let asks = |nth: usize| {
        let of_one = turns.iter().skip(nth).step_by(2);
        let asked = of_one
            .clone()
            .filter(|&&i| is_question(&draft.lines[i].text));
        asked.count() as f64 / of_one.count() as f64
    };
    let (odd, even) = (asks(0), asks(1));
    if (odd - even).abs() < CLEAR {
        return;
    }
    let names = if odd > even {
        [ASKING, ANSWERING]
    } else {
        [ANSWERING, ASKING]
    };
    let mut turns = turns.into_iter().peekable();
    let mut turn = 0;
    for (i, line) in draft.lines.iter_mut().enumerate().skip(first) {
        if !is_said(line) {
            continue;
        }
        if turns.next_if_eq(&i).is_some() {
            turn += 1;
            let said = after_dash(&line.text).map(str::to_string);
            line.text = said.unwrap_or_default();
        }
        line.marked.speaker = Some(names[(turn + 1) % 2].into());
    }
}

/// What stands behind the dash that a line begins with.
fn after_dash(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(DASHES)?;
    let said = rest.trim_start_matches(DASHES).trim_start();
    let begins = |c: char| c.is_alphanumeric() || "\"“„«¿¡'‘…(".contains(c);
    said.starts_with(begins).then_some(said)
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken;

    #[test]
    fn who_asks_and_who_answers_take_turns() {
        let text = "La lampe\n\n— Qui l'allume ?\n\n— Moi, chaque soir.\n\n— Et quand il pleut ?\n\n— Aussi.\n\nIl pleut souvent.\n\n— Depuis quand ?\n\n— Depuis toujours.";
        assert_eq!(
            spoken(text),
            [
                "interviewer: Qui l'allume ?",
                "guest: Moi, chaque soir.",
                "interviewer: Et quand il pleut ?",
                "guest: Aussi.",
                "guest: Il pleut souvent.",
                "interviewer: Depuis quand ?",
                "guest: Depuis toujours.",
            ]
        );
    }

    #[test]
    fn dashes_of_a_novel_and_of_a_list_name_nobody() {
        let novel = "Il monta.\n\n— Qui est là ?\n\n— Moi.\n\nLe vent soufflait.\n\n— Entrez.\n\nIl entra.\n\nLa lampe fumait.\n\n— Vous avez faim ?\n\n— Non.\n\nIl s'assit.\n\n— Bien.";
        let list = "It needs:\n- oil\n- a wick\n- glass\n- a match\n- time\n- night";
        for text in [novel, list] {
            assert!(
                spoken(text).iter().all(|line| line.starts_with("narrator")),
                "{text}"
            );
        }
    }
}
