//! Doubts about those who are taken for speakers: whether they are people, and whether each is one.

use super::super::document::Document;
use super::super::facts::Syntax;
use super::super::facts::vocabulary;
use super::super::lattice::{Label, Layout};
use super::super::people::slips;
use super::Doubt;
use std::collections::{HashMap, HashSet};

/// From how many speakers on it is odd that most of them speak once.
const MANY: usize = 8;
/// How often a person is named at least, for most people.
const OFTEN: usize = 3;

/// What is not sure of the names of a layout.
pub(super) fn of(document: &Document, layout: &Layout) -> Vec<Doubt> {
    let mut doubts: Vec<Doubt> = once(layout).into_iter().collect();
    doubts.extend(odd_names(document, layout));
    doubts.extend(offices(document, layout));
    doubts.extend(hardly_named(document, layout));
    doubts.extend(otherwise(document, layout));
    doubts
}

/// The place of the first label of a name.
fn first_label(document: &Document, layout: &Layout, who: usize) -> Vec<usize> {
    let is_own = |label: &Option<Box<Label>>| label.as_ref().is_some_and(|own| own.who == who);
    let line = layout.labels.iter().position(is_own);
    line.map_or_else(Vec::new, |line| document.lines[line].places())
}

/// How many labels are of one form at least, and how many at most are of others, for these to be odd.
const ALIKE: usize = 10;
const UNLIKE: usize = 2;

/// Names that stand in a form in which nobody else is named.
fn otherwise(document: &Document, layout: &Layout) -> Vec<Doubt> {
    let labels = || layout.labels.iter().flatten();
    let mut forms: Vec<(Syntax, usize)> = Vec::new();
    for label in labels().filter(|label| !label.syntax.is_unnamed()) {
        match forms
            .iter_mut()
            .find(|(form, _)| form.is_kin(&label.syntax))
        {
            Some((_, times)) => *times += 1,
            None => forms.push((label.syntax, 1)),
        }
    }
    let most = forms.iter().map(|(_, times)| *times).max().unwrap_or(0);
    let all: usize = forms.iter().map(|(_, times)| times).sum();
    if most < ALIKE || all - most > UNLIKE {
        return Vec::new();
    }
    let is_odd = |label: &Label| {
        let form = forms.iter().find(|(form, _)| form.is_kin(&label.syntax));
        form.is_some_and(|(_, times)| *times < most)
    };
    let names = layout.names.iter().enumerate();
    let unlike = names.filter(|(who, _)| {
        let mut own = labels().filter(|label| label.who == *who).peekable();
        own.peek().is_some() && own.all(|label| is_odd(label))
    });
    let doubt = |(who, (name, _)): (usize, &(String, usize))| Doubt {
        at: first_label(document, layout, who),
        text: format!("`{name}` is named otherwise than all others: is it who speaks?"),
    };
    unlike.map(doubt).collect()
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

/// Offices without a name that speak beside others who have the same: `Senator`, beside `Senator Black`.
fn offices(document: &Document, layout: &Layout) -> Vec<Doubt> {
    let bare = layout.names.iter().enumerate();
    let bare = bare.filter(|(_, (name, n))| *n > 1 && vocabulary().offices.has(name));
    let doubt = |(who, (name, _)): (usize, &(String, usize))| {
        let is_of = |(other, _): &&(String, usize)| {
            let rest = other.strip_prefix(name.as_str());
            rest.is_some_and(|rest| rest.starts_with(' '))
        };
        let label = layout
            .labels
            .iter()
            .position(|label| label.as_ref().is_some_and(|label| label.who == who))?;
        layout.names.iter().find(is_of).map(|(other, _)| Doubt {
            at: document.lines[label].places(),
            text: format!("`{name}` may be several people, as `{other}` is one of them"),
        })
    };
    bare.filter_map(doubt).collect()
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

#[cfg(test)]
mod tests {
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
    fn an_office_of_several_shows() {
        use crate::script::{Options, read};
        let doubts = |names: [&str; 2]| {
            let turn = |name: &str| {
                format!("{name}: Who pays for the wheel?\n\nHolm: The town does, I think.\n\n")
            };
            let text = format!("{}{}{}", turn(names[0]), turn(names[0]), turn(names[1]));
            let script = read(text.repeat(2).as_bytes(), "talk.txt", &Options::default()).unwrap();
            script
                .doubts
                .into_iter()
                .filter(|doubt| doubt.text.contains("several people"))
                .count()
        };
        assert_eq!(doubts(["Senator", "Senator Black"]), 1);
        assert_eq!(doubts(["Ann", "Ann Reed"]), 0);
    }
}
