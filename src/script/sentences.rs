//! Sentences of a text: the bounds of Unicode UAX 29, without those after abbreviations.

use crate::spoken::de;
use unicode_segmentation::UnicodeSegmentation;

/// Words that end in a full stop and end no sentence.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "st", "vs", "e.g", "i.e", "etc", "no", "vol", "fig", "jr",
    "sr", "inc", "ltd", "co", "corp", "gen", "col", "capt", "lt", "sgt", "rev", "hon", "approx",
    "u.s", "u.k", "p.m", "a.m", "cf", "al", "ca", "bzw", "z.b", "d.h", "usw", "nr", "hr", "fr",
    "mme", "m", "mlle", "sra", "sr", "sta", "int", "ext",
];

/// What a number with a full stop is the ordinal of beside months, in the language that writes it with a capital letter:
/// German.
const AFTER_ORDINALS: &[&str] = &["Jänner", "Jahrhundert", "Jahrhunderts", "Jahrhunderte"];

/// Marks that open what stands right behind them: they begin the next sentence, where no space parts it from the one before.
const OPENING: &[char] = &['“', '„', '«', '‘', '「', '『', '（', '《', '(', '['];

/// The sentences of a text, without the white space around them.
///
/// ```
/// use diglot::script::sentences::split;
/// assert_eq!(split("Dr. Ott came. He sat down."), ["Dr. Ott came.", "He sat down."]);
/// assert_eq!(split("他来了。坐下！"), ["他来了。", "坐下！"]);
/// ```
pub fn split(text: &str) -> Vec<&str> {
    let mut sentences: Vec<&str> = Vec::new();
    let mut begin = 0;
    for end in ends(text) {
        let sentence = text[begin..end].trim();
        // “Why?” she asked.
        let next = text[end..].chars().find(|c| c.is_alphanumeric());
        let inside = next.is_some_and(char::is_lowercase) || is_ordinal(sentence, &text[end..]);
        if end < text.len() && (sentence.is_empty() || inside || goes_on(sentence)) {
            continue;
        }
        if sentence.chars().any(char::is_alphanumeric)
            || sentences.is_empty() && !sentence.is_empty()
        {
            sentences.push(sentence);
        } else if let Some(last) = sentences.last_mut() {
            // marks alone belong to what they follow
            let start = last.as_ptr() as usize - text.as_ptr() as usize;
            *last = text[start..end].trim_end();
        }
        begin = end;
    }
    sentences
}

/// Where sentences may end: the bounds of Unicode, and before a dash that someone else begins to speak with, or the same one
/// goes on with: “He came. – Who?”
fn ends(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    for (at, part) in text.split_sentence_bound_indices() {
        let dashes = part.match_indices(['-', '–', '—']).map(|(dash, _)| dash);
        ends.extend(
            dashes
                .filter(|dash| begins_speech(part, *dash))
                .map(|dash| at + dash),
        );
        let end = at + part.len();
        let opened = match text[end..].starts_with(char::is_alphanumeric) {
            true => part.len() - part.trim_end_matches(OPENING).len(),
            false => 0,
        };
        ends.push(end - opened);
    }
    ends
}

/// Whether a sentence is over before a dash, and another begins behind it.
fn begins_speech(text: &str, dash: usize) -> bool {
    let (before, after) = text.split_at(dash);
    let is_apart = before.ends_with(char::is_whitespace);
    let next =
        after.trim_start_matches(['-', '–', '—', ' ', '\u{a0}', '¿', '¡', '“', '"', '«', '„']);
    let is_over = before
        .trim_end()
        .trim_end_matches(['"', '”', '»', '’', ')'])
        .ends_with(['.', '!', '?', '…']);
    is_apart && is_over && next.starts_with(char::is_uppercase)
}

/// Whether a sentence ends in an abbreviation or an initial, so that it is none.
pub(crate) fn goes_on(sentence: &str) -> bool {
    let Some(rest) = sentence.strip_suffix('.') else {
        return false;
    };
    let word = rest
        .rsplit(|c: char| c.is_whitespace() || "(“\"'".contains(c))
        .next()
        .unwrap_or_default();
    // The number of an item in a list.
    let number = word == rest && !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase) && word != "I";
    number || initial || ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

