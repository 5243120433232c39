//! Paragraphs of documents that are no pages of HTML, on their way to blocks.

use super::super::document::Emphasis;
use super::actions;
use super::html::{Block, CellPlace};
use super::is_beyond;
use super::raised::{Height, at_height};

/// What holds for a paragraph.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Frame {
    /// It is a heading of that level.
    pub heading: Option<u8>,
    pub is_title: bool,
    pub is_note: bool,
    /// Why it is not in the book.
    pub reason: Option<&'static str>,
    /// The cell of a table that it stands in.
    pub cell: Option<CellPlace>,
}

/// What holds for a piece of text in a paragraph.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Run {
    pub emphasis: Option<Emphasis>,
    pub height: Height,
    /// Why it is not in the book.
    pub reason: Option<&'static str>,
}

/// The paragraphs of a document so far.
#[derive(Default)]
pub(crate) struct Paragraphs {
    /// Those that are finished.
    blocks: Vec<Block>,
    /// The line that is being read.
    line: Block,
    begun: bool,
    /// What stands in the line and is not part of it, as notes.
    apart: Vec<Block>,
    frame: Frame,
    /// The lines that notes stand in, while the notes are read.
    outer: Vec<Outer>,
    tables: usize,
    rows: usize,
}

struct Outer {
    line: Block,
    begun: bool,
    apart: Vec<Block>,
    frame: Frame,
    blocks: usize,
}

impl Paragraphs {
    /// Begins a paragraph.
    pub(crate) fn begin(&mut self, frame: Frame) {
        self.end_line();
        self.begun = false;
        self.frame = frame;
    }

    /// Adds text to the paragraph. White space is one space, but a tab stays one.
    pub(crate) fn text(&mut self, text: &str, run: Run) {
        if let Some(reason) = run.reason {
            return self.apart(text, reason);
        }
        let before = match self.line.text.ends_with(char::is_whitespace) {
            true => "",
            false => &self.line.text,
        };
        let set = at_height(run.height, before, text);
        let mut piece = String::with_capacity(text.len());
        for c in set.as_deref().unwrap_or(text).chars() {
            match c {
                '\t' => piece.push('\t'),
                c if c.is_whitespace() => {
                    let last = piece
                        .chars()
                        .next_back()
                        .or(self.line.text.chars().next_back());
                    if !last.is_some_and(char::is_whitespace) {
                        piece.push(' ');
                    }
                }
                c => piece.push(c),
            }
        }
        self.line.text.push_str(&piece);
        self.line.emphasis.add(&piece, run.emphasis);
    }

    fn apart(&mut self, text: &str, reason: &'static str) {
        match self
            .apart
            .last_mut()
            .filter(|last| last.reason == Some(reason))
        {
            Some(last) => last.text.push_str(text),
            None => self.apart.push(Block {
                text: text.to_string(),
                reason: Some(reason),
                begins: true,
                ..Block::default()
            }),
        }
    }

    /// Ends the line, and not the paragraph.
    pub(crate) fn end_line(&mut self) {
        let mut line = std::mem::take(&mut self.line);
        let frame = self.frame;
        if frame.heading.is_none() {
            actions::bracket(&mut line.text, line.emphasis.light());
        }
        line.text = line.text.trim().to_string();
        if !line.text.is_empty() {
            line.begins = !std::mem::replace(&mut self.begun, true);
            line.heading = frame.heading;
            line.is_title = frame.is_title;
            line.is_note = frame.is_note;
            line.reason = frame.reason;
            line.cell = frame.cell;
            if !is_beyond(self.blocks.len()) {
                self.blocks.push(line);
            }
        }
        for mut block in self.apart.drain(..) {
            if block.reason.is_some() {
                block.text = block.text.trim().to_string();
            }
            self.blocks
                .extend(Some(block).filter(|block| !block.text.is_empty()));
        }
    }

    /// Begins something that stands in a line and is not part of it, as a footnote.
    pub(crate) fn begin_aside(&mut self, frame: Frame) {
        self.outer.push(Outer {
            line: std::mem::take(&mut self.line),
            begun: std::mem::take(&mut self.begun),
            apart: std::mem::take(&mut self.apart),
            frame: std::mem::replace(&mut self.frame, frame),
            blocks: self.blocks.len(),
        });
    }

    /// Ends what [`Self::begin_aside`] began.
    pub(crate) fn end_aside(&mut self) {
        self.end_line();
        if let Some(outer) = self.outer.pop() {
            let own = self.blocks.drain(outer.blocks..);
            self.apart = outer.apart.into_iter().chain(own).collect();
            (self.line, self.begun, self.frame) = (outer.line, outer.begun, outer.frame);
        }
    }

    /// Begins a table; its number is for [`Self::row`].
    pub(crate) fn table(&mut self) -> usize {
        self.tables += 1;
        self.tables
    }

    /// Begins a row of a table: the place of its first cell.
    pub(crate) fn row(&mut self, table: usize) -> CellPlace {
        self.rows += 1;
        CellPlace {
            table,
            row: self.rows,
            column: 0,
            is_head: false,
        }
    }

    /// All paragraphs.
    pub(crate) fn finish(mut self) -> Vec<Block> {
        while !self.outer.is_empty() {
            self.end_aside();
        }
        self.end_line();
        self.blocks
    }
}
