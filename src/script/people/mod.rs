//! Who the names of a layout are: which spellings, in one language or two, stand for one person.
//!
//! Two names are one person only where nobody else can be meant and they never speak to each other. A shorter name that speaks
//! for itself, before and after the longer one, stays another: `Will` and `Young Will`.

mod answers;
pub(crate) mod slips;
mod spellings;

use super::claims::participants::defined_letters;
use super::document::Document;
use super::facts::initials_of;
use super::facts::letters::{STROKES, name_hash};
use super::lattice::{Layout, Role};
use super::tongues::writing::{script_of_first_letter, writing_of};
use super::{Doubt, NARRATOR, Speaker, slug};
use crate::language::{Language, Localized};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A label of the layout.
#[derive(Debug, Clone)]
struct Mention<'a> {
    /// Its line's index in the document.
    line: usize,
    /// Whom it counts for in the layout.
    who: usize,
    /// As it is written.
    name: &'a str,
    /// The language of what is said under it.
    language: Option<&'a Language>,
}

/// The people of a layout.
#[derive(Debug, Clone)]
pub(crate) struct People {
    /// In order of their first appearance.
    pub(crate) speakers: Vec<Speaker>,
    /// The speaker of each of [`Layout::names`].
    pub(crate) of: Vec<usize>,
    /// Which names were taken for one person.
    pub(crate) doubts: Vec<Doubt>,
}

/// Who the names of a layout are. `said`: the language of what is said on each line of the document; `languages`: the languages
/// of the text, in order.
pub(crate) fn gather(
    document: &Document,
    layout: &Layout,
    said: &[Option<Language>],
    languages: &[Language],
) -> People {
    let mentions = mentions(layout, said);
    let mut same = Same::new(layout.names.len());
    if languages.len() > 1 {
        for (other, own) in answers::pairs(&mentions, document, languages) {
            same.join(other, own);
        }
    }
    for (office, person) in holders(document, layout) {
        same.join(office, person);
    }
    for (initials, person) in defined(document, layout) {
        same.join(initials, person);
    }
    let mut doubts = Vec::new();
    let slips = slips::of(document, layout);
    let short = spellings::pairs(&mentions, &layout.names, &mut same);
    for (short, full) in slips.into_iter().chain(short) {
        let at = mentions.iter().find(|mention| mention.who == short);
        doubts.push(Doubt {
            at: at
                .map(|mention| document.lines[mention.line].at)
                .into_iter()
                .collect(),
            text: format!(
                "`{}` is taken for `{}`",
                layout.names[short].0, layout.names[full].0
            ),
        });
        same.join(short, full);
    }
    // `Ann / Bo` beside `Ann` are two people.
    let are_parted =
        layout.names.len() > 1 && layout.names.iter().all(|(name, _)| parted(name).is_some());
    let mut written: HashMap<usize, Written> = HashMap::new();
    let lines = document.lines.iter();
    let letters: HashMap<&str, &str> = lines
        .filter_map(|line| defined_letters(&line.text))
        .collect();
    for mention in &mentions {
        let language = mention
            .language
            .or(languages.first())
            .cloned()
            .unwrap_or_else(|| Language::new("und"));
        let names = written.entry(same.of(mention.who)).or_default();
        let mut count = |language: Language, name| {
            *names.entry(language).or_default().entry(name).or_default() += 1;
        };
        let bare = mention.name.trim_end_matches('.');
        let name = letters.get(bare).copied().unwrap_or(mention.name);
        match in_two(name, languages, are_parted) {
            Some(parts) => parts
                .into_iter()
                .for_each(|(language, name)| count(language.clone(), name)),
            None => count(language, name),
        }
    }
    let mut taken: HashSet<String> = HashSet::from([NARRATOR.to_string()]);
    let mut speakers: Vec<Speaker> = Vec::new();
    let mut places: HashMap<usize, usize> = HashMap::new();
    for mention in &mentions {
        let person = same.of(mention.who);
        places.entry(person).or_insert_with(|| {
            speakers.push(speaker(&written[&person], languages, &mut taken));
            speakers.len() - 1
        });
    }
    let of = (0..layout.names.len())
        .map(|who| places.get(&same.of(who)).copied().unwrap_or(0))
        .collect();
    People {
        speakers,
        of,
        doubts,
    }
}

/// How many words an office has at least.
const OFFICE: usize = 3;

/// Offices with who holds them in brackets, if that name speaks, too: `The Minister of Harbours (Ann Reed): …`
fn holders(document: &Document, layout: &Layout) -> Vec<(usize, usize)> {
    let numbers = layout.names.iter().enumerate();
    let numbers: HashMap<&str, usize> = numbers.map(|(i, (name, _))| (name.as_str(), i)).collect();
    let labels = layout.labels.iter().zip(&document.lines);
    let labels = labels.filter_map(|(label, line)| Some((label.as_ref()?, line)));
    let offices = labels.filter(|(label, _)| label.name.split_whitespace().count() >= OFFICE);
    offices
        .flat_map(|(label, line)| {
            let names = label
                .notes
                .iter()
                .map(|note| line.text[note.clone()].trim_matches(['(', ')', '[', ']']));
            names.filter_map(|name| Some((label.who, *numbers.get(name)?)))
        })
        .collect()
}

