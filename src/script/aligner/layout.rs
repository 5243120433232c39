//! What the layout says of a pair: who speaks, where paragraphs begin, what stands beside what, when it is said.
//!
//! All of it is evidence in nats and fitted to the text like everything else: where the lines of two languages take turns, lines that
//! follow each other belong together because most pairs do; in two files that tells nothing. Only cells of one row are
//! always together.

use super::beads::{Bead, MOST};
use super::classes::Meetings;
use super::logs::{exp, ln};
use super::{Begins, Unit};
use std::collections::BTreeSet;
use std::ops::Range;

/// What lines of one row are worth, and lines of two rows cost.
const ROW: f32 = 25.0;
/// What lines of two groups cost that hold their own translations.
const GROUP: f32 = 12.0;
/// How many classes of beginnings there are.
const BEGINS: usize = 5;
/// How much likelier lines that begin so are within a pair than anywhere, before anything is known, as a logarithm.
const INSIDE: [f64; BEGINS] = [0.0, -0.2, -0.7, -3.0, -5.0];
/// What that counts, in lines.
const INSIDE_WEIGHT: f64 = 1.0;
/// The bounds of what it is worth.
const LEAST: f64 = -7.0;
const MOST_INSIDE: f64 = 1.0;
/// The class of headings.
const HEADING: u8 = Begins::Heading as u8;
/// What it costs that someone else goes on within a pair.
const OTHERS: f32 = -12.0;
/// How many ways there are for a pair to stand in the text.
const PLACES: usize = 5;
/// How often pairs stand so: the second language right after the first, right before it; the same where that which stands first begins
/// within a line; elsewhere.
const NEXT: [f64; PLACES] = [0.5, 0.08, 0.1, 0.02, 0.3];
/// Of [`NEXT`], the last: elsewhere.
const ELSEWHERE: usize = PLACES - 1;
/// What that counts, in pairs.
const NEXT_WEIGHT: f64 = 5.0;
/// How often the rest of a line is next to the other's by mistake, before much is known, of all pairs that stand in the other order.
const BY_MISTAKE: f64 = 0.025;
/// How rare one order must be beside the other for a text to have only that.
const ONE_ORDER: f64 = 0.1;
/// How far apart times of a pair are, in seconds, and the share of pairs whose times tell nothing.
const SECONDS: f32 = 0.7;
const ANY_TIME: f32 = 0.01;
/// How near two lines begin by one clock, in seconds, and how many of them do at least.
const TOGETHER: f32 = 0.4;
const ONE_CLOCK: f32 = 0.6;
/// How many speakers are told apart.
const SPEAKERS: usize = 100;

/// The layout of one side.
struct Side {
    begins: Vec<u8>,
    speakers: Vec<u8>,
    rows: Vec<Option<usize>>,
    groups: Vec<Option<usize>>,
    runs: Vec<u32>,
    times: Vec<Option<(f32, f32)>>,
    /// For each number of lines, what the beginnings within them are worth, by the last line.
    inside: [Vec<f32>; MOST],
}

/// The layout of two sides.
pub(super) struct Layout {
    first: Side,
    second: Side,
    meetings: Meetings,
    /// How much likelier than anywhere a line that begins so is within a pair.
    within: [f32; BEGINS],
    /// Whether anyone is known to speak on both sides.
    speakers: Option<Meetings>,
    /// Those who are, if something is told on one side only.
    told: Vec<usize>,
    /// What it is worth to be next to each other, by [`NEXT`]; nothing, if the sides do not take turns.
    next: Option<[f32; PLACES]>,
    /// How often lines that are chosen by chance stand so.
    chance: [f64; PLACES],
    has_rows: bool,
    has_groups: bool,
    /// How long all times take, if there are any.
    duration: Option<f32>,
}

