//! What each byte of the source is: pieces of lines, each with one role.
//!
//! [`Pieces::new`] takes what was decided of parts of the lines and gives the rest a role, so that every byte of
//! every line has exactly one. Nothing can be lost: what nobody has decided on and has letters is said.

mod second_titles;

use crate::language::Language;
use crate::script::claims::notes;
use crate::script::document::Document;
use std::ops::Range;

/// One line in so many is a note at most.
const FEW_NOTES: usize = 5;
/// Within how many lines its translation is looked for.
const NEAR_NOTE: usize = 8;

/// What a part of a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Is {
    /// Said by who has the word.
    Said,
    /// Told by the narrator, whoever has the word.
    Told,
    /// The name of a person, by number: who has the word from here on.
    Name(usize),
    /// An editor's note.
    Note,
    /// A stage direction.
    Direction,
    /// A chapter's heading, of a level from 1.
    Heading(u8),
    /// The book's title.
    Title,
    /// A fact about the text, of that kind.
    Metadata(&'static str),
    /// Not in the book, for that reason.
    Dropped(&'static str),
    /// Signs between the others: the colon behind a name, brackets, a bullet, white space.
    Sign,
}

impl Is {
    /// What a person reads of it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Said => "said",
            Self::Told => "told",
            Self::Name(_) => "name",
            Self::Note => "note",
            Self::Direction => "direction",
            Self::Heading(_) => "heading",
            Self::Title => "title",
            Self::Metadata(_) => "metadata",
            Self::Dropped(_) => "dropped",
            Self::Sign => "sign",
        }
    }
}

/// A part of a line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Piece {
    /// Where in the line's text it stands.
    pub(crate) bytes: Range<usize>,
    /// What it is.
    pub(crate) is: Is,
    /// The language that it is in, where that matters.
    pub(crate) language: Option<Language>,
}

impl Piece {
    pub(crate) fn new(bytes: Range<usize>, is: Is) -> Self {
        Self {
            bytes,
            is,
            language: None,
        }
    }
}

/// The pieces of all lines of a document.
#[derive(Debug, Clone)]
pub(crate) struct Pieces {
    /// By line, in order; together they are the whole line.
    lines: Vec<Box<[Piece]>>,
}

impl Pieces {
    /// Of what was decided, line by line, with what the rest of the line is. A part that runs into the one before it, or out of
    /// the line, is cut; a gap is a sign, or, if it has letters or digits, the rest.
    pub(crate) fn new(
        document: &Document,
        decided: impl IntoIterator<Item = (Vec<Piece>, Is)>,
    ) -> Self {
        let lines = document.lines.iter().zip(decided);
        let covered = lines.map(|(line, (pieces, rest))| cover(&line.text, pieces, rest));
        Self {
            lines: covered.collect(),
        }
    }

    /// The pieces of each line, in order.
    pub(crate) fn into_lines(self) -> impl Iterator<Item = Box<[Piece]>> {
        self.lines.into_iter()
    }

    /// The same; what has no language is in this one.
    pub(crate) fn without_gaps(mut self, language: &Language) -> Self {
        for piece in self.lines.iter_mut().flatten() {
            piece.language.get_or_insert_with(|| language.clone());
        }
        self
    }

    /// The same; where there is no title and only one heading, which stands before all that is said, it is the title.
    pub(crate) fn titled(mut self) -> Self {
        let mut pieces = self.lines.iter_mut().flatten();
        let mut heading = None;
        for piece in pieces.by_ref() {
            match piece.is {
                Is::Heading(_) => {
                    heading = Some(piece);
                    break;
                }
                Is::Said | Is::Told | Is::Name(_) | Is::Title => break,
                _ => {}
            }
        }
        if let Some(heading) =
            heading.filter(|_| !pieces.any(|piece| matches!(piece.is, Is::Heading(_) | Is::Title)))
        {
            heading.is = Is::Title;
        }
        self
    }

    /// The same; what begins as a note does, `Note: …`, and has nothing of that form near it in the other language, is one: it is
    /// translated nowhere.
    pub(crate) fn noted_once(mut self, document: &Document) -> Self {
        let is_told = |pieces: &[Piece]| {
            let mut own = pieces.iter().map(|piece| piece.is);
            own.all(|is| matches!(is, Is::Said | Is::Told | Is::Sign))
        };
        let found: Vec<usize> = (0..document.lines.len())
            .filter(|&i| document.lines[i].is_text() && is_told(&self.lines[i]))
            .filter(|&i| notes::may_be(&document.lines[i].text))
            .collect();
        let is_translated = |i: &usize| {
            let own = language_of(&self.lines[*i]);
            let near = i.saturating_sub(NEAR_NOTE)..document.lines.len().min(i + NEAR_NOTE + 1);
            let mut others = near.filter(|&j| language_of(&self.lines[j]) != own);
            others.any(|j| is_told(&self.lines[j]) && notes::has_key(&document.lines[j].text))
        };
        // A note in the other language is none of its translation.
        if !found.iter().any(is_translated) && found.len() * FEW_NOTES <= document.lines.len() {
            for i in found {
                self.lines[i] = Box::new([Piece {
                    language: language_of(&self.lines[i]),
                    ..Piece::new(0..document.lines[i].text.len(), Is::Note)
                }]);
            }
        }
        self
    }

