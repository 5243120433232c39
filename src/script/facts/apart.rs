//! What is said without a name, and set apart as a whole.

use super::letters::{self, count_words, ends_sentence};
use super::surface::heading_signs;
use super::{Apart, Class, LineFacts, vocabulary};
use crate::script::document::{Emphasis, SourceLine};
use std::ops::Range;

/// The highest level of headings that can be questions; those above are chapters.
const HIGHEST_QUESTION: u8 = 3;

/// How a line is set apart, and what of it is said: `**Who lit it?**`, `— Who lit it?`
pub(super) fn of(line: &SourceLine) -> Option<(Apart, Range<usize>)> {
    let (text, markup) = (line.text.as_str(), &line.markup);
    if markup.speaker.is_some()
        || markup.column.is_some()
        || markup.is_subtitle
        || line.preset.is_some()
    {
        return None;
    }
    if !ends_sentence(text) && !text.ends_with(['*', '_']) {
        return None;
    }
    let all = 0..text.len();
    let (apart, said) = if let Some((level, start)) = markup
        .heading
        .map(|level| (level, 0))
        .or(heading_signs(text))
    {
        (level >= HIGHEST_QUESTION).then_some((Apart::Heading(level), start..all.end))?
    } else if let Some((is_bold, inside)) = emphasised_whole(line) {
        (if is_bold { Apart::Bold } else { Apart::Italic }, inside)
    } else {
        let sign = text.chars().next()?;
        let rest = text.trim_start_matches(sign).trim_start();
        let apart = match sign {
            '―' | '—' | '─' if text[sign.len_utf8()..].starts_with(sign) => Apart::LongDash,
            '—' | '―' | '–' | '─' | '-' => Apart::Dash,
            '▶' | '►' | '■' | '□' | '◆' | '◇' | '●' | '○' | '▲' | '△' | '▼' | '▽' | '*' | '•'
            | '>' => Apart::Sign(sign),
            _ => return None,
        };
        let begins = |c: char| c.is_alphanumeric() || "\"“„«¿¡「『'‘".contains(c);
        // `— Who lit it? — asked Ann.` is told.
        let is_told =
            apart == Apart::Dash && [" —", " –", "— "].iter().any(|dash| rest.contains(dash));
        (rest.starts_with(begins) && !is_told).then_some((apart, all.end - rest.len()..all.end))?
    };
    let words = &text[said.clone()];
    (ends_sentence(words) && count_words(words, 2) > 1).then_some((apart, said))
}

/// Whether a line that is emphasised as a whole is bold, and what of it is text.
fn emphasised_whole(line: &SourceLine) -> Option<(bool, Range<usize>)> {
    if let Some(emphasis) = line.markup.emphasis {
        return Some((emphasis == Emphasis::Strong, 0..line.text.len()));
    }
    ["**", "__", "*", "_"].into_iter().find_map(|sign| {
        let inside = line.text.strip_prefix(sign)?.strip_suffix(sign)?;
        let is_whole = !inside.is_empty() && !inside.contains(sign) && !inside.starts_with(' ');
        is_whole.then_some((sign.len() > 1, sign.len()..line.text.len() - sign.len()))
    })
}

/// How many questions in paragraphs of their own show an interview, how many of the paragraphs are questions at least, and how
/// many of them speak to someone: one in so many.
const FEWEST: usize = 3;
const SHARE: usize = 7;
const ADDRESSED: usize = 3;
/// The longest question, in words.
const LONGEST: usize = 60;

/// Interviews whose questions only type set apart, and that lost it: paragraphs that ask, and speak to someone, each with an answer
/// below. Between answers, a paragraph that speaks to someone and not of oneself asks, too.
pub(super) fn paragraphs(lines: &[SourceLine], facts: &mut [LineFacts]) {
    let is_paragraph = |i: usize| {
        let markup = &lines[i].markup;
        lines[i].is_text()
            && lines[i].blank_before
            && lines.get(i + 1).is_none_or(|next| next.blank_before)
            && markup.column.is_none()
            && markup.heading.is_none()
            && !markup.is_subtitle
            && facts[i].ends_sentence
            && matches!(facts[i].class, Class::Plain | Class::Title)
    };
    if facts.iter().filter(|facts| facts.asks).take(FEWEST).count() < FEWEST {
        return;
    }
    let paragraphs: Vec<usize> = (0..lines.len()).filter(|&i| is_paragraph(i)).collect();
    let is_quoted = |i: usize| {
        lines[i]
            .text
            .starts_with(['"', '“', '„', '«', '»', '「', '\'', '‘', '–', '—', '-'])
    };
    let asks =
        |i: usize| facts[i].asks && !is_quoted(i) && count_words(&lines[i].text, LONGEST) < LONGEST;
    let questions = paragraphs.iter().filter(|i| asks(**i)).count();
    let marked = paragraphs
        .iter()
        .filter(|i| asks(**i) && facts[**i].apart.is_some())
        .count();
    let persons = &vocabulary().persons;
    let second = |i: usize| letters::words(&lines[i].text).any(|word| persons.second.has(word));
    let first = |i: usize| letters::words(&lines[i].text).any(|word| persons.first.has(word));
    let addressed = paragraphs
        .iter()
        .filter(|i| asks(**i) && second(**i))
        .count();
    let answered = paragraphs
        .windows(2)
        .filter(|pair| asks(pair[0]) && !asks(pair[1]))
        .count();
    let owned = paragraphs
        .windows(2)
        .filter(|pair| asks(pair[0]) && first(pair[1]))
        .count();
    let quoted = paragraphs.iter().filter(|i| is_quoted(**i)).count();
    // Where answers are named, questions need no form.
    let named = paragraphs
        .windows(2)
        .filter(|pair| {
            let mut labels = facts[pair[1]].candidates.iter();
            asks(pair[0]) && labels.any(|label| label.syntax.is_explicit())
        })
        .count();
    let is_interview = questions >= FEWEST
        && marked * 2 < questions
        && named * 2 < questions
        && questions * SHARE >= paragraphs.len()
        && addressed * ADDRESSED >= questions
        && owned * ADDRESSED >= questions
        && answered * 5 >= questions * 4
        && quoted * 4 <= questions;
    if !is_interview {
        return;
    }
    let apart = |i: usize| Some((Apart::Paragraph, 0..lines[i].text.len()));
    let found: Vec<usize> = paragraphs.iter().copied().filter(|i| asks(*i)).collect();
    let (begin, end) = (found[0], found[found.len() - 1]);
    let between = paragraphs.windows(3).filter(|three| {
        let [before, own, after] = [three[0], three[1], three[2]];
        (begin..end).contains(&own)
            && [before, own, after].iter().all(|i| !asks(*i))
            && (second(own) && !first(own) || lines[own].text.contains(['?', '？']))
            && lines[own].text.len() < lines[before].text.len().min(lines[after].text.len())
    });
    let between: Vec<usize> = between.map(|three| three[1]).collect();
    for i in found.into_iter().chain(between) {
        facts[i].apart = apart(i);
    }
}
