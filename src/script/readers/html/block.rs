//! What a page is split into.

use super::super::emphasis::EmphasisSoFar;
use crate::language::Language;

/// A line of text of a page: a block, or a part of one that `<br>` ends.
#[derive(Debug, Clone, Default)]
pub(crate) struct Block {
    /// The source lines that it stands in, from 1.
    pub at: Vec<usize>,
    pub text: String,
    /// Whether it begins a block.
    pub begins: bool,
    pub heading: Option<u8>,
    /// The level of the chapter that it is the heading of, by the book's own table of contents.
    pub listed: Option<u8>,
    /// How it is emphasised.
    pub emphasis: EmphasisSoFar,
    pub language: Option<Language>,
    pub cell: Option<CellPlace>,
    /// Where it would stand in a table, if elements of a class are rows and what is in them are cells.
    pub beside: Option<CellPlace>,
    /// Why it is not in the book.
    pub reason: Option<&'static str>,
    pub is_note: bool,
    /// It is code, and says in which language it is written.
    pub is_code: bool,
    /// It is what opens something hidden (`<summary>`).
    pub is_summary: bool,
    pub is_title: bool,
    /// The link that all of it is.
    pub link: Option<String>,
    /// Its element says that it is the name of someone.
    pub is_name: bool,
    /// Its element says that it is the name of who speaks.
    pub is_speaker: bool,
    /// An element for a name stands right before it, and nothing in that: it is told, where such elements hold who speaks.
    pub is_unnamed: bool,
    /// Who speaks, by such a name before it.
    pub speaker: Option<String>,
    /// That one has said something before it already.
    pub says_more: bool,
    /// The picture right before it: its name, or its address. It may show who speaks.
    pub face: Option<String>,
    /// It is quoted.
    pub is_quote: bool,
    /// The `id`s of the elements that begin with it.
    pub ids: Vec<String>,
    /// The outermost `<main>` that it is in, and the innermost `<article>`, by number.
    pub main: Option<usize>,
    pub article: Option<usize>,
}

/// Where in a table a block stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CellPlace {
    pub table: usize,
    pub row: usize,
    pub column: usize,
    /// Whether its element says that it heads a column or a row.
    pub is_head: bool,
}

/// What a page says of itself and holds.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub blocks: Vec<Block>,
    /// The `lang` of its root.
    pub language: Option<String>,
    /// `<meta name=… content=…>` with author and date, and the line that it is in.
    pub facts: Vec<(&'static str, String, usize)>,
}