impl Layout {
    /// Of two sides whose runs take turns if their numbers do.
    pub(crate) fn new(a: &[Unit], b: &[Unit]) -> Self {
        let known = |units: &[Unit]| {
            units
                .iter()
                .filter_map(|unit| unit.speaker)
                .collect::<BTreeSet<usize>>()
        };
        let (ours, theirs) = (known(a), known(b));
        let mut people: Vec<usize> = ours.union(&theirs).copied().collect();
        people.truncate(SPEAKERS);
        let shared: Vec<bool> = people
            .iter()
            .map(|one| ours.contains(one) && theirs.contains(one))
            .collect();
        // The narrator has number 0; where a language names nobody, that is everyone.
        let is_person = |at: usize| shared[at] || people[at] > 0;
        let tells_in_one = people.first() == Some(&0) && !shared[0];
        let told = (1..people.len()).filter(|at| tells_in_one && shared[*at]);
        let told = told.map(|at| at + 1).collect();
        let speakers = (!ours.is_empty() && !theirs.is_empty()).then(|| {
            Meetings::new(people.len() + 1, |x, y| {
                match (x.checked_sub(1), y.checked_sub(1)) {
                    (Some(x), Some(y)) if x == y => 1.5,
                    // Who speaks on both sides is translated by what they say there, and not by what another says.
                    (Some(x), Some(y))
                        if shared[x] && is_person(y) || shared[y] && is_person(x) =>
                    {
                        -2.0
                    }
                    _ => 0.0,
                }
            })
        });
        let number = |unit: &Unit| {
            let own = unit
                .speaker
                .and_then(|speaker| people.binary_search(&speaker).ok());
            own.map_or(0, |at| at as u8 + 1)
        };
        let side = |units: &[Unit]| Side {
            begins: units.iter().map(|unit| unit.begins as u8).collect(),
            speakers: units.iter().map(number).collect(),
            rows: units.iter().map(|unit| unit.row).collect(),
            groups: units.iter().map(|unit| unit.group).collect(),
            runs: units.iter().map(|unit| unit.run).collect(),
            times: units.iter().map(|unit| unit.time).collect(),
            inside: Default::default(),
        };
        let (first, second) = (side(a), side(b));
        let all = |side: &Side| {
            side.times
                .iter()
                .flatten()
                .fold(0.0f32, |most, (_, end)| most.max(*end))
        };
        let has_times = |side: &Side| side.times.iter().any(Option::is_some);
        let is_timed = has_times(&first) && has_times(&second) && share_times(&first, &second);
        let duration = is_timed.then(|| all(&first).max(all(&second)).max(1.0));
        let chance = chance(&first, &second);
        let mut layout = Self {
            meetings: Meetings::new(BEGINS, |a, b| match (a.min(b), a.max(b)) {
                (4, 4) => 3.0,
                (_, 4) => -2.5,
                (3, 3) => 1.5,
                (_, 3) => -1.0,
                (2, 2) => 0.5,
                (0, _) if a != b => -1.0,
                (_, 2) => -0.3,
                _ => 0.0,
            }),
            within: [0.0; BEGINS],
            speakers,
            told,
            next: (chance[0] + chance[2] < 0.5).then_some([0.0; PLACES]),
            chance,
            has_rows: a.iter().chain(b).any(|unit| unit.row.is_some()),
            has_groups: a.iter().chain(b).any(|unit| unit.group.is_some()),
            duration,
            first,
            second,
        };
        layout.refit(&[]);
        layout
    }

