//! OpenDocument texts (ODF 1.3, part 3): paragraphs, headings, tables, notes; zipped (`.odt`) or flat (`.fodt`).

use super::super::ScriptError;
use super::super::document::Document;
use super::super::document::Emphasis;
use super::archive::{Archive, damaged};
use super::book::Book;
use super::paragraphs::{Frame, Paragraphs, Run};
use super::raised::Height;
use super::xml;
use roxmltree::Node;
use std::collections::HashMap;

/// Where a document's text is.
pub(crate) const CONTENT: &str = "content.xml";
/// How deep elements are followed.
const DEEPEST: usize = 200;
/// The most spaces that one element stands for.
const MOST_SPACES: usize = 100;

/// Whether a text begins like a flat document.
pub(crate) fn is_flat(text: &str) -> bool {
    let start: String = text.chars().take(2000).collect();
    start.contains("<office:document") && start.contains("opendocument")
}

/// Reads a zipped document.
///
/// # Errors
/// If it is damaged, encrypted or too large, or no text document.
pub(crate) fn read(bytes: &[u8], file: &str) -> Result<Document, ScriptError> {
    let mut archive = Archive::open(bytes, file)?;
    let mut load = |name: &str| -> Result<Option<String>, ScriptError> {
        let bytes = archive.read(name)?;
        let decode = |bytes: Vec<u8>| xml::decode(&bytes, &format!("{file}: {name}"));
        bytes.map(decode).transpose()
    };
    const MANIFEST: &str = "META-INF/manifest.xml";
    if load(MANIFEST)?.is_some_and(|manifest| manifest.contains("encryption-data")) {
        return Err(ScriptError::Encrypted { file: file.into() });
    }
    let mut reader = Reader::default();
    let mut book = Book::default();
    if let Some(text) = load("meta.xml")? {
        facts(
            xml::parse(&text, file, "meta.xml")?.root_element(),
            &mut book,
        );
    }
    if let Some(text) = load("styles.xml")? {
        reader.styles(xml::parse(&text, file, "styles.xml")?.root_element());
    }
    let text = load(CONTENT)?.ok_or_else(|| damaged(file, "content.xml is missing"))?;
    let document = xml::parse(&text, file, CONTENT)?;
    reader.document(document.root_element(), book, file)
}

/// Reads a flat document.
///
/// # Errors
/// If it is no XML, or no text document.
pub(crate) fn read_flat(bytes: &[u8], file: &str) -> Result<Document, ScriptError> {
    let text = xml::decode(bytes, file)?;
    let document = xml::parse(&text, file, "the document")?;
    let mut book = Book::default();
    if let Some(meta) = child(document.root_element(), "meta") {
        facts(meta, &mut book);
    }
    Reader::default().document(document.root_element(), book, file)
}

fn facts(meta: Node, book: &mut Book) {
    for (key, text) in xml::facts(meta) {
        // Its date is that of the last change.
        if key != "date" {
            book.fact(key, &text);
        }
    }
}

fn is(node: Node, name: &str) -> bool {
    node.is_element() && node.tag_name().name() == name
}

fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|node| is(*node, name))
}

/// What a style makes of a text.
#[derive(Debug, Clone, Default)]
struct Style {
    parent: Option<String>,
    is_title: bool,
    heading: Option<u8>,
    emphasis: Option<Emphasis>,
    height: Option<Height>,
    is_hidden: bool,
}

#[derive(Default)]
struct Reader {
    styles: HashMap<String, Style>,
    paragraphs: Paragraphs,
    titled: bool,
}

impl Reader {
    fn document(mut self, root: Node, mut book: Book, file: &str) -> Result<Document, ScriptError> {
        self.styles(root);
        let body = child(root, "body");
        let text = body.and_then(|body| child(body, "text"));
        let Some(text) = text else {
            return Err(ScriptError::NotText {
                file: file.into(),
                kind: "an OpenDocument file that is no text document",
            });
        };
        self.blocks(text, Frame::default(), 0);
        book.document(self.paragraphs.finish(), None, false);
        Ok(book.finish())
    }

    fn styles(&mut self, root: Node) {
        for node in root.descendants().filter(|node| is(*node, "style")) {
            let Some(name) = xml::attribute(node, "name") else {
                continue;
            };
            let shown = xml::attribute(node, "display-name").unwrap_or(name);
            let mut style = Style {
                parent: xml::attribute(node, "parent-style-name").map(String::from),
                is_title: shown == "Title",
                heading: xml::attribute(node, "default-outline-level").and_then(|l| l.parse().ok()),
                ..Style::default()
            };
            if let Some(text) = child(node, "text-properties") {
                let of = |name| xml::attribute(text, name);
                style.emphasis = match (of("font-weight"), of("font-style")) {
                    (Some("bold" | "600" | "700" | "800" | "900"), _) => Some(Emphasis::Strong),
                    (_, Some("italic" | "oblique")) => Some(Emphasis::Light),
                    _ => None,
                };
                style.height = of("text-position").map(|position| match position.as_bytes() {
                    [b's', b'u', b'p', ..] | [b'1'..=b'9', ..] => Height::Raised,
                    [b's', b'u', b'b', ..] | [b'-', ..] => Height::Lowered,
                    _ => Height::Line,
                });
                style.is_hidden = of("display") == Some("none");
            }
            self.styles.insert(name.to_string(), style);
        }
    }

