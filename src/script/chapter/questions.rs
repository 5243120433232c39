//! Chapters at questions: cut so that they come as near to the wanted length as the questions allow. Of all ways to cut,
//! the one with the smallest sum of squared relative differences from that length and of what speaks against each question
//! as a title, found by dynamic programming.
//!
//! A title made from a question is a whole question: the one that says most of what is answered. In two languages the two
//! titles are the same sentence of the same line.

use super::{Cut, chapter, turn_seconds};
use crate::language::{Language, Localized};
use crate::script::aligner::{Unit, align};
use crate::script::{Chapter, Line, NARRATOR, Turn, sentences};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;
use unicode_segmentation::UnicodeSegmentation;

/// The longest title that is a whole sentence, in columns (a Han character takes two).
const COLUMNS: usize = 90;
/// How many columns a sentence has at least that says enough for a title.
const SHORT: usize = 14;
/// How many times the wanted length a chapter may be before a cut is forced to the next place.
const LONGEST: f64 = 4.0;
/// What a place costs whose question is no good title, beside the square of a relative difference in length.
const POOR: f64 = 0.12;
/// How good a question is at least that is a title, out of about ten.
const GOOD: f64 = 3.0;
/// How many turns of a chapter are searched for its title.
const NEAR: usize = 6;
/// How much of an answer shows what it is about, in bytes.
const ANSWER: usize = 1500;

#[derive(Debug, Deserialize)]
struct Beginnings {
    begins: Vec<String>,
}

/// See `words/questions.toml`.
#[derive(Debug, Deserialize)]
struct Words {
    asks: Beginnings,
    hangs: Beginnings,
}

fn words() -> &'static Words {
    static WORDS: LazyLock<Words> = LazyLock::new(|| {
        toml::from_str(include_str!("../words/questions.toml"))
            .expect("words/questions.toml is as its type says")
    });
    &WORDS
}

impl Beginnings {
    fn fit(&self, lower: &str) -> bool {
        self.begins.iter().any(|word| match word.strip_suffix('*') {
            Some(stem) => lower.starts_with(stem),
            None => lower.strip_prefix(word.as_str()).is_some_and(|rest| {
                let unspaced = word.chars().next_back().is_some_and(|c| c >= '\u{2E80}');
                unspaced || !rest.starts_with(char::is_alphanumeric)
            }),
        })
    }
}

/// Chapters of about `minutes`, at questions or at any turn.
pub(super) fn cut(turns: Vec<Turn>, minutes: f64, at_questions: bool) -> Cut {
    let seconds: Vec<f64> = turns.iter().map(turn_seconds).collect();
    let interviewer = interviewer(&turns).filter(|_| at_questions);
    let asks = |turn: &Turn| Some(&turn.speaker) == interviewer.as_ref() && turn_asks(turn);
    let places: Vec<usize> = (0..turns.len())
        .filter(|&i| i == 0 || interviewer.is_none() || asks(&turns[i]))
        .collect();
    let poor = |i: usize| {
        let best = interviewer.as_ref().and_then(|_| best_question(&turns, i));
        if interviewer.is_some() && best.is_none_or(|best| best.score < GOOD) {
            POOR
        } else {
            0.0
        }
    };
    let costs: Vec<f64> = places.iter().map(|&i| poor(i)).collect();
    let begins = best_cut(&places, &costs, &seconds, minutes * 60.0);
    let mut ends = begins.clone();
    ends.push(turns.len());
    let titles: Vec<Localized> = ends
        .windows(2)
        .map(|pair| title_of(&turns[pair[0]..pair[1]], interviewer.as_deref()))
        .collect();
    let mut rest = turns;
    let mut chapters: Vec<Chapter> = Vec::with_capacity(begins.len());
    for (&begin, title) in begins.iter().zip(titles).rev() {
        chapters.push(chapter(title, rest.split_off(begin), false));
    }
    chapters.reverse();
    Cut {
        chapters,
        empty: Vec::new(),
    }
}

/// A title for turns that have none.
pub(super) fn title(turns: &[Turn]) -> Localized {
    title_of(turns, interviewer(turns).as_deref())
}

