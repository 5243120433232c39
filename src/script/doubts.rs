//! What a person should look at: where it is not sure who speaks, or whether anyone does, in which language ([`languages`]), and what
//! is odd in the words that are spoken at the end ([`mod@spoken`]).
//!
//! The costs of the lattice say how near another reading comes. They cannot see a label that is spelt wrong or has lost its
//! sign; what is left of such a label in the words of others shows it.

mod languages;
mod names;
mod spoken;
mod unsaid;

pub(super) use spoken::spoken;

use super::Doubt;
use super::document::Document;
use super::facts::{Candidate, Capitals, Close, LineFacts};
use super::lattice::{self, Layout};
use super::resolve::pieces::{Is, Pieces};
use super::tongues::axis::Tongues;
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// How much dearer another reading of who speaks must be, in nats, for the one that is taken to be clear.
const CLEAR: f64 = 2.0;
/// The same of another role of one line.
const SURE: f32 = 1.0;
/// By how many nats what looks like a label may be less likely as a name than as words.
const ODD: f64 = 3.0;
/// How much of a line in doubt is shown, in characters.
const SHOWN: usize = 40;

/// What is not sure of who speaks in a text that is read by the first of some layouts, and in which languages. `unnamed`: the lines that
/// rules say name nobody.
pub(super) fn of(
    document: &Document,
    facts: &[LineFacts],
    layouts: &[Layout],
    (tongues, pieces): (&Tongues, &Pieces),
    unnamed: &HashSet<usize>,
) -> Vec<Doubt> {
    let layout = &layouts[0];
    let mut doubts: Vec<Doubt> = rival(layouts).into_iter().collect();
    doubts.extend(names::of(document, layout));
    doubts.extend(asked_by_nobody(document, facts, layout));
    doubts.extend(not_read(document, facts, layout, unnamed));
    let mut places = near(layout, pieces);
    places.extend(left_over(document, facts, layout, pieces));
    places.sort_unstable();
    let shown = |line: usize, why: &str| {
        let line = &document.lines[line];
        Doubt {
            at: line.places(),
            text: about(why, &line.text),
        }
    };
    places.dedup_by_key(|(line, _)| *line);
    doubts.extend(places.into_iter().map(|(line, why)| shown(line, why)));
    doubts.extend(languages::of(document, tongues, pieces));
    doubts
}

/// Why something is doubtful, and how the line begins that it is about.
fn about(why: &str, text: &str) -> String {
    let shown: String = text.chars().take(SHOWN).collect();
    format!("{why}: “{shown}…”")
}

/// Another reading of the whole text that costs hardly more.
fn rival(layouts: &[Layout]) -> Option<Doubt> {
    let (other, nats) = lattice::runner_up(layouts).filter(|(_, nats)| *nats < CLEAR)?;
    let name = other.title();
    Some(Doubt {
        at: Vec::new(),
        text: format!(
            "who speaks may as well be read as `{name}` ({nats:.1} nats dearer): --layout \"{name}\" reads it so"
        ),
    })
}

/// How many paragraphs that are one question have an answer below, at least, where nobody speaks, and which share of all paragraphs.
const ASKED: usize = 4;
const ASKED_SHARE: f64 = 0.2;

/// All is told by a narrator, though paragraphs that ask and paragraphs that do not take turns.
fn asked_by_nobody(document: &Document, facts: &[LineFacts], layout: &Layout) -> Option<Doubt> {
    if layout.labels.iter().any(Option::is_some) {
        return None;
    }
    let lines: Vec<usize> = (0..facts.len())
        .filter(|i| document.lines[*i].preset.is_none())
        .collect();
    let opens = |nth: usize| lines.get(nth).is_none_or(|i| facts[*i].blank_before);
    let asks = |nth: usize| facts[lines[nth]].asks && opens(nth) && opens(nth + 1);
    let blocks = (0..lines.len()).filter(|nth| opens(*nth)).count();
    let is_asked = |nth: &usize| asks(*nth) && nth + 1 < lines.len() && !asks(nth + 1);
    let asked: Vec<usize> = (0..lines.len()).filter(is_asked).collect();
    let is_odd = asked.len() >= ASKED && asked.len() as f64 >= ASKED_SHARE * blocks as f64;
    is_odd.then(|| Doubt {
        at: asked.iter().flat_map(|nth| document.lines[lines[*nth]].places()).collect(),
        text: "paragraphs that ask stand over paragraphs that answer, and a narrator says all: is it an interview?".into(),
    })
}

