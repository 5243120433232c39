//! Verse: lines that no margin has broken, however even they are. In a text in two languages each of them translates one of the other's.
//!
//! Stanzas show it, all of a text together, in nats: how their lines end and begin, how wide they are, and whether both languages have as
//! many. Where they do, the lines of a stanza stand beside those of the same stanza in the other language.

use super::pieces::{Is, Pieces};
use crate::language::Language;
use crate::script::broken::{columns, is_full, is_over_before};
use crate::script::document::Document;
use std::collections::HashMap;
use std::ops::Range;

/// How many lines a stanza has.
const LINES: std::ops::RangeInclusive<usize> = 2..=24;
/// Which share of the lines must end within a sentence.
const WITHIN: f64 = 0.3;
/// What speaks against verse before anything is known.
const PRIOR: f64 = -2.0;
/// What a line says that ends with a mark, and one that does not: in verse 60 of 100 do, of broken lines 18.
const MARKED: [f64; 2] = [-0.72, 1.2];
/// How often lines of verse begin with a capital in mid sentence.
const CAPITALS: f64 = 0.5;
/// The bounds of how often words do within lines.
const CAPITAL_WORDS: (f64, f64) = (0.03, 0.6);
/// What a line says into which the next word would have fitted, and one into which it would not.
const FITS: [f64; 2] = [-0.66, 2.8];
/// What a last line says that is nearly as wide as the widest, and one that is not, and how wide it then is.
const LAST: [f64; 2] = [-1.4, 1.0];
const AS_WIDE: f64 = 0.7;
/// What the width of a text says, in columns: few margins are narrow, and little verse is wide.
const WIDTHS: [(usize, f64); 3] = [(45, 2.6), (60, 0.5), (usize::MAX, -2.8)];
/// What a stanza says that has as many lines as that in the other language, and one that has not.
const ALIKE: [f64; 2] = [-1.2, 1.2];
/// The share of the lines of stanzas that must stand in such as have as many in both languages.
const BESIDE: f64 = 0.8;

/// The stanzas of a text in two languages.
#[derive(Debug, Default)]
pub(crate) struct Verse {
    /// For each line of a stanza, by its index in the document, the number of the row that it is in with the line that translates it.
    rows: HashMap<usize, usize>,
}

/// Lines without a blank line between them, in one language.
struct Stanza {
    lines: Range<usize>,
    language: Language,
}

impl Verse {
    /// Finds the verse of a text.
    pub(crate) fn of(document: &Document, pieces: &Pieces) -> Self {
        let stanzas = stanzas(document, pieces);
        let mut languages: Vec<(&Language, Vec<&Stanza>)> = Vec::new();
        for stanza in &stanzas {
            match languages
                .iter_mut()
                .find(|(own, _)| *own == &stanza.language)
            {
                Some((_, all)) => all.push(stanza),
                None => languages.push((&stanza.language, vec![stanza])),
            }
        }
        let [(_, first), (_, second)] = &languages[..] else {
            return Self::default();
        };
        // Lines that are sentences stand apart in any text.
        let within: usize = { stanzas.iter() }
            .map(|stanza| within_sentences(document, &stanza.lines))
            .sum();
        let all: usize = stanzas.iter().map(|stanza| stanza.lines.len() - 1).sum();
        if (within as f64) < WITHIN * all as f64 {
            return Self::default();
        }
        if first.len() != second.len() {
            return Self::default();
        }
        let mut nats = PRIOR;
        for stanzas in [first, second] {
            let capitals = capitals(document, stanzas);
            let widths = stanzas.iter().flat_map(|stanza| stanza.lines.clone());
            let widest = widths.map(|i| columns(&document.lines[i].text)).max();
            nats += WIDTHS
                .iter()
                .find(|(most, _)| widest.unwrap_or(0) <= *most)
                .map_or(0.0, |(_, worth)| *worth);
            let own = stanzas.iter();
            nats += own
                .map(|stanza| of_stanza(document, &stanza.lines, capitals))
                .sum::<f64>();
        }
        let beside = || first.iter().zip(second).map(|(a, b)| (&a.lines, &b.lines));
        nats += beside()
            .map(|(a, b)| ALIKE[usize::from(a.len() == b.len())])
            .sum::<f64>();
        let alike = || beside().filter(|(a, b)| a.len() == b.len());
        let lines = |stanzas: &[&Stanza]| stanzas.iter().map(|own| own.lines.len()).sum::<usize>();
        let all = lines(first).max(lines(second));
        let even = alike().map(|(a, _)| a.len()).sum::<usize>();
        if nats <= 0.0 || (even as f64) < BESIDE * all as f64 {
            return Self::default();
        }
        let mut rows = HashMap::new();
        for (a, b) in alike().flat_map(|(a, b)| a.clone().zip(b.clone())) {
            let row = document.lines[a].at;
            rows.insert(a, row);
            rows.insert(b, row);
        }
        Self { rows }
    }

