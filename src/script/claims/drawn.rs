//! Lines that are drawn and not written: rules between parts (`* * *`, `-----`), and what holds neither letter nor digit.

use super::ClaimRole::Dropped;
use super::text::Text;
use super::{Claim, Claims};

/// The signs that rules are drawn with.
const SIGNS: &str = "-*=_~#+.·•—–─━═※◇◆○●☆★✦❖⁂";
/// How many signs are a rule.
const FEWEST: usize = 3;
/// How many dots are: three may be a silence.
const FEWEST_DOTS: usize = 6;

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("drawn");
    for (i, line) in text.lines.iter().enumerate() {
        let is_preset = line.source.preset.is_some();
        if is_preset || line.source.text.len() > 1000 || line.text().contains(char::is_alphanumeric)
        {
            continue;
        }
        if line.is_free && is_rule(line.text()) {
            claims.line(i, Dropped("rule between parts"), 20.0);
        } else if line
            .text()
            .chars()
            .all(|c| ".·•*-–—_~=|,;:/\\()[]<>\"'“”".contains(c) || c.is_whitespace())
        {
            claims.line(i, Dropped("markup"), 12.0);
        }
    }
    claims.found
}

/// Whether a line is drawn: `-----`, `* * *`, `.........`
pub(super) fn is_rule(text: &str) -> bool {
    let mut signs = text.chars().filter(|c| !c.is_whitespace());
    let Some(first) = signs.next().filter(|first| SIGNS.contains(*first)) else {
        return false;
    };
    let fewest = match first {
        '⁂' => 1,
        '.' | '·' => FEWEST_DOTS,
        _ => FEWEST,
    };
    let mut count = 1;
    let is_one = signs.all(|sign| {
        count += 1;
        sign == first
    });
    is_one && count >= fewest
}
