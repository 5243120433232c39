//! diglot turns a text with several speakers, in one language or two, into a chaptered audiobook.
//!
//! The way of the data, a room each:
//!
//! ```text
//! source text ──script──▶ Script ──cast──▶ voices ──speech──▶ clips ──audio──▶ WAV ──book──▶ cue sheet, book.json
//! ```
//!
//! - [`language`]: language tags, and text that exists in several languages
//! - [`script`]: source text to [`script::Script`]: what is said, by whom, in which languages
//! - [`encoder`]: what sentences mean, as vectors
//! - [`lexicon`]: how words are said
//! - [`spoken`]: numbers, dates, money and the like, written out in words
//! - [`cast`]: which voice speaks for whom
//! - [`speech`]: the client of text-to-speech engines, and the store of spoken clips
//! - [`audio`]: decode, resample, trim, measure, limit, join, write
//! - [`book`]: the [`book::timeline::Timeline`] and what is written from it
//! - [`check`]: reads a finished book again and compares
//! - [`hearing`]: recognisers, and what they heard against what is written
//! - [`models`]: what `diglot get` brings: catalogs of models, fetching, verifying, where they lie
//! - [`pipeline`]: walks the stages and knows what is stale
//! - [`studio`]: the local page: server, edits, events
//! - [`cli`]: one file per command, and what a person sees
//!
//! Arrows go one way: cli → studio → pipeline → {script, spoken, cast, speech, audio, check, hearing, book} → models. `audio` knows nothing of
//! text, `script` nothing of audio, `speech` neither.
#![warn(missing_docs)]

pub mod audio;
pub mod book;
pub mod cast;
pub mod characters;
pub mod check;
pub mod cli;
pub mod disk;
pub mod encoder;
pub mod hearing;
pub mod language;
mod layers;
pub mod lexicon;
pub mod mistake;
pub mod models;
pub mod pipeline;
mod process;
pub mod script;
pub mod speech;
pub mod spelling;
pub mod spoken;
pub mod studio;
pub mod tempo;
pub mod voice;
pub mod web;
