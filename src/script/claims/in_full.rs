//! Who is named in full at first and by a shorter name from then on: `Ann Reed: Welcome.`, then `Ann: So.`, or `AR: So.` The
//! first names come once each, but stand as the others do.

use super::ClaimRole::Label;
use super::text::Text;
use super::{Claim, Claims};
use crate::script::facts::letters::{ByHash, name_hash, words};
use crate::script::facts::{Candidate, Class, Close, Syntax};
use std::collections::{HashMap, HashSet};

/// How often someone is named in full at most.
const IN_FULL: usize = 2;
/// How often a shorter name stands in the same form at least.
const SHORT: usize = 3;
/// How many people are named by the shorter names at least.
const PEOPLE: usize = 2;
/// How surely the full name speaks, in nats.
const SPEAKS: f64 = 8.0;

/// Where a name stands.
struct Uses {
    first: usize,
    times: usize,
}

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("in full");
    let mut uses: HashMap<Syntax, ByHash<u64, Uses>> = HashMap::new();
    for (i, _) in text.free() {
        for one in labels(text, i) {
            let of_form = uses.entry(one.syntax).or_default();
            let uses = of_form
                .entry(one.key)
                .or_insert(Uses { first: i, times: 0 });
            uses.times += 1;
        }
    }
    // A name that fits two shorter ones, or that fits one as another does, shows nothing.
    let mut found: Vec<(usize, &Candidate, Syntax, u64)> = Vec::new();
    for (i, line) in text.free().filter(|(_, line)| line.opens) {
        if !is_said(text, i) {
            continue;
        }
        for one in labels(text, i) {
            let of_form = &uses[&one.syntax];
            if of_form[&one.key].times > IN_FULL {
                continue;
            }
            let shorts = shorter(one.name_in(line.source), of_form);
            if let [short] = *shorts
                && of_form[&short].times >= SHORT
                && of_form[&short].first > i
            {
                found.push((i, one, one.syntax, short));
            }
        }
    }
    let people: HashMap<Syntax, usize> = uses
        .iter()
        .map(|(syntax, uses)| {
            let often = uses.values().filter(|uses| uses.times >= SHORT);
            (*syntax, often.count())
        })
        .collect();
    let mut in_full: HashMap<u64, HashSet<u64>> = HashMap::new();
    for (_, one, _, short) in &found {
        in_full.entry(*short).or_default().insert(one.key);
    }
    for (i, one, syntax, short) in &found {
        if people[syntax] >= PEOPLE
            && in_full[short].len() == 1
            && let Some(name) = one.name.clone()
        {
            claims.span(*i, name, Label, SPEAKS);
        }
    }
    claims.found
}

/// The labels before a colon of a line.
fn labels<'t>(text: &'t Text, line: usize) -> impl Iterator<Item = &'t Candidate> {
    let facts = &text.facts[line];
    let candidates = facts.candidates.iter();
    candidates.filter(move |one| {
        let is_open = one.syntax.close == Close::Colon && one.never <= 0.0;
        is_open && one.name.is_some() && facts.class == Class::Plain
    })
}

/// Whether the paragraph that a line begins says whole sentences: a list of people says who they are in a few words.
fn is_said(text: &Text, line: usize) -> bool {
    text.block(line)
        .next_back()
        .is_some_and(|last| text.lines[last].is_over)
}

/// The names of a form that a full name is shortened to: its first word, its last, or its initials.
fn shorter(full: &str, of_form: &ByHash<u64, Uses>) -> Vec<u64> {
    let parts: Vec<&str> = words(full).collect();
    let is_name = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
    if parts.len() < 2 || !parts.iter().all(is_name) {
        return Vec::new();
    }
    let letters: Vec<char> = parts
        .iter()
        .filter_map(|word| word.chars().next())
        .collect();
    let mut names: Vec<String> = vec![parts[0].into(), parts[parts.len() - 1].into()];
    names.push(letters.iter().collect());
    names.extend(
        letters[1..]
            .iter()
            .map(|c| [letters[0], *c].iter().collect()),
    );
    let mut keys: Vec<u64> = names.iter().map(|name| name_hash(name)).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.retain(|key| of_form.contains_key(key));
    keys
}
