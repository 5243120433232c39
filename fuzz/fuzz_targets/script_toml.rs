//! `script.toml`: what is read is written so that it is read as the same.
#![no_main]

use diglot::script::file;
use libfuzzer_sys::fuzz_target;
use std::path::Path;

fuzz_target!(|text: &str| {
    let path = Path::new("script.toml");
    if let Ok(script) = file::parse(text, path) {
        let written = file::render(&script);
        let again = file::parse(&written, path).expect("our own file");
        assert_eq!(file::render(&again), written);
    }
});
