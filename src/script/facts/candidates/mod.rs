//! The one parser of labels: every way in which a line can name who speaks.

mod columns;
mod marked;
mod plain;

pub(super) use plain::is_name_in_two;

use super::letters::{Capitals, STROKES, count_words, is_upper, name_hash, words};
use super::name::{self, trimmed};
use super::surface::{heading_signs, is_table_row};
use super::{Candidate, Close, Frame, Kind, Mark, Syntax, TimeAt, sent, times};
use crate::script::document::SourceLine;
use crate::script::tongues::named;
use std::ops::Range;

/// How far into a line a label goes, in characters.
const REACH: usize = 90;
/// The longest cell that can hold a name, in bytes.
const CELL: usize = 40;

/// Every label that a line could carry. `goes_on`: more cells of its row follow.
pub(super) fn of(line: &SourceLine, goes_on: bool) -> Vec<Candidate> {
    let mut parser = Parser::new(line);
    parser.line(line, goes_on);
    parser.out
}

/// The label that a line is as a whole, without any sign.
pub(super) fn name_alone(line: &SourceLine) -> Vec<Candidate> {
    let mut parser = Parser::new(line);
    let end = line.text.len();
    parser.add(Close::Nothing, 0..end, end..end, Shape::Any);
    parser.out
}

/// The label that a line begins with, or the time before it, and that only a space parts from what is said. `name`: where it stands,
/// in bytes.
pub(super) fn before_gap(line: &SourceLine, name: Range<usize>) -> Vec<Candidate> {
    let mut parser = Parser::new(line);
    if name.start > 0 {
        parser.time = TimeAt::Before;
    }
    let said = name.end..line.text.len();
    parser.add(Close::Gap, name, said, Shape::Capitals);
    parser.out
}

/// The label that a line begins with between signs of its own. `name`, `said`: where they stand, in bytes.
pub(super) fn framed(
    line: &SourceLine,
    frame: Frame,
    name: Range<usize>,
    said: Range<usize>,
) -> Vec<Candidate> {
    let mut parser = Parser::new(line);
    parser.mark.kind = Kind::Framed(frame);
    parser.add(Close::Nothing, name, said, Shape::Any);
    parser.out
}

/// Whether a line begins with what is done, in square brackets and in italics: `[_to Ann_] Yes.`
fn is_direction(line: &SourceLine) -> bool {
    let inside = line.text.strip_prefix('[');
    let first = line.markup.italics.first();
    inside.zip(first).is_some_and(|(inside, piece)| {
        let rest = inside.strip_prefix(&**piece);
        rest.is_some_and(|rest| rest.starts_with(']'))
    })
}

struct Parser<'a> {
    text: &'a str,
    mark: Mark,
    time: TimeAt,
    out: Vec<Candidate>,
}

/// What a label must be like to count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// A name before a sign that shows one.
    Any,
    /// Without such a sign, its capitals must be those of names.
    Capitals,
}

impl<'a> Parser<'a> {
    fn new(line: &'a SourceLine) -> Self {
        Self {
            text: &line.text,
            mark: Mark::default(),
            time: TimeAt::Nowhere,
            out: Vec::new(),
        }
    }
}

