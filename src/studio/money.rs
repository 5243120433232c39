//! What is to be spoken anew, and what that costs.

use super::desk::Desk;
use super::edit::Place;
use super::lexicon::Word;
use super::rows::{Row, placed};
use super::sound;
use super::trouble::Trouble;
use crate::lexicon::Lexicon;
use crate::pipeline::plan::{Plan, PlannedEngine, PlannedLine};
use crate::pipeline::{Workshop, speak};
use crate::speech::key::ClipKey;
use indexmap::IndexMap;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};

/// What lines amount to.
#[derive(Debug, Default, Serialize)]
pub struct Sum {
    /// How many clips.
    pub clips: usize,
    /// What they cost, in US dollars.
    pub usd: f64,
    /// The engines, and what they have to do.
    engines: Vec<Share>,
}

/// What one engine has to do.
#[derive(Debug, Serialize)]
struct Share {
    name: String,
    lines: usize,
    what: String,
}

impl Sum {
    /// What lines of some engines amount to.
    ///
    /// # Errors
    /// If the prices of an engine cannot be read.
    pub fn of(
        engines: &IndexMap<String, PlannedEngine>,
        lines: &[&PlannedLine],
        workshop: &Workshop,
    ) -> Result<Self, Trouble> {
        let mut sum = Self {
            clips: lines.len(),
            ..Self::default()
        };
        for (name, planned) in engines {
            let own = lines.iter().copied().filter(|line| line.engine() == name);
            let amount = planned.tariff(workshop)?.amount(own);
            if amount.lines > 0 {
                sum.usd += amount.cost.as_ref().map_or(0.0, |cost| cost.usd);
                sum.engines.push(Share {
                    name: name.clone(),
                    lines: amount.lines,
                    what: amount.describe(),
                });
            }
        }
        Ok(sum)
    }
}

/// Refuses what costs something, unless it may.
///
/// # Errors
/// With the sum, to be asked about.
pub fn check(sum: &Sum, pay: bool) -> Result<(), Trouble> {
    if sum.usd == 0.0 || pay {
        return Ok(());
    }
    let (clips, usd) = (sum.clips, sum.usd);
    let what = format!("{clips} lines are to be spoken first, which costs about ${usd:.2}");
    Err(Trouble::costs(usd, what))
}

/// What is to be spoken of a whole book yet.
///
/// # Errors
/// If the book cannot be opened.
pub fn missing(desk: &Desk, workshop: &Workshop) -> Result<Value, Trouble> {
    let book = desk.book(workshop)?;
    let plan = Plan::new(&book, workshop)?;
    let lines = speak::wanted(&plan, |_| true);
    let missing = speak::missing(&lines, workshop);
    let sum = Sum::of(&plan.engines, &missing, workshop)?;
    Ok(json!({
        "clips": lines.len(), "missing": sum.clips, "engines": sum.engines, "usd": sum.usd,
    }))
}

/// Which lines a word in the lexicon touches, by their rows, and what it costs to speak them anew.
///
/// # Errors
/// If the book cannot be opened.
pub fn touched(desk: &Desk, word: &Word, workshop: &Workshop) -> Result<Value, Trouble> {
    let mut lexicon = Lexicon::default();
    // Not as itself, or nothing would be another way.
    lexicon.add(&word.language, &word.word, "\u{fffc}");
    let rows = desk.rows()?;
    let is_touched = |row: &Row| match row {
        Row::Line {
            text, say, skip, ..
        } => {
            let words = say.get(&word.language).or(text.get(&word.language));
            !skip && words.is_some_and(|w| lexicon.apply(w, &word.language) != w.as_str())
        }
        _ => false,
    };
    let own = rows.iter().enumerate().filter(|(_, row)| is_touched(row));
    let own: Vec<usize> = own.map(|(i, _)| i).collect();
    let is_said = |line: &PlannedLine| line.language == word.language;
    let (sum, _) = of_rows(desk, &own, is_said, workshop)?;
    Ok(json!({ "rows": own, "clips": sum.clips, "engines": sum.engines, "usd": sum.usd }))
}

/// What of some rows is not in the store, and what it costs to speak that.
///
/// # Errors
/// If the book cannot be opened.
pub fn anew(desk: &Desk, rows: &[usize], workshop: &Workshop) -> Result<Value, Trouble> {
    let is_missing = |line: &PlannedLine| !workshop.store.has(&line.key);
    let (sum, rows) = of_rows(desk, rows, is_missing, workshop)?;
    Ok(json!({ "rows": rows, "clips": sum.clips, "engines": sum.engines, "usd": sum.usd }))
}

/// What the lines in some rows amount to that are wanted; and which of the rows have any.
fn of_rows(
    desk: &Desk,
    rows: &[usize],
    is_wanted: impl Fn(&PlannedLine) -> bool,
    workshop: &Workshop,
) -> Result<(Sum, Vec<usize>), Trouble> {
    let book = desk.book(workshop)?;
    let all = desk.rows()?;
    let asked: HashSet<usize> = rows.iter().copied().collect();
    // By the beginning of a turn: the lines in it, and their rows.
    let mut turns: IndexMap<Place, HashMap<usize, usize>> = IndexMap::new();
    for (row, (at, _)) in placed(&all).enumerate() {
        if let Some(at) = at.filter(|_| asked.contains(&row)) {
            let turn = Place { line: 0, ..at };
            turns.entry(turn).or_default().insert(at.line, row);
        }
    }
    let (mut engines, mut lines, mut own) = (IndexMap::new(), Vec::new(), Vec::new());
    let mut seen: HashSet<ClipKey> = HashSet::new();
    for (at, in_turn) in turns {
        let Some(turn) = sound::turn(&book, at) else {
            continue;
        };
        let plan = Plan::of_turn(&book, turn, workshop)?;
        for line in plan.chapters.into_iter().flatten() {
            let Some(row) = in_turn.get(&line.pair).filter(|_| is_wanted(&line)) else {
                continue;
            };
            if own.last() != Some(row) {
                own.push(*row);
            }
            if seen.insert(line.key.clone()) {
                lines.push(line);
            }
        }
        engines.extend(plan.engines);
    }
    let lines: Vec<&PlannedLine> = lines.iter().collect();
    Ok((Sum::of(&engines, &lines, workshop)?, own))
}
