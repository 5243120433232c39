//! The language of every piece of what is said: the cheapest code of the text over how many languages
//! it has, which ones, and how they change, in nats.
//!
//! A reading with some languages costs what its pieces cost in them (stored n-grams), what their changes cost
//! ([`switches`](super::switches)), and what it takes to say that there are so many. A piece in none of them is a
//! guest: a quotation, a greeting, a title. Guests cost more than a language that the text has, but
//! a few of them less than a second language, which is expected to be a whole one.

use super::layout::{self, Layout};
use super::pieces::{Piece, Place, Said, pieces, size};
use super::pronunciation::pronunciations;
use super::switches::{Path, fitted, margins};
use super::which::{prior, which};
use super::writing::{by_default, languages_in, script_of, units, Unit, writing_of};
use super::{Detector, detector::Reader};
use crate::language::Language;
use rayon::prelude::*;
use unicode_script::Script as Writing;

/// What a piece costs that is in none of the text's languages, beyond what it costs in its own.
const GUEST: f32 = 7.0;
/// Of how many languages guests are looked for beyond the sample.
const GUESTS: usize = 6;
/// What a further language costs.
const FURTHER: f64 = 6.0;
/// A second language is a whole one: what is short of this share of the letters costs
/// up to so many nats.
const WHOLE: (f64, f64) = (0.12, 40.0);
/// What it costs that a piece is in another language than its markup or label says.
const MARKED: f32 = 20.0;
/// How many lines are looked at to find out which languages there are.
const SAMPLE: usize = 400;
/// How many runs of lines they are taken from.
const RUNS: usize = 20;
/// How many characters of a piece.
const GLANCE: usize = 160;
/// How many languages a script must be worth to be looked at: its share of the letters.
const TRACE: f64 = 0.005;

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
}

/// A part of a line in one language.
#[derive(Debug, Clone)]
pub(crate) struct Span {
    /// The line's index.
    pub(crate) line: usize,
    /// The bytes of the line's text, without brackets and signs around them.
    pub(crate) bytes: std::ops::Range<usize>,
    pub(crate) place: Place,
    /// One of the text's.
    pub(crate) language: Language,
    /// It is in none of the text's languages, but a quotation or greeting in another one.
    pub(crate) is_guest: bool,
    /// By how many nats it is in that language rather than in another of the text's.
    pub(crate) margin: f32,
}

/// Reads the languages of a text. `given` are those that a person named: of their scripts there are no others.
pub(crate) fn read(lines: &[Said], given: &[Language]) -> Tongues {
    let pronounced = pronunciations(lines);
    let mut said: Vec<Said> = lines.to_vec();
    for &i in &pronounced {
        said[i].said = 0..0;
    }
    let sample = sample(&said);
    let possible = candidates(&said, &sample);
    let sets = sets(&said, &sample, given);
    let mut weighed: Vec<(Vec<Language>, f64)> = sets
        .into_iter()
        .map(|set| {
            let read = Reading::new(&said, &sample, &set, &possible);
            (set, read.cost)
        })
        .collect();
    weighed.sort_by(|a, b| a.1.total_cmp(&b.1));
    let languages = weighed[0].0.clone();
    let guests = Reading::new(&said, &sample, &languages, &possible).guests();
    let margin = weighed.get(1).map_or(f64::INFINITY, |next| next.1 - weighed[0].1);
    finish(&said, (languages, guests), (weighed, margin), pronounced)
}

fn finish(
    lines: &[Said],
    (languages, guests): (Vec<Language>, Vec<Language>),
    (weighed, margin): (Vec<(Vec<Language>, f64)>, f64),
    pronunciations: Vec<usize>,
) -> Tongues {
    let all = pieces(lines, 0..lines.len(), languages.len() > 1);
    let read = Reading::new(lines, &all, &languages, &guests);
    let layout = layout::of(&all, &read.path, languages.len());
    let margins = margins(&read.costs, &read.places, &read.path);
    let mut in_order: Vec<Language> = Vec::new();
    let spans: Vec<Span> = all
        .into_iter()
        .enumerate()
        .map(|(i, piece)| {
            let language = languages[read.path.languages[i] as usize].clone();
            if !in_order.contains(&language) {
                in_order.push(language.clone());
            }
            Span {
                line: piece.line,
                bytes: piece.bytes,
                place: piece.place,
                language,
                is_guest: read.guests[i].is_some(),
                margin: margins[i],
            }
        })
        .collect();
    if in_order.is_empty() {
        in_order = languages;
    }
    Tongues {
        languages: in_order,
        spans,
        layout,
        cost: read.cost,
        margin,
        weighed,
        pronunciations,
    }
}

