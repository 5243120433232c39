//! What rules say of lines: which are surely not in the book, and costs of roles for the others.

use super::Role;
use super::background::ROLES;
use super::costs::roles;
use crate::script::claims::{Claim, ClaimRole};
use crate::script::facts::{Class, LineFacts};
use std::collections::{HashMap, HashSet};

/// How many nats of a claim are no more than a hint, which the text itself outweighs.
const HINT: f32 = 3.0;
/// From how many nats on a line is surely not in the book, and takes no part.
const CERTAIN: f64 = 12.0;
/// How many nats of a claim the brackets around a line are worth.
const KNOWN_BRACKET: f32 = 6.0;

/// What rules say of a line.
#[derive(Clone, Copy)]
pub(super) struct Bias {
    /// Nats by role that are added to its cost.
    pub(super) more: [f32; ROLES],
    /// The roles that are claimed: what they look like costs no more than the prior of a claim.
    pub(super) is_claimed: [bool; ROLES],
}

/// What claims come to, and which of them each line has. A claim makes all other roles dearer and not its own cheaper: so
/// it says nothing for a talk or against it, and what the line's look says of the role is not counted twice.
pub(super) fn of(claims: &[Claim], facts: &[LineFacts]) -> (Vec<Bias>, HashMap<usize, u32>) {
    use Role::{
        Direction, DirectionAfterLabel, Heading, LabelAlone, LabelInline, LongSpeech, Narration,
        Other, Speech,
    };
    let mut biases: Vec<Bias> = Vec::new();
    let mut of: HashMap<usize, u32> = HashMap::new();
    for claim in claims {
        // That a line stands in brackets is known already: `[Ann]` may be a name.
        let is_bracket = facts
            .get(claim.line)
            .is_some_and(|line| line.class == Class::Bracket);
        let mut nats = (claim.nats as f32 - HINT).max(0.0);
        // The roles that it is, and the roles that it is not. Whether it is a label, rules say by itself.
        let (own, others): (&[Role], &[Role]) = match claim.role {
            ClaimRole::NoLabel => {
                if is_bracket {
                    nats = (nats - KNOWN_BRACKET).max(0.0);
                }
                (&[], &[LabelAlone, LabelInline])
            }
            ClaimRole::NoDirection => (&[], &[Direction, DirectionAfterLabel]),
            ClaimRole::Label => {
                nats = -(claim.nats as f32);
                (&[], &[LabelAlone, LabelInline])
            }
            // A part of a line says nothing of the whole.
            _ if claim.span.is_some() => continue,
            ClaimRole::Dropped(_) | ClaimRole::Metadata(_) => (
                &[Other],
                &[
                    Speech,
                    LongSpeech,
                    Direction,
                    DirectionAfterLabel,
                    Heading,
                    Narration,
                ],
            ),
            ClaimRole::Note | ClaimRole::Direction => (
                &[Direction, DirectionAfterLabel],
                &[Speech, LongSpeech, Narration],
            ),
            ClaimRole::Heading(_) | ClaimRole::Title => (
                &[Heading],
                &[
                    Speech,
                    LongSpeech,
                    Narration,
                    Direction,
                    DirectionAfterLabel,
                ],
            ),
            ClaimRole::Narration => (&[Narration], &[Speech, LongSpeech]),
            // What translates in brackets is said, though said lines seldom stand in brackets.
            ClaimRole::Speech => (
                if is_bracket && nats > 0.0 {
                    &[Speech, LongSpeech]
                } else {
                    &[]
                },
                &[Direction, DirectionAfterLabel, Heading, Narration, Other],
            ),
        };
        if nats == 0.0 {
            continue;
        }
        let bias = *of.entry(claim.line).or_insert_with(|| {
            biases.push(Bias {
                more: [0.0; ROLES],
                is_claimed: [false; ROLES],
            });
            (biases.len() - 1) as u32
        });
        let bias = &mut biases[bias as usize];
        if claim.role == ClaimRole::NoDirection {
            // It is as likely said or told as outside the talk, so that it says nothing for a talk or against it.
            let (tables, class) = (roles(), facts[claim.line].class as usize);
            let told = (tables.narration[class] / tables.outside[class]).ln();
            let said = (tables.speech[class] / tables.outside[class]).ln();
            for (role, more) in [(Speech, said), (LongSpeech, said), (Narration, told)] {
                bias.more[role as usize] += more as f32;
            }
        }
        for role in own {
            bias.is_claimed[*role as usize] = true;
        }
        for role in others {
            bias.more[*role as usize] += nats;
        }
    }
    (biases, of)
}

/// The lines that rules are sure are not in the book.
pub(super) fn surely_apart(claims: &[Claim]) -> HashSet<usize> {
    let mut nats: HashMap<usize, f64> = HashMap::new();
    for claim in claims.iter().filter(|claim| claim.span.is_none()) {
        if matches!(claim.role, ClaimRole::Dropped(_) | ClaimRole::Metadata(_)) {
            let most = nats.entry(claim.line).or_default();
            *most = most.max(claim.nats);
        }
    }
    let sure = nats.into_iter().filter(|(_, nats)| *nats >= CERTAIN);
    sure.map(|(line, _)| line).collect()
}
