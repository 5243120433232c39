//! How words sound, roughly: enough to tell a word that was spelt otherwise from another word.
//!
//! The sounds of all languages are written in one alphabet, so that a name in Latin letters is found again where a
//! recogniser writes it in Chinese characters. Vowels are `a e i o u`; of the consonants `S` is *sh*, `C` is *ch*,
//! `J` the sound of *judge*, `T` is *th*, `N` is *ng*; the others are as in English.

use crate::language::Language;
use pinyin::ToPinyinMulti;

/// What it takes to put a vowel for another, in parts of a sound that is another altogether.
const OTHER_VOWEL: f64 = 0.35;
/// What it takes to leave out a vowel, or a sound that many do not say.
const WEAK: f64 = 0.5;
/// Consonants that are near to each other, and how far apart they are.
const NEAR: &[(char, char, f64)] = &[
    ('b', 'p', 0.4),
    ('d', 't', 0.4),
    ('g', 'k', 0.4),
    ('f', 'v', 0.4),
    ('s', 'z', 0.3),
    ('s', 'S', 0.3),
    ('z', 'J', 0.3),
    ('c', 'C', 0.3),
    ('c', 's', 0.4),
    ('c', 'z', 0.4),
    ('C', 'J', 0.4),
    ('C', 'S', 0.4),
    ('C', 't', 0.5),
    ('C', 'k', 0.5),
    ('J', 'S', 0.4),
    ('J', 'g', 0.4),
    ('J', 'y', 0.5),
    ('J', 'd', 0.5),
    ('S', 'h', 0.5),
    ('T', 't', 0.4),
    ('T', 'd', 0.4),
    ('T', 's', 0.4),
    ('T', 'f', 0.4),
    ('m', 'n', 0.4),
    ('n', 'N', 0.2),
    ('l', 'r', 0.4),
    ('l', 'n', 0.5),
    ('v', 'w', 0.4),
    ('w', 'u', 0.3),
    ('w', 'o', 0.4),
    ('y', 'i', 0.2),
    ('r', 'J', 0.5),
    ('h', 'k', 0.5),
    ('f', 'h', 0.5),
];

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')
}

/// What it takes to put one sound for another: from 0 to 1.
fn other(a: char, b: char) -> f64 {
    if a == b {
        return 0.0;
    }
    if is_vowel(a) && is_vowel(b) {
        return OTHER_VOWEL;
    }
    let near = NEAR
        .iter()
        .find(|(x, y, _)| (*x, *y) == (a, b) || (*x, *y) == (b, a));
    near.map_or(1.0, |(_, _, far)| *far)
}

/// What it takes to leave out a sound.
fn without(c: char) -> f64 {
    match c {
        c if is_vowel(c) => WEAK,
        'h' | 'w' | 'y' | 'r' => WEAK,
        _ => 1.0,
    }
}

/// How far apart two words are by their sounds: 0 if they sound the same, 1 if they have nothing in common.
pub fn distance(a: &[char], b: &[char]) -> f64 {
    if a == b {
        return 0.0;
    }
    let mut row: Vec<f64> = std::iter::once(0.0)
        .chain(b.iter().scan(0.0, |sum, c| {
            *sum += without(*c);
            Some(*sum)
        }))
        .collect();
    for x in a {
        let mut before = row[0];
        row[0] += without(*x);
        for (j, y) in b.iter().enumerate() {
            let here = (before + other(*x, *y))
                .min(row[j] + without(*y))
                .min(row[j + 1] + without(*x));
            before = row[j + 1];
            row[j + 1] = here;
        }
    }
    (row[b.len()] / a.len().max(b.len()) as f64).min(1.0)
}

/// The sounds of a word in Latin letters (lower case, no accents) or in figures.
pub fn of_word(word: &str, language: &Language) -> Vec<char> {
    match language.base() {
        "de" | "fr" | "es" | "it" | "pt" | "nl" | "pl" | "ru" => of_letters(word),
        _ => of_english(word),
    }
}

