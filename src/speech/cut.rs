//! Texts that are longer than an engine takes, cut where a pause is natural.

use super::engine::Limit;
use unicode_segmentation::UnicodeSegmentation;

/// Marks at which a sentence may be parted that is too long as a whole.
const CLAUSE_ENDS: &[char] = &[
    ',', ';', ':', '，', '；', '：', '、', '—', '…', '،', '؛', ')', '）',
];

/// Cuts a text into parts that an engine takes: at the ends of sentences (UAX 29, which knows the
/// full stops of Chinese and Japanese); within a sentence that is too long as a whole, at commas
/// and the like; else between words; else, should there be none, between letters. Blanks around
/// parts go; nothing else is lost. Each part is as long as the limit lets it be.
pub fn cut(text: &str, limit: Limit) -> Vec<&str> {
    let mut parts = Vec::new();
    cut_at(text.trim(), limit, 0, &mut parts);
    parts
}

fn fits(text: &str, limit: Limit) -> bool {
    match limit {
        Limit::None => true,
        Limit::Characters(most) => text.chars().count() <= most,
        Limit::Bytes(most) => text.len() <= most,
    }
}

fn cut_at<'a>(text: &'a str, limit: Limit, level: usize, parts: &mut Vec<&'a str>) {
    let pieces: Vec<&str> = match level {
        _ if fits(text, limit) => vec![text],
        0 => text.split_sentence_bounds().collect(),
        1 => text.split_inclusive(CLAUSE_ENDS).collect(),
        2 => text.split_word_bounds().collect(),
        3 => text.graphemes(true).collect(),
        // Not even one letter fits: send it, and let the engine say so.
        _ => vec![text],
    };
    if pieces.len() == 1 && level <= 3 && !fits(text, limit) {
        return cut_at(text, limit, level + 1, parts);
    }
    // From where in the text the next part begins, and up to where it goes so far.
    let (mut start, mut end) = (0, 0);
    for piece in pieces {
        let next = end + piece.len();
        if !fits(text[start..next].trim(), limit) && start < end {
            push(&text[start..end], limit, level, parts);
            start = end;
        }
        end = next;
    }
    push(&text[start..end], limit, level, parts);
}

fn push<'a>(part: &'a str, limit: Limit, level: usize, parts: &mut Vec<&'a str>) {
    let part = part.trim();
    match part {
        "" => {}
        part if fits(part, limit) || level > 3 => parts.push(part),
        part => cut_at(part, limit, level + 1, parts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sentences_stay_whole_while_they_fit() {
        let text = "Wet. I steered most of the way. Who lit the lamp? Nobody.";
        assert_eq!(cut(text, Limit::None), [text]);
        assert_eq!(
            cut(text, Limit::Characters(32)),
            [
                "Wet. I steered most of the way.",
                "Who lit the lamp? Nobody."
            ]
        );
        let text = "灯亮了。谁点的？是我。天黑了！";
        assert_eq!(
            cut(text, Limit::Characters(8)),
            ["灯亮了。谁点的？", "是我。天黑了！"]
        );
        assert_eq!(cut(text, Limit::Bytes(24)).len(), 2);
    }

    #[test]
    fn a_long_sentence_is_cut_at_commas_then_between_words_then_letters() {
        assert_eq!(
            cut(
                "It was dark, and it rained, and we went",
                Limit::Characters(16)
            ),
            ["It was dark,", "and it rained,", "and we went"]
        );
        assert_eq!(
            cut("never ever again", Limit::Characters(7)),
            ["never", "ever", "again"]
        );
        assert_eq!(cut("abcdef", Limit::Characters(4)), ["abcd", "ef"]);
        assert_eq!(cut("灯灯灯", Limit::Bytes(2)), ["灯", "灯", "灯"]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost(text in "[a-z ,.。！灯é]{0,200}", most in 1usize..40) {
            let letters = |text: &str| text.split_whitespace().collect::<String>();
            for limit in [Limit::Characters(most), Limit::Bytes(most + 6)] {
                let parts = cut(&text, limit);
                prop_assert_eq!(letters(&parts.concat()), letters(&text));
                for part in &parts {
                    prop_assert!(fits(part, limit), "{:?}", part);
                }
            }
        }
    }
}
