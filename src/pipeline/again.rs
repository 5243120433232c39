//! Speaking lines again that were found wrong, and keeping the take that is heard best.

use super::cost::Amount;
use super::ledger::Measurements;
use super::listen::{Ears, Takes};
use super::plan::{Plan, PlannedLine};
use super::speak::{self, Gap};
use super::{Book, PipelineError, Workshop};
use crate::audio::{decode, measure};
use crate::speech::SpeechError;
use crate::speech::key::ClipKey;
use std::collections::HashMap;
use std::sync::Arc;

/// What came of it.
#[derive(Debug, Default)]
pub struct Again {
    /// How many lines sound otherwise now.
    pub changed: usize,
    /// How many sound as before: their engine says them the same each time, or no take was heard better.
    pub as_before: usize,
    /// The engines that say a line the same each time.
    pub constant: Vec<String>,
    /// What could not be spoken.
    pub gaps: Vec<Gap>,
}

/// A take of a line: its sound, and how much of it was heard otherwise.
struct Take {
    sound: Vec<u8>,
    error: f64,
}

/// Speaks lines again, so many times, and keeps for each the take that is heard best; the one that was there is one
/// of them. With one take that is not heard it is kept as it comes.
///
/// # Errors
/// As [`speak::speak_anew`]; if all takes would cost more than may be spent, nothing is spoken. Of what was spoken
/// until an error the best is kept.
pub fn speak(
    book: &Book,
    plan: &Plan,
    lines: &[&PlannedLine],
    takes: usize,
    ears: Option<&Ears>,
    workshop: &Workshop,
) -> Result<Again, PipelineError> {
    check_cost(plan, lines, takes, workshop)?;
    let measured = Arc::new(Measurements::load(&book.folder));
    let mut before: HashMap<&ClipKey, Vec<u8>> = HashMap::new();
    for line in lines {
        if let Ok(Some(sound)) = workshop.store.get(&line.key) {
            before.insert(&line.key, sound);
        }
    }
    let hearing = ears
        .map(|ears| Takes::new(book, ears, workshop))
        .transpose()?;
    let mut best: HashMap<&ClipKey, Take> = HashMap::new();
    if let Some(hearing) = &hearing {
        let known: Vec<(&PlannedLine, &[u8])> = lines
            .iter()
            .filter_map(|line| Some((*line, &**before.get(&line.key)?)))
            .collect();
        for ((line, sound), error) in known.iter().zip(hearing.errors(&known)?) {
            best.insert(
                &line.key,
                Take {
                    sound: sound.to_vec(),
                    error,
                },
            );
        }
    }
    let mut again = Again::default();
    let mut left = lines.to_vec();
    let mut ended = Ok(());
    for _ in 0..takes {
        match round(
            book,
            plan,
            &mut left,
            &before,
            &mut best,
            hearing.as_ref(),
            &measured,
            workshop,
            &mut again,
        ) {
            Ok(()) => {}
            Err(error) => {
                ended = Err(error);
                break;
            }
        }
    }
    for line in lines {
        let Some(take) = best.get(&line.key) else {
            continue;
        };
        let is_kept =
            matches!(workshop.store.get(&line.key), Ok(Some(sound)) if sound == take.sound);
        if !is_kept {
            workshop.store.put(&line.key, &take.sound)?;
            if let Ok(measurement) = decode::decode(&take.sound).and_then(|sound| measure(&sound)) {
                measured.add(&line.key, measurement)?;
            }
        }
    }
    let is_new = |line: &&&PlannedLine| matches!(workshop.store.get(&line.key), Ok(Some(sound)) if before.get(&line.key) != Some(&sound));
    again.changed = lines.iter().filter(is_new).count();
    again.as_before = lines.len() - again.changed;
    ended.map(|()| again)
}

/// One take of the lines that are left. Those leave whose engine says them as before.
#[expect(
    clippy::too_many_arguments,
    reason = "all of them are the state of one loop"
)]
fn round<'a>(
    book: &Book,
    plan: &Plan,
    left: &mut Vec<&'a PlannedLine>,
    before: &HashMap<&ClipKey, Vec<u8>>,
    best: &mut HashMap<&'a ClipKey, Take>,
    hearing: Option<&Takes>,
    measured: &Arc<Measurements>,
    workshop: &Workshop,
    again: &mut Again,
) -> Result<(), PipelineError> {
    let spoken = speak::speak_anew(book, plan, left, measured, workshop)?;
    again.gaps.extend(spoken.gaps);
    let mut new: Vec<(&'a PlannedLine, Vec<u8>)> = Vec::new();
    for line in std::mem::take(left) {
        let Ok(Some(sound)) = workshop.store.get(&line.key) else {
            continue;
        };
        let is_known = before.get(&line.key) == Some(&sound)
            || best.get(&line.key).is_some_and(|take| take.sound == sound);
        if is_known {
            if !again.constant.iter().any(|name| name == line.engine()) {
                again.constant.push(line.engine().into());
            }
            continue;
        }
        new.push((line, sound));
        left.push(line);
    }
    let Some(hearing) = hearing else {
        return Ok(());
    };
    let takes: Vec<(&PlannedLine, &[u8])> =
        new.iter().map(|(line, sound)| (*line, &**sound)).collect();
    let errors = hearing.errors(&takes)?;
    for ((line, sound), error) in new.into_iter().zip(errors) {
        if best.get(&line.key).is_none_or(|take| error < take.error) {
            best.insert(&line.key, Take { sound, error });
        }
    }
    Ok(())
}

/// Whether all takes may be paid for.
fn check_cost(
    plan: &Plan,
    lines: &[&PlannedLine],
    takes: usize,
    workshop: &Workshop,
) -> Result<(), PipelineError> {
    let Some(most) = workshop.max_cost else {
        return Ok(());
    };
    let mut usd = 0.0;
    for (name, planned) in &plan.engines {
        let own = lines.iter().copied().filter(|line| line.engine() == *name);
        let amount: Amount = planned.tariff(workshop)?.amount(own);
        usd += amount.cost.map_or(0.0, |cost| cost.usd) * takes as f64;
    }
    if usd > most {
        let all = format!(
            "what is to be spoken would cost about ${usd:.2} with {takes} takes, and --max-cost is {most}. Nothing was \
             spoken and nothing spent"
        );
        return Err(SpeechError::Costs(all).into());
    }
    Ok(())
}
