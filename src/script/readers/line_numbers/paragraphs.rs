//! Paragraphs of a transcript whose lines are numbered: where each begins, and what it is.

use super::super::super::broken::columns;
use super::super::wrapped::append;
use super::Numbered;
use crate::script::document::{Document, Preset, SourceLine};
use crate::script::facts::label::before_colon;
use crate::script::sentences::is_over;
use std::collections::HashMap;

/// How many columns a paragraph is set in, at least, and a heading.
const SET_IN: usize = 2;
const SET_FAR_IN: usize = 4;
/// By how many columns a line that ends a paragraph is shorter than the widest, where nothing is set
/// in.
const SHORTER: usize = 12;
/// How many columns part `Q` from what is asked.
const GAP: &str = "   ";

/// A paragraph of a transcript.
struct Paragraph {
    line: SourceLine,
    /// Who begins to speak with it.
    turn: Option<String>,
    is_heading: bool,
}

/// Joins the lines to paragraphs, and marks the headings of parts, what is done, and what stands
/// before and after the proceedings.
pub(crate) fn join(document: &mut Document, numbered: &Numbered) {
    let layout = Layout::of(document, numbered);
    let mut paragraphs: Vec<Paragraph> = Vec::with_capacity(document.lines.len() / 2);
    let mut open: Option<usize> = None;
    let mut last_width = 0;
    let mut asked = false;
    let lines = std::mem::take(&mut document.lines).into_iter();
    for (mut line, &from) in lines.zip(&numbered.from_margin) {
        if line.preset.is_some() {
            paragraphs.push(Paragraph {
                line,
                turn: None,
                is_heading: false,
            });
            continue;
        }
        let width = columns(&line.text);
        let before = open.map(|at| &paragraphs[at]);
        let waits = asked && before.is_some_and(|before| is_over(&before.line.text));
        let sign = layout.sign(&line.text, from, waits);
        asked = sign.map_or(asked, |sign| sign == "Q");
        let turn = sign.map(str::to_string).or_else(|| layout.name(&line.text));
        let is_heading = turn.is_none() && layout.is_heading(&line.text, from);
        let goes_on = before.is_some_and(|before| {
            let over = before.line.text.as_str();
            let is_apart = line.text.starts_with('(') || is_aside(&line.text) || is_aside(over);
            turn.is_none()
                && !is_apart
                && is_heading == before.is_heading
                && !(is_heading && is_proceedings(over))
                && (is_heading || layout.goes_on(from, last_width, &before.line.text))
        });
        last_width = width;
        if let Some(at) = open.filter(|_| goes_on) {
            append(&mut paragraphs[at].line, &line);
            continue;
        }
        if let Some(said) = sign.and_then(|sign| line.text.strip_prefix(sign).map(str::trim_start))
            && !said.starts_with(['.', ':'])
        {
            line.text = format!("{}{GAP}{said}", &line.text[..1]);
        }
        line.blank_before = true;
        open = Some(paragraphs.len());
        paragraphs.push(Paragraph {
            line,
            turn,
            is_heading,
        });
    }
    mark_parts(&mut paragraphs);
    document.lines = paragraphs.into_iter().map(|p| p.line).collect();
}

/// How a transcript sets its paragraphs.
struct Layout {
    /// How far from the margin a line is that goes on, if paragraphs are set in.
    margin: Option<usize>,
    widest: usize,
    /// Questions and answers begin with `Q` and `A`.
    asks: bool,
}

impl Layout {
    fn of(document: &Document, numbered: &Numbered) -> Self {
        let mut times: HashMap<usize, usize> = HashMap::new();
        for from in numbered.from_margin.iter().flatten() {
            *times.entry(*from).or_default() += 1;
        }
        let all: usize = times.values().sum();
        // The numbers may be set right or left: a column more or less is nothing.
        let often = |from: &&usize| {
            let near = times[*from] + times.get(&(**from + 1)).unwrap_or(&0);
            near * 10 >= all
        };
        let margin = times.keys().filter(often).min().copied();
        let set_in = |margin: &usize| {
            let farther = times.iter().filter(|(from, _)| **from >= margin + SET_IN);
            farther.map(|(_, n)| n).sum::<usize>() * 20 >= all
        };
        let said = document.lines.iter().filter(|line| line.preset.is_none());
        let signs = |sign: char| {
            let begins = |line: &&SourceLine| {
                let rest = line.text.strip_prefix(sign);
                rest.is_some_and(|rest| rest.starts_with(is_after_sign))
            };
            said.clone().filter(begins).take(2).count() == 2
        };
        Self {
            margin: margin.filter(set_in),
            widest: said
                .clone()
                .map(|line| columns(&line.text))
                .max()
                .unwrap_or(0),
            asks: signs('Q') && signs('A'),
        }
    }

    /// Whether a line is set in, where paragraphs are.
    fn is_set_in(&self, from: Option<usize>, by: usize) -> Option<bool> {
        Some(from? >= self.margin? + by)
    }

