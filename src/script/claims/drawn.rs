//! What is drawn and not written: lines that hold neither letter nor digit, and an arrow before what a line says.

use super::ClaimRole::Dropped;
use super::text::Text;
use super::{Claim, Claims};

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("drawn");
    for (i, line) in text.lines.iter().enumerate() {
        let is_preset = line.source.preset.is_some();
        let said = line
            .text()
            .trim_start_matches(['→', '⇒', '➔', '➜', '↳', ' ']);
        let arrow = line.text().len() - said.len();
        if !is_preset && arrow > 1 && said.starts_with(char::is_alphanumeric) {
            claims.span(i, 0..arrow, Dropped("markup"), 12.0);
        }
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
