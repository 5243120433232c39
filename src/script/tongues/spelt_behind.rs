//! Lines that end in how what stands before it is pronounced, in Latin letters: `Good evening. — こんばんは。 — Konbanwa.`,
//! `こんばんは。(Konbanwa.)`

use super::pieces::Said;
use super::pronunciation::{PARTS, is_in_latin, is_pinyin, is_romaji, romaji_words};
use super::writing::script_of;
use unicode_script::Script as Writing;

/// How many lines end so at least, and which share of those that end in Latin letters behind Japanese.
const FEWEST: usize = 4;
const SHARE: f64 = 0.75;
/// The share of its words that are made of Japanese syllables in such an end: `SIM kaado`.
const WORDS: f64 = 0.5;

/// The lines that end in how the Japanese before it is pronounced, and where that end begins, with the sign before it.
pub(super) fn ends(lines: &[Said]) -> Vec<(usize, usize)> {
    let latin: Vec<(usize, usize, &str)> = { lines.iter().enumerate() }
        .filter_map(|(i, line)| {
            let (at, end) = behind_japanese(&line.text[line.said.clone()])?;
            Some((i, line.said.start + at, end))
        })
        .collect();
    let is_spelt = |end: &str| {
        let (spelt, all) = romaji_words(end);
        all > 0 && spelt as f64 >= WORDS * all as f64
    };
    let whole = latin.iter().filter(|(_, _, end)| {
        let (spelt, all) = romaji_words(end);
        all > 0 && spelt == all
    });
    let whole = whole.count();
    if whole < FEWEST || (whole as f64) < SHARE * latin.len() as f64 {
        return Vec::new();
    }
    let ends = latin.into_iter().filter(|(_, _, end)| is_spelt(end));
    ends.map(|(i, at, _)| (i, at)).collect()
}

/// Whether a text may spell Japanese or Chinese in Latin letters.
pub(crate) fn spells(text: &str) -> bool {
    is_romaji(text) || is_pinyin(text)
}

/// Where the last sign of a text stands that parts Japanese from Latin letters, and what is behind it.
fn behind_japanese(text: &str) -> Option<(usize, &str)> {
    let is_japanese = |c: char| {
        matches!(
            script_of(c),
            Writing::Han | Writing::Hiragana | Writing::Katakana
        )
    };
    let bracket = text.strip_suffix([')', '）']).and_then(|inside| {
        let at = inside.rfind(['(', '（'])?;
        Some((at, inside[at..].trim_start_matches(['(', '（'])))
    });
    if let Some((at, end)) = bracket {
        return (text[..at].contains(is_japanese) && is_in_latin(end)).then_some((at, end));
    }
    let signs = PARTS.iter().filter_map(|sign| {
        let at = text.rfind(sign)?;
        Some((at, sign.len()))
    });
    let (at, length) = signs.max()?;
    let (before, end) = (&text[..at], &text[at + length..]);
    let own = { PARTS.iter() }.filter_map(|sign| before.rfind(sign).map(|at| at + sign.len()));
    let own = &before[own.max().unwrap_or(0)..];
    (own.contains(is_japanese) && is_in_latin(end)).then_some((at, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(usize, &str)> {
        let lines = crate::script::tongues::tests::lines(text);
        let ends = ends(&lines).into_iter();
        ends.map(|(i, at)| (i, &lines[i].text[at..])).collect()
    }

    #[test]
    fn japanese_in_latin_letters_behind_it() {
        let list = "Good evening. — こんばんは。 — Konbanwa.\nIs there a lamp? — 灯りはありますか？ — Akari wa arimasu ka?\nMay I pay by IC card? — ICカードで払えますか？ — IC kaado de haraemasu ka?\nThe key, please. — 鍵をください。 — Kagi o kudasai.\nThank you. — ありがとう。 — Arigatou.";
        let ends: Vec<&str> = found(list).into_iter().map(|(_, end)| end).collect();
        assert_eq!(ends.len(), 5);
        assert_eq!(ends[0], " — Konbanwa.");
        assert_eq!(ends[2], " — IC kaado de haraemasu ka?");
    }

    #[test]
    fn japanese_in_latin_letters_in_brackets() {
        let list = "こんばんは。 (Konbanwa.)\nThe lamp is on.\nあれは灯りです。(Are wa akari desu.)\n鍵をください。（Kagi o kudasai.）\nありがとう。 (Arigatou.)";
        assert_eq!(found(list).len(), 4);
        let list = "こんばんは。 (Good evening.)\nあれは灯りです。(That is a lamp.)\n鍵をください。 (The key, please.)\n猫です。 (A cat, no?)";
        assert!(found(list).is_empty());
    }

    #[test]
    fn a_translation_behind_japanese_is_none() {
        let list = "こんばんは。 — Good evening.\n灯りはありますか？ — Is there a lamp?\n鍵をください。 — The key, please.\nありがとう。 — Thank you.\n猫です。 — A cat, no?";
        assert!(found(list).is_empty());
    }
}
