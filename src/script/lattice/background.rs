//! What all layouts of a text share: its words, its candidates with numbers for names and forms, and what every line
//! costs where nobody speaks.

mod copied;
mod rows;

use super::biases::{self, Bias};
use super::costs::{costs, forms, roles, sizes};
use super::finish::Finish;
use super::gamma::learnt;
use super::{Role, Wishes};
use crate::script::claims::Claim;
use crate::script::document::Document;
use crate::script::facts::letters::{self, ByHash, words};
use crate::script::facts::{ANSWERING, ASKING, Capitals, Class, Kind, LineFacts, Syntax};
use rayon::prelude::*;
use rows::{Looks, blocks, rows, rows_after, unnamed};
use std::collections::HashMap;

/// How many roles there are.
pub(super) const ROLES: usize = Role::ALL.len();
/// The number of no name, form or look.
pub(super) const NONE: u32 = u32::MAX;

/// A line of the lattice.
pub(super) struct Row {
    /// Its index in the document.
    pub(super) line: u32,
    pub(super) class: Class,
    /// What it looks like by chance: an index of [`Background::looks`], or [`NONE`].
    pub(super) look: u32,
    /// Whether a blank line comes before it, and 2 more if the line before is in mid sentence; 4 if that was broken at
    /// the margin.
    pub(super) context: u8,
    pub(super) is_timed: bool,
    /// How it ends its block, if it does.
    pub(super) finish: Option<Finish>,
    /// Whether the text begins anew with it: it stands there twice.
    pub(super) begins: bool,
    /// The only role that it can have, by its reader.
    pub(super) forced: Option<Role>,
    /// Its candidates, in [`Background::labels`].
    pub(super) labels: std::ops::Range<u32>,
    /// What rules say of it: an index of [`Background::biases`], or [`NONE`].
    pub(super) bias: u32,
}

/// A candidate, as far as its cost goes.
#[derive(Clone, Copy)]
pub(super) struct Label {
    pub(super) syntax: u16,
    pub(super) capitals: Capitals,
    pub(super) size: u8,
    pub(super) ends: bool,
    /// Whether what it begins asks at the end of its block.
    pub(super) asks: bool,
    /// Which candidate of its line it is.
    pub(super) nth: u8,
    pub(super) key: u32,
    /// The name that its first words would be, or [`NONE`].
    pub(super) shorter: u32,
    pub(super) odd: f32,
    pub(super) never: f32,
    /// Whether the same name stands above before the same words: a text or a footer that comes twice shows no name.
    pub(super) is_copy: bool,
}

impl Label {
    /// What is said without a name.
    const UNNAMED: Self = Self {
        syntax: 0,
        capitals: Capitals::None,
        size: 1,
        ends: true,
        asks: false,
        nth: 0,
        key: 0,
        shorter: NONE,
        odd: 0.0,
        never: 0.0,
        is_copy: false,
    };
}

/// A name, however often it stands in the text.
pub(super) struct Key {
    /// What its words cost as words of the text.
    pub(super) words: f64,
    /// Nats that a person's list of names adds.
    pub(super) wished: f64,
    /// A line of the document and a candidate of it that has the name.
    pub(super) example: (u32, u8),
}

/// The rarest form that a line has, as chance has it.
pub(super) struct Look {
    pub(super) syntax: u16,
    pub(super) usual: f64,
    /// What such a line costs outside the talk.
    pub(super) outside: f64,
}

