//! A book on its way to lines: the facts that it states of itself, then its documents. Places are numbers of
//! blocks, counted over all of it.

use super::super::document::{Document, Preset, SourceLine};
use super::html::{self, Block};

/// A book that is being read.
#[derive(Default)]
pub(crate) struct Book {
    lines: Vec<SourceLine>,
    /// The number of the last block.
    blocks: usize,
    titles: Vec<String>,
    authors: Vec<String>,
}

impl Book {
    fn put(&mut self, text: &str, preset: Preset) {
        self.blocks += 1;
        self.lines
            .push(SourceLine::preset(self.blocks, text, true, preset));
    }

    /// Adds something that is not read.
    pub(crate) fn drop(&mut self, text: &str, reason: &'static str) {
        self.put(text, Preset::Dropped { reason });
    }

    /// Adds a fact that the book states of itself.
    pub(crate) fn fact(&mut self, key: &'static str, text: &str) {
        if key == "author" {
            self.authors.push(text.to_lowercase());
        }
        self.put(text, Preset::Metadata { key });
    }

    /// Adds the title that the book states of itself; of several, the first is the title.
    pub(crate) fn title(&mut self, text: &str) {
        if !self.titles.is_empty() {
            return self.fact("title", text);
        }
        self.titles.push(text.to_lowercase());
        let text = text.to_string();
        let title = Preset::Title { text: text.clone() };
        self.put(&text, title);
    }

    /// Why a line says nothing new, if it repeats the book's title or author.
    pub(crate) fn repeats(&self, text: &str) -> Option<&'static str> {
        if self.titles.contains(&text.to_lowercase()) {
            return Some("title repeated");
        }
        let author = self.authors.contains(&bare_author(text));
        author.then_some("author repeated")
    }

    /// Adds a document. `reason` is why all of it is not read, if so; `is_aside`: it stands beside the text, and
    /// is read if it holds notes.
    pub(crate) fn document(
        &mut self,
        blocks: Vec<Block>,
        reason: Option<&'static str>,
        is_aside: bool,
    ) {
        let mut lines = html::lines(blocks);
        if let Some(first) = lines.first_mut() {
            first.markup.begins_document = true;
        }
        // The heading of what is all notes is no chapter's.
        let is_read = |line: &&SourceLine| line.preset.is_none();
        let headed = lines
            .iter()
            .filter(is_read)
            .all(|line| line.markup.heading.is_some());
        // Documents beside the text hold its notes, or a cover, or advertisements.
        let has_notes = lines.iter().any(|line| line.preset == Some(Preset::Note));
        let reason = reason.or((is_aside && !has_notes).then_some("beside the text"));
        for line in &mut lines {
            if line.blank_before || self.blocks == 0 || line.markup.column.is_some_and(|c| c > 0) {
                self.blocks += 1;
            }
            line.at = self.blocks;
            line.also_at.clear();
            let is_speech = line.preset.is_none();
            if let Some(reason) =
                reason.filter(|_| !matches!(line.preset, Some(Preset::Dropped { .. })))
            {
                line.preset = Some(Preset::Dropped { reason });
            } else if is_speech && has_notes && headed {
                let reason = "heading of notes";
                line.preset = Some(Preset::Dropped { reason });
            } else if let Some(reason) = self.repeats(&line.text).filter(|_| is_speech) {
                line.preset = Some(Preset::Dropped { reason });
            }
        }
        self.lines.append(&mut lines);
    }

    /// All lines.
    pub(crate) fn finish(self) -> Document {
        Document { lines: self.lines }
    }
}

/// `ann reed` of `by Ann Reed`.
fn bare_author(text: &str) -> String {
    let lower = text.to_lowercase();
    let bare = lower.strip_prefix("by ").unwrap_or(&lower);
    bare.trim().to_string()
}
