//! How much each voice is amplified: one gain over the whole book, because a gain per sentence
//! pumps. What was decided stays unless it would move by more than a listener notices, so that one
//! edited line does not touch every chapter.

use super::Book;
use super::layout::lay_out;
use super::ledger::{Measurements, State};
use super::plan::Plan;
use crate::audio::loudness;
use crate::book::loudness::{Loudness, TWO_CHANNELS};
use crate::book::settings::SoundSettings;
use crate::speech::key::ClipKey;
use indexmap::IndexMap;
use std::collections::{BTreeMap, HashSet};

/// What was decided stays as it is unless it would move by more than this, in LU or dB.
const STAYS: f64 = 0.5;
/// A voice that is hardly there is not raised without end, in dB.
const MOST: f64 = 40.0;

/// The gain of each voice, in dB. What it follows from is remembered in `state`.
pub fn decide(
    book: &Book,
    plan: &Plan,
    measured: &Measurements,
    absent: &HashSet<ClipKey>,
    state: &mut State,
) -> BTreeMap<String, f64> {
    let sound = &book.settings.sound;
    state.loudness = loudness_of_voices(plan, measured, &state.loudness);
    let to = |target: f64| {
        let gain = |(voice, lufs): (&String, &f64)| (voice.clone(), (target - lufs).min(MOST));
        state.loudness.iter().map(gain).collect()
    };
    if sound.loudness == Loudness::None {
        return state.loudness.keys().map(|v| (v.clone(), 0.0)).collect();
    }
    let Some(rms) = sound.loudness.rms() else {
        return to(one_channel(sound));
    };
    // How loud the voices must be for the files to have that mean level.
    let layout = lay_out(book, plan, measured, absent, &to(0.0), &|_, _| false);
    let samples = |i: usize| layout.timeline.chapters[i].samples as f64;
    let levels = layout.levels.iter();
    let power: f64 = levels
        .clone()
        .enumerate()
        .map(|(i, level)| 10f64.powf(level / 10.0) * samples(i))
        .sum();
    let all: f64 = (0..levels.len()).map(samples).sum();
    let now = rms - 10.0 * (power / all.max(1.0)).max(1e-9).log10();
    let kept = state.target.filter(|old| (old - now).abs() <= STAYS);
    let target = kept.unwrap_or((now * 100.0).round() / 100.0);
    let gains = to(target);
    state.target = Some(target);
    gains
}

/// The gain of a single voice, for a sample of it, in dB.
pub fn of_sample(sound: &SoundSettings, lufs: f64) -> f64 {
    match sound.loudness {
        Loudness::None => 0.0,
        _ => (one_channel(sound) - lufs).min(MOST),
    }
}

/// The loudness that one channel is to have, in LUFS; that of a podcast where no number says it.
fn one_channel(sound: &SoundSettings) -> f64 {
    let target = sound.loudness.target(sound.channels);
    let target = target.or_else(|| Loudness::Podcast.target(sound.channels));
    target.unwrap_or_default()
        - if sound.channels == 2 {
            TWO_CHANNELS
        } else {
            0.0
        }
}

/// The loudness of each voice over all its clips, in LUFS.
fn loudness_of_voices(
    plan: &Plan,
    measured: &Measurements,
    before: &BTreeMap<String, f64>,
) -> BTreeMap<String, f64> {
    let mut blocks: IndexMap<&str, Vec<i16>> = IndexMap::new();
    let measured = measured.all();
    for line in plan.lines() {
        if let Some(clip) = measured.get(&line.key) {
            let own = blocks.entry(&line.voice.label).or_default();
            own.extend(&clip.blocks);
        }
    }
    blocks
        .into_iter()
        .filter_map(|(voice, blocks)| {
            let now = loudness::gated(blocks.iter())?;
            let kept = before.get(voice).filter(|old| (**old - now).abs() <= STAYS);
            // Hundredths are more than anyone hears, and read well.
            let lufs = kept.copied().unwrap_or((now * 100.0).round() / 100.0);
            Some((voice.to_string(), lufs))
        })
        .collect()
}
