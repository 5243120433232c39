//! Editors' and translators' notes, and footnotes with their marks in the text.

use super::ClaimRole::{Dropped, Narration, NoLabel, Note};
use super::text::{LONGEST, Text, key_value};
use super::words::{Before, Notes};
use super::{Claim, Claims};
use std::collections::HashSet;
use std::ops::Range;

/// The brackets that the mark of a footnote may stand in.
const BRACKETS: &[(char, char)] = &[
    ('[', ']'),
    ('［', '］'),
    ('〔', '〕'),
    ('（', '）'),
    ('【', '】'),
];

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
    footnotes(text, &mut claims);
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

/// Footnotes: a line that begins with a mark that stands in the text before it. The marks in the text are not said.
fn footnotes(text: &Text, claims: &mut Claims) {
    let mut marks: HashSet<&str> = HashSet::new();
    let mut footnotes: HashSet<&str> = HashSet::new();
    let may_have = |line: &&super::text::Line| {
        !line.markup().is_subtitle
            && line
                .source
                .preset
                .as_ref()
                .is_none_or(|part| *part == crate::script::document::Preset::Note)
    };
    for (i, line) in text
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| may_have(line))
    {
        let own = line.text();
        if let Some(mark) = worded_mark(own, &marks) {
            footnotes.insert(mark); // whose line is a note by its brackets
        }
        match leading_mark(own) {
            Some(mark) if marks.contains(mark) && footnotes.insert(mark) => {
                claims.instead(i, Note, 14.0);
                // It goes on up to the next blank line, or the next note.
                let is_below = |j: &usize| {
                    let line = &text.lines[*j];
                    !line.opens && line.is_free && leading_mark(line.text()).is_none()
                };
                for j in (i + 1..text.len()).take_while(|j| line.opens && is_below(j)) {
                    claims.instead(j, Note, 14.0);
                }
            }
            // What a heading or an item of a list begins with is its number.
            _ => marks.extend(
                marks_in(own)
                    .filter(|at| at.start > 0 || at.end == own.len())
                    .map(|at| &own[at]),
            ),
        }
    }
    // Where the notes were cut off, `[1]`, `[2]`, `[3]` behind words still count them.
    let texts = text.lines.iter().filter(may_have);
    footnotes.extend(counted(texts.map(|line| line.text())));
    if footnotes.is_empty() {
        return;
    }
    for (i, line) in text
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| may_have(line))
    {
        let own = line.text();
        for at in marks_in(own).filter(|at| footnotes.contains(&own[at.clone()])) {
            if own[..at.start].trim().is_empty() && own[at.end..].trim().is_empty() {
                claims.line(i, Dropped("mark of a note"), 12.0);
            } else {
                claims.span(i, at, Dropped("mark of a note"), 14.0);
            }
        }
    }
}

/// How many marks that do not count from one on are of pages or of notes at least.
const FEWEST_CUT: usize = 4;

/// The marks in square brackets right behind words, if they count from one on, and at least to two. In a part of a book, the numbers
/// of its notes or pages count from some number on.
fn counted<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut marks: Vec<&str> = Vec::new();
    for text in texts {
        let behind = |at: &Range<usize>| text[..at.start].ends_with(|c: char| !c.is_whitespace());
        for mark in marks_in(text).filter(behind).map(|at| &text[at]) {
            let first = marks
                .first()
                .and_then(|first| number(first))
                .or(number(mark));
            let is_next = number(mark) == first.map(|first| first + marks.len());
            if is_next {
                marks.push(mark);
            } else if mark.starts_with('[') && !marks.contains(&mark) {
                return Vec::new();
            }
        }
    }
    let from_one = marks.first().is_some_and(|first| *first == "[1]");
    let fewest = if from_one { 2 } else { FEWEST_CUT };
    if marks.len() < fewest {
        Vec::new()
    } else {
        marks
    }
}

