//! A book that is open in the studio: its files as they are on the disk, and what follows from them. The files are the
//! one truth: they are looked at before each answer, and an edit is written at once.

use super::edit::{self, Edit, Place};
use super::events::Events;
use super::journal::{Change, Journal};
use super::review::{Mark, REVIEW, Review};
use super::rows::{Row, Splice, placed, rows};
use super::trouble::Trouble;
use crate::disk;
use crate::language::{Language, Localized};
use crate::pipeline::ledger::{self, Measurements};
use crate::pipeline::{Book, Workshop, findings};
use crate::script::{Gender, Script, file};
use serde::Serialize;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;
use tokio_util::sync::CancellationToken;

/// The name of the script's file.
pub const SCRIPT: &str = "script.toml";
/// The name of the settings' file.
pub const SETTINGS: &str = "book.toml";

/// A book.
pub struct Desk {
    /// How the page calls it.
    pub id: String,
    /// Its folder.
    pub folder: PathBuf,
    events: Events,
    open: Mutex<Open>,
    /// What was made of the files last, and their state then. It is made by one at a time: of a long book it takes room.
    book: Mutex<Option<(Arc<Book>, Of)>>,
}

/// What is known of a book's files.
#[derive(Default)]
struct Open {
    /// The text of the script.
    text: String,
    /// A name of the state of the script: a part of its hash.
    revision: String,
    stamp: Option<Stamp>,
    beside: Beside,
    head: Head,
    rows: Arc<Vec<Row>>,
    /// What is wrong with the file, if it has been changed to something that is no script.
    broken: Option<String>,
    journal: Option<Journal>,
    measured: Option<Arc<Measurements>>,
    /// Stops the stretch that is being made to be heard.
    stretch: CancellationToken,
}

/// What a file shows from outside when it has changed.
type Stamp = (SystemTime, u64);
/// Of the script and the settings.
type Of = [Option<Stamp>; 2];
/// Of the files beside the script.
type Beside = [Option<Stamp>; 3];
/// The event that tells of a change of each of them.
const TOLD_OF: [&str; 3] = ["settings", "review", "findings"];

/// A book as the page shows it. Its rows are written as they are: as a tree of JSON they would take several times the room.
#[derive(Serialize)]
struct Shown<'a> {
    rows: &'a [Row],
    #[serde(flatten)]
    about: Value,
}

/// What is said of a whole book.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Head {
    title: Localized,
    languages: Vec<Language>,
    speakers: Vec<Person>,
}

/// A speaker.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Person {
    id: String,
    names: Localized,
    #[serde(skip_serializing_if = "Option::is_none")]
    gender: Option<Gender>,
}

fn stamp(path: &Path) -> Option<Stamp> {
    let about = std::fs::metadata(path).ok()?;
    Some((about.modified().ok()?, about.len()))
}

fn head(script: &Script) -> Head {
    let person = |s: &crate::script::Speaker| Person {
        id: s.id.clone(),
        names: s.names.clone(),
        gender: s.gender,
    };
    Head {
        title: script.title.clone(),
        languages: script.languages.clone(),
        speakers: script.speakers.iter().map(person).collect(),
    }
}

