//! Language tags, and text that exists in several languages.
//!
//! ```
//! use diglot::language::{Language, Localized};
//!
//! let mut title = Localized::new();
//! title.insert(Language::new("en"), "The night ferry".to_string());
//! assert_eq!(title[&Language::new("en")], "The night ferry");
//! ```

mod localized;

pub use localized::Localized;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// A language, as a BCP 47 tag in lower case: `en`, `zh`, `pt-br`. A copy shares the tag.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Language(Arc<str>);

impl Language {
    /// Makes a language from a tag; letters become lower case, `_` becomes `-`.
    pub fn new(tag: &str) -> Self {
        Self(tag.trim().to_lowercase().replace('_', "-").into())
    }

    /// The tag, in lower case.
    pub fn tag(&self) -> &str {
        &self.0
    }

    /// Whether `tag` has the form of a language tag: subtags of 1 to 8 letters or digits, the
    /// first of 2 or 3 letters (the common subset of BCP 47, section 2.1).
    pub fn is_tag(tag: &str) -> bool {
        let mut subtags = tag.split('-');
        let primary = subtags.next().unwrap_or_default();
        (2..=3).contains(&primary.len())
            && primary.bytes().all(|b| b.is_ascii_alphabetic())
            && subtags
                .all(|s| (1..=8).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_alphanumeric()))
    }

    /// The first subtag: `pt` of `pt-br`.
    pub fn base(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }

    /// Whether one is the other, or a more general name for it: `en` and `en-gb`, but not `en-us`
    /// and `en-gb`.
    pub fn is_kin_of(&self, other: &Self) -> bool {
        let mut subtags = self.0.split('-').zip(other.0.split('-'));
        subtags.all(|(a, b)| a == b)
    }

    /// Whether the language is written without spaces between words.
    pub fn is_unspaced(&self) -> bool {
        matches!(self.base(), "zh" | "ja" | "th" | "yue" | "lo" | "km" | "my")
    }

    /// Whether sentences follow each other without a space: in Chinese and Japanese. Thai, Lao, Khmer and Burmese have no spaces between
    /// words, but between sentences.
    pub(crate) fn joins_sentences(&self) -> bool {
        matches!(self.base(), "zh" | "ja" | "yue")
    }

    /// Whether the language is written from right to left: by its script if the tag names one, else
    /// by the script that it is usually written in (CLDR, "Script Metadata" and "likely subtags").
    pub fn is_right_to_left(&self) -> bool {
        let script = self.0.split('-').skip(1).find(|part| part.len() == 4);
        match script {
            Some(script) => matches!(script, "arab" | "hebr" | "thaa" | "syrc" | "nkoo" | "adlm"),
            None => matches!(
                self.base(),
                "ar" | "arc"
                    | "arz"
                    | "ckb"
                    | "dv"
                    | "fa"
                    | "he"
                    | "iw"
                    | "ks"
                    | "nqo"
                    | "ps"
                    | "sd"
                    | "syr"
                    | "ug"
                    | "ur"
                    | "yi"
            ),
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text in the first of `languages` that it has, or in any.
pub fn preferred<'a>(text: &'a Localized, languages: &[Language]) -> Option<&'a str> {
    languages
        .iter()
        .find_map(|language| text.get(language))
        .or_else(|| text.values().next())
        .map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_lower_case_with_hyphens() {
        assert_eq!(Language::new(" pt_BR ").tag(), "pt-br");
    }

    #[test]
    fn a_tag_has_the_form_of_a_tag() {
        for good in ["en", "zh", "pt-br", "cmn", "zh-hant-tw"] {
            assert!(Language::is_tag(good), "{good}");
        }
        for bad in ["", "e", "english", "en-", "note2", "1n"] {
            assert!(!Language::is_tag(bad), "{bad}");
        }
    }

    #[test]
    fn the_script_says_where_a_line_begins() {
        let rtl = |tag: &str| Language::new(tag).is_right_to_left();
        assert!(rtl("ar") && rtl("he-il") && rtl("pa-arab") && rtl("ur"));
        assert!(!rtl("en") && !rtl("zh") && !rtl("az-latn") && !rtl("ur-latn"));
    }

    #[test]
    fn kin_are_a_language_and_its_regions() {
        let kin = |a: &str, b: &str| Language::new(a).is_kin_of(&Language::new(b));
        assert!(kin("en", "en-gb") && kin("en-gb", "en") && kin("zh", "zh"));
        assert!(!kin("en-us", "en-gb") && !kin("en", "eng"));
    }

    #[test]
    fn preferred_falls_back_to_any_language() {
        let text = Localized::from([(Language::new("zh"), "夜".to_string())]);
        assert_eq!(preferred(&text, &[Language::new("en")]), Some("夜"));
        assert_eq!(preferred(&Localized::new(), &[]), None);
    }
}
