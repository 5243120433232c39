//! How words are said: respellings by language, applied to what is spoken, never to what is shown.
//!
//! An entry stands for whole words, by the word boundaries of UAX 29 (Unicode Text Segmentation,
//! section 4), also before a possessive `'s` and, in French, Italian and Catalan, after an elided
//! `l'` or `d'`. In languages that are written without spaces it stands for any run of characters.
//! The longest entry goes first, and none is applied to another's result. Case counts: an entry
//! stands for what is written as it is; one without capitals stands also for the word with a
//! capital at its beginning, unless that has an entry of its own. One blank in an entry stands for any
//! run of blanks, `'` also for `’`, and composed letters for decomposed ones (NFC).
//!
//! ```
//! use diglot::language::Language;
//! use diglot::lexicon::Lexicon;
//!
//! let english = Language::new("en");
//! let mut lexicon = Lexicon::default();
//! lexicon.add(&english, "nginx", "engine x");
//! assert_eq!(lexicon.apply("Nginx is not nginxes.", &english), "engine x is not nginxes.");
//! ```

pub mod pls;

use crate::language::Language;
use indexmap::IndexMap;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashMap;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use unicode_segmentation::UnicodeSegmentation;

/// Respellings, by language.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lexicon {
    languages: IndexMap<Language, Entries>,
}

/// The entries of a language by their first word, the longest first.
type Entries = HashMap<String, Vec<Entry>>;

#[derive(Debug, Clone, PartialEq)]
struct Entry {
    /// The words after the first, with what is between them.
    rest: Vec<String>,
    /// The characters of all.
    length: usize,
    /// Whether there is no capital in it.
    small: bool,
    /// What is said instead.
    said: String,
}

impl Lexicon {
    /// Adds an entry: `word`, one word or several, is said as `said`. An entry that is there
    /// already stays; nor is one added that has no word in it.
    pub fn add(&mut self, language: &Language, word: &str, said: &str) {
        let word = word.trim();
        let mut words = segments(word, language).into_iter().map(folded);
        let Some(first) = words.next() else {
            return;
        };
        let entry = Entry {
            rest: words.map(Cow::into_owned).collect(),
            length: word.chars().count(),
            small: !word.chars().any(char::is_uppercase),
            said: said.into(),
        };
        let entries = self.languages.entry(language.clone()).or_default();
        let entries = entries.entry(first.into_owned()).or_default();
        if entries.iter().all(|other| other.rest != entry.rest) {
            let at = entries.partition_point(|other| other.length >= entry.length);
            entries.insert(at, entry);
        }
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.languages.is_empty()
    }

    /// A text as it is to be said. Entries of the language itself go before those of its base or
    /// its regions: `en` entries hold in `en-gb`, and `en-us` ones in `en`.
    pub fn apply<'a>(&self, text: &'a str, language: &Language) -> Cow<'a, str> {
        self.apply_as(text, language, &mut |said, out| out.push_str(said))
    }

    /// As [`Lexicon::apply`]; `put` adds to a text what stands for what an entry says.
    pub fn apply_as<'a>(
        &self,
        text: &'a str,
        language: &Language,
        put: &mut dyn FnMut(&str, &mut String),
    ) -> Cow<'a, str> {
        let mut lists: Vec<(&Language, &Entries)> = self
            .languages
            .iter()
            .filter(|(own, _)| own.is_kin_of(language))
            .collect();
        if lists.is_empty() {
            return Cow::Borrowed(text);
        }
        lists.sort_by_key(|(own, _)| Reverse(*own == language));
        let parts = segments(text, language);
        let words: Vec<Cow<str>> = parts.iter().map(|part| folded(part)).collect();
        let mut out = String::new();
        let mut copied = 0; // bytes of the text that are in `out`
        let (mut i, mut at) = (0, 0);
        while i < parts.len() {
            let found = longest(&lists, &words[i..]);
            let count = found.map_or(1, |entry| 1 + entry.rest.len());
            let end = at
                + parts[i..i + count]
                    .iter()
                    .map(|part| part.len())
                    .sum::<usize>();
            if let Some(entry) = found {
                out.push_str(&text[copied..at]);
                put(&entry.said, &mut out);
                copied = end;
            }
            (i, at) = (i + count, end);
        }
        if copied == 0 {
            return Cow::Borrowed(text);
        }
        out.push_str(&text[copied..]);
        Cow::Owned(out)
    }
}

