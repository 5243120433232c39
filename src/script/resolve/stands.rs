//! What stands where its translation is looked for: where the languages of a text take turns.

use crate::script::aligner::{Begins, Pair, Pairing, Piece, Said};

/// The share of the pairs in all languages that must stand so for any of them to be sure by that.
const MOST: f64 = 0.5;

/// How the pairs of a text stand.
#[derive(Debug)]
pub(super) struct Standing {
    /// For each pair, whether where it stands makes it sure.
    pub(super) is_there: Vec<bool>,
    /// The numbers of the languages in the order in which they stand in most pairs.
    pub(super) order: Vec<usize>,
}

/// Where something said stands: in which run of lines of one language, in which turn of it, and as which line of that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Position {
    run: usize,
    turn: usize,
    line: usize,
}

impl Standing {
    /// Of the pairs of what is said. The k-th lines of turns with as many lines, in runs that follow each other, stand
    /// there for each other, and so do two cells of one row.
    pub(super) fn of(said: &[Said], pairing: &Pairing) -> Self {
        let positions = positions(said);
        let mut lines: Vec<usize> = vec![0; said.len()];
        for turn in turns(&positions) {
            let count = turn.len();
            lines[turn].fill(count);
        }
        let order = order(said, pairing);
        let stands = |pair: &Pair| {
            let mut firsts = Vec::with_capacity(pair.pieces.len());
            // Sentences that begin, or that end, their lines.
            let (mut begin, mut end) = (true, true);
            for language in &order {
                let pieces = &pair.pieces[*language];
                let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else {
                    return false;
                };
                begin &= first.bytes.start == 0;
                end &= last.bytes.end == said[last.said].text.len();
                if first.said != last.said {
                    return false;
                }
                firsts.push(first.said);
            }
            (begin || end)
                && firsts.windows(2).all(|two| {
                    let (a, b) = (two[0], two[1]);
                    if [a, b].iter().all(|at| said[*at].begins == Begins::Heading) {
                        return true;
                    }
                    let (one, other) = (positions[a], positions[b]);
                    let in_row = said[a].row.is_some() && said[a].row == said[b].row;
                    let is_next =
                        |one: Position, other: Position| one.run.checked_add(1) == Some(other.run);
                    let is_grouped = said[a].group.is_some() && said[a].group == said[b].group;
                    let follows = is_next(one, other) || is_grouped && is_next(other, one);
                    follows
                        && one.turn == other.turn
                        && one.line == other.line
                        && lines[a] == lines[b]
                        || in_row && follows
                })
        };
        let mut is_there: Vec<bool> = pairing.pairs.iter().map(stands).collect();
        let count = is_there.iter().filter(|stands| **stands).count();
        let whole = |pair: &&Pair| pair.languages() == order.len();
        let pairs = pairing.pairs.iter().filter(whole).count();
        if (count as f64) < MOST * pairs as f64 {
            is_there.fill(false);
        }
        Self { is_there, order }
    }
}

fn positions(said: &[Said]) -> Vec<Position> {
    let mut at = Position {
        run: 0,
        turn: 0,
        line: 0,
    };
    let mut positions = Vec::with_capacity(said.len());
    let mut before: Option<&Said> = None;
    for (nth, own) in said.iter().enumerate() {
        // A heading, often in one language alone, is no line of a run.
        if own.begins == Begins::Heading {
            positions.push(Position {
                run: usize::MAX,
                turn: nth,
                line: 0,
            });
            continue;
        }
        match before.replace(own) {
            None => {}
            Some(before) if before.group != own.group => {
                at = Position {
                    run: at.run + 2,
                    turn: 0,
                    line: 0,
                }
            }
            Some(before) if before.language != own.language => {
                at = Position {
                    run: at.run + 1,
                    turn: 0,
                    line: 0,
                }
            }
            Some(_) if own.begins >= Begins::Turn => {
                at = Position {
                    turn: at.turn + 1,
                    line: 0,
                    ..at
                }
            }
            Some(_) => at.line += 1,
        }
        positions.push(at);
    }
    positions
}

/// The ranges of the turns within runs.
fn turns(positions: &[Position]) -> impl Iterator<Item = std::ops::Range<usize>> {
    let mut start = 0;
    positions
        .chunk_by(|a, b| (a.run, a.turn) == (b.run, b.turn))
        .map(move |turn| {
            start += turn.len();
            start - turn.len()..start
        })
}

/// The languages in the order in which they stand in most pairs: of those in all languages, or of all if there are none.
fn order(said: &[Said], pairing: &Pairing) -> Vec<usize> {
    let count = pairing.pairs.first().map_or(0, |pair| pair.pieces.len());
    let is_whole = |pair: &Pair| pair.languages() == count;
    let are_whole = count < 3 || pairing.pairs.iter().any(is_whole);
    let least = if are_whole { count } else { 2 };
    // How many others stand before each, in all pairs. What is missing comes last.
    let mut before = vec![0usize; count];
    for pair in { pairing.pairs.iter() }.filter(|pair| pair.languages() >= least) {
        let first = |pieces: &Vec<Piece>| pieces.first().map_or(usize::MAX, |piece| piece.said);
        let firsts: Vec<usize> = pair.pieces.iter().map(first).collect();
        let is_heading = |at: &usize| {
            let own = said.get(*at);
            own.is_some_and(|own| own.begins == Begins::Heading)
        };
        if firsts.iter().any(is_heading) {
            continue;
        }
        for (language, at) in firsts.iter().enumerate() {
            before[language] += firsts.iter().filter(|other| *other < at).count();
        }
    }
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|language| before[*language]);
    order
}
