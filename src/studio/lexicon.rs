//! How a word is said, from the page into `[lexicon]` of `book.toml`.

use super::desk::Desk;
use super::edit::EditError;
use super::trouble::Trouble;
use crate::language::Language;
use serde::Deserialize;
use toml_edit::{DocumentMut, Item, Table, TableLike};

/// A word, and how it is said.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Word {
    /// The language.
    pub language: Language,
    /// The word.
    pub word: String,
    /// As which words; empty to take the entry out.
    said: String,
}

/// The text of a `book.toml` in which a word is said another way.
fn with_word(text: &str, word: &Word) -> Result<String, EditError> {
    let form = EditError::Form("[lexicon] of book.toml");
    let mut document: DocumentMut = text
        .parse()
        .map_err(|error: toml_edit::TomlError| EditError::Toml(error.message().into()))?;
    let implicit = || {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    };
    let lexicon = document.entry("lexicon").or_insert_with(implicit);
    let lexicon = lexicon.as_table_like_mut().ok_or_else(|| form.clone())?;
    let words = lexicon
        .entry(word.language.tag())
        .or_insert_with(|| Item::Table(Table::new()));
    let words: &mut dyn TableLike = words.as_table_like_mut().ok_or(form)?;
    match word.said.trim() {
        "" => drop(words.remove(word.word.trim())),
        said => super::edit::put(words, word.word.trim(), said),
    }
    Ok(document.to_string())
}

/// Has a word of a book said another way.
///
/// # Errors
/// If `book.toml` cannot be changed so.
pub fn set(desk: &Desk, word: &Word) -> Result<(), Trouble> {
    if word.word.trim().is_empty() {
        return Err(EditError::Senseless("say which word".into()).into());
    }
    desk.settle("change how a word is said", |text| {
        Ok(with_word(text, word)?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(word: &str, said: &str) -> Word {
        let (word, said) = (word.into(), said.into());
        let language = Language::new("en");
        Word {
            language,
            word,
            said,
        }
    }

    #[test]
    fn a_word_is_said_otherwise_and_comments_stay() {
        let text = "notes = \"skip\"\n\n[lexicon.en]\n# \"Dr.\" = \"Doctor\"\nnginx = \"n x\" # ours\n\n[cast]\n";
        let new = with_word(text, &word("nginx", "engine x")).unwrap();
        assert_eq!(new, text.replace("\"n x\"", "\"engine x\""));
        let new = with_word(text, &word("St. Ives", "Saint Ives")).unwrap();
        assert!(
            new.contains("# ours\n\"St. Ives\" = \"Saint Ives\"\n"),
            "{new}"
        );
        assert_eq!(with_word(&new, &word("St. Ives", " ")).unwrap(), text);
        let new = with_word("notes = \"skip\"\n", &word("Ott", "Aht")).unwrap();
        assert_eq!(new, "notes = \"skip\"\n\n[lexicon.en]\nOtt = \"Aht\"\n");
        assert!(with_word("lexicon = [\"a.pls\"]\n", &word("Ott", "Aht")).is_err());
    }
}
