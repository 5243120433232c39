//! What someone calls between, or sings: `Zuruf von links: Das wissen wir!`, `Song – I’m off`.

use super::MANNER;
use crate::script::claims::directions::is_known_word;
use crate::script::claims::text::words_in;

/// What stands before the first words of what is sung.
#[rustfmt::skip]
const SUNG: &[&str] = &[
    "song", "duet", "trio", "chorus", "reprise", "lied", "duett", "chor", "chanson", "chœur", "canción",
    "coro", "canzone", "aria", "piosenka", "песня",
];

fn is_sung(word: &str) -> bool {
    SUNG.contains(&word.to_lowercase().as_str())
}

/// Whether someone calls something between, or sings it: `Zuruf von links: Das wissen wir!`, `Anja Weil [SPD]: Hört, hört!`, `Song – I’m off`
pub(super) fn is_call(inside: &str) -> bool {
    let by_dash = || {
        let mut dashes = [" – ", " — ", " - "].iter();
        let parted = dashes.find_map(|dash| inside.split_once(dash));
        parted.filter(|(what, _)| is_known_word(what) || is_sung(what))
    };
    let Some((who, called)) = inside.split_once([':', '：']).or_else(by_dash) else {
        return false;
    };
    let first = who.split_whitespace().next().unwrap_or_default();
    let is_named = who.ends_with([']', '］']) || is_known_word(first) || is_sung(first);
    is_named && words_in(who) <= MANNER && !called.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_and_songs() {
        for text in [
            "Zuruf von links: Das wissen wir!",
            "Anja Weil [SPD]: Hört, hört!",
            "Song – I’m off to the lamp",
            "Duett - Ich und du",
        ] {
            assert!(is_call(text), "{text}");
        }
        for text in ["I know – I told you", "the lamp: it burned", "Song"] {
            assert!(!is_call(text), "{text}");
        }
    }
}
