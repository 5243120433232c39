//! What a listener would stumble over: signs that nobody says, a label that is read aloud, sentences that break off.
//!
//! The other doubts ask how near another reading came. This one reads the finished script as a proofreader does, and so it finds
//! what no rule knew.

mod signs;

use super::{Doubt, about};
use crate::language::Language;
use crate::script::facts::letters::name_hash;
use crate::script::sentences;
use crate::script::stamp::TIME;
use crate::script::{Line, NARRATOR, Script};
use std::collections::{HashMap, HashSet};

/// How many lines begin with the same word and a colon at least, for it to look like a label.
const LABELS: usize = 3;
/// How many words, and how many characters, a label has at most.
const LABEL_WORDS: usize = 4;
const LABEL: usize = 40;
/// How often the narrator says the same few characters, at least, for them to look like a page's furniture.
const AGAIN: usize = 4;
const FEW: usize = 25;
/// How many lines, and which share of all, break off in mid-sentence at least; and the share from which on it is verse.
const BROKEN: usize = 4;
const MANY: f64 = 0.08;
const VERSE: f64 = 0.5;
/// Up to which share of the lines may end without a stop where such an end is odd.
const OPEN: f64 = 0.4;
/// How many pairs there are at least before their lengths are compared, and how long the longer line of a pair is, in characters.
const PAIRS: usize = 8;
const LONG: usize = 30;
/// How far the ratio of two lengths is from the usual one, as a natural logarithm: e times as long.
const FAR: f64 = 1.0;

/// Where a line stands in the source, and its text.
type Place<'a> = (&'a [usize], &'a str);

/// A line of a script in one language.
struct Spoken<'a> {
    speaker: &'a str,
    language: &'a Language,
    text: &'a str,
    at: &'a [usize],
    /// Whether the line before is another turn's.
    begins: bool,
}

impl<'a> Spoken<'a> {
    fn place(&self) -> Place<'a> {
        (self.at, self.text)
    }
}

/// What is odd in the lines of a script.
pub(in crate::script) fn spoken(script: &Script) -> Vec<Doubt> {
    let mut lines = Vec::new();
    for turn in script.turns() {
        let mut begins = true;
        for line in &turn.lines {
            let Line::Speech { text, at, .. } = line else {
                continue;
            };
            lines.extend(text.iter().map(|(language, text)| Spoken {
                speaker: &turn.speaker,
                language,
                text,
                at,
                begins,
            }));
            begins = false;
        }
    }
    let mut doubts = signs::of(&lines);
    doubts.extend(labels(&lines));
    doubts.extend(named(script, &lines));
    doubts.extend(again(&lines));
    doubts.extend(broken_off(&lines));
    doubts.extend(cut_out(script, &lines));
    doubts.extend(headings(script));
    doubts.extend(alone(script));
    doubts.extend(lengths(script));
    doubts.extend(super::unsaid::of(script));
    doubts
}

/// One doubt about some lines, the first of which is shown.
fn doubt<'a>(why: &str, lines: impl IntoIterator<Item = Place<'a>>) -> Option<Doubt> {
    let mut lines = lines.into_iter().peekable();
    let text = about(why, lines.peek()?.1);
    let mut at: Vec<usize> = lines.flat_map(|(at, _)| at.iter().copied()).collect();
    at.sort_unstable();
    at.dedup();
    Some(Doubt { at, text })
}

/// Words before a colon at the beginning of several lines, or alone on lines of the narrator in a talk: perhaps who speaks.
fn labels(lines: &[Spoken]) -> Vec<Doubt> {
    let is_talk = lines.iter().any(|line| line.speaker != NARRATOR);
    let mut labels: HashMap<u64, Vec<Place>> = HashMap::new();
    let mut bare: Vec<Place> = Vec::new();
    for line in lines {
        let Some((label, said)) = label(line.text) else {
            continue;
        };
        labels
            .entry(name_hash(label))
            .or_default()
            .push(line.place());
        if is_talk && said.trim().is_empty() {
            bare.push(line.place());
        }
    }
    let why = "lines begin like this, which is spoken: is it who speaks, or a heading";
    let mut doubts = often(labels, LABELS, |times| format!("{times} {why}"));
    if bare.len() > 1 && doubts.is_empty() {
        doubts.extend(doubt(
            "nothing but a name and a colon is spoken: is it who speaks next",
            bare,
        ));
    }
    doubts
}

