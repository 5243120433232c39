//! Which characters are text: one rule for what is read, written, spoken and shown.
//!
//! - What is read loses what is no text ([`clean`]): no file that diglot writes holds a character that
//!   XML 1.0 does not have (section 2.2), nor a control character.
//! - What is sent to an engine loses what is not seen either, as soft hyphens ([`spoken`]); what is
//!   shown keeps it.
//! - What goes to a terminal shows control characters by their numbers ([`visible`]).

use std::borrow::Cow;
use unicode_script::{Script, UnicodeScript};

/// Whether a character may stand in a text. Tabs and line ends may; other control characters, byte
/// order marks and what is no character may not.
pub fn is_text(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' | '\u{85}' => true,
        '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}' => false,
        c => !c.is_control(),
    }
}

/// Whether a character is a Chinese one, as they stand in words of Chinese, Japanese and Korean: `々` and `〇`
/// too, but no radical.
pub(crate) fn is_han(c: char) -> bool {
    c.script() == Script::Han && c.is_alphabetic()
}

/// What a character that is no text stands for: what Windows-1252 has in its place, where it was taken for
/// Latin-1 (HTML, "numeric character reference end state"), or white space.
fn instead(c: char) -> Option<char> {
    Some(match c {
        '\x0B' | '\x0C' | '\x1C'..='\x1F' => ' ',
        '\u{80}' => '€',
        '\u{91}' => '‘',
        '\u{92}' => '’',
        '\u{93}' => '“',
        '\u{94}' => '”',
        '\u{95}' => '•',
        '\u{96}' => '–',
        '\u{97}' => '—',
        '\u{99}' => '™',
        _ => return None,
    })
}

/// How many bytes a command to a terminal has that begins with the first of these characters (ECMA-48,
/// control sequences): `ESC [ 31 m`.
fn command(text: &str) -> Option<usize> {
    let inside = text.strip_prefix("\x1B[")?;
    let end = inside.find(|c: char| !matches!(c, '0'..='?' | ' '..='/'))?;
    let last = inside[end..].chars().next()?;
    matches!(last, '@'..='~').then_some(2 + end + 1)
}

/// A text without what is no text.
pub fn clean(text: &str) -> Cow<'_, str> {
    clean_but(&[], text, &mut |_, _| {})
}

/// As [`clean`], but for `kept`; `tell` is told each character that goes, with its place in bytes.
pub fn clean_but<'a>(
    kept: &[char],
    text: &'a str,
    tell: &mut dyn FnMut(usize, char),
) -> Cow<'a, str> {
    let is_text = |c: char| is_text(c) || kept.contains(&c);
    let Some(first) = first_odd(text, is_text) else {
        return text.into();
    };
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..first]);
    let mut at = first;
    while let Some(c) = text[at..].chars().next() {
        let here = at;
        at += c.len_utf8();
        if is_text(c) {
            out.push(c);
            continue;
        }
        tell(here, c);
        if let Some(length) = command(&text[here..]) {
            at = here + length;
            continue;
        }
        let is_blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
        match instead(c) {
            Some(' ') if is_blank(out.chars().next_back()) => {}
            Some(' ') if is_blank(text[at..].chars().next()) => {}
            Some(c) => out.push(c),
            None => {}
        }
    }
    out.into()
}

/// Where the first character stands that is no text, in bytes. Hardly any byte begins one, so that bytes are looked at first.
fn first_odd(text: &str, is_text: impl Fn(char) -> bool) -> Option<usize> {
    const MAY_BEGIN: [bool; 256] = {
        let mut may_begin = [false; 256];
        let mut byte = 0;
        while byte < 256 {
            let is_control = byte < 0x20 && byte != b'\t' as usize && byte != b'\n' as usize;
            may_begin[byte] = is_control || matches!(byte, 0x7F | 0xC2 | 0xEF);
            byte += 1;
        }
        may_begin
    };
    let may_begin = |byte: &u8| MAY_BEGIN[usize::from(*byte)];
    let mut at = 0;
    loop {
        at += text.as_bytes()[at..].iter().position(may_begin)?;
        let c = text[at..].chars().next()?;
        if !is_text(c) {
            return Some(at);
        }
        at += c.len_utf8();
    }
}

/// A character as its number: `U+0007`.
pub fn number(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// A text as an engine is sent it: without what nobody hears, as soft hyphens, zero-width spaces and
/// marks of direction, and with letters in place of ligatures. Joiners stay where a script or an emoji
/// needs them.
pub fn spoken(text: &str) -> Cow<'_, str> {
    let is_plain = text.bytes().all(|b| matches!(b, b' '..=b'~'));
    if is_plain
        || !text.contains(|c| !is_text(c) || is_unheard(c) || is_joiner(c) || ligature(c).is_some())
    {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    for c in clean(text).chars() {
        match ligature(c) {
            Some(letters) => out.push_str(letters),
            None if is_unheard(c) => {}
            None if is_joiner(c) && !out.chars().next_back().is_some_and(is_joined) => {}
            None => out.push(c),
        }
    }
    out.into()
}

fn is_unheard(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}'
            | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206F}'
            | '\u{FFF9}'..='\u{FFFB}'
    )
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}')
}

