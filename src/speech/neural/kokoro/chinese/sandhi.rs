//! How tones change among each other (tone sandhi of Mandarin; Duanmu, The Phonology of Standard Chinese,
//! chapter 11): 一 and 不 by what follows, and a third tone before another.

use super::readings::Word;

/// Characters that make 一 before them a number that is counted, so that its tone stays.
const DIGITS: &str = "〇零一二三四五六七八九十百千万亿两点几";
/// Measures and places of numbers before which 一 changes its tone although it is a number.
const PLACES: &str = "百千万亿";
/// What makes 一 an ordinal: its tone stays.
const ORDINAL: &str = "第初";

/// Changes the tones of a sentence's words.
pub fn change(words: &mut [Word]) {
    one_and_not(words);
    third_tones(words);
}

fn tone(syllable: &str) -> char {
    syllable.chars().next_back().unwrap_or('5')
}

fn set(syllable: &mut String, tone: char) {
    syllable.pop();
    syllable.push(tone);
}

fn one_and_not(words: &mut [Word]) {
    // All characters with their syllables, and which ones begin a word.
    let all: Vec<(char, String)> = words
        .iter()
        .flat_map(|word| word.written.chars().zip(word.syllables.iter().cloned()))
        .collect();
    let mut at = 0;
    for word in words {
        let count = word.syllables.len();
        for (i, syllable) in word.syllables.iter_mut().enumerate() {
            let here = at + i;
            let next = all.get(here + 1);
            let last = here
                .checked_sub(1)
                .and_then(|i| all.get(i))
                .map(|(c, _)| *c);
            match all[here].0 {
                '不' if syllable.starts_with("bu") && tone(syllable) != '5' => {
                    let falls = next.is_some_and(|(_, next)| tone(next) == '4');
                    set(syllable, if falls { '2' } else { '4' });
                }
                '一' if syllable.starts_with("yi") && tone(syllable) != '5' => {
                    let is_in = |set: &str, c: Option<char>| c.is_some_and(|c| set.contains(c));
                    let following = next.map(|(c, _)| *c);
                    let is_counted = is_in(ORDINAL, last)
                        || (is_in(DIGITS, last) && !is_in("万亿千百", following))
                        || (is_in(DIGITS, following) && !is_in(PLACES, following))
                        || matches!(following, Some('月' | '号' | '日'))
                        || (i + 1 == count && count > 1);
                    let changed = match next {
                        None => '1',
                        Some(_) if is_counted => '1',
                        // 个 is a fourth tone that has become light.
                        Some((c, next)) if tone(next) == '4' || *c == '个' => '2',
                        Some(_) => '4',
                    };
                    set(syllable, changed);
                }
                _ => {}
            }
        }
        at += count;
    }
}

/// Of third tones in a row within a word all but the last rise. A word of one syllable rises before another
/// third tone, from the end of the sentence on, so that of four such words the first and the third rise.
fn third_tones(words: &mut [Word]) {
    let mut next = None;
    for word in words.iter_mut().rev() {
        let tones: Vec<char> = word
            .syllables
            .iter()
            .map(|syllable| tone(syllable))
            .collect();
        let is_short = tones.len() == 1;
        for (i, syllable) in word.syllables.iter_mut().enumerate() {
            let after = tones.get(i + 1).copied().or(next.filter(|_| is_short));
            if tones[i] == '3' && after == Some('3') {
                set(syllable, '2');
            }
        }
        next = word.syllables.first().map(|syllable| tone(syllable));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words parted by `|`, a character and a syllable each.
    fn changed(words: &str, syllables: &str) -> String {
        let mut syllables = syllables.split(' ').map(String::from);
        let mut words: Vec<Word> = words
            .split('|')
            .map(|written| Word {
                written: written.into(),
                syllables: syllables.by_ref().take(written.chars().count()).collect(),
            })
            .collect();
        change(&mut words);
        let all = words.into_iter().flat_map(|word| word.syllables);
        all.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn one_and_not_go_by_what_follows() {
        assert_eq!(changed("不|要", "bu4 yao4"), "bu2 yao4");
        assert_eq!(changed("不|好", "bu4 hao3"), "bu4 hao3");
        assert_eq!(changed("一|天", "yi1 tian1"), "yi4 tian1");
        assert_eq!(changed("一|次", "yi1 ci4"), "yi2 ci4");
        assert_eq!(changed("一个", "yi1 ge5"), "yi2 ge5");
        assert_eq!(changed("一百|年", "yi1 bai3 nian2"), "yi4 bai3 nian2");
        assert_eq!(changed("第一|天", "di4 yi1 tian1"), "di4 yi1 tian1");
        assert_eq!(changed("十一|天", "shi2 yi1 tian1"), "shi2 yi1 tian1");
        assert_eq!(
            changed("星期一|走", "xing1 qi1 yi1 zou3"),
            "xing1 qi1 yi1 zou3"
        );
        assert_eq!(changed("一月", "yi1 yue4"), "yi1 yue4");
        assert_eq!(
            changed("二零一二", "er4 ling2 yi1 er4"),
            "er4 ling2 yi1 er4"
        );
    }

    #[test]
    fn a_third_tone_rises_before_another() {
        assert_eq!(changed("你好", "ni3 hao3"), "ni2 hao3");
        assert_eq!(changed("展览馆", "zhan3 lan3 guan3"), "zhan2 lan2 guan3");
        assert_eq!(
            changed("我|想|买|酒", "wo3 xiang3 mai3 jiu3"),
            "wo2 xiang3 mai2 jiu3"
        );
        assert_eq!(changed("我|很好", "wo3 hen3 hao3"), "wo3 hen2 hao3");
        assert_eq!(changed("水果|好", "shui3 guo3 hao3"), "shui2 guo3 hao3");
    }
}
