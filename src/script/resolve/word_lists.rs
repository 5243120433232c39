//! Words with what they mean, one behind the other on one line: `clerk [klɜːk] служащий; drawer (ящик); key – ключ`; or a line each,
//! between a paragraph that has these words and its translation. In a text in two languages that is a note, and translates no line
//! beside it.

use crate::script::document::SourceLine;
use crate::script::tongues::{Detector, words_with_writing};
use std::collections::HashSet;

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

/// How many paragraphs have words below them at least, and how many of a word's letters stand in the paragraph.
const EXPLAINED: usize = 3;
const STEM: usize = 4;
/// How many words a word or phrase has that is explained, and how many bytes its line has at most.
const PHRASE: usize = 6;
const LONGEST: usize = 160;

/// The lines, each a word with what it means, that stand between a paragraph in one language, which has these words, and its
/// translation, again and again.
pub(super) fn between(lines: &[SourceLine], detector: &Detector) -> HashSet<usize> {
    let entry = |i: usize| {
        let line = lines.get(i).filter(|line| line.is_text())?;
        let entry = (line.text.len() <= LONGEST).then_some(line.text.as_str())?;
        explained(entry)
            .or_else(|| by_writing(entry))
            .filter(|(word, _)| word.split_whitespace().count() <= PHRASE)
    };
    let language = |text: &str| {
        detector
            .likeliest(text)
            .filter(|(_, nats)| *nats > TELLS)
            .map(|(nth, _)| nth)
    };
    let mut found = HashSet::new();
    let mut paragraphs = 0;
    let mut i = 1;
    while i < lines.len() {
        let begin = i;
        while entry(i).is_some() {
            i += 1;
        }
        let (run, below) = (begin..i, lines.get(i));
        i += 1;
        let Some(below) = below.filter(|_| !run.is_empty()) else {
            continue;
        };
        let above = lines[begin - 1].text.to_lowercase();
        let is_in = |(word, _): &(&str, &str)| {
            let word = word
                .split(|c: char| !c.is_alphabetic())
                .find(|word| !word.is_empty());
            let stem: String = word.unwrap_or_default().chars().take(STEM).collect();
            !stem.is_empty() && above.contains(&stem.to_lowercase())
        };
        let entries: Vec<(&str, &str)> = run.clone().filter_map(entry).collect();
        let known = entries.iter().filter(|entry| is_in(entry)).count();
        let meanings: Vec<&str> = entries.iter().map(|(_, meaning)| *meaning).collect();
        let own = language(&above);
        let other = language(&below.text);
        let are_explained = 10 * known >= OF_TEN * entries.len()
            && own.is_some()
            && other.is_some()
            && own != other
            && language(&meanings.join(" ")) == other
            && lines[begin - 1].text.len() > entries.iter().map(|(word, _)| word.len()).sum();
        if are_explained {
            paragraphs += 1;
            found.extend(run);
        }
    }
    if paragraphs < EXPLAINED {
        found.clear();
    }
    found
}

/// A word and what it means in another writing, behind it: `harbour 港口`.
fn by_writing(entry: &str) -> Option<(&str, &str)> {
    let mut words = words_with_writing(entry);
    let (own, first) = words.next()?;
    let (_, meaning) = words.find(|(writing, _)| *writing != own)?;
    let place = |word: &str| word.as_ptr() as usize - entry.as_ptr() as usize;
    (place(first) == 0).then(|| entry.split_at(place(meaning)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn words_below_a_paragraph_that_has_them() {
        use crate::script::document::Document;
        let text = |words: [&str; 3]| {
            format!(
                "The fishermen hauled the nets before dawn, and nobody spoke.\n{}\n渔夫们在黎明前收网，没有人说话。\n\n\
                 A lantern swung from the mast while the harbour slept.\n{}\n桅杆上的灯笼摇晃着，港口沉睡着。\n\n\
                 The ferry was late again because of the fog.\n{}\n因为有雾，渡船又晚点了。\n",
                words[0], words[1], words[2]
            )
        };
        let detector = Detector::new(&["en", "zh"].map(Language::new));
        let found = |words| {
            let document = Document::of_text(&text(words));
            let mut found: Vec<usize> = between(&document.lines, &detector).into_iter().collect();
            found.sort_unstable();
            found
        };
        let words = [
            "haul[hɔːl] 拖；拉\ndawn 黎明",
            "lantern[ˈlæntən] 灯笼",
            "fog 雾",
        ];
        assert_eq!(found(words), [1, 2, 5, 8]);
        // Two lines of a lesson, and words that the paragraph does not have, explain nothing in it.
        assert_eq!(
            found(["haul 拖", "lantern 灯笼", "Nobody came."]),
            [0_usize; 0]
        );
        assert_eq!(found(["apple 苹果", "pear 梨", "fog 雾"]), [0_usize; 0]);
    }

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
