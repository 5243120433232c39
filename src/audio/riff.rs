//! WAV files as engines send them: one after the other in one answer, with lengths that nobody knew when
//! they were written, with chunks behind the sound (RIFF: "Multimedia Programming Interface and Data
//! Specifications 1.0", IBM and Microsoft, 1991).

use std::ops::Range;

/// From here on a length says that nobody knew it.
const UNKNOWN: usize = 0x7FFF_0000;
/// What chunks stand behind the sound of a file whose length is not known.
const BEHIND: &[&[u8; 4]] = &[
    b"LIST", b"id3 ", b"ID3 ", b"fact", b"cue ", b"bext", b"PEAK", b"smpl", b"JUNK", b"PAD ",
    b"FLLR", b"iXML", b"_PMX", b"cart",
];
/// How far from the end they are looked for, in bytes.
const LONGEST_BEHIND: usize = 256 << 10;

/// A WAV file within bytes.
struct Wav {
    start: usize,
    /// Where its chunk `fmt ` begins.
    format: Option<usize>,
    data: Range<usize>,
    /// The length that its header says its sound has.
    said: usize,
}

/// The WAV files that stand in bytes one after the other, each with a header that can be read; nothing if
/// they do not begin with one.
pub fn files(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let found = find(bytes);
    let file = |wav: &Wav| {
        let mut file = bytes[wav.start..wav.data.end].to_vec();
        let length = |length: usize| u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes();
        let whole = length(file.len() - 8);
        file[4..8].copy_from_slice(&whole);
        let at = wav.data.start - wav.start;
        file[at - 4..at].copy_from_slice(&length(wav.data.len()));
        if let Some(format) = wav
            .format
            .and_then(|at| file.get_mut(at - wav.start..)?.get_mut(..48))
        {
            mend_law(format);
        }
        file
    };
    (!found.is_empty()).then(|| found.iter().map(file).collect())
}

/// Whether the last WAV file in bytes says that more sound is to come than there is: it was cut off on
/// the way. A length that nobody knew when the header was written (0, or near the largest number there
/// is) says nothing.
pub fn is_cut_off(bytes: &[u8]) -> bool {
    let is_short = |wav: &Wav| wav.said > bytes.len() - wav.data.start && wav.said < UNKNOWN;
    find(bytes).last().is_some_and(is_short)
}

fn find(bytes: &[u8]) -> Vec<Wav> {
    let mut found = Vec::new();
    let mut at = 0;
    while begins(bytes, at) {
        let Some((wav, next)) = one(bytes, at) else {
            break;
        };
        found.push(wav);
        at = next;
    }
    found
}

/// Whether a WAV file begins at a byte.
fn begins(bytes: &[u8], at: usize) -> bool {
    let head = bytes.get(at..).unwrap_or_default();
    head.len() >= 12 && &head[..4] == b"RIFF" && &head[8..12] == b"WAVE"
}

/// A chunk's name and length.
fn chunk(bytes: &[u8], at: usize) -> Option<(&[u8], usize)> {
    let head = bytes.get(at..at + 8)?;
    let said = u32::from_le_bytes([head[4], head[5], head[6], head[7]]);
    Some((&head[..4], said as usize))
}

/// The WAV file that begins at a byte, and where the next may begin; nothing if it has no sound.
fn one(bytes: &[u8], start: usize) -> Option<(Wav, usize)> {
    let (mut at, mut format) = (start + 12, None);
    loop {
        let (name, said) = chunk(bytes, at)?;
        if name == b"data" {
            let sound = at + 8;
            let rest = bytes.len() - sound;
            let is_known = said > 0 && said <= rest;
            let end = if is_known {
                sound + said
            } else {
                end_of(bytes, sound)
            };
            let wav = Wav {
                start,
                format,
                data: sound..end,
                said,
            };
            return Some((wav, next(bytes, end)));
        }
        if name == b"fmt " {
            format = Some(at);
        }
        at += 8 + said + said % 2;
    }
}

/// Where the next file may begin: behind the chunks that follow the sound.
fn next(bytes: &[u8], end: usize) -> usize {
    // Some writers forget the byte that makes an odd length even.
    let mut at = end + usize::from(!begins(bytes, end) && end % 2 == 1);
    while !begins(bytes, at) {
        match chunk(bytes, at) {
            Some((name, said)) if name.iter().all(|b| b.is_ascii_graphic() || *b == b' ') => {
                at += 8 + said + said % 2;
            }
            _ => return bytes.len(),
        }
    }
    at
}

