//! The lines that take part, what each looks like, and which blocks of them ask.

use super::super::Role;
use super::super::finish;
use super::{Look, NONE, Row};
use crate::script::copies;
use crate::script::document::{Document, Preset};
use crate::script::facts::{Class, Close, Kind, LineFacts, Mark, Syntax, TimeAt};
use std::collections::{HashMap, HashSet};

/// The form of something said without a name.
pub(super) fn unnamed(kind: Kind) -> Syntax {
    Syntax {
        mark: Mark {
            kind,
            is_quoted: false,
        },
        time: TimeAt::Nowhere,
        close: Close::Nothing,
        is_alone: false,
    }
}

/// Whether the block that each row stands in asks at its end, and which share of the blocks does. What is set apart is a block by
/// itself.
pub(super) fn blocks(rows: &[Row], facts: &[LineFacts]) -> (Vec<bool>, f64) {
    let mut asks = vec![false; rows.len()];
    let (mut blocks, mut asking) = (0.0, 0.0);
    for i in (0..rows.len()).rev() {
        let is_apart = |row: &Row| {
            let facts = &facts[row.line as usize];
            facts.apart.is_some() || facts.is_between || facts.is_answered
        };
        let is_last = is_apart(&rows[i])
            || rows
                .get(i + 1)
                .is_none_or(|next| next.context % 2 == 1 || is_apart(next));
        asks[i] = if is_last {
            facts[rows[i].line as usize].asks
        } else {
            asks[i + 1]
        };
        blocks += f64::from(u8::from(is_last));
        asking += f64::from(u8::from(is_last && asks[i]));
    }
    (asks, (1.0 + asking) / (3.0 + blocks))
}

/// Whether the line that follows a label ends a sentence.
pub(super) fn rows_after(facts: &[LineFacts], line: usize) -> bool {
    facts.get(line + 1).is_some_and(|next| next.ends_sentence)
}

/// The lines that take part: those that their reader knows as dropped, as metadata or as notes do not.
pub(super) fn rows(
    document: &Document,
    facts: &[LineFacts],
    take: &impl Fn(usize) -> bool,
) -> Vec<Row> {
    let mut rows = Vec::new();
    // Where few lines end a sentence, as in chats, that one does not tells nothing.
    let ending = facts.iter().filter(|facts| facts.ends_sentence).count();
    let has_stops = ending as f64 >= STOPS * facts.len() as f64;
    let (mut blank, mut begins) = (false, None);
    let copies: HashSet<usize> = copies::of(&document.lines)
        .iter()
        .map(|copy| copy.at)
        .collect();
    let mut begins_anew = false;
    for (i, (line, facts)) in document.lines.iter().zip(facts).enumerate() {
        blank |= facts.blank_before;
        begins_anew |= copies.contains(&i) || line.markup.begins_part;
        if facts.class == Class::Rule {
            blank = true;
            continue;
        }
        let forced = match &line.preset {
            None => None,
            Some(Preset::Chapter { .. }) => Some(Role::Heading),
            Some(Preset::Direction) => Some(Role::Direction),
            // A footnote interrupts nobody, and code has no names.
            Some(
                Preset::Note
                | Preset::Told
                | Preset::Code
                | Preset::Title { .. }
                | Preset::Metadata { .. }
                | Preset::Dropped { .. },
            ) => continue,
        };
        if !take(i) {
            continue;
        }
        let begins_sentence =
            begins.replace(i).is_none_or(|before| before + 1 < i) || facts.begins_sentence;
        let context = match () {
            () if line.markup.goes_on => 4,
            () if begins_sentence || !has_stops => u8::from(blank),
            () => u8::from(blank) + 2,
        };
        rows.push(Row {
            line: i as u32,
            class: facts.class,
            look: NONE,
            context,
            is_timed: facts.is_timed,
            finish: None,
            begins: std::mem::take(&mut begins_anew),
            forced,
            labels: 0..0,
            bias: NONE,
        });
        blank = false;
    }
    if has_stops {
        finish::find(&mut rows, &document.lines, facts);
    }
    rows
}

/// The least share of the lines that ends a sentence where a text has stops.
const STOPS: f64 = 0.35;

/// The looks of lines, numbered.
#[derive(Default)]
pub(super) struct Looks {
    pub(super) all: Vec<Look>,
    numbers: HashMap<(u64, u16), u32>,
}

impl Looks {
    pub(super) fn number(&mut self, usual: f64, syntax: u16) -> u32 {
        *self
            .numbers
            .entry((usual.to_bits(), syntax))
            .or_insert_with(|| {
                self.all.push(Look {
                    syntax,
                    usual,
                    outside: 0.0,
                });
                (self.all.len() - 1) as u32
            })
    }
}
