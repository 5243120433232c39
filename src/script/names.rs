//! Which names stand for one person: in two languages, and in several spellings.

use super::draft::Draft;
use super::headings::{Heading, Name, same_block};
use super::{Doubt, answers};
use crate::language::Language;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Words before a name that are no part of it.
const TITLES: &[&str] = &["mr", "mrs", "ms", "miss", "dr", "prof", "professor", "sir"];

/// Words between the names of several people.
const CONJUNCTIONS: &[&str] = &[
    "and", "&", "und", "et", "och", "og", "и", "і", "y", "e", "i", "en",
];

/// A name for comparison: lower case, single spaces.
pub(super) fn key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for word in name.split_whitespace() {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(word);
    }
    if key.is_ascii() {
        key.make_ascii_lowercase();
        return key;
    }
    key.to_lowercase()
}

/// The names of a text and whose they are.
pub(super) struct Names {
    /// The number of a person, by the name's key.
    person: HashMap<String, usize>,
    /// The number of the next person.
    next: usize,
    /// How often each spelling comes, by person and language.
    spellings: BTreeMap<(usize, Language), BTreeMap<String, usize>>,
}

impl Names {
    /// The names of the participants, each person's together.
    pub fn new(participants: &[Vec<String>]) -> Self {
        let mut person = HashMap::new();
        for (i, names) in participants.iter().enumerate() {
            for name in names {
                person.entry(key(name)).or_insert(i);
            }
        }
        Self {
            person,
            next: participants.len(),
            spellings: BTreeMap::new(),
        }
    }

    /// Adds the names of a heading, which are one person's.
    pub fn add(&mut self, names: &[Name]) {
        let known = names.iter().find_map(|name| self.person.get(&name.key));
        let person = known.copied().unwrap_or(self.next);
        self.next += usize::from(person == self.next);
        for name in names {
            let own = match self.person.get(&name.key) {
                Some(own) => *own,
                None => {
                    self.person.insert(name.key.clone(), person);
                    person
                }
            };
            let language = name.language.clone();
            let spellings = self.spellings.entry((own, language)).or_default();
            match spellings.get_mut(&name.text) {
                Some(times) => *times += 1,
                None => {
                    spellings.insert(name.text.clone(), 1);
                }
            }
            if own != person {
                self.join(own, person);
            }
        }
    }

    /// Whose name it is.
    pub fn person(&self, name: &Name) -> usize {
        self.person.get(&name.key).copied().unwrap_or(usize::MAX)
    }

    /// A person's name in a language: the fullest that comes, and of its spellings the commonest
    /// that is not all capitals.
    pub fn spelled(&self, person: usize, language: &Language) -> Option<String> {
        let spellings = self.spellings.get(&(person, language.clone()))?;
        let shouts = |name: &str| {
            name.chars().count() > 3
                && !name.chars().any(char::is_lowercase)
                && name.chars().any(char::is_uppercase)
        };
        spellings
            .iter()
            .max_by_key(|(name, times)| {
                let title =
                    |w: &str| TITLES.contains(&w.trim_end_matches('.').to_lowercase().as_str());
                let words = name.split_whitespace();
                let words = words.filter(|w| !is_initial(w) && !title(w)).count();
                (words, !shouts(name), **times, Reverse(name.len()))
            })
            .map(|(name, _)| name.clone())
    }

    /// Joins the names that answer each other: a heading in the first language and the next one, in
    /// another. The pairs seen most often win; inside a block counts more than across a blank line.
    /// Where a translation stands after what it translates, the turns are aligned ([`answers`]).
    pub fn join_answers(&mut self, headings: &[Heading], draft: &Draft) {
        let Some(first) = headings.first().map(|h| h.language.clone()) else {
            return;
        };
        let person = |heading: &Heading| self.person(&heading.names[0]);
        if let Some(same) = answers::by_stretch(headings, draft, person) {
            for (q, p, language) in same {
                if !self.spellings.contains_key(&(p, language)) {
                    self.join(q, p);
                }
            }
            return;
        }
        let mut votes: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        let mut language: HashMap<usize, Language> = HashMap::new();
        let mut vote = |a: &Heading, b: &Heading, weight: usize| {
            let (p, q) = (self.person(&a.names[0]), self.person(&b.names[0]));
            if a.language == first && b.language != first && p != q {
                *votes.entry((p, q)).or_default() += weight;
                language.insert(q, b.language.clone());
            }
        };
        for pair in headings.windows(2) {
            let near = same_block(draft, pair[0].line, pair[1].line);
            vote(&pair[0], &pair[1], if near { 4 } else { 1 });
        }
        let mut votes: Vec<((usize, usize), usize)> = votes.into_iter().collect();
        votes.sort_by_key(|&(pair, weight)| (Reverse(weight), pair));
        let mut named: HashSet<(usize, Language)> = HashSet::new();
        for (person, language) in self.spellings.keys() {
            named.insert((*person, language.clone()));
        }
        let mut given: HashSet<usize> = HashSet::new();
        for ((p, q), _) in votes {
            let own = language[&q].clone();
            if !given.contains(&q) && !given.contains(&p) && named.insert((p, own)) {
                given.insert(q);
                self.join(q, p);
            }
        }
    }

