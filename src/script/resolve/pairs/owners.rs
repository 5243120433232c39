//! Who says what is paired, where the two languages do not agree.

use super::Person;
use crate::script::aligner::{Pairing, Piece};
use std::collections::{HashMap, HashSet};

/// The first pair of what stands at each place.
pub(super) fn since(pairing: &Pairing, place: impl Fn(&Piece) -> usize) -> HashMap<usize, usize> {
    let mut since = HashMap::new();
    for (nth, pair) in pairing.pairs.iter().enumerate() {
        for piece in pair.pieces.iter().flatten() {
            since.entry(place(piece)).or_insert(nth);
        }
    }
    since
}

/// With whom each person's lines are paired besides their own.
pub(super) fn partners<'p>(
    pairing: &'p Pairing,
    person: impl Fn(&&'p Piece) -> Person,
) -> HashMap<usize, HashSet<usize>> {
    let mut partners: HashMap<usize, HashSet<usize>> = HashMap::new();
    for pair in &pairing.pairs {
        let people: HashSet<usize> = pair
            .pieces
            .iter()
            .flatten()
            .filter_map(|piece| person(&piece))
            .collect();
        for &one in &people {
            let others = people.iter().filter(|other| **other != one);
            partners.entry(one).or_default().extend(others);
        }
    }
    partners
}

#[cfg(test)]
mod tests {
    use crate::script::read_all;
    use crate::script::tests::sources;

    /// Each turn: the guard is named in one language only from his third turn on.
    const TURNS: [(&str, &str, &str, &str); 8] = [
        (
            "Guard: ",
            "Who goes there at this hour?",
            "Wächter: ",
            "Wer geht dort um diese Stunde?",
        ),
        (
            "Miller: ",
            "Only the miller with his flour.",
            "Müller: ",
            "Nur der Müller mit seinem Mehl.",
        ),
        (
            "Guard: ",
            "Then put it down and wait.",
            "Wächter: ",
            "Dann stell es ab und warte.",
        ),
        (
            "Miller: ",
            "It is heavy, as you can see.",
            "Müller: ",
            "Es ist schwer, wie du siehst.",
        ),
        (
            "Guard: ",
            "Go on, but mind the bridge.",
            "",
            "Geh weiter, aber gib auf die Brücke acht.",
        ),
        (
            "Miller: ",
            "It is older than both of us.",
            "Müller: ",
            "Sie ist älter als wir beide.",
        ),
        (
            "Guard: ",
            "That is what worries me.",
            "",
            "Das ist es, was mich beunruhigt.",
        ),
        (
            "Miller: ",
            "Good night, then.",
            "Müller: ",
            "Dann gute Nacht.",
        ),
    ];

    fn turns(files: &[(&str, &str)]) -> usize {
        let script = read_all(&sources(files), &Default::default()).unwrap();
        assert_eq!(script.speakers.len(), 2, "{:?}", script.speakers);
        script.turns().count()
    }

    #[test]
    fn who_is_named_in_one_language_only_says_both() {
        let all = |turn: fn(&(&str, &str, &str, &str)) -> String, between: &str| {
            TURNS.iter().map(turn).collect::<Vec<_>>().join(between)
        };
        let lines = all(|(a, b, c, d)| format!("{c}{d}\n{a}{b}"), "\n");
        assert_eq!(turns(&[("lamp.txt", &lines)]), 8);
        let line = all(|(a, b, c, d)| format!("{c}{d} {a}{b}"), "\n");
        assert_eq!(turns(&[("lamp.txt", &line)]), 8);
        let german = all(|(_, _, c, d)| format!("{c}{d}"), "\n\n");
        let english = all(|(a, b, _, _)| format!("{a}{b}"), "\n\n");
        let files = [("lamp.de.txt", &*german), ("lamp.en.txt", &*english)];
        assert_eq!(turns(&files), 8);
    }
}
