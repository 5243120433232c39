//! Which words translate each other: learnt from what is aligned so far.
//!
//! Model 1 of Brown et al., "The Mathematics of Statistical Machine Translation", Computational Linguistics
//! 19 (1993), over beads that each count as much as they are likely, in both directions at once.

use super::Bead;
use super::seeds::Seed;
use super::text::Text;

/// How often each word's translations are counted again.
const ROUNDS: usize = 4;
/// The share of words that translate nothing.
const NULL: f32 = 0.3;
/// What a seed counts beside what is seen.
const SEED: f32 = 2.0;
/// How much likelier a seed is than chance before anything is counted.
const SEED_LIFT: f32 = 20.0;
/// What is taken from each count at the end: what was seen once says little.
const DISCOUNT: f32 = 0.5;
/// Below how much likelier than chance two words are no translation.
const LEAST_LIFT: f32 = 2.0;
/// Which share of a word's translations another must be: a frequent word stands beside most others by chance once.
const LEAST_SHARE: f32 = 0.003;
/// How many pairs of words are looked at; of a longer text, every second or third bead and so on is enough.
const MOST_PAIRS: usize = 6_000_000;

/// How much likelier words are beside a word of the other side than anywhere: `p(w | s) / p(w)`.
#[derive(Default)]
pub(super) struct Lifts {
    begins: Vec<u32>,
    words: Vec<u32>,
    lifts: Vec<f32>,
    /// For each word of the source, the share of its translations that is not known.
    pub rest: Vec<f32>,
}

impl Lifts {
    /// The words that a word goes with, and how much likelier they are beside it.
    pub(crate) fn of(&self, word: u32) -> impl Iterator<Item = (u32, f32)> {
        let range = self.begins[word as usize] as usize..self.begins[word as usize + 1] as usize;
        let words = self.words[range.clone()].iter().copied();
        words.zip(self.lifts[range].iter().copied())
    }

    /// The same by the other word: `of(w)` gives each `s` with `p(w | s) / p(w)`.
    pub(crate) fn turned(&self, words: usize) -> Self {
        let mut begins = vec![0u32; words + 1];
        for &word in &self.words {
            begins[word as usize + 1] += 1;
        }
        for word in 0..words {
            begins[word + 1] += begins[word];
        }
        let mut next = begins.clone();
        let (mut sources, mut lifts) = (vec![0; self.words.len()], vec![0.0; self.words.len()]);
        for source in 0..self.begins.len() as u32 - 1 {
            for (word, lift) in self.of(source) {
                let place = &mut next[word as usize];
                sources[*place as usize] = source;
                lifts[*place as usize] = lift;
                *place += 1;
            }
        }
        Self {
            begins,
            words: sources,
            lifts,
            rest: Vec::new(),
        }
    }
}

/// The lexicon of two texts, both ways.
pub(super) struct Lexicon {
    /// From words of the first text to those of the second.
    pub forth: Lifts,
    /// From words of the second text to those of the first.
    pub back: Lifts,
}

/// Pairs of words that stand in one bead, each pair once.
struct Pairs {
    /// Where the pairs of each word of the first text begin.
    begins: Vec<u32>,
    /// The word of the second text.
    words: Vec<u32>,
    /// What the seeds count.
    seeds: Vec<f32>,
    /// For each bead that is looked at, the pair of each token of the first text with each of the second.
    numbers: Vec<u32>,
}

