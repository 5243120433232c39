//! What rules say of the lines of a text that stands twice: of both copies the same. A rule that looks at what stands before the talk
//! sees only the first, and one that looks at its end only the second.

use super::{Claim, ClaimRole};
use crate::script::copies::Copy;
use std::collections::HashMap;
use std::ops::Range;

/// A claim without its nats.
type What = (usize, Option<Range<usize>>, ClaimRole, &'static str);

/// Has each rule that says something of one line say it of its copy, too, and as surely. The title that stands again heads what follows.
pub(super) fn share(copies: &[Copy], claims: &mut Vec<Claim>) {
    for copy in copies {
        let what =
            |claim: &Claim| -> What { (claim.line, claim.span.clone(), claim.role, claim.rule) };
        let mut known: HashMap<What, usize> = HashMap::new();
        for (nth, claim) in claims.iter().enumerate() {
            known.insert(what(claim), nth);
        }
        for nth in 0..claims.len() {
            let mut shared = claims[nth].clone();
            let Some(line) = copy.twin(shared.line) else {
                continue;
            };
            shared.line = line;
            if shared.role == ClaimRole::Title && line >= copy.at {
                shared.role = ClaimRole::Heading(1);
            }
            match known.get(&what(&shared)) {
                Some(&other) => claims[other].nats = claims[other].nats.max(shared.nats),
                None => claims.push(shared),
            }
        }
    }
}
