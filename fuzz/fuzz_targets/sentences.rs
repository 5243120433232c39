//! Sentences of a text: nothing of it is lost or said twice.
#![no_main]

use diglot::script::sentences;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    assert_eq!(bare(&sentences::split(text).concat()), bare(text));
});
