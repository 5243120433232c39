//! Where chapters begin, and what they are called.
//!
//! A text without headings is cut at the interviewer's questions, so that the chapters come as
//! near to the wanted length as the questions allow: of all ways to cut, the one with the smallest
//! sum of squared relative differences from that length, found by dynamic programming.

use super::align::align_sentences;
use super::sentences;
use super::turns::Section;
use super::{Chapter, Line, Turn};
use crate::language::{Language, Localized};
use std::collections::HashMap;
use unicode_segmentation::UnicodeSegmentation;

/// Seconds of pause that a line brings with it, in the estimate.
const PAUSE: f64 = 0.6;
/// The longest title, in columns (a Han character takes two).
const TITLE_COLUMNS: usize = 64;
/// How many times the wanted length a chapter may be before a cut is forced to the next place.
const LONGEST: f64 = 4.0;
/// About how long a chapter is if nothing else is said, in minutes.
const MINUTES: f64 = 8.0;

pub use super::chapter::{Chapters, estimate_seconds};

/// Makes chapters of the sections of a text, of which `title` is the title.
pub fn cut(sections: Vec<Section>, chapters: Chapters, title: &Localized) -> Vec<Chapter> {
    let has_headings = sections.iter().any(|section| !section.title.is_empty());
    match chapters {
        Chapters::Auto | Chapters::Headings if has_headings => at_headings(sections),
        Chapters::Auto => by_length(sections, MINUTES, true),
        Chapters::Questions(minutes) => by_length(sections, minutes, true),
        Chapters::Minutes(minutes) => by_length(sections, minutes, false),
        Chapters::None | Chapters::Headings => {
            let (at, turns) = without_headings(sections);
            vec![Chapter {
                title: title.clone(),
                at,
                turns,
            }]
        }
    }
}

/// A chapter a section. What stands before the first heading is called by what it says.
fn at_headings(sections: Vec<Section>) -> Vec<Chapter> {
    let mut chapters: Vec<Chapter> = Vec::new();
    let mut waiting: Vec<usize> = Vec::new();
    for section in sections {
        if section.turns.is_empty() {
            // A heading with nothing under it is no chapter; its line is the next one's.
            waiting.extend(section.at);
            continue;
        }
        let title = if section.title.is_empty() {
            title(&section.turns, None)
        } else {
            let fitted = section
                .title
                .iter()
                .map(|(l, text)| (l.clone(), fit(text, l)));
            fitted.collect()
        };
        chapters.push(Chapter {
            title,
            at: [std::mem::take(&mut waiting), section.at].concat(),
            turns: section.turns,
        });
    }
    if let Some(last) = chapters.last_mut() {
        last.at.append(&mut waiting);
    }
    chapters
}

/// All turns, and the line numbers of all headings.
fn without_headings(sections: Vec<Section>) -> (Vec<usize>, Vec<Turn>) {
    let (mut at, mut turns) = (Vec::new(), Vec::new());
    for mut section in sections {
        at.append(&mut section.at);
        turns.append(&mut section.turns);
    }
    (at, turns)
}

/// Chapters of about `minutes`, at questions or at any turn.
fn by_length(sections: Vec<Section>, minutes: f64, at_questions: bool) -> Vec<Chapter> {
    let (at, turns) = without_headings(sections);
    let seconds: Vec<f64> = turns.iter().map(turn_seconds).collect();
    let interviewer = interviewer(&turns);
    let can_begin = |i: usize, turn: &Turn| {
        let asks = Some(&turn.speaker) == interviewer.as_ref() && turn_asks(turn);
        i == 0 || !at_questions || interviewer.is_none() || asks
    };
    let places: Vec<usize> = (0..turns.len())
        .filter(|&i| can_begin(i, &turns[i]))
        .collect();
    let begins = best_cut(&places, &seconds, minutes * 60.0);
    let mut chapters = Vec::with_capacity(begins.len());
    let mut rest = turns;
    for &begin in begins.iter().rev() {
        let turns = rest.split_off(begin);
        chapters.push(Chapter {
            title: title(&turns, interviewer.as_deref()),
            at: Vec::new(),
            turns,
        });
    }
    chapters.reverse();
    if let Some(first) = chapters.first_mut() {
        first.at = at;
    }
    chapters
}

fn turn_seconds(turn: &Turn) -> f64 {
    let texts = turn.lines.iter().filter_map(|line| match line {
        Line::Speech { text, .. } => Some(text.values()),
        Line::Note { .. } => None,
    });
    texts.flatten().map(|t| estimate_seconds(t) + PAUSE).sum()
}

/// Who asks: of the speakers with at least two asking turns, the one with the largest share of
/// them; nobody if that share is under a third or there is only one speaker.
fn interviewer(turns: &[Turn]) -> Option<String> {
    let mut count: HashMap<&str, (usize, usize)> = HashMap::new();
    for turn in turns {
        let (asking, all) = count.entry(&turn.speaker).or_default();
        *asking += usize::from(turn_asks(turn));
        *all += 1;
    }
    if count.len() < 2 {
        return None;
    }
    let share = |&(asking, all): &(usize, usize)| asking as f64 / all as f64;
    count
        .into_iter()
        .filter(|(_, n)| n.0 >= 2 && share(n) > 1.0 / 3.0)
        .max_by(|(a, n), (b, m)| share(n).total_cmp(&share(m)).then(b.cmp(a)))
        .map(|(speaker, _)| speaker.to_string())
}

