//! OpenDocument: the content, styles and facts of a document, or any archive.
#![no_main]

use diglot::script::readers::read;
use diglot_fuzz::archive;
use libfuzzer_sys::fuzz_target;

const NAMES: &[&str] = &["content.xml", "styles.xml", "meta.xml"];

fuzz_target!(|bytes: &[u8]| {
    let _ = read(&archive(bytes, NAMES), "a.odt");
});