    /// What a node's style and those that it is based on make of it.
    fn style(&self, node: Node) -> Style {
        let mut whole = Style::default();
        let mut name = xml::attribute(node, "style-name").map(String::from);
        // Chains of styles are short.
        for _ in 0..8 {
            let Some(style) = name.as_ref().and_then(|name| self.styles.get(name)) else {
                break;
            };
            whole.is_title |= style.is_title;
            whole.heading = whole.heading.or(style.heading);
            whole.emphasis = whole.emphasis.or(style.emphasis);
            whole.height = whole.height.or(style.height);
            whole.is_hidden |= style.is_hidden;
            name.clone_from(&style.parent);
        }
        whole
    }

    /// Reads what holds paragraphs.
    fn blocks(&mut self, node: Node, frame: Frame, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        for child in node.children().filter(Node::is_element) {
            let without = |reason| Frame {
                reason: frame.reason.or(Some(reason)),
                ..frame
            };
            match child.tag_name().name() {
                "h" | "p" => self.paragraph(child, frame, depth),
                "table" => self.table(child, frame, depth),
                "tracked-changes" => {
                    let deleted = child.descendants().filter(|node| is(*node, "deletion"));
                    for node in deleted {
                        self.blocks(node, without("deleted, in tracked changes"), depth + 1);
                    }
                }
                "table-of-content" | "alphabetical-index" | "illustration-index" => {
                    self.blocks(child, without("table of contents"), depth + 1);
                }
                "forms" | "sequence-decls" | "variable-decls" | "index-title-template" => {}
                name if name.ends_with("-source") || name.ends_with("-decls") => {}
                _ => self.blocks(child, frame, depth + 1),
            }
        }
    }

    fn paragraph(&mut self, node: Node, mut frame: Frame, depth: usize) {
        let style = self.style(node);
        let outline = xml::attribute(node, "outline-level").and_then(|level| level.parse().ok());
        let is_text = frame.reason.is_none() && !frame.is_note && frame.cell.is_none();
        if is(node, "h") && is_text {
            frame.heading = Some(outline.or(style.heading).unwrap_or(1u8).clamp(1, 6));
        } else if style.is_title && is_text {
            frame.is_title = !std::mem::replace(&mut self.titled, true);
            frame.heading = Some(1).filter(|_| !frame.is_title);
        }
        self.paragraphs.begin(frame);
        let run = Run {
            emphasis: style.emphasis.filter(|_| frame.heading.is_none()),
            reason: style.is_hidden.then_some("hidden in the document"),
            ..Run::default()
        };
        self.inline(node, run, depth + 1);
        self.paragraphs.end_line();
    }

    fn table(&mut self, node: Node, frame: Frame, depth: usize) {
        let table = self.paragraphs.table();
        let rows = node.descendants().filter(|row| {
            let holder = row.ancestors().skip(1).find(|outer| is(*outer, "table"));
            is(*row, "table-row") && holder == Some(node)
        });
        for row in rows {
            let mut place = self.paragraphs.row(table);
            for cell in row.children().filter(|node| is(*node, "table-cell")) {
                let cell_frame = Frame {
                    cell: Some(place),
                    ..frame
                };
                self.blocks(cell, cell_frame, depth + 1);
                place.column += 1;
            }
        }
    }

    fn inline(&mut self, node: Node, run: Run, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        for child in node.children() {
            if let Some(text) = child.text().filter(|_| child.is_text()) {
                self.paragraphs.text(text, run);
            }
            if !child.is_element() {
                continue;
            }
            match child.tag_name().name() {
                "s" => {
                    let count = xml::attribute(child, "c").and_then(|c| c.parse().ok());
                    let spaces = " ".repeat(count.unwrap_or(1).min(MOST_SPACES));
                    self.paragraphs.text(&spaces, run);
                }
                "tab" => self.paragraphs.text("\t", run),
                "line-break" => self.paragraphs.end_line(),
                "span" => {
                    let style = self.style(child);
                    let inner = Run {
                        emphasis: style.emphasis.max(run.emphasis),
                        height: style.height.unwrap_or(run.height),
                        reason: run
                            .reason
                            .or(style.is_hidden.then_some("hidden in the document")),
                    };
                    self.inline(child, inner, depth + 1);
                }
                "note" => {
                    let is_note = true;
                    self.aside(
                        child,
                        "note-body",
                        Frame {
                            is_note,
                            ..Frame::default()
                        },
                        depth,
                    );
                }
                "annotation" => {
                    let reason = Some("comment in the margin");
                    self.paragraphs.begin_aside(Frame {
                        reason,
                        ..Frame::default()
                    });
                    self.blocks(
                        child,
                        Frame {
                            reason,
                            ..Frame::default()
                        },
                        depth + 1,
                    );
                    self.paragraphs.end_aside();
                }
                "frame" | "text-box" | "custom-shape" => {
                    self.aside(child, "text-box", Frame::default(), depth);
                }
                "ruby-text" => {
                    let reason = Some("reading aid over a word");
                    self.inline(child, Run { reason, ..run }, depth + 1);
                }
                "note-citation" | "image" | "object" | "desc" => {}
                _ => self.inline(child, run, depth + 1),
            }
        }
    }

    /// Reads what stands in a line and is not part of it.
    fn aside(&mut self, node: Node, body: &str, frame: Frame, depth: usize) {
        self.paragraphs.begin_aside(frame);
        for body in node.children().filter(|child| is(*child, body)) {
            self.blocks(body, frame, depth + 1);
        }
        self.paragraphs.end_aside();
    }
}
