//! FB2 (FictionBook 2.1): sections with titles, poems, notes. Pictures are left out.

use super::super::ScriptError;
use super::super::document::Document;
use super::super::document::Emphasis;
use super::book::Book;
use super::paragraphs::{Frame, Paragraphs, Run};
use super::raised::Height;
use super::xml;
use roxmltree::Node;
use std::collections::{HashMap, HashSet};

/// How deep elements are followed.
const DEEPEST: usize = 200;
/// Why the number of a note is not in the book.
const MARK: &str = "mark of a note";
/// The deepest level of a heading.
const LOWEST: u8 = 6;

/// Whether a text begins like such a book.
pub(crate) fn is_fb2(text: &str) -> bool {
    let start: String = text.chars().take(2000).collect();
    start.contains("<FictionBook")
}

/// Reads a book.
///
/// # Errors
/// If it is no text, or no XML.
pub(crate) fn read(bytes: &[u8], file: &str) -> Result<Document, ScriptError> {
    let text = xml::decode(bytes, file)?;
    let document = xml::parse(text.trim_start_matches('\u{FEFF}'), file, "the book")?;
    let root = document.root_element();
    let mut book = Book::default();
    if let Some(description) = child(root, "description") {
        facts(description, &mut book);
    }
    let bodies = || root.children().filter(|node| is(*node, "body"));
    let mut reader = Reader {
        notes: bodies()
            .filter(|body| is_notes(*body))
            .flat_map(notes)
            .collect(),
        ..Reader::default()
    };
    for body in bodies() {
        let frame = Frame {
            is_note: is_notes(body),
            ..Frame::default()
        };
        reader.blocks(body, 1, 0, frame);
        let paragraphs = std::mem::take(&mut reader.paragraphs);
        book.document(paragraphs.finish(), None, false);
    }
    Ok(book.finish())
}

fn is(node: Node, name: &str) -> bool {
    node.is_element() && node.tag_name().name() == name
}

fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|node| is(*node, name))
}

/// Whether a body holds the notes to the text.
fn is_notes(body: Node) -> bool {
    xml::attribute(body, "name").is_some()
}

/// The notes of a body, by their ids.
fn notes<'a, 'i>(body: Node<'a, 'i>) -> impl Iterator<Item = (&'a str, Node<'a, 'i>)> {
    let sections = body.descendants().filter(|node| is(*node, "section"));
    sections.filter_map(|section| Some((xml::attribute(section, "id")?, section)))
}

/// What the book says of itself.
fn facts(description: Node, book: &mut Book) {
    for part in description.children().filter(Node::is_element) {
        let part_name = part.tag_name().name();
        for node in part.children().filter(Node::is_element) {
            let text = xml::text(node);
            if text.is_empty() {
                continue;
            }
            match (part_name, node.tag_name().name()) {
                ("title-info", "book-title") => book.title(&text),
                ("title-info", "author") => {
                    let names = ["first-name", "middle-name", "last-name", "nickname"];
                    let names = names.iter().filter_map(|name| child(node, name));
                    let names: Vec<String> =
                        names.map(xml::text).filter(|n| !n.is_empty()).collect();
                    book.fact("author", &names.join(" "));
                }
                ("title-info", "annotation") => book.fact("description", &text),
                ("title-info", "date") => book.fact("date", &text),
                ("title-info", "lang") => book.fact("language", &text),
                ("title-info", "genre" | "keywords") => book.fact("subject", &text),
                ("title-info", "translator") => book.fact("translator", &text),
                ("publish-info", "publisher") => book.fact("publisher", &text),
                ("publish-info", "isbn") => book.fact("identifier", &text),
                _ => {}
            }
        }
    }
}

#[derive(Default)]
struct Reader<'a, 'i> {
    paragraphs: Paragraphs,
    /// The notes that have not been read, by their ids.
    notes: HashMap<&'a str, Node<'a, 'i>>,
    /// The notes that were read where the text calls them first.
    read: HashSet<Node<'a, 'i>>,
}