impl Parser<'_> {
    fn line(&mut self, line: &SourceLine, goes_on: bool) {
        let markup = &line.markup;
        if let Some(speaker) = &markup.speaker {
            self.by_markup(speaker, markup.is_cue);
            return;
        }
        let all = 0..self.text.len();
        if let Some(column) = markup.column {
            // A subtitle beside another is what is said in the other language.
            if goes_on && self.text.len() < CELL && !markup.is_subtitle {
                self.mark.kind = Kind::Column(column.min(99) as u8);
                let name = self.text.trim_end_matches([':', '：']).len();
                self.add(Close::Nothing, 0..name, all.end..all.end, Shape::Any);
            }
            // A cell may hold a turn of its own, name and all.
            self.mark = Mark::default();
            self.colon(&self.text[..reach(self.text)], &all);
            return;
        }
        if is_table_row(self.text) {
            self.row();
            return;
        }
        if self.log() || is_direction(line) {
            return;
        }
        let mut rest = all;
        let unquoted = self.text.trim_start_matches(['>', ' ']);
        let quotes = self.text.len() - unquoted.len();
        if let Some(name) = sent::sender(unquoted) {
            let name = quotes + name.start..quotes + name.end;
            self.add(Close::Sent, name, rest.end..rest.end, Shape::Any);
        }
        if let Some(inside) = self
            .text
            .strip_prefix("> ")
            .or_else(|| self.text.strip_prefix('>'))
        {
            self.mark.is_quoted = true;
            rest = trimmed(self.text, self.text.len() - inside.len()..rest.end);
        }
        if let Some(end) = times::head_end(&self.text[rest.clone()]).filter(|end| *end < rest.len())
        {
            self.time = TimeAt::Before;
            rest = trimmed(self.text, rest.start + end..rest.end);
        }
        self.named(line, rest.clone());
        // `EN: Ann: Yes.`, `🇬🇧 Ann: Yes.`: the name stands behind what shows the language.
        let behind = named::head(&self.text[rest.clone()]).end();
        if behind > 0 && behind < rest.len() {
            self.mark.kind = Kind::Plain;
            self.named(line, rest.start + behind..rest.end);
        }
    }

    /// The labels at the head of what stands behind a time and the mark of a language.
    fn named(&mut self, line: &SourceLine, rest: Range<usize>) {
        let markup = &line.markup;
        let signs = heading_signs(&self.text[rest.clone()]);
        if let Some((level, start)) = markup.heading.map(|level| (level, 0)).or(signs) {
            self.heading(level, rest.start + start..rest.end);
        } else if self.text[rest.clone()].starts_with("<v") && self.voice(rest.clone()) {
        } else if let Some((is_bold, inside, after)) = self.emphasis(line, &rest) {
            self.emphasised(is_bold, inside, after);
        } else if !self.bracketed(rest.clone()) {
            let rest = self.without_dash(rest);
            self.plain(rest, markup.begins_item);
        }
    }

    /// Without a dash or bullet before a name and a colon: `– Ann: Yes.`
    fn without_dash(&self, rest: Range<usize>) -> Range<usize> {
        let part = &self.text[rest.clone()];
        let bare = part.trim_start_matches(['-', '–', '—', '•', '·', ' ']);
        let name = bare[..reach(bare)]
            .find([':', '：'])
            .map(|end| &bare[..end]);
        let is_named = name.is_some_and(|name| {
            name.starts_with(char::is_uppercase)
                && !name.ends_with(char::is_whitespace)
                && count_words(name, 5) <= 3
                && name::can_be_name(name)
        });
        match is_named {
            true => rest.end - bare.len()..rest.end,
            false => rest,
        }
    }

    /// Adds a label if it can be one.
    fn add(&mut self, close: Close, head: Range<usize>, said: Range<usize>, shape: Shape) {
        let Some(named) = name::named(self.text, head, close) else {
            return;
        };
        let name = &self.text[named.name.clone()];
        let capitals = Capitals::of(name);
        let mut is_timed = named.is_timed;
        let is_bare = self.mark == Mark::default() && !is_timed && self.time != TimeAt::Before;
        // `keeper_of_bees`, as people call themselves on the net
        let is_handle = close == Close::Nothing && is_handle(name);
        let is_small = capitals == Capitals::Lower && close != Close::Sent && !is_handle;
        let is_one_word = close == Close::Colon && (!name.contains(' ') || name::is_member(name));
        if is_small && is_bare && !is_one_word {
            return;
        }
        // What is done, behind it, shows a name: `The man with the lamp (from below). Who is there?`
        let longest = if named.notes.is_empty() { 3 } else { 6 };
        let is_word = |word: &&str| !word.chars().all(|c| STROKES.contains(&c));
        let is_short = || {
            name.split_whitespace()
                .filter(is_word)
                .nth(longest)
                .is_none()
        };
        let is_cased = match capitals {
            _ if name.starts_with('+') || is_handle => true,
            // `annreed — Today at 10:02 AM`
            Capitals::Lower => is_timed && close == Close::Nothing && !name.contains(' '),
            Capitals::Mixed => is_short() && (close == Close::Stop || self.mark.kind == Kind::Bold),
            _ => true,
        };
        if shape == Shape::Capitals && !is_cased {
            return;
        }
        let mut said = trimmed(self.text, said);
        let is_alone = said.is_empty();
        let first = self.text[said.clone()]
            .split_whitespace()
            .next()
            .unwrap_or_default();
        // An address alone, which a sentence may hold in a language without spaces.
        let address = ["http://", "https://", "www."]
            .iter()
            .filter_map(|begin| first.find(begin))
            .min();
        if first.len() == said.len()
            && address.is_some_and(|at| !first[..at].contains(char::is_alphabetic))
        {
            return;
        }
        let is_silent = || words(&self.text[said.clone()]).next().is_none();
        if !is_alone
            && is_silent()
            && !self.text[said.clone()].contains(['?', '!', '.', '…', '–', '—', '-'])
        {
            return;
        }
        let mut notes = named.notes;
        while let Some(note) = note_at_head(&self.text[said.clone()]) {
            let bracket = said.start + note.start..said.start + note.end;
            if bracket.end == said.end || named::in_language(&self.text[bracket.clone()]).is_some()
            {
                break;
            }
            if times::is_bracketed_time(&self.text[bracket.clone()]) {
                is_timed = true;
            } else {
                notes.push(bracket.clone());
            }
            let rest = self.text[bracket.end..said.end]
                .trim_start()
                .trim_start_matches([' ', '.']);
            said.start = said.end - rest.len();
        }
        let time = if is_timed { TimeAt::Behind } else { self.time };
        let syntax = Syntax {
            mark: self.mark,
            time,
            close,
            is_alone,
        };
        if self.out.iter().any(|c| {
            c.syntax == syntax
                && c.name
                    .as_ref()
                    .is_some_and(|n| self.text[n.clone()] == *name)
        }) {
            return;
        }
        self.out.push(Candidate {
            syntax,
            capitals,
            key: name_hash(name),
            words: count_words(name, 4) as u8,
            odd: name::odd(name, capitals),
            never: name::never(name),
            name: Some(named.name),
            said,
            notes,
            shorter: None,
        });
    }
}

