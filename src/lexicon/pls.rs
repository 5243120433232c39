//! Lexicons in W3C's Pronunciation Lexicon Specification (PLS) 1.0.
//!
//! Of each `lexeme` we take the graphemes with their preferred `alias` (section 4.6: the first
//! marked `prefer="true"`, else the first). A `phoneme` is read where there is no alias, but
//! there is no engine here yet that it is sent to. Lexemes with a `role` are for homographs,
//! which the text alone cannot tell apart, so they are left out. A document type is refused, and
//! with it entities that grow.

use crate::disk::Places;
use crate::language::Language;
use roxmltree::{Document, Node, ParsingOptions};
use thiserror::Error;

/// The largest file that is read, in bytes.
pub const LARGEST: u64 = 16 << 20;
/// The most elements and texts in one.
const MOST_NODES: u32 = 2_000_000;
/// The namespace of PLS 1.0 (section 2.3).
const NAMESPACE: &str = "http://www.w3.org/2005/01/pronunciation-lexicon";

/// A lexicon as its file has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Pls {
    /// The language that all entries are in.
    pub language: Language,
    /// The entries, in order.
    pub entries: Vec<PlsEntry>,
}

/// A word and how it is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlsEntry {
    /// The word, or words, as written.
    pub grapheme: String,
    /// How it is said.
    pub said: Said,
    /// The line of the file, from 1.
    pub line: usize,
}

/// How a word is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// In other words.
    Alias(String),
    /// In phonemes alone, with the alphabet that they are written in, as `ipa`.
    Phoneme {
        /// The phonemes.
        phonemes: String,
        /// Their alphabet.
        alphabet: String,
    },
    /// In one way or another, by its role in the sentence.
    ByRole,
}

/// What is wrong with a lexicon's file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{line}:{column}: {what}")]
pub struct PlsError {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong and how to put it right.
    pub what: String,
}

/// Reads a lexicon.
///
/// # Errors
/// With line and column if the bytes are no XML, or no lexicon.
pub fn parse(bytes: &[u8]) -> Result<Pls, PlsError> {
    let text = decode(bytes)?;
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(&text, options).map_err(|error| {
        let place = error.pos();
        let what = match error {
            roxmltree::Error::DtdDetected => {
                "document types are not read here; take out the line <!DOCTYPE …>".into()
            }
            roxmltree::Error::UnknownEntityReference(name, _) => {
                format!("there is no entity `&{name};`; an & in a text is written &amp;")
            }
            roxmltree::Error::MalformedEntityReference(_) => {
                "here is an & that begins nothing; an & in a text is written &amp;".into()
            }
            roxmltree::Error::NodesLimitReached => "the file has too many elements".into(),
            error => without_place(&error.to_string()),
        };
        PlsError {
            line: place.row as usize,
            column: place.col as usize,
            what,
        }
    })?;
    let root = document.root_element();
    let places = Places::new(&text);
    let fail = |node: Node, what: String| {
        let (line, column) = places.of(node.range().start);
        PlsError { line, column, what }
    };
    let own = |node: &Node| node.tag_name().namespace().is_none_or(|n| n == NAMESPACE);
    if root.tag_name().name() != "lexicon" || !own(&root) {
        let name = root.tag_name().name();
        let what = format!("this is no W3C lexicon: it begins with <{name}>, not <lexicon>");
        return Err(fail(root, what));
    }
    let xml = "http://www.w3.org/XML/1998/namespace";
    let tag = root.attribute((xml, "lang")).unwrap_or_default().trim();
    if !Language::is_tag(&tag.replace('_', "-")) {
        let what = "the lexicon does not say its language; write <lexicon xml:lang=\"en\" …>";
        return Err(fail(root, what.into()));
    }
    let alphabet = root.attribute("alphabet").unwrap_or("ipa");
    let mut entries = Vec::new();
    let lexemes = root
        .children()
        .filter(|node| is(node, "lexeme") && own(node));
    for lexeme in lexemes {
        let named = |name: &'static str| lexeme.children().filter(move |node| is(node, name));
        let (line, _) = places.of(lexeme.range().start);
        let graphemes: Vec<String> = named("grapheme").map(words).collect();
        if graphemes.iter().all(String::is_empty) {
            let what = "this lexeme has no word; write <grapheme>the word</grapheme> in it";
            return Err(fail(lexeme, what.into()));
        }
        let said = if lexeme.attribute("role").is_some() {
            Said::ByRole
        } else if let Some(alias) = preferred(named("alias")) {
            Said::Alias(words(alias))
        } else if let Some(phoneme) = preferred(named("phoneme")) {
            Said::Phoneme {
                phonemes: words(phoneme),
                alphabet: phoneme.attribute("alphabet").unwrap_or(alphabet).into(),
            }
        } else {
            let what = "this lexeme does not say how; write <alias>other words</alias> in it";
            return Err(fail(lexeme, what.into()));
        };
        entries.extend(
            graphemes
                .into_iter()
                .filter(|word| !word.is_empty())
                .map(|grapheme| PlsEntry {
                    grapheme,
                    said: said.clone(),
                    line,
                }),
        );
    }
    Ok(Pls {
        language: Language::new(tag),
        entries,
    })
}

/// UTF-8, or what a byte order mark says.
fn decode(bytes: &[u8]) -> Result<String, PlsError> {
    let (encoding, mark) = encoding_rs::Encoding::for_bom(bytes).unwrap_or((encoding_rs::UTF_8, 0));
    let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..]);
    text.map(String::from).ok_or_else(|| PlsError {
        line: 1,
        column: 1,
        what: "the file is not UTF-8; save it as UTF-8 and try again".into(),
    })
}

