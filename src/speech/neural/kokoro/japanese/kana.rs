//! Kana and their sounds, in the signs that Kokoro was trained on: IPA, as misaki (Apache-2.0), the front end of
//! Kokoro's makers, writes Japanese.

/// Rows of katakana, with the consonant before each of a, i, u, e, o.
const ROWS: &[(&str, [&str; 5])] = &[
    ("アイウエオ", ["", "", "", "", ""]),
    ("カキクケコ", ["k", "kʲ", "k", "k", "k"]),
    ("ガギグゲゴ", ["ɡ", "ɡʲ", "ɡ", "ɡ", "ɡ"]),
    ("サシスセソ", ["s", "ɕ", "s", "s", "s"]),
    ("ザジズゼゾ", ["ʣ", "ʥ", "z", "ʣ", "ʣ"]),
    ("タチツテト", ["t", "ʨ", "ʦ", "t", "t"]),
    ("ダヂヅデド", ["d", "ʥ", "z", "d", "d"]),
    ("ナニヌネノ", ["n", "ɲ", "n", "n", "n"]),
    ("ハヒフヘホ", ["h", "ç", "ɸ", "h", "h"]),
    ("バビブベボ", ["b", "bʲ", "b", "b", "b"]),
    ("パピプペポ", ["p", "pʲ", "p", "p", "p"]),
    ("マミムメモ", ["m", "mʲ", "m", "m", "m"]),
    ("ラリルレロ", ["ɾ", "ɾʲ", "ɾ", "ɾ", "ɾ"]),
    ("ワヰ_ヱヲ", ["β", "", "", "", ""]),
    ("ヷヸヴヹヺ", ["v", "vʲ", "v", "v", "v"]),
];
/// The vowels a, i, u, e, o.
const VOWELS: [&str; 5] = ["a", "i", "ɯ", "e", "o"];
/// The u of ス, ズ, ツ, and of シュ and its like, which is said further to the front.
const FRONT_U: &str = "ɨ";
/// Kana before a small vowel whose consonant is not that of the kana alone.
const BEFORE_VOWELS: &[(&str, &str)] = &[
    ("ティ", "tʲ"),
    ("ディ", "dʲ"),
    ("テュ", "tʲ"),
    ("デュ", "dʲ"),
    ("フィ", "ɸʲ"),
    ("フュ", "ɸʲ"),
    ("フョ", "ɸʲ"),
    ("ツィ", "ʦʲ"),
    ("ヴィ", "vʲ"),
    ("ヴュ", "bʲ"),
    ("イェ", "j"),
];

/// Whether a character is katakana, or the sign that makes its vowel long.
pub fn is_katakana(c: char) -> bool {
    matches!(c, 'ァ'..='ヺ' | 'ー')
}

/// A text in kana, in katakana; none if other letters are in it.
pub fn as_katakana(text: &str) -> Option<String> {
    let letter = |c: char| match c {
        'ぁ'..='ゖ' | 'ゝ' | 'ゞ' => char::from_u32(u32::from(c) + 0x60),
        'ァ'..='ヺ' | 'ー' | 'ヽ' | 'ヾ' => Some(c),
        _ => None,
    };
    let all: String = text.chars().map(letter).collect::<Option<_>>()?;
    let mut out = String::with_capacity(all.len());
    for c in all.chars() {
        match (c, out.chars().last()) {
            // Signs of repetition.
            ('ヽ', Some(last)) => out.push(last),
            ('ヾ', Some(last)) => out.push(voiced(last)),
            _ => out.push(c),
        }
    }
    Some(out)
}

/// A kana with its consonant voiced: カ as ガ, ハ as バ; others as they are.
pub fn voiced(kana: char) -> char {
    match "カキクケコサシスセソタチツテトハヒフヘホ".contains(kana) {
        // In Unicode the voiced one stands behind it.
        true => char::from_u32(u32::from(kana) + 1).unwrap_or(kana),
        false => kana,
    }
}

/// A kana in h with p in its place: ハ as パ.
pub fn with_p(kana: char) -> char {
    // In Unicode the one in b stands between.
    char::from_u32(u32::from(kana) + 2).unwrap_or(kana)
}

/// The row and the vowel of a kana.
fn place(kana: char) -> Option<(usize, usize)> {
    let found = |(row, (all, _)): (usize, &(&str, _))| {
        let at = all.chars().position(|own| own == kana)?;
        Some((row, at))
    };
    ROWS.iter().enumerate().find_map(found)
}

/// The vowel of a small kana, and whether a y stands before it.
fn small(kana: char) -> Option<(usize, bool)> {
    Some(match kana {
        'ァ' | 'ヮ' => (0, false),
        'ィ' => (1, false),
        'ゥ' => (2, false),
        'ェ' => (3, false),
        'ォ' => (4, false),
        'ャ' => (0, true),
        'ュ' => (2, true),
        'ョ' => (4, true),
        _ => return None,
    })
}

