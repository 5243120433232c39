//! Lines that come again in a text, and which of them are furniture by where they stand.

use super::super::super::broken::columns;
use super::{LONGEST, is_inside};
use crate::script::claims;
use crate::script::document::{Document, SourceLine};
use crate::script::facts::label::before_colon;
use crate::script::name_shape::can_be_name;
use crate::script::sentences::is_over;
use crate::script::stamp::leading_time;
use std::cell::LazyCell;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};

/// How many lines of furniture stand at an edge of a page, without those beside them.
const DEPTH: usize = 3;
/// How many pages show that something is on each of them.
const FEWEST: usize = 3;
/// How much text stands on a page, at least, in bytes.
const PAGE: usize = 700;
/// How wide a line is, at least, that a page's end has broken, in columns; verses are narrower.
const BROKEN: usize = 40;
/// How many numbers in a line may be the page's.
const NUMBERS: usize = 6;
/// In how much text a sentence ends, at most, where sentences end in full stops, in bytes.
const SENTENCE: usize = 400;
/// How much of a text shows whether they do, in bytes.
const BEGINNING: usize = 1 << 20;
/// How many lines of furniture may stand side by side on each side of a page's end.
const SIDE_BY_SIDE: usize = 4;

/// The lines of a document that are text, and what comes again in them. A place is an index into them.
pub(super) struct Text<'a> {
    /// Each line with its index in the document.
    pub(super) lines: Vec<(usize, &'a SourceLine)>,
    /// How much text there is before each.
    before: Vec<usize>,
    /// Which of `alike` each is in: none, where no other line looks the same.
    looks: Vec<Option<usize>>,
    /// The places of the lines that look the same if numbers are all the same.
    alike: Vec<Vec<usize>>,
    /// Which lines are at an edge of a page.
    at_edge: Vec<bool>,
    pages: usize,
    /// How much text there is, in bytes.
    size: usize,
}

/// Lines that may be furniture.
struct Candidate {
    places: Vec<usize>,
    /// A number in it goes up from one to the next.
    counts: bool,
}

impl<'a> Text<'a> {
    /// Nothing, where no line comes again.
    pub(super) fn of(document: &'a Document, bounds: &[usize]) -> Option<Self> {
        let lines = document.lines.iter().enumerate();
        let lines: Vec<(usize, &SourceLine)> = lines.filter(|(_, line)| line.is_text()).collect();
        let looks: Vec<Option<u64>> = lines.iter().map(|(_, l)| look(&l.text)).collect();
        let mut times: HashMap<u64, usize> = HashMap::new();
        for look in looks.iter().flatten() {
            *times.entry(*look).or_default() += 1;
        }
        times.retain(|_, times| *times > 1);
        if times.is_empty() {
            return None;
        }
        let mut ids: HashMap<u64, usize> = HashMap::new();
        let mut alike: Vec<Vec<usize>> = Vec::new();
        let looks = looks.into_iter().enumerate().map(|(place, look)| {
            let look = look.filter(|look| times.contains_key(look))?;
            let id = *ids.entry(look).or_insert(alike.len());
            if id == alike.len() {
                alike.push(Vec::new());
            }
            alike[id].push(place);
            Some(id)
        });
        let looks = looks.collect();
        let mut so_far = 0;
        let before = lines.iter().map(|(_, line)| {
            let before = so_far;
            so_far += line.text.len();
            before
        });
        let before = before.collect();
        let size = so_far;
        let (at_edge, pages) = edges(&lines, bounds);
        Some(Self {
            lines,
            before,
            looks,
            alike,
            at_edge,
            pages,
            size,
        })
    }

    fn text(&self, place: usize) -> &str {
        &self.lines[place].1.text
    }

    /// Which lines are furniture.
    pub(super) fn furniture(&self) -> Vec<bool> {
        let mut is_furniture = vec![false; self.lines.len()];
        let mut open: Vec<Candidate> = Vec::new();
        let mut pages = 0;
        let ends_sentences = LazyCell::new(|| self.ends_sentences());
        for candidate in self.alike.iter().filter_map(|alike| self.candidate(alike)) {
            if self.stands_so(&candidate, || *ends_sentences) {
                pages = pages.max(candidate.places.len());
                for place in candidate.places {
                    is_furniture[place] = true;
                }
            } else {
                open.push(candidate);
            }
        }
        for _ in 0..SIDE_BY_SIDE {
            if pages == 0 || open.is_empty() {
                break;
            }
            let known = is_furniture.clone();
            open.retain(|candidate| {
                let is = self.stands_beside(candidate, &known, pages);
                for &place in candidate.places.iter().filter(|_| is) {
                    is_furniture[place] = true;
                }
                !is
            });
        }
        is_furniture
    }