/// The names of who speaks, in all languages.
fn names(script: &Script) -> HashSet<&str> {
    let speakers = script.speakers.iter();
    let names = speakers.flat_map(|speaker| speaker.names.values());
    names.map(String::as_str).collect()
}

/// Lines that begin with the name of someone who speaks and a sign that closes names.
fn named(script: &Script, lines: &[Spoken]) -> Option<Doubt> {
    let names = names(script);
    let begins = |line: &&Spoken| {
        let head = &line.text[..line.text.floor_char_boundary(4 * LABEL)];
        let end = head.find(['(', '[', '（', '【', ':', '：', '–', '—']);
        end.is_some_and(|end| names.contains(head[..end].trim_end()))
    };
    let why = "this begins with the name of who speaks: is it a turn of theirs";
    doubt(why, lines.iter().filter(begins).map(Spoken::place))
}

/// The words in brackets or before a colon at the beginning of a line, and what follows.
fn label(text: &str) -> Option<(&str, &str)> {
    if let Some(inside) = text.strip_prefix(['(', '[', '（', '【']) {
        let (label, said) = inside.split_once([')', ']', '）', '】'])?;
        let is_label = label.chars().count() <= LABEL && said.contains(char::is_alphabetic);
        return is_label.then_some((label, said));
    }
    let head = &text[..text.floor_char_boundary(4 * LABEL + 4)];
    let (label, _) = head.split_once([':', '：'])?;
    let said = text[label.len()..].strip_prefix([':', '：'])?;
    let is_short = label.len() <= 4 * LABEL && label.chars().count() <= LABEL;
    let first = label.chars().next()?;
    let is_name = first.is_alphabetic() && !first.is_lowercase();
    let ends = [
        '.', '!', '?', '…', ',', ';', '。', '！', '？', '，', '；', '"', '“', '„', '«',
    ];
    let is_label = is_short
        && is_name
        && label.split_whitespace().count() <= LABEL_WORDS
        && !label.contains(ends)
        && !said.starts_with(|c: char| c.is_ascii_digit() || c == '/');
    is_label.then_some((label, said))
}

/// From how many whole sentences on that come again people talk whom nothing names.
const TALK: usize = 4;

/// The same few characters, said again and again by the narrator. Where many of them are whole sentences, as `Yes.` and `Come in!`,
/// people say them whom nothing names.
fn again(lines: &[Spoken]) -> Vec<Doubt> {
    let mut times: HashMap<&str, Vec<Place>> = HashMap::new();
    let narrated = lines.iter().filter(|line| line.speaker == NARRATOR);
    for line in
        narrated.filter(|line| line.text.len() <= 3 * FEW && line.text.chars().count() <= FEW)
    {
        times.entry(line.text).or_default().push(line.place());
    }
    times.retain(|_, lines| lines.len() >= AGAIN);
    if times.keys().filter(|text| sentences::is_over(text)).count() >= TALK {
        times.retain(|text, _| !sentences::is_over(text));
    }
    let why = "times: is it a name, or the page's furniture";
    often(times, AGAIN, |times| {
        format!("the narrator says this {times} {why}")
    })
}

/// A doubt about each group of at least so many lines, in their order. `why` is given how many lines a group has.
fn often<K>(
    groups: HashMap<K, Vec<Place>>,
    least: usize,
    why: impl Fn(usize) -> String,
) -> Vec<Doubt> {
    let groups = groups.into_values();
    let mut groups: Vec<_> = groups.filter(|lines| lines.len() >= least).collect();
    groups.sort_unstable_by_key(|lines| lines[0]);
    let doubts = groups.into_iter();
    doubts
        .filter_map(|lines| doubt(&why(lines.len()), lines))
        .collect()
}

/// Sentences that end in the middle and go on in the next line of the same turn.
fn broken_off(lines: &[Spoken]) -> Option<Doubt> {
    let mut last: HashMap<&Language, &Spoken> = HashMap::new();
    let mut broken: Vec<Place> = Vec::new();
    let mut all = 0_usize;
    for line in lines {
        all += 1;
        let before = last.insert(line.language, line);
        let Some(before) = before.filter(|_| !line.begins) else {
            continue;
        };
        let ends = before
            .text
            .chars()
            .next_back()
            .is_some_and(|c| c.is_alphabetic() || c == ',');
        if ends && line.text.starts_with(char::is_lowercase) {
            broken.push(line.place());
        }
    }
    let share = broken.len() as f64 / all.max(1) as f64;
    let is_odd = broken.len() >= BROKEN && (MANY..VERSE).contains(&share);
    let why = format!(
        "{} of {all} lines begin in the middle of a sentence",
        broken.len()
    );
    doubt(&why, broken).filter(|_| is_odd)
}

