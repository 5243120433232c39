//! How Chinese or Japanese is pronounced, in Latin letters under its characters: `Nǐ hǎo.`, `Konbanwa.`
//! It is not read aloud.

use super::draft::{Draft, DraftLine, Part};
use super::languages::{self, script_of};
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

/// Drops the lines that say how the one above is pronounced, if there are several.
pub fn mark(draft: &mut Draft) {
    mark_pinyin(draft);
    mark_romaji(draft);
}

/// Drops the lines of Japanese syllables that stand right under kana.
fn mark_romaji(draft: &mut Draft) {
    let has_kana = |text: &str| {
        text.chars()
            .any(|c| matches!(script_of(c), Writing::Hiragana | Writing::Katakana))
    };
    let is_under = |i: usize| {
        let (over, line): (&DraftLine, _) = (&draft.lines[i - 1], &draft.lines[i]);
        let is_latin = |c: char| !c.is_alphabetic() || c < '\u{250}';
        line.part == Part::Speech
            && !line.after_blank
            && said(&line.text).chars().all(is_latin)
            && said(&line.text).contains(char::is_alphabetic)
            && has_kana(&over.text)
    };
    let under: Vec<usize> = (1..draft.lines.len()).filter(|&i| is_under(i)).collect();
    let found: Vec<usize> = under
        .iter()
        .copied()
        .filter(|&i| is_romaji(said(&draft.lines[i].text)))
        .collect();
    if found.len() < FEWEST || (found.len() as f64) < ROMAJI * under.len() as f64 {
        return;
    }
    for i in found {
        draft.lines[i].part = Part::Dropped { reason: REASON };
    }
}

/// What stands after a name, which may be in characters: `小明：Nǐ hǎo.`
fn said(text: &str) -> &str {
    let after = text.split_once([':', '：']).map(|(_, said)| said);
    after.filter(|said| !said.trim().is_empty()).unwrap_or(text)
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

/// Why the lines are dropped.
const REASON: &str = "pronunciation of the line above";

/// Drops the lines of pinyin that stand right under Chinese.
fn mark_pinyin(draft: &mut Draft) {
    let is_under = |i: usize| {
        let (over, line) = (&draft.lines[i - 1], &draft.lines[i]);
        let is_chinese = || languages::of(&over.text, &[]).is_some_and(|l| l.tag() == "zh");
        line.part == Part::Speech
            && !line.after_blank
            && is_pinyin(said(&line.text))
            && is_chinese()
    };
    let found: Vec<usize> = (1..draft.lines.len()).filter(|&i| is_under(i)).collect();
    let is_telling = |&&i: &&usize| draft.lines[i].text.to_lowercase().contains(is_in(TELLING));
    if found.iter().filter(is_telling).count() < FEWEST {
        return;
    }
    for i in found {
        draft.lines[i].part = Part::Dropped { reason: REASON };
    }
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
    use crate::script::tests::spoken;

    #[test]
    fn pinyin_is_not_spoken() {
        assert_eq!(
            spoken(
                "A: 你好，几点开？\nNǐ hǎo, jǐ diǎn kāi?\nHello, when does it leave?\n\n\
                 B: 八点半。\nBā diǎn bàn.\nHalf past eight."
            ),
            [
                "a: 你好，几点开？ | Hello, when does it leave?",
                "b: 八点半。 | Half past eight."
            ]
        );
    }

    #[test]
    fn romaji_is_not_spoken() {
        assert_eq!(
            spoken(
                "A: こんばんは。灯台はどこですか。\nKonbanwa. Tōdai wa doko desu ka.\nGood evening. Where is the lighthouse?\n\n\
                 B: あそこです。ちょっと待って。\nAsoko desu. Chotto matte.\nOver there. Wait a moment."
            ),
            [
                "a: こんばんは。灯台はどこですか。 | Good evening. Where is the lighthouse?",
                "b: あそこです。ちょっと待って。 | Over there. Wait a moment."
            ]
        );
    }

    #[test]
    fn english_under_japanese_is_spoken() {
        assert!(super::is_romaji("Shinbun o yonde imasu, Tanaka-san."));
        assert!(!super::is_romaji("Where is the lamp?"));
        assert_eq!(
            spoken("はい。\nYes, I do.\n\nどこですか。\nWhere is it?\n\n海です。\nAt sea.").len(),
            3
        );
    }

    #[test]
    fn french_under_chinese_is_spoken() {
        assert_eq!(
            spoken("晚上好。\nÀ bientôt, mon ami.\n\n谢谢。\nMerci à toi.").len(),
            2
        );
    }
}
