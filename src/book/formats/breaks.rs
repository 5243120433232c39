//! Where a text may be broken into rows and cues: after a space, or beside a character of a script
//! that is written without spaces; never inside of what is seen as one character, before a closing
//! sign, or after an opening one (Unicode's UAX 14 and 29).

use unicode_linebreak::linebreaks;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};
use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

/// The longest row on a screen, in letters of the Latin script.
const LETTERS: usize = 42;
/// The longest row on a screen, in Han characters.
const HAN: usize = 16;

/// How much of a row a text takes: 1 is all of it.
pub(super) fn extent(text: &str) -> f64 {
    let share = |c| match c {
        c if is_combining_mark(c) => 0.0,
        c if is_wide(c) => 1.0 / HAN as f64,
        _ => 1.0 / LETTERS as f64,
    };
    text.chars().map(share).sum::<f64>() - 1e-9
}

pub(super) fn is_wide(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}')
        || matches!(c, '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}

/// The smallest pieces that a text may be broken into, with the spaces that follow them.
pub(super) fn words(text: &str) -> Vec<&str> {
    let mut words = cut(text, breaks(text));
    if words.iter().any(|word| extent(word) > 1.0) {
        // Where only a dictionary knows the words, what is longer than a row is broken anywhere.
        let letters = |word| UnicodeSegmentation::grapheme_indices(word, true);
        let unspaced = |c: char| {
            use Script::{Khmer, Lao, Myanmar, Thai, Tibetan};
            matches!(c.script(), Thai | Lao | Khmer | Myanmar | Tibetan)
        };
        words = words
            .into_iter()
            .flat_map(|word| match extent(word) > 1.0 {
                true => {
                    let inner = letters(word).filter(|(at, letter)| {
                        let before = word[..*at].chars().next_back();
                        before.is_some_and(unspaced) && letter.starts_with(unspaced)
                    });
                    cut(word, inner.map(|(at, _)| at).collect())
                }
                false => vec![word],
            })
            .collect();
    }
    words
}

/// The sentences of a text, as far as it may be broken after them.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let mut ends = text.split_sentence_bound_indices().map(|(at, _)| at);
    let mut end = ends.next();
    let mut at_end = |at: usize| {
        while end.is_some_and(|end| end < at) {
            end = ends.next();
        }
        end == Some(at)
    };
    let breaks = breaks(text).into_iter().filter(|&at| at_end(at));
    cut(text, breaks.collect())
}

/// The clauses of a sentence, as far as it may be broken after them.
pub(super) fn clauses(sentence: &str) -> Vec<&str> {
    let marks = [
        ',', ';', ':', '—', '–', '，', '；', '：', '、', '。', '…', '،', '؛', '।',
    ];
    let closes = |c: char| c.is_whitespace() || matches!(c, '”' | '"' | '’' | '」' | '』' | '»');
    let ends = |at: &usize| sentence[..*at].trim_end_matches(closes).ends_with(marks);
    let breaks = breaks(sentence).into_iter().filter(ends);
    cut(sentence, breaks.collect())
}

/// The text cut at places.
fn cut(text: &str, places: Vec<usize>) -> Vec<&str> {
    let mut pieces = Vec::with_capacity(places.len() + 1);
    let mut begin = 0;
    for at in places.into_iter().chain([text.len()]) {
        if at > begin {
            pieces.push(&text[begin..at]);
            begin = at;
        }
    }
    pieces
}

/// Where a text may be broken, in bytes.
fn breaks(text: &str) -> Vec<usize> {
    let mut cursor = GraphemeCursor::new(0, text.len(), true);
    let places = linebreaks(text).map(|(at, _)| at);
    let may = |at: &usize| {
        let (before, after) = text.split_at(*at);
        let mut following = after.chars();
        let (Some(last), Some(next)) = (before.chars().next_back(), following.next()) else {
            return false;
        };
        cursor.set_cursor(*at);
        let in_number = last.is_numeric() && next.is_alphanumeric()
            || last.is_alphanumeric() && next.is_numeric();
        let is_between = last.is_whitespace() || (is_wide(last) || is_wide(next)) && !in_number;
        is_between
            && cursor.is_boundary(text, 0).unwrap_or(true)
            && !closes(next, following.next())
            && !opens(before.trim_end())
    };
    places.filter(may).collect()
}

/// Whether a character closes something, or ends it: `! ” »`. What some languages open with others
/// close with: what stands next to it tells.
fn closes(c: char, next: Option<char>) -> bool {
    let stands_before_a_word = next.is_some_and(char::is_alphanumeric);
    match c {
        ')' | ']' | '}' | '）' | '］' | '｝' | '】' | '〉' | '》' | '」' | '』' | '〕' => {
            true
        }
        '!' | '?' | ';' | ':' | ',' | '%' | '°' | '…' | '.' | '"' | '\'' | '”' | '“' | '’'
        | '»' | '›' => !stands_before_a_word,
        _ => false,
    }
}

/// Whether a text ends in a sign that opens something: `( “ «`.
fn opens(text: &str) -> bool {
    let mut last = text.chars().rev();
    let Some(c) = last.next() else {
        return false;
    };
    let follows_a_word = last
        .next()
        .is_some_and(|c| !c.is_whitespace() && !"([{—–".contains(c));
    match c {
        '(' | '[' | '{' | '（' | '［' | '｛' | '【' | '〈' | '《' | '「' | '『' | '〔' | '¿'
        | '¡' => true,
        '“' | '„' | '‚' | '‘' | '«' | '‹' => !follows_a_word,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_broken_at_spaces_and_beside_han_only() {
        let bars = |text: &str| words(text).join("|");
        for (text, cut) in [
            (
                "see https://example.org/a/b-c now",
                "see |https://example.org/a/b-c |now",
            ),
            ("about €1,250.50 a year", "about |€1,250.50 |a |year"),
            ("well-known and/or", "well-known |and/or"),
            ("他说“好”，走了。", "他|说“好”，|走|了。"),
            ("在1987年，Anna来了", "在1987年，|Anna|来|了"),
            ("Il dit : « Non ! »", "Il |dit : |« Non ! »"),
            ("sagt »Nein« und „ja“ oder", "sagt |»Nein« |und |„ja“ |oder"),
            (
                "e\u{301}e\u{301} a \u{301}b",
                "e\u{301}e\u{301} |a \u{301}b",
            ),
        ] {
            assert_eq!(bars(text), cut);
        }
    }

    #[test]
    fn what_only_a_dictionary_can_part_is_parted_between_letters_where_it_must() {
        let text = "ที่นี่".repeat(30);
        let words = words(&text);
        assert_eq!(words.concat(), text);
        assert!(words.len() > 1);
        assert!(
            words
                .iter()
                .all(|word| !word.starts_with(is_combining_mark))
        );
    }
}
