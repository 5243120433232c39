//! Screenplays: where a scene is (`INT. MILL - NIGHT`), how one ends (`FADE OUT.`), and what is seen there. All of it is
//! told, and no chapter; a speech is one block under its cue, so that a block without a cue is told, too.

use super::ClaimRole::{Direction, Dropped, Label, Narration, NoLabel};
use super::text::Text;
use super::{Claim, Claims};
use crate::script::facts::letters::is_upper;
use crate::script::facts::{Capitals, Class, Close, is_place_of_script, vocabulary};

/// How sure a label before a colon is at least to be a cue, too.
const NAMED: f64 = 0.3;

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("screenplay");
    if !text.free().any(|(_, line)| is_place_of_script(line.text())) {
        return claims.found;
    }
    // `NORA`, `NORA: (nervously)`, `Nora: Good morning.`
    let is_cue = |i: usize| {
        let line = &text.lines[i];
        let mut candidates = text.facts[i].candidates.iter();
        candidates.any(|one| {
            let said = line.text()[one.said.clone()].trim();
            let is_directed = said.starts_with('(') && said.ends_with(')');
            let is_named = one.syntax.close == Close::Colon && line.label > NAMED;
            let is_big = is_upper(line.text()) || is_directed && one.capitals == Capitals::All;
            is_named || is_big && (said.is_empty() || is_directed)
        })
    };
    let mut tells = false;
    for (i, line) in text.free() {
        // `12.`: of the page, or of the scene.
        if text.facts[i].class == Class::Number
            && line.text().ends_with('.')
            && (line.opens || line.closes)
        {
            claims.line(i, Dropped("page furniture"), 20.0);
            claims.line(i, NoLabel, 20.0);
            continue;
        }
        // Fountain forces a heading by a stop: `.LATER`.
        let forced = line
            .text()
            .strip_prefix('.')
            .filter(|rest| rest.starts_with(char::is_alphabetic));
        if line.opens && line.closes && forced.is_some_and(is_upper) {
            claims.line(i, Narration, 20.0);
            claims.line(i, NoLabel, 20.0);
            claims.span(i, 0..1, Dropped("markup"), 20.0);
            tells = true;
            continue;
        }
        // What the camera does is no part of the tale.
        let is_cut = is_transition(line.text());
        if is_cut || is_place_of_script(line.text()) || is_shot(line.text()) {
            claims.line(i, if is_cut { Direction } else { Narration }, 20.0);
            claims.line(i, NoLabel, 20.0);
            tells = true;
            continue;
        }
        if line.opens && !line.closes && is_cue(i) {
            let names = text.facts[i]
                .candidates
                .iter()
                .filter(|candidate| candidate.said.is_empty());
            for name in names.filter_map(|candidate| candidate.name.clone()) {
                claims.span(i, name, Label, 3.0);
            }
        }
        // Some scripts leave a line blank below a cue.
        let is_under_cue = i > 0 && (is_cue(i - 1) || text.facts[i - 1].class == Class::Bracket);
        if line.opens {
            tells = !is_under_cue && !is_cue(i);
        }
        if tells && text.facts[i].class == Class::Plain {
            claims.line(i, Narration, 9.0);
        }
    }
    claims.found
}

/// `VARIOUS SHOTS`
fn is_shot(text: &str) -> bool {
    let camera = &vocabulary().camera;
    let ends = [
        text.split_whitespace().next(),
        text.split_whitespace().next_back(),
    ];
    is_upper(text)
        && ends
            .iter()
            .flatten()
            .any(|word| camera.has(&word.to_lowercase()))
}

/// `FADE OUT.`, `SMASH CUT TO:`, `BACK TO:`; Fountain forces one by `>`.
fn is_transition(text: &str) -> bool {
    let text = text.trim_start_matches(['>', ' ']);
    let first = text.split_whitespace().next().unwrap_or_default();
    let cuts = ["FADE", "CUT", "DISSOLVE", "SMASH", "MATCH", "INTERCUT"];
    let is_cut = cuts.contains(&first) && text.ends_with(['.', ':']) || text.ends_with(" TO:");
    is_cut && is_upper(text)
}
