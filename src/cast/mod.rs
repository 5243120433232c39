//! Casting: which voice speaks for whom, in which language.
//!
//! [`catalog`] knows the voices of an engine, [`gender`] guesses a speaker's from the name, and
//! [`assign`] gives every speaker a voice in each language: the same from run to run, distinct
//! within a language while there are enough voices, and for one person of one gender and, where
//! the catalog allows it, of one timbre across languages.

mod assign;
pub mod catalog;
mod error;
pub mod gender;

pub use assign::{Role, assign};
pub use error::CastError;
