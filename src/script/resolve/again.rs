//! What stands in a text again right behind its translation, or before it, as for someone who learns a language and is to hear it twice:
//! `Guten Tag. / Good day. / Guten Tag.`

use super::pieces::{Is, Pieces};
use crate::script::document::Document;

/// Why it is not in the book.
const AGAIN: &str = "said again beside its translation";
/// How many such threes of lines there are at least, and which share of all lines they are.
const FEWEST: usize = 3;
const SHARE: f64 = 0.6;

impl Pieces {
    /// The same without what is said a second time in each three of lines.
    pub(crate) fn said_once(mut self, document: &Document) -> Self {
        let is_told = |i: &usize| {
            let mut own = self.of(*i).iter().map(|piece| piece.is);
            own.all(|is| matches!(is, Is::Said | Is::Told | Is::Sign))
        };
        let lines: Vec<usize> = (0..document.lines.len()).filter(is_told).collect();
        let language = |nth: usize| {
            self.of(lines[nth])
                .iter()
                .find_map(|piece| piece.language.as_ref())
        };
        let text = |nth: usize| document.lines[lines[nth]].text.as_str();
        let mut again = Vec::new();
        let mut nth = 0;
        while nth + 2 < lines.len() {
            let places = [
                (nth, nth + 2, nth + 1),
                (nth, nth + 1, nth + 2),
                (nth + 1, nth + 2, nth),
            ];
            let is_twice = |&(first, second, other): &(usize, usize, usize)| {
                text(first) == text(second) && language(first) != language(other)
            };
            // The next three begin as these do.
            let next = lines.get(nth + 3).map(|_| language(nth + 3));
            let goes_on = next.is_none_or(|next| next == language(nth));
            match places.into_iter().find(is_twice).filter(|_| goes_on) {
                Some((_, second, _)) => {
                    again.push(lines[second]);
                    nth += 3;
                }
                None => nth += 1,
            }
        }
        if again.len() >= FEWEST && (3 * again.len()) as f64 >= SHARE * lines.len() as f64 {
            for i in again {
                self.drop_line(i, document.lines[i].text.len(), AGAIN);
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use crate::script::{Options, read};

    fn pairs(lines: &[[&str; 3]]) -> Vec<Vec<usize>> {
        let text: Vec<String> = lines.iter().map(|three| three.join("\n")).collect();
        let script = read(text.join("\n").as_bytes(), "lamp.txt", &Options::default()).unwrap();
        let lines = script.turns().flat_map(|turn| &turn.lines);
        lines.map(|line| line.at().to_vec()).collect()
    }

    #[test]
    fn what_is_said_twice_is_said_once() {
        let said = [
            ["Der Wärter geht nach Hause.", "The keeper goes home."],
            [
                "Niemand sah das Schiff im Nebel.",
                "Nobody saw the ship in the fog.",
            ],
            [
                "Am Morgen kommt seine Schwester.",
                "His sister comes in the morning.",
            ],
            [
                "Sie bringt Brot und eine Lampe mit.",
                "She brings bread and a lamp.",
            ],
        ];
        let around = said.map(|[own, other]| [own, other, own]);
        assert_eq!(pairs(&around), [[1, 2], [4, 5], [7, 8], [10, 11]]);
        let before = said.map(|[own, other]| [own, own, other]);
        assert_eq!(pairs(&before), [[1, 3], [4, 6], [7, 9], [10, 12]]);
        let behind = said.map(|[own, other]| [other, own, own]);
        assert_eq!(pairs(&behind), [[1, 2], [4, 5], [7, 8], [10, 11]]);
    }

    #[test]
    fn what_is_said_again_with_its_translation_stays() {
        let text = "Ja.\nYes.\nJa.\nYes.\nWer kommt da im Nebel?\nWho comes there in the fog?\nNiemand.\nNobody.\nNiemand.\nNobody.\n";
        let script = read(text.as_bytes(), "lamp.txt", &Options::default()).unwrap();
        assert_eq!(
            script.turns().map(|turn| turn.lines.len()).sum::<usize>(),
            5
        );
    }
}