    /// `Q` or `A`, if a line begins with it as a question or answer does. `waits` is whether a
    /// question is to be answered where a line begins.
    fn sign(&self, text: &str, from: Option<usize>, waits: bool) -> Option<&'static str> {
        let sign = ["Q", "A"].into_iter().find(|sign| text.starts_with(sign))?;
        let rest = &text[1..];
        let is_apart = rest.starts_with(['.', ':', '\t']) || rest.starts_with("  ");
        // `A lamp.` may go on from the line above.
        let begins = || match self.is_set_in(from, SET_IN) {
            Some(set_in) => set_in,
            None => sign == "Q" || waits,
        };
        let is_sign = self.asks
            && rest.starts_with(is_after_sign)
            && rest.contains(char::is_alphanumeric)
            && (is_apart || begins());
        is_sign.then_some(sign)
    }

    /// Who begins to speak with a line: `MR. LIND: Objection.`
    fn name(&self, text: &str) -> Option<String> {
        let (name, _) = before_colon(text)?;
        let shouts = !name.contains(char::is_lowercase) || name.starts_with("Mc");
        shouts.then(|| name.to_string())
    }

    /// Whether a line is the heading of a part, in capitals: `CROSS-EXAMINATION`.
    fn is_heading(&self, text: &str, from: Option<usize>) -> bool {
        let words = text.split_whitespace().count();
        let capitals = text.chars().filter(|c| c.is_uppercase()).count();
        !text.contains(char::is_lowercase)
            && (words > 1 && capitals > 5 || capitals > 8)
            && !text.ends_with(['.', ',', ';', ':', '?', '!', '-', '—', ')'])
            && self.is_set_in(from, SET_FAR_IN) != Some(false)
    }

    /// Whether a line without a name goes on from the one before.
    fn goes_on(&self, from: Option<usize>, last_width: usize, before: &str) -> bool {
        match self.is_set_in(from, SET_IN) {
            Some(set_in) => !set_in,
            None => !is_over(before) || last_width + SHORTER >= self.widest,
        }
    }
}

fn is_after_sign(c: char) -> bool {
    c.is_whitespace() || c == '.' || c == ':'
}

/// Marks what is no speech: what stands before the proceedings and after them, headings, `(10:04 a.m.)`, and
/// `BY MR. LIND:`.
fn mark_parts(paragraphs: &mut [Paragraph]) {
    let mut times: HashMap<&str, usize> = HashMap::new();
    for turn in paragraphs.iter().filter_map(|p| p.turn.as_deref()) {
        *times.entry(turn).or_default() += 1;
    }
    let again = |p: &Paragraph| p.turn.as_deref().is_some_and(|turn| times[turn] > 1);
    let Some(first) = paragraphs.iter().position(again) else {
        return;
    };
    let last = paragraphs.iter().rposition(again).unwrap_or(first);
    let begin = paragraphs[..first]
        .iter()
        .rposition(|p| p.line.preset.is_none() && is_proceedings(&p.line.text));
    let end = (last + 1..paragraphs.len()).find(|&i| is_after_end(&paragraphs[i].line.text));
    let end = end.unwrap_or(paragraphs.len());
    // What stands right over the first who speaks may be the heading of their part.
    let is_over = |p: &Paragraph| p.is_heading || p.line.preset.is_some() || is_aside(&p.line.text);
    let over = paragraphs[..first].iter().rposition(|p| !is_over(p));
    let headed = begin.unwrap_or_else(|| over.map_or(0, |over| over + 1));
    // The first line names the whole.
    let title = paragraphs.iter().position(|p| p.line.preset.is_none());
    for (i, paragraph) in paragraphs.iter_mut().enumerate() {
        let line = &mut paragraph.line;
        let text = line.text.as_str();
        if line.preset.is_some() || begin.is_some() && Some(i) == title && Some(i) != begin {
            continue;
        }
        line.preset = match () {
            () if begin.is_some_and(|begin| i < begin) => Some(Preset::Dropped {
                reason: "before the proceedings",
            }),
            () if i >= end => Some(Preset::Dropped {
                reason: "after the proceedings",
            }),
            () if Some(i) == begin => {
                line.text = unspaced(text);
                Some(Preset::Chapter { level: 1 })
            }
            () if paragraph.is_heading && i >= headed => Some(Preset::Chapter { level: 1 }),
            () if is_aside(text) => Some(Preset::Direction),
            () => None,
        };
    }
}

/// `(10:04 a.m.)`, and who asks from here on: `BY MR. LIND:`.
fn is_aside(text: &str) -> bool {
    text.starts_with('(') && text.ends_with(')') || text.starts_with("BY ") && text.ends_with(':')
}

/// `P R O C E E D I N G S`
fn is_proceedings(text: &str) -> bool {
    unspaced(text) == "PROCEEDINGS"
}

/// Whether a paragraph after the last who speaks begins what the reporter says.
fn is_after_end(text: &str) -> bool {
    const BEGINNINGS: &[&str] = &[
        "CERTIFICATE",
        "REPORTER",
        "ERRATA",
        "SIGNATURE",
        "WORD INDEX",
    ];
    let text = unspaced(text);
    BEGINNINGS.iter().any(|begin| text.starts_with(begin))
}

/// A word whose letters stand apart, as one word: `PROCEEDINGS` of `P R O C E E D I N G S`.
fn unspaced(text: &str) -> String {
    let mut letters = text.split_whitespace();
    if letters.all(|letter| letter.chars().count() == 1) {
        text.split_whitespace().collect()
    } else {
        text.to_string()
    }
}
