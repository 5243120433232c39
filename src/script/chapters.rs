//! Where chapters begin, and what they are called.
//!
//! A text without headings is cut at the interviewer's questions, so that the chapters come as
//! near to the wanted length as the questions allow: of all ways to cut, the one with the smallest
//! sum of squared relative differences from that length, found by dynamic programming.

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

/// Cuts turns into chapters of about `minutes`, always between turns, and titles each.
pub fn cut(turns: Vec<Turn>, minutes: f64) -> Vec<Chapter> {
    let seconds: Vec<f64> = turns.iter().map(turn_seconds).collect();
    let interviewer = interviewer(&turns);
    let asks: Vec<bool> = turns
        .iter()
        .map(|turn| Some(&turn.speaker) == interviewer.as_ref() && turn_asks(turn))
        .collect();
    let can_begin = |i: usize| i == 0 || interviewer.is_none() || asks[i];
    let places: Vec<usize> = (0..turns.len()).filter(|&i| can_begin(i)).collect();
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
    chapters
}

/// How long a text takes to say, in seconds: about 16 characters a second, 4 for scripts whose
/// characters are syllables.
pub fn estimate_seconds(text: &str) -> f64 {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' => 0.25,
            _ => 0.074,
        })
        .sum()
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
        Line::Speech { text, .. } => text.values().any(|t| t.contains(['?', '？'])),
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
    text.iter()
        .map(|(language, text)| (language.clone(), title_of(text, language, chosen)))
        .collect()
}

/// A question in the first language of a pair.
#[derive(Clone, Copy)]
struct Chosen {
    /// Which of the questions it is.
    number: usize,
    /// How many there are.
    of: usize,
    /// Where its middle lies in the text, from 0 to 1.
    middle: f64,
}

/// The pair of a turn that asks best, and which question it is in its first language.
fn best_question(turn: &Turn) -> Option<(&Localized, Option<Chosen>)> {
    type Best<'a> = (u8, &'a Localized, Option<Chosen>);
    let mut best: Option<Best> = None;
    for line in &turn.lines {
        let Line::Speech { text, .. } = line else {
            continue;
        };
        let Some(first) = text.values().next() else {
            continue;
        };
        let questions = questions(first);
        for (i, question) in questions.iter().enumerate() {
            let rank = rank(question);
            if best.as_ref().is_none_or(|(r, ..)| rank > *r) {
                let chosen = Chosen {
                    number: i,
                    of: questions.len(),
                    middle: middle(first, question),
                };
                best = Some((rank, text, Some(chosen)));
            }
        }
    }
    let other = || {
        turn.lines.iter().find_map(|line| match line {
            Line::Speech { text, .. } if text.values().any(|t| t.contains(['?', '？'])) => {
                Some((text, None))
            }
            _ => None,
        })
    };
    best.map(|(_, text, chosen)| (text, chosen)).or_else(other)
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

fn questions(text: &str) -> Vec<&str> {
    text.unicode_sentences()
        .map(str::trim)
        .filter(|sentence| sentence.contains(['?', '？']))
        .collect()
}

/// The title in one language: the question that answers to the chosen one, cut to fit. Where the
/// languages do not ask equally often, it is the sentence that lies at the same place.
fn title_of(text: &str, language: &Language, chosen: Option<Chosen>) -> String {
    let questions = questions(text);
    let sentences = || {
        text.unicode_sentences()
            .map(str::trim)
            .filter(|s| !s.is_empty())
    };
    let sentence = match chosen {
        Some(chosen) if questions.len() == chosen.of => questions[chosen.number],
        Some(chosen) => sentences()
            .min_by(|a, b| {
                let off = |s| (middle(text, s) - chosen.middle).abs();
                off(a).total_cmp(&off(b))
            })
            .unwrap_or(text),
        None => questions
            .first()
            .copied()
            .or_else(|| sentences().next())
            .unwrap_or(text),
    };
    fit(sentence, language)
}

/// Where the middle of a part lies in a text, from 0 to 1. The part is a slice of the text.
fn middle(text: &str, part: &str) -> f64 {
    let begin = part.as_ptr() as usize - text.as_ptr() as usize;
    (begin as f64 + part.len() as f64 / 2.0) / text.len().max(1) as f64
}

/// Cuts a sentence to [`TITLE_COLUMNS`]: to the clause that asks, if that fits as a whole, else to
/// its beginning with an ellipsis.
fn fit(sentence: &str, language: &Language) -> String {
    let sentence = sentence
        .trim()
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
        let chapters = cut(turns, each * 3.0 / 60.0);
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
        let chapters = cut(turns, 5.0);
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