/// The sounds of words in katakana, with blanks between them; none if something else is in them.
pub fn sounds(words: &str) -> Option<String> {
    let kana: Vec<char> = words.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    while at < kana.len() {
        let (own, next) = (kana[at], kana.get(at + 1).copied());
        at += 1;
        match own {
            'ー' if out.ends_with('ː') || out.is_empty() => continue,
            'ー' => out.push('ː'),
            'ッ' => out.push('ʔ'),
            ' ' => out.push(' '),
            'ン' => out.push(nasal(next)),
            'ヤ' | 'ャ' => out.push_str("ja"),
            'ユ' | 'ュ' => out.push_str("jɯ"),
            'ヨ' | 'ョ' => out.push_str("jo"),
            'ヵ' => out.push_str("ka"),
            'ヶ' => out.push_str("ke"),
            _ => match next.and_then(small) {
                Some((vowel, has_y)) if place(own).is_some() => {
                    at += 1;
                    out.push_str(&together(own, next?, vowel, has_y));
                }
                _ => {
                    let (consonant, vowel) = alone(own)?;
                    out.push_str(consonant);
                    out.push_str(vowel);
                }
            },
        }
    }
    Some(out)
}

/// The consonant and the vowel of a kana.
fn alone(kana: char) -> Option<(&'static str, &'static str)> {
    if let Some((vowel, _)) = small(kana) {
        return Some(("", VOWELS[vowel]));
    }
    let (row, vowel) = place(kana)?;
    let sounds = match kana {
        'ス' | 'ズ' | 'ツ' | 'ヅ' => FRONT_U,
        _ => VOWELS[vowel],
    };
    Some((ROWS[row].1[vowel], sounds))
}

/// The sounds of a kana and a small one behind it.
fn together(kana: char, next: char, vowel: usize, has_y: bool) -> String {
    let both: String = [kana, next].iter().collect();
    let listed = BEFORE_VOWELS.iter().find(|(own, _)| *own == both);
    let consonant = match (listed, alone(kana)) {
        (Some((_, consonant)), _) => (*consonant).to_string(),
        (None, Some((_, _))) if kana == 'ウ' => "β".into(),
        // A w behind it.
        (None, Some((consonant, _))) if matches!(kana, 'ク' | 'グ') => format!("{consonant}ᵝ"),
        // A y of its own, where the consonant has none in it: ミャ, but not シャ.
        (None, Some((consonant, _))) => consonant.to_string(),
        (None, None) => String::new(),
    };
    let sound = match has_y && vowel == 2 {
        true => FRONT_U,
        false => VOWELS[vowel],
    };
    consonant + sound
}

/// ン before another kana: said where that one is.
fn nasal(next: Option<char>) -> char {
    let next = next.and_then(alone).map(|(consonant, _)| consonant);
    let next = next.unwrap_or_default();
    match next.chars().next() {
        Some('m' | 'p' | 'b') => 'm',
        Some('k' | 'ɡ') => 'ŋ',
        Some('ɲ' | 'ʨ' | 'ʥ') => 'ɲ',
        Some('n' | 't' | 'd' | 'ɾ' | 'z') => 'n',
        _ => 'ɴ',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_sound_as_the_model_was_trained() {
        for (word, wanted) in [
            ("トーキョー", "toːkʲoː"),
            ("テンキ", "teŋkʲi"),
            ("シンブン", "ɕimbɯɴ"),
            ("アンナイ", "annai"),
            ("カッタ", "kaʔta"),
            ("シャシン", "ɕaɕiɴ"),
            ("ジュギョー", "ʥɨɡʲoː"),
            ("リョコー", "ɾʲokoː"),
            ("ツズク", "ʦɨzɨkɯ"),
            ("パーティー", "paːtʲiː"),
            ("ファイル", "ɸaiɾɯ"),
            ("ウィンドウ", "βindoɯ"),
            ("クォーツ", "kᵝoːʦɨ"),
            ("チェック", "ʨeʔkɯ"),
            ("ワタシ", "βataɕi"),
            ("ヴァイオリン", "vaioɾʲiɴ"),
        ] {
            assert_eq!(sounds(word).as_deref(), Some(wanted), "{word}");
        }
        assert_eq!(sounds("港"), None);
    }

    #[test]
    fn every_kana_has_sounds_that_the_model_knows() {
        let token = super::super::super::vocabulary::token;
        for kana in ('ァ'..='ヺ').filter(|kana| *kana != 'ッ') {
            let sounds = sounds(&kana.to_string()).unwrap_or_else(|| panic!("{kana}"));
            assert!(
                !sounds.is_empty() && sounds.chars().all(|c| token(c).is_some()),
                "{kana}: {sounds}"
            );
        }
    }

    #[test]
    fn signs_of_repetition_are_read() {
        assert_eq!(as_katakana("こゝろ").as_deref(), Some("ココロ"));
        assert_eq!(as_katakana("いすゞ").as_deref(), Some("イスズ"));
        assert_eq!(as_katakana("心"), None);
    }
}