/// A reading of pieces with some languages.
struct Reading {
    costs: Vec<Vec<f32>>,
    places: Vec<Place>,
    /// The language of the pieces that are in none of them.
    guests: Vec<Option<Language>>,
    path: Path,
    cost: f64,
}

impl Reading {
    /// `others` are the languages that guests may be in.
    fn new(lines: &[Said], pieces: &[Piece], languages: &[Language], others: &[Language]) -> Self {
        let mut all = languages.to_vec();
        all.extend(others.iter().filter(|other| !languages.contains(other)).cloned());
        let n = languages.len();
        let places: Vec<Place> = pieces.iter().map(|piece| piece.place).collect();
        let detector = Detector::new(&all);
        let told: Vec<(Vec<f32>, Option<usize>)> = if all.len() == 1 {
            vec![(vec![0.0], None); pieces.len()]
        } else {
            pieces
                .par_iter()
                .with_min_len(256)
                .map_init(|| detector.reader(), |reader, piece| cost(reader, lines, piece, languages))
                .collect()
        };
        let (costs, guests): (Vec<Vec<f32>>, Vec<Option<usize>>) = told.into_iter().unzip();
        let path = fitted(&costs, &places, n);
        let cost = path.cost + of_number(lines, pieces, languages, &path);
        let guests = guests.into_iter().map(|guest| Some(all[guest?].clone())).collect();
        Self { costs, places, guests, path, cost }
    }

    /// The languages of most guests.
    fn guests(&self) -> Vec<Language> {
        let mut guests: Vec<(usize, &Language)> = Vec::new();
        for language in self.guests.iter().flatten() {
            match guests.iter_mut().find(|(_, own)| *own == language) {
                Some((n, _)) => *n += 1,
                None => guests.push((1, language)),
            }
        }
        guests.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
        guests.iter().take(GUESTS).map(|(_, language)| (*language).clone()).collect()
    }
}

/// What a piece costs in each language of the text, and in which other it is if it is a guest.
fn cost(
    reader: &mut Reader,
    lines: &[Said],
    piece: &Piece,
    languages: &[Language],
) -> (Vec<f32>, Option<usize>) {
    let line = &lines[piece.line];
    let n = languages.len();
    let Some(mut costs) = reader.costs(glance(&line.text[piece.bytes.clone()])) else {
        return (vec![0.0; n], None);
    };
    let likeliest = (0..costs.len()).min_by(|a, b| costs[*a].total_cmp(&costs[*b])).unwrap_or(0);
    let least = costs[likeliest];
    costs.truncate(n);
    let own = costs.iter().copied().fold(f32::INFINITY, f32::min);
    let guest = (own > least + GUEST).then_some(likeliest);
    for cost in &mut costs {
        *cost = (*cost - least).min(if guest.is_some() { GUEST } else { f32::INFINITY });
    }
    if let Some(marked) = &line.language {
        let is_named = |l: &Language| l.is_kin_of(marked) || marked.is_kin_of(l);
        if languages.iter().any(is_named) {
            for (cost, language) in costs.iter_mut().zip(languages) {
                *cost += if is_named(language) { 0.0 } else { MARKED };
            }
        }
    }
    (costs, guest)
}

/// What it costs to say which languages there are, and that each of them has its share.
fn of_number(lines: &[Said], pieces: &[Piece], languages: &[Language], path: &Path) -> f64 {
    let mut sizes = vec![0.0; languages.len()];
    for (piece, language) in pieces.iter().zip(&path.languages) {
        sizes[*language as usize] += size(glance(&lines[piece.line].text[piece.bytes.clone()])) as f64;
    }
    let whole = sizes.iter().sum::<f64>().max(1.0);
    let short = |size: &f64| WHOLE.1 * (1.0 - size / whole / WHOLE.0).max(0.0);
    let priors: f64 = languages.iter().map(prior).sum();
    FURTHER * (languages.len() - 1) as f64 + priors + sizes.iter().map(short).sum::<f64>()
}

