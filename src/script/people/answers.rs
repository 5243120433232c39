//! Names of one person in two languages: those that answer each other.

use super::Mention;
use crate::language::Language;
use crate::script::document::Document;
use crate::script::facts::letters::words;
use crate::script::facts::vocabulary;
use crate::script::tongues::writing::script_of_first_letter;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

/// How much more two names count in one block than across a blank line.
const NEAR: usize = 4;
/// Of how many uses of a name one may be in another language than the others.
const STRAY: usize = 3;
/// How alike two spellings of a name are at least, from 0 to 1 (share of letters that stay).
const ALIKE: f64 = 0.5;

/// The names of other languages, and the name in the first language of the same person. The pairs that come most often win; a name
/// is joined only if it answers that one more often than any other.
pub(super) fn pairs(
    all: &[Mention],
    document: &Document,
    languages: &[Language],
) -> Vec<(usize, usize)> {
    let Some(first) = languages.first() else {
        return Vec::new();
    };
    // A name that is used in both languages needs no other; where lines take turns, one among many in the other may be a stray.
    let mut used: HashMap<usize, BTreeMap<&Language, usize>> = HashMap::new();
    for mention in all {
        let used = used.entry(mention.who).or_default();
        if let Some(language) = mention.language {
            *used.entry(language).or_default() += 1;
        }
    }
    let takes_turns = !stand_apart(all, first);
    let is_in_one = |mention: &&Mention| {
        let used = &used[&mention.who];
        let own = mention.language.and_then(|language| used.get(language));
        let all: usize = used.values().sum();
        own.is_some_and(|own| *own == all || takes_turns && own * STRAY >= all * (STRAY - 1))
    };
    let in_one = all.iter().filter(is_in_one);
    let mentions: &[Mention] = &in_one.cloned().collect::<Vec<_>>();
    let mut votes = votes(mentions, document, first);
    // Who speaks once in one language may have no name in the other: then all others fit better without that one.
    let again = those_who_speak_again(mentions);
    if again.len() < mentions.len() {
        let others = self::votes(&again, document, first);
        if fits(&others, mentions) > fits(&votes, mentions) {
            votes = others;
        }
    }
    let language_of: HashMap<usize, &Language> = mentions
        .iter()
        .filter_map(|mention| Some((mention.who, mention.language?)))
        .collect();
    let mut best: HashMap<usize, usize> = HashMap::new();
    for ((_, other), n) in &votes {
        let most = best.entry(*other).or_default();
        *most = (*most).max(*n);
    }
    let mut votes: Vec<((usize, usize), usize)> = votes.into_iter().collect();
    votes.sort_by_key(|(pair, n)| (Reverse(*n), *pair));
    let mut named: HashSet<(usize, &Language)> = HashSet::new();
    let mut given: HashSet<usize> = HashSet::new();
    let mut out = Vec::new();
    for ((own, other), n) in votes {
        let Some(language) = language_of.get(&other).copied() else {
            continue;
        };
        let is_free = !given.contains(&other) && !given.contains(&own);
        if is_free && n == best[&other] && named.insert((own, language)) {
            given.insert(other);
            out.push((other, own));
        }
    }
    // One name in each language may as well be two people who talk, each in their own.
    if let [(other, own)] = out[..] {
        let name = |who| {
            let own = mentions.iter().find(|mention| mention.who == who);
            own.map_or("", |mention| mention.name)
        };
        let is_likely = may_be_one(name(own), name(other)) && speak_alike(mentions, own, other);
        if !is_likely && !others_answer_themselves(all, document, first) {
            out.clear();
        }
    }
    out
}

/// How often those who have one name in both languages answer themselves, at least, of all that they answer or that answers them.
const THEMSELVES: f64 = 0.5;

/// Whether those who are named alike in both languages speak at the same places in both: then one language translates the other, and who
/// is named once in each is one person. An interpreter, who speaks both, answers the others.
fn others_answer_themselves(all: &[Mention], document: &Document, first: &Language) -> bool {
    let spoken: Vec<Mention> = all
        .iter()
        .filter(|mention| mention.language.is_some())
        .cloned()
        .collect();
    let in_first = |mention: &&Mention| mention.language == Some(first);
    // What an interpreter says goes on with what the next one says in that language: only the first row is of one.
    let rows = spoken.chunk_by(|a, b| in_first(&a) == in_first(&b));
    let lengths: Vec<usize> = rows.take(2).map(|row| in_turn(row).len()).collect();
    if !stand_apart(&spoken, first) && lengths.first() != lengths.last() {
        return false;
    }
    let (ours, theirs): (Vec<_>, Vec<_>) = spoken.iter().partition(in_first);
    let of = |mentions: &[&Mention]| mentions.iter().map(|m| m.who).collect::<HashSet<usize>>();
    let (ours, theirs) = (of(&ours), of(&theirs));
    let is_in_both = |who: &usize| ours.contains(who) && theirs.contains(who);
    let votes = votes(&spoken, document, first);
    let of_them = votes
        .iter()
        .filter(|((own, other), _)| is_in_both(own) || is_in_both(other));
    let (mut themselves, mut sum) = (0, 0);
    for ((own, other), n) in of_them {
        sum += n;
        themselves += if own == other { *n } else { 0 };
    }
    themselves > 1 && themselves as f64 >= THEMSELVES * sum as f64
}