/// Whether joiners change what is written with such a character: in Arabic and the scripts of South and
/// Southeast Asia (Unicode 16, section 23.2), and in emoji.
fn is_joined(c: char) -> bool {
    matches!(
        c,
        '\u{600}'..='\u{109F}' | '\u{1780}'..='\u{18AF}' | '\u{1A20}'..='\u{1C4F}'
            | '\u{2600}'..='\u{27BF}' | '\u{A840}'..='\u{AADF}' | '\u{FB50}'..='\u{FDFF}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FE70}'..='\u{FEFC}' | '\u{11000}'..='\u{11FFF}'
            | '\u{1F000}'..='\u{1FAFF}'
    )
}

fn ligature(c: char) -> Option<&'static str> {
    const LATIN: [&str; 7] = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"];
    let n = u32::from(c).checked_sub(0xFB00)? as usize;
    LATIN.get(n).copied()
}

/// A text as a terminal may be given it: control characters but tabs and line ends are shown by their
/// numbers, `\u{1b}`.
pub fn visible(text: &str) -> Cow<'_, str> {
    by_number(text, |c| c.escape_unicode().to_string())
}

/// As [`visible`], for JSON, which writes numbers in its own way: `\u001b`.
pub fn visible_in_json(text: &str) -> Cow<'_, str> {
    by_number(text, |c| format!("\\u{:04x}", u32::from(c)))
}

fn by_number(text: &str, number: impl Fn(char) -> String) -> Cow<'_, str> {
    let is_hidden = |c: char| c.is_control() && !matches!(c, '\t' | '\n');
    if first_odd(text, |c| !is_hidden(c)).is_none() {
        return text.into();
    }
    let shown = |c: char| match is_hidden(c) {
        true => number(c),
        false => c.to_string(),
    };
    text.chars().map(shown).collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn chinese_characters_are_those_of_words() {
        assert!("灯塔々〇㐀𠀀".chars().all(is_han));
        assert!(!"あアㄅ⺀⼀、a1한".chars().any(is_han));
    }

    #[test]
    fn what_is_no_text_goes_and_parts_words_where_it_did() {
        for (from, to) in [
            ("plain\ttext\r\n灯", "plain\ttext\r\n灯"),
            ("a\0b\u{7}c\u{FEFF}d\u{FFFF}", "abcd"),
            ("one\u{B}two,\u{B} three", "one two, three"),
            ("page\u{C}page", "page page"),
            ("\x1B[1;31mred\x1B[0m \x1Bx", "red x"),
            ("don\u{92}t \u{93}go\u{94}\u{86}", "don’t “go”"),
        ] {
            assert_eq!(clean(from), to, "{from:?}");
        }
        let mut told = Vec::new();
        clean_but(&['\u{C}'], "灯\u{7}a\u{C}\0", &mut |at, c| {
            told.push((at, number(c)))
        });
        assert_eq!(told, [(3, "U+0007".into()), (6, "U+0000".into())]);
    }

    #[test]
    fn what_is_not_heard_is_not_sent() {
        for (from, to) in [
            ("light\u{AD}house key\u{200B}board", "lighthouse keyboard"),
            ("\u{200E}o\u{FB03}ce a\u{200D}b", "office ab"),
            ("می\u{200C}خواهم", "می\u{200C}خواهم"),
            ("क्\u{200D}ष 👩\u{200D}🚀", "क्\u{200D}ष 👩\u{200D}🚀"),
        ] {
            assert_eq!(spoken(from), to, "{from:?}");
        }
    }

    #[test]
    fn a_terminal_is_shown_numbers() {
        assert_eq!(visible("a\n\tb"), "a\n\tb");
        assert_eq!(visible("\x1B]0;x\x07"), "\\u{1b}]0;x\\u{7}");
        let json = visible_in_json("\"a\u{85}b\u{7F}\"");
        assert_eq!(
            serde_json::from_str::<String>(&json).unwrap(),
            "a\u{85}b\u{7F}"
        );
    }

    proptest! {
        #[test]
        fn nothing_else_is_changed(text in "\\PC{0,60}", dirt in "[\\x00\\x07\\x1B\\x7F]{0,3}") {
            prop_assert_eq!(clean(&text), text.replace('\u{FEFF}', ""));
            let all = format!("{text}{dirt}{text}");
            let cleaned = clean(&all);
            prop_assert!(cleaned.chars().all(is_text));
            prop_assert!(!visible(&all).chars().any(|c| c == '\x1B' || c == '\0'));
        }
    }
}