fn turn_asks(turn: &Turn) -> bool {
    turn.lines.iter().any(|line| match line {
        Line::Speech { text, .. } => text.values().any(|t| asks(t)),
        Line::Note { .. } => false,
    })
}

/// The places to begin a chapter at, from `places` (the first of which is always one).
fn best_cut(places: &[usize], seconds: &[f64], target: f64) -> Vec<usize> {
    let mut before = vec![0.0; seconds.len() + 1];
    for (i, s) in seconds.iter().enumerate() {
        before[i + 1] = before[i] + s;
    }
    // best[k]: the cost of the text before place k, and where the chapter before it begins
    let ends: Vec<usize> = places.iter().copied().chain([seconds.len()]).collect();
    let mut best: Vec<(f64, usize)> = vec![(f64::INFINITY, 0); ends.len()];
    best[0] = (0.0, 0);
    for k in 1..ends.len() {
        for j in (0..k).rev() {
            let length = before[ends[k]] - before[ends[j]];
            let cost = best[j].0 + ((length - target) / target).powi(2);
            if cost < best[k].0 {
                best[k] = (cost, j);
            }
            if length > LONGEST * target {
                break;
            }
        }
    }
    let mut begins = Vec::new();
    let mut k = ends.len() - 1;
    while k > 0 {
        k = best[k].1;
        begins.push(ends[k]);
    }
    begins.reverse();
    begins
}

/// A title from the first question that the chapter asks, else from its first sentence.
fn title(turns: &[Turn], interviewer: Option<&str>) -> Localized {
    let asking = turns.iter().find(|turn| {
        turn_asks(turn) && interviewer.is_none_or(|interviewer| turn.speaker == interviewer)
    });
    let pair = asking.and_then(best_question).or_else(|| {
        turns
            .iter()
            .flat_map(|turn| &turn.lines)
            .find_map(|line| match line {
                Line::Speech { text, .. } => Some((text, None)),
                Line::Note { .. } => None,
            })
    });
    let Some((text, chosen)) = pair else {
        return Localized::new();
    };
    titles_of(text, chosen)
}

/// Which sentence of a pair's first language was chosen.
type Chosen = Option<usize>;

/// The pair of a turn that asks best, and which sentence it is in its first language.
fn best_question(turn: &Turn) -> Option<(&Localized, Chosen)> {
    let mut best: Option<(u8, &Localized, Chosen)> = None;
    for line in &turn.lines {
        let Line::Speech { text, .. } = line else {
            continue;
        };
        let Some(first) = text.values().next() else {
            continue;
        };
        for (i, sentence) in sentences::split(first).iter().enumerate() {
            if !asks(sentence) {
                continue;
            }
            let rank = rank(sentence);
            if best.as_ref().is_none_or(|(r, ..)| rank > *r) {
                best = Some((rank, text, Some(i)));
            }
        }
    }
    let other = || {
        turn.lines.iter().find_map(|line| match line {
            Line::Speech { text, .. } if text.values().any(|t| asks(t)) => Some((text, None)),
            _ => None,
        })
    };
    best.map(|(_, text, chosen)| (text, chosen)).or_else(other)
}

fn asks(text: &str) -> bool {
    text.contains(['?', '？', '؟'])
}

/// How well a question serves as a title: it fits, it asks from its first word on, and it is no
/// mere `Right?`.
fn rank(question: &str) -> u8 {
    const ASKING: &[&str] = &[
        "what", "how", "why", "when", "where", "who", "which", "do", "does", "did", "is", "are",
        "was", "can", "could", "would", "will", "should",
    ];
    let first = question
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_lowercase();
    match columns(question) {
        0..=13 => 0,
        14..=20 => 1,
        columns if columns > TITLE_COLUMNS => 2,
        _ if ASKING.contains(&first.as_str()) => 4,
        _ => 3,
    }
}

/// The titles of a pair: in its first language the chosen sentence, in the others what stands
/// beside it.
fn titles_of(text: &Localized, chosen: Chosen) -> Localized {
    let Some(first) = text.values().next().map(|first| sentences::split(first)) else {
        return Localized::new();
    };
    text.iter()
        .enumerate()
        .map(|(k, (language, text))| {
            let own = sentences::split(text);
            let sentence = match chosen {
                Some(i) if k == 0 => first.get(i).copied(),
                Some(i) => beside(&first, i, &own),
                None => own.iter().find(|s| asks(s)).or(own.first()).copied(),
            };
            let title = fit(sentence.unwrap_or(text), language);
            (language.clone(), title)
        })
        .collect()
}

