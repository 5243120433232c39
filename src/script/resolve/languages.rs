//! Gives every piece its language, and parts the pieces that hold several.

use super::pieces::{Is, Piece, Pieces};
use super::word_lists;
use crate::language::Language;
use crate::script::document::{Document, Preset, SourceLine};
use crate::script::sentences::FULL_STOPS;
use crate::script::tongues::Detector;
use crate::script::tongues::axis::{self, Span, Tongues};
use crate::script::tongues::pieces::{Place, Said};
use std::ops::Range;

/// Why a line that spells out how another sounds is not in the book.
const PRONUNCIATION: &str = "pronunciation of another line";
/// What else than a full stop closes a sentence, behind which the next language may begin.
const CLOSING: &[char] = &[
    '!', '?', '…', '！', '？', '؟', '”', '"', '」', '』', '’', '»',
];

/// Brackets that may stand within what is in one language.
const BRACKETS: [(char, char); 4] = [('(', ')'), ('（', '）'), ('[', ']'), ('【', '】')];

/// Reads the languages of what the pieces say. `marks` are the languages that marks of the text name by line, `file` the number of
/// the file that a line is in, and whether the files' names say their languages, `given` the languages that a person named.
pub(crate) fn read(
    document: &Document,
    pieces: &Pieces,
    marks: &[Option<Language>],
    (file, are_named): (impl Fn(usize) -> usize, bool),
    given: &[Language],
) -> Tongues {
    let is_all_code = document.lines.iter().all(is_code);
    let said: Vec<Said> = document
        .lines
        .iter()
        .enumerate()
        .map(|(i, line)| Said {
            text: &line.text,
            said: match is_code(line) && !is_all_code {
                true => 0..0,
                false => said_bytes(pieces.of(i)),
            },
            blank_before: line.blank_before,
            file: file(line.at),
            column: line.markup.column,
            language: line.markup.language.clone().or_else(|| marks[i].clone()),
            is_named_by_file: are_named,
            explained_to: None,
        })
        .collect();
    axis::read(said, given, states_one(document))
}

/// Whether the head of a text states one language.
fn states_one(document: &Document) -> bool {
    let states = |line: &&SourceLine| line.preset == Some(Preset::Metadata { key: "language" });
    let mut stated = document.lines.iter().filter(states);
    let first = stated.next();
    first.is_some_and(|first| Language::is_tag(&first.text))
        && stated.all(|line| Some(&line.text) == first.map(|first| &first.text))
}

/// Whether a line is code, which is in no language of the book.
fn is_code(line: &SourceLine) -> bool {
    line.preset == Some(Preset::Code)
}

/// From the first to the last byte of a line that is in a language of the book.
fn said_bytes(pieces: &[Piece]) -> Range<usize> {
    let said = || pieces.iter().filter(|piece| is_text(piece.is));
    match (said().next(), said().next_back()) {
        (Some(first), Some(last)) => first.bytes.start..last.bytes.end,
        _ => 0..0,
    }
}

/// Whether it is text of the book, in one of its languages.
fn is_text(is: Is) -> bool {
    matches!(is, Is::Said | Is::Told | Is::Heading(_) | Is::Title)
}