/// Letters as most languages in Latin letters say them.
fn of_letters(word: &str) -> Vec<char> {
    let letters: Vec<char> = word.chars().collect();
    let mut sounds = Vec::new();
    for (i, c) in letters.iter().enumerate() {
        let next = letters.get(i + 1).copied().unwrap_or(' ');
        let sound = match c {
            'c' if next == 'h' => 'S',
            'c' if matches!(next, 'e' | 'i' | 'y') => 's',
            'c' | 'q' => 'k',
            'h' if i > 0 => continue,
            'p' if next == 'h' => 'f',
            'y' => 'i',
            'j' => 'J',
            'x' => {
                sounds.push('k');
                's'
            }
            c => *c,
        };
        if sounds.last() != Some(&sound) {
            sounds.push(sound);
        }
    }
    sounds
}

/// Beginnings of what is left of an English word, and their sounds. The first that fits goes.
const ENGLISH: &[(&str, &str)] = &[
    ("tion", "San"),
    ("sion", "San"),
    ("cian", "San"),
    ("tch", "C"),
    ("dge", "J"),
    ("sch", "sk"),
    ("chr", "kr"),
    ("ch", "C"),
    ("sh", "S"),
    ("ph", "f"),
    ("th", "T"),
    ("wh", "w"),
    ("ck", "k"),
    ("qu", "kw"),
    ("ng", "N"),
    ("sce", "se"),
    ("sci", "si"),
    ("ce", "se"),
    ("ci", "si"),
    ("cy", "si"),
    ("ge", "Je"),
    ("gi", "Ji"),
    ("gy", "Ji"),
    ("ee", "i"),
    ("ea", "i"),
    ("ie", "i"),
    ("ei", "i"),
    ("ey", "e"),
    ("ai", "e"),
    ("ay", "e"),
    ("au", "o"),
    ("aw", "o"),
    ("oa", "o"),
    ("oe", "o"),
    ("ow", "o"),
    ("ou", "u"),
    ("oo", "u"),
    ("ew", "u"),
    ("ue", "u"),
    ("ui", "u"),
    ("oy", "oi"),
    ("c", "k"),
    ("q", "k"),
    ("x", "ks"),
    ("j", "J"),
];
/// As [`ENGLISH`], at the beginning of a word.
const ENGLISH_BEGINS: &[(&str, &str)] = &[
    ("kn", "n"),
    ("gn", "n"),
    ("pn", "n"),
    ("ps", "s"),
    ("wr", "r"),
    ("who", "hu"),
    ("gh", "g"),
    ("x", "z"),
    ("y", "y"),
    ("hour", "our"),
    ("hon", "on"),
];
/// Words whose spelling says little of their sounds.
const ENGLISH_WORDS: &[(&str, &str)] = &[
    ("one", "wan"),
    ("once", "wans"),
    ("two", "tu"),
    ("eight", "et"),
    ("of", "ov"),
    ("enough", "inaf"),
    ("rough", "raf"),
    ("tough", "taf"),
    ("laugh", "laf"),
    ("cough", "kof"),
    ("colonel", "kernel"),
    ("island", "ailand"),
    ("aisle", "ail"),
    ("isle", "ail"),
    ("talk", "tok"),
    ("walk", "wok"),
    ("half", "haf"),
    ("calm", "kam"),
    ("listen", "lisen"),
    ("castle", "kasel"),
    ("answer", "anser"),
    ("sword", "sord"),
    ("debt", "det"),
    ("doubt", "daut"),
];

fn of_english(word: &str) -> Vec<char> {
    if let Some((_, sounds)) = ENGLISH_WORDS.iter().find(|(own, _)| *own == word) {
        return sounds.chars().collect();
    }
    let mut sounds: Vec<char> = Vec::new();
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let begins = || ENGLISH_BEGINS.iter().filter(|_| rest.len() == word.len());
        let known = begins().chain(ENGLISH).find(|(l, _)| rest.starts_with(l));
        let before = sounds.last().copied();
        let own = first.to_string();
        let (letters, said) = match rest {
            // At the end of a word these are silent.
            "e" | "es" | "ed" if sounds.len() > 1 && before.is_some_and(|c| !is_vowel(c)) => {
                (rest, &rest[1..])
            }
            "mb" | "mn" => (rest, "m"),
            _ if rest.starts_with("gh") && rest.len() < word.len() => ("gh", ""),
            _ => match (known, first) {
                (Some((letters, said)), _) => (*letters, *said),
                (None, 'y') => ("y", "i"),
                (None, 'h' | 'w') if is_silent(&rest[1..], before) => (own.as_str(), ""),
                _ => (own.as_str(), own.as_str()),
            },
        };
        for sound in said.chars() {
            if sounds.last() != Some(&sound) {
                sounds.push(sound);
            }
        }
        rest = &rest[letters.len()..];
    }
    sounds
}

