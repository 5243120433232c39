//! From the cheapest reading to a script: the one place where roles become text.
//!
//! [`decide`] says of each part of a line what it is, [`pieces`] proves that no byte is left out, [`languages`] gives each its
//! language, [`turns`] gathers them under who says them, [`wrap`] joins lines that were broken at a margin, [`order`] tells
//! which language translates the other, and [`pairs`] makes one line of what says the same in two languages.

mod again;
pub(crate) mod decide;
pub(crate) mod languages;
pub(crate) mod marks;
pub(crate) mod order;
pub(crate) mod pairs;
pub(crate) mod pieces;
mod second_headings;
mod second_names;
mod stands;
pub(crate) mod turns;
mod verse;
mod word_lists;
mod wrap;