/// Learns the lexicon from beads, each as likely as its posterior says.
pub(super) fn learn(a: &Text, b: &Text, beads: &[Bead], seeds: &[Seed]) -> Lexicon {
    let size = |bead: &Bead| {
        a.tokens_of(bead.first.clone()).len() * b.tokens_of(bead.second.clone()).len()
    };
    let all: usize = beads.iter().map(size).sum();
    let step = all.div_ceil(MOST_PAIRS).max(1);
    let beads: Vec<&Bead> = beads
        .iter()
        .step_by(step)
        .filter(|bead| size(bead) > 0)
        .collect();
    let pairs = Pairs::of(a, b, &beads, seeds);
    let sources = pairs.sources();
    let chance = |text: &Text| -> Vec<f32> {
        let words = text.vocabulary.len();
        let all = text.tokens.len() as f32 + 0.5 * words as f32;
        (0..words as u32)
            .map(|word| (text.count(word) as f32 + 0.5) / all)
            .collect()
    };
    let (chance_a, chance_b) = (chance(a), chance(b));
    let start = |seed: &f32| if *seed > 0.0 { SEED_LIFT } else { 1.0 };
    let mut forth: Vec<f32> = pairs.seeds.iter().map(start).collect();
    let mut back = forth.clone();
    let rounds = if beads.is_empty() { 1 } else { ROUNDS };
    for round in 1..=rounds {
        let is_last = round == rounds;
        let (seen_forth, seen_back) = pairs.count(a, b, &beads, &forth, &back);
        forth = lifts(
            &seen_forth,
            &pairs.seeds,
            &sources,
            &pairs.words,
            &chance_b,
            chance_a.len(),
            is_last,
        );
        back = lifts(
            &seen_back,
            &pairs.seeds,
            &pairs.words,
            &sources,
            &chance_a,
            chance_b.len(),
            is_last,
        );
    }
    Lexicon {
        forth: pairs.kept(&sources, &pairs.words, &forth, &chance_b, chance_a.len()),
        back: pairs.kept(&pairs.words, &sources, &back, &chance_a, chance_b.len()),
    }
}

/// The lifts that follow from counts: by `(count − discount + seed) / all of the source / chance`.
fn lifts(
    seen: &[f32],
    seeds: &[f32],
    sources: &[u32],
    words: &[u32],
    chance: &[f32],
    count: usize,
    is_last: bool,
) -> Vec<f32> {
    let mut all = vec![0.5f64; count];
    for ((seen, seed), source) in seen.iter().zip(seeds).zip(sources) {
        all[*source as usize] += f64::from(seen + SEED * seed);
    }
    let discount = if is_last { DISCOUNT } else { 0.0 };
    let pairs = seen.iter().zip(seeds).zip(sources.iter().zip(words));
    pairs
        .map(|((seen, seed), (source, word))| {
            let count = (seen - discount).max(0.0) + SEED * seed;
            count / all[*source as usize] as f32 / chance[*word as usize]
        })
        .collect()
}

impl Pairs {
    fn of(a: &Text, b: &Text, beads: &[&Bead], seeds: &[Seed]) -> Self {
        // Where the pairs of each bead begin, and in which beads each word of the first text stands.
        let mut first = Vec::with_capacity(beads.len());
        let mut count = 0;
        let mut standing: Vec<(u32, u32, u32)> = Vec::new();
        for (number, bead) in beads.iter().enumerate() {
            first.push(count);
            let width = b.tokens_of(bead.second.clone()).len();
            for (row, at) in a.tokens_of(bead.first.clone()).enumerate() {
                standing.push((a.tokens[at], number as u32, row as u32));
                count += width;
            }
        }
        standing.sort_unstable();
        let mut standing = standing.into_iter().peekable();
        let mut seeds_left = seeds.iter().peekable();
        let mut pairs = Self {
            begins: vec![0],
            words: Vec::new(),
            seeds: Vec::new(),
            numbers: vec![0; count],
        };
        let mut number_of = vec![u32::MAX; b.vocabulary.len()];
        for word in 0..a.vocabulary.len() as u32 {
            let begin = pairs.words.len();
            while let Some((_, other, sure)) = seeds_left.next_if(|seed| seed.0 == word) {
                number_of[*other as usize] = pairs.words.len() as u32;
                pairs.words.push(*other);
                pairs.seeds.push(*sure);
            }
            while let Some((_, bead, row)) = standing.next_if(|place| place.0 == word) {
                let others = &b.tokens[b.tokens_of(beads[bead as usize].second.clone())];
                let from = first[bead as usize] + row as usize * others.len();
                for (number, other) in pairs.numbers[from..from + others.len()]
                    .iter_mut()
                    .zip(others)
                {
                    let own = &mut number_of[*other as usize];
                    if *own == u32::MAX {
                        *own = pairs.words.len() as u32;
                        pairs.words.push(*other);
                        pairs.seeds.push(0.0);
                    }
                    *number = *own;
                }
            }
            for other in &pairs.words[begin..] {
                number_of[*other as usize] = u32::MAX;
            }
            pairs.begins.push(pairs.words.len() as u32);
        }
        pairs
    }