/// The longest entry that `words` begin with; of two as long, the one in the same case, then that of
/// the nearer language.
fn longest<'a>(lists: &[(&Language, &'a Entries)], words: &[Cow<str>]) -> Option<&'a Entry> {
    let first = words.first()?;
    let small = without_capital(first);
    let mut best: Option<&Entry> = None;
    let ways = [Some(first.as_ref()), small.as_deref()];
    for (way, first) in ways.iter().enumerate() {
        let Some(first) = first else { continue };
        for entries in lists.iter().filter_map(|(_, entries)| entries.get(*first)) {
            let fits = |entry: &&Entry| {
                (way == 0 || entry.small)
                    && words.len() > entry.rest.len()
                    && entry.rest.iter().zip(&words[1..]).all(|(a, b)| a == b)
            };
            let found = entries.iter().find(fits);
            if let Some(entry) = found
                && best.is_none_or(|best| entry.length > best.length)
            {
                best = Some(entry);
            }
        }
    }
    best
}

/// A word with a small letter in place of a capital at its beginning, if it has one.
fn without_capital(word: &str) -> Option<String> {
    let mut chars = word.chars();
    let first = chars.next().filter(|c| c.is_uppercase())?;
    Some(first.to_lowercase().chain(chars).collect())
}

/// What is compared: NFC, straight apostrophes, one blank for any.
fn folded(part: &str) -> Cow<'_, str> {
    if part.chars().all(char::is_whitespace) {
        return Cow::Borrowed(" ");
    }
    let plain = is_nfc_quick(part.chars()) == IsNormalized::Yes && !part.contains('’');
    if plain {
        return Cow::Borrowed(part);
    }
    Cow::Owned(
        part.nfc()
            .map(|c| if c == '’' { '\'' } else { c })
            .collect(),
    )
}

/// The parts of a text between which an entry may begin and end.
fn segments<'a>(text: &'a str, language: &Language) -> Vec<&'a str> {
    let is_blank = |part: &str| part.chars().all(char::is_whitespace);
    let mut parts: Vec<&str> = Vec::new();
    let mut blank_from = None;
    for (start, word) in text.split_word_bound_indices() {
        if is_blank(word) {
            // Blanks of several kinds are one run.
            if blank_from.is_some() {
                parts.pop();
            }
            let from = *blank_from.get_or_insert(start);
            parts.push(&text[from..start + word.len()]);
            continue;
        }
        blank_from = None;
        if language.is_unspaced() && word.contains(is_katakana) {
            // UAX 29 keeps a run of katakana together, but it may be several words.
            parts.extend(word.graphemes(true));
        } else if let Some(at) = apostrophe(word, language) {
            parts.extend([&word[..at], &word[at..]]);
        } else {
            parts.push(word);
        }
    }
    parts
}

fn is_katakana(c: char) -> bool {
    matches!(c, '\u{30A1}'..='\u{30FA}' | '\u{30FC}' | '\u{FF66}'..='\u{FF9D}')
}

