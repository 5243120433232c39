//! What gives each line a row of its own: ASS, LRC, tables, the output of speech recognition, and translations.
#![no_main]

use diglot::script::readers::read;
use libfuzzer_sys::fuzz_target;

/// By the digits from 0 on.
const NAMES: &[&str] = &[
    "a.ass", "a.lrc", "a.csv", "a.tsv", "a.json", "a.po", "a.tmx", "a.xlf",
];

fuzz_target!(|bytes: &[u8]| {
    // A byte before the text says what it is called.
    if let Some((&choice, bytes)) = bytes.split_first() {
        let _ = read(bytes, NAMES[usize::from(choice) % NAMES.len()]);
    }
});
