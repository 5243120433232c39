//! Signs of emphasis in a text without markup: `I will **never** go`, `a _very_ wet door`. They are not said.

use super::ClaimRole::Dropped;
use super::text::Text;
use super::{Claim, Claims};
use std::ops::Range;

/// The signs, the longer ones first.
const SIGNS: &[&str] = &["***", "**", "__", "*", "_"];
/// The longest emphasised text, in characters.
const LONGEST: usize = 200;

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("emphasis");
    for (i, line) in text.lines.iter().enumerate() {
        let own = line.text();
        if line.source.preset.is_some() || line.lower.is_empty() || !own.contains(['*', '_']) {
            continue;
        }
        for (open, close) in pairs(own) {
            for sign in [open, close] {
                claims.span(i, sign, Dropped("markup"), 10.0);
            }
        }
    }
    claims.found
}

/// The pairs of signs in a text: each opens before a word and closes behind one.
pub(super) fn pairs(text: &str) -> Vec<(Range<usize>, Range<usize>)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find(['*', '_']).map(|at| from + at) {
        let rest = &text[at..];
        let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) else { break };
        let inside = &rest[sign.len()..];
        let before = text[..at].chars().next_back();
        let opens = before.is_none_or(|c| !c.is_alphanumeric()) && inside.starts_with(|c: char| !c.is_whitespace());
        let close = opens.then(|| closing(inside, sign)).flatten();
        from = match close {
            Some(end) => {
                let close = at + sign.len() + end;
                found.push((at..at + sign.len(), close..close + sign.len()));
                // Signs within signs: `_**The Otter**_`
                let within = pairs(&inside[..end]);
                let shifted = |range: Range<usize>| at + sign.len() + range.start..at + sign.len() + range.end;
                found.extend(within.into_iter().map(|(open, close)| (shifted(open), shifted(close))));
                close + sign.len()
            }
            None => at + rest.find(|c| !matches!(c, '*' | '_')).unwrap_or(rest.len()).max(1),
        };
    }
    found
}

/// Where the sign closes what it has opened.
fn closing(inside: &str, sign: &str) -> Option<usize> {
    let reach = inside.char_indices().nth(LONGEST).map_or(inside.len(), |(at, _)| at);
    let mut places = inside[..reach].match_indices(sign).map(|(at, _)| at);
    places.find(|&at| {
        let before = inside[..at].chars().next_back();
        let after = inside[at + sign.len()..].chars().next();
        // `**` does not close `*`.
        let is_whole = !inside[at + sign.len()..].starts_with(['*', '_']) || inside[at + sign.len()..].starts_with(['*', '_']) && !sign.starts_with(|c| Some(c) == after);
        before.is_some_and(|c| !c.is_whitespace()) && after.is_none_or(|c| !c.is_alphanumeric()) && is_whole
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bare(text: &str) -> String {
        let mut signs: Vec<Range<usize>> = pairs(text).into_iter().flat_map(|(open, close)| [open, close]).collect();
        signs.sort_by_key(|sign| std::cmp::Reverse(sign.start));
        let mut text = text.to_string();
        for sign in signs {
            text.replace_range(sign, "");
        }
        text
    }

    #[test]
    fn signs_around_words_go() {
        for (text, expected) in [
            ("I will **never** go home.", "I will never go home."),
            ("It _is_ a very *wet* door.", "It is a very wet door."),
            ("_**THE LAMP**_", "THE LAMP"),
            ("**Ann:** Yes.", "Ann: Yes."),
            ("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"),
            ("a * b", "a * b"),
            ("** open", "** open"),
        ] {
            assert_eq!(bare(text), expected, "{text}");
        }
    }
}
