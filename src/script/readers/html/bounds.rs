//! Tags with more attributes than any page has: the tokenizer compares each with all before it.

use std::borrow::Cow;

/// The most attributes of a tag that are read.
const MOST: usize = 500;

/// The page without the attributes of a tag beyond the first [`MOST`]. Line ends stay, so that places do.
pub(crate) fn bounded(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut out = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = text[at..].find('<') {
        let begin = at + found;
        let (cut, end) = tag(bytes, begin + 1);
        if let Some(cut) = cut {
            out.push_str(&text[copied..cut]);
            out.extend(text[cut..end].chars().filter(|c| *c == '\n'));
            copied = end;
        }
        at = end;
    }
    if copied == 0 {
        return text.into();
    }
    out.push_str(&text[copied..]);
    out.into()
}

/// Where the attributes beyond the bound begin, if there are so many, and where the tag ends.
fn tag(bytes: &[u8], begin: usize) -> (Option<usize>, usize) {
    if !bytes.get(begin).is_some_and(u8::is_ascii_alphabetic) {
        return (None, begin);
    }
    let (mut cut, mut count, mut quote, mut before) = (None, 0, None, b' ');
    for (at, &byte) in bytes.iter().enumerate().skip(begin) {
        match (quote, byte) {
            (Some(open), byte) if byte == open => quote = None,
            (Some(_), _) => {}
            (None, b'>') => return (cut, at),
            (None, b'"' | b'\'') if before == b'=' => quote = Some(byte),
            (None, byte) if before.is_ascii_whitespace() && !byte.is_ascii_whitespace() => {
                count += 1;
                if count == MOST {
                    cut = Some(at);
                }
            }
            _ => {}
        }
        before = byte;
    }
    (cut, bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_bounded() {
        let few = "<p a='>' b = c>5 < 6</p> <a href=\"x y z\">";
        assert_eq!(bounded(few), few);
        let many: String = (0..100_000).map(|n| format!(" a{n}=\"1 >\"\n")).collect();
        let page = format!("<p{many}>It was dark.</p>");
        let short = bounded(&page);
        assert!(short.len() < page.len() / 8 && short.ends_with(">It was dark.</p>"));
        assert_eq!(short.matches('\n').count(), 100_000);
        // One that never ends is no tag.
        assert!(bounded(&page[..page.len() - 20]).len() <= page.len());
    }
}
