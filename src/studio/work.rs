//! The one long work that the studio does at a time: building a book. The pages see it go on, and can stop it.

use super::changed::Changed;
use super::desk::Desk;
use super::events::Events;
use super::texts;
use super::trouble::Trouble;
use crate::book::formats::{self, Format};
use crate::pipeline::finish::{Finished, finish};
use crate::pipeline::pace::Pace;
use crate::pipeline::{Book, PipelineError, Progress, Workshop, in_words};
use crate::speech::purse::Purse;
use axum::http::StatusCode;
use serde::Serialize;
use serde_json::json;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// How often pages are told of steps, at most.
const APART: Duration = Duration::from_millis(100);

/// What is told of a work.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Told {
    /// The book's id.
    book: String,
    /// What is being done: `speaking`, `mixing`, `publishing`.
    stage: &'static str,
    /// How many steps of the stage there are, and how many are done.
    total: u64,
    done: u64,
    /// How long the stage takes yet, in seconds, if that can be told.
    left: Option<f64>,
    /// What a person should know, in order.
    said: Vec<Said>,
    /// What it has changed, once it is done.
    changed: Option<Arc<Changed>>,
    /// How it ended; nothing while it goes on.
    end: Option<End>,
}

/// A line for a person.
#[derive(Debug, Clone, Serialize)]
struct Said {
    kind: &'static str,
    text: String,
}

/// How a work ended.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "lowercase")]
enum End {
    Done,
    Gaps,
    Stopped,
    Failed,
}

/// The work that goes on, or was done last.
#[derive(Default)]
pub struct Work {
    current: Mutex<Option<(Arc<Teller>, CancellationToken)>>,
}

/// What is to be made.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// The formats; those of `book.toml` if none is named.
    #[serde(default)]
    formats: Vec<String>,
    /// The most that it may cost, in US dollars.
    max_cost: Option<f64>,
}

/// Is told by the pipeline, and tells the pages.
struct Teller {
    events: Events,
    told: Mutex<Told>,
    clock: Mutex<Clock>,
}

struct Clock {
    pace: Pace,
    begun: Instant,
    said: Instant,
}

impl Teller {
    fn new(book: &str, events: Events) -> Self {
        let now = Instant::now();
        Self {
            events,
            told: Mutex::new(Told {
                book: book.into(),
                stage: "beginning",
                ..Told::default()
            }),
            clock: Mutex::new(Clock {
                pace: Pace::of(0),
                begun: now,
                said: now,
            }),
        }
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self) {
        let told = self.told().clone();
        self.events.tell(&json!({ "event": "work", "work": told }));
    }

    fn add(&self, kind: &'static str, text: &str) {
        let text = text.to_string();
        self.told().said.push(Said { kind, text });
        self.tell();
    }

    fn end(&self, how: End) {
        self.told().end = Some(how);
        self.tell();
    }
}

impl Progress for Teller {
    fn begin_work(&self, stage: &'static str, total: u64, work: u64) {
        let now = Instant::now();
        *self.clock.lock().unwrap_or_else(PoisonError::into_inner) = Clock {
            pace: Pace::of(work),
            begun: now,
            said: now,
        };
        {
            let mut told = self.told();
            (told.stage, told.total, told.done, told.left) = (stage, total, 0, None);
        }
        self.tell();
    }

    fn step_of(&self, work: u64) {
        let is_time = {
            let mut clock = self.clock.lock().unwrap_or_else(PoisonError::into_inner);
            let now = clock.begun.elapsed();
            clock.pace.step(now, work);
            let mut told = self.told();
            told.done += 1;
            told.left = clock.pace.left(now).map(|left| left.as_secs_f64());
            let is_time = clock.said.elapsed() >= APART || told.done == told.total;
            if is_time {
                clock.said = Instant::now();
            }
            is_time
        };
        if is_time {
            self.tell();
        }
    }

    fn end(&self) {}

    fn note(&self, _: &str) {}

    fn say(&self, text: &str) {
        self.add("note", text);
    }

