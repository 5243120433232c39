//! Interviews of several people who are named, by one who is not: `- How did you meet?` over `Miku: …` and `Akane: …`. A bullet, a
//! dash or type sets apart what stands between their turns; or nothing does, and it asks.

use super::apart::DASHES;
use super::letters::{ByHash, count_words, has_question};
use super::one_named::is_label;
use super::{Apart, Class, LineFacts};
use crate::script::document::{Emphasis, SourceLine};
use std::collections::HashMap;
use std::ops::Range;

/// How many people are named again at least, and how often somebody asks between their turns.
const PEOPLE: usize = 2;
const FEWEST: usize = 3;
/// Which share of what a sign sets apart asks, and which share of all that the sign sets apart stands between turns, at least.
const ASKING: f64 = 0.5;
const BETWEEN: f64 = 0.7;
/// The same where nothing sets it apart: most paragraphs between two turns go on with the first.
const FEWEST_BARE: usize = 4;
const ASKING_BARE: f64 = 0.75;

/// What sets a line apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Sign {
    Item,
    Bold,
    Italic,
    Apart(Apart),
    Nothing,
}

/// Finds who asks between those who are named: what is said there is set apart, [`Apart::BetweenNames`].
pub(super) fn find(lines: &[SourceLine], facts: &mut [LineFacts]) {
    let turns = turns(lines, facts);
    // Of each sign: the lines between turns.
    let mut signs: HashMap<Sign, Vec<usize>> = HashMap::new();
    for &turn in &turns {
        if let Some(above) = turn
            .checked_sub(1)
            .filter(|above| turns.binary_search(above).is_err())
            && is_block(lines, above)
            && is_text(&lines[above], &facts[above])
        {
            let sign = sign(&lines[above], &facts[above]);
            signs.entry(sign).or_default().push(above);
        }
    }
    let (Some(&first), Some(&last)) = (turns.first(), turns.last()) else {
        return;
    };
    let most = signs.into_iter().filter(|(own, between)| {
        let asking = between.iter().filter(|i| has_question(&lines[**i].text));
        let asking = asking.count() as f64;
        let is_own =
            |i: &usize| turns.binary_search(i).is_err() && sign(&lines[*i], &facts[*i]) == *own;
        let all = || (first..last).filter(is_own).count() as f64;
        let among = between.len() as f64;
        match own {
            Sign::Nothing => between.len() >= FEWEST_BARE && asking >= ASKING_BARE * among,
            _ => between.len() >= FEWEST && asking >= ASKING * among && among >= BETWEEN * all(),
        }
    });
    let most = most.max_by_key(|(own, between)| (between.len(), *own));
    let Some((own, between)) = most else {
        return;
    };
    for i in between {
        if own != Sign::Nothing || has_question(&lines[i].text) {
            facts[i].apart = Some((Apart::BetweenNames, said(&lines[i], &facts[i])));
        }
    }
}

/// The lines that begin with the name of someone, if several are named again.
fn turns(lines: &[SourceLine], facts: &[LineFacts]) -> Vec<usize> {
    let label = |i: usize| facts[i].candidates.iter().find(|one| is_label(one));
    let blocks = (0..lines.len()).filter(|i| lines[*i].blank_before);
    let labels: Vec<(usize, u64)> = blocks.filter_map(|i| Some((i, label(i)?.key))).collect();
    let mut times: ByHash<u64, usize> = ByHash::default();
    for (_, key) in &labels {
        *times.entry(*key).or_default() += 1;
    }
    if times.values().filter(|times| **times > 1).count() < PEOPLE {
        return Vec::new();
    }
    labels.into_iter().map(|(i, _)| i).collect()
}

/// Whether a line is a block of its own.
fn is_block(lines: &[SourceLine], i: usize) -> bool {
    lines[i].blank_before && lines.get(i + 1).is_none_or(|next| next.blank_before)
}

fn is_text(line: &SourceLine, facts: &LineFacts) -> bool {
    line.is_text()
        && line.markup.heading.is_none()
        && matches!(facts.class, Class::Plain | Class::Title | Class::Italic)
        && count_words(&line.text, 2) > 1
}

fn sign(line: &SourceLine, facts: &LineFacts) -> Sign {
    match (&facts.apart, line.markup.emphasis) {
        _ if line.markup.begins_item => Sign::Item,
        (_, Some(Emphasis::Strong)) => Sign::Bold,
        (_, Some(_)) => Sign::Italic,
        (Some((apart, _)), None) => Sign::Apart(*apart),
        (None, None) => match line.text.chars().next() {
            // A dash sets apart what ends without a stop, too.
            Some(c) if DASHES.contains(&c) => Sign::Apart(Apart::Dash),
            _ => Sign::Nothing,
        },
    }
}

/// What is said of a line behind its sign.
fn said(line: &SourceLine, facts: &LineFacts) -> Range<usize> {
    if let Some((_, said)) = &facts.apart {
        return said.clone();
    }
    let is_sign = |c: char| DASHES.contains(&c) || matches!(c, ' ' | '\u{3000}');
    let rest = line.text.trim_start_matches(is_sign);
    line.text.len() - rest.len()..line.text.len()
}