/// The pieces, each in its language.
pub(crate) fn assign(document: &Document, pieces: Pieces, tongues: &Tongues) -> Pieces {
    let fallback = tongues
        .languages
        .first()
        .cloned()
        .unwrap_or_else(|| Language::new("und"));
    let others = (tongues.languages.len() > 1).then(|| Detector::new(&tongues.languages));
    let between = others
        .as_ref()
        .map(|detector| word_lists::between(&document.lines, detector));
    let between = between.unwrap_or_default();
    // Where something begins or ends on a line, of which a list tells.
    let place = |list: &[(usize, usize)], line: usize| {
        let at = list.binary_search_by_key(&line, |(own, _)| *own).ok()?;
        Some(list[at].1)
    };
    let mut spans = &tongues.spans[..];
    let mut before = fallback.clone();
    let lines = document.lines.iter().enumerate().zip(pieces.into_lines());
    let decided = lines.map(|((i, line), pieces)| {
        let own = spans.iter().take_while(|span| span.line == i).count();
        let (of_line, rest) = spans.split_at(own);
        spans = rest;
        if tongues.pronunciations.binary_search(&i).is_ok() {
            let whole = Piece::new(0..line.text.len(), Is::Dropped(PRONUNCIATION));
            return (vec![whole], Is::Said);
        }
        // Code translates nothing, nor does a list of words: beside two languages it is a note, and parts no pair.
        let lists = |detector| {
            line.is_text()
                && pieces
                    .iter()
                    .all(|piece| matches!(piece.is, Is::Said | Is::Told | Is::Sign))
                && word_lists::is_one(&line.text, detector)
        };
        let detector = others
            .as_ref()
            .filter(|_| place(&tongues.ends, i).is_none());
        if detector.is_some_and(|detector| is_code(line) || between.contains(&i) || lists(detector))
        {
            let mut note = Piece::new(0..line.text.len(), Is::Note);
            note.language = Some(before.clone());
            return (vec![note], Is::Note);
        }
        // What a word means nobody of a talk says.
        let mut pieces = pieces.into_vec();
        if let Some(end) = place(&tongues.heads, i) {
            pieces.retain(|piece| piece.bytes.end > end);
            let begin = pieces.first_mut().map_or(end, |first| {
                first.bytes.start = first.bytes.start.max(end);
                first.bytes.start
            });
            pieces.insert(0, Piece::new(0..begin, Is::Dropped(PRONUNCIATION)));
        }
        if let Some(begin) = place(&tongues.ends, i) {
            pieces.retain(|piece| piece.bytes.start < begin);
            if let Some(last) = pieces.last_mut() {
                last.bytes.end = last.bytes.end.min(begin);
            }
            pieces.push(Piece::new(
                begin..line.text.len(),
                Is::Dropped(PRONUNCIATION),
            ));
        }
        if tongues.glosses.binary_search(&i).is_ok() {
            let said = pieces.iter_mut().filter(|piece| piece.is == Is::Said);
            said.for_each(|piece| piece.is = Is::Told);
        }
        let is_heard = are_in_brackets(&line.text, of_line);
        if is_heard {
            let is_said = |piece: &&mut Piece| matches!(piece.is, Is::Said | Is::Told);
            let said = pieces.iter_mut().filter(is_said);
            said.for_each(|piece| piece.is = Is::Direction);
        }
        let mut whole: Vec<Piece> = Vec::new();
        for piece in &pieces {
            if is_text(piece.is) || is_heard && piece.is == Is::Direction {
                part(&line.text, piece, of_line, &before, &mut whole);
            } else {
                let text = &line.text[piece.bytes.clone()];
                let detected =
                    others
                        .as_ref()
                        .filter(|_| piece.is != Is::Sign)
                        .and_then(|detector| {
                            detector
                                .likeliest(text)
                                .map(|(nth, _)| detector.language(nth).clone())
                        });
                whole.push(Piece {
                    language: Some(detected.unwrap_or_else(|| before.clone())),
                    ..piece.clone()
                });
            }
        }
        if let Some(last) = of_line.last() {
            before = last.language.clone();
        }
        (whole, Is::Said)
    });
    Pieces::new(document, decided).without_gaps(&fallback)
}

/// Whether a line has two cells in two languages, each in brackets: what is heard is said in neither.
fn are_in_brackets(text: &str, spans: &[Span]) -> bool {
    let is_in_brackets = |span: &Span| {
        let own = &text[span.bytes.clone()];
        BRACKETS.iter().any(|(open, close)| {
            let inside = own
                .strip_prefix(*open)
                .and_then(|own| own.strip_suffix(*close));
            inside.is_some_and(|inside| !inside.contains([*open, *close]))
        })
    };
    matches!(spans, [first, second] if matches!(second.place, Place::Cell(_)) && first.language != second.language)
        && spans.iter().all(is_in_brackets)
}