/// Initials, and whom a label in full defines them for: `JR` by `Jonas Rook (JR): …` Those of two people are nobody's.
fn defined(document: &Document, layout: &Layout) -> Vec<(usize, usize)> {
    let numbers = layout.names.iter().enumerate();
    let numbers: HashMap<u64, usize> = numbers.map(|(i, (name, _))| (name_hash(name), i)).collect();
    let mut defined: Vec<(usize, usize, &str)> = Vec::new();
    for (label, line) in layout.labels.iter().zip(&document.lines) {
        let Some(label) = label.as_ref().filter(|label| !label.notes.is_empty()) else {
            continue;
        };
        let notes = label.notes.iter().map(|note| &line.text[note.clone()]);
        let initials = notes.filter_map(|note| initials_of(note, &label.name));
        let initials = initials.filter_map(|initials| numbers.get(&name_hash(initials)).copied());
        defined.extend(
            initials
                .filter(|initials| *initials != label.who)
                .map(|initials| (initials, label.who, &*label.name)),
        );
    }
    // The same person in another script is no other.
    let is_one = |(initials, person, name): &&(usize, usize, &str)| {
        let mut others = defined.iter().filter(|(other, ..)| other == initials);
        let script = script_of_first_letter(name);
        others.all(|(_, other, named)| other == person || script_of_first_letter(named) != script)
    };
    let one = defined.iter().filter(is_one);
    one.map(|(initials, person, _)| (*initials, *person))
        .collect()
}

/// How often each spelling comes, by language.
type Written<'a> = HashMap<Language, BTreeMap<&'a str, usize>>;

fn mentions<'a>(layout: &'a Layout, said: &'a [Option<Language>]) -> Vec<Mention<'a>> {
    let labels = layout.labels.iter().enumerate();
    let labels = labels.filter_map(|(line, label)| Some((line, label.as_ref()?)));
    let mentions = labels.map(|(line, label)| {
        // What stands under a name that stands alone says its language.
        let under = line + usize::from(layout.roles[line] == Role::LabelAlone);
        let language = said.get(under).and_then(Option::as_ref);
        Mention {
            line,
            who: label.who,
            name: &label.name,
            language,
        }
    });
    mentions.collect()
}

/// The parts of a name at such a sign.
fn parted(name: &str) -> Option<[&str; 2]> {
    let (first, second) = name.split_once(STROKES)?;
    let parts = [first.trim(), second.trim()];
    let are_names = parts.iter().all(|part| part.contains(char::is_alphabetic));
    (are_names && !second.contains(STROKES)).then_some(parts)
}

/// The parts of a name that stands in two languages: in their scripts, `Ann Reed 安·里德`, or if all names are parted so, as they follow
/// each other, `The Keeper / Der Wärter`.
fn in_two<'a, 'l>(
    name: &'a str,
    languages: &'l [Language],
    are_parted: bool,
) -> Option<[(&'l Language, &'a str); 2]> {
    let [one, other] = languages.get(..2)? else {
        return None;
    };
    let in_writing = |text: &str| {
        let writing = script_of_first_letter(text)?;
        languages.iter().find(|l| writing_of(l) == writing)
    };
    let parts = parted(name).or_else(|| {
        let first = in_writing(name)?;
        let mut spaces = name.match_indices(' ').map(|(at, _)| name.split_at(at));
        let (first, second) =
            spaces.find(|(_, rest)| in_writing(rest).is_some_and(|own| own != first))?;
        Some([first.trim_end(), second.trim_start()])
    })?;
    match parts.map(in_writing) {
        [Some(first), Some(second)] if first != second => {
            Some([(first, parts[0]), (second, parts[1])])
        }
        _ if are_parted => Some([(one, parts[0]), (other, parts[1])]),
        _ => None,
    }
}

fn speaker(written: &Written, languages: &[Language], taken: &mut HashSet<String>) -> Speaker {
    let mut names = Localized::new();
    let others = written
        .keys()
        .filter(|language| !languages.contains(language));
    for language in languages.iter().chain(others) {
        if let Some(spelt) = written.get(language).and_then(spelt) {
            names.insert(language.clone(), spelt);
        }
    }
    let shown = names
        .values()
        .find(|name| name.is_ascii())
        .or_else(|| names.values().next());
    let id = speaker_id(shown.map_or("", String::as_str));
    let (mut unused, mut n) = (id.clone(), 2);
    while !taken.insert(unused.clone()) {
        unused = format!("{id}-{n}");
        n += 1;
    }
    Speaker {
        id: unused,
        names,
        gender: None,
    }
}

/// The fullest name that comes, and of its spellings the commonest that is not all capitals.
fn spelt(spellings: &BTreeMap<&str, usize>) -> Option<String> {
    let shouts = |name: &str| {
        name.chars().count() > 3
            && !name.chars().any(char::is_lowercase)
            && name.chars().any(char::is_uppercase)
    };
    // `Lysander`, where `Lys` is used, too.
    let is_cut_short = |name: &str| {
        let mut others = spellings.keys();
        others.any(|other| other.len() < name.len() && name.starts_with(*other))
    };
    let best = spellings.iter().max_by_key(|(name, times)| {
        (
            spellings::weight(name),
            is_cut_short(name),
            !shouts(name),
            **times,
            Reverse(name.len()),
        )
    });
    best.map(|(name, _)| name.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Which names are one person's (union-find).
struct Same(Vec<usize>);

impl Same {
    fn new(n: usize) -> Self {
        Self((0..n).collect())
    }

    fn of(&self, mut name: usize) -> usize {
        while self.0[name] != name {
            name = self.0[name];
        }
        name
    }

    fn join(&mut self, name: usize, person: usize) {
        let (name, person) = (self.of(name), self.of(person));
        self.0[name] = person;
    }
}

/// A speaker's id from a name.
fn speaker_id(name: &str) -> String {
    let id = slug(name);
    if id.is_empty() || id == NARRATOR {
        format!("speaker-{id}").trim_end_matches('-').to_string()
    } else {
        id
    }
}

#[cfg(test)]
mod tests;
