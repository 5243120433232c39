//! EPUB 2 and 3: the chapters in the order of the spine, as pages of HTML.
//!
//! Places are numbers of blocks, counted over the whole book: the facts that the book states of
//! itself first, then the text (EPUB 3.3, sections 4 and 5; OPF 2.0.1).

use super::super::ScriptError;
use super::super::document::Document;
use super::archive::{Archive, damaged};
use super::book::Book;
use super::html::Block;
use super::{bounded, html, xml};
use roxmltree::Node;
use std::collections::{HashMap, HashSet};

pub(super) mod chapters;
pub(super) mod contents;
mod matter;

/// Where a book says where its package is.
pub(crate) const CONTAINER: &str = "META-INF/container.xml";
/// The algorithms of font obfuscation, which hides no text (EPUB 3.3, section 4.3.3; Adobe's).
const OBFUSCATION: &[&str] = &[
    "http://www.idpf.org/2008/embedding",
    "http://ns.adobe.com/pdf/enc#RC",
];
/// The most documents of a spine.
const MOST_DOCUMENTS: usize = 10_000;

/// Reads a book.
///
/// # Errors
/// If it is damaged, encrypted or too large.
pub(crate) fn read(bytes: &[u8], file: &str) -> Result<Document, ScriptError> {
    let mut archive = Archive::open(bytes, file)?;
    refuse_encrypted(&mut archive, file)?;
    let container = part(&mut archive, file, CONTAINER)?;
    let container = xml::parse(&container, file, CONTAINER)?;
    let package_name = container
        .descendants()
        .find(|node| node.has_tag_name_local("rootfile"))
        .and_then(|node| xml::attribute(node, "full-path"))
        .ok_or_else(|| damaged(file, "META-INF/container.xml names no package"))?;
    let package_name = resolve("", package_name, file)?;
    let package = part(&mut archive, file, &package_name)?;
    let package = xml::parse(&package, file, &package_name)?;
    let mut book = Book::default();
    facts(package.root_element(), &mut book);
    let folder = package_name
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder);
    let mut documents: Vec<(SpineItem, String, Option<Vec<Block>>)> = Vec::new();
    let mut noted = HashSet::new();
    let mut lines = 0;
    for document in spine(package.root_element(), file)? {
        let name = resolve(folder, &document.href, file)?;
        let blocks = match archive.read(&name)? {
            Some(bytes) => {
                let text = xml::decode(&bytes, &format!("{file}: {name}"))?;
                Some(html::chapter(&text, file, &mut noted)?)
            }
            None => None,
        };
        lines += blocks.as_ref().map_or(0, Vec::len);
        bounded(lines, file)?;
        documents.push((document, name, blocks));
    }
    let reasons: Vec<Option<&'static str>> = documents
        .iter()
        .map(|(document, _, blocks)| match document.is_toc {
            true => Some(matter::CONTENTS),
            false => matter::kind(blocks.as_deref().unwrap_or_default()),
        })
        .collect();
    let mut listed = contents::read(&mut archive, package.root_element(), folder, file)?;
    if listed.len() < 2 {
        for ((_, name, blocks), reason) in documents.iter().zip(&reasons) {
            if *reason == Some(matter::CONTENTS) {
                let blocks = blocks.as_deref().unwrap_or_default();
                listed.extend(contents::listed_in(blocks, name, file));
            }
        }
    }
    let mut pages: Vec<chapters::Page> = Vec::new();
    for ((document, name, blocks), reason) in documents.iter_mut().zip(&reasons) {
        let is_read = reason.is_none() && !document.is_aside;
        pages.extend(
            blocks
                .as_mut()
                .filter(|_| is_read)
                .map(|blocks| (name.as_str(), blocks)),
        );
    }
    chapters::mark(&listed, &mut pages, &|text| book.repeats(text).is_some());
    for ((document, name, blocks), reason) in documents.into_iter().zip(reasons) {
        match blocks {
            Some(blocks) => book.document(blocks, reason, document.is_aside),
            None => book.drop(&name, "named by the book, but not in it"),
        }
    }
    Ok(book.finish())
}

/// What the package says of the book.
fn facts(package: Node, book: &mut Book) {
    let metadata = package
        .children()
        .find(|node| node.has_tag_name_local("metadata"));
    for (key, text) in metadata.map(xml::facts).unwrap_or_default() {
        match key {
            "title" => book.title(&text),
            key => book.fact(key, &text),
        }
    }
}

