//! FB2: any bytes as a book.
#![no_main]

use diglot::script::readers::read;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = read(bytes, "a.fb2");
});