/// How often a name stands before a colon in a text of which nobody is taken for a speaker, at least.
const NOT_READ: usize = 3;

/// A text that is told by the narrator, though some lines begin with the same name and a colon.
fn not_read(
    document: &Document,
    facts: &[LineFacts],
    layout: &Layout,
    unnamed: &HashSet<usize>,
) -> Option<Doubt> {
    if layout.start.is_some() {
        return None;
    }
    let mut times: HashMap<u64, Vec<usize>> = HashMap::new();
    for (i, facts) in facts
        .iter()
        .enumerate()
        .filter(|(i, _)| !unnamed.contains(i))
    {
        let is_name = |one: &&Candidate| {
            let is_cased = matches!(one.capitals, Capitals::Title | Capitals::All);
            one.syntax.close == Close::Colon
                && !one.said.is_empty()
                && is_cased
                && one.odd + one.never < ODD
        };
        if let Some(one) = facts.candidates.iter().find(is_name) {
            times.entry(one.key).or_default().push(i);
        }
    }
    let most = times
        .into_values()
        .max_by_key(|lines| (lines.len(), std::cmp::Reverse(lines[0])))?;
    let first = most[0];
    let one = facts[first]
        .candidates
        .iter()
        .find(|one| one.syntax.close == Close::Colon)?;
    let name = one.name_in(&document.lines[first]);
    (most.len() >= NOT_READ).then(|| Doubt {
        at: document.lines[first].places(),
        text: format!(
            "{} lines begin with `{name}:`, which is read as told: is that who speaks?",
            most.len()
        ),
    })
}

/// The lines that another role comes near to.
fn near(layout: &Layout, pieces: &Pieces) -> Vec<(usize, &'static str)> {
    let is_read = |i: usize| {
        let mut pieces = pieces.of(i).iter();
        pieces.any(|piece| matches!(piece.is, Is::Said | Is::Told | Is::Name(_)))
    };
    let margins = layout.margins.iter().enumerate();
    margins
        .filter(|(i, nats)| **nats < SURE && is_read(*i))
        .map(|(i, _)| (i, "it is not sure who says this, or whether anyone does"))
        .collect()
}

/// The lines in whose words a label is left: one of the form of the others, or a known name with another sign, or none.
fn left_over(
    document: &Document,
    facts: &[LineFacts],
    layout: &Layout,
    pieces: &Pieces,
) -> Vec<(usize, &'static str)> {
    let labels = layout.labels.iter().flatten();
    let forms: HashSet<_> = labels
        .map(|label| label.syntax)
        .filter(|form| form.is_explicit())
        .collect();
    let known = Known::of(layout);
    let said = |i: usize| -> Vec<Range<usize>> {
        let said = pieces.of(i).iter().filter(|piece| piece.is == Is::Said);
        said.map(|piece| piece.bytes.clone()).collect()
    };
    let mut found = Vec::new();
    for (i, line) in document.lines.iter().enumerate() {
        let is_marked = line.markup.speaker.is_some();
        if is_marked && (line.markup.is_subtitle || layout.labels[i].is_none()) {
            continue;
        }
        let said = said(i);
        let Some(first) = said.first() else { continue };
        let is_unlabelled = layout.roles[i].is_speech();
        let has_form = is_unlabelled
            && facts[i].candidates.iter().any(|candidate| {
                candidate.odd + candidate.never < ODD
                    && forms.iter().any(|form| form.is_kin(&candidate.syntax))
                    && candidate.syntax.is_explicit()
            });
        if has_form {
            found.push((i, "this looks like the name of who speaks, and is spoken"));
        } else if known.as_ref().is_some_and(|known| {
            known.begins(&line.text[first.clone()]) && is_unlabelled
                || said
                    .iter()
                    .any(|range| known.stands_in(&line.text[range.clone()]))
        }) {
            found.push((
                i,
                "a speaker's name stands where another may begin to speak",
            ));
        }
    }
    found
}

/// The names of who speaks.
struct Known {
    names: AhoCorasick,
    /// The words of these names.
    words: HashSet<String>,
}

impl Known {
    fn of(layout: &Layout) -> Option<Self> {
        let names: Vec<&str> = layout
            .names
            .iter()
            .filter(|(name, _)| name.chars().count() > 2)
            .map(|(name, _)| name.as_str())
            .collect();
        let words = names.iter().flat_map(|name| name.split_whitespace());
        let words = words.map(str::to_string).collect();
        let names = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(&names)
            .ok()
            .filter(|_| !names.is_empty())?;
        Some(Self { names, words })
    }

