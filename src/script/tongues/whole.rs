//! Lines that stay whole: a few words in another language, in brackets or a sentence of its own, that translate nothing beside them.

use super::axis::Span;
use super::layout::Layout;
use super::pieces::{Place, Said, size};
use super::quoted;
use super::writing::writing_of;
use crate::language::Language;
use crate::script::sentences::is_over;
use std::ops::Range;

/// From how many letters on a line may have such words in it.
const LONG: usize = 24;
/// How many times as long as what is in the other language the rest of the line is at least: in a text whose lines are in one
/// language each, and in one whose lines hold both.
const LONGER: [usize; 2] = [4, 6];
/// How many pieces a line has at most that is looked at.
const MOST: usize = 64;
/// Quotation marks that differ at both ends.
const QUOTES: [(char, char); 5] = [
    ('«', '»'),
    ('„', '“'),
    ('“', '”'),
    ('「', '」'),
    ('《', '》'),
];
/// The share of its letters with which words of another script make a piece a mixture of both.
const MIXED: f64 = 0.25;

/// Gives each line, or each cell of it, that is in one language but for a few words, that language.
pub(super) fn settle(spans: &mut [Span], lines: &[Said], layout: Layout) {
    let hold_both = matches!(
        layout,
        Layout::Columns | Layout::Brackets | Layout::Behind | Layout::Sentences
    );
    let longer = LONGER[usize::from(hold_both)];
    let is_of_one = |a: &Span, b: &Span| a.line == b.line && !matches!(b.place, Place::Cell(_));
    for own in spans.chunk_by_mut(is_of_one) {
        let Some(language) = own.first().map(|first| first.language.clone()) else {
            continue;
        };
        if own.len() > MOST || own.iter().all(|span| span.language == language) {
            continue;
        }
        let text = |span: &Span| &lines[span.line].text[span.bytes.clone()];
        // Behind the end of a sentence, brackets hold another one.
        let is_sentence = |span: &Span| {
            let before = lines[span.line].text[..span.bytes.start].trim_end();
            span.place == Place::Bracket
                && is_over(before.trim_end_matches(['(', '（', '[', '【', ' ']))
        };
        let translates = |span: &Span| is_sentence(span) && (hold_both || is_over(text(span)));
        if own.iter().any(translates) {
            continue;
        }
        // What stands behind a dash says what a word means, however long it is.
        let explains = own
            .windows(2)
            .any(|two| two[1].place == Place::Behind && two[0].language != two[1].language);
        let has_quoted = own.iter().any(|span| {
            span.place == Place::Bracket && is_in_quotation(lines[span.line].text, &span.bytes)
        });
        let whole = match are_mixed(own, text) || has_quoted {
            true => mostly(own, |span, language| {
                let own = writing_of(language);
                let words = quoted::words(text(span)).filter(|(writing, _)| *writing == own);
                words.map(|(_, word)| size(word)).sum()
            }),
            false if explains => None,
            false => mostly(own, |span, language| match span.language == *language {
                true => size(text(span)),
                false => 0,
            })
            .filter(|(size, others, _)| *size >= LONG && others * longer < *size),
        };
        if let Some((_, _, most)) = whole {
            for span in own {
                span.language.clone_from(&most);
            }
        }
    }
}

/// The language of which some pieces have the most letters, with how many these are and how many are of the others.
fn mostly(
    pieces: &[Span],
    letters: impl Fn(&Span, &Language) -> usize,
) -> Option<(usize, usize, Language)> {
    let sizes = pieces.iter().map(|piece| {
        let own = pieces.iter().map(|other| letters(other, &piece.language));
        (own.sum::<usize>(), &piece.language)
    });
    let mut sizes: Vec<(usize, &Language)> = sizes.collect();
    sizes.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.tag().cmp(b.1.tag())));
    sizes.dedup_by(|a, b| a.1 == b.1);
    let (size, language) = *sizes.first()?;
    let others = sizes[1..].iter().map(|(size, _)| size).sum();
    Some((size, others, language.clone()))
}

/// Whether brackets stand within a quotation, as `«Winter (Зима)»` in a title: it goes on behind them.
fn is_in_quotation(line: &str, bytes: &Range<usize>) -> bool {
    QUOTES.iter().any(|(open, close)| {
        let before = line[..bytes.start].rsplit_once(*open);
        let is_open = before.is_some_and(|(_, inside)| !inside.contains(*close));
        is_open && line[bytes.end..].contains(*close)
    })
}

/// Whether one of the pieces of a line mixes two scripts in words that the others do not repeat, so that none of them translates it.
fn are_mixed<'t>(pieces: &[Span], text: impl Fn(&Span) -> &'t str) -> bool {
    pieces.iter().enumerate().any(|(nth, piece)| {
        let own = text(piece);
        let Some(writing) = quoted::most_of(own) else {
            return false;
        };
        let is_repeated = |word: &str| {
            let mut others = pieces.iter().enumerate().filter(|(other, _)| *other != nth);
            others.any(|(_, other)| text(other).contains(word))
        };
        let others =
            quoted::words(own).filter(|(other, word)| *other != writing && !is_repeated(word));
        let others: usize = others.map(|(_, word)| size(word)).sum();
        others > 0 && others as f64 >= MIXED * size(own) as f64
    })
}
