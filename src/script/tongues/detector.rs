//! What a text costs in each of several languages, in nats: −ln p(its words | the language).

use super::ngrams::{self, Slots};
use super::writing::{East, Unit, languages_in, units, writing_of};
use crate::language::Language;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;
use unicode_script::Script as Writing;

/// A word of another language among those of a text costs this much beyond what it costs there:
/// −ln of the share of loanwords and names, 3 %.
const LOAN: f32 = 3.5;
/// The same for a word in another script.
const FOREIGN: f32 = 4.5;
/// The same for a word that is written like a name.
const NAME: f32 = 1.0;
/// What a text costs in a language written in Latin letters that has none of them, beyond its words: it is no quotation within another.
const WHOLE: f32 = 8.0;
/// What a word of a language that has no n-grams costs beyond the likeliest of the others.
const UNHEARD: f32 = 3.0;

/// What a letter costs of a script that has no n-grams, as one language alone is written in it.
const PLAIN: f32 = 2.5;

/// What a word costs at most that is frequent in a language and tells it from its neighbours: −ln of a share of 0.7 %.
const FREQUENT: f32 = 5.0;
/// See `languages/README.md`.
static WORDS: LazyLock<HashMap<&str, HashSet<&str>>> = LazyLock::new(|| {
    let lines = include_str!("../../../languages/words.txt").lines();
    let words = lines.filter_map(|line| line.split_once(' '));
    words
        .map(|(tag, words)| (tag, words.split(' ').collect()))
        .collect()
});

/// p of a character of each kind in Chinese, Japanese and Korean.
#[rustfmt::skip]
const EASTERN: &[(&str, [f32; 7])] = &[
    //        Han   common  shared  comma   hiragana katakana hangul
    ("zh", [0.68,  0.205,  0.06,   0.05,   1e-4,    1e-3,    1e-5]),
    ("ja", [0.30,  0.008,  0.008,  1e-4,   0.55,    0.135,   1e-5]),
    ("ko", [0.02,  0.002,  0.001,  1e-4,   1e-4,    1e-4,    0.97]),
];

/// A text of Han alone may be Japanese: what that costs, and then each character of common Chinese
/// words, each of those that Japanese shares, each comma, and each other character (titles, names, `本当。`).
const KANJI_ALONE: (f32, [f32; 4]) = (3.0, [3.9, 1.2, 9.0, 0.05]);

/// Tells some languages apart.
pub(crate) struct Detector {
    languages: Vec<Candidate>,
    /// The languages that have n-grams, then those that stand for a language that has none.
    slots: Slots,
    /// What the characters of East Asia cost, by their kind.
    easts: [Box<[f32]>; 7],
}

struct Candidate {
    language: Language,
    writing: Writing,
    /// Which slots its words cost the least of.
    slots: std::ops::Range<usize>,
    /// What is added to that.
    more: f32,
    east: Option<[f32; 7]>,
    /// Its words that are known to be frequent.
    frequent: Option<&'static HashSet<&'static str>>,
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
                frequent: WORDS.get(language.tag()),
            }
        });
        let languages: Vec<Candidate> = candidates.collect();
        let easts = std::array::from_fn(|kind| {
            let cost = |c: &Candidate| c.east.map_or(f32::INFINITY, |costs| costs[kind]);
            with_loans(
                languages.iter().map(cost).collect(),
                std::iter::repeat(FOREIGN),
            )
        });
        let slots = Slots::new(&slots);
        Self {
            languages,
            slots,
            easts,
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
            words: Default::default(),
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
            if candidate.slots.is_empty() {
                return PLAIN * (text.chars().count() + 1) as f32;
            }
            let costs = stored[candidate.slots.clone()].iter().copied();
            let cost = costs.fold(f32::INFINITY, f32::min) + candidate.more;
            let is_frequent = candidate.frequent.is_some_and(|words| words.contains(text));
            if is_frequent {
                cost.min(FREQUENT)
            } else {
                cost
            }
        };
        let costs: Box<[f32]> = self.languages.iter().map(own).collect();
        let loan = |candidate: &Candidate| match () {
            _ if is_name => NAME,
            _ if candidate.writing != writing => FOREIGN,
            _ => LOAN,
        };
        let loans = self.languages.iter().map(loan);
        with_loans(costs, loans)
    }
}

/// What is likelier as a word of another language costs as much as one.
fn with_loans(mut costs: Box<[f32]>, loans: impl Iterator<Item = f32>) -> Box<[f32]> {
    let least = costs.iter().copied().fold(f32::INFINITY, f32::min);
    if least.is_infinite() {
        costs.fill(0.0); // in none of them: it tells nothing
    }
    for (cost, loan) in costs.iter_mut().zip(loans) {
        *cost = cost.min(least + loan);
    }
    costs
}

/// How often what is said again and again tells something of its language: `x x x x` tells no more than `x x x`.
pub(super) const ECHOES: usize = 3;

/// Reads texts by a detector; it remembers what each word costs.
pub(crate) struct Reader<'d> {
    detector: &'d Detector,
    /// What a word costs, by whether it is written like a name.
    words: [HashMap<String, Box<[f32]>>; 2],
}