/// How often each name in the first language (first) and in another (second) answer each other.
type Votes = BTreeMap<(usize, usize), usize>;

fn votes(mentions: &[Mention], document: &Document, first: &Language) -> Votes {
    if stand_apart(mentions, first) {
        let [by_order, by_lines] = [by_order, by_lines].map(|by| by(mentions, first));
        return match fits(&by_lines, mentions) > fits(&by_order, mentions) {
            true => by_lines,
            false => by_order,
        };
    }
    // A text may begin with a line of the second language, whose first is missing.
    let [after, before] = [true, false].map(|after| by_place(mentions, document, first, after));
    if fits(&before, mentions) > fits(&after, mentions) {
        before
    } else {
        after
    }
}

/// The mentions of those who are named more than once.
fn those_who_speak_again<'a>(mentions: &[Mention<'a>]) -> Vec<Mention<'a>> {
    let mut times: HashMap<usize, usize> = HashMap::new();
    for mention in mentions {
        *times.entry(mention.who).or_default() += 1;
    }
    let again = mentions.iter().filter(|mention| times[&mention.who] > 1);
    again.cloned().collect()
}

/// Whether two names may be one in two languages: they are in two scripts, or alike.
fn may_be_one(own: &str, other: &str) -> bool {
    let (a, b) = (own.to_lowercase(), other.to_lowercase());
    script_of_first_letter(own) != script_of_first_letter(other)
        || strsim::normalized_levenshtein(&a, &b) >= ALIKE
}

/// How many times as often as the other somebody is named at most who is one person in two languages.
const AS_OFTEN: usize = 3;

/// Whether two names come about as often as each other: a fact in the second language, `Редактор: …`, is nobody who speaks in the first.
fn speak_alike(mentions: &[Mention], own: usize, other: usize) -> bool {
    let times = |who: usize| mentions.iter().filter(|mention| mention.who == who).count();
    let (own, other) = (times(own), times(other));
    own <= AS_OFTEN * other && other <= AS_OFTEN * own
}

/// Whether one language stands after the other, and not beside it.
fn stand_apart(mentions: &[Mention], first: &Language) -> bool {
    let is_first = mentions
        .iter()
        .filter_map(|mention| mention.language)
        .map(|language| language == first);
    let is_first: Vec<bool> = is_first.collect();
    let switches = is_first
        .windows(2)
        .filter(|pair| pair[0] != pair[1])
        .count();
    let firsts = is_first.iter().filter(|is_first| **is_first).count();
    switches * 4 < is_first.len() || switches == 1 && firsts > 1 && 2 * firsts == is_first.len()
}

/// How well names fit together; of what fits alike, that is better in which more of them sound alike, then that in which more have an
/// answer.
fn fits(votes: &Votes, mentions: &[Mention]) -> (f64, usize, usize) {
    let name = |who: usize| {
        let own = mentions.iter().find(|mention| mention.who == who);
        own.map_or("", |mention| mention.name)
    };
    let alike = votes
        .iter()
        .filter(|((own, other), _)| sound_alike(name(*own), name(*other)));
    (
        agreement(votes),
        alike.map(|(_, n)| n).sum(),
        votes.values().sum(),
    )
}

/// How alike the consonants of two names are at least that sound alike, from 0 to 1.
const SOUND: f64 = 0.7;

/// What people are called by behind their names, without a space, in Chinese and Korean. How a name in ideographs sounds in Japanese, its
/// characters do not tell.
#[rustfmt::skip]
const BEHIND: &[&str] = &[
    "先生", "女士", "小姐", "太太", "医生", "醫生", "大夫", "老师", "老師", "教授", "博士", "선생님", "씨", "님",
];

