//! RTF: any bytes as a document.
#![no_main]

use diglot::script::readers::read;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let document = [b"{\\rtf1".as_slice(), bytes].concat();
    let _ = read(&document, "a.rtf");
});
