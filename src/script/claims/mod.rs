//! Rules: what a line may be besides speech, and how strong the evidence for it is.
//!
//! A rule reads the lines and their facts and returns [`Claim`]s. It changes nothing, sees no other rule's claims and
//! decides nothing: the lattice adds the claims to the costs of the roles and finds the cheapest reading of the whole
//! text. So there is no order of rules, and one odd line costs no more than itself.
//!
//! Each file is one idea. The words that a rule knows are data: `words/*.toml`.
//!
//! **Nats.** A claim of n nats says that the line is eⁿ times likelier to look like this as what the rule says than as
//! speech. About 2 is a hint, 5 a reason, 8 to 10 strong, 15 and more certain. Claims of several rules for the same role
//! add up ([`strongest`]).

mod addresses;
mod again;
mod asked_talks;
mod askers;
mod closings;
mod columns;
mod contents;
mod dates;
pub(in crate::script) mod directions;
mod drawn;
mod fields;
mod front;
mod furniture;
mod glued;
mod headings;
mod in_full;
mod interviews;
mod labels;
mod mail;
mod masthead;
mod messages;
pub(in crate::script) mod notes;
mod pages;
pub(in crate::script) mod participants;
mod posts;
mod pullquotes;
mod screenplay;
mod subtitles;
mod text;
mod tiers;
mod times;
mod verse_numbers;
mod words;
mod wrappers;

use super::document::Document;
use super::facts::LineFacts;
pub(in crate::script) use addresses::{
    is_way_on, leads_to_page, names_recording, names_references,
};
pub(in crate::script) use headings::is_heading;
pub(in crate::script) use pages::{REASON as PAGE_FURNITURE, counts_pages_by_words, states_rights};
use rayon::prelude::*;
pub(in crate::script) use screenplay::is_transition;
use std::collections::HashSet;
use std::ops::Range;
pub(in crate::script) use subtitles::is_credit;
use text::Text;
pub(in crate::script) use words::names_title;

/// What a rule says of a line, or of a part of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Claim {
    /// The line's index in the document.
    pub(crate) line: usize,
    /// Which bytes of its text are meant; `None` for all of it.
    pub(crate) span: Option<Range<usize>>,
    /// What it is.
    pub(crate) role: ClaimRole,
    /// The rule that says so.
    pub(crate) rule: &'static str,
    /// How much cheaper the role is for it than speech, in nats.
    pub(crate) nats: f64,
}

/// What a line, or a part of it, is said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum ClaimRole {
    /// Not in the book, for this reason.
    Dropped(&'static str),
    /// A fact about the text, of this kind.
    Metadata(&'static str),
    /// An editor's note, or a footnote.
    Note,
    /// A stage direction, or what is heard.
    Direction,
    /// A heading of that level, from 1 for the highest.
    Heading(u8),
    /// The book's title.
    Title,
    /// Told, and said by nobody of the text.
    Narration,
    /// Said.
    Speech,
    /// What looks like a label here is none.
    NoLabel,
    /// What looks like a direction here is none: it is told or said.
    NoDirection,
    /// What looks like a name here is one, by other evidence. The span is the name.
    Label,
}

/// All rules.
const RULES: &[fn(&Text) -> Vec<Claim>] = &[
    addresses::claims,
    asked_talks::claims,
    askers::claims,
    closings::claims,
    contents::claims,
    directions::claims,
    columns::claims,
    drawn::claims,
    fields::claims,
    front::claims,
    furniture::claims,
    glued::claims,
    headings::claims,
    in_full::claims,
    interviews::claims,
    labels::claims,
    mail::claims,
    masthead::claims,
    messages::claims,
    notes::claims,
    pages::claims,
    participants::claims,
    posts::claims,
    pullquotes::claims,
    screenplay::claims,
    subtitles::claims,
    tiers::claims,
    times::claims,
    verse_numbers::claims,
    wrappers::claims,
];

/// What all rules say of a text, in the order of its lines.
pub(crate) fn of(document: &Document, facts: &[LineFacts]) -> Vec<Claim> {
    let text = Text::of(document, facts);
    let mut claims: Vec<Claim> = RULES.par_iter().flat_map_iter(|rule| rule(&text)).collect();
    again::share(&text.copies, &mut claims);
    let begin = |claim: &Claim| claim.span.as_ref().map(|span| (span.start, span.end));
    claims.sort_by(|a, b| {
        let places = (a.line, begin(a)).cmp(&(b.line, begin(b)));
        places.then(a.rule.cmp(b.rule)).then(a.role.cmp(&b.role))
    });
    claims
}

/// From how many nats on a rule is sure that nobody is named.
const UNNAMED: f64 = 6.0;

/// The lines that name nobody, though they look as if they did.
pub(crate) fn unnamed(claims: Vec<Claim>) -> HashSet<usize> {
    let sure = claims
        .into_iter()
        .filter(|claim| claim.role == ClaimRole::NoLabel && claim.nats >= UNNAMED);
    sure.map(|claim| claim.line).collect()
}

/// How much likelier a line or a part of one is to be said, before anything is known of it, in nats: one in fifty is not.
const PRIOR: f64 = 4.0;

/// What the claims about one line, or one span of it, say together: the role with the most nats, and how many it has
/// beyond what speaks for speech; above 0 it is the likelier one. Nothing if none speaks for another role.
pub(crate) fn strongest<'a>(
    claims: impl IntoIterator<Item = &'a Claim>,
) -> Option<(ClaimRole, f64)> {
    let mut sums: Vec<(ClaimRole, f64)> = Vec::new();
    let mut said = 0.0;
    for claim in claims {
        match claim.role {
            ClaimRole::Speech => said += claim.nats,
            ClaimRole::NoLabel | ClaimRole::NoDirection | ClaimRole::Label => {}
            role => match sums.iter_mut().find(|(known, _)| *known == role) {
                Some((_, sum)) => *sum += claim.nats,
                None => sums.push((role, claim.nats)),
            },
        }
    }
    let best = sums
        .into_iter()
        .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
    Some((best.0, best.1 - said - PRIOR))
}

/// Gathers the claims of one rule.
struct Claims {
    rule: &'static str,
    found: Vec<Claim>,
}

impl Claims {
    fn of(rule: &'static str) -> Self {
        Self {
            rule,
            found: Vec::new(),
        }
    }

    /// Claims a whole line.
    fn line(&mut self, line: usize, role: ClaimRole, nats: f64) {
        self.add(line, None, role, nats);
    }

    /// Claims a whole line, which then names nobody.
    fn instead(&mut self, line: usize, role: ClaimRole, nats: f64) {
        self.line(line, role, nats);
        self.line(line, ClaimRole::NoLabel, nats);
    }

    /// Claims a part of a line.
    fn span(&mut self, line: usize, span: Range<usize>, role: ClaimRole, nats: f64) {
        self.add(line, Some(span), role, nats);
    }

    fn add(&mut self, line: usize, span: Option<Range<usize>>, role: ClaimRole, nats: f64) {
        if nats >= 0.5 {
            self.found.push(Claim {
                line,
                span,
                role,
                rule: self.rule,
                nats,
            });
        }
    }
}

#[cfg(test)]
mod tests;