/// Whether two names in different scripts sound alike: their consonants, as Latin letters, without titles.
fn sound_alike(own: &str, other: &str) -> bool {
    let consonants = |name: &str| -> String {
        let titles = &vocabulary().titles;
        let name = BEHIND
            .iter()
            .find_map(|title| name.strip_suffix(title))
            .unwrap_or(name);
        let words = words(name).filter(|word| !titles.has(word));
        let latin = words.map(|word| deunicode::deunicode_with_tofu(word, "").to_lowercase());
        let letters: String = latin.collect();
        let letters = letters
            .chars()
            .filter(|c| c.is_ascii_alphabetic() && !"aeiouyhw".contains(*c));
        letters
            .map(|c| match c {
                'c' | 'q' => 'k',
                'z' | 'j' => 's',
                'v' => 'b',
                other => other,
            })
            .collect()
    };
    let (a, b) = (consonants(own), consonants(other));
    script_of_first_letter(own) != script_of_first_letter(other)
        && !a.is_empty()
        && strsim::normalized_levenshtein(&a, &b) >= SOUND
}

/// The share of the votes that each name of another language gives to one person.
fn agreement(votes: &Votes) -> f64 {
    let mut most: HashMap<usize, usize> = HashMap::new();
    for ((_, other), n) in votes {
        let most = most.entry(*other).or_default();
        *most = (*most).max(*n);
    }
    let all: usize = votes.values().sum();
    most.values().sum::<usize>() as f64 / all.max(1) as f64
}

/// A name in the first language and the next one in another; if not `after`, the one before it. Where several stand in a row in each
/// language, those at the same place.
fn by_place(mentions: &[Mention], document: &Document, first: &Language, after: bool) -> Votes {
    let is_first = |mention: &Mention| mention.language == Some(first);
    let rows = mentions.chunk_by(|a, b| is_first(a) == is_first(b));
    let rows: Vec<&[Mention]> = rows.collect();
    let mut votes = BTreeMap::new();
    for pair in rows.windows(2) {
        let [a, b] = pair else { continue };
        let (own, others) = if after { (a, b) } else { (b, a) };
        if !is_first(&own[0]) {
            continue;
        }
        let (ends, begins) = (&a[a.len() - 1], &b[0]);
        let (mut own, mut others) = (in_turn(own), in_turn(others));
        if own.len() != others.len() {
            let [one, other] = if after {
                [ends, begins]
            } else {
                [begins, ends]
            };
            (own, others) = (vec![one.who], vec![other.who]);
        }
        let between = &document.lines[ends.line + 1..=begins.line];
        let near = between.iter().all(|line| !line.blank_before);
        for (own, other) in own.into_iter().zip(others) {
            *votes.entry((own, other)).or_default() += if near { NEAR } else { 1 };
        }
    }
    votes
}

/// Whom names stand for, each once in a row.
fn in_turn(mentions: &[Mention]) -> Vec<usize> {
    let mut people: Vec<usize> = mentions.iter().map(|mention| mention.who).collect();
    people.dedup();
    people
}

/// The mentions in the first language, and those in another.
fn apart<'m, 'a>(mentions: &'m [Mention<'a>], first: &Language) -> [Vec<&'m Mention<'a>>; 2] {
    [true, false].map(|is_first| {
        let own = mentions.iter().filter(|mention| {
            let language = mention.language;
            language.is_some_and(|language| (language == first) == is_first)
        });
        own.collect()
    })
}

/// Names on the same lines of both languages, counted from the first name: one that is missing in a language moves none of the others.
fn by_lines(mentions: &[Mention], first: &Language) -> Votes {
    let mut votes = BTreeMap::new();
    let [own, others] = apart(mentions, first);
    let ([a, .., b], [c, .., d]) = (&own[..], &others[..]) else {
        return votes;
    };
    let (ours, theirs) = (b.line - a.line, (d.line - c.line).max(1));
    for other in &others {
        let line = a.line + ((other.line - c.line) * ours + theirs / 2) / theirs;
        if let Ok(at) = own.binary_search_by_key(&line, |own| own.line) {
            *votes.entry((own[at].who, other.who)).or_default() += 1;
        }
    }
    votes
}

/// Names at the same place in their languages' order.
fn by_order(mentions: &[Mention], first: &Language) -> Votes {
    let [own, others] = apart(mentions, first);
    let mut votes = BTreeMap::new();
    for (i, other) in others.iter().enumerate() {
        let place = i * own.len() / others.len();
        if let Some(own) = own.get(place) {
            *votes.entry((own.who, other.who)).or_default() += 1;
        }
    }
    votes
}
