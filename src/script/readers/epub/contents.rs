//! The table of contents that a book states of itself (`nav` of EPUB 3, NCX of EPUB 2): where what it
//! lists says the same as the text there, that is a heading.

use super::super::super::ScriptError;
use super::super::archive::Archive;
use super::super::html::Block;
use super::super::xml;
use super::{LocalName, resolve};
use roxmltree::Node;
use std::collections::HashMap;

/// How many lines of a document may stand before the heading that the book lists for all of it.
const FIRST: usize = 3;

/// The longest heading, in bytes.
const LONGEST: usize = 200;

/// A listed heading: the document, perhaps a place in it, and the title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    document: String,
    place: Option<String>,
    title: String,
}

/// What the book lists. One that cannot be read lists nothing: the text does without.
///
/// # Errors
/// If the archive cannot be read.
pub fn read(
    archive: &mut Archive,
    package: Node,
    folder: &str,
    file: &str,
) -> Result<Vec<Entry>, ScriptError> {
    for item in package
        .descendants()
        .filter(|node| node.has_tag_name_local("item"))
    {
        let of = |name| xml::attribute(item, name);
        let is_nav = of("properties").is_some_and(|all| all.split_whitespace().any(|p| p == "nav"));
        let is_ncx = of("media-type") == Some("application/x-dtbncx+xml");
        let Some(Ok(name)) = of("href")
            .filter(|_| is_nav || is_ncx)
            .map(|href| resolve(folder, href, file))
        else {
            continue;
        };
        let Some(bytes) = archive.read(&name)? else {
            continue;
        };
        let entries = xml::decode(&bytes, file).and_then(|text| {
            Ok(entries(
                xml::parse(&text, file, &name)?.root_element(),
                &name,
                file,
            ))
        });
        if let Some(entries) = entries.ok().filter(|entries| !entries.is_empty()) {
            return Ok(entries);
        }
    }
    Ok(Vec::new())
}

fn entries(root: Node, name: &str, file: &str) -> Vec<Entry> {
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    let is_toc = |nav: &Node| {
        let kind = xml::attribute(*nav, "type").or(xml::attribute(*nav, "role"));
        nav.has_tag_name_local("nav") && kind.is_some_and(|kind| kind.contains("toc"))
    };
    let root = root.descendants().find(is_toc).unwrap_or(root);
    let links = root
        .descendants()
        .filter_map(|node| match node.tag_name().name() {
            "a" => Some((xml::attribute(node, "href")?, xml::text(node))),
            "navPoint" => {
                let child =
                    |name: &str| node.children().find(|child| child.has_tag_name_local(name));
                Some((
                    xml::attribute(child("content")?, "src")?,
                    xml::text(child("navLabel")?),
                ))
            }
            _ => None,
        });
    entries_of(links, folder, file)
}

fn entries_of<'a>(
    links: impl Iterator<Item = (&'a str, String)>,
    folder: &str,
    file: &str,
) -> Vec<Entry> {
    let entry = |(link, title): (&str, String)| {
        let (_, place) = link.split_once('#').unwrap_or((link, ""));
        Some(Entry {
            document: resolve(folder, link, file).ok()?,
            place: Some(place.to_string()).filter(|place| !place.is_empty()),
            title: bare(&title),
        })
    };
    links
        .filter_map(entry)
        .filter(|entry| !entry.title.is_empty())
        .collect()
}

/// What a document that is a table of contents lists.
pub fn listed_in(blocks: &[Block], name: &str, file: &str) -> Vec<Entry> {
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    let link = |block: &Block| Some((block.link.clone()?, block.text.clone()));
    let links: Vec<(String, String)> = blocks.iter().filter_map(link).collect();
    let links = links
        .iter()
        .map(|(link, text)| (link.as_str(), text.clone()));
    entries_of(links, folder, file)
}

/// Makes headings of the blocks that say what the book lists for their place. They are as high as
/// the highest that it lists and that are headings already.
pub fn mark(listed: &[Entry], documents: &mut [(&str, &mut Vec<Block>)]) {
    let mut by_document: HashMap<&str, Vec<&Entry>> = HashMap::new();
    for entry in listed {
        by_document.entry(&entry.document).or_default().push(entry);
    }
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (n, (name, blocks)) in documents.iter().enumerate() {
        let Some(entries) = by_document.get(name) else {
            continue;
        };
        let mut by_place: HashMap<Option<&str>, Vec<&str>> = HashMap::new();
        for entry in entries {
            by_place
                .entry(entry.place.as_deref())
                .or_default()
                .push(&entry.title);
        }
        let is_read =
            |block: &Block| block.reason.is_none() && !block.is_note && block.cell.is_none();
        let read: Vec<usize> = (0..blocks.len()).filter(|&i| is_read(&blocks[i])).collect();
        for (before, &i) in read.iter().enumerate() {
            let block = &blocks[i];
            let first = (before < FIRST).then_some(None);
            let places = block.ids.iter().map(|id| Some(id.as_str())).chain(first);
            let mut titles = places
                .filter_map(|place| by_place.get(&place))
                .flatten()
                .peekable();
            if titles.peek().is_none() || block.text.len() > LONGEST {
                continue;
            }
            // `Chapter One` and `The Knot` under it are listed as one.
            let text = bare(&block.text);
            let next = read
                .get(before + 1)
                .filter(|next| blocks[**next].text.len() <= LONGEST);
            let both = next.map(|next| text.clone() + &bare(&blocks[*next].text));
            for title in titles {
                if *title == text {
                    found.push((n, i));
                } else if Some(*title) == both.as_deref() {
                    found.push((n, i));
                    found.extend(next.map(|next| (n, *next)));
                }
            }
        }
    }
    let level = found
        .iter()
        .filter_map(|(n, i)| documents[*n].1[*i].heading)
        .min();
    for (n, i) in found {
        documents[n].1[i].heading.get_or_insert(level.unwrap_or(1));
    }
}

/// The letters and digits of a title, in lower case.
fn bare(title: &str) -> String {
    title
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
