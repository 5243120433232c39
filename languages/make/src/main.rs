//! Makes `../ngrams.bin`, the n-grams that diglot tells languages apart by. README.md in the folder
//! above says where the data come from, and what the file looks like.

mod counts;
mod model;
mod sources;

use model::Model;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// How many n-grams of a language are kept, those that tell most.
const KEPT: usize = 25_000;
/// The table has 2 to this many buckets.
const BUCKET_BITS: u32 = 17;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, lingua, udhr, out, rest @ ..] = &arguments[..] else {
        eprintln!("usage: make-ngrams FOLDER-OF-LINGUA-CRATES FOLDER-OF-UDHR OUT [KEPT]");
        std::process::exit(2);
    };
    let kept = rest.first().map_or(KEPT, |n| n.parse().expect("a number"));
    let languages = sources::all(Path::new(lingua), Path::new(udhr));
    let mut tags: Vec<&str> = Vec::new();
    let mut table: BTreeMap<u64, Vec<[u8; 3]>> = BTreeMap::new();
    for (tag, counts) in &languages {
        let id = tags.len() as u8;
        assert!(id < 128, "the highest bit says that a weight follows");
        tags.push(tag);
        let model = Model::new(counts, kept);
        eprintln!("{tag}: {} of {} n-grams", model.kept.len(), counts.len());
        for (ngram, (cost, weight)) in model.kept {
            table.entry(hash(&ngram)).or_default().push([id, cost, weight as u8]);
        }
    }
    std::fs::write(out, written(&tags, table)).expect("the file can be written");
}

/// The table as bytes: the tags, parted by spaces and ended by a line end; where each bucket begins
/// (u32, little-endian, one more than there are buckets); the buckets.
fn written(tags: &[&str], table: BTreeMap<u64, Vec<[u8; 3]>>) -> Vec<u8> {
    let mut buckets: HashMap<u64, Vec<u8>> = HashMap::new();
    for (hash, languages) in table {
        let bucket = buckets.entry(hash >> (64 - BUCKET_BITS)).or_default();
        bucket.extend((hash as u16).to_le_bytes());
        bucket.push(languages.len() as u8);
        for [id, cost, weight] in languages {
            match weight {
                0 => bucket.extend([id, cost]),
                weight => bucket.extend([id | 0x80, cost, weight]),
            }
        }
    }
    let mut out = tags.join(" ").into_bytes();
    out.push(b'\n');
    let mut at = 0_u32;
    for i in 0..=(1 << BUCKET_BITS) {
        out.extend(at.to_le_bytes());
        at += buckets.get(&i).map_or(0, Vec::len) as u32;
    }
    for i in 0..(1 << BUCKET_BITS) {
        out.extend(buckets.remove(&i).unwrap_or_default());
    }
    out
}

/// The hash that diglot looks an n-gram up by.
fn hash(ngram: &[char]) -> u64 {
    ngram.iter().fold(0, |hash: u64, c| {
        (hash ^ *c as u64)
            .wrapping_mul(0x9E37_79B9_7F4A_7C15)
            .rotate_left(29)
            .wrapping_mul(0xBF58_476D_1CE4_E5B9)
    })
}
