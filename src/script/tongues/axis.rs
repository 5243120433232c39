//! The language of every piece of what is said: the cheapest code of the text over how many languages
//! it has, which ones, and how they change, in nats.
//!
//! A reading with some languages costs what its pieces cost in them (stored n-grams), what their changes cost
//! ([`switches`](super::switches)), and what it takes to say that there are so many. A piece in none of them is a
//! guest: a quotation, a greeting, a title. Guests cost more than a language that the text has, but
//! a few of them less than a second language, which is expected to be a whole one.

use super::Detector;
use super::alike;
use super::detector::ECHOES;
use super::glosses;
use super::layout::{self, Layout};
use super::pieces::{Piece, Place, Said, Sentences, pieces, size};
use super::possible::possible;
use super::pronunciation::{self, has_other_letters, pronounced_heads};
use super::quoted;
use super::spelt_behind;
use super::switches::{Costs, Path, fitted, margins};
use super::which::{are_kin, explaining, nearness, prior};
use super::whole;
use super::within;
use super::writing::writing_of;
use crate::language::Language;
use rayon::prelude::*;
use std::collections::HashMap;
use std::ops::Range;

/// What a piece costs that is in none of the text's languages, beyond what it costs in its own.
const GUEST: f32 = 6.2;
/// How much more a guest costs in a language that it looks less like than another: a share of the nats between them, and at most.
const LIKENESS: (f32, f32) = (0.1, 3.0);
/// Of how many languages guests are looked for beyond the sample.
const GUESTS: usize = 6;
/// What a further language costs: of a script that another one is written in, and of one of its own, which whole
/// lines are hardly in otherwise.
const FURTHER: [f64; 2] = [4.0, 1.0];
/// A second language is a whole one: what is short of this share of the letters costs
/// up to so many nats.
const WHOLE: (f64, f64) = (0.12, 40.0);
/// The same where the head of the text states one language.
const STATED: (f64, f64) = (0.2, 100.0);
/// What it costs that a piece is in another language than its markup or label says, and than the name of its file says, if that is
/// written in the same script.
const MARKED: f32 = 20.0;
const NAMED: f32 = 10_000.0;
/// The smallest share of the letters with which a language is weighed at all.
const LEAST: f64 = 0.04;
/// How many lines are looked at to find out which languages there are.
pub(super) const SAMPLE: usize = 400;
/// How many pieces of them.
const PIECES: usize = 2000;
/// How often a sentence is in another language than the one before it on its line, at least, where lines hold both, and in which
/// share of the places.
const FEWEST_CHANGES: usize = 3;
const CHANGING: f64 = 0.3;
/// How many runs of lines they are taken from.
const RUNS: usize = 20;
/// How many characters of a piece.
const GLANCE: usize = 160;

/// The languages of a text.
#[derive(Debug)]
pub(crate) struct Tongues {
    /// In the order in which the text first uses them.
    pub(crate) languages: Vec<Language>,
    /// In the order of the text.
    pub(crate) spans: Vec<Span>,
    /// How the languages follow each other.
    pub(crate) layout: Layout,
    /// The nats of this reading.
    pub(crate) cost: f64,
    /// By how many nats it is cheaper than the next one with other languages, on the sample.
    pub(crate) margin: f64,
    /// All readings that were weighed, the cheapest first: languages and nats, on the sample.
    pub(crate) weighed: Vec<(Vec<Language>, f64)>,
    /// The indices of the lines that only say how the line above is pronounced; they have no spans.
    pub(crate) pronunciations: Vec<usize>,
    /// The indices of the lines that begin with how the one above them is pronounced, and where that ends.
    pub(crate) heads: Vec<(usize, usize)>,
    /// The indices of the lines that end in how what stands before is pronounced, and where that begins.
    pub(crate) ends: Vec<(usize, usize)>,
    /// The indices of the lines that say what a word means.
    pub(crate) glosses: Vec<usize>,
}

/// A part of a line in one language.
#[derive(Debug, Clone)]
pub(crate) struct Span {
    /// The line's index.
    pub(crate) line: usize,
    /// The bytes of the line's text, without brackets and signs around them.
    pub(crate) bytes: Range<usize>,
    pub(crate) place: Place,
    /// One of the text's.
    pub(crate) language: Language,
    /// The other language that it is in, if it is a quotation, a greeting or a title in none of the text's.
    pub(crate) guest: Option<Language>,
    /// By how many nats it is in that language rather than in another of the text's.
    pub(crate) margin: f32,
}

