//! A line cut by its writing: each piece is said in the language that is written so.

use super::japanese::is_kana;
use crate::characters::is_han;

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Chinese characters and kana.
    EastAsian(String),
    /// Words in other letters, with what is between them.
    Words(String),
    /// A sign, as the model knows it.
    Sign(char),
    /// A word whose sounds are given.
    Said(String, String),
}

/// Whether a character is of Chinese or Japanese writing.
pub fn is_east_asian(c: char) -> bool {
    is_han(c) || is_kana(c)
}

/// The pieces of a text in Chinese or Japanese.
pub fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let mut end = first.len_utf8();
        if is_east_asian(first) {
            end = rest.find(|c| !is_east_asian(c)).unwrap_or(rest.len());
            pieces.push(Piece::EastAsian(rest[..end].into()));
        } else if first.is_alphanumeric() {
            end = words(rest);
            pieces.push(Piece::Words(rest[..end].into()));
        } else if let Some(sign) = sign(first)
            && pieces.last() != Some(&Piece::Sign(sign))
        {
            pieces.push(Piece::Sign(sign));
        }
        rest = &rest[end..];
    }
    pieces
}

/// A digit of the width of kanji as ASCII has it; other characters as they are.
pub fn narrow(c: char) -> char {
    match c {
        '０'..='９' => {
            char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c)
        }
        c => c,
    }
}

/// Where the words in other letters end that a text begins with.
fn words(text: &str) -> usize {
    let mut end = 0;
    for (at, c) in text.char_indices() {
        if c.is_alphanumeric() && !is_east_asian(c) {
            end = at + c.len_utf8();
        } else if !matches!(c, ' ' | '\'' | '’' | '-' | '.' | '&' | '/' | '@' | '_') {
            break;
        }
    }
    end
}

/// A sign as the model knows it; none for one that is not heard, as those that join or part words.
fn sign(c: char) -> Option<char> {
    Some(match c {
        '、' | '，' => ',',
        '。' | '．' | '｡' => '.',
        '！' => '!',
        '？' => '?',
        '：' => ':',
        '；' => ';',
        '–' | '―' => '—',
        ',' | '.' | '!' | '?' | ':' | ';' | '—' | '…' => c,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mixed_line_is_cut_by_its_letters() {
        let own = |text: &str| Piece::EastAsian(text.into());
        let words = |text: &str| Piece::Words(text.into());
        assert_eq!(
            pieces("GPT-四发布，用 Harbour Post。"),
            [
                words("GPT"),
                own("四发布"),
                Piece::Sign(','),
                own("用"),
                words("Harbour Post"),
                Piece::Sign('.'),
            ]
        );
        assert_eq!(
            pieces("「Lamp」は灯りです。"),
            [words("Lamp"), own("は灯りです"), Piece::Sign('.')]
        );
        assert_eq!(pieces("……"), [Piece::Sign('…')]);
        assert!(pieces("★").is_empty());
    }
}
