//! Words in quotation marks in another script than the sentence around them: they are quoted, and do not make it their language.

use super::writing::script_of;
use std::borrow::Cow;
use unicode_script::Script as Writing;

/// Marks around a quotation.
#[rustfmt::skip]
const QUOTES: [(char, char); 7] = [
    ('"', '"'), ('“', '”'), ('„', '“'), ('«', '»'), ('»', '«'), ('「', '」'), ('『', '』'),
];
/// How many runs of letters stand around quotations at least, if they are a sentence of their own. A character of East Asia
/// is a run.
const AROUND: usize = 2;

/// The script of a letter, where Chinese and Japanese are one.
fn writing(c: char) -> Option<Writing> {
    if !c.is_alphabetic() {
        return None;
    }
    Some(match script_of(c) {
        Writing::Hiragana | Writing::Katakana => Writing::Han,
        writing => writing,
    })
}

/// A text as runs of letters of one script: words, and characters of East Asia.
pub(crate) fn words(text: &str) -> impl Iterator<Item = (Writing, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = rest.find(|c| writing(c).is_some())?;
        rest = &rest[start..];
        let own = rest.chars().next().and_then(writing)?;
        let end = rest.find(|c| writing(c) != Some(own));
        let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        Some((own, word))
    })
}

/// How many words a text has: an East Asian character counts as one.
fn count(text: &str) -> usize {
    let counts = words(text).map(|(writing, word)| match writing {
        Writing::Han => word.chars().count(),
        _ => 1,
    });
    counts.sum()
}

/// The script that most of the words of a text are in.
pub(super) fn most_of(text: &str) -> Option<Writing> {
    let mut counts: Vec<(Writing, usize)> = Vec::new();
    for (writing, word) in words(text) {
        let size = if writing == Writing::Han {
            word.chars().count()
        } else {
            1
        };
        match counts.iter_mut().find(|(own, _)| *own == writing) {
            Some((_, count)) => *count += size,
            None => counts.push((writing, size)),
        }
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count);
    most.map(|(writing, _)| writing)
}

/// A text without what it quotes in another script, where a sentence stands around that. What stands behind a colon may be all of it.
pub(super) fn without(text: &str) -> Cow<'_, str> {
    if !text.contains(['"', '“', '„', '«', '»', '「', '『']) {
        return Cow::Borrowed(text);
    }
    let (mut around, mut quoted) = (String::new(), String::new());
    let mut rest = text;
    while let Some((at, open, close)) = opening(rest) {
        let inside = &rest[at + open.len_utf8()..];
        let Some(end) = inside.find(close) else {
            break;
        };
        if rest[..at].trim_end().ends_with([':', '：']) {
            return Cow::Borrowed(text);
        }
        around.push_str(&rest[..at]);
        around.push(' ');
        quoted.push_str(&inside[..end]);
        quoted.push(' ');
        rest = &inside[end + close.len_utf8()..];
    }
    around.push_str(rest);
    let is_other = most_of(&around) != most_of(&quoted);
    // `или "You can call me"` goes on from the line above.
    let is_word = |c: char| c.is_lowercase() || c.is_whitespace();
    let goes_on = around.contains(char::is_lowercase) && around.chars().all(is_word);
    match !quoted.is_empty() && is_other && (goes_on || count(&around) >= AROUND) {
        true => Cow::Owned(around),
        false => Cow::Borrowed(text),
    }
}

/// The first mark that opens a quotation, with the one that closes it.
fn opening(text: &str) -> Option<(usize, char, char)> {
    text.char_indices().find_map(|(at, c)| {
        let (open, close) = QUOTES.iter().find(|(open, _)| *open == c)?;
        Some((at, *open, *close))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_quoted_in_another_script_is_left_out() {
        for (text, around) in [
            ("Say \"Доброе утро\" before noon", "Say   before noon"),
            ("我们用“good morning”打招呼", "我们用 打招呼"),
            ("or \"Доброе утро\"", "or  "),
            ("a) \"Доброе утро\"", "a) \"Доброе утро\""),
            // A quotation alone, one behind a colon, and one in the script of its sentence stay.
            ("\"Доброе утро\"", "\"Доброе утро\""),
            ("她说：“Good morning”", "她说：“Good morning”"),
            (
                "He said “good morning” to us",
                "He said “good morning” to us",
            ),
            ("Say \"Доброе утро", "Say \"Доброе утро"),
        ] {
            assert_eq!(without(text), around);
        }
    }

    #[test]
    fn words_are_runs_of_one_script() {
        let all: Vec<&str> = words("我用GPT翻译, ok?").map(|(_, word)| word).collect();
        assert_eq!(all, ["我用", "GPT", "翻译", "ok"]);
        assert_eq!(most_of("我用GPT翻译"), Some(Writing::Han));
        assert_eq!(most_of("12:30"), None);
    }
}
