//! Screenplays: where a scene is (`INT. MILL - NIGHT`), how one ends (`FADE OUT.`), and what is seen there. All of it is
//! told, and no chapter; a speech is one block under its cue, so that a block without a cue is told, too.

mod heads;

use super::ClaimRole::{Direction, Dropped, Heading, Label, Narration, Speech};
use super::text::{Line, Text};
use super::{Claim, Claims};
use crate::script::facts::letters::is_upper;
use crate::script::facts::{Candidate, Capitals, Class, Close, is_place_of_script};
use heads::Head;

/// How sure a label before a colon is at least to be a cue, too.
const NAMED: f64 = 0.3;
/// How surely a line in italics right under a cue is said, in nats.
const IN_ITALICS: f64 = 12.0;
/// How many cues right over what is said show that all stand so, and how many there are to each that stands apart at least.
const FEWEST_OVER: usize = 3;
const OVER_EACH: usize = 2;
/// How surely a block without a cue is told, in nats.
const TOLD: f64 = 13.0;
/// A text of so many lines to each blank one has none between its paragraphs.
const BY_LINE: usize = 4;
/// How odd a name is at most that is used once, in nats.
const ODD: f64 = 1.0;
/// The level of the heading of a scene.
const SCENE: u8 = 3;
/// How surely capitals that stand as those cues do are one, in nats.
const OVER: f64 = 6.0;

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("screenplay");
    let heads = heads::heads(text);
    if heads.is_empty() {
        return claims.found;
    }
    let head = |i: usize| {
        let at = heads.binary_search_by_key(&i, |(line, _)| *line);
        at.ok().map(|at| heads[at].1)
    };
    // `NORA`, `NORA: (nervously)`, `Nora: Good morning.`, `Driver: Where to?` once
    let is_cue = |i: usize| {
        let line = &text.lines[i];
        let mut candidates = text.facts[i].candidates.iter();
        candidates.any(|one| {
            let said = line.text()[one.said.clone()].trim();
            let is_directed = said.starts_with('(') && said.ends_with(')');
            let is_colon = one.syntax.close == Close::Colon;
            let is_named = is_colon && (line.label > NAMED || is_plain_name(one));
            let is_big = is_upper(line.text()) || is_directed && one.capitals == Capitals::All;
            is_named || is_big && (said.is_empty() || is_directed)
        })
    };
    // `NORA`, `NORA: (nervously)`: what they say stands below.
    let is_open = |i: usize| {
        let mut candidates = text.facts[i].candidates.iter();
        let says = |one: &Candidate| {
            let said = text.lines[i].text()[one.said.clone()].trim();
            let is_directed = said.starts_with('(') && said.ends_with(')');
            one.syntax.close == Close::Colon && !said.is_empty() && !is_directed
        };
        is_cue(i) && !candidates.any(says)
    };
    // Some scripts have no blank lines: each line is a paragraph.
    let opening = text.free().filter(|(_, line)| line.opens).count();
    let is_by_line = opening * BY_LINE < text.len();
    let begins = |line: &Line| line.opens || is_by_line;
    // Where cues stand right over what is said, capitals with a blank line below are no cue.
    let cues = text.free().filter(|(i, line)| {
        line.opens && is_cue(*i) && head(*i).is_none() && !is_of_camera(line.text())
    });
    let (apart, over): (Vec<bool>, Vec<bool>) = cues
        .map(|(_, line)| line.closes)
        .partition(|closes| *closes);
    let (apart, over) = (apart.len(), over.len());
    let are_over = over >= FEWEST_OVER && over > apart * OVER_EACH;
    let is_before_speech = |(i, line): &(usize, &Line)| {
        let mut candidates = text.facts[*i].candidates.iter();
        let is_one = |one: &Candidate| one.syntax.close == Close::Colon && !one.said.is_empty();
        line.label > NAMED && candidates.any(is_one)
    };
    let are_before_speech = text.free().filter(is_before_speech).count() >= FEWEST_OVER;
    let (mut tells, mut shown) = (false, None);
    for (i, line) in text.free() {
        if is_torn_mark(line.text()) && (line.closes || !is_cue(i)) {
            claims.instead(i, Dropped("page furniture"), 20.0);
            continue;
        }
        // `BANG.  SILENCE.` where names stand alone
        let mut candidates = text.facts[i].candidates.iter();
        let is_before = |one: &Candidate| {
            one.syntax.close == Close::Stop && one.capitals == Capitals::All && !one.said.is_empty()
        };
        if are_over && line.opens && line.label < NAMED && candidates.any(is_before) {
            claims.instead(i, Narration, 9.0);
        }
        // `12.`: of the page, or of the scene.
        if text.facts[i].class == Class::Number
            && line.text().ends_with('.')
            && (line.opens || line.closes)
        {
            claims.instead(i, Dropped("page furniture"), 20.0);
            continue;
        }
        if head(i) == Some(Head::Counted) && line.heading().is_none() {
            claims.instead(i, Heading(SCENE), 20.0);
            (tells, shown) = (true, Some(i));
            continue;
        }
        // `CORTE A:` right before a scene or at the end, in any language
        let is_last = i + 1 == text.len() || head(i + 1).is_some();
        let is_between = line.closes && is_last && line.text().ends_with(':');
        let is_cut = is_transition(line.text()) || is_between && is_upper(line.text());
        // What the camera does is no part of the tale.
        if line.heading().is_none() && (head(i).is_some() || is_cut || is_of_camera(line.text())) {
            claims.instead(i, if is_cut { Direction } else { Narration }, 20.0);
            (tells, shown) = (true, Some(i));
            continue;
        }
        let is_title = line.opens && line.closes && text.facts[i].class == Class::Capitals;
        if are_over && is_title && is_cue(i) && line.label < NAMED {
            claims.instead(i, Narration, 9.0);
            tells = true;
            continue;
        }
        if line.opens && !line.closes && is_cue(i) {
            let names = text.facts[i]
                .candidates
                .iter()
                .filter(|candidate| candidate.said.is_empty());
            for name in names.filter_map(|candidate| candidate.name.clone()) {
                claims.span(i, name, Label, if are_over { OVER } else { 3.0 });
            }
        }
        // `Driver: Where to?` once, among others who are named so.
        if begins(line) && line.label <= NAMED && are_before_speech {
            let mut names = text.facts[i].candidates.iter();
            let name = names.find(|one| one.syntax.close == Close::Colon && is_plain_name(one));
            if let Some(name) = name.and_then(|one| one.name.clone()) {
                claims.span(i, name, Label, OVER);
            }
        }
        // Some scripts leave a line blank below a cue.
        let is_under = |above: usize| {
            let is_mark = is_torn_mark(text.lines[above].text());
            is_open(above) || text.facts[above].class == Class::Bracket || is_mark
        };
        let is_under_cue = i > 0 && shown != Some(i - 1) && is_under(i - 1);
        // What is said in italics is said.
        if !line.opens && is_under_cue && text.facts[i].class == Class::Italic {
            claims.line(i, Speech, IN_ITALICS);
        }
        if begins(line) {
            tells = !is_under_cue && !is_cue(i);
        }
        if tells && i > heads[0].0 && text.facts[i].class == Class::Plain {
            claims.line(i, Narration, TOLD);
        }
    }
    claims.found
}

