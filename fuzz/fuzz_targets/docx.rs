//! DOCX: the document, its styles, notes, facts and margins, or any archive.
#![no_main]

use diglot::script::readers::read;
use diglot_fuzz::archive;
use libfuzzer_sys::fuzz_target;

const NAMES: &[&str] = &[
    "word/document.xml",
    "word/styles.xml",
    "word/footnotes.xml",
    "docProps/core.xml",
    "word/comments.xml",
];

fuzz_target!(|bytes: &[u8]| {
    let _ = read(&archive(bytes, NAMES), "a.docx");
});
