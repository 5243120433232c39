//! Undo and redo, also after a restart: what each edit has put in the place of what, in `.diglot/journal.jsonl`, only
//! ever added to. It can be deleted; then there is nothing to undo.

use crate::pipeline::ledger::FOLDER;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// How much of a text around a change is remembered, in characters, to find its place again.
const AROUND: usize = 80;
/// Beyond this the journal begins anew with its later half, in bytes.
const LARGEST: usize = 64 << 20;

/// A change of one file's text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// What was done, as `edit a line`.
    pub name: String,
    /// The file in the book's folder.
    pub file: String,
    /// Where the change begins, in bytes.
    pub at: usize,
    /// What was there.
    pub old: String,
    /// What is there now.
    pub new: String,
    /// The text before it.
    pub before: String,
    /// The text after it.
    pub after: String,
}

impl Change {
    /// What has become of a text; `None` if nothing.
    pub fn between(name: &str, file: &str, old: &str, new: &str) -> Option<Self> {
        if old == new {
            return None;
        }
        let same =
            |a: &mut dyn Iterator<Item = char>, b: &mut dyn Iterator<Item = char>| -> usize {
                let same = a.zip(b).take_while(|(a, b)| a == b);
                same.map(|(a, _)| a.len_utf8()).sum()
            };
        let at = same(&mut old.chars(), &mut new.chars());
        let (old_rest, new_rest) = (&old[at..], &new[at..]);
        let end = same(&mut old_rest.chars().rev(), &mut new_rest.chars().rev());
        let (old_end, new_end) = (old.len() - end, new.len() - end);
        Some(Self {
            name: name.into(),
            file: file.into(),
            at,
            old: old[at..old_end].into(),
            new: new[at..new_end].into(),
            before: last(&old[..at], AROUND).into(),
            after: first(&old[old_end..], AROUND).into(),
        })
    }

    /// The change that takes this one back.
    pub fn reversed(&self) -> Self {
        Self {
            old: self.new.clone(),
            new: self.old.clone(),
            ..self.clone()
        }
    }

    /// A text with the change in it, where the text may have changed elsewhere; `None` if what is to be
    /// changed is not there any more, or in several places.
    pub fn on(&self, text: &str) -> Option<String> {
        // What stands beside it may have changed too, so that less around it has to do.
        let around = [AROUND, AROUND / 2, AROUND / 4, AROUND / 8];
        around
            .into_iter()
            .find_map(|around| self.on_within(text, around))
    }

    /// As [`Change::on`], by so many characters before and after.
    fn on_within(&self, text: &str, around: usize) -> Option<String> {
        let (before, after) = (last(&self.before, around), first(&self.after, around));
        let whole = [before, &self.old, after].concat();
        let begin = self.at.checked_sub(before.len())?;
        let is_here = text
            .get(begin..)
            .is_some_and(|rest| rest.starts_with(&whole));
        let begin = match is_here {
            true => begin,
            false => {
                let mut found = text.match_indices(&whole);
                let (only, _) = found.next()?;
                if found.next().is_some() {
                    return None;
                }
                only
            }
        };
        let at = begin + before.len();
        Some([&text[..at], &self.new, &text[at + self.old.len()..]].concat())
    }
}

/// The first characters of a text, so many.
fn first(text: &str, many: usize) -> &str {
    let end = text.char_indices().nth(many);
    end.map_or(text, |(end, _)| &text[..end])
}

/// The last characters of a text, so many.
fn last(text: &str, many: usize) -> &str {
    let begin = text.char_indices().rev().nth(many - 1);
    begin.map_or(text, |(begin, _)| &text[begin..])
}

/// A line of the journal.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Entry {
    Did(Change),
    Undid,
    Redid,
}

/// What was done in a book, and how much of it is undone.
#[derive(Debug, Default)]
pub struct Journal {
    path: PathBuf,
    changes: Vec<Change>,
    /// How many of the changes are done; those after it are undone.
    done: usize,
}

impl Journal {
    /// The journal of a book. Lines that cannot be read, as one that a kill cut off, are passed over.
    pub fn open(folder: &Path) -> Self {
        let path = folder.join(FOLDER).join("journal.jsonl");
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let mut journal = Self {
            path,
            ..Self::default()
        };
        for entry in text
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
        {
            match entry {
                Entry::Did(change) => journal.push(change),
                Entry::Undid => journal.done = journal.done.saturating_sub(1),
                Entry::Redid => journal.done = (journal.done + 1).min(journal.changes.len()),
            }
        }
        if text.len() > LARGEST {
            journal.halve();
        }
        journal
    }

