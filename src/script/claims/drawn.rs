//! Lines that are drawn and not written: they hold neither letter nor digit.

use super::ClaimRole::Dropped;
use super::text::Text;
use super::{Claim, Claims};

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("drawn");
    for (i, line) in text.lines.iter().enumerate() {
        let is_preset = line.source.preset.is_some();
        if is_preset || line.source.text.len() > 1000 || line.text().contains(char::is_alphanumeric)
        {
            continue;
        }
        if line
            .text()
            .chars()
            .all(|c| ".·•*-–—_~=|,;:/\\()[]<>\"'“”".contains(c) || c.is_whitespace())
        {
            claims.line(i, Dropped("markup"), 12.0);
        }
    }
    claims.found
}