    /// What may be furniture of lines that look the same: those that are the same, or count.
    fn candidate(&self, alike: &[usize]) -> Option<Candidate> {
        let first = self.text(alike[0]);
        // What comes more often than pages do is speech, but for numbers.
        let most = if self.pages > 1 {
            2 * self.pages
        } else {
            2 * self.size / PAGE
        };
        if alike.len() > most.max(FEWEST) && !is_number(first) {
            return None;
        }
        if alike.iter().all(|&place| self.text(place) == first) {
            let may_be = first.contains(char::is_alphanumeric)
                && !first.starts_with(char::is_lowercase)
                && !is_number(first);
            return may_be.then(|| Candidate {
                places: alike.to_vec(),
                counts: false,
            });
        }
        // Other numbers alone on a line do not stand where pages begin and end, if that is known.
        let may_count =
            |place: &usize| self.pages < 2 || self.at_edge[*place] || !is_number(self.text(*place));
        let chains = (0..numbers(first).count().min(NUMBERS)).map(|slot| {
            let value = |&place: &usize| numbers(self.text(place)).nth(slot);
            let alike = alike.iter().filter(|place| may_count(place));
            let counted = alike.filter_map(|place| Some((*place, value(place)?)));
            longest_chain(&counted.collect::<Vec<_>>())
        });
        let places = chains.max_by_key(Vec::len)?;
        // Numbers alone may be others too.
        let enough = if is_number(first) {
            places.len() > 1
        } else {
            places.len() > 1 && places.len() * 5 >= alike.len() * 4
        };
        enough.then_some(Candidate {
            places,
            counts: true,
        })
    }

    /// Whether lines are furniture by where they stand, or what they say.
    fn stands_so(&self, candidate: &Candidate, ends_sentences: impl Fn() -> bool) -> bool {
        let places = &candidate.places;
        let n = places.len();
        let text = self.text(places[0]);
        let at_edges = places.iter().filter(|&&p| self.at_edge[p]).count();
        let on_pages = self.pages > 1 && at_edges * 10 >= n * 9 && n * 5 >= self.pages * 2;
        if candidate.counts {
            return on_pages
                || counts_pages(text, n)
                || n >= FEWEST
                    && self.at_even_distances(candidate)
                    && (ends_sentences() && self.broken(places) * 4 >= n
                        || self.has_header(places));
        }
        let may_be =
            n >= FEWEST && (!is_over(text) || is_rights(text)) && before_colon(text).is_none();
        may_be
            && (on_pages
                || !can_be_name(text)
                    && self.at_even_distances(candidate)
                    && ends_sentences()
                    && self.broken(places) * 2 >= n)
    }

    /// Whether lines always stand beside furniture.
    fn stands_beside(&self, candidate: &Candidate, known: &[bool], pages: usize) -> bool {
        let places = &candidate.places;
        let n = places.len();
        let is_known = |place: Option<usize>| place.is_some_and(|p| known.get(p) == Some(&true));
        let beside = |&&p: &&usize| is_known(p.checked_sub(1)) || is_known(Some(p + 1));
        let text = self.text(places[0]);
        let may_be_said =
            can_be_name(text) || before_colon(text).is_some() || is_over(text) && !is_rights(text);
        let often = if may_be_said {
            n >= FEWEST && n * 5 >= pages * 4
        } else {
            n * 2 >= pages
        };
        often && places.iter().filter(beside).count() * 10 >= n * 9
    }

    /// Whether as much text as on a page stands between one and the next, mostly.
    fn at_even_distances(&self, candidate: &Candidate) -> bool {
        let places = &candidate.places;
        let whole = self.before[places[places.len() - 1]] - self.before[places[0]];
        if whole < PAGE * (places.len() - 1) {
            return false;
        }
        let between = places.windows(2).map(|pair| {
            let distance = self.before[pair[1]] - self.before[pair[0]];
            // A page between them may have lost its number.
            let step = |place: usize| numbers(self.text(place)).next();
            match (candidate.counts, step(pair[0]), step(pair[1])) {
                (true, Some(a), Some(b)) if b.checked_sub(2) == Some(a) => distance / 2,
                _ => distance,
            }
        });
        let mut between: Vec<usize> = between.collect();
        between.sort_unstable();
        let median = between[between.len() / 2];
        let even = |d: &&usize| **d * 2 >= median && **d * 5 <= median * 8;
        between.iter().filter(even).count() * 5 >= between.len() * 3
    }

    /// At how many of the places a sentence is broken.
    fn broken(&self, places: &[usize]) -> usize {
        // What else comes again may be furniture that stands beside.
        let text = |place: &usize| self.looks[*place].is_none();
        let is_broken = |&&place: &&usize| {
            let from = place.saturating_sub(2 * SIDE_BY_SIDE);
            let to = self.lines.len().min(place + 1 + 2 * SIDE_BY_SIDE);
            let before = (from..place).rev().find(text);
            let after = (place + 1..to).find(text);
            before.zip(after).is_some_and(|(before, after)| {
                let (before, after) = (self.text(before), self.text(after));
                columns(before) >= BROKEN && !is_over(before) && is_inside(after)
            })
        };
        places.iter().filter(is_broken).count()
    }

