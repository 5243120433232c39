//! Words that are known to translate each other before anything is learnt: numbers, signs, names across
//! scripts, and words that look the same.

use super::Unit;
use super::text::Text;
use super::tokens::{is_han, stem};
use std::collections::{BTreeMap, HashMap};

/// How sure names and the same words are, and words that only look alike.
const SAME: f32 = 1.0;
const ALIKE: f32 = 0.5;
/// From how many letters on a word may look like another.
const LETTERS: usize = 4;
/// How many Han characters a name is at most.
const HAN_NAME: usize = 3;

/// Two words, by their numbers, and how much it is worth that they translate each other, in counts.
pub(super) type Seed = (u32, u32, f32);

/// One side of an alignment with what it was made of.
#[derive(Clone, Copy)]
pub(super) struct Side<'s> {
    /// The lines.
    pub units: &'s [Unit<'s>],
    /// Their tokens.
    pub text: &'s Text,
}

/// The seeds of two texts, in order.
pub(super) fn seeds(first: Side, second: Side) -> Vec<Seed> {
    let mut found: BTreeMap<(u32, u32), f32> = BTreeMap::new();
    let (a, b) = (&first.text.vocabulary, &second.text.vocabulary);
    for (word, own) in a.words.iter().zip(0..) {
        if is_sign(word)
            && let Some(other) = b.number(word)
        {
            found.insert((own, other), SAME);
        }
    }
    alike(first, second, &mut found);
    for (own, other) in names(first, second) {
        found.insert((own, other), SAME);
    }
    for (other, own) in names(second, first) {
        found.insert((own, other), SAME);
    }
    found
        .into_iter()
        .map(|((own, other), sure)| (own, other, sure))
        .collect()
}

/// Whether a token is a number or a sign.
fn is_sign(word: &str) -> bool {
    let mut chars = word.chars();
    match chars.next() {
        Some('#') => true,
        Some('P') => chars.next().is_some_and(|c| !c.is_alphanumeric()),
        _ => false,
    }
}

/// A word in Latin letters without marks.
fn latin(word: &str) -> String {
    let mut latin = deunicode::deunicode_with_tofu(word, "");
    latin.make_ascii_lowercase();
    latin.retain(|c| c.is_ascii_alphanumeric());
    latin
}

/// Words of alphabets that are the same in Latin letters, or begin alike, or differ in one letter.
fn alike(first: Side, second: Side, found: &mut BTreeMap<(u32, u32), f32>) {
    let spelled = |side: Side| -> Vec<(u32, String)> {
        let words = side.text.vocabulary.words.iter().zip(0..);
        let words = words.filter(|(word, _)| !is_sign(word) && !word.contains(is_han));
        words.map(|(word, number)| (number, latin(word))).collect()
    };
    // Letters of both sides, by their first three: only those can be alike.
    let mut others: HashMap<String, Vec<(u32, String)>> = HashMap::new();
    for (number, word) in spelled(second) {
        if let Some(head) = word.get(..3) {
            others
                .entry(head.to_string())
                .or_default()
                .push((number, word));
        }
    }
    for (own, word) in spelled(first) {
        let near = word.get(..3).and_then(|head| others.get(head));
        let Some(near) = near.filter(|_| word.len() >= LETTERS) else {
            continue;
        };
        let is_there = near.iter().any(|(_, other)| *other == word);
        for (number, other) in near {
            let sure = if *other == word {
                SAME
            } else if !is_there && other.len() >= LETTERS && is_alike(&word, other) {
                ALIKE
            } else {
                continue;
            };
            found.insert((own, *number), sure);
        }
    }
}

fn is_alike(a: &str, b: &str) -> bool {
    a.get(..LETTERS) == b.get(..LETTERS) || strsim::levenshtein(a, b) <= 1
}

