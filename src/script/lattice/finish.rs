//! How blocks end. What is said ends as sentences do, or not, as the talk has it; what ends otherwise and is short is a heading, or
//! stands behind the talk.

use super::background::Row;
use crate::script::document::SourceLine;
use crate::script::facts::letters::{count_words, is_over};
use crate::script::facts::{Class, LineFacts};

/// How many words a short line has at most.
const FEW: usize = 10;

/// How the last line of a block ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Finish {
    /// As a sentence does, or one that breaks off.
    Over,
    /// Without a stop, and it is short.
    Short,
    /// Without a stop.
    Long,
}

impl Finish {
    pub(super) const COUNT: usize = 3;

    /// How a line ends that says nothing else by its look.
    fn of(text: &str, facts: &LineFacts) -> Option<Self> {
        let tells = matches!(
            facts.class,
            Class::Plain | Class::Title | Class::Capitals | Class::Credit | Class::Number
        );
        if !tells {
            return None;
        }
        let is_broken = || {
            text.ends_with([
                ',', ';', '-', '，', '、', '；', '،', '~', ')', ']', '）', '】',
            ])
        };
        Some(match () {
            () if facts.ends_sentence || is_over(text) || is_broken() => Self::Over,
            () if count_words(text, FEW + 1) <= FEW => Self::Short,
            () => Self::Long,
        })
    }
}

/// Says of each row how it ends, unless another follows in its block or goes on in small letters.
pub(super) fn find(rows: &mut [Row], lines: &[SourceLine], facts: &[LineFacts]) {
    for i in 0..rows.len() {
        let line = rows[i].line as usize;
        let goes_on = |next: &Row| {
            let text = &lines[next.line as usize].text;
            next.context.is_multiple_of(2) || text.starts_with(char::is_lowercase)
        };
        let markup = &lines[line].markup;
        let is_free = !markup.is_subtitle && markup.column.is_none();
        if is_free && !rows.get(i + 1).is_some_and(goes_on) {
            rows[i].finish = Finish::of(&lines[line].text, &facts[line]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken;

    const TALK: &str = "Ann: Who lit the lamp?\n\nBo: I did.\n\nAnn: When?\n\nBo: At six.\n\nAnn: And then?\n\nBo: Then I slept.\n\n";

    #[test]
    fn what_stops_as_nobody_does_is_not_said() {
        let told = |tail: &str| {
            let lines = spoken(&format!("{TALK}{tail}"));
            lines
                .iter()
                .filter(|line| line.starts_with("narrator"))
                .count()
        };
        assert_eq!(told("The keeper's shelf\n\nHours at the gate\n"), 2);
        assert_eq!(told("I slept till noon.\n\nNobody woke me.\n"), 0);
        assert_eq!(told("I slept, and then,\n\nat noon, I woke.\n"), 0);
    }

    #[test]
    fn where_nobody_stops_it_tells_nothing() {
        let talk = TALK.replace('.', "");
        let lines = spoken(&format!("{talk}and I dreamt of boats\n"));
        assert!(
            lines.iter().all(|line| !line.starts_with("narrator")),
            "{lines:?}"
        );
    }
}
