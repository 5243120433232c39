//! Signs that are read in many languages alike: digits in circles, wide letters, vulgar fractions, emoji.

use unicode_normalization::UnicodeNormalization;

/// A text with plain signs in place of others that mean the same, and without emoji.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            _ if c.is_ascii() => out.push(c),
            '\u{A0}' | '\u{2007}' | '\u{2009}' | '\u{202F}' => out.push(' '),
            '−' | '﹣' | '－' | '‐' | '‑' => out.push('-'),
            '０'..='９'
            | 'Ａ'..='Ｚ'
            | 'ａ'..='ｚ'
            | '％'
            | '＋'
            | '＝'
            | '＄'
            | '￥'
            | '￡'
            | '＆'
            | '＠'
            | '／' => {
                out.extend(c.nfkc());
            }
            '．' | '：' if is_between_digits(&out, chars.peek()) => out.extend(c.nfkc()),
            // Digits in circles and brackets, ㏄ and the like, ligatures of numerals as Ⅳ.
            '①'..='⒇' | '㉑'..='㉟' | '㊱'..='㊿' | '⓪' | '❶'..='❿' | '➀'..='➓' =>
            {
                let number = circled(c);
                apart(&mut out, &number);
                if chars
                    .peek()
                    .is_some_and(|next| next.is_alphanumeric() && next.is_ascii())
                {
                    out.push(' ');
                }
            }
            'Ⅰ'..='ⅿ' | '㎀'..='㏟' | '㍱'..='㍺' => out.extend(c.nfkc()),
            '¼'..='¾' | '⅐'..='⅞' => {
                let (over, under) = vulgar(c);
                apart(&mut out, &format!("{over}/{under}"));
            }
            c if is_picture(c) => {
                // What joins pictures, and colours them, goes with them.
                while chars.next_if(|c| is_picture(*c) || is_joint(*c)).is_some() {}
                let is_blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
                if is_blank(out.chars().next_back()) {
                    while chars.next_if(|c| *c == ' ').is_some() {}
                }
                // A blank that would end the text, or stand before a mark.
                if chars
                    .peek()
                    .is_none_or(|c| matches!(c, '.' | ',' | '!' | '?' | ';' | ':'))
                {
                    out.truncate(out.trim_end_matches(' ').len());
                }
            }
            c => out.push(c),
        }
    }
    out
}

/// Adds a number, with a blank if there is another before it.
fn apart(out: &mut String, number: &str) {
    if out
        .chars()
        .next_back()
        .is_some_and(|c| c.is_ascii_alphanumeric())
    {
        out.push(' ');
    }
    out.push_str(number);
}

fn is_between_digits(before: &str, after: Option<&char>) -> bool {
    let is_digit = |c: char| matches!(c, '0'..='9' | '０'..='９');
    before.chars().next_back().is_some_and(is_digit) && after.copied().is_some_and(is_digit)
}

/// The number of a digit in a circle or in brackets.
fn circled(c: char) -> String {
    let number = match c {
        '❶'..='❿' => u32::from(c) - u32::from('❶') + 1,
        '➀'..='➓' => (u32::from(c) - u32::from('➀')) % 10 + 1,
        c => return c.nfkc().filter(char::is_ascii_digit).collect(),
    };
    number.to_string()
}

/// The two numbers of a fraction in one character.
fn vulgar(c: char) -> (String, String) {
    let plain: String = c.nfkc().collect();
    let (over, under) = plain.split_once('⁄').unwrap_or((&plain, "1"));
    (over.into(), under.into())
}

/// Emoji and pictures that nobody says: the blocks of symbols and pictographs (Unicode 16, "Emoji" and
/// "Dingbats"), but for arrows and mathematics.
fn is_picture(c: char) -> bool {
    matches!(
        u32::from(c),
        0x1F000..=0x1FAFF | 0x2600..=0x27BF | 0x2B05..=0x2B07 | 0x2B1B | 0x2B1C | 0x2B50 | 0x2B55 | 0x231A | 0x231B
            | 0x23E9..=0x23FA | 0x25AA..=0x25FE | 0x2022 | 0x2023 | 0xE0020..=0xE007F
    ) || matches!(c, '™' | '®' | '©' | '†' | '‡')
}

fn is_joint(c: char) -> bool {
    matches!(c, '\u{200D}' | '\u{FE0F}' | '\u{20E3}')
}