/// Who asks: of the speakers with at least two asking turns, the one with the largest share of them; nobody if that share
/// is under a third or there is only one speaker.
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
        Line::Speech { text, .. } => text.values().any(|text| asks(text)),
        Line::Note { .. } => false,
    })
}

fn asks(text: &str) -> bool {
    text.contains(['?', '？', '؟', '⸮', '\u{37E}'])
}

/// The places to begin a chapter at, from `places` (the first of which is always one), each with what it costs.
fn best_cut(places: &[usize], costs: &[f64], seconds: &[f64], target: f64) -> Vec<usize> {
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
            let place = if j > 0 { costs[j] } else { 0.0 };
            let cost = best[j].0 + ((length - target) / target).powi(2) + place;
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

/// A question of a turn, as a title.
struct Question<'a> {
    score: f64,
    text: &'a Localized,
    /// Which sentence of the first language it is.
    sentence: usize,
}

/// The title of a chapter: its best question, of the interviewer's first turns if they ask one, else its first sentence.
fn title_of(turns: &[Turn], interviewer: Option<&str>) -> Localized {
    let asking = (0..turns.len()).filter(|&i| turn_asks(&turns[i]));
    let of_interviewer =
        |i: &usize| interviewer.is_none_or(|interviewer| turns[*i].speaker == interviewer);
    let mut best: Option<Question> = None;
    for (n, i) in asking.filter(of_interviewer).take(NEAR).enumerate() {
        let Some(mut question) = best_question(turns, i) else {
            continue;
        };
        // The first that asks names what follows best.
        question.score -= 0.8 * n as f64;
        if best.as_ref().is_none_or(|best| question.score > best.score) {
            best = Some(question);
        }
    }
    if let Some(question) = best.filter(|best| interviewer.is_some() || best.score >= GOOD) {
        return titles_of(question.text, Some(question.sentence));
    }
    // What a person says, rather than what is told.
    let is_told = |turn: &Turn| turn.speaker == NARRATOR;
    let said = |told: bool| {
        let turns = turns.iter().filter(move |turn| is_told(turn) == told);
        turns
            .flat_map(|turn| &turn.lines)
            .find_map(|line| match line {
                Line::Speech { text, .. } => Some(text),
                Line::Note { .. } => None,
            })
    };
    let said = said(false).or_else(|| said(true));
    said.map(|text| titles_of(text, None)).unwrap_or_default()
}

/// The question of a turn that serves best as a title.
fn best_question<'a>(turns: &'a [Turn], turn: usize) -> Option<Question<'a>> {
    let answer = answer(turns, turn);
    let mut best: Option<Question> = None;
    let lines = turns[turn].lines.iter().filter_map(|line| match line {
        Line::Speech { text, .. } => Some(text),
        Line::Note { .. } => None,
    });
    let in_two = turns[turn]
        .lines
        .iter()
        .any(|line| matches!(line, Line::Speech { text, .. } if text.len() > 1));
    for text in lines {
        let Some(first) = text.values().next() else {
            continue;
        };
        let sentences = sentences::split(first);
        for (i, sentence) in sentences
            .iter()
            .enumerate()
            .filter(|(_, sentence)| asks(sentence))
        {
            let Some(mut score) = score(sentence, &answer) else {
                continue;
            };
            // In two languages the title must be one in both.
            if in_two {
                score += match text.values().nth(1).map(|other| sentences::split(other)) {
                    Some(other) if other.len() == sentences.len() => 2.0,
                    Some(_) => 1.0,
                    None => -4.0,
                };
            }
            score += i as f64 / sentences.len() as f64 / 2.0;
            if best.as_ref().is_none_or(|best| score > best.score) {
                best = Some(Question {
                    score,
                    text,
                    sentence: i,
                });
            }
        }
    }
    best
}

/// What is said after a turn, up to the next that asks: its words.
fn answer(turns: &[Turn], turn: usize) -> HashSet<String> {
    let mut length = 0;
    let mut words = HashSet::new();
    let after = turns[turn + 1..]
        .iter()
        .take_while(|next| next.speaker != turns[turn].speaker || !turn_asks(next));
    for line in after.flat_map(|turn| &turn.lines) {
        let Line::Speech { text, .. } = line else {
            continue;
        };
        let Some(first) = text.values().next() else {
            continue;
        };
        words.extend(content_words(&first[..first.floor_char_boundary(ANSWER)]));
        length += first.len();
        if length > ANSWER {
            break;
        }
    }
    words
}