/// Names of one side in letters, and how the other writes them in Han characters: by their sound.
fn names(latin_side: Side, han_side: Side) -> Vec<(u32, u32)> {
    if !han_side
        .text
        .vocabulary
        .words
        .iter()
        .any(|word| word.starts_with(is_han))
    {
        return Vec::new();
    }
    let mut by_sound: HashMap<String, Vec<u32>> = HashMap::new();
    for name in capitalised(latin_side.units) {
        let tokens: Vec<u32> = name
            .split(|c: char| !c.is_alphabetic() && !matches!(c, '\'' | '’'))
            .filter_map(|part| latin_side.text.vocabulary.number(&stem(part, false)))
            .collect();
        let parts = name
            .split(['-', '\'', '’'])
            .filter(|part| part.chars().count() > 2);
        let mut forms: Vec<String> = parts.map(latin).collect();
        forms.push(latin(&of_wade(&name)));
        forms.sort();
        forms.dedup();
        for form in forms.into_iter().filter(|form| form.len() > 1) {
            by_sound.entry(form).or_default().extend(&tokens);
        }
    }
    let longest = by_sound.keys().map(String::len).max().unwrap_or(0);
    let mut sounds: HashMap<char, String> = HashMap::new();
    let mut found = Vec::new();
    for unit in han_side.units {
        for run in unit
            .text
            .split(|c| !is_han(c))
            .filter(|run| !run.is_empty())
        {
            let signs: Vec<char> = run.chars().collect();
            for begin in 0..signs.len() {
                let mut sound = String::new();
                for (count, sign) in signs[begin..].iter().take(HAN_NAME).enumerate() {
                    let own = sounds
                        .entry(*sign)
                        .or_insert_with(|| latin(&sign.to_string()));
                    sound.push_str(own);
                    if sound.len() > longest {
                        break;
                    }
                    let is_short = count == 0 && sound.len() < 3;
                    let Some(tokens) = by_sound.get(&sound).filter(|_| !is_short) else {
                        continue;
                    };
                    let written = &signs[begin..=begin + count];
                    for piece in written.windows(written.len().min(2)) {
                        let piece: String = piece.iter().collect();
                        if let Some(other) = han_side.text.vocabulary.number(&piece) {
                            found.extend(tokens.iter().map(|own| (*own, other)));
                        }
                    }
                }
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Words that are mostly written with a capital, in lower case, with hyphens and apostrophes.
fn capitalised(units: &[Unit]) -> Vec<String> {
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for unit in units {
        let is_part = |c: char| c.is_alphabetic() || matches!(c, '-' | '\'' | '’');
        for word in unit.text.split(|c| !is_part(c)) {
            let word = word.trim_matches(['-', '\'', '’']);
            let Some(first) = word.chars().next().filter(|c| !is_han(*c)) else {
                continue;
            };
            let (upper, lower) = counts.entry(word.to_lowercase()).or_default();
            *(if first.is_uppercase() { upper } else { lower }) += 1;
        }
    }
    let names = counts
        .into_iter()
        .filter(|(_, (upper, lower))| *upper > 2 * lower);
    names
        .map(|(word, _)| word)
        .filter(|word| word.chars().count() > 1)
        .collect()
}

/// A Chinese name in the spelling of Wade and Giles, in pinyin, as far as single letters go.
fn of_wade(name: &str) -> String {
    let mut name = name.replace('’', "'");
    for (wade, pinyin) in [("hs", "x"), ("ts'", "c"), ("ch'", "q"), ("tz", "z")] {
        name = name.replace(wade, pinyin);
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    fn found(a: &[&str], b: &[&str], languages: [&str; 2]) -> Vec<(String, String)> {
        let [la, lb] = languages.map(Language::new);
        let a: Vec<Unit> = a.iter().map(|text| Unit::new(text)).collect();
        let b: Vec<Unit> = b.iter().map(|text| Unit::new(text)).collect();
        let (ta, tb) = (Text::of(&a, &la), Text::of(&b, &lb));
        let side = |units, text| Side { units, text };
        let (a, b) = (side(&a[..], &ta), side(&b[..], &tb));
        let words = |(own, other, _): (u32, u32, f32)| {
            let (own, other) = (own as usize, other as usize);
            (
                ta.vocabulary.words[own].clone(),
                tb.vocabulary.words[other].clone(),
            )
        };
        seeds(a, b).into_iter().map(words).collect()
    }

    fn has(found: &[(String, String)], own: &str, other: &str) -> bool {
        found.contains(&(own.to_string(), other.to_string()))
    }

    #[test]
    fn names_by_their_sound() {
        let found = found(
            &["Wang Lin saw the lamp.", "Then Wang Lin left in 1984."],
            &["王林看见了灯。", "一九八四年，王林走了。"],
            ["en", "zh"],
        );
        assert!(has(&found, "wang", "王"), "{found:?}");
        assert!(has(&found, "lin", "林"));
        assert!(has(&found, "#1984", "#1984"));
        assert!(!has(&found, "lamp", "灯"));
    }

    #[test]
    fn words_that_look_alike() {
        let found = found(
            &["Der Kapitän kam aus Hamburg"],
            &["Le capitaine, kapitan, de Hambourg"],
            ["de", "fr"],
        );
        assert!(has(&found, "kapit", "kapit"));
        assert!(has(&found, "hambu", "hambo"));
        let found = self::found(&["Ivan and Natasha"], &["Иван и Наташа"], ["en", "ru"]);
        assert!(has(&found, "ivan", "иван"), "{found:?}");
        assert!(has(&found, "natas", "наташ"), "{found:?}");
    }
}
