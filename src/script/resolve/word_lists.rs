//! Words with what they mean, one behind the other on one line: `clerk [klɜːk] служащий; drawer (ящик); key – ключ`. In a text in two
//! languages that is a note, and translates no line beside it.

use crate::script::tongues::Detector;

/// How many words a list has at least, and how many of ten of its entries say what a word means.
const FEWEST: usize = 3;
const OF_TEN: usize = 8;
/// How many words an entry has at most.
const WORDS: usize = 14;
/// By how many nats each side of the entries is in its language.
const TELLS: f32 = 2.0;
/// What parts a word and what it means, but for brackets.
const SIGNS: &[&str] = &[" - ", " – ", " — ", " = ", ": ", "：", "="];

/// Whether a line is such a list, in the languages that a detector knows.
pub(super) fn is_one(text: &str, detector: &Detector) -> bool {
    let entries: Vec<&str> = text
        .split([';', '；'])
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
        .collect();
    if entries.len() < FEWEST {
        return false;
    }
    let is_short = |entry: &&str| entry.split_whitespace().count() <= WORDS;
    let parted: Vec<(&str, &str)> = entries
        .iter()
        .filter(|entry| is_short(entry))
        .filter_map(|entry| explained(entry))
        .collect();
    if parted.len() * 10 < entries.len() * OF_TEN {
        return false;
    }
    let language = |texts: Vec<&str>| {
        let (nth, nats) = detector.likeliest(&texts.join(" "))?;
        (nats > TELLS).then_some(nth)
    };
    let (words, meanings) = parted.into_iter().unzip();
    let (words, meanings) = (language(words), language(meanings));
    words.is_some() && meanings.is_some() && words != meanings
}

/// A word and what it means: behind the bracket that follows it, in it, or behind a sign.
fn explained(entry: &str) -> Option<(&str, &str)> {
    let letters = |text: &str| text.contains(char::is_alphabetic);
    let parts = |(word, meaning): &(&str, &str)| letters(word) && letters(meaning);
    let sign = || SIGNS.iter().find_map(|sign| entry.split_once(sign));
    let bracket = || {
        let (word, rest) = entry.split_once(['(', '[', '（', '{'])?;
        let (inside, behind) = rest.split_once([')', ']', '）', '}'])?;
        Some((word, if letters(behind) { behind } else { inside }))
    };
    bracket().filter(parts).or_else(|| sign().filter(parts))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn words_and_what_they_mean() {
        let of = |tags: [&str; 2]| Detector::new(&tags.map(Language::new));
        for (text, tags) in [
            (
                "clerk [klɜːk] n. служащий; drawer [drɔː] n. ящик стола; key [kiː] n. ключ",
                ["en", "ru"],
            ),
            (
                "huis (house); verdieping (floor, storey); als het kan (if it is possible); buren (neighbours)",
                ["nl", "en"],
            ),
            ("灯塔 – lighthouse; 钥匙 – key; 抽屉 – drawer", ["zh", "en"]),
        ] {
            assert!(is_one(text, &of(tags)), "{text}");
        }
        for (text, tags) in [
            (
                "Lamps burned in Lund (three of them); in Malmö (two); and in Ystad (one)",
                ["en", "sv"],
            ),
            ("He came; he saw the lamp; he went home", ["en", "ru"]),
            ("key – ключ", ["en", "ru"]),
        ] {
            assert!(!is_one(text, &of(tags)), "{text}");
        }
    }
}
