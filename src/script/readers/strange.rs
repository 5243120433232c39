//! Files that people mistake for texts, by their first bytes, and XML of kinds that are not read.

/// What begins so at that place of a file.
#[rustfmt::skip]
const BINARY: &[(usize, &[u8], &str)] = &[
    (60, b"BOOKMOBI", "an e-book for Kindle (MOBI). Make an EPUB of it, as Calibre does"),
    (60, b"TEXtREAd", "an old e-book for Palm (PDB). Make an EPUB of it, as Calibre does"),
    (0, b"TPZ", "an e-book for Kindle (Topaz). Make an EPUB of it, as Calibre does"),
    (0, b"ITOLITLS", "an e-book for Microsoft Reader (LIT). Make an EPUB of it, as Calibre does"),
    (0, b"ITSF", "a help file of Windows (CHM)"),
    (0, b"AT&TFORM", "a DjVu document: pictures of pages. Let a program read the letters first"),
    (0, b"\xD0\xCF\x11\xE0", "an old Word document. Save it as DOCX"),
    (0, b"\xDB\xA5-\0", "a very old Word document. Save it as DOCX"),
    (0, b"\xFFWPC", "a WordPerfect document. Save it as DOCX or RTF"),
    (0, b"\x89PNG", "a picture"),
    (0, b"\xFF\xD8\xFF", "a picture"),
    (0, b"GIF8", "a picture"),
    (0, b"II*\0", "a picture"),
    (0, b"MM\0*", "a picture"),
    (8, b"WEBP", "a picture"),
    (4, b"ftypheic", "a picture"),
    (4, b"ftypavif", "a picture"),
    (4, b"ftyp", "a film or a sound file (MP4)"),
    (8, b"WAVE", "a WAV file"),
    (0, b"ID3", "an MP3 file"),
    (0, b"OggS", "a sound file (Ogg)"),
    (0, b"fLaC", "a sound file (FLAC)"),
    (0, b"\x1A\x45\xDF\xA3", "a film (Matroska)"),
    (0, b"\x1F\x8B", "a compressed file. Unpack it first"),
    (0, b"BZh", "a compressed file. Unpack it first"),
    (0, b"\xFD7zXZ\0", "a compressed file. Unpack it first"),
    (0, b"(\xB5/\xFD", "a compressed file. Unpack it first"),
    (0, b"7z\xBC\xAF", "an archive. Unpack it first"),
    (0, b"Rar!\x1A", "an archive. Unpack it first"),
    (257, b"ustar", "an archive. Unpack it first"),
    (0, b"\x7FELF", "a program"),
    (0, b"SQLite format 3\0", "a database"),
];

/// What a file is that is no text, if its first bytes tell.
pub(crate) fn kind(bytes: &[u8]) -> Option<&'static str> {
    let is = |(at, magic, _): &&(usize, &[u8], &str)| {
        bytes.get(*at..).is_some_and(|rest| rest.starts_with(magic))
    };
    BINARY.iter().find(is).map(|(.., kind)| *kind)
}

/// The name of the root of an XML document, if a text begins like one.
pub(crate) fn xml_root(text: &str) -> Option<String> {
    let mut rest = text.trim_start_matches('\u{FEFF}').trim_start();
    if !rest.starts_with("<?xml") {
        return None;
    }
    // Over declarations, comments and document types.
    loop {
        let (_, inside) = rest.split_once('<')?;
        let end = match inside {
            _ if inside.starts_with("!--") => "-->",
            _ if inside.starts_with(['?', '!']) => ">",
            _ => {
                let name = inside
                    .split(|c: char| c.is_whitespace() || "/>".contains(c))
                    .next()?;
                return Some(name.chars().take(40).collect())
                    .filter(|name: &String| !name.is_empty());
            }
        };
        rest = inside.split_once(end)?.1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_are_named() {
        for (text, root) in [
            (
                "<?xml version='1.0'?>\n<!-- <a> --><!DOCTYPE x>\n<rss version='2.0'>",
                Some("rss"),
            ),
            ("\u{FEFF}<?xml version='1.0'?><svg/>", Some("svg")),
            ("<?xml version='1.0'?>", None),
            ("He wrote <?xml on the board.", None),
        ] {
            assert_eq!(xml_root(text).as_deref(), root, "{text}");
        }
        assert_eq!(
            kind(&[&[0; 60][..], b"BOOKMOBI"].concat()),
            Some(BINARY[0].2)
        );
        assert_eq!(kind(b"GIF is a word"), None);
    }
}
