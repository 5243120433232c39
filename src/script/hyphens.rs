//! Words that were divided at the end of a line: `eve-` and `ning` under it are one word, unless the text has
//! it with its hyphen elsewhere, as `well-known`.

use super::document::SourceLine;
use std::collections::HashSet;

/// Where a word was divided, until all of the text is known: no text has this character.
const BROKEN: char = '\u{FFFF}';
/// What stands at the end of a line in a word that was divided.
const HYPHENS: [char; 3] = ['-', '\u{2010}', '\u{AD}'];
/// What follows a hyphen that stands for the end of another word: `two- and threefold`.
#[rustfmt::skip]
const JOINING: &[&str] = &[
    "and", "or", "to", "und", "oder", "bis", "sowie", "et", "ou", "y", "e", "o", "en", "of", "och", "og", "i", "и", "или",
];

/// Whether a line ends inside of a word that goes on in the next.
pub(crate) fn divides(text: &str, next: &str) -> bool {
    let first: String = next.chars().take_while(|c| c.is_alphabetic()).collect();
    let word = text.strip_suffix(HYPHENS);
    word.is_some_and(|word| word.ends_with(char::is_alphabetic))
        && first.starts_with(char::is_lowercase)
        && !JOINING.contains(&first.as_str())
}

/// Takes the hyphen from the end of a text whose last word goes on in what is put behind it.
pub(crate) fn join(text: &mut String) {
    text.pop();
    text.push(BROKEN);
}

/// Settles all divided words.
pub(crate) fn settle(lines: &mut [SourceLine]) {
    if !lines.iter().any(|line| line.text.contains(BROKEN)) {
        return;
    }
    let hyphened: HashSet<String> = lines
        .iter()
        .flat_map(|line| words(&line.text))
        .filter(|word| word.contains(HYPHENS))
        .map(plain)
        .collect();
    for line in lines.iter_mut().filter(|line| line.text.contains(BROKEN)) {
        let mut out = String::with_capacity(line.text.len());
        let mut rest = line.text.as_str();
        while let Some((before, behind)) = rest.split_once(BROKEN) {
            out.push_str(before);
            let first = words(&out).next_back().unwrap_or_default();
            let second = words(behind).next().unwrap_or_default();
            let second = second.split(BROKEN).next().unwrap_or_default();
            if hyphened.contains(&plain(&format!("{first}-{second}"))) {
                out.push('-');
            }
            rest = behind;
        }
        out.push_str(rest);
        line.text = out;
    }
}

/// The words of a text, with the hyphens in them.
fn words(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    let is_in = |c: char| c.is_alphanumeric() || c == BROKEN || HYPHENS.contains(&c);
    let words = text.split(move |c: char| !is_in(c));
    words
        .map(|word| word.trim_matches(HYPHENS))
        .filter(|word| !word.is_empty())
}

fn plain(word: &str) -> String {
    word.to_lowercase().replace(&HYPHENS[1..], "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(lines: &[(&str, &str)], other: &str) -> Vec<String> {
        let mut all = vec![SourceLine::new(1, other, true)];
        for (text, next) in lines {
            let mut text = (*text).to_string();
            assert!(divides(&text, next), "{text}");
            join(&mut text);
            all.push(SourceLine::new(2, &(text + next), true));
        }
        settle(&mut all);
        all.into_iter().skip(1).map(|line| line.text).collect()
    }

    #[test]
    fn a_hyphen_goes_unless_the_word_has_it() {
        let lines = [("the old har-", "bour office"), ("A Well-", "known one.")];
        assert_eq!(
            joined(&lines, "It is well-known."),
            ["the old harbour office", "A Well-known one."]
        );
    }

    #[test]
    fn a_hyphen_before_a_conjunction_stands_for_another_word() {
        assert!(!divides("two-", "and threefold"));
        assert!(!divides("the years 1910-", "eleven"));
        assert!(!divides("Saint-", "Denis"));
    }
}
