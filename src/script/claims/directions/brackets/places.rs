//! Where brackets stand: around a line, over several, within one.

use crate::script::claims::text::Text;
use crate::script::claims::words;
use crate::script::facts::times::behind_head;
use crate::script::facts::{Class, Kind};
use std::ops::Range;

/// The brackets that directions stand in.
const BRACKETS: &[(char, char)] = &[
    ('(', ')'),
    ('[', ']'),
    ('（', '）'),
    ('【', '】'),
    ('［', '］'),
    ('〔', '〕'),
];
/// Whether all of a line stands in brackets, or it is one of several that a bracket goes over.
pub(in crate::script::claims::directions) fn is_bracketed_whole(text: &Text, i: usize) -> bool {
    let own = behind_head(text.lines[i].text());
    let opens = own.starts_with(is_opening);
    let whole = || {
        let bare = own.trim_end_matches([' ', '.', ';', ',']);
        let mut depth = 0_usize;
        let mut ends = bare.char_indices().filter_map(|(at, c)| {
            depth += usize::from(is_opening(c));
            let closes = BRACKETS.iter().any(|(_, close)| *close == c);
            depth = depth.saturating_sub(usize::from(closes));
            (closes && depth == 0).then_some(at + c.len_utf8())
        });
        ends.next() == Some(bare.len())
    };
    (text.facts[i].class == Class::Bracket || opens && whole()) && is_wordy(own)
}

/// Whether a bracket opens with this sign.
pub(super) fn is_opening(c: char) -> bool {
    BRACKETS.iter().any(|(open, _)| *open == c)
}

/// Whether a text has a byte with which a sign may begin that opens a bracket: most have none.
fn may_open(text: &str) -> bool {
    text.bytes()
        .any(|byte| matches!(byte, b'(' | b'[' | 0xE3 | 0xEF))
}

/// The lines of each bracket that goes over several.
pub(super) fn runs(text: &Text) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut depth = 0_isize;
    for (i, line) in text.lines.iter().enumerate() {
        if text.facts[i].class != Class::Bracket {
            depth = 0;
            continue;
        }
        let goes_on = runs.last().is_some_and(|run| run.end == i) && !line.opens;
        let opens = line.text().starts_with(is_opening);
        match runs.last_mut() {
            Some(run) if goes_on && (depth > 0 || !opens) => run.end = i + 1,
            _ => {
                runs.push(i..i + 1);
                depth = 0;
            }
        }
        let own = line.text();
        let closes = |c: char| BRACKETS.iter().any(|(_, close)| *close == c);
        depth += own.matches(is_opening).count() as isize - own.matches(closes).count() as isize;
    }
    runs.retain(|run| run.len() > 1);
    runs
}

pub(super) fn is_wordy(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).take(2).count();
    letters > 1 || letters == 1 && text.contains(words::is_unspaced)
}

pub(super) fn is_square(text: &str) -> bool {
    text.starts_with(['[', '【', '［', '〔'])
}

/// The most pairs of brackets of a line that are looked at.
const MOST: usize = 64;

/// The pairs of brackets in a text; of brackets within others, the outer ones. At most [`MOST`].
pub(in crate::script::claims::directions) fn bracketed(
    text: &str,
) -> impl Iterator<Item = Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut open: Vec<(usize, char)> = Vec::new();
    if may_open(text) {
        for (at, c) in text.char_indices() {
            if let Some((_, close)) = BRACKETS.iter().find(|(open, _)| *open == c) {
                open.push((at, *close));
            } else if open.last().is_some_and(|(_, close)| *close == c) {
                let (start, _) = open.pop().unwrap_or((at, c));
                while found.pop_if(|inner| inner.start > start).is_some() {}
                found.push(start..at + c.len_utf8());
            }
        }
        found.truncate(MOST);
        // `((laughs)` has a sign too many.
        for span in &mut found {
            let is_open = |at: usize| open.binary_search_by_key(&at, |(at, _)| *at).is_ok();
            while span.start > 0 && is_open(span.start - 1) {
                span.start -= 1;
            }
        }
    }
    found.into_iter()
}

/// How long what nothing closes is at most, in bytes.
const OPEN: usize = 60;

/// What stands at the end of a text behind a bracket that nothing closes: `It went out (laughs.`
pub(in crate::script::claims::directions) fn left_open(text: &str) -> Option<Range<usize>> {
    let open = may_open(text).then(|| text.rfind(is_opening)).flatten()?;
    let inside = &text[open..];
    let is_closed = |(_, close): &(char, char)| inside.contains(*close);
    (inside.len() <= OPEN && !BRACKETS.iter().any(is_closed)).then_some(open..text.len())
}

/// Whether nearly all who speak are named as in a chat on the net: `<ann>`.
pub(super) fn are_nicks(text: &Text) -> bool {
    let named = text.lines.iter().zip(text.facts);
    let named = named.filter(|(line, _)| line.label > 0.1);
    let (mut all, mut nicks) = (0_usize, 0_usize);
    for (_, facts) in named {
        all += 1;
        let mut candidates = facts.candidates.iter();
        nicks += usize::from(candidates.any(|one| one.syntax.mark.kind == Kind::Angle));
    }
    all > 0 && nicks * 10 >= all * 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_are_found_whole() {
        let spans: Vec<_> = bracketed("Yes (Zuruf des Abg. Krug [CDU]) and [so] on.").collect();
        assert_eq!(spans.len(), 2);
        let span = |text: &str| {
            bracketed(text)
                .map(|span| text[span].to_string())
                .collect::<Vec<_>>()
        };
        assert_eq!(span("It went out ((laughs)."), ["((laughs)"]);
        assert_eq!(span("It (went (far) out"), ["(far)"]);
        assert_eq!(left_open("It went out (laughs."), Some(12..20));
        assert_eq!(left_open("It (really) went out."), None);
    }
}
