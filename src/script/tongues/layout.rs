//! The name of a layout: how the languages of a text follow each other, read from how often they change at each place.

use super::pieces::{Piece, Place};
use super::switches::Path;

/// How the languages of a text follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// There is one.
    One,
    /// Line by line.
    Lines,
    /// Block by block: what blank lines part.
    Blocks,
    /// One after the other.
    Halves,
    /// Beside each other in cells.
    Columns,
    /// The second in brackets.
    Brackets,
    /// The second behind a dash or a stroke.
    Behind,
    /// Sentence by sentence.
    Sentences,
    /// Each in a file of its own.
    Files,
    /// In no such order.
    Mixed,
}

impl Layout {
    /// The name, as `--layout` takes it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::One => "one language",
            Self::Lines => "lines",
            Self::Blocks => "blocks",
            Self::Halves => "halves",
            Self::Columns => "columns",
            Self::Brackets => "brackets",
            Self::Behind => "behind",
            Self::Sentences => "sentences",
            Self::Files => "files",
            Self::Mixed => "mixed",
        }
    }
}

/// A place counts from so many pieces on.
const FEWEST: f64 = 3.0;
/// The language changes at most of the places of a kind.
const MOST: f64 = 0.5;
/// A text in halves is right but for so small a share if it is cut once.
const STRAY: f64 = 0.07;

pub(crate) fn of(pieces: &[Piece], path: &Path, languages: usize) -> Layout {
    let changes_at = |place| {
        let (changes, all) = path.counts.rate(place);
        (all >= FEWEST.min(pieces.len() as f64 / 2.0)).then_some(changes / all.max(1.0))
    };
    let all_changes = path
        .languages
        .windows(2)
        .filter(|pair| pair[0] != pair[1])
        .count() as f64;
    if languages < 2 || all_changes == 0.0 {
        return Layout::One;
    }
    let mostly = |place| changes_at(place).is_some_and(|rate| rate > MOST);
    let much_of_all = |place| path.counts.rate(place).0 > 0.3 * all_changes;
    let whole_files = [Place::Line, Place::Blank, Place::Sentence]
        .iter()
        .all(|place| path.counts.rate(*place).0 < 0.05 * path.counts.rate(*place).1.max(1.0));
    if mostly(Place::File) && whole_files {
        return Layout::Files;
    }
    if (1..=3).any(|n| mostly(Place::Cell(n))) {
        return Layout::Columns;
    }
    for (place, layout) in [
        (Place::Bracket, Layout::Brackets),
        (Place::Behind, Layout::Behind),
    ] {
        if mostly(place) && much_of_all(place) {
            return layout;
        }
    }
    if changes_at(Place::Sentence).is_some_and(|rate| rate > 0.3) && much_of_all(Place::Sentence) {
        return Layout::Sentences;
    }
    if strays(&path.languages) < STRAY {
        return Layout::Halves;
    }
    if mostly(Place::Line) {
        return Layout::Lines;
    }
    if mostly(Place::Blank) {
        let (_, in_blocks) = path.counts.rate(Place::Line);
        return if in_blocks >= FEWEST {
            Layout::Blocks
        } else {
            Layout::Lines
        };
    }
    Layout::Mixed
}

/// The share of the pieces that are in the wrong language if one language goes up to some piece and another from there on.
fn strays(path: &[u8]) -> f64 {
    let n = path.len();
    let most = path.iter().copied().max().unwrap_or_default();
    let mut least = n;
    for first in 0..=most {
        for second in (0..=most).filter(|second| *second != first) {
            let mut wrong = path.iter().filter(|l| **l != second).count();
            least = least.min(wrong);
            for language in path {
                wrong += usize::from(*language != first);
                wrong -= usize::from(*language != second);
                least = least.min(wrong);
            }
        }
    }
    least as f64 / n.max(1) as f64
}