/// Where a word comes apart at its apostrophe: before a possessive, after an elided article.
fn apostrophe(word: &str, language: &Language) -> Option<usize> {
    let (at, sign) = word.char_indices().find(|(_, c)| matches!(c, '\'' | '’'))?;
    let after = at + sign.len_utf8();
    let elides = matches!(language.base(), "fr" | "it" | "ca");
    if at == 0 || after == word.len() {
        None
    } else if elides {
        Some(after)
    } else {
        matches!(&word[after..], "s" | "S").then_some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said(language: &str, entries: &[(&str, &str)], text: &str) -> String {
        let language = Language::new(language);
        let mut lexicon = Lexicon::default();
        for (word, said) in entries {
            lexicon.add(&language, word, said);
        }
        lexicon.apply(text, &language).into_owned()
    }

    #[test]
    fn entries_stand_for_whole_words() {
        let ott = [("Ott", "Aht")];
        assert_eq!(
            said("en", &ott, "Ott, Otto, Lott and (Ott)."),
            "Aht, Otto, Lott and (Aht)."
        );
        assert_eq!(
            said("en", &ott, "Ott's, Ott’s and Otts'"),
            "Aht's, Aht’s and Otts'"
        );
        assert_eq!(
            said("fr", &[("eau", "o")], "L'eau d’eau, eaux"),
            "L'o d’o, eaux"
        );
        assert_eq!(
            said("en", &[("don", "dawn")], "I don't, don"),
            "I don't, dawn"
        );
        assert_eq!(
            said("en", &[("GPT", "G P T")], "GPT-4 by GPTs"),
            "G P T-4 by GPTs"
        );
        assert_eq!(
            said("en", &[("C++", "C plus plus")], "In C++."),
            "In C plus plus."
        );
    }

    #[test]
    fn case_counts_but_for_a_capital_at_the_beginning() {
        let entries = [("polish", "pollish"), ("Polish", "Poe-lish"), ("it", "itt")];
        assert_eq!(
            said("en", &entries, "Polish, polish, POLISH; It is IT"),
            "Poe-lish, pollish, POLISH; Itt is IT".replace("Itt", "itt")
        );
        assert_eq!(said("en", &[("IT", "I T")], "it, It, IT"), "it, It, I T");
        assert_eq!(said("de", &[("öl", "erdöl")], "Öl"), "erdöl");
    }

    #[test]
    fn the_longest_goes_first_and_none_twice() {
        let entries = [
            ("New", "Old"),
            ("New York", "Neef Jork"),
            ("New York City", "the City"),
            ("Old", "Ancient"),
            ("Dr.", "Doctor"),
        ];
        assert_eq!(
            said(
                "en",
                &entries,
                "New York City, New\u{A0} York, New, Dr. New"
            ),
            "the City, Neef Jork, Old, Doctor Old"
        );
    }

    #[test]
    fn scripts_without_spaces_take_the_longest_run() {
        let entries = [
            ("重庆", "虫庆"),
            ("重", "众"),
            ("重庆市", "虫庆城"),
            ("GPT", "G P T"),
        ];
        assert_eq!(
            said("zh", &entries, "重庆市在重庆,很重,用GPT和GPTs。"),
            "虫庆城在虫庆,很众,用G P T和GPTs。"
        );
        assert_eq!(
            said("ja", &[("ファイナル", "さいご")], "ファイナルファイト"),
            "さいごファイト"
        );
        assert_eq!(said("th", &[("ครับ", "คับ")], "สวัสดีครับ"), "สวัสดีคับ");
    }

    #[test]
    fn writing_that_looks_the_same_is_the_same() {
        assert_eq!(said("en", &[("Zoë's", "Zoey's")], "Zoe\u{308}’s"), "Zoey's");
        assert_eq!(said("en", &[("Zoe\u{308}", "Zoey")], "Zoë"), "Zoey");
    }

    #[test]
    fn the_nearer_language_goes_first() {
        let (en, gb, us) = (
            Language::new("en"),
            Language::new("en-gb"),
            Language::new("en-us"),
        );
        let mut lexicon = Lexicon::default();
        lexicon.add(&en, "route", "root");
        lexicon.add(&us, "route", "rout");
        lexicon.add(&us, "route", "never, for it is there");
        assert_eq!(lexicon.apply("route", &gb), "root");
        assert_eq!(lexicon.apply("route", &us), "rout");
        assert_eq!(lexicon.apply("route", &en), "root");
        assert_eq!(lexicon.apply("route", &Language::new("fr")), "route");
    }

    proptest! {
        #[test]
        fn a_text_without_a_match_is_untouched(
            text in "[a-y'’ .,\u{A0}灯光ア]{0,40}",
            tag in "en|fr|zh|ja",
            words in prop::collection::vec("z[a-z灯]{0,3}( [a-z]{1,3})?", 0..5),
        ) {
            let entries: Vec<(&str, &str)> = words.iter().map(|w| (w.as_str(), "!")).collect();
            prop_assert_eq!(said(&tag, &entries, &text), text);
        }

        #[test]
        fn a_text_has_exactly_the_replacements(
            parts in prop::collection::vec(("[b-y灯]{1,4}", "ab|abc|ab c", "[ ,.;:()]{1,3}"), 0..8),
        ) {
            // Between signs that part words, each `ab` and so on is replaced, and nothing else.
            let entries = [("ab", "1"), ("abc", "2"), ("ab c", "3")];
            let (mut text, mut wanted) = (String::new(), String::new());
            for (other, word, gap) in &parts {
                let said = entries.iter().find(|(w, _)| w == word).unwrap().1;
                text += &format!("{other}, {word},{gap}");
                wanted += &format!("{other}, {said},{gap}");
            }
            prop_assert_eq!(said("en", &entries, &text), wanted);
        }

        #[test]
        fn any_text_and_entries_are_taken(text in any::<String>(), word in any::<String>()) {
            for tag in ["en", "fr", "ja"] {
                said(tag, &[(&word, "x"), (&text, "y")], &text);
            }
        }
    }
}
