//! The lines of a text as rules see them, and where in the text they stand.

use super::{headings, words};
use crate::script::copies::{self, Copy};
use crate::script::document::Markup;
use crate::script::document::{Document, SourceLine};
use crate::script::facts::{Capitals, Close, Kind, LineFacts};
use rayon::prelude::*;
use std::collections::HashMap;

/// The longest line that rules look into, in bytes: longer ones are said.
pub(super) const LONGEST: usize = 1200;
/// The longest key of a fact, in characters.
const LONGEST_KEY: usize = 32;
/// Signs around words.
const SIGNS: &[char] = &[
    '(', ')', '（', '）', '[', ']', '【', '】', '*', '_', '-', '–', '—', '―', '▼', '▲', '▽', '△',
    '◎', '●', '·', '•', '>', '<', '/', ' ', '“', '”', '"', '#', '.', '。', '!', '！', '=', '|',
    '↓', '↑', '～', '~', ':', '：', '▎', '■', '□', '○', '\u{3000}',
];

fn is_sign(c: char) -> bool {
    !c.is_ascii_alphanumeric() && SIGNS.contains(&c)
}

/// A text as its rules see it.
pub(super) struct Text<'a> {
    pub(super) lines: Vec<Line<'a>>,
    pub(super) facts: &'a [LineFacts],
    /// Where it stands again.
    pub(super) copies: Vec<Copy>,
    /// How many lines before each carry the label of someone who is named again; one more entry than lines.
    labelled: Vec<f64>,
    /// The headings that count, each apart from the text: `IV`, `3. The Lamp`.
    pub(super) counted: Vec<usize>,
    /// Where its files or halves begin, each in a language of its own, and how many lines there are.
    parts: Vec<usize>,
}

/// A line as rules see it.
pub(super) struct Line<'a> {
    pub(super) source: &'a SourceLine,
    /// The text in lower case, trimmed of signs and of brackets around it; empty for a long line.
    pub(super) bare: String,
    /// The text in lower case; empty for a long line.
    pub(super) lower: String,
    /// A blank line stands before it, and after it.
    pub(super) opens: bool,
    pub(super) closes: bool,
    /// It ends a sentence.
    pub(super) is_over: bool,
    /// Nothing is known of it from its source: neither a cell, nor a subtitle, nor with a speaker in the markup.
    pub(super) is_free: bool,
    /// From 0 to 1: how sure it carries the label of someone who is named again.
    pub(super) label: f64,
    /// What stands before the first colon and behind it, if that can be a key and its value.
    pub(super) pair: Option<(&'a str, &'a str)>,
}

impl<'a> Line<'a> {
    pub(super) fn text(&self) -> &'a str {
        &self.source.text
    }

    pub(super) fn markup(&self) -> &'a Markup {
        &self.source.markup
    }

    /// The level of the heading that the source's markup makes it.
    pub(super) fn heading(&self) -> Option<u8> {
        self.source.markup.heading
    }

    /// How many characters it has.
    pub(super) fn chars(&self) -> usize {
        self.source.text.chars().count()
    }

    /// How many words it has; a character of a script without spaces counts for half a word.
    pub(super) fn words(&self) -> usize {
        words_in(self.text())
    }

    /// Whether it is short, ends no sentence, and is no label of someone who is named again: what stands in lists and
    /// heads of pages is.
    pub(super) fn is_scrap(&self) -> bool {
        self.text().len() <= 200 && !self.is_over && self.label < 0.4 && self.words() <= 14
    }
}

/// How many words a text has; a character of a script without spaces counts for half a word.
pub(super) fn words_in(text: &str) -> usize {
    let (mut unspaced, mut spaced, mut is_counted) = (0_usize, 0, false);
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            spaced += usize::from(!std::mem::replace(&mut is_counted, true));
        } else if c.is_whitespace() {
            is_counted = false;
            unspaced += usize::from(words::is_unspaced(c));
        } else if words::is_unspaced(c) {
            unspaced += 1;
        } else if !c.is_ascii() && c.is_alphanumeric() {
            spaced += usize::from(!std::mem::replace(&mut is_counted, true));
        }
    }
    unspaced.div_ceil(2) + spaced
}