    /// The number of the row that a line of a stanza is in, with the one that translates it.
    pub(crate) fn row(&self, line: usize) -> Option<usize> {
        self.rows.get(&line).copied()
    }
}

/// What stands between blank lines and in one language, of several lines.
fn stanzas(document: &Document, pieces: &Pieces) -> Vec<Stanza> {
    let mut stanzas: Vec<Stanza> = Vec::new();
    let lines = &document.lines;
    for (i, line) in lines.iter().enumerate() {
        let is_text = line.is_text()
            && line.markup.heading.is_none()
            && line.markup.column.is_none()
            && line.markup.shown.is_none();
        let mut said = { pieces.of(i).iter() }.filter(|piece| piece.is != Is::Sign);
        let language = match (said.next(), said.next()) {
            (Some(piece), None) if matches!(piece.is, Is::Said | Is::Told) => &piece.language,
            _ => &None,
        };
        let Some(language) = language.as_ref().filter(|_| is_text) else {
            continue;
        };
        match stanzas
            .last_mut()
            .filter(|last| !line.blank_before && last.lines.end == i && last.language == *language)
        {
            Some(last) => last.lines.end = i + 1,
            None => stanzas.push(Stanza {
                lines: i..i + 1,
                language: language.clone(),
            }),
        }
    }
    stanzas.retain(|stanza| LINES.contains(&stanza.lines.len()));
    stanzas
}

/// How many words of a hundred begin with a capital that stand within lines, and begin no sentence; nothing where no letter has one.
fn capitals(document: &Document, stanzas: &[&Stanza]) -> Option<f64> {
    let (mut capital, mut all) = (0.0, 0.0);
    for i in stanzas.iter().flat_map(|stanza| stanza.lines.clone()) {
        let words: Vec<&str> = document.lines[i].text.split_whitespace().collect();
        for two in words
            .windows(2)
            .filter(|two| !two[0].ends_with(['.', '!', '?', '…', ':']))
        {
            let first = two[1].chars().find(|c| c.is_alphabetic());
            let is_capital = first.is_some_and(char::is_uppercase);
            capital += f64::from(u8::from(is_capital));
            all += f64::from(u8::from(
                is_capital || first.is_some_and(char::is_lowercase),
            ));
        }
    }
    let (least, most) = CAPITAL_WORDS;
    (all > 0.0).then(|| ((capital + 0.5) / (all + 1.0)).clamp(least, most))
}

/// How many lines of a stanza end within a sentence.
fn within_sentences(document: &Document, stanza: &Range<usize>) -> usize {
    let lines = document.lines[stanza.clone()].windows(2);
    lines
        .filter(|two| !is_over_before(&two[0].text, &two[1].text))
        .count()
}

/// What a stanza says for verse: those of its lines that end within a sentence.
fn of_stanza(document: &Document, stanza: &Range<usize>, capitals: Option<f64>) -> f64 {
    let text = |i: usize| document.lines[i].text.as_str();
    if within_sentences(document, stanza) == 0 {
        return 0.0;
    }
    let widths = || stanza.clone().map(|i| columns(text(i)));
    let widest = widths().max().unwrap_or(0);
    let last = widths().next_back().unwrap_or(0);
    let mut nats = LAST[usize::from(last as f64 >= AS_WIDE * widest as f64)];
    for i in stanza.start..stanza.end - 1 {
        let (own, next) = (text(i), text(i + 1));
        if is_over_before(own, next) {
            continue;
        }
        let is_marked = !own.ends_with(|c: char| c.is_alphanumeric());
        nats += MARKED[usize::from(is_marked)];
        nats += FITS[usize::from(!is_full(columns(own), next, widest))];
        let first = next.chars().find(|c| c.is_alphabetic());
        if let (Some(share), Some(first)) = (capitals, first) {
            nats += match () {
                () if first.is_uppercase() => (CAPITALS / share).ln(),
                () if first.is_lowercase() => ((1.0 - CAPITALS) / (1.0 - share)).ln(),
                () => 0.0,
            };
        }
    }
    nats
}