    /// Whether the same line stands above or below nearly all of them, and not elsewhere.
    fn has_header(&self, places: &[usize]) -> bool {
        let n = places.len();
        let beside = |step: fn(usize) -> Option<usize>| {
            let mut looks: HashMap<usize, usize> = HashMap::new();
            for place in places.iter().filter_map(|&p| step(p)) {
                if let Some(Some(look)) = self.looks.get(place) {
                    *looks.entry(*look).or_default() += 1;
                }
            }
            looks.into_iter().any(|(look, times)| {
                let alike = &self.alike[look];
                let text = self.text(alike[0]);
                times * 5 >= n * 4
                    && alike.len() * 4 <= n * 5
                    && !can_be_name(text)
                    && before_colon(text).is_none()
                    && !is_over(text)
            })
        };
        beside(|place| place.checked_sub(1)) || beside(|place| Some(place + 1))
    }

    /// Whether the text ends its sentences, as what programs have heard may not. Its beginning shows it.
    fn ends_sentences(&self) -> bool {
        let beginning = self.before.partition_point(|before| *before < BEGINNING);
        let ends = self.lines[..beginning].iter().map(|(_, line)| {
            let stops = line
                .text
                .matches(['.', '?', '!', '。', '？', '！', '।', '؟']);
            stops.count()
        });
        ends.sum::<usize>() * SENTENCE >= self.size.min(BEGINNING)
    }
}

/// Which lines are at an edge of their page, and how many pages there are.
fn edges(lines: &[(usize, &SourceLine)], bounds: &[usize]) -> (Vec<bool>, usize) {
    let mut at_edge = vec![false; lines.len()];
    let begins = bounds
        .iter()
        .map(|bound| lines.partition_point(|(_, line)| line.at < *bound));
    let mut begins: Vec<usize> = std::iter::once(0)
        .chain(begins)
        .chain([lines.len()])
        .collect();
    begins.dedup();
    for page in begins.windows(2) {
        let (from, to) = (page[0], page[1]);
        let depth = DEPTH.min((to - from).div_ceil(4));
        at_edge[from..from + depth].fill(true);
        at_edge[to - depth..to].fill(true);
    }
    (at_edge, begins.len().saturating_sub(1))
}

/// A line's look: what is left if all numbers are the same. Long lines and times have none.
fn look(text: &str) -> Option<u64> {
    let begins_as_time = text.starts_with(|c: char| c.is_ascii_digit() || "[(（【<".contains(c));
    if text.len() > LONGEST || begins_as_time && leading_time(text).is_some() {
        return None;
    }
    let mut bytes = [0; LONGEST];
    let mut length = 0;
    for byte in text.bytes() {
        let byte = match byte {
            b'0'..=b'9' => b'0',
            b'\t' => b' ',
            byte => byte,
        };
        let again = matches!(byte, b'0' | b' ') && length > 0 && bytes[length - 1] == byte;
        if !again {
            bytes[length] = byte;
            length += 1;
        }
    }
    let mut hasher = DefaultHasher::new();
    hasher.write(&bytes[..length]);
    Some(hasher.finish())
}

/// The numbers in a line.
fn numbers(text: &str) -> impl Iterator<Item = usize> {
    let digits = text.split(|c: char| !c.is_ascii_digit());
    let digits = digits.filter(|digits| !digits.is_empty());
    digits.map(|digits| digits.parse().unwrap_or(usize::MAX))
}

/// Whether a line is nothing but a number: `3`, `- 3 -`, `3 / 12`.
fn is_number(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit()) && !text.contains(char::is_alphabetic)
}

/// The places of the longest row of numbers that go up by one, or two where one is missing.
pub(super) fn longest_chain(counted: &[(usize, usize)]) -> Vec<usize> {
    // The longest row so far that ends in a number: its length, and where its last is.
    let mut ends: HashMap<usize, (usize, usize)> = HashMap::new();
    let mut previous: Vec<Option<usize>> = Vec::with_capacity(counted.len());
    let mut longest = (0, 0);
    for (i, &(_, number)) in counted.iter().enumerate() {
        let before = |step: usize| ends.get(&number.checked_sub(step)?).copied();
        let before = match (before(1), before(2)) {
            (Some(one), Some(two)) if two.0 > one.0 => Some(two),
            (one, two) => one.or(two),
        };
        previous.push(before.map(|(_, i)| i));
        let length = before.map_or(0, |(length, _)| length) + 1;
        let end = ends.entry(number).or_default();
        if length >= end.0 {
            *end = (length, i);
        }
        if length >= longest.0 {
            longest = (length, i);
        }
    }
    let last = (longest.0 > 0).then_some(longest.1);
    let mut places: Vec<usize> = std::iter::successors(last, |&i| previous[i])
        .map(|i| counted[i].0)
        .collect();
    places.reverse();
    places
}

/// Whether a line is a page's number by its words: `Page 3`, `p. 3 of 12`, `第3页 共12页`.
pub(super) fn counts_pages(text: &str, times: usize) -> bool {
    let has_total = numbers(text).count() == 2;
    claims::counts_pages_by_words(&text.to_lowercase()) && (times >= FEWEST || has_total)
}

/// Whether a line says whose the text is.
fn is_rights(text: &str) -> bool {
    claims::states_rights(&text.to_lowercase())
}
