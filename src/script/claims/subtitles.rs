//! Subtitles that name who speaks where it is not seen: what stands without a name is not said by the one before.

use super::ClaimRole::{Metadata, Narration};
use super::text::Text;
use super::words::Closing;
use super::{Claim, Claims};

/// Whether a subtitle says who made the subtitles: `Subtitles by …`.
pub(in crate::script) fn is_credit(bare: &str) -> bool {
    Closing::get().transcriber.begins.begins(bare)
}

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("subtitles");
    let subtitles = || {
        text.lines
            .iter()
            .enumerate()
            .filter(|(_, line)| line.markup().is_subtitle)
    };
    let named = subtitles()
        .filter(|(_, line)| line.markup().speaker.is_some())
        .count();
    for (i, line) in subtitles() {
        if is_credit(&line.bare) {
            claims.instead(i, Metadata("transcriber"), 14.0);
        }
    }
    // Where most have a name, those without one are a turn of someone else.
    if (1..subtitles().count().div_ceil(2)).contains(&named) {
        let is_nobodys = |i: usize| {
            text.lines[i].markup().speaker.is_none() && text.facts[i].candidates.is_empty()
        };
        for (i, _) in subtitles().filter(|(i, _)| is_nobodys(*i)) {
            claims.line(i, Narration, 12.0);
        }
    }
    claims.found
}
