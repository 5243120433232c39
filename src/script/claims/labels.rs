//! What looks like a label and is none by what it says: a word that joins sentences, or a sentence that ends before the
//! colon.

use super::ClaimRole::NoLabel;
use super::text::Text;
use super::words::NoNames;
use super::{Claim, Claims};
use crate::script::facts::Close;

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("labels");
    let table = NoNames::get();
    for (i, facts) in text.facts.iter().enumerate() {
        let line = &text.lines[i];
        let mut nats: f64 = 0.0;
        for candidate in facts
            .candidates
            .iter()
            .filter(|candidate| candidate.syntax.close == Close::Colon)
        {
            let Some(name) = &candidate.name else {
                continue;
            };
            let lower = line.text()[name.clone()].to_lowercase();
            if table.joins.words.is(lower.trim()) {
                nats = nats.max(9.0);
            }
            let head = &line.text()[name.start..candidate.said.start.max(name.end)];
            if has_sentence(head) {
                nats = nats.max(14.0);
            }
        }
        claims.line(i, NoLabel, nats);
    }
    claims.found
}

/// Whether a sentence ends inside of a text: a stop behind a word of several letters, with more behind it.
fn has_sentence(head: &str) -> bool {
    head.match_indices(['.', '!', '?']).any(|(at, _)| {
        let word = head[..at]
            .rsplit(|c: char| !c.is_alphabetic())
            .next()
            .unwrap_or_default();
        let after = head[at + 1..].trim_start();
        let lower = word.chars().skip(1).all(char::is_lowercase);
        word.chars().count() > 4
            && lower
            && head[at + 1..].starts_with(' ')
            && after.chars().filter(|c| c.is_alphabetic()).count() > 3
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_before_a_colon() {
        assert!(has_sentence(
            "Vielen Dank, Herr Kollege. – Nächste Rednerin:"
        ));
        assert!(
            !has_sentence("Mr. Deputy Speaker:")
                && !has_sentence("Prof. Dr. Lind (SPD):")
                && !has_sentence("Ann:")
        );
    }
}