/// See the module.
pub(super) struct Background<'a> {
    pub(super) document: &'a Document,
    pub(super) facts: &'a [LineFacts],
    pub(super) rows: Vec<Row>,
    pub(super) labels: Vec<Label>,
    pub(super) keys: Vec<Key>,
    pub(super) syntaxes: Vec<Syntax>,
    /// The share of each form among the labels that come again.
    pub(super) shares: Vec<f64>,
    pub(super) looks: Vec<Look>,
    /// Which share of the lines ends a sentence.
    pub(super) ends: f64,
    /// Which share of the blocks asks.
    pub(super) asks: f64,
    /// What it costs that a talk ends before a blank line: where few lines stand apart, there are few places at which it may.
    pub(super) leave: f64,
    /// How many labels each form could have, those that come again most of all.
    pub(super) starts: Vec<f64>,
    /// The number of the form of what stands between labels without a name.
    pub(super) between: u16,
    /// What a line that looks like no label costs outside, by class.
    pub(super) outside: [f64; Class::COUNT],
    /// What a list of keys of one length saves where nobody speaks.
    pub(super) alike: f64,
    /// What rules say of lines.
    pub(super) biases: Vec<Bias>,
}

impl<'a> Background<'a> {
    /// Of those lines of the document that `take` says.
    pub(super) fn new(
        document: &'a Document,
        facts: &'a [LineFacts],
        claims: &[Claim],
        wishes: &Wishes,
        take: impl Fn(usize) -> bool,
    ) -> Self {
        let apart = biases::surely_apart(claims);
        let mut rows = rows(document, facts, &|line| {
            take(line) && !apart.contains(&line)
        });
        let n = rows.len() as f64;
        let count = |test: &dyn Fn(&LineFacts) -> bool| {
            rows.iter()
                .filter(|row| test(&facts[row.line as usize]))
                .count() as f64
        };
        let ends = (3.0 + count(&|line| line.ends_sentence)) / (4.0 + n);
        let times = (1.0 + count(&|line| line.is_timed)) / (20.0 + n);
        let (biases, bias_of) = biases::of(claims, facts);
        let mut names: ByHash<u64, u32> = ByHash::default();
        let mut keys: Vec<Key> = Vec::new();
        let mut numbers: HashMap<Syntax, u16> = HashMap::new();
        let mut syntaxes: Vec<Syntax> = Vec::new();
        let mut labels: Vec<Label> = Vec::new();
        let (block_asks, asks) = blocks(&rows, facts);
        let between = unnamed(Kind::Between);
        syntaxes.push(between);
        numbers.insert(between, 0);
        for name in [ANSWERING, ASKING] {
            names.insert(letters::name_hash(name), keys.len() as u32);
            keys.push(Key {
                words: 0.0,
                wished: 0.0,
                example: (NONE, keys.len() as u8),
            });
        }
        let mut is_after_apart = false;
        let mut looks = Looks::default();
        let mut sizes_seen = [0.0; 5];
        let following = |i: usize| rows_after(facts, i);
        for (row, asks) in rows.iter_mut().zip(block_asks) {
            let line = row.line as usize;
            let first = labels.len() as u32;
            let mut rarest: Option<(f64, u16, u8)> = None;
            for (nth, candidate) in facts[line].candidates.iter().enumerate() {
                let syntax = *numbers.entry(candidate.syntax).or_insert_with(|| {
                    syntaxes.push(candidate.syntax);
                    (syntaxes.len() - 1) as u16
                });
                let key = *names.entry(candidate.key).or_insert_with(|| {
                    keys.push(Key {
                        words: 0.0,
                        wished: 0.0,
                        example: (row.line, nth as u8),
                    });
                    (keys.len() - 1) as u32
                });
                let usual = forms().usual(&candidate.syntax, candidate.capitals, times);
                if rarest.is_none_or(|(least, ..)| usual < least) {
                    rarest = Some((usual, syntax, candidate.words));
                }
                labels.push(Label {
                    syntax,
                    capitals: candidate.capitals,
                    size: candidate.words,
                    ends: if candidate.syntax.is_alone {
                        following(line)
                    } else {
                        facts[line].ends_sentence
                    },
                    asks,
                    nth: nth as u8,
                    key,
                    shorter: candidate
                        .shorter
                        .map_or(NONE, |nth| labels[first as usize + usize::from(nth)].key),
                    odd: candidate.odd as f32,
                    never: candidate.never as f32,
                    is_copy: false,
                });
            }
            let apart = facts[line].apart.as_ref();
            if let Some((apart, _)) = apart {
                let form = unnamed(Kind::Apart(*apart));
                let syntax = *numbers.entry(form).or_insert_with(|| {
                    syntaxes.push(form);
                    (syntaxes.len() - 1) as u16
                });
                let usual = forms().usual(&form, Capitals::None, times);
                if rarest.is_none_or(|(least, ..)| usual < least) {
                    rarest = Some((usual, syntax, 1));
                }
                labels.push(Label {
                    syntax,
                    key: 1,
                    ends: facts[line].ends_sentence,
                    asks,
                    ..Label::UNNAMED
                });
            }
            is_after_apart &= !row.begins;
            let is_cell = document.lines[line].markup.column.is_some();
            let is_text =
                matches!(row.class, Class::Plain | Class::Title) && apart.is_none() && !is_cell;
            let is_between = row.context % 2 == 1 || facts[line].is_between;
            if is_text && (is_after_apart || is_between) {
                labels.push(Label {
                    ends: facts[line].ends_sentence,
                    asks,
                    ..Label::UNNAMED
                });
            }
            is_after_apart = apart.is_some();
            row.labels = first..labels.len() as u32;
            row.bias = bias_of.get(&line).copied().unwrap_or(NONE);
            if let Some((usual, syntax, size)) = rarest {
                row.look = looks.number(usual, syntax);
                sizes_seen[usize::from(size)] += 1.0;
            }
        }
        let blanks = rows.iter().filter(|row| row.context % 2 == 1).count();
        let least = costs().leave_least + ((blanks + 1) as f64).ln();
        let mut background = Self {
            document,
            facts,
            labels,
            keys,
            shares: vec![0.0; syntaxes.len()],
            starts: vec![0.0; syntaxes.len()],
            syntaxes,
            looks: Vec::new(),
            ends,
            asks,
            leave: costs().leave.min(least),
            between: 0,
            outside: [0.0; Class::COUNT],
            alike: 0.0,
            biases,
            rows,
        };
        background.find_copies();
        background.share_out();
        background.cost_words();
        background.cost_outside(looks, &sizes_seen);
        background.wish(wishes);
        background
    }