/// Sentences that end in the middle where a time was left out: perhaps it was theirs.
fn cut_out(script: &Script, lines: &[Spoken]) -> Option<Doubt> {
    let times = script
        .dropped
        .iter()
        .filter(|dropped| dropped.reason == TIME);
    let times: HashSet<usize> = times.flat_map(|time| time.at.iter().copied()).collect();
    // Where few sentences end with a stop, as in songs and chats, one without it tells nothing.
    let open = lines
        .iter()
        .filter(|line| line.text.ends_with(char::is_alphabetic));
    if open.count() as f64 > OPEN * lines.len() as f64 {
        return None;
    }
    let is_cut = |line: &&Spoken| {
        let after = line
            .at
            .last()
            .is_some_and(|last| times.contains(&(last + 1)));
        after && line.text.ends_with(char::is_lowercase)
    };
    let cut = lines.iter().filter(is_cut).map(|line| line.place());
    doubt(
        "this ends in the middle of a sentence, and a time below it is left out",
        cut,
    )
}

/// Headings that begin with the name of someone who speaks and a colon or a bracket, or hold signs that nobody says.
fn headings(script: &Script) -> Vec<Doubt> {
    let names = names(script);
    let headings = script.chapters.iter().filter(|chapter| chapter.is_heading);
    let titles = headings.flat_map(|chapter| {
        chapter
            .title
            .values()
            .map(|title| (chapter.at.as_slice(), title.as_str()))
    });
    let (mut named, mut signed) = (Vec::new(), Vec::new());
    for (at, title) in titles {
        let name = title
            .split([':', '：', '(', '（', '['])
            .next()
            .unwrap_or_default()
            .trim();
        if name.len() < title.trim().len() && names.contains(name) {
            named.push((at, title));
        } else if signs::has_sign(title) || signs::has_half_a_bracket(title) {
            signed.push((at, title));
        }
    }
    let named = doubt(
        "this heading begins with the name of who speaks: is it a turn",
        named,
    );
    let signed = doubt("this heading holds a sign that nobody says", signed);
    named.into_iter().chain(signed).collect()
}

/// Those who speak one language only, in a book most of whose lines are there in two.
fn alone(script: &Script) -> Vec<Doubt> {
    let mut lines: HashMap<&str, (usize, usize)> = HashMap::new();
    for turn in script.turns() {
        for line in &turn.lines {
            if let Line::Speech { text, .. } = line {
                let (paired, alone) = lines.entry(&turn.speaker).or_default();
                *if text.len() > 1 { paired } else { alone } += 1;
            }
        }
    }
    let (paired, unpaired) = lines
        .values()
        .fold((0, 0), |all, own| (all.0 + own.0, all.1 + own.1));
    if paired < unpaired || paired == 0 {
        return Vec::new();
    }
    let speakers = script
        .speakers
        .iter()
        .filter(|speaker| speaker.id != NARRATOR);
    let alone = speakers.filter(|speaker| matches!(lines.get(speaker.id.as_str()), Some((0, 2..))));
    alone
        .map(|speaker| Doubt {
            at: Vec::new(),
            text: format!(
                "nothing that `{}` says has a translation: is it a person?",
                speaker.names.values().next().unwrap_or(&speaker.id)
            ),
        })
        .collect()
}

