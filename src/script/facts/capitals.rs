//! Names in capitals right before what is said, with no sign between: `ANN Who lit it?` Words in capitals begin sentences, too; they
//! are names where most blocks of the text begin so, and at least two of them come again.

use super::letters::{ends_sentence, is_upper};
use super::vocabulary::vocabulary;
use super::{Close, LineFacts};
use super::{candidates, times};
use crate::script::document::SourceLine;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// How many words such a name has at most.
const WORDS: usize = 4;
/// How many lines begin so at least, and which share of the blocks, of all lines, and of them that end as sentences do.
const FEWEST: usize = 6;
const BLOCKS: f64 = 0.6;
const LINES: f64 = 0.25;
const ENDING: f64 = 0.6;
/// Which share of the lines with the first words of a name go on with more capitals, if those are a part of it.
const GOES_ON: f64 = 0.8;

/// Adds labels to lines that begin with a name in capitals.
pub(super) fn add(lines: &[SourceLine], facts: &mut [LineFacts]) {
    let heads: Vec<(usize, &str, Vec<usize>)> = lines
        .iter()
        .enumerate()
        .filter(|(i, line)| may_be_said(line, &facts[*i]) && !is_signed(line, &facts[*i]))
        .map(|(i, line)| {
            let text = times::behind_head(&line.text);
            (i, text, heads(text))
        })
        .filter(|(.., ends)| !ends.is_empty())
        .collect();
    if heads.len() < FEWEST {
        return;
    }
    let mut times: HashMap<&str, usize> = HashMap::new();
    for (_, text, ends) in &heads {
        for end in ends {
            *times.entry(&text[..*end]).or_default() += 1;
        }
    }
    // How many of the lines that begin with some words go on with a further one.
    let mut longer: HashMap<&str, usize> = HashMap::new();
    for (_, text, ends) in &heads {
        for pair in ends.windows(2) {
            *longer.entry(&text[..pair[0]]).or_default() += 1;
        }
    }
    let name_of = |text: &str, ends: &[usize]| {
        let goes_on = |end: &&usize| {
            let head = &text[..**end];
            let further = longer.get(head).copied().unwrap_or_default();
            further as f64 >= GOES_ON * times[head] as f64
        };
        ends.iter()
            .find(|end| !goes_on(end))
            .or(ends.last())
            .copied()
    };
    let names: Vec<(usize, Range<usize>)> = heads
        .iter()
        .filter_map(|(i, text, ends)| {
            let start = lines[*i].text.len() - text.len();
            Some((*i, start..start + name_of(text, ends)?))
        })
        .collect();
    if are_names(lines, facts, &names) {
        for (i, name) in names {
            facts[i].add(candidates::before_gap(&lines[i], name));
        }
    }
}

/// Whether the names before what is said come again and begin most blocks. `names`: the lines, and where the name stands.
fn are_names(lines: &[SourceLine], facts: &[LineFacts], names: &[(usize, Range<usize>)]) -> bool {
    let mut times: HashMap<&str, usize> = HashMap::new();
    for (i, name) in names {
        *times.entry(&lines[*i].text[name.clone()]).or_default() += 1;
    }
    let again = |(i, name): &&(usize, Range<usize>)| times[&lines[*i].text[name.clone()]] > 1;
    let named: HashSet<usize> = names.iter().filter(again).map(|(i, _)| *i).collect();
    let people = times.values().filter(|times| **times > 1).count();
    let is_read = |i: &usize| may_be_said(&lines[*i], &facts[*i]);
    let read = (0..lines.len()).filter(is_read);
    let all = read.clone().count();
    let begins = |i: &usize| facts[*i].blank_before || named.contains(i);
    let blocks = read.filter(begins).count();
    let closes = |i: &&usize| lines.get(**i + 1).is_none_or(|next| next.blank_before);
    let closing = named.iter().filter(closes).count();
    let ending = named.iter().filter(closes);
    let ending = ending.filter(|i| ends_sentence(&lines[**i].text)).count();
    let n = named.len() as f64;
    people > 1
        && named.len() >= FEWEST
        && n >= BLOCKS * blocks as f64
        && n >= LINES * all as f64
        && ending as f64 >= ENDING * closing as f64
}

