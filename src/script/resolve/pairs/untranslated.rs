//! What one file of a text in two languages leaves in the language of the other: the same words stand on both sides of a pair, and
//! are said once.

use crate::language::{Language, Localized};
use crate::script::facts::letters::{without_accents, word_hash, words};
use crate::script::tongues::Detector;

/// How many words a pair has at least for this; fewer may be the same in both languages: `Amen.`, `Radio Lund!` And how many of them
/// are no names.
const FEWEST: usize = 4;
const FEWEST_BARE: usize = 2;
/// The share of the words that are the same on both sides: there are slips.
const SAME: f64 = 0.8;

/// Takes out of a pair whose sides are the same the one that is not in its language.
pub(super) fn said_once(text: &mut Localized, detector: &Detector) {
    if let Some(language) = untranslated(text, detector) {
        text.remove(&language);
    }
}

/// The language of the side that is none.
fn untranslated(text: &Localized, detector: &Detector) -> Option<Language> {
    let mut sides = text.values();
    let (Some(one), Some(other), None) = (sides.next(), sides.next(), sides.next()) else {
        return None;
    };
    let (likeliest, _) = are_same(one, other)
        .then(|| detector.likeliest(one))
        .flatten()?;
    let kept = detector.language(likeliest);
    text.keys().find(|language| *language != kept).cloned()
}

/// Whether two texts have the same words, those apart, too, that are no names: names are alike in many languages.
fn are_same(one: &str, other: &str) -> bool {
    let is_bare = |word: &str| !word.starts_with(char::is_uppercase);
    let (one, other) = (without_accents(one), without_accents(other));
    have_same(&one, &other, FEWEST, |_| true) && have_same(&one, &other, FEWEST_BARE, is_bare)
}

/// Whether of the words that count so many are the same.
fn have_same(one: &str, other: &str, fewest: usize, counts: impl Fn(&str) -> bool) -> bool {
    let hashes = |text: &str| {
        let words = words(text).filter(|word| word.contains(char::is_alphabetic) && counts(word));
        let mut all: Vec<u64> = words.map(word_hash).collect();
        all.sort_unstable();
        all
    };
    let (one, other) = (hashes(one), hashes(other));
    let most = one.len().max(other.len());
    let same = one.iter().filter(|word| other.binary_search(word).is_ok());
    most >= fewest && same.count() as f64 >= SAME * most as f64
}

#[cfg(test)]
mod tests {
    use crate::script::read_all;
    use crate::script::tests::sources;

    /// Two files, of which the second leaves every fourth paragraph in the language of the first.
    #[test]
    fn what_is_not_translated_is_said_once_and_parts_no_pair() {
        let both = [
            ("The Lamp", "Die Lampe"),
            (
                "A. Who lit the lamp in the tower last night?",
                "A. Wer hat gestern Nacht die Lampe im Turm angezündet?",
            ),
            (
                "B. I lit it myself when the fog came in.",
                "B. Ich selbst habe sie angezündet, als der Nebel kam.",
            ),
            (
                "The keeper walks slowly around the tower with his lantern.",
                "",
            ),
            (
                "A. Then you must have seen the ship as well.",
                "A. Dann musst du auch das Schiff gesehen haben.",
            ),
            ("He stops and looks for a long while at the sea.", ""),
            (
                "B. I saw nothing but the water and the rocks.",
                "B. Ich habe nichts gesehen als das Wasser und die Felsen.",
            ),
            (
                "The bell in the harbour is heard three times from far away.",
                "",
            ),
            (
                "A. Somebody has to write this down tomorrow.",
                "A. Jemand muss das morgen aufschreiben.",
            ),
        ];
        let second =
            |(en, de): &(&'static str, &'static str)| if de.is_empty() { *en } else { *de };
        let text = |lines: Vec<&str>| lines.join("\n\n");
        let one = text(both.iter().map(|own| own.0).collect());
        let two = text(both.iter().map(second).collect());
        let files = [("lamp one.txt", &*one), ("lamp two.txt", &*two)];
        let script = read_all(&sources(&files), &Default::default()).unwrap();
        let sides: Vec<usize> = script
            .chapters
            .iter()
            .flat_map(|chapter| &chapter.turns)
            .flat_map(|turn| &turn.lines)
            .filter_map(|line| match line {
                crate::script::Line::Speech { text, .. } => Some(text.len()),
                _ => None,
            })
            .collect();
        assert_eq!(sides, [2, 2, 1, 2, 1, 2, 1, 2]);
    }

    #[test]
    fn names_are_the_same_in_many_languages() {
        let is_once = |one: &str, other: &str| super::are_same(one, other);
        assert!(is_once(
            "The keeper walks slowly around the tower.",
            "The keeper walks slowly round the tower."
        ));
        assert!(!is_once(
            "Nils Holm, Ada Berg and Tom Lake.",
            "Nils Holm, Ada Berg und Tom Lake."
        ));
        assert!(!is_once(
            "Lit by N. Holm, A. Berg, T. Lake, M. Reed, O. Lind",
            "Angezündet von N. Holm, A. Berg, T. Lake, M. Reed, O. Lind"
        ));
    }
}
