//! `[lexicon]` of `book.toml`: respellings by language, and the files of lexicons.
//!
//! ```toml
//! lexicon = ["names.pls"]      # files alone, or
//!
//! [lexicon]
//! files = ["names.pls"]
//! [lexicon.en]
//! Huang = "Hwang"
//! Nguyen = { ipa = "ŋwiən" }
//! ```

use crate::language::Language;
use crate::spelling::closest;
use serde::de::{
    Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor,
};
use std::fmt;
use toml::Spanned;

/// What a book's settings say of its lexicon, with the bytes of `book.toml` that say it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LexiconSettings {
    /// Files of lexicons, from the book's folder, the first before the next.
    pub files: Vec<Spanned<String>>,
    /// Words and how they are said, by language; they go before those of the files.
    pub words: Vec<(Spanned<Language>, Words)>,
    /// A key that is neither `files` nor a language.
    unknown: Option<Spanned<String>>,
}

/// Words and how they are said.
type Words = Vec<(Spanned<String>, Said)>;

/// How a word is said.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    /// As other words.
    As(String),
    /// In sounds, which engines that cannot speak them leave.
    Sounds(Sounds),
}

/// The sounds of a word.
#[derive(Debug, Clone, PartialEq)]
pub enum Sounds {
    /// In the International Phonetic Alphabet.
    Ipa(String),
    /// Syllables of pinyin with the numbers of their tones.
    Pinyin(String),
}

impl LexiconSettings {
    /// The first thing that cannot be so, and the byte of it. `known` are the script's languages.
    pub fn mistake(&self, known: &[Language]) -> Option<(usize, String)> {
        if let Some(key) = &self.unknown {
            let name = key.get_ref();
            let like = closest(name, ["files"].into_iter());
            let hint = like.map_or(
                "Words stand under [lexicon.en] or the like",
                |_| "Did you mean `files`?",
            );
            let what = format!("`{name}` is neither `files` nor a language. {hint}");
            return Some((key.span().start, what));
        }
        for (language, words) in &self.words {
            let own = language.get_ref();
            if !known.iter().any(|known| known.is_kin_of(own)) {
                let tags: Vec<&str> = known.iter().map(Language::tag).collect();
                let what = format!(
                    "the script has no language `{own}`; it has {}. Words stand under \
                     [lexicon.{}] or the like",
                    tags.join(", "),
                    tags.first().unwrap_or(&"en")
                );
                return Some((language.span().start, what));
            }
            let blank = |(word, _): &&(Spanned<String>, Said)| word.get_ref().trim().is_empty();
            if let Some((word, _)) = words.iter().find(blank) {
                return Some((word.span().start, "there is no word in this entry".into()));
            }
        }
        None
    }
}

impl<'de> Deserialize<'de> for Said {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SaidReader)
    }
}

struct SaidReader;

impl<'de> Visitor<'de> for SaidReader {
    type Value = Said;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, said: &str) -> Result<Said, E> {
        Ok(Said::As(said.into()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut table: A) -> Result<Said, A::Error> {
        const ALPHABETS: &[&str] = &["ipa", "pinyin"];
        let mut said = None;
        while let Some(key) = table.next_key::<String>()? {
            said = Some(match key.as_str() {
                "ipa" => Sounds::Ipa(table.next_value()?),
                "pinyin" => Sounds::Pinyin(table.next_value()?),
                other if closest(other, ALPHABETS.iter().copied()).is_some() => {
                    return Err(A::Error::unknown_field(other, ALPHABETS));
                }
                // A key with a point in it, more likely.
                _ => return Err(A::Error::invalid_type(Unexpected::Map, &self)),
            });
        }
        let said = said.map(Said::Sounds);
        said.ok_or_else(|| A::Error::invalid_type(Unexpected::Map, &self))
    }
}

impl<'de> Deserialize<'de> for LexiconSettings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = LexiconSettings;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("[lexicon.en] with words, or a list of files, as lexicon = [\"names.pls\"]")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<LexiconSettings, A::Error> {
        let mut lexicon = LexiconSettings::default();
        while let Some(file) = list.next_element()? {
            lexicon.files.push(file);
        }
        Ok(lexicon)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut table: A) -> Result<LexiconSettings, A::Error> {
        let mut lexicon = LexiconSettings::default();
        while let Some(key) = table.next_key::<Spanned<String>>()? {
            let span = key.span();
            match key.into_inner() {
                files if files == "files" => lexicon.files = table.next_value()?,
                tag if Language::is_tag(&tag) => {
                    let words = table.next_value::<indexmap::IndexMap<Spanned<String>, Said>>()?;
                    let language = Spanned::new(span, Language::new(&tag));
                    if !words.is_empty() {
                        lexicon.words.push((language, words.into_iter().collect()));
                    }
                }
                other => {
                    table.next_value::<IgnoredAny>()?;
                    lexicon.unknown = Some(Spanned::new(span, other));
                }
            }
        }
        Ok(lexicon)
    }
}