/// Where the sound ends whose length is not known: where another file begins, or chunks that go exactly to
/// the end; else at the end.
fn end_of(bytes: &[u8], sound: usize) -> usize {
    let starts_file = |at: &usize| {
        begins(bytes, *at)
            && bytes
                .get(at + 12..at + 16)
                .is_some_and(|name| name == b"fmt ")
    };
    let mut riffs = bytes[sound..]
        .windows(4)
        .enumerate()
        .filter(|(_, four)| four == b"RIFF");
    if let Some((at, _)) = riffs.find(|(at, _)| starts_file(&(sound + at))) {
        return sound + at;
    }
    let from = bytes.len().saturating_sub(LONGEST_BEHIND).max(sound);
    let is_chunk = |at: usize| {
        chunk(bytes, at).filter(|(name, _)| BEHIND.iter().any(|known| *name == known.as_slice()))
    };
    let goes_to_the_end = |mut at: usize| {
        while let Some((_, said)) = is_chunk(at) {
            let end = at + 8 + said;
            at = end + said % 2;
            if bytes.len() == end || bytes.len() == at {
                return true;
            }
        }
        false
    };
    (from..bytes.len())
        .find(|at| goes_to_the_end(*at))
        .unwrap_or(bytes.len())
}

/// symphonia 0.6 reads A-law and µ-law under their own numbers and not in the extensible format, so
/// the chunk becomes one of theirs, and one of nothing in what is left of it.
fn mend_law(format: &mut [u8]) {
    const EXTENSIBLE: [u8; 2] = [0xFE, 0xFF];
    const GUID_END: [u8; 14] = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];
    let is_extensible = format[4..8] == 40u32.to_le_bytes() && format[8..10] == EXTENSIBLE;
    let (number, is_known) = (format[32], format[33] == 0 && format[34..48] == GUID_END);
    if is_extensible && is_known && matches!(number, 6 | 7) {
        format[4..8].copy_from_slice(&18u32.to_le_bytes());
        format[8..10].copy_from_slice(&[number, 0]);
        format[24..26].copy_from_slice(&[0, 0]);
        format[26..30].copy_from_slice(b"JUNK");
        format[30..34].copy_from_slice(&14u32.to_le_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wav(said: u32, sound: &[u8], behind: &[u8]) -> Vec<u8> {
        let format = [1, 0, 1, 0, 0x40, 0x1F, 0, 0, 0x80, 0x3E, 0, 0, 2, 0, 16, 0];
        let riff = if said > 0x7FFF_0000 { said } else { 36 + said };
        let head = [
            b"RIFF",
            &riff.to_le_bytes()[..],
            b"WAVEfmt ",
            &[16, 0, 0, 0],
            &format,
        ]
        .concat();
        [&head[..], b"data", &said.to_le_bytes(), sound, behind].concat()
    }

    fn sounds(bytes: &[u8]) -> Vec<Vec<u8>> {
        let files = files(bytes).unwrap();
        files.iter().map(|file| file[44..].to_vec()).collect()
    }

    #[test]
    fn several_files_are_told_apart() {
        let (one, two) = ([1u8; 10], [2u8; 7]);
        let list = b"LIST\x04\0\0\0INFO";
        for (first, second) in [
            (wav(10, &one, b""), wav(7, &two, b"\0")),
            (wav(10, &one, list), wav(7, &two, b"")),
            (wav(u32::MAX, &one, b""), wav(u32::MAX, &two, list)),
            (wav(0, &one, b""), wav(0x7FFF_F000, &two, b"")),
        ] {
            let all = [first, second].concat();
            assert_eq!(sounds(&all), [&one[..], &two[..]]);
            assert!(!is_cut_off(&all));
        }
        let odd = [wav(7, &two, b""), wav(10, &one, b"")].concat();
        assert_eq!(sounds(&odd).len(), 2);
        assert!(files(b"RIFFxxxxAVI ").is_none() && files(b"ID3").is_none());
    }

    #[test]
    fn chunks_behind_the_sound_are_none_of_it() {
        let info = b"LIST\x1A\0\0\0INFOISFT\x0E\0\0\0Lavf00.0.000\0\0";
        let sound: Vec<u8> = b"LISTen to facts".repeat(9);
        for said in [0, u32::MAX, 0x7FFF_F000] {
            assert_eq!(sounds(&wav(said, &sound, info)), [&sound[..]]);
            let two = [&info[..], b"id3 \x01\0\0\0x\0"].concat();
            assert_eq!(sounds(&wav(said, &sound, &two)), [&sound[..]]);
            // What does not end with the file is sound.
            let all = [&sound[..], info, b"xx"].concat();
            assert_eq!(sounds(&wav(said, &all, b"")), [&all[..]]);
        }
    }

    #[test]
    fn a_file_that_was_cut_off_says_so() {
        let whole = wav(1000, &[5; 1000], b"");
        assert!(!is_cut_off(&whole) && is_cut_off(&whole[..600]) && !is_cut_off(&whole[..20]));
        let two = [&whole[..], &whole[..600]].concat();
        assert!(is_cut_off(&two));
        assert_eq!(sounds(&two)[1].len(), 556);
    }

    proptest! {
        #[test]
        fn any_bytes_are_taken(at in 0usize..60, byte: u8, cut in 0usize..80, said: u32) {
            let mut bytes = wav(said, &[3; 20], b"LIST\x04\0\0\0INFO");
            bytes[at] = byte;
            bytes.truncate(cut);
            let _ = (files(&bytes), is_cut_off(&bytes));
        }
    }
}