impl Desk {
    /// A book in a folder.
    pub fn new(id: String, folder: PathBuf, events: Events) -> Self {
        Self {
            id,
            folder,
            events,
            open: Mutex::default(),
            book: Mutex::default(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes room: what was made of an old script is of no use beside a new one.
    fn forget_book(&self) {
        // Whoever is making one has it made again, as the files have changed.
        if let Ok(mut book) = self.book.try_lock() {
            *book = None;
        }
    }

    fn script_path(&self) -> PathBuf {
        self.folder.join(SCRIPT)
    }

    /// All that the page shows of the script, in JSON.
    ///
    /// # Errors
    /// If it cannot be read, in the words of the command line.
    pub fn show(&self) -> Result<String, Trouble> {
        let mut open = self.lock();
        self.look(&mut open)?;
        if let (Some(broken), true) = (&open.broken, open.rows.is_empty()) {
            return Err(Trouble::unfit(broken.clone()));
        }
        let mut about = json!({ "id": self.id });
        self.say_head(&mut open, &mut about);
        let rows = &open.rows;
        serde_json::to_string(&Shown { rows, about })
            .map_err(|error| Trouble::unfit(error.to_string()))
    }

    /// Looks whether files were changed from outside, and tells the pages.
    pub fn watch(&self) {
        let mut open = self.lock();
        if open.stamp.is_none() {
            return;
        }
        let _ = self.look(&mut open);
        let before = open.beside;
        open.beside = self.beside();
        for (event, (before, now)) in TOLD_OF.iter().zip(before.iter().zip(open.beside)) {
            if *before != now {
                let mut told = json!({ "event": event, "book": self.id });
                self.say_head(&mut open, &mut told);
                self.events.tell(&told);
            }
        }
    }

    /// The state of the files beside the script, in the order of [`TOLD_OF`].
    fn beside(&self) -> Beside {
        let settings = self.folder.join(SETTINGS);
        let review = self.folder.join(REVIEW);
        [settings, review, findings::path(&self.folder)].map(|path| stamp(&path))
    }

    /// The book's journal, which is opened when it is first needed.
    fn journal<'a>(&self, journal: &'a mut Option<Journal>) -> &'a mut Journal {
        journal.get_or_insert_with(|| Journal::open(&self.folder))
    }

    fn say_head(&self, open: &mut Open, shown: &mut Value) {
        let journal = self.journal(&mut open.journal);
        let name = |change: Option<&Change>| change.map(|change| change.name.clone());
        let (undo, redo) = (name(journal.last()), name(journal.next()));
        let own = json!({
            "head": open.head, "revision": open.revision, "broken": open.broken, "undo": undo, "redo": redo,
        });
        if let (Value::Object(shown), Value::Object(own)) = (shown, own) {
            shown.extend(own);
        }
    }

    /// Reads the script if it has changed, and tells all pages what has.
    fn look(&self, open: &mut Open) -> Result<(), Trouble> {
        let path = self.script_path();
        let now = stamp(&path);
        if now.is_some() && now == open.stamp {
            return Ok(());
        }
        let text = std::fs::read_to_string(&path).map_err(|error| Trouble::file(&path, &error))?;
        open.stamp = now;
        if text == open.text && open.broken.is_none() {
            return Ok(());
        }
        let was_open = !open.revision.is_empty();
        if !was_open {
            open.beside = self.beside();
        }
        match file::parse(&text, &path) {
            Ok(script) => self.take(open, text, &script, was_open),
            Err(error) => {
                open.broken = Some(error.to_string());
                let event = json!({ "event": "broken", "book": self.id, "error": open.broken });
                self.events.tell(&event);
            }
        }
        Ok(())
    }

    /// Takes over what the file says now.
    fn take(&self, open: &mut Open, text: String, script: &Script, tell: bool) {
        let new = rows(script);
        let splice = Splice::between(&open.rows, &new);
        open.rows = Arc::new(new);
        open.head = head(script);
        let revision = ledger::hash(text.as_bytes())[..16].into();
        let before = std::mem::replace(&mut open.revision, revision);
        open.text = text;
        self.forget_book();
        open.broken = None;
        if tell {
            let mut event = json!({
                "event": "rows", "book": self.id, "before": before, "splice": splice,
            });
            self.say_head(open, &mut event);
            self.events.tell(&event);
        }
    }

    /// Does an edit. `seen` is the revision that the page knows, `was` the row as it shows it.
    ///
    /// # Errors
    /// If the edit makes no sense, or the line was changed by others meanwhile.
    pub fn edit(&self, seen: &str, was: Option<&Row>, edit: Edit) -> Result<Value, Trouble> {
        let mut open = self.lock();
        self.look(&mut open)?;
        let edit = match seen == open.revision {
            true => edit,
            false => merged(edit, was, &open.rows)?,
        };
        self.refuse_if_broken(&open)?;
        self.forget_book();
        let new = edit::apply(&open.text, &edit)?;
        self.keep(&mut open, edit.name(), &new)
    }

    fn refuse_if_broken(&self, open: &Open) -> Result<(), Trouble> {
        match &open.broken {
            None => Ok(()),
            Some(error) => Err(Trouble::unfit(format!(
                "{error}\nNothing is changed here before that is mended."
            ))),
        }
    }

    /// Writes another script, if it is one, and remembers how to undo that.
    fn keep(&self, open: &mut Open, name: &str, new: &str) -> Result<Value, Trouble> {
        let script = file::parse(new, &self.script_path())?;
        // Before it is written, so that whatever stands in the file can be undone though the studio is killed in between.
        let change = Change::between(name, SCRIPT, &open.text, new);
        if let Some(change) = change {
            self.journal(&mut open.journal).did(change);
        }
        self.write_script(open, new, &script)?;
        // The pages are told by what comes of looking at the text; here only how to undo has changed.
        let mut shown = json!({ "event": "head", "book": self.id });
        self.say_head(open, &mut shown);
        self.events.tell(&shown);
        Ok(shown)
    }

    fn write_script(&self, open: &mut Open, new: &str, script: &Script) -> Result<(), Trouble> {
        let path = self.script_path();
        let failed = |error: std::io::Error| Trouble::file(&path, &error);
        disk::write_whole(&path, new.as_bytes()).map_err(failed)?;
        open.stamp = stamp(&path);
        self.take(open, new.into(), script, true);
        Ok(())
    }

    /// Undoes the last edit, or does the next again.
    ///
    /// # Errors
    /// If there is none, or the file was changed there meanwhile.
    pub fn step(&self, back: bool) -> Result<Value, Trouble> {
        let mut open = self.lock();
        self.look(&mut open)?;
        self.refuse_if_broken(&open)?;
        let Open { text, journal, .. } = &mut *open;
        let journal = self.journal(journal);
        // One that was remembered and did not come to be written.
        while back
            && journal.last().is_some_and(|last| {
                last.file == SCRIPT && last.reversed().on(text).is_none() && last.on(text).is_some()
            })
        {
            journal.undid();
        }
        let change = match back {
            true => journal.last().map(Change::reversed),
            false => journal.next().cloned(),
        };
        let Some(change) = change else {
            let what = if back { "undo" } else { "redo" };
            return Err(Trouble::missing(format!("there is nothing to {what}")));
        };
        let gone = || {
            let what = format!(
                "`{}` cannot be {}: {} was changed there since",
                change.name,
                if back { "undone" } else { "done again" },
                change.file,
            );
            Trouble::conflict(what, Value::Null)
        };
        if change.file == SCRIPT {
            let new = change.on(&open.text).ok_or_else(gone)?;
            let script = file::parse(&new, &self.script_path())?;
            self.write_script(&mut open, &new, &script)?;
        } else {
            let path = disk::inside(&self.folder, &change.file).ok_or_else(gone)?;
            let failed = |error: std::io::Error| Trouble::file(&path, &error);
            let text = std::fs::read_to_string(&path).map_err(failed)?;
            let new = change.on(&text).ok_or_else(gone)?;
            disk::write_whole(&path, new.as_bytes()).map_err(failed)?;
            open.beside = self.beside();
        }
        if let Some(journal) = &mut open.journal {
            match back {
                true => journal.undid(),
                false => journal.redid(),
            }
        }
        let event = match change.file == SCRIPT {
            true => "head",
            false => "settings",
        };
        let mut shown = json!({ "event": event, "book": self.id, "name": change.name });
        self.say_head(&mut open, &mut shown);
        self.events.tell(&shown);
        Ok(shown)
    }

    /// Gives `book.toml` another text, which is made of what it holds now, and remembers how to undo that.
    ///
    /// # Errors
    /// If it would not be one.
    pub fn settle(
        &self,
        name: &str,
        edit: impl FnOnce(&str) -> Result<String, Trouble>,
    ) -> Result<(), Trouble> {
        let mut open = self.lock();
        self.look(&mut open)?;
        let path = self.folder.join(SETTINGS);
        let failed = |error: std::io::Error| Trouble::file(&path, &error);
        let old = std::fs::read_to_string(&path).map_err(failed)?;
        let new = edit(&old)?;
        crate::book::settings::parse(&new, &path, &open.head.languages)
            .map_err(crate::pipeline::PipelineError::from)?;
        let Some(change) = Change::between(name, SETTINGS, &old, &new) else {
            return Ok(());
        };
        disk::write_whole(&path, new.as_bytes()).map_err(failed)?;
        open.beside = self.beside();
        self.journal(&mut open.journal).did(change);
        let mut event = json!({ "event": "settings", "book": self.id });
        self.say_head(&mut open, &mut event);
        self.events.tell(&event);
        Ok(())
    }

    /// What words would be replaced by others, and where.
    ///
    /// # Errors
    /// If there is nothing to look for.
    pub fn preview(&self, search: &edit::Search, with: &str) -> Result<Vec<edit::Found>, Trouble> {
        let mut open = self.lock();
        self.look(&mut open)?;
        Ok(edit::preview(&open.text, search, with)?)
    }

    fn read_review(&self) -> Result<Review, Trouble> {
        let path = self.folder.join(REVIEW);
        match std::fs::read_to_string(&path) {
            Ok(text) => Review::parse(&text).map_err(Trouble::unfit),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Review::default()),
            Err(error) => Err(Trouble::file(&path, &error)),
        }
    }