    /// The word of the first text of each pair.
    fn sources(&self) -> Vec<u32> {
        let mut sources = vec![0; self.words.len()];
        for (word, range) in self.begins.windows(2).enumerate() {
            sources[range[0] as usize..range[1] as usize].fill(word as u32);
        }
        sources
    }

    /// How often each pair is a translation, as the lifts so far say: forth and back.
    fn count(
        &self,
        a: &Text,
        b: &Text,
        beads: &[&Bead],
        forth: &[f32],
        back: &[f32],
    ) -> (Vec<f32>, Vec<f32>) {
        let (mut seen_forth, mut seen_back) = (vec![0.0; forth.len()], vec![0.0; back.len()]);
        let mut begin = 0;
        let mut columns: Vec<f32> = Vec::new();
        for bead in beads {
            let rows = a.tokens_of(bead.first.clone()).len();
            let width = b.tokens_of(bead.second.clone()).len();
            let numbers = &self.numbers[begin..begin + rows * width];
            begin += rows * width;
            let weight = bead.certainty;
            // Forth: each token of the second text is made by one of the first, or by none.
            columns.clear();
            columns.resize(width, 0.0);
            for row in numbers.chunks_exact(width) {
                for (sum, number) in columns.iter_mut().zip(row) {
                    *sum += forth[*number as usize];
                }
            }
            let share = (1.0 - NULL) / rows as f32;
            for sum in &mut columns {
                *sum = share * weight / (NULL + share * *sum);
            }
            let share = (1.0 - NULL) / width as f32;
            for row in numbers.chunks_exact(width) {
                let sum: f32 = row.iter().map(|number| back[*number as usize]).sum();
                let part = share * weight / (NULL + share * sum);
                for (column, number) in columns.iter().zip(row) {
                    let number = *number as usize;
                    seen_forth[number] += forth[number] * column;
                    seen_back[number] += back[number] * part;
                }
            }
        }
        (seen_forth, seen_back)
    }

    /// Those that are clearly likelier than chance.
    fn kept(
        &self,
        sources: &[u32],
        words: &[u32],
        lifts: &[f32],
        chance: &[f32],
        count: usize,
    ) -> Lifts {
        let pairs = || {
            sources
                .iter()
                .zip(words)
                .zip(lifts)
                .filter(|((_, word), lift)| {
                    **lift > LEAST_LIFT && **lift * chance[**word as usize] > LEAST_SHARE
                })
        };
        let mut begins = vec![0u32; count + 1];
        let mut rest = vec![1.0f32; count];
        for ((source, word), lift) in pairs() {
            begins[*source as usize + 1] += 1;
            rest[*source as usize] -= lift * chance[*word as usize];
        }
        for word in 0..count {
            begins[word + 1] += begins[word];
            rest[word] = rest[word].clamp(0.0, 1.0);
        }
        let size = begins[count] as usize;
        let mut kept = Lifts {
            words: vec![0; size],
            lifts: vec![0.0; size],
            rest,
            begins,
        };
        let mut next = kept.begins.clone();
        for ((source, word), lift) in pairs() {
            let place = next[*source as usize] as usize;
            kept.words[place] = *word;
            kept.lifts[place] = *lift;
            next[*source as usize] += 1;
        }
        kept
    }
}
