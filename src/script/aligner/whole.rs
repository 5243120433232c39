//! Lines that hold several sentences are aligned sentence by sentence, and stay whole: what is paired are lines again.

use super::beads::{Bead, MOST};
use super::{Begins, Unit};
use std::ops::Range;

/// Where one side may be cut: before each unit that begins a line, and at both ends.
pub(super) struct Cuts(Vec<bool>);

impl Cuts {
    /// Where lines begin.
    pub(crate) fn between_lines(units: &[Unit]) -> Self {
        let begins = units
            .iter()
            .enumerate()
            .map(|(at, unit)| at == 0 || unit.begins != Begins::Nothing);
        Self(begins.chain([true]).collect())
    }

    /// Everywhere.
    pub(crate) fn everywhere(units: &[Unit]) -> Self {
        Self(vec![true; units.len() + 1])
    }

    /// Whether it may be cut before the unit of this number.
    pub(crate) fn has(&self, before: usize) -> bool {
        self.0[before]
    }

    /// How many lines some units are.
    fn lines(&self, units: &Range<usize>) -> usize {
        self.0[units.clone()].iter().filter(|cut| **cut).count()
    }
}

/// Puts beads of sentences together to beads of lines. Where lines of both sides interlock on and on, as paragraphs that are
/// divided otherwise, those of the second side are cut between sentences. Of what several people say,
/// the most that one of them says is in the pair.
pub(super) fn joined(sentences: &[Bead], sides: [&[Unit]; 2], cuts: &[Cuts; 2]) -> Vec<Bead> {
    let mut beads = Vec::with_capacity(sentences.len());
    for group in between(sentences, |end| {
        cuts[0].has(end.first.end) && cuts[1].has(end.second.end)
    }) {
        let bead = spanned(group);
        let pairs = |bead: &&Bead| !bead.first.is_empty() && !bead.second.is_empty();
        if !group.iter().any(|bead| pairs(&bead)) {
            alone(&bead, cuts, &mut beads);
        } else if cuts[0].lines(&bead.first).max(cuts[1].lines(&bead.second)) > MOST {
            beads.extend(between(group, |end| cuts[0].has(end.first.end)).map(spanned));
        } else if group.len() > 1 {
            let first = of_one(sides[0], &bead.first);
            let second = of_one(sides[1], &bead.second);
            let before = unsure(
                bead.first.start..first.start,
                bead.second.start..second.start,
            );
            let behind = unsure(first.end..bead.first.end, second.end..bead.second.end);
            alone(&before, cuts, &mut beads);
            beads.push(unsure(first, second));
            alone(&behind, cuts, &mut beads);
        } else {
            beads.push(bead);
        }
    }
    beads
}

/// Of some units, those that one person says on end, the most of them by length.
fn of_one(units: &[Unit], all: &Range<usize>) -> Range<usize> {
    let mut end = all.start;
    let mut most = (0, all.clone());
    for run in units[all.clone()].chunk_by(|a, b| a.speaker == b.speaker) {
        end += run.len();
        let length: usize = run.iter().map(|unit| unit.text.len()).sum();
        if length > most.0 {
            most = (length, end - run.len()..end);
        }
    }
    most.1
}

/// The runs of beads that end where it may be cut.
fn between(beads: &[Bead], is_cut: impl Fn(&Bead) -> bool) -> impl Iterator<Item = &[Bead]> {
    beads.split_inclusive(is_cut)
}

/// One bead of several that follow each other.
fn spanned(beads: &[Bead]) -> Bead {
    let (first, last) = (&beads[0], &beads[beads.len() - 1]);
    unsure(
        first.first.start..last.first.end,
        first.second.start..last.second.end,
    )
}

/// A bead of which it is not yet known how certain it is.
fn unsure(first: Range<usize>, second: Range<usize>) -> Bead {
    Bead {
        first,
        second,
        certainty: 0.0,
    }
}

/// Lines of which none is paired, each by itself.
fn alone(all: &Bead, cuts: &[Cuts; 2], beads: &mut Vec<Bead>) {
    let mut begin = all.first.start;
    for end in (all.first.start + 1..=all.first.end).filter(|at| cuts[0].has(*at)) {
        beads.push(unsure(begin..end, all.second.start..all.second.start));
        begin = end;
    }
    let mut begin = all.second.start;
    for end in (all.second.start + 1..=all.second.end).filter(|at| cuts[1].has(*at)) {
        beads.push(unsure(all.first.end..all.first.end, begin..end));
        begin = end;
    }
}