    /// Whether a text begins with a name and a sign other than a comma, or a new sentence: `Ann; Yes`, `Ann Yes, it is`.
    fn begins(&self, text: &str) -> bool {
        let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
        let Some(found) = self.names.find(text).filter(|found| found.start() == 0) else {
            return false;
        };
        let rest = &text[found.end()..];
        let next = rest.trim_start();
        let word = next
            .split(|c: char| !c.is_alphanumeric())
            .next()
            .unwrap_or_default();
        next.starts_with([';', ']', ')', '>', '|', '=', '—', '–'])
            || rest.starts_with(' ')
                && next.starts_with(char::is_uppercase)
                && !self.words.contains(word)
    }

    /// Whether a name and a colon stand behind the end of a sentence in a text.
    fn stands_in(&self, text: &str) -> bool {
        if !text.contains([':', '：']) {
            return false;
        }
        self.names.find_iter(text).any(|found| {
            let before = text[..found.start()].trim_end();
            let ends = before.ends_with(['.', '?', '!', '…', '"', '”', '。', '？', '！', '-', '—']);
            text[found.end()..].trim_start().starts_with([':', '：']) && ends
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::script::{Options, read};

    fn doubts(text: &str) -> Vec<String> {
        let script = read(text.as_bytes(), "talk.txt", &Options::default()).unwrap();
        script.doubts.into_iter().map(|doubt| doubt.text).collect()
    }

    /// Asserts that one of the doubts about a text says so.
    fn shows(text: &str, part: &str) {
        let found = doubts(text);
        assert!(found.iter().any(|doubt| doubt.contains(part)), "{found:?}");
    }

    /// A talk of two in which one line is put among the others.
    fn talk(line: &str) -> String {
        let turns = "Martha Lind: Who lit the lamp?\n\nJonas Hale: Yeah, my sister did, before she went out.\n\n".repeat(4);
        format!("{turns}{line}\n\n{turns}")
    }

    #[test]
    fn a_clear_talk_leaves_none() {
        assert_eq!(doubts(&talk("Martha Lind: And who put it out?")), [""; 0]);
        assert_eq!(
            doubts(&talk("Martha Lind: Jonas Hale, did you see it?")),
            [""; 0]
        );
    }

    #[test]
    fn a_name_at_the_head_of_what_another_says_shows() {
        shows(
            &talk("Martha Lind (on the stairs), who is there?"),
            "begins with the name",
        );
    }

    #[test]
    fn questions_and_answers_of_a_narrator_show() {
        let text = "What does the lamp burn?\n\nWhale oil, and lately petrol.\n\nHow tall is the tower?\n\nForty steps, and a ladder.\n\n\
                    Who built it?\n\nThe harbour office, after the flood.\n\nWhen was it lit?\n\nOne night in March.\n\n";
        shows(text, "is it an interview");
        let told = "The lamp burns whale oil.\n\nThe tower has forty steps.\n\n".repeat(4);
        assert!(
            !doubts(&told)
                .iter()
                .any(|doubt| doubt.contains("interview"))
        );
    }

    #[test]
    fn names_that_nobody_is_called_by_show() {
        let text =
            "The wheel was bought in May and nobody paid for it.\n\nIt stands in the yard.\n\n";
        let note = "Warden: the yard is closed\n\n";
        let found = doubts(&format!(
            "{text}{note}{text}{text}{note}{text}{text}{note}{text}"
        ));
        let says = |doubt: &String| doubt.contains("begin with `Warden:`");
        assert!(found.iter().any(says), "{found:?}");
        let letter = "Dear Warden: I write to you of the yard.\n\n";
        let found = doubts(&format!(
            "{letter}{text}{text}{letter}{text}{text}{letter}{text}"
        ));
        assert!(
            !found.iter().any(|doubt| doubt.contains("lines begin with")),
            "{found:?}"
        );
    }

    #[test]
    fn what_is_left_of_a_label_shows() {
        for (line, part) in [
            ("Matrha Lind: And who put it out?", "is it `Martha Lind`?"),
            ("Martha Lind And who put it out?", "a speaker's name"),
            ("Martha Lind; And who put it out?", "a speaker's name"),
            (
                "Jonas Hale: It burned. Martha Lind: All night?",
                "a speaker's name",
            ),
            ("Sister: It burned.", "is a word of the text"),
        ] {
            let found = doubts(&talk(line));
            assert!(
                found.iter().any(|doubt| doubt.contains(part)),
                "{line}: {found:?}"
            );
        }
    }
}
