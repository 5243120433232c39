//! A chapter, or some lines of it, as it will sound: with its pauses, its order and the loudness of the book.

use super::desk::Desk;
use super::events::Events;
use super::money::{Sum, check};
use super::sound::chapter;
use super::trouble::Trouble;
use crate::disk;
use crate::pipeline::plan::{Plan, PlannedLine};
use crate::pipeline::stretch::{part, write};
use crate::pipeline::{Progress, Workshop, ledger, speak};
use serde::Deserialize;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many stretches are kept to be heard again.
const KEPT: usize = 4;

/// What is to be heard.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// The chapter, as `script.toml` numbers them.
    chapter: usize,
    /// The first and the last row; all of the chapter if they are not named.
    rows: Option<(usize, usize)>,
    /// Whether it may cost something.
    #[serde(default)]
    pay: bool,
}

/// Makes a stretch; what is missing of it is spoken first. Says its name, its length and where each line lies, in seconds.
///
/// # Errors
/// If it cannot be made, or that would cost something and may not.
pub fn make(
    desk: &Desk,
    wanted: &Wanted,
    events: &Events,
    workshop: &Workshop,
) -> Result<Value, Trouble> {
    let book = desk.book(workshop)?;
    let gone = || Trouble::missing("that chapter is not there any more; look again");
    let chapter = chapter(&book, wanted.chapter).ok_or_else(gone)?;
    let plan = Plan::new(&book, workshop)?;
    let numbers = super::rows::numbers(&book.script);
    let row = |line: &PlannedLine| numbers.get(&line.at).copied();
    let own = part(&plan, chapter, |line| match wanted.rows {
        None => true,
        Some((from, to)) => row(line).is_some_and(|row| (from..=to).contains(&row)),
    });
    let missing = speak::missing(&speak::wanted(&own, |_| true), workshop);
    check(&Sum::of(&own.engines, &missing, workshop)?, wanted.pay)?;
    let stop = desk.quiet(workshop);
    let told = Arc::new(Told {
        book: desk.id.clone(),
        events: events.clone(),
        total: AtomicU64::new(0),
        done: AtomicU64::new(0),
    });
    let workshop = workshop.with(told, stop);
    let folder = folder(desk);
    let all = own.lines().map(|line| line.key.as_str());
    let name = blake3::hash(all.collect::<String>().as_bytes()).to_hex()[..12].to_string();
    make_room(&folder);
    let path = folder.join(format!("{name}.wav"));
    let made = write(&book, &plan, &own, &desk.measured(), &path, &workshop)?;
    let seconds = |samples: u64| samples as f64 / f64::from(made.rate);
    // Lines lie in the order of the plan, without those that could not be spoken.
    let mut planned = own.lines();
    let lines = made.lines.iter().filter_map(|line| {
        let planned = planned.find(|planned| planned.key.as_str() == &*line.clip)?;
        Some(json!({
            "row": row(planned), "language": line.language, "start": seconds(line.start), "end": seconds(line.end),
        }))
    });
    Ok(json!({
        "name": name, "seconds": seconds(made.samples), "lines": lines.collect::<Vec<_>>(),
        "gaps": made.gaps.iter().map(|gap| format!("{}: {}", gap.text, gap.why)).collect::<Vec<_>>(),
    }))
}

/// Where a book's stretches lie.
fn folder(desk: &Desk) -> PathBuf {
    desk.folder.join(ledger::FOLDER).join("heard")
}

/// The file of a stretch.
///
/// # Errors
/// If there is none.
pub fn path(desk: &Desk, name: &str) -> Result<PathBuf, Trouble> {
    let is_name = name.len() == 12 && name.bytes().all(|b| b.is_ascii_hexdigit());
    let path = is_name.then(|| folder(desk).join(format!("{name}.wav")));
    path.filter(|path| path.is_file())
        .ok_or_else(|| Trouble::missing("this is gone; play it again"))
}

/// Removes all stretches but the newest.
fn make_room(folder: &Path) {
    disk::sweep(folder);
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut all: Vec<_> = entries
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    all.sort();
    for (_, path) in all.iter().rev().skip(KEPT - 1) {
        let _ = std::fs::remove_file(path);
    }
}

/// Tells the pages how far it is.
struct Told {
    book: String,
    events: Events,
    total: AtomicU64,
    done: AtomicU64,
}

impl Told {
    fn tell(&self) {
        let number = |of: &AtomicU64| of.load(Ordering::Relaxed);
        let (done, total) = (number(&self.done), number(&self.total));
        self.events
            .tell(&json!({ "event": "stretch", "book": self.book, "done": done, "total": total }));
    }
}

impl Progress for Told {
    fn begin_work(&self, _: &'static str, total: u64, _: u64) {
        self.total.store(total, Ordering::Relaxed);
        self.done.store(0, Ordering::Relaxed);
        self.tell();
    }
    fn step_of(&self, _: u64) {
        self.done.fetch_add(1, Ordering::Relaxed);
        self.tell();
    }
    fn end(&self) {}
    fn note(&self, _: &str) {}
    fn say(&self, _: &str) {}
    fn warn(&self, _: &str) {}
    fn result(&self, _: &str) {}
}
