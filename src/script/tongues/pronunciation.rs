//! Lines that say how the line above is pronounced, in Latin letters under Chinese or Japanese: pinyin
//! (`Nǐ hǎo.`) and romaji (`Konbanwa.`). They are not read aloud.

use super::pieces::Said;
use super::writing::script_of;
use unicode_script::Script as Writing;

/// From how many lines on a text is written so.
const FEWEST: usize = 2;
/// Vowels with the marks of tones.
const TONES: &str = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ";
/// Those of them that few languages write.
const TELLING: &str = "āǎēěīǐōǒūǔǖǘǚǜ";

/// The smallest share of the Latin lines under kana that must be of Japanese syllables alone.
const ROMAJI: f64 = 0.8;
/// What may stand before a vowel in a Japanese syllable.
#[rustfmt::skip]
const ONSETS: &[&str] = &[
    "ky", "gy", "sh", "ch", "ts", "ny", "hy", "by", "py", "my", "ry", "jy", "dz", "ty", "sy", "zy",
    "k", "g", "s", "z", "j", "t", "d", "n", "h", "f", "b", "p", "m", "y", "r", "w",
];

/// The indices of the lines that are the pronunciation of the line above; none if there are fewer than two.
pub(crate) fn pronunciations(lines: &[Said]) -> Vec<usize> {
    let (mut pinyin, mut romaji, mut other) = (Vec::new(), Vec::new(), 0);
    for i in 1..lines.len() {
        let over = said(&lines[i - 1]);
        if lines[i].blank_before || over.is_ascii() || !is_latin(said(&lines[i])) {
            continue;
        }
        if over
            .chars()
            .any(|c| matches!(script_of(c), Writing::Hiragana | Writing::Katakana))
        {
            match is_romaji(said(&lines[i])) {
                true => romaji.push(i),
                false => other += 1,
            }
        } else if over.chars().any(|c| script_of(c) == Writing::Han) && is_pinyin(said(&lines[i])) {
            pinyin.push(i);
        }
    }
    let is_telling = |&&i: &&usize| said(&lines[i]).to_lowercase().contains(is_in(TELLING));
    if pinyin.iter().filter(is_telling).count() < FEWEST {
        pinyin.clear();
    }
    if romaji.len() < FEWEST || (romaji.len() as f64) < ROMAJI * (romaji.len() + other) as f64 {
        romaji.clear();
    }
    pinyin.append(&mut romaji);
    pinyin.sort_unstable();
    pinyin
}

fn said<'a>(line: &Said<'a>) -> &'a str {
    &line.text[line.said.clone()]
}

fn is_latin(text: &str) -> bool {
    text.contains(char::is_alphabetic) && text.chars().all(|c| !c.is_alphabetic() || c < '\u{250}')
}

/// Whether a line is made of Japanese syllables alone: `Ohayō gozaimasu.`
fn is_romaji(text: &str) -> bool {
    let plain: String = text
        .to_lowercase()
        .chars()
        .map(|c| match c {
            'ā' | 'â' => 'a',
            'ī' | 'î' => 'i',
            'ū' | 'û' => 'u',
            'ē' | 'ê' => 'e',
            'ō' | 'ô' => 'o',
            '’' => '\'',
            c => c,
        })
        .collect();
    let mut words = plain
        .split(|c: char| !c.is_alphabetic() && c != '\'')
        .filter(|word| word.contains(char::is_alphabetic))
        .peekable();
    words.peek().is_some() && words.all(is_of_syllables)
}

fn is_of_syllables(word: &str) -> bool {
    let is_vowel = |c: char| "aiueo".contains(c);
    let mut rest = word.trim_matches('\'');
    while let Some(first) = rest.chars().next() {
        // `ohayō`, `n` before a consonant or at the end, `kitte`, `matcha`.
        if is_vowel(first) {
            rest = &rest[1..];
            continue;
        }
        if let Some(onset) = ONSETS.iter().find(|onset| {
            let after = rest.strip_prefix(**onset);
            after.is_some_and(|after| after.starts_with(is_vowel))
        }) {
            rest = &rest[onset.len() + 1..];
            continue;
        }
        let mut chars = rest.chars();
        chars.next();
        let (after, next) = (chars.as_str(), chars.clone().next());
        let is_long = next == Some(first) && "kstpgdbzj".contains(first) || rest.starts_with("tch");
        let is_n = first == 'n' || first == 'm' && next.is_some_and(|c| "bpm".contains(c));
        if !is_long && !is_n {
            return false;
        }
        rest = after.trim_start_matches('\'');
    }
    true
}

fn is_in(set: &'static str) -> impl Fn(char) -> bool {
    move |c| set.contains(c)
}

/// Whether a line is in the letters of pinyin, with the tone of at least every third word.
fn is_pinyin(text: &str) -> bool {
    let is_latin = |c: char| !c.is_alphabetic() || c < '\u{250}';
    if text.is_ascii() || !text.chars().all(is_latin) {
        return false;
    }
    let lower = text.to_lowercase();
    let letters = |c: char| !c.is_alphabetic() || c.is_ascii_alphabetic() || c == 'ü';
    let words = lower.split_whitespace().count();
    let toned = lower
        .split_whitespace()
        .filter(|w| w.contains(is_in(TONES)))
        .count();
    lower.chars().all(|c| letters(c) || TONES.contains(c)) && toned * 3 >= words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<usize> {
        let lines = crate::script::tongues::tests::lines(text);
        pronunciations(&lines)
    }

    #[test]
    fn pinyin_and_romaji() {
        assert_eq!(
            found(
                "你好，几点开？\nNǐ hǎo, jǐ diǎn kāi?\nHello, when?\n\n八点半。\nBā diǎn bàn.\nHalf past eight."
            ),
            [1, 4]
        );
        assert_eq!(
            found(
                "こんばんは。\nKonbanwa.\nGood evening.\n\nあそこです。\nAsoko desu.\nOver there."
            ),
            [1, 4]
        );
    }

    #[test]
    fn translations_stay() {
        assert_eq!(
            found("はい。\nYes, I do.\n\nどこですか。\nWhere is it?\n\n海です。\nAt sea."),
            [] as [usize; 0]
        );
        assert_eq!(
            found("晚上好。\nÀ bientôt, mon ami.\n\n谢谢。\nMerci à toi."),
            [] as [usize; 0]
        );
    }
}
