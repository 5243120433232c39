//! How blocks end. What is said ends as sentences do, or not, as the talk has it; what ends otherwise and is short is a heading, or
//! stands behind the talk.

use super::background::Row;
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
        let is_broken = || text.ends_with([',', ';', '-', '，', '、', '；', '،', '~']);
        Some(match () {
            () if facts.ends_sentence || is_over(text) || is_broken() => Self::Over,
            () if count_words(text, FEW + 1) <= FEW => Self::Short,
            () => Self::Long,
        })
    }
}

/// How each row ends; `None` where another follows in its block.
pub(super) fn finishes<'t>(
    rows: &mut [Row],
    facts: &[LineFacts],
    text: &impl Fn(usize) -> &'t str,
) {
    for i in 0..rows.len() {
        let closes = rows.get(i + 1).is_none_or(|next| next.context % 2 == 1);
        let line = rows[i].line as usize;
        rows[i].finish = closes
            .then(|| Finish::of(text(line), &facts[line]))
            .flatten();
    }
}

/// Which share of the blocks ends how.
pub(super) fn shares(rows: &[Row]) -> [f64; Finish::COUNT] {
    let mut seen = [1.0, 0.5, 0.5];
    rows.iter()
        .filter_map(|row| row.finish)
        .for_each(|finish| seen[finish as usize] += 1.0);
    let all: f64 = seen.iter().sum();
    seen.map(|seen| seen / all)
}