    /// Joins a name with what always stands behind it in brackets, where that speaks by itself too:
    /// `Host (Ann)` and `Ann`, `Participant 4 (P4)` and `P4`.
    pub fn join_bracketed(&mut self, headings: &[Heading]) {
        let mut behind: BTreeMap<usize, HashSet<usize>> = BTreeMap::new();
        for heading in headings {
            let other = heading
                .also
                .as_ref()
                .and_then(|also| self.person.get(&key(also)));
            let own = self.person(&heading.names[0]);
            if let Some(other) = other.filter(|other| **other != own) {
                behind.entry(own).or_default().insert(*other);
            }
        }
        for (own, others) in behind {
            if let [other] = others.into_iter().collect::<Vec<_>>()[..] {
                self.join(other, own);
            }
        }
    }

    /// Joins the spellings of a name where there is one full name only that they can stand for, and
    /// they do not speak to each other. Returns what was guessed.
    pub fn join_spellings(&mut self, headings: &[Heading]) -> Vec<Doubt> {
        let mut talk: HashMap<(usize, usize), usize> = HashMap::new();
        for pair in headings.windows(2) {
            if pair[0].language == pair[1].language {
                let [p, q] = [&pair[0], &pair[1]].map(|heading| self.person(&heading.names[0]));
                *talk.entry((p.min(q), p.max(q))).or_default() += 1;
            }
        }
        // Once may be the same person, named anew after a break.
        let talk = |p: usize, q: usize| talk.get(&(p.min(q), p.max(q))).is_some_and(|n| *n > 1);
        let mut seen: HashSet<&str> = HashSet::new();
        let all: Vec<&Name> = headings
            .iter()
            .flat_map(|heading| &heading.names)
            .filter(|name| seen.insert(&name.text))
            .collect();
        let mut doubts = Vec::new();
        for short in &all {
            let own = self.person(short);
            let full: Vec<&Name> = all
                .iter()
                .copied()
                .filter(|full| self.person(full) != own && stands_for(&short.key, &full.key))
                .collect();
            let people: HashSet<usize> = full.iter().map(|name| self.person(name)).collect();
            let Some(name) = full.first() else { continue };
            let person = self.person(name);
            if people.len() > 1 || talk(own, person) {
                continue;
            }
            let at = headings
                .iter()
                .filter(|h| h.names.iter().any(|name| name.text == short.text));
            doubts.push(Doubt {
                at: at.map(|h| h.at).take(1).collect(),
                text: format!("`{}` is taken for `{}`", short.text, name.text),
            });
            self.join(own, person);
        }
        doubts
    }

    /// Makes one person of two.
    fn join(&mut self, from: usize, to: usize) {
        for person in self.person.values_mut().filter(|person| **person == from) {
            *person = to;
        }
        let (moved, kept): (BTreeMap<_, _>, _) = std::mem::take(&mut self.spellings)
            .into_iter()
            .partition(|((person, _), _)| *person == from);
        self.spellings = kept;
        for ((_, language), names) in moved {
            let own = self.spellings.entry((to, language)).or_default();
            for (name, times) in names {
                *own.entry(name).or_default() += times;
            }
        }
    }
}

fn is_initial(word: &str) -> bool {
    let bare = word.trim_end_matches('.');
    bare.chars().count() == 1 && bare.chars().all(char::is_alphabetic)
}

/// Whether a name can stand for a fuller one, both for comparison: its first or last word, or initials and the last.
fn stands_for(short: &str, full: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        name.split(' ')
            .map(|word| word.trim_end_matches('.').to_string())
            .filter(|word| !TITLES.contains(&word.as_str()))
            .collect()
    };
    // `Corr.` or `C.` of `Correspondent`
    if let Some(cut) = short.strip_suffix('.')
        && cut.chars().count() != 2
        && full.starts_with(cut)
    {
        return true;
    }
    let (short, full) = (words(short), words(full));
    // `Ortega y Gasset` is one.
    let several = |word: &String| {
        CONJUNCTIONS.contains(&word.as_str()) && (word.len() > 1 || full.len() == 3)
    };
    if full.len() < 2
        || full.iter().any(several)
        || short.is_empty()
        || full.iter().any(|word| is_initial(word)) && short.len() >= full.len()
    {
        return false;
    }
    let initials: String = full.iter().filter_map(|word| word.chars().next()).collect();
    if short.concat().replace('.', "") == initials {
        return true;
    }
    if let [word] = &short[..] {
        return word.chars().count() > 1
            && (full.first() == Some(word) || full.last() == Some(word));
    }
    if short == full {
        return true; // but for a title
    }
    let initials = &short[..short.len() - 1];
    short.last() == full.last()
        && short.len() <= full.len()
        && initials
            .iter()
            .zip(&full)
            .all(|(a, b)| a == b || is_initial(a) && b.starts_with(a.as_str()))
}
