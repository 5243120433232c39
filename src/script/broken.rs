//! Lines that were broken at a margin, as all who put them together see them.

use super::hyphens;
use super::sentences::is_over;

/// How far before the margin a line may end though the next word fits, in columns.
const SLACK: usize = 3;
/// How many letters a word of Thai, Lao, Khmer or Burmese has, which stands among others without spaces.
const UNPARTED: usize = 8;
/// What opens and closes speech in Japanese, and in Chinese where it is set so.
const QUOTES: [(char, char); 2] = [('「', '」'), ('『', '』')];

/// The width of a text where a Han character is as wide as two letters.
pub(crate) fn columns(text: &str) -> usize {
    text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

/// Whether a sign is as wide as two letters: Han characters, kana and their like.
fn is_wide(sign: char) -> bool {
    sign >= '\u{2E80}'
}

/// Whether the first word of the next line did not fit on a line of some width before a margin, all in columns.
pub(crate) fn is_full(width: usize, next: &str, margin: usize) -> bool {
    width + 1 + columns(first_word(next)) + SLACK > margin
}

/// What must fit on a line, or stands on the next: a word; of a language that is written without spaces, a sign, or as many letters as a
/// word of it has.
fn first_word(text: &str) -> &str {
    let word = text.split_whitespace().next().unwrap_or_default();
    let letters = match word.chars().next() {
        Some(sign) if is_wide(sign) => 1,
        Some(sign) if is_unparted(sign) => UNPARTED,
        _ => return word,
    };
    let end = word.char_indices().nth(letters);
    &word[..end.map_or(word.len(), |(at, _)| at)]
}

/// Whether a letter is of Thai, Lao, Burmese or Khmer.
fn is_unparted(sign: char) -> bool {
    matches!(sign, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}')
}

/// Whether the last letter of a text is one of Thai, Lao, Burmese or Khmer, which have no full stops, or none that all writers set.
pub(crate) fn ends_unparted(text: &str) -> bool {
    let mut letters = text
        .chars()
        .rev()
        .filter(|c| c.is_alphabetic() || is_unparted(*c));
    letters.next().is_some_and(is_unparted)
}

/// Whether a text is over at the end of a line, before another: a sentence is, or speech in corner brackets, which has no full stop.
pub(crate) fn is_over_before(text: &str, next: &str) -> bool {
    is_over(text) || ends_in_speech(text) && !next.starts_with(is_hiragana)
}

/// Whether a text ends in corner brackets that open at its start, or behind the end of a sentence or other speech.
fn ends_in_speech(text: &str) -> bool {
    QUOTES.iter().any(|(open, close)| {
        let inside = text.strip_suffix(*close);
        let before = inside.and_then(|inside| inside.rsplit_once(*open));
        before.is_some_and(|(before, _)| {
            before.trim().is_empty() || is_over(before) || before.ends_with(['」', '』', '　'])
        })
    })
}

/// Whether a sign is hiragana: what goes on behind speech, `と言った`, begins with one.
fn is_hiragana(sign: char) -> bool {
    matches!(sign, '\u{3041}'..='\u{309F}')
}

/// Puts a line's text behind what it continues.
pub(crate) fn append(before: &mut String, text: &str, is_unspaced: bool) {
    // Words in other letters are parted in any language: `open` and `talk` in Chinese.
    let is_spaced = !is_unspaced
        || before.ends_with(|c: char| c.is_ascii_alphanumeric())
            && text.starts_with(|c: char| c.is_ascii_alphanumeric());
    // A hyphen at the end of a line parts a word, or belongs to it.
    if is_spaced && !hyphens::divides(before, text) {
        before.push(' ');
    }
    before.push_str(text);
}

/// Puts a heading's next line behind it, which goes on with it or is another. `is_one`: they were written as one heading.
pub(crate) fn append_title(before: &mut String, text: &str, is_unspaced: bool, is_one: bool) {
    let goes_on = is_one
        && match is_unspaced {
            true => before.ends_with(|c: char| is_hiragana(c) || "、，。！？…」".contains(c)),
            false => {
                before.ends_with([',', ';', '–', '—', '?', '!'])
                    || text.starts_with(char::is_lowercase)
            }
        };
    before.push_str(match (goes_on, is_unspaced) {
        (true, true) => "",
        (true, false) => " ",
        (false, true) => "：",
        (false, false) => ": ",
    });
    before.push_str(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_heading() {
        for (before, text, is_unspaced, is_one, expected) in [
            (
                "大切なのは、",
                "灯台の光",
                true,
                true,
                "大切なのは、灯台の光",
            ),
            (
                "船を見送り",
                "灯をともす",
                true,
                true,
                "船を見送り灯をともす",
            ),
            ("第一章", "灯台", true, true, "第一章：灯台"),
            (
                "What she saw",
                "from the pier",
                false,
                true,
                "What she saw from the pier",
            ),
            ("Chapter 3", "The Pier", false, true, "Chapter 3: The Pier"),
            ("Who rowed?", "Nobody", false, false, "Who rowed?: Nobody"),
        ] {
            let mut title = before.to_string();
            append_title(&mut title, text, is_unspaced, is_one);
            assert_eq!(title, expected);
        }
    }

    #[test]
    fn of_thai_a_word_and_of_japanese_a_sign_must_fit() {
        assert_eq!(first_word("and left"), "and");
        assert_eq!(first_word("海に出る前に"), "海");
        assert_eq!(first_word("เขาจุดตะเกียงดวงเก่า").chars().count(), UNPARTED);
        assert!(is_full(52, "harbour", 58));
        assert!(!is_full(38, "เด็กสาวยืนมองทะเลอยู่ที่หน้าต่าง", 58));
    }

    #[test]
    fn speech_in_corner_brackets_is_over_without_a_stop() {
        let next = "彼女は灯を消した。";
        for text in [
            "「船が出る前に」",
            "彼は言った。「船が出る前に」",
            "「誰？」『船だ』",
            "灯は消えた。",
        ] {
            assert!(is_over_before(text, next), "{text}");
        }
        for text in ["この港には「白い灯台」", "船が出る前に"] {
            assert!(!is_over_before(text, next), "{text}");
        }
        assert!(!is_over_before("「船が出る前に」", "と彼女は言った。"));
    }

    #[test]
    fn a_hyphen_before_a_conjunction_parts_no_word() {
        let joined = |before: &str, text: &str| {
            let mut whole = before.to_string();
            append(&mut whole, text, false);
            whole
        };
        assert_eq!(joined("a well-", "known lamp"), "a well-known lamp");
        assert_eq!(
            joined("the two-", "and threefold"),
            "the two- and threefold"
        );
    }
}
