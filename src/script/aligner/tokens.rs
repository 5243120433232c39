//! What a line is compared by: its words, numbers and signs, its length, how it begins and ends.

use super::numbers::numbers;
use crate::language::Language;
use crate::script::sentences::FULL_STOPS;

/// How many letters of a word count: enough to tell it from others, few enough to be the same in most
/// of its forms.
pub(super) const STEM: usize = 5;
/// What a single Han character, two of them, and anything else count.
const HAN: f32 = 0.6;
pub(super) const TWO_HAN: f32 = 0.5;
const WHOLE: f32 = 1.0;
/// How many tokens of a line are looked at.
const MOST: usize = 400;
/// Marks that close a quotation.
const CLOSING: &[char] = &['"', '”', '»', '’', '\'', '」', '』'];
/// Marks that open one.
const OPENING: &[char] = &['"', '“', '„', '«', '「', '『', '‘', '\''];

/// Something that a line is compared by, and how much it counts.
pub(super) type Token = (String, f32);

/// How a script is cut into words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// No letter.
    None,
    /// Letters of words that stand apart.
    Letter,
    /// Signs that are words by themselves or in twos: Han, hiragana, Thai and others without spaces.
    Sign,
    /// Katakana: words of other languages, mostly names.
    Katakana,
}

fn kind(c: char) -> Kind {
    match u32::from(c) {
        0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF | 0x3041..=0x309F => Kind::Sign,
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF if c.is_alphanumeric() => Kind::Sign,
        0x30A1..=0x30FA | 0x30FC..=0x30FF | 0xFF66..=0xFF9F => Kind::Katakana,
        _ if c.is_alphabetic() => Kind::Letter,
        _ => Kind::None,
    }
}

/// Whether a character is a Han character.
pub(super) fn is_han(c: char) -> bool {
    matches!(u32::from(c), 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF)
}

/// The tokens of a line.
pub(super) fn tokens(text: &str, language: &Language) -> Vec<Token> {
    let mut found: Vec<Token> = numbers(text, language.base())
        .into_iter()
        .map(|number| (format!("#{number}"), WHOLE))
        .collect();
    found.extend(
        signs(text)
            .into_iter()
            .map(|sign| (format!("P{sign}"), WHOLE)),
    );
    let has_articles = matches!(language.base(), "fr" | "it" | "ca");
    for run in runs(text) {
        match run.chars().next().map_or(Kind::None, kind) {
            Kind::Sign => {
                let signs: Vec<char> = run.chars().collect();
                found.extend(signs.iter().map(|sign| (sign.to_string(), HAN)));
                found.extend(signs.windows(2).map(|two| (two.iter().collect(), TWO_HAN)));
            }
            Kind::Katakana => found.push((run.to_string(), WHOLE)),
            Kind::Letter => found.push((stem(run, has_articles), WHOLE)),
            Kind::None => {}
        }
    }
    if language.is_unspaced() {
        // A single letter in such a text is a mark: “B 计划”.
        found.retain(|(token, _)| token.len() != 1);
    }
    found.truncate(MOST);
    found
}

/// Words, and runs of signs: letters of one kind, with an apostrophe among them.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let begin = rest.find(|c| kind(c) != Kind::None)?;
        rest = &rest[begin..];
        let own = rest.chars().next().map_or(Kind::None, kind);
        let mut chars = rest.char_indices().peekable();
        let mut has_apostrophe = false;
        let mut end = rest.len();
        while let Some((at, c)) = chars.next() {
            let goes_on = own == Kind::Letter
                && !has_apostrophe
                && at > 0
                && matches!(c, '\'' | '’')
                && chars
                    .peek()
                    .is_some_and(|(_, next)| kind(*next) == Kind::Letter);
            has_apostrophe |= goes_on;
            if kind(c) != own && !goes_on && !is_mark(c) {
                end = at;
                break;
            }
        }
        let (run, after) = rest.split_at(end);
        rest = after;
        Some(run)
    })
}

/// Whether a character is a mark upon the letter before it.
fn is_mark(c: char) -> bool {
    matches!(u32::from(c), 0x0300..=0x036F | 0x0591..=0x05C7 | 0x064B..=0x065F | 0x0900..=0x0903 | 0x093A..=0x094F)
}

/// The word without an article or an ending after an apostrophe, and no longer than [`STEM`].
pub(super) fn stem(word: &str, has_articles: bool) -> String {
    let lower = word.to_lowercase();
    let core = match lower.split_once(['\'', '’']) {
        Some((article, word)) if has_articles && article.chars().count() <= 2 => word,
        Some((word, _)) => word,
        None => &lower,
    };
    core.chars().take(STEM).collect()
}