    fn warn(&self, text: &str) {
        self.add("warning", text);
    }

    fn result(&self, text: &str) {
        self.add("result", text);
    }
}

impl Work {
    fn lock(&self) -> MutexGuard<'_, Option<(Arc<Teller>, CancellationToken)>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What goes on, or was done last.
    pub fn told(&self) -> Option<Told> {
        let teller = self.lock().as_ref().map(|(teller, _)| teller.clone());
        teller.map(|teller| teller.told().clone())
    }

    /// Stops what goes on; what is finished is kept.
    pub fn stop(&self) {
        if let Some((_, stop)) = &*self.lock() {
            stop.cancel();
        }
    }

    /// Begins to build a book.
    ///
    /// # Errors
    /// If something else is being built.
    pub fn begin(
        &self,
        desk: Arc<Desk>,
        order: Order,
        events: &Events,
        workshop: &Workshop,
    ) -> Result<(), Trouble> {
        let mut current = self.lock();
        if let Some((teller, _)) = &*current
            && teller.told().end.is_none()
        {
            let what = "a book is being built; wait for it, or stop it";
            return Err(Trouble::new(StatusCode::CONFLICT, what));
        }
        let wanted = order.formats.iter().map(|name| formats::named(name));
        let wanted: Vec<&'static dyn Format> = wanted
            .collect::<Result<_, _>>()
            .map_err(PipelineError::Edition)?;
        let teller = Arc::new(Teller::new(&desk.id, events.clone()));
        let stop = workshop.stop.child_token();
        let mut own = workshop.with(teller.clone(), stop.clone());
        // What was agreed to here; what may be spent in all, `--max-cost`, holds for all that the studio does.
        if let Some(agreed) = order.max_cost {
            own.max_cost = Some(workshop.max_cost.map_or(agreed, |most| most.min(agreed)));
            if workshop.max_cost.is_none() {
                own.purse = Arc::new(Purse::new(order.max_cost));
            }
        }
        *current = Some((teller.clone(), stop));
        drop(current);
        teller.tell();
        workshop.runtime.spawn_blocking(move || {
            let end = build(&desk, wanted, &own, &teller);
            desk.forget_measured();
            teller.end(end);
        });
        Ok(())
    }
}

fn build(
    desk: &Desk,
    wanted: Vec<&'static dyn Format>,
    workshop: &Workshop,
    teller: &Teller,
) -> End {
    let finished = Book::open(&desk.folder, workshop).and_then(|book| {
        let own = book.settings.formats.iter();
        let own = own.filter_map(|name| formats::named(name).ok());
        let wanted = match wanted.is_empty() {
            true => own.collect(),
            false => wanted,
        };
        teller.add(
            "note",
            &format!("Building {}", texts::title(&book.script.title)),
        );
        let finished = finish(&book, &wanted, workshop)?;
        teller.told().changed = Some(Arc::new(Changed::of(&book, &finished)));
        Ok(finished)
    });
    match finished {
        Ok(finished) => {
            let failed = say_missing(&finished, teller);
            if failed { End::Gaps } else { End::Done }
        }
        Err(PipelineError::Interrupted) => {
            teller.add("note", "stopped; what is finished is kept");
            End::Stopped
        }
        Err(error) => {
            teller.add("error", &in_words(&error));
            End::Failed
        }
    }
}

/// Says what could not be made; whether there is any of it.
fn say_missing(finished: &Finished, teller: &Teller) -> bool {
    for gap in &finished.mixed.gaps {
        let text = format!(
            "script.toml:{}: ({}) {}: {}",
            gap.at, gap.language, gap.text, gap.why
        );
        teller.add("warning", &text);
    }
    let publication = finished.publication.as_ref();
    let failed = publication.map_or(&[][..], |publication| &publication.failed);
    for (name, why) in failed {
        teller.add(
            "warning",
            &format!("{name} could not be made: {}", in_words(why)),
        );
    }
    !finished.mixed.gaps.is_empty() || !failed.is_empty()
}
