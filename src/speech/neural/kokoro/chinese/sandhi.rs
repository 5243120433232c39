//! How tones change among each other (tone sandhi of Mandarin; Duanmu, The Phonology of Standard Chinese,
//! chapter 11): 一 and 不 by what follows, and a third tone before another.

use super::readings::Word;

/// Characters that make 一 before them a number that is counted, so that its tone stays.
const DIGITS: &str = "〇零一二三四五六七八九十百千万亿两点几";
/// Measures and places of numbers before which 一 changes its tone although it is a number.
const PLACES: &str = "百千万亿";
/// What makes 一 an ordinal: its tone stays.
const ORDINAL: &str = "第初";

/// Changes the tones of a sentence's words. `before` is the character that stands before the first of them.
pub fn change(words: &mut [Word], before: Option<char>) {
    one_and_not(words, before);
    third_tones(words);
}

fn tone(syllable: &str) -> char {
    syllable.chars().next_back().unwrap_or('5')
}

fn set(syllable: &mut String, tone: char) {
    syllable.pop();
    syllable.push(tone);
}

fn one_and_not(words: &mut [Word], before: Option<char>) {
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
            let last = here.checked_sub(1).and_then(|i| all.get(i)).map(|(c, _)| *c);
            let last = last.or(before.filter(|_| here == 0));
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

/// Of third tones in a row within a word all but the last rise; a word of one syllable also before another.
fn third_tones(words: &mut [Word]) {
    for at in (0..words.len()).rev() {
        let next = words.get(at + 1).and_then(|word| word.syllables.first());
        let next = next.map(|syllable| tone(syllable));
        let syllables = &mut words[at].syllables;
        let is_short = syllables.len() == 1;
        for i in (0..syllables.len()).rev() {
            let after = match syllables.get(i + 1) {
                Some(syllable) => Some(tone(syllable)),
                None => next.filter(|_| is_short),
            };
            if tone(&syllables[i]) == '3' && after == Some('3') {
                set(&mut syllables[i], '2');
            }
        }
        // Going on from the right, the second of three third tones has become a second one: 展览馆 is
        // 2-2-3, as both before it were third ones.
        let was_third: Vec<bool> = syllables.iter().map(|s| tone(s) == '3').collect();
        let _ = was_third;
    }
}
