//! Corpora of talk name who speaks behind an `@` at the head of every line: `@ann so it went out`.

use super::letters::{Capitals, count_words, name_hash, words};
use super::name::trimmed;
use super::{Candidate, LineFacts, Syntax};
use crate::script::document::SourceLine;
use std::collections::HashSet;
use std::ops::Range;

/// How many lines of a text with words begin so at least, and which share of all; and to how many of them there is one name.
const FEWEST: usize = 4;
const SHARE: f64 = 0.6;
const LINES_EACH: usize = 2;

/// Adds such labels, and takes any other from their lines.
pub(super) fn add(lines: &[SourceLine], facts: &mut [LineFacts]) {
    let found: Vec<(usize, Range<usize>)> = lines
        .iter()
        .enumerate()
        .filter_map(|(i, line)| Some((i, named(line)?)))
        .collect();
    let is_read = |line: &&SourceLine| {
        line.is_text() && !line.text.starts_with('#') && words(&line.text).next().is_some()
    };
    let all = lines.iter().filter(is_read).count();
    let names: HashSet<&str> = found
        .iter()
        .map(|(i, name)| &lines[*i].text[name.clone()])
        .collect();
    let is_form = found.len() >= FEWEST
        && found.len() as f64 >= SHARE * all as f64
        && names.len() > 1
        && names.len() * LINES_EACH <= found.len();
    if !is_form {
        return;
    }
    for (i, name) in found {
        let text = &lines[i].text;
        let own = &text[name.clone()];
        let said = trimmed(text, name.end..text.len());
        facts[i].candidates = [Candidate {
            syntax: Syntax::voice(said.is_empty()),
            capitals: Capitals::of(own),
            key: name_hash(own),
            words: count_words(own, 4) as u8,
            odd: 0.0,
            never: 0.0,
            name: Some(name),
            said,
            notes: Vec::new(),
            shorter: None,
        }]
        .into();
    }
}

/// The name behind an `@` at the head of a line.
fn named(line: &SourceLine) -> Option<Range<usize>> {
    let rest = line.text.strip_prefix('@').filter(|_| line.is_text())?;
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let name = rest[..end].trim_end_matches([':', ',']);
    let is_part = |c: char| c.is_alphanumeric() || "_-.".contains(c);
    (!name.is_empty() && name.chars().all(is_part)).then(|| 1..1 + name.len())
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken;

    #[test]
    fn who_speaks_stands_behind_an_at_sign() {
        let text = "@is1984f so when did the lamp go out\n@mv1988m at nine / or a little later\n@is1984f aha\n@mv1988m and nobody was there\n@is1984f nobody?\n";
        let lines = spoken(text);
        assert_eq!(lines[1], "mv1988m: at nine / or a little later");
        assert!(lines.iter().all(|line| !line.contains('@')), "{lines:#?}");
        // Whom messages are sent to does not speak.
        let posts = "@ann look at this\nThe lamp is out again.\n@bo have you seen it?\nNobody has.\n@ann so?\nWell.\n";
        assert!(spoken(posts).iter().any(|line| line.contains("@ann")));
    }
}
