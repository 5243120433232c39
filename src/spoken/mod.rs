//! Spoken forms: what neural voices misread (numbers, dates, money, addresses of the web …), written out.
//!
//! A language has a table of words (`tables/*.toml`) and rules that read it. A [`rule::Rule`] is a pattern with what
//! is said in its place. A text is walked once from left to right: where several rules could begin, the first of the
//! list that accepts what it found goes; what was written out is not looked at again. So the order of a list
//! is from the special to the general, and numbers alone stand last.
//!
//! What is shown is never changed: the pipeline asks for the spoken form of a line for engines that need it.
//!
//! ```
//! use diglot::language::Language;
//! use diglot::spoken::written_out;
//!
//! let english = Language::new("en");
//! assert_eq!(
//!     written_out("Doors open at 7:30 pm on May 3, 1994.", &english),
//!     "Doors open at seven thirty PM on May third, nineteen ninety four."
//! );
//! ```

pub(crate) mod de;
mod electronic;
mod en;
mod es;
mod european;
mod fr;
pub(crate) mod han;
mod ja;
mod number;
pub(crate) mod roman;
mod ru;
mod rule;
mod signs;
mod table;
#[cfg(test)]
mod tests;
mod zh;

use crate::language::Language;
use crate::lexicon::Lexicon;
use rule::Rules;
use std::borrow::Cow;
use std::sync::LazyLock;

/// Stands for a word that the lexicon says, which no rule touches: a character that no text has by rights
/// (U+F8FF, private use).
const KEPT: char = '\u{F8FF}';

/// The languages that there are rules for.
pub const LANGUAGES: [&str; 7] = ["en", "zh", "fr", "de", "es", "ja", "ru"];

static ENGLISH: LazyLock<Rules> = LazyLock::new(|| en::rules(false));
static BRITISH: LazyLock<Rules> = LazyLock::new(|| en::rules(true));
static CHINESE: LazyLock<Rules> = LazyLock::new(zh::rules);
static FRENCH: LazyLock<Rules> = LazyLock::new(fr::rules);
static GERMAN: LazyLock<Rules> = LazyLock::new(de::rules);
static SPANISH: LazyLock<Rules> = LazyLock::new(es::rules);
static JAPANESE: LazyLock<Rules> = LazyLock::new(ja::rules);
static RUSSIAN: LazyLock<Rules> = LazyLock::new(ru::rules);

/// The rules of a language, if there are any.
fn rules_of(language: &Language) -> Option<&'static Rules> {
    Some(match language.base() {
        "en" if language
            .tag()
            .split('-')
            .any(|part| matches!(part, "gb" | "ie" | "au" | "nz" | "in" | "za")) =>
        {
            &BRITISH
        }
        "en" => &ENGLISH,
        "zh" | "cmn" => &CHINESE,
        "fr" => &FRENCH,
        "de" => &GERMAN,
        "es" => &SPANISH,
        "ja" => &JAPANESE,
        "ru" => &RUSSIAN,
        _ => return None,
    })
}

/// Whether there are rules for a language.
pub fn knows(language: &Language) -> bool {
    rules_of(language).is_some()
}

/// A text as it is said, in words. In a language without rules it stays as it is.
pub fn written_out<'a>(text: &'a str, language: &Language) -> Cow<'a, str> {
    match rules_of(language) {
        Some(rules) => rules.apply(&signs::plain(text)).into(),
        None => text.into(),
    }
}

/// As [`written_out`], after the lexicon: what the lexicon has an entry for is said as it says, and is
/// touched by no rule.
pub fn with_lexicon(text: &str, lexicon: &Lexicon, language: &Language) -> String {
    if text.contains(KEPT) {
        return lexicon.apply(text, language).into_owned();
    }
    let mut kept = Vec::new();
    let marked = lexicon.apply_as(text, language, &mut |said, out| {
        kept.push(said.to_string());
        out.push(KEPT);
    });
    let out = written_out(&marked, language);
    let mut kept = kept.into_iter();
    let mut whole = String::with_capacity(out.len());
    for c in out.chars() {
        match c {
            KEPT => whole.push_str(&kept.next().unwrap_or_default()),
            c => whole.push(c),
        }
    }
    whole
}
