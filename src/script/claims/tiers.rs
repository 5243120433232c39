//! Transcripts of CHAT, as CHILDES has them: below what is said (`*MOT:`) stand tiers that take its words apart (`%mor:`), and
//! `@Begin` and `@End` around all.

use super::ClaimRole::Dropped;
use super::text::Text;
use super::{Claim, Claims};

const REASON: &str = "annotation";
const NATS: f64 = 20.0;

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("tiers");
    let is = |mark: &str| {
        text.lines
            .iter()
            .position(|line| line.text().trim() == mark)
    };
    let Some(begin) = is("@Begin") else {
        return claims.found;
    };
    let end = is("@End").filter(|end| *end > begin);
    let mut is_tier = false;
    for i in begin..end.map_or(text.len(), |end| end + 1) {
        let line = &text.lines[i];
        // What goes on below a tier is the tier's.
        is_tier = line.text().starts_with('%') || is_tier && !line.text().starts_with(['*', '@']);
        if is_tier || line.text().starts_with('@') && line.pair.is_none() {
            claims.instead(i, Dropped(REASON), NATS);
        }
    }
    claims.found
}
