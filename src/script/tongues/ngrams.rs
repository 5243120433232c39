//! What a word costs in each of many languages, by stored n-grams of up to five letters.
//!
//! `languages/README.md` says what `ngrams.bin` holds and how it was made. A letter costs −ln p after
//! the up to four before it: of the longest n-gram that the language has, or, if it has only a
//! shorter one, of that and of the weight of the letters before (a back-off model after Katz,
//! "Estimation of probabilities from sparse data", 1987).

use std::sync::LazyLock;
use unicode_normalization::char::is_combining_mark;

static BYTES: &[u8] = include_bytes!("../../../languages/ngrams.bin");
static TABLE: LazyLock<Table> = LazyLock::new(|| Table::new(BYTES));

/// Costs are stored in this many nats.
const STEP: f32 = 1.0 / 16.0;
/// What a letter costs that a language does not have, in steps: −ln 1e-5.
const UNKNOWN: i32 = 184;
/// A weight of letters before is stored as −ln w in steps and this, so that it is above 0.
const NO_WEIGHT: i32 = 32;
const BUCKET_BITS: u32 = 17;
const LONGEST: usize = 5;
/// Stands before the first letter of a word and behind its last.
const EDGE: char = ' ';
/// No slot: the language is not asked for.
const NONE: u8 = u8::MAX;

/// Whether a character is a letter of the words that n-grams are of.
pub(crate) fn is_letter(c: char) -> bool {
    c.is_alphabetic() && (c.is_ascii() || !is_combining_mark(c))
}

/// The tags of all languages that have n-grams.
pub(crate) fn tags() -> &'static [&'static str] {
    &TABLE.tags
}

struct Table {
    tags: Vec<&'static str>,
    /// Where each bucket begins, u32 little-endian.
    starts: &'static [u8],
    buckets: &'static [u8],
}

impl Table {
    fn new(bytes: &'static [u8]) -> Self {
        let end = bytes.iter().position(|b| *b == b'\n').unwrap_or_default();
        let tags = std::str::from_utf8(&bytes[..end]).unwrap_or_default();
        let starts = (1 << BUCKET_BITS) * 4 + 4;
        let (starts, buckets) = bytes[end + 1..].split_at(starts);
        Self {
            tags: tags.split(' ').collect(),
            starts,
            buckets,
        }
    }

    fn start(&self, bucket: usize) -> usize {
        let at = &self.starts[bucket * 4..bucket * 4 + 4];
        u32::from_le_bytes([at[0], at[1], at[2], at[3]]) as usize
    }

    /// The languages of an n-gram, as they are stored.
    fn find(&self, hash: u64) -> Entry {
        let bucket = (hash >> (64 - BUCKET_BITS)) as usize;
        let mut rest = &self.buckets[self.start(bucket)..self.start(bucket + 1)];
        while let [low, high, count, after @ ..] = rest {
            let entry = Entry {
                count: *count,
                bytes: after,
            };
            if u16::from_le_bytes([*low, *high]) == hash as u16 {
                return entry;
            }
            rest = entry.end();
        }
        Entry {
            count: 0,
            bytes: &[],
        }
    }
}

/// What is stored of an n-gram: for each language that has it, its number, the cost and, if the
/// number's highest bit is set, the weight of the n-gram before other letters.
#[derive(Clone, Copy)]
struct Entry {
    count: u8,
    bytes: &'static [u8],
}

impl Entry {
    /// Calls `each` with the language's number, the cost, and the weight or 0.
    fn each(self, mut each: impl FnMut(u8, u8, u8)) -> &'static [u8] {
        let mut bytes = self.bytes;
        for _ in 0..self.count {
            match bytes {
                [id, cost, weight, rest @ ..] if id & 0x80 != 0 => {
                    each(id & 0x7F, *cost, *weight);
                    bytes = rest;
                }
                [id, cost, rest @ ..] => {
                    each(*id, *cost, 0);
                    bytes = rest;
                }
                _ => return &[],
            }
        }
        bytes
    }

    fn end(self) -> &'static [u8] {
        self.each(|_, _, _| ())
    }
}

/// Some of the languages, each in a slot.
#[derive(Clone)]
pub(crate) struct Slots {
    slots: [u8; 128],
    count: usize,
}

impl Slots {
    /// Slots for those languages (indices of [`tags`]), in their order.
    pub(crate) fn new(languages: &[usize]) -> Self {
        let mut slots = [NONE; 128];
        for (slot, language) in languages.iter().enumerate() {
            slots[*language] = slot as u8;
        }
        Self {
            slots,
            count: languages.len(),
        }
    }

    /// What a word of lower-case letters costs in each, in nats.
    pub(crate) fn word(&self, word: &str) -> Vec<f32> {
        let mut symbols = vec![EDGE];
        symbols.extend(word.chars());
        symbols.push(EDGE);
        let none = Entry {
            count: 0,
            bytes: &[],
        };
        let mut sums = vec![0_i32; self.count];
        let mut costs = vec![0_i32; self.count];
        // The n-grams that end before the letter, by their length.
        let mut before = [none; LONGEST + 1];
        before[1] = TABLE.find(hash(&[EDGE]));
        for i in 1..symbols.len() {
            let mut now = [none; LONGEST + 1];
            costs.fill(UNKNOWN);
            for length in 1..=LONGEST.min(i + 1) {
                before[length - 1].each(|id, _, weight| {
                    let slot = self.slots[id as usize];
                    if slot != NONE && weight != 0 {
                        costs[slot as usize] += weight as i32 - NO_WEIGHT;
                    }
                });
                now[length] = TABLE.find(hash(&symbols[i + 1 - length..=i]));
                now[length].each(|id, cost, _| {
                    let slot = self.slots[id as usize];
                    if slot != NONE {
                        costs[slot as usize] = cost as i32;
                    }
                });
                if before[length].count == 0 {
                    break;
                }
            }
            before = now;
            for (sum, cost) in sums.iter_mut().zip(&costs) {
                *sum += cost;
            }
        }
        sums.iter().map(|sum| *sum as f32 * STEP).collect()
    }
}

/// As in `languages/make`.
fn hash(ngram: &[char]) -> u64 {
    ngram.iter().fold(0, |hash: u64, c| {
        (hash ^ *c as u64)
            .wrapping_mul(0x9E37_79B9_7F4A_7C15)
            .rotate_left(29)
            .wrapping_mul(0xBF58_476D_1CE4_E5B9)
    })
}
