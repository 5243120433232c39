//! Bytes to text: UTF-8 with or without a byte order mark, UTF-16, UTF-32, and the encodings that texts
//! of their languages were written in before. Characters that are no text go ([`crate::characters`]).

mod guess;

use super::{Doubt, Dropped, ScriptError};
use crate::characters;
use crate::disk::Places;
use encoding_rs::{Encoding, WINDOWS_1252};
use guess::{guessed, strictly, utf16_without_mark};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Beginnings of files that people mistake for text.
const NOT_TEXT: &[(&[u8], &str)] = &[
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"{\\rtf", "an RTF document"),
    (b"\xD0\xCF\x11\xE0", "an old Word document"),
    (b"\x89PNG", "a picture"),
    (b"\xFF\xD8\xFF", "a picture"),
    (b"RIFF", "a WAV file"),
    (b"ID3", "an MP3 file"),
    (b"\x1F\x8B", "a compressed file"),
];

/// Form feeds show where pages end; no line of a document holds one.
const KEPT: &[char] = &['\x0C'];

/// Decodes a file's bytes. UTF-8 is tried first, then UTF-16 and UTF-32 (by their byte order marks or
/// by their zero bytes), then UTF-8 with a few bytes of Windows-1252 in it, then what the bytes look
/// like most: GB18030, Big5, Shift-JIS, EUC-JP, EUC-KR, Windows-1252 or another encoding with one byte
/// a letter. A guess is believed only if every byte fits it and it gives the kind of letters that it
/// is for.
///
/// # Errors
/// [`ScriptError::NotText`] for well-known binary files, [`ScriptError::Encoding`] with the first
/// wrong byte if no encoding fits.
pub(crate) fn decode(bytes: &[u8], file: &str) -> Result<String, ScriptError> {
    decode_labelled(bytes, file, None)
}

/// Decodes a file that says in which encoding it is (`label`, of the Encoding Standard, section
/// 4.2), if that is true.
///
/// # Errors
/// As [`decode`].
pub(crate) fn decode_labelled(
    bytes: &[u8],
    file: &str,
    label: Option<&str>,
) -> Result<String, ScriptError> {
    let Decoded { text, .. } = raw(bytes, file, label)?;
    Ok(match characters::clean_but(KEPT, &text, &mut |_, _| {}) {
        Cow::Borrowed(_) => text,
        Cow::Owned(clean) => clean,
    })
}

/// What a reader of a text passes over in its bytes: characters that are no text, each line of them, and
/// where bytes were not of the text's encoding. Nothing if the bytes are no text.
pub(crate) fn oddities(bytes: &[u8], file: &str) -> (Vec<Dropped>, Vec<Doubt>) {
    let is_clean = |text: &str| {
        let clean = characters::clean_but(KEPT, text, &mut |_, _| {});
        matches!(clean, Cow::Borrowed(_))
    };
    if std::str::from_utf8(bytes).is_ok_and(is_clean) {
        return Default::default();
    }
    let Ok(Decoded { text, strays }) = raw(bytes, file, None) else {
        return Default::default();
    };
    let places = Places::new(&text);
    let mut odd = Odd::default();
    characters::clean_but(KEPT, &text, &mut |at, c| odd.add(c, places.of(at).0));
    let mut lines: Vec<usize> = strays.iter().map(|at| places.of(*at).0).collect();
    lines.dedup();
    let doubt = |lines: Vec<usize>| Doubt {
        at: lines,
        text: "some bytes here are not UTF-8 as the rest is; they were read as Windows-1252".into(),
    };
    let doubts = (!lines.is_empty()).then(|| doubt(lines));
    (
        odd.dropped().into_iter().collect(),
        doubts.into_iter().collect(),
    )
}

/// Characters that are no text, and where they stood.
#[derive(Debug, Default)]
pub(crate) struct Odd {
    found: BTreeMap<char, usize>,
    lines: BTreeSet<usize>,
}

impl Odd {
    /// One more, on that line.
    pub(crate) fn add(&mut self, c: char, line: usize) {
        *self.found.entry(c).or_default() += 1;
        self.lines.insert(line);
    }

