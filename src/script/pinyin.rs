//! How Chinese is pronounced, in Latin letters under its characters: `Nǐ hǎo.` It is not read aloud.

use super::draft::{Draft, Part};
use super::languages;

/// From how many lines on a text is written so.
const FEWEST: usize = 2;
/// Vowels with the marks of tones.
const TONES: &str = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ";
/// Those of them that few languages write.
const TELLING: &str = "āǎēěīǐōǒūǔǖǘǚǜ";

/// Drops the lines of pinyin that stand right under Chinese, if there are several.
pub fn mark(draft: &mut Draft) {
    let is_under = |i: usize| {
        let (over, line) = (&draft.lines[i - 1], &draft.lines[i]);
        let is_chinese = || languages::of(&over.text, &[]).is_some_and(|l| l.tag() == "zh");
        line.part == Part::Speech && !line.after_blank && is_pinyin(&line.text) && is_chinese()
    };
    let found: Vec<usize> = (1..draft.lines.len()).filter(|&i| is_under(i)).collect();
    let is_telling = |&&i: &&usize| draft.lines[i].text.to_lowercase().contains(is_in(TELLING));
    if found.iter().filter(is_telling).count() < FEWEST {
        return;
    }
    for i in found {
        let reason = "pronunciation of the line above";
        draft.lines[i].part = Part::Dropped { reason };
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
    fn french_under_chinese_is_spoken() {
        assert_eq!(
            spoken("晚上好。\nÀ bientôt, mon ami.\n\n谢谢。\nMerci à toi.").len(),
            2
        );
    }
}