/// Pairs of which one line is far longer than it should be, as the other pairs are.
fn lengths(script: &Script) -> Option<Doubt> {
    let [first, second] = script.languages.as_slice() else {
        return None;
    };
    let length = |text: &str| text.chars().count() as f64 + 3.0;
    let pair = |line: &Line| -> Option<(f64, bool)> {
        let Line::Speech { text, .. } = line else {
            return None;
        };
        let (a, b) = (length(text.get(first)?), length(text.get(second)?));
        Some(((a / b).ln(), a.max(b) >= LONG as f64))
    };
    let lines = || script.turns().flat_map(|turn| &turn.lines);
    let mut ratios: Vec<f64> = lines().filter_map(|line| Some(pair(line)?.0)).collect();
    if ratios.len() < PAIRS {
        return None;
    }
    let middle = ratios.len() / 2;
    let usual = *ratios.select_nth_unstable_by(middle, f64::total_cmp).1;
    let far = lines().filter_map(|line| {
        let is_far =
            pair(line).is_some_and(|(ratio, is_long)| is_long && (ratio - usual).abs() > FAR);
        match line {
            Line::Speech { text, at, .. } if is_far => Some((&at[..], text.get(first)?.as_str())),
            _ => None,
        }
    });
    doubt(
        "this and its translation are of very unlike lengths: do they say the same",
        far,
    )
}

#[cfg(test)]
mod tests {
    use super::{Spoken, again, broken_off, labels};
    use crate::language::Language;
    use crate::script::{NARRATOR, Options, read};

    /// Lines of one turn.
    fn turn<'s>(language: &'s Language, lines: &[&'s str]) -> Vec<Spoken<'s>> {
        let spoken = lines.iter().map(|text| Spoken {
            speaker: NARRATOR,
            language,
            text,
            at: &[1],
            begins: false,
        });
        spoken.collect()
    }

    /// How many of some rules' doubts there are about lines of one turn.
    fn odd(lines: &[&str]) -> [usize; 3] {
        let language = Language::new("en");
        let lines = turn(&language, lines);
        let broken = broken_off(&lines).into_iter().count();
        [labels(&lines).len(), again(&lines).len(), broken]
    }

    #[test]
    fn words_before_a_colon_that_come_again() {
        let lines = [
            "Rosa Lind: Who lit it?",
            "Rosa Lind: And why?",
            "Rosa Lind: Well.",
        ];
        assert_eq!(odd(&lines), [1, 0, 0]);
        assert_eq!(odd(&lines[1..]), [0, 0, 0]);
        assert_eq!(
            odd(&["(in Dutch): Yes.", "(in Dutch): No.", "(in Dutch): Well."])[0],
            1
        );
        assert_eq!(
            odd(&["It was 9:15.", "It was 9:30.", "It was 9:45."]),
            [0, 0, 0]
        );
    }

    #[test]
    fn what_is_said_again_and_again() {
        assert_eq!(odd(&["Back to the top"; 4]), [0, 1, 0]);
        assert_eq!(odd(&["Back to the top"; 3]), [0, 0, 0]);
    }

    #[test]
    fn what_stands_at_the_same_places_has_an_order() {
        let language = Language::new("en");
        let words = [
            "one", "two", "three", "four", "five", "six", "seven", "eight",
        ];
        let lines = turn(&language, &words.repeat(4));
        let texts: Vec<String> = again(&lines).into_iter().map(|doubt| doubt.text).collect();
        assert!(texts.len() == words.len() && texts.is_sorted(), "{texts:?}");
    }

    #[test]
    fn sentences_that_break_off() {
        let whole = ["The keeper lit the lamp."; 3];
        let page = |cuts: usize| {
            [
                ["He went up with", "the lamp in his hand."].repeat(cuts),
                whole.repeat(5),
            ]
            .concat()
        };
        assert_eq!(odd(&page(4))[2], 1);
        assert_eq!(odd(&page(2))[2], 0);
        // Verse breaks off at nearly every line.
        assert_eq!(
            odd(&["he went up", "with the lamp", "in his hand"].repeat(9))[2],
            0
        );
    }

    fn doubts(text: &str) -> Vec<String> {
        let script = read(text.as_bytes(), "lamp.txt", &Options::default()).unwrap();
        script.doubts.into_iter().map(|doubt| doubt.text).collect()
    }

    #[test]
    fn pairs_of_unlike_lengths() {
        let pair = "The keeper lit the lamp.\n守夜人点亮了灯。\n\n".repeat(9);
        let long = "The ship came out of the fog, turned twice, lost its anchor and sank before the harbour.\n船。\n\n";
        let is_far = |text: &str| {
            doubts(text)
                .iter()
                .any(|doubt| doubt.contains("very unlike lengths"))
        };
        assert!(is_far(&format!("{pair}{long}{pair}")));
        assert!(!is_far(&pair));
    }
}
