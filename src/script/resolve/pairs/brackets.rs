//! A line in brackets, or a direction without them, that is a note in one language and said in the other: it is the same in both.

use super::super::turns::{Part, Unit};
use crate::language::Language;
use crate::script::Pairs;
use crate::script::aligner::{self, Begins, Pair, Said};
use crate::script::claims::{directions, notes};

/// Signs that open brackets, and those that close them.
const OPENING: &[char] = &['(', '[', '（', '【', '［', '〔'];
const CLOSING: &[char] = &[')', ']', '）', '】', '］', '〕'];
/// From how many nats on words show an editor's note.
const NOTE: f64 = 10.0;

/// A unit that is paired, by the numbers of its part, its turn and itself.
type Place = (usize, usize, usize);

/// Makes each line in brackets, in a text whose languages stand one behind the other, a note in both languages or in none. It is one in
/// both if its words show that, and else said.
pub(super) fn settle(parts: &mut [Part], languages: &[Language], wish: Pairs) {
    if !may_differ(parts) {
        return;
    }
    let (mut places, mut said): (Vec<Place>, Vec<Said>) = (Vec::new(), Vec::new());
    for (p, part) in parts.iter().enumerate() {
        for (t, turn) in part.turns.iter().enumerate() {
            for (u, unit) in turn.units.iter().enumerate() {
                if unit.is_note && !is_whole(&turn.units, u) {
                    continue;
                }
                places.push((p, t, u));
                said.push(Said {
                    text: &unit.text,
                    language: languages
                        .iter()
                        .position(|own| *own == unit.language)
                        .unwrap_or(0),
                    begins: match () {
                        () if u == 0 => Begins::Turn,
                        () if unit.begins_block => Begins::Paragraph,
                        () => Begins::Line,
                    },
                    speaker: Some(turn.person.map_or(0, |person| person + 1)),
                    row: None,
                    group: None,
                    time: unit.shown.map(super::seconds),
                });
            }
        }
    }
    let unit = |nth: usize| {
        let (p, t, u) = places[nth];
        &parts[p].turns[t].units[u]
    };
    let is_whole = |nth: usize| {
        let (p, t, u) = places[nth];
        is_whole(&parts[p].turns[t].units, u)
    };
    let pairing = aligner::pair(&said, languages, wish, None);
    let mut changed: Vec<usize> = Vec::new();
    for pair in &pairing.pairs {
        changed.extend(differing(pair, unit, is_whole));
    }
    changed.sort_unstable();
    changed.dedup();
    let places: Vec<Place> = changed.into_iter().map(|nth| places[nth]).collect();
    for (p, t, u) in places {
        let unit = &mut parts[p].turns[t].units[u];
        unit.is_note = !unit.is_note;
    }
}

/// Takes the brackets off a translation that they stand around as a whole, on several lines, behind what it translates.
pub(super) fn unwrap(parts: &mut [Part]) {
    for turn in parts.iter_mut().flat_map(|part| &mut part.turns) {
        for u in 1..turn.units.len() {
            let is_behind = turn.units[u - 1].language != turn.units[u].language;
            let unit = &mut turn.units[u];
            if !is_behind || unit.is_note || unit.at.len() < 2 {
                continue;
            }
            let end = unit.text.trim_end_matches(['.', '。']).len();
            let inside = unit.text[..end]
                .strip_prefix(OPENING)
                .and_then(|text| text.strip_suffix(CLOSING));
            if let Some(inside) =
                inside.filter(|inside| !inside.contains(OPENING) && !inside.contains(CLOSING))
            {
                unit.text = inside.to_string();
            }
        }
    }
}

/// The lines of a pair, by number, that are notes but are to be said, or said but are to be notes.
fn differing<'u>(
    pair: &Pair,
    unit: impl Fn(usize) -> &'u Unit,
    is_whole: impl Fn(usize) -> bool,
) -> Vec<usize> {
    let mut changed = Vec::new();
    for (language, own) in pair.pieces.iter().enumerate() {
        let others: Vec<usize> = { pair.pieces.iter().enumerate() }
            .filter(|(other, _)| *other != language)
            .flat_map(|(_, pieces)| pieces.iter().map(|piece| piece.said))
            .collect();
        let notes = own
            .iter()
            .map(|piece| piece.said)
            .filter(|nth| unit(*nth).is_note);
        let notes: Vec<usize> = notes.collect();
        if notes.is_empty() || others.is_empty() || others.iter().any(|nth| unit(*nth).is_note) {
            continue;
        }
        let alone = notes.len() == own.len() && pair.is_sure();
        // What is the same in both languages, as a formula, is in none.
        if notes.iter().all(|nth| {
            others
                .iter()
                .any(|other| unit(*other).text == unit(*nth).text)
        }) {
            changed.extend(others);
            continue;
        }
        let are_worded = notes.iter().all(|nth| is_worded(&unit(*nth).text));
        let brackets = |text: &str| text.matches(OPENING).count();
        match are_worded {
            true if alone && others.iter().all(|nth| is_whole(*nth)) => changed.extend(others),
            true => {}
            // The other says as much in brackets, be it within a line.
            false => {
                let count = |of: &mut dyn Iterator<Item = usize>| -> usize {
                    of.map(|nth| brackets(&unit(nth).text)).sum()
                };
                let here = count(&mut own.iter().map(|piece| piece.said));
                if alone || here <= count(&mut others.into_iter()) {
                    changed.extend(notes);
                }
            }
        }
    }
    changed
}

