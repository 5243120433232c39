//! What a person should look at: where it is not sure who speaks, or whether anyone does.
//!
//! The costs of the lattice say how near another reading comes. They cannot see a label that is spelt wrong or has lost its
//! sign; what is left of such a label in the words of others shows it.

use super::Doubt;
use super::document::Document;
use super::facts::letters::{asks, has_question};
use super::facts::{LineFacts, vocabulary};
use super::lattice::{self, Label, Layout};
use super::people::slips;
use super::resolve::pieces::{Is, Pieces};
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// How much dearer another reading of who speaks must be, in nats, for the one that is taken to be clear.
const CLEAR: f64 = 2.0;
/// The same of another role of one line.
const SURE: f32 = 1.0;
/// From how many speakers on it is odd that most of them speak once.
const MANY: usize = 8;
/// How often a person is named at least, for most people.
const OFTEN: usize = 3;
/// By how many nats what looks like a label may be less likely as a name than as words.
const ODD: f64 = 3.0;
/// How much of a line in doubt is shown, in characters.
const SHOWN: usize = 40;

/// What is not sure of who speaks in a text that is read by the first of some layouts.
pub(super) fn of(
    document: &Document,
    facts: &[LineFacts],
    layouts: &[Layout],
    pieces: &Pieces,
) -> Vec<Doubt> {
    let layout = &layouts[0];
    let mut doubts: Vec<Doubt> = rival(layouts).into_iter().collect();
    doubts.extend(once(layout));
    doubts.extend(odd_names(document, layout));
    doubts.extend(only_askers(document, layout));
    doubts.extend(hardly_named(document, layout));
    let mut places = near(layout, pieces);
    places.extend(left_over(document, facts, layout, pieces));
    places.sort_unstable();
    let shown = |line: usize, why: &str| {
        let line = &document.lines[line];
        let words: String = line.text.chars().take(SHOWN).collect();
        Doubt {
            at: line.places(),
            text: format!("{why}: “{words}…”"),
        }
    };
    places.dedup_by_key(|(line, _)| *line);
    doubts.extend(places.into_iter().map(|(line, why)| shown(line, why)));
    doubts
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

/// Most who speak do so once: perhaps they are no people.
fn once(layout: &Layout) -> Option<Doubt> {
    let names = &layout.names;
    let once: Vec<&str> = names
        .iter()
        .filter(|(_, labels)| *labels == 1)
        .map(|(name, _)| name.as_str())
        .collect();
    let is_odd = names.len() >= MANY && 2 * once.len() > names.len();
    is_odd.then(|| Doubt {
        at: Vec::new(),
        text: format!(
            "{} of {} speakers speak once, `{}` among them: are they people? --speakers names those that are",
            once.len(),
            names.len(),
            once[..once.len().min(5)].join("`, `")
        ),
    })
}

/// How many who are named are asked and have paragraphs that ask nothing below, at least, and which share of all.
const ASKERS: usize = 3;
const ASKING: f64 = 0.6;

/// All who are named ask, and paragraphs that ask nothing stand below: somebody else may answer.
fn only_askers(document: &Document, layout: &Layout) -> Option<Doubt> {
    let (mut all, mut asking, mut first) = (0_u32, 0, None);
    for (i, label) in layout.labels.iter().enumerate() {
        let Some(label) = label.as_ref().filter(|label| !label.syntax.is_unnamed()) else {
            continue;
        };
        all += 1;
        let own = document.lines[i].text.get(label.said.clone());
        let under = document.lines.get(i + 1).filter(|line| {
            line.blank_before && layout.roles[i + 1].is_speech() && !has_question(&line.text)
        });
        if let Some(under) = under.filter(|_| own.is_some_and(asks)) {
            asking += 1;
            first = first.or(Some(under.places()));
        }
    }
    let is_odd = asking >= ASKERS && asking as f64 >= ASKING * f64::from(all);
    is_odd.then(|| Doubt {
        at: first.unwrap_or_default(),
        text: "nearly all who are named ask, and what stands below their questions is read as theirs: does someone else \
               answer?"
            .into(),
    })
}

/// How often somebody is named at most who has hardly a name, in a text of how many lines at least, and which share of them they say.
const HARDLY: usize = 3;
const LONG: usize = 100;
const OWNED: f64 = 0.2;

/// Who says much of a long text, and is named in it a few times by nothing but a word and a full stop, or a word alone.
fn hardly_named(document: &Document, layout: &Layout) -> Vec<Doubt> {
    if document.lines.len() < LONG {
        return Vec::new();
    }
    let mut said = vec![0_usize; layout.names.len()];
    for who in layout.speakers().into_iter().flatten() {
        said[who] += 1;
    }
    let all = document.lines.len() as f64;
    let names = layout.names.iter().enumerate();
    let hardly =
        names.filter(|(who, (_, labels))| *labels <= HARDLY && said[*who] as f64 >= OWNED * all);
    hardly
        .filter_map(|(who, (name, labels))| {
            let of =
                |label: &&Option<Box<Label>>| label.as_ref().is_some_and(|label| label.who == who);
            let first = layout.labels.iter().position(|label| of(&label))?;
            let label = layout.labels[first].as_ref()?;
            let times = if *labels == 1 {
                "once".into()
            } else {
                format!("{labels} times")
            };
            (!label.syntax.is_explicit()).then(|| Doubt {
                at: document.lines[first].places(),
                text: format!(
                    "`{name}` is named {times} and says {} of {} lines: is it who speaks?",
                    said[who],
                    document.lines.len()
                ),
            })
        })
        .collect()
}

/// Names that come once or twice and are another name with a slip of the hand, or a word of the text: `Yeah`.
fn odd_names(document: &Document, layout: &Layout) -> Vec<Doubt> {
    let is_rare =
        |(name, labels): &&(String, usize)| *labels < OFTEN && name.starts_with(char::is_uppercase);
    let once = layout.names.iter().filter(|(_, labels)| *labels == 1);
    let once: Vec<&str> = once.map(|(name, _)| name.as_str()).collect();
    let words = said_in_small_letters(document, &once);
    let place = |name: &str| {
        let is_it = |label: &Option<Box<Label>>| label.as_ref().is_some_and(|l| *l.name == *name);
        let line = layout.labels.iter().position(is_it);
        line.map_or_else(Vec::new, |line| document.lines[line].places())
    };
    // What is taken for a slip is said where people are.
    let slips = slips::of(document, layout);
    let is_slip = |who: &usize| slips.iter().any(|(slip, _)| slip == who);
    let rare = layout.names.iter().enumerate();
    let rare = rare.filter(|(who, name)| is_rare(name) && !is_slip(who));
    rare.filter_map(|(_, (name, labels))| {
        let text = match meant(name, *labels, layout) {
            Some(other) => format!("`{name}` speaks hardly ever: is it `{other}`?"),
            None if words.contains(name.as_str()) => {
                format!("`{name}` is a word of the text: is it a person?")
            }
            None => return None,
        };
        Some(Doubt {
            at: place(name),
            text,
        })
    })
    .collect()
}

/// The name of another who speaks more, if a rare name is that with one slip of the hand.
fn meant<'a>(rare: &str, labels: usize, layout: &'a Layout) -> Option<&'a str> {
    if rare.chars().count() < 4 || rare.contains(|c: char| c.is_numeric()) {
        return None;
    }
    let alike = |(other, often): &&(String, usize)| {
        *often > labels && strsim::damerau_levenshtein(rare, other) == 1
    };
    let meant = layout.names.iter().find(alike);
    meant.map(|(name, _)| name.as_str())
}

