//! DOCX: paragraphs, headings by style, tables, notes (ECMA-376, part 1, section 17).
//!
//! Places are numbers of paragraphs, counted over the whole document.

use super::super::ScriptError;
use super::super::document::Emphasis;
use super::super::document::{Document, Preset, SourceLine};
use super::archive::{Archive, damaged};
use super::emphasis::EmphasisSoFar;
use super::raised::{Height, at_height};
use super::table::{self, Cell};
use super::{actions, is_beyond, xml};
use roxmltree::Node;
use std::collections::HashMap;

/// Where a document's text is.
pub(crate) const DOCUMENT: &str = "word/document.xml";
/// How deep tables and containers are followed.
const DEEPEST: usize = 64;

/// Reads a document. Tracked deletions and comments are left out, with the reason.
///
/// # Errors
/// If it is damaged or too large.
pub(crate) fn read(bytes: &[u8], file: &str) -> Result<Document, ScriptError> {
    let mut archive = Archive::open(bytes, file)?;
    let mut reader = Reader::default();
    let mut load = |name: &str| -> Result<Option<String>, ScriptError> {
        let bytes = archive.read(name)?;
        bytes
            .map(|bytes| xml::decode(&bytes, &format!("{file}: {name}")))
            .transpose()
    };
    if let Some(text) = load("docProps/core.xml")? {
        let document = xml::parse(&text, file, "docProps/core.xml")?;
        for (key, text) in xml::facts(document.root_element()) {
            // Titles of documents are often those of their templates: facts, not the book's title.
            reader.put(&text, Preset::Metadata { key });
        }
    }
    if let Some(text) = load("word/styles.xml")? {
        let document = xml::parse(&text, file, "word/styles.xml")?;
        reader.styles = styles(document.root_element());
    }
    for (name, kind) in [
        ("word/footnotes.xml", "footnote"),
        ("word/endnotes.xml", "endnote"),
    ] {
        if let Some(text) = load(name)? {
            let document = xml::parse(&text, file, name)?;
            reader.notes.extend(notes(document.root_element(), kind));
        }
    }
    let text = load(DOCUMENT)?.ok_or_else(|| damaged(file, "word/document.xml is missing"))?;
    let document = xml::parse(&text, file, DOCUMENT)?;
    let body = document
        .root_element()
        .children()
        .find(|node| is(node, "body"));
    let body = body.ok_or_else(|| damaged(file, "word/document.xml has no body"))?;
    let lines = reader.container(body, 0);
    reader.lines.extend(lines);
    for (name, reason) in [
        ("word/comments.xml", "comment in the margin"),
        ("word/header1.xml", "page header"),
        ("word/header2.xml", "page header"),
        ("word/header3.xml", "page header"),
        ("word/footer1.xml", "page footer"),
        ("word/footer2.xml", "page footer"),
        ("word/footer3.xml", "page footer"),
    ] {
        if let Some(text) = load(name)? {
            let document = xml::parse(&text, file, name)?;
            for paragraph in document.descendants().filter(|node| is(node, "p")) {
                let text = plain(paragraph);
                if !text.is_empty() {
                    reader.put(&text, Preset::Dropped { reason });
                }
            }
        }
    }
    Ok(Document {
        lines: reader.lines,
    })
}

fn is(node: &Node, name: &str) -> bool {
    node.is_element() && node.tag_name().name() == name
}

fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|node| is(node, name))
}

fn value<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    child(node, name).and_then(|node| xml::attribute(node, "val"))
}

/// What a paragraph's style makes of it.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Style {
    Title,
    Heading(u8),
    Contents,
}

fn style_of(name: &str) -> Option<Style> {
    let name: String = name
        .to_lowercase()
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    if name == "title" {
        return Some(Style::Title);
    }
    if name.starts_with("toc") {
        return Some(Style::Contents);
    }
    let level = name.strip_prefix("heading")?;
    level
        .parse()
        .ok()
        .filter(|level| (1..=9).contains(level))
        .map(|level: u8| Style::Heading(level.min(6)))
}

/// The styles by their ids; one that is based on another is as that.
fn styles(root: Node) -> HashMap<String, Style> {
    let mut found: HashMap<String, Style> = HashMap::new();
    let mut based: Vec<(String, String)> = Vec::new();
    for style in root.children().filter(|node| is(node, "style")) {
        let Some(id) = xml::attribute(style, "styleId") else {
            continue;
        };
        let outline = child(style, "pPr").and_then(|p| value(p, "outlineLvl"));
        let outline = outline
            .and_then(|level| level.parse().ok())
            .filter(|level: &u8| *level < 9);
        let own = value(style, "name").and_then(style_of);
        if let Some(own) = own.or(outline.map(|level| Style::Heading((level + 1).min(6)))) {
            found.insert(id.to_string(), own);
        } else if let Some(base) = value(style, "basedOn") {
            based.push((id.to_string(), base.to_string()));
        }
    }
    // Chains of styles are short; a few rounds follow them.
    for _ in 0..8 {
        for (id, base) in &based {
            if let Some(style) = found.get(base).copied() {
                found.entry(id.clone()).or_insert(style);
            }
        }
    }
    found
}

