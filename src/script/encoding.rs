//! Bytes to text: UTF-8 with or without a byte order mark, UTF-16, GB18030.

use super::ScriptError;
use encoding_rs::{Encoding, GB18030, UTF_16BE, UTF_16LE};

/// Beginnings of files that people mistake for text.
const NOT_TEXT: &[(&[u8], &str)] = &[
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP, DOCX or EPUB"),
    (b"{\\rtf", "an RTF document"),
    (b"\xD0\xCF\x11\xE0", "an old Word document"),
    (b"\x89PNG", "a picture"),
    (b"\xFF\xD8\xFF", "a picture"),
    (b"RIFF", "a WAV file"),
    (b"ID3", "an MP3 file"),
    (b"\x1F\x8B", "a compressed file"),
];

/// Decodes a file's bytes. UTF-8 is tried first, then UTF-16 (by its byte order mark or by its
/// zero bytes), then GB18030, which is believed only if it gives Chinese.
///
/// # Errors
/// [`ScriptError::NotText`] for well-known binary files, [`ScriptError::Encoding`] with the first
/// wrong byte if no encoding fits.
pub fn decode(bytes: &[u8], file: &str) -> Result<String, ScriptError> {
    if let Some((_, kind)) = NOT_TEXT.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        let file = file.into();
        return Err(ScriptError::NotText { file, kind });
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes)
        && let Some(text) = strictly(encoding, &bytes[mark..])
    {
        return Ok(text);
    }
    let utf8 = match std::str::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => return Ok(text.to_string()),
        utf8 => utf8,
    };
    if let Some(text) = utf16_without_mark(bytes) {
        return Ok(text);
    }
    if let Some(text) = strictly(GB18030, bytes).filter(|text| reads_as_chinese(text)) {
        return Ok(text);
    }
    let offset = match utf8 {
        Err(error) => error.valid_up_to(),
        Ok(text) => text.find('\0').unwrap_or(0),
    };
    Err(ScriptError::Encoding {
        file: file.into(),
        line: bytes[..offset].iter().filter(|b| **b == b'\n').count() + 1,
        offset,
    })
}

fn strictly(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(|text| text.into_owned())
}

/// UTF-16 shows itself by the zero bytes of its spaces, digits and line ends, all on one side.
fn utf16_without_mark(bytes: &[u8]) -> Option<String> {
    let zeros = |parity: usize| {
        bytes
            .iter()
            .skip(parity)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let encoding = match (even, odd) {
        (0, 1..) => UTF_16LE,
        (1.., 0) => UTF_16BE,
        _ => return None,
    };
    bytes
        .len()
        .is_multiple_of(2)
        .then(|| strictly(encoding, bytes))
        .flatten()
}

/// Nearly all that GB18030 text has beyond ASCII is Han characters and their punctuation; other
/// encodings read as GB18030 give rare characters in no order.
fn reads_as_chinese(text: &str) -> bool {
    let (mut common, mut other) = (0usize, 0usize);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        match c {
            '\u{4E00}'..='\u{9FA5}' | '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FF5E}' => {
                common += 1
            }
            '·' | '—' | '…' | '\u{2018}'..='\u{201D}' => common += 1,
            _ => other += 1,
        }
    }
    common > 9 * other && !text.contains('\0')
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Ann:\r\nGood evening.\n安:\n晚上好。\n";

    #[test]
    fn utf8_with_and_without_mark() {
        assert_eq!(decode(TEXT.as_bytes(), "a").unwrap(), TEXT);
        let marked = [b"\xEF\xBB\xBF", TEXT.as_bytes()].concat();
        assert_eq!(decode(&marked, "a").unwrap(), TEXT);
    }

    #[test]
    fn utf16_of_both_orders_with_and_without_mark() {
        for with_mark in [true, false] {
            let mark: Vec<u16> = if with_mark { vec![0xFEFF] } else { vec![] };
            let units: Vec<u16> = mark.into_iter().chain(TEXT.encode_utf16()).collect();
            let little: Vec<u8> = units.iter().flat_map(|u| u.to_le_bytes()).collect();
            let big: Vec<u8> = units.iter().flat_map(|u| u.to_be_bytes()).collect();
            assert_eq!(decode(&little, "a").unwrap(), TEXT);
            assert_eq!(decode(&big, "a").unwrap(), TEXT);
        }
    }

    #[test]
    fn gb18030() {
        let (bytes, _, _) = GB18030.encode(TEXT);
        assert_eq!(decode(&bytes, "a").unwrap(), TEXT);
    }

    #[test]
    fn what_is_no_text_is_refused_with_its_place() {
        let error = decode(b"fine\nbad \xFF\xFE\xFA here", "talk.txt").unwrap_err();
        assert!(
            error.to_string().starts_with("talk.txt:2: byte 9"),
            "{error}"
        );
        let error = decode(b"%PDF-1.7 ...", "talk.pdf").unwrap_err();
        assert!(error.to_string().contains("a PDF"), "{error}");
        assert!(decode(b"a\0b\0\0c", "x").is_err());
    }
}