impl<'a> Text<'a> {
    pub(super) fn of(document: &'a Document, facts: &'a [LineFacts]) -> Self {
        let all = &document.lines;
        let copies = copies::of(all);
        let labels = labels(document, facts, &copies);
        let lines = all.par_iter().enumerate().map(|(i, source)| {
            let is_short = source.text.len() <= LONGEST;
            let lower = if is_short {
                source.text.to_lowercase()
            } else {
                String::new()
            };
            let markup = &source.markup;
            Line {
                source,
                bare: lower.trim_matches(is_sign).to_string(),
                opens: source.blank_before || i == 0,
                closes: all.get(i + 1).is_none_or(|next| next.blank_before),
                is_over: facts[i].ends_sentence,
                is_free: source.preset.is_none()
                    && markup.column.is_none()
                    && !markup.is_subtitle
                    && markup.speaker.is_none(),
                label: labels[i],
                pair: if is_short {
                    key_value(&source.text)
                } else {
                    None
                },
                lower,
            }
        });
        let mut labelled = Vec::with_capacity(all.len() + 1);
        let mut sum = 0.0;
        labelled.push(0.0);
        labelled.extend(labels.iter().map(|label| {
            sum += label;
            sum
        }));
        let mut text = Self {
            lines: lines.collect(),
            facts,
            copies,
            labelled,
            counted: Vec::new(),
            parts: parts(document),
        };
        text.counted = headings::counted(&text);
        text
    }

    /// Whether a line is the heading of a chapter, by its markup, its words or its number.
    pub(super) fn begins_chapter(&self, line: usize) -> bool {
        let Some(own) = self.lines.get(line) else {
            return false;
        };
        own.heading().is_some()
            || own.opens && own.closes && headings::level(own.text()).is_some()
            || self.counted.binary_search(&line).is_ok()
    }

    /// Whether two lines or more are blank before a line.
    pub(super) fn stands_off(&self, line: usize) -> bool {
        let before = line.checked_sub(1).map(|i| self.lines[i].source.places());
        let last = before.and_then(|places| places.last().copied());
        last.is_some_and(|last| self.lines[line].source.at > last + 2)
    }

    /// The lines of the part that a line stands in.
    fn part(&self, line: usize) -> std::ops::Range<usize> {
        let next = self.parts.partition_point(|begin| *begin <= line);
        self.parts[next - 1]..self.parts[next]
    }

    /// Where each part of the text begins.
    pub(super) fn parts(&self) -> impl Iterator<Item = usize> {
        let begins = self.parts.iter().copied();
        begins.filter(|begin| *begin < self.len())
    }

    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// Where a text that stands in its source twice begins again; else its end.
    pub(super) fn first_copy(&self) -> usize {
        self.copies.first().map_or(self.len(), |copy| copy.at)
    }

    /// How many lines carry the label of someone who is named again.
    pub(super) fn labels(&self) -> f64 {
        self.labelled[self.len()]
    }

    /// How many of them stand before a line.
    pub(super) fn labels_before(&self, line: usize) -> f64 {
        self.labelled[line]
    }

    /// How many of them stand after a line.
    pub(super) fn labels_after(&self, line: usize) -> f64 {
        self.labels() - self.labelled[line + 1]
    }

    /// Evidence that a line stands before the text proper, in nats: the first lines do, and what no named speaker has
    /// come before. From 3 to -6.
    pub(super) fn front(&self, line: usize) -> f64 {
        let begin = self.part(line).start;
        let lines = (line - begin) as f64;
        let near = 3.0 - lines / if self.labels() > 2.0 { 12.0 } else { 3.0 };
        let labels = self.labelled[line] - self.labelled[begin];
        near.min(3.0 - 2.0 * labels).clamp(-6.0, 3.0)
    }

    /// The same for what stands after it.
    pub(super) fn tail(&self, line: usize) -> f64 {
        let end = self.part(line).end;
        let rest = (end - 1 - line) as f64;
        let near = 3.0 - rest / if self.labels() > 2.0 { 6.0 } else { 3.0 };
        let labels = self.labelled[end] - self.labelled[line + 1];
        near.min(3.0 - 2.0 * labels).clamp(-6.0, 3.0)
    }

    /// Evidence that a line stands before or after the text proper.
    pub(super) fn edge(&self, line: usize) -> f64 {
        self.front(line).max(self.tail(line))
    }

    /// The lines of the block that a line stands in.
    pub(super) fn block(&self, line: usize) -> std::ops::Range<usize> {
        let begin = (0..=line).rev().find(|&i| self.lines[i].opens).unwrap_or(0);
        let end = (line..self.len())
            .find(|&i| self.lines[i].closes)
            .map_or(self.len(), |i| i + 1);
        begin..end
    }

    /// The free lines with their indexes.
    pub(super) fn free(&self) -> impl Iterator<Item = (usize, &Line<'a>)> {
        self.lines
            .iter()
            .enumerate()
            .filter(|(_, line)| line.is_free)
    }
}