/// The words of a text that say what it is about: long ones, and pairs of characters of scripts without spaces.
fn content_words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let mut words: Vec<String> = Vec::new();
    for word in lower.unicode_words() {
        let is_unspaced = word.starts_with(|c: char| c >= '\u{2E80}');
        if is_unspaced || word.chars().count() > 4 {
            words.push(word.chars().take(7).collect());
        }
    }
    if lower.contains(|c: char| c >= '\u{2E80}') {
        let letters: Vec<char> = lower.chars().collect();
        let pairs = letters
            .windows(2)
            .filter(|pair| pair.iter().all(|c| c.is_alphabetic() && *c >= '\u{2E80}'));
        words.extend(pairs.map(|pair| pair.iter().collect()));
    }
    words
}

/// How well a question serves as a title; `None` if it is none that says what it asks: `Right?`, `meetings?`.
fn score(question: &str, answer: &HashSet<String>) -> Option<f64> {
    let bare = bare(question);
    let width = columns(bare);
    let lower = bare.to_lowercase();
    let count = bare.unicode_words().filter(|word| word.is_ascii()).count();
    let first = bare.chars().find(|c| c.is_alphabetic())?;
    // What begins in small letters is a piece of a sentence.
    if first.is_lowercase() || width < SHORT || count > 0 && count < 4 && width < 24 {
        return None;
    }
    let hangs = words().hangs.fit(&lower);
    if hangs && width < 28 {
        return None;
    }
    let mut score = match width {
        SHORT..=24 => 1.0,
        25..=64 => 3.0,
        65..=COLUMNS => 2.0,
        _ => 0.0,
    };
    score += if words().asks.fit(&lower) { 3.0 } else { 1.0 };
    score -= if hangs { 2.5 } else { 0.0 };
    // A question with a pronoun alone says little of what it is about.
    let known = content_words(bare)
        .iter()
        .filter(|word| answer.contains(*word))
        .count();
    Some(score + (0.7 * known as f64).min(2.1))
}

/// The titles of a pair: in its first language the chosen sentence, else the first that says more than `Welcome back!`; in the
/// others what says the same.
fn titles_of(text: &Localized, chosen: Option<usize>) -> Localized {
    let Some(first) = text.values().next().map(|first| sentences::split(first)) else {
        return Localized::new();
    };
    let says_enough = |sentence: &&str| columns(bare(sentence)) >= SHORT;
    let chosen = chosen.or_else(|| first.iter().position(says_enough));
    let mut titles = Localized::new();
    for (k, (language, own)) in text.iter().enumerate() {
        let own_sentences = sentences::split(own);
        let sentence = match chosen.unwrap_or(0) {
            i if k == 0 => first.get(i).copied(),
            i if own_sentences.len() == first.len() => own_sentences.get(i).copied(),
            i => beside(
                &first,
                i,
                &own_sentences,
                [text.keys().next().unwrap_or(language), language],
            ),
        };
        titles.insert(language.clone(), fit(sentence.unwrap_or(own), language));
    }
    titles
}