    /// As what is left out of the book; none if there are none.
    pub(crate) fn dropped(self) -> Option<Dropped> {
        let each = self.found.iter().map(|(c, times)| match times {
            1 => characters::number(*c),
            times => format!("{} ({times} times)", characters::number(*c)),
        });
        let text = each.collect::<Vec<_>>().join(", ");
        (!text.is_empty()).then(|| Dropped {
            at: self.lines.into_iter().collect(),
            text,
            reason: "characters that are no text".into(),
        })
    }
}

/// A text before it is cleaned.
struct Decoded {
    text: String,
    /// Where bytes of another encoding stood.
    strays: Vec<usize>,
}

impl From<String> for Decoded {
    fn from(text: String) -> Self {
        let strays = Vec::new();
        Self { text, strays }
    }
}

fn raw(bytes: &[u8], file: &str, label: Option<&str>) -> Result<Decoded, ScriptError> {
    if let Some((_, kind)) = NOT_TEXT.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        let file = file.into();
        return Err(ScriptError::NotText { file, kind });
    }
    if let Some(text) = utf32(bytes) {
        return Ok(text.into());
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes)
        && let Some(text) = strictly(encoding, &bytes[mark..])
    {
        return Ok(text.into());
    }
    let zeros = bytes.iter().filter(|b| **b == 0).count();
    // A few came into the text by some mistake; many belong to its encoding, or it is none.
    let has_few_zeros = zeros * 8 <= bytes.len() + 8;
    let utf8 = match std::str::from_utf8(bytes) {
        Ok(text) if has_few_zeros => return Ok(text.to_string().into()),
        utf8 => utf8,
    };
    if let Some(text) = utf16_without_mark(bytes) {
        return Ok(text.into());
    }
    let declared = label.and_then(|label| Encoding::for_label(label.as_bytes()));
    let declared = declared.or_else(|| stated(bytes));
    if let Some(text) = declared.and_then(|encoding| strictly(encoding, bytes))
        && !text.contains('\0')
    {
        return Ok(text.into());
    }
    if let Some(decoded) = utf8_with_strays(bytes).filter(|_| has_few_zeros) {
        return Ok(decoded);
    }
    let guessed = match zeros {
        0 => guessed(bytes),
        1.. if has_few_zeros => guessed(
            &bytes
                .iter()
                .copied()
                .filter(|b| *b != 0)
                .collect::<Vec<_>>(),
        ),
        _ => None,
    };
    if let Some(text) = guessed {
        return Ok(text.into());
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

/// UTF-32 of either order, by its byte order mark or by its zero bytes.
fn utf32(bytes: &[u8]) -> Option<String> {
    let (units, rest) = bytes.as_chunks::<4>();
    let first = units.first()?;
    let of: fn([u8; 4]) -> u32 = match first {
        [0xFF, 0xFE, 0, 0] | [1..=255, _, 0, 0] => u32::from_le_bytes,
        [0, 0, 0xFE, 0xFF] | [0, 0, _, 1..=255] => u32::from_be_bytes,
        _ => return None,
    };
    let text: String = units
        .iter()
        .map(|unit| char::from_u32(of(*unit)))
        .collect::<Option<_>>()?;
    let text = text
        .strip_prefix('\u{FEFF}')
        .map_or(text.clone(), String::from);
    (rest.is_empty() && !text.contains('\0')).then_some(text)
}

/// UTF-8 in which a few bytes are of Windows-1252: letters that another program put there.
fn utf8_with_strays(bytes: &[u8]) -> Option<Decoded> {
    let (mut letters, mut wrong) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        letters += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        wrong += chunk.invalid().len();
    }
    if wrong * 4 > letters {
        return None;
    }
    let mut text = String::with_capacity(bytes.len() + wrong);
    let mut strays = Vec::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            strays.push(text.len());
            text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
        }
    }
    Some(Decoded { text, strays })
}

/// How far into a text its head may state the encoding, in bytes, and how.
const HEAD: usize = 4096;
const STATES: &[u8] = b"Character set encoding: ";

