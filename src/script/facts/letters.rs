//! Characters and words, as all facts count them.

use crate::script::sentences::{FULL_STOPS, OTHER_STOPS};
use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Whether a character is a word by itself: kana, Han, Hangul.
pub(crate) fn is_word_by_itself(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{AC00}'..='\u{D7A3}')
}

/// The words of a text: runs of letters and digits, and single characters of scripts without spaces.
pub(crate) fn words(text: &str) -> Words<'_> {
    Words { rest: text }
}

/// See [`words`].
pub(crate) struct Words<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        // Most letters are ASCII: bytes are enough for them.
        let mut begin = 0;
        let first = loop {
            let rest = self.rest.get(begin..)?;
            let c = rest.chars().next()?;
            if is_word(c) {
                break c;
            }
            begin += c.len_utf8();
        };
        let rest = &self.rest[begin..];
        let mut end = first.len_utf8();
        if !is_word_by_itself(first) {
            let bytes = rest.as_bytes();
            while let Some(byte) = bytes.get(end) {
                if byte.is_ascii_alphanumeric() {
                    end += 1;
                    continue;
                }
                let next = rest[end..].chars().next().filter(|c| !c.is_ascii());
                match next.filter(|c| is_word(*c) && !is_word_by_itself(*c)) {
                    Some(c) => end += c.len_utf8(),
                    None => break,
                }
            }
        }
        self.rest = &rest[end..];
        Some(&rest[..end])
    }
}

fn is_word(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric()
    } else {
        c.is_alphanumeric()
    }
}

/// How many words a text has, counted up to `most`.
pub(crate) fn count_words(text: &str, most: usize) -> usize {
    words(text).take(most).count()
}

/// A text in lower case. One whose characters have no capitals, as Chinese, is not copied.
pub(crate) fn lower(text: &str) -> Cow<'_, str> {
    let has_capital = |c: char| match c {
        '\0'..='\u{7F}' => c.is_ascii_uppercase(),
        // General punctuation; Han, kana and the signs that go with them; Hangul.
        '\u{2000}'..='\u{206F}' | '\u{2E80}'..='\u{A63F}' | '\u{AC00}'..='\u{FAFF}' => false,
        '\u{FF00}'..='\u{FF20}' => false,
        _ => true,
    };
    match text.contains(has_capital) {
        true => Cow::Owned(text.to_lowercase()),
        false => Cow::Borrowed(text),
    }
}

/// A word's number: equal for words that differ in capitals only. Two words of one text have the same with a
/// chance of less than one in a million million.
pub(crate) fn word_hash(word: &str) -> u64 {
    let mut hash = Hash::new();
    hash.word(word);
    hash.finish()
}

/// The number of a name: of its words, whatever stands between them.
pub(crate) fn name_hash(name: &str) -> u64 {
    let mut hash = Hash::new();
    for word in words(name) {
        hash.word(word);
        hash.byte(b' ');
    }
    hash.finish()
}

/// A text whose letters carry no marks: `Jube, domne` for `Júbe, dómne`.
pub(crate) fn without_accents(text: &str) -> Cow<'_, str> {
    match text.is_ascii() {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.nfd().filter(|c| !is_combining_mark(*c)).collect()),
    }
}

/// A map whose keys are numbers, mixed by a multiplication.
pub(crate) type ByHash<K, V> = HashMap<K, V, BuildHasherDefault<Mixed>>;

/// See [`ByHash`].
#[derive(Default)]
pub(crate) struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes
            .iter()
            .for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u64(&mut self, number: u64) {
        let mixed = (self.0 ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = mixed ^ (mixed >> 32);
    }
}

/// FNV-1a, mixed at the end.
struct Hash(u64);

impl Hash {
    fn new() -> Self {
        Self(0xCBF2_9CE4_8422_2325)
    }

    fn byte(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
    }

    fn word(&mut self, word: &str) {
        if word.is_ascii() {
            word.bytes().for_each(|b| self.byte(b.to_ascii_lowercase()));
            return;
        }
        let mut buffer = [0; 4];
        for c in word.chars().flat_map(char::to_lowercase) {
            c.encode_utf8(&mut buffer)
                .bytes()
                .for_each(|b| self.byte(b));
        }
    }

    fn finish(self) -> u64 {
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

/// The capitals of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Capitals {
    /// `ANN REED`
    All,
    /// `Ann Reed`, `Queen of the Hills`
    Title,
    /// `Ann reed`
    Mixed,
    /// A script without capitals.
    None,
    /// `Q`
    Letter,
    /// `ann reed`, or no letters at all.
    Lower,
}

impl Capitals {
    /// How many there are.
    pub(crate) const COUNT: usize = 6;