/// The pieces of some runs of lines from all over the text, so that one in two languages, one after the other,
/// shows both, and their order too.
fn sample(lines: &[Said]) -> Vec<Piece> {
    if lines.len() <= SAMPLE {
        return pieces(lines, 0..lines.len(), false);
    }
    let run = SAMPLE / RUNS;
    let starts = (0..RUNS).map(|n| n * (lines.len() - run) / (RUNS - 1));
    starts.flat_map(|start| pieces(lines, start..start + run, false)).collect()
}

/// All languages that the letters of the pieces could be of.
fn candidates(lines: &[Said], pieces: &[Piece]) -> Vec<Language> {
    let mut languages = Vec::new();
    for (writing, _) in writings(lines, pieces) {
        languages.extend(languages_in(writing));
    }
    languages
}

/// The scripts of the pieces with their shares, the greatest first. Han beside kana counts for both.
fn writings(lines: &[Said], pieces: &[Piece]) -> Vec<(Writing, f64)> {
    let mut sizes: Vec<(Writing, f64)> = Vec::new();
    let mut whole = 0.0;
    let step = (pieces.len() / SAMPLE).max(1);
    for piece in pieces.iter().step_by(step) {
        let text = glance(&lines[piece.line].text[piece.bytes.clone()]);
        for c in text.chars().filter(|c| c.is_alphabetic()) {
            let writing = match script_of(c) {
                Writing::Common | Writing::Inherited | Writing::Unknown => continue,
                Writing::Katakana => Writing::Hiragana,
                writing => writing,
            };
            let weight = if matches!(writing, Writing::Han | Writing::Hangul) { 3.0 } else { 1.0 };
            whole += weight;
            match sizes.iter_mut().find(|(w, _)| *w == writing) {
                Some((_, size)) => *size += weight,
                None => sizes.push((writing, weight)),
            }
        }
    }
    sizes.iter_mut().for_each(|(_, size)| *size /= whole);
    sizes.retain(|(_, share)| *share >= TRACE);
    sizes.sort_by(|a, b| b.1.total_cmp(&a.1));
    sizes
}

/// The sets of languages that are worth weighing; never none.
fn sets(lines: &[Said], sample: &[Piece], given: &[Language]) -> Vec<Vec<Language>> {
    let mut named: Vec<Language> = given.to_vec();
    for language in lines.iter().filter_map(|line| line.language.as_ref()) {
        if !named.iter().any(|own| own.is_kin_of(language) || language.is_kin_of(own)) {
            named.push(language.clone());
        }
    }
    // Of the scripts of named languages there are no others.
    let mut possible = named.clone();
    for (writing, _) in writings(lines, sample) {
        if !named.iter().any(|language| writing_of(language) == writing) {
            possible.extend(languages_in(writing));
        }
    }
    if possible.is_empty() {
        return vec![vec![by_default(Writing::Latin)]];
    }
    let detector = Detector::new(&possible);
    let texts: Vec<&str> = sample
        .iter()
        .map(|piece| glance(&lines[piece.line].text[piece.bytes.clone()]))
        .filter(|text| text.contains(char::is_alphabetic))
        .collect();
    let found: Vec<Language> =
        which(&detector, &texts).iter().map(|l| detector.language(*l).clone()).collect();
    if !given.is_empty() {
        // Those that a person named are there; others only if their script is another.
        let mut all = given.to_vec();
        all.extend(found.into_iter().filter(|l| !given.contains(l)));
        return (given.len()..=all.len()).map(|n| all[..n].to_vec()).collect();
    }
    let mut sets: Vec<Vec<Language>> = found.iter().map(|l| vec![l.clone()]).collect();
    for n in 2..=found.len() {
        sets.push(found[..n].to_vec());
    }
    if found.len() > 2 {
        sets.push(vec![found[0].clone(), found[2].clone()]);
        sets.push(vec![found[1].clone(), found[2].clone()]);
    }
    if sets.is_empty() {
        sets.push(vec![possible[0].clone()]);
    }
    sets
}

fn glance(text: &str) -> &str {
    match text.char_indices().nth(GLANCE) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}
