//! Where a text begins anew in another language: files of one language each, and the second half of a text that stands first in one
//! language and then in another. What stands before such a place is an end, and what stands behind it a beginning.

use super::document::SourceLine;
use super::rules;
use super::tongues::Detector;
use super::tongues::which::Sample;

/// How many parts there are at most, each in one language.
const MOST: usize = 4;
/// How many lines a text of two halves has at least, and how many of a longer one show where the second begins.
const FEWEST: usize = 8;
const LOOKED_AT: usize = 400;
/// How much a line says of its language at most, and from where on it is clearly in one, in nats.
const WORTH: f32 = 8.0;
const CLEAR: f32 = 3.0;
/// Of how many clear lines one may be in the language of the other half.
const STRAY: usize = 8;
/// By how many nats the place that fits best may be better than one at which a block begins.
const NEAR: f32 = 4.0;

/// The indexes of the lines with which such parts begin, without the first.
pub(crate) fn of(lines: &[SourceLine]) -> Vec<usize> {
    let language = |i: usize| lines[i].markup.language.as_ref();
    if lines.iter().all(|line| line.markup.language.is_some()) {
        let begins = (1..lines.len()).filter(|&i| language(i) != language(i - 1));
        let begins: Vec<usize> = begins.take(MOST).collect();
        return if begins.len() < MOST {
            begins
        } else {
            Vec::new()
        };
    }
    second_half(lines).into_iter().collect()
}

/// The line with which the second half begins.
fn second_half(lines: &[SourceLine]) -> Option<usize> {
    let is_said = |line: &SourceLine| {
        line.is_text() && line.markup.column.is_none() && !line.markup.is_subtitle
    };
    let said: Vec<usize> = (0..lines.len()).filter(|&i| is_said(&lines[i])).collect();
    if said.len() < FEWEST {
        return None;
    }
    let sample = |said: &[usize]| {
        let mut sample = Sample::default();
        said.iter().for_each(|&i| sample.add(&lines[i].text));
        sample
    };
    let quarter = said.len() / 4;
    let (first, last) = (&said[..quarter], &said[said.len() - quarter..]);
    let languages = sample(first).translated_by(&sample(last))?;
    let detector = Detector::new(&languages);
    let mut reader = detector.reader();
    // How much rather each line is in the first language.
    let mut worth = |i: usize| {
        let costs = reader.costs(&lines[i].text);
        costs.map_or(0.0, |costs| (costs[1] - costs[0]).clamp(-WORTH, WORTH))
    };
    let step = said.len().div_ceil(LOOKED_AT);
    let some: Vec<usize> = said.iter().copied().step_by(step).collect();
    let nats: Vec<f32> = some.iter().map(|&i| worth(i)).collect();
    let best = sums(&nats)
        .enumerate()
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(at, _)| at)?;
    let clear = nats.iter().filter(|nats| nats.abs() > CLEAR).count();
    let is_stray =
        |(at, nats): &(usize, &f32)| nats.abs() > CLEAR && (**nats > 0.0) != (*at < best);
    let strays = nats.iter().enumerate().filter(is_stray).count();
    if strays * STRAY > clear || best == 0 || best == some.len() {
        return None;
    }
    // All lines around that place.
    let from = (best - 1).saturating_sub(FEWEST / step) * step;
    let around = &said[from..said.len().min((best + FEWEST) * step)];
    let nats: Vec<f32> = around.iter().map(|&i| worth(i)).collect();
    let sums: Vec<f32> = sums(&nats).collect();
    let most = sums.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let parts = |at: usize| {
        let i = *around.get(at).filter(|_| from + at > 0)?;
        let line = &lines[i];
        let is_ruled = i > 0 && rules::is_rule(&lines[i - 1].text);
        let is_headed = line.markup.heading.is_some();
        Some((
            i,
            u8::from(line.blank_before) + u8::from(is_headed) + 2 * u8::from(is_ruled),
        ))
    };
    let near = (0..around.len()).filter(|at| sums[*at] > most - NEAR);
    let near = near.filter_map(|at| Some((parts(at)?, sums[at])));
    let best = near.max_by(|a, b| {
        (a.0.1, a.1)
            .partial_cmp(&(b.0.1, b.1))
            .unwrap_or(b.0.0.cmp(&a.0.0))
    })?;
    Some(best.0.0)
}

/// For each place, how well lines before it are in the first language and those behind it in the second.
fn sums(nats: &[f32]) -> impl Iterator<Item = f32> {
    let mut sum = -nats.iter().sum::<f32>();
    let ends = nats.iter().map(move |nats| {
        sum += 2.0 * nats;
        sum
    });
    std::iter::once(-nats.iter().sum::<f32>()).chain(ends)
}