    /// The capitals of a string.
    pub(crate) fn of(name: &str) -> Self {
        let (mut letters, mut cased, mut upper) = (0_usize, 0_usize, 0_usize);
        for c in name.chars().filter(|c| c.is_alphabetic()) {
            letters += 1;
            cased += usize::from(c.is_uppercase() || c.is_lowercase());
            upper += usize::from(c.is_uppercase());
        }
        match (letters, cased) {
            (0, _) => return Self::Lower,
            (_, 0) => return Self::None,
            (1, _) => {
                return if upper == 1 {
                    Self::Letter
                } else {
                    Self::Lower
                };
            }
            _ if upper == cased => return Self::All,
            _ => {}
        }
        let is_between = |c: char| c.is_whitespace() || "-/&".contains(c);
        let parts = name.split_inclusive(is_between);
        let (mut first, mut any, mut all) = (None, false, true);
        let (mut is_upper, mut joins) = (false, false);
        for part in parts {
            // `Jean-paul`: what a hyphen joins to a capital needs none.
            let is_joined = std::mem::replace(&mut joins, part.ends_with('-')) && is_upper;
            // `Ann Reed 安·里德`: what has no capitals lacks none.
            let letter = part.chars().find(|c| c.is_alphabetic());
            let Some(letter) = letter.filter(|c| c.is_uppercase() || c.is_lowercase()) else {
                continue;
            };
            is_upper = letter.is_uppercase() || is_joined;
            first.get_or_insert(is_upper);
            any |= is_upper;
            all &= is_upper || super::vocabulary().is_particle(part.trim_end_matches(is_between));
        }
        match (all && any, first) {
            (true, _) => Self::Title,
            (_, Some(true)) => Self::Mixed,
            _ => Self::Lower,
        }
    }
}

/// Whether a text has letters, and all that can be capitals are.
pub(crate) fn is_upper(text: &str) -> bool {
    let mut any = false;
    for c in text.chars() {
        if c.is_lowercase() {
            return false;
        }
        any |= c.is_uppercase();
    }
    any
}

/// What parts a person's names in two languages, written behind each other.
pub(crate) const STROKES: [char; 4] = ['/', '|', '／', '｜'];

/// What may stand behind the stop of a sentence.
const CLOSING: &[char] = &['"', '\'', '”', '’', '»', ')', ']', '*', '_'];
/// The Greek question mark.
const GREEK: char = '\u{37E}';

fn ends_in_stop(text: &str) -> bool {
    text.ends_with(FULL_STOPS)
        || text.ends_with(OTHER_STOPS)
        || text.ends_with(GREEK)
        || text.strip_suffix(';').is_some_and(ends_in_greek)
}

/// Whether a line ends a sentence.
pub(crate) fn ends_sentence(text: &str) -> bool {
    ends_in_stop(text.trim_end_matches(CLOSING))
}

/// Whether what follows a line begins anew: it ends a sentence, or with a colon or a dash.
pub(crate) fn is_over(text: &str) -> bool {
    let bare = text
        .trim_end_matches(CLOSING)
        .trim_end_matches(['~', '」', '』', '）', ')', '*', '_', '"', '”', '’']);
    ends_in_stop(bare) || bare.ends_with([':', '：', '—', '–']) || bare.ends_with("--")
}

/// Whether something in a text asks.
pub(crate) fn has_question(text: &str) -> bool {
    text.contains('?') || !text.is_ascii() && text.contains(QUESTION_MARKS) || asks(text)
}

const QUESTION_MARKS: &[char] = &['?', '？', '؟', '\u{37E}', '⸮'];

/// Whether a text asks.
pub(crate) fn asks(text: &str) -> bool {
    let bare = text
        .trim_end_matches(CLOSING)
        .trim_end_matches(['」', '』', '）', ' ']);
    bare.ends_with(QUESTION_MARKS)
        || bare.ends_with("か。")
        || asks_in_korean(bare.trim_end_matches('.'))
        || bare.strip_suffix(';').is_some_and(ends_in_greek)
}

/// Whether a text ends as questions do in polite Korean, which need no sign: `-습니까`, `-ㄹ까요`, `-나요`, `-ㄴ가요`.
fn asks_in_korean(text: &str) -> bool {
    let bare = text.strip_suffix('요').unwrap_or(text);
    let is_polite = bare.len() < text.len();
    // The consonant that the last syllable ends in: 4 is ㄴ, 8 is ㄹ, 17 is ㅂ.
    let ends_in = |text: &str, last: u32| {
        let end = text.chars().next_back();
        end.is_some_and(|c| matches!(c, '가'..='힣') && (c as u32 - '가' as u32) % 28 == last)
    };
    let before = |ending| bare.strip_suffix(ending);
    before("니까").is_some_and(|before| !is_polite && ends_in(before, 17))
        || before("까").is_some_and(|before| ends_in(before, 8))
        || before("가").is_some_and(|before| is_polite && ends_in(before, 4))
        || before("나").is_some_and(|before| {
            is_polite
                && before.ends_with(['있', '없', '셨', '했', '었', '았', '였', '하', '되', '시'])
        })
}

/// Whether the last letter is Greek: `;` asks there.
fn ends_in_greek(text: &str) -> bool {
    text.ends_with(|c: char| matches!(c, '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}'))
}
