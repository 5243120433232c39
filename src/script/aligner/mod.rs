//! Which lines of two texts say the same, whatever their layout: an aligner.
//!
//! A dynamic program over pairs of up to five lines a side, with runs of lines that stand alone. Each score is how much
//! likelier what is seen is if the lines belong together than by chance, in nats, so that scores only have to be added:
//! lengths ([`lengths`]), words by a lexicon that is learnt from these texts ([`lexicon`], [`words`]; [`seeds`] begins it),
//! how lines end and begin ([`classes`]), what the layout shows ([`layout`]), how many lines a pair has ([`beads`]), and what lines
//! mean where a sentence encoder is at hand ([`meaning`]). Three rounds: how likely each pair is ([`passes`]), and all scores
//! fitted again to that.
//! Lines of several sentences are aligned sentence by sentence, and what is paired are lines again ([`whole`]).
//! Long texts are aligned in blocks of lines first, then along the way that was found ([`band`]).

mod band;
mod beads;
mod classes;
mod layout;
mod lengths;
mod lexicon;
mod logs;
mod meaning;
mod numbers;
mod pair;
mod passes;
mod pieces;
mod rounds;
mod scores;
mod seeds;
mod steps;
mod text;
mod tokens;
mod whole;
mod words;

pub(crate) use beads::Bead;
pub(crate) use pair::{Pair, Pairing, Piece, Said, pair};
pub(crate) use rounds::align;

/// A line of a text that is aligned.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unit<'t> {
    /// What is said.
    pub text: &'t str,
    /// What begins with it.
    pub begins: Begins,
    /// Who says it, by a number that both texts share.
    pub speaker: Option<usize>,
    /// The row of a table that it is a cell of: only cells of one row are ever together.
    pub row: Option<usize>,
    /// The number of the group that it stands in, where groups hold their own translations: what stands in two is hardly together.
    pub group: Option<usize>,
    /// The number of the run of lines of one language that it is in, where the lines of both texts stand in one file: a run of the
    /// other text that follows it has the next number.
    pub run: u32,
    /// When it is said, from and to, in seconds.
    pub time: Option<(f32, f32)>,
}

/// What begins with a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Begins {
    /// Nothing: a sentence within a line.
    #[default]
    Nothing,
    /// A line within a paragraph.
    Line,
    /// A paragraph.
    Paragraph,
    /// What another says.
    Turn,
    /// A chapter: it is its heading.
    Heading,
}

impl<'t> Unit<'t> {
    /// A paragraph of which nothing else is known.
    pub(crate) fn new(text: &'t str) -> Self {
        Self {
            text,
            begins: Begins::Paragraph,
            speaker: None,
            row: None,
            group: None,
            run: 0,
            time: None,
        }
    }
}
