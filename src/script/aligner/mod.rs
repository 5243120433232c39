//! Which lines of two texts say the same, whatever their layout: an aligner.
//!
//! A dynamic program over pairs of up to five lines a side, with runs of lines that stand alone. Each score is how much
//! likelier what is seen is if the lines belong together than by chance, in nats, so that scores only have to be added:
//! lengths ([`lengths`]), words by a lexicon that is learnt from these texts ([`lexicon`], [`words`]; [`seeds`] begins it),
//! how lines end and begin ([`classes`]), how many lines a pair has ([`beads`]). Three rounds: how likely each pair is
//! ([`passes`]), and all scores fitted again to that.
//! Long texts are aligned in blocks of lines first, then along the way that was found ([`band`]).

mod band;
mod beads;
mod classes;
mod lengths;
mod lexicon;
mod logs;
mod numbers;
mod passes;
mod rounds;
mod scores;
mod seeds;
mod text;
mod tokens;
mod words;

pub(crate) use beads::Bead;
pub(crate) use rounds::align;

/// A line of a text that is aligned.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unit<'t> {
    /// What is said.
    pub text: &'t str,
}

#[cfg(test)]
fn unit(text: &str) -> Unit<'_> {
    Unit { text }
}
