//! The XML files inside of EPUB and DOCX.

use super::super::{ScriptError, encoding};
use super::archive::damaged;
use roxmltree::{Document, Node, ParsingOptions};
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

/// The most nodes of one file.
const MOST_NODES: u32 = 4_000_000;

/// How much longer than twice its length a file may become by its own entities, in bytes.
const LARGEST_GROWTH: usize = 1 << 20;
/// How deep entities are followed into one another.
const DEEPEST: usize = 16;
/// The most attributes of a tag: parsers compare each with each.
const MOST_ATTRIBUTES: usize = 2_000;

/// Decodes an XML file by its byte order mark or by what it says of itself. Entities that it defines are
/// replaced by what they stand for, and their definitions are gone.
///
/// # Errors
/// If it is no text, or grows beyond all bounds.
pub(crate) fn decode(bytes: &[u8], file: &str) -> Result<String, ScriptError> {
    let text = encoding::decode_labelled(bytes, file, super::html::declared(bytes).as_deref())?;
    Ok(match resolve(&text, file)? {
        Cow::Borrowed(_) => text,
        Cow::Owned(resolved) => resolved,
    })
}

/// Parses an XML file that [`decode`] has given. No entities from outside are read.
///
/// # Errors
/// With the place of the mistake. `name` is the file's name inside of `file`.
pub(crate) fn parse<'a>(
    text: &'a str,
    file: &str,
    name: &str,
) -> Result<Document<'a>, ScriptError> {
    let options = ParsingOptions {
        // What a document type defines is replaced by now, but it may be named.
        allow_dtd: subset(text).is_none(),
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options)
        .map_err(|error| damaged(file, &format!("{name}: {error}")))
}

/// A text of XML or HTML with the entities of its document type replaced by what they stand for, and
/// without their definitions (XML 1.0, section 4).
///
/// # Errors
/// [`ScriptError::TooLarge`] if it grows beyond its bounds or a tag has too many attributes,
/// [`ScriptError::Damaged`] if an entity holds itself.
pub(crate) fn resolve<'a>(text: &'a str, file: &str) -> Result<Cow<'a, str>, ScriptError> {
    let too_large = |what: String| ScriptError::TooLarge {
        file: file.into(),
        what,
    };
    if let Some(count) = most_attributes(text).filter(|count| *count > MOST_ATTRIBUTES) {
        return Err(too_large(format!(
            "a tag in it has {count} attributes; diglot reads at most {MOST_ATTRIBUTES}"
        )));
    }
    let Some(inside) = subset(text) else {
        return Ok(text.into());
    };
    let entities = entities(&text[inside.clone()]);
    let mut left = text.len() + LARGEST_GROWTH;
    let mut out = text[..inside.start].to_string();
    // Lines keep their numbers.
    out.extend(text[inside.clone()].chars().filter(|c| *c == '\n'));
    match replace(&text[inside.end..], &entities, DEEPEST, &mut left, &mut out) {
        Ok(()) => Ok(out.into()),
        Err(Wrong::Large) => Err(too_large(format!(
            "the entities that it defines make it grow by over {} MB",
            (text.len() + LARGEST_GROWTH) >> 20
        ))),
        Err(Wrong::Deep) => Err(damaged(
            file,
            "entities that it defines hold one another, or themselves, too deep",
        )),
    }
}

enum Wrong {
    Large,
    Deep,
}

/// Copies a text, with entities replaced; `left` is how much more than the text it may become.
fn replace(
    text: &str,
    entities: &HashMap<&str, &str>,
    depth: usize,
    left: &mut usize,
    out: &mut String,
) -> Result<(), Wrong> {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let name = rest[1..]
            .find(|c: char| !is_of_name(c))
            .map(|end| &rest[1..1 + end]);
        let found = name.filter(|name| rest[1 + name.len()..].starts_with(';'));
        match found.and_then(|name| Some((name, *entities.get(name)?))) {
            Some((name, value)) => {
                *left = left.checked_sub(value.len() + 1).ok_or(Wrong::Large)?;
                let deeper = depth.checked_sub(1).ok_or(Wrong::Deep)?;
                replace(value, entities, deeper, left, out)?;
                rest = &rest[name.len() + 2..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Ok(())
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':')
}

/// Where the declarations of a document type stand, with the brackets around them; nothing if it has none.
fn subset(text: &str) -> Option<Range<usize>> {
    let doctype = doctype(text)?;
    let mut quote = None;
    let mut open = None;
    let mut at = doctype;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (Some(_), _) => {}
            (None, '<') if rest.starts_with("<!--") => {
                at += rest.find("-->")?;
            }
            (None, '\'' | '"') => quote = Some(c),
            (None, '[') if open.is_none() => open = Some(at),
            (None, ']') => return open.map(|open| open..at + 1),
            (None, '>') if open.is_none() => return None,
            _ => {}
        }
        at += text[at..].chars().next()?.len_utf8();
    }
    None
}

/// Where the document type begins, behind its `<!DOCTYPE`; nothing stands before it but instructions and
/// comments.
fn doctype(text: &str) -> Option<usize> {
    const BEGIN: &str = "<!DOCTYPE";
    let mut rest = text.trim_start_matches('\u{FEFF}').trim_start();
    loop {
        let end = match rest {
            rest if rest.starts_with("<?") => rest.find("?>")? + 2,
            rest if rest.starts_with("<!--") => rest.find("-->")? + 3,
            rest => {
                let is_it = rest.get(..BEGIN.len())?.eq_ignore_ascii_case(BEGIN);
                return is_it.then_some(text.len() - rest.len() + BEGIN.len());
            }
        };
        rest = rest[end..].trim_start();
    }
}

