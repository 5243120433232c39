//! Titles of chapters: the question that best names what is answered, or the first sentence.

use super::{asks, turn_asks, words};
use crate::language::{Language, Localized};
use crate::script::aligner::{Unit, align};
use crate::script::facts::letters::{lower, word_hash};
use crate::script::{Line, NARRATOR, Turn, sentences};
use std::collections::HashSet;
use unicode_segmentation::UnicodeSegmentation;

/// The longest title that is a whole sentence, in columns (a Han character takes two).
const COLUMNS: usize = 90;
/// How many columns a sentence has at least that says enough for a title.
const SHORT: usize = 14;
/// How good a question is at least that is a title, out of about ten.
const GOOD: f64 = 3.0;
/// How much better a question is for words that its answer has, too, at most.
const MOST_ANSWERED: f64 = 2.1;
/// How many turns of a chapter are searched for its title.
const NEAR: usize = 6;
/// How much of an answer shows what it is about, in bytes.
const ANSWER: usize = 1500;

/// A question of a turn, as a title.
struct Question<'a> {
    score: f64,
    text: &'a Localized,
    /// Which sentence of the first language it is.
    sentence: usize,
}

/// The title of a chapter: its best question, of the interviewer's first turns if they ask one, else its first sentence.
pub(super) fn title_of(turns: &[Turn], interviewer: Option<&str>) -> Localized {
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

/// Whether a turn has a question that is a good title.
pub(super) fn has_good_question(turns: &[Turn], turn: usize) -> bool {
    // Words of the answer can only make it better, and they take long to find.
    best_of(&turns[turn], &HashSet::new()).is_some_and(|alone| {
        let is_good = |question: Question| question.score >= GOOD;
        let can_be = alone.score + MOST_ANSWERED >= GOOD;
        alone.score >= GOOD || can_be && best_question(turns, turn).is_some_and(is_good)
    })
}

/// The question of a turn that serves best as a title.
fn best_question(turns: &[Turn], turn: usize) -> Option<Question<'_>> {
    best_of(&turns[turn], &answer(turns, turn))
}

/// The same for the words of the answer.
fn best_of<'a>(turn: &'a Turn, answer: &HashSet<u64>) -> Option<Question<'a>> {
    let mut best: Option<Question> = None;
    let lines = turn.lines.iter().filter_map(|line| match line {
        Line::Speech { text, .. } => Some(text),
        Line::Note { .. } => None,
    });
    let in_two = turn
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
            let Some(mut score) = score(sentence, answer) else {
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
fn answer(turns: &[Turn], turn: usize) -> HashSet<u64> {
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

/// The numbers of a text's words that say what it is about: long ones, and pairs of characters of scripts without spaces.
fn content_words(text: &str) -> HashSet<u64> {
    let text = lower(text);
    let is_unspaced = |c: char| c >= '\u{2E80}';
    let mut words = HashSet::new();
    for word in text.unicode_words() {
        if word.starts_with(is_unspaced) || word.chars().count() > 4 {
            let seventh = word.char_indices().nth(7);
            words.insert(word_hash(&word[..seventh.map_or(word.len(), |(at, _)| at)]));
        }
    }
    if text.contains(is_unspaced) {
        let in_pairs = |c: char| is_unspaced(c) && c.is_alphabetic();
        let mut before = None;
        for c in text.chars() {
            let own = in_pairs(c).then_some(u64::from(c));
            words.extend(before.zip(own).map(|(a, b): (u64, u64)| a << 32 | b));
            before = own;
        }
    }
    words
}

/// How well a question serves as a title; `None` if it is none that says what it asks: `Right?`, `meetings?`.
fn score(question: &str, answer: &HashSet<u64>) -> Option<f64> {
    let bare = bare(question);
    let width = columns(bare);
    let lower = bare.to_lowercase();
    let count = bare.unicode_words().filter(|word| word.is_ascii()).count();
    let first = bare.chars().find(|c| c.is_alphabetic())?;
    // Speech in quotation marks that begins or ends elsewhere is a piece of it.
    let pairs = [
        ('“', '”'),
        ('「', '」'),
        ('『', '』'),
        ('«', '»'),
        ('《', '》'),
    ];
    if pairs
        .iter()
        .any(|(open, close)| question.matches(*open).count() != question.matches(*close).count())
        && !question.contains('„')
    {
        return None;
    }
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
    if answer.is_empty() {
        return Some(score);
    }
    // A question with a pronoun alone says little of what it is about.
    let known = content_words(bare).intersection(answer).count();
    Some(score + (0.7 * known as f64).min(MOST_ANSWERED))
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
