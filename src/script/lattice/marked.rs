//! The layout of a text whose source says of each line what it is, as a screenplay's does: there is nothing to find out.

use super::{Label, Layout, Role};
use crate::script::document::{Document, SourceLine};
use crate::script::facts::Syntax;
use crate::script::facts::letters::name_hash;
use std::collections::HashMap;
use std::ops::Range;

/// The layout that the source's markup gives; `None` if it leaves a line open, or names nobody in a line of its own.
pub(super) fn layout(document: &Document) -> Option<Layout> {
    let lines = &document.lines;
    let is_known = |line: &SourceLine| line.preset.is_some() || line.markup.speaker.is_some();
    if !lines.iter().all(is_known) || !lines.iter().any(|line| line.markup.is_cue) {
        return None;
    }
    let mut roles = vec![Role::Other; lines.len()];
    let mut labels = vec![None; lines.len()];
    let mut places: HashMap<u64, usize> = HashMap::new();
    let mut names: Vec<(String, usize)> = Vec::new();
    let mut word = None;
    for (i, line) in lines.iter().enumerate() {
        let speaker = line.markup.speaker.as_deref();
        let Some(speaker) = speaker.filter(|_| line.preset.is_none()) else {
            continue;
        };
        let is_cue = line.markup.is_cue;
        if !is_cue && word == Some(speaker) {
            roles[i] = Role::Speech;
            continue;
        }
        word = Some(speaker);
        let who = *places.entry(name_hash(speaker)).or_insert_with(|| {
            names.push((speaker.to_string(), 0));
            names.len() - 1
        });
        names[who].1 += 1;
        let end = line.text.len();
        let name = 0..speaker.len().min(end);
        roles[i] = match is_cue {
            true => Role::LabelAlone,
            false => Role::LabelInline,
        };
        labels[i] = Some(Box::new(Label {
            name: speaker.into(),
            who,
            notes: match is_cue {
                true => notes(&line.text, name.end),
                false => Vec::new(),
            },
            at: is_cue.then_some(name),
            said: if is_cue { end..end } else { 0..end },
            syntax: Syntax::voice(is_cue),
        }));
    }
    Some(Layout {
        start: Some(Syntax::voice(true)),
        roles,
        labels,
        margins: vec![f32::INFINITY; lines.len()],
        names,
        ..Layout::default()
    })
}

/// What stands in brackets behind a name and says how it is spoken: `(on the telephone)`, but not `(V.O.)`.
fn notes(text: &str, from: usize) -> Vec<Range<usize>> {
    let mut notes = Vec::new();
    let mut at = from;
    while let Some(open) = text[at..].find('(').map(|open| at + open)
        && let Some(close) = text[open..].find(')').map(|close| open + close + 1)
    {
        if text[open..close].contains(char::is_lowercase) {
            notes.push(open..close);
        }
        at = close;
    }
    notes
}
