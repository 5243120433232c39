//! The sign by which captions say that another begins to speak: `>> Good evening.`

use super::draft::{Draft, DraftLine, Part};

const SIGN: &str = ">>";
/// From how many signs on they part a text.
const FEWEST: usize = 2;

/// Takes the signs off the lines, and parts the lines that have one inside, if there are several.
pub fn mark(draft: &mut Draft) {
    let is_text = |line: &DraftLine| line.part == Part::Speech && line.marked.column.is_none();
    let begin = |line: &&DraftLine| is_text(line) && line.text.starts_with(SIGN);
    if draft.lines.iter().filter(begin).count() < FEWEST {
        return;
    }
    let mut lines = Vec::with_capacity(draft.lines.len());
    let mut begins_turn = false;
    for mut line in std::mem::take(&mut draft.lines) {
        if !is_text(&line) {
            lines.push(line);
            continue;
        }
        let parts = lines.len();
        let mut after_blank = line.after_blank;
        let mut rest = line.text.as_str();
        while !rest.is_empty() {
            let (part, next) = rest.split_once(SIGN).unwrap_or((rest, ""));
            let part = part.trim();
            if !part.is_empty() {
                let mut own = line.clone();
                own.text = part.to_string();
                own.after_blank = std::mem::take(&mut after_blank);
                own.marked.begins_turn = std::mem::take(&mut begins_turn);
                lines.push(own);
            }
            begins_turn |= rest.contains(SIGN);
            rest = next.trim_start_matches('>');
        }
        if lines.len() == parts {
            let reason = "sign of another's turn";
            line.part = Part::Dropped { reason };
            lines.push(line);
        }
    }
    draft.lines = lines;
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken;

    #[test]
    fn who_begins_without_a_name_is_nobody_of_the_others() {
        assert_eq!(
            spoken(
                ">> Good evening.\n>> ANN: Thank you. >> BO: Yes.\n>> Who lit it?\nAnd when?\n\
                 >> ANN: I did.\n>> BO: At dusk.\n>>> The ferry is late."
            ),
            [
                "narrator: Good evening.",
                "ann: Thank you.",
                "bo: Yes.",
                "narrator: Who lit it?",
                "narrator: And when?",
                "ann: I did.",
                "bo: At dusk.",
                "narrator: The ferry is late.",
            ]
        );
        assert_eq!(
            spoken("It was dark.\n\nIs 5 >> 3?")[1],
            "narrator: Is 5 >> 3?"
        );
    }
}
