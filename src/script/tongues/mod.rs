//! Languages: [`ngrams`] are stored, [`detector`] says in nats how likely a text is in each of several
//! languages, [`which`] says which ones lines are in. [`axis`] reads a whole text: [`pieces`] of lines, those that are [`alike`],
//! [`switches`] from one language to another, and [`layout`], the name of their order; lines that are [`whole`] though words in them are not,
//! what is [`quoted`], and what is [`spelt_behind`]; [`named`] knows what labels call languages.

pub(crate) mod alike;
pub(crate) mod axis;
pub(crate) mod detector;
mod glosses;
pub(crate) mod layout;
pub(crate) mod named;
pub(crate) mod ngrams;
mod parted;
pub(crate) mod pieces;
mod possible;
pub(crate) mod pronunciation;
mod quoted;
pub(crate) mod spelt_behind;
mod spelt_below;
pub(crate) mod switches;
pub(crate) mod which;
mod whole;
mod within;
pub(crate) mod writing;

#[cfg(test)]
mod tests;

pub(crate) use detector::Detector;
pub(crate) use quoted::words as words_with_writing;
