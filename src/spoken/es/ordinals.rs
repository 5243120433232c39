//! Ordinals of Spanish, and the names of fractions.

use super::super::number::joined;
use super::{TABLE, cardinal};

/// An ordinal below two million.
pub fn ordinal(number: u64, feminine: bool) -> Option<String> {
    if number == 0 || number >= 2_000_000 {
        return None;
    }
    let (thousand, rest) = (number / 1000, (number % 1000) as usize);
    let thousand = match thousand {
        0 => String::new(),
        1 => "milésimo".into(),
        1000 => "millonésimo".into(),
        thousand => format!(
            "{}milésimo",
            cardinal(&thousand.to_string(), "un").replace(' ', "")
        ),
    };
    let hundred = TABLE.of("ordinal_hundreds", rest / 100);
    let below = match rest % 100 {
        0 => String::new(),
        below @ 1..10 => TABLE.of("ordinals", below).into(),
        below @ 10..20 => TABLE.of("ordinal_teens", below - 10).into(),
        below @ 20..30 => match below % 10 {
            0 => TABLE.of("ordinal_tens", 2).into(),
            one => format!("vigesi{}", joint(TABLE.of("ordinals", one))),
        },
        below => joined([
            TABLE.of("ordinal_tens", below / 10),
            TABLE.of("ordinals", below % 10),
        ]),
    };
    let said = joined([thousand.as_str(), hundred, &below]);
    if !feminine {
        return Some(said);
    }
    let words = said.split(' ').map(|word| match word.strip_suffix('o') {
        Some(stem) => format!("{stem}a"),
        None => word.into(),
    });
    Some(joined(words))
}

/// A part behind `vigesi`: `mosegundo`, but `moctavo`.
fn joint(word: &str) -> String {
    match word.strip_prefix('o') {
        Some(rest) => format!("mo{rest}"),
        None => format!("mo{word}"),
    }
}

/// An ordinal before a masculine noun: `primer`, `tercer`; eleven is decimoprimer there.
pub fn shortened(number: u64, said: &str) -> String {
    if number % 100 == 11 {
        let hundreds = said.strip_suffix("undécimo").unwrap_or_default();
        return format!("{hundreds}decimoprimer");
    }
    match said.strip_suffix("ero") {
        Some(stem) => format!("{stem}er"),
        None => said.into(),
    }
}

/// The name of a part of so many; inner `None` if it is said with sobre.
pub fn part(under: u64) -> Option<Option<String>> {
    Some(match under {
        0 | 1 => None,
        2 => Some("medio".into()),
        3 => Some("tercio".into()),
        4..=10 => Some(ordinal(under, false)?),
        11..100 => {
            let name = cardinal(&under.to_string(), "un")
                .replace(" y ", "i")
                .replace('é', "e")
                .replace("veintiún", "veintiun")
                .replace("dós", "dos");
            // Treinta loses its a, once and the like keep their e.
            Some(format!("{}avo", name.trim_end_matches('a')))
        }
        under if under < 1000 && under % 100 == 0 => Some(ordinal(under, false)?),
        1_000_000 => Some("millonésimo".into()),
        under if under % 1_000_000 == 0 && under < 1_000_000_000 => Some(format!(
            "{}millonésimo",
            cardinal(&(under / 1_000_000).to_string(), "un").replace(' ', "")
        )),
        under if under % 1000 == 0 && under < 1_000_000 => Some(ordinal(under, false)?),
        _ => None,
    })
}
