//! From the cheapest reading to a script: the one place where roles become text.
//!
//! [`decide`] says of each part of a line what it is, [`pieces`] proves that no byte is left out, [`turns`] gathers the
//! pieces under who says them, and [`wrap`] joins lines that were broken at a margin.

pub(crate) mod decide;
pub(crate) mod pieces;
pub(crate) mod turns;
mod wrap;
