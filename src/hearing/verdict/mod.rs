//! Which lines are wrong, by what was heard of them and by what is usual for their voices.
//!
//! A recogniser mishears, machine voices more than people's. So a line is measured by the other lines of its voice:
//! by how far those were misheard, and by how long they took ([`super::expected`]). What a recogniser is not sure
//! of is [`Verdict::Unsure`], unless the length of the sound says the same.

use super::compare::{Comparison, Line, compare};
use super::expected::{Pace, Timed};
use super::recogniser::Hearing;
use super::words::Names;
use crate::language::Language;
use crate::spoken;
use serde::Serialize;
use std::collections::{HashMap, HashSet};

/// How sure a recogniser must be of its words to accuse anyone; of one that does not say, [`UNKNOWN`] is taken.
const SURE: f64 = 0.5;
const UNKNOWN: f64 = 0.7;
/// How sure it must be of a language.
const LANGUAGE_SURE: f64 = 0.8;
/// How likely nobody speaks where what was heard is taken for nothing, if so many times more words are written:
/// recognisers make up a word or two for noise and silence.
const SILENT: f64 = 0.5;
const HARDLY: usize = 4;
/// From how much error on two texts have little in common.
const OTHER: f64 = 0.6;
/// Up to how much error a text is another line's.
const ITS: f64 = 0.35;
/// A voice that is usually misheard by more than this is not understood.
const UNDERSTOOD: f64 = 0.5;
/// How much more than usual for its voice a line is misheard that is doubted, and that is wrong.
const MORE: (f64, f64) = (0.25, 0.4);
/// The fewest lines that tell how far a voice is usually misheard, and how far that is where nobody can tell.
const FEWEST: usize = 5;
const COMMON: f64 = 0.15;
/// How many lines before and after a line are looked at for one that was heard in its place.
const NEAR: usize = 4;
/// A line of so few words says too little to be judged by them.
const FEW: usize = 3;
/// From how much error on a line of few words is doubted.
const SHORT_ERROR: f64 = 1.5;
/// A line that should take less says too little to be judged by its length, in seconds.
const SHORT: f64 = 1.2;
/// How far a line may be from the length that it should have, as a share of it: at least, in spreads of its voice,
/// and at most. Before it may be longer by words that are said twice or added, before its length alone is doubted, and
/// before it is wrong.
const SOMEWHAT: Measure = Measure(0.05, 1.5, 0.12);
const DOUBTFUL: Measure = Measure(0.16, 3.5, 0.25);
const CLEARLY: Measure = Measure(0.16, 4.5, 0.33);
/// The same where the length alone speaks: the recogniser is not sure of the words, or heard all of them.
const ALONE: Measure = Measure(0.33, 4.5, 0.33);
/// What a word for which nothing is heard weighs of a recogniser that is wholly sure, in nats; from how sure on
/// it weighs anything.
const WORD: f64 = 5.0;
const DEAF: f64 = 0.35;
/// What speaks against missing words beforehand: they are rare. In nats.
const RARE: f64 = 3.0;
/// From how many nats on missing words are doubted, and certain.
const MISSING: (f64, f64) = (0.5, 5.0);
/// The fewest lines that are heard well by which alone the pace of a voice is learnt, and how much of such a line may
/// be misheard.
const WELL: (usize, f64) = (10, 0.15);

/// How far a line may be from its length: at least, in spreads of its voice, at most.
#[derive(Clone, Copy)]
struct Measure(f64, f64, f64);

/// What is thought of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// What was heard is not what is written.
    Wrong,
    /// It may be, but the recogniser is not sure enough.
    Unsure,
    /// It is what is written, as far as can be heard.
    Right,
}

/// A sign that something is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sign {
    /// Nothing was heard.
    Nothing,
    /// Another language was heard.
    Language,
    /// Another line was heard.
    OtherLine,
    /// The end is missing.
    EarlyEnd,
    /// The beginning is missing.
    LateBegin,
    /// Words are missing.
    Missing,
    /// Words were said twice.
    Repeated,
    /// Words were added.
    Added,
    /// It is too short for its words, by the pace of its voice.
    TooShort,
    /// It is too long for its words.
    TooLong,
    /// Other words were heard.
    OtherWords,
    /// The recogniser does not understand this voice.
    NotUnderstood,
}

impl Sign {
    /// What it means, in words.
    pub fn means(self) -> &'static str {
        match self {
            Self::Nothing => "nothing is heard",
            Self::Language => "another language is heard",
            Self::OtherLine => "another line is heard",
            Self::EarlyEnd => "the end is missing",
            Self::LateBegin => "the beginning is missing",
            Self::Missing => "words are missing",
            Self::Repeated => "words are said twice",
            Self::Added => "words are added",
            Self::TooShort => "it is too short for its words",
            Self::TooLong => "it is too long for its words",
            Self::OtherWords => "other words are heard",
            Self::NotUnderstood => "the recogniser does not understand the voice",
        }
    }
}

