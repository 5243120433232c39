//! Lists of who takes part, as plays, calls and minutes begin with them: a heading (`Participants`, `Dramatis Personae`,
//! `出席議員：`), then a line for each: `Ann Reed - Harbour Master, Port of Lund`.

use super::ClaimRole::{Label, Metadata};
use super::directions::is_sound_in_column;
use super::text::{Line, Text, words_in};
use super::words::{self, Contents, is_unspaced};
use super::{Claim, Claims, pages};
use crate::script::document::Preset;
use crate::script::facts::letters::name_hash;
use crate::script::facts::{Close, are_initials, vocabulary};
use crate::script::tongues::writing::script_of;
use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};

/// The longest entry, in characters.
const LONGEST: usize = 200;
/// How surely a full name of a list is one who speaks, in nats.
const LISTED: f64 = 6.0;
/// How surely a word over a table of people belongs to it, in nats.
const OVER_LIST: f64 = 16.0;
/// How much surer a list is under a heading of the source, in nats.
const MARKED: f64 = 10.0;
/// How surely a name is one that a fact of the source states, in nats.
const STATED: f64 = 4.0;
/// How surely a line says whom letters stand for, in nats, where they are a label; and how sure a label that is.
const LETTERS: f64 = 14.0;
const SPEAKS: f64 = 0.2;
/// How many letters stand for somebody at most.
const MOST_LETTERS: usize = 6;
/// The longest heading of a list, in characters.
const LONGEST_HEADING: usize = 24;
/// How many entries a list has at most.
const MOST: usize = 300;

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("participants");
    let mut names: HashMap<u64, f64> = HashMap::new();
    for i in described(text) {
        claims.instead(i, Metadata("participant"), 12.0);
    }
    let speaking = LazyCell::new(|| initials(text));
    let speaks = |letters: &str| speaking.contains(&name_hash(letters));
    let introduces = |line: &Line| {
        let letters = letters_behind(line.text()).filter(|_| line.opens && line.closes);
        letters.is_some_and(speaks)
    };
    for (i, _) in text.free().filter(|(_, line)| introduces(line)) {
        claims.instead(i, Metadata("participant"), INTRODUCED);
    }
    let mut listed_on: HashSet<usize> = HashSet::new();
    let (mut i, mut list_end) = (0, 0);
    while i < text.len() {
        let goes_on = list_end > 0 && i == list_end && goes_on_list(text, i);
        if !goes_on && !is_heading(text, i) {
            i += 1;
            continue;
        }
        let is_listed = |line: &Line| {
            matches!(
                line.source.preset,
                Some(Preset::Metadata { key: "participant" })
            )
        };
        // The headings of its columns may stand between.
        let is_dropped = |line: &&Line| matches!(line.source.preset, Some(Preset::Dropped { .. }));
        let mut below = text.lines[i + 1..].iter().skip_while(is_dropped);
        if below.next().is_some_and(is_listed) {
            claims.instead(i, Metadata("participant"), OVER_LIST);
        }
        let (end, listed) = entries(text, i + 1);
        if listed.is_empty() {
            i += 1;
            continue;
        }
        let marked = text.lines[i].heading().map_or(0.0, |_| MARKED);
        let sure = marked + 5.0 + 2.0 * (listed.len() as f64).min(4.0) + text.edge(i).max(-4.0);
        listed_on.extend(i..end);
        for line in i..end {
            claims.instead(line, Metadata("participant"), sure);
        }
        for name in listed {
            let is_full = name.contains(' ');
            names.insert(name_hash(name), if is_full { LISTED } else { 3.0 });
            // `Ann Reed 安·里德` is called by either.
            if let Some(at) = name
                .find(|c| script_of(c) == unicode_script::Script::Han)
                .filter(|at| *at > 0)
            {
                let (latin, han) = name.split_at(at);
                for one in [latin.trim_end(), han] {
                    names.insert(name_hash(one), LISTED);
                }
            }
            // `NORA` of `NORA HELMER`; less sure, since others may have the same name.
            if is_full {
                for part in name.split_whitespace().filter(|part| part.len() > 2) {
                    names.entry(name_hash(part)).or_insert(1.5);
                }
            }
        }
        (i, list_end) = (end, end);
    }
    let mut labels: HashSet<u64> = HashSet::new();
    for (line, facts) in text.lines.iter().zip(text.facts) {
        let known = facts.candidates.iter().filter(|_| line.label > SPEAKS);
        labels.extend(known.map(|one| one.key));
    }
    for (i, line) in text.free() {
        let letters = defined_letters(line.text()).map(|(letters, _)| name_hash(letters));
        if let Some(key) = letters.filter(|key| labels.contains(key)) {
            claims.instead(i, Metadata("participant"), LETTERS);
            names.insert(key, 3.0);
        }
    }
    for name in stated(text) {
        names.entry(name_hash(name)).or_insert(STATED);
    }
    if names.is_empty() {
        return claims.found;
    }
    let facts = text.facts.iter().enumerate();
    for (i, facts) in facts.filter(|(i, _)| !listed_on.contains(i)) {
        for candidate in &facts.candidates {
            if let (Some(nats), Some(name)) = (names.get(&candidate.key), &candidate.name) {
                claims.span(i, name.clone(), Label, *nats);
            }
        }
    }
    claims.found
}

