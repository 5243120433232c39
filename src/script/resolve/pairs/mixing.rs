//! Texts that mix two languages and hardly translate, as lessons do: only what is sure is paired, and all stands in the order of the source.

use super::super::stands::Standing;
use crate::script::aligner::{Begins, Pair, Pairing, Said};
use std::collections::{HashMap, HashSet};

/// The share of the pairs that must be sure for lines to be paired by what they say alone.
const SURE: f64 = 0.5;
/// How many pairs that are not show it.
const FEWEST: usize = 1;

/// Takes the pairs apart that nothing but their lengths shows, if hardly any pair is sure. Gives the lines of the source of those.
pub(super) fn part(pairing: &mut Pairing, said: &[Said], stands: &Standing) -> Option<Vec<usize>> {
    let is_whole = |pair: &Pair| pair.languages() == pair.pieces.len();
    let is_heading = |pair: &Pair| all(pair).all(|nth| said[nth].begins == Begins::Heading);
    // A heading and what stands under it; what is told and what somebody says, where both languages name who speaks, or nothing but
    // lengths pairs them: a preface in one language, and a play in another.
    let of_people = said
        .iter()
        .filter(|own| own.speaker.is_some_and(|own| own > 0));
    let naming: HashSet<usize> = of_people.map(|own| own.language).collect();
    let is_told = |nth: usize| said[nth].speaker == Some(0);
    let is_of_two_kinds = |pair: &Pair| {
        let has_heading = all(pair).any(|nth| said[nth].begins == Begins::Heading);
        let are_told = all(pair).filter(|nth| is_told(*nth)).count();
        let is_half_told = (1..all(pair).count()).contains(&are_told);
        let is_shown = naming.len() > 1 || !pair.is_sure();
        has_heading && !is_heading(pair) || is_half_told && is_shown
    };
    let in_row = |pair: &Pair| {
        let row = all(pair).next().and_then(|nth| said[nth].row);
        row.is_some() && all(pair).all(|nth| said[nth].row == row)
    };
    let is_guessed = |pair: &Pair| is_whole(pair) && !is_heading(pair) && !in_row(pair);
    let guessed = || {
        pairing
            .pairs
            .iter()
            .enumerate()
            .filter(|(_, pair)| is_guessed(pair))
    };
    let sure = guessed()
        .filter(|(_, pair)| pair.is_sure() && !is_of_two_kinds(pair))
        .count();
    let unsure = guessed().count() - sure;
    let stand = guessed().any(|(nth, _)| stands.is_there[nth]);
    if stand || unsure < FEWEST || sure as f64 >= SURE * (sure + unsure) as f64 {
        return None;
    }
    let mut parted: Vec<usize> = Vec::new();
    let mut pairs: Vec<Pair> = Vec::with_capacity(pairing.pairs.len());
    for pair in std::mem::take(&mut pairing.pairs) {
        let is_alone = pair.languages() < 2;
        let is_kept = !is_guessed(&pair) || pair.is_sure() && !is_of_two_kinds(&pair);
        if is_alone || is_kept {
            let certainty = if is_alone { 1.0 } else { pair.certainty };
            pairs.push(Pair { certainty, ..pair });
            continue;
        }
        parted.extend(all(&pair));
        let languages = pair.pieces.len();
        for (language, pieces) in pair.pieces.into_iter().enumerate() {
            pairs.extend(pieces.into_iter().map(|piece| {
                let mut alone = vec![Vec::new(); languages];
                alone[language].push(piece);
                Pair {
                    pieces: alone,
                    certainty: 1.0,
                }
            }));
        }
    }
    pairing.pairs = pairs;
    in_order_of_source(pairing);
    parted.sort_unstable();
    parted.dedup();
    Some(parted)
}

/// Puts all pairs where the first piece of each stands in the source.
pub(super) fn in_order_of_source(pairing: &mut Pairing) {
    pairing.pairs.sort_by_key(|pair| {
        let pieces = pair.pieces.iter().flatten();
        pieces.map(|piece| (piece.said, piece.bytes.start)).min()
    });
}

/// Which share of a language is told, or said by people, at least, where it is nothing else.
const NEARLY_ALL: f64 = 0.7;
/// By how much there is more of the one than of the other, at least: a translation without names has as many lines.
const MORE: f64 = 1.5;

/// Whether what stands in one of two languages is told and what stands in the other is said by people: a preface, and a play.
pub(super) fn are_told_and_said(said: &[Said]) -> bool {
    let mut counts: HashMap<usize, [usize; 2]> = HashMap::new();
    for own in said.iter().filter(|own| own.begins != Begins::Heading) {
        let is_said = own.speaker.is_some_and(|speaker| speaker > 0);
        counts.entry(own.language).or_default()[usize::from(is_said)] += 1;
    }
    let is_all = |which: usize| {
        let mut own = counts.values();
        own.any(|own| own[which] as f64 >= NEARLY_ALL * (own[0] + own[1]) as f64)
    };
    let sizes = counts.values().map(|own| (own[0] + own[1]) as f64);
    let (least, most) = sizes.fold((f64::INFINITY, 0.0_f64), |(least, most), own| {
        (least.min(own), most.max(own))
    });
    counts.len() == 2 && is_all(0) && is_all(1) && most >= MORE * least
}

/// Puts what stands alone between two pairs in the order of the source, whatever its language.
pub(super) fn put_in_order(pairing: &mut Pairing) {
    let is_alone = |pair: &Pair| pair.languages() < 2;
    let runs = pairing
        .pairs
        .chunk_by_mut(|a, b| is_alone(a) && is_alone(b));
    for run in runs.filter(|run| run.len() > 1) {
        run.sort_by_key(|pair| all(pair).min());
    }
}

/// The numbers of all that is said in a pair.
fn all(pair: &Pair) -> impl Iterator<Item = usize> + '_ {
    pair.pieces.iter().flatten().map(|piece| piece.said)
}