    /// Fits all of it to what is aligned so far.
    pub(crate) fn refit(&mut self, beads: &[Bead]) {
        let (a, b) = (&self.first, &self.second);
        let met = beads.iter().map(|bead| {
            (
                a.begins[bead.first.start],
                b.begins[bead.second.start],
                bead.certainty,
            )
        });
        self.meetings.refit(&a.begins, &b.begins, met);
        if let Some(speakers) = &mut self.speakers {
            let met = |bead: &Bead| {
                (
                    a.speakers[bead.first.start],
                    b.speakers[bead.second.start],
                    bead.certainty,
                )
            };
            speakers.refit(&a.speakers, &b.speakers, beads.iter().map(met));
            self.told.iter().for_each(|own| speakers.part(1, *own));
        }
        let within = self.fitted_within(beads);
        if self.next.is_some() {
            let mut counts = NEXT.map(|often| often * NEXT_WEIGHT);
            for bead in beads {
                counts[self.place(bead.first.clone(), bead.second.clone())] +=
                    f64::from(bead.certainty);
            }
            let [ours, theirs] = [counts[0] + counts[2], counts[1] + counts[3]];
            counts[2] = (counts[2] - BY_MISTAKE * theirs).max(NEXT[2]);
            counts[3] = (counts[3] - BY_MISTAKE * ours).max(NEXT[3]);
            let all: f64 = counts.iter().sum();
            let mut next: [f32; PLACES] = std::array::from_fn(|at| {
                let likelier = (counts[at] / all) / self.chance[at].max(1e-6);
                likelier.ln().clamp(LEAST, -LEAST) as f32
            });
            // Languages that take turns do so in one order: what stands next to each other the other way round is not together, unless
            // it is the rest of a line that holds two.
            for (own, other) in [(0, 1), (1, 0)] {
                if counts[own] < ONE_ORDER * counts[other] {
                    next[own] = next[own].min(next[ELSEWHERE]);
                }
            }
            self.next = Some(next);
        }
        self.within = within;
        for side in [&mut self.first, &mut self.second] {
            for count in 0..MOST {
                let worth = |line: usize| -> f32 {
                    let lines = (line + 1).saturating_sub(count)..line + 1;
                    let changes =
                        |line: usize| line > 0 && side.speakers[line] != side.speakers[line - 1];
                    // Headings with text in the other language between them are not one.
                    let parts = |line: usize| {
                        line > 0
                            && side.begins[line] == HEADING
                            && side.runs[line] != side.runs[line - 1]
                    };
                    let worth = |line: usize| {
                        let begins = within[usize::from(side.begins[line])];
                        let is_other = changes(line) || parts(line);
                        begins + if is_other { OTHERS } else { 0.0 }
                    };
                    lines.map(worth).sum()
                };
                side.inside[count] = (0..side.begins.len()).map(worth).collect();
            }
        }
    }

    fn fitted_within(&self, beads: &[Bead]) -> [f32; BEGINS] {
        let mut share = [0.0; BEGINS];
        let all = (self.first.begins.len() + self.second.begins.len()) as f64;
        for begins in self.first.begins.iter().chain(&self.second.begins) {
            share[usize::from(*begins)] += 1.0 / all;
        }
        let expected: [f64; BEGINS] =
            std::array::from_fn(|class| share[class] * INSIDE[class].exp());
        let sum: f64 = expected.iter().sum();
        let mut counts = expected.map(|expected| INSIDE_WEIGHT * expected / sum.max(1e-9));
        for bead in beads {
            let inside = self.first.begins[bead.first.clone()].iter().skip(1);
            for begins in inside.chain(self.second.begins[bead.second.clone()].iter().skip(1)) {
                counts[usize::from(*begins)] += f64::from(bead.certainty);
            }
        }
        let all: f64 = counts.iter().sum();
        std::array::from_fn(|class| match share[class] {
            0.0 => 0.0,
            share => (counts[class] / all / share)
                .max(1e-9)
                .ln()
                .clamp(LEAST, MOST_INSIDE) as f32,
        })
    }

    /// Which of [`NEXT`] some lines are.
    fn place(&self, first: Range<usize>, second: Range<usize>) -> usize {
        let ours = self.first.reach(first.start, first.end - 1);
        place(ours, self.second.reach(second.start, second.end - 1))
    }

