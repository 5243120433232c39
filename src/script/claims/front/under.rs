//! What stands right under the title: subtitle, author, date and place.

use super::super::ClaimRole::{Metadata, NoLabel, Title};
use super::super::dates::moment;
use super::super::participants::is_full_name;
use super::super::text::{Line, Text};
use super::super::words::Front;
use super::super::{Claims, headings};
use super::UNDER;
use super::byline::byline;
use super::title::{between, letters};
use crate::script::facts::letters::is_upper;
use crate::script::facts::{Candidate, Class, Close};
use crate::script::tongues::writing::script_of;

/// What speaks against a line that begins an item of a list, in nats.
const IN_LIST: f64 = 6.0;

/// What a few words alone between the title and the first chapter are more surely a subtitle, in nats.
const OVER_CHAPTER: f64 = 4.0;

/// What stands right under the title: never a chapter of its own.
pub(super) fn under(text: &Text, title: usize, lines: &[usize], nats: f64, claims: &mut Claims) {
    let mut before = title;
    let mut nats = nats;
    for (n, &i) in lines.iter().filter(|&&i| i > title).enumerate() {
        let line = &text.lines[i];
        // Only what follows the title without text between: a long line ends it.
        if between(text, before, i) > 4 || text.labels_before(i) > 0.8 || n > UNDER || nats <= -4.0
        {
            break;
        }
        before = i;
        if letters(&line.bare) == letters(&text.lines[title].bare) {
            continue;
        }
        if text.facts[i].class == Class::HeadingWord && is_upper(line.text()) && !names_kind(line) {
            break; // `INT. MILL - NIGHT`, `ACT I`
        }
        let sends = |one: &Candidate| one.syntax.close == Close::Sent;
        if text.facts[i].candidates.iter().any(sends) {
            continue; // `From: Ann Reed`, over a mail
        }
        if let Some(sure) = byline(line.text()) {
            claims.line(i, Metadata("author"), sure + nats + 2.0);
            claims.line(i, NoLabel, sure);
            continue;
        }
        let names_kind = names_kind(line) && line.words() < 40;
        let goes_on = !line.opens && text.block(title).contains(&i);
        let heads = headings::level(line.text()).is_some();
        let mut own = nats - 1.0;
        own += if names_kind { 6.0 } else { 0.0 } + if goes_on { 3.0 } else { 0.0 };
        own -= if line.is_scrap() { 0.0 } else { 7.0 } + 8.0 * line.label;
        own -= if heads { 8.0 } else { 0.0 } + n as f64;
        // Before a talk stands what it is, in scraps; the first sentence ends that.
        let block = text.block(i);
        let is_short =
            |j: usize| text.lines[j].is_scrap() || moment(&text.lines[j].lower).is_some();
        // What ends in a colon or a comma leads up to what follows.
        let leads =
            text.lines[block.end - 1].text().ends_with([':', '：']) || line.text().ends_with(',');
        let scraps = block.len() <= 4 && block.clone().all(is_short) && !leads;
        own += if scraps && text.labels() > 2.0 {
            3.0
        } else {
            0.0
        };
        own += if block
            .clone()
            .any(|j| moment(&text.lines[j].lower).is_some())
        {
            2.0
        } else {
            0.0
        };
        own -= if line.text().ends_with(['?', '？', '!', '！']) && !names_kind {
            3.0
        } else {
            0.0
        };
        if line.text().starts_with(['(', '（', '[']) && line.text().ends_with([')', '）', ']']) {
            own += 1.0;
        }
        if !line.closes && !goes_on && !scraps {
            own -= 3.0;
        }
        if leads {
            own -= 4.0;
        }
        if line.heading().is_some() {
            // A heading with a heading right under it has no text: it belongs to the title.
            let next = text.lines[i + 1..]
                .iter()
                .find(|next| next.source.preset.is_none());
            own += if names_kind || next.is_some_and(|next| next.heading().is_some()) {
                4.0
            } else {
                -9.0
            };
        }
        // Alone between the title and the first chapter.
        let is_over_chapter = || {
            let is_text = |j: &usize| text.lines[*j].source.preset.is_none();
            let below = (i + 1..text.len()).find(is_text);
            below.is_some_and(|j| text.begins_chapter(j))
        };
        if n == 0 && is_over_chapter() && line.closes && line.is_scrap() && line.heading().is_none()
        {
            own += OVER_CHAPTER;
        }
        if is_full_name(line.text())
            && !names_kind
            && line.label < 0.3
            && (goes_on || line.closes)
            && line.words() < 5
            && !leads
        {
            claims.line(i, Metadata("author"), own + 1.0);
        }
        // A list begins the text, or a fact with its key in bold type.
        let lead = line.markup().lead.as_deref().unwrap_or_default();
        if line.markup().begins_item || lead.trim_end().ends_with([':', '：']) {
            own -= IN_LIST;
        } else if other_script(&text.lines[title], line) {
            claims.line(i, Title, own + 3.0);
        }
        claims.instead(i, Metadata("subtitle"), own);
        if own <= 0.0 {
            nats -= 3.0;
        }
    }
}

/// Whether a line says what kind of text it stands over: `Interview with Oda Falk`, `Poems`.
pub(super) fn names_kind(line: &Line) -> bool {
    let kinds = &Front::get().subtitle;
    kinds.words.is(&line.bare) || kinds.begins.begins(&line.bare)
}

/// Whether two lines are in different letters. A title in two scripts is in that which it begins with.
fn other_script(a: &Line, b: &Line) -> bool {
    let script = |line: &Line| {
        let letters = || line.text().chars().filter(|c| c.is_alphabetic());
        let is_unspaced = |c: &char| super::super::words::is_unspaced(*c);
        let first = letters().next()?;
        if is_unspaced(&first) || letters().filter(is_unspaced).count() * 4 > letters().count() {
            return None;
        }
        Some(script_of(first))
    };
    script(a) != script(b)
}