impl<'a, 'i> Reader<'a, 'i> {
    /// Reads what stands in a body or section. `level` is that of its title.
    fn blocks(&mut self, node: Node<'a, 'i>, level: u8, depth: usize, frame: Frame) {
        if depth > DEEPEST {
            return;
        }
        // What stands below a title is one level lower.
        let below = level + u8::from(child(node, "title").is_some() && level < LOWEST);
        for child in node.children().filter(Node::is_element) {
            match child.tag_name().name() {
                "section" if self.read.contains(&child) => {}
                "section" => self.blocks(child, below, depth + 1, frame),
                "title" if !frame.is_note => {
                    let heading = Some(level);
                    self.lines(child, Frame { heading, ..frame });
                }
                // The number over a note.
                "title" => {
                    let number = Frame {
                        reason: Some(MARK),
                        ..Frame::default()
                    };
                    self.lines(child, number);
                }
                "subtitle" => {
                    let heading = Some(LOWEST).filter(|_| !frame.is_note);
                    self.line(child, Frame { heading, ..frame });
                }
                "p" | "text-author" | "date" | "v" => self.line(child, frame),
                // Lines of verse are never one.
                "stanza" => child
                    .children()
                    .filter(Node::is_element)
                    .for_each(|line| self.line(line, frame)),
                "table" => {
                    let table = self.paragraphs.table();
                    for row in child.children().filter(|node| is(*node, "tr")) {
                        let mut place = self.paragraphs.row(table);
                        for cell in row.children().filter(Node::is_element) {
                            let cell_frame = Frame {
                                cell: Some(place),
                                ..frame
                            };
                            self.line(cell, cell_frame);
                            place.column += 1;
                        }
                    }
                }
                "image" | "empty-line" => {}
                _ => self.blocks(child, below, depth + 1, frame),
            }
        }
    }

    /// Reads a paragraph of several lines.
    fn lines(&mut self, node: Node<'a, 'i>, frame: Frame) {
        self.paragraphs.begin(frame);
        for line in node.children().filter(Node::is_element) {
            self.inline(line, Run::default(), 0);
            self.paragraphs.end_line();
        }
    }

    fn line(&mut self, node: Node<'a, 'i>, frame: Frame) {
        self.paragraphs.begin(frame);
        self.inline(node, Run::default(), 0);
    }

    fn inline(&mut self, node: Node<'a, 'i>, run: Run, depth: usize) {
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
            let inner = match child.tag_name().name() {
                "strong" => Run {
                    emphasis: Some(Emphasis::Strong),
                    ..run
                },
                "emphasis" => {
                    let emphasis = run.emphasis.max(Some(Emphasis::Light));
                    Run { emphasis, ..run }
                }
                "sup" => Run {
                    height: Height::Raised,
                    ..run
                },
                "sub" => Run {
                    height: Height::Lowered,
                    ..run
                },
                "strikethrough" => Run {
                    reason: Some("struck out"),
                    ..run
                },
                "a" if xml::attribute(child, "type") == Some("note") => Run {
                    reason: Some(MARK),
                    ..run
                },
                "image" => continue,
                _ => run,
            };
            self.inline(child, inner, depth + 1);
            if inner.reason == Some(MARK) {
                self.note(child, depth + 1);
            }
        }
    }

    /// Reads the note that a mark leads to, which stands after the line that calls it first.
    fn note(&mut self, mark: Node<'a, 'i>, depth: usize) {
        let place = xml::attribute(mark, "href").and_then(|href| href.strip_prefix('#'));
        let Some(note) = place.and_then(|place| self.notes.remove(place)) else {
            return;
        };
        self.read.insert(note);
        let frame = Frame {
            is_note: true,
            ..Frame::default()
        };
        self.paragraphs.begin_aside(frame);
        self.blocks(note, 1, depth, frame);
        self.paragraphs.end_aside();
    }
}
