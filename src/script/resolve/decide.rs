//! From the role of a line to what each part of it is.

use super::pieces::{Is, Piece};
use crate::script::claims::{Claim, ClaimRole, strongest};
use crate::script::document::Preset;
use crate::script::document::SourceLine;
use crate::script::facts::{Class, Kind, LineFacts, initials_of};
use crate::script::lattice::{Label, Role};
use crate::script::rules;
use crate::script::stamp::{TIME, is_stamp, leading_time};

/// Why an address is not.
const ADDRESS: &str = "address";
/// Why what stands beside a name is not.
const BESIDE: &str = "beside the name of who speaks";

/// What the parts of a line are, and what the rest of it is.
pub(crate) fn pieces(
    line: &SourceLine,
    facts: &LineFacts,
    role: Role,
    label: Option<&Label>,
    claims: &[Claim],
) -> (Vec<Piece>, Is) {
    let whole = |is: Is| (vec![Piece::new(0..line.text.len(), is)], is);
    if let Some(preset) = &line.preset {
        return whole(of_preset(preset));
    }
    let of_line = strongest(claims.iter().filter(|claim| claim.span.is_none()));
    let claimed = of_line
        .filter(|(_, nats)| *nats > 0.0)
        .map(|(role, _)| role);
    match (role, label) {
        (Role::LabelAlone | Role::LabelInline, Some(label)) => {
            let mut pieces = inside(claims, Some(&label.said));
            if let Some(name) = &label.at {
                pieces.push(Piece::new(name.clone(), Is::Name(label.who)));
            }
            pieces.extend(label.notes.iter().map(|note| {
                // `Ann: [redacted], you asked.` takes the place of a word.
                let is_said = claims.iter().any(|claim| {
                    claim.role == ClaimRole::Speech && claim.span.as_ref() == Some(note)
                });
                let is = match initials_of(&line.text[note.clone()], &label.name) {
                    _ if is_said => Is::Said,
                    Some(_) => Is::Sign,
                    None => Is::Direction,
                };
                Piece::new(note.clone(), is)
            }));
            // What is said is what the spans within it leave.
            let said = uncovered(&pieces, label.said.clone());
            // `[Ann] 10:02:11`, over what she says
            let is_named_apart = label.syntax.mark.kind == Kind::Square;
            let said = said.into_iter().map(|bytes| {
                let own = line.text[bytes.clone()].trim();
                let is_beside = is_bracketed_time(own) || is_named_apart && is_stamp(own);
                Piece::new(bytes, if is_beside { Is::Sign } else { Is::Said })
            });
            pieces.extend(said);
            // When it is said is part of the label.
            let rest = Is::Dropped(BESIDE);
            let beside = uncovered(&pieces, 0..line.text.len())
                .into_iter()
                .map(|gap| {
                    let is_number = |text: &str| text.trim().bytes().all(|b| b.is_ascii_digit());
                    if is_time(&line.text[gap.clone()]) || is_number(&line.text[gap.clone()]) {
                        Piece::new(gap, Is::Sign)
                    } else {
                        Piece::new(without_signs(&line.text, gap), rest)
                    }
                });
            pieces.extend(beside.filter(|piece| !piece.bytes.is_empty()));
            (pieces, rest)
        }
        (Role::LabelAlone | Role::LabelInline | Role::Speech | Role::LongSpeech, _) => {
            (inside(claims, None), Is::Said)
        }
        // `Title: The Lamp`
        (Role::Other | Role::Outside | Role::Behind, _)
            if claimed == Some(ClaimRole::Metadata("title"))
                && inside(claims, None)
                    .iter()
                    .any(|piece| piece.is == Is::Title) =>
        {
            (titled(line, claims).0, Is::Sign)
        }
        (Role::Direction | Role::DirectionAfterLabel, _) => {
            let is = match claimed {
                Some(ClaimRole::Note) => Is::Note,
                Some(ClaimRole::Narration) => Is::Told,
                _ => Is::Direction,
            };
            // A time before it.
            let mut pieces = inside(claims, None);
            pieces.retain(|piece| matches!(piece.is, Is::Dropped(_)));
            (pieces, is)
        }
        (Role::Heading, _) if claimed == Some(ClaimRole::Title) => titled(line, claims),
        // Where a scene is, is told.
        (Role::Heading, _) if claimed == Some(ClaimRole::Narration) => {
            (inside(claims, None), Is::Told)
        }
        (Role::Heading, _) if claimed == Some(ClaimRole::Direction) => whole(Is::Direction),
        // What only looks like a heading, `INT. MILL - NIGHT`, begins no chapter.
        (Role::Heading, _) => whole(match level(claims).or(line.markup.heading) {
            Some(level) => Is::Heading(level),
            None => Is::Told,
        }),
        (Role::Narration, _) => (inside(claims, None), Is::Told),
        (Role::Other, _) => whole(match claimed {
            Some(role) => is(role).unwrap_or(Is::Told),
            None => of_class(facts.class).unwrap_or(Is::Told),
        }),
        (Role::Outside | Role::Behind, _) => {
            match claimed.and_then(is).or_else(|| outside(line, facts.class)) {
                Some(Is::Said) | None => (inside(claims, None), Is::Told),
                Some(Is::Title) => titled(line, claims),
                Some(is) => whole(is),
            }
        }
    }
}

