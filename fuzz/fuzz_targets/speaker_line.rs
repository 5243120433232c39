//! Lines that may name a speaker, and sentences.
#![no_main]

use diglot::script::{sentences, speaker_line};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Some(line) = speaker_line::parse(text) {
        assert!(!line.names.is_empty());
        assert!(
            line.names
                .iter()
                .all(|name| speaker_line::can_be_name(name))
        );
    }
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    assert_eq!(bare(&sentences::split(text).concat()), bare(text));
});