    /// The marks of proof-listening, by the numbers of rows.
    ///
    /// # Errors
    /// If `review.toml` is not as it should be.
    pub fn review(&self) -> Result<Value, Trouble> {
        let mut open = self.lock();
        self.look(&mut open)?;
        let review = self.read_review()?;
        let rows = open.rows.iter().enumerate();
        let marks = rows.filter_map(|(i, row)| Some((i.to_string(), json!(review.of(row)?))));
        let marks: serde_json::Map<String, Value> = marks.collect();
        Ok(json!({ "revision": open.revision, "marks": marks }))
    }

    /// Gives the line at a place a mark, or takes it away.
    ///
    /// # Errors
    /// If the line is not as the page shows it any more, or `review.toml` cannot be written.
    pub fn mark(&self, at: Place, was: &Row, mark: Option<Mark>) -> Result<(), Trouble> {
        let mut open = self.lock();
        self.look(&mut open)?;
        let here = placed(&open.rows).find(|(own, _)| *own == Some(at));
        let Some((_, row)) = here.filter(|(_, row)| row.says(was)) else {
            return Err(edit::EditError::Gone.into());
        };
        let mut review = self.read_review()?;
        review.set(row, mark);
        let path = self.folder.join(REVIEW);
        disk::write_whole(&path, review.render(&open.rows).as_bytes())
            .map_err(|error| Trouble::file(&path, &error))?;
        open.beside = self.beside();
        self.events
            .tell(&json!({ "event": "review", "book": self.id }));
        Ok(())
    }