fn notes(root: Node, kind: &'static str) -> HashMap<(&'static str, String), Vec<String>> {
    let mut notes = HashMap::new();
    for note in root.children().filter(|node| is(node, kind)) {
        // `separator` and the like are lines over the notes.
        if let (None, Some(id)) = (xml::attribute(note, "type"), xml::attribute(note, "id")) {
            let paragraphs = note.descendants().filter(|node| is(node, "p")).map(plain);
            notes.insert(
                (kind, id.to_string()),
                paragraphs.filter(|text| !text.is_empty()).collect(),
            );
        }
    }
    notes
}

/// The words of a paragraph, whatever is in it.
fn plain(paragraph: Node) -> String {
    let words = paragraph
        .descendants()
        .filter(|node| is(node, "t") || is(node, "delText"));
    let text: String = words.filter_map(|node| node.text()).collect();
    text.trim().to_string()
}

#[derive(Default)]
struct Reader {
    lines: Vec<SourceLine>,
    /// The number of the last block.
    blocks: usize,
    styles: HashMap<String, Style>,
    notes: HashMap<(&'static str, String), Vec<String>>,
    /// The book has a title.
    titled: bool,
}

/// The runs of a paragraph, sorted by what is to be done with them.
#[derive(Default)]
struct Runs {
    text: String,
    emphasis: EmphasisSoFar,
    deleted: String,
    hidden: String,
    notes: Vec<(&'static str, String)>,
    boxed: Vec<SourceLine>,
}

impl Reader {
    fn put(&mut self, text: &str, preset: Preset) {
        let line = self.line(text, preset);
        self.lines.push(line);
    }

    fn line(&mut self, text: &str, preset: Preset) -> SourceLine {
        self.blocks += 1;
        SourceLine::preset(self.blocks, text, true, preset)
    }

    /// The lines of what holds paragraphs and tables.
    fn container(&mut self, node: Node, depth: usize) -> Vec<SourceLine> {
        let mut lines = Vec::new();
        if depth > DEEPEST {
            let text = plain(node);
            if !text.is_empty() {
                lines.push(self.line(
                    &text,
                    Preset::Dropped {
                        reason: "nested too deep",
                    },
                ));
            }
            return lines;
        }
        for child in node.children().filter(Node::is_element) {
            if is_beyond(self.blocks) {
                break;
            }
            match child.tag_name().name() {
                "p" => lines.append(&mut self.paragraph(child, depth)),
                "tbl" => lines.append(&mut self.table(child, depth)),
                "del" | "moveFrom" => {
                    let text = plain(child);
                    if !text.is_empty() {
                        lines.push(self.line(
                            &text,
                            Preset::Dropped {
                                reason: "deleted, in tracked changes",
                            },
                        ));
                    }
                }
                "sdt" | "sdtContent" | "ins" | "moveTo" | "customXml" | "smartTag" => {
                    lines.append(&mut self.container(child, depth + 1));
                }
                "AlternateContent" => {
                    if let Some(choice) = child.children().find(Node::is_element) {
                        lines.append(&mut self.container(choice, depth + 1));
                    }
                }
                _ => {}
            }
        }
        lines
    }

    fn table(&mut self, node: Node, depth: usize) -> Vec<SourceLine> {
        let mut rows = Vec::new();
        let mut all: Vec<Node> = Vec::new();
        for child in node.children().filter(Node::is_element) {
            match child.tag_name().name() {
                "tr" => all.push(child),
                "sdt" | "ins" => all.extend(child.descendants().filter(|node| is(node, "tr"))),
                _ => {}
            }
        }
        for row in all {
            let mut cells = Vec::new();
            let of_row = row.children().flat_map(|node| {
                let inner = is(&node, "sdt")
                    .then(|| child(node, "sdtContent"))
                    .flatten();
                let wrapped = inner.into_iter().flat_map(|node| node.children());
                std::iter::once(node).chain(wrapped).collect::<Vec<_>>()
            });
            for (column, cell) in of_row.filter(|node| is(node, "tc")).enumerate() {
                let lines = self.container(cell, depth + 1);
                if !lines.is_empty() {
                    cells.push(Cell { column, lines });
                }
            }
            rows.push(cells);
        }
        table::lines(rows)
    }