/// Whether a line is a mark of a page that ends in a speech, with blanks torn into it: `(MO RE)`, `!RE ED (CON T'D)`
fn is_torn_mark(text: &str) -> bool {
    let is_whole = |text: &str| text.ends_with("(MORE)") || text.ends_with("(CONT'D)");
    if text.len() > 60 || !text.ends_with(')') || !is_upper(text) || is_whole(text) {
        return false;
    }
    let letters: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    is_whole(&letters.replace('’', "'"))
}

/// Whether a label before a colon may be a name that is used once.
fn is_plain_name(one: &Candidate) -> bool {
    one.words <= 2 && one.odd < ODD && one.never == 0.0
}

/// Whether a line says what the camera shows or does, and names nobody.
fn is_of_camera(text: &str) -> bool {
    is_transition(text) || is_place_of_script(text)
}

/// Whether a scene ends here: `FADE OUT.`, `SMASH CUT TO:`, `BACK TO:`
pub(in crate::script) fn is_transition(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    let cuts = ["FADE", "CUT", "DISSOLVE", "SMASH", "MATCH", "INTERCUT"];
    let is_cut = cuts.contains(&first) && text.ends_with(['.', ':']) || text.ends_with(" TO:");
    is_cut && is_upper(text)
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken;

    #[test]
    fn torn_marks_and_a_crash_are_nobodys() {
        let text = "INT. FERRY HOUSE - NIGHT\n\nMARTHA\nYou are late.\n\nOSKAR\nThe river was.\n\nMARTHA\nIt takes its time.\n\n!(MO RE)\n\n\
                    Sit down.\n\nOSKAR\nI sit.\n\n!OS KAR (CO NT'D)\n\nCRASH.  SILENCE.\n\nMARTHA\nWho was that?\n";
        let said = spoken(text);
        let at = |line: &str| said.iter().any(|own| own == line);
        assert!(
            at("martha: Sit down.") && at("narrator: CRASH.  SILENCE."),
            "{said:#?}"
        );
        assert!(
            said.iter()
                .all(|line| !line.contains("(M") && !line.contains("(C")),
            "{said:#?}"
        );
    }
}
