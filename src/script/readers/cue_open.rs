//! A sentence of subtitles that is not over yet, and where it is parted if it is never.

use super::super::document::SourceLine;
use super::super::sentences;
use super::cue_turns::Said;
use super::cues::{LONGEST, PARAGRAPH, Spoken, is_over, milliseconds};
use crate::language::Language;

/// How long cues in several languages go on without an end of a sentence before they are parted all the same, in seconds, and
/// how long the parts are then.
const ENDLESS: f64 = 15.0;
const PARTS: std::ops::Range<f64> = 3.0..8.0;

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

/// Marks the cues before which a part begins where hardly a sentence ends in both languages: those behind the longest silences.
pub(super) fn part_endless(cues: &mut [Spoken]) {
    let ends = |said: &&Said| {
        is_over(&said.text)
            || sentences::split(&said.text).len() > 1
            || said.language().is_some_and(|own| own.is_unspaced())
    };
    let ends_in_one = |cue: &Spoken| cue.said.iter().any(|said| is_over(&said.text));
    let is_end = |cue: &Spoken| ends_in_one(cue) && cue.said.iter().filter(ends).count() > 1;
    let follows = |a: &Spoken, b: &Spoken| !is_end(a) && b.from - a.to < PARAGRAPH;
    let lasts = |cues: &[Spoken]| cues[cues.len() - 1].to - cues[0].from;
    let runs = cues
        .chunk_by_mut(follows)
        .filter(|run| lasts(run) > ENDLESS);
    for part in runs.flat_map(|run| run.chunk_by_mut(|a, _| !ends_in_one(a))) {
        part[0].parts = true;
        let mut rest = part;
        while rest.len() > 1 && lasts(rest) > PARTS.end {
            let silence = |next: &usize| rest[*next].from - rest[next - 1].to;
            let near = (1..rest.len()).take_while(|next| lasts(&rest[..*next]) < PARTS.end);
            let near = near.filter(|next| lasts(&rest[..*next]) >= PARTS.start);
            let next = near.max_by(|a, b| silence(a).total_cmp(&silence(b)));
            rest = &mut rest[next.unwrap_or(1)..];
            rest[0].parts = true;
        }
    }
}