/// Whether a sentence seems to end in the ordinal of what follows: “am 17. | Juni”, “am 17. und 18. | Juni”.
pub(crate) fn is_ordinal(sentence: &str, next: &str) -> bool {
    let next = next.trim_start();
    let word = &next[..next
        .find(|c: char| !c.is_alphabetic())
        .unwrap_or(next.len())];
    let number = sentence.strip_suffix('.').map_or("", |rest| {
        &rest[rest.trim_end_matches(|c: char| c.is_ascii_digit()).len()..]
    });
    (1..=2).contains(&number.len())
        && (AFTER_ORDINALS.contains(&word) || de::months().any(|month| month == word))
}

/// Signs that end a statement, in any script: Latin, Chinese, Devanagari, Arabic, Armenian, Ethiopic, Burmese, Khmer, Tibetan.
pub(crate) const FULL_STOPS: &[char] = &['.', '。', '।', '॥', '۔', '։', '።', '။', '។', '།'];

/// What else ends a sentence, in any script.
pub(crate) const OTHER_STOPS: &[char] = &['?', '!', '…', '？', '！', '؟', '፧'];

/// Whether a sentence is over where a text ends.
pub fn is_over(text: &str) -> bool {
    let bare = text.trim_end_matches([
        '"', '”', '’', '\'', '」', '』', ')', '）', ']', '»', '♪', '*', '_', ' ',
    ]);
    bare.ends_with(FULL_STOPS) || bare.ends_with(OTHER_STOPS) || bare.ends_with([':', '：', '；'])
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_mark_that_opens_a_quotation_is_in_it() {
        assert_eq!(
            split("他停下。“谁？”她问。"),
            ["他停下。", "“谁？”", "她问。"]
        );
        assert_eq!(
            split("Sie rief: „Halt.“ Er ging."),
            ["Sie rief: „Halt.“", "Er ging."]
        );
    }

    #[test]
    fn abbreviations_and_initials_end_no_sentence() {
        assert_eq!(
            split("Mr. J. Hale left at 9 p.m. on Monday. “Why?” she asked. It cost 3.50."),
            [
                "Mr. J. Hale left at 9 p.m. on Monday.",
                "“Why?” she asked.",
                "It cost 3.50."
            ]
        );
    }

    #[test]
    fn days_and_centuries_in_german_end_no_sentence() {
        assert_eq!(
            split(
                "Am 17. Juni kam er. Es war im 19. Jahrhundert. Er blieb bis 1911. April war es."
            ),
            [
                "Am 17. Juni kam er.",
                "Es war im 19. Jahrhundert.",
                "Er blieb bis 1911.",
                "April war es."
            ]
        );
    }

    #[test]
    fn stops_of_chinese_and_japanese() {
        assert_eq!(
            split("他说：“来。”然后走了？好！"),
            ["他说：“来。”", "然后走了？", "好！"]
        );
        assert_eq!(
            split("灯が消えた。暗かった。"),
            ["灯が消えた。", "暗かった。"]
        );
        assert_eq!(split("Well… yes!!"), ["Well… yes!!"]);
    }

    #[test]
    fn a_dash_before_speech_begins_a_sentence() {
        assert_eq!(
            split("- Ki az? - Én vagyok - mondta halkan. - Nyisd ki!"),
            ["- Ki az?", "- Én vagyok - mondta halkan.", "- Nyisd ki!"]
        );
        assert_eq!(split("— Нет! — сказал он."), ["— Нет! — сказал он."]);
        assert_eq!(split("Dr. – Ott came."), ["Dr. – Ott came."]);
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_lost(text in "[A-Za-z .?!。？！“”…灯他–-]{0,60}") {
            let bare = |t: &str| t.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            proptest::prop_assert_eq!(bare(&split(&text).concat()), bare(&text));
        }
    }
}