/// The entities that declarations define in themselves; of two of one name the first counts.
fn entities(subset: &str) -> HashMap<&str, &str> {
    let mut found = HashMap::new();
    for declaration in subset.split("<!ENTITY").skip(1) {
        let declaration = declaration.trim_start();
        let Some((name, rest)) = declaration.split_once(char::is_whitespace) else {
            continue;
        };
        let rest = rest.trim_start();
        // Others stand in files, or are for use among declarations only.
        let Some(quote) = rest.chars().next().filter(|c| matches!(c, '\'' | '"')) else {
            continue;
        };
        if let Some((value, _)) = rest[1..].split_once(quote) {
            found.entry(name).or_insert(value);
        }
    }
    found
}

/// How many attributes the tag has that has most.
fn most_attributes(text: &str) -> Option<usize> {
    let mut most = None;
    let (mut count, mut quote) = (None, None);
    for byte in text.bytes() {
        match (count, quote, byte) {
            (_, Some(q), byte) if byte == q => quote = None,
            (_, Some(_), _) => {}
            (_, None, b'<') => count = Some(0),
            (Some(_), None, b'>') => {
                most = most.max(count.take());
            }
            (Some(n), None, b'=') => count = Some(n + 1),
            (Some(n), None, b'"' | b'\'') if n > 0 => quote = Some(byte),
            _ => {}
        }
    }
    most.max(count)
}

/// An attribute by its local name, whatever its namespace.
pub(crate) fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attributes()
        .find(|a| a.name() == name)
        .map(|a| a.value())
}

/// The text in a node and its descendants, its white space made one space.
pub(crate) fn text(node: Node) -> String {
    let texts = node
        .descendants()
        .filter(Node::is_text)
        .filter_map(|n| n.text());
    let all: String = texts.collect();
    all.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Facts of Dublin Core among the descendants of a node: key and text.
pub(crate) fn facts(node: Node) -> Vec<(&'static str, String)> {
    #[rustfmt::skip]
    const KEYS: &[(&str, &str)] = &[
        ("title", "title"), ("creator", "author"), ("language", "language"), ("date", "date"), ("created", "date"),
        ("publisher", "publisher"), ("source", "source"), ("rights", "rights"), ("description", "description"),
        ("subject", "subject"), ("identifier", "identifier"), ("contributor", "contributor"),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_of_a_file_are_replaced_and_their_definitions_are_gone() {
        let text = "<?xml version=\"1.0\"?>\n<!-- [a] -->\n<!DOCTYPE html PUBLIC \"-//x\" \"y\" [\n\
            <!ENTITY dash \"&#x2014;\"><!-- ]> --><!ENTITY both 'a &dash; b'>\n<!ENTITY dash 'x'>\n\
            <!ENTITY far SYSTEM \"file:///x\"> ]>\n<p a=\"1\">&both; &amp; &far; &</p>";
        let resolved = resolve(text, "a").unwrap();
        assert!(
            resolved.ends_with(" >\n<p a=\"1\">a &#x2014; b &amp; &far; &</p>")
                || resolved.contains("<p a=\"1\">a &#x2014; b &amp; &far; &</p>"),
            "{resolved}"
        );
        assert!(!resolved.contains("ENTITY"));
        assert_eq!(resolved.lines().count(), text.lines().count());
        for same in [
            "<!DOCTYPE html><p>[a]</p>",
            "<p>&dash; [x]</p>",
            "",
            "<!DOCTYPE",
            "<!--",
        ] {
            assert_eq!(resolve(same, "a").unwrap(), same);
        }
        let known = "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>";
        let resolved = resolve(known, "a").unwrap();
        assert_eq!(
            parse(&resolved, "a", "b").unwrap().root_element().text(),
            Some("c")
        );
        assert!(parse(known, "a", "b").is_err());
    }

    #[test]
    fn bombs_are_refused_with_words() {
        let flat = format!(
            "<!DOCTYPE a [<!ENTITY b '{}'>]><a>{}</a>",
            "B".repeat(20_000),
            "&b;".repeat(20_000)
        );
        let said = resolve(&flat, "a.epub").unwrap_err().to_string();
        assert!(said.contains("make it grow by over 1 MB"), "{said}");
        let mut deep = String::from("<!DOCTYPE a [<!ENTITY b0 'ha'>");
        for i in 1..15 {
            deep += &format!("<!ENTITY b{i} '{}'>", format!("&b{};", i - 1).repeat(9));
        }
        assert!(resolve(&(deep + "]><a>&b14;</a>"), "a").is_err());
        let said = resolve("<!DOCTYPE a [<!ENTITY b '&b;'>]><a>&b;</a>", "a");
        assert!(
            said.unwrap_err()
                .to_string()
                .contains("hold one another, or themselves")
        );
        let crowded: String = (0..9_999).map(|i| format!(" a{i}='<'")).collect();
        let said = resolve(&format!("<a{crowded}/>"), "a")
            .unwrap_err()
            .to_string();
        assert!(said.contains("9999 attributes"), "{said}");
    }
}