impl Reader<'_> {
    /// What a text costs in each language; `None` if it has no letters.
    pub(crate) fn costs(&mut self, text: &str) -> Option<Vec<f32>> {
        let mut sums = vec![0.0; self.detector.count()];
        self.add(text, &mut sums).then_some(sums)
    }

    /// Adds to each language what a text costs in it; `false` if it has no letters.
    pub(crate) fn add(&mut self, text: &str, sums: &mut [f32]) -> bool {
        let mut has_letters = false;
        let (mut kanji, mut is_kanji) = (0.0, true);
        // The costs of the last word, and how often in a row it was said.
        let (mut last, mut times) = (std::ptr::null(), 0);
        let mut has_latin = false;
        units(text, |unit| {
            let mut add = |costs: &[f32]| {
                sums.iter_mut()
                    .zip(costs)
                    .for_each(|(sum, cost)| *sum += cost);
            };
            has_letters = true;
            match unit {
                Unit::East(east) => {
                    let [common, shared, comma, other] = KANJI_ALONE.1;
                    match east {
                        East::Han => kanji += other,
                        East::CommonHan => kanji += common,
                        East::SharedHan => kanji += shared,
                        East::Comma => kanji += comma,
                        _ => is_kanji = false,
                    }
                    add(&self.detector.easts[east as usize]);
                }
                Unit::Word {
                    text,
                    writing,
                    is_name,
                } => {
                    is_kanji = false;
                    has_latin |= writing == Writing::Latin;
                    let words = &mut self.words[usize::from(is_name)];
                    let costs = match words.get(text) {
                        Some(costs) => costs,
                        None => {
                            let costs = self.detector.word(text, writing, is_name);
                            words.entry(text.to_string()).or_insert(costs)
                        }
                    };
                    times = if last == costs.as_ptr() { times + 1 } else { 1 };
                    last = costs.as_ptr();
                    if times <= ECHOES {
                        add(costs);
                    }
                }
            }
        });
        if has_letters && !has_latin {
            for (sum, candidate) in sums.iter_mut().zip(&self.detector.languages) {
                if candidate.writing == Writing::Latin {
                    *sum += WHOLE;
                }
            }
        }
        if is_kanji && has_letters {
            for (sum, candidate) in sums.iter_mut().zip(&self.detector.languages) {
                if candidate.writing == Writing::Hiragana {
                    *sum = sum.min(KANJI_ALONE.0 + kanji);
                }
            }
        }
        has_letters
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Each line with its language.
    fn short_lines() -> Vec<(&'static str, &'static str)> {
        let mut language = "";
        let mut lines = Vec::new();
        for line in include_str!("short_lines.txt").lines().skip(1) {
            match line.len() {
                2 => language = line,
                _ => lines.push((language, line)),
            }
        }
        lines
    }

    /// How many of the lines are told right, and how many tries that were.
    fn right(
        lines: &[(&str, &str)],
        others: impl Fn(&str) -> Vec<Vec<Language>>,
    ) -> (usize, usize) {
        let (mut right, mut all) = (0, 0);
        for (language, line) in lines {
            for candidates in others(language) {
                let detector = Detector::new(&candidates);
                let found = detector
                    .likeliest(line)
                    .map(|(i, _)| detector.language(i).tag());
                right += usize::from(found == Some(language));
                all += 1;
            }
        }
        (right, all)
    }

    #[test]
    fn short_lines_in_pairs_of_seven_languages() {
        let lines = short_lines();
        let seven = ["en", "fr", "de", "es", "it", "pt", "nl"];
        let pairs = |language: &str| {
            let others = seven.iter().filter(|other| **other != language);
            others
                .map(|other| vec![Language::new(language), Language::new(other)])
                .collect()
        };
        let (right, all) = right(&lines, pairs);
        assert_eq!(all, 840);
        assert!(right >= 838, "{right} of 840");
    }

    #[test]
    fn short_lines_among_all_languages() {
        let all = languages_in(Writing::Latin);
        let (right, of) = right(&short_lines(), |_| vec![all.clone()]);
        assert!(right * 100 >= of * 97, "{right} of {of}");
    }

    #[test]
    fn a_language_without_n_grams_is_taken_on_trust() {
        // Occitan's neighbour Aragonese has none.
        let detector = Detector::new(&[Language::new("en"), Language::new("an")]);
        let of = |text| {
            detector
                .likeliest(text)
                .map(|(i, _)| detector.language(i).tag())
        };
        assert_eq!(
            of("The lighthouse keeper has gone to the harbour."),
            Some("en")
        );
        assert_eq!(of("Lo farero s'ha ito t'o puerto."), Some("an"));
    }

    #[test]
    fn a_script_of_one_language_tells_it() {
        let detector = Detector::new(&["en", "ka", "el", "th"].map(Language::new));
        let of = |text| {
            detector
                .likeliest(text)
                .map(|(i, _)| detector.language(i).tag())
        };
        assert_eq!(of("გემი დღეს საღამოს ტოვებს ნავსადგურს."), Some("ka"));
        assert_eq!(of("Το πλοίο φεύγει."), Some("el"));
        assert_eq!(of("เรือจะออกจากท่าเย็นนี้"), Some("th"));
        assert_eq!(of("The ship leaves."), Some("en"));
    }

    #[test]
    fn han_and_latin_in_one_line() {
        let detector = Detector::new(&[Language::new("en"), Language::new("zh")]);
        let of = |text| {
            detector
                .likeliest(text)
                .map(|(i, _)| detector.language(i).tag())
        };
        assert_eq!(of("我们用 large language model 做翻译。"), Some("zh"));
        assert_eq!(of("The word 茶 means tea."), Some("en"));
        assert_eq!(of("12:30 – 4"), None);
    }
}