    /// The text of a name.
    pub(super) fn name(&self, key: u32) -> &'a str {
        let (line, nth) = self.keys[key as usize].example;
        if line == NONE {
            return if nth == 0 { ANSWERING } else { ASKING };
        }
        let line = line as usize;
        self.facts[line].candidates[usize::from(nth)].name_in(&self.document.lines[line])
    }

    fn share_out(&mut self) {
        let mut weight = vec![0.0; self.syntaxes.len()];
        let mut mentions: ByHash<u64, u32> = ByHash::default();
        for label in self
            .labels
            .iter()
            .filter(|label| label.syntax != self.between && !label.is_copy)
        {
            *mentions
                .entry(u64::from(label.syntax) << 32 | u64::from(label.key))
                .or_default() += 1;
        }
        for (mention, n) in mentions {
            let syntax = (mention >> 32) as u16;
            self.starts[usize::from(syntax)] += f64::from(n) * if n > 1 { 1.1 } else { 0.1 };
            let form = &self.syntaxes[usize::from(syntax)];
            if n > 1 && (!form.is_unnamed() || form.is_between_names()) {
                weight[usize::from(syntax)] += f64::from(n);
            }
        }
        let sum: f64 = weight.iter().sum();
        if sum > 0.0 {
            self.shares = weight.into_iter().map(|w| w / sum).collect();
        }
    }

    /// What the words of every name cost as words: the more often they stand in the text, the less.
    fn cost_words(&mut self) {
        let lines = &self.document.lines;
        let (counts, total) = self
            .rows
            .par_chunks(4096)
            .map(|rows| {
                let (mut counts, mut total) = (ByHash::<u64, u32>::default(), 0_u64);
                for row in rows {
                    for word in words(&lines[row.line as usize].text) {
                        *counts.entry(letters::word_hash(word)).or_default() += 1;
                        total += 1;
                    }
                }
                (counts, total)
            })
            .reduce(
                || (ByHash::default(), 0),
                |(a, n), (b, m)| {
                    let (mut a, b) = if a.len() < b.len() { (b, a) } else { (a, b) };
                    for (word, count) in b {
                        *a.entry(word).or_default() += count;
                    }
                    (a, n + m)
                },
            );
        let total = total.max(1) as f64;
        let cost = |name: &str| -> f64 {
            let count = |word: &str| {
                f64::from(
                    counts
                        .get(&letters::word_hash(word))
                        .copied()
                        .unwrap_or(0)
                        .max(1),
                )
            };
            words(name).map(|word| (total / count(word)).ln()).sum()
        };
        let costs: Vec<f64> = (0..self.keys.len() as u32)
            .into_par_iter()
            .map(|key| cost(self.name(key)))
            .collect();
        for (key, words) in self.keys.iter_mut().zip(costs) {
            key.words = words;
        }
    }

    /// A learnt share of forms and classes, so that a list of keys explains itself.
    fn cost_outside(&mut self, looks: Looks, sizes_seen: &[f64; 5]) {
        let n = self.rows.len() as f64;
        let kappa = costs().kappa_out;
        let mut by_syntax = vec![0.0; self.syntaxes.len()];
        let mut classes = [0.0; Class::COUNT];
        for row in &self.rows {
            match row.look {
                NONE => classes[row.class as usize] += 1.0,
                look => by_syntax[usize::from(looks.all[look as usize].syntax)] += 1.0,
            }
        }
        self.looks = looks.all;
        for look in &mut self.looks {
            let cost = learnt(look.usual, by_syntax[usize::from(look.syntax)], n, kappa);
            look.outside = cost.max(-costs().cap_out.ln());
        }
        let others: f64 = classes.iter().sum();
        for ((cost, seen), p) in self.outside.iter_mut().zip(classes).zip(roles().outside) {
            *cost = learnt(p.max(0.002), seen, others.max(1.0), kappa).max(-costs().cap_plain.ln());
        }
        let of: f64 = sizes_seen.iter().sum();
        for (p, seen) in sizes().iter().zip(sizes_seen) {
            let saved = p.ln() - ((10.0 * p + seen) / (10.0 + of)).ln();
            self.alike += seen * saved.min(0.0);
        }
    }

    fn wish(&mut self, wishes: &Wishes) {
        if wishes.speakers.is_empty() {
            return;
        }
        let wished: Vec<u64> = wishes
            .speakers
            .iter()
            .map(|name| letters::name_hash(name))
            .collect();
        for i in 0..self.keys.len() as u32 {
            let is_wished = wished.contains(&letters::name_hash(self.name(i)));
            self.keys[i as usize].wished = if is_wished {
                -Wishes::NATS
            } else {
                Wishes::NATS
            };
        }
    }

    /// What a line costs outside the talk.
    pub(super) fn outside(&self, row: &Row) -> f64 {
        match row.look {
            NONE => self.outside[row.class as usize],
            look => self.looks[look as usize].outside,
        }
    }

    /// What a role costs by a line's look and by what rules say.
    pub(super) fn with_claims(&self, row: &Row, role: Role, cost: f64) -> f64 {
        if row.bias == NONE {
            return cost;
        }
        let bias = &self.biases[row.bias as usize];
        let cost = if bias.is_claimed[role as usize] {
            cost.min(costs().claimed)
        } else {
            cost
        };
        cost + f64::from(bias.more[role as usize])
    }
}
