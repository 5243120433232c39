//! The table of contents that a book states of itself (`nav` of EPUB 3, NCX of EPUB 2).

use super::super::super::ScriptError;
use super::super::archive::Archive;
use super::super::html::Block;
use super::super::xml;
use super::{LocalName, resolve};
use roxmltree::Node;

/// A listed heading: the document, perhaps a place in it, and the title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The document's name in the archive.
    pub document: String,
    /// The `id` that it begins at.
    pub place: Option<String>,
    /// The title.
    pub title: String,
    /// How deep it stands in the list, from 1.
    pub level: u8,
}

/// A link with its text and how deep it stands.
struct Link {
    href: String,
    title: String,
    level: usize,
}

/// What the book lists. A list that cannot be read lists nothing: the text does without.
///
/// # Errors
/// If the archive cannot be read.
pub(crate) fn read(
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
        let links = xml::decode(&bytes, file)
            .and_then(|text| Ok(links(xml::parse(&text, file, &name)?.root_element())));
        let entries = entries(links.unwrap_or_default(), &name, file);
        if !entries.is_empty() {
            return Ok(entries);
        }
    }
    Ok(Vec::new())
}

/// The links of a table of contents.
fn links(root: Node) -> Vec<Link> {
    let is_toc = |nav: &Node| {
        let kind = xml::attribute(*nav, "type").or(xml::attribute(*nav, "role"));
        nav.has_tag_name_local("nav") && kind.is_some_and(|kind| kind.contains("toc"))
    };
    let root = root.descendants().find(is_toc).unwrap_or(root);
    let mut links = Vec::new();
    // How many lists or points are open: nothing is asked of a node's ancestors.
    let mut open: Vec<roxmltree::NodeId> = Vec::new();
    for node in root.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        if !matches!(name, "li" | "navPoint") {
            continue;
        }
        // The parent item is the nearest open one that holds this one.
        while let Some(last) = open.last() {
            let holds = root.document().get_node(*last).is_some_and(|outer| {
                outer.range().start <= node.range().start && node.range().end <= outer.range().end
            });
            if holds {
                break;
            }
            open.pop();
        }
        open.push(node.id());
        let level = open.len();
        let child = |name: &str| node.children().find(|child| child.has_tag_name_local(name));
        let link = if name == "li" {
            // A part may be named without a link: it begins where what is in it does.
            let label = child("a").or_else(|| child("span"));
            let target = || node.descendants().find(|node| node.has_tag_name_local("a"));
            label
                .zip(child("a").or_else(target))
                .and_then(|(label, target)| {
                    Some((xml::text(label), xml::attribute(target, "href")?))
                })
        } else {
            child("navLabel")
                .zip(child("content"))
                .and_then(|(label, target)| {
                    Some((xml::text(label), xml::attribute(target, "src")?))
                })
        };
        if let Some((title, href)) = link {
            let href = href.to_string();
            links.push(Link { href, title, level });
        }
    }
    links
}

fn entries(links: Vec<Link>, name: &str, file: &str) -> Vec<Entry> {
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    let entry = |link: Link| {
        let (_, place) = link.href.split_once('#').unwrap_or((&link.href, ""));
        Some(Entry {
            document: resolve(folder, &link.href, file).ok()?,
            place: Some(place.to_string()).filter(|place| !place.is_empty()),
            title: link.title,
            level: link.level.min(usize::from(u8::MAX)) as u8,
        })
    };
    let is_named = |entry: &Entry| entry.title.contains(char::is_alphanumeric);
    links
        .into_iter()
        .filter_map(entry)
        .filter(is_named)
        .collect()
}

/// What a document that is a table of contents lists.
pub(crate) fn listed_in(blocks: &[Block], name: &str, file: &str) -> Vec<Entry> {
    let link = |block: &Block| {
        Some(Link {
            href: block.link.clone()?,
            title: block.text.clone(),
            level: 1,
        })
    };
    entries(blocks.iter().filter_map(link).collect(), name, file)
}