/// The parser puts the place at the end, where we have it at the beginning.
fn without_place(message: &str) -> String {
    match message.rfind(" at ") {
        Some(at)
            if message[at + 4..]
                .chars()
                .all(|c| c.is_ascii_digit() || c == ':') =>
        {
            message[..at].into()
        }
        _ => message.into(),
    }
}

fn is(node: &Node, name: &str) -> bool {
    node.is_element() && node.tag_name().name() == name
}

fn preferred<'a, 'i>(mut ways: impl Iterator<Item = Node<'a, 'i>>) -> Option<Node<'a, 'i>> {
    let first = ways.next()?;
    let is_preferred = |way: &Node| way.attribute("prefer") == Some("true");
    if is_preferred(&first) {
        return Some(first);
    }
    Some(ways.find(is_preferred).unwrap_or(first))
}

/// An element's text, with single blanks.
fn words(node: Node) -> String {
    let text: String = node
        .descendants()
        .filter_map(|n| n.is_text().then(|| n.text()).flatten())
        .collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use snapbox::{IntoData, assert_data_eq, str};

    const NAMES: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon"
         alphabet="ipa" xml:lang="en-US">
  <!-- names -->
  <lexeme>
    <grapheme>Ott</grapheme>
    <grapheme>Dr.
      Ott</grapheme>
    <alias>Doctor Awt</alias>
    <alias prefer="true">Doctor Aht</alias>
    <phoneme>ɑt</phoneme>
    <example>Dr. Ott &amp; sons</example>
  </lexeme>
  <lexeme><grapheme>Nguyen</grapheme><phoneme>wɪn</phoneme></lexeme>
  <lexeme role="x:verb"><grapheme>read</grapheme><alias>reed</alias></lexeme>
</lexicon>
"#;

    #[test]
    fn words_are_read_with_their_preferred_alias() {
        let pls = parse(NAMES.as_bytes()).unwrap();
        assert_eq!(pls.language.tag(), "en-us");
        let entries: Vec<String> = pls
            .entries
            .iter()
            .map(|entry| format!("{} {} {:?}\n", entry.line, entry.grapheme, entry.said))
            .collect();
        assert_data_eq!(
            entries.concat(),
            str![[r#"
5 Ott Alias("Doctor Aht")
5 Dr. Ott Alias("Doctor Aht")
14 Nguyen Phoneme { phonemes: "wɪn", alphabet: "ipa" }
15 read ByRole

"#]]
            .raw()
        );
        let utf16: Vec<u8> = std::iter::once(0xFEFF)
            .chain(NAMES.encode_utf16())
            .flat_map(u16::to_be_bytes)
            .collect();
        assert_eq!(parse(&utf16).unwrap(), pls);
    }

    #[test]
    fn mistakes_are_shown_with_their_place() {
        let all: String = [
            ("</alias>", "</allias>"),
            ("<alias>Doctor", "<alias>AT&T Doctor"),
            ("<alias>Doctor", "<alias>&ott; Doctor"),
            (
                "<lexicon",
                "<!DOCTYPE lexicon [<!ENTITY a \"aa\">]><lexicon",
            ),
            ("xml:lang=\"en-US\"", ""),
            ("<grapheme>Nguyen</grapheme>", ""),
            ("<phoneme>wɪn</phoneme>", ""),
            ("</lexicon>", ""),
            (NAMES, "<html/>"),
            (NAMES, "word = \"text\""),
            (NAMES, ""),
        ]
        .map(|(from, to)| {
            let text = NAMES.replacen(from, to, 1);
            format!("{}\n", parse(text.as_bytes()).unwrap_err())
        })
        .concat();
        assert_data_eq!(
            all,
            str![[r#"
9:22: expected 'alias' tag, not 'allias'
9:14: here is an & that begins nothing; an & in a text is written &amp;
9:12: there is no entity `&ott;`; an & in a text is written &amp;
1:1: document types are not read here; take out the line <!DOCTYPE …>
2:1: the lexicon does not say its language; write <lexicon xml:lang="en" …>
14:3: this lexeme has no word; write <grapheme>the word</grapheme> in it
14:3: this lexeme does not say how; write <alias>other words</alias> in it
1:1: the root node was opened but never closed
1:1: this is no W3C lexicon: it begins with <html>, not <lexicon>
1:1: unknown token
1:1: the document does not have a root node

"#]]
            .raw()
        );
        let error = parse(b"<lexicon xml:lang='en'>\xFF</lexicon>").unwrap_err();
        assert!(error.to_string().contains("not UTF-8"), "{error}");
    }

    #[test]
    fn bombs_are_refused() {
        let mut bomb = String::from("<!DOCTYPE l [<!ENTITY a0 \"ha\">");
        for i in 1..30 {
            bomb += &format!("<!ENTITY a{i} \"&a{};&a{};\">", i - 1, i - 1);
        }
        bomb += "]><lexicon xml:lang=\"en\">&a29;</lexicon>";
        assert!(parse(bomb.as_bytes()).is_err());
        let deep = format!("<lexicon xml:lang=\"en\">{}", "<lexeme>".repeat(1_000_000));
        assert!(parse(deep.as_bytes()).is_err());
        let many = format!(
            "<lexicon xml:lang=\"en\">{}</lexicon>",
            "<a/>".repeat(2_100_000)
        );
        assert!(
            parse(many.as_bytes())
                .unwrap_err()
                .what
                .contains("too many")
        );
    }

    proptest! {
        #[test]
        fn a_damaged_file_is_read_or_refused(at in 0..NAMES.len(), with in any::<[u8; 2]>()) {
            let mut bytes = NAMES.as_bytes().to_vec();
            bytes.splice(at..(at + 1).min(NAMES.len()), with);
            let _ = parse(&bytes);
        }
    }
}