    /// Adds what the layout says to the scores of `a` lines of the first side that end with `line` beside `b` lines of the second that end
    /// with `last` and the lines after it.
    pub(crate) fn add(
        &self,
        (a, line): (usize, usize),
        (b, last): (usize, usize),
        scores: &mut [f32],
    ) {
        let start = line + 1 - a;
        let inside = self.first.inside[a - 1][line];
        let begins = self.meetings.row(self.first.begins[start]);
        let lasts = last..last + scores.len();
        let starts = last + 1 - b..last + 1 - b + scores.len();
        let second = &self.second;
        let both = second.inside[b - 1][lasts.clone()]
            .iter()
            .zip(&second.begins[starts.clone()]);
        for (score, (own, class)) in scores.iter_mut().zip(both) {
            *score += inside + own + begins[usize::from(*class)];
        }
        if let Some(speakers) = &self.speakers {
            let speakers = speakers.row(self.first.speakers[start]);
            for (score, speaker) in scores.iter_mut().zip(&second.speakers[starts.clone()]) {
                *score += speakers[usize::from(*speaker)];
            }
        }
        if let Some(next) = &self.next {
            let ours = self.first.reach(start, line);
            for (score, (start, last)) in scores.iter_mut().zip(starts.clone().zip(lasts.clone())) {
                *score += next[place(ours, second.reach(start, last))];
            }
        }
        if self.has_rows {
            let ours = (self.first.rows[start], self.first.rows[line]);
            for (score, (start, last)) in scores.iter_mut().zip(starts.clone().zip(lasts.clone())) {
                *score += match (ours, (second.rows[start], second.rows[last])) {
                    ((None, None), (None, None)) => 0.0,
                    (ours, theirs) if ours == theirs && ours.0 == ours.1 => ROW,
                    _ => -ROW,
                };
            }
        }
        if self.has_groups {
            let ours = (self.first.groups[start], self.first.groups[line]);
            for (score, (start, last)) in scores.iter_mut().zip(starts.clone().zip(lasts.clone())) {
                if ours != (second.groups[start], second.groups[last]) || ours.0 != ours.1 {
                    *score -= GROUP;
                }
            }
        }
        if let (Some(duration), Some((begin, _)), Some((_, end))) = (
            self.duration,
            self.first.times[start],
            self.first.times[line],
        ) {
            for (score, (start, last)) in scores.iter_mut().zip(starts.zip(lasts)) {
                if let (Some((own_begin, _)), Some((_, own_end))) =
                    (second.times[start], second.times[last])
                {
                    *score += 0.5
                        * (moment(begin - own_begin, duration) + moment(end - own_end, duration));
                }
            }
        }
    }
}

/// Whether two sides are timed by one clock: most lines of the shorter one begin when one of the other does.
fn share_times(first: &Side, second: &Side) -> bool {
    let begins = |side: &Side| -> Vec<f32> {
        let mut begins: Vec<f32> = side.times.iter().flatten().map(|time| time.0).collect();
        begins.sort_by(f32::total_cmp);
        begins
    };
    let (mut few, mut many) = (begins(first), begins(second));
    if few.len() > many.len() {
        std::mem::swap(&mut few, &mut many);
    }
    let meets = |begin: &&f32| {
        let at = many.partition_point(|other| *other < **begin - TOGETHER);
        many.get(at)
            .is_some_and(|other| *other <= **begin + TOGETHER)
    };
    few.iter().filter(meets).count() as f32 >= ONE_CLOCK * few.len() as f32
}

/// What it is worth that two moments are so far apart, of all that there are.
fn moment(apart: f32, duration: f32) -> f32 {
    let x = apart / SECONDS;
    let density = exp(-0.5 * x * x) / (SECONDS * 2.506_628);
    ln((1.0 - ANY_TIME) * density * duration + ANY_TIME)
}

/// Which runs some lines of a side are in.
#[derive(Clone, Copy)]
struct Reach {
    first: u32,
    last: u32,
    /// Whether the first of them begins within a line.
    is_inside: bool,
}

impl Side {
    /// Of the lines from one to another.
    fn reach(&self, start: usize, last: usize) -> Reach {
        Reach {
            first: self.runs[start],
            last: self.runs[last],
            is_inside: self.begins[start] == Begins::Nothing as u8,
        }
    }

    /// The runs, each with how many of its lines begin a line and how many begin within one.
    fn counted_runs(&self) -> Vec<(u32, [f64; 2])> {
        let mut runs: Vec<(u32, [f64; 2])> = Vec::new();
        for line in 0..self.runs.len() {
            let Reach {
                first, is_inside, ..
            } = self.reach(line, line);
            if runs.last().is_none_or(|(run, _)| *run != first) {
                runs.push((first, [0.0; 2]));
            }
            if let Some((_, counts)) = runs.last_mut() {
                counts[usize::from(is_inside)] += 1.0;
            }
        }
        runs
    }
}