/// Whether what stands behind a label is a time in brackets and nothing else: `[9:12 am]`.
fn is_bracketed_time(text: &str) -> bool {
    let text = text.trim();
    text.starts_with(['[', '(', '（', '【'])
        && leading_time(text).is_some_and(|(_, rest)| rest.is_empty())
}

/// Whether what stands beside a name is a time: `[0:04] `, ` — 10:02 AM`, `10:02 <@`, `10:02:11 From `.
fn is_time(text: &str) -> bool {
    let inside = text.trim_matches(|c: char| !c.is_alphanumeric());
    is_stamp(inside)
        || leading_time(inside).is_some_and(|(_, rest)| rest.chars().all(char::is_alphabetic))
}

/// The book's title, without what else stands on its line: a date before it, the author behind it.
fn titled(line: &SourceLine, claims: &[Claim]) -> (Vec<Piece>, Is) {
    let mut pieces = inside(claims, None);
    pieces.retain(|piece| matches!(piece.is, Is::Title | Is::Metadata(_) | Is::Dropped(_)));
    if !pieces.iter().any(|piece| piece.is == Is::Title) {
        let rest = uncovered(&pieces, 0..line.text.len());
        pieces.extend(rest.into_iter().map(|bytes| Piece::new(bytes, Is::Title)));
    }
    (pieces, Is::Title)
}

/// What a reader knows a line to be.
fn of_preset(preset: &Preset) -> Is {
    match preset {
        Preset::Title { .. } => Is::Title,
        Preset::Metadata { key } => Is::Metadata(key),
        Preset::Note => Is::Note,
        Preset::Told | Preset::Code => Is::Told,
        Preset::Direction => Is::Direction,
        Preset::Dropped { reason } => Is::Dropped(reason),
        Preset::Chapter { level } => Is::Heading(*level),
    }
}

/// What a claim makes of a line; `None` for what only says whether there is a label.
fn is(role: ClaimRole) -> Option<Is> {
    Some(match role {
        ClaimRole::Dropped(reason) => Is::Dropped(reason),
        ClaimRole::Metadata(key) => Is::Metadata(key),
        ClaimRole::Note => Is::Note,
        ClaimRole::Direction => Is::Direction,
        ClaimRole::Heading(level) => Is::Heading(level),
        ClaimRole::Title => Is::Title,
        ClaimRole::Narration => Is::Told,
        ClaimRole::Speech => Is::Said,
        ClaimRole::NoLabel | ClaimRole::NoDirection | ClaimRole::Label => return None,
    })
}

/// What a line outside the talk is by what it looks like.
fn outside(line: &SourceLine, class: Class) -> Option<Is> {
    line.markup
        .heading
        .map(Is::Heading)
        .or_else(|| of_class(class))
}

/// What a line is that holds nothing to be said.
fn of_class(class: Class) -> Option<Is> {
    match class {
        Class::Rule => Some(Is::Dropped(rules::REASON)),
        Class::Time => Some(Is::Dropped(TIME)),
        Class::Address => Some(Is::Dropped(ADDRESS)),
        _ => None,
    }
}

/// The level of a heading that is claimed.
fn level(claims: &[Claim]) -> Option<u8> {
    let levels = claims.iter().filter_map(|claim| match claim.role {
        ClaimRole::Heading(level) => Some((claim.nats, level)),
        _ => None,
    });
    levels
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, level)| level)
}

/// The directions, notes and marks that are claimed within a line; if `within` is given, only inside it.
fn inside(claims: &[Claim], within: Option<&std::ops::Range<usize>>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let spans = claims.iter().filter_map(|claim| claim.span.as_ref());
    for span in spans {
        if pieces.iter().any(|piece| piece.bytes == *span)
            || within.is_some_and(|within| span.start < within.start || span.end > within.end)
        {
            continue;
        }
        let same = claims
            .iter()
            .filter(|claim| claim.span.as_ref() == Some(span));
        let best = strongest(same).filter(|(_, nats)| *nats > 0.0);
        if let Some(is) = best
            .and_then(|(role, _)| is(role))
            .filter(|is| *is != Is::Said)
        {
            pieces.push(Piece::new(span.clone(), is));
        }
    }
    pieces
}

/// What is left of a range without the signs before it, of a line; nothing if no letter or digit is.
fn without_signs(text: &str, bytes: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let part = &text[bytes.clone()];
    if !part.contains(char::is_alphanumeric) {
        return bytes.start..bytes.start;
    }
    let rest = part.trim_start_matches([' ', ',', '-', '–', '—', '*', '_']);
    let start = bytes.end - rest.len();
    start..start + rest.trim_end_matches([' ', '*', '_']).len()
}

/// What of a range no piece covers.
fn uncovered(pieces: &[Piece], range: std::ops::Range<usize>) -> Vec<std::ops::Range<usize>> {
    let mut taken: Vec<_> = pieces.iter().map(|piece| piece.bytes.clone()).collect();
    taken.sort_by_key(|bytes| bytes.start);
    let mut free = Vec::new();
    let mut from = range.start;
    for bytes in taken {
        if bytes.end <= from || bytes.start >= range.end {
            continue;
        }
        if bytes.start > from {
            free.push(from..bytes.start);
        }
        from = bytes.end;
    }
    if from < range.end {
        free.push(from..range.end);
    }
    free
}
