//! PDF: what poppler says of a document, its layout and then its outline.
#![no_main]

use diglot::script::readers::pdf::read_layout;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let (layout, outline) = text.split_once("\n----\n").unwrap_or((&text, ""));
    let _ = read_layout(layout, outline);
});
