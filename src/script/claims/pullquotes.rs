//! Sentences that a magazine shows large beside its text: they stand in quotation marks in a paragraph of their own, and word for word
//! in what someone says nearby.

use super::ClaimRole::Dropped;
use super::text::Text;
use super::{Claim, Claims};
use crate::script::broken::columns;

/// Why such a line is not in the book.
const REASON: &str = "quoted from the text";
/// Quotation marks. Inside, they show that several parts are quoted: `“It burns,” she says, “at night.”`
const MARKS: &[char] = &['"', '“', '”', '„', '«', '»', '「', '」'];
/// How wide it is at least, in columns, and how many lines around it are looked at.
const SHORTEST: usize = 20;
const AROUND: usize = 8;
/// The longest, in bytes.
const LONGEST: usize = 400;
/// How surely it is one, in nats.
const NATS: f64 = 14.0;

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("pullquotes");
    for (i, line) in text.free().filter(|(_, line)| line.opens && line.closes) {
        let own = line.text();
        let inside = own.trim_matches(|c| is_mark(c) || matches!(c, '‘' | '’' | ' '));
        let inside = inside.trim_end_matches(['.', '。', ',']);
        let is_quoted = own.starts_with(is_mark) && own.ends_with(is_mark);
        let is_long = columns(inside) >= SHORTEST && inside.len() < LONGEST;
        if !is_quoted || !is_long || inside.contains(MARKS) {
            continue;
        }
        let around = i.saturating_sub(AROUND)..text.len().min(i + AROUND + 1);
        let mut others = around.filter(|j| *j != i).map(|j| text.lines[j].text());
        // What a novel says twice stands in quotation marks there, too.
        let is_said = |other: &str| {
            let at = other.find(inside).filter(|_| other.len() > own.len());
            at.is_some_and(|at| !other[..at].trim_end().ends_with(is_mark))
        };
        if others.any(is_said) {
            claims.instead(i, Dropped(REASON), NATS);
        }
    }
    claims.found
}

/// Whether a sign is a mark around what is quoted; the straight single one is, too.
fn is_mark(c: char) -> bool {
    c == '\'' || MARKS.contains(&c)
}

#[cfg(test)]
mod tests {
    use super::super::tests::with_text;
    use super::*;

    #[test]
    fn what_is_shown_large() {
        let found = |text: &str| with_text(text, claims).len();
        let said = "We lit it at nine. Bridges love B flat, I have no idea why. So we left.";
        assert_eq!(
            found(&format!(
                "{said}\n\n“Bridges love B flat, I have no idea why.”\n\nAnd then?"
            )),
            2
        );
        assert_eq!(
            found(&format!("“{said}”\n\n“We lit it at nine.”\n\nAnd then?")),
            0
        );
        assert_eq!(
            found(&format!("{said}\n\n“Nobody has any idea of that.”")),
            0
        );
    }
}