/// The signs of a line that translations keep, each once.
fn signs(text: &str) -> Vec<char> {
    let mut found: Vec<char> = Vec::new();
    let mut before = ' ';
    let mut chars = text.trim_start().chars().peekable();
    let mut is_first = true;
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().unwrap_or(' ');
        let sign = match c {
            '?' | '？' | '؟' => Some('?'),
            '!' | '！' => Some('!'),
            ':' | '：' => Some(':'),
            ';' | '；' => Some(';'),
            '…' => Some('…'),
            '(' | '（' => Some('('),
            '“' | '„' | '«' | '「' | '"' => Some('"'),
            '—' if !(is_first && next.is_whitespace()) => Some('-'),
            '%' | '％' => Some('%'),
            // A dash before what is said, and single quotation marks.
            '-' | '–' | '—' if is_first && next.is_whitespace() => Some('"'),
            '\'' if before.is_whitespace() && next.is_alphanumeric() => Some('"'),
            _ => None,
        };
        found.extend(sign.filter(|sign| !found.contains(sign)));
        before = c;
        is_first = false;
    }
    found
}

/// Letters and digits.
pub(super) fn length(text: &str) -> f32 {
    text.chars().filter(|c| c.is_alphanumeric()).count() as f32
}

/// How many kinds of ends there are, and of beginnings.
pub(super) const ENDS: usize = 14;
pub(super) const STARTS: usize = 4;

/// How a line ends: twice the mark (none, question, exclamation, colon, full stop, dots, less than a
/// stop), and one more if a quotation ends there.
pub(super) fn end(text: &str) -> u8 {
    let text = text.trim_end();
    let closes = u8::from(text.ends_with(CLOSING));
    let bare = text.trim_end_matches(|c| CLOSING.contains(&c) || matches!(c, ' ' | ')' | '）'));
    let mark = match bare.chars().next_back() {
        Some('?' | '？' | '؟') | None => 1,
        Some('!' | '！') => 2,
        Some(':' | '：') => 3,
        Some(c) if FULL_STOPS.contains(&c) => 4,
        Some('…') => 5,
        Some(',' | '，' | ';' | '；' | '-' | '—' | '–' | '、' | '،') => 6,
        Some(_) => 0,
    };
    2 * mark + closes
}

/// How a line begins: otherwise, with a quotation, with one after some words, with a number.
pub(super) fn start(text: &str) -> u8 {
    let text = text.trim_start();
    if text.starts_with(OPENING) || text.starts_with(['-', '–', '—']) {
        return 1;
    }
    let head = text
        .char_indices()
        .nth(40)
        .map_or(text, |(at, _)| &text[..at]);
    let is_after_mark = |(at, _): (usize, &str)| {
        let rest = head[at..]
            .trim_start_matches([':', '：', ',', '，'])
            .trim_start();
        rest.starts_with(OPENING)
    };
    if head
        .match_indices([':', '：', ',', '，'])
        .any(is_after_mark)
    {
        return 2;
    }
    let first = text.chars().find(|c| c.is_alphanumeric() || *c == '_');
    u8::from(first.is_some_and(|c| c.is_numeric() && !c.is_alphabetic())) * 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str, language: &str) -> Vec<String> {
        let found = tokens(text, &Language::new(language));
        found.into_iter().map(|(token, _)| token).collect()
    }

    #[test]
    fn a_line_is_words_numbers_and_signs() {
        assert_eq!(
            words("“Did Lindstrom's 3 lamps burn?” he asked", "en"),
            [
                "#3", "P\"", "P?", "did", "linds", "lamps", "burn", "he", "asked"
            ]
        );
        assert_eq!(words("L’hiver d'après", "fr"), ["hiver", "après"]);
        assert_eq!(words("灯亮了", "zh"), ["灯", "亮", "了", "灯亮", "亮了"]);
        assert_eq!(
            words("カメラを見る", "ja"),
            ["カメラ", "を", "見", "る", "を見", "見る"]
        );
        assert_eq!(words("свет погас", "ru"), ["свет", "погас"]);
    }

    #[test]
    fn ends_and_starts() {
        assert_eq!(
            [end("Why?”"), end("为什么？"), end("Go."), end("and so")],
            [3, 2, 8, 0]
        );
        assert_eq!(
            [
                start("“Why?”"),
                start("– Nein"),
                start("他说：“走。”"),
                start("3 lamps"),
                start("The")
            ],
            [1, 1, 2, 3, 0]
        );
    }
}