/// Which of [`NEXT`] lines of both sides are.
fn place(ours: Reach, theirs: Reach) -> usize {
    let is_next = |one: Reach, other: Reach| one.last.wrapping_add(1) == other.first;
    match () {
        () if ours.first != ours.last || theirs.first != theirs.last => ELSEWHERE,
        () if is_next(ours, theirs) => 2 * usize::from(ours.is_inside),
        () if is_next(theirs, ours) => 1 + 2 * usize::from(theirs.is_inside),
        () => ELSEWHERE,
    }
}

/// How often lines of each side that are chosen by chance stand so.
fn chance(first: &Side, second: &Side) -> [f64; PLACES] {
    let all = (first.runs.len() * second.runs.len()).max(1) as f64;
    let mut chance = [0.0; PLACES];
    let mut theirs = second.counted_runs().into_iter().peekable();
    let mut before: Option<(u32, [f64; 2])> = None;
    for (run, ours) in first.counted_runs() {
        while let Some(other) = theirs.next_if(|(number, _)| *number < run) {
            before = Some(other);
        }
        let after = theirs.peek().filter(|(number, _)| *number == run + 1);
        let before = before.filter(|(number, _)| *number + 1 == run);
        let sum = |counts: [f64; 2]| counts[0] + counts[1];
        for is_inside in [0, 1] {
            chance[2 * is_inside] += ours[is_inside] * after.map_or(0.0, |run| sum(run.1)) / all;
            chance[1 + 2 * is_inside] +=
                before.map_or(0.0, |run| run.1[is_inside]) * sum(ours) / all;
        }
    }
    chance[ELSEWHERE] = (1.0 - chance.iter().sum::<f64>()).max(0.0);
    chance
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of one side: the run of each, and whether it begins within a line.
    fn units(lines: &[(u32, bool)], rounds: u32) -> Vec<Unit<'static>> {
        let unit = |round: u32, (run, is_inside): (u32, bool)| Unit {
            begins: if is_inside {
                Begins::Nothing
            } else {
                Begins::Line
            },
            run: run + 6 * round,
            ..Unit::new("a")
        };
        (0..rounds)
            .flat_map(|round| lines.iter().map(move |line| unit(round, *line)))
            .collect()
    }

    #[test]
    fn the_rest_of_a_line_is_next_to_what_stands_behind_it() {
        // Lines take turns; the first of the second language says what two of the first do.
        let ours = units(&[(0, false), (2, false), (2, false), (4, false)], 8);
        let theirs = units(&[(1, false), (1, true), (3, false), (5, false)], 8);
        let mut layout = Layout::new(&ours, &theirs);
        let bead = |line: usize| Bead {
            first: line..line + 1,
            second: line..line + 1,
            certainty: 1.0,
        };
        layout.refit(&(0..32).map(bead).collect::<Vec<_>>());
        assert_eq!(layout.place(1..2, 1..2), 3);
        let next = layout.next.unwrap();
        assert!(next[0] > 0.0 && next[3] > 0.0, "{next:?}");
        // A line that stands before another is no translation of it.
        assert_eq!(layout.place(1..2, 0..1), 1);
        assert!(next[1] <= next[ELSEWHERE], "{next:?}");
        // Nor is the rest of a line, where none holds two.
        let alone: Vec<Bead> = (0..32).filter(|line| line % 4 > 1).map(bead).collect();
        layout.refit(&alone);
        assert!(layout.next.unwrap()[3] < 0.0);
    }

    #[test]
    fn where_pairs_are_whole_lines_no_line_begins_within_one() {
        // Each line holds two sentences, and is in a pair with one line.
        let lines = |run: u32| units(&[(run, false), (run, true)], 8);
        let mut layout = Layout::new(&lines(0), &lines(1));
        let bead = |line: usize| Bead {
            first: 2 * line..2 * line + 2,
            second: 2 * line..2 * line + 2,
            certainty: 1.0,
        };
        layout.refit(&(0..8).map(bead).collect::<Vec<_>>());
        let [sentence, line, ..] = layout.within;
        assert!(sentence > 0.0 && line < -2.0, "{sentence} {line}");
    }
}