/// The sentence of another language that says what sentence `i` of the first says: of those aligned with it, one that asks
/// if it does.
fn beside<'a>(
    first: &[&'a str],
    i: usize,
    other: &[&'a str],
    languages: [&Language; 2],
) -> Option<&'a str> {
    let questions = |sentences: &[&'a str]| {
        sentences
            .iter()
            .copied()
            .filter(|s| asks(s))
            .collect::<Vec<_>>()
    };
    let is_only = first.iter().filter(|sentence| asks(sentence)).count() == 1
        && first.get(i).is_some_and(|s| asks(s));
    if let [only] = questions(other)[..]
        && is_only
    {
        return Some(only);
    }
    let units = |sentences: &[&'a str]| -> Vec<Unit<'a>> {
        sentences.iter().map(|s| Unit::new(s)).collect()
    };
    let beads = align(&units(first), &units(other), languages, false, None);
    let near = beads
        .iter()
        .filter(|bead| bead.first.contains(&i) || bead.first.start > i)
        .find(|bead| !bead.second.is_empty())
        .or_else(|| beads.iter().rfind(|bead| !bead.second.is_empty()))?;
    let aligned = &other[near.second.clone()];
    questions(aligned)
        .first()
        .copied()
        .or(aligned.first().copied())
}

/// A sentence without dashes before it and stops after it.
fn bare(sentence: &str) -> &str {
    let sentence = sentence
        .trim()
        .trim_start_matches(['—', '–', '-', '―', '>', ' ']);
    sentence.trim_end_matches(['.', '。', ',', '，', ';', '；', ' '])
}

/// A sentence as a title: whole, if it is not too long; else its last clause that asks by itself; else its beginning with
/// an ellipsis.
fn fit(sentence: &str, language: &Language) -> String {
    let sentence = bare(sentence);
    if columns(sentence) <= COLUMNS {
        return sentence.to_string();
    }
    // "When you had only just begun, what did you change?": the clause that asks says enough.
    let clauses = sentence.match_indices([',', ';', ':', '—', '，', '；', '：']);
    // What is much longer than a title is not measured: sentences may be whole texts without a stop.
    let asking = clauses
        .map(|(i, mark)| sentence[i + mark.len()..].trim())
        .filter(|clause| clause.len() <= 4 * COLUMNS)
        .find(|clause| {
            let width = columns(clause);
            asks(clause)
                && (20..=COLUMNS).contains(&width)
                && words().asks.fit(&clause.to_lowercase())
        });
    if let Some(clause) = asking {
        return capitalised(clause);
    }
    let mut title = String::new();
    for word in sentence.split_word_bounds() {
        if columns(&title) + columns(word) > COLUMNS - 2 {
            break;
        }
        title.push_str(word);
    }
    let title = title.trim_end_matches(|c: char| !c.is_alphanumeric());
    format!(
        "{title}{}",
        if language.is_unspaced() {
            "……"
        } else {
            "…"
        }
    )
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next();
    first
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

    #[test]
    fn a_title_is_a_whole_question() {
        let none = HashSet::new();
        for fragment in [
            "Right?",
            "meetings?",
            "And you?",
            "Really?",
            "and what is it that you see there?",
            "是吗？",
            "So it was?",
        ] {
            assert_eq!(score(fragment, &none), None, "{fragment}");
        }
        let good = |text: &str| score(text, &none).unwrap_or(0.0);
        assert!(
            good("How did the first ferry reach the island?")
                > good("And it was the first ferry of the island?")
        );
        assert!(good("第一艘渡船是怎么到岛上的？") >= GOOD);
        let answer = content_words("The ferry reached the island at night.")
            .into_iter()
            .collect();
        let question = "How did the ferry reach the island?";
        assert!(score(question, &answer) > score(question, &none));
    }

    #[test]
    fn the_title_in_the_other_language_is_the_sentence_beside_it() {
        let first = [
            "You came early today.",
            "Why did you come so early?",
            "Sit down.",
        ];
        assert_eq!(
            beside(
                &first,
                0,
                &["你今天来得很早。", "坐下。"],
                [&Language::new("en"), &Language::new("zh")]
            ),
            Some("你今天来得很早。")
        );
        let other = ["你今天来得很早。", "你为什么来得这么早？", "坐下。"];
        assert_eq!(
            beside(
                &first,
                1,
                &other,
                [&Language::new("en"), &Language::new("zh")]
            ),
            Some("你为什么来得这么早？")
        );
    }

    #[test]
    fn a_long_question_is_cut_to_a_clause_that_asks_or_to_its_beginning() {
        let en = Language::new("en");
        let question = "At the time when you had only just taken over the harbour office, what was the first thing you changed?";
        assert_eq!(fit(question, &en), "What was the first thing you changed?");
        let long = "What do you think of when you walk along the mole early in the morning and no ferry has come and nobody waits?";
        let short = fit(long, &en);
        assert!(
            short.ends_with('…') && columns(&short) <= COLUMNS,
            "{short}"
        );
        let whole = "What do you think of when you walk along the mole early in the morning?";
        assert_eq!(fit(whole, &en), whole);
    }
}