/// Where the parts of a text begin, each in a language of its own, and how many lines there are.
fn parts(document: &Document) -> Vec<usize> {
    let lines = document.lines.iter().enumerate();
    let begins = lines.filter(|(i, line)| *i == 0 || line.markup.begins_part);
    let mut parts: Vec<usize> = begins.map(|(i, _)| i).collect();
    parts.push(document.lines.len());
    parts
}

/// From 0 to 1 for each line, how sure it carries the label of someone who is named again. It rises with how often, and
/// with how much the form of the label says. Whoever is named in a copy is not named again.
fn labels(document: &Document, facts: &[LineFacts], copies: &[Copy]) -> Vec<f64> {
    let mut times: HashMap<(u64, Kind, Close), u32> = HashMap::new();
    let is_copy = |i: usize| copies.iter().any(|copy| copy.lines().contains(&i));
    for (_, line) in facts.iter().enumerate().filter(|(i, _)| !is_copy(*i)) {
        for candidate in &line.candidates {
            let form = (
                candidate.key,
                candidate.syntax.mark.kind,
                candidate.syntax.close,
            );
            *times.entry(form).or_default() += 1;
        }
    }
    let of = |i: usize| {
        if facts[i].candidates.is_empty() {
            return 0.0;
        }
        let line = &document.lines[i];
        let is_fact = key_value(&line.text).is_some_and(|(key, _)| {
            words::facts()
                .meaning(&key.to_lowercase())
                .is_some_and(|m| m != "participant")
        });
        let sure = facts[i].candidates.iter().map(|candidate| {
            let syntax = candidate.syntax;
            let n = f64::from(times[&(candidate.key, syntax.mark.kind, syntax.close)]);
            let shown = match (syntax.mark.kind, syntax.close) {
                (Kind::Voice, _) => 1.0,
                (Kind::Plain, Close::Stop) if !syntax.is_alone => 0.8,
                (Kind::Plain, Close::Stop) if candidate.capitals == Capitals::All => 0.5,
                (Kind::Plain, Close::Stop) => 0.1,
                (Kind::Plain, Close::Nothing)
                    if facts.get(i + 1).is_none_or(|next| next.blank_before) =>
                {
                    0.5
                }
                (Kind::Plain, Close::Nothing | Close::Described) => 0.7,
                (Kind::Plain, Close::Gap) => 0.8,
                _ => 1.0,
            };
            let odd = 1.0 / (1.0 + candidate.odd.max(0.0) / 3.0);
            shown * odd * (1.0 - 1.0 / n)
        });
        sure.fold(0.0, f64::max) * if is_fact { 0.3 } else { 1.0 }
    };
    (0..document.lines.len()).into_par_iter().map(of).collect()
}

/// The key and the value of a line like `Key: value`, without signs of emphasis and bullets. The value may be empty.
pub(super) fn key_value(text: &str) -> Option<(&str, &str)> {
    const AROUND: &[char] = &[
        '*', '_', '-', '•', '·', ' ', '▎', '■', '●', '○', '#', '\t', '\u{3000}', '▪', '◆',
    ];
    let head = &text[..text.floor_char_boundary(6 * LONGEST_KEY)];
    let at = head.find([':', '：'])?;
    let sign = text[at..].chars().next()?.len_utf8();
    let is_around = |c: char| !c.is_ascii_alphanumeric() && AROUND.contains(&c);
    let key = text[..at].trim_matches(is_around);
    let key = key.trim_start_matches(|c: char| !c.is_alphanumeric());
    let value = text[at + sign..].trim_matches(['*', '_', ' ', '\t', '\u{3000}']);
    let fits = !value.starts_with("//")
        && key.starts_with(char::is_alphabetic)
        && key.chars().count() <= LONGEST_KEY
        && key.split_whitespace().count() <= 5
        && !key.contains(|c: char| c.is_ascii_digit() || ".,，。?!？！“”\"".contains(c));
    fits.then_some((key, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_values() {
        for (text, pair) in [
            ("Guest: Tom Blake", Some(("Guest", "Tom Blake"))),
            ("- **Place:** Lund", Some(("Place", "Lund"))),
            ("本期嘉宾：张三", Some(("本期嘉宾", "张三"))),
            ("出席議員：", Some(("出席議員", ""))),
            ("https://example.org", None),
            ("He said, and I quote: no", None),
            ("At 10:30 we left", None),
        ] {
            assert_eq!(key_value(text), pair, "{text}");
        }
    }

    #[test]
    fn words_are_counted_in_all_scripts() {
        assert_eq!(words_in("The lamp, at last"), 4);
        assert_eq!(words_in("灯塔的故事"), 3);
    }
}
