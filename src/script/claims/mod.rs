//! What rules say of lines: roles that are cheaper for them than they look.

use std::ops::Range;

/// A role that is cheaper for a line, or a part of it, by some nats.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Claim {
    /// The line's index in the document.
    pub(crate) line: usize,
    /// The bytes of its text; `None` is the whole line.
    pub(crate) span: Option<Range<usize>>,
    /// The role.
    pub(crate) role: ClaimRole,
    /// The rule that says so.
    pub(crate) rule: &'static str,
    /// By how much the role is cheaper.
    pub(crate) nats: f64,
}

/// The roles that a rule can claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClaimRole {
    /// Not in the book, for a reason.
    Dropped(&'static str),
    /// A fact about the text, of a kind.
    Metadata(&'static str),
    /// An editor's note.
    Note,
    /// A stage direction.
    Direction,
    /// A heading of a level.
    Heading(u8),
    /// The book's title.
    Title,
    /// Told, and not said by anyone of the text.
    Narration,
    /// Said by someone.
    Speech,
    /// What looks like a label here is none.
    NoLabel,
    /// A name by other evidence, as a cast list.
    Label,
}
