//! Who says a cue, where subtitles write it before the words: `Ann: Yes.`, `[Ann] Yes.`, `（安）是。`

use super::super::claims::directions;
use super::super::facts::label::before_colon;
use super::super::facts::{can_be_name as can_be_own, is_member};
use super::super::languages;
use super::super::name_shape::can_be_name;
use super::cue_turns::Said;
use super::cues::Spoken;
use crate::language::Language;
use std::collections::{HashMap, HashSet};

/// From which share of the cues on names before the words are how the subtitles name who speaks.
const SHARE: f64 = 0.4;
/// Below which share of the cues names hold for their cue only, where the first has none.
const FEW: f64 = 0.25;
const BRACKETS: &[(char, char)] = &[
    ('[', ']'),
    ('(', ')'),
    ('（', '）'),
    ('【', '】'),
    ('［', '］'),
];

/// A name before the words of a cue, and the sign that shows it: an opening bracket, or a colon.
struct Label {
    name: String,
    said: String,
    sign: char,
}

/// Takes the names off the words. Who is named speaks until another is.
pub(super) fn mark(cues: &mut [Spoken]) {
    if names_first(cues) {
        for cue in cues {
            let name = cue.said.remove(0);
            cue.aside.push(name.at);
            let name = turned(&name.text).unwrap_or(name.text);
            for said in &mut cue.said {
                said.speaker = Some(name.clone());
            }
        }
        return;
    }
    let labels: Vec<Vec<Option<Label>>> = cues
        .iter()
        .map(|cue| {
            let count = cue.said.len();
            let lines = cue.said.iter().enumerate();
            lines.map(|(i, said)| label(said, i + 1 < count)).collect()
        })
        .collect();
    let Some(held) = held(&labels) else { return };
    // Subtitles that do not begin with a name and have few name only who is not seen.
    let is_named = |labels: &Vec<Option<Label>>| {
        labels
            .iter()
            .flatten()
            .any(|label| held.contains(&key(label)))
    };
    let named = labels.iter().filter(|labels| is_named(labels)).count();
    let holds_on =
        labels.first().is_some_and(is_named) || named as f64 >= FEW * labels.len() as f64;
    let is_apart = names_each(cues, &labels, &held);
    // Who speaks, and who spoke before: where two take turns, one without a name is theirs.
    let mut states: HashMap<Option<Language>, [Option<String>; 2]> = HashMap::new();
    for (cue, labels) in cues.iter_mut().zip(labels) {
        if !holds_on {
            states.values_mut().for_each(|[speaker, _]| *speaker = None);
        }
        let mut lines = Vec::with_capacity(cue.said.len());
        for (mut said, label) in std::mem::take(&mut cue.said).into_iter().zip(labels) {
            let language = said.language.clone().filter(|_| is_apart);
            let [speaker, other] = states.entry(language).or_default();
            if said.speaker.is_some() {
                *speaker = None;
                lines.push(said);
                continue;
            }
            match label.filter(|label| held.contains(&key(label))) {
                Some(label) => {
                    if speaker
                        .as_ref()
                        .is_some_and(|speaker| *speaker != label.name)
                    {
                        *other = speaker.take();
                    }
                    *speaker = Some(label.name);
                    said.text = label.said;
                }
                None if said.turns && holds_on => std::mem::swap(speaker, other),
                None if said.turns => *speaker = None,
                None => {}
            }
            said.speaker.clone_from(speaker);
            if said.text.is_empty() {
                cue.aside.push(said.at);
            } else {
                lines.push(said);
            }
        }
        cue.said = lines;
    }
}

/// Whether each of several languages that the source tells apart has names of its own, and none of them far more than another: then who
/// is named speaks on in that language.
fn names_each(
    cues: &[Spoken],
    labels: &[Vec<Option<Label>>],
    held: &HashSet<(char, String)>,
) -> bool {
    let mut counts: HashMap<&Language, usize> = HashMap::new();
    for (cue, labels) in cues.iter().zip(labels) {
        for (said, label) in cue.said.iter().zip(labels) {
            let Some(language) = &said.language else {
                return false;
            };
            let is_named = label
                .as_ref()
                .is_some_and(|label| held.contains(&key(label)));
            *counts.entry(language).or_default() += usize::from(is_named);
        }
    }
    let (least, most) = (counts.values().min(), counts.values().max());
    counts.len() > 1
        && least
            .zip(most)
            .is_some_and(|(least, most)| 2 * least > *most)
}

/// Whether the first of a cue's lines is who speaks, as some programs write it: a name in every cue,
/// and the same ones again.
fn names_first(cues: &[Spoken]) -> bool {
    let mut names: HashMap<&str, usize> = HashMap::new();
    for cue in cues {
        let [name, _, ..] = &cue.said[..] else {
            return false;
        };
        let is_name = can_be_name(&name.text) || turned(&name.text).is_some();
        if !is_name || name.turns || name.speaker.is_some() {
            return false;
        }
        *names.entry(&name.text).or_default() += 1;
    }
    cues.len() > 2 && names.len() > 1 && names.len() < cues.len()
}

/// `Ann Reed` of `Reed, Ann`.
fn turned(name: &str) -> Option<String> {
    let (last, first) = name.split_once(", ")?;
    let words = |name: &str| name.split_whitespace().count();
    let shouts = |name: &str| !name.contains(char::is_lowercase);
    let whole = format!("{first} {last}");
    let fits = words(last) < 4 && words(first) < 3 && !shouts(last) && !shouts(first);
    (fits && can_be_name(&whole)).then_some(whole)
}

