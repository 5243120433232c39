//! The book: how it is said ([`settings`]), what lies where in it ([`timeline`]), and one writer
//! per output, all from the [`timeline::Timeline`], so that none can disagree with another.

pub mod about;
pub mod byline;
pub mod cue;
pub mod file_name;
pub mod formats;
pub mod lexicon;
pub mod loudness;
pub mod pattern;
pub mod podcast;
pub mod settings;
pub mod timeline;
