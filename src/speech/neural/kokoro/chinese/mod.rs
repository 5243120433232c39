//! The front end of Mandarin: numbers in characters, words, the readings of their characters, tones as they
//! change among each other, and the sounds of the syllables.

mod numbers;
mod readings;
mod sandhi;
mod syllable;

use crate::speech::SpeechError;

pub use numbers::written;

/// The sounds of syllables in pinyin, parted by blanks; none if one is none.
pub fn of_pinyin(syllables: &str) -> Option<String> {
    syllables.split_whitespace().map(syllable::sounds).collect()
}

/// The sounds of Chinese characters, words parted by blanks.
///
/// # Errors
/// [`SpeechError::Line`] with the character that has no reading.
pub fn sounds(text: &str) -> Result<String, SpeechError> {
    let no_reading = |what: &str| {
        SpeechError::Line(format!(
            "diglot does not know how `{what}` is read, which is in `{text}`"
        ))
    };
    let mut words = readings::words(text).map_err(|c| no_reading(&c.to_string()))?;
    sandhi::change(&mut words);
    let word = |word: &readings::Word| -> Result<String, SpeechError> {
        let sounds =
            |syllable: &String| syllable::sounds(syllable).ok_or_else(|| no_reading(syllable));
        word.syllables.iter().map(sounds).collect()
    };
    let all: Vec<String> = words.iter().map(word).collect::<Result<_, _>>()?;
    Ok(all.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let mut words = readings::words(text).unwrap();
        sandhi::change(&mut words);
        let all = words.into_iter().flat_map(|word| word.syllables);
        all.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn characters_of_two_readings_go_by_their_word() {
        for (text, wanted) in [
            ("银行", "yin2 hang2"),
            ("行人", "xing2 ren2"),
            ("重新", "chong2 xin1"),
            ("体重", "ti3 zhong4"),
            ("音乐", "yin1 yue4"),
            ("快乐", "kuai4 le4"),
            ("首都", "shou3 du1"),
            ("都来了", "dou1 lai2 le5"),
            ("觉得", "jue2 de5"),
            ("跑得快", "pao3 de5 kuai4"),
            ("慢慢地走", "man4 man4 de5 zou3"),
            ("长城", "chang2 cheng2"),
            ("校长", "xiao4 zhang3"),
            ("人行道", "ren2 xing2 dao4"),
            ("这些都市的人", "zhe4 xie1 du1 shi4 de5 ren2"),
            ("我得走", "wo3 dei2 zou3"),
            ("女儿", "nv3 er2"),
            ("一会儿", "yi2 hui4 er5"),
            ("绿色", "lv4 se4"),
        ] {
            assert_eq!(read(text), wanted, "{text}");
        }
    }

    #[test]
    fn words_are_parted_by_blanks() {
        assert_eq!(sounds("你好世界").unwrap(), "ni↗xau↓ ʂɨ↘ʨje↘");
    }
}