/// The full names that facts of the source state: its author may be one who speaks.
fn stated<'a>(text: &Text<'a>) -> impl Iterator<Item = &'a str> {
    let facts = text.lines.iter().filter(|line| {
        let part = line.source.preset.as_ref();
        part.is_some_and(|part| matches!(part, Preset::Metadata { key } if matches!(*key, "author" | "participant")))
    });
    facts
        .flat_map(|line| people(line.text()))
        .filter(|name| is_full_name(name))
}

/// Letters, and whom they stand for: `C = Interviewer`, `T = Learner (at home in Lund)`.
pub(in crate::script) fn defined_letters(text: &str) -> Option<(&str, &str)> {
    let (letters, name) = text.split_once('=')?;
    let letters = letters.trim().trim_matches(['"', '“', '”', '*', '(', '[']);
    // `I. D. = Ilinca Dobre`
    let letters = letters.strip_suffix('.').unwrap_or(letters);
    let name = name.split(['(', '[', '（', ',', ';']).next()?.trim();
    let signs = || letters.chars().filter(|c| !matches!(c, '.' | ' '));
    let is_short = (1..=MOST_LETTERS).contains(&signs().count());
    let are_letters = signs().all(|c| c.is_uppercase() || c.is_ascii_digit());
    (is_short && are_letters && is_name(name)).then_some((letters, name))
}

/// `Company Participants`, `公司参与者`, `Persons of the Play:`.
pub(super) fn is_heading(text: &Text, i: usize) -> bool {
    let line = &text.lines[i];
    // In the headings of a source that comes again and again is no name.
    let is_label = line.label > 0.6 && line.heading().is_none();
    if !line.is_free || line.text().len() > 120 || is_label {
        return false;
    }
    let bare = line
        .bare
        .split(['(', '（'])
        .next()
        .unwrap_or_default()
        .trim();
    let table = &Contents::get().people;
    let announces = line.text().ends_with([':', '：']) && bare.chars().count() <= LONGEST_HEADING;
    let is_known = table.words.is(bare) || announces && table.begins.begins(bare);
    let is_key = || {
        let value = line.pair.filter(|(_, value)| value.is_empty());
        value.is_some_and(|(key, _)| {
            words::facts().meaning(&key.to_lowercase()) == Some("participant")
        })
    };
    // `Company Participants 公司参与者`
    let in_two = || {
        let cut = bare.find(is_unspaced).filter(|cut| *cut > 0);
        cut.is_some_and(|cut| {
            let (a, b) = bare.split_at(cut);
            let is = |part: &str| {
                Contents::get()
                    .people
                    .words
                    .is(part.trim_matches([' ', '/', '(', ')', '|']))
            };
            is(a) && is(b)
        })
    };
    is_known || is_key() || in_two()
}