/// How far into a text a label goes, in bytes.
fn reach(text: &str) -> usize {
    let end = text.char_indices().nth(REACH);
    end.map_or(text.len(), |(i, _)| i)
}

/// Whether a name is one word in small letters: `keeper_of_bees`, `ann77`.
fn is_handle(name: &str) -> bool {
    let is_part = |c: char| c.is_lowercase() || c.is_ascii_digit() || "_-.".contains(c);
    name.starts_with(char::is_lowercase) && name.len() > 3 && name.chars().all(is_part)
}

/// The longest name of who asks next, in bytes.
const LONGEST_BY: usize = 40;

/// A direction at the head of what is said: in brackets, or who asks in a record, `BY MS. REED:`.
pub(super) fn note_at_head(text: &str) -> Option<Range<usize>> {
    let bare = text.trim_start();
    let start = text.len() - bare.len();
    if let Some(end) = bare.starts_with("BY ").then(|| bare.find(':')).flatten()
        && end <= LONGEST_BY
        && is_upper(&bare[..end])
    {
        return Some(start..start + end + 1);
    }
    for (open, close) in [
        ("*(", ")*"),
        ("_(", ")_"),
        ("(", ")"),
        ("[", "]"),
        ("（", "）"),
        ("【", "】"),
    ] {
        let Some(inside) = bare.strip_prefix(open) else {
            continue;
        };
        let end = inside.find(close)?;
        let first = open.chars().next_back()?;
        return (!inside[..end].contains(first))
            .then_some(start..start + open.len() + end + close.len());
    }
    None
}
