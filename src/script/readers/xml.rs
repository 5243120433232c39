//! The XML files inside of EPUB and DOCX.

use super::super::{ScriptError, encoding};
use super::archive::damaged;
use roxmltree::{Document, Node, ParsingOptions};

/// The most nodes of one file.
const MOST_NODES: u32 = 4_000_000;

/// Decodes an XML file by its byte order mark or by what it says of itself.
///
/// # Errors
/// If it is no text.
pub fn decode(bytes: &[u8], file: &str) -> Result<String, ScriptError> {
    encoding::decode_labelled(bytes, file, super::html::declared(bytes).as_deref())
}

/// Parses an XML file. Entities that it defines are followed within the parser's bounds only; none
/// from outside are.
///
/// # Errors
/// With the place of the mistake. `name` is the file's name inside of `file`.
pub fn parse<'a>(text: &'a str, file: &str, name: &str) -> Result<Document<'a>, ScriptError> {
    let options = ParsingOptions {
        allow_dtd: true,
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options)
        .map_err(|error| damaged(file, &format!("{name}: {error}")))
}

/// An attribute by its local name, whatever its namespace.
pub fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attributes()
        .find(|a| a.name() == name)
        .map(|a| a.value())
}

/// The text in a node and its descendants, its white space made one space.
pub fn text(node: Node) -> String {
    let texts = node
        .descendants()
        .filter(Node::is_text)
        .filter_map(|n| n.text());
    let all: String = texts.collect();
    all.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Facts of Dublin Core among the descendants of a node: key and text.
pub fn facts(node: Node) -> Vec<(&'static str, String)> {
    const KEYS: &[(&str, &str)] = &[
        ("title", "title"),
        ("creator", "author"),
        ("language", "language"),
        ("date", "date"),
        ("created", "date"),
        ("publisher", "publisher"),
        ("source", "source"),
        ("rights", "rights"),
        ("description", "description"),
        ("subject", "subject"),
        ("identifier", "identifier"),
        ("contributor", "contributor"),
    ];
    node.descendants()
        .filter(Node::is_element)
        .filter_map(|node| {
            let (_, key) = KEYS
                .iter()
                .find(|(name, _)| *name == node.tag_name().name())?;
            let text = text(node);
            (!text.is_empty()).then_some((*key, text))
        })
        .collect()
}