/// Whether a line right behind a list is the heading of another, whatever it says: `Keeper of the minutes:` over names, with nothing said
/// below.
fn goes_on_list(text: &Text, i: usize) -> bool {
    let line = &text.lines[i];
    let announces = line.is_free
        && line.opens
        && line.label < SPEAKS
        && line.text().ends_with([':', '：'])
        && line.chars() <= LONGEST_HEADING;
    announces && {
        let (end, listed) = entries(text, i + 1);
        let says_nothing = |j: usize| {
            let line = &text.lines[j];
            !line.is_over && (line.label < SPEAKS || is_titled(line.text()))
        };
        !listed.is_empty() && (i + 1..end).all(says_nothing)
    }
}

/// Blocks in which each line is a name and what someone is, with nothing said below.
fn described(text: &Text) -> Vec<usize> {
    let is_entry = |i: usize| {
        let mut candidates = text.facts[i].candidates.iter();
        candidates.any(|candidate| candidate.syntax.close == Close::Described)
    };
    let mut found = Vec::new();
    let mut begin = 0;
    for i in 0..text.len() {
        if text.lines[i].opens {
            begin = i;
        }
        if text.lines[i].closes && i > begin && (begin..=i).all(is_entry) {
            found.extend(begin..=i);
        }
    }
    found
}

/// How surely a line that says who is what is no talk, in nats.
const INTRODUCED: f64 = 18.0;

/// The letters that stand before colons, as numbers of names.
fn initials(text: &Text) -> HashSet<u64> {
    let candidates = text.facts.iter().flat_map(|facts| &facts.candidates);
    let initials = candidates.filter(|one| are_initials(one));
    initials.map(|one| one.key).collect()
}

/// The letters behind the name of who is there in some office: `ARD` of `Chair: Ann Reed (ARD)`.
fn letters_behind(text: &str) -> Option<&str> {
    let (_, who) = text.split_once(": ")?;
    let (name, letters) = who.strip_suffix(')')?.rsplit_once(" (")?;
    is_name(name).then_some(letters)
}

/// Where a list ends whose first entry is a line, and the names in it.
fn entries<'a>(text: &Text<'a>, begin: usize) -> (usize, Vec<&'a str>) {
    let described = items(text, begin);
    if !described.is_empty() {
        return (begin + described.len(), described);
    }
    let mut names = Vec::new();
    let mut end = begin;
    let mut alone = 0;
    for i in (begin..text.len()).take(MOST) {
        let line = &text.lines[i];
        let own = line.text();
        // A list goes on behind what stands on each page.
        if i > begin
            && matches!(&line.source.preset, Some(Preset::Dropped { reason }) if *reason == pages::REASON)
        {
            continue;
        }
        let starts_block = line.opens && i > begin;
        let speaks = line.label > 0.4
            && !is_listed_only(text, i)
            && !is_over_another(text, i)
            && !is_titled(own);
        if line.source.preset.is_some()
            || line.heading().is_some()
            || line.chars() > LONGEST
            || is_sound_in_column(own)
            || speaks
        {
            break;
        }
        let found = entry(own);
        let says_sentence =
            line.is_over && words_in(own) > 5 && !shouts_first(own) && !ends_in_letters(own);
        if found.is_none() && (starts_block || says_sentence || words_in(own) > 12)
            || says_sentence && starts_block
            || super::headings::level(own).is_some()
        {
            break;
        }
        // A name alone in a block of its own may be who speaks: a list of them is long.
        alone +=
            usize::from(starts_block && line.closes && !own.contains([',', '，', '-', '–', '、']));
        names.extend(found);
        end = i + 1;
    }
    // The first who speaks may follow the list as another of its lines; surely so, if what is said stands right below.
    let is_last = end > begin + 1 && end < text.len() && text.lines[end - 1].opens;
    let is_label = |i: usize| text.lines[i].label > 0.2 && !is_titled(text.lines[i].text());
    let speaks = || !text.lines[end].opens || alone > 0 && is_label(end - 1);
    if is_last && speaks() {
        end -= 1;
        names.pop();
    }
    (end, names)
}

