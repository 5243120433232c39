//! A sentence of subtitles that is not over yet.

use super::super::document::SourceLine;
use super::super::sentences;
use super::cue_turns::Said;
use super::cues::{LONGEST, milliseconds};
use crate::language::Language;

/// A sentence that is not over yet.
pub(super) struct Open {
    pub(super) line: SourceLine,
    /// What it is written in, by its words where nobody says so.
    pub(super) language: Language,
    /// Where the last sentence in it begins, if others stand before it.
    pub(super) last: Option<Begin>,
}

/// Where a sentence begins within a line.
pub(super) struct Begin {
    /// The byte of the line.
    byte: usize,
    /// The number of the source's line.
    at: usize,
    /// When the cue begins, in milliseconds.
    from: u32,
}

impl Open {
    /// Notes where the last sentence of what was just added at a byte begins.
    pub(super) fn note(&mut self, byte: usize, at: usize, from: f64) {
        let added = &self.line.text[byte..];
        let sentences = sentences::split(added);
        if let [.., _, last] = sentences[..] {
            self.last = Some(Begin {
                byte: byte + (last.as_ptr() as usize - added.as_ptr() as usize),
                at,
                from: milliseconds(from),
            });
        }
    }

    /// The sentences that are over, of a line that is long and whose last one is not: this one stays open.
    pub(super) fn take_whole(&mut self) -> Option<SourceLine> {
        let is_cut =
            self.line.text.chars().count() > LONGEST && !sentences::is_over(&self.line.text);
        if is_cut { self.take() } else { None }
    }

    /// How many of its sentences are over, if the last one is not.
    pub(super) fn over_before(&self) -> Option<usize> {
        let begin = self.last.as_ref()?;
        Some(sentences::split(&self.line.text[..begin.byte]).len())
    }

    /// All sentences before the last one, which stays open.
    pub(super) fn take(&mut self) -> Option<SourceLine> {
        let begin = self.last.take()?;
        let line = &mut self.line;
        let mut rest = line.clone();
        rest.text = line.text.split_off(begin.byte);
        line.text.truncate(line.text.trim_end().len());
        rest.at = begin.at;
        rest.blank_before = false;
        rest.also_at.retain(|at| *at > begin.at);
        line.also_at.retain(|at| *at <= begin.at);
        if let (Some((_, until)), Some((from, _))) =
            (&mut line.markup.shown, &mut rest.markup.shown)
        {
            (*until, *from) = (begin.from, begin.from);
        }
        Some(std::mem::replace(line, rest))
    }
}

/// Whether what a cue says in the language of an open line begins a sentence, though no stop ends that line.
pub(super) fn begins_anew(open: &Open, said: &[Said]) -> bool {
    let next = said
        .iter()
        .find(|said| said.language().as_ref() == Some(&open.language));
    next.is_some_and(|next| next.text.starts_with(char::is_uppercase))
        && !open.line.text.ends_with(',')
}
