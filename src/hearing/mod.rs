//! Hearing a finished book: recognisers of speech, and what they heard laid beside what is written.
//!
//! A recogniser ([`recogniser::Recogniser`]) hears the sound of a line without being told its words.
//! [`compare`](compare::compare) lays what it heard beside what is written, by the sounds of the words, and
//! [`verdict`] says which lines are wrong, by what is usual for their voices.

pub mod align;
pub mod compare;
pub mod expected;
pub mod kept;
pub mod listen;
pub mod recogniser;
pub mod report;
pub mod sounds;
pub mod verdict;
pub mod whisper;
pub mod words;
