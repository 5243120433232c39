//! Languages: [`ngrams`] are stored, [`detector`] says in nats how likely a text is in each of several
//! languages, [`which`] says which ones a whole text is in.

pub(crate) mod detector;
pub(crate) mod ngrams;
pub(crate) mod which;
pub(crate) mod writing;

pub(crate) use detector::Detector;
pub(crate) use which::which;