    fn paragraph(&mut self, node: Node, depth: usize) -> Vec<SourceLine> {
        let properties = child(node, "pPr");
        let style = properties.and_then(|p| value(p, "pStyle"));
        let outline = properties.and_then(|p| value(p, "outlineLvl"));
        let outline = outline
            .and_then(|l| l.parse().ok())
            .filter(|level: &u8| *level < 9);
        let style = style
            .and_then(|id| self.styles.get(id).copied().or_else(|| style_of(id)))
            .or(outline.map(|level| Style::Heading((level + 1).min(6))));
        let mut runs = Runs::default();
        self.runs(node, depth, &mut runs);
        if style.is_none() {
            actions::bracket(&mut runs.text, runs.emphasis.light());
        }
        let mut lines = Vec::new();
        let mut begins = true;
        let texts: Vec<&str> = runs.text.split('\n').map(str::trim).collect();
        if texts.iter().any(|text| !text.is_empty()) {
            self.blocks += 1;
        }
        for text in texts {
            if text.is_empty() {
                continue;
            }
            let mut line = SourceLine::new(self.blocks, text, begins);
            runs.emphasis.mark(&mut line.markup);
            begins = false;
            match style {
                Some(Style::Title) if !self.titled => {
                    line.preset = Some(Preset::Title {
                        text: text.to_string(),
                    });
                }
                Some(Style::Title) => line.markup.heading = Some(1),
                Some(Style::Heading(level)) => line.markup.heading = Some(level),
                Some(Style::Contents) => {
                    line.preset = Some(Preset::Dropped {
                        reason: "table of contents",
                    })
                }
                None => {}
            }
            lines.push(line);
        }
        self.titled |= style == Some(Style::Title) && !begins;
        for (text, reason) in [
            (&runs.deleted, "deleted, in tracked changes"),
            (&runs.hidden, "hidden in the document"),
        ] {
            if !text.trim().is_empty() {
                lines.push(self.line(text, Preset::Dropped { reason }));
            }
        }
        for key in runs.notes {
            for text in self.notes.remove(&key).unwrap_or_default() {
                lines.push(self.line(&text, Preset::Note));
            }
        }
        lines.append(&mut runs.boxed);
        lines
    }

    /// Gathers the runs below a node.
    fn runs(&mut self, node: Node, depth: usize, runs: &mut Runs) {
        if depth > DEEPEST {
            let text = plain(node);
            runs.hidden.push_str(&text);
            return;
        }
        for child in node.children().filter(Node::is_element) {
            match child.tag_name().name() {
                "r" => self.run(child, depth, runs),
                "del" | "moveFrom" => runs.deleted.push_str(&plain(child)),
                "pPr" | "sdtPr" => {}
                "AlternateContent" => {
                    if let Some(choice) = child.children().find(Node::is_element) {
                        self.runs(choice, depth + 1, runs);
                    }
                }
                _ => self.runs(child, depth + 1, runs),
            }
        }
    }

    fn run(&mut self, node: Node, depth: usize, runs: &mut Runs) {
        let has = |property: &str| {
            child(node, "rPr")
                .and_then(|p| child(p, property))
                .is_some_and(|v| !matches!(xml::attribute(v, "val"), Some("0" | "false")))
        };
        let is_hidden = has("vanish");
        let height = match child(node, "rPr").and_then(|p| value(p, "vertAlign")) {
            Some("superscript") => Height::Raised,
            Some("subscript") => Height::Lowered,
            _ => Height::Line,
        };
        let emphasis = match () {
            () if has("b") => Some(Emphasis::Strong),
            () if has("i") => Some(Emphasis::Light),
            () => None,
        };
        for child in node.children().filter(Node::is_element) {
            let id = || xml::attribute(child, "id").unwrap_or_default().to_string();
            let text = match child.tag_name().name() {
                "t" => child.text().unwrap_or_default(),
                "delText" => {
                    runs.deleted.push_str(child.text().unwrap_or_default());
                    ""
                }
                "tab" | "ptab" => "\t",
                "br" if matches!(xml::attribute(child, "type"), None | Some("textWrapping")) => {
                    "\n"
                }
                "cr" => "\n",
                "noBreakHyphen" => "\u{2011}",
                "footnoteReference" => {
                    runs.notes.push(("footnote", id()));
                    ""
                }
                "endnoteReference" => {
                    runs.notes.push(("endnote", id()));
                    ""
                }
                "drawing" | "pict" | "object" | "AlternateContent" => {
                    self.boxes(child, depth, runs);
                    ""
                }
                _ => "",
            };
            let set = at_height(height, &runs.text, text);
            let text = set.as_deref().unwrap_or(text);
            if is_hidden {
                runs.hidden.push_str(text);
            } else {
                runs.text.push_str(text);
                runs.emphasis.add(text, emphasis);
            }
        }
    }

    /// The text boxes of a drawing; of two versions of it the first.
    fn boxes(&mut self, node: Node, depth: usize, runs: &mut Runs) {
        let node = if is(&node, "AlternateContent") {
            node.children().find(Node::is_element)
        } else {
            Some(node)
        };
        for content in node.into_iter().flat_map(|node| node.descendants()) {
            let is_outer = |content: Node| {
                !content
                    .ancestors()
                    .skip(1)
                    .take_while(|a| Some(*a) != node)
                    .any(|a| is(&a, "txbxContent"))
            };
            if is(&content, "txbxContent") && is_outer(content) {
                let mut lines = self.container(content, depth + 8);
                runs.boxed.append(&mut lines);
            }
        }
    }
}
