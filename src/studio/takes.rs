//! Takes of a line, for engines that speak differently each time: those that are in the store, and another one.

use super::desk::Desk;
use super::sound::{Wanted, have_spoken, planned};
use super::trouble::Trouble;
use crate::pipeline::{Book, PipelineError, Workshop};
use crate::script::direction::MOST_TAKES;
use crate::speech::key::ClipKey;
use serde_json::{Value, json};

/// The takes of a line in the store, and which is heard in the book.
///
/// # Errors
/// If there is no such line.
pub fn show(desk: &Desk, wanted: &Wanted, workshop: &Workshop) -> Result<Value, Trouble> {
    let book = desk.book(workshop)?;
    let (plan, at) = planned(&book, wanted, workshop)?;
    let line = &plan.chapters[0][at];
    let first = first_of(&book, wanted, workshop)?;
    let takes = (1..=MOST_TAKES).filter(|n| workshop.store.has(&first.clone().of_take(*n)));
    let takes: Vec<u32> = takes.collect();
    Ok(json!({ "chosen": line.take, "takes": takes, "engine": line.engine() }))
}

/// The clip of a line's first take.
fn first_of(book: &Book, wanted: &Wanted, workshop: &Workshop) -> Result<ClipKey, Trouble> {
    let (plan, at) = planned(book, &wanted.with_take(1), workshop)?;
    Ok(plan.chapters[0][at].key.clone())
}

/// Speaks another take of a line and gives its number.
///
/// # Errors
/// If it cannot be spoken, that would cost something and may not, or the engine says a line the same each time.
pub fn another(desk: &Desk, wanted: &Wanted, workshop: &Workshop) -> Result<u32, Trouble> {
    let book = desk.book(workshop)?;
    let first = first_of(&book, wanted, workshop)?;
    let key = |number: u32| first.clone().of_take(number);
    let is_free = |number: &u32| !workshop.store.has(&key(*number));
    let number = (1..=MOST_TAKES).find(is_free).ok_or_else(|| {
        Trouble::unfit(format!("there are {MOST_TAKES} takes of this line already"))
    })?;
    let wanted = wanted.with_take(number);
    let (plan, at) = planned(&book, &wanted, workshop)?;
    let line = &plan.chapters[0][at];
    have_spoken(desk, &book, &plan, line, wanted.pay, workshop)?;
    let sum = workshop.store.sum(&line.key);
    let is_known = (1..number).any(|other| workshop.store.sum(&key(other)) == sum);
    if is_known {
        workshop
            .store
            .remove(&line.key)
            .map_err(PipelineError::from)?;
        let engine = line.engine();
        return Err(Trouble::unfit(format!(
            "{engine} says a line the same each time, so that there is no other take of it"
        )));
    }
    Ok(number)
}