/// How many words an item of a list has at most that says who somebody is.
const ITEM: usize = 12;

/// The names of a list right under a heading of the source, whose items say who is who: `- **Ann**: A teacher from Lund`
fn items<'a>(text: &Text<'a>, begin: usize) -> Vec<&'a str> {
    let is_headed = begin > 0 && text.lines[begin - 1].heading().is_some();
    let lines = text.lines[begin..].iter().take(MOST);
    let items = lines.take_while(|line| line.markup().begins_item && line.heading().is_none());
    let named = |line: &Line<'a>| -> Option<&'a str> {
        let (name, what) = line.text().split_once([':', '：', '–', '—'])?;
        let is_short = words_in(what) <= ITEM && !what.trim_end().ends_with(['?', '!', '？', '！']);
        (is_short && is_name(name.trim())).then_some(name.trim())
    };
    let names: Option<Vec<&str>> = items.filter(|_| is_headed).map(named).collect();
    let is_followed = |names: &Vec<&str>| {
        let next = text.lines.get(begin + names.len());
        next.is_some_and(|next| next.heading().is_some() || next.label < SPEAKS)
    };
    names.filter(is_followed).unwrap_or_default()
}

/// Whether a text ends in letters that stand for an honour: `J.P.`
fn ends_in_letters(text: &str) -> bool {
    let last = text.split_whitespace().next_back().unwrap_or_default();
    let letters = last.split('.').filter(|part| !part.is_empty());
    last.ends_with('.')
        && letters.clone().count() > 1
        && letters.into_iter().all(|part| part.chars().count() == 1)
}

/// Whether a line is a name behind a title of one letter: `M. Ferrand`
fn is_titled(text: &str) -> bool {
    text.split_once(". ").is_some_and(|(title, name)| {
        let is_letter = title.chars().nth(1).is_none();
        is_letter && vocabulary().titles.has(title) && is_name(name)
    })
}

/// Whether the label that a line may carry is only what lists of people have.
fn is_listed_only(text: &Text, i: usize) -> bool {
    let mut candidates = text.facts[i].candidates.iter();
    candidates.all(|candidate| !candidate.said.is_empty() && candidate.syntax.close == Close::Dash)
}

/// Whether a name alone stands over another one, or at the end: nothing is said below.
fn is_over_another(text: &Text, i: usize) -> bool {
    let is_alone = |i: usize| {
        let mut candidates = text.facts[i].candidates.iter();
        candidates.any(|candidate| candidate.syntax.is_alone)
    };
    is_alone(i) && (i + 1 == text.len() || is_alone(i + 1) && text.lines[i + 1].label > 0.2)
}

/// Whether the first word is in capitals, as in the lists of plays: `NORA, his wife.`
fn shouts_first(text: &str) -> bool {
    let word = text
        .split(|c: char| !c.is_alphabetic())
        .find(|word| !word.is_empty());
    word.is_some_and(|word| word.chars().count() > 1 && word.chars().all(char::is_uppercase))
}

/// The name in an entry: what stands before a dash, a comma or a bracket, or behind a colon (`Moderator: Ann Reed`).
fn entry(text: &str) -> Option<&str> {
    let bare = text.trim_start_matches(['-', '–', '•', '·', '*', ' ']);
    // `NED BUDGE   } of the gang`
    let bare = bare.split('}').next().unwrap_or_default().trim_end();
    if let Some((part, name)) = bare.split_once([':', '：']) {
        return (words_in(part) < 5 && is_name(name.trim())).then_some(name.trim());
    }
    let signs = [
        " -- ", " - ", " – ", " — ", ", ", " , ", "，", "、", "; ", " (", "（", " as ",
    ];
    let end = signs.iter().filter_map(|sign| bare.find(sign)).min();
    let name = bare[..end.unwrap_or(bare.len())]
        .trim()
        .trim_end_matches('.');
    is_name(name).then_some(name)
}

