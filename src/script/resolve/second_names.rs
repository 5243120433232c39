//! Names that stand again before the translation on the same line: `Julia: Salut. Julia: Hi.`, `Лена: Да. Lena: Yes.`

use super::pieces::{Is, Piece, Pieces};
use crate::script::document::Document;
use crate::script::name_shape::can_be_name;

/// Why the name is not said.
const AGAIN: &str = "name of who speaks, again";
/// In how many lines it stands so, at least.
const FEWEST: usize = 2;
/// The longest name, in bytes.
const LONGEST: usize = 60;

impl Pieces {
    /// The same, without the names before what translates the first part of a line, if most translations there have one.
    pub(crate) fn named_once(self, document: &Document) -> Self {
        let texts = || document.lines.iter().map(|line| line.text.as_str());
        let (mut all, mut named) = (0, 0);
        for (i, text) in texts().enumerate() {
            for second in seconds(self.of(i)) {
                all += 1;
                named += usize::from(name(text, &self.of(i)[second]).is_some());
            }
        }
        if named < FEWEST || named * 2 <= all {
            return self;
        }
        let lines = texts().zip(self.into_lines()).map(|(text, pieces)| {
            let mut names: Vec<Piece> = Vec::new();
            for second in seconds(&pieces) {
                if let Some(length) = name(text, &pieces[second]) {
                    let start = pieces[second].bytes.start;
                    names.push(Piece {
                        is: Is::Dropped(AGAIN),
                        bytes: start..start + length,
                        language: pieces[second].language.clone(),
                    });
                }
            }
            let mut whole = pieces.into_vec();
            for name in &names {
                let said = whole
                    .iter_mut()
                    .find(|piece| piece.bytes.start == name.bytes.start);
                if let Some(said) = said {
                    said.bytes.start = name.bytes.end;
                }
            }
            whole.extend(names);
            (whole, Is::Said)
        });
        let lines: Vec<(Vec<Piece>, Is)> = lines.collect();
        Self::new(document, lines)
    }
}

/// The pieces of a line that someone named before says in another language than the piece before them.
fn seconds(pieces: &[Piece]) -> impl Iterator<Item = usize> {
    let mut language = None;
    let mut is_named = false;
    pieces.iter().enumerate().filter_map(move |(i, piece)| {
        is_named |= matches!(piece.is, Is::Name(_));
        if piece.is != Is::Said {
            return None;
        }
        let is_second = is_named && language.is_some() && language != piece.language.as_ref();
        language = piece.language.as_ref();
        is_second.then_some(i)
    })
}

/// How many bytes of a piece are a name and a colon before what is said.
fn name(text: &str, piece: &Piece) -> Option<usize> {
    let own = &text[piece.bytes.clone()];
    let glance = &own[..own.floor_char_boundary(LONGEST)];
    let end = glance.find([':', '：'])?;
    let colon = own[end..].chars().next()?;
    let is_said = own[end + colon.len_utf8()..].contains(char::is_alphanumeric);
    (is_said && can_be_name(own[..end].trim())).then(|| end + colon.len_utf8())
}
