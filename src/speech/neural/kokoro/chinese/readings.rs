//! How Chinese characters are read: words by jieba, their readings by phrases, and what is left character
//! by character.

use jieba_rs::Jieba;
use pinyin::ToPinyin;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Words of a sentence with the readings of their characters, as `zhang3`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The word.
    pub written: String,
    /// A syllable for each character.
    pub syllables: Vec<String>,
}

static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// Phrases whose readings are not those of their characters; `make_phrases.py` says where they are from.
static PHRASES: LazyLock<HashMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let all = include_str!("phrases.txt").lines().chain(MORE.lines());
    all.filter_map(|line| {
        let mut parts = line.split(' ');
        Some((parts.next()?, parts.collect()))
    })
    .collect()
});

/// What the phrases lack or have otherwise.
const MORE: &str = "得 de5\n人行道 ren2 xing2 dao4\n行道树 xing2 dao4 shu4\n";

/// The most characters of a phrase.
const LONGEST: usize = 10;

/// Words that are one character, by what jieba takes them for: the reading goes by their part in the sentence.
const ALONE: &[(&str, &str, &str)] = &[
    ("地", "uv", "de5"),
    ("得", "ud", "de5"),
    ("长", "a", "chang2"),
    ("好", "v", "hao4"),
    ("还", "v", "huan2"),
    ("数", "v", "shu3"),
    ("重", "d", "chong2"),
];

/// The words of a run of Chinese characters and their readings, before the tones change among each other.
///
/// # Errors
/// With the character that has no reading.
pub fn words(text: &str) -> Result<Vec<Word>, char> {
    let tags = JIEBA.tag(text, true);
    let mut words: Vec<Word> = Vec::new();
    for (i, tag) in tags.iter().enumerate() {
        let alone = ALONE
            .iter()
            .find(|(word, part, _)| *word == tag.word && *part == tag.tag);
        let before = i.checked_sub(1).and_then(|i| tags.get(i));
        let is_must = tag.word == "得"
            && before.is_none_or(|before| before.tag.starts_with(['n', 'r', 'd']))
            && tags
                .get(i + 1)
                .is_some_and(|next| next.tag.starts_with('v'));
        let syllables = match alone {
            // Before a verb and after who is to do it, it is `must`.
            _ if is_must => vec!["dei3".into()],
            Some((_, _, reading)) => vec![(*reading).into()],
            None => syllables(tag.word)?,
        };
        words.push(Word {
            written: tag.word.into(),
            syllables,
        });
    }
    Ok(words)
}

/// The syllables of a word: by the longest phrases in it, from the left.
fn syllables(word: &str) -> Result<Vec<String>, char> {
    let mut syllables = Vec::new();
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let ends = rest
            .char_indices()
            .map(|(at, c)| at + c.len_utf8())
            .take(LONGEST);
        let known = |end: &usize| PHRASES.get(&rest[..*end]).map(|reading| (*end, reading));
        let longest = ends.filter_map(|end| known(&end)).last();
        if let Some((end, reading)) = longest {
            syllables.extend(reading.iter().map(|syllable| (*syllable).to_string()));
            rest = &rest[end..];
        } else {
            syllables.push(alone(first)?);
            rest = &rest[first.len_utf8()..];
        }
    }
    Ok(syllables)
}

/// The usual reading of a character.
fn alone(character: char) -> Result<String, char> {
    let reading = character.to_pinyin().ok_or(character)?.with_tone_num_end();
    let reading = reading.replace('ü', "v");
    Ok(match reading.ends_with(|c: char| c.is_ascii_digit()) {
        true => reading,
        false => reading + "5",
    })
}
