//! Editors' and translators' notes, and footnotes with their marks in the text.

mod footnotes;

use super::ClaimRole::{Dropped, Narration, NoLabel, Note};
use super::text::{LONGEST, Text, key_value};
use super::words::{Before, Notes};
use super::{Claim, Claims};
use std::collections::HashSet;

/// How sure a label must be to be someone's; how many of them make a talk, and how surely `Note:` is one there, in nats.
const NAMED: f64 = 0.4;
const TALK: f64 = 2.0;
const BESIDE_TALK: f64 = 9.0;
/// How surely the items of a list under `Note:` are notes, in nats.
const LISTED: f64 = 14.0;
/// How many of them there are at most.
const MOST_LISTED: usize = 64;

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("notes");
    let signed = signed(text);
    for (i, line) in text.free() {
        let known = worded(&line.lower).or_else(|| is_abbreviated(line.text()).then_some(12.0));
        let is_signed = signed.binary_search(&i).is_ok();
        if let Some(mut nats) = known.or(is_signed.then_some(SIGNED)) {
            // A paragraph of its own in a talk, under a name that nobody there has.
            let is_apart = line.opens && line.closes && line.label < NAMED;
            if is_apart && text.labels() >= TALK {
                nats = nats.max(BESIDE_TALK);
            }
            if is_signed {
                nats = nats.max(SIGNED);
            }
            claims.line(i, Note, nats);
            claims.line(i, NoLabel, nats + 4.0);
            // `Note:` over a list is over all of it.
            let is_over = line
                .text()
                .trim_end_matches(['*', '_'])
                .ends_with([':', '：']);
            let items = (i + 1..text.len()).take_while(|&j| text.lines[j].markup().begins_item);
            let items = items.take(MOST_LISTED);
            for j in items.take_while(|_| is_over && nats >= BESIDE_TALK) {
                claims.instead(j, Note, LISTED);
            }
        }
        if is_mark(&line.bare, line.text()) {
            let has_note = text.lines.get(i + 1).is_some_and(|next| !next.opens);
            if has_note {
                claims.instead(i, Dropped("mark of a note"), 9.0);
                claims.line(i + 1, Note, 8.0);
            } else {
                claims.line(i, Dropped("mark of a note without a note"), 5.0);
            }
        }
    }
    lists_of_lessons(text, &mut claims);
    footnotes::claims(text, &mut claims);
    pronunciations(text, &mut claims);
    claims.found
}

/// How surely a label with a sign of notes is none in a talk, in nats: `💡 Astuce : …`.
const SIGNED: f64 = 14.0;

/// The lines with a sign of notes and a word with a colon, `📝 Vocabulary: …`, or with a word of lessons, `Grammar: …`, beside at least as
/// many people.
fn signed(text: &Text) -> Vec<usize> {
    let Before { signs, lesson, .. } = &Notes::get().before;
    let has_sign = |line: &super::text::Line| {
        let begin = line.text().chars().next();
        // `Vocabulary:` over a list is a heading.
        line.pair.is_some_and(|(key, said)| {
            let is_lesson = || !said.is_empty() && lesson.is(key.to_lowercase().trim());
            begin.is_some_and(|first| signs.contains(first)) || is_lesson()
        })
    };
    let found: Vec<usize> = text
        .free()
        .filter(|(_, line)| has_sign(line))
        .map(|(i, _)| i)
        .collect();
    let own: f64 = found.iter().map(|&i| text.lines[i].label).sum();
    let others = text.labels() - own;
    if others < TALK || others < own {
        return Vec::new();
    }
    // Between people; beside one alone, it may be the other.
    let mut people: HashSet<u64> = HashSet::new();
    for (i, line) in text.free().filter(|(_, line)| line.label >= NAMED) {
        if found.binary_search(&i).is_err() && line.pair.is_some() {
            people.extend(text.facts[i].candidates.first().map(|one| one.key));
        }
    }
    if people.len() < 2 {
        return Vec::new();
    }
    found
}