/// Reads the languages of a text. `given` are those that a person named: of their scripts there are no others. `is_stated`: the head
/// of the text states one.
pub(crate) fn read(mut lines: Vec<Said>, given: &[Language], is_stated: bool) -> Tongues {
    let (mut pronunciations, mut heads, mut ends) = (Vec::new(), Vec::new(), Vec::new());
    // Latin letters spell what is written in others.
    if has_other_letters(&lines) {
        pronunciations = pronunciation::pronunciations(&lines);
        for &i in &pronunciations {
            lines[i].said = 0..0;
        }
        heads = pronounced_heads(&lines);
        for &(i, end) in &heads {
            lines[i].said.start = end;
        }
        ends = spelt_behind::ends(&lines);
        for &(i, begin) in &ends {
            lines[i].said.end = begin;
        }
    }
    let glosses = glosses::mark(&mut lines);
    let lines = &lines[..];
    // How many languages there are, and which, a sample tells.
    let sample = sample(lines);
    let named = named(lines, given);
    let share = if is_stated { STATED } else { WHOLE };
    let detector = Detector::new(&possible(lines, &sample, (given.len(), &named)));
    let mut costs = costs(lines, &sample, &detector);
    hush_echoes(lines, &sample, &mut costs);
    let mut weighed: Vec<(Vec<usize>, Reading)> = sets(
        lines,
        &sample,
        &costs,
        &detector,
        (given.len(), named.len()),
    )
    .into_iter()
    .map(|set| {
        let read = Reading::new(lines, &sample, &costs, &set, &detector, share);
        (set, read)
    })
    .collect();
    weighed.sort_by(|a, b| a.1.cost.total_cmp(&b.1.cost));
    let next = weighed.get(1).map(|next| next.1.cost);
    let margin = next.map_or(f64::INFINITY, |next| next - weighed[0].1.cost);
    let language = |l: &usize| detector.language(*l).clone();
    let (set, best) = &weighed[0];
    let languages: Vec<Language> = set.iter().map(language).collect();
    let guests: Vec<Language> = best.guest_languages().iter().map(language).collect();
    // The language of each piece is told for the whole text, among these alone.
    let detector = Detector::new(&[&languages[..], &guests].concat());
    let set: Vec<usize> = (0..languages.len()).collect();
    let whole = |sentences: Sentences| {
        let all = pieces(lines, 0..lines.len(), sentences);
        let costs = self::costs(lines, &all, &detector);
        let read = Reading::new(lines, &all, &costs, &set, &detector, share);
        (all, read)
    };
    let (mut all, mut read) = whole(match languages.len() {
        1 => Sentences::None,
        _ => Sentences::Long,
    });
    if read.changes_within_lines() {
        (all, read) = whole(Sentences::Short);
    }
    let margins = margins(&read.costs, &read.places, &read.stays, &read.path);
    let layout = layout::of(&all, &read.path, languages.len());
    let mut spans: Vec<Span> = all
        .into_iter()
        .enumerate()
        .map(|(i, piece)| Span {
            line: piece.line,
            bytes: piece.bytes,
            place: piece.place,
            language: languages[read.path.languages[i] as usize].clone(),
            guest: read.guests[i].map(|l| detector.language(l as usize).clone()),
            margin: margins[i],
        })
        .collect();
    whole::settle(&mut spans, lines, layout);
    within::cut(&mut spans, lines, &detector);
    let mut in_order: Vec<Language> = Vec::new();
    for language in spans.iter().map(|span| &span.language).chain(&languages) {
        if !in_order.contains(language) {
            in_order.push(language.clone());
        }
    }
    let named_set =
        |(set, read): &(Vec<usize>, Reading)| (set.iter().map(&language).collect(), read.cost);
    let weighed = weighed.iter().map(named_set);
    Tongues {
        languages: in_order,
        spans,
        layout,
        cost: read.cost,
        margin,
        weighed: weighed.collect(),
        pronunciations,
        heads,
        ends,
        glosses,
    }
}

/// The languages that a person, the markup or labels name, each once.
fn named(lines: &[Said], given: &[Language]) -> Vec<Language> {
    let mut named = given.to_vec();
    for language in lines.iter().filter_map(|line| line.language.as_ref()) {
        if !named
            .iter()
            .any(|own| own.is_kin_of(language) || language.is_kin_of(own))
        {
            named.push(language.clone());
        }
    }
    named
}

/// What each piece costs in each language of the detector; nothing if it has no letters.
fn costs(lines: &[Said], pieces: &[Piece], detector: &Detector) -> Costs {
    let languages = detector.count();
    let mut nats = vec![0.0; pieces.len() * languages];
    if languages > 1 {
        // A reader remembers words: few of them with much to read each.
        let many = pieces.len().div_ceil(rayon::current_num_threads()).max(256);
        let chunks = pieces
            .par_chunks(many)
            .zip(nats.par_chunks_mut(many * languages));
        chunks.for_each(|(pieces, nats)| {
            let mut reader = detector.reader();
            for (piece, row) in pieces.iter().zip(nats.chunks_mut(languages)) {
                reader.add(&quoted::without(glance(lines, piece)), row);
            }
        });
    }
    Costs { languages, nats }
}

