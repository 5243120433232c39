//! Labels that stand in the text a second time before the same words: they show no name.

use super::Background;
use crate::script::facts::letters::ByHash;
use rayon::prelude::*;
use std::hash::{DefaultHasher, Hash, Hasher};

impl Background<'_> {
    /// Marks the labels that are copies.
    pub(super) fn find_copies(&mut self) {
        let lines = &self.document.lines;
        let texts: Vec<Text> = self
            .rows
            .par_iter()
            .map(|row| Text::of(&lines[row.line as usize].text))
            .collect();
        // Where some lines on end stand above, too, the text stands there twice.
        let mut windows: ByHash<u64, ()> = ByHash::default();
        let mut is_again = vec![false; self.rows.len()];
        for (i, texts) in texts.windows(WINDOW).enumerate() {
            let bytes: usize = texts.iter().map(|text| text.bytes).sum();
            if bytes >= 2 * COPIED && windows.insert(Text::hash_of(texts), ()).is_some() {
                is_again[i..i + WINDOW].fill(true);
            }
        }
        let mut seen: ByHash<u64, ()> = ByHash::default();
        let mut said_by: ByHash<u64, &str> = ByHash::default();
        for (i, row) in self.rows.iter().enumerate() {
            let line = row.line as usize;
            let own = texts[i];
            let below = texts.get(i + 1).copied().unwrap_or_default();
            let is_copy = [own, below].map(|said| {
                said.bytes >= COPIED && seen.insert(Text::hash_of(&[own, said]), ()).is_some()
            });
            for label in &mut self.labels[row.labels.start as usize..row.labels.end as usize] {
                let is_alone = self.syntaxes[usize::from(label.syntax)].is_alone;
                label.is_copy = is_again[i] || is_copy[usize::from(is_alone)];
                // A title stands at the head of a text and again where it begins: `[Lamps] The keeper`, `[Lamps] The keeper. It was …`
                let candidates = &self.facts[line].candidates;
                let said = candidates.get(usize::from(label.nth)).filter(|_| !is_alone);
                let said = said.map_or("", |one| lines[line].text[one.said.clone()].trim());
                if said.len() >= COPIED && label.key > 1 {
                    let head = &said[..said.floor_char_boundary(COPIED)];
                    let place = hash_of_head(label.key, head);
                    let above = *said_by.entry(place).or_insert(said);
                    let (short, long) = if above.len() < said.len() {
                        (above, said)
                    } else {
                        (said, above)
                    };
                    label.is_copy |= short.len() < long.len() && long.starts_with(short);
                }
            }
        }
    }
}

/// The text of a row, as far as it is compared with others.
#[derive(Clone, Copy, Default)]
struct Text {
    hash: u64,
    bytes: usize,
}

impl Text {
    fn of(text: &str) -> Self {
        let mut hash = DefaultHasher::new();
        text.hash(&mut hash);
        Self {
            hash: hash.finish(),
            bytes: text.len(),
        }
    }

    /// One number for some texts, in their order.
    fn hash_of(texts: &[Self]) -> u64 {
        let mut hash = DefaultHasher::new();
        texts.iter().for_each(|text| hash.write_u64(text.hash));
        hash.finish()
    }
}

/// One number for a name and how what is said begins.
fn hash_of_head(key: u32, head: &str) -> u64 {
    let mut hash = DefaultHasher::new();
    (key, head).hash(&mut hash);
    hash.finish()
}

/// From how many bytes on it is no chance that a line stands twice.
const COPIED: usize = 30;
/// How many lines on end that stand twice show it, if they have twice as many bytes.
const WINDOW: usize = 4;