    /// The book as its files have it now, with its cast.
    ///
    /// # Errors
    /// As [`Book::open`].
    pub fn book(&self, workshop: &Workshop) -> Result<Arc<Book>, Trouble> {
        let mut made = self.book.lock().unwrap_or_else(PoisonError::into_inner);
        let now = [SCRIPT, SETTINGS].map(|name| stamp(&self.folder.join(name)));
        if let Some((book, then)) = &*made
            && *then == now
        {
            return Ok(book.clone());
        }
        *made = None;
        let book = Arc::new(Book::open_as_made(&self.folder, workshop)?);
        *made = Some((book.clone(), now));
        Ok(book)
    }

    /// The rows as the script has them now.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn rows(&self) -> Result<Arc<Vec<Row>>, Trouble> {
        let mut open = self.lock();
        self.look(&mut open)?;
        Ok(open.rows.clone())
    }

    /// Stops the stretch that is being made to be heard, and gives what will stop the next.
    pub fn quiet(&self, workshop: &Workshop) -> CancellationToken {
        let mut open = self.lock();
        open.stretch.cancel();
        open.stretch = workshop.stop.child_token();
        open.stretch.clone()
    }

    /// What was measured of the book's clips.
    pub fn measured(&self) -> Arc<Measurements> {
        let mut open = self.lock();
        let load = || Arc::new(Measurements::load(&self.folder));
        open.measured.get_or_insert_with(load).clone()
    }

    /// Forgets what was measured, after a build that has measured for itself.
    pub fn forget_measured(&self) {
        self.lock().measured = None;
    }
}

/// An edit of a line where that line is now; others may have moved it.
fn merged(mut edit: Edit, was: Option<&Row>, rows: &[Row]) -> Result<Edit, Trouble> {
    let changed = "the book was changed meanwhile; look at it again and repeat what you did";
    let (Some(place), Some(was)) = (edit.place(), was) else {
        return Err(Trouble::conflict(changed, Value::Null));
    };
    let mut same = placed(rows).filter(|(_, row)| row.says(was));
    let here = placed(rows).find(|(own, _)| *own == Some(*place));
    if let Some((_, row)) = here
        && row.says(was)
    {
        return Ok(edit);
    }
    match (same.next(), same.next()) {
        (Some((Some(own), _)), None) => {
            *place = own;
            Ok(edit)
        }
        _ => Err(Trouble::conflict(
            "this line was changed by someone else meanwhile",
            json!(here.map(|(_, row)| row)),
        )),
    }
}