fn key(label: &Label) -> (char, String) {
    (label.sign, label.name.to_lowercase())
}

/// Which labels are names, as the subtitles as a whole show: those that come again, and in
/// subtitles that most cues of have one, the others too.
fn held(labels: &[Vec<Option<Label>>]) -> Option<HashSet<(char, String)>> {
    let all = || labels.iter().flatten().flatten();
    // How often each name comes, and with which signs.
    let mut names: HashMap<String, (usize, HashSet<char>)> = HashMap::new();
    for label in all() {
        let (times, signs) = names.entry(label.name.to_lowercase()).or_default();
        *times += 1;
        signs.insert(label.sign);
    }
    // Names in two languages before the lines of each stand for one person, which a cue cannot say.
    let writing = |label: &Label| languages::of(&label.name, &[]);
    let in_two = labels.iter().any(|cue| {
        let mut writings = cue.iter().flatten().map(writing);
        writings
            .next()
            .is_some_and(|first| writings.any(|other| other != first))
    });
    if in_two || names.len() < 2 && names.values().all(|(times, _)| *times == 1) {
        return None;
    }
    // Names in capitals, before words that are not or alone on a line of the cue: two of them, or one again.
    let capitals = all().filter(|label| {
        let before = label.said.is_empty() || label.said.contains(char::is_lowercase);
        label.sign == ':' && shouts(&label.name) && before
    });
    let in_capitals = capitals.count() > 1;
    let mut held = HashSet::new();
    let signs: HashSet<char> = all().map(|label| label.sign).collect();
    for sign in signs {
        let cues = labels.iter().filter(|cue| {
            let mut own = cue.iter().flatten();
            own.any(|label| label.sign == sign)
        });
        let mostly = cues.count() as f64 >= SHARE * labels.len() as f64;
        let of_sign = || names.values().filter(|(_, signs)| signs.contains(&sign));
        let several = of_sign().nth(1).is_some();
        let any_again = of_sign().any(|(times, _)| *times > 1);
        for label in all().filter(|label| label.sign == sign) {
            let (times, signs) = &names[&label.name.to_lowercase()];
            let again = *times > 1;
            let holds = match sign {
                // The whole text decides over what comes seldom (`super::super::speakers`).
                ':' if is_small(&label.name) => mostly && again,
                ':' => mostly && any_again || in_capitals && shouts(&label.name),
                // What is done stands in round brackets, and in capitals.
                '(' | '[' if is_cased(&label.name) => {
                    let shouts = shouts(&label.name);
                    signs.len() > 1
                        || several
                            && match (sign, shouts) {
                                ('(', true) => false,
                                ('[', false) => again || mostly && any_again,
                                _ => again && mostly,
                            }
                }
                _ => several && (again || mostly && any_again),
            };
            if holds {
                held.insert(key(label));
            }
        }
    }
    Some(held)
}

/// The longest name in small letters, in words.
const SMALL: usize = 3;

/// A name as people write their own in calls: `ann reed: Yes.`, `ann | Lamps: Yes.`
fn own_name(text: &str) -> Option<(&str, &str)> {
    let (name, said) = text.split_once(": ")?;
    let is_short = || name.split_whitespace().count() <= SMALL && can_be_own(name);
    (is_member(name) || is_small(name) && is_short()).then(|| (name, said.trim()))
}

/// Whether a name is of several words in small letters: a cue alone cannot tell it from the beginning of a sentence.
fn is_small(name: &str) -> bool {
    name.contains(' ')
        && !is_member(name)
        && name.chars().all(|c| !c.is_alphabetic() || c.is_lowercase())
}

fn shouts(name: &str) -> bool {
    name.chars().filter(|c| c.is_uppercase()).count() > 1 && !name.contains(char::is_lowercase)
}

fn is_cased(name: &str) -> bool {
    let first = name.chars().find(|c| c.is_alphabetic());
    first.is_some_and(|c| c.is_uppercase() || c.is_lowercase())
}

/// The sign of a name that stands in brackets on a line of its own, over the words of its cue.
const OVER: char = '\n';

/// The name that a line of a cue begins with. `goes_on`: another line follows in the cue.
fn label(said: &Said, goes_on: bool) -> Option<Label> {
    let text = said.text.as_str();
    let first = text.chars().next()?;
    let Some((_, close)) = BRACKETS.iter().find(|(open, _)| *open == first) else {
        let (name, said) = before_colon(text).or_else(|| own_name(text))?;
        return Some(Label {
            name: name.to_string(),
            said: said.to_string(),
            sign: ':',
        });
    };
    let (inside, said) = text[first.len_utf8()..].split_once(*close)?;
    let said = said.trim_start_matches([':', '：', ' ', '\u{3000}']);
    // `[Ann, laughing]`
    let (name, done) = inside.split_once([',', '，']).unwrap_or((inside, ""));
    let (name, done) = (name.trim(), done.trim());
    let is_name = can_be_name(name) && !directions::is_known(name);
    let is_over = said.is_empty() && done.is_empty() && goes_on;
    (is_name && (is_over || !said.is_empty())).then(|| Label {
        name: name.to_string(),
        said: match done {
            "" => said.to_string(),
            done => format!("{first}{done}{close} {said}"),
        },
        sign: if is_over { OVER } else { first },
    })
}