/// Parts a piece where its language changes.
fn part(text: &str, piece: &Piece, spans: &[Span], before: &Language, whole: &mut Vec<Piece>) {
    let own = spans
        .iter()
        .filter(|span| span.bytes.start < piece.bytes.end && span.bytes.end > piece.bytes.start);
    // Runs of spans in one language; cells are apart whatever their language.
    let mut runs: Vec<(Range<usize>, &Language)> = Vec::new();
    let mut last = None;
    for span in own {
        // What goes on behind a translation in brackets is no part of it.
        let is_behind = last == Some(Place::Bracket) && span.place == Place::AfterBracket;
        let is_apart = matches!(span.place, Place::Cell(_)) || is_behind && runs.len() > 1;
        last = Some(span.place);
        match runs.last_mut() {
            Some((bytes, language)) if **language == span.language && !is_apart => {
                bytes.end = span.bytes.end;
            }
            _ => runs.push((span.bytes.clone(), &span.language)),
        }
    }
    match &runs[..] {
        // Signs are in the language of what stands before them.
        [] => {
            let last = spans
                .iter()
                .rev()
                .find(|span| span.bytes.end <= piece.bytes.start);
            whole.push(Piece {
                language: Some(last.map_or(before, |span| &span.language).clone()),
                ..piece.clone()
            });
        }
        // A translation in brackets is said without them.
        [(bytes, language)] => {
            let is_bracketed = *language != before
                && bytes.start >= piece.bytes.start
                && bytes.end <= piece.bytes.end
                && opening(&text[piece.bytes.start..bytes.start])
                && closing(&text[bytes.end..piece.bytes.end]);
            whole.push(Piece {
                bytes: if is_bracketed {
                    bytes.clone()
                } else {
                    piece.bytes.clone()
                },
                is: piece.is,
                language: Some((*language).clone()),
            });
        }
        _ => {
            let last = runs.len() - 1;
            for (nth, (bytes, language)) in runs.iter().enumerate() {
                let start = bytes.start.max(piece.bytes.start);
                let end = bytes.end.min(piece.bytes.end);
                let rest = &text[end..piece.bytes.end];
                let closes = BRACKETS.iter().find(|(open, close)| {
                    let own = &text[start.max(piece.bytes.start)..end];
                    rest.starts_with(*close)
                        && own.matches(*open).count() > own.matches(*close).count()
                });
                let bracket = closes.map_or(0, |(_, close)| close.len_utf8());
                let rest = &rest[bracket..];
                let end = end + bracket;
                let closing = rest.len() - rest.trim_start_matches(is_closing).len();
                let ahead = &text[piece.bytes.start..start];
                let opened = BRACKETS.iter().find(|(open, close)| {
                    let own = &text[start..end];
                    ahead.ends_with(*open)
                        && own.matches(*close).count() > own.matches(*open).count()
                });
                let start = start - opened.map_or(0, |(open, _)| open.len_utf8());
                let start = if nth == 0 && opens(&text[piece.bytes.start..start]) {
                    piece.bytes.start
                } else {
                    start
                };
                let end = if nth == last && opens(rest) {
                    piece.bytes.end
                } else {
                    end + closing
                };
                whole.push(Piece {
                    bytes: start..end,
                    is: piece.is,
                    language: Some((*language).clone()),
                });
            }
        }
    }
}

fn is_closing(c: char) -> bool {
    FULL_STOPS.contains(&c) || CLOSING.contains(&c)
}

/// Whether nothing but a bracket that opens stands there.
fn opening(signs: &str) -> bool {
    matches!(signs.trim(), "(" | "（" | "[" | "【")
}

/// Whether nothing but a bracket that closes stands there, and the end of a sentence.
fn closing(signs: &str) -> bool {
    signs
        .trim()
        .trim_end_matches(is_closing)
        .starts_with([')', '）', ']', '】'])
}

/// Whether signs at an edge belong to the text beside them: all but brackets.
fn opens(signs: &str) -> bool {
    !signs.contains(['(', '（', '[', '【', ')', '）', ']', '】'])
}

/// The file that a line is in, from 0, where each file's lines begin after so many.
pub(crate) fn file_of(before: impl Iterator<Item = usize>) -> impl Fn(usize) -> usize {
    let before: Vec<usize> = before.collect();
    move |at| before.iter().rposition(|before| *before < at).unwrap_or(0)
}