/// Whether a text can be a name: a few words with capitals, or a short one in a script without case.
pub(super) fn is_name(text: &str) -> bool {
    const PARTICLES: &[&str] = &[
        "de", "da", "di", "do", "del", "della", "der", "den", "van", "von", "zu", "la", "le", "el",
        "al", "bin", "ibn", "of", "the", "and", "y", "e", "du", "des", "dos", "das", "zum", "zur",
        "und", "et", "av", "af",
    ];
    let Some(first) = text.chars().find(|c| c.is_alphabetic()) else {
        return false;
    };
    if text.chars().count() > 48 || text.contains(|c: char| ":：;；?？!！\"“”<>=|#@{}".contains(c))
    {
        return false;
    }
    if text.chars().filter(|c| c.is_alphabetic()).all(is_unspaced) {
        return text.chars().count() <= 16 && !text.contains(['。', '，', ',']);
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let has_case = first.is_uppercase() || first.is_lowercase();
    let fits = |word: &&str| {
        !has_case
            || PARTICLES.contains(word)
            || !word.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit())
    };
    let ends = words
        .iter()
        .any(|word| word.ends_with('.') && word.chars().count() > 5);
    (!has_case || first.is_uppercase()) && words.len() <= 6 && words.iter().all(fits) && !ends
}

/// How many words a full name has at most in letters without capitals.
const FULL: usize = 4;

/// Whether a text is a full name: at least two words with capitals and no article before them, or two to four characters of Han.
pub(super) fn is_full_name(text: &str) -> bool {
    const ARTICLES: &[&str] = &[
        "the", "a", "an", "der", "die", "das", "les", "los", "las", "het",
    ];
    let first = text.split_whitespace().next().unwrap_or_default();
    if ARTICLES.contains(&first.to_lowercase().as_str()) {
        return false;
    }
    let capital = |word: &&str| word.starts_with(char::is_uppercase);
    let unspaced = text
        .chars()
        .all(|c| is_unspaced(c) || matches!(c, '·' | '\u{3000}'))
        && (2..=8).contains(&text.chars().count());
    // `آن ريد`: letters without capitals, in words
    let has_no_case = |c: char| !c.is_uppercase() && !c.is_lowercase() && !is_unspaced(c);
    let caseless = text.chars().filter(|c| c.is_alphabetic()).all(has_no_case)
        && (2..=FULL).contains(&text.split_whitespace().count());
    let capitals = text.split_whitespace().filter(capital).count();
    is_name(text) && (capitals > 1 || unspaced || caseless)
}

/// The names in a value: `Ann Reed, Tom Blake and Joe Hill`, `张三、李四`.
pub(super) fn people(value: &str) -> impl Iterator<Item = &str> {
    let parts = value.split(['、', ',', '，', '/', '；', ';', '&', '|', '(', '（']);
    let parts = parts
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" und "));
    let bare = parts
        .flat_map(|part| part.split(" et "))
        .map(|part| part.trim().trim_end_matches([')', '）', '.']));
    bare.filter(|name| is_name(name)).take(20)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_entries() {
        for (text, name) in [
            ("Ann Reed - Harbour Master, Port of Lund", Some("Ann Reed")),
            ("NORA, his wife.", Some("NORA")),
            ("Moderator: Ann Reed", Some("Ann Reed")),
            ("- Bo Lind (by telephone)", Some("Bo Lind")),
            ("裴布兰議員 , J.P.", Some("裴布兰議員")),
            ("it was late, and nobody came.", None),
            ("nobody came", None),
        ] {
            assert_eq!(entry(text), name, "{text}");
        }
        assert!(is_full_name("آن ريد") && !is_full_name("متى جئت إلى المنارة اليوم"));
        for (text, defined) in [
            ("C = Interviewer", Some(("C", "Interviewer"))),
            ("T = Learner (at home in Lund)", Some(("T", "Learner"))),
            ("E = mc2", None),
            ("the lamp = the light", None),
        ] {
            assert_eq!(defined_letters(text), defined, "{text}");
        }
        assert!(is_full_name("Ann Reed") && is_full_name("张三") && !is_full_name("Welcome"));
        assert_eq!(people("Ann Reed, Tom Blake and Joe Hill").count(), 3);
    }
}
