use super::*;
use crate::script::document::Document;
use crate::script::facts;

/// What the rules say of a text: each line with the strongest role and its nats.
fn roles(text: &str) -> Vec<(Option<ClaimRole>, f64)> {
    let document = Document::from(Document::of_text(text));
    let claims = of(&document, &facts::of(&document));
    let whole = |i: usize| {
        claims
            .iter()
            .filter(move |claim| claim.line == i && claim.span.is_none())
    };
    let all = (0..document.lines.len()).map(|i| strongest(whole(i)));
    all.map(|best| best.map_or((None, 0.0), |(role, nats)| (Some(role), nats)))
        .collect()
}

#[test]
fn facts_of_a_recording_are_no_labels() {
    let text = "The Ropewalk\n\nInterviewee: Henrik Aas\nPlace: Bergen\nDate: 4 May 2013\n\n\
                Q: When was that?\nA: In May.\nQ: And then?\nA: In June.\nQ: Why?\nA: It rained.";
    let roles = roles(text);
    assert_eq!(roles[0].0, Some(ClaimRole::Title));
    assert_eq!(roles[1].0, Some(ClaimRole::Metadata("participant")));
    assert_eq!(roles[2].0, Some(ClaimRole::Metadata("place")));
    assert_eq!(roles[3].0, Some(ClaimRole::Metadata("date")));
    assert!(roles[1..4].iter().all(|(_, nats)| *nats > 0.0));
    assert!(roles[4..].iter().all(|(_, nats)| *nats <= 0.0), "{roles:?}");
}

#[test]
fn what_is_said_again_is_never_dropped() {
    let text = "Mr. Holm\n\nDid you see it?\n\nMrs. Lie\n\nYes.\n\nMr. Holm\n\nAnd then?\n\nMrs. Lie\n\nYes.\n\nMr. Holm\n\nSo?\n\nMrs. Lie\n\nYes.";
    let dropped = roles(text)
        .into_iter()
        .filter(|(role, nats)| matches!(role, Some(ClaimRole::Dropped(_))) && *nats > 0.0);
    assert_eq!(dropped.count(), 0);
}