/// A line that was heard.
#[derive(Debug, Clone)]
pub struct Heard<'a> {
    /// The line.
    pub line: Line<'a>,
    /// The voice that speaks it, with its settings.
    pub voice: &'a str,
    /// How many times faster than its voice's other lines it is to be.
    pub speed: f64,
    /// Whether its sound may be of any length.
    pub is_free: bool,
    /// How long it is, in seconds.
    pub seconds: f64,
    /// What was heard.
    pub hearing: &'a Hearing,
}

/// What is thought of a line, and why.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The verdict.
    pub verdict: Verdict,
    /// The signs, the one that says most first.
    pub signs: Vec<Sign>,
    /// What was heard against what is written.
    pub comparison: Comparison,
    /// How long the line took, as a share of what it should take; none if that is not known.
    pub pace: Option<f64>,
}

/// What is usual for a voice in a language.
struct Usual {
    pace: Option<Pace>,
    /// How far the voice is misheard: the middle error of its lines.
    error: f64,
}

/// Judges lines in the order of the book.
pub fn judge(all: &[Heard], names: &Names) -> Vec<Judged> {
    let texts: Vec<String> = all
        .iter()
        .map(|heard| spoken::written_out(heard.line.said, heard.line.language).into_owned())
        .collect();
    let comparisons: Vec<Comparison> = all
        .iter()
        .map(|heard| compare(heard.line, &heard.hearing.text, names))
        .collect();
    let languages: HashSet<String> = all
        .iter()
        .map(|heard| of_book(heard.line.language))
        .collect();
    let mut voices: HashMap<(&str, &Language), Vec<usize>> = HashMap::new();
    for (i, heard) in all.iter().enumerate() {
        voices
            .entry((heard.voice, heard.line.language))
            .or_default()
            .push(i);
    }
    let timed = |i: usize| Timed {
        text: &texts[i],
        speed: all[i].speed,
        seconds: all[i].seconds,
    };
    let of_language = |language: &Language| -> Vec<usize> {
        let own = all
            .iter()
            .enumerate()
            .filter(|(_, heard)| heard.line.language == language);
        own.map(|(i, _)| i).collect()
    };
    let usual: HashMap<_, Usual> = voices
        .into_iter()
        .map(|(voice, lines)| {
            let mut of_pace: Vec<usize> = lines.clone();
            of_pace.retain(|i| !all[*i].is_free);
            let mut well = of_pace.clone();
            well.retain(|i| is_heard_well(&comparisons[*i]));
            if well.len() >= WELL.0 {
                of_pace = well;
            }
            let of_pace: Vec<Timed> = of_pace.into_iter().map(timed).collect();
            let own = lines.iter().map(|i| comparisons[*i].error);
            let same = || {
                of_language(voice.1)
                    .into_iter()
                    .map(|i| comparisons[i].error)
            };
            let usual = Usual {
                pace: Pace::of(&of_pace),
                error: middle(own).or_else(|| middle(same())).unwrap_or(COMMON),
            };
            (voice, usual)
        })
        .collect();
    let judged = comparisons.into_iter().enumerate().map(|(i, comparison)| {
        let heard = &all[i];
        let usual = &usual[&(heard.voice, heard.line.language)];
        let pace = usual.pace.filter(|_| !heard.is_free);
        let expected = pace.map(|pace| pace.seconds(&timed(i)));
        let case = Case {
            heard,
            comparison: &comparison,
            usual: usual.error,
            expected,
            spread: pace.map_or(0.3, |pace| pace.spread),
            languages: &languages,
            is_other_line: || is_other_line(all, i, names),
        };
        let (verdict, signs) = case.judge();
        let pace = expected.map(|expected| heard.seconds / expected);
        Judged {
            verdict,
            signs,
            comparison,
            pace,
        }
    });
    judged.collect()
}

/// Whether next to everything of a line was heard as it is written.
fn is_heard_well(comparison: &Comparison) -> bool {
    comparison.error <= WELL.1 && comparison.lost < 2 && comparison.added < 2
}

/// The middle error of lines; none if they are too few to tell what is usual.
fn middle(errors: impl Iterator<Item = f64>) -> Option<f64> {
    let mut errors: Vec<f64> = errors.map(|error| error.min(1.0)).collect();
    errors.sort_by(f64::total_cmp);
    errors
        .get(errors.len() / 2)
        .copied()
        .filter(|_| errors.len() >= FEWEST)
}