/// The number in square brackets.
fn number(mark: &str) -> Option<usize> {
    mark.strip_prefix('[')?.strip_suffix(']')?.parse().ok()
}

/// The mark in the text of a note that begins with a word and its number: `[1]` of `[Footnote 1: …`
fn worded_mark<'a>(text: &str, marks: &HashSet<&'a str>) -> Option<&'a str> {
    let (head, _) = text.strip_prefix('[')?.split_once(':')?;
    let (word, number) = head.split_once(' ')?;
    let is_head = word.chars().all(char::is_alphabetic) && number.parse::<u16>().is_ok();
    marks
        .get(format!("[{number}]").as_str())
        .copied()
        .filter(|_| is_head)
}

/// `[1]` or `¹` at the beginning of a line with more on it.
fn leading_mark(text: &str) -> Option<&str> {
    let at = marks_in(text).next()?;
    (at.start == 0 && at.end < text.len()).then(|| &text[at])
}

/// The marks in a text: `[12]`, `〔注1〕`, numbers in circles, or superior digits.
fn marks_in(text: &str) -> impl Iterator<Item = Range<usize>> {
    let is_superior = |c: char| matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹');
    let is_circled = |c: char| matches!(c, '①'..='⑳' | '㉑'..='㉟' | '➀'..='➉');
    let opens = |c: char| BRACKETS.iter().any(|(open, _)| *open == c);
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            // None begins with another byte.
            let may_begin = |byte: &u8| *byte == b'[' || !byte.is_ascii();
            from += text.as_bytes()[from..].iter().position(may_begin)?;
            let at = from + text[from..].find(|c| opens(c) || is_superior(c) || is_circled(c))?;
            let rest = &text[at..];
            let first = rest.chars().next()?;
            let end = match first {
                first if opens(first) => numbered(rest),
                first if is_circled(first) => Some(first.len_utf8()),
                _ => Some(rest.find(|c| !is_superior(c)).unwrap_or(rest.len())),
            };
            from = at + end.unwrap_or(first.len_utf8());
            // `m²` and `10⁶` are no marks of notes.
            let before = text[..at].chars().next_back();
            let is_power = is_superior(first)
                && before.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
            if let Some(end) = end.filter(|_| !is_power) {
                return Some(at..at + end);
            }
        }
    })
}

/// How long a mark in brackets is that a text begins with: a number, perhaps with the word for a note.
fn numbered(text: &str) -> Option<usize> {
    let open = text.chars().next()?;
    let (_, close) = BRACKETS.iter().find(|(o, _)| *o == open)?;
    let inside = &text[open.len_utf8()..];
    let number = inside.trim_start_matches(['译', '譯', '注', '註']);
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    // In round brackets a number alone counts something.
    let worded = number.len() < inside.len() || !matches!(open, '（' | '【');
    let closes = number[digits..].starts_with(*close);
    let length = open.len_utf8() + (inside.len() - number.len()) + digits + close.len_utf8();
    ((1..=3).contains(&digits) && closes && worded).then_some(length)
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

    #[test]
    fn marks_whose_notes_are_cut_off() {
        let found = |texts: &[&'static str]| counted(texts.iter().copied());
        assert_eq!(
            found(&["A bell.[1] It rang.[2]", "A boat.[1]"]),
            ["[1]", "[2]"]
        );
        assert_eq!(found(&["Yes.[7]", "No,[8] never.[9]", "So?[10]"]).len(), 4);
        assert!(found(&["Yes.[7]", "No.[8]"]).is_empty());
        assert!(found(&["See list[4] and list[9]."]).is_empty());
        assert!(found(&["Only one.[1]", "[2] is a key."]).is_empty());
    }

    #[test]
    fn marks_of_footnotes() {
        let marks = |text| {
            marks_in(text)
                .map(|at| text[at].to_string())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            marks("no hands.[1] One② and〔注3〕."),
            ["[1]", "②", "〔注3〕"]
        );
        assert!(marks("40 m² and 10⁶ and （2）").is_empty());
    }
}
