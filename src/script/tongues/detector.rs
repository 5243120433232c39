//! What a text costs in each of several languages, in nats: −ln p(its words | the language).

use super::ngrams::{self, Slots};
use super::writing::{East, Unit, languages_in, units, writing_of};
use crate::language::Language;
use std::collections::HashMap;
use unicode_script::Script as Writing;

/// A word of another language among those of a text costs this much beyond what it costs there:
/// −ln of the share of loanwords and names, 3 %.
const LOAN: f32 = 3.5;
/// The same for a word that is written like a name.
const NAME: f32 = 1.0;
/// What a word of a language that has no n-grams costs beyond the likeliest of the others.
const UNHEARD: f32 = 3.0;

/// p of a character of each kind in Chinese, Japanese and Korean.
#[rustfmt::skip]
const EASTERN: &[(&str, [f32; 6])] = &[
    //        Han   common  comma   hiragana katakana hangul
    ("zh", [0.68,  0.265,  0.05,   1e-4,    1e-3,    1e-5]),
    ("ja", [0.30,  0.012,  1e-4,   0.55,    0.135,   1e-5]),
    ("ko", [0.02,  0.002,  1e-4,   1e-4,    1e-4,    0.97]),
];

/// Tells some languages apart.
pub(crate) struct Detector {
    languages: Vec<Candidate>,
    /// The languages that have n-grams, then those that stand for a language that has none.
    slots: Slots,
}

struct Candidate {
    language: Language,
    writing: Writing,
    /// Which slots its words cost the least of.
    slots: std::ops::Range<usize>,
    /// What is added to that.
    more: f32,
    east: Option<[f32; 6]>,
}

impl Detector {
    pub(crate) fn new(languages: &[Language]) -> Self {
        let stored = |language: &Language| index_of(language);
        let known: Vec<usize> = languages.iter().filter_map(stored).collect();
        let mut slots: Vec<usize> = Vec::new();
        let candidates = languages.iter().map(|language| {
            let writing = writing_of(language);
            let start = slots.len();
            let mut more = 0.0;
            match stored(language) {
                Some(index) => slots.push(index),
                None => {
                    let others = languages_in(writing);
                    let others = others.iter().filter_map(stored);
                    slots.extend(others.filter(|index| !known.contains(index)));
                    more = UNHEARD;
                }
            }
            let east = EASTERN
                .iter()
                .find(|(tag, _)| writing_of(&Language::new(tag)) == writing);
            Candidate {
                language: language.clone(),
                writing,
                slots: start..slots.len(),
                more,
                east: east.map(|(_, p)| p.map(|p| -p.ln())),
            }
        });
        let languages = candidates.collect();
        Self {
            languages,
            slots: Slots::new(&slots),
        }
    }

    /// The languages, in the order of the costs.
    pub(crate) fn language(&self, i: usize) -> &Language {
        &self.languages[i].language
    }

    pub(crate) fn count(&self) -> usize {
        self.languages.len()
    }

    /// One who reads many lines and remembers the words.
    pub(crate) fn reader(&self) -> Reader<'_> {
        Reader {
            detector: self,
            words: HashMap::new(),
        }
    }

    /// The likeliest language of a text and by how many nats; `None` if nothing in it tells one.
    pub(crate) fn likeliest(&self, text: &str) -> Option<(usize, f32)> {
        let costs = self.reader().costs(text)?;
        let mut order: Vec<usize> = (0..costs.len()).collect();
        order.sort_by(|a, b| costs[*a].total_cmp(&costs[*b]));
        let margin = order
            .get(1)
            .map_or(f32::INFINITY, |next| costs[*next] - costs[order[0]]);
        Some((order[0], margin))
    }

    fn word(&self, text: &str, writing: Writing, is_name: bool) -> Box<[f32]> {
        let stored = self.slots.word(text);
        let own = |candidate: &Candidate| {
            if candidate.writing != writing {
                return f32::INFINITY;
            }
            let costs = stored[candidate.slots.clone()].iter().copied();
            costs.fold(f32::INFINITY, f32::min) + candidate.more
        };
        let costs = self.languages.iter().map(own).collect();
        with_loans(costs, if is_name { NAME } else { LOAN })
    }

    fn east(&self, east: East) -> Box<[f32]> {
        let own = |candidate: &Candidate| match candidate.east {
            Some(costs) => costs[east as usize],
            None => f32::INFINITY,
        };
        with_loans(self.languages.iter().map(own).collect(), LOAN)
    }
}

/// What is likelier as a word of another language costs as much as one.
fn with_loans(mut costs: Box<[f32]>, loan: f32) -> Box<[f32]> {
    let least = costs.iter().copied().fold(f32::INFINITY, f32::min);
    if least.is_infinite() {
        costs.fill(0.0); // in none of them: it tells nothing
    }
    for cost in &mut costs {
        *cost = cost.min(least + loan);
    }
    costs
}

/// Reads texts by a detector; it remembers what each word costs.
pub(crate) struct Reader<'d> {
    detector: &'d Detector,
    words: HashMap<(String, bool), Box<[f32]>>,
}

impl Reader<'_> {
    /// What a text costs in each language; `None` if it has no letters.
    pub(crate) fn costs(&mut self, text: &str) -> Option<Vec<f32>> {
        let mut sums = vec![0.0; self.detector.count()];
        let mut has_letters = false;
        units(text, |unit| {
            let add = |sums: &mut Vec<f32>, costs: &[f32]| {
                sums.iter_mut()
                    .zip(costs)
                    .for_each(|(sum, cost)| *sum += cost);
            };
            has_letters = true;
            match unit {
                Unit::East(east) => add(&mut sums, &self.detector.east(east)),
                Unit::Word {
                    text,
                    writing,
                    is_name,
                } => {
                    let key = (text, is_name);
                    let costs = match self.words.get(&key) {
                        Some(costs) => costs,
                        None => {
                            let costs = self.detector.word(&key.0, writing, is_name);
                            self.words.entry(key).or_insert(costs)
                        }
                    };
                    add(&mut sums, costs);
                }
            }
        });
        has_letters.then_some(sums)
    }
}

/// The number of the language's n-grams.
fn index_of(language: &Language) -> Option<usize> {
    let at = |tag: &str| ngrams::tags().iter().position(|t| *t == tag);
    match language.base() {
        "no" => at("nb"),
        base => at(language.tag()).or_else(|| at(base)),
    }
}
