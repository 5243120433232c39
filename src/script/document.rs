//! The source text as it stands: numbered lines, never changed after they are made.
//!
//! A reader makes the lines and says what the source's own markup shows of them. What a line *means* is decided
//! later, by the facts, the lattice and the rules, which read the document and never write to it.

use super::draft::{Draft, DraftLine, Marked, Part};

/// A source text, or several of one book, as lines.
#[derive(Debug, Clone, Default)]
pub(crate) struct Document {
    /// The lines that are not blank, in order.
    pub(crate) lines: Vec<SourceLine>,
}

/// One line of the source that is not blank.
#[derive(Debug, Clone)]
pub(crate) struct SourceLine {
    /// Its number in the source, from 1, counted through all files; of a source without lines, the block's number.
    pub(crate) at: usize,
    /// The numbers of further source lines that it stands for, as that of a subtitle's time.
    pub(crate) also_at: Vec<usize>,
    /// The text without white space at its ends, and without the signs of emphasis of a source that has markup.
    pub(crate) text: String,
    /// Whether a blank line, the start of a block or the start of a file comes before it.
    pub(crate) blank_before: bool,
    /// What the source's own markup says of it.
    pub(crate) markup: Marked,
    /// What the reader knows it to be; of most lines, nothing.
    pub(crate) preset: Option<Part>,
}

impl SourceLine {
    /// The numbers of all source lines that it stands for, in order.
    pub(crate) fn places(&self) -> Vec<usize> {
        let mut places = vec![self.at];
        places.extend(&self.also_at);
        places.sort_unstable();
        places.dedup();
        places
    }
}

impl From<DraftLine> for SourceLine {
    fn from(line: DraftLine) -> Self {
        Self {
            at: line.at,
            also_at: line.also_at,
            text: line.text,
            blank_before: line.after_blank,
            markup: line.marked,
            preset: (line.part != Part::Speech).then_some(line.part),
        }
    }
}

impl From<Draft> for Document {
    fn from(draft: Draft) -> Self {
        let lines = draft.lines.into_iter().map(SourceLine::from).collect();
        Self { lines }
    }
}