    /// The title, in pieces with the indices of their lines.
    pub(crate) fn into_titles(self) -> Vec<(usize, Piece)> {
        let titles = self.all().filter(|(_, piece)| piece.is == Is::Title);
        titles.map(|(i, piece)| (i, piece.clone())).collect()
    }

    /// Makes a heading of what is said on a line.
    pub(super) fn make_heading(&mut self, line: usize, level: u8) {
        let said = self.lines[line].iter_mut();
        said.filter(|piece| matches!(piece.is, Is::Said | Is::Told))
            .for_each(|piece| piece.is = Is::Heading(level));
    }

    /// Leaves a line out of the book. `end`: how long it is, in bytes.
    pub(super) fn drop_line(&mut self, line: usize, end: usize, reason: &'static str) {
        self.lines[line] = Box::new([Piece {
            language: language_of(&self.lines[line]),
            ..Piece::new(0..end, Is::Dropped(reason))
        }]);
    }

    /// The pieces of a line.
    pub(crate) fn of(&self, line: usize) -> &[Piece] {
        &self.lines[line]
    }

    /// The pieces of all lines with the line's index.
    pub(crate) fn all(&self) -> impl Iterator<Item = (usize, &Piece)> {
        self.lines
            .iter()
            .enumerate()
            .flat_map(|(i, pieces)| pieces.iter().map(move |piece| (i, piece)))
    }
}

/// The language of the text of a line.
fn language_of(pieces: &[Piece]) -> Option<Language> {
    let text = pieces.iter().find(|piece| is_of_text(piece.is));
    text.and_then(|piece| piece.language.clone())
}

/// Whether it may be a title in a second language: text of the book, or what stands under its title.
fn is_of_text(is: Is) -> bool {
    matches!(
        is,
        Is::Said | Is::Told | Is::Heading(_) | Is::Metadata("subtitle")
    )
}

/// Pieces that together are the whole of a text.
fn cover(text: &str, mut pieces: Vec<Piece>, rest: Is) -> Box<[Piece]> {
    pieces.sort_by_key(|piece| (piece.bytes.start, piece.bytes.end));
    let mut whole: Vec<Piece> = Vec::with_capacity(pieces.len() + 1);
    let mut end = 0;
    for mut piece in pieces {
        let from = text.ceil_char_boundary(piece.bytes.start.max(end).min(text.len()));
        let to = text.ceil_char_boundary(piece.bytes.end.min(text.len()));
        if from >= to {
            continue;
        }
        fill(text, end..from, rest, &mut whole);
        piece.bytes = from..to;
        let is_part = piece.bytes != (0..text.len());
        let is_sign = is_part && !text[from..to].contains(char::is_alphanumeric);
        if is_sign && matches!(piece.is, Is::Dropped(_)) {
            piece.is = Is::Sign;
        }
        end = to;
        whole.push(piece);
    }
    fill(text, end..text.len(), rest, &mut whole);
    whole.into_boxed_slice()
}

/// Gives a gap its role.
fn fill(text: &str, gap: Range<usize>, rest: Is, whole: &mut Vec<Piece>) {
    if gap.is_empty() {
        return;
    }
    let has_words = text[gap.clone()].chars().any(char::is_alphanumeric);
    whole.push(Piece::new(gap, if has_words { rest } else { Is::Sign }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::document::Document;

    fn pieces(text: &str, decided: Vec<Piece>) -> Vec<(String, Is)> {
        let document = Document::of_text(text);
        let pieces = Pieces::new(&document, [(decided, Is::Said)]);
        let line = &document.lines[0].text;
        pieces
            .of(0)
            .iter()
            .map(|piece| (line[piece.bytes.clone()].to_string(), piece.is))
            .collect()
    }

    #[test]
    fn gaps_with_words_are_said_and_others_are_signs() {
        let decided = vec![
            Piece::new(0..3, Is::Name(0)),
            Piece::new(5..13, Is::Direction),
        ];
        let of = |text: &str, is| (text.to_string(), is);
        assert_eq!(
            pieces("Ann: (softly) Yes.", decided),
            [
                of("Ann", Is::Name(0)),
                of(": ", Is::Sign),
                of("(softly)", Is::Direction),
                of(" Yes.", Is::Said)
            ]
        );
    }

    proptest::proptest! {
        #[test]
        fn every_byte_has_one_role(text in "[a-z灯: ]{1,30}[a-z]", spans in proptest::collection::vec((0..40_usize, 0..40_usize), 0..6)) {
            let text = text.trim();
            proptest::prop_assume!(!text.is_empty());
            let decided = spans.into_iter().map(|(a, b)| Piece::new(a..b, Is::Note)).collect();
            let pieces = pieces(text, decided);
            let whole: String = pieces.iter().map(|(text, _)| text.as_str()).collect();
            proptest::prop_assert_eq!(whole, text);
        }
    }
}
