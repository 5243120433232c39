//! Lines that hold both languages with nothing between them: `Sí, gracias Yes, thanks.` Where the lines of a text do, such a line is cut
//! where that makes it cheapest.

use super::Detector;
use super::axis::Span;
use super::detector::Reader;
use super::pieces::{Place, Said, size};
use crate::language::Language;
use std::collections::HashSet;

/// How many nats it must save that a line changes its language between two words.
const SAVED: f32 = 4.5;
/// Signs between the two.
const SIGNS: &[char] = &[' ', '/', '|', '–', '—', '-', '='];
/// By how many nats the first word behind the change is in the second language: a name is in both.
const CLEAR: f32 = 1.0;
/// How many lines hold both at least, and which share of all.
const FEWEST: usize = 3;
const BOTH: f64 = 0.3;
/// How many lines before and behind one are its neighbours, of which more than half must hold both.
const NEAR: usize = 5;
/// How many times as long as the other one of the two parts is at most.
const LONGER: usize = 3;

/// Cuts the pieces of a text whose lines hold one language and then the other.
pub(super) fn cut(spans: &mut Vec<Span>, lines: &[Said], detector: &Detector) {
    let held = holding_both(spans);
    if detector.count() < 2 || held.is_empty() {
        return;
    }
    let Some([first, second]) = order(spans, detector) else {
        return;
    };
    let mut reader = detector.reader();
    let mut all: Vec<Span> = Vec::with_capacity(spans.len());
    let mut rest = std::mem::take(spans).into_iter().peekable();
    while let Some(span) = rest.next() {
        let text = &lines[span.line].text[span.bytes.clone()];
        let own = detector.language(first);
        let is_own = span.language == *own || span.language == *detector.language(second);
        let at = (is_own && held.contains(&span.line))
            .then(|| {
                // What follows on its line in the second language goes on what is cut off.
                let goes_on = |next: &&Span| {
                    next.line == span.line && next.language == *detector.language(second)
                };
                let next = rest.peek().filter(goes_on);
                let more = next.map_or(0, |next| size(&lines[next.line].text[next.bytes.clone()]));
                best(text, more, [first, second], &mut reader)
            })
            .flatten();
        let Some(at) = at else {
            all.push(span);
            continue;
        };
        let bytes = span.bytes.clone();
        all.push(Span {
            bytes: bytes.start..bytes.start + text[..at].trim_end_matches(SIGNS).len(),
            language: own.clone(),
            ..span.clone()
        });
        all.push(Span {
            bytes: bytes.start + at..bytes.end,
            language: detector.language(second).clone(),
            place: Place::Sentence,
            ..span
        });
    }
    *spans = all;
}

/// The lines that may hold both: all, if many of the text hold sentences in one language and then in another, else those of which many
/// neighbours do, as in a list of words within a text.
fn holding_both(spans: &[Span]) -> HashSet<usize> {
    let lines = spans.chunk_by(|a, b| a.line == b.line);
    let lines: Vec<(usize, bool)> = lines
        .map(|line| {
            let mut pairs = line.windows(2);
            let holds = pairs
                .any(|two| two[1].place == Place::Sentence && two[0].language != two[1].language);
            (line[0].line, holds)
        })
        .collect();
    let both = |lines: &[(usize, bool)]| lines.iter().filter(|(_, holds)| *holds).count();
    let all = both(&lines);
    if all >= FEWEST && all as f64 >= BOTH * lines.len() as f64 {
        return lines.into_iter().map(|(line, _)| line).collect();
    }
    let near = |nth: usize| {
        let near = &lines[nth.saturating_sub(NEAR)..lines.len().min(nth + NEAR + 1)];
        2 * both(near) > 2 * NEAR
    };
    (0..lines.len())
        .filter(|&nth| near(nth))
        .map(|nth| lines[nth].0)
        .collect()
}

/// The two languages in the order in which most lines change from one to the other.
fn order(spans: &[Span], detector: &Detector) -> Option<[usize; 2]> {
    let number =
        |language: &Language| (0..detector.count()).find(|l| detector.language(*l) == language);
    let mut counts: Vec<([usize; 2], usize)> = Vec::new();
    for two in spans.windows(2) {
        if two[0].line != two[1].line || two[0].language == two[1].language {
            continue;
        }
        let pair = [number(&two[0].language)?, number(&two[1].language)?];
        match counts.iter_mut().find(|(own, _)| *own == pair) {
            Some((_, count)) => *count += 1,
            None => counts.push((pair, 1)),
        }
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count);
    most.map(|(pair, _)| pair)
}

/// Where a text changes from one language to the other, if that saves enough; `more` letters follow in the second.
fn best(
    text: &str,
    more: usize,
    [first, second]: [usize; 2],
    reader: &mut Reader,
) -> Option<usize> {
    // What each word costs in both.
    let words = text.match_indices(char::is_whitespace).map(|(at, _)| at);
    let mut starts: Vec<usize> = vec![0];
    starts.extend(words.filter_map(|at| {
        let rest = &text[at..];
        let begin = at + rest.len() - rest.trim_start().len();
        (begin < text.len()).then_some(begin)
    }));
    starts.dedup();
    let mut costs: Vec<[f32; 2]> = Vec::with_capacity(starts.len());
    for (nth, start) in starts.iter().enumerate() {
        let end = starts.get(nth + 1).copied().unwrap_or(text.len());
        let own = reader.costs(&text[*start..end]);
        costs.push(own.map_or([0.0; 2], |own| [own[first], own[second]]));
    }
    let whole = [0, 1].map(|l| costs.iter().map(|own| own[l]).sum::<f32>());
    let least = whole[0].min(whole[1]);
    let (mut before, mut best) = (0.0, None);
    let mut behind = whole[1];
    for nth in 1..starts.len() {
        before += costs[nth - 1][0];
        behind -= costs[nth - 1][1];
        let at = starts[nth];
        let is_clear = costs[nth][0] - costs[nth][1] >= CLEAR;
        let begins = is_clear && text[at..].starts_with(|c: char| !c.is_lowercase());
        let (a, b) = (size(&text[..at]), size(&text[at..]) + more);
        let saved = least - before - behind;
        if begins
            && a.max(b) <= LONGER * a.min(b)
            && saved >= SAVED
            && best.is_none_or(|(most, _)| saved > most)
        {
            best = Some((saved, at));
        }
    }
    best.map(|(_, at)| at)
}