/// The sentence of another language that says what sentence `i` of the first says: of those
/// aligned with it, one that asks.
fn beside<'a>(first: &[&str], i: usize, other: &[&'a str]) -> Option<&'a str> {
    let beads = align_sentences(first, other);
    let near = beads
        .iter()
        .filter(|bead| bead.first.contains(&i) || bead.first.start > i)
        .find(|bead| !bead.second.is_empty())
        .or_else(|| beads.iter().rfind(|bead| !bead.second.is_empty()))?;
    let aligned = &other[near.second.clone()];
    aligned
        .iter()
        .find(|s| asks(s))
        .or(aligned.first())
        .copied()
}

/// Cuts a sentence to [`TITLE_COLUMNS`]: to the clause that asks, if that fits as a whole, else to
/// its beginning with an ellipsis.
fn fit(sentence: &str, language: &Language) -> String {
    let sentence = sentence
        .trim()
        .trim_start_matches(['—', '–', '-', '―', '>', ' '])
        .trim_end_matches(['.', '。', ',', '，', ';', '；']);
    if columns(sentence) <= TITLE_COLUMNS {
        return sentence.to_string();
    }
    // "When you had only just begun, what did you change?": the clause that asks says enough.
    let asking = sentence
        .match_indices([',', ';', ':', '—'])
        .map(|(i, mark)| sentence[i + mark.len()..].trim())
        .find(|clause| rank(clause) == 4);
    if let Some(clause) = asking {
        return capitalised(clause);
    }
    let mut title = String::new();
    for word in sentence.split_word_bounds() {
        if columns(&title) + columns(word) > TITLE_COLUMNS - 2 {
            break;
        }
        title.push_str(word);
    }
    let title = title.trim_end_matches(|c: char| !c.is_alphanumeric());
    let dots = if language.is_unspaced() {
        "……"
    } else {
        "…"
    };
    format!("{title}{dots}")
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

/// The width of a text where a Han character is as wide as two letters.
fn columns(text: &str) -> usize {
    text.chars()
        .map(|c| {
            if ('\u{2E80}'..'\u{FFE0}').contains(&c) {
                2
            } else {
                1
            }
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(speaker: &str, en: &str, zh: &str) -> Turn {
        let text = [("en", en), ("zh", zh)]
            .map(|(language, text)| (Language::new(language), text.to_string()));
        Turn {
            speaker: speaker.into(),
            at: vec![],
            lines: vec![Line::speech(text.into(), vec![])],
        }
    }

    fn section(turns: Vec<Turn>) -> Vec<Section> {
        vec![Section {
            turns,
            ..Section::default()
        }]
    }

    #[test]
    fn the_title_in_the_other_language_is_the_sentence_beside_it() {
        let first = [
            "You came early today.",
            "Why did you come so early?",
            "Sit down.",
        ];
        let other = ["你今天来得很早。", "坐下。"];
        assert_eq!(beside(&first, 0, &other), Some("你今天来得很早。"));
        let other = ["你今天来得很早。", "你为什么来得这么早？", "坐下。"];
        assert_eq!(beside(&first, 1, &other), Some("你为什么来得这么早？"));
    }

    #[test]
    fn cuts_come_before_questions_near_the_wanted_length() {
        let answer = "word ".repeat(400);
        let mut turns = Vec::new();
        for i in 0..12 {
            turns.push(turn(
                "host",
                &format!("What came after year number {i}?"),
                "之后呢？",
            ));
            turns.push(turn("guest", &answer, "好。"));
        }
        let all = turns.clone();
        let each = turn_seconds(&turns[0]) + turn_seconds(&turns[1]);
        let chapters = by_length(section(turns), each * 3.0 / 60.0, true);
        assert_eq!(chapters.len(), 4);
        assert!(chapters.iter().all(|c| c.turns[0].speaker == "host"));
        assert_eq!(
            chapters
                .iter()
                .flat_map(|c| c.turns.clone())
                .collect::<Vec<_>>(),
            all
        );
        let title = &chapters[1].title;
        assert_eq!(
            title[&Language::new("en")],
            "What came after year number 3?"
        );
        assert_eq!(title[&Language::new("zh")], "之后呢？");
    }

    #[test]
    fn without_questions_the_length_alone_decides() {
        let turns: Vec<Turn> = (0..40)
            .map(|i| {
                turn(
                    "narrator",
                    &format!("Part {i}. {}", "Word ".repeat(200)),
                    "段。",
                )
            })
            .collect();
        let chapters = by_length(section(turns), 5.0, true);
        assert!(chapters.len() > 3, "{}", chapters.len());
        assert_eq!(chapters[0].title[&Language::new("en")], "Part 0");
    }

    #[test]
    fn a_long_question_is_cut_to_its_last_clause_or_its_beginning() {
        let en = Language::new("en");
        let question = "At the time when you had only just taken over the harbour office, what was the first thing you changed?";
        assert_eq!(fit(question, &en), "What was the first thing you changed?");
        let long = "What do you think of when you walk along the mole early in the morning and no ferry has come?";
        let short = fit(long, &en);
        assert!(
            short.ends_with('…') && columns(&short) <= TITLE_COLUMNS,
            "{short}"
        );
    }
}
