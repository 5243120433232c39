//! A button's word that a page has glued before every line of one language: `TranslateEs war einmal …`.

use super::ClaimRole::{Dropped, NoLabel};
use super::text::Text;
use super::{Claim, Claims};
use std::collections::HashMap;

/// How many lines begin so at least, and which share of the lines that begin with the word.
const FEWEST: usize = 3;
const SHARE: f64 = 0.9;
/// How many letters the word has at least, and how many all of its words have at most.
const SHORTEST: usize = 4;
const LONGEST: usize = 24;
/// How surely it is none of the text, in nats.
const NATS: f64 = 16.0;

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("glued");
    let mut glued: HashMap<&str, Vec<usize>> = HashMap::new();
    for (i, line) in text.free() {
        // What is in bold type may name who speaks.
        let lead = line.source.markup.lead.as_deref();
        if let Some(word) = glued_word(line.text()).filter(|word| lead != Some(*word)) {
            glued.entry(word).or_default().push(i);
        }
    }
    for (word, lines) in glued.into_iter().filter(|(_, lines)| lines.len() >= FEWEST) {
        let begin = |line: &&str| line.starts_with(word);
        let all = { text.lines.iter() }
            .map(|line| line.text())
            .filter(begin)
            .count();
        if (lines.len() as f64) < SHARE * all as f64 {
            continue;
        }
        for i in lines {
            claims.span(i, 0..word.len(), Dropped("word of the page"), NATS);
            claims.line(i, NoLabel, NATS);
        }
    }
    claims.found.sort_by_key(|claim| claim.line);
    claims.found
}

/// The words at the beginning of a line, of which the last runs into a capital letter.
fn glued_word(line: &str) -> Option<&str> {
    let mut before = ' ';
    for (at, c) in line.char_indices().take(LONGEST) {
        if c.is_uppercase() && before.is_lowercase() {
            let (words, rest) = line.split_at(at);
            let goes_on = rest.contains(char::is_whitespace);
            return (goes_on && words.chars().count() >= SHORTEST).then_some(words);
        }
        let fits = c.is_alphabetic() || c == ' ';
        if !fits || at == 0 && !c.is_uppercase() {
            return None;
        }
        before = c;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::document::Document;
    use crate::script::facts;

    fn dropped(text: &str) -> usize {
        let document = Document::of_text(text);
        let facts = facts::of(&document);
        let claims = claims(&Text::of(&document, &facts));
        claims
            .iter()
            .filter(|claim| claim.span == Some(0..9))
            .count()
    }

    #[test]
    fn a_word_before_every_line_is_of_the_page() {
        let line = "The lamp was lit.\nTranslateDie Lampe wurde angezündet.\n";
        assert_eq!(dropped(&line.repeat(3)), 3);
        assert_eq!(dropped(&line.repeat(2)), 0);
        // Lines that begin with it in earnest show that it is a word of the text.
        let own = format!("{}{}", line.repeat(3), "Translate the line.\n".repeat(3));
        assert_eq!(dropped(&own), 0);
    }
}