    fn push(&mut self, change: Change) {
        self.changes.truncate(self.done);
        self.changes.push(change);
        self.done = self.changes.len();
    }

    /// Forgets the first half of what was done.
    fn halve(&mut self) {
        let half = self.changes.len() / 2;
        self.changes.drain(..half);
        self.done = self.done.saturating_sub(half);
        let mut text = String::new();
        for change in &self.changes {
            text += &line(&Entry::Did(change.clone()));
        }
        for _ in self.done..self.changes.len() {
            text += &line(&Entry::Undid);
        }
        let _ = crate::disk::write_derived(&self.path, text.as_bytes());
    }

    /// Remembers a change.
    pub fn did(&mut self, change: Change) {
        self.note(&Entry::Did(change.clone()));
        self.push(change);
    }

    /// What would be undone.
    pub fn last(&self) -> Option<&Change> {
        self.changes.get(self.done.checked_sub(1)?)
    }

    /// What would be done again.
    pub fn next(&self) -> Option<&Change> {
        self.changes.get(self.done)
    }

    /// Remembers that the last change was undone.
    pub fn undid(&mut self) {
        if self.done > 0 {
            self.note(&Entry::Undid);
            self.done -= 1;
        }
    }

    /// Remembers that the next change was done again.
    pub fn redid(&mut self) {
        if self.done < self.changes.len() {
            self.note(&Entry::Redid);
            self.done += 1;
        }
    }

    /// Writes an entry down. An edit that stands in its file is good whether or not it can be undone later, so
    /// that a failure here is none of the edit's.
    fn note(&self, entry: &Entry) {
        if let Some(folder) = self.path.parent() {
            let _ = std::fs::create_dir_all(folder);
        }
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.path);
        let _ = file.and_then(|mut file: File| file.write_all(line(entry).as_bytes()));
    }
}

/// An entry as it is added: it begins a line of its own, should the one before have been cut off.
fn line(entry: &Entry) -> String {
    format!("\n{}", serde_json::to_string(entry).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "lines = [\n  { zh = \"灯亮了。\" },\n  { en = \"Dark.\" },\n]\n";

    fn change(new: &str) -> Change {
        Change::between("edit a line", "script.toml", OLD, new).unwrap()
    }

    #[test]
    fn a_change_goes_both_ways() {
        let new = OLD.replace("亮", "灭了吗");
        let change = change(&new);
        assert_eq!((change.old.as_str(), change.new.as_str()), ("亮", "灭了吗"));
        assert_eq!(change.on(OLD).unwrap(), new);
        assert_eq!(change.reversed().on(&new).unwrap(), OLD);
        assert_eq!(Change::between("", "", OLD, OLD), None);
    }

    #[test]
    fn a_change_is_undone_though_the_file_has_changed_elsewhere() {
        let new = OLD.replace("Dark.", "Very dark.");
        let change = change(&new);
        let moved = format!("# a note that someone has put there\n{new}");
        let undone = change.reversed().on(&moved).unwrap();
        assert_eq!(
            undone,
            format!("# a note that someone has put there\n{OLD}")
        );
        // Also where the line beside it has.
        let beside = new.replace("灯亮了", "灯灭了");
        let undone = change.reversed().on(&beside).unwrap();
        assert_eq!(undone, OLD.replace("灯亮了", "灯灭了"));
        assert_eq!(change.reversed().on(&new.replace("Very", "Quite")), None);
        let twice = format!("# two of it\n{}", new.repeat(2));
        assert_eq!(change.reversed().on(&twice), None);
    }

    #[test]
    fn what_was_done_is_known_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::open(folder.path());
        assert!(journal.last().is_none());
        let (one, two) = (change("one\n"), change("two\n"));
        journal.did(one.clone());
        journal.did(two.clone());
        journal.undid();
        let mut journal = Journal::open(folder.path());
        assert_eq!((journal.last(), journal.next()), (Some(&one), Some(&two)));
        journal.redid();
        assert_eq!((journal.last(), journal.next()), (Some(&two), None));
        journal.undid();
        journal.did(change("three\n"));
        let path = folder.path().join(".diglot/journal.jsonl");
        let cut_off = std::fs::read_to_string(&path).unwrap() + "\n{\"did\": {\"na";
        std::fs::write(&path, cut_off).unwrap();
        let journal = Journal::open(folder.path());
        assert_eq!(journal.changes.len(), 2);
        assert!(journal.next().is_none());
    }
}
