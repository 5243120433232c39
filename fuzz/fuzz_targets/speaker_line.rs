//! Lines that may name a speaker, and sentences.
#![no_main]

use diglot::script::speaker_line::Form;
use diglot::script::{name_shape, sentences, speaker_line};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Some(line) = speaker_line::parse(text) {
        assert!(!line.names.is_empty());
        // In brackets, and before a colon that comes again, stands whatever people are called.
        let is_free = matches!(line.form, Form::Bracketed | Form::Label);
        let is_name = |name: &String| name_shape::can_be_name(name);
        assert!(is_free || line.names.iter().all(is_name));
    }
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    assert_eq!(bare(&sentences::split(text).concat()), bare(text));
});
