//! EPUB: a package, two documents of its spine and a list of what is encrypted, or any archive.
#![no_main]

use diglot::script::readers::read;
use diglot_fuzz::archive;
use libfuzzer_sys::fuzz_target;

const NAMES: &[&str] = &[
    "META-INF/container.xml",
    "b.opf",
    "a.xhtml",
    "t/c.xhtml",
    "META-INF/encryption.xml",
];

fuzz_target!(|bytes: &[u8]| {
    let _ = read(&archive(bytes, NAMES), "a.epub");
});
