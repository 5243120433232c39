//! What is to be spoken anew, and what that costs.

use super::desk::Desk;
use super::lexicon::Word;
use super::rows::Row;
use super::sound;
use super::trouble::Trouble;
use crate::language::Language;
use crate::lexicon::Lexicon;
use crate::pipeline::plan::{Plan, PlannedLine};
use crate::pipeline::{Workshop, speak};
use crate::speech::key::ClipKey;
use indexmap::IndexMap;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::HashSet;

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
    /// What lines of a plan amount to.
    ///
    /// # Errors
    /// If the prices of an engine cannot be read.
    pub fn of(plan: &Plan, lines: &[&PlannedLine], workshop: &Workshop) -> Result<Self, Trouble> {
        let mut sum = Self {
            clips: lines.len(),
            ..Self::default()
        };
        for (name, planned) in &plan.engines {
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
    let sum = Sum::of(&plan, &missing, workshop)?;
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
    let (sum, _) = of_rows(desk, &own, Some(&word.language), workshop)?;
    Ok(json!({ "rows": own, "clips": sum.clips, "engines": sum.engines, "usd": sum.usd }))
}

/// What of some rows is not in the store, and what it costs to speak that.
///
/// # Errors
/// If the book cannot be opened.
pub fn anew(desk: &Desk, rows: &[usize], workshop: &Workshop) -> Result<Value, Trouble> {
    let (sum, by_row) = of_rows(desk, rows, None, workshop)?;
    Ok(json!({ "rows": by_row, "clips": sum.clips, "engines": sum.engines, "usd": sum.usd }))
}

/// What rows amount to: all that is said there in a language, or what of them is not in the store; and which rows.
fn of_rows(
    desk: &Desk,
    wanted: &[usize],
    all_in: Option<&Language>,
    workshop: &Workshop,
) -> Result<(Sum, Vec<usize>), Trouble> {
    let book = desk.book(workshop)?;
    let rows = super::rows::rows(&book.script);
    let wanted: HashSet<usize> = wanted.iter().copied().collect();
    let (mut turns, mut last) = (IndexMap::<_, Vec<(usize, usize)>>::new(), None);
    for (i, (at, _)) in super::rows::placed(&rows).enumerate() {
        let Some(at) = at.filter(|_| wanted.contains(&i)) else {
            continue;
        };
        turns
            .entry((at.chapter, at.turn))
            .or_default()
            .push((at.line, i));
        last = Some(at);
    }
    let Some(last) = last else {
        return Ok((Sum::default(), Vec::new()));
    };
    // One plan that holds the lines of all turns.
    let mut whole: Option<Plan> = None;
    let mut own_rows = Vec::new();
    let mut seen: HashSet<ClipKey> = HashSet::new();
    for ((chapter, turn), lines) in turns {
        let at = super::edit::Place {
            chapter,
            turn,
            ..last
        };
        let Some(turn) = sound::turn(&book, at) else {
            continue;
        };
        let mut plan = Plan::of_turn(&book, turn, workshop)?;
        plan.chapters[0].retain(|line| {
            let Some((_, row)) = lines.iter().find(|(own, _)| *own == line.pair) else {
                return false;
            };
            let is_own = match all_in {
                Some(language) => line.language == *language,
                None => !workshop.store.has(&line.key),
            };
            if is_own && own_rows.last() != Some(row) {
                own_rows.push(*row);
            }
            is_own && seen.insert(line.key.clone())
        });
        match &mut whole {
            None => whole = Some(plan),
            Some(whole) => {
                whole.engines.extend(plan.engines);
                whole.chapters.extend(plan.chapters);
            }
        }
    }
    let Some(plan) = whole else {
        return Ok((Sum::default(), Vec::new()));
    };
    let lines: Vec<&PlannedLine> = plan.lines().collect();
    Ok((Sum::of(&plan, &lines, workshop)?, own_rows))
}
