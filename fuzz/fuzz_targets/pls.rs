//! W3C lexicons (PLS).
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = diglot::lexicon::pls::parse(bytes);
});