/// `Vocabulary:` alone over the items of a list, in a talk: nobody of it says them.
fn lists_of_lessons(text: &Text, claims: &mut Claims) {
    if text.labels() < TALK {
        return;
    }
    for (i, line) in text.free().filter(|(_, line)| line.heading().is_none()) {
        let is_one = line.pair.is_some_and(|(key, said)| {
            said.is_empty() && Notes::get().before.lesson.is(key.to_lowercase().trim())
        });
        let is_item = |j: &usize| text.lines[*j].markup().begins_item && text.lines[*j].is_free;
        let items = (i + 1..text.len()).take_while(is_item).take(MOST_LISTED);
        for j in std::iter::once(i).chain(items).filter(|_| is_one) {
            claims.instead(j, Narration, SIGNED);
        }
    }
}

/// Whether a text begins with abbreviated words and a colon, as the notes of translators and editors do in any language:
/// `Anm. d. Übers.: …`. Names are not written small.
fn is_abbreviated(text: &str) -> bool {
    let head = text[..text.floor_char_boundary(64)].trim_start_matches(['[', '(', '（', '【', '*']);
    let Some((key, _)) = head.split_once([':', '：']) else {
        return false;
    };
    let words: Vec<&str> = key.split_whitespace().collect();
    let is_small = |word: &&str| word.starts_with(char::is_lowercase);
    let is_cut = |word: &&str| word.ends_with('.');
    let is_long = |word: &&str| word.chars().count() > 3;
    (2..=5).contains(&words.len())
        && words.iter().all(|word| is_cut(word) || is_small(word))
        && words.iter().filter(|word| is_cut(word)).count() > 1
        && words[0].starts_with(char::is_uppercase)
        && words[1..].iter().any(is_small)
        && words.iter().filter(|word| is_cut(word)).any(is_long)
}

/// How surely a line says how another is pronounced, in nats, and how many of them do at least.
const PRONOUNCED: f64 = 24.0;
const PRONUNCIATIONS: usize = 3;

/// `Phonetic: bohn-zhoor`, again and again: a help for who reads, and nothing that is said.
fn pronunciations(text: &Text, claims: &mut Claims) {
    let is_one = |i: &usize| {
        let key = text.lines[*i].pair.map(|(key, _)| key.to_lowercase());
        key.is_some_and(|key| Notes::get().pronunciation.words.is(key.trim()))
    };
    let lines: Vec<usize> = (0..text.len()).filter(is_one).collect();
    if lines.len() >= PRONUNCIATIONS {
        for i in lines {
            claims.instead(i, Note, PRONOUNCED);
        }
    }
    // `## Phonetics` over such lines
    let words = &Notes::get().pronunciation.words;
    for i in 0..text.len() {
        let Some(level) = text.lines[i]
            .heading()
            .filter(|_| words.is(&text.lines[i].bare))
        else {
            continue;
        };
        let is_under = |j: &usize| text.lines[*j].heading().is_none_or(|own| own > level);
        for j in std::iter::once(i).chain((i + 1..text.len()).take_while(is_under)) {
            claims.instead(j, Note, PRONOUNCED);
        }
    }
}

/// Whether a text is nothing but a word that says that a note follows: `Idea`, `译注`.
pub(in crate::script) fn is_mark_alone(text: &str) -> bool {
    let lower = text.to_lowercase();
    is_mark(lower.trim_matches(|c: char| !c.is_alphanumeric()), text)
}

/// Whether a line alone says that a note follows.
fn is_mark(bare: &str, own: &str) -> bool {
    own.len() <= 48 && !own.ends_with(['.', '?', '!']) && Notes::get().mark.words.is(bare)
}

/// Whether a line has a few words and a colon before the rest of it.
pub(in crate::script) fn has_key(text: &str) -> bool {
    text.len() <= LONGEST && key_value(text).is_some_and(|(_, said)| !said.is_empty())
}