/// Whether there are notes in brackets in one language and brackets in what is said in another.
fn may_differ(parts: &[Part]) -> bool {
    let turns = || parts.iter().flat_map(|part| &part.turns);
    let units = || turns().flat_map(|turn| &turn.units);
    let mut noted: Vec<&Language> = Vec::new();
    for turn in turns() {
        for (u, unit) in turn.units.iter().enumerate() {
            if unit.is_note && !noted.contains(&&unit.language) && is_whole(&turn.units, u) {
                noted.push(&unit.language);
            }
        }
    }
    let is_bare = units().any(|unit| unit.is_note && !unit.text.starts_with(OPENING));
    let is_said = |unit: &&Unit| !unit.is_note && (is_bare || unit.text.contains(OPENING));
    let mut said = units().filter(is_said);
    !noted.is_empty() && said.any(|unit| noted.iter().any(|language| **language != unit.language))
}

/// Whether a unit is a whole line, or several: in brackets, or a note without them.
fn is_whole(units: &[Unit], nth: usize) -> bool {
    let unit = &units[nth];
    let is_alone = |other: Option<&Unit>| other.is_none_or(|other| other.line != unit.line);
    let is_bracketed =
        unit.text.starts_with(OPENING) && { unit.text.trim_end_matches(['.', '。', ' ']) }
            .ends_with(CLOSING);
    unit.part == 0
        && (is_bracketed || unit.is_note && !unit.text.starts_with(OPENING))
        && is_alone(units.get(nth + 1))
        && is_alone(nth.checked_sub(1).map(|before| &units[before]))
}

/// Whether the words of a line in brackets show a direction or an editor's note.
fn is_worded(text: &str) -> bool {
    let is_sign = |c: char| !c.is_alphanumeric();
    directions::is_known(text.trim_matches(is_sign))
        || notes::worded(&text.to_lowercase()).is_some_and(|nats| nats > NOTE)
}

#[cfg(test)]
mod tests {
    use crate::script::tests::sources;
    use crate::script::{Line, read_all};

    const GERMAN: &[&str] = &[
        "Ann: Guten Abend, ich bin gestern aus Lund gekommen.",
        "Bo: Wo ist denn der alte Leuchtturm geblieben?",
        "Ann: Er ist im Winter 1911 in das Meer gefallen.",
        "Bo: Jemand hat in der Nacht um 4 Uhr sehr laut gerufen.",
        "(Das Licht auf dem Turm von Lund ist ausgegangen!)",
        "Ann: Niemand hat ihm ein einziges Wort geglaubt.",
        "Bo: Der letzte Dampfer hatte 12 Leute und einen Hund an Bord.",
        "(Er lacht.)",
        "Ann: Sie sind alle am Morgen nach Oslo gefahren.",
        "Bo: Dann war es also noch einmal gut gegangen.",
    ];
    const FRENCH: &[&str] = &[
        "Ann: Bonsoir, je suis arrivée hier de Lund.",
        "Bo: Où est donc passé le vieux phare ?",
        "Ann: Il est tombé dans la mer pendant l'hiver 1911.",
        "Bo: Quelqu'un a crié très fort dans la nuit à 4 heures (la lumière de la tour de Lund s'est éteinte !).",
        "Ann: Personne n'a cru un seul mot de ce qu'il disait.",
        "Bo: Le dernier vapeur avait 12 personnes et un chien à bord.",
        "(Il rit.)",
        "Ann: Ils sont tous partis pour Oslo le matin.",
        "Bo: Tout s'était donc encore une fois bien terminé.",
    ];

    /// What is said on each line in two languages, and the notes.
    fn read(german: &[&str], french: &[&str]) -> (Vec<String>, Vec<String>) {
        let (german, french) = (german.join("\n"), french.join("\n"));
        let texts = sources(&[("talk.de.txt", &german), ("talk.fr.txt", &french)]);
        let script = read_all(&texts, &Default::default()).unwrap();
        let (mut said, mut notes) = (Vec::new(), Vec::new());
        for line in script.turns().flat_map(|turn| &turn.lines) {
            match line {
                Line::Speech { text, .. } => {
                    let all: Vec<&str> = text.values().map(String::as_str).collect();
                    said.push(all.join(" | "));
                }
                Line::Note { text, .. } => notes.push(text.clone()),
            }
        }
        (said, notes)
    }

    #[test]
    fn a_line_in_brackets_that_the_other_text_says_is_said() {
        let (said, notes) = read(GERMAN, FRENCH);
        assert!(
            said[3].contains("gerufen. (Das Licht") && said[3].contains("éteinte"),
            "{said:?}"
        );
        assert_eq!(notes, ["(Er lacht.)", "(Il rit.)"]);
        assert_eq!(said.len(), 8);
    }

    #[test]
    fn a_direction_that_only_one_text_has_stays_one() {
        let mut french = FRENCH.to_vec();
        french[3] = "Bo: Quelqu'un a crié très fort dans la nuit à 4 heures.";
        french.remove(6);
        let (said, notes) = read(GERMAN, &french);
        assert_eq!(notes, [GERMAN[4], GERMAN[7]]);
        assert_eq!(said.len(), 8);
    }

    #[test]
    fn what_is_a_note_by_its_words_is_one_in_both() {
        let bare = |lines: &[&'static str]| -> Vec<&'static str> {
            let mut lines = lines.to_vec();
            for line in &mut lines {
                *line = line.split_once(": ").map_or(*line, |(_, said)| said);
            }
            lines
        };
        let (mut german, mut french) = (bare(GERMAN), bare(FRENCH));
        german[7] = "(Applaus.)";
        french[6] = "(Ils frappent dans leurs mains.)";
        assert_eq!(read(&german, &french).1, [german[7], french[6]]);
        german[7] = "(Sie klatschen in die Hände.)";
        assert!(read(&german, &french).1.is_empty());
    }
}