fn part(archive: &mut Archive, file: &str, name: &str) -> Result<String, ScriptError> {
    let bytes = archive
        .read(name)?
        .ok_or_else(|| damaged(file, &format!("{name} is missing")))?;
    xml::decode(&bytes, &format!("{file}: {name}"))
}

/// Refuses a book whose text is encrypted: only its owner's program can open it.
fn refuse_encrypted(archive: &mut Archive, file: &str) -> Result<(), ScriptError> {
    let drm = || ScriptError::Encrypted { file: file.into() };
    if archive.has("META-INF/rights.xml")
        || archive.has("META-INF/license.lcpl")
        || archive.has("META-INF/sinf.xml")
    {
        return Err(drm());
    }
    const NAME: &str = "META-INF/encryption.xml";
    if !archive.has(NAME) {
        return Ok(());
    }
    let text = part(archive, file, NAME)?;
    let document = xml::parse(&text, file, NAME)?;
    let hides_text = document
        .descendants()
        .filter(|node| node.has_tag_name_local("EncryptedData"))
        .any(|data| {
            let methods = data
                .children()
                .filter(|node| node.has_tag_name_local("EncryptionMethod"));
            let mut methods = methods.filter_map(|node| xml::attribute(node, "Algorithm"));
            !methods.any(|algorithm| OBFUSCATION.contains(&algorithm))
        });
    if hides_text { Err(drm()) } else { Ok(()) }
}

trait LocalName {
    fn has_tag_name_local(&self, name: &str) -> bool;
}

impl LocalName for Node<'_, '_> {
    fn has_tag_name_local(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
}

/// A document of the spine.
struct SpineItem {
    href: String,
    is_toc: bool,
    is_aside: bool,
}

fn spine(package: Node, file: &str) -> Result<Vec<SpineItem>, ScriptError> {
    let mut items: HashMap<&str, (&str, bool)> = HashMap::new();
    let mut toc: HashSet<&str> = HashSet::new();
    let mut documents = Vec::new();
    for node in package.descendants() {
        let of = |name| xml::attribute(node, name);
        match node.tag_name().name() {
            "item" => {
                if let (Some(id), Some(href)) = (of("id"), of("href")) {
                    let is_nav =
                        of("properties").is_some_and(|p| p.split_whitespace().any(|p| p == "nav"));
                    items.insert(id, (href, is_nav));
                }
            }
            "reference" if of("type") == Some("toc") => {
                toc.extend(of("href").and_then(|href| href.split('#').next()));
            }
            _ => {}
        }
    }
    let mut seen = HashSet::new();
    for node in package
        .descendants()
        .filter(|node| node.has_tag_name_local("itemref"))
    {
        let Some((href, is_nav)) = xml::attribute(node, "idref").and_then(|id| items.get(id))
        else {
            continue;
        };
        // A document that stands twice in the spine is read once.
        if seen.insert(*href) {
            documents.push(SpineItem {
                href: (*href).to_string(),
                is_toc: *is_nav || toc.contains(href),
                is_aside: xml::attribute(node, "linear") == Some("no"),
            });
        }
    }
    if documents.len() > MOST_DOCUMENTS {
        let what = format!(
            "its spine has {} documents; diglot reads at most {MOST_DOCUMENTS}",
            documents.len()
        );
        return Err(ScriptError::TooLarge {
            file: file.into(),
            what,
        });
    }
    Ok(documents)
}

/// A name in the archive from a link: relative to a folder, without escapes.
fn resolve(folder: &str, link: &str, file: &str) -> Result<String, ScriptError> {
    let link = link.split('#').next().unwrap_or_default();
    let link = percent_encoding::percent_decode_str(link).decode_utf8_lossy();
    let mut steps: Vec<&str> = if link.starts_with('/') {
        Vec::new()
    } else {
        folder.split('/').collect()
    };
    steps.retain(|step| !step.is_empty());
    for step in link.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                if steps.pop().is_none() {
                    return Err(damaged(
                        file,
                        &format!("the path `{link}` leads out of the book"),
                    ));
                }
            }
            step => steps.push(step),
        }
    }
    Ok(steps.join("/"))
}
