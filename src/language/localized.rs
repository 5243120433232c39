//! Text that exists in several languages.

use super::Language;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::ops::Index;

/// The same text in several languages, in the order of the book's languages: each language at most once.
///
/// Every line of a script has one, nearly always of one language or two: so it is a list, without the
/// tables that make a map quick, and it has room for what is in it and no more. Two of them are the same
/// whatever their order, as maps are.
#[derive(Clone, Default, Eq)]
pub struct Localized(Vec<(Language, String)>);

impl Localized {
    /// Text in no language.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// How many languages it is there in.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it is there in no language.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text in a language.
    pub fn get(&self, language: &Language) -> Option<&String> {
        self.get_key_value(language).map(|(_, text)| text)
    }

    /// A language as it stands here, and the text in it.
    pub fn get_key_value(&self, language: &Language) -> Option<(&Language, &String)> {
        self.iter().find(|(own, _)| *own == language)
    }

    /// Whether it is there in a language.
    pub fn contains_key(&self, language: &Language) -> bool {
        self.get(language).is_some()
    }

    /// Sets the text in a language, which comes last if it is new here; what it was before.
    pub fn insert(&mut self, language: Language, text: String) -> Option<String> {
        match self.0.iter_mut().find(|(own, _)| *own == language) {
            Some((_, own)) => Some(std::mem::replace(own, text)),
            None => {
                self.0.reserve_exact(1);
                self.0.push((language, text));
                None
            }
        }
    }

    /// The text in a language, to be changed; an empty one, if there is none yet.
    pub fn or_default(&mut self, language: &Language) -> &mut String {
        let known = self.0.iter().position(|(own, _)| own == language);
        let at = known.unwrap_or_else(|| {
            self.0.reserve_exact(1);
            self.0.push((language.clone(), String::new()));
            self.0.len() - 1
        });
        &mut self.0[at].1
    }

    /// Takes out the text in a language.
    pub fn remove(&mut self, language: &Language) -> Option<String> {
        let at = self.0.iter().position(|(own, _)| own == language)?;
        Some(self.0.remove(at).1)
    }

    /// The languages with their texts, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&Language, &String)> + Clone {
        self.0.iter().map(|(language, text)| (language, text))
    }

    /// The languages, in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &Language> + Clone {
        self.0.iter().map(|(language, _)| language)
    }

    /// The texts, in order.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &String> + Clone {
        self.0.iter().map(|(_, text)| text)
    }

    /// The texts without their languages.
    pub fn into_values(self) -> impl Iterator<Item = String> {
        self.0.into_iter().map(|(_, text)| text)
    }
}

impl PartialEq for Localized {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|(l, text)| other.get(l) == Some(text))
    }
}

impl fmt::Debug for Localized {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl Index<&Language> for Localized {
    type Output = String;

    /// The text in a language.
    ///
    /// # Panics
    /// If there is none.
    fn index(&self, language: &Language) -> &String {
        self.get(language).expect("a text in that language")
    }
}

impl Extend<(Language, String)> for Localized {
    fn extend<T: IntoIterator<Item = (Language, String)>>(&mut self, texts: T) {
        for (language, text) in texts {
            self.insert(language, text);
        }
    }
}

impl FromIterator<(Language, String)> for Localized {
    fn from_iter<T: IntoIterator<Item = (Language, String)>>(texts: T) -> Self {
        let mut all = Self::new();
        all.extend(texts);
        all
    }
}

impl<const N: usize> From<[(Language, String); N]> for Localized {
    fn from(texts: [(Language, String); N]) -> Self {
        Self::from_iter(texts)
    }
}

impl IntoIterator for Localized {
    type Item = (Language, String);
    type IntoIter = std::vec::IntoIter<(Language, String)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Localized {
    type Item = (&'a Language, &'a String);
    type IntoIter = std::iter::Map<
        std::slice::Iter<'a, (Language, String)>,
        fn(&'a (Language, String)) -> (&'a Language, &'a String),
    >;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().map(|(language, text)| (language, text))
    }
}

impl Serialize for Localized {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Localized {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Texts;

        impl<'de> Visitor<'de> for Texts {
            type Value = Localized;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Localized, A::Error> {
                let mut texts = Localized::new();
                while let Some((language, text)) = map.next_entry()? {
                    texts.insert(language, text);
                }
                Ok(texts)
            }
        }

        deserializer.deserialize_map(Texts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(parts: &[(&str, &str)]) -> Localized {
        let parts = parts.iter();
        parts
            .map(|(tag, text)| (Language::new(tag), text.to_string()))
            .collect()
    }

    #[test]
    fn a_language_is_there_once_and_keeps_its_place() {
        let mut both = text(&[("en", "Night"), ("zh", "夜")]);
        let before = both.insert(Language::new("en"), "Evening".into());
        assert_eq!(before.as_deref(), Some("Night"));
        assert_eq!(
            serde_json::to_string(&both).unwrap(),
            r#"{"en":"Evening","zh":"夜"}"#
        );
        both.or_default(&Language::new("zh")).push('，');
        both.or_default(&Language::new("fr")).push_str("nuit");
        assert_eq!(
            both,
            text(&[("en", "Evening"), ("zh", "夜，"), ("fr", "nuit")])
        );
        assert_eq!(both.remove(&Language::new("fr")).as_deref(), Some("nuit"));
        assert_eq!(
            both.remove(&Language::new("en")).as_deref(),
            Some("Evening")
        );
        assert_eq!(both, text(&[("zh", "夜，")]));
    }

    #[test]
    fn the_order_does_not_tell_two_apart_and_a_language_does() {
        let both = text(&[("en", "Night"), ("zh", "夜")]);
        assert_eq!(both, text(&[("zh", "夜"), ("en", "Night")]));
        assert_ne!(both, text(&[("en", "Night")]));
        assert_ne!(text(&[("en", "Night")]), text(&[("de", "Night")]));
    }

    #[test]
    fn of_a_language_that_is_there_twice_the_last_is_read() {
        let read: Localized = serde_json::from_str(r#"{"en":"a","de":"b","en":"c"}"#).unwrap();
        assert_eq!(read, text(&[("en", "c"), ("de", "b")]));
        assert_eq!(
            format!("{read:?}"),
            r#"{Language("en"): "c", Language("de"): "b"}"#
        );
    }
}