/// Which of some names of one word, that is not what someone does, the text also has in small letters.
fn said_in_small_letters<'a>(document: &Document, names: &[&'a str]) -> HashSet<&'a str> {
    let is_word = |name: &&&str| {
        !name.contains(char::is_whitespace)
            && name.contains(char::is_lowercase)
            && !vocabulary().roles.has(name)
    };
    let small: HashMap<String, &str> = names
        .iter()
        .filter(is_word)
        .map(|name| (name.to_lowercase(), *name))
        .collect();
    if small.is_empty() {
        return HashSet::new();
    }
    let words = document.lines.iter().flat_map(|line| {
        line.text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.starts_with(char::is_lowercase))
    });
    words.filter_map(|word| small.get(word).copied()).collect()
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
        if line.markup.is_subtitle && line.markup.speaker.is_some() {
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
    fn who_is_hardly_named_and_says_much_shows() {
        use crate::script::document::Document;
        use crate::script::facts;
        use crate::script::lattice::{Wishes, layouts};
        let line = "The keeper carried wood up the stairs, and nobody came.\n\n".repeat(120);
        let text =
            format!("RUFUS.\nWell.\n\nMARTHA.\nWhere is it?\n\nRUFUS.\nHere.\n\nMARTHA.\n{line}");
        let document = Document::of_text(&text);
        let facts = facts::of(&document);
        let layout = &layouts(&document, &facts, &[], &Wishes::default())[0];
        let found = super::hardly_named(&document, layout);
        let says = |doubt: &super::Doubt| doubt.text.contains("`MARTHA` is named 2 times");
        assert!(found.iter().any(says), "{found:?}");
    }

    #[test]
    fn only_those_who_ask_are_named() {
        let text = "Mia Holt: How long does one barrel last?\n\nAbout nine days, if nobody spills any of it.\n\n\
                    Jon Vik: Who wound the clock?\n\nWe took turns, and my brother slept through his.\n\n".repeat(3);
        let found = doubts(&text);
        assert!(
            found
                .iter()
                .any(|doubt| doubt.contains("nearly all who are named ask")),
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