/// The encoding that the head of a book states: `Character set encoding: ISO-8859-1`.
fn stated(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(HEAD)];
    let at = head.windows(STATES.len()).position(|part| part == STATES)?;
    let label = head[at + STATES.len()..].split(|byte| b"\r\n".contains(byte));
    Encoding::for_label(label.into_iter().next()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{BIG5, EUC_JP, EUC_KR, GB18030, SHIFT_JIS};

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
    fn encodings_of_east_asia_and_of_the_west() {
        for (encoding, text) in [
            (
                BIG5,
                "安:\n晚上好。今天晚上誰點的燈？\n李:\n是我，那時候天已經很黑了。\n",
            ),
            (
                GB18030,
                "安:\n晚上好。今天晚上谁点的灯？\n李:\n是我，那时候天已经很黑了。\n",
            ),
            (
                SHIFT_JIS,
                "田中:\nこんばんは。今夜は誰が灯りをつけましたか。\n",
            ),
            (
                EUC_JP,
                "田中:\nこんばんは。今夜は誰が灯りをつけましたか。\n",
            ),
            (EUC_KR, "김:\n안녕하세요. 오늘 밤에 누가 불을 켰습니까?\n"),
            (
                WINDOWS_1252,
                "Zoé : Bonsoir, où est passée la lumière ? “Ça brûle”, dit-il…\n",
            ),
            (
                WINDOWS_1252,
                "Jürgen: Guten Abend, schöne Grüße aus München.\n",
            ),
            (
                encoding_rs::WINDOWS_1251,
                "Анна: Добрый вечер. Кто зажёг лампу вчера вечером?\n",
            ),
        ] {
            let (bytes, _, _) = encoding.encode(text);
            assert_eq!(decode(&bytes, "a").unwrap(), text, "{}", encoding.name());
        }
    }

    #[test]
    fn what_a_file_says_of_itself_is_believed_if_it_fits() {
        let (bytes, _, _) = BIG5.encode("燈");
        assert_eq!(decode_labelled(&bytes, "a", Some("big5")).unwrap(), "燈");
        assert_eq!(
            decode_labelled("燈".as_bytes(), "a", Some("big5")).unwrap(),
            "燈"
        );
    }

    #[test]
    fn utf32_of_both_orders_with_and_without_mark() {
        for mark in ["\u{FEFF}", ""] {
            let text = format!("{mark}{TEXT}");
            let little: Vec<u8> = text
                .chars()
                .flat_map(|c| u32::from(c).to_le_bytes())
                .collect();
            let big: Vec<u8> = text
                .chars()
                .flat_map(|c| u32::from(c).to_be_bytes())
                .collect();
            assert_eq!(decode(&little, "a").unwrap(), TEXT);
            assert_eq!(decode(&big, "a").unwrap(), TEXT);
        }
    }

    #[test]
    fn a_stray_byte_changes_no_other_letter() {
        let long = TEXT.repeat(200);
        for at in [0, 1, 5, 6, 7] {
            let mut bytes = long.clone().into_bytes();
            bytes.insert(at, 0);
            assert_eq!(decode(&bytes, "a").unwrap(), long, "{at}");
        }
        let plain = "Good evening, said the man at the lamp.\n".repeat(99);
        for at in [100, 101] {
            let mut bytes = plain.clone().into_bytes();
            bytes.insert(at, 0);
            assert_eq!(decode(&bytes, "a").unwrap(), plain);
        }
        let mut bytes = format!("Caf?: 晚上好。\n{long}").into_bytes();
        bytes[3] = 0xE9;
        assert_eq!(
            decode(&bytes, "a").unwrap(),
            format!("Café: 晚上好。\n{long}")
        );
        let (dropped, doubts) = oddities(&bytes, "a");
        assert!(dropped.is_empty() && doubts[0].at == [1]);
        let mark = format!("{long}\u{FEFF}{long}");
        assert_eq!(
            decode(mark.as_bytes(), "a").unwrap(),
            format!("{long}{long}")
        );
    }

    #[test]
    fn what_is_left_out_is_told() {
        let (dropped, doubts) = oddities(b"one\x07\ntwo\x07\0\n", "a");
        assert_eq!(dropped[0].at, [1, 2]);
        assert_eq!(dropped[0].text, "U+0000, U+0007 (2 times)");
        assert!(dropped.len() == 1 && doubts.is_empty());
        assert_eq!(
            oddities("\u{FEFF}plain\n".as_bytes(), "a"),
            (vec![], vec![])
        );
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