/// A language as recognisers call it.
fn of_book(language: &Language) -> String {
    match language.base() {
        "cmn" => "zh".into(),
        base => base.into(),
    }
}

/// Whether what was heard of a line is what is written in one near it.
fn is_other_line(all: &[Heard], i: usize, names: &Names) -> bool {
    let from = i.saturating_sub(NEAR * 2);
    let others = all.iter().enumerate().skip(from).take(4 * NEAR + 1);
    let mut others = others.filter(|(j, other)| {
        *j != i
            && other.line.language == all[i].line.language
            && other.line.said != all[i].line.said
    });
    others.any(|(_, other)| compare(other.line, &all[i].hearing.text, names).error <= ITS)
}

/// A line with all that is known of it.
struct Case<'a, F: Fn() -> bool> {
    heard: &'a Heard<'a>,
    comparison: &'a Comparison,
    /// How far its voice is usually misheard.
    usual: f64,
    /// How long it should take, in seconds.
    expected: Option<f64>,
    spread: f64,
    /// The languages of the book, as [`of_book`] has them.
    languages: &'a HashSet<String>,
    is_other_line: F,
}

impl<F: Fn() -> bool> Case<'_, F> {
    fn judge(&self) -> (Verdict, Vec<Sign>) {
        let (comparison, hearing) = (self.comparison, self.heard.hearing);
        if comparison.words == 0 {
            return (Verdict::Right, Vec::new());
        }
        let error = comparison.error;
        let is_silent = hearing.silent.is_some_and(|silent| silent >= SILENT);
        let hardly_heard = HARDLY * comparison.heard_words <= comparison.words;
        if comparison.heard_words == 0 || error > OTHER && is_silent && hardly_heard {
            return (Verdict::Wrong, vec![Sign::Nothing]);
        }
        let mut signs = Signs::default();
        let is_long_enough = comparison.words > FEW;
        if error > OTHER && is_long_enough && self.is_other_language() {
            signs.add(Sign::Language, true);
        }
        if error > OTHER && comparison.heard_words > 1 && (self.is_other_line)() {
            signs.add(Sign::OtherLine, true);
        }
        let is_understood = self.usual <= UNDERSTOOD;
        let sure = if self.is_made_up() {
            0.0
        } else {
            hearing.sure.unwrap_or(UNKNOWN)
        };
        let is_sure = sure >= SURE && is_understood;
        // Whether so many words more are heard also by how long the line is.
        let longer = self.is_longer(SOMEWHAT);
        let least = |share: f64| (share * comparison.words as f64).ceil().max(2.0) as usize;
        if !is_understood {
            // Its words say nothing.
        } else if comparison.repeated > 0 && longer != Some(false) {
            signs.add(Sign::Repeated, is_sure);
        } else if comparison.added >= least(0.15) && longer != Some(false) {
            signs.add(
                Sign::Added,
                is_sure && comparison.added > FEW || longer == Some(true),
            );
        }
        if is_understood && is_long_enough {
            let (lost, sign) = lost(comparison);
            let nats = self.missing(lost, sure);
            if lost > 0 && nats >= MISSING.0 {
                signs.add(sign, nats >= MISSING.1);
            }
        }
        let by_words = is_sure && !is_heard_well(comparison);
        let clearly = if by_words { CLEARLY } else { ALONE };
        if self.is_shorter(DOUBTFUL) == Some(true) {
            signs.add(Sign::TooShort, self.is_shorter(clearly) == Some(true));
        }
        if self.is_longer(DOUBTFUL) == Some(true) {
            signs.add(Sign::TooLong, self.is_longer(clearly) == Some(true));
        }
        if is_understood && error >= self.usual + MORE.0 {
            let is_other = is_long_enough && error >= (self.usual + MORE.1).max(OTHER);
            if is_long_enough || error >= SHORT_ERROR {
                signs.add(Sign::OtherWords, is_sure && is_other);
            }
        }
        if !is_understood && error > OTHER {
            signs.add(Sign::NotUnderstood, false);
        }
        signs.verdict()
    }

    /// How much speaks for words not having been said for which nothing was heard: how sure the recogniser is of
    /// the others, and whether the line is as much shorter. In nats, against their having been said.
    fn missing(&self, lost: usize, sure: f64) -> f64 {
        let words = lost as f64 * WORD * ((sure - DEAF) / (1.0 - DEAF)).max(0.0);
        let share = lost as f64 / self.comparison.words.max(1) as f64;
        let length = self.expected.map_or(0.0, |expected| {
            let pace = (self.heard.seconds / expected).ln();
            let without = (1.0 - share).max(0.05).ln();
            self.likelihood(pace - without) - self.likelihood(pace)
        });
        words + length - RARE
    }

    /// How likely a line is so far from the length of its voice's lines, both as logarithms: Student's distribution
    /// with three degrees of freedom, without its constant, in nats.
    fn likelihood(&self, off: f64) -> f64 {
        -2.0 * (1.0 + off.powi(2) / (3.0 * self.spread.powi(2))).ln()
    }

    /// Whether the recogniser made up what it wrote: it says the same again and again, as it does when it is lost, or
    /// it heard a language that is none of the book's.
    fn is_made_up(&self) -> bool {
        let (line, hearing) = (self.heard.line, self.heard.hearing);
        let is_foreign = hearing
            .language
            .as_ref()
            .is_some_and(|heard| !self.languages.contains(heard));
        let goes_round = goes_round(&hearing.text) && !goes_round(line.text);
        is_foreign && self.comparison.error > OTHER
            || goes_round && self.is_longer(CLEARLY) != Some(true)
    }

    /// Whether another language of the book was heard: the recogniser says so, or it wrote other letters. Machine
    /// voices are taken for languages of all kinds, so others say nothing.
    fn is_other_language(&self) -> bool {
        let (own, hearing) = (self.heard.line.language, self.heard.hearing);
        let has_other_letters =
            is_in_characters(self.heard.line.text) != is_in_characters(&hearing.text);
        match &hearing.language {
            Some(heard) if *heard == of_book(own) => false,
            Some(heard) if self.languages.contains(heard) => {
                let sure = hearing.language_sure.unwrap_or_default();
                sure >= LANGUAGE_SURE || has_other_letters && sure >= SURE
            }
            Some(_) => false,
            None => has_other_letters && hearing.sure.unwrap_or(UNKNOWN) >= SURE,
        }
    }

    /// Whether the line is shorter than it should be by more than a measure; none if that is not known.
    fn is_shorter(&self, measure: Measure) -> Option<bool> {
        let expected = self.expected.filter(|expected| *expected >= SHORT)?;
        Some(self.heard.seconds < expected * (1.0 - self.reach(measure)))
    }

    /// As [`Self::is_shorter`], longer.
    fn is_longer(&self, measure: Measure) -> Option<bool> {
        let expected = self.expected.filter(|expected| *expected >= SHORT)?;
        Some(self.heard.seconds > expected * (1.0 + self.reach(measure)))
    }

    fn reach(&self, Measure(least, spreads, most): Measure) -> f64 {
        (spreads * self.spread).clamp(least, most)
    }
}

