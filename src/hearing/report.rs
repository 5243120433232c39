//! What came of listening to a book, for people and for programs.

use super::compare::Piece;
use super::recogniser::Hearing;
use super::verdict::{Sign, Verdict};
use crate::language::Language;
use serde::{Deserialize, Serialize};

/// What came of listening to a book.
#[derive(Debug, Clone, Serialize)]
pub struct Listening {
    /// The recogniser's name.
    pub recogniser: String,
    /// How many lines were heard just now; the others were heard before.
    pub heard_now: usize,
    /// How many seconds of sound the book's lines have.
    pub seconds: f64,
    /// Each voice in each language, the worst first.
    pub voices: Vec<Share>,
    /// How many lines have which sign, the most frequent first.
    pub signs: Vec<(Sign, usize)>,
    /// What could not be heard, and why.
    pub failed: Vec<String>,
    /// All lines: the wrong ones first and of those the worst, then the unsure ones, then the others.
    pub lines: Vec<HeardLine>,
}

/// How the lines of a voice were heard.
#[derive(Debug, Clone, Serialize)]
pub struct Share {
    /// The voice, with its settings.
    pub voice: String,
    /// The language.
    pub language: Language,
    /// How many lines.
    pub lines: usize,
    /// How many of them are wrong.
    pub wrong: usize,
    /// Of how many the recogniser is not sure.
    pub unsure: usize,
    /// The share of words that was heard otherwise, over all its lines.
    pub error: f64,
}

/// A line and what was heard of it.
#[derive(Debug, Clone, Serialize)]
pub struct HeardLine {
    /// What is thought of it.
    pub verdict: Verdict,
    /// The signs of it, the one that says most first.
    pub signs: Vec<Sign>,
    /// The chapter's file, from the book's folder on.
    pub file: String,
    /// Where it begins in it, in seconds.
    pub start: f64,
    /// Where it ends.
    pub end: f64,
    /// The line of `script.toml`; none if it is no longer there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<usize>,
    /// The speaker's id.
    pub speaker: String,
    /// The language.
    pub language: Language,
    /// The voice.
    pub voice: String,
    /// The clip's key.
    pub clip: String,
    /// The text, as it is shown.
    pub text: String,
    /// What the recogniser heard, and how sure it is.
    pub heard: Hearing,
    /// What is written, in pieces: what was heard and what was not.
    pub written_pieces: Vec<Piece>,
    /// What was heard, in pieces: what is written and what is not.
    pub heard_pieces: Vec<Piece>,
    /// The share of words that was heard otherwise; over 1 if more was added than is written.
    pub error: f64,
    /// How long it took, as a share of what it should take by the pace of its voice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pace: Option<f64>,
}

/// What `speak --again` needs of a report that was written before.
#[derive(Debug, Clone, Deserialize)]
pub struct Finding {
    /// The verdict's name.
    pub verdict: String,
    /// The clip's key.
    pub clip: String,
}

impl HeardLine {
    /// What is wrong, in words.
    pub fn means(&self) -> String {
        let signs: Vec<&str> = self.signs.iter().map(|sign| sign.means()).collect();
        signs.join(", ")
    }
}

impl Listening {
    /// How many lines have a verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.lines
            .iter()
            .filter(|line| line.verdict == verdict)
            .count()
    }

    /// The lines that are not right, the worst first, without those of which nothing is known but that the voice is
    /// not understood.
    pub fn findings(&self) -> impl Iterator<Item = &HeardLine> {
        let is_told = |line: &&HeardLine| {
            line.signs
                .first()
                .is_some_and(|sign| *sign != Sign::NotUnderstood)
        };
        self.lines.iter().filter(is_told)
    }
}