/// Whether an `h` or `w` is silent: after a vowel and before none.
fn is_silent(after: &str, before: Option<char>) -> bool {
    before.is_some_and(is_vowel) && !after.starts_with(is_vowel)
}

/// The sounds that a Chinese character can have, one for each of its readings; none for one without readings.
pub fn of_han(c: char) -> Vec<Vec<char>> {
    let Some(readings) = c.to_pinyin_multi() else {
        return Vec::new();
    };
    let mut all: Vec<Vec<char>> = Vec::new();
    for reading in readings {
        let sounds = of_syllable(reading.plain());
        if !all.contains(&sounds) {
            all.push(sounds);
        }
    }
    all
}

/// A syllable of pinyin without its tone.
fn of_syllable(pinyin: &str) -> Vec<char> {
    let initials = [
        ("zh", "J"),
        ("ch", "C"),
        ("sh", "S"),
        ("j", "J"),
        ("q", "C"),
        ("x", "S"),
        ("yi", "i"),
        ("yu", "iu"),
        ("wu", "u"),
    ];
    let known = initials.iter().find(|(own, _)| pinyin.starts_with(own));
    let (own, said) = known.copied().unwrap_or(("", ""));
    let rest = pinyin[own.len()..].replace("ng", "N").replace('ü', "iu");
    said.chars().chain(rest.chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apart(a: &str, b: &str) -> f64 {
        distance(&of_english(a), &of_english(b))
    }

    #[test]
    fn words_that_sound_alike_are_near_and_others_are_not() {
        for (a, b) in [
            ("write", "right"),
            ("knight", "night"),
            ("there", "their"),
            ("ferry", "fairy"),
            ("hour", "our"),
            ("one", "won"),
            ("eight", "ate"),
            ("phone", "fone"),
            ("marah", "mara"),
            ("ellison", "elisson"),
            ("kathryn", "catherine"),
            ("grey", "gray"),
            ("which", "witch"),
            ("sean", "shawn"),
        ] {
            assert!(apart(a, b) <= 0.36, "{a} {b} {:.2}", apart(a, b));
        }
        for (a, b) in [
            ("lamp", "ferry"),
            ("two", "hours"),
            ("dark", "quiet"),
            ("never", "always"),
            ("open", "close"),
        ] {
            assert!(apart(a, b) > 0.45, "{a} {b} {:.2}", apart(a, b));
        }
    }

    #[test]
    fn characters_have_the_sounds_of_all_their_readings() {
        let text = |all: Vec<Vec<char>>| -> Vec<String> {
            all.into_iter().map(|s| s.into_iter().collect()).collect()
        };
        assert!(text(of_han('行')).contains(&"haN".to_string()));
        assert!(text(of_han('行')).contains(&"SiN".to_string()));
        assert_eq!(of_han('爱'), of_han('愛'));
        assert!(of_han('x').is_empty() && of_han('の').is_empty());
    }

    #[test]
    fn a_name_is_found_in_another_writing() {
        let name: Vec<char> = "詹森".chars().flat_map(|c| of_han(c).remove(0)).collect();
        assert!(distance(&name, &of_english("jensen")) < 0.35);
        assert!(distance(&name, &of_english("thomas")) > 0.45);
    }

    #[test]
    fn a_distance_is_between_nothing_and_one() {
        assert_eq!(distance(&[], &[]), 0.0);
        assert_eq!(distance(&['t', 'p'], &[]), 1.0);
        assert_eq!(distance(&[], &['k']), 1.0);
    }
}
