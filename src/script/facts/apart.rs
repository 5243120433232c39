//! What is said without a name, and set apart as a whole: by type, by a sign, or as a paragraph that asks.

use super::letters::{self, count_words, ends_sentence};
use super::surface::heading_signs;
use super::vocabulary::{Words, vocabulary};
use super::{Apart, Class, Close, LineFacts};
use crate::script::document::{Emphasis, SourceLine};
use std::collections::HashSet;
use std::ops::Range;

/// The highest level of headings that can be questions; those above are chapters.
const HIGHEST_QUESTION: u8 = 2;

/// The dashes that something said begins with.
pub(super) const DASHES: [char; 5] = ['—', '―', '–', '─', '-'];

/// How a line is set apart, and what of it is said: `**Who lit it?**`, `— Who lit it?`
pub(super) fn of(line: &SourceLine) -> Option<(Apart, Range<usize>)> {
    let (text, markup) = (line.text.as_str(), &line.markup);
    if !line.is_text() || markup.speaker.is_some() {
        return None;
    }
    if !ends_sentence(without_note(text)) && !text.ends_with(['*', '_']) {
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
        // `**-Who lit it?**` is behind a dash, as its answer is.
        let begins = |c: char| c.is_alphabetic() || "¿¡".contains(c);
        let dashed = text[inside.clone()].strip_prefix(['-', '–', '—']);
        let dashed = dashed
            .map(str::trim_start)
            .filter(|said| said.starts_with(begins));
        match dashed {
            Some(said) => (Apart::Dash, inside.end - said.len()..inside.end),
            None if is_bold => (Apart::Bold, inside),
            None => (Apart::Italic, inside),
        }
    } else {
        let sign = text.chars().next()?;
        let rest = text.trim_start_matches(sign).trim_start();
        let apart = match sign {
            '―' | '—' | '─' if text[sign.len_utf8()..].starts_with(sign) => Apart::LongDash,
            _ if DASHES.contains(&sign) => Apart::Dash,
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
    // `— Non.` is said, `- Oil.` and `* Oil.` stand in lists.
    let is_long = apart == Apart::Dash && !text.starts_with('-') || count_words(words, 2) > 1;
    (ends_sentence(without_note(words)) && is_long).then_some((apart, said))
}

/// A text without what stands in brackets at its end: `Of course. (Laughs)`
fn without_note(text: &str) -> &str {
    let inside = text
        .trim_end_matches(['*', '_', ' ', '.'])
        .strip_suffix([')', ']', '）']);
    let open = inside.and_then(|inside| inside.rfind(['(', '[', '（']));
    open.map_or(text, |open| text[..open].trim_end())
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

/// How many quoted lines with an answer right under them show a mail that answers bit by bit.
const FEWEST_ANSWERED: usize = 2;

/// Where mails are sent, `>` sets apart what they quote, and no questions: unless one mail answers what it quotes bit by bit.
pub(super) fn mails(lines: &[SourceLine], facts: &mut [LineFacts]) {
    let is_sent = |facts: &LineFacts| {
        facts
            .candidates
            .iter()
            .any(|one| one.syntax.close == Close::Sent)
    };
    let senders: HashSet<&str> = lines
        .iter()
        .zip(&*facts)
        .filter(|(_, facts)| is_sent(facts))
        .map(|(line, _)| line.text.as_str())
        .collect();
    let is_quoted = |line: &SourceLine| line.text.starts_with('>');
    let pairs = lines
        .windows(2)
        .filter(|pair| is_quoted(&pair[0]) && !is_quoted(&pair[1]));
    let begins = lines.iter().take_while(|line| !is_quoted(line)).count();
    let is_one = senders.len() == 1 && facts[..begins].iter().any(is_sent);
    let is_answered = is_one && pairs.count() >= FEWEST_ANSWERED;
    if senders.is_empty() || is_answered {
        return;
    }
    let quoted = |apart: &(Apart, Range<usize>)| apart.0 == Apart::Sign('>');
    for facts in facts {
        facts.apart.take_if(|apart| quoted(apart));
    }
}

/// How many questions in bold or italic type show an interview in which dashes open answers, and which share of them has such an answer.
const FEWEST_ASKED: usize = 3;
const DASHED: f64 = 0.6;

/// Where questions are set apart by type, dashes before what stands under them open answers, and set apart nothing.
pub(super) fn dashed_answers(facts: &mut [LineFacts]) {
    let asks_apart = |facts: &LineFacts| {
        facts.asks && matches!(facts.apart, Some((Apart::Bold | Apart::Italic, _)))
    };
    let is_dashed = |facts: &LineFacts| matches!(facts.apart, Some((Apart::Dash, _)));
    let asked = facts.iter().filter(|facts| asks_apart(facts)).count();
    let pairs = facts.windows(2);
    let answered = pairs.filter(|pair| asks_apart(&pair[0]) && is_dashed(&pair[1]));
    let answered = answered.count();
    if asked < FEWEST_ASKED || (answered as f64) < DASHED * asked as f64 {
        return;
    }
    for facts in facts.iter_mut().filter(|facts| is_dashed(facts)) {
        facts.apart = None;
    }
}

/// How many questions in paragraphs of their own show an interview, and how many of the paragraphs are questions at least: one in
/// so many.
const FEWEST: usize = 3;
const SHARE: usize = 7;
/// How many of the questions speak to someone, and how many are answered by someone who speaks of himself: one in so many.
const PERSONAL: usize = 3;
/// The longest question, in words.
const LONGEST: usize = 60;

/// Finds the questions of interviews that only bold or italic type set apart, and that were copied without it: paragraphs that ask,
/// and speak to someone, each with an answer below. Between answers, a paragraph that speaks to someone and not of oneself asks,
/// too.
pub(super) fn paragraphs(lines: &[SourceLine], facts: &mut [LineFacts]) {
    if facts.iter().filter(|facts| facts.asks).take(FEWEST).count() < FEWEST {
        return;
    }
    let text = Paragraphs::of(lines, facts);
    if !text.are_interview() {
        return;
    }
    for i in text.questions() {
        facts[i].apart = Some((Apart::Paragraph, 0..lines[i].text.len()));
    }
}

/// The lines of a text that are paragraphs.
struct Paragraphs<'t> {
    lines: &'t [SourceLine],
    facts: &'t [LineFacts],
    /// Their indexes.
    at: Vec<usize>,
}

impl<'t> Paragraphs<'t> {
    fn of(lines: &'t [SourceLine], facts: &'t [LineFacts]) -> Self {
        let is_paragraph = |i: &usize| {
            let (line, facts) = (&lines[*i], &facts[*i]);
            line.is_text()
                && line.markup.heading.is_none()
                && line.blank_before
                && lines.get(i + 1).is_none_or(|next| next.blank_before)
                && facts.ends_sentence
                && matches!(facts.class, Class::Plain | Class::Title)
        };
        Self {
            lines,
            facts,
            at: (0..lines.len()).filter(is_paragraph).collect(),
        }
    }

    /// Whether they are questions and answers.
    fn are_interview(&self) -> bool {
        let (mut questions, mut quoted) = (0, 0);
        // Of the questions:
        let (mut marked, mut addressed) = (0, 0);
        // Of what stands under them, if anything does:
        let (mut below, mut answered, mut owned, mut named) = (0, 0, 0, 0);
        for (nth, &i) in self.at.iter().enumerate() {
            quoted += usize::from(self.is_quoted(i));
            if !self.asks(i) {
                continue;
            }
            questions += 1;
            marked += usize::from(self.facts[i].apart.is_some());
            addressed += usize::from(self.addresses(i));
            if let Some(&next) = self.at.get(nth + 1) {
                below += 1;
                answered += usize::from(!self.asks(next));
                owned += usize::from(self.is_personal(next));
                named += usize::from(self.is_named(next));
            }
        }
        questions >= FEWEST
            && questions * SHARE >= self.at.len()
            && quoted * 4 <= questions
            // Where questions are set apart, or answers are named, they need no other form.
            && marked * 2 < questions
            && named * 2 < questions
            && addressed * PERSONAL >= questions
            && owned * PERSONAL >= questions
            && answered * 5 >= below * 4
    }

    /// The lines that ask, and between them those that speak to someone and are shorter than what stands around them.
    fn questions(&self) -> Vec<usize> {
        let mut questions: Vec<usize> = self.at.iter().copied().filter(|i| self.asks(*i)).collect();
        let (Some(&first), Some(&last)) = (questions.first(), questions.last()) else {
            return questions;
        };
        // `Note: …` is neither.
        let at = self.at.iter().copied().filter(|i| !self.is_named(*i));
        let at: Vec<usize> = at.collect();
        let between = at.windows(3).filter(|three| {
            let [before, own, after] = [three[0], three[1], three[2]];
            let length = |i: usize| self.lines[i].text.len();
            let speaks_to_someone = || {
                self.addresses(own) && !self.is_personal(own)
                    || letters::has_question(&self.lines[own].text)
            };
            (first..last).contains(&own)
                && !three.iter().any(|i| self.asks(*i))
                && length(own) < length(before).min(length(after))
                && speaks_to_someone()
        });
        questions.extend(between.map(|three| three[1]));
        questions
    }

    fn asks(&self, i: usize) -> bool {
        self.facts[i].asks
            && !self.is_quoted(i)
            && count_words(&self.lines[i].text, LONGEST) < LONGEST
    }

    fn is_quoted(&self, i: usize) -> bool {
        const SIGNS: &[char] = &['"', '“', '„', '«', '»', '「', '\'', '‘', '–', '—', '-'];
        self.lines[i].text.starts_with(SIGNS)
    }

    /// Whether a paragraph speaks to someone.
    fn addresses(&self, i: usize) -> bool {
        self.has(i, &vocabulary().persons.second)
    }

    /// Whether whoever says a paragraph speaks of himself.
    fn is_personal(&self, i: usize) -> bool {
        self.has(i, &vocabulary().persons.first)
    }

    fn has(&self, i: usize, known: &Words) -> bool {
        letters::words(&self.lines[i].text).any(|word| known.has(word))
    }

    /// Whether a paragraph begins with the name of who says it.
    fn is_named(&self, i: usize) -> bool {
        let mut labels = self.facts[i].candidates.iter();
        labels.any(|label| label.syntax.is_explicit())
    }
}
