//! Which languages a text is in.

use super::detector::Detector;
use super::ngrams;
use crate::language::Language;

/// The smallest share of a text's letters that makes a language one of the text's.
const SHARE: f64 = 0.12;
/// By how many nats a line must be likelier in one language to count for it.
const CLEAR: f32 = 4.0;
/// What a further language of the text costs, in nats.
const FURTHER: f64 = 12.0;
/// A text has no more.
const MOST: usize = 4;
/// What a language costs that is not one of the most written, by its place in the list of n-grams.
const PRIORS: [(usize, f64); 2] = [(65, 4.0), (usize::MAX, 10.0)];
#[rustfmt::skip]
const FREQUENT: &[&str] = &[
    "en", "fr", "de", "es", "it", "pt", "nl", "pl", "sv", "da", "cs", "hu", "ro", "fi", "tr", "vi", "id",
    "nb", "el", "ru", "uk", "bg", "ar", "fa", "ur", "he", "hi", "bn", "hr", "sk", "ca", "zh", "ja", "ko",
];

/// What naming a language costs: ln of how seldom texts are in it, roughly.
fn prior(language: &Language) -> f64 {
    match FREQUENT.iter().position(|tag| *tag == language.tag()) {
        Some(0) => 0.0,
        Some(_) => 1.5,
        None => {
            let at = ngrams::tags().iter().position(|tag| *tag == language.tag());
            let at = at.unwrap_or(usize::MAX);
            PRIORS
                .iter()
                .find(|(end, _)| at < *end)
                .map_or(10.0, |(_, nats)| *nats)
        }
    }
}

/// The languages, of the detector's, that lines are in, those of most letters first: the fewest that
/// explain them. Lines of no letters tell nothing.
pub(crate) fn which(detector: &Detector, lines: &[&str]) -> Vec<usize> {
    let mut reader = detector.reader();
    let costs: Vec<(Vec<f32>, f64)> = lines
        .iter()
        .filter_map(|line| Some((reader.costs(line)?, line.chars().count() as f64)))
        .collect();
    let priors: Vec<f64> = (0..detector.count())
        .map(|l| prior(detector.language(l)))
        .collect();
    let total = |l: usize| priors[l] + costs.iter().map(|(c, _)| c[l] as f64).sum::<f64>();
    let Some(first) = (0..detector.count()).min_by(|a, b| total(*a).total_cmp(&total(*b))) else {
        return Vec::new();
    };
    let whole: f64 = costs.iter().map(|(_, size)| size).sum();
    let mut found = vec![first];
    while found.len() <= MOST {
        let least =
            |c: &[f32], of: &[usize]| of.iter().map(|l| c[*l]).fold(f32::INFINITY, f32::min);
        // what a language saves, and the share of the letters that are clearly in it
        let worth = |l: usize, others: &[usize]| {
            let (mut saved, mut clear) = (-FURTHER - priors[l], 0.0);
            for (c, size) in &costs {
                let more = least(c, others) - c[l];
                saved += more.max(0.0) as f64;
                clear += if more > CLEAR { *size } else { 0.0 };
            }
            (saved, clear / whole)
        };
        let next = (0..detector.count())
            .filter(|l| !found.contains(l))
            .map(|l| (worth(l, &found), l))
            .filter(|((saved, share), _)| *saved > 0.0 && *share >= SHARE)
            .max_by(|a, b| a.0.0.total_cmp(&b.0.0));
        let Some((_, next)) = next else { break };
        found.push(next);
        // One that stood between two others is needed no more.
        for l in found.clone() {
            let others: Vec<usize> = found.iter().copied().filter(|o| *o != l).collect();
            let (saved, share) = worth(l, &others);
            if saved <= 0.0 || share < SHARE {
                found = others;
                break;
            }
        }
        if !found.contains(&next) {
            break;
        }
    }
    found
}
