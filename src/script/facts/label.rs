//! The label of a line that is read by itself, before the whole text can weigh it: readers ask so whether a line begins
//! something of its own.

use super::super::document::SourceLine;
use super::{Candidate, Capitals, Close, Kind, candidates};

/// By how many nats a name may be less likely than words.
const ODD: f64 = 4.0;

/// A name before a colon, and what is said behind it: `Ann Reed: Good evening.`
pub(crate) fn before_colon(text: &str) -> Option<(&str, &str)> {
    if !text.contains([':', '：']) {
        return None;
    }
    let found = likely(text, |candidate| {
        candidate.syntax.close == Close::Colon
            && matches!(candidate.syntax.mark.kind, Kind::Plain | Kind::Bold)
    })?;
    Some((&text[found.name.clone()?], text[found.said].trim()))
}

/// Whether signs around a name, or its capitals before a full stop, show that a turn begins here.
pub(crate) fn begins_turn(text: &str) -> bool {
    likely(text, |candidate| {
        let syntax = &candidate.syntax;
        syntax.is_explicit()
            || matches!(syntax.close, Close::Gap | Close::Bracket)
            || syntax.close == Close::Stop && candidate.capitals == Capitals::All
    })
    .is_some()
}

fn likely(text: &str, fits: impl Fn(&Candidate) -> bool) -> Option<Candidate> {
    let line = SourceLine::new(1, text, false);
    let candidates = candidates::of(&line, false);
    candidates
        .into_iter()
        .find(|candidate| candidate.odd + candidate.never < ODD && fits(candidate))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_before_a_colon() {
        for (text, name, said) in [
            ("Ann Reed: Good evening.", "Ann Reed", "Good evening."),
            ("ANN:", "ANN", ""),
            ("安·里德：晚上好。", "安·里德", "晚上好。"),
            ("**Ann:** Good evening.", "Ann", "Good evening."),
        ] {
            let found = before_colon(text);
            assert!(
                found.is_some_and(|(n, s)| n == name && s.trim_matches(['*', ' ']) == said),
                "{text}: {found:?}"
            );
        }
        for text in [
            "It burned at 10:30 and went out.",
            "see https://example.org/lamp",
            "Good evening.",
        ] {
            assert_eq!(before_colon(text), None, "{text}");
        }
    }

    #[test]
    fn what_begins_a_turn() {
        for text in ["Ann: Yes.", "[Ann] Yes.", "ANN. Yes, it is.", "<Ann> Yes."] {
            assert!(begins_turn(text), "{text}");
        }
        for text in ["and then we went.", "It burns. Nobody sees it."] {
            assert!(!begins_turn(text), "{text}");
        }
    }
}
