//! Names that stand again before the translation on the same line: `Julia: Salut. Julia: Hi.`, `Лена: Да. Lena: Yes.`

use super::pieces::{Is, Piece, Pieces};
use crate::script::document::Document;
use crate::script::facts::letters::name_hash;
use crate::script::lattice::{Label, Layout};
use crate::script::name_shape::can_be_name;
use std::collections::HashMap;

/// Why the name is not said.
const AGAIN: &str = "name of who speaks, again";
/// In how many lines it stands so, at least.
const FEWEST: usize = 2;
/// The longest name, in bytes.
const LONGEST: usize = 60;

impl Pieces {
    /// The same, without the names before what translates the first part of a line, if most translations there have one. A line in which
    /// only the translation has one is said by whoever has it elsewhere.
    pub(crate) fn named_once(self, document: &Document, layout: &mut Layout) -> Self {
        let texts = || document.lines.iter().map(|line| line.text.as_str());
        let (mut all, mut named) = (0, 0);
        let mut people: HashMap<u64, Box<Label>> = HashMap::new();
        for (i, text) in texts().enumerate() {
            for second in seconds(self.of(i), false) {
                all += 1;
                let name = name(text, &self.of(i)[second]);
                named += usize::from(name.is_some());
                if let (Some((name, _)), Some(label)) = (name, &layout.labels[i]) {
                    people.entry(name).or_insert_with(|| label.clone());
                }
            }
        }
        if named < FEWEST || named * 2 <= all {
            return self;
        }
        let labels = layout.labels.iter_mut();
        let lines = texts().zip(self.into_lines()).zip(labels);
        let lines = lines.map(|((text, pieces), label)| {
            let mut names: Vec<Piece> = Vec::new();
            let is_named = label.is_some();
            for second in seconds(&pieces, !is_named) {
                let name = name(text, &pieces[second]);
                let known = |name: &u64| is_named || people.contains_key(name);
                if let Some((name, length)) = name.filter(|(name, _)| known(name)) {
                    if !is_named {
                        *label = people.get(&name).cloned();
                    }
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

/// The pieces of a line that someone named before says in another language than the piece before them; or anyone.
fn seconds(pieces: &[Piece], by_anyone: bool) -> impl Iterator<Item = usize> {
    let mut language = None;
    let mut is_named = by_anyone;
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

/// The number of a name before what a piece says, and how many bytes it and its colon are.
fn name(text: &str, piece: &Piece) -> Option<(u64, usize)> {
    let own = &text[piece.bytes.clone()];
    let glance = &own[..own.floor_char_boundary(LONGEST)];
    let end = glance.find([':', '：'])?;
    let colon = own[end..].chars().next()?;
    let is_said = own[end + colon.len_utf8()..].contains(char::is_alphanumeric);
    let name = own[..end].trim();
    (is_said && can_be_name(name)).then(|| (name_hash(name), end + colon.len_utf8()))
}