/// What is said again and again tells no more of its language than what is said a few times.
fn hush_echoes(lines: &[Said], pieces: &[Piece], costs: &mut Costs) {
    let mut said: HashMap<&str, usize> = HashMap::new();
    for (piece, row) in pieces.iter().zip(costs.nats.chunks_mut(costs.languages)) {
        let times = said.entry(glance(lines, piece)).or_default();
        *times += 1;
        if *times > ECHOES {
            row.fill(0.0);
        }
    }
}

/// A reading of pieces with some languages.
struct Reading {
    costs: Costs,
    places: Vec<Place>,
    /// What it costs each piece to be in the language of the one before it.
    stays: Vec<f32>,
    /// Which language of the detector the pieces are in that are in none of them.
    guests: Vec<Option<u8>>,
    path: Path,
    cost: f64,
}

impl Reading {
    fn new(
        lines: &[Said],
        pieces: &[Piece],
        costs: &Costs,
        set: &[usize],
        detector: &Detector,
        whole: (f64, f64),
    ) -> Self {
        let languages: Vec<&Language> = set.iter().map(|l| detector.language(*l)).collect();
        let mut own = Costs {
            languages: set.len(),
            nats: Vec::with_capacity(pieces.len() * set.len()),
        };
        let mut guests = Vec::with_capacity(pieces.len());
        let more = alike::translated(lines, pieces);
        for ((piece, more), costs) in pieces.iter().zip(more).zip(costs.rows()) {
            let row = own.nats.len();
            guests.push(among(costs, set, more, &mut own.nats));
            mark(
                &mut own.nats[row..],
                &languages,
                &lines[piece.line],
                piece.place,
            );
        }
        let places: Vec<Place> = pieces.iter().map(|piece| piece.place).collect();
        let stays = alike::stays(lines, pieces, set.len());
        let path = fitted(&own, &places, &stays);
        let cost = path.cost + of_number(lines, pieces, &languages, &path, whole);
        Self {
            costs: own,
            places,
            stays,
            guests,
            path,
            cost,
        }
    }

    /// Whether many lines hold a sentence in one language and the next in another.
    fn changes_within_lines(&self) -> bool {
        let path = self.path.languages.windows(2);
        let next = self.places.iter().skip(1).zip(path);
        let sentences = next.filter(|(place, _)| **place == Place::Sentence);
        let (mut all, mut changes) = (0, 0);
        for (_, pair) in sentences {
            all += 1;
            changes += usize::from(pair[0] != pair[1]);
        }
        changes >= FEWEST_CHANGES && changes as f64 >= CHANGING * f64::from(all)
    }

    /// The languages of most guests.
    fn guest_languages(&self) -> Vec<usize> {
        let mut guests: Vec<(usize, usize)> = Vec::new();
        for language in self.guests.iter().flatten().map(|l| *l as usize) {
            match guests.iter_mut().find(|(_, own)| *own == language) {
                Some((n, _)) => *n += 1,
                None => guests.push((1, language)),
            }
        }
        guests.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
        guests
            .iter()
            .take(GUESTS)
            .map(|(_, language)| *language)
            .collect()
    }
}

/// Adds to `own` what a piece costs in some languages, beyond the likeliest of all. Gives this one if the piece is a guest, which costs `dearer`
/// than others.
fn among(costs: &[f32], set: &[usize], dearer: f32, own: &mut Vec<f32>) -> Option<u8> {
    let likeliest = (0..costs.len())
        .min_by(|a, b| costs[*a].total_cmp(&costs[*b]))
        .unwrap_or(0);
    let more = |l: &usize| costs[*l] - costs[likeliest];
    let is_guest = set.iter().all(|l| more(l) > GUEST);
    // A guest says little about which of the languages it stands in: rather in one that looks like it.
    let nearest = set.iter().map(more).fold(f32::INFINITY, f32::min);
    let guest = |l: &usize| GUEST + dearer + (LIKENESS.0 * (more(l) - nearest)).min(LIKENESS.1);
    own.extend(
        set.iter()
            .map(|l| if is_guest { guest(l) } else { more(l) }),
    );
    is_guest.then_some(likeliest as u8)
}

/// Adds what it costs to read a piece in another language than the one that is named for it. Brackets and what stands behind a dash may
/// hold another one.
fn mark(costs: &mut [f32], languages: &[&Language], line: &Said, place: Place) {
    let Some(named) = &line.language else { return };
    let is_named = |l: &Language| l.is_kin_of(named) || named.is_kin_of(l);
    let is_of_line = matches!(
        place,
        Place::Line | Place::Blank | Place::File | Place::Sentence
    );
    for (cost, language) in costs.iter_mut().zip(languages) {
        let is_file = line.is_named_by_file && is_of_line;
        *cost += match is_named(language) {
            true => 0.0,
            false if is_file && writing_of(language) == writing_of(named) => NAMED,
            false => MARKED,
        };
    }
}

