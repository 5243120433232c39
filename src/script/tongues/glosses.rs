//! Lists of words that a colon parts from what they mean in another script, `der Leuchtturm: 灯塔`, or a dash in any: `Merci - thank you`.

use super::pieces::{Said, has_letters};
use super::quoted::{most_of, words};
use std::collections::HashSet;
use unicode_script::Script as Writing;

/// How many words are explained so at least.
const FEWEST: usize = 3;
/// The share of such lines that explain words in the same script, and the share of the words that differ: a label comes again.
const ALIKE: f64 = 0.8;
/// The longest that is explained, in characters.
const LONGEST: usize = 40;

/// Notes for each line of such a list where its colon stands. Gives the indices of these lines.
pub(super) fn mark(lines: &mut [Said]) -> Vec<usize> {
    let found: Vec<(usize, usize, [Writing; 2])> = { lines.iter().enumerate() }
        .filter_map(|(i, line)| gloss(line).map(|(at, writings)| (i, at, writings)))
        .collect();
    if found.len() < FEWEST {
        return Vec::new();
    }
    let enough = ALIKE * found.len() as f64;
    let of = |writings: &[Writing; 2]| found.iter().filter(|(_, _, own)| own == writings).count();
    let Some(usual) = found
        .iter()
        .map(|(_, _, writings)| *writings)
        .max_by_key(of)
    else {
        return Vec::new();
    };
    let explained = found.iter().map(|(i, at, _)| {
        let line = &lines[*i];
        line.text[line.said.start..*at].trim()
    });
    let explained: HashSet<&str> = explained.collect();
    if (of(&usual) as f64) < enough || (explained.len() as f64) < enough {
        return Vec::new();
    }
    let mut glosses: Vec<usize> = Vec::new();
    for (i, at, writings) in found {
        if writings != usual {
            continue;
        }
        lines[i].explained_to = Some(at);
        // A line between two of them is one, too.
        if glosses.last().is_some_and(|last| last + 2 == i) {
            glosses.push(i - 1);
        }
        glosses.push(i);
    }
    glosses
}

/// Where the colon of a line stands that has words in one script alone before it and in another behind it, and which these are.
fn gloss(line: &Said) -> Option<(usize, [Writing; 2])> {
    let text = &line.text[line.said.clone()];
    let (at, _) = text.char_indices().find(|(_, c)| matches!(c, ':' | '：'))?;
    let (before, after) = text.split_at(at);
    let own = most_of(before)?;
    let is_alone = words(before).all(|(writing, _)| writing == own);
    let (first, _) = words(after).next()?;
    let is_other = first != own && most_of(after) == Some(first);
    let is_short = before.chars().count() <= LONGEST;
    (is_alone && is_other && is_short).then_some((line.said.start + at, [own, first]))
}

/// How many lines before and behind one are its neighbours, of which more than half show where a sign parts it.
const NEAR: usize = 5;

/// Whether most neighbours of a line have a sign once, with words on both sides: `Merci - thank you`.
pub(super) fn parts_neighbours(lines: &[Said], line: usize, sign: &str) -> bool {
    let parts = |said: &&Said| {
        let sides = said.text[said.said.clone()].split_once(sign);
        sides.is_some_and(|(before, after)| {
            has_letters(before) && has_letters(after) && !after.contains(sign)
        })
    };
    let near = &lines[line.saturating_sub(NEAR)..lines.len().min(line + NEAR + 1)];
    near.iter().filter(parts).count() > near.len() / 2
}