/// Whether a sign closes the name in capitals that a line begins with: `ANN y BO. Sí.`
fn is_signed(line: &SourceLine, facts: &LineFacts) -> bool {
    facts.candidates.iter().any(|one| {
        let name = one.name_in(line);
        let ends_big = name.split_whitespace().next_back().is_some_and(is_upper);
        let is_closed = matches!(one.syntax.close, Close::Stop | Close::Bracket | Close::Dash);
        ends_big && (one.syntax.is_explicit() || is_closed)
    })
}

/// Whether a line is text of the kind in which people speak.
fn may_be_said(line: &SourceLine, facts: &LineFacts) -> bool {
    line.is_text() && line.markup.heading.is_none() && facts.class.may_be_said()
}

/// Where the words in capitals end that a text begins with and that something else follows, from the first on. A letter alone, `I`,
/// ends no name.
fn heads(text: &str) -> Vec<usize> {
    let is_part = |word: &str| {
        let is_title = word.ends_with('.') && vocabulary().titles.has(word);
        let letters = word.strip_suffix('.').filter(|_| is_title).unwrap_or(word);
        let is_sign = |c: char| c.is_alphabetic() || c == '-' || c == '’' || c == '\'';
        is_upper(letters)
            && letters.starts_with(char::is_alphabetic)
            && letters.chars().all(is_sign)
    };
    let mut ends = Vec::new();
    let mut at = 0;
    for (nth, word) in text.split_inclusive(char::is_whitespace).enumerate() {
        let bare = word.trim_end();
        let is_first_said =
            nth == 0 && (vocabulary().said.has(bare) || vocabulary().facts.has(bare));
        if nth == WORDS || !is_part(bare) || is_first_said {
            break;
        }
        if bare.len() < word.len() && bare.chars().nth(1).is_some() {
            ends.push(at + bare.len());
        }
        at += word.len();
    }
    let rest = ends.last().map_or("", |end| &text[*end..]);
    // A line that is all in capitals is a title or shouted.
    let is_shouted = !rest.contains(char::is_lowercase);
    if is_shouted && ends.len() > 1 {
        ends.truncate(1);
    }
    if is_shouted
        && is_upper(text)
        && text[ends.last().copied().unwrap_or(0)..]
            .split_whitespace()
            .count()
            > WORDS
    {
        ends.clear();
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::tests::spoken;

    #[test]
    fn words_in_capitals_at_the_head() {
        let found = |text: &str| -> Vec<String> {
            heads(text)
                .iter()
                .map(|end| text[..*end].to_string())
                .collect()
        };
        assert_eq!(found("ANN Who lit it?"), ["ANN"]);
        assert_eq!(found("OLD MAN I did."), ["OLD", "OLD MAN"]);
        assert_eq!(found("MRS. REED No."), ["MRS.", "MRS. REED"]);
        for text in [
            "I saw it.",
            "Ann SAW it.",
            "NO I did not.",
            "ANN: Yes.",
            "ANN. Yes.",
            "NOTE it was dark.",
        ] {
            assert!(found(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn names_in_capitals_before_what_is_said() {
        let play = "ANN Who lit the lamp?\n\n**OLD KEEPER NEVER ask me that.**\n\nANN I asked you.\n\n(She sits down.)\n\n\
                    **OLD KEEPER I was asleep.**\n\nANN So was I.\n\n**OLD KEEPER Then it was the cat.**\n\nANN No cat.\n\n\
                    **OLD KEEPER None, madam. It left.**\n\nANN Well. So be it.\n";
        let lines = spoken(play);
        assert_eq!(lines[1], "old-keeper: NEVER ask me that.");
        assert_eq!(lines[2], "ann: I asked you.");
        assert!(
            lines.iter().all(|line| !line.starts_with("narrator")),
            "{lines:#?}"
        );
        // A time stands before each name.
        let timed: Vec<String> = { play.split("\n\n").enumerate() }
            .map(|(nth, line)| format!("[00:0{}:10] {}", nth % 10, line.trim_matches('*')))
            .collect();
        assert_eq!(
            spoken(&timed.join("\n\n"))[1],
            "old-keeper: NEVER ask me that."
        );
        // What only begins a paragraph now and then is no name.
        let news = "LUND The harbour was closed.\n\nNobody came.\n\nIt rained all day.\n\nMALMO The train was late.\n\nThe keeper slept.\n\n\
                    LUND The harbour was open again.\n\nMALMO Nobody complained.\n\nThe weather was fine.\n\nAll was well.\n\nNobody asked.\n";
        assert!(spoken(news).iter().all(|line| line.starts_with("narrator")));
    }
}