/// What it costs to say which languages there are, and that each of them has its share.
fn of_number(
    lines: &[Said],
    pieces: &[Piece],
    languages: &[&Language],
    path: &Path,
    (share, most): (f64, f64),
) -> f64 {
    let mut sizes = vec![0.0; languages.len()];
    for (piece, language) in pieces.iter().zip(&path.languages) {
        sizes[*language as usize] += size(glance(lines, piece)) as f64;
    }
    let whole = sizes.iter().sum::<f64>().max(1.0);
    let short = |size: &f64| most * (1.0 - size / whole / share).max(0.0);
    let priors: f64 = languages.iter().map(|l| prior(l)).sum();
    let near = languages
        .iter()
        .enumerate()
        .flat_map(|(i, a)| languages[..i].iter().map(move |b| nearness(a, b)));
    let further = |i: usize| {
        let own = writing_of(languages[i]);
        let is_of_its_own = languages[..i].iter().all(|l| writing_of(l) != own);
        FURTHER[usize::from(is_of_its_own)]
    };
    let further: f64 = (1..languages.len()).map(further).sum();
    // A text in neither of two languages that are nearly one looks like now one and now the other, in no order.
    let changes = path.languages.windows(2).filter(|two| {
        let [a, b] = [two[0], two[1]].map(|l| languages[l as usize]);
        are_kin(a, b)
    });
    let changing = disorder(changes.count(), path.languages.len().saturating_sub(1));
    further + near.sum::<f64>() + changing + priors + sizes.iter().map(short).sum::<f64>()
}

/// What it costs, in nats, to say at which of `all` places so many changes are: nothing if there is none, or one at each.
fn disorder(changes: usize, all: usize) -> f64 {
    let cost = |part: usize| match part {
        0 => 0.0,
        part => part as f64 * (all as f64 / part as f64).ln(),
    };
    cost(changes) + cost(all - changes)
}

/// The pieces of some runs of lines from all over the text, so that one in two languages, one after the other,
/// shows both, and their order too.
fn sample(lines: &[Said]) -> Vec<Piece> {
    let few = runs(lines.len(), SAMPLE);
    let all: Vec<Piece> = few
        .flat_map(|run| pieces(lines, run, Sentences::Long))
        .collect();
    runs(all.len(), PIECES)
        .flat_map(|run| all[run].to_vec())
        .collect()
}

/// All of so many, or some runs of them.
fn runs(all: usize, most: usize) -> impl Iterator<Item = Range<usize>> {
    let (runs, length) = if all <= most {
        (1, all)
    } else {
        (RUNS, most / RUNS)
    };
    (0..runs).map(move |n| {
        let start = n * (all - length) / (runs - 1).max(1);
        start..start + length
    })
}

/// The sets of languages that are worth weighing; never none. The first `given` ones of the detector are
/// in each; all that are `named` by the text are one.
fn sets(
    lines: &[Said],
    sample: &[Piece],
    costs: &Costs,
    detector: &Detector,
    (given, named): (usize, usize),
) -> Vec<Vec<usize>> {
    let sized = sample.iter().zip(costs.rows());
    let sized = sized.map(|(piece, costs)| (costs, size(glance(lines, piece)) as f64));
    let found = explaining(&sized.collect::<Vec<_>>(), detector, LEAST);
    if given > 0 {
        let others = found.into_iter().filter(|l| *l >= given);
        let all: Vec<usize> = (0..given).chain(others).collect();
        return (given..=all.len()).map(|n| all[..n].to_vec()).collect();
    }
    let mut sets: Vec<Vec<usize>> = found.iter().map(|l| vec![*l]).collect();
    sets.extend((2..=found.len()).map(|n| found[..n].to_vec()));
    if let [first, second, third, ..] = found[..] {
        sets.push(vec![first, third]);
        sets.push(vec![second, third]);
    }
    if named > 0 {
        let others = found.into_iter().filter(|l| *l >= named);
        let all: Vec<usize> = (0..named).chain(others).collect();
        sets.extend((1..=all.len()).map(|n| all[..n].to_vec()));
    }
    if sets.is_empty() {
        sets.push(vec![0]);
    }
    sets.iter_mut().for_each(|set| set.sort_unstable());
    sets.sort();
    sets.dedup();
    sets
}

/// The beginning of a piece: enough to tell its language.
pub(super) fn glance<'a>(lines: &[Said<'a>], piece: &Piece) -> &'a str {
    let text = &lines[piece.line].text[piece.bytes.clone()];
    match text.char_indices().nth(GLANCE) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}