/// Whether a line begins with a word and a colon that make it a note where nothing translates it: `Note: …`, `Grammar: …`.
pub(in crate::script) fn may_be(text: &str) -> bool {
    if text.len() > LONGEST {
        return false;
    }
    let lesson = &Notes::get().before.lesson;
    key_value(text).is_some_and(|(key, said)| {
        !said.is_empty()
            && (worded(&text.to_lowercase()).is_some() || lesson.is(key.to_lowercase().trim()))
    })
}

/// How surely a text in lower case begins with a word that says it is a note: `译注：…`, `【编者按】…`.
pub(in crate::script) fn worded(lower: &str) -> Option<f64> {
    let head = &lower[..lower.floor_char_boundary(96)];
    let head = head.trim_start_matches(|c: char| {
        !c.is_alphanumeric() && !matches!(c, '【' | '[' | '〔' | '(' | '（')
    });
    let (word, is_apart) = match head.strip_prefix(['【', '[', '〔', '(', '（']) {
        Some(inside) => (
            inside.split(['】', ']', '〕', ')', '）', ':', '：']).next(),
            true,
        ),
        None => (head.split([':', '：']).next(), false),
    };
    let word = word
        .filter(|word| word.len() < head.len())?
        .trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
    let word = word.trim_end_matches(['.', ' ']);
    let table = &Notes::get().before;
    match () {
        () if table.words.is(word) => Some(if is_apart { 13.0 } else { 12.0 }),
        () if is_apart && table.pictures.is(word) => Some(13.0),
        // `Figure 1: …`, `Abb. 2: …`
        () if before_number(word).is_some_and(|word| table.pictures.is(word)) => Some(12.0),
        () if table.perhaps.is(word) => Some(3.0),
        () => None,
    }
}

/// The word before a number: `abb` of `abb. 2`
fn before_number(text: &str) -> Option<&str> {
    let (word, number) = text.rsplit_once(' ')?;
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit()) && !number.is_empty();
    is_number.then_some(word.trim_end_matches(['.', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_with_their_word_before_them() {
        for note in [
            "译者注：原文为 steel。",
            "【编者按】他造了四十年的桥。",
            "editor's note: this was in may.",
            "注：见下。",
            "💡 memory tip: it sounds like knee.",
        ] {
            assert!(worded(note).is_some_and(|nats| nats > 10.0), "{note}");
        }
        for text in [
            "note: it rained.",
            "注意：下雨。",
            "he wrote an editor's note: it was short.",
            "注",
        ] {
            assert!(worded(text).is_none_or(|nats| nats < 5.0), "{text}");
        }
    }

    #[test]
    fn notes_in_abbreviated_words() {
        for note in [
            "Anm. d. Übers.: ein Wortspiel.",
            "Прим. перев.: рифма.",
            "(Pozn. překl.: slovní hříčka.)",
        ] {
            assert!(is_abbreviated(note), "{note}");
        }
        for text in [
            "Dr. med. Roth: Guten Tag.",
            "Fr. Laur.: Good morrow.",
            "z. B.: eine Lampe",
            "Mr. Reed: No.",
            "Ann: i. e. the lamp.",
        ] {
            assert!(!is_abbreviated(text), "{text}");
        }
    }

    #[test]
    fn signs_of_notes_beside_people() {
        use crate::script::tests::spoken;
        let text = "**Ann:** Who lit the lamp?\n\n> 📝 **Vocabulary:** a lamp is a light.\n\n**Bo:** My sister did.\n\n\
                    > 📝 **Vocabulary:** *did* is the past of *do*.\n\n**Ann:** And then?\n\n**Bo:** Then she went home.\n";
        let lines = spoken(text);
        assert_eq!(
            lines,
            [
                "ann: Who lit the lamp?",
                "bo: My sister did.",
                "ann: And then?",
                "bo: Then she went home."
            ]
        );
        let of_people = "📝 Ann: Who lit the lamp?\n\n🎨 Bo: My sister did.\n\n📝 Ann: And then?\n\n🎨 Bo: Then she went home.\n";
        assert_eq!(spoken(of_people).len(), 4);
    }
}