/// The most words in a row for which nothing was heard, and where.
fn lost(comparison: &Comparison) -> (usize, Sign) {
    let at_ends = comparison.lost_at_end.max(comparison.lost_at_begin);
    match comparison.lost > at_ends {
        true => (comparison.lost, Sign::Missing),
        false if comparison.lost_at_end >= comparison.lost_at_begin => (at_ends, Sign::EarlyEnd),
        false => (at_ends, Sign::LateBegin),
    }
}

/// Whether a text says the same again and again: some letters four times in a row.
fn goes_round(text: &str) -> bool {
    const LONGEST: usize = 24;
    let letters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    (1..=LONGEST.min(letters.len() / 4)).any(|length| {
        let mut same = 0;
        letters.iter().zip(&letters[length..]).any(|(a, b)| {
            same = if a == b { same + 1 } else { 0 };
            same >= 3 * length
        })
    })
}

/// Whether a text is mostly in Chinese or Japanese characters.
fn is_in_characters(text: &str) -> bool {
    let letters = || text.chars().filter(|c| c.is_alphabetic());
    let characters = letters().filter(|c| *c >= '\u{2E80}').count();
    3 * characters > letters().count()
}

/// Signs that were seen, each certain or not.
#[derive(Default)]
struct Signs {
    certain: Vec<Sign>,
    doubtful: Vec<Sign>,
}

impl Signs {
    fn add(&mut self, sign: Sign, is_certain: bool) {
        match is_certain {
            true => self.certain.push(sign),
            false => self.doubtful.push(sign),
        }
    }

    fn verdict(mut self) -> (Verdict, Vec<Sign>) {
        let verdict = match (self.certain.is_empty(), self.doubtful.is_empty()) {
            (false, _) => Verdict::Wrong,
            (true, false) => Verdict::Unsure,
            (true, true) => Verdict::Right,
        };
        self.certain.append(&mut self.doubtful);
        (verdict, self.certain)
    }
}

#[cfg(test)]
mod tests;
