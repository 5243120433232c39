//! What several targets share: archives of the parts that an input gives.

use std::io::{Cursor, Write};
use zip::CompressionMethod::Stored;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// What parts the files of an archive in an input.
const BETWEEN: &[u8] = b"\n----\n";

/// An archive that holds the parts of an input under these names, as many as there are. An input
/// that is an archive itself is left as it is.
pub fn archive(input: &[u8], names: &[&str]) -> Vec<u8> {
    if input.starts_with(b"PK") {
        return input.to_vec();
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(Stored);
    for (name, part) in names.iter().zip(parts(input)) {
        zip.start_file(*name, stored).expect("a name");
        zip.write_all(part).expect("memory");
    }
    zip.finish().expect("an archive").into_inner()
}

fn parts(input: &[u8]) -> Vec<&[u8]> {
    let (mut parts, mut rest) = (Vec::new(), input);
    while let Some(at) = rest.windows(BETWEEN.len()).position(|w| w == BETWEEN) {
        parts.push(&rest[..at]);
        rest = &rest[at + BETWEEN.len()..];
    }
    parts.push(rest);
    parts
}
